"""The app's own object on the bus: `org.freedesktop.Application`, and what a reader can do."""

# Annotations are D-Bus types, which dbus-fast reads when a class is made: none may be a string.

from typing import Annotated, Final

from dbus_fast import DBusError, PropertyAccess, Variant
from dbus_fast.annotations import DBusDict, DBusSignature, DBusStr
from dbus_fast.constants import ErrorType
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

from .now import Now, Order

ACTIONS: Final = (
    *("read-selection", "read-clipboard", "pause", "resume", "toggle", "stop"),
    *("next", "previous", "show", "quit"),
)
"""What `ActivateAction` takes, and the desktop entry may name."""

_Words = Annotated[list[str], DBusSignature("as")]
_Variants = Annotated[list[Variant], DBusSignature("av")]


class Application(ServiceInterface):
    """How a desktop starts the app, and hands files over to it.

    Args:
        order: Has the app do something.
    """

    def __init__(self, order: Order) -> None:
        super().__init__("org.freedesktop.Application")
        self._order = order

    @dbus_method("Activate")
    def activate(self, platform_data: DBusDict) -> None:
        """Show the Reader."""
        del platform_data
        self._order("show")

    @dbus_method("Open")
    def open(self, uris: _Words, platform_data: DBusDict) -> None:
        """Read files or articles, one after another."""
        del platform_data
        self._order("read", *uris)

    @dbus_method("ActivateAction")
    def activate_action(
        self, action_name: DBusStr, parameter: _Variants, platform_data: DBusDict
    ) -> None:
        """Do one of `ACTIONS`."""
        del parameter, platform_data
        if action_name not in ACTIONS:
            raise DBusError(ErrorType.INVALID_ARGS, f"There is no action {action_name!r}.")
        self._order(action_name)


class Reader(ServiceInterface):
    """Reading aloud, for scripts and other programs.

    Args:
        order: Has the app do something.
        now: What is read; call `refresh` when it has changed.
        name: Name of the interface.
    """

    def __init__(self, order: Order, now: Now, name: str) -> None:
        super().__init__(name)
        self._order = order
        self._now = now
        self._told = now.state

    def refresh(self) -> None:
        """Tell what has changed."""
        if self._told is not self._now.state:
            self._told = self._now.state
            self.emit_properties_changed({"State": str(self._told)})

    @dbus_method("ReadText")
    def read_text(self, text: DBusStr) -> None:
        """Read a text aloud, at once."""
        self._order("read-text", text)

    @dbus_method("ReadSelection")
    def read_selection(self) -> None:
        """Read what is selected."""
        self._order("read-selection")

    @dbus_method("ReadClipboard")
    def read_clipboard(self) -> None:
        """Read what was copied."""
        self._order("read-clipboard")

    @dbus_method("Pause")
    def pause(self) -> None:
        """Hold the sound."""
        self._order("pause")

    @dbus_method("Resume")
    def resume(self) -> None:
        """Go on; after trouble, try again."""
        self._order("resume")

    @dbus_method("Toggle")
    def toggle(self) -> None:
        """Pause or resume."""
        self._order("toggle")

    @dbus_method("Stop")
    def stop(self) -> None:
        """Fade out, and forget what was to be read."""
        self._order("stop")

    @dbus_method("NextSentence")
    def next_sentence(self) -> None:
        """Go on with the next sentence."""
        self._order("next")

    @dbus_method("PreviousSentence")
    def previous_sentence(self) -> None:
        """Go back to the beginning of the sentence, or to the one before."""
        self._order("previous")

    @dbus_method("Status")
    def status(self) -> DBusStr:
        """`idle`, `waiting`, `speaking`, `paused` or `trouble`."""
        return str(self._now.state)

    @dbus_property(PropertyAccess.READ, "State")
    def state(self) -> DBusStr:
        """As `Status`; changes are signalled."""
        return str(self._now.state)
