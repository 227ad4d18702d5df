"""What speech-dispatcher sends, as text and manner."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
import math
import re
from typing import Final
import unicodedata
from xml.sax.saxutils import unescape

_TAG: Final = re.compile(r"<[^>]*>")
_ENTITIES: Final = {"&quot;": '"', "&apos;": "'"}
_RATE: Final = 100.0


class Kind(StrEnum):
    """The commands that have something spoken."""

    TEXT = "SPEAK"
    CHAR = "CHAR"
    KEY = "KEY"
    SOUND_ICON = "SOUND_ICON"


def text_of(kind: Kind, sent: str) -> str:
    """What is to be said of what was sent."""
    match kind:
        case Kind.TEXT:  # SSML, whatever the program gave; its tags are about what nobody hears
            return unescape(_TAG.sub("", sent), _ENTITIES)
        case Kind.CHAR if len(sent) == 1 and not sent.isalnum():
            return unicodedata.name(sent, sent).lower()
        case _:
            return sent.replace("_", " ").replace("-", " ")


@dataclass(slots=True)
class Manner:
    """How messages are to be said, until it is set anew."""

    values: dict[str, str] = field(default_factory=dict)

    @property
    def speed(self) -> float:
        """0.5 to 2: half at the lowest rate, twice at the highest, in equal steps for the ear."""
        return math.exp2(self._number("rate", 0.0) / _RATE)

    @property
    def volume(self) -> float:
        """0 to 1; speech-dispatcher's own default is full."""
        return (self._number("volume", _RATE) + _RATE) / (2 * _RATE)

    @property
    def language(self) -> str:
        """A language tag; may be empty."""
        return self._word("language")

    @property
    def voice(self) -> str:
        """Name of the voice; may be empty."""
        return self._word("synthesis_voice")

    def _word(self, name: str) -> str:
        word = self.values.get(name, "")
        return "" if word == "NULL" else word

    def _number(self, name: str, otherwise: float) -> float:
        try:
            return min(max(float(self.values[name]), -_RATE), _RATE)
        except (KeyError, ValueError):
            return otherwise
