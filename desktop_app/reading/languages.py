"""The language of a sentence: its script tells, and a small model where several share one."""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
import unicodedata

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCRIPTS: Final = {
    "zh": "CJK",
    "yue": "CJK",
    "ja": "HIRAGANA",
    "ko": "HANGUL",
    "el": "GREEK",
    "he": "HEBREW",
    "hy": "ARMENIAN",
    "ka": "GEORGIAN",
    "th": "THAI",
    "ta": "TAMIL",
    "te": "TELUGU",
    "gu": "GUJARATI",
    "kn": "KANNADA",
    "ml": "MALAYALAM",
    "or": "ORIYA",
    "pa": "GURMUKHI",
    "si": "SINHALA",
    "km": "KHMER",
    "lo": "LAO",
    "my": "MYANMAR",
    **dict.fromkeys(("am", "ti"), "ETHIOPIC"),
    **dict.fromkeys(("bo", "dz"), "TIBETAN"),
    **dict.fromkeys(("as", "bn"), "BENGALI"),
    **dict.fromkeys(
        ("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "ba"), "CYRILLIC"
    ),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ug", "sd"), "ARABIC"),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), "DEVANAGARI"),
}
"""Scripts by language, named as Unicode names characters; any other language is in Latin."""

_WIDE_SCRIPTS: Final = frozenset({"CJK", "HIRAGANA", "HANGUL"})
_NAMED_BY_MODEL: Final = {"nb": "no"}
"""Languages of which the model has another code."""

_ENOUGH: Final = 12
"""Letters that the model needs; a shorter sentence is in the language of the one before it."""


class Languages:
    """Tells languages apart that a person has set up.

    Args:
        known: Their codes, as ISO 639-1 has them, regions ignored; the first of a script is what
            is assumed where nothing tells.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known: dict[str, list[str]] = {}
        for language in dict.fromkeys(map(primary, known)):
            if language:
                self._known.setdefault(_SCRIPTS.get(language, "LATIN"), []).append(language)
        self._model: Any = None
        self._all: frozenset[str] = frozenset()  # languages that the model can tell

    async def load(self) -> None:
        """Load the model (0.8 s in a thread), if it is needed at all."""
        if self._model is None and any(len(same) > 1 for same in self._known.values()):
            self._model, self._all = await asyncio.to_thread(_load_model)

    def of(self, text: str, before: str = "") -> str:
        """The language of a sentence; empty where it is none of those that are known.

        Args:
            text: The sentence.
            before: The language of the one before it.
        """
        script, letters = main_script(text)
        same = self._known.get(script, [])
        if len(same) < 2:  # noqa: PLR2004 - nothing to choose from
            return same[0] if same else ""
        if letters >= _ENOUGH and self._model is not None and script != "CJK":
            known = {_NAMED_BY_MODEL.get(language, language): language for language in same}
            if modelled := sorted(known.keys() & self._all):
                self._model.set_languages(modelled)
                return known[str(self._model.classify(text)[0])]
        return before if before in same else same[0]


def primary(language: str) -> str:
    """A language's code without region and script: `zh-Hans-CN` is `zh`."""
    return language.replace("_", "-").partition("-")[0].lower()


def main_script(text: str) -> tuple[str, int]:
    """The script that most of the time is spent on, and how many letters there are of it."""
    letters = Counter(script for char in text if (script := _script_of(char)))
    if letters["HIRAGANA"]:
        letters["HIRAGANA"] += letters.pop("CJK", 0)  # Chinese has no kana
    if not letters:
        return "", 0
    script = max(letters, key=lambda name: letters[name] * (3 if name in _WIDE_SCRIPTS else 1))
    return script, letters[script]


@lru_cache(maxsize=4096)
def _script_of(char: str) -> str:
    if not char.isalpha():
        return ""
    name = unicodedata.name(char, "").partition(" ")[0]
    return "HIRAGANA" if name in ("KATAKANA", "HALFWIDTH") else name


@lru_cache(maxsize=1)
def _load_model() -> tuple[Any, frozenset[str]]:
    from py3langid.langid import (  # type: ignore[import-untyped]  # noqa: PLC0415 - it ships no types; 0.8 s
        MODEL_FILE,
        LanguageIdentifier,
    )

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    return model, frozenset(map(str, model.nb_classes))  # before it is told to choose of some
