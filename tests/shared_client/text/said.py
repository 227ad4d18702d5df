"""What tests of clean-up share: a text said at once and in pieces."""

from __future__ import annotations

from hypothesis import strategies as st

from shared_client.text.cleanup import SpeechCleaner, TextKind, clean_for_speech

KINDS = st.sampled_from(TextKind)


def streamed(text: str, kind: TextKind = TextKind.MARKDOWN, *, size: int = 1) -> str:
    """What is said of a text that arrives in pieces of a size."""
    cleaner = SpeechCleaner(kind)
    pieces = [cleaner.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join(pieces) + cleaner.flush()


def said(text: str, kind: TextKind = TextKind.MARKDOWN) -> str:
    """What is said of a text, which is the same letter by letter and at once."""
    whole = clean_for_speech(text, kind)
    assert streamed(text, kind) == whole
    return whole
