"""What desktops say: commands on Home Assistant's WebSocket, which any user may use."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import inf
from typing import TYPE_CHECKING, Any, Final, cast

from homeassistant.components.websocket_api import async_register_command
from homeassistant.components.websocket_api.const import ERR_INVALID_FORMAT
from homeassistant.components.websocket_api.decorators import async_response, websocket_command
from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import instance_id
import voluptuous as vol

from .const import DOMAIN
from .desktop import (
    CONF_USER_ID,
    Desktop,
    async_desktop,
    async_entry_of,
    async_of_connection,
    is_desktop,
)
from .desktop_notices import async_report_old, async_withdraw_old
from .pairing import async_count_of_waiting, async_pair, async_wait_for_administrator
from .shared_client.desktop_link import (
    BUTTONS,
    CONNECT,
    DESKTOPS,
    EVENT,
    KEY_LENGTH,
    NAME_LENGTH,
    OLDEST_PROTOCOL,
    PING,
    PROGRESS,
    PROTOCOL,
    TITLE_LENGTH,
    UNPAIR,
    UPDATE,
    VERSION_LENGTH,
    Connected,
    Happening,
    Playback,
    Quiet,
    Reason,
    Refusal,
    Stage,
    State,
)

if TYPE_CHECKING:
    from homeassistant.components.websocket_api.connection import ActiveConnection

type _Act = Callable[[HomeAssistant, ActiveConnection, dict[str, Any]], None]

_WORDS: Final = {
    Refusal.UNAUTHORIZED: "This desktop belongs to another user",
    Refusal.NOT_CONNECTED: "This desktop isn't connected over this connection",
    Refusal.REMOVED: "This desktop was removed from Home Assistant",
    Refusal.WRONG_INSTANCE: "This is another Home Assistant",
    Refusal.DECLINED: "An administrator has declined this desktop",
    Refusal.TOO_OLD: "The desktop app is too old for this version of the integration",
    Refusal.TOO_MANY: f"There are {DESKTOPS} desktops already, or this one sends too many messages",
    Refusal.NOT_LOADED: "This desktop is disabled in Home Assistant, or isn't set up yet",
}

# A UUID of version 4, as 36 characters: what others can't guess.
_ID: Final = vol.All(
    str, vol.Match(r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
)


def _text(most: int, least: int = 0) -> Any:
    """Words of so many characters; half of a surrogate pair can't be kept."""
    return vol.All(str, vol.Length(min=least, max=most), _encodable)


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise vol.Invalid("isn't Unicode") from error
    return text


