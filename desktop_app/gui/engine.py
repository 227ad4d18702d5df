"""What the windows show and drive: reader, player, services and settings, on the loop's thread."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
import logging
from typing import TYPE_CHECKING, Final, TypeVar

from PyQt6.QtCore import QFileSystemWatcher, QObject, pyqtSignal

from desktop_app.audio.errors import AudioError
from desktop_app.documents.opening import read_document
from desktop_app.errors import AppError, SettingsError
from desktop_app.hotkeys import Hotkeys, HotkeysStatus
from desktop_app.reading.events import (
    FirstSound,
    PositionChanged,
    QueueChanged,
    QueueItem,
    ReaderState,
    ServiceChanged,
    StateChanged,
)
from desktop_app.reading.from_settings import others_of, profile_of, profiles_of, services_of
from desktop_app.reading.history import History
from desktop_app.reading.interjecting import interject
from desktop_app.reading.model import Reading
from desktop_app.reading.opening import device_of, open_reader
from desktop_app.reading.positions import Positions
from desktop_app.reading.pronunciation import Pronunciation
from desktop_app.reading.reader import Reader
from desktop_app.reading.rules_file import load_rules, save_rules
from desktop_app.reading.trouble import FAILURES, Trouble
from desktop_app.settings.settings import LOCAL, Settings, load_settings, save_settings
from desktop_app.system.paths import config_file, history_folder, positions_file, pronunciation_file

from .loop import LoopThread
from .words import in_words, trouble_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from desktop_app.audio.player import Player
    from desktop_app.reading.events import Event
    from desktop_app.reading.history import HistoryEntry
    from desktop_app.reading.interjection import Interjection
    from desktop_app.reading.model import Profile
    from desktop_app.reading.pronunciation import Rule
    from desktop_app.services.connection import Service
    from desktop_app.settings.settings import VoiceProfile
    from shared_client import CosyVoiceClient, ReferenceAudio

T = TypeVar("T")

_LOG: Final = logging.getLogger(__name__)
_MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class SleepTimer:
    """When reading pauses by itself.

    Attributes:
        at: At the end of the sentence that is read then, in UTC; None for no time.
        end_of_text: Whether at the end of the text.
    """

    at: datetime | None = None
    end_of_text: bool = False


class Engine(QObject):
    """Reads aloud for the GUI. Its methods return at once; signals tell what came of them.

    Where a method takes `done` and `failed`, they are called in the GUI; what fails without one
    goes to the signal `failed`.

    Signals:
        state_changed: A `StateChanged`.
        queue_changed: The texts, a tuple of `QueueItem`.
        position_changed: A `PositionChanged`.
        first_sound: A `FirstSound`: a text is heard from now on.
        service_changed: A `ServiceChanged`: another service speaks.
        sleep_changed: The `SleepTimer`, or None.
        voices_changed: The voices of the service in use, a list of `ReferenceAudio`.
        settings_changed: The `Settings`.
        rules_changed: The rules of pronunciation, a tuple of `Rule`.
        history_changed: There is more of it, or less.
        hotkey: The keys of an action of `settings.HOTKEYS` were pressed, in whatever program.
        hotkeys_changed: The `HotkeysStatus`.
        failed: What could not be done, as a `Trouble`.
    """

    state_changed = pyqtSignal(object)
    queue_changed = pyqtSignal(object)
    position_changed = pyqtSignal(object)
    first_sound = pyqtSignal(object)
    service_changed = pyqtSignal(object)
    sleep_changed = pyqtSignal(object)
    voices_changed = pyqtSignal(object)
    settings_changed = pyqtSignal(object)
    rules_changed = pyqtSignal(object)
    history_changed = pyqtSignal()
    hotkey = pyqtSignal(str)
    hotkeys_changed = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loop = LoopThread(self)
        self.settings = Settings()
        self.state = StateChanged(ReaderState.IDLE)
        self.queue: tuple[QueueItem, ...] = ()
        self.position: PositionChanged | None = None
        self.voices: list[ReferenceAudio] = []
        self.rules: tuple[Rule, ...] = ()
        self.sleep: SleepTimer | None = None
        self.speaking_service = LOCAL
        self.hotkeys_status = HotkeysStatus()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._look_at_settings)
        self._wrong: list[Exception] = []
        self._player: Player | None = None  # from here on, the loop's
        self._reader: Reader | None = None
        self._history: History | None = None
        self._hotkeys: Hotkeys | None = None
        self._services: list[Service] = []
        self._choosing = asyncio.Lock()
        self._unsaved: Settings | None = None
        self._unsaved_rules: tuple[Rule, ...] | None = None
        self._changes = 0  # made here, so far
        self._saving = asyncio.Lock()
        self._opening: set[Future[None]] = set()

    # From start to end

    def load(self) -> None:
        """Read settings and rules; `start` tells what is wrong with them."""
        try:
            self.settings = load_settings()
        except SettingsError as error:
            self._wrong.append(error)
        try:
            self.rules = load_rules(pronunciation_file())
        except AppError as error:
            self._wrong.append(error)

    @property
    def is_new(self) -> bool:
        """Whether nobody has set anything yet, here or on the command line."""
        settings = self.settings
        return not (settings.app.welcomed or settings.services or self._wrong)

    def start(self) -> None:
        """Get ready to speak."""
        for error in self._wrong:
            self._fail(error)
        self._watch()
        self.loop.start(self._start(), failed=self._fail)

    def end(self) -> None:
        """Fade out, end all children, and the thread."""
        self.loop.end(self._end())

    async def _start(self) -> None:
        settings = self.settings
        opened = await open_reader(settings, self.rules, positions=Positions(positions_file()))
        self._reader, self._player = opened.reader, opened.player
        self._services = opened.services
        self._reader.listen(lambda event: self.loop.post(lambda: self._hear(event)))
        await self._keep_history(settings)
        await self._get_ready()

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Have every event of the reader told in the loop, where this is called, too."""
        self._ready_reader().listen(listener)

    def hear_keys(self, names: Mapping[str, str]) -> None:
        """Hear the hotkeys of the settings from now on.

        Args:
            names: What their actions are called, where the system shows them.
        """

        async def work() -> None:
            self._hotkeys = Hotkeys(
                lambda action: self.loop.post(lambda: self.hotkey.emit(action)),
                lambda status: self.loop.post(lambda: self._know_hotkeys(status)),
                names,
            )
            await self._hotkeys.use(self.settings.app.keys)

        self.loop.start(work(), failed=self._fail)

    async def _end(self) -> None:
        if self._hotkeys is not None:
            await self._hotkeys.aclose()
        if self._reader is not None:
            await self._reader.aclose()
        if self._player is not None:
            await self._player.aclose()
        for save in (self._save, self._save_rules):
            try:
                await save()
            except AppError as error:  # a person was told when they were changed
                _LOG.warning("%s", error)
        async with self._choosing:  # one that is being closed for another has its time for it
            for service in self._services:
                await service.aclose()

    # Services and voices

    async def _use_services(self, settings: Settings) -> None:
        """Speak with the services of the settings, and learn what the first of them has."""
        async with self._choosing:
            before, self._services = self._services, services_of(settings)
            await self._ready_reader().configure(services=self._services)
            await self._use_profiles(settings)
            for service in before:
                await service.aclose()
        await self._get_ready()

    async def _get_ready(self) -> None:
        await self._ready_reader().warm_up()
        name = self._services[0].name
        self.loop.post(lambda: self._hear(ServiceChanged(name)))
        await self._list_voices()

    async def _use_profiles(self, settings: Settings) -> None:
        await self._ready_reader().configure(profiles=profiles_of(settings, self._services[0].name))

    async def _list_voices(self) -> None:
        service = self._services[0]
        try:
            connection = await service.open()
            voices = await connection.client.list_reference_audio(limit=1000)
        except FAILURES:
            if service is not self._services[0]:
                return  # it was left for another meanwhile, which is asked, too
            raise
        self.loop.post(lambda: self._know_voices(voices))

    def _ready_reader(self) -> Reader:
        assert self._reader is not None  # noqa: S101 - `_start` makes it first of all
        return self._reader

    def ask(
        self,
        work: Callable[[CosyVoiceClient], Coroutine[None, None, T]],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Future[T]:
        """Do something with the client of the service in use.

        Returns:
            By which it can be cancelled.
        """

        async def ask() -> T:
            connection = await self._services[0].open()
            return await work(connection.client)

        return self.loop.start(ask(), done, failed or self._fail)

    def refresh_voices(self, failed: Callable[[Exception], None] | None = None) -> None:
        """Ask the service which voices there are now."""
        self.loop.start(self._list_voices(), failed=failed or self._fail)

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
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text.strip():
            reading = Reading(text, title, source, profiles=dict(profiles or {}))
            self._do(lambda reader: _read(reader, reading, start, at_once=at_once))

    def read_again(
        self, reading: Reading, *, start: int | None = None, at_once: bool = True
    ) -> None:
        """Read a text that is at hand already, with all that is known of it."""
        self._do(lambda reader: _read(reader, reading, start, at_once=at_once))

    def open(self, source: str, *, at_once: bool = True) -> None:
        """Read a file, or the article at an address."""

        async def work(reader: Reader) -> None:
            document = await read_document(source)
            reading = Reading(document.text, document.title, source, document.language or "")
            await _read(reader, reading, None, at_once=at_once)

        opening = self._do(work)
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)

    def try_out(
        self,
        profile: VoiceProfile,
        text: str,
        *,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Speak a text in a profile; what is read goes on afterwards, and nothing is remembered."""
        reading = Reading(text, profiles={"": profile_of(profile)}, remember=False)

        async def work(reader: Reader) -> None:
            await reader.read(reading, now=True)

        self._do(work, failed)

    def interject(
        self,
        interjection: Interjection,
        done: Callable[[None], None],
        failed: Callable[[Exception], None],
    ) -> Future[None]:
        """Speak a text in between; what is read goes on afterwards, and nothing is remembered.

        Returns:
            By which it can be silenced.
        """

        async def work() -> None:
            reader, service = self._ready_reader(), self._services[0].name
            await interject(reader, interjection, self.settings, service)

        return self.loop.start(work(), done, failed)

    def save(
        self,
        reading: Reading,
        path: Path,
        progress: Callable[[float], None],
        done: Callable[[None], None],
        failed: Callable[[Exception], None],
    ) -> Future[None]:
        """Save a text as WAV or MP3, as `Reader.save` does, while others are read.

        Returns:
            By which it can be given up.
        """

        def tell(part: float) -> None:
            self.loop.post(lambda: progress(part))

        async def work() -> None:
            await self._ready_reader().save(reading, path, tell)

        return self.loop.start(work(), done, failed)

    def pause_or_resume(self) -> None:
        """Hold the sound, or go on; after trouble, try again."""
        if self.state.state is ReaderState.SPEAKING:
            self.pause()
        else:
            self.resume()

    def pause(self) -> None:
        """Hold the sound."""
        self._do(Reader.pause)

    def resume(self) -> None:
        """Go on."""
        self._do(Reader.resume)

    def stop(self) -> None:
        """Fade out, and forget what was to be read; also what is only being opened."""
        for opening in tuple(self._opening):
            opening.cancel()
        self._do(Reader.stop)

    def skip(self) -> None:
        """Leave this text for the next one."""
        self._do(Reader.skip)

    def next_sentence(self) -> None:
        """Go on with the next sentence."""
        self._do(Reader.next_sentence)

    def previous_sentence(self) -> None:
        """Go back to the beginning of the sentence, or to the one before."""
        self._do(Reader.previous_sentence)

    def jump(self, offset: int) -> None:
        """Go on with the sentence that a character is in."""
        self._do(lambda reader: reader.jump(offset))

    def remove(self, number: int) -> None:
        """Take a text out of the queue."""
        self._do(lambda reader: reader.remove(number))

    def move(self, number: int, to: int) -> None:
        """Put a text elsewhere in the queue, from place 1 on."""
        self._do(lambda reader: reader.move(number, to))

    def sleep_after(self, minutes: float | None) -> None:
        """Pause at the end of the sentence that is read in so many minutes; None: do not."""
        at = datetime.now(UTC) + timedelta(minutes=minutes) if minutes is not None else None
        self._set_sleep(SleepTimer(at) if at else None)
        self._do(lambda reader: _call(lambda: reader.sleep_after(minutes)))

    def sleep_after_text(self) -> None:
        """Pause at the end of this text."""
        self._set_sleep(SleepTimer(end_of_text=True))
        self._do(lambda reader: _call(reader.sleep_after_text))

    # History

    def list_history(self, done: Callable[[list[HistoryEntry]], None]) -> None:
        """Say what was read, the newest first."""
        self._remember(lambda history: history.entries(), done)

    def replay(self, entry: str, *, at_once: bool = True) -> None:
        """Read a text of the history again, as it was heard."""

        async def work(history: History) -> None:
            reading = await history.reading(entry)
            if reading is None:
                raise AppError("That text is not there any more.")
            await _read(self._ready_reader(), reading, 0, at_once=at_once)

        self._remember(work)

    def reading_of(self, entry: str, done: Callable[[Reading | None], None]) -> None:
        """Say what a text of the history is; None where it is gone."""
        self._remember(lambda history: history.reading(entry), done)

    def forget(self, entry: str) -> None:
        """Remove a text from the history."""
        self._remember(lambda history: history.remove(entry), self._history_changed)

    def clear_history(self) -> None:
        """Remove all texts and all audio from the history."""
        self._remember(lambda history: history.clear(), self._history_changed)

    def _remember(
        self,
        work: Callable[[History], Coroutine[None, None, T]],
        done: Callable[[T], None] | None = None,
    ) -> None:
        async def remember() -> T:
            if self._history is None:
                await self._keep_history(self.settings)
            assert self._history is not None  # noqa: S101 - it has just been made
            return await work(self._history)

        self.loop.start(remember(), done, self._fail)

    def _history_changed(self, _: None = None) -> None:
        self.history_changed.emit()

    async def _keep_history(self, settings: Settings) -> None:
        """What is there can be heard again even where no more is kept."""
        self._history = History(history_folder(), limit=settings.app.history_mib * _MIB)
        await self._ready_reader().keep_history(self._history if settings.app.history else None)

    # Settings

    def set_speed(self, speed: float) -> None:
        """Speak faster or slower from here on."""
        self.change(self.settings.with_app(speed=speed))

    def set_volume(self, volume: float) -> None:
        """Speak louder or softer."""
        self.change(self.settings.with_app(volume=volume))

    def set_voice(self, voice: str) -> None:
        """Speak in a voice of the service, without a profile, from the next sentence on."""
        settings = self.settings.with_app(profile="")
        if settings.active:
            service = replace(settings.service(settings.active), voice=voice)
            self.change(settings.with_service(settings.active, service, active=True))
        else:
            self.change(settings.with_app(local_voice=voice))

    def set_profile(self, name: str) -> None:
        """Speak in a profile, with the service that has its voice; empty for none."""
        settings = self.settings.with_app(profile=name)
        if name:
            service = settings.profiles[name].service
            settings = settings.with_active("" if service == LOCAL else service)
        self.change(settings)

    def change(self, settings: Settings, *, reconnect: bool = False) -> None:
        """Take and keep other settings.

        Args:
            settings: All of them.
            reconnect: Whether to connect anew even if they name the same services; for a token.
        """
        self._unsaved = settings
        self._changes += 1
        self.loop.start(self._save(), failed=self._fail)
        self._take(settings, reconnect=reconnect)

    def change_rules(self, rules: tuple[Rule, ...]) -> None:
        """Take and keep other rules of pronunciation."""
        self.rules = rules
        self.rules_changed.emit(rules)

        self._unsaved_rules = rules
        self._do(lambda reader: reader.configure(pronunciation=Pronunciation(rules)))
        self.loop.start(self._save_rules(), failed=self._fail)

    def _take(self, settings: Settings, *, reconnect: bool = False) -> None:
        """Have what differs take effect."""
        before, self.settings = self.settings, settings
        self.settings_changed.emit(settings)
        old, new = before.app, settings.app
        if old.speed != new.speed:
            self._do(lambda reader: reader.set_speed(new.speed, at_once=True))
        if old.volume != new.volume:
            self._do(lambda reader: _call(lambda: reader.set_volume(new.volume)))
        if old.device != new.device and (player := self._player) is not None:
            self.loop.start(_call(lambda: player.use(device_of(settings))))
        if old.keys != new.keys and (hotkeys := self._hotkeys) is not None:
            self._do(lambda _: _none(hotkeys.use(new.keys)))
        if (old.history, old.history_mib) != (new.history, new.history_mib):
            self._do(lambda _: self._keep_history(settings))
        if reconnect or _speakers(before) != _speakers(settings):
            self._do(lambda _: self._use_services(settings))
        elif profiles_of(before, "") != profiles_of(settings, ""):
            self._do(lambda _: self._use_profiles(settings))

    async def _save(self) -> None:
        async with self._saving:
            settings, self._unsaved = self._unsaved, None
            if settings is None:
                return
            try:
                await asyncio.to_thread(save_settings, settings)
            except SettingsError:
                self._unsaved = self._unsaved or settings  # for the next change, or the end
                raise

    async def _save_rules(self) -> None:
        """Write the rules, the last ones only; an older file cannot come after a newer one."""
        async with self._saving:
            rules, self._unsaved_rules = self._unsaved_rules, None
            if rules is None:
                return
            try:
                await asyncio.to_thread(save_rules, pronunciation_file(), rules)
            except AppError:
                if self._unsaved_rules is None:
                    self._unsaved_rules = rules  # as for the settings
                raise

    def _watch(self) -> None:
        """Hear of settings that others write: the command line does."""
        directory = config_file().parent
        with suppress(OSError):  # nobody can write any there
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._watcher.addPath(str(directory))

    def _look_at_settings(self) -> None:
        async def look() -> Settings | None:
            async with self._saving:
                return await asyncio.to_thread(load_settings) if self._unsaved is None else None

        before = self._changes

        def take(settings: Settings | None) -> None:
            # What was changed here since then is newer, though the file may not have it yet.
            if settings is not None and settings != self.settings and self._changes == before:
                self._take(settings)

        self.loop.start(look(), take, lambda _: None)  # half-edited: it will change once more

    # Inside

    def _do(
        self,
        command: Callable[[Reader], Coroutine[None, None, None]],
        failed: Callable[[Exception], None] | None = None,
    ) -> Future[None]:
        async def work() -> None:
            await command(self._ready_reader())

        return self.loop.start(work(), failed=failed or self._fail)

    def _fail(self, error: Exception) -> None:
        trouble = trouble_of(error) if isinstance(error, (*FAILURES, AudioError)) else None
        self.failed.emit(trouble or Trouble(f"{type(error).__name__}: {error}", "", passing=False))

    def _know_hotkeys(self, status: HotkeysStatus) -> None:
        self.hotkeys_status = status
        self.hotkeys_changed.emit(status)

    def _know_voices(self, voices: list[ReferenceAudio]) -> None:
        self.voices = voices
        self.voices_changed.emit(voices)

    def _set_sleep(self, sleep: SleepTimer | None) -> None:
        if sleep != self.sleep:
            self.sleep = sleep
            self.sleep_changed.emit(sleep)

    def _hear(self, event: Event) -> None:
        match event:
            case StateChanged():
                event = replace(event, words=in_words(event.words), hint=in_words(event.hint))
                self.state = event
                if event.state is ReaderState.IDLE or self._is_asleep():
                    self._set_sleep(None)
                self.state_changed.emit(event)
            case QueueChanged(items):
                self.queue, self.position = items, None
                self.queue_changed.emit(items)
            case PositionChanged():
                self.position = event
                self.position_changed.emit(event)
            case FirstSound():
                self.first_sound.emit(event)
                self.history_changed.emit()
            case ServiceChanged():
                self.speaking_service = event.name
                self.service_changed.emit(replace(event, words=in_words(event.words)))
            case _:
                pass

    def _is_asleep(self) -> bool:
        """Whether the pause that begins is that of the timer."""
        if self.sleep is None or self.state.state is not ReaderState.PAUSED:
            return False
        if self.sleep.at is None:
            return self.sleep.end_of_text
        return self.sleep.at <= datetime.now(UTC)


def _speakers(settings: Settings) -> object:
    """What has to stay the same for connections to stay open: all but voices."""
    services = {name: replace(one, voice="") for name, one in settings.services.items()}
    return settings.active, services, others_of(settings)


async def _read(reader: Reader, reading: Reading, start: int | None, *, at_once: bool) -> None:
    await reader.read(reading, now=at_once, return_after=False, start=start)


async def _call(call: Callable[[], None]) -> None:
    call()


async def _none(work: Coroutine[None, None, object]) -> None:
    await work
