"""What the app can be told to do without a window: by hotkeys, the bus, commands and menus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from desktop_app.settings.settings import BUTTON, VOLUMES
from desktop_app.system.control import ControlError
from shared_client.models import SPEED_RANGE

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from desktop_app.reading.reader import Reader

    from .texts import Texts

    Work = Callable[["Obedient"], Coroutine[None, None, None]]
    """Does what an order says, in the loop."""


class Obedient(Protocol):
    """What orders are given to: the app's core."""

    @property
    def reader(self) -> Reader:
        """Reads aloud."""

    @property
    def texts(self) -> Texts:
        """Finds texts for it."""

    async def pause_or_resume(self) -> None:
        """Hold the sound, or go on."""

    async def be_quiet(self, until: float) -> None:
        """Have nothing announced until a time."""

    async def press(self, key: str) -> None:
        """Tell the home that a button was pressed."""

    async def go_home(self) -> None:
        """Connect to the home again, as this computer was paired again."""

    async def stop_what_is_heard(self) -> None:
        """End an announcement, or what is read."""

    async def set_app(self, **changed: Any) -> None:
        """Change some of the app's settings."""


_FAR: Final = 1e11  # seconds since 1970, long after everybody has slept

_PLAIN: Final[dict[str, Work]] = {
    "read-selection": lambda core: core.texts.read_selection(),
    "read-clipboard": lambda core: core.texts.read_clipboard(),
    "pause": lambda core: core.reader.pause(),
    "resume": lambda core: core.reader.resume(),
    "toggle": lambda core: core.pause_or_resume(),
    "stop": lambda core: core.stop_what_is_heard(),
    "go-home": lambda core: core.go_home(),
    "next": lambda core: core.reader.next_sentence(),
    "previous": lambda core: core.reader.previous_sentence(),
}
_WITH_ARGUMENTS: Final[dict[str, Callable[[Sequence[str]], Work]]] = {
    "read": lambda what: lambda core: core.texts.open_all(what),
    "read-text": lambda words: lambda core: core.texts.write(" ".join(words)),
    "press": lambda what: lambda core: core.press(" ".join(what)),
    "dnd": lambda one: _quiet(_number(one, -1, _FAR)),
    "speed": lambda one: _setting("speed", _number(one, *SPEED_RANGE)),
    "volume": lambda one: _setting("volume", _number(one, *VOLUMES)),
}

_HOTKEY_ORDERS: Final = {"pause": "toggle"}
"""The orders of hotkeys that have another name than the hotkey."""


def order_of(hotkey: str) -> tuple[str, tuple[str, ...]]:
    """The order that a hotkey gives, and its arguments."""
    if hotkey.startswith(BUTTON):
        return "press", (hotkey.removeprefix(BUTTON),)
    return _HOTKEY_ORDERS.get(hotkey, hotkey), ()


def work_of(command: str, arguments: Sequence[str] = ()) -> Work | None:
    """What an order has the app do; None for an order that needs a window, or is unknown.

    Raises:
        ControlError: Its arguments are wrong.
    """
    if command in _PLAIN:
        return _PLAIN[command]
    if command in _WITH_ARGUMENTS:
        return _WITH_ARGUMENTS[command](arguments)
    return None


def _quiet(until: float) -> Work:
    return lambda core: core.be_quiet(until)


def _setting(name: str, value: float) -> Work:
    return lambda core: core.set_app(**{name: value})


def _number(arguments: Sequence[str], least: float, most: float) -> float:
    try:
        (text,) = arguments
        number = float(text)
    except ValueError:
        raise ControlError("command_needs_number") from None
    if not least <= number <= most:
        raise ControlError("command_out_of_range", lowest=least, highest=most)
    return number
