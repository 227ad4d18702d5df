"""What is selected or was copied, taken from real programs; also from such as hang."""

from __future__ import annotations

from contextlib import contextmanager
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import TYPE_CHECKING

from PyQt6.QtGui import QClipboard, QGuiApplication, QImage
import pytest
from Xlib import X
from Xlib.display import Display
from Xlib.protocol.event import SelectionNotify

from desktop_app.errors import SelectionError
from desktop_app.gui import selection
from desktop_app.gui.loop import LoopThread
from desktop_app.gui.selection import Found, Place, copied_text, selected_text
from desktop_app.system import x11_selection
from tests.desktop import selected
from tests.programs import running, until

from .conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from PyQt6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot
    from Xlib.protocol.rq import Event


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[LoopThread]:
    del qapp
    loop = LoopThread()
    yield loop

    async def nothing() -> None:
        pass

    loop.end(nothing())


def found(
    look: Callable[[LoopThread], Coroutine[object, object, Found]], loop: LoopThread, qtbot: QtBot
) -> Found | Exception:
    """Look, while the GUI goes on."""
    answers: list[Found | Exception] = []
    loop.start(look(loop), answers.append, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    return answers[0]


@pytest.fixture(autouse=True)
def _empty(qapp: QApplication) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    for mode in (QClipboard.Mode.Selection, QClipboard.Mode.Clipboard):
        clipboard.clear(mode)
    qapp.sync()


LONG = "Grüße aus Köln, 你好。 " * 100_000  # comes in pieces


@pytest.mark.parametrize(
    "text", ["A sentence.", "你好，世界。🙂", LONG], ids=["short", "other", "long"]
)
def test_text_of_other_programs(loop: LoopThread, qtbot: QtBot, text: str) -> None:
    assert found(selected_text, loop, qtbot) == Found("", Place.SELECTION)
    assert found(copied_text, loop, qtbot) == Found("", Place.CLIPBOARD)
    with selected(text), selected(f"Copied: {text}", "clipboard"):
        assert found(selected_text, loop, qtbot) == Found(text, Place.SELECTION)
        assert found(copied_text, loop, qtbot) == Found(f"Copied: {text}", Place.CLIPBOARD)


def test_text_of_this_program(loop: LoopThread, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("Our own.", QClipboard.Mode.Selection)
    assert found(selected_text, loop, qtbot) == Found("Our own.", Place.SELECTION)


def test_a_program_that_hangs_holds_up_nothing(loop: LoopThread, qtbot: QtBot) -> None:
    with selected("never told") as one, selected("nor this", "clipboard") as other:
        for program in (one, other):
            program.send_signal(signal.SIGSTOP)
        answers: list[Found | Exception] = []
        for look in (selected_text, copied_text):
            loop.start(look(loop), answers.append, answers.append)
        turns, longest, last = 0, 0.0, time.monotonic()
        while len(answers) < 2:
            qtbot.wait(10)
            now = time.monotonic()
            turns, longest, last = turns + 1, max(longest, now - last), now
    # Qt's own way stands still for 5 s here.
    assert turns > 50
    assert longest < x11_selection.SILENCE
    words = sorted(str(error) for error in answers if isinstance(error, SelectionError))
    assert words == [
        "The program in which text is selected does not answer.",
        "The program in which text was copied does not answer.",
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


def test_text_of_an_old_program(loop: LoopThread, qtbot: QtBot) -> None:
    with owner("STRING", ["Grüße".encode("latin-1")]):
        assert found(selected_text, loop, qtbot) == Found("Grüße", Place.SELECTION)


def test_a_long_text_that_does_not_end(
    loop: LoopThread, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x11_selection, "SILENCE", 0.3)
    with owner("UTF8_STRING", [b"a beginning", b"and more"]):
        assert "does not answer" in str(found(selected_text, loop, qtbot))
    monkeypatch.setattr(x11_selection, "_LONGEST", 20)
    with owner("UTF8_STRING", [b"far too long", b"for anybody"]):
        assert "too long" in str(found(selected_text, loop, qtbot))


def test_no_text_is_selected(loop: LoopThread, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setImage(QImage(2, 2, QImage.Format.Format_RGB32), QClipboard.Mode.Selection)
    assert found(selected_text, loop, qtbot) == Found("", Place.SELECTION)


def test_a_display_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", "not a display")
    with pytest.raises(SelectionError, match="display does not answer"):
        x11_selection.read_selection("PRIMARY")


# Elsewhere


def test_where_only_qt_knows(
    loop: LoopThread, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "_is_x11", lambda: False)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("Copied.")
    assert found(selected_text, loop, qtbot) == Found("Copied.", Place.CLIPBOARD)


PROGRAM = """
import asyncio, sys
from PyQt6.QtGui import QGuiApplication
from desktop_app.gui.loop import LoopThread
from desktop_app.gui.selection import copied_text, selected_text

qt = QGuiApplication([])
loop = LoopThread()

async def look():
    for one in (selected_text, copied_text):
        found = await one(loop)
        print(QGuiApplication.platformName(), found.place, found.text, flush=True)

def failed(error):
    print(type(error).__name__, error, flush=True)
    qt.quit()

loop.start(look(), lambda _: qt.quit(), failed)
qt.exec()
loop.end(asyncio.sleep(0))
"""


@pytest.fixture
def wayland(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Wayland desktop without a screen. It does not run as root."""
    if shutil.which("sway") is None or shutil.which("wl-copy") is None:
        pytest.skip("needs sway and wl-clipboard")
    with tempfile.TemporaryDirectory(prefix="run-", ignore_cleanup_errors=True) as directory:
        (Path(directory) / "config").touch()
        command = ["sway", "--config", f"{directory}/config"]
        if os.getuid() == 0:
            os.chown(directory, 65534, 65534)
            command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        monkeypatch.setenv("XDG_RUNTIME_DIR", directory)
        monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
        monkeypatch.setenv("PYTHONPATH", str(ROOT))
        monkeypatch.delenv("DISPLAY", raising=False)
        headless = {"WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman"}
        with running(command, env={**os.environ, **headless}, stderr=subprocess.DEVNULL):
            socket = Path(directory) / "wayland-1"
            until(socket.exists, "sway does not start")
            monkeypatch.setenv("WAYLAND_DISPLAY", socket.name)
            yield


def looked() -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=30
    )
    return run.stdout.splitlines()


@pytest.mark.usefixtures("wayland")
def test_wayland() -> None:
    assert looked() == ["wayland selection ", "wayland clipboard "]
    with (
        running(["wl-copy", "--foreground", "--primary", "Ausgewählt."]) as one,
        running(["wl-copy", "--foreground", "Copied."]) as other,
    ):
        while looked() != ["wayland selection Ausgewählt.", "wayland clipboard Copied."]:
            assert one.poll() is None
            assert other.poll() is None
        one.send_signal(signal.SIGSTOP)
        words = "SelectionError The program in which text is selected does not answer."
        assert looked() == [words]


@pytest.mark.usefixtures("wayland")
def test_wayland_that_does_not_tell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # as without wl-paste
    assert looked() == ["wayland clipboard ", "wayland clipboard "]
    (tmp_path / "wl-paste").write_text("#!/bin/sh\necho 'no such protocol' >&2\nexit 1\n")
    (tmp_path / "wl-paste").chmod(0o755)
    assert looked() == ["wayland clipboard ", "wayland clipboard "]
