"""What is said: no pictures, one space, sentences where lines were."""

from __future__ import annotations

import pytest

from tests.shared_client.text.said import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("😀 Hi 👨‍👩‍👧 there 👍🏽! 1️⃣ 🇩🇪 ✅ ok ❤️", "Hi there! 1 ok"),
        ("a\u200bb\ufeffc\x07d\xade\ud83df", "abcdef"),
        ("می\u200cخواهم, a\u200cb, 25 °C ™ ①", "می\u200cخواهم, ab, 25 °C ™ ①"),
        (
            "$5, US$ 7, $x^2$, $$E=mc$$, \\(y\\), \\[z\\], $a + b$ $",
            "$5, US$ 7, x^2, E=mc, y, z, a + b $",
        ),
        ("\\*not\\* \\_it\\_ C:\\dir \\", "*not* _it_ C:\\dir \\"),
        ("ends with !", "ends with !"),
        ("**", "**"),
        ("", ""),
    ],
)
def test_signs_that_nobody_says_are_left_out(written: str, spoken: str | None) -> None:
    result = said(written)
    assert spoken is None or result == spoken
