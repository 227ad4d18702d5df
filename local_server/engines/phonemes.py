"""The phonemes that eSpeak NG gives to a text, clause by clause, each with the text it came from.

The library keeps its state in globals: there is one in a process, and one text in it at a time.
It must be a worker's process, never the server's own.
"""

from __future__ import annotations

import ctypes
import functools
import importlib
import threading
from typing import Final, NamedTuple

from local_server.errors import EngineError
from local_server.workers.espeak import Speech, reachable

IPA: Final = 0x02
"""A mode: phonemes as IPA; 0 is eSpeak NG's own mnemonics."""

_UTF8: Final = 1  # espeakCHARS_UTF8

one_at_a_time: Final = threading.RLock()
"""Held by whoever uses the library."""


class Clause(NamedTuple):
    """What eSpeak NG read in one go.

    Attributes:
        phonemes: In the mode asked for.
        source: The text that was read for it. It ends up to two characters late, for eSpeak NG
            looks past a mark before it decides that a clause ends there.
    """

    phonemes: str
    source: str


def between(separator: str) -> int:
    """The mode that puts a character between the phonemes of a word."""
    return ord(separator) << 8


def tied_by(tie: str) -> int:
    """The mode that ties the letters of one phoneme together with a character."""
    return 0x80 | between(tie)


def clauses(text: str, mode: int = IPA, voice: str = "en-us") -> list[Clause]:
    """Give a text its phonemes.

    Args:
        text: To be read; of any length.
        mode: `IPA` or 0, with `between` or `tied_by`.
        voice: Of eSpeak NG.

    Raises:
        EngineError: eSpeak NG isn't installed, or has no such voice.
    """
    # Without something after it, the library keeps a lone last character for the next text. It
    # reads up to the first NUL.
    raw = (text.replace("\0", " ") + "  ").encode(errors="replace")
    found = []
    with one_at_a_time:
        library = _library(voice)
        place = ctypes.c_char_p(raw)
        start = ctypes.cast(place, ctypes.c_void_p).value or 0
        read = 0
        while place.value:
            phonemes = library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, mode) or b""
            now = ctypes.cast(place, ctypes.c_void_p).value
            end = len(raw) if now is None else now - start
            found.append(
                Clause(phonemes.decode(errors="replace"), raw[read:end].decode(errors="replace"))
            )
            read = end
    return found


@functools.cache
def speech() -> Speech:
    """The library of this process; to be used by whoever holds `one_at_a_time`.

    Raises:
        EngineError: eSpeak NG isn't installed.
    """
    try:
        loader = importlib.import_module("espeakng_loader")
        found = Speech(loader.get_library_path(), reachable(loader.get_data_path()))
    except (ImportError, OSError, RuntimeError) as error:
        raise EngineError(
            "eSpeak NG isn't installed; install the extra cosyvoice-home[server]"
        ) from error
    return found


def _library(voice: str) -> ctypes.CDLL:
    """The library, with a voice chosen."""
    try:
        speech().use(voice)
    except ValueError as error:
        raise EngineError(str(error)) from error
    library = speech().library  # another one, after it began again
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int,
        ctypes.c_int,
    ]
    return library
