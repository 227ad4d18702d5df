"""What Qt has of selections: its clipboard, what is selected in our own windows, and Wayland."""

from __future__ import annotations

import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

from PyQt6.QtGui import QClipboard, QGuiApplication, QImage
import pytest

from desktop_app.gui.clipboard import clipboard_text
from desktop_app.gui.loop import LoopThread
from desktop_app.system.selection import Found, Place, Selections
from tests.programs import running, until

from .conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from PyQt6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[LoopThread]:
    del qapp
    loop = LoopThread()
    yield loop

    async def nothing() -> None:
        pass

    loop.end(nothing())


@pytest.fixture
def clipboard(qapp: QApplication) -> QClipboard:
    """Qt's, with nothing in it."""
    clipboard = qapp.clipboard()
    assert clipboard is not None
    for mode in (QClipboard.Mode.Selection, QClipboard.Mode.Clipboard):
        clipboard.clear(mode)
    qapp.sync()
    return clipboard


def given(asking: Coroutine[object, object, object], loop: LoopThread, qtbot: QtBot) -> object:
    """What is answered while the GUI goes on."""
    answers: list[object] = []
    loop.start(asking, answers.append, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    return answers[0]


def of_display(loop: LoopThread) -> Selections:
    return Selections(QGuiApplication.platformName(), lambda: clipboard_text(loop))


def test_the_loop_gets_the_text_in_the_clipboard(
    clipboard: QClipboard, loop: LoopThread, qtbot: QtBot
) -> None:
    assert given(clipboard_text(loop), loop, qtbot) == ""
    clipboard.setText("Copied.")
    assert given(clipboard_text(loop), loop, qtbot) == "Copied."


def test_text_of_this_program(clipboard: QClipboard, loop: LoopThread, qtbot: QtBot) -> None:
    clipboard.setText("Our own.", QClipboard.Mode.Selection)
    found = given(of_display(loop).selected_text(), loop, qtbot)
    assert found == Found("Our own.", Place.SELECTION)


def test_no_text_is_selected(clipboard: QClipboard, loop: LoopThread, qtbot: QtBot) -> None:
    clipboard.setImage(QImage(2, 2, QImage.Format.Format_RGB32), QClipboard.Mode.Selection)
    found = given(of_display(loop).selected_text(), loop, qtbot)
    assert found == Found("", Place.SELECTION)


# Wayland


PROGRAM = """
import asyncio, sys
from PyQt6.QtGui import QGuiApplication
from desktop_app.gui.clipboard import clipboard_text
from desktop_app.gui.loop import LoopThread
from desktop_app.system.selection import Selections

qt = QGuiApplication([])
loop = LoopThread()
selections = Selections(QGuiApplication.platformName(), lambda: clipboard_text(loop))

async def look():
    for one in (selections.selected_text, selections.copied_text):
        found = await one()
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
        words = "SelectionError The app with the selected text isn't responding."
        assert looked() == [words]


@pytest.mark.usefixtures("wayland")
def test_wayland_that_does_not_tell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # as without wl-paste
    assert looked() == ["wayland clipboard ", "wayland clipboard "]
    (tmp_path / "wl-paste").write_text("#!/bin/sh\necho 'no such protocol' >&2\nexit 1\n")
    (tmp_path / "wl-paste").chmod(0o755)
    assert looked() == ["wayland clipboard ", "wayland clipboard "]
