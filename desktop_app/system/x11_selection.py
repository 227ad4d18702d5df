"""The text that is selected or was copied in another program, on X11.

Qt asks for it in the GUI thread, and stands still for 5 s where that program does not answer.
"""

from __future__ import annotations

from contextlib import contextmanager
import select
import time
from typing import TYPE_CHECKING, Final

from Xlib import X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XauthError, XNoAuthError
from Xlib.protocol.event import PropertyNotify, SelectionNotify

from desktop_app.errors import SelectionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from Xlib.protocol.rq import Event

SILENCE: Final = 2.0
"""Seconds that a program may take for an answer, and for each piece of a long one."""

_WHOLE: Final = 20.0  # seconds for all pieces
_LONGEST: Final = 64 << 20  # bytes; the app does not take longer texts
_TARGETS: Final = {
    "UTF8_STRING": "utf-8",
    "text/plain;charset=utf-8": "utf-8",
    "STRING": "latin-1",
}
"""The forms in which text can be asked for, the best first, and their encodings."""


def read_selection(name: str) -> str:
    """Ask for a selection's text; it takes up to 20 s and belongs in a thread.

    Args:
        name: `PRIMARY`, what is selected, or `CLIPBOARD`, what was copied.

    Returns:
        It may be empty: nothing is selected, or no text.

    Raises:
        TimeoutError: The program that has it does not answer.
        SelectionError: It is too long, or the display does not answer.
    """
    try:
        with _connected() as display:
            return _Asking(display, name).text()
    except TimeoutError:
        raise
    except (DisplayError, XauthError, XNoAuthError, ConnectionClosedError, OSError) as error:
        raise SelectionError("display_silent", error=error) from error


@contextmanager
def _connected() -> Iterator[Display]:
    display = Display()
    try:
        yield display
    finally:
        display.close()


class _Asking:
    """One question for a selection, from a window of its own that nobody sees."""

    def __init__(self, display: Display, name: str) -> None:
        self._display = display
        self._selection = display.intern_atom(name)
        self._place = display.intern_atom("COSYVOICE_SELECTION")
        self._piecewise = display.intern_atom("INCR")
        self._end = time.monotonic() + _WHOLE
        self._window = display.screen().root.create_window(
            0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask
        )

    def text(self) -> str:
        """The first form of it that its owner can give."""
        if self._display.get_selection_owner(self._selection) == X.NONE:
            return ""
        for target, encoding in _TARGETS.items():
            data = self._convert(self._display.intern_atom(target))
            if data is not None:
                return data.decode(encoding, "replace").rstrip("\0")
        return ""

    def _convert(self, target: int) -> bytes | None:
        """Ask for it in one form; None where the owner does not know that."""
        self._window.convert_selection(self._selection, target, self._place, X.CurrentTime)
        self._display.flush()

        def answers(event: Event) -> bool:
            return isinstance(event, SelectionNotify) and event.target == target

        if self._wait(answers).property == X.NONE:
            return None
        kind, data = self._take()
        return b"".join(self._pieces()) if kind == self._piecewise else data

    def _pieces(self) -> Iterator[bytes]:
        """Take a long text: to take a piece is to ask for the next, and the last is empty."""

        def comes(event: Event) -> bool:
            is_new = isinstance(event, PropertyNotify) and event.state == X.PropertyNewValue
            return is_new and event.atom == self._place

        size = 0
        while True:
            self._wait(comes)
            _, piece = self._take()
            if not piece:
                return
            size += len(piece)
            if size > _LONGEST:
                raise SelectionError("selection_too_long")
            yield piece

    def _take(self) -> tuple[int, bytes]:
        """Read what the owner has put down, and take it away."""
        found = self._window.get_full_property(self._place, X.AnyPropertyType)
        self._window.delete_property(self._place)
        self._display.flush()
        if found is None:
            return 0, b""
        return found.property_type, found.value if isinstance(found.value, bytes) else b""

    def _wait(self, wanted: Callable[[Event], bool]) -> Event:
        until = min(time.monotonic() + SILENCE, self._end)
        while True:
            while self._display.pending_events():
                event = self._display.next_event()
                if wanted(event):
                    return event
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._display.fileno()], [], [], left)[0]:
                raise TimeoutError
