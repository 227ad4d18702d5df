"""What the home has announced here: one after the other, over what is read, and never twice."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
import logging
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Protocol

from desktop_app.audio.errors import AudioError, AudioStoppedError
from desktop_app.audio.streaming import play
from desktop_app.system.json_of_others import is_number, text_of
from shared_client.desktop_link import MESSAGE_LENGTH, Reason, Stage

from .media import MediaError
from .rules import Verdict

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from desktop_app.audio.player import Player
    from shared_client import AudioSpec

    Sound = AsyncGenerator[tuple[AudioSpec, bytes]]

_LOG: Final = logging.getLogger(__name__)

_FADE: Final = 0.3
"""Seconds in which what is taken back fades out."""
_STEPS: Final = 15
_KEPT: Final = 5 * 60.0
"""Seconds of an announcement that are kept, to be said again after an urgent one."""
_AHEAD: Final = 30.0
"""Seconds of it that are fetched before they are heard."""


@dataclass(slots=True, eq=False)
class Announcement:
    """Something that is to be announced.

    Attributes:
        id: Its UUID.
        url: Of its sound.
        chime: Of what is heard first; empty for nothing.
        message: What is said; empty where that isn't known.
        volume: 0 to 1; None for the usual.
        urgent: Whether it interrupts.
        said_by: The user whose action it is; empty for an automation.
        own: Whether that is this computer's own user.
        came: When, on the monotonic clock.
    """

    id: str
    url: str
    chime: str = ""
    message: str = ""
    volume: float | None = None
    urgent: bool = False
    said_by: str = ""
    own: bool = False
    came: float = field(default_factory=monotonic)
    fetched: _Fetched | None = None
    told_start: bool = False

    @classmethod
    def of_event(cls, event: Mapping[str, Any]) -> Announcement | None:
        """Read what Home Assistant sends; None where it isn't one."""
        identity, url = event.get("announcement"), event.get("url")
        if not isinstance(identity, str) or not isinstance(url, str) or not url:
            return None
        volume = event.get("volume")
        return cls(
            identity,
            url,
            text_of(event.get("chime")),
            text_of(event.get("message"))[:MESSAGE_LENGTH],
            min(1.0, max(0.0, float(str(volume)))) if is_number(volume) else None,
            event.get("urgent") is True,
            text_of(event.get("from")),
            event.get("own") is True,
        )


class House(Protocol):
    """What announcements need of the rest."""

    def judge(self, announcement: Announcement) -> tuple[Verdict, Reason | None]:
        """What of it may be heard now."""

    def sound(self, url: str) -> Sound:
        """The sound of an address."""

    def gain(self, announcement: Announcement) -> float:
        """How loud it is, a linear gain."""

    async def lower(self) -> None:
        """Have what is read step back; harmless where it did already."""

    async def raise_again(self) -> None:
        """Have it as it was."""

    def tell(
        self,
        announcement: Announcement,
        stage: Stage,
        reason: Reason | None = None,
        first_audio: float | None = None,
    ) -> None:
        """Tell how far one is."""

    def changed(self) -> None:
        """Another one is heard, or none."""


