"""What windows say of errors, in the language that they are in."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QLocale

from desktop_app.words import saying
from desktop_app.words.catalogs import language_for
from desktop_app.words.saying import Face, Keyed

_MOST: Final = 2000  # characters
_WIDE: Final = ("。", "！", "？")


def sentence(error: Keyed | BaseException) -> str:
    """What is wrong; no more of it than one can read, whatever a service has answered."""
    words = saying.sentence(error, language())
    return words if len(words) <= _MOST else f"{words[:_MOST]}…"


def hint(error: Keyed | BaseException) -> str:
    """What to do about it; empty where there is nothing."""
    return saying.hint(error, Face.WINDOW, language())


def in_full(error: Keyed | BaseException) -> str:
    """What is wrong and what to do."""
    return together(sentence(error), hint(error))


def together(*sentences: str) -> str:
    """Sentences one after the other; empty ones are left out.

    There is no space after a Chinese full stop, which has its own.
    """
    whole = ""
    for one in filter(None, sentences):
        whole += one if not whole or whole.endswith(_WIDE) else f" {one}"
    return whole


def language() -> str:
    """That of windows made from now on; `Application.translate` sets it."""
    return language_for(QLocale().uiLanguages())
