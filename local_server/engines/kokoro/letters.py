"""Words in letters in Kokoro's symbols: English as it was trained with, and all others."""

from __future__ import annotations

import re
from typing import Final

from local_server.engines.languages import BRITISH, ENGLISH
from local_server.engines.phonemes import IPA, clauses, tied_by

_TIE: Final = "^"
_SYLLABIC: Final = "\u0329"

_DIPHTHONGS: Final = (
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("e^ɪ", "A"),
    ("ɔ^ɪ", "Y"),
    ("o^ʊ", "O"),
    ("ə^ʊ", "Q"),
    ("d^ʒ", "ʤ"),
    ("t^ʃ", "ʧ"),
)
_ENGLISH: Final = (
    (f"ʔˌn{_SYLLABIC}", "ʔn"),
    (f"ʔn{_SYLLABIC}", "ʔn"),
    *_DIPHTHONGS,
    ("ə^l", "ᵊl"),
    ("ʲo", "jo"),
    ("ʲə", "jə"),
    ("ʲ", ""),
    ("ɚ", "əɹ"),
    ("r", "ɹ"),
    ("x", "k"),
    ("ç", "k"),
    ("ɐ", "ə"),
    ("ɬ", "l"),
    ("\u0303", ""),
)
_AMERICAN: Final = (
    ("e", "A"),
    ("ɜːɹ", "ɜɹ"),
    ("ɜː", "ɜɹ"),
    ("ɪə", "iə"),
    ("ː", ""),
)
_IN_BRITAIN: Final = (
    ("e^ə", "ɛː"),
    ("e", "A"),
    ("i^ə", "ɪə"),
    ("iə", "ɪə"),
    ("æ", "a"),
)
_LAST: Final = (
    ("o", "ɔ"),
    ("ɾ", "T"),
    ("ʔ", "t"),
    (_TIE, ""),
    ("ɹɹ", "ɹ"),
)
_ELSEWHERE: Final = (
    *_DIPHTHONGS,
    ("d^z", "ʣ"),
    ("t^s", "ʦ"),
    ("s^s", "S"),
    (_TIE, ""),
    ("-", ""),
)
_SWITCH: Final = re.compile(r"\([^)]*\)")
"""eSpeak NG says so when it takes the rules of another language for a word."""


def phonemes(text: str, language: str = ENGLISH) -> str:
    """The phonemes of a few words, with spaces between words.

    Args:
        text: Of one language, without marks that end a clause.
        language: Of eSpeak NG.

    Raises:
        EngineError: eSpeak NG isn't installed.
    """
    found = " ".join(one.phonemes for one in clauses(text, IPA | tied_by(_TIE), language))
    found = _SWITCH.sub("", found)
    if language not in {ENGLISH, BRITISH}:
        return _replaced(found, _ELSEWHERE)
    found = _replaced(found, _ENGLISH)
    found = re.sub(rf"(\S){_SYLLABIC}", r"ᵊ\1", found).replace(_SYLLABIC, "")
    found = _replaced(found, _IN_BRITAIN if language == BRITISH else _AMERICAN)
    if language == BRITISH:
        found = re.sub(r"ɪ(?= |$)", "i", found)  # happy
    return re.sub(r"\s+", " ", _replaced(found, _LAST)).strip()


def _replaced(text: str, table: tuple[tuple[str, str], ...]) -> str:
    for old, new in table:
        text = text.replace(old, new)
    return text
