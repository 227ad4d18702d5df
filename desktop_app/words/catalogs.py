"""Which language a person reads, and the translations that are there: gettext's catalogs."""

from __future__ import annotations

from functools import cache
import os
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    import gettext

DOMAIN: Final = "cosyvoice"
"""Name of the catalogs."""
FOLDER: Final = Path(__file__).with_name("translations")
"""Where they are: `zh_CN/LC_MESSAGES/cosyvoice.mo`."""
ENGLISH: Final = "en"
CHINESE: Final = ("zh_CN", "zh_TW")
"""The languages that have a catalog."""

_TRADITIONAL: Final = {"hant", "tw", "hk", "mo"}
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def translated(english: str, language: str) -> str:
    """A message in a language; in English where it has no translation."""
    return _catalog(language).gettext(english) if language in CHINESE else english


def translated_number(one: str, many: str, number: int, language: str) -> str:
    """A message that depends on a number, in a language."""
    if language in CHINESE:
        return _catalog(language).ngettext(one, many, number)
    return one if number == 1 else many


def language_for(tags: Iterable[str]) -> str:
    """The first language of a person's that is there: `en`, `zh_CN` or `zh_TW`.

    Args:
        tags: As `zh-Hant-HK`, `zh_CN.UTF-8` or `C`; the one that is liked best first.
    """
    for tag in tags:
        name, *rest = tag.partition(".")[0].partition("@")[0].lower().replace("-", "_").split("_")
        if name in ("en", "c", "posix"):
            return ENGLISH
        if name in ("zh", "yue"):
            traditional = name == "yue" or not _TRADITIONAL.isdisjoint(rest)
            return "zh_TW" if traditional and "hans" not in rest else "zh_CN"
    return ENGLISH


def language_of(environment: Mapping[str, str] = os.environ) -> str:
    """The language of a terminal, by its locale; on Windows that of the windows there."""
    locale = next(filter(None, map(environment.get, _VARIABLES)), "")
    if locale.partition(".")[0] in ("C", "POSIX"):
        return ENGLISH  # LANGUAGE does not count there
    liked = environment.get("LANGUAGE", "").split(":")
    return language_for([*filter(None, liked), locale or _windows_language()])


def _windows_language() -> str:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only there
        import locale  # noqa: PLC0415 - as above

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""


@cache
def _catalog(language: str) -> gettext.NullTranslations:
    import gettext  # noqa: PLC0415 - English needs none

    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True)
