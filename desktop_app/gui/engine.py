"""What the windows show and drive: reader, player, services and settings, on the loop's thread."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.audio.devices import DeviceName
from desktop_app.audio.errors import AudioError
from desktop_app.audio.player import Player
from desktop_app.connection import LOCAL, Connection, connect
from desktop_app.documents.reading import read_document
from desktop_app.errors import SettingsError
from desktop_app.reading.events import (
    PositionChanged,
    Profile,
    QueueChanged,
    QueueItem,
    ReaderState,
    Reading,
    StateChanged,
)
from desktop_app.reading.reader import Reader
from desktop_app.reading.trouble import FAILURES, Trouble
from desktop_app.settings import Settings, load_settings, save_settings

from .loop import LoopThread

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from desktop_app.reading.events import Event
    from shared_client import ReferenceAudio


class Engine(QObject):
    """Reads aloud for the GUI. Its methods return at once; signals tell what came of them.

    Signals:
        state_changed: A `StateChanged`.
        queue_changed: The texts, a tuple of `QueueItem`.
        position_changed: A `PositionChanged`.
        voices_changed: The service's voices, a list of `ReferenceAudio`.
        settings_changed: The `Settings`.
        failed: What could not be done, as a `Trouble`.
    """

    state_changed = pyqtSignal(object)
    queue_changed = pyqtSignal(object)
    position_changed = pyqtSignal(object)
    voices_changed = pyqtSignal(object)
    settings_changed = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loop = LoopThread(self)
        self.settings = Settings()
        self.state = StateChanged(ReaderState.IDLE)
        self.queue: tuple[QueueItem, ...] = ()
        self.position: PositionChanged | None = None
        self.voices: list[ReferenceAudio] = []
        self._player: Player | None = None  # these five are the loop's
        self._reader: Reader | None = None
        self._service = AsyncExitStack()
        self._connection: Connection | None = None
        self._connecting = asyncio.Lock()

    # From start to end

    def start(self) -> None:
        """Read the settings, and get ready to speak."""
        try:
            self.settings = load_settings()
        except SettingsError as error:
            self._fail(error)
        self.loop.start(self._start(), failed=self._fail)

    def end(self) -> None:
        """Fade out, end all children, and the thread."""
        self.loop.end(self._end())

    async def _start(self) -> None:
        self._player = Player(device=_device(self.settings))
        self._reader = Reader(self._player, [])
        self._reader.listen(lambda event: self.loop.post(lambda: self._hear(event)))
        await self._reader.set_speed(self.settings.app.speed)
        await self._use_service()

    async def _end(self) -> None:
        if self._reader is not None:
            await self._reader.stop()
        if self._player is not None:
            await self._player.aclose()
        await self._service.aclose()

    async def _use_service(self) -> None:
        """Connect to the service of the settings, and learn what it has."""
        async with self._connecting:
            await self._connect()
        await self._ready_reader().warm_up()
        await self._list_voices()

    async def _connect(self) -> None:
        """Connect; the service that spoke until now goes once another can, or cannot."""
        before, self._service = self._service, AsyncExitStack()
        self._connection = None
        try:
            self._connection = await self._service.enter_async_context(connect())
        finally:
            connections = [self._connection] if self._connection is not None else []
            await self._ready_reader().configure(connections=connections)
            await before.aclose()
        await self._use_voice()

    async def _use_voice(self) -> None:
        name = self._connection.name if self._connection is not None else ""
        profile = Profile(voice=voice_of(self.settings), service=name)
        await self._ready_reader().configure(profiles={"": profile})

    async def _list_voices(self) -> None:
        if self._connection is not None:
            voices = await self._connection.client.list_reference_audio(limit=1000)
            self.loop.post(lambda: self._know_voices(voices))

    def _ready_reader(self) -> Reader:
        assert self._reader is not None  # noqa: S101 - `_start` makes it first of all
        return self._reader

    # Commands

    def read(self, text: str, *, title: str = "", source: str = "", start: int = 0) -> None:
        """Read a text at once, in place of what is read."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text.strip():
            reading = Reading(text, title=title, source=source)
            self._do(lambda reader: self._read(reader, reading, start))

    def open(self, source: str) -> None:
        """Read a file, or the article at an address."""

        async def work(reader: Reader) -> None:
            document = await read_document(source)
            reading = Reading(document.text, document.title, source, document.language or "")
            await self._read(reader, reading, None)

        self._do(work)

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
        """Fade out, and forget what was to be read."""
        self._do(Reader.stop)

    def next_sentence(self) -> None:
        """Go on with the next sentence."""
        self._do(Reader.next_sentence)

    def previous_sentence(self) -> None:
        """Go back to the beginning of the sentence, or to the one before."""
        self._do(Reader.previous_sentence)

    def jump(self, offset: int) -> None:
        """Go on with the sentence that a character is in."""
        self._do(lambda reader: reader.jump(offset))

    def set_speed(self, speed: float) -> None:
        """Speak faster or slower from here on."""
        self.change(replace(self.settings, app=replace(self.settings.app, speed=speed)))

    def set_voice(self, voice: str) -> None:
        """Speak in another voice of the service from the next sentence on."""
        settings = self.settings
        if settings.active:
            service = replace(settings.service(settings.active), voice=voice)
            self.change(settings.with_service(settings.active, service, active=True))
        else:
            self.change(replace(settings, app=replace(settings.app, local_voice=voice)))

    def change(self, settings: Settings, *, reconnect: bool = False) -> None:
        """Take and keep other settings.

        Args:
            settings: All of them.
            reconnect: Whether to connect anew even if they name the same service; for a token.
        """
        before, self.settings = self.settings, settings
        try:
            save_settings(settings)
        except SettingsError as error:
            self._fail(error)
        self.settings_changed.emit(settings)
        if before.app.speed != settings.app.speed:
            speed = settings.app.speed
            self._do(lambda reader: reader.set_speed(speed, at_once=True))
        if before.app.device != settings.app.device and self._player is not None:
            player = self._player
            self.loop.start(_call(lambda: player.use(_device(settings))))
        if reconnect or _service(before) != _service(settings):
            self._do(lambda _: self._use_service())
        elif voice_of(before) != voice_of(settings):
            self._do(lambda _: self._use_voice())

    def refresh_voices(self) -> None:
        """Ask the service which voices there are now."""
        self.loop.start(self._list_voices())

    # Inside

    def _do(self, command: Callable[[Reader], Coroutine[None, None, None]]) -> None:
        async def work() -> None:
            await command(self._ready_reader())

        self.loop.start(work(), failed=self._fail)

    async def _read(self, reader: Reader, reading: Reading, start: int | None) -> None:
        async with self._connecting:
            if self._connection is None:
                await self._connect()  # it may be there by now; else this says why not
        await reader.read(reading, now=True, return_after=False, start=start)

    def _fail(self, error: Exception) -> None:
        trouble = Trouble.of(error) if isinstance(error, (*FAILURES, AudioError)) else None
        self.failed.emit(trouble or Trouble(f"{type(error).__name__}: {error}", "", passing=False))

    def _know_voices(self, voices: list[ReferenceAudio]) -> None:
        self.voices = voices
        self.voices_changed.emit(voices)

    def _hear(self, event: Event) -> None:
        match event:
            case StateChanged():
                self.state = event
                self.state_changed.emit(event)
            case QueueChanged(items):
                self.queue, self.position = items, None
                self.queue_changed.emit(items)
            case PositionChanged():
                self.position = event
                self.position_changed.emit(event)
            case _:
                pass  # nothing is shown of it yet


def voice_of(settings: Settings) -> str:
    """Id of the voice that is chosen on the service in use; empty for the newest."""
    if settings.active:
        return settings.service(settings.active).voice
    return settings.app.local_voice


def _service(settings: Settings) -> object:
    if settings.active in ("", LOCAL):
        return LOCAL
    service = settings.service(settings.active)
    return settings.active, service.url, service.token_in


def _device(settings: Settings) -> DeviceName | None:
    return DeviceName.parse(settings.app.device) if settings.app.device else None


async def _call(call: Callable[[], None]) -> None:
    call()
