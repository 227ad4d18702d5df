"""This computer in its home: what it is asked to do, and what it tells of itself."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
import logging
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Protocol

from aiohttp import ClientSession

from desktop_app.audio.player import Player
from desktop_app.errors import AppError
from desktop_app.reading.events import (
    UNDER_WAY,
    Finished,
    FirstSound,
    QueueChanged,
    ReaderState,
    StateChanged,
)
from desktop_app.system.json_of_others import is_number, text_of
from shared_client.desktop_link import (
    EVENT,
    PRESS_EVERY,
    PROGRESS,
    TEXT_LENGTH,
    TITLE_LENGTH,
    UPDATE,
    Button,
    Capabilities,
    Happening,
    Playback,
    Quiet,
    Reason,
    Stage,
    State,
)

from .announced import Register, WasAnnounced
from .announcements import Announcement, Announcements
from .link import RESTING, Link, LinkState, LinkStatus
from .login import HomeError, home_address
from .media import MediaError, connector_for_others, sound
from .media_playback import Media
from .membership import Membership, load_membership, save_membership
from .pairing import CAPABILITIES, access_token, digest_of_token, hello, home_session
from .rules import Moment, Verdict, judge, quiet_by
from .surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine

    from desktop_app.reading.events import Event
    from desktop_app.reading.reader import Reader
    from desktop_app.settings.home import HomeSettings
    from shared_client import AudioSpec

_LOG: Final = logging.getLogger(__name__)

LOWERED: Final = 0.1
"""The gain of what is read while something is announced: 20 dB less."""
_TICK: Final = 3.0
"""Seconds between two looks at the clock and the network."""


@dataclass(frozen=True, slots=True)
class HomeChanged:
    """The home, or this computer's part in it, is otherwise than it was.

    Attributes:
        status: Of the line.
        called: What this computer is called there; empty where it isn't connected.
        quiet_until: As `Membership` has it.
        announcing: Whether an announcement is heard.
    """

    status: LinkStatus
    called: str = ""
    quiet_until: float = 0.0
    announcing: bool = False


@dataclass(frozen=True, slots=True)
class Announced:
    """Something was announced, or kept back.

    Attributes:
        message: What it says; empty where that isn't known.
        said_by: Whose action it was; empty for an automation.
        stage: How it ended, or that it began.
        reason: Why it was kept back.
        shown: Whether the text is to be shown now.
    """

    message: str
    said_by: str
    stage: Stage
    reason: Reason | None = None
    shown: bool = False


class Desk(Protocol):
    """What the home needs of the app."""

    @property
    def reader(self) -> Reader:
        """Reads aloud."""

    @property
    def volume(self) -> float:
        """Of what is read, as its user has set it."""

    @property
    def home_settings(self) -> HomeSettings:
        """The rules."""

    @property
    def locked(self) -> bool | None:
        """Whether the screen is locked; None where that isn't known."""

    @property
    def keeps_history(self) -> bool:
        """Whether what was announced is kept."""

    async def read_for_home(self, text: str, profile: str) -> int:
        """Read a text that the home sends; gives its number in the queue."""


