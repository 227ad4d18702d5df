"""A recording becomes a voice: read, checked, sent as WAV, and what is known of it noted.

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

from desktop_app.errors import AppError, RecordingError, VoiceError
from desktop_app.services.connection import check_ready
from desktop_app.services.voice_notes import VoiceNotes, remember, with_notes
from desktop_app.system.paths import voice_lengths_file, voice_notes_file
from shared_client.errors import CosyVoiceRequestError
from shared_client.model_studio.voices import slug
from shared_client.models import VoiceState
from shared_client.recordings import USUAL

from .attempts import attempt
from .checks import check, of_file
from .decoding import LONGEST, decode
from .kept import discard
from .lengths import note_length
from .originals import keep_original

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from shared_client import CosyVoiceClient, ReferenceAudio
    from shared_client.recording_checks import Report
    from shared_client.recordings import Demands, Part

    from .recording import Recording

__all__ = [
    "LONGEST",
    "SUFFIXES",
    "check_part",
    "claim_voice",
    "make_voice",
    "make_voice_of_file",
    "read_recording",
    "without_suffix",
]

_REVIEW_LIMIT: Final = 60.0
_PAUSE: Final = 2.0

SUFFIXES: Final = (
    *("wav", "mp3", "m4a", "aac", "flac", "ogg", "opus", "oga", "wma", "amr", "aiff", "aif"),
    *("mp4", "mkv", "mov", "webm", "avi", "m4v", "3gp", "ts", "mpg", "mpeg", "pcm", "raw"),
)
"""Of files that are offered; any other that FFmpeg knows can be chosen, too."""


async def read_recording(
    path: Path, start: float = 0.0, demands: Demands = USUAL
) -> tuple[Recording, Report]:
    """Read the sound of a file, and check it.

    Args:
        path: Any sound or video.
        start: Seconds of it that are passed over; `decoding.LONGEST` are read at most.
        demands: What the service wants that is to have it.

    Raises:
        RecordingError: It can't be read, or there is no sound in it from there on.
    """

    def work() -> tuple[Recording, Report]:
        try:
            recording = decode(path, start)
        except OSError as error:
            raise RecordingError("cannot_read", path=path.name, error=error) from error
        return recording, check(recording, demands)

    return await asyncio.to_thread(work)


async def check_part(recording: Recording, part: Part, demands: Demands = USUAL) -> Report:
    """Check a part of a recording, beside the event loop, and say what is missing of the whole."""

    def work() -> Report:
        report = check(recording.part(part), demands)
        return replace(report, findings=(*report.findings, *of_file(recording)))

    return await asyncio.to_thread(work)


async def make_voice(  # noqa: PLR0913 - the last four can all be left out
    client: CosyVoiceClient,
    recording: Recording,
    part: Part,
    name: str,
    text: str,
    *,
    progress: Callable[[float], None] | None = None,
    kept: Path | None = None,
    before: Collection[str] | None = None,
    found: Callable[[ReferenceAudio], None] | None = None,
) -> ReferenceAudio:
    """Make a voice of a part of a recording; an upload that was cut short makes no second one.

    Args:
        client: Of the service that is to have it.
        recording: All of it.
        part: What is sent.
        name: What the voice is called; the suffix of a sound file is left out.
        text: The transcript of the part; some services do without.
        progress: Called in the event loop with the share that is on its way, 0 to 1.
        kept: Where the recording is kept until it is a voice; None for a file of the person's own.
        before: Ids of the voices before an attempt whose end is unknown, where the caller knows of
            one: if it made the voice, that one is taken, and no second one is made.
        found: Called with the voice that an earlier attempt has made: nothing is sent then.

    Raises:
        AppError: There is no text or no sound, or the service's review refused it.
        CosyVoiceError: The service doesn't take it.
    """
    filename = f"{without_suffix(name)}.wav"
    audio = await asyncio.to_thread(lambda: recording.part(part).wav())
    voice = await _sent_once(client, audio, filename, text, progress, before, found)
    voice = await _note(voice, part.seconds, VoiceNotes(filename, text))
    with suppress(OSError):  # the voice is there; what it was made of can only not be heard again
        await asyncio.to_thread(keep_original, voice.id, audio)
    if kept is not None:
        with suppress(OSError):  # it is offered once more; the voice is there
            await asyncio.to_thread(discard, kept)
    return voice


async def make_voice_of_file(
    client: CosyVoiceClient,
    path: Path,
    name: str,
    text: str,
    *,
    found: Callable[[ReferenceAudio], None] | None = None,
) -> ReferenceAudio:
    """Make a voice of a file as it is, unchecked; as for `make_voice`, it is sent once.

    Args:
        client: Of the service that is to have it.
        path: The file.
        name: What the voice is called; it gets the file's suffix.
        text: The transcript.
        found: As for `make_voice`.

    Raises:
        AppError: There is no text, or nothing in the file, or the service's review refused it.
        CosyVoiceError: The service doesn't take it.
        OSError: The file can't be read.
    """
    notes = VoiceNotes(f"{without_suffix(name)}{path.suffix}", text)
    voice = await _sent_once(client, path, notes.filename, text, None, None, found)
    seconds = None
    with suppress(RecordingError):  # it may be of a kind that only the service knows
        seconds = (await read_recording(path))[0].seconds
    return await _note(voice, seconds, notes)


def without_suffix(name: str) -> str:
    """A name without the suffix of a sound file; `Dr. Smith` stays whole."""
    path = Path(name)
    return path.stem if path.suffix.lower().removeprefix(".") in SUFFIXES else name


async def _sent_once(
    client: CosyVoiceClient,
    audio: bytes | Path,
    filename: str,
    text: str,
    progress: Callable[[float], None] | None,
    before: Collection[str] | None,
    found: Callable[[ReferenceAudio], None] | None,
) -> ReferenceAudio:
    """Upload it, or take the voice that an attempt has made whose end wasn't known."""
    async with attempt(client, audio, filename, text) as earlier:
        known = earlier if before is None else before
        voice = None if known is None else await _made_before(client, known, filename, text)
        if voice is None:
            return await _upload(client, audio, filename, text, progress)
        if found is not None:
            found(voice)
        return await _until_reviewed(client, voice)


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
    except CosyVoiceRequestError as error:
        if error.key != "voice_not_admitted":
            raise
        # It's in the account, and goes by its name there: in the error as well, and not by its id.
        await _remember(str(error.values["id"]), VoiceNotes(filename, text))
        raise VoiceError("voice_review_failed", voice=without_suffix(filename)) from None


