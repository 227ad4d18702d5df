"""What the bus shows: what is read now, of what the reader and the settings told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop_app.documents import is_address
from desktop_app.reading.events import QueueChanged, ReaderState, StateChanged

if TYPE_CHECKING:
    from desktop_app.reading.events import Event, QueueItem
    from desktop_app.reading.model import Reading


class Order(Protocol):
    """Has the app do something, as `desktop_app.system.control.send` would; it returns at once."""

    def __call__(self, command: str, *arguments: str) -> None:
        """Give an order."""


@dataclass(slots=True)
class Now:
    """What is read, and how.

    Attributes:
        state: What the reader does.
        items: The texts that are to be read. What nobody chose to read like a text, such as the
            trial of a voice or what a screen reader says, is not among them.
        speed: 0.5 to 2.0.
        volume: Linear gain.
        voice: What a person calls the voice or the profile in use.
    """

    state: ReaderState = ReaderState.IDLE
    items: tuple[QueueItem, ...] = ()
    speed: float = 1.0
    volume: float = 1.0
    voice: str = ""

    def hear(self, event: Event) -> None:
        """Take notice of what the reader tells."""
        match event:
            case StateChanged(state):
                self.state = state
            case QueueChanged(items):
                self.items = tuple(item for item in items if item.reading.remember)
            case _:
                pass  # nothing of it is shown


def address_of(reading: Reading) -> str:
    """Where a text is from, as an address; empty where it has none."""
    if is_address(reading.source) or reading.source.startswith("file:"):
        return sendable(reading.source)
    path = Path(reading.source)
    return path.as_uri() if path.is_absolute() else ""


def sendable(words: str) -> str:
    """Words as D-Bus takes them: a zero has it end the connection, half a character is none."""
    return words.replace("\0", " ").encode("utf-8", "replace").decode()
