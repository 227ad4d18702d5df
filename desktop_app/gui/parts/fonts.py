"""The font of the windows: the system's, with Han glyphs as the language of the app writes them.

One character has other strokes in China, Taiwan and Japan. Left to itself, Qt takes the font that
the session's language suggests, which in an English session usually is the Japanese one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from PyQt6.QtGui import QFont, QFontDatabase, QFontInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIMPLIFIED: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei UI",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
_TRADITIONAL: Final = (
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "Source Han Sans TC",
    "Source Han Sans TW",
    "Microsoft JhengHei UI",
    "PingFang TC",
)
_LIGHTER: Final = ("DemiLight", "Normal", "Light")
"""Styles that look regular where they are light on dark: Qt thickens the strokes of these fonts."""
_PLAIN: Final = 100  # per cent
_OTHERS: Final = ("ja", "ko")
"""Who reads one of these knows Han characters by its own fonts."""


def with_han(font: QFont, languages: Sequence[str], *, dark: bool) -> QFont:
    """A font whose Han characters are those of the app's language.

    Args:
        font: Of the system; Latin letters stay as they are.
        languages: What a person reads, as BCP 47 has it, the one liked best first. For those that
            write without Han characters, they are the simplified ones.
        dark: Whether the words are light on dark: then a lighter style is taken, if there is one.
    """
    family = han_family(tuple(languages), dark=dark)
    made = QFont(font)
    if family:
        # A name for a kind of font, as "Sans Serif", would have the second family draw all.
        made.setFamilies([QFontInfo(font).family(), family])
        # Qt keeps one font for the same first family, whatever the second is: a difference that
        # isn't seen has it make another after a change of language.
        made.setStretch(_PLAIN if family.startswith(_TRADITIONAL) else 0)
    return made


@cache
def han_family(languages: tuple[str, ...], *, dark: bool) -> str:
    """The installed family for Han characters, as for `with_han`; empty to leave it to Qt."""
    wanted: tuple[str, ...] = _SIMPLIFIED
    for tag in languages:
        name, *rest = tag.lower().replace("_", "-").split("-")
        if name in _OTHERS:
            return ""
        if name in {"zh", "yue"}:
            traditional = "hans" not in rest and (
                name == "yue" or not {"hant", "tw", "hk", "mo"}.isdisjoint(rest)
            )
            wanted = _TRADITIONAL if traditional else _SIMPLIFIED
            break
    there = set(QFontDatabase.families())
    styled = [f"{one} {style}" for one in wanted for style in _LIGHTER] if dark else []
    return next((one for one in (*styled, *wanted) if one in there), "")
