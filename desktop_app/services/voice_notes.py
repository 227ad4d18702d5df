"""Names and transcripts of voices whose service doesn't keep them: kept here, by the voice's id."""

from __future__ import annotations

import asyncio
from dataclasses import replace
import json
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.system.json_of_others import read_json
from desktop_app.system.paths import voice_notes_file
from desktop_app.system.private_folders import FILE_MODE
from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from shared_client import CosyVoiceClient, ReferenceAudio, SortOrder


class VoiceNotes(NamedTuple):
    """What a person said of a voice when it was added.

    Attributes:
        filename: What the voice is called, with the suffix of a sound file.
        text: The transcript; empty where none was given.
    """

    filename: str
    text: str


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
    """A voice with its name and transcript, where its service doesn't keep them."""
    kept = notes.get(voice.id)
    if kept is None or voice.text:
        return voice
    return replace(voice, filename=kept.filename or voice.filename, text=kept.text)


def known_notes(path: Path) -> dict[str, VoiceNotes]:
    """All that is kept, by id of the voice; nothing where it can't be read."""
    try:
        read = read_json(path.read_bytes())
    except (OSError, ValueError):  # the voices are there without it
        return {}
    found = {}
    for voice, notes in read.items() if isinstance(read, dict) else ():
        match notes:
            case {"filename": str(filename), "text": str(text)}:
                found[voice] = VoiceNotes(filename, text)
    return found


def remember(path: Path, voice: str, notes: VoiceNotes) -> None:
    """Keep name and transcript of a voice.

    Raises:
        OSError: They can't be written.
    """
    _write(path, {**known_notes(path), voice: notes})


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
