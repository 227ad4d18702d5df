"""Which language a page is set for."""

from __future__ import annotations

import pytest

from desktop_app.reading.scripts import (
    CHINESE,
    JAPANESE,
    KOREAN,
    TRADITIONAL,
    language_of_page,
)


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("The lighthouse stood at the end of the pier.", "", ""),
        ("Маяк стоял на краю пирса.", "", ""),
        ("灯塔立在码头的尽头，老人看着船只归来。", "", CHINESE),
        ("燈塔立在碼頭的盡頭，老人看著船隻歸來，這個時候他說話。", "", TRADITIONAL),
        ("我說好。", "", TRADITIONAL),
        ("山水", "", CHINESE),
        ("山水", "zh-TW", TRADITIONAL),
        ("山水", "zh_HK", TRADITIONAL),
        ("山水", "zh-Hant", TRADITIONAL),
        ("山水", "ja", JAPANESE),
        ("灯台は波止場の先に立っていた。", "", JAPANESE),
        ("등대는 부두 끝에 서 있었다.", "", KOREAN),
        ("He wrote 山 on the wall, and went home without a word.", "", ""),
        ("老人用 iPhone 看着船只归来，然后走上楼梯点亮灯火。", "en", CHINESE),
        ("", "", ""),
    ],
)
def test_a_page_is_set_for_what_is_written_on_it(text: str, said: str, expected: str) -> None:
    assert language_of_page(text, said) == expected
