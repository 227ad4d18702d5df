"""Texts to read aloud for a recording."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    "en": (
        (
            "A walk",
            (
                "This morning I walked along the river. The air was cool and clear, two boats were"
                " passing by, and somewhere behind the trees somebody was playing the piano."
            ),
        ),
        (
            "A recipe",
            (
                "First, cut the onions as small as you can. Then warm some oil in a pan, add a"
                " little garlic, and wait until the whole kitchen smells wonderful. Are you hungry"
                " yet?"
            ),
        ),
        (
            "The weather",
            (
                "It will be mostly sunny today, with a light wind from the west. Clouds will come"
                " in towards the evening, and during the night there may be some rain."
            ),
        ),
    ),
    "zh": (
        (
            "散步",
            "今天早上，我沿着河边慢慢地散步。空气又凉爽又清新，两只小船从身边经过，树林后面不知是谁正在弹钢琴。",
        ),
        (
            "做菜",
            "先把洋葱切得细细的，再往锅里倒一点油，放几瓣大蒜，等到整个厨房都香喷喷的。怎么样，你是不是已经饿了？",
        ),
        (
            "天气",
            "今天白天大部分地区天气晴朗，吹着微微的西风。傍晚云会慢慢多起来，夜里可能会下一点小雨，出门请带好雨伞。",
        ),
    ),
}
"""By language: titles, and some ten seconds that hold most of its sounds."""
