"""How texts are read: what of them is left out, and how long the voice rests, as a person chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CHOICES: Final = {
    "code": ("announce", "skip", "read"),
    "links": ("site", "skip"),
    "tables": ("read", "announce", "skip"),
    "notes": ("read", "skip"),
}
"""What some keys of `ReadingSettings` can be; the first is what nobody has to choose."""

RESTS: Final = (0.0, 5.0)
"""Bounds of a pause, in seconds."""


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """What is read of a text, and with which pauses.

    Attributes:
        code: Blocks of code in Markdown; `announce` says that one was left out.
        links: Addresses: the name of the site is said, or nothing.
        tables: Tables in Markdown and HTML; `announce` as above.
        notes: Footnotes, with their marks.
        sentence_pause: Seconds of silence after a sentence, besides what the voice makes.
        paragraph_pause: The same after a paragraph, in place of it.
    """

    code: str = CHOICES["code"][0]
    links: str = CHOICES["links"][0]
    tables: str = CHOICES["tables"][0]
    notes: str = CHOICES["notes"][0]
    sentence_pause: float = 0.0
    paragraph_pause: float = 0.0
