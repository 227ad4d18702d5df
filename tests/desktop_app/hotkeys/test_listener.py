"""The way of Windows and macOS, on X11, which pynput knows too: those are not at hand."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.hotkeys import Way, hotkeys, listener

from .conftest import Heard, until, xdotool

if TYPE_CHECKING:
    from collections.abc import Iterator

# On X11, pynput's threads end with the display only, and complain.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hotkeys, "_BACKENDS", ((lambda: True, "listener", "ListenerBackend"),))


@pytest.fixture
def _pynput(screen: str) -> Iterator[None]:
    del screen
    yield
    for name in [name for name in sys.modules if name.startswith("pynput")]:
        del sys.modules[name]  # it connects when it is loaded


@pytest.mark.usefixtures("_pynput")
async def test_keys_are_heard_and_change(heard: Heard) -> None:
    status = await heard.hotkeys.use({"read-selection": "Ctrl+Alt+R", "pause": "Calculator"})
    assert status.way is Way.LISTENER
    assert heard.states() == {"read-selection": "active", "pause": "absent"}
    xdotool("key", "ctrl+alt+r")
    await until(lambda: heard.pressed == ["read-selection"])
    await heard.hotkeys.use({"stop": "F9"})
    xdotool("key", "ctrl+alt+r", "F9")
    await until(lambda: len(heard.pressed) == 2)
    assert heard.pressed == ["read-selection", "stop"]


@pytest.mark.usefixtures("_pynput")
async def test_on_macos_qt_means_command(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_APPLE", True)
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+PgUp", "pause": "Meta+P"})
    xdotool("key", "super+alt+Prior", "ctrl+p")
    await until(lambda: len(heard.pressed) == 2)
    assert heard.pressed == ["read-selection", "pause"]


async def test_without_pynput(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynput.keyboard", None)
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+R"})
    assert heard.states() == {"read-selection": "off"}