class _Fetched:
    """A sound that is fetched ahead, and kept to be heard once more."""

    def __init__(self, sound: Sound) -> None:
        self._pieces: list[tuple[AudioSpec, bytes]] = []
        self._more = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._error: Exception | None = None
        self._taken = 0
        self._first = 0  # pieces before it were let go
        self.seconds = 0.0
        self.is_whole = False
        self._task = asyncio.create_task(self._fetch(sound), name="announcement ahead")

    async def _fetch(self, sound: Sound) -> None:
        try:
            async with aclosing(sound):
                async for spec, pcm in sound:
                    self._pieces.append((spec, pcm))
                    self.seconds += len(pcm) / spec.bytes_per_second
                    self._more.set()
                    if self._ahead() > _AHEAD:
                        self._room.clear()
                        await self._room.wait()
        except Exception as error:  # noqa: BLE001 - it is raised where the sound is heard
            self._error = error
        finally:
            self.is_whole = True
            self._more.set()

    def _ahead(self) -> float:
        return sum(
            len(pcm) / spec.bytes_per_second
            for spec, pcm in self._pieces[self._taken - self._first :]
        )

    @property
    def can_be_said_again(self) -> bool:
        """Whether all of it is still there."""
        return self._first == 0

    async def pieces(self) -> Sound:
        """The sound from its beginning."""
        self._taken = 0
        while True:
            while self._taken - self._first >= len(self._pieces):
                if self.is_whole:
                    if self._error is not None:
                        raise self._error
                    return
                self._more.clear()
                await self._more.wait()
            piece = self._pieces[self._taken - self._first]
            self._taken += 1
            if self.seconds > _KEPT:  # too long to be kept
                gone = self._taken - self._first
                del self._pieces[:gone]
                self._first += gone
            self._room.set()
            yield piece

    async def aclose(self) -> None:
        """Fetch no more of it."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


class Announcements:
    """Announces, one after the other.

    Args:
        house: The rest.
        player: Plays them, and nothing else.
    """

    def __init__(self, house: House, player: Player) -> None:
        self._house = house
        self._player = player
        self._queue: list[Announcement] = []
        self._current: Announcement | None = None
        self._playing: asyncio.Task[tuple[Stage, Reason | None]] | None = None
        self._ending: tuple[Stage, Reason | None] | None = None  # of the current one, by whom
        self._running: asyncio.Task[None] | None = None

    @property
    def current(self) -> Announcement | None:
        """The one that is heard."""
        return self._current

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._queue)

    def add(self, announcement: Announcement) -> None:
        """Announce something, in its turn; an urgent one now."""
        verdict, reason = self._house.judge(announcement)
        if verdict is Verdict.NOTHING:
            self._house.tell(announcement, Stage.SUPPRESSED, reason)
            return
        if verdict is Verdict.ALL:  # its synthesis begins now, not when it is its turn
            announcement.fetched = _Fetched(self._house.sound(announcement.url))
        if announcement.urgent:
            self._queue.insert(sum(one.urgent for one in self._queue), announcement)
            if self._current is not None and not self._current.urgent:
                self._interrupt()
        else:
            self._queue.append(announcement)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run(), name="announcements")
        self._house.changed()

    async def withdraw(self, announcement_id: str) -> None:
        """Take one back; what is heard of it fades out."""
        await self._take_back(announcement_id, Stage.WITHDRAWN, None)

    async def stop(self) -> bool:
        """End the one that is heard, at the wish of a person; whether there was one."""
        if self._current is None:
            return False
        await self._take_back(self._current.id, Stage.INTERRUPTED, Reason.STOPPED_BY_USER)
        return True

    async def drop_waiting(self) -> None:
        """Drop what isn't heard yet: Home Assistant has given it up, and said so to who asked."""
        waiting, self._queue = self._queue, []
        for one in waiting:
            await self._let_go(one)
            self._house.tell(one, Stage.SUPPRESSED, Reason.EXPIRED)
        if waiting:
            self._house.changed()

    async def drop_all(self) -> None:
        """Drop what is heard, too: hours have passed in it."""
        await self.drop_waiting()
        if self._current is not None:
            await self._take_back(self._current.id, Stage.INTERRUPTED, Reason.EXPIRED)

    async def end_all(self) -> None:
        """End them all without a word: nobody is there to be told."""
        for one in self._queue:
            await self._let_go(one)
        self._queue.clear()
        if self._current is not None:
            self._ending = self._ending or (Stage.INTERRUPTED, None)
            await self._fade_out()
            self._cancel()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)

    async def _take_back(self, identity: str, stage: Stage, reason: Reason | None) -> None:
        for one in self._queue:
            if one.id == identity:
                self._queue.remove(one)
                await self._let_go(one)
                self._house.tell(one, stage, reason)
                self._house.changed()
                return
        if self._current is not None and self._current.id == identity and self._ending is None:
            self._ending = (stage, reason)
            await self._fade_out()
            self._cancel()

    def _interrupt(self) -> None:
        """Have an urgent one heard; say this one again afterwards if little of it was heard."""
        assert self._current is not None  # noqa: S101 - it is what is interrupted
        if self._ending is not None:
            return
        current, fetched = self._current, self._current.fetched
        heard = self._player.position
        little = fetched is not None and (not fetched.is_whole or heard < fetched.seconds / 2)
        if fetched is not None and fetched.can_be_said_again and little:
            urgent = sum(one.urgent for one in self._queue)
            self._queue.insert(urgent, current)
            self._ending = (Stage.STARTED, None)  # it isn't over
        else:
            self._ending = (Stage.INTERRUPTED, None)
        self._cancel()

    def _cancel(self) -> None:
        if self._playing is not None:
            self._playing.cancel()

    async def _run(self) -> None:
        try:
            while self._queue:
                self._current, self._ending = self._queue.pop(0), None
                self._house.changed()
                await self._say(self._current)
                self._current = None
        finally:
            self._current = None
            await self._house.raise_again()
            self._house.changed()

    async def _say(self, announcement: Announcement) -> None:
        """Have one heard, and tell how it ended."""
        self._playing = asyncio.create_task(self._play(announcement), name="announcement")
        await asyncio.wait({self._playing})
        await self._player.stop()
        ending: tuple[Stage, Reason | None]
        if self._playing.cancelled():
            ending = self._ending or (Stage.INTERRUPTED, None)
        elif (error := self._playing.exception()) is None:
            ending = self._playing.result()
        else:
            ending = self._ending or (Stage.FAILED, _reason_of(error))
        if ending[0] is Stage.STARTED:
            return  # it will be said again
        await self._let_go(announcement)
        self._house.tell(announcement, *ending)

    async def _play(self, announcement: Announcement) -> tuple[Stage, Reason | None]:
        # The rules hold when it is its turn, too: it may have become night.
        verdict, reason = self._house.judge(announcement)
        if verdict is Verdict.NOTHING:
            return Stage.SUPPRESSED, reason
        await self._house.lower()
        self._player.set_volume(self._house.gain(announcement))
        if announcement.chime:
            await self._play_chime(announcement)
        if verdict is Verdict.CHIME or announcement.fetched is None:
            return Stage.SUPPRESSED, reason
        async with (
            aclosing(announcement.fetched.pieces()) as pieces,
            aclosing(self._told(announcement, pieces)) as sound,
        ):
            await play(sound, self._player)
        return Stage.HEARD, None

    async def _play_chime(self, announcement: Announcement) -> None:
        """Without it, what is said is still to be heard."""
        try:
            async with aclosing(self._house.sound(announcement.chime)) as sound:
                await play(sound, self._player)
        except MediaError as error:
            _LOG.warning("A chime can't be played: %s", error)

    async def _told(self, announcement: Announcement, sound: Sound) -> Sound:
        """Its sound; when the first piece was taken, the house is told that it has started."""
        async for piece in sound:
            yield piece
            if not announcement.told_start:
                announcement.told_start = True
                seconds = monotonic() - announcement.came
                self._house.tell(announcement, Stage.STARTED, first_audio=seconds)

    async def _fade_out(self) -> None:
        assert self._current is not None  # noqa: S101 - it is what fades
        gain = self._house.gain(self._current)
        for step in reversed(range(_STEPS)):
            self._player.set_volume(gain * step / _STEPS)
            await asyncio.sleep(_FADE / _STEPS)

    async def _let_go(self, announcement: Announcement) -> None:
        if announcement.fetched is not None:
            fetched, announcement.fetched = announcement.fetched, None
            with suppress(Exception):
                await fetched.aclose()


def _reason_of(error: BaseException) -> Reason:
    if isinstance(error, MediaError):
        return error.reason
    if not isinstance(error, AudioError | AudioStoppedError):
        _LOG.error("An announcement failed", exc_info=error)
    return Reason.DEVICE
