"""A desktop that is connected, or isn't: what it does, what it is told, and what it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
import logging
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, cast

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.json import json_bytes
from homeassistant.util.hass_dict import HassKey

from .announcing import Announcement, Announcements, Ending, failed
from .const import DOMAIN
from .shared_client.desktop_link import (
    MESSAGE_BYTES,
    MESSAGES_AT_ONCE,
    MESSAGES_PER_SECOND,
    PRESS_EVERY,
    SILENCE,
    Button,
    Capabilities,
    Happening,
    Playback,
    Reason,
    Stage,
    State,
)

if TYPE_CHECKING:
    from datetime import datetime

    from homeassistant.components.websocket_api.connection import ActiveConnection

_LOGGER: Final = logging.getLogger(__name__)

CONF_KIND: Final = "kind"
CONF_DESKTOP_ID: Final = "desktop_id"
CONF_USER_ID: Final = "user_id"
KIND_DESKTOP: Final = "desktop"
CONF_WAIT: Final = "wait_until_heard"
"""Option: whether an action waits until its announcement was heard."""

type DesktopConfigEntry = ConfigEntry[Desktop]
type Teller = Callable[[str, dict[str, Any]], None]

DESKTOPS: Final[HassKey[dict[str, Desktop]]] = HassKey(f"{DOMAIN}_desktops")
"""Every desktop that has been seen since Home Assistant started, by its id."""

_ENVELOPE: Final = 128  # bytes of what Home Assistant puts around an event

# A stage that a person is told of; of what was taken back they know.
_TOLD: Final = {
    Stage.HEARD: "announcement_heard",
    Stage.SUPPRESSED: "announcement_suppressed",
    Stage.INTERRUPTED: "announcement_suppressed",
    Stage.FAILED: "announcement_failed",
}
_UNKNOWN: Final[Capabilities] = {
    "sample_rate": 24_000,
    "prefers": "wav",
    "notifications": False,
    "lock": False,
    "buttons": [],
}


def is_desktop(entry: ConfigEntry) -> bool:
    """Whether an entry is a desktop, and not a service."""
    return entry.data.get(CONF_KIND) == KIND_DESKTOP


@callback
def async_desktop(hass: HomeAssistant, desktop_id: str) -> Desktop:
    """The desktop of an id, connected or not."""
    desktops = hass.data.setdefault(DESKTOPS, {})
    if desktop_id not in desktops:
        desktops[desktop_id] = Desktop(hass, desktop_id)
    return desktops[desktop_id]


@callback
def async_of_connection(hass: HomeAssistant, connection: ActiveConnection) -> list[Desktop]:
    """The desktops that are connected over a connection; usually one."""
    desktops = hass.data.get(DESKTOPS, {}).values()
    return [desktop for desktop in desktops if desktop.async_holds(connection)]


@callback
def async_forget_desktop(hass: HomeAssistant, desktop_id: str) -> None:
    """Tell a desktop that it was removed, and forget it."""
    if (desktop := hass.data.get(DESKTOPS, {}).pop(desktop_id, None)) is not None:
        desktop.async_removed()


@callback
def async_entry_of(hass: HomeAssistant, desktop_id: str) -> DesktopConfigEntry | None:
    """The entry of a desktop; None where there isn't one."""
    return hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, desktop_id)


@dataclass(slots=True)
class _Line:
    """A connection that a desktop has subscribed on.

    Attributes:
        connection: Home Assistant's end.
        subscription: The id of the subscription's message.
        allowance: How many messages more the desktop may send at this moment.
        counted: When that was counted, on the monotonic clock.
    """

    connection: ActiveConnection
    subscription: int
    allowance: float = MESSAGES_AT_ONCE
    counted: float = field(default_factory=monotonic)

    def takes_one_more(self) -> bool:
        """Count a message; whether it is within what a desktop may send."""
        now = monotonic()
        earned = (now - self.counted) * MESSAGES_PER_SECOND
        self.allowance, self.counted = min(self.allowance + earned, MESSAGES_AT_ONCE), now
        self.allowance -= 1
        return self.allowance >= 0


