"""A desktop that says and does what a test tells it to, over Home Assistant's real WebSocket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from homeassistant.setup import async_setup_component

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.desktop import async_entry_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from homeassistant.config_entries import ConfigEntry
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

SPEAKER = "media_player.laptop"
SATELLITE = "assist_satellite.laptop_announcements"
ACTIVITY = "event.laptop_activity"
SWITCH = "switch.laptop_do_not_disturb"
SPEAKING = "binary_sensor.laptop_speaking"

IDLE = {"playback": "idle", "volume": 0.5, "muted": False, "waiting": 0, "do_not_disturb": None}
CAPABILITIES = {
    "sample_rate": 48_000,
    "prefers": "wav",
    "notifications": True,
    "lock": True,
    "buttons": [{"key": "lights", "name": "Lights"}],
}
SOON = 10.0


class Desktop:
    """An app on a computer, as Home Assistant sees it."""

    def __init__(self, socket: MockHAClientWebSocket, desktop_id: str, name: str) -> None:
        self.socket = socket
        self.id = desktop_id
        self.name = name
        self.subscription = self._number = 0
        self._events: list[dict[str, Any]] = []
        self._answers: dict[int, dict[str, Any]] = {}

    async def connect(self, **more: Any) -> dict[str, Any]:
        """Subscribe; gives the whole answer."""
        message = {
            "type": "cosyvoice/desktop/connect",
            "desktop_id": self.id,
            "entry_id": None,
            "name": self.name,
            "protocol": 1,
            "app_version": "0.2.0",
            "platform": "linux",
            "capabilities": CAPABILITIES,
            "state": IDLE,
            **more,
        }
        answer = await self.raw(message)
        if answer["success"]:
            self.subscription = answer["id"]
        return answer

    async def say(self, command: str, **fields: Any) -> dict[str, Any]:
        """Send a command; gives the whole answer."""
        return await self.raw(
            {"type": f"cosyvoice/desktop/{command}", "desktop_id": self.id, **fields}
        )

    async def raw(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send anything; gives the whole answer."""
        self._number = number = self._number + 1
        await self.socket.send_json({**message, "id": number})
        while number not in self._answers:
            await self._receive()
        return self._answers.pop(number)

    async def event(self, kind: str | None = None) -> dict[str, Any]:
        """The next event, which has to be of this kind."""
        while not self._events:
            await self._receive()
        event = self._events.pop(0)
        assert kind is None or event["type"] == kind, event
        return event

    async def announcement(self) -> dict[str, Any]:
        """The next announcement."""
        return await self.event("announce")

    async def heard(self, announcement: dict[str, Any], **more: Any) -> None:
        """Say that an announcement was heard, or otherwise how it ended."""
        answer = await self.say(
            "progress", announcement=announcement["announcement"], **{"stage": "heard", **more}
        )
        assert answer["success"], answer

    async def has_no_event(self) -> bool:
        """Whether nothing more has come by the time that a ping is answered."""
        await self.say("ping")
        return not self._events

    async def _receive(self) -> None:
        async with asyncio.timeout(SOON):
            message = await self.socket.receive_json()
        if message["type"] == "event":
            self._events.append(message["event"])
        else:
            self._answers[message["id"]] = message


type Arrive = Callable[..., Awaitable[Desktop]]
"""Has a desktop pair and connect; takes its name, and what it says when it connects."""


async def house(hass: HomeAssistant) -> None:
    """The integration is set up, without any entry, and what has to be before a client is."""
    for component in ("homeassistant", "media_source", "assist_satellite", "media_player", DOMAIN):
        assert await async_setup_component(hass, component, {})


def entry_of(hass: HomeAssistant, desktop: Desktop) -> ConfigEntry:
    """The entry of a desktop."""
    entry = async_entry_of(hass, desktop.id)
    assert entry is not None
    return entry


def speak(
    hass: HomeAssistant, url: str = "/local/ding.wav", *, entity_id: str = SPEAKER, **extra: Any
) -> asyncio.Task[Any]:
    """Have something announced; the task ends when the action does."""
    return hass.async_create_task(
        hass.services.async_call(
            "media_player",
            "play_media",
            {
                "entity_id": entity_id,
                "media_content_id": url,
                "media_content_type": "music",
                "announce": True,
                "extra": extra,
            },
            blocking=True,
        )
    )


async def script(hass: HomeAssistant, *sequence: dict[str, Any], mode: str = "single") -> None:
    """Have a script of these actions: `script.one`."""
    one = {"sequence": list(sequence), "mode": mode}
    assert await async_setup_component(hass, "script", {"script": {"one": one}})


def announcing(*entity_ids: str, **more: Any) -> dict[str, Any]:
    """An action that has a sound announced."""
    return {
        "action": f"{DOMAIN}.announce",
        "target": {"entity_id": list(entity_ids or [SPEAKER])},
        "data": {"media": "/local/ding.wav"},
        **more,
    }


def run(hass: HomeAssistant) -> asyncio.Task[Any]:
    """Run the script; the task ends when it does."""
    return hass.async_create_task(hass.services.async_call("script", "one", blocking=True))


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state
