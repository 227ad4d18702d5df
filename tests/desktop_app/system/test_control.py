"""Orders to the app: who may listen, and what is an order."""

from __future__ import annotations

from contextlib import contextmanager
from io import FileIO
import os
from pathlib import Path
import socket
import tempfile
import threading
import tty
from typing import TYPE_CHECKING

import pytest

from desktop_app.system import control
from desktop_app.system.control import ControlError, address, order, parse, refusal, send

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for sockets; its path may not be long."""
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.mark.parametrize("before", [None, 0o777, 0o755])
def test_the_directory_of_the_socket_is_its_users_alone(runtime: Path, before: int | None) -> None:
    directory = runtime / "cosyvoice-home"
    if before is not None:
        directory.mkdir()
        directory.chmod(before)
    assert address() == str(directory / "control")
    assert directory.stat().st_mode & 0o777 == 0o700


def test_a_directory_that_leads_elsewhere_is_refused(runtime: Path) -> None:
    (runtime / "elsewhere").mkdir()
    (runtime / "cosyvoice-home").symlink_to(runtime / "elsewhere")
    with pytest.raises(ControlError):
        address()


def test_a_directory_of_somebody_else_is_refused(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del runtime
    others = os.getuid() + 1
    monkeypatch.setattr("os.getuid", lambda: others)
    with pytest.raises(ControlError):
        address()


@pytest.mark.parametrize("arguments", [[], ["one"], ["line\nbreak", "你好 \ud83d", ""]])
def test_an_order_is_a_line_and_is_read_as_it_was_written(arguments: list[str]) -> None:
    line = order("read", arguments)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert parse(line) == ("read", arguments)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{",
        b'{"command": "stop", "arguments": []}',
        b'{"version": 2, "command": "stop"}',
        b'{"version": 3, "command": "stop", "arguments": []}',
        b'{"version": 2, "command": 3, "arguments": []}',
        b'{"version": 2, "command": "stop", "arguments": "x"}',
        b'{"version": 2, "command": "stop", "arguments": [3]}',
        b"[" * 100_000,
        b'{"version": ' + b"9" * 5000 + b', "command": "stop", "arguments": []}',
        b"\xff",
    ],
    ids=range(12),
)
def test_what_is_no_order_is_refused(line: bytes) -> None:
    with pytest.raises(ControlError):
        parse(line)


def test_where_no_app_listens_there_is_no_answer(runtime: Path) -> None:
    assert send("status") is None
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(runtime / "cosyvoice-home" / "control"))
    assert send("status") is None  # one that was killed leaves its socket


def test_an_app_that_does_not_answer_is_given_up(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del runtime
    monkeypatch.setattr(control, "PATIENCE", 0.1)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(address())
        silent.listen()
        with pytest.raises(ControlError):
            send("status")


def test_an_answer_may_come_in_pieces(runtime: Path) -> None:
    del runtime
    with socket.socket(socket.AF_UNIX) as app:
        app.bind(address())
        app.listen()

        def answer() -> None:
            connection, _ = app.accept()
            with connection:
                connection.recv(4096)
                line = order("done", ["speaking"])
                for piece in (line[:9], line[9:-1], line[-1:]):
                    connection.sendall(piece)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        assert send("status") == "speaking"
        thread.join(10)


@pytest.mark.parametrize("words", ["[" * 100_000, "{}", "null", '{"key": 5}'])
def test_an_answer_that_is_none_is_an_error_in_words(runtime: Path, words: str) -> None:
    del runtime
    with socket.socket(socket.AF_UNIX) as app:
        app.bind(address())
        app.listen()

        def answer() -> None:
            connection, _ = app.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(order("failed", [words]))

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(ControlError, match="Another version"):
            send("status")
        thread.join(10)


@contextmanager
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, str]]:
    """A pseudo terminal in the place of a pipe of Windows: it is opened by its name, both ways."""
    app, ours = os.openpty()
    tty.setraw(ours)
    monkeypatch.setattr(control, "PATIENCE", 10)
    try:
        yield app, os.ttyname(ours)
    finally:
        os.close(ours)
        os.close(app)


def test_orders_go_over_a_pipe_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    with pipe(monkeypatch) as (app, name):
        os.write(app, order("done", ["speaking"]))
        assert parse(control._by_pipe(name, order("status"))) == ("done", ["speaking"])
        assert parse(os.read(app, 4096)) == ("status", [])


def test_a_pipe_of_windows_is_given_up_and_one_that_is_busy_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        control._by_pipe(str(tmp_path / "nobody"), b"\n")
    asked: list[str] = []

    def busy(name: str, mode: str) -> FileIO:
        asked.append(name)
        if len(asked) == 1:
            error = OSError("All pipe instances are busy")
            error.winerror = control._PIPE_BUSY  # type: ignore[attr-defined, unused-ignore] # has it on Windows
            raise error
        return FileIO(name, mode)

    monkeypatch.setattr(control, "FileIO", busy)
    with pipe(monkeypatch) as (app, name):
        monkeypatch.setattr(control, "PATIENCE", 0.3)
        with pytest.raises(TimeoutError):
            control._by_pipe(name, order("status"))
        assert asked == [name, name]
        os.write(app, b"\n")  # the thread ends, too


def test_an_app_may_refuse_before_it_has_read_everything(runtime: Path) -> None:
    del runtime
    with socket.socket(socket.AF_UNIX) as app:
        app.bind(address())
        app.listen()

        def answer() -> None:
            connection, _ = app.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(refusal(ControlError("command_too_long")))

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(ControlError, match="too long"):
            send("read", "x" * 5_000_000)
        thread.join(10)