class Desktop:
    """A desktop as this house knows it. It outlives its connections, and reloads of its entry.

    Attributes:
        id: Its own id, a UUID.
        name: What its user calls it there.
        state: What it does, as far as it has said it.
        capabilities: What it can do.
        announcements: What it is to announce.
        app_version: Of the app; empty until it connects.
        platform: `linux`, `windows`, or `macos`; empty until it connects.
    """

    def __init__(self, hass: HomeAssistant, desktop_id: str) -> None:
        self.id = desktop_id
        self.name = ""
        self.state = State()
        self.capabilities = _UNKNOWN
        self.app_version = self.platform = ""
        self.announcements = Announcements(hass, lambda: self.called, self.send, self._tell_ending)
        self._hass = hass
        self._line: _Line | None = None
        self._silence: CALLBACK_TYPE | None = None
        self._listeners: list[Callable[[], None]] = []
        self._tellers: list[Teller] = []
        self._pressed: dict[str, float] = {}  # when, on the monotonic clock

    @property
    def called(self) -> str:
        """What it is called in this house."""
        entry = async_entry_of(self._hass, self.id)
        return self.name if entry is None else entry.title

    @property
    def device_info(self) -> DeviceInfo:
        """Its device."""
        return DeviceInfo(
            identifiers={(DOMAIN, self.id)},
            manufacturer="CosyVoice Home",
            model=self.platform.capitalize().replace("os", "OS") or None,
            name=self.called,
            sw_version=self.app_version or None,
        )

    @property
    def is_connected(self) -> bool:
        """Whether it is there."""
        return self._line is not None

    @property
    def playback(self) -> Playback:
        """What it does."""
        return Playback(self.state.get("playback", Playback.IDLE))

    @property
    def buttons(self) -> dict[str, str]:
        """What can be pressed on it: names by keys."""
        return {button["key"]: button["name"] for button in self.capabilities["buttons"]}

    @callback
    def async_holds(self, connection: ActiveConnection) -> bool:
        """Whether it is connected over this connection."""
        return self._line is not None and self._line.connection is connection

    # --- The line ---------------------------------------------------------------------------------

    @callback
    def async_connect(self, connection: ActiveConnection, subscription: int) -> None:
        """Take a connection for the desktop's. The newest wins."""
        self._hang_up({"type": "replaced"})
        self._line = line = _Line(connection, subscription)

        @callback
        def closed() -> None:
            if self._line is line:
                self._drop()

        connection.subscriptions[subscription] = closed
        self._heard_from()
        self._changed()

    @callback
    def async_message(self) -> bool:
        """Note a sign of life; whether the desktop may send that much.

        One that sends too much loses its subscription.
        """
        assert self._line is not None  # noqa: S101 - the message came over it
        if not self._line.takes_one_more():
            _LOGGER.warning("%s sends too many messages. It was disconnected.", self.called)
            self.async_disconnect()
            return False
        self._heard_from()
        return True

    @callback
    def async_disconnect(self) -> None:
        """End the subscription, on this side."""
        if self._line is not None:
            self._line.connection.subscriptions.pop(self._line.subscription, None)
            self._drop()

    @callback
    def async_called(self, name: str) -> None:
        """Tell the desktop what it is called in this house, if it doesn't know."""
        if self._line is not None and self.name != name:
            self.name = name
            self.send({"type": "renamed", "name": name})

    @callback
    def async_removed(self) -> None:
        """Tell the desktop that it was removed."""
        self._hang_up({"type": "removed"})

    @callback
    def async_rest(self) -> None:
        """Tell the desktop that its entry isn't set up, so that it tries again later."""
        self._hang_up({"type": "reload"})

    def _hang_up(self, event: dict[str, Any]) -> None:
        if self._line is not None:
            self.send(event)
            self.async_disconnect()

    @callback
    def send(self, event: Any) -> None:
        """Tell the desktop something.

        Raises:
            HomeAssistantError: It isn't connected, or it would drop what is that long.
        """
        if self._line is None:
            raise failed("desktop_not_connected", desktop=self.called)
        if len(json_bytes(event)) > MESSAGE_BYTES - _ENVELOPE:
            raise failed("desktop_message_too_long", desktop=self.called)
        self._line.connection.send_event(self._line.subscription, event)

    def _drop(self) -> None:
        self.announcements.async_end_all()  # while the event entity is there to tell it
        self._line = None
        self._stop_listening_for_silence()
        self._changed()

    def _heard_from(self) -> None:
        self._stop_listening_for_silence()

        @callback
        def silent(_: datetime) -> None:
            self._silence = None
            _LOGGER.debug("Nothing was heard of %s for %.0f s", self.called, SILENCE)
            self.async_disconnect()

        self._silence = async_call_later(self._hass, SILENCE, silent)

    def _stop_listening_for_silence(self) -> None:
        if self._silence is not None:
            self._silence()
            self._silence = None

    # --- What it says -----------------------------------------------------------------------------

    @callback
    def async_update(self, state: State, buttons: list[Button] | None = None) -> None:
        """Take over what has changed."""
        self.state = cast("State", {**self.state, **state})
        if buttons is not None:
            self.capabilities = {**self.capabilities, "buttons": buttons}
        self._changed()

    @callback
    def async_press(self, key: str) -> None:
        """Tell that a button was pressed, unless it is one that bounces."""
        now = monotonic()
        self._pressed = {one: at for one, at in self._pressed.items() if now - at < PRESS_EVERY}
        if key in self._pressed:
            return
        self._pressed[key] = now
        told = {"button": key}
        if (name := self.buttons.get(key)) is not None:
            told["button_name"] = name
        self.async_tell(Happening.PRESSED, told)

    @callback
    def async_tell(self, kind: str, attributes: dict[str, Any]) -> None:
        """Have the event entity tell what happened."""
        for teller in list(self._tellers):
            teller(kind, attributes)

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Have a listener called when anything has changed; call what is returned to end it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_be_told(self, teller: Teller) -> CALLBACK_TYPE:
        """Have a teller called with whatever happens; call what is returned to end it."""
        self._tellers.append(teller)
        return lambda: self._tellers.remove(teller)

    def _changed(self) -> None:
        for listener in list(self._listeners):
            listener()

    def _tell_ending(self, announcement: Announcement, ending: Ending) -> None:
        if (kind := _TOLD.get(ending.stage)) is None:
            return
        # What was said is nobody else's business: it is no attribute.
        attributes: dict[str, Any] = {"announcement": announcement.id}
        reason = ending.reason
        if reason is None and ending.stage is Stage.INTERRUPTED:
            reason = Reason.STOPPED_BY_USER
        if reason is not None:
            attributes["reason"] = reason.value
        if ending.first_audio is not None:
            attributes["first_audio"] = ending.first_audio
        self.async_tell(kind, attributes)
