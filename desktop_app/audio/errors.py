"""The one tree of errors of playback and recording; each has a sentence and a hint for a person."""

from __future__ import annotations

from typing import ClassVar


class AudioError(Exception):
    """Sound cannot be played, or recorded.

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
    """The child process that plays or records cannot be started, or died of itself."""

    hint = "See that PyAudio and PortAudio are installed: script/setup installs them."


class AudioStoppedError(AudioError):
    """The sound being written or drained was stopped or replaced by another."""

    hint = "Nothing is wrong: playback was stopped."


class MicrophoneError(AudioError):
    """Sound cannot be recorded."""

    hint = "Try again, or choose another microphone."


class NoMicrophoneError(MicrophoneError):
    """There is no input device at all."""

    hint = "Connect or switch on a microphone; on Linux, see that the sound server runs."


class MicrophoneNotFoundError(MicrophoneError):
    """The microphone that was asked for is not there."""

    hint = "Choose one of the microphones that are there, or none for the default one."


class MicrophoneBusyError(MicrophoneError):
    """The microphone is there and does not let itself be opened."""

    hint = (
        "Close the program that is using it, and allow this one to record in the system's settings."
    )


class MicrophoneLostError(MicrophoneError):
    """The microphone went away or hangs; what was recorded by then is kept."""

    hint = "Connect it again and record once more, or use what was recorded by then."
