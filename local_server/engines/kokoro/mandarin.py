"""Chinese characters in Kokoro's symbols: words, their readings, and the sounds of a syllable."""

from __future__ import annotations

import functools
import importlib
import re
from typing import TYPE_CHECKING, Final

from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials
import rjieba

if TYPE_CHECKING:
    from collections.abc import Callable

_INITIALS: Final = {
    "b": "p",
    "p": "pʰ",
    "m": "m",
    "f": "f",
    "d": "t",
    "t": "tʰ",
    "n": "n",
    "l": "l",
    "g": "k",
    "k": "kʰ",
    "h": "x",
    "j": "ʨ",
    "q": "ʨʰ",
    "x": "ɕ",
    "zh": "\uab67",
    "ch": "\uab67ʰ",
    "sh": "ʂ",
    "r": "ɻ",
    "z": "ʦ",
    "c": "ʦʰ",
    "s": "s",
}
_FINALS: Final = {
    # The tone goes where the star is: behind the vowel that carries it.
    "a": "a*",
    "ai": "ai*",
    "an": "a*n",
    "ang": "a*ŋ",
    "ao": "au*",
    "e": "ɤ*",
    "ei": "ei*",
    "en": "ə*n",
    "eng": "ə*ŋ",
    "i": "i*",
    "ia": "ja*",
    "ian": "jɛ*n",
    "iang": "ja*ŋ",
    "iao": "jau*",
    "ie": "je*",
    "in": "i*n",
    "ing": "i*ŋ",
    "iong": "jʊ*ŋ",
    "iou": "jou*",
    "o": "wo*",
    "ong": "ʊ*ŋ",
    "ou": "ou*",
    "u": "u*",
    "ua": "wa*",
    "uai": "wai*",
    "uan": "wa*n",
    "uang": "wa*ŋ",
    "uei": "wei*",
    "uen": "wə*n",
    "ueng": "wə*ŋ",
    "uo": "wo*",
    "ü": "y*",
    "üan": "ɥɛ*n",
    "üe": "ɥe*",
    "ün": "y*n",
}
_WHOLE: Final = {
    "er": "ɚ*",
    "o": "ɔ*",
    "io": "jɔ*",
    "ê": "ɛ*",
    "m": "m*",
    "n": "n*",
    "ng": "ŋ*",
    "hm": "hm*",
    "hng": "hŋ*",
}
"""Syllables that aren't an initial and a final."""
_BUZZED: Final = {"zh", "ch", "sh", "r", "z", "c", "s"}
"""Behind these, i is a hum."""
_TONES: Final = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_AGAIN: Final = re.compile("(.)々")


def phonemes(text: str) -> str:
    """The phonemes of a run of Chinese characters, with spaces between words."""
    text = _simplified(_AGAIN.sub(r"\1\1", text))
    words = (
        lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
        for word in rjieba.cut(text)
    )
    return " ".join("".join(map(_syllable, word)) for word in words).strip()


@functools.lru_cache(2_048)
def _syllable(reading: str) -> str:
    """The phonemes of one reading, such as `hao3`; none of what is no reading."""
    base, tone = reading[:-1], _TONES.get(reading[-1:])
    if tone is None:
        return ""
    sounds = _WHOLE.get(base)
    if sounds is None:
        initial = to_initials(base, strict=True)
        final = to_finals(base, strict=True, v_to_u=True)
        hum = final == "i" and initial in _BUZZED
        sounds = _INITIALS.get(initial, "") + ("ɨ*" if hum else _FINALS.get(final, ""))
    return sounds.replace("*", tone)


def _simplified(text: str) -> str:
    """The text in simplified characters, for which there are more readings by word.

    Only where it has characters that simplified Chinese doesn't: 乾 is one of both.
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return _simplifier()(text)
    return text


@functools.cache
def _simplifier() -> Callable[[str], str]:
    normalizer = importlib.import_module("wetext").Normalizer
    simplify: Callable[[str], str] = normalizer(
        lang="zh", operator="tn", traditional_to_simple=True
    ).normalize
    return simplify