async def claim_voice(
    client: CosyVoiceClient, before: Collection[str], seconds: float, name: str, text: str
) -> None:
    """Keep what is known of a voice whose review nobody waits for any longer, if it was made.

    Args:
        client: Of the service that has the recording.
        before: Ids of the voices before it was sent.
        seconds: Length of what was sent.
        name: What the voice is called.
        text: The transcript.

    Raises:
        CosyVoiceError: The service doesn't list its voices.
    """
    filename = f"{without_suffix(name)}.wav"
    if (voice := await _made_before(client, before, filename, text)) is not None:
        await _note(voice, seconds, VoiceNotes(filename, text))


async def _made_before(
    client: CosyVoiceClient, before: Collection[str], filename: str, text: str
) -> ReferenceAudio | None:
    """The voice that an attempt made whose end is unknown; None where it made none."""
    stem = slug(filename)
    for voice in await client.list_reference_audio(limit=1000):
        if voice.id in before:
            continue
        same = (voice.filename, voice.text) == (filename, text)
        if same or (voice.model is not None and voice.filename.startswith(stem)):
            return voice
    return None


async def _until_reviewed(client: CosyVoiceClient, voice: ReferenceAudio) -> ReferenceAudio:
    """Wait for the review for a while; a voice that takes longer is given as it is."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_REVIEW_LIMIT):
            while voice.state is VoiceState.IN_REVIEW:
                await asyncio.sleep(_PAUSE)
                voice = await client.get_reference_audio(voice.id)
    if voice.state is VoiceState.REFUSED:
        check_ready(voice)
    return voice


async def _note(voice: ReferenceAudio, seconds: float | None, notes: VoiceNotes) -> ReferenceAudio:
    """Keep what is known of a new voice, and its service doesn't keep; give it with that."""
    if seconds is not None:
        with suppress(OSError):  # it can be done without
            await asyncio.to_thread(note_length, voice_lengths_file(), voice.id, seconds)
    if voice.text or voice.model is None:
        return voice
    await _remember(voice.id, notes)
    return with_notes(voice, {voice.id: notes})


async def _remember(voice: str, notes: VoiceNotes) -> None:
    with suppress(OSError):  # it can be done without
        await asyncio.to_thread(remember, voice_notes_file(), voice, notes)
