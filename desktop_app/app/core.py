"""The app as a whole, but for its windows: how it starts, has settings take effect, and ends."""

from __future__ import annotations

import asyncio
import importlib
from importlib.util import find_spec
import logging
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TypeVar

from desktop_app.bus import Bus
from desktop_app.errors import AppError
from desktop_app.home.home import Home
from desktop_app.home.voices import HouseSpeaker
from desktop_app.hotkeys import Hotkeys
from desktop_app.reading.events import UNDER_WAY, FirstSound, ReaderState, ServiceChanged
from desktop_app.reading.from_settings import profile_of, profiles_of, voice_of
from desktop_app.reading.history import History, HistoryEntry
from desktop_app.reading.interjection import interject
from desktop_app.reading.model import Reading
from desktop_app.reading.opening import device_of, open_reader
from desktop_app.reading.positions import Positions
from desktop_app.reading.pronunciation import Pronunciation
from desktop_app.services.connection import Addressee
from desktop_app.services.consent import agree_for_now, agreed
from desktop_app.settings.settings import BUTTON, ServiceSettings
from desktop_app.system.control import ControlError
from desktop_app.system.paths import history_folder, positions_file

from .events import (
    Failed,
    HistoryChanged,
    HotkeyCaught,
    HotkeysChanged,
    RulesChanged,
    SettingsChanged,
    SleepChanged,
    VoicesListed,
    WindowWanted,
)
from .orders import order_of, work_of
from .services_in_use import Services, speakers
from .sleep import Sleep
from .texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from desktop_app.bus.screen_lock import ScreenLock
    from desktop_app.reading.events import Event
    from desktop_app.reading.interjection import Interjection
    from desktop_app.reading.opening import Opened
    from desktop_app.reading.pronunciation import Rule
    from desktop_app.reading.reader import Reader
    from desktop_app.services.connection import Service
    from desktop_app.settings.home import HomeSettings
    from desktop_app.settings.settings import Settings, VoiceProfile
    from desktop_app.system.selection import Selections
    from shared_client import CosyVoiceClient, ReferenceAudio

    from .events import AppEvent
    from .settings_keeper import SettingsKeeper

T = TypeVar("T")

_LOG: Final = logging.getLogger(__name__)
_MIB: Final = 1 << 20


