"""One text read from one place on: synthesised ahead of need, played without a gap, followed."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from shared_client import AudioSpec

from .clip import Clip
from .synthesis import SAMPLE_RATE
from .trouble import FAILURES, is_passing, pause_after

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from .text import Script, Sentence

    Speak = Callable[[Sentence], AsyncGenerator[tuple[AudioSpec, bytes]]]

AHEAD: Final = 20.0
"""Seconds of audio that are kept ready; a sentence is begun as long as there is less."""

ALMOST_DRY: Final = 0.05
"""Seconds of audio below which a player that gets no more is starving."""

_RETRY: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds between attempts while no service can."""

_KEPT: Final = 2  # sentences that have been heard and are kept, to go back to


class Output(Protocol):
    """What plays: `audio.player.Player`, or anything that takes PCM as it does."""

    @property
    def position(self) -> float:
        """Seconds heard since `open`."""

    async def open(self, spec: AudioSpec) -> None:
        """Begin a sound."""

    async def write(self, pcm: bytes) -> None:
        """Play more of it, waiting while enough is ahead."""

    async def drain(self) -> None:
        """Play it to its end."""

    async def pause(self) -> None:
        """Hold."""

    async def resume(self) -> None:
        """Go on."""

    async def stop(self) -> None:
        """Fade out and drop what is left."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a text to read from, with the audio that is there already.

    Attributes:
        index: Number of the sentence.
        seconds: How much of its audio is passed over; only with a clip of it.
        skip: How many characters of what is spoken are passed over.
        clips: Audio of this sentence and of others, by number.
    """

    index: int = 0
    seconds: float = 0.0
    skip: int = 0
    clips: dict[int, Clip] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heard:
    """What is heard at a moment: a clip, and how many seconds of it are over."""

    clip: Clip
    seconds: float


@dataclass(frozen=True, slots=True)
class _Placed:
    clip: Clip
    frame: int  # at which frame of the sound it begins
    offset: float  # how much of it was passed over


