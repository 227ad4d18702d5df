"""What goes wrong on this side of the client: a key and values, which `words` says to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .words.saying import Face, hint, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping


class KeyedError(Exception):
    """An error that knows what it says; as `str`, it is a whole sentence of English.

    Args:
        key: One of `words.sentences.SENTENCES`.
        values: What the sentence and its hint name: numbers, words, paths, phrases, other errors.

    Attributes:
        key: The key. It stays the same when the English is reworded.
        values: The values by name.
    """

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key = key
        self.values: Mapping[str, Any] = values
        super().__init__(sentence(self))

    @property
    def hint(self) -> str:
        """What to do in a terminal, in English; empty where there is nothing."""
        return hint(self, Face.TERMINAL)


class AppError(KeyedError):
    """Something that a person can do something about."""


class SettingsError(AppError):
    """The settings or the tokens cannot be read, are wrong, or cannot be written."""


class VoiceError(AppError):
    """The voice that was asked for is not there, or not the only one."""


class LocalServerError(AppError):
    """The local server does not start, or ended."""


class DocumentError(AppError):
    """A document to read aloud cannot be loaded or read."""


class RecordingError(AppError):
    """A recording cannot be read from a file, or cannot be kept."""


class SelectionError(AppError):
    """What is selected or was copied in another program cannot be read."""
