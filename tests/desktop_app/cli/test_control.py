"""Orders on the command line, to an app that does not run and to a real one."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import AppError
from desktop_app.system.control import order, parse, refusal
from tests.desktop import display, selected
from tests.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.desktop_app.cli.conftest import Shell
    from tests.sound_server import SoundServer

ORDERS = ("pause", "resume", "toggle", "stop", "next", "previous")
READINGS = ("read-selection", "read-clipboard")
TEXT = "This is what is selected, and it is long enough to be heard for a while. " * 3


@pytest.fixture
def user(fresh: Shell) -> Iterator[Shell]:
    """A user with a place for sockets, whose path may not be long."""
    with tempfile.TemporaryDirectory(prefix="run-") as directory:
        fresh.environment.update(
            XDG_RUNTIME_DIR=directory, PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring"
        )
        yield fresh


@contextmanager
def answering(user: Shell, answer: bytes | None) -> Iterator[list[tuple[str, list[str]]]]:
    """Something that listens as an app does, and notes what it is told."""
    orders: list[tuple[str, list[str]]] = []
    directory = Path(user.environment["XDG_RUNTIME_DIR"]) / "cosyvoice-home"
    directory.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(directory / "control"))
        server.listen()

        def answer_all() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    line = b""
                    while not line.endswith(b"\n") and (piece := connection.recv(4096)):
                        line += piece
                    orders.append(parse(line))
                    if answer is not None:
                        connection.sendall(answer)

        thread = threading.Thread(target=answer_all, daemon=True)
        thread.start()
        try:
            yield orders
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(10)


@pytest.mark.parametrize("name", ORDERS)
def test_where_no_app_runs_it_is_said_so(user: Shell, name: str) -> None:
    done = user.run(name)
    assert done.code == 8
    assert done.out == ""
    assert "The app isn't running." in done.err
    assert "cosyvoice app" in done.err


def test_the_status_of_no_app(user: Shell) -> None:
    assert user.run("status").code == 8
    done = user.run("status", "--json")
    assert done.code == 8
    assert done.json == {"running": False, "state": None}


def test_every_order_is_given(user: Shell) -> None:
    with answering(user, order("done", [""])) as orders:
        for name in (*ORDERS, *READINGS):
            assert user.good(name).out == ""
    assert orders == [(name, []) for name in (*ORDERS, *READINGS)]


def test_the_status_of_an_app(user: Shell) -> None:
    with answering(user, order("done", ["paused"])):
        assert user.good("status").out == "paused\n"
        assert user.good("status", "--json").json == {"running": True, "state": "paused"}


@pytest.mark.parametrize("answer", [order("done", ["idle"]), b"no answer of ours\n"])
def test_a_running_app_is_mentioned_where_its_folders_are_to_be_deleted(
    user: Shell, answer: bytes
) -> None:
    user.good("config", "add", "--keep-active", "--no-token", "a", "http://a")
    with answering(user, answer):
        assert "The app is still running" in user.good("app", "--uninstall").err


def test_an_app_that_refuses_or_is_of_another_version(user: Shell) -> None:
    gone = AppError("page_slow", address="https://example.com")
    with answering(user, refusal(gone)):
        done = user.run("pause")
        assert done.code == 8
        assert str(gone) in done.err
        assert gone.hint in done.err
    shutil.rmtree(Path(user.environment["XDG_RUNTIME_DIR"]) / "cosyvoice-home")
    with answering(user, b'{"version": 3, "command": "done", "arguments": []}\n'):
        assert "Another version" in user.run("pause").err


def test_an_app_that_cannot_start_is_said_so(user: Shell) -> None:
    user.environment.update(QT_QPA_PLATFORM="nonsense")
    done = user.run("read-selection")
    assert done.code == 8
    assert "The app didn't start." in done.err
    assert "cosyvoice app" in done.err


def test_help_names_them(user: Shell) -> None:
    shown = user.good("--help").out
    assert "Control the running app" in shown
    for name in (*ORDERS, *READINGS, "status"):
        assert name in shown
        assert name in user.good(name, "--help").out


def test_qt_is_not_imported(user: Shell) -> None:
    program = (
        "import sys; from desktop_app.cli import main\n"
        "try: main(['pause'])\n"
        "except SystemExit: print('PyQt6' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=user.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "False\n"


def test_the_voice_for_speech_dispatcher(user: Shell) -> None:
    name = "speech-dispatcher"
    found = user.good(name, "show", "--json").json
    assert (found["installed"], found["default"]) == (False, False)
    assert "not installed" in user.good(name, "show").out
    assert "sd_cosyvoice" in user.good(name, "install").out
    assert "Voice: installed" in user.good(name, "show").out
    found = user.good(name, "show", "--json").json
    assert (found["installed"], found["current"], found["default"]) == (True, True, False)
    assert "default voice" in user.good(name, "install", "--make-default").out
    assert user.good(name, "show", "--json").json["default"] is True
    assert "Default voice: cosyvoice" in user.good(name, "show").out
    program = Path(found["program"])
    program.write_text(program.read_text() + "# of another version\n")
    assert "install it again" in user.good(name, "show").out
    user.environment["PATH"] = "/nowhere"
    assert "speech-dispatcher isn't installed" in user.good(name, "show").err
    assert "speech-dispatcher isn't installed" in user.good(name, "install").err
    removed = user.good(name, "remove").out
    assert removed.startswith("Removed ")
    assert "Log out and back in" in removed
    assert user.good(name, "remove").out == "It isn't installed.\n"  # and nobody logs out for that
    assert not [path for path in user.home.rglob("*") if path.is_file()]


def test_no_warning_where_there_is_no_place_for_sockets(user: Shell) -> None:
    del user.environment["XDG_RUNTIME_DIR"]
    program = "from desktop_app.system.paths import control_directory; print(control_directory())"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=user.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert "cosyvoice-home" in done.stdout
    assert done.stderr == ""


@pytest.mark.audio
def test_a_key_that_reads_the_selection_always_works(
    user: Shell, sound_server: SoundServer
) -> None:
    """Whether the app runs or not: then it is started in the tray, and outlives the command."""
    with display() as name, selected(TEXT, display=name), no_app_afterwards(user):
        user.environment.update(sound_server.environment, DISPLAY=name, QT_QPA_PLATFORM="xcb")
        with sound_server.recording() as recording:
            assert user.good("read-selection").out == ""
            until(lambda: user.good("status").out == "speaking\n")
            until(lambda: recording.so_far > 0.5)
            user.good("pause")
            until(lambda: user.good("status").out == "paused\n")
            user.good("toggle")
            until(lambda: user.good("status").out == "speaking\n")
            for command in ("next", "previous", "stop"):
                user.good(command)
            until(lambda: user.good("status").out == "idle\n")
        user.good("read-selection")
        until(lambda: user.good("status", "--json").json["state"] == "speaking")


@contextmanager
def no_app_afterwards(user: Shell) -> Iterator[None]:
    """End the app, as its menu does, if a command has started it: it is no child of ours."""
    try:
        yield
    finally:
        if user.run("status").code == 0:
            program = "from desktop_app.system.control import send; send('quit')"
            command = [sys.executable, "-c", program]
            subprocess.run(command, env=user.environment, check=True, timeout=30)
        until(lambda: user.run("status").code == 8)