def _finite(value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -inf < value < inf:
        raise vol.Invalid("isn't a number")
    return float(value)


def _one_of(kinds: Any) -> Any:
    return vol.In([kind.value for kind in kinds])


_STATE: Final = vol.Schema(
    {
        vol.Optional("playback"): _one_of(Playback),
        vol.Optional("volume"): vol.All(_finite, vol.Range(0, 1)),
        vol.Optional("muted"): bool,
        vol.Optional("waiting"): vol.All(_finite, vol.Range(0, 10_000), vol.Coerce(int)),
        vol.Optional("do_not_disturb"): vol.Any(None, _one_of(Quiet)),
        vol.Optional("locked"): vol.Any(None, bool),
        vol.Optional("title"): vol.Any(None, _text(TITLE_LENGTH)),
    },
    extra=vol.REMOVE_EXTRA,
)
_BUTTON: Final = vol.Schema(
    {vol.Required("key"): _text(KEY_LENGTH, 1), vol.Required("name"): _text(NAME_LENGTH, 1)},
    extra=vol.REMOVE_EXTRA,
)
_BUTTONS: Final = vol.All([_BUTTON], vol.Length(max=BUTTONS))
_CAPABILITIES: Final = vol.Schema(
    {
        vol.Required("sample_rate"): vol.All(_finite, vol.Range(8_000, 192_000), vol.Coerce(int)),
        vol.Required("prefers"): vol.In(["wav", "mp3"]),
        vol.Optional("notifications", default=False): bool,
        vol.Optional("lock", default=False): bool,
        vol.Optional("buttons", default=list): _BUTTONS,
    },
    extra=vol.REMOVE_EXTRA,
)
_EVENT_DATA: Final = vol.Schema(
    {
        vol.Optional("button"): _text(KEY_LENGTH, 1),
        vol.Optional("reading"): _text(64),
        vol.Optional("title"): vol.Any(None, _text(TITLE_LENGTH)),
    },
    extra=vol.REMOVE_EXTRA,
)


def _command(name: str, fields: dict[Any, Any]) -> Callable[[_Act], _Act]:
    """A command of one desktop; what else it holds, a later version may know.

    Home Assistant would write each message that is wrong into its log, and nobody would count it.
    """
    schema = vol.Schema({vol.Required("desktop_id"): _ID, **fields}, extra=vol.ALLOW_EXTRA)
    anything: dict[Any, Any] = {vol.Required("type"): name, vol.Extra: object}

    def decorate(act: _Act) -> _Act:
        @websocket_command(anything)
        @callback
        @wraps(act)
        def read(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
            try:
                said = schema(msg)
            except vol.Invalid as error:
                for desktop in async_of_connection(hass, connection):
                    desktop.async_message()
                # Its own words repeat what was sent, and look long for what may have been meant.
                where = ".".join(map(str, error.path)) or "the command"
                connection.send_error(msg["id"], ERR_INVALID_FORMAT, f"Wrong: {where}"[:200])
                return
            act(hass, connection, said)

        return read

    return decorate


@callback
def async_setup_commands(hass: HomeAssistant) -> None:
    """Have desktops heard."""
    for command in (_connect, _update, _progress, _event, _ping, _unpair):
        async_register_command(hass, command)


@_command(
    CONNECT,
    {
        vol.Required("entry_id"): vol.Any(None, _text(64)),
        vol.Optional("instance", default=None): vol.Any(None, _text(64)),
        vol.Required("name"): _text(NAME_LENGTH, 1),
        vol.Required("protocol"): vol.All(int, vol.Range(1, 1_000_000)),
        vol.Optional("app_version", default=""): _text(VERSION_LENGTH),
        vol.Required("platform"): vol.In(["linux", "windows", "macos"]),
        vol.Required("capabilities"): _CAPABILITIES,
        vol.Required("state"): _STATE,
    },
)
@async_response
async def _connect(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Connect a desktop, or pair one that no entry is asked for."""
    own_instance = await instance_id.async_get(hass)
    desktop_id: str = msg["desktop_id"]
    entry = async_entry_of(hass, desktop_id)
    refusal = _refusal(hass, connection, msg, own_instance)
    if refusal is None and entry is None:
        if not await async_pair(hass, desktop_id, msg["name"], connection.user):
            _have_wait(hass, connection, msg, own_instance)
            return
        entry = async_entry_of(hass, desktop_id)
        refusal = _refusal(hass, connection, msg, own_instance)
    if refusal is not None:
        connection.send_error(msg["id"], refusal, _WORDS[refusal])
        return
    assert entry is not None  # noqa: S101 - without one it was paired
    # The answer comes before any event.
    connection.send_result(
        msg["id"], _answer(msg, own_instance, entry_id=entry.entry_id, name=entry.title)
    )
    _take_in(hass, connection, msg)


def _refusal(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any], instance: str
) -> Refusal | None:
    """Why a desktop can't connect; None if it can, or can be paired."""
    desktop_id = msg["desktop_id"]
    if msg["instance"] not in {None, instance}:
        return Refusal.WRONG_INSTANCE
    entry = async_entry_of(hass, desktop_id)
    if entry is None:
        if msg["entry_id"] is not None:
            return Refusal.REMOVED
        if msg["protocol"] < OLDEST_PROTOCOL:
            return Refusal.TOO_OLD
        many = sum(map(is_desktop, hass.config_entries.async_entries(DOMAIN)))
        if not connection.user.is_admin:
            many += async_count_of_waiting(hass, but=desktop_id)
        return Refusal.TOO_MANY if many >= DESKTOPS else None
    if entry.source == SOURCE_IGNORE:
        return Refusal.DECLINED
    if not is_desktop(entry) or entry.data[CONF_USER_ID] != connection.user.id:
        return Refusal.UNAUTHORIZED
    if msg["protocol"] < OLDEST_PROTOCOL:
        async_report_old(hass, entry)
        return Refusal.TOO_OLD
    async_withdraw_old(hass, entry)
    return None if entry.state is ConfigEntryState.LOADED else Refusal.NOT_LOADED


def _answer(
    msg: dict[str, Any], instance: str, *, entry_id: str | None = None, name: str
) -> Connected:
    return Connected(
        status="pending" if entry_id is None else "connected",
        protocol=min(PROTOCOL, msg["protocol"]),
        instance=instance,
        entry_id=entry_id,
        name=name,
    )


def _have_wait(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any], instance: str
) -> None:
    """Keep the subscription open until an administrator has decided."""

    @callback
    def answered(refusal: Refusal | None) -> None:
        connection.subscriptions.pop(msg["id"], None)
        entry = async_entry_of(hass, msg["desktop_id"])
        if refusal is not None or entry is None:
            connection.send_event(msg["id"], {"type": "declined"})
            return
        _take_in(hass, connection, msg)
        connection.send_event(
            msg["id"], {"type": "connected", "entry_id": entry.entry_id, "name": entry.title}
        )

    leave = async_wait_for_administrator(hass, msg["desktop_id"], answered)
    connection.subscriptions[msg["id"]] = leave
    connection.send_result(msg["id"], _answer(msg, instance, name=msg["name"]))


def _take_in(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    desktop = async_desktop(hass, msg["desktop_id"])
    desktop.name = msg["name"]
    desktop.app_version, desktop.platform = msg["app_version"], msg["platform"]
    desktop.capabilities = msg["capabilities"]
    desktop.state = cast("State", msg["state"])
    desktop.async_connect(connection, msg["id"])
    if (entry := async_entry_of(hass, msg["desktop_id"])) is not None:
        desktop.name = entry.title  # as the answer, or the event, says


def _connected(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> Desktop | None:
    """The desktop that says something; None, and an error sent, if it isn't this connection's."""
    entry = async_entry_of(hass, msg["desktop_id"])
    desktop = async_desktop(hass, msg["desktop_id"]) if entry is not None else None
    refusal: Refusal | None = None
    if entry is not None and entry.data.get(CONF_USER_ID) != connection.user.id:
        refusal = Refusal.UNAUTHORIZED
    elif desktop is None or not desktop.async_holds(connection):
        refusal = Refusal.NOT_CONNECTED
    elif not desktop.async_message():
        refusal = Refusal.TOO_MANY
    if refusal is not None:
        connection.send_error(msg["id"], refusal, _WORDS[refusal])
        return None
    return desktop


@_command(UPDATE, {vol.Required("state"): _STATE, vol.Optional("buttons"): _BUTTONS})
@callback
def _update(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Take over what a desktop does now."""
    if (desktop := _connected(hass, connection, msg)) is not None:
        desktop.async_update(cast("State", msg["state"]), msg.get("buttons"))
        connection.send_result(msg["id"])


@_command(
    PROGRESS,
    {
        vol.Required("announcement"): _text(64, 1),
        vol.Required("stage"): _one_of(Stage),
        vol.Optional("reason"): vol.Any(None, _one_of(Reason)),
        vol.Optional("first_audio"): vol.Any(None, vol.All(_finite, vol.Range(0, 3600))),
    },
)
@callback
def _progress(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Note how far an announcement is."""
    if (desktop := _connected(hass, connection, msg)) is not None:
        reason = msg.get("reason")
        desktop.announcements.async_progress(
            msg["announcement"],
            Stage(msg["stage"]),
            None if reason is None else Reason(reason),
            msg.get("first_audio"),
        )
        connection.send_result(msg["id"])


@_command(
    EVENT,
    {vol.Required("kind"): _one_of(Happening), vol.Optional("data", default=dict): _EVENT_DATA},
)
@callback
def _event(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Tell what happened on a desktop."""
    if (desktop := _connected(hass, connection, msg)) is None:
        return
    told = {name: value for name, value in msg["data"].items() if value is not None}
    button = told.pop("button", None)
    if msg["kind"] != Happening.PRESSED:
        desktop.async_tell(msg["kind"], told)
    elif button is None:
        connection.send_error(msg["id"], ERR_INVALID_FORMAT, "A press needs the key of its button")
        return
    else:
        desktop.async_press(button)
    connection.send_result(msg["id"])


@_command(PING, {})
@callback
def _ping(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Note a sign of life."""
    if _connected(hass, connection, msg) is not None:
        connection.send_result(msg["id"])


@_command(UNPAIR, {})
@async_response
async def _unpair(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Forget a desktop, at its user's wish."""
    if _connected(hass, connection, msg) is not None:
        entry = async_entry_of(hass, msg["desktop_id"])
        assert entry is not None  # noqa: S101 - it is connected
        connection.send_result(msg["id"])
        await hass.config_entries.async_remove(entry.entry_id)
