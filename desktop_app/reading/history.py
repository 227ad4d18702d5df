"""What was read aloud: texts with the audio they were heard in, bounded, and gone when asked."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
import json
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from desktop_app.system.json_of_others import is_number, read_json
from desktop_app.system.private_folders import FILE_MODE, private_folder
from desktop_app.system.whole_files import replacing
from shared_client.models import SPEED_RANGE, SynthesisMode
from shared_client.text.kinds import TextKind

from .model import Profile, Reading
from .pace import usual_seconds
from .positions import digest_of
from .store import LIMIT, AudioStore
from .titles import title_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .positions import Positions

_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A text that was read.

    Attributes:
        id: Names it.
        title: Its title, or its beginning.
        source: Where it was from.
        read_at: When reading began, in UTC.
        characters: Its length.
        seconds: How long it usually takes, at the usual speed.
        offset: The character at which it was left; 0 where it begins from the beginning.
    """

    id: str
    title: str
    source: str
    read_at: datetime
    characters: int
    seconds: float = 0.0
    offset: int = 0

    @property
    def share(self) -> float:
        """How much of it was read before it was left: 0 to 1."""
        return min(1.0, self.offset / self.characters) if self.characters > 0 else 0.0

    def seconds_left(self, speed: float) -> float:
        """How long what is left takes at a speed."""
        return self.seconds * (1 - self.share) / speed


class History:
    """Texts that were read, the newest first, each with all that is needed to hear it again.

    Args:
        directory: Where they are; made when needed.
        limit: Bytes of audio that are kept.
        most: Texts that are kept.
    """

    def __init__(self, directory: Path, *, limit: int = LIMIT, most: int = _MOST) -> None:
        self.audio = AudioStore(directory / "audio", limit)
        self._texts = directory / "texts"
        self._most = most
        self._measured: dict[str, tuple[float, str]] = {}
        self._turn = asyncio.Lock()

    async def add(self, reading: Reading, profiles: Mapping[str, Profile]) -> None:
        """Note that a text is read; one that is there already becomes the newest."""
        entry = {
            "title": title_of(reading),
            "source": reading.source,
            "language": reading.language,
            "at": datetime.now(UTC).isoformat(),
            "characters": len(reading.text),
            "kind": reading.kind,
            "profiles": {language: asdict(profile) for language, profile in profiles.items()},
        }
        async with self._turn:
            with suppress(OSError):
                await asyncio.to_thread(self._add, entry, reading.text)

    async def entries(self, positions: Positions | None = None) -> list[HistoryEntry]:
        """The texts, the newest first.

        Args:
            positions: Knows where each was left; None where that doesn't matter.
        """
        places = positions.offsets if positions is not None else {}
        return await asyncio.to_thread(self._measured_entries, places)

    async def reading(self, id_: str) -> Reading | None:
        """A text to read again, in the voices it was heard in; None where it is gone."""
        return await asyncio.to_thread(self._reading, id_)

    async def remove(self, id_: str) -> None:
        """Forget a text; its audio goes with age."""
        async with self._turn:
            await asyncio.to_thread(self._remove, id_)

    async def clear(self) -> None:
        """Forget all texts and all audio."""
        async with self._turn:
            for path in await asyncio.to_thread(lambda: list(self._texts.glob("*.json"))):
                await asyncio.to_thread(self._remove, path.stem)
        await self.audio.clear()

    def _add(self, entry: dict[str, Any], text: str) -> None:
        private_folder(self._texts)
        encoded = text.encode("utf-8", "surrogatepass")
        known = self._entries()
        # A text that is there keeps its id: a window may be about to ask for it.
        id_ = uuid4().hex
        for same in known:
            if same.characters == len(text) and self._text(same.id) == encoded:
                id_ = same.id
        for suffix, data in ((".txt", encoded), (".json", json.dumps(entry).encode())):
            with replacing(self._texts / (id_ + suffix), mode=FILE_MODE) as file:
                file.write(data)
        others = [one for one in known if one.id != id_]
        for oldest in others[self._most - 1 :]:
            self._remove(oldest.id)

    def _entries(self) -> list[HistoryEntry]:
        found = []
        for path in self._texts.glob("*.json"):
            with suppress(OSError, ValueError, OverflowError):
                if entry := _entry(path.stem, read_json(path.read_bytes())):
                    found.append(entry)
        return sorted(found, key=lambda entry: entry.read_at, reverse=True)

    def _measured_entries(self, places: Mapping[str, int]) -> list[HistoryEntry]:
        """The texts, with how long each takes and where it was left."""
        found = []
        for entry in self._entries():
            if (measured := self._measured.get(entry.id)) is None:
                text = (self._text(entry.id) or b"").decode("utf-8", "surrogatepass")
                measured = self._measured[entry.id] = usual_seconds(text), digest_of(text)
            seconds, digest = measured
            found.append(replace(entry, seconds=seconds, offset=places.get(digest, 0)))
        return found

    def _reading(self, id_: str) -> Reading | None:
        text = self._text(id_)
        if text is None:
            return None
        try:
            data = read_json((self._texts / f"{id_}.json").read_bytes())
        except (OSError, ValueError):
            return None
        shown = text.decode("utf-8", "surrogatepass")
        match data:
            case {
                "title": str(title),
                "source": str(source),
                "language": str(language),
                "profiles": dict(read),
            }:
                profiles = {key: one for key, value in read.items() if (one := _profile(value))}
                kind = TextKind(data["kind"]) if data.get("kind") in [*TextKind] else None
                return Reading(shown, title, source, language, profiles, kind=kind)
            case _:
                return None

    def _text(self, id_: str) -> bytes | None:
        try:
            return (self._texts / f"{id_}.txt").read_bytes()
        except OSError:
            return None

    def _remove(self, id_: str) -> None:
        for suffix in (".json", ".txt"):
            with suppress(OSError):
                (self._texts / (id_ + suffix)).unlink()


def _entry(id_: str, read: object) -> HistoryEntry | None:
    """What a file says of a text; None where it says something else."""
    match read:
        case {"title": str(title), "source": str(source), "at": str(at), "characters": int(length)}:
            # Without a time zone, it couldn't be sorted among the others.
            return HistoryEntry(id_, title, source, _in_utc(datetime.fromisoformat(at)), length)
        case _:
            return None


def _in_utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _profile(read: object) -> Profile | None:
    """A profile that was kept; None where it is none, and the text is read in the usual voice."""
    if not isinstance(read, dict):
        return None
    match whole := {**asdict(Profile()), **read}:
        case {"voice": str(), "service": str(), "mode": mode, "instruct": str() | None, **sound}:
            known = sound.keys() == {"speed", "volume"} and all(map(is_number, sound.values()))
            slowest, fastest = SPEED_RANGE
            if known and mode in [*SynthesisMode] and slowest <= sound["speed"] <= fastest:
                return Profile(**{**whole, "mode": SynthesisMode(mode)})
    return None
