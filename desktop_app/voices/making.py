"""A recording becomes a voice: read, checked, sent as WAV, its length noted.

What can go wrong leaves everything as it was: a recording that is kept is only dropped once the
service has the voice. The windows and the command line ask, show how far it is, and say what went
wrong.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import AppError, RecordingError
from desktop_app.system.paths import voice_lengths_file

from .checks import check, of_file
from .decoding import LONGEST, decode
from .kept import discard
from .lengths import note_length

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared_client import CosyVoiceClient, ReferenceAudio

    from .checks import Report
    from .recording import Part, Recording

__all__ = [
    "LONGEST",
    "SUFFIXES",
    "check_part",
    "make_voice",
    "make_voice_of_file",
    "read_recording",
    "without_suffix",
]

SUFFIXES: Final = (
    *("wav", "mp3", "m4a", "aac", "flac", "ogg", "opus", "oga", "wma", "amr", "aiff", "aif"),
    *("mp4", "mkv", "mov", "webm", "avi", "m4v", "3gp", "ts", "mpg", "mpeg", "pcm", "raw"),
)
"""Of files that are offered; any other that FFmpeg knows can be chosen, too."""


async def read_recording(path: Path, start: float = 0.0) -> tuple[Recording, Report]:
    """Read the sound of a file, and check it.

    Args:
        path: Any sound or video.
        start: Seconds of it that are passed over; `decoding.LONGEST` are read at most.

    Raises:
        RecordingError: It can't be read, or there is no sound in it from there on.
    """

    def work() -> tuple[Recording, Report]:
        try:
            recording = decode(path, start)
        except OSError as error:
            raise RecordingError("cannot_read", path=path.name, error=error) from error
        return recording, check(recording)

    return await asyncio.to_thread(work)


async def check_part(recording: Recording, part: Part) -> Report:
    """Check a part of a recording, beside the event loop, and say what is missing of the whole."""

    def work() -> Report:
        report = check(recording.part(part))
        return replace(report, findings=(*report.findings, *of_file(recording)))

    return await asyncio.to_thread(work)


async def make_voice(
    client: CosyVoiceClient,
    recording: Recording,
    part: Part,
    name: str,
    text: str,
    *,
    progress: Callable[[float], None] | None = None,
    kept: Path | None = None,
) -> ReferenceAudio:
    """Make a voice of a part of a recording.

    Args:
        client: Of the service that is to have it.
        recording: All of it.
        part: What is sent.
        name: What the voice is called; the suffix of a sound file is left out.
        text: The transcript of the part.
        progress: Called in the event loop with the share that is on its way, 0 to 1.
        kept: Where the recording is kept until it is a voice; None for a file of the person's own.

    Raises:
        AppError: There is no text or no sound.
        CosyVoiceError: The service doesn't take it.
    """
    audio = await asyncio.to_thread(lambda: recording.part(part).wav())
    voice = await _upload(client, audio, f"{without_suffix(name)}.wav", text, progress)
    await _note(voice, part.seconds)
    if kept is not None:
        with suppress(OSError):  # it is offered once more; the voice is there
            await asyncio.to_thread(discard, kept)
    return voice


async def make_voice_of_file(
    client: CosyVoiceClient, path: Path, name: str, text: str
) -> ReferenceAudio:
    """Make a voice of a file as it is, unchecked.

    Args:
        client: Of the service that is to have it.
        path: The file.
        name: What the voice is called; it gets the file's suffix.
        text: The transcript.

    Raises:
        AppError: There is no text, or nothing in the file.
        CosyVoiceError: The service doesn't take it.
        OSError: The file can't be read.
    """
    voice = await _upload(client, path, f"{without_suffix(name)}{path.suffix}", text, None)
    with suppress(RecordingError):  # it may be of a kind that only the service knows
        recording, _ = await read_recording(path)
        await _note(voice, recording.seconds)
    return voice


def without_suffix(name: str) -> str:
    """A name without the suffix of a sound file; `Dr. Smith` stays whole."""
    path = Path(name)
    return path.stem if path.suffix.lower().removeprefix(".") in SUFFIXES else name


async def _upload(
    client: CosyVoiceClient,
    audio: bytes | Path,
    filename: str,
    text: str,
    progress: Callable[[float], None] | None,
) -> ReferenceAudio:
    try:
        return await client.upload_reference_audio(
            audio, text, filename=filename, progress=progress
        )
    except ValueError as error:
        raise AppError("voice_refused", name=filename, error=error) from None


async def _note(voice: ReferenceAudio, seconds: float) -> None:
    with suppress(OSError):  # it can be done without
        await asyncio.to_thread(note_length, voice_lengths_file(), voice.id, seconds)
