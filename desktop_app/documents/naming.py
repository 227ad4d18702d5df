"""What a word on a command line names: a document, an address, or nothing but itself."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
import re
from typing import Final

from desktop_app.errors import DocumentError

from .opening import is_address

_KNOWN: Final = re.compile(
    r".*\.(?:txt|text|md|markdown|rst|log|srt|vtt|ass|ssa|tex|s?html?|xht|xhtml|pdf|epub|docx?|docm"
    r"|dotx|odt|ott|fodt|rtf|fb2|fbz|mobi|azw3|pptx?|xlsx?|csv|tsv|json|ya?ml|xml|eml|mbox|mht|mhtml|svg"
    r"|ics|wav|mp3|m4a|flac|ogg|mp4|png|jpe?g)",
    re.IGNORECASE,
)
_ROOTED: Final = re.compile(r"(?:\.{0,2}/|~/|[A-Za-z]:[\\/]|\\\\).+", re.DOTALL)
_WITHIN_FOLDER: Final = re.compile(r"[^\s/]+(?:/[^\s/]+)*/[^\s/]*\.[A-Za-z][A-Za-z0-9]{0,5}")
_ADDRESS: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]+:/\S*"
    r"|www\.\S+"
    r"|(?:[\w-]+\.)+(?:com|org|net|edu|gov|io|cn|de|uk|fr|jp|tw|hk|eu|info)"
    r"|(?:(?:[\w-]+\.)+[a-z]{2,}|localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?/\S*"
    r"|(?:localhost|\d{1,3}(?:\.\d{1,3}){3}):\d+)",
    re.IGNORECASE,
)
_ALIKE: Final = 0.75  # as difflib measures it, from 0 to 1


def names_document(text: str) -> bool:
    """Whether a text is the address of a web page, or names a file that is there.

    A word that a file without a suffix happens to have as its name is a text.

    Raises:
        DocumentError: It looks like a file or an address, and leads to nothing.
    """
    word = text.strip()
    if is_address(word) or word.lower().startswith("file:"):
        return True
    if _is_file(text):
        return Path(text).suffix != "" or Path(text).name != text
    if _looks_like_file(word):
        raise _no_file(word)
    if _ADDRESS.fullmatch(word):
        raise DocumentError("named_no_page", text=word)
    words = word.split()
    if len(words) > 1 and all(
        _is_file(one) or _looks_like_file(one) or _ADDRESS.fullmatch(one) for one in words
    ):
        raise DocumentError("named_several")
    return False


def _is_file(text: str) -> bool:
    try:
        # Also a pipe, as of `<(…)`: what is read then says what it is.
        return Path(text).exists() and not Path(text).is_dir()
    except (OSError, ValueError):  # too long for a name, or with a null character
        return False


def _looks_like_file(text: str) -> bool:
    """Whether it does; of several words, only with a whole path, or if there is one like it."""
    rooted = _ROOTED.fullmatch(text) is not None
    known = _KNOWN.fullmatch(text) is not None
    if len(text.split()) > 1:
        return known and (rooted or bool(_alike(text)))
    if rooted:
        return True
    if _ADDRESS.fullmatch(text):
        return False
    return known or _WITHIN_FOLDER.fullmatch(text) is not None


def _no_file(word: str) -> DocumentError:
    if alike := _alike(word):
        return DocumentError("named_no_file_but", path=word, alike=alike)
    return DocumentError("named_no_file", path=word)


def _alike(word: str) -> str:
    """The file beside it whose name is most alike; empty for none."""
    folder, name = os.path.split(word)
    try:
        names = [one.name for one in os.scandir(folder or ".") if one.is_file()]
    except (OSError, ValueError):
        return ""
    found = [one for one in names if Path(one).stem == Path(name).stem]
    found = found or difflib.get_close_matches(name, names, 1, _ALIKE)
    return os.path.join(folder, found[0]) if found else ""  # noqa: PTH118 - as it was written
