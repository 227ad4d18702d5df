"""The symbols that Kokoro knows, and the numbers it knows them by."""

from __future__ import annotations

import re
from typing import Final
import unicodedata

LONGEST: Final = 510
"""Symbols of one run of the model."""

_RUNS: Final = (
    (1, ";:,.!?"),
    (9, '—…"()“” \u0303ʣʥʦʨᵝ\uab67AI'),
    (31, "O"),
    (33, "Q"),
    (35, "ST"),
    (39, "W"),
    (41, "Yᵊabcdef"),
    (50, "hijklmnopqrstuvwxyzɑɐɒæ"),
    (75, "βɔɕç"),
    (80, "ɖðʤə"),
    (85, "ɚɛɜ"),
    (90, "ɟ"),
    (92, "ɡ"),
    (99, "ɥ"),
    (101, "ɨɪʝ"),
    (110, "ɯɰŋɳɲɴø"),
    (118, "ɸθœ"),
    (123, "ɹ"),
    (125, "ɾɻ"),
    (128, "ʁɽʂʃʈʧ"),
    (135, "ʊʋ"),
    (138, "ʌɣɤ"),
    (142, "χʎ"),
    (147, "ʒʔ"),
    (156, "ˈˌː"),
    (162, "ʰ"),
    (164, "ʲ"),
    (169, "↓"),
    (171, "→↗↘"),
    (177, "ᵻ"),
)
"""Rows of neighboring numbers: the first one, and their symbols."""

NUMBERS: Final = {
    symbol: number for first, row in _RUNS for number, symbol in enumerate(row, first)
}

_NEAREST: Final = str.maketrans(
    {
        "g": "ɡ",
        "ɫ": "l",
        "ɭ": "l",
        "ʟ": "l",
        "ɬ": "l",
        "ʉ": "u",
        "ɵ": "o",
        "ʏ": "y",
        "ɘ": "ə",
        "ɞ": "ɜ",
        "ɶ": "œ",
        "ʙ": "b",
        "ɓ": "b",
        "ɗ": "d",
        "ɠ": "ɡ",
        "ɢ": "ɡ",
        "ʀ": "ʁ",
        "ɱ": "m",
        "ħ": "h",
        "ɦ": "h",
        "ʕ": "ʔ",
        "ʐ": "ʒ",
        "ʑ": "ʒ",
        "ɮ": "l",
        "ɺ": "ɾ",
        "ʍ": "w",
        "ʝ": "j",
        "˥": "→",
        "ˑ": "ː",
    }
)


def known(phonemes: str) -> str:
    """Phonemes with what Kokoro doesn't know replaced by the nearest that it does know.

    What is nearest to nothing, as marks over a letter, is left out.
    """
    found = []
    for char in phonemes:
        near = char if char in NUMBERS else unicodedata.normalize("NFD", char.translate(_NEAREST))
        found += [part for part in near if part in NUMBERS]
    return re.sub(r"\s+", " ", "".join(found)).strip()


def tokens(phonemes: str) -> list[int]:
    """The numbers of phonemes that are all `known`."""
    return [NUMBERS[symbol] for symbol in phonemes]
