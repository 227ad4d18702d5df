"""What goes wrong on this side of the client, in one sentence and a hint."""

from __future__ import annotations


class AppError(Exception):
    """Something that a person can do something about.

    Attributes:
        hint: What to do, in one sentence; empty where there is nothing.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class SettingsError(AppError):
    """The settings or the tokens cannot be read, are wrong, or cannot be written."""


class VoiceError(AppError):
    """The voice that was asked for is not there, or not the only one."""


class LocalServerError(AppError):
    """The local server does not start, or ended."""


class DocumentError(AppError):
    """A document to read aloud cannot be had or cannot be read."""


class RecordingError(AppError):
    """A recording cannot be had of a file, or cannot be kept."""


class SelectionError(AppError):
    """What is selected or was copied in another program cannot be had."""