class Performance:
    """Reads a text from a place to its end.

    Two tasks: one has sentences synthesised, `ahead` seconds at most and one sentence; the other
    hands audio to the player in the order of the text. All sentences are one sound to the player,
    so nothing comes between them.

    Args:
        player: Plays.
        script: The text.
        speak: Has a sentence synthesised.
        cursor: Where to begin.
        ahead: Seconds of audio to keep ready.

    Attributes:
        paused: Whether the player is held.
        trouble: What keeps sentences from being synthesised at present.
        opened: Whether the player plays this sound already.
        end_before: The character before which it ends; None for the end of the text.
    """

    def __init__(
        self,
        player: Output,
        script: Script,
        speak: Speak,
        cursor: Cursor,
        *,
        ahead: float = AHEAD,
    ) -> None:
        self.paused = False
        self.trouble: Exception | None = None
        self.opened = False
        self.end_before: int | None = None
        self._player = player
        self._script = script
        self._speak = speak
        self._begin = cursor
        self._ahead = ahead
        self._clips = dict(cursor.clips)
        self._next = cursor.index  # the sentence to be fetched next
        self._skip = cursor.skip
        self._fetched: deque[Clip] = deque()
        self._all_fetched = False
        self._last = False  # the sentence being handed over is the last one
        self._fetching: asyncio.Task[None] | None = None
        self._filling: Clip | None = None
        self._feeding: Clip | None = None
        self._starving = False
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._spec: AudioSpec | None = None
        self._written = 0  # frames of the present sound
        self._placed: deque[_Placed] = deque()

    @property
    def ended_early(self) -> bool:
        """Whether more of the text is left though `run` has come to its end."""
        return self._last and (bool(self._fetched) or not self._all_fetched)

    @property
    def starving(self) -> bool:
        """Whether the player has nothing to play though there is more of the text."""
        if not self._starving:
            return False
        rate = self._spec.sample_rate if self._spec else 1
        return not self.opened or self._written / rate - self._player.position < ALMOST_DRY

    async def run(self) -> None:
        """Play to the end.

        Raises:
            CosyVoiceError: No service speaks, and waiting will not help.
            AppError: As above.
            AudioError: It cannot be played.
        """
        self._fetch()
        opening = asyncio.create_task(self._open(AudioSpec(SAMPLE_RATE)))
        try:
            await self._feed(opening)
        finally:
            tasks = [task for task in (self._fetching, opening) if task is not None]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def pause(self) -> None:
        """Hold the sound."""
        self.paused = True
        if self.opened:
            await self._player.pause()

    async def resume(self) -> None:
        """Go on after `pause`."""
        self.paused = False
        if self.opened:
            await self._player.resume()

    def heard(self) -> Heard | None:
        """What is heard now; None before the first sound."""
        if not self.opened or not self._placed or self._spec is None:
            return None
        frame = round(self._player.position * self._spec.sample_rate)
        placed = self._placed[0]
        for at, later in enumerate(self._placed):
            if later.frame > frame:
                break
            placed, passed = later, at
        else:
            passed = len(self._placed) - 1
        for _ in range(passed - _KEPT):
            self._placed.popleft()
        seconds = placed.offset + (frame - placed.frame) / self._spec.sample_rate
        return Heard(placed.clip, max(0.0, seconds))

    def cursor(self) -> Cursor:
        """Where to go on, right here, with the audio that is there."""
        heard = self.heard()
        clips = self.clips()
        if heard is None:
            begin = self._begin
            return Cursor(begin.index, begin.seconds, begin.skip, {**begin.clips, **clips})
        clip = heard.clip
        if clip.complete:
            return Cursor(clip.index, heard.seconds, 0, {**clips, clip.index: clip})
        return Cursor(clip.index, 0.0, self._passed(heard), clips)

    def clips(self) -> dict[int, Clip]:
        """Whole sentences whose audio is there, by number."""
        whole = [placed.clip for placed in self._placed] + list(self._fetched)
        found = {clip.index: clip for clip in whole if clip.complete}
        return {
            index: clip for index, clip in found.items() if clip.sentence == self._script.get(index)
        }

    def rest(self) -> Cursor:
        """Where to go on with the word that is heard, if all is to be spoken anew."""
        heard = self.heard()
        if heard is None:
            return Cursor(self._begin.index, 0.0, self._begin.skip)
        return Cursor(heard.clip.index, 0.0, self._passed(heard))

    def fetch_anew(self) -> None:
        """Have all sentences spoken anew that nothing was handed to the player of."""
        self._fetched.clear()
        self._clips.clear()
        feeding = self._feeding
        if feeding is not None:
            self._next = feeding.index + 1
        else:
            self._next, self._skip = self._begin.index, self._begin.skip
        if self._filling is None or self._filling is not feeding:
            if self._fetching is not None:
                self._fetching.cancel()
            self._fetch()

    def has_begun(self, offset: int) -> bool:
        """Whether a sentence from a character on was handed to the player, though not heard yet."""
        clips = [placed.clip for placed in self._placed]
        if self._feeding is not None:
            clips.append(self._feeding)
        return any(clip.sentence.start >= offset for clip in clips)

    def end_with_sentence(self) -> None:
        """Let the sentence that is being handed to the player be the last."""
        self._last = True
        self._news.set()

    # Fetching

    def _fetch(self) -> None:
        self._all_fetched = False
        self._fetching = asyncio.create_task(self._fetch_on(), name="sentences ahead")
        self._fetching.add_done_callback(lambda _: self._news.set())

    async def _fetch_on(self) -> None:
        while (sentence := self._script.get(self._next)) is not None:
            await self._until_room()
            index, self._next = self._next, self._next + 1
            skip, self._skip = self._skip, 0
            clip = self._clips.pop(index, None)
            if clip is not None and not skip:
                self._hand_on(clip)
            elif not await self._fill(index, sentence.rest_from(skip) if skip else sentence):
                return  # it ends there, and what comes after it would be paid for nothing
        self._all_fetched = True
        self._news.set()

    async def _until_room(self) -> None:
        while sum(clip.seconds for clip in self._fetched) >= self._ahead:
            self._room.clear()
            await self._room.wait()

    def _hand_on(self, clip: Clip) -> None:
        self._fetched.append(clip)
        self._news.set()

    async def _fill(self, index: int, sentence: Sentence) -> bool:
        """Have a sentence spoken, however often it takes; return whether it could be."""
        attempts = 0
        clip: Clip | None = None
        try:
            while True:
                if clip is None:
                    clip = self._filling = Clip(index, sentence)
                    self._hand_on(clip)
                try:
                    async with aclosing(self._speak(sentence)) as pieces:
                        async for spec, pcm in pieces:
                            clip.add(spec, pcm)
                            self.trouble = None
                except FAILURES as error:
                    if not is_passing(error):
                        clip.end(complete=False, error=error)
                        return False
                    if clip is self._feeding and clip.pcm:
                        clip.end(complete=False)  # what was heard of it is said again
                        clip = None
                    else:
                        clip.empty()
                    self.trouble = error
                    usual = _RETRY[min(attempts, len(_RETRY) - 1)]
                    await asyncio.sleep(pause_after(error, usual))
                    attempts += 1
                else:
                    clip.end(complete=True)
                    return True
        finally:
            self._filling = None
            if clip is not None and not clip.over:
                clip.end(complete=False)

    # Playing

    async def _feed(self, opening: asyncio.Task[None]) -> None:
        begin = self._begin.seconds
        failure: Exception | None = None
        while failure is None and (clip := await self._next_clip()) is not None:
            try:
                await self._hand_over(clip, clip.offset(begin), opening)
            except FAILURES as error:
                failure = error  # what came before is heard to its end
            begin = 0.0
        await opening
        await self._player.drain()
        if failure is not None and clip is not None:
            self._begin, self._placed = Cursor(clip.index, clips=self.clips()), deque()
            raise failure

    async def _next_clip(self) -> Clip | None:
        self._feeding = None
        self._starving = True
        while not self._fetched:
            if self._all_fetched or self._last:
                return None
            if self._fetching is not None and self._fetching.done():
                self._fetching.result()  # raises: it ended before the text
            self._news.clear()
            await self._news.wait()
        if self.end_before is not None and self._fetched[0].sentence.start >= self.end_before:
            self._last = True
        if self._last:
            return None
        self._starving = False
        self._feeding = self._fetched.popleft()
        self._room.set()
        return self._feeding

    async def _hand_over(self, clip: Clip, at: int, opening: asyncio.Task[None]) -> None:
        placed = False
        while piece := await self._more(clip, at):
            await opening
            if clip.spec is not None and clip.spec != self._spec:
                await self._reopen(clip.spec)
            size = clip.spec.frame_size if clip.spec else 2
            if not placed:
                offset = at / size / clip.spec.sample_rate if clip.spec else 0.0
                self._placed.append(_Placed(clip, self._written, offset))
                placed = True
            self._written += len(piece) // size
            at += len(piece)
            await self._player.write(piece)

    async def _more(self, clip: Clip, at: int) -> bytes:
        self._starving = True
        try:
            return await clip.more(at)
        finally:
            self._starving = False

    async def _reopen(self, spec: AudioSpec) -> None:
        """Go on with audio of another shape: a service that stands in may have its own."""
        if self._written and self._feeding is not None:
            await self._player.drain()
            self._begin = Cursor(self._feeding.index, clips=self.clips())
        await self._open(spec)

    async def _open(self, spec: AudioSpec) -> None:
        self.opened = False
        await self._player.open(spec)
        self._placed.clear()
        self._written = 0
        self._spec = spec
        self.opened = True
        if self.paused:
            await self._player.pause()

    def _passed(self, heard: Heard) -> int:
        """How many characters of what is spoken in the whole sentence are over."""
        word = heard.clip.word_at(heard.seconds)
        whole = self._script.get(heard.clip.index)
        if word is None or whole is None:
            return 0
        return len(whole.spoken) - len(heard.clip.sentence.spoken) + word.index
