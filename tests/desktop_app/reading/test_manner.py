"""What of a text is read by the settings, and the silence after its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.reading.manner import End, rest_after, with_rest
from desktop_app.reading.text import Script
from desktop_app.settings.reading import ReadingSettings
from shared_client import AudioSpec

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

TEXT = (
    "# Title\n\nSee https://a.b/c for more of it.[^1] Then this goes on for a while.\n\n"
    "```\nprint(1)\n```\n\n| one | two |\n|---|---|\n\n[^1]: A note below the text."
)
SPEC = AudioSpec(24_000)


def spoken(settings: ReadingSettings | None = None, text: str = TEXT) -> list[tuple[str, End]]:
    script = Script(text, "en", settings=settings)
    found: list[tuple[str, End]] = []
    while (sentence := script.get(len(found))) is not None:
        found.append((sentence.spoken, sentence.ends))
    return found


def test_a_text_is_read_as_the_settings_say() -> None:
    words = " ".join(sentence for sentence, _ in spoken())
    assert words == (
        "Title. See a.b for more of it. Then this goes on for a while. Code block left out. "
        "one, two. A note below the text."
    )
    settings = ReadingSettings("skip", "skip", "announce", "skip")
    words = " ".join(sentence for sentence, _ in spoken(settings))
    assert words == ("Title. See for more of it. Then this goes on for a while. Table left out.")
    words = " ".join(sentence for sentence, _ in spoken(ReadingSettings("read", tables="skip")))
    assert "print(1)" in words
    assert "one" not in words


def test_a_sentence_knows_what_ends_with_it() -> None:
    ends = [end for _, end in spoken(text="It begins here now. It goes on with this.\n\nAnd ends.")]
    assert ends == [End.SENTENCE, End.PARAGRAPH, End.TEXT]
    cut = spoken(text="so it goes on, " * 60 + "and ends.")
    assert {end for _, end in cut[:-1]} == {End.NOTHING}
    assert cut[-1][1] is End.TEXT


@pytest.mark.parametrize(
    ("end", "seconds"),
    [(End.NOTHING, 0.0), (End.SENTENCE, 0.5), (End.PARAGRAPH, 2.0), (End.TEXT, 0.0)],
)
def test_the_voice_rests_where_something_ends(end: End, seconds: float) -> None:
    assert rest_after(ReadingSettings(sentence_pause=0.5, paragraph_pause=2.0), end) == seconds
    longer = ReadingSettings(sentence_pause=3.0, paragraph_pause=2.0)
    assert rest_after(longer, End.PARAGRAPH) == 3.0  # never shorter than between sentences


async def test_silence_follows_what_was_said_and_nothing_else() -> None:
    async def pieces(*parts: bytes) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
        for part in parts:
            yield SPEC, part

    said = [pcm async for _, pcm in with_rest(pieces(b"ab", b"cd"), 0.5)]
    assert said == [b"ab", b"cd", bytes(24_000)]
    assert [pcm async for _, pcm in with_rest(pieces(b"ab"), 0.0)] == [b"ab"]
    assert [pcm async for _, pcm in with_rest(pieces(), 0.5)] == []
