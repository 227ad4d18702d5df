"""Real keys on a real X server, pressed by xdotool as a person would."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, closing, contextmanager
import ctypes
import gc
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from desktop_app.hotkeys import Hotkeys, Way, x11
from desktop_app.hotkeys.grabs import Grabs
from desktop_app.hotkeys.status import HotkeysError
from tests.desktop import display
from tests.programs import running

from .conftest import NAMES, Heard, until, use_map, xdotool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from Xlib.protocol.event import KeyPress, KeyRelease

pytestmark = pytest.mark.usefixtures("screen")


@contextmanager
def client() -> Iterator[Display]:
    with closing(Display()) as display:
        yield display


@contextmanager
def focused_program() -> Iterator[subprocess.Popen[str]]:
    """A program with the focus, which prints the keys that it gets."""
    command = ["stdbuf", "-oL", "xev", "-event", "keyboard", "-name", "in-front"]
    with running(command, stdout=subprocess.PIPE, text=True) as program:
        xdotool("search", "--sync", "--name", "in-front", "windowfocus", "--sync")
        yield program


def keys_seen(program: subprocess.Popen[str], last: str) -> list[str]:
    """Name the keys that a program got pressed, up to one."""
    assert program.stdout is not None
    seen: list[str] = []
    pressed = False
    while last not in seen:
        line = program.stdout.readline()
        assert line
        pressed = line.startswith("KeyPress") or (pressed and line.strip() != "")
        if pressed and "keysym" in line:
            seen.append(line.split("keysym")[1].split(",")[1].strip(" )"))
    return seen


async def test_a_key_fires_once_and_the_program_in_front_does_not_see_it(heard: Heard) -> None:
    status = await heard.hotkeys.use({"read-selection": "Ctrl+Alt+R", "stop": "F9", "next": ""})
    assert status.way is Way.X11
    assert heard.states() == {"read-selection": "active", "stop": "active", "next": "none"}
    assert heard.told == [status]
    with focused_program() as program:
        xdotool("key", "a", "ctrl+alt+r", "F9", "ctrl+r", "b")
        assert keys_seen(program, "b") == ["a", "Control_L", "Alt_L", "Control_L", "r", "b"]
    await until(lambda: len(heard.pressed) >= 2)
    assert heard.pressed == ["read-selection", "stop"]


async def test_who_gives_up_while_the_display_is_opened_asks_again(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, goes_on = threading.Event(), threading.Event()

    def slow() -> Display:
        opening.set()
        goes_on.wait(5)
        return Display()

    with monkeypatch.context() as patch:
        patch.setattr(x11, "Display", slow)
        first = asyncio.create_task(heard.hotkeys.use({"stop": "F9"}))
        assert await asyncio.to_thread(opening.wait, 5)
        asyncio.get_running_loop().call_later(0.05, goes_on.set)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
    await heard.hotkeys.use({"stop": "F9"})
    assert heard.states() == {"stop": "active"}


@pytest.mark.parametrize("lock", ["Num_Lock", "Caps_Lock"])
async def test_locks_make_no_difference(heard: Heard, lock: str) -> None:
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+R", "stop": "F9"})
    with client() as display:
        before = display.screen().root.query_pointer().mask
        xdotool("key", lock)
        assert display.screen().root.query_pointer().mask != before
    xdotool("key", "ctrl+alt+r", "F9")
    xdotool("key", lock)
    await until(lambda: len(heard.pressed) >= 2)
    assert heard.pressed == ["read-selection", "stop"]


async def test_a_key_that_is_kept_down_fires_once(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    presses = 0
    action = Grabs.action

    def counted(grabs: Grabs, event: KeyPress | KeyRelease) -> str:
        nonlocal presses
        presses += event.type == X.KeyPress
        return action(grabs, event)

    monkeypatch.setattr(Grabs, "action", counted)
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+R", "stop": "F9"})
    xdotool("keydown", "ctrl", "keydown", "alt", "keydown", "r")
    try:
        await until(lambda: presses >= 5)
    finally:
        xdotool("keyup", "r", "keyup", "alt", "keyup", "ctrl")
    xdotool("key", "ctrl+alt+r", "F9")
    await until(lambda: "stop" in heard.pressed)
    assert heard.pressed == ["read-selection", "read-selection", "stop"]


async def test_a_key_that_another_program_holds(heard: Heard) -> None:
    keys = {"read-selection": "Ctrl+Alt+R", "stop": "F9"}
    with client() as other:
        code = other.keysym_to_keycode(ord("r"))
        mode = X.GrabModeAsync
        other.screen().root.grab_key(code, X.ControlMask | X.Mod1Mask, 0, mode, mode)
        other.sync()
        await heard.hotkeys.use(keys)
        assert heard.states() == {"read-selection": "taken", "stop": "active"}
        xdotool("key", "F9")
        await until(lambda: heard.pressed == ["stop"])
    # Nothing of it was kept, not even what could be had.
    with client() as third:
        for extra in (0, X.LockMask, X.Mod2Mask):
            third.screen().root.grab_key(code, X.ControlMask | X.Mod1Mask | extra, 0, mode, mode)
        third.sync()
    await heard.hotkeys.use(keys)
    assert heard.states() == {"read-selection": "active", "stop": "active"}


async def test_keys_change_at_run_time(heard: Heard) -> None:
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+R", "stop": "F9"})
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+T", "stop": "F9"})
    with focused_program() as program:
        xdotool("key", "ctrl+alt+r", "ctrl+alt+t", "F9", "b")
        assert "r" in keys_seen(program, "b")
    await until(lambda: "stop" in heard.pressed)
    assert heard.pressed == ["read-selection", "stop"]


async def test_at_the_end_keys_are_free(heard: Heard) -> None:
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+R"})
    other = Heard()
    await other.hotkeys.use({"read-selection": "Ctrl+Alt+R"})
    assert other.states() == {"read-selection": "taken"}
    await heard.hotkeys.aclose()
    await other.hotkeys.use({"read-selection": "Ctrl+Alt+R"})
    assert other.states() == {"read-selection": "active"}
    await other.hotkeys.aclose()


async def test_what_cannot_be_asked_for(heard: Heard) -> None:
    await heard.hotkeys.use(
        {
            "a": "Ctrl+Alt+R",
            "b": "ctrl+alt+r",
            "c": "Ctrl+K, Ctrl+C",
            "d": "R",
            "e": "Ctrl+ж",
            "f": "Ctrl+!",
            "g": "Ctrl+Shift+1",
            "h": "Ctrl+€",
        }
    )
    assert list(heard.states().values()) == [
        *("active", "double", "unknown", "bare", "absent", "active", "double", "absent")
    ]
    xdotool("key", "ctrl+shift+1")
    await until(lambda: heard.pressed == ["f"])


def press(code: int) -> None:
    """Press Ctrl, Alt and a key, wherever the map has it."""
    with client() as display:
        keys = (37, 64, code)
        for kind, order in ((X.KeyPress, keys), (X.KeyRelease, keys[::-1])):
            for one in order:
                xtest.fake_input(display, kind, one)
        display.sync()


async def test_another_keyboard_map(heard: Heard) -> None:
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+Y"})
    press(29)
    await until(lambda: heard.pressed == ["read-selection"])
    use_map("de")
    with client() as other:  # the old key is let go of, once the new map is understood
        mode = X.GrabModeAsync

        def free() -> bool:
            refused: list[object] = []
            other.screen().root.grab_key(
                29, X.ControlMask | X.Mod1Mask, 0, mode, mode, onerror=lambda *e: refused.append(e)
            )
            other.sync()
            return not refused

        await until(free)
    press(52)
    await until(lambda: heard.pressed == ["read-selection"] * 2)
    use_map("ru")
    await until(lambda: heard.states() == {"read-selection": "absent"})
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+К"})
    assert heard.states() == {"read-selection": "active"}
    press(27)
    await until(lambda: heard.pressed == ["read-selection"] * 3)
    use_map("us,ru")
    await until(lambda: heard.states() == {"read-selection": "active"})


def use_group(group: int) -> None:
    """Switch between the layouts of the keyboard map, as a person does."""
    library = ctypes.CDLL("libX11.so.6")
    library.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(library.XOpenDisplay(None))
    library.XkbLockGroup(display, 0x100, group)  # the core keyboard
    library.XCloseDisplay(display)


async def test_another_layout_of_the_same_map(heard: Heard) -> None:
    use_map("us,ru")
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+R", "pause": "Ctrl+Alt+Ж"})
    assert heard.states() == {"read-selection": "active", "pause": "active"}
    for group in (0, 1):
        use_group(group)
        press(27)
        press(47)
    use_group(0)
    await until(lambda: len(heard.pressed) == 4)
    assert heard.pressed == ["read-selection", "pause"] * 2


async def test_a_display_that_goes_away(monkeypatch: pytest.MonkeyPatch, heard: Heard) -> None:
    with ExitStack() as short:
        monkeypatch.setenv("DISPLAY", short.enter_context(display()))
        await heard.hotkeys.use({"read-selection": "Ctrl+Alt+R", "next": ""})
        assert heard.states()["read-selection"] == "active"
        backend = heard.hotkeys._backend
    await until(lambda: heard.states() == {"read-selection": "off", "next": "none"})
    assert isinstance(backend, x11.X11Backend)
    await until(lambda: not backend._thread.is_alive())
    with pytest.raises(HotkeysError):
        await backend.use({}, {})
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+R"})
    assert heard.states() == {"read-selection": "off"}
    assert heard.hotkeys.status.way is Way.NONE


# python-xlib leaves sockets that could not connect to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_no_display_at_all(monkeypatch: pytest.MonkeyPatch, heard: Heard) -> None:
    monkeypatch.setenv("DISPLAY", ":987")
    await heard.hotkeys.use({"read-selection": "Ctrl+Alt+R"})
    assert heard.states() == {"read-selection": "off"}
    monkeypatch.delenv("DISPLAY")
    await heard.hotkeys.use({"stop": "F9"})
    assert heard.states() == {"stop": "off"}
    gc.collect()


async def test_it_ends_before_it_was_used() -> None:
    await Hotkeys(print, print, NAMES).aclose()
