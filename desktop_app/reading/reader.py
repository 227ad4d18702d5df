"""The reader: a queue of texts, what is done with it, and what it tells about it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
import logging
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Final, Protocol, Self

from desktop_app.audio.errors import (
    AudioDeviceBusyError,
    AudioDeviceLostError,
    AudioDeviceNotFoundError,
    AudioError,
    NoAudioDeviceError,
)
from shared_client.models import SPEED_RANGE

from .chapters import chapter_end
from .events import (
    Billed,
    Event,
    Finished,
    FirstSound,
    PositionChanged,
    QueueChanged,
    QueueItem,
    ReaderState,
    Resumed,
    ServiceChanged,
    StateChanged,
    Waiting,
)
from .model import Reading, Span
from .narrator import Narrator
from .performance import AHEAD, Cursor, Output, Performance
from .synthesis import Synthesis
from .text import Script
from .titles import title_of
from .trouble import FAILURES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
    from pathlib import Path

    from desktop_app.settings.reading import ReadingSettings
    from shared_client import SpeechMetrics

    from .history import History
    from .model import Profile
    from .performance import Speak
    from .positions import Positions
    from .pronunciation import Pronunciation
    from .synthesis import Service, Speaker

_LOGGER: Final = logging.getLogger(__name__)
_ABSENT: Final = (
    AudioDeviceBusyError,
    AudioDeviceLostError,
    AudioDeviceNotFoundError,
    NoAudioDeviceError,
)
_DEVICE_RETRY: Final = 3.0  # seconds after which an absent device is looked for again
_TICK: Final = 0.05
_PATIENCE: Final = 0.3  # seconds after a command until it is said for what it is waited
_PATIENCE_WITHIN: Final = 2.0  # the same in the middle of a text, where a breath is no news
_SAVE_EVERY: Final = 200  # ticks
_LONG_PAUSE: Final = 60.0  # seconds until the device is let go
_NEAR_START: Final = 2.0  # seconds in a sentence up to which `previous` means the one before


class _Output(Output, Protocol):
    """A player, with what is only told about it."""

    @property
    def first_sample_at(self) -> float | None:
        """When the first sample was handed to the device, by `perf_counter`."""

    @property
    def trouble(self) -> Exception | None:
        """Why nothing is heard while it looks for a device."""

    async def start(self) -> None:
        """Get ready."""

    def set_volume(self, volume: float) -> None:
        """Set the volume of what is heard from now on."""


@dataclass(eq=False, slots=True)
class _Item:
    """A text in the queue, and how far it is."""

    number: int
    reading: Reading
    script: Script
    asked_at: float
    cursor: Cursor = field(default_factory=Cursor)
    held: bool = False  # it was paused, and is not to go on by itself
    known: bool = False  # positions were looked up, history was told
    start: int | None = None  # where it was asked to begin
    sounded: bool = False  # its first sound was told of
    resumed: bool = False  # it goes on where it was left, of which was not told yet
    opening: bool = False  # only its place is there yet
    urgent: bool = False  # it is read in place of what is read once it is opened
    measured: list[SpeechMetrics] = field(default_factory=list)  # of its sentences
    billed: int = 0  # characters that were told of
    by: Service | None = None  # who was asked to read it in place of all others


class Reader:
    """Reads texts aloud, one after another. All of it runs in one asyncio loop.

    Every command returns once it has taken effect; several tasks may give commands.

    Args:
        player: Plays; the reader opens and stops it, and does not close it.
        services: The services, the preferred one first; the others are its fallbacks.
        profiles: By language (`zh`); the one at the empty string is for all others.
        pronunciation: What is said in place of what is written.
        history: Keeps texts and audio; None for neither.
        positions: Keeps places in long texts; None for none.
        ahead: Seconds of audio that are kept ready.
        speaker: As `Synthesis` has it.
    """

    def __init__(
        self,
        player: _Output,
        services: Sequence[Service],
        *,
        profiles: Mapping[str, Profile] | None = None,
        pronunciation: Pronunciation | None = None,
        history: History | None = None,
        positions: Positions | None = None,
        ahead: float = AHEAD,
        speaker: Speaker | None = None,
    ) -> None:
        self._own_speaker = speaker
        self._player = player
        self._history = history
        self._positions = positions
        self._ahead = ahead
        self._listeners: list[Callable[[Event], None]] = []
        self._narrator = Narrator(
            self._new_synthesis(services), profiles=profiles, pronunciation=pronunciation
        )
        self._volume = 1.0
        self._queue: list[_Item] = []
        self._numbers = 0
        self._state = StateChanged(ReaderState.IDLE)
        self._performance: Performance | None = None
        self._work: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._filled = asyncio.Event()  # a place has its text
        self._long_pause: asyncio.TimerHandle | None = None
        self._sleep: asyncio.TimerHandle | None = None
        self._sleep_at_end = self._sleep_at_chapter = False
        self._background: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Stop, and see to it that history and places are written."""
        await self.stop()
        if self._background:
            await asyncio.wait(self._background)

    # What it tells

    @property
    def state(self) -> StateChanged:
        """What the reader does now."""
        return self._state

    @property
    def queue(self) -> tuple[QueueItem, ...]:
        """The texts; the first is what is read."""
        return tuple(QueueItem(item.number, item.reading, item.opening) for item in self._queue)

    @property
    def speed(self) -> float:
        """The speed, 1.0 being each profile's own."""
        return self._narrator.speed

    @property
    def volume(self) -> float:
        """The volume, 1.0 being as synthesised."""
        return self._volume

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Have a function called with every event, in the loop.

        Returns:
            What ends it.
        """
        self._listeners.append(listener)

        def end() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return end

    async def events(self) -> AsyncGenerator[Event]:
        """Every event from now on."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        end = self.listen(queue.put_nowait)
        try:
            while True:
                yield await queue.get()
        finally:
            end()

    def _tell(self, event: Event) -> None:
        loop = asyncio.get_running_loop()
        for listener in self._listeners:
            loop.call_soon(listener, event)

    def _be(
        self,
        state: ReaderState,
        error: Exception | None = None,
        *,
        retrying: bool = False,
        waiting: Waiting | None = None,
    ) -> None:
        now, before = StateChanged(state, error, retrying, waiting), self._state
        # Each attempt fails with an error of its own, which says the same.
        if replace(now, error=None) != replace(before, error=None) or str(error) != str(
            before.error
        ):
            self._state = now
            self._tell(now)

    # Commands

    async def warm_up(self) -> None:
        """Get the player, a connection and the languages ready, so that sound comes sooner."""
        await self._player.start()
        await self._narrator.warm_up()

    async def read(
        self,
        reading: Reading,
        *,
        now: bool = False,
        return_after: bool = True,
        start: int | None = None,
    ) -> int:
        """Read a text: after those in the queue, or at once.

        Args:
            reading: The text.
            now: Whether it interrupts what is read.
            return_after: Whether what it interrupts goes on afterwards, in the sentence in which
                it was interrupted; else it is over.
            start: The character to begin at; None for where it was left the last time.

        Returns:
            The text's number in the queue.
        """
        self._numbers += 1
        script = self._script(reading)
        item = _Item(self._numbers, reading, script, perf_counter(), start=start)
        async with self._turn:
            if not now:
                self._queue.append(item)
            else:
                held = self._state.state is ReaderState.PAUSED
                await self._halt(to_return=True)
                if not return_after:  # what was asked for before it is not urgent any more
                    self._urge(None)
                if self._queue and return_after:
                    self._queue[0].held = held
                elif self._queue:
                    del self._queue[0]
                self._queue.insert(0, item)
            self._queue_changed()
            self._go()
        return item.number

    async def reserve(self, reading: Reading, *, urgent: bool = False) -> int:
        """Keep a place for a text that is yet to be opened; it is waited for where it is its turn.

        Args:
            reading: What is known of it: its title and source.
            urgent: Whether it is read in place of what is read once `fill` has its text; the last
                one that was asked for is.

        Returns:
            The text's number in the queue.
        """
        self._numbers += 1
        script = self._script(reading)
        item = _Item(self._numbers, reading, script, perf_counter(), opening=True)
        async with self._turn:
            if urgent:
                self._urge(item)
                self._queue.insert(1, item)
            else:
                self._queue.append(item)
            self._queue_changed()
            self._go()
        return item.number

    def _urge(self, item: _Item | None) -> None:
        for one in (*self._queue, *([item] if item is not None else [])):
            one.urgent = one is item

    async def fill(self, number: int, reading: Reading) -> None:
        """Put the text into the place that was kept for it; nothing where that was taken out."""
        async with self._turn:
            item = next((one for one in self._queue if one.number == number), None)
            if item is None:
                return
            item.reading, item.script, item.opening = reading, self._script(reading), False
            present = self._queue[0]
            if item.urgent and item is not present:
                await self._halt()
                self._queue = [one for one in self._queue if one not in (present, item)]
                self._queue.insert(0, item)
            item.urgent = False
            self._queue_changed()
            self._filled.set()
            self._go()

    async def have_read_by(self, service: Service) -> None:
        """Have a service read the rest of the present text, before all others.

        It reads no other text. A change of the services takes it away again.

        Args:
            service: It; whoever opened it closes it.
        """
        async with self._turn:
            if (item := self._current()) is not None and not item.opening:
                item.by = service
                await self._speak_anew(at_once=True)

    async def pause(self) -> None:
        """Hold the sound; the device is let go after a minute."""
        async with self._turn:
            if self._performance is None:
                self._hold_next()
                return
            if self._performance.paused:
                return
            await self._performance.pause()
            self._be(ReaderState.PAUSED)
            loop = asyncio.get_running_loop()
            self._long_pause = loop.call_later(_LONG_PAUSE, lambda: self._spawn(self._let_go()))

    async def resume(self) -> None:
        """Go on after `pause`, or try again in trouble."""
        async with self._turn:
            self._forget_long_pause()
            if self._performance is not None and not self._performance.paused:
                return
            if self._performance is not None:
                with suppress(AudioError):  # told by the performance itself
                    await self._performance.resume()
                self._be(ReaderState.SPEAKING)
            elif self._queue:
                self._queue[0].held = False
                if self._state.retrying:  # at once, and not only when it would be tried again
                    await self._halt()
                    self._be(ReaderState.SPEAKING)
                self._filled.set()  # one that waits for its text says so again
                self._go()

    async def stop(self) -> None:
        """Fade out, and forget the queue; the place in a long text is kept."""
        async with self._turn:
            await self._halt()
            self._queue.clear()
            self._cancel_sleep()
            self._queue_changed()
            self._be(ReaderState.IDLE)

    async def next_sentence(self) -> None:
        """Go on with the next sentence; after the last one with the next text."""
        async with self._turn:
            if (item := self._current()) is None:
                return
            await self._halt()
            index = item.cursor.index + 1
            if item.script.get(index) is None:
                self._drop(item)
            else:
                self._place(item, index)
            self._go()

    async def previous_sentence(self) -> None:
        """Go back to the beginning of the sentence, or near it to the one before."""
        async with self._turn:
            if (item := self._current()) is None:
                return
            heard = self._performance.heard() if self._performance else None
            await self._halt()
            back = heard is None or heard.seconds < _NEAR_START
            self._place(item, max(0, item.cursor.index - back))
            self._go()

    async def jump(self, offset: int, number: int | None = None) -> None:
        """Go on with the sentence that a character of the text is in.

        Args:
            offset: The character.
            number: The text; nothing is done where another one is read by now.
        """
        async with self._turn:
            if (item := self._current()) is None or number not in (None, item.number):
                return
            index = await item.script.index_at(offset)
            await self._halt()
            self._place(item, index)
            self._go()

    async def skip(self) -> None:
        """Leave this text for the next one."""
        async with self._turn:
            if (item := self._current()) is None:
                return
            await self._halt()
            self._drop(item)
            self._go()

    async def remove(self, number: int) -> None:
        """Take a text out of the queue; the present one is skipped."""
        if self._queue and self._queue[0].number == number:
            await self.skip()
            return
        async with self._turn:
            self._queue = [item for item in self._queue if item.number != number]
            self._queue_changed()

    async def move(self, number: int, to: int) -> None:
        """Put a text elsewhere in the queue; place 0, which is being read, stays.

        Args:
            number: The text.
            to: Its new place, from 1 on.
        """
        async with self._turn:
            item = next((one for one in self._queue[1:] if one.number == number), None)
            if item is not None:
                self._queue.remove(item)
                self._queue.insert(max(1, to), item)
                self._queue_changed()

    async def set_speed(self, speed: float, *, at_once: bool = False) -> None:
        """Speak faster or slower, from the next sentence on.

        Args:
            speed: 0.5 to 2.0; multiplied by the profile's.
            at_once: Whether the rest of the present sentence is spoken anew.
        """
        async with self._turn:
            slowest, fastest = SPEED_RANGE
            self._narrator.speed = min(max(speed, slowest), fastest)
            await self._speak_anew(at_once=at_once)

    def set_volume(self, volume: float) -> None:
        """Set the volume, a linear gain."""
        self._volume = max(0.0, volume)
        self._player.set_volume(self._volume)

    def sleep_after(self, minutes: float | None) -> None:
        """Pause at the end of the sentence that is read in so many minutes; None: do not."""
        self._cancel_sleep()
        if minutes is not None:
            loop = asyncio.get_running_loop()
            self._sleep = loop.call_later(minutes * 60, self._fall_asleep)

    def sleep_after_text(self) -> None:
        """Pause at the end of this text."""
        self._cancel_sleep()
        self._sleep_at_end = True

    async def sleep_after_chapter(self) -> None:
        """Pause at the end of the chapter that is read then; of the text where it is the last.

        Where a person goes to another chapter before, it is that one.
        """
        async with self._turn:
            self._cancel_sleep()
            self._sleep_at_chapter = True
            performance, item = self._performance, self._current()
            if performance is None or item is None:
                return
            heard = performance.heard()
            sentence = item.script.get(heard.clip.index if heard else item.cursor.index)
            end = chapter_end(item.reading, sentence.start) if sentence is not None else None
            performance.end_before = end
            if end is not None and performance.has_begun(end):  # the player holds some of the next
                held = performance.paused
                await self._halt()
                item.held = held
                self._go()

    @property
    def sleeps(self) -> bool:
        """Whether reading is to pause by itself."""
        return self._sleep is not None or self._sleep_at_end or self._sleep_at_chapter

    async def save(
        self,
        reading: Reading,
        path: Path,
        progress: Callable[[float], None] = lambda _: None,
        *,
        speed: float | None = None,
    ) -> None:
        """Save a text as WAV or MP3, whole or not at all; cancel the task to give up.

        Nothing that is read is disturbed.

        Args:
            reading: The text.
            path: Ends in `.wav` or `.mp3`.
            progress: Called with the part that is done, 0 to 1.
            speed: 0.5 to 2.0, to the end; None for the reader's, as that changes.

        Raises:
            SaveError: The path ends in something else, leads to the document that the text is
                from, or there was nothing to say.
            CosyVoiceError: No service speaks.
            AppError: As above.
            OSError: It cannot be written.
        """
        from .saving import save  # noqa: PLC0415 - FFmpeg takes 0.1 s to load

        script = self._script(reading)
        speak = self._speaker(reading, [], speed=speed)
        await save(
            path, script, speak, title=reading.title, source=reading.source, progress=progress
        )

    async def keep_history(self, history: History | None) -> None:
        """Keep a history from the next sentence on, or none any more; what is kept stays."""
        async with self._turn:
            self._history = history
            self._narrator.synthesis.store = history.audio if history is not None else None

    async def configure(
        self,
        *,
        services: Sequence[Service] | None = None,
        profiles: Mapping[str, Profile] | None = None,
        pronunciation: Pronunciation | None = None,
        settings: ReadingSettings | None = None,
    ) -> None:
        """Take other services, profiles, rules or settings; they hold from the next sentence on.

        What is left out of a text is settled when it comes into the queue.
        """
        async with self._turn:
            if services is not None:
                self._narrator.synthesis = self._new_synthesis(services)
                for item in self._queue:
                    item.by = None
            if profiles is not None:
                self._narrator.profiles = dict(profiles)
            if pronunciation is not None:
                self._narrator.pronunciation = pronunciation
            if settings is not None:
                self._narrator.settings = settings
            await self._speak_anew(at_once=False)

    # Inside

    def _new_synthesis(self, services: Sequence[Service]) -> Synthesis:
        store = self._history.audio if self._history is not None else None
        return Synthesis(
            services, store=store, notify=self._service_changed, speaker=self._own_speaker
        )

    def _service_changed(self, event: ServiceChanged) -> None:
        self._tell(event)

    def _current(self) -> _Item | None:
        return self._queue[0] if self._queue else None

    def _drop(self, item: _Item) -> None:
        self._queue.remove(item)
        self._queue_changed()

    def _queue_changed(self) -> None:
        self._tell(QueueChanged(self.queue))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _go(self) -> None:
        """Begin with the first of the queue, if nothing is read."""
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._read_all(), name="reading aloud")

    async def _halt(self, *, to_return: bool = False) -> None:
        """Stop the sound, and keep the place; for a return, back to the last pause of the voice."""
        self._forget_long_pause()
        if self._work is not None:
            self._work.cancel()
            await asyncio.wait({self._work})
        await self._player.stop()
        performance, self._performance = self._performance, None
        if performance is None or not self._queue:
            return
        cursor = performance.cursor()
        clip = cursor.clips.get(cursor.index)
        if to_return and clip is not None:
            cursor = replace(cursor, seconds=clip.pause_before(cursor.seconds))
        self._leave(self._queue[0], cursor)

    def _place(self, item: _Item, index: int) -> None:
        """Have a text go on with a sentence that somebody chose."""
        sentence = item.script.get(index)
        item.start = sentence.start if sentence is not None else 0
        item.resumed = False
        item.cursor = Cursor(index, clips=item.cursor.clips)

    def _leave(self, item: _Item, cursor: Cursor) -> None:
        """Note how far a text is."""
        item.cursor = cursor
        if (sentence := item.script.get(cursor.index)) is not None:
            self._note(item, sentence.start)

    def _note(self, item: _Item, offset: int) -> None:
        if self._positions is not None and item.reading.remember:
            self._positions.note(item.reading, offset)
            self._spawn(self._positions.save())

    async def _let_go(self) -> None:
        """Let the device go in a long pause."""
        async with self._turn:
            if self._performance is not None and self._performance.paused:
                await self._halt()
                self._queue[0].held = True

    def _forget_long_pause(self) -> None:
        if self._long_pause is not None:
            self._long_pause.cancel()
            self._long_pause = None

    async def _speak_anew(self, *, at_once: bool) -> None:
        for item in self._queue:
            clips = item.cursor.clips
            kept = {index: clip for index, clip in clips.items() if index == item.cursor.index}
            item.cursor = replace(item.cursor, clips=kept)
        performance = self._performance
        if performance is None:
            return
        if not at_once:
            performance.fetch_anew()
            return
        held = performance.paused
        await self._halt()
        self._queue[0].cursor = performance.rest()
        self._queue[0].held = held
        self._go()

    def _cancel_sleep(self) -> None:
        self._sleep_at_end = self._sleep_at_chapter = False
        if self._performance is not None:
            self._performance.end_before = None
        if self._sleep is not None:
            self._sleep.cancel()
            self._sleep = None

    def _fall_asleep(self) -> None:
        self._sleep = None
        if self._performance is None:
            self._hold_next()
        else:
            self._sleep_at_end = True  # it may be the last sentence anyway
            self._performance.end_with_sentence()

    def _hold_next(self) -> None:
        """Pause before a text that is only being prepared."""
        if self._work is not None and not self._work.done():
            self._queue[0].held = True
            if self._queue[0].opening or self._state.retrying:
                self._be(ReaderState.PAUSED)

    # Reading

    async def _read_all(self) -> None:
        while self._queue:
            item = self._queue[0]
            if item.opening:
                await self._until_opened(item)
            if not item.held:
                await self._prepare(item)
            if item.held:
                self._be(ReaderState.PAUSED)
                return
            try:
                ended_early = await self._perform(item)
            except _ABSENT as error:
                await self._fail(item, error, retrying=True)
                await asyncio.sleep(_DEVICE_RETRY)
                continue
            except (*FAILURES, AudioError) as error:
                await self._fail(item, error)
                return
            except Exception as error:
                _LOGGER.exception("Reading broke off")
                await self._fail(item, error)
                return
            performance, self._performance = self._performance, None
            if ended_early and performance is not None:
                self._leave(item, performance.cursor())
                item.held = True
            else:
                self._finish(item)
            if item.reading.remember or ended_early:  # else it was spoken in between
                self._sleep_now()
        self._be(ReaderState.IDLE)

    def _sleep_now(self) -> None:
        """Hold what comes next, if it is time to sleep."""
        if (self._sleep_at_end or self._sleep_at_chapter) and self._queue:
            self._queue[0].held = True
        self._sleep_at_end = self._sleep_at_chapter = False

    async def _until_opened(self, item: _Item) -> None:
        name, since = title_of(item.reading), monotonic()
        while item.opening:
            if not item.held:
                waiting = Waiting(name, since, opening=True)
                self._be(ReaderState.WAITING, waiting=waiting)
            self._filled.clear()
            await self._filled.wait()

    async def _fail(self, item: _Item, error: Exception, *, retrying: bool = False) -> None:
        performance, self._performance = self._performance, None
        await self._player.stop()
        if performance is not None:
            self._leave(item, performance.cursor())
        self._be(ReaderState.TROUBLE, error, retrying=retrying)

    def _finish(self, item: _Item) -> None:
        self._tell(Finished(item.number))
        if self._positions is not None and item.reading.remember:
            self._positions.forget(item.reading)
            self._spawn(self._positions.save())
        self._drop(item)
        if self._queue:
            self._queue[0].asked_at = perf_counter()

    async def _perform(self, item: _Item) -> bool:
        """Read a text from its place on; return whether it is to go on another time."""
        performance = self._performance = Performance(
            self._player,
            item.script,
            self._speaker(item.reading, item.measured, item.by),
            item.cursor,
            ahead=self._ahead,
        )
        if self._sleep_at_chapter and (begin := item.script.get(item.cursor.index)) is not None:
            performance.end_before = chapter_end(item.reading, begin.start)
        if not self._state.retrying:  # else it is in trouble until the device is there
            self._be(ReaderState.SPEAKING)
        following = asyncio.create_task(self._follow(item, performance), name="position")
        try:
            await performance.run()
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
            self._tell_billed(item)
        return performance.ended_early

    async def _prepare(self, item: _Item) -> None:
        if item.known:
            return
        item.known = True
        place = item.start
        if place is None and self._positions is not None and item.reading.remember:
            place = self._positions.place(item.reading)
        if place:
            item.cursor = Cursor(await item.script.index_at(place))
            item.resumed = item.start is None and item.cursor.index > 0
        if self._history is not None and item.reading.remember:
            profiles = item.reading.profiles or self._narrator.profiles
            self._spawn(self._history.add(item.reading, profiles))

    def _speaker(
        self,
        reading: Reading,
        measured: list[SpeechMetrics],
        by: Service | None = None,
        *,
        speed: float | None = None,
    ) -> Speak:
        """What has sentences of a text spoken, each in its language's voice, and is measured."""
        say = self._narrator.begin(
            reading.language,
            reading.profiles,
            keep=reading.remember,
            by=by,
            speed=speed,
            watch=lambda stream: measured.append(stream.metrics),
        )
        return lambda sentence: say(sentence.spoken, sentence.ends)

    def _script(self, reading: Reading) -> Script:
        """A text as it is read by the settings of now."""
        return Script(
            reading.text,
            reading.language,
            kind=reading.kind,
            verbatim=reading.verbatim,
            settings=self._narrator.settings,
        )

    async def _follow(self, item: _Item, performance: Performance) -> None:
        """Tell where it is, as long as it sounds."""
        before: PositionChanged | None = None
        silent_since: float | None = None
        ticks = 0
        while True:
            await asyncio.sleep(_TICK)
            if performance.paused or (self._state.retrying and not performance.opened):
                silent_since = None
                continue
            silent_since = (silent_since or monotonic()) if performance.starving else None
            trouble = performance.trouble if performance.starving else None
            trouble = self._player.trouble or trouble
            if trouble is not None:
                self._be(ReaderState.TROUBLE, trouble, retrying=True)
            elif silent_since is not None and _is_long(silent_since, performance):
                service = self._narrator.synthesis.asking
                waiting = Waiting(service, silent_since, heard=item.sounded)
                self._be(ReaderState.WAITING, waiting=waiting)
            else:
                self._be(ReaderState.SPEAKING)
            self._tell_first_sound(item, performance)
            self._tell_billed(item)
            here = self._where(item, performance)
            if here is not None and here != before:
                before = here
                self._tell(here)
                if item.resumed:
                    item.resumed = False
                    self._tell(Resumed(item.number))
            ticks += 1
            if ticks % _SAVE_EVERY == 0 and here is not None:
                self._note(item, here.sentence.start)

    def _tell_first_sound(self, item: _Item, performance: Performance) -> None:
        first = self._player.first_sample_at if performance.opened else None
        if first is not None and not item.sounded:
            item.sounded = True
            self._tell(FirstSound(item.number, first - item.asked_at))

    def _tell_billed(self, item: _Item) -> None:
        billed = sum(one.characters or 0 for one in item.measured)
        if billed != item.billed:
            item.billed = billed
            self._tell(Billed(item.number, billed))

    def _where(self, item: _Item, performance: Performance) -> PositionChanged | None:
        heard = performance.heard()
        sentence = item.script.get(heard.clip.index) if heard else None
        if heard is None or sentence is None:
            return None
        word = heard.clip.word_at(heard.seconds)
        place = Span(word.start, word.end) if word else Span(sentence.start, sentence.end)
        progress = place.start / len(item.reading.text)
        return PositionChanged(item.number, Span(sentence.start, sentence.end), place, progress)


def _is_long(silent_since: float, performance: Performance) -> bool:
    """Whether it has been silent for so long that a person wonders why."""
    patience = _PATIENCE if performance.heard() is None else _PATIENCE_WITHIN
    return monotonic() - silent_since >= patience
