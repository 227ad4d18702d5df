"""A text that is spoken in between, such as a screen reader's, whatever is being read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Interjection:
    """A text that is spoken in between.

    Attributes:
        text: The text.
        speed: Multiplied by that of the profile and of the reader.
        volume: Multiplied by that of the profile and of the reader.
        language: Where scripts do not tell; may be empty.
        profile: Name of a profile of the settings; another, or an empty name, means what texts are
            read in.
    """

    text: str
    speed: float = 1.0
    volume: float = 1.0
    language: str = ""
    profile: str = ""

    def as_arguments(self) -> list[str]:
        """Write it for an order."""
        return [self.text, repr(self.speed), repr(self.volume), self.language, self.profile]

    @classmethod
    def of_arguments(cls, arguments: Sequence[str]) -> Interjection:
        """Read what `as_arguments` wrote.

        Raises:
            ValueError: It is none.
        """
        text, speed, volume, language, profile = arguments
        return cls(text, float(speed), float(volume), language, profile)
