"""What a desktop is to announce: in order, two ahead, and each told how it ended."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
import logging
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import uuid4

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .shared_client.desktop_link import AHEAD, EXPIRES, TURN, WAITING, Announce, Reason, Stage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_LOGGER: Final = logging.getLogger(__name__)

_NOT_PLAYED: Final = "announcement_failed_device"
_FAILED: Final[dict[Reason | None, str]] = {
    Reason.FETCH: "announcement_failed_fetch",
    Reason.DECODE: "announcement_failed_decode",
    Reason.NOT_ALLOWED: "announcement_failed_not_allowed",
}


class Sound(NamedTuple):
    """Where a sound is, and of which type; `url` has no host where it is Home Assistant."""

    url: str
    mime: str | None = None


class Ending(NamedTuple):
    """How an announcement ended."""

    stage: Stage
    reason: Reason | None = None
    first_audio: float | None = None


@dataclass(slots=True, eq=False)
class Announcement:
    """Something that a desktop is to say.

    Attributes:
        resolve: Finds the sound; called when it is nearly the announcement's turn, as the address
            of speech that nobody asks for doesn't last.
        message: What is said, for a notification.
        chime: What is heard first.
        volume: 0 to 1; None for the desktop's own.
        urgent: Whether it goes before others, and interrupts.
        said_by: The user whose action it is.
        own: Whether that is the desktop's own user.
        id: Its UUID.
        ended: How it ended.
        was_sent: Whether the desktop has it.
        had_turn: Whether it was, or is, the first.
        first_audio: Seconds from when the desktop got it until its first sample was heard.
        clock: Ends it when it has waited too long.
    """

    resolve: Callable[[], Awaitable[Sound]]
    message: str | None = None
    chime: str | None = None
    volume: float | None = None
    urgent: bool = False
    said_by: str | None = None
    own: bool = False
    id: str = field(default_factory=lambda: str(uuid4()))
    ended: asyncio.Future[Ending] = field(default_factory=asyncio.Future)
    was_sent: bool = False
    first_audio: float | None = None
    clock: asyncio.TimerHandle | None = None
    had_turn: bool = False

    def event(self, sound: Sound) -> Announce:
        """What the desktop is sent."""
        return Announce(
            {
                "type": "announce",
                "announcement": self.id,
                "url": sound.url,
                "mime": sound.mime,
                "chime": self.chime,
                "message": self.message,
                "volume": self.volume,
                "urgent": self.urgent,
                "from": self.said_by,
                "own": self.own,
            }
        )


def failed(key: str, **values: str) -> HomeAssistantError:
    """An error in this integration's words."""
    return HomeAssistantError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=values
    )


