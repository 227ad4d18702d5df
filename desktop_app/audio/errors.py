"""The one tree of errors that playback raises; each has a sentence and a hint for a person."""

from __future__ import annotations

from typing import ClassVar


class AudioError(Exception):
    """Sound cannot be played.

    Attributes:
        hint: What a person can do about it, in one sentence.
    """

    hint: ClassVar[str] = "Try again, or choose another output device."


class NoAudioDeviceError(AudioError):
    """There is no output device at all."""

    hint = "Connect or switch on a sound output; on Linux, see that the sound server runs."


class AudioDeviceNotFoundError(AudioError):
    """The output device that was asked for is not there."""

    hint = "Choose one of the output devices that are there, or none for the default device."


class AudioDeviceBusyError(AudioError):
    """The output device is there and does not let itself be opened."""

    hint = "Close the program that is using it, or choose another output device."


class AudioFormatError(AudioError):
    """The output device refuses every rate and number of channels that was tried."""

    hint = "Choose another output device."


class AudioDeviceLostError(AudioError):
    """The output device went away or hangs; what was not heard yet is kept for `resume`."""

    hint = "Connect the output device again and resume; nothing that was not heard is lost."


class AudioProcessError(AudioError):
    """The child process that plays cannot be started, or died of itself."""

    hint = "See that PyAudio and PortAudio are installed: script/setup installs them."


class AudioStoppedError(AudioError):
    """The sound being written or drained was stopped or replaced by another."""

    hint = "Nothing is wrong: playback was stopped."
