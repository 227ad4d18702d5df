"""The one tree of errors of playback and recording; each says what it is by a key."""

from __future__ import annotations

from desktop_app.errors import KeyedError


class AudioError(KeyedError):
    """Sound cannot be played, or recorded."""


class NoAudioDeviceError(AudioError):
    """There is no output device at all."""


class AudioDeviceNotFoundError(AudioError):
    """The output device that was asked for is not there."""


class AudioDeviceBusyError(AudioError):
    """The output device is there and does not let itself be opened."""


class AudioFormatError(AudioError):
    """The output device refuses every rate and number of channels that was tried."""


class AudioDeviceLostError(AudioError):
    """The output device went away or hangs; what was not heard yet is kept for `resume`."""


class AudioProcessError(AudioError):
    """The child process that plays or records cannot be started, or died of itself."""


class AudioStoppedError(AudioError):
    """The sound being written or drained was stopped or replaced by another."""


class MicrophoneError(AudioError):
    """Sound cannot be recorded."""


class NoMicrophoneError(MicrophoneError):
    """There is no input device at all."""


class MicrophoneNotFoundError(MicrophoneError):
    """The microphone that was asked for is not there."""


class MicrophoneBusyError(MicrophoneError):
    """The microphone is there and does not let itself be opened."""


class MicrophoneLostError(MicrophoneError):
    """The microphone went away or hangs; what was recorded by then is kept."""