class Home:
    """This computer in its home. All of it runs in one asyncio loop.

    Args:
        desk: The app.
        tell: Called with `HomeChanged` and `Announced`.
        player: Makes a player; announcements and media have one each, beside the reader's.

    Attributes:
        membership: What this computer is known by there.
        register: What was announced here.
    """

    def __init__(
        self,
        desk: Desk,
        tell: Callable[[HomeChanged | Announced], None],
        player: Callable[[], Player] = Player,
    ) -> None:
        self._desk = desk
        self._tell = tell
        self.membership: Membership = load_membership()
        self._speaker = player()
        self._media = Media(player(), self.changed)
        self._announcements = Announcements(self, self._speaker)
        self._lowered = False
        self._paused = False
        self._link: Link | None = None
        self._running: asyncio.Task[None] | None = None
        self._session: ClientSession | None = None
        self._others: ClientSession | None = None
        self._told = State()
        self._shown: HomeChanged | None = None
        self._telling: asyncio.Task[None] | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._sleeps = False
        self._changing = asyncio.Lock()  # one that starts while another does makes a second line
        self._work: set[asyncio.Task[None]] = set()
        self._readings: dict[int, str] = {}  # of the home, by their number in the queue
        self._reading: int | None = None  # what has been told to have begun
        self._title = ""
        self._pressed: dict[str, float] = {}  # by button: when, on the monotonic clock
        self._buttons: list[Button] = []  # that the house knows
        self.register = Register(lambda: desk.keeps_history)

    @property
    def status(self) -> LinkStatus:
        """How the line is."""
        return LinkStatus(LinkState.OFF) if self._link is None else self._link.status

    @property
    def _settings(self) -> HomeSettings:
        return self._desk.home_settings

    # --- From start to end ------------------------------------------------------------------------

    async def start(self) -> None:
        """Connect, if this computer is a part of a home."""
        async with self._changing:
            await self._start()

    async def start_again(self) -> None:
        """Connect as a person has paired this computer now; a line that is that already stays."""
        async with self._changing:
            # The new token opens nothing for what the one before was issued to.
            is_another = load_membership() != self.membership
            if is_another or self._running is None or self._running.done():
                await self._start()

    async def _start(self) -> None:
        await self._disconnect()
        self.membership = load_membership()
        settings = self._settings
        if not self.membership.is_paired or not settings.addresses:
            self._show()
            return
        self._running = asyncio.create_task(self._keep_connected(settings), name="home")

    async def end(self) -> None:
        """Hang up, fade out what is announced, and end what plays it."""
        async with self._changing:
            await self._disconnect()
        await self._media.aclose()
        await self._speaker.aclose()

    async def _hang_up(self) -> None:
        for task in (self._running, self._ticking):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        self._running = self._ticking = None

    async def _disconnect(self) -> None:
        await self._hang_up()
        await self._announcements.end_all()
        self._link = None
        for work in list(self._work):
            work.cancel()

    async def _keep_connected(self, settings: HomeSettings) -> None:
        try:
            addresses = [home_address(one) for one in settings.addresses]
            async with (
                home_session(settings.ca_file) as session,
                ClientSession(connector=connector_for_others(), trust_env=True) as others,
            ):
                self._session, self._others = session, others
                link = self._link = Link(
                    session,
                    addresses,
                    lambda address: access_token(session, address, settings, self.membership),
                    self._hello,
                    self._connected,
                    self._hear,
                    self._line_changed,
                )
                self._ticking = asyncio.create_task(self._tick(), name="home's clock")
                await link.run()
                await self._announcements.end_all()
                if link.status.state is LinkState.SIGNED_OUT:  # nor is it shown by a later start
                    self._remember(refused=await digest_of_token(settings))
        except AppError as error:  # the keyring, the certificates, the address
            self._show(LinkStatus(LinkState.REFUSED, error=error))
        finally:
            self._session = self._others = None

    def _line_changed(self, status: LinkStatus) -> None:
        if status.state is not LinkState.CONNECTED:
            self._begin(self._announcements.drop_waiting())
        self._show()

    def _hello(self) -> dict[str, Any]:
        """What is said at first; also which buttons there are."""
        self._buttons = buttons_of(self._settings)
        away = self._link is not None and self._link.is_away
        capabilities = Capabilities(
            {
                **CAPABILITIES,
                "prefers": "mp3" if away else "wav",
                "buttons": self._buttons,
            }
        )
        return hello(self.membership, self._settings, self.state(), capabilities)

    async def _tick(self) -> None:
        """Notice that quiet begins or ends, and that the computer is, or was, elsewhere."""
        surroundings = Surroundings()
        while True:
            await asyncio.sleep(_TICK)
            others = surroundings.are_others(_TICK)
            if surroundings.slept:
                await self._announcements.drop_all()
            if others and self._link is not None:
                self._link.look_up()
            until = self.membership.quiet_until
            if 0 < until <= datetime.now().timestamp():  # noqa: DTZ005 - only its timestamp
                self._remember(quiet_until=0.0)
            self.changed()

    # --- When the computer sleeps -----------------------------------------------------------------

    async def sleep(self) -> None:
        """Hang up before the computer sleeps: so the house knows, and nothing is heard hours late.

        An action that waits for what is heard is told at once, and so is the next one.
        """
        async with self._changing:
            if self._link is None or self._link.status.state in RESTING:
                return
            self._sleeps = True
            await self._hang_up()
            await self._announcements.drop_all()
            await self._media.stop()
            await self._disconnect()

    async def wake(self) -> None:
        """Connect again, if `sleep` has hung up; else see whether the line is there."""
        if self._sleeps:
            self._sleeps = False
            await self.start()
        elif self._link is not None:
            self._link.look_up()

    # --- What a person does -----------------------------------------------------------------------

    def be_quiet(self, until: float, by: str = "user") -> None:
        """Announce nothing until a time, as `Membership.quiet_until` has it; 0 for announce."""
        self._remember(quiet_until=until, quiet_by=by)
        self.changed()

    async def press(self, key: str) -> None:
        """Tell that a button was pressed; one that is held, or hit twice, is told once.

        Raises:
            HomeError: There is no such button, or no connection to the home.
        """
        if key not in self._settings.buttons:
            raise HomeError("home_button_unknown", wanted=key)
        if self._link is None or not self._link.stands:
            raise HomeError("home_not_connected")
        now = monotonic()
        if now - self._pressed.get(key, -PRESS_EVERY) < PRESS_EVERY:
            return
        self._pressed[key] = now
        await self._say(EVENT, kind=Happening.PRESSED.value, data={"button": key})

    async def stop(self) -> bool:
        """End what is announced, or played for the home; whether anything was."""
        return await self._announcements.stop() or await self._media.stop()

    def _remember(self, **changes: Any) -> None:
        before, self.membership = self.membership, replace(self.membership, **changes)
        if self.membership == before:
            return
        try:
            save_membership(self.membership)
        except AppError as error:
            _LOG.warning("%s", error)

    # --- What Home Assistant says -----------------------------------------------------------------

    def _connected(self, told: dict[str, Any]) -> None:
        name, entry, instance = told.get("name"), told.get("entry_id"), told.get("instance")
        changes: dict[str, Any] = {
            "called": name if isinstance(name, str) else self.membership.called,
            "entry_id": entry if isinstance(entry, str) else self.membership.entry_id,
            "instance": instance if isinstance(instance, str) else self.membership.instance,
        }
        self._remember(**changes)
        self._told = State()
        self._show()
        self.changed()

    def _hear(self, event: dict[str, Any]) -> None:
        """Do what an event says; of a later version's, nothing."""
        match event:
            case {"type": "announce"}:
                if (announcement := Announcement.of_event(event)) is not None:
                    self._announcements.add(announcement)
            case {"type": "withdraw", "announcement": str(identity)}:
                self._begin(self._announcements.withdraw(identity))
            case {"type": "play" | "pause" | "resume" | "stop"}:
                self._hear_of_media(event)
            case {"type": "read", "text": str(text)}:
                style, reading = text_of(event.get("profile")), text_of(event.get("reading"))
                self._begin(self._read(text[:TEXT_LENGTH], style, reading))
            case _:
                self._hear_of_settings(event)
        self.changed()

    def _hear_of_media(self, event: dict[str, Any]) -> None:
        match event:
            case {"type": "play", "url": str(url)}:
                verdict, _ = judge(self.membership, self._settings, self._moment())
                if verdict is Verdict.ALL:
                    title = text_of(event.get("title"))[:TITLE_LENGTH]
                    self._begin(self._media.play(self.sound(url), title))
            case {"type": "pause" | "resume" as order}:
                self._begin(self._hold(on=order == "pause"))
            case {"type": "stop"}:
                self._begin(self._stop_all())

    def _hear_of_settings(self, event: dict[str, Any]) -> None:
        match event:
            case {"type": "volume", "level": level} if is_number(level):
                self._remember(volume=min(1.0, max(0.0, float(level))))
                self._set_volumes()
            case {"type": "mute", "muted": bool(muted)}:
                self._remember(muted=muted)
                self._set_volumes()
            case {"type": "do_not_disturb", "on": bool(on)}:
                self._hear_of_quiet(on=on)
            case {"type": "renamed", "name": str(name)}:
                self._remember(called=name)

    def _hear_of_quiet(self, *, on: bool) -> None:
        if on:
            self.be_quiet(-1.0, Quiet.HOME)
        elif self._settings.house_ends_quiet or self.membership.quiet_by == Quiet.HOME:
            self.be_quiet(0.0)
        else:
            self._told = State()  # it stays on, and the house is told so again

    async def _read(self, text: str, profile: str, reading: str) -> None:
        number = await self._desk.read_for_home(text, profile)
        if reading:
            self._readings[number] = reading

    async def _stop_all(self) -> None:
        if not await self.stop():
            await self._desk.reader.stop()

    async def _hold(self, *, on: bool) -> None:
        if self._media.is_there:
            await self._media.hold(on=on)
        elif on:
            await self._desk.reader.pause()
        else:
            await self._desk.reader.resume()

    # --- What announcements ask for (`announcements.House`) ---------------------------------------

    def judge(self, announcement: Announcement) -> tuple[Verdict, Reason | None]:
        """What of it may be heard now."""
        return judge(
            self.membership,
            self._settings,
            self._moment(),
            urgent=announcement.urgent,
            by_a_person=bool(announcement.said_by),
            own=announcement.own,
        )

    async def sound(self, url: str) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
        """The sound of an address, as far as it may be heard."""
        link, session, others = self._link, self._session, self._others
        if link is None or link.address is None or session is None or others is None:
            raise MediaError("home_not_connected", Reason.FETCH)
        allowed = self._settings.other_addresses
        async with aclosing(sound(session, others, link.address, url, others=allowed)) as pieces:
            async for piece in pieces:
                yield piece

    def gain(self, announcement: Announcement) -> float:
        """How loud it is."""
        if self.membership.muted and not (announcement.urgent and self._settings.urgent):
            return 0.0
        wanted = self.membership.volume if announcement.volume is None else announcement.volume
        return min(wanted, self._settings.loudest)

    def _set_volumes(self) -> None:
        gain = 0.0 if self.membership.muted else self.membership.volume
        self._media.set_volume(gain * (LOWERED if self._lowered else 1.0))
        if (current := self._announcements.current) is not None:
            self._speaker.set_volume(self.gain(current))

    async def lower(self) -> None:
        """Have what is read, or played, step back."""
        if self._lowered:
            return
        self._lowered = True
        reader = self._desk.reader
        if self._settings.while_reading == "pause":
            if reader.state.state in UNDER_WAY:
                self._paused = True
                await reader.pause()
        else:
            reader.set_volume(self._desk.volume * LOWERED)
        self._set_volumes()

    async def raise_again(self) -> None:
        """Have it as it was; what a person has paused meanwhile stays so."""
        if not self._lowered:
            return
        self._lowered = False
        reader = self._desk.reader
        reader.set_volume(self._desk.volume)
        self._set_volumes()
        paused, self._paused = self._paused, False
        if paused and reader.state.state is ReaderState.PAUSED:
            await reader.resume()

    @property
    def loudness(self) -> float:
        """What the volume of what is read is multiplied by."""
        return LOWERED if self._lowered and self._settings.while_reading == "lower" else 1.0

    def tell(
        self,
        announcement: Announcement,
        stage: Stage,
        reason: Reason | None = None,
        first_audio: float | None = None,
    ) -> None:
        """Tell the house, and the windows, how far one is."""
        fields: dict[str, Any] = {"announcement": announcement.id, "stage": stage.value}
        if reason is not None:
            fields["reason"] = reason.value
        if first_audio is not None:
            fields["first_audio"] = round(first_audio, 3)
        self._begin(self._say(PROGRESS, **fields))
        message, said_by = announcement.message, announcement.said_by
        if stage is not Stage.STARTED:
            now = datetime.now(UTC)
            self.register.note(WasAnnounced(announcement.id, now, message, said_by, stage, reason))
        # Who passes by a locked screen isn't to read it.
        seen = self._settings.notifications and not self._desk.locked
        shown = stage is Stage.STARTED and seen
        self._tell(Announced(message, said_by, stage, reason, shown=shown))

    # --- What the house is told -------------------------------------------------------------------

    def hear(self, event: Event) -> None:
        """Take notice of what the reader tells."""
        match event:
            case StateChanged(state):
                if state is ReaderState.TROUBLE and self._reading is not None:
                    self._reading_ended(self._reading, Happening.READING_FAILED)
                self.changed()
            case QueueChanged(items):
                self._title = items[0].reading.title if items else ""
                numbers = {item.number for item in items}
                for number in set(self._readings) - numbers:
                    if number != self._reading:
                        del self._readings[number]
                self.changed()
            case FirstSound(item):
                if self._reading != item:
                    self._reading = item
                    self._happen(Happening.READING_STARTED, item)
            case Finished(item):
                self._reading_ended(item, Happening.READING_FINISHED)
            case _:
                pass

    def _reading_ended(self, item: int, how: Happening) -> None:
        self._happen(how, item)
        self._readings.pop(item, None)
        self._reading = None

    def _happen(self, kind: Happening, item: int) -> None:
        data: dict[str, Any] = {}
        if reading := self._readings.get(item):
            data["reading"] = reading
        if self._settings.share_titles and self._title:
            data["title"] = self._title[:TITLE_LENGTH]
        self._begin(self._say(EVENT, kind=kind.value, data=data))

    def state(self) -> State:
        """What this computer does now."""
        quiet = quiet_by(self.membership, self._settings, self._moment())
        title = ""
        if self._settings.share_titles:
            title = self._media.title if self._media.is_there else self._title
        return State(
            playback=self._playback().value,
            volume=self.membership.volume,
            muted=self.membership.muted,
            waiting=self._announcements.waiting,
            do_not_disturb=None if quiet is None else quiet.value,
            locked=self._moment().locked,
            title=title[:TITLE_LENGTH] or None,
        )

    def _playback(self) -> Playback:
        reading = self._desk.reader.state.state
        if self._announcements.current is not None:
            return Playback.ANNOUNCING
        if self._media.is_there:
            return Playback.PAUSED if self._media.is_held else Playback.MEDIA
        if reading in UNDER_WAY:
            return Playback.READING
        return Playback.PAUSED if reading is ReaderState.PAUSED else Playback.IDLE

    def changed(self) -> None:
        """Tell the house what is otherwise now; several changes at once are told together."""
        if self._link is not None and self._link.stands and self._telling is None:
            self._telling = asyncio.create_task(self._tell_state(), name="home is told")
        self._show()

    async def _tell_state(self) -> None:
        try:
            await asyncio.sleep(0.05)
            state = self.state()
            new = {name: one for name, one in state.items() if self._told.get(name, ...) != one}
            buttons = buttons_of(self._settings)
            more = {"buttons": buttons} if buttons != self._buttons else {}
            if new or more:
                self._told, self._buttons = state, buttons
                await self._say(UPDATE, state=new, **more)
        finally:
            self._telling = None

    def _show(self, status: LinkStatus | None = None) -> None:
        """Tell the windows, where something is otherwise than they know it."""
        now = HomeChanged(
            self.status if status is None else status,
            self.membership.called,
            self.membership.quiet_until,
            self._announcements.current is not None,
        )
        if now != self._shown:
            self._shown = now
            self._tell(now)

    async def _say(self, command: str, **fields: Any) -> None:
        """Say something, if the line stands; what isn't heard then isn't said later."""
        if self._link is not None and self._link.stands:
            with suppress(HomeError):
                await self._link.say(command, desktop_id=self.membership.desktop_id, **fields)

    def _moment(self) -> Moment:
        return Moment(datetime.now().astimezone(), self._desk.locked)

    def _begin(self, work: Coroutine[None, None, object]) -> None:
        task = asyncio.create_task(_finished(work))
        self._work.add(task)
        task.add_done_callback(self._work.discard)


def buttons_of(settings: HomeSettings) -> list[Button]:
    """What can be pressed here, as the house is told."""
    return [Button(key=key, name=one.name) for key, one in settings.buttons.items()]


async def _finished(work: Coroutine[None, None, object]) -> None:
    try:
        await work
    except Exception:  # noqa: BLE001 - the line stays, whatever the home has asked for
        _LOG.exception("something that the home asked for")
