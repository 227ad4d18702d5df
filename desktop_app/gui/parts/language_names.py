"""What languages are called: in themselves, as a person who speaks one looks for it."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QLocale

_OWN_NAMES: Final = {"zh": "中文", "en": "English", "es": "español"}  # Qt says of which country


def own_name(code: str) -> str:
    """A language's name in itself: `Deutsch`; its code where it has none."""
    locale = QLocale(code)
    known = locale.language() is not QLocale.Language.C
    return _OWN_NAMES.get(code) or (locale.nativeLanguageName() if known else "") or code


def language_name(code: str) -> str:
    """A language's name in itself, and its code: `Deutsch (de)`."""
    name = own_name(code)
    return code if name == code else f"{name} ({code})"
