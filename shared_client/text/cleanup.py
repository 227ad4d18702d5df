"""Speech clean-up: what a language model or a document writes becomes what a person would say.

The text is cleaned while it arrives, in three layers: `blocks` takes the marks at the start of a
line, `inline`, `markdown` and `html` those inside of it, and `spoken` puts together what is said.
Which rules hold depends on the `TextKind`.

The rule that makes this safe for any split of a text: every decision is a function of the text
alone. It is taken as soon as no later text can change it, and at the latest after `HOLD` characters
(a link's address, which nobody hears, may be longer) or at the end of the line; then a mark that
has found no partner is plain text. Words are let through at once.

What is left out, `Omissions` say. Nothing is left out because of a mark alone. A block of code, or
a script, is left out when its end has come; if that does not come within `HOLD_PASSAGE` characters,
or before the text ends, its mark is text like others, and what follows it is said. Only the thought
of a model that a text begins with (`<think>`) is never said.

A bare address is read as its host name: a person would neither spell it out nor be silent about
where to look.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable
from typing import Final

from .blocks import Blocks, MarkdownBlocks, Phrases, PlainBlocks
from .html import HtmlInline
from .incoming import Incoming
from .inline import Inline
from .kinds import TextKind, kind_of
from .markdown import MarkdownInline
from .omissions import USUAL, Omissions
from .spoken import Spoken
from .thoughts import Thoughts

__all__ = ["Omissions", "SpeechCleaner", "TextKind", "clean_for_speech", "clean_stream", "kind_of"]

_SLICE: Final = 2048  # the text is worked on in pieces, so that a long one costs linear time

_LAYERS: Final[dict[TextKind, tuple[type[Blocks], type[Inline]]]] = {
    TextKind.MARKDOWN: (MarkdownBlocks, MarkdownInline),
    TextKind.PLAIN: (PlainBlocks, Inline),
    TextKind.HTML: (Blocks, HtmlInline),
}


class SpeechCleaner:
    """Cleans one text for speech, while it arrives.

    However the text is split, the pieces that come out make the same text.

    Args:
        kind: How the text is written. Language models write Markdown.
        code_phrase: What is said in place of a block of code in Markdown; nothing unless given.
        table_phrase: The same for a table in Markdown.
        omissions: What is left out.
    """

    def __init__(
        self,
        kind: TextKind = TextKind.MARKDOWN,
        *,
        code_phrase: str = "",
        table_phrase: str = "",
        omissions: Omissions = USUAL,
    ) -> None:
        blocks, inline = _LAYERS[kind]
        self._incoming = Incoming()
        self._spoken = Spoken(self._incoming)
        thoughts = Thoughts(self._incoming, self._spoken)
        self._passage = thoughts.passage
        phrases = Phrases(code_phrase, table_phrase)
        self._blocks = blocks(self._incoming, self._spoken, thoughts, omissions, phrases)
        self._inline = inline(self._incoming, self._spoken, self._blocks)

    @property
    def held(self) -> int:
        """How many characters wait for what decides about them, besides what is being left out."""
        return len(self._incoming.text)

    def feed(self, text: str) -> str:
        """Take the next text; return what can be said of it already."""
        return "".join(said for said, _ in self.feed_placed(text))

    def flush(self) -> str:
        """End the text; return what was held back."""
        return "".join(said for said, _ in self.flush_placed())

    def feed_placed(self, text: str) -> list[tuple[str, int]]:
        """As `feed`, in pieces: what is said, and where in the whole text it stands.

        A piece of several characters stands there as it is said, up to where a link ended inside
        of a word. A space or a mark that was put in has the place of what comes after it.
        """
        for start in range(0, len(text), _SLICE):
            self._incoming.add(text[start : start + _SLICE])
            self._work()
        return self._spoken.take()

    def flush_placed(self) -> list[tuple[str, int]]:
        """As `flush`, in pieces as `feed_placed` gives them."""
        self._incoming.final = True
        self._work()
        self._spoken.end_sentence()
        self._incoming.final = False
        return self._spoken.take()

    def _work(self) -> None:
        """Decide as much as can be decided."""
        incoming, blocks, inline = self._incoming, self._blocks, self._inline
        passage = self._passage
        while passage.is_open or incoming.at < len(incoming.text):
            layer = passage if passage.is_open else blocks if blocks.is_busy else inline
            if not layer.step():
                break
        incoming.forget()


def clean_for_speech(text: str, kind: TextKind = TextKind.MARKDOWN) -> str:
    """Return what a person would say of a text that was written to be read."""
    cleaner = SpeechCleaner(kind)
    return cleaner.feed(text) + cleaner.flush()


async def clean_stream(
    text: AsyncIterable[str],
    kind: TextKind = TextKind.MARKDOWN,
    *,
    code_phrase: str = "",
    table_phrase: str = "",
    omissions: Omissions = USUAL,
) -> AsyncGenerator[str, None]:
    """Clean text for speech while it arrives, as `SpeechCleaner` does.

    The source is closed with the stream.
    """
    cleaner = SpeechCleaner(
        kind, code_phrase=code_phrase, table_phrase=table_phrase, omissions=omissions
    )
    try:
        async for piece in text:
            if cleaned := cleaner.feed(piece):
                yield cleaned
        if cleaned := cleaner.flush():
            yield cleaned
    finally:
        if isinstance(text, AsyncGenerator):
            await text.aclose()
