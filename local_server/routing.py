"""Which engine speaks which piece of a text, what it can't do of what was asked, and its faults."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
import logging
import re
from typing import TYPE_CHECKING, Final, Self

from local_server import tags
from local_server.engines import State, failure_of
from local_server.engines.choice import MODELS, key_of
from local_server.engines.languages import (
    CHINESE,
    ENGLISH,
    LONE_GREEK,
    asked_for,
    names_language,
    runs,
    tag,
    weigh_letters,
)
from local_server.errors import (
    ApiError,
    BusyError,
    EngineError,
    EngineFailedError,
    LoadFailedError,
    UnreachableError,
)
from local_server.text_stream import at_hand, speakable
from shared_client.notices import INSTRUCT_IGNORED, NOT_INSTALLED, NOT_LOADED, TAGS_IGNORED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from local_server.engines import Engine, Style, Voice

_LOGGER = logging.getLogger(__name__)


_ANOTHER: Final = "To let another engine speak: start the server without --engine"


class Speech:
    """What engines make of a text. Whatever they raise is their own fault, not the caller's.

    Args:
        engines: The best first. The last one takes what no other can speak.
        text: Piece by piece.
        voice: Of the caller.
        style: Of the caller.
        strict: Whether the first engine was asked for by name: then no other speaks in its place.

    Attributes:
        engine: Who speaks now.
        spoke: The names of all that have spoken, in order.
        notices: What was asked for and can't be done, each once, for the caller.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        text: AsyncIterator[str],
        voice: Voice,
        style: Style,
        *,
        strict: bool = False,
    ) -> None:
        self.engine = engines[0]
        self.spoke: list[str] = []
        self.notices: list[str] = []
        self._engines = engines
        self._strict = strict
        self._failed: set[str] = set()
        self._text = _Pieces(text)
        self._voice = voice
        self._style = style
        self._asked = asked_for(style.instruct)
        self._wished = {tag(each) for each in self._asked.values()} - {tag(CHINESE), tag(ENGLISH)}
        # Digits alone are read in the language of the reference, until there are words.
        self._before = runs(voice.text, self._asked, ENGLISH)[0][0]
        self._audio: AsyncIterator[bytes] | None = None
        self._share: _Share | None = None

    async def next(self) -> bytes | None:
        """The next audio; None at the end.

        Raises:
            EngineError: The engine failed.
            BusyError: The engine can't take more.
            UnreachableError: The engine is elsewhere, and doesn't respond.
            ApiError: What ended the text.
        """
        while True:
            if self._audio is None and not await self._begin():
                return None
            pcm: object  # an engine may give anything
            try:
                pcm = await anext(self._audio)  # type: ignore[arg-type]  # `_begin` has made it
            except StopAsyncIteration:
                if self._share is None or self._share.untouched:
                    raise self._fault(RuntimeError("it did not even read its text")) from None
                self._audio = None
                continue
            except LoadFailedError as error:
                if not await self._passed_on(error):
                    raise self._fault(error) from error
                continue
            except BaseException as error:
                if _is_cancelled(error):
                    raise
                raise self._fault(error) from error
            return self._checked(pcm)

    def _checked(self, pcm: object) -> bytes:
        """What an engine gave, if it is sound; who spoke is noted."""
        if not isinstance(pcm, bytes) or len(pcm) % 2:
            raise self._fault(TypeError("it gave no whole samples of 16 bit"))
        if pcm and self.engine.name not in self.spoke:
            self.spoke.append(self.engine.name)
        if pcm and self._share is not None:
            self._share.taken = None
        return pcm

    async def _passed_on(self, error: LoadFailedError) -> bool:
        """Whether the next engine speaks what one had taken whose model can't be loaded."""
        share = self._share
        if share is None or share.taken is None:
            return False
        if self._strict or self.engine is self._engines[-1]:
            return False
        await self.close()
        self._audio = None
        self._failed.add(self.engine.name)
        for piece in reversed(share.taken):
            self._text.put_back(piece)
        self._before = share.before
        self._notice(_instead(self.engine, error.reason))
        return True

    async def _begin(self) -> bool:
        """Have the engine for the next piece speak, and what follows as long as it is the one."""
        while (piece := await self._text.take()) is not None:
            before = self._before
            engine = self.choose(piece)
            if words := self._words_for(engine, piece):
                break
        else:
            return False
        self.engine = engine
        self._share = _Share(self, piece, words, before)
        try:
            self._audio = aiter(engine.speak(self._share, self._voice, self._style))
        except BaseException as error:
            raise self._fault(error) from error
        return True

    def choose(self, piece: str) -> Engine:
        """The best engine that speaks the languages of a piece."""
        words = LONE_GREEK.sub("", tags.without(piece))
        found = runs(words, self._asked, self._before)
        fit = (e for e in self._engines if self._is_there(e) and self._speaks(e, found))
        engine = next(fit, self._engines[-1])
        spoken = engine.capabilities.languages
        if last := [each for each, _ in found if not spoken or tag(each) in spoken]:
            self._before = last[-1]
        return engine

    def _speaks(self, engine: Engine, found: Sequence[tuple[str, str]]) -> bool:
        """Whether an engine speaks runs of languages: all that was asked for, and most of the rest.

        A sign or a word of another script in a sentence is read as well as it goes: for its sake,
        the sentence isn't given to a lesser engine.
        """
        spoken = engine.capabilities.languages
        if not spoken:
            return True
        foreign = [(tag(each), text) for each, text in found if tag(each) not in spoken]
        if any(each in self._wished for each, _ in foreign):
            return False
        weight = sum(weigh_letters(text) for _, text in found)
        return not foreign or 2 * sum(weigh_letters(text) for _, text in foreign) < weight

    def _is_there(self, engine: Engine) -> bool:
        """Whether an engine can be asked; of one whose model couldn't be loaded it is said why."""
        if self._strict and engine is self._engines[0]:
            return True
        if engine.state is State.FAILED:
            if engine.name not in self._failed:
                self._failed.add(engine.name)
                self._notice(_instead(engine, failure_of(engine)))
            return False
        return engine.state is not State.ABSENT and engine.name not in self._failed

    @property
    def at_hand(self) -> bool:
        """Whether the next piece is there already."""
        return self._text.at_hand

    async def more(self) -> str | None:
        """The next piece for the engine that speaks; None where it is another's turn."""
        while (piece := await self._text.take()) is not None:
            if self.choose(piece) is not self.engine:
                self._text.put_back(piece)
                return None
            if words := self._words_for(self.engine, piece):
                if self._share is not None and self._share.taken is not None:
                    self._share.taken.append(piece)
                return words
        return None

    def _words_for(self, engine: Engine, piece: str) -> str:
        """A piece as an engine gets it: without tags that it would read as words."""
        can = engine.capabilities
        instruct = "" if can.instruct else self._style.instruct
        if instruct and not names_language(instruct):
            self._notice(INSTRUCT_IGNORED.format(engine=engine.name))
        if can.tags or not tags.TAG.search(piece):
            return piece
        self._notice(TAGS_IGNORED.format(engine=engine.name))
        words = re.sub(r" {2,}", " ", tags.without(piece)).strip()
        return words if speakable(words) else ""

    def _notice(self, words: str) -> None:
        if words not in self.notices:
            self.notices.append(words)
            _LOGGER.info(words)

    async def close(self) -> None:
        """End its work; the answer doesn't depend on how well it does that."""
        try:
            if isinstance(self._audio, AsyncGenerator):
                await self._audio.aclose()
        except BaseException as error:
            if _is_cancelled(error):
                raise
            _LOGGER.warning("the engine failed when it was stopped", exc_info=error)

    def _fault(self, error: BaseException) -> ApiError:
        if self._text.error is not None:
            return self._text.error
        if isinstance(error, LoadFailedError) and self._strict:
            return EngineFailedError(f"{error.message}. {_remedy(self.engine)}")
        if isinstance(error, EngineError | BusyError | UnreachableError):
            return error
        _LOGGER.error("%s failed", self.engine.name, exc_info=error)
        return EngineError("the engine failed; see the server's log for details")


