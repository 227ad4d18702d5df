"""The app's core as windows have it: methods that return at once, and Qt's signals."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QGuiApplication

from desktop_app.app.core import Core, open_core
from desktop_app.app.events import (
    Failed,
    HistoryChanged,
    HotkeyCaught,
    HotkeysChanged,
    NothingToRead,
    RulesChanged,
    SettingsChanged,
    SleepChanged,
    VoicesListed,
    WindowWanted,
)
from desktop_app.app.settings_keeper import SettingsKeeper
from desktop_app.app.texts import plain_lines
from desktop_app.home.home import Announced, HomeChanged
from desktop_app.home.link import LinkState, LinkStatus
from desktop_app.hotkeys import HotkeysStatus
from desktop_app.reading.events import (
    Billed,
    FirstSound,
    PositionChanged,
    QueueChanged,
    QueueItem,
    ReaderState,
    Resumed,
    ServiceChanged,
    StateChanged,
)
from desktop_app.reading.model import Reading
from desktop_app.reading.pace import Pace
from desktop_app.reading.reader import Reader
from desktop_app.services.connection import Addressee
from desktop_app.settings.merging import same
from desktop_app.settings.settings import LOCAL, Settings
from desktop_app.system.paths import config_file, pronunciation_file
from desktop_app.system.selection import Selections

from .clipboard import clipboard_text
from .loop import LoopThread

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from desktop_app.app.events import AppEvent
    from desktop_app.app.sleep import SleepTimer
    from desktop_app.home.announced import WasAnnounced
    from desktop_app.reading.history import HistoryEntry
    from desktop_app.reading.interjection import Interjection
    from desktop_app.reading.model import Profile
    from desktop_app.reading.pronunciation import Rule
    from desktop_app.settings.settings import VoiceProfile
    from shared_client import CosyVoiceClient, ReferenceAudio

T = TypeVar("T")


class Engine(QObject):
    """Has the app's core do what windows say, in its own thread, and shows what it tells.

    Methods return at once. Where one takes `done` and `failed`, they are called in the GUI; what
    fails without one goes to the signal `failed`.

    Signals:
        state_changed: A `StateChanged`.
        queue_changed: The texts, a tuple of `QueueItem`.
        position_changed: A `PositionChanged`.
        resumed: A `Resumed`: a text goes on where it was left.
        first_sound: A `FirstSound`: a text is heard from now on.
        billed: A `Billed`: more characters were billed for a text.
        service_changed: A `ServiceChanged`: another service speaks.
        sleep_changed: The `SleepTimer`, or None.
        voices_changed: The voices of the service in use, a list of `ReferenceAudio`.
        settings_changed: The `Settings`.
        rules_changed: The rules of pronunciation, a tuple of `Rule`.
        history_changed: There is more of it, or less.
        hotkey: A hotkey, an action of `settings.HOTKEYS`, was pressed while they are caught.
        hotkeys_changed: The `HotkeysStatus`.
        nothing_to_read: A `NothingToRead`.
        home_changed: A `HomeChanged`: the home, or this computer's part in it.
        announced: An `Announced`: something was announced, or kept back.
        ordered: A `WindowWanted`: an order that came from the bus.
        failed: The error: something could not be done.

    Attributes:
        home: The last `HomeChanged`.
        pace: How long texts take, and what is left of the present one.
        first_heard: The first sound of the text that was heard last, if any was.
    """

    state_changed = pyqtSignal(object)
    queue_changed = pyqtSignal(object)
    position_changed = pyqtSignal(object)
    resumed = pyqtSignal(object)
    first_sound = pyqtSignal(object)
    billed = pyqtSignal(object)
    service_changed = pyqtSignal(object)
    sleep_changed = pyqtSignal(object)
    voices_changed = pyqtSignal(object)
    settings_changed = pyqtSignal(object)
    rules_changed = pyqtSignal(object)
    history_changed = pyqtSignal()
    hotkey = pyqtSignal(str)
    hotkeys_changed = pyqtSignal(object)
    nothing_to_read = pyqtSignal(object)
    home_changed = pyqtSignal(object)
    announced = pyqtSignal(object)
    ordered = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loop = LoopThread(self)
        self.home = HomeChanged(LinkStatus(LinkState.OFF))
        self.settings = Settings()
        self.state = StateChanged(ReaderState.IDLE)
        self.queue: tuple[QueueItem, ...] = ()
        self.position: PositionChanged | None = None
        self.pace = Pace()
        self.first_heard: FirstSound | None = None
        self.voices: list[ReferenceAudio] = []  # of the service in use
        self.voices_known = False  # whether it has told them
        self.rules: tuple[Rule, ...] = ()
        self.sleep: SleepTimer | None = None
        self.speaking_service = LOCAL
        self.hotkeys_status = HotkeysStatus()
        self._wrong: list[Exception] = []
        self._changes = self._rules_changes = 0  # made by windows, so far
        self._selections = Selections(
            QGuiApplication.platformName(), lambda: clipboard_text(self.loop)
        )
        self._keeper = SettingsKeeper(config_file(), pronunciation_file())
        self._core: Core | None = None  # it and the keeper are the loop's once it has started
        self._opened = asyncio.Event()

    # From start to end

    def load(self) -> None:
        """Read settings and rules; `start` tells what is wrong with them."""
        self._wrong += self._keeper.read()
        self.settings, self.rules = self._keeper.settings, self._keeper.rules
        self.pace.change(self.settings.app.speed)

    @property
    def is_new(self) -> bool:
        """Whether nobody has set anything yet, here or on the command line."""
        settings = self.settings
        return not (settings.app.welcomed or settings.services or self._wrong)

    def start(self) -> None:
        """Get ready to speak."""
        for error in self._wrong:
            self._fail(error)

        async def start() -> None:
            self._core = await open_core(self._keeper, self._tell, self._selections)
            self._opened.set()
            await self._core.start()

        self._begin(start())

    def end(self) -> None:
        """Fade out, save, end all children, and the thread."""

        async def end() -> None:
            await (self._keeper.aclose() if self._core is None else self._core.end())

        self.loop.end(end())

    def hear_keys(self, names: Mapping[str, str]) -> None:
        """Hear the hotkeys of the settings from now on.

        Args:
            names: What their actions are called, where the system shows them.
        """
        self.do(lambda core: core.hear_keys(names))

    def catch_hotkeys(self, *, on: bool) -> None:
        """Have hotkeys told by the signal `hotkey`, in place of what they do."""

        async def catch(core: Core) -> None:
            core.catches_hotkeys = on

        self.do(catch)

    def do(
        self,
        work: Callable[[Core], Coroutine[None, None, T]],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Future[T]:
        """Have the core do something.

        Returns:
            What it can be cancelled with.
        """

        async def when_opened() -> T:
            await self._opened.wait()
            assert self._core is not None  # noqa: S101 - it is when it is opened
            return await work(self._core)

        return self._begin(when_opened(), done, failed)

    # Services and voices

    def ask(
        self,
        work: Callable[[CosyVoiceClient], Coroutine[None, None, T]],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        meant: Addressee | None = None,
    ) -> Future[T]:
        """Do something with the client of a service: of the one in use, unless another is meant.

        Returns:
            What it can be cancelled with.
        """
        return self.do(lambda core: core.ask(work, meant), done, failed)

    def refresh_voices(self, failed: Callable[[Exception], None] | None = None) -> None:
        """Ask the service which voices there are now."""
        self.do(Core.list_voices, failed=failed)

    # Reading

    def read(
        self,
        text: str,
        *,
        title: str = "",
        source: str = "",
        start: int | None = None,
        at_once: bool = True,
        profiles: Mapping[str, Profile] | None = None,
    ) -> None:
        """Read a text.

        Args:
            text: The text.
            title: What a person calls it.
            source: Where it is from.
            start: The character to begin at; None for where it was left the last time.
            at_once: Whether in place of what is read; else after all in the queue.
            profiles: As `Reading` has them.
        """
        text = plain_lines(text)
        if text.strip():
            reading = Reading(text, title, source, profiles=dict(profiles or {}))
            self.read_again(reading, start=start, at_once=at_once)

    def read_again(
        self, reading: Reading, *, start: int | None = None, at_once: bool = True
    ) -> None:
        """Read a text that is at hand already, with all that is known of it."""
        self.do(lambda core: core.texts.read(reading, start=start, at_once=at_once))

    def open_all(self, what: Sequence[str], *, at_once: bool = True) -> None:
        """Read files, addresses or texts: the first one at once, the others after it.

        Args:
            what: The files, addresses and texts.
            at_once: Whether the first one is read in place of what is read; else all wait.
        """
        self.do(lambda core: core.texts.open_all(what, at_once=at_once))

    def try_out(
        self,
        profile: VoiceProfile,
        text: str,
        *,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Speak a text in a profile; what is read goes on afterwards, and nothing is remembered."""
        self.do(lambda core: core.try_out(profile, text), failed=failed)

    def interject(
        self,
        interjection: Interjection,
        done: Callable[[None], None],
        failed: Callable[[Exception], None],
    ) -> Future[None]:
        """Speak a text in between; what is read goes on afterwards, and nothing is remembered.

        Returns:
            What it can be silenced with.
        """
        return self.do(lambda core: core.interject(interjection), done, failed)

    def save(
        self,
        reading: Reading,
        path: Path,
        progress: Callable[[float], None],
        done: Callable[[None], None],
        failed: Callable[[Exception], None],
        *,
        speed: float | None = None,
    ) -> Future[None]:
        """Save a text as WAV or MP3, as `Reader.save` does, while others are read.

        Returns:
            What it can be given up with.
        """

        def tell(part: float) -> None:
            self.loop.post(lambda: progress(part))

        return self.do(
            lambda core: core.reader.save(reading, path, tell, speed=speed), done, failed
        )

    def pause_or_resume(self) -> None:
        """Hold the sound, or go on; after trouble, try again."""
        self.do(Core.pause_or_resume)

    def pause(self) -> None:
        """Hold the sound."""
        self._command(Reader.pause)

    def resume(self) -> None:
        """Go on."""
        self._command(Reader.resume)

    def have_read_by(self, service: str) -> None:
        """Have another service read the rest of the present text.

        Args:
            service: Its name, or `LOCAL`.
        """
        self.do(lambda core: core.have_read_by(service))

    def stop(self) -> None:
        """Fade out, and forget what was to be read; also what is only being opened."""
        self.do(lambda core: core.texts.stop())

    def skip(self) -> None:
        """Leave this text for the next one."""
        self._command(Reader.skip)

    def next_sentence(self) -> None:
        """Go on with the next sentence."""
        self._command(Reader.next_sentence)

    def previous_sentence(self) -> None:
        """Go back to the beginning of the sentence, or to the one before."""
        self._command(Reader.previous_sentence)

    def jump(self, offset: int, number: int | None = None) -> None:
        """Go on with the sentence that a character of a text is in; None for the one that is read.

        Nothing is done where another text is read by now.
        """
        self.pace.break_off()
        self._command(lambda reader: reader.jump(offset, number))

    def remove(self, number: int) -> None:
        """Take a text out of the queue."""
        self._command(lambda reader: reader.remove(number))

    def move(self, number: int, to: int) -> None:
        """Put a text elsewhere in the queue, from place 1 on."""
        self._command(lambda reader: reader.move(number, to))

    def sleep_after(self, minutes: float | None) -> None:
        """Pause at the end of the sentence that is read in so many minutes; None: do not."""

        async def set_sleep(core: Core) -> None:
            core.sleep.after(core.reader, minutes)

        self.do(set_sleep)

    def sleep_after_text(self) -> None:
        """Pause at the end of this text."""

        async def set_sleep(core: Core) -> None:
            core.sleep.after_text(core.reader)

        self.do(set_sleep)

    def sleep_after_chapter(self) -> None:
        """Pause at the end of this chapter."""

        async def set_sleep(core: Core) -> None:
            await core.sleep.after_chapter(core.reader)

        self.do(set_sleep)

    # History

    def list_history(self, done: Callable[[list[HistoryEntry]], None]) -> None:
        """Say what was read, the newest first."""
        self.do(lambda core: core.read_texts(), done)

    def replay(self, entry: str, *, anew: bool = False, at_once: bool = True) -> None:
        """Read a text of the history on, or from its beginning, as it was heard."""
        self.do(lambda core: core.replay(entry, anew=anew, at_once=at_once))

    def reading_of(self, entry: str, done: Callable[[Reading | None], None]) -> None:
        """Say what a text of the history is; None where it is gone."""
        self.do(lambda core: core.history.reading(entry), done)

    def forget(self, entry: str) -> None:
        """Remove a text from the history."""
        self.do(lambda core: core.history.remove(entry), lambda _: self.history_changed.emit())

    def clear_history(self) -> None:
        """Remove all texts, all audio, and all announcements from the history."""
        self.do(lambda core: core.clear_history(), lambda _: self.history_changed.emit())

    def list_announcements(self, done: Callable[[list[WasAnnounced]], None]) -> None:
        """Say what was announced here, the newest first."""

        async def look(core: Core) -> list[WasAnnounced]:
            return core.home.register.all()

        self.do(look, done)

    def hear_announcement(self, id_: str) -> None:
        """Speak what was announced; what is read goes on afterwards."""
        self.do(lambda core: core.hear_announcement(id_))

    def forget_announcement(self, id_: str, done: Callable[[list[WasAnnounced]], None]) -> None:
        """Forget what was announced; says what is left."""

        async def forget(core: Core) -> list[WasAnnounced]:
            core.home.register.forget(id_)
            return core.home.register.all()

        self.do(forget, done)

    # Settings

    def set_speed(self, speed: float) -> None:
        """Speak faster or slower from here on."""
        self.change(self.settings.with_app(speed=speed))

    def set_volume(self, volume: float) -> None:
        """Speak louder or softer."""
        self.change(self.settings.with_app(volume=volume))

    def set_voice(self, voice: str, meant: Addressee | None = None) -> None:
        """Speak in a voice of the service in use, without a profile, from the next sentence on.

        Args:
            voice: Its id.
            meant: The service that has it: nothing is done where another one came into use.
        """
        if meant in (None, Addressee.in_use(self.settings)):
            self.change(self.settings.using_voice(voice))

    def agree(self, service: str, done: Callable[[None], None] | None = None) -> None:
        """Have texts and recordings go to a service; what waited for that goes on.

        Args:
            service: Its name, or the address that the environment names.
            done: Called once they may.
        """
        self.do(lambda core: core.agree(service), done)

    def set_profile(self, name: str) -> None:
        """Speak in a profile, with the service that has its voice; empty for none."""
        self.change(self.settings.using_profile(name))

    def change(self, settings: Settings, *, reconnect: bool = False) -> None:
        """Take and keep other settings.

        Args:
            settings: All of them, as changed from those that are shown.
            reconnect: Whether to connect again even if they name the same services; for a token.
        """
        before, self._changes = self.settings, self._changes + 1
        number = self._changes
        self.do(lambda core: core.change(before, settings, number, reconnect=reconnect))
        self._show_settings(settings)

    def change_rules(self, rules: tuple[Rule, ...]) -> None:
        """Take and keep other rules of pronunciation."""
        before, self._rules_changes = self.rules, self._rules_changes + 1
        number = self._rules_changes
        self.do(lambda core: core.change_rules(before, rules, number))
        self._show_rules(rules)

    def _show_settings(self, settings: Settings) -> None:
        if Addressee.in_use(settings) != Addressee.in_use(self.settings):
            self.voices, self.voices_known = [], False
        self.settings = settings
        self.pace.change(settings.app.speed)
        self.settings_changed.emit(settings)

    def _show_rules(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self.rules_changed.emit(rules)

    # Inside

    def _begin(
        self,
        work: Coroutine[None, None, T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Future[T]:
        return self.loop.start(work, done, failed or self._fail)

    def _command(self, command: Callable[[Reader], Coroutine[None, None, None]]) -> None:
        self.do(lambda core: command(core.reader))

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)

    def _tell(self, event: AppEvent) -> None:
        """Take from the loop what happened."""
        self.loop.post(lambda: self._show(event))

    def _show(self, event: AppEvent) -> None:  # noqa: C901 - a case each
        match event:
            case SettingsChanged():
                self._take_settings(event)
            case RulesChanged():
                self._take_rules(event)
            case VoicesListed(voices, service):
                if service == Addressee.in_use(self.settings):  # else they come too late
                    self._know_voices(voices)
            case HotkeysChanged(status):
                self.hotkeys_status = status
                self.hotkeys_changed.emit(status)
            case HotkeyCaught(action):
                self.hotkey.emit(action)
            case NothingToRead():
                self.nothing_to_read.emit(event)
            case WindowWanted():
                self.ordered.emit(event)
            case Failed(error):
                self._fail(error)
            case HomeChanged() | Announced():
                self._show_home(event)
            case _:
                self._show_reading(event)

    def _show_home(self, event: HomeChanged | Announced) -> None:
        if isinstance(event, HomeChanged):
            self.home = event
            self.home_changed.emit(event)
        else:
            self.announced.emit(event)

    def _show_reading(self, event: AppEvent) -> None:
        match event:
            case StateChanged():
                self._take_state(event)
            case QueueChanged(items):
                self._take_queue(items)
                self.queue_changed.emit(items)
            case PositionChanged():
                self.position = event
                self.pace.hear(event, monotonic())
                self.position_changed.emit(event)
            case Resumed():
                self.resumed.emit(event)
            case FirstSound():
                self.first_heard = event
                self.first_sound.emit(event)
            case Billed():
                self.billed.emit(event)
            case ServiceChanged():
                self.speaking_service = event.name
                self.service_changed.emit(event)
            case SleepChanged(sleep):
                self.sleep = sleep
                self.sleep_changed.emit(sleep)
            case HistoryChanged():
                self.history_changed.emit()
            case _:
                pass  # no window shows it

    def _take_state(self, state: StateChanged) -> None:
        self.state = state
        if state.state is not ReaderState.SPEAKING:
            self.pace.break_off()
        self.state_changed.emit(state)

    def _take_queue(self, items: tuple[QueueItem, ...]) -> None:
        """Note what is read; measure it, where it is another text than before."""
        before, self.queue, self.position = self.queue[:1], items, None
        if items and (not before or items[0].reading is not before[0].reading):
            self.pace.begin(items[0].number, items[0].reading.text)

    def _take_settings(self, event: SettingsChanged) -> None:
        """Show settings that were changed elsewhere, or merged.

        What a window has changed since then is on its way to the core, and comes back merged.
        """
        if event.change == self._changes and not same(event.settings, self.settings):
            self._show_settings(event.settings)

    def _take_rules(self, event: RulesChanged) -> None:
        """Show rules that were changed elsewhere, as `_take_settings` does."""
        if event.change == self._rules_changes and event.rules != self.rules:
            self._show_rules(event.rules)

    def _know_voices(self, voices: list[ReferenceAudio]) -> None:
        self.voices, self.voices_known = voices, True
        self.voices_changed.emit(voices)