class Announcements:
    """The announcements of one desktop.

    Only the one that is heard and the next are resolved and sent. So there is no pause between two,
    and of two hundred none dies while it waits.

    Args:
        hass: Home Assistant.
        name: Gives what the desktop is called, for errors.
        send: Sends an event to the desktop; raises HomeAssistantError where it isn't there.
        tell: Is told of each that a person is to hear of, and how it ended.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        name: Callable[[], str],
        send: Callable[[Any], None],
        tell: Callable[[Announcement, Ending], None],
    ) -> None:
        self._hass = hass
        self._name = name
        self._send = send
        self._tell = tell
        self._waiting: deque[Announcement] = deque()
        self._out: list[Announcement] = []  # the first is heard, or will be next
        self._in_order = asyncio.Lock()

    @property
    def count(self) -> int:
        """How many wait or are heard."""
        return len(self._waiting) + len(self._out)

    async def async_say(self, announcement: Announcement) -> Ending:
        """Have it said, and wait until it was heard or won't be.

        Where the wait is canceled, the announcement is withdrawn.

        Raises:
            HomeAssistantError: Too many wait, the sound can't be had, the desktop went away, or it
                took too long.
        """
        self.async_add(announcement)
        try:
            return await announcement.ended
        except asyncio.CancelledError:
            self.async_withdraw(announcement)
            raise

    async def async_say_or_raise(self, announcement: Announcement) -> None:
        """The same, for an action: that the desktop keeps quiet doesn't stop a script.

        Raises:
            HomeAssistantError: As above, and where the desktop couldn't play it.
        """
        ending = await self.async_say(announcement)
        if ending.stage is Stage.FAILED:
            raise failed(_FAILED.get(ending.reason, _NOT_PLAYED), desktop=self._name())

    @callback
    def async_add(self, announcement: Announcement) -> None:
        """Have it said, without waiting for it.

        Raises:
            HomeAssistantError: Too many wait.
        """
        if self.count >= WAITING:
            raise failed("announcements_full", desktop=self._name(), count=str(WAITING))
        # Where nobody waits for it, nobody asks for its error.
        announcement.ended.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        loop = self._hass.loop
        announcement.clock = loop.call_later(EXPIRES, self._expire, announcement)
        if announcement.urgent:
            place = sum(one.urgent for one in self._out)
            self._out.insert(place, announcement)
            self._begin(announcement)
        else:
            self._waiting.append(announcement)
        self._go_on()

    @callback
    def async_withdraw(self, announcement: Announcement) -> None:
        """Take it back; what is heard of it fades out."""
        if announcement in self._out or announcement in self._waiting:
            if announcement.was_sent:
                self._tell_desktop_to_withdraw(announcement)
            self._end(announcement, Ending(Stage.WITHDRAWN))

    @callback
    def async_progress(
        self,
        announcement_id: str,
        stage: Stage,
        reason: Reason | None = None,
        first_audio: float | None = None,
    ) -> None:
        """Note what the desktop says of one; of one that has ended, it isn't of interest."""
        for announcement in self._out:
            if announcement.id == announcement_id and announcement.was_sent:
                if stage is Stage.STARTED:
                    announcement.first_audio = first_audio
                else:
                    self._end(announcement, Ending(stage, reason, announcement.first_audio))
                return

    @callback
    def async_end_all(self) -> None:
        """End them all: the desktop went away."""
        everything = [*self._out, *self._waiting]
        self._out.clear()
        self._waiting.clear()
        for announcement in everything:
            self._end(announcement, failed("desktop_went_away", desktop=self._name()))

    def _go_on(self) -> None:
        """Send what may be sent, and let the first have its turn."""
        while self._waiting and len(self._out) < AHEAD:
            self._out.append(announcement := self._waiting.popleft())
            self._begin(announcement)
        if self._out and not (first := self._out[0]).had_turn:
            first.had_turn = True
            self._stop_clock(first)
            first.clock = self._hass.loop.call_later(TURN, self._overdue, first)

    def _begin(self, announcement: Announcement) -> None:
        self._hass.async_create_background_task(
            self._resolve_and_send(announcement), f"{DOMAIN}: announce"
        )

    async def _resolve_and_send(self, announcement: Announcement) -> None:
        try:
            if announcement.urgent:
                await self._resolve_and_send_now(announcement)
            else:
                async with self._in_order:  # whatever is resolved sooner
                    await self._resolve_and_send_now(announcement)
        except HomeAssistantError as error:
            self._end(announcement, error)
        except Exception:
            _LOGGER.exception("Couldn't resolve what is to be announced")
            self._end(announcement, failed("announcement_not_found", desktop=self._name()))

    async def _resolve_and_send_now(self, announcement: Announcement) -> None:
        if announcement.ended.done():
            return
        sound = await announcement.resolve()
        if not announcement.ended.done():
            self._send(announcement.event(sound))
            announcement.was_sent = True

    def _expire(self, announcement: Announcement) -> None:
        if announcement.was_sent:
            self._tell_desktop_to_withdraw(announcement)
        self._end(announcement, Ending(Stage.SUPPRESSED, Reason.EXPIRED))

    def _overdue(self, announcement: Announcement) -> None:
        if announcement.was_sent:
            self._tell_desktop_to_withdraw(announcement)
        self._end(
            announcement,
            failed("announcement_overdue", desktop=self._name(), minutes=str(round(TURN / 60))),
        )

    def _tell_desktop_to_withdraw(self, announcement: Announcement) -> None:
        with suppress(HomeAssistantError):  # it is gone, and so is the announcement
            self._send({"type": "withdraw", "announcement": announcement.id})

    def _end(self, announcement: Announcement, how: Ending | HomeAssistantError) -> None:
        """End one, once; the next has its turn."""
        if announcement in self._out:
            self._out.remove(announcement)
        elif announcement in self._waiting:
            self._waiting.remove(announcement)
        self._stop_clock(announcement)
        if not announcement.ended.done():
            if isinstance(how, Ending):
                announcement.ended.set_result(how)
            else:
                announcement.ended.set_exception(how)
                how = Ending(Stage.FAILED)
            self._tell(announcement, how)
        self._go_on()

    def _stop_clock(self, announcement: Announcement) -> None:
        if announcement.clock is not None:
            announcement.clock.cancel()
            announcement.clock = None
