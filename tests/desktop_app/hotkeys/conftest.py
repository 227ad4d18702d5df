"""Who hears of keys, and a display and a bus to press them on."""

from __future__ import annotations

import asyncio
import subprocess
from typing import TYPE_CHECKING

import pytest

from desktop_app.hotkeys import Hotkeys
from tests.desktop import display, session_bus

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from desktop_app.hotkeys import HotkeysStatus

NAMES = {"read-selection": "Read selection", "pause": "Pause or resume", "stop": "Stop"}


class Heard:
    """Notes what was pressed, and what was told."""

    def __init__(self) -> None:
        self.pressed: list[str] = []
        self.told: list[HotkeysStatus] = []
        self.hotkeys = Hotkeys(self.pressed.append, self.told.append, NAMES)

    def states(self) -> dict[str, str]:
        return {action: str(one.state) for action, one in self.hotkeys.status.actions.items()}


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - of whatever kind
            await asyncio.sleep(0.01)


def xdotool(*arguments: str) -> None:
    """Press keys as a person would."""
    subprocess.run(["xdotool", *arguments], check=True, timeout=30)


def use_map(layout: str) -> None:
    """Have another keyboard map."""
    subprocess.run(["setxkbmap", layout], check=True, timeout=30)


@pytest.fixture
async def heard() -> AsyncIterator[Heard]:
    heard = Heard()
    yield heard
    await heard.hotkeys.aclose()


@pytest.fixture(autouse=True)
def _nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with display() as name:
        yield name


@pytest.fixture
def screen(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A display with an American keyboard; its name."""
    monkeypatch.setenv("DISPLAY", server)
    use_map("us")
    return server


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with session_bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
