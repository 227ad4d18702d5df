"""What is kept here of voices, by id: names and transcripts that their service doesn't keep."""

from __future__ import annotations

import asyncio
from dataclasses import replace
import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_app.system.json_of_others import read_json
from desktop_app.system.paths import voice_notes_file
from desktop_app.system.private_folders import FILE_MODE
from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from shared_client import CosyVoiceClient, ReferenceAudio, SortOrder

_SUFFIX: Final = re.compile(r"\.\w{1,5}$")
_USUAL_SUFFIX: Final = ".wav"


class VoiceNotes(NamedTuple):
    """What a person said of a voice when it was added.

    Attributes:
        filename: What the voice is called, with the suffix of a sound file; empty where its service
            says so.
        text: The transcript; empty where none was given.
        name: What the voice is called on this computer, whatever its service calls it; empty for
            no name of its own.
    """

    filename: str
    text: str
    name: str = ""


async def list_voices(
    client: CosyVoiceClient, *, limit: int = 1000, order: SortOrder | None = None
) -> list[ReferenceAudio]:
    """The voices of a service, with what is kept of them here.

    Args:
        client: Of the service.
        limit: The most to list.
        order: By `created_at`; None for the newest first.

    Raises:
        CosyVoiceError: The service didn't list them.
    """
    more = {} if order is None else {"order": order}
    voices = await client.list_reference_audio(limit=limit, **more)
    notes = await asyncio.to_thread(known_notes, voice_notes_file())
    return [with_notes(voice, notes) for voice in voices] if notes else voices


async def get_voice(client: CosyVoiceClient, voice: str) -> ReferenceAudio:
    """One voice, with what is kept of it here.

    Raises:
        CosyVoiceError: The service doesn't have it, or didn't tell.
    """
    found = await client.get_reference_audio(voice)
    return with_notes(found, await asyncio.to_thread(known_notes, voice_notes_file()))


def with_notes(voice: ReferenceAudio, notes: Mapping[str, VoiceNotes]) -> ReferenceAudio:
    """A voice with its name here, and with a transcript where its service doesn't keep one."""
    kept = notes.get(voice.id)
    if kept is None:
        return voice
    if not voice.text and (kept.filename or kept.text):
        voice = replace(voice, filename=kept.filename or voice.filename, text=kept.text)
    if kept.name:
        suffix = _SUFFIX.search(voice.filename)
        ending = suffix.group() if suffix else _USUAL_SUFFIX
        voice = replace(voice, filename=f"{kept.name}{ending}")
    return voice


def known_notes(path: Path) -> dict[str, VoiceNotes]:
    """All that is kept, by id of the voice; nothing where it can't be read."""
    try:
        read = read_json(path.read_bytes())
    except (OSError, ValueError):  # the voices are there without it
        return {}
    found = {}
    for voice, notes in read.items() if isinstance(read, dict) else ():
        match notes:
            case {"filename": str(filename), "text": str(text), **more}:
                name = more.get("name")
                found[voice] = VoiceNotes(filename, text, name if isinstance(name, str) else "")
    return found


def remember(path: Path, voice: str, notes: VoiceNotes) -> None:
    """Keep name and transcript of a voice.

    Raises:
        OSError: They can't be written.
    """
    known = known_notes(path)
    before = known.get(voice)
    if before is not None and not notes.name:
        notes = notes._replace(name=before.name)
    _write(path, {**known, voice: notes})


def rename(path: Path, voice: str, name: str) -> None:
    """Call a voice something else on this computer; empty for what its service calls it.

    Raises:
        OSError: It can't be written.
    """
    known = known_notes(path)
    notes = known.pop(voice, VoiceNotes("", ""))._replace(name=" ".join(name.split()))
    if any(notes):
        known[voice] = notes
    _write(path, known)


def forget(path: Path, voices: Iterable[str]) -> None:
    """Delete what is kept of voices that are deleted.

    Raises:
        OSError: It can't be written.
    """
    gone, known = set(voices), known_notes(path)
    if gone & known.keys():
        _write(path, {voice: notes for voice, notes in known.items() if voice not in gone})


def _write(path: Path, notes: Mapping[str, VoiceNotes]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = {voice: one._asdict() for voice, one in notes.items()}
    with replacing(path, mode=FILE_MODE) as file:
        file.write(json.dumps(data, ensure_ascii=False).encode())