class Core:
    """Reads aloud, has settings take effect, and obeys hotkeys and the bus.

    All of it runs in one asyncio loop. `open_core` makes it.

    Args:
        keeper: Keeps settings and rules; it is closed with this.
        opened: The reader, and what it reads with.
        tell: Called with everything that happens.
        selections: Where the texts of other programs are from.
        speaker: Has the voices of the home; it is closed with this.

    Attributes:
        reader: Reads aloud.
        positions: Where texts were left; None where nobody keeps that.
        texts: Finds texts for it.
        services: Speak.
        history: What was read, whether more of it is kept or not.
        sleep: The sleep timer.
        home: The home that this computer is a part of.
        catches_hotkeys: Whether hotkeys are told of and not obeyed: a window has keys chosen.
    """

    def __init__(
        self,
        keeper: SettingsKeeper,
        opened: Opened,
        tell: Callable[[AppEvent], None],
        selections: Selections,
        speaker: HouseSpeaker | None = None,
    ) -> None:
        self._speaker = speaker
        self.reader: Reader = opened.reader
        self.player = opened.player
        self.positions = opened.positions
        self.texts: Texts = Texts(self.reader, selections, tell)
        self.services = Services(opened.services)
        self.history = _history(keeper.settings)
        self.sleep = Sleep(lambda timer: tell(SleepChanged(timer)))
        self.catches_hotkeys = False
        self._tell = tell
        self._keeper = keeper
        self._used = keeper.settings
        self._change = self._rules_change = 0  # the last one of a window
        self._voices: list[ReferenceAudio] = []
        self._hotkeys: Hotkeys | None = None
        self._key_names: Mapping[str, str] = {}
        self._bus = Bus(self._order_from_bus)
        self._on_bus: asyncio.Task[None] | None = None
        self._work: set[asyncio.Task[None]] = set()
        self.home = Home(self, tell)
        self._screen: ScreenLock | None = None
        self._on_screen: asyncio.Task[None] | None = None
        self._on_power: asyncio.Task[None] | None = None

    # From start to end

    async def start(self) -> None:
        """Get ready to speak."""
        self._keeper.settings_changed = lambda: self._spawn(self._use_settings())
        self._keeper.rules_changed = lambda: self._spawn(self._use_rules())
        self._keeper.watch()
        self.reader.listen(self._hear)
        self.reader.listen(self._bus.hear)
        self._tell_bus()
        self._on_bus = asyncio.create_task(self._bus.run(), name="session bus")
        await self._keep_history()
        await self.home.start()
        self._on_screen = asyncio.create_task(self._watch_screen(), name="screen lock")
        self._on_power = asyncio.create_task(self._watch_power(), name="sleep")
        await self._get_ready()

    async def hear_keys(self, names: Mapping[str, str]) -> None:
        """Hear the hotkeys of the settings from now on.

        Args:
            names: What their actions are called, where the system shows them.
        """
        self._key_names = names
        self._hotkeys = Hotkeys(
            self._pressed, lambda status: self._tell(HotkeysChanged(status)), names
        )
        await self._use_keys(self._hotkeys)

    async def end(self) -> None:
        """Hear nothing new, fade out, save what is unsaved, end all children; in this order."""
        for step in (
            self._stop_hearing,
            self.home.end,
            self.reader.aclose,
            self.player.aclose,
            self._keeper.aclose,
            self.services.aclose,
            *([self._speaker.aclose] if self._speaker is not None else []),
        ):
            try:
                await step()
            except Exception:  # noqa: BLE001 - what comes after it has to end, too
                _LOG.exception("at the end")

    async def _watch_screen(self) -> None:
        """Know whether the screen is locked, where there is a session bus to tell."""
        if find_spec("dbus_fast") is not None:
            module = importlib.import_module("desktop_app.bus.screen_lock")
            self._screen = module.ScreenLock(self.home.changed)
            await self._screen.run()

    async def _watch_power(self) -> None:
        """Let the home know of the computer's sleep, where there is a system bus to tell."""
        if find_spec("dbus_fast") is not None:
            module = importlib.import_module("desktop_app.bus.power")
            power = module.Power(
                self.home.sleep, self.home.wake, lambda: self.home.membership.is_paired
            )
            await power.run()

    async def _stop_hearing(self) -> None:
        for task in filter(None, (self._on_bus, self._on_screen, self._on_power)):
            task.cancel()
            await asyncio.wait({task})
        if self._hotkeys is not None:
            await self._hotkeys.aclose()
        await self.texts.stop()

    # What can be done with it

    async def pause_or_resume(self) -> None:
        """Hold the sound, or go on; after trouble, try again."""
        if self.reader.state.state in UNDER_WAY:
            await self.reader.pause()
        else:
            await self.reader.resume()

    async def try_out(self, profile: VoiceProfile, text: str) -> None:
        """Speak a text in a profile; what is read goes on afterwards, and nothing is remembered."""
        reading = Reading(text, profiles={"": profile_of(profile)}, remember=False)
        await self.reader.read(reading, now=True)

    async def interject(self, interjection: Interjection) -> None:
        """Speak a text in between; what is read goes on afterwards, and nothing is remembered.

        Raises:
            NotSpokenError: Nobody can speak it, or nothing can play it.
        """
        service = self.services.active.name
        await interject(self.reader, interjection, self._keeper.settings, service)

    async def have_read_by(self, name: str) -> None:
        """Have another service read the rest of the present text; the settings stay as they are.

        Args:
            name: One of those that may speak, or `LOCAL`, which always may.

        Raises:
            AppError: There is no such service any more.
        """
        await self.reader.have_read_by(self.services.named(name, self._keeper.settings))

    async def replay(self, entry: str, *, anew: bool = False, at_once: bool = True) -> None:
        """Read a text of the history again, as it was heard.

        Args:
            entry: Its id.
            anew: Whether from its beginning; else from where it was left.
            at_once: Whether in place of what is read; else after all in the queue.

        Raises:
            AppError: It is gone.
        """
        reading = await self.history.reading(entry)
        if reading is None:
            raise AppError("text_gone")
        await self.texts.read(reading, start=0 if anew else None, at_once=at_once)

    async def read_texts(self) -> list[HistoryEntry]:
        """What was read, the newest first, with where each text was left."""
        return await self.history.entries(self.positions)

    async def ask(
        self,
        work: Callable[[CosyVoiceClient], Coroutine[None, None, T]],
        meant: Addressee | None = None,
    ) -> T:
        """Do something with the client of a service.

        Args:
            work: What to do.
            meant: The service; None for the active one.

        Raises:
            AppError: It was changed or removed meanwhile.
        """
        async with self.services.opened(self._keeper.settings, meant) as connection:
            return await work(connection.client)

    async def list_voices(self) -> None:
        """Ask the active service for its voices, and tell them."""
        self._voices = await self.services.voices()
        self._tell(VoicesListed(self._voices, self.services.active.addressee))
        self._tell_bus()

    # The home

    @property
    def volume(self) -> float:
        """Of what is read, as its user has set it."""
        return self._keeper.settings.app.volume

    @property
    def locked(self) -> bool | None:
        """Whether the screen is locked; None where the system doesn't tell."""
        return None if self._screen is None else self._screen.locked

    @property
    def home_settings(self) -> HomeSettings:
        """What the home may do."""
        return self._keeper.settings.home

    @property
    def keeps_history(self) -> bool:
        """Whether what is read, or announced, is kept."""
        return self._keeper.settings.app.history

    async def hear_announcement(self, id_: str) -> None:
        """Speak what was announced, in the app's own voice; what is read goes on afterwards.

        Raises:
            AppError: It is gone.
        """
        announced = self.home.register.named(id_)
        if announced is None or not announced.message:
            raise AppError("text_gone")
        await self.reader.read(Reading(announced.message, remember=False), now=True)

    async def clear_history(self) -> None:
        """Forget all that was read, and announced, with its audio."""
        self.home.register.forget()
        await self.history.clear()

    async def read_for_home(self, text: str, profile: str) -> int:
        """Read a text that the home sends; gives its number in the queue."""
        chosen = self._keeper.settings.profiles.get(profile)
        profiles = {"": profile_of(chosen)} if chosen is not None else {}
        return await self.reader.read(Reading(text, profiles=profiles, source="home"))

    async def press(self, key: str) -> None:
        """Tell the home that a button was pressed.

        Raises:
            HomeError: There is no such button, or no connection to the home.
        """
        await self.home.press(key)

    async def go_home(self) -> None:
        """Connect to the home again, as this computer was paired again."""
        await self.home.start_again()

    async def be_quiet(self, until: float) -> None:
        """Have nothing announced until a time, as the membership of the home has it."""
        self.home.be_quiet(until)

    async def stop_what_is_heard(self) -> None:
        """End an announcement, or what the home plays; else end reading."""
        if not await self.home.stop():
            await self.texts.stop()

    # Settings

    async def change(
        self, before: Settings, after: Settings, number: int, *, reconnect: bool = False
    ) -> None:
        """Take and save what a window has changed.

        Args:
            before: The settings that it showed; they may be others by now.
            after: What they were changed to.
            number: Of the change, for `SettingsChanged`.
            reconnect: Whether to connect again even to the same services; for a token.

        Raises:
            SettingsError: They can't be saved. They are with the next change, or at the end.
        """
        self._change = number
        self._keeper.change(before, after)
        await self._use_settings(reconnect=reconnect)
        await self._keeper.save()

    async def change_rules(
        self, before: tuple[Rule, ...], after: tuple[Rule, ...], number: int
    ) -> None:
        """Take and save the rules that a window has changed, as `change` does.

        Raises:
            ExchangeError: They can't be saved. They are with the next change, or at the end.
        """
        self._rules_change = number
        self._keeper.change_rules(before, after)
        await self._use_rules()
        await self._keeper.save_rules()

    async def set_app(self, **values: Any) -> None:
        """Change settings of the app that an order names.

        Raises:
            SettingsError: As `change`.
        """
        now = self._keeper.settings
        await self.change(now, now.with_app(**values), self._change)

    async def agree(self, name: str) -> None:
        """Have texts and recordings go to a service from now on; what waited for that goes on.

        Raises:
            SettingsError: As `change`.
        """
        now = self._keeper.settings
        if (service := now.services.get(name)) is not None:
            after = now.with_service(name, agreed(service), active=False)
            await self.change(now, after, self._change)
        else:  # the environment names it
            agree_for_now(ServiceSettings(name))
        await self._use_services(self._keeper.settings)  # before the text is tried again
        if self.reader.state.state is ReaderState.TROUBLE:
            await self.reader.resume()

    async def _use_settings(self, *, reconnect: bool = False) -> None:
        """Have what differs take effect.

        What the reader is told begins here, not in a task: a text that is read next comes after it.
        """
        before, now = self._used, self._keeper.settings
        self._used = now
        self._tell(SettingsChanged(now, self._change))
        if Addressee.in_use(before) != Addressee.in_use(now):
            self._voices = []
        self._tell_bus()
        old, new = before.app, now.app
        if old.volume != new.volume:
            self.reader.set_volume(new.volume * self.home.loudness)
        if old.device != new.device:
            self.player.use(device_of(now))
        if before.home != now.home:
            self._spawn(self._use_home(before.home, now.home))
        others = (before.keys, before.home.buttons) != (now.keys, now.home.buttons)
        if others and self._hotkeys is not None:
            self._spawn(self._use_keys(self._hotkeys))
        if (old.history, old.history_mib) != (new.history, new.history_mib):
            self.history = _history(now)
            await self._told(self._keep_history())
        await self._told(self._use_manner(before, now))
        if reconnect or speakers(before) != speakers(now):
            self._spawn(self._use_services(now))
        elif profiles_of(before, "") != profiles_of(now, ""):
            await self._told(self._use_profiles())

    async def _use_manner(self, before: Settings, now: Settings) -> None:
        """Read as the settings say: a speed holds at once, all else from the next sentence on."""
        if before.app.speed != now.app.speed:
            await self.reader.set_speed(now.app.speed, at_once=True)
        if before.reading != now.reading:
            await self.reader.configure(settings=now.reading)

    async def _use_keys(self, hotkeys: Hotkeys) -> None:
        settings = self._keeper.settings
        buttons = {f"{BUTTON}{key}": one.name for key, one in settings.home.buttons.items()}
        hotkeys.names = {**self._key_names, **buttons}
        await hotkeys.use(settings.keys)

    async def _use_home(self, before: HomeSettings, now: HomeSettings) -> None:
        line = ("addresses", "token_in", "ca_file")
        if any(getattr(before, name) != getattr(now, name) for name in line):
            await self.home.start()
        else:
            self.home.changed()

    async def _use_rules(self) -> None:
        rules = self._keeper.rules
        self._tell(RulesChanged(rules, self._rules_change))
        await self._told(self.reader.configure(pronunciation=Pronunciation(rules)))

    async def _keep_history(self) -> None:
        """What is there can be heard again even where no more is kept."""
        kept = self._keeper.settings.app.history
        await self.reader.keep_history(self.history if kept else None)

    async def _use_services(self, settings: Settings) -> None:
        """Speak with the services of the settings, and learn what the active one has."""

        async def use(services: list[Service]) -> None:
            await self.reader.configure(services=services)
            await self._use_profiles()

        if await self.services.change(settings, use):
            await self._get_ready()

    async def _use_profiles(self) -> None:
        profiles = profiles_of(self._keeper.settings, self.services.active.name)
        await self.reader.configure(profiles=profiles)

    async def _get_ready(self) -> None:
        await self.reader.warm_up()
        self._tell(ServiceChanged(self.services.active.name))
        await self.list_voices()

    # Orders

    def _pressed(self, action: str) -> None:
        """Obey a hotkey, here in the loop: no window has to be awake for it."""
        if self.catches_hotkeys:
            self._tell(HotkeyCaught(action))
        else:
            command, arguments = order_of(action)
            self._obey(command, arguments)

    def _order_from_bus(self, command: str, *arguments: str) -> None:
        try:
            self._obey(command, arguments)
        except ControlError as error:
            _LOG.warning("order refused: %s", error)

    def _obey(self, command: str, arguments: tuple[str, ...] = ()) -> None:
        if (work := work_of(command, arguments)) is None:
            self._tell(WindowWanted(command, arguments))
        else:
            self._spawn(work(self))

    # Inside

    def _hear(self, event: Event) -> None:
        self.sleep.hear(event)
        self.home.hear(event)
        self._tell(event)
        if isinstance(event, FirstSound):
            self._tell(HistoryChanged())

    def _tell_bus(self) -> None:
        settings = self._keeper.settings
        names = {voice.id: PurePath(voice.filename).stem for voice in self._voices}
        app, voice = settings.app, settings.app.profile or names.get(voice_of(settings), "")
        self._bus.tell(speed=app.speed, volume=app.volume, voice=voice)

    def _spawn(self, work: Coroutine[None, None, object]) -> None:
        """Do something beside; what goes wrong is told."""
        task = asyncio.create_task(self._told(work))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _told(self, work: Coroutine[None, None, object]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            self._tell(Failed(error))


async def open_core(
    keeper: SettingsKeeper, tell: Callable[[AppEvent], None], selections: Selections
) -> Core:
    """Make what `Core` works with. Nothing is connected or started yet.

    Args:
        keeper: Has read the settings.
        tell: As `Core` has it.
        selections: As `Core` has it.
    """
    speaker = HouseSpeaker(lambda: keeper.settings)
    opened = await open_reader(
        keeper.settings, keeper.rules, positions=Positions(positions_file()), speaker=speaker
    )
    return Core(keeper, opened, tell, selections, speaker)


def _history(settings: Settings) -> History:
    return History(history_folder(), limit=settings.app.history_mib * _MIB)
