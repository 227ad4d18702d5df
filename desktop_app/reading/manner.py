"""The manner of reading: what of a text is said, and how long the voice rests between sentences."""

from __future__ import annotations

from contextlib import aclosing
from enum import Enum
from typing import TYPE_CHECKING

from shared_client.text.omissions import Omissions, code_phrase, table_phrase

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from typing import TypedDict

    from desktop_app.settings.reading import ReadingSettings
    from shared_client import AudioSpec

    class Cleaning(TypedDict):
        """What `SpeechCleaner` and `clean_stream` are told."""

        code_phrase: str
        table_phrase: str
        omissions: Omissions


class End(Enum):
    """What ends with a sentence."""

    NOTHING = "nothing"
    """It was cut, as it is too long to be spoken in one go."""
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    TEXT = "text"


def cleaning(settings: ReadingSettings, language: str | None, text: str = "") -> Cleaning:
    """How a text is cleaned for speech.

    Args:
        settings: What a person chose.
        language: Of the text, in which it is said that something was left out.
        text: What is read, which tells where no language is known.
    """
    return {
        "code_phrase": code_phrase(language, text) if settings.code == "announce" else "",
        "table_phrase": table_phrase(language, text) if settings.tables == "announce" else "",
        "omissions": Omissions(
            code=settings.code != "read",
            links=settings.links == "skip",
            tables=settings.tables != "read",
            notes=settings.notes == "skip",
        ),
    }


def rest_after(settings: ReadingSettings, end: End) -> float:
    """Seconds of silence after a sentence, besides what the voice makes."""
    if end is End.SENTENCE:
        return settings.sentence_pause
    if end is End.PARAGRAPH:
        return max(settings.sentence_pause, settings.paragraph_pause)
    return 0.0


async def with_rest(
    pieces: AsyncGenerator[tuple[AudioSpec, bytes]], seconds: float
) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
    """The audio of a sentence, and silence after it; none where nothing was said."""
    spec: AudioSpec | None = None
    async with aclosing(pieces):
        async for spec, pcm in pieces:
            yield spec, pcm
    if spec is not None and (frames := round(seconds * spec.sample_rate)):
        yield spec, bytes(frames * spec.frame_size)
