"""What is selected or was copied, taken from real programs; also from such as hang. Without Qt."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest
from Xlib import X
from Xlib.display import Display
from Xlib.protocol.event import SelectionNotify

from desktop_app.errors import SelectionError
from desktop_app.system import selection, x11_selection
from desktop_app.system.selection import Found, Place, Selections
from tests.desktop import display, selected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from Xlib.protocol.rq import Event


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    with display() as name:
        yield name


@pytest.fixture
def x11(screen: str, monkeypatch: pytest.MonkeyPatch) -> Selections:
    """What asks the display, and never the GUI."""
    monkeypatch.setenv("DISPLAY", screen)

    async def clipboard() -> str:
        raise AssertionError

    return Selections("xcb", clipboard)


LONG = "Grüße aus Köln, 你好。 " * 100_000  # comes in pieces


@pytest.mark.parametrize(
    "text", ["A sentence.", "你好，世界。🙂", LONG], ids=["short", "other", "long"]
)
async def test_text_of_other_programs(x11: Selections, text: str) -> None:
    assert await x11.selected_text() == Found("", Place.SELECTION)
    assert await x11.copied_text() == Found("", Place.CLIPBOARD)
    with selected(text), selected(f"Copied: {text}", "clipboard"):
        assert await x11.selected_text() == Found(text, Place.SELECTION)
        assert await x11.copied_text() == Found(f"Copied: {text}", Place.CLIPBOARD)


async def test_a_program_that_hangs_holds_up_nothing(x11: Selections) -> None:
    with selected("never told") as one, selected("nor this", "clipboard") as other:
        for program in (one, other):
            program.send_signal(signal.SIGSTOP)
        asking = asyncio.gather(x11.selected_text(), x11.copied_text(), return_exceptions=True)
        turns = 0
        while not asking.done():
            await asyncio.sleep(0.01)
            turns += 1
    assert turns > 20
    assert [(type(answer), str(answer)) for answer in await asking] == [
        (SelectionError, "The app with the selected text isn't responding."),
        (SelectionError, "The app that the text was copied from isn't responding."),
    ]


@contextmanager
def owner(kind: str, pieces: list[bytes]) -> Iterator[None]:
    """A program that has its selection in one form, and tells it piece by piece if there are two.

    It never says that that was the last one.
    """
    display = Display()
    window = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    primary, incr = display.intern_atom("PRIMARY"), display.intern_atom("INCR")
    form = display.intern_atom(kind)
    window.set_selection_owner(primary, X.CurrentTime)
    display.sync()

    def answer(event: Event, place: int) -> None:
        event.requestor.send_event(
            SelectionNotify(
                time=event.time,
                requestor=event.requestor,
                selection=primary,
                target=event.target,
                property=place,
            )
        )
        display.flush()

    def serve() -> None:
        while (event := display.next_event()).target != form:
            answer(event, X.NONE)
        asker, place = event.requestor, event.property
        asker.change_attributes(event_mask=X.PropertyChangeMask)
        if len(pieces) == 1:
            asker.change_property(place, form, 8, pieces[0])
            answer(event, place)
            return
        asker.change_property(place, incr, 32, [1])
        answer(event, place)
        for piece in pieces:
            while getattr(display.next_event(), "state", None) != X.PropertyDelete:
                pass
            asker.change_property(place, form, 8, piece)
            display.flush()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(10)
        display.close()


async def test_text_of_an_old_program(x11: Selections) -> None:
    with owner("STRING", ["Grüße".encode("latin-1")]):
        assert await x11.selected_text() == Found("Grüße", Place.SELECTION)


async def test_a_long_text_that_does_not_end(
    x11: Selections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x11_selection, "SILENCE", 0.3)
    with owner("UTF8_STRING", [b"a beginning", b"and more"]):
        with pytest.raises(SelectionError, match="isn't responding"):
            await x11.selected_text()
    monkeypatch.setattr(x11_selection, "_LONGEST", 20)
    with owner("UTF8_STRING", [b"far too long", b"for anybody"]):
        with pytest.raises(SelectionError, match="too long"):
            await x11.selected_text()


async def test_a_display_that_is_not_there(
    x11: Selections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", "not a display")
    with pytest.raises(SelectionError, match="display server isn't responding"):
        await x11.selected_text()


async def copied() -> str:
    return "Copied."


@pytest.mark.parametrize("platform", ["windows", "cocoa", "offscreen"])
async def test_elsewhere_the_gui_is_asked_for_what_was_copied(platform: str) -> None:
    selections = Selections(platform, copied)
    assert await selections.selected_text() == Found("Copied.", Place.CLIPBOARD)
    assert await selections.copied_text() == Found("Copied.", Place.CLIPBOARD)


@pytest.mark.parametrize(
    ("program", "said", "found"),
    [
        ("powershell", "printf 'Grüße, 你好。'", Found("Grüße, 你好。", Place.SELECTION)),
        ("osascript", "printf 'two\\nlines\\n'", Found("two\nlines", Place.SELECTION)),
        ("powershell", "exit 0", Found("", Place.SELECTION)),
        ("osascript", "echo 'not allowed' >&2; exit 1", Found("Copied.", Place.CLIPBOARD)),
    ],
)
async def test_windows_and_macos_are_asked_by_their_own_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, said: str, found: Found
) -> None:
    stand_in = tmp_path / program
    stand_in.write_text(f"#!/bin/sh\n{said}\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    platform = {"powershell": "windows", "osascript": "cocoa"}[program]
    assert await Selections(platform, copied).selected_text() == found


async def test_a_program_of_the_system_that_hangs_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = tmp_path / "osascript"
    stand_in.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/pid\nsleep 60\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(selection, "_SYSTEM_LIMIT", 0.5)
    with pytest.raises(SelectionError):
        await Selections("cocoa", copied).selected_text()
    if (tmp_path / "pid").exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)