def _remedy(engine: Engine) -> str:
    """What to do where an engine that was asked for by name can't be loaded."""
    name = key_of(engine)
    if name in MODELS:
        return f"To install it again: cosyvoice engines install {name}. {_ANOTHER}"
    return f"See the server's log for details. {_ANOTHER}"


class _Pieces:
    """The text, of which pieces may be put back.

    Attributes:
        error: What ended it.
    """

    def __init__(self, text: AsyncIterator[str]) -> None:
        self.error: ApiError | None = None
        self._text = text
        self._back: deque[str] = deque()
        self._spans = tags.Spans()

    @property
    def at_hand(self) -> bool:
        """Whether the next piece is there already."""
        return bool(self._back) or at_hand(self._text)

    async def take(self) -> str | None:
        """The next piece; None at the end."""
        if self._back:
            return self._back.popleft()
        try:
            piece = await anext(self._text, None)
        except ApiError as error:
            self.error = error
            raise
        return None if piece is None else self._spans.whole(piece)

    def put_back(self, piece: str) -> None:
        """Let it be the next piece again."""
        self._back.appendleft(piece)


class _Share:
    """The part of the text that one engine gets.

    Attributes:
        untouched: Nothing was read of it.
        taken: The pieces that were read, as they came; None once there was sound.
        before: The language of what was said before.
    """

    def __init__(self, speech: Speech, first: str, words: str, before: str) -> None:
        self.untouched = True
        self.taken: list[str] | None = [first]
        self.before = before
        self._speech = speech
        self._first = words

    def __aiter__(self) -> Self:
        return self

    @property
    def at_hand(self) -> bool:
        """Whether the next piece is there already; it may be another engine's."""
        return self._speech.at_hand

    async def __anext__(self) -> str:
        if self.untouched:
            self.untouched = False
            return self._first
        piece = await self._speech.more()
        if piece is None:
            raise StopAsyncIteration
        return piece


def _instead(engine: Engine, reason: str) -> str:
    """That another engine speaks, and why."""
    sentence = NOT_LOADED if reason else NOT_INSTALLED
    return sentence.format(engine=engine.name, reason=reason)


def _is_cancelled(error: BaseException) -> bool:
    """Whether it is we who are cancelled, and not something inside of an engine."""
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0
