"""Orders as they arrive on the socket: in pieces, refused, answered later, given up."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
import json
import socket
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import AppError
from desktop_app.gui import instance as module
from desktop_app.gui.instance import Instance, Later
from desktop_app.system.control import ControlError, address, order, parse, refusal, send
from tests.programs import running

from .conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PyQt6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.sound_server import SoundServer


@contextmanager
def connected(qtbot: QtBot, instance: Instance) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(address())
        client.setblocking(False)  # noqa: FBT003 - its only form
        qtbot.waitUntil(lambda: bool(instance._lines))
        yield client


def answer(qtbot: QtBot, client: socket.socket) -> tuple[str, list[str]]:
    line = b""

    def take() -> bool:
        nonlocal line
        try:
            line += client.recv(4096)
        except BlockingIOError:
            return False
        return line.endswith(b"\n")

    qtbot.waitUntil(take)
    return parse(line)


def refused(error: Exception) -> tuple[str, list[str]]:
    """The answer that something cannot be done, as it is read."""
    return parse(refusal(error))


@pytest.fixture
def laters() -> list[Later]:
    return []


@pytest.fixture
def instance(qapp: QApplication, home: Path, laters: list[Later]) -> Iterator[Instance]:
    del qapp, home

    def obey(command: str, arguments: list[str]) -> str | Later:
        if command == "dance":
            raise ControlError("command_unknown", command="dance")
        if command == "fail":
            raise ZeroDivisionError
        if command == "echo":
            return " ".join(arguments)
        laters.append(Later())
        return laters[-1]

    instance = Instance(obey)
    instance.listen()
    yield instance
    instance.close()


def test_an_order_in_pieces(instance: Instance, qtbot: QtBot) -> None:
    line = order("echo", ["你好", "there"])
    with connected(qtbot, instance) as client:
        client.send(line[:10])
        qtbot.wait(50)
        client.send(line[10:])
        assert answer(qtbot, client) == ("done", ["你好 there"])
    qtbot.waitUntil(lambda: not instance._lines)


def test_one_that_is_refused_or_none(instance: Instance, qtbot: QtBot) -> None:
    with connected(qtbot, instance) as client:
        client.send(order("dance"))
        assert answer(qtbot, client) == refused(ControlError("command_unknown", command="dance"))
    with connected(qtbot, instance) as client:
        client.send(b"nonsense\n")
        assert answer(qtbot, client)[0] == "failed"


def test_one_that_fails_as_nobody_thought(instance: Instance, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as raised, connected(qtbot, instance) as client:
        client.send(order("fail"))
        outcome, (said,) = answer(qtbot, client)
    assert outcome == "failed"
    assert json.loads(said)["key"] == "command_failed"
    assert "log" in json.loads(said)["values"]["file"]
    assert [error[0] for error in raised] == [ZeroDivisionError]


def test_one_that_never_ends(
    instance: Instance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST", 100)
    with connected(qtbot, instance) as client:
        client.send(b"x" * 200)
        assert answer(qtbot, client) == refused(ControlError("command_too_long"))
    with connected(qtbot, instance) as client:
        client.send(order("echo", ["goes on"]))
        assert answer(qtbot, client) == ("done", ["goes on"])


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b'{"version": 2, "command": "echo", "arguments": ' + b"[" * 100_000,
        b"\xff\xfe\x80",
        b'{"version": ' + b"9" * 5000 + b', "command": "echo", "arguments": []}',
        b'{"version": 2, "command": ["echo"], "arguments": []}',
        b'{"version": 2, "command": "echo", "arguments": [null]}',
        b'"echo"',
        b"null",
        b"",
        b"GET / HTTP/1.1",
    ],
    ids=range(10),
)
def test_hostile_lines_are_refused_in_words(instance: Instance, qtbot: QtBot, line: bytes) -> None:
    with connected(qtbot, instance) as client:
        client.send(line + b"\nand more")
        outcome, (said,) = answer(qtbot, client)
    assert outcome == "failed"
    assert json.loads(said)["key"] in ("command_unreadable", "app_of_other_version")
    with connected(qtbot, instance) as client:
        client.send(order("echo", ["goes on"]))
        assert answer(qtbot, client) == ("done", ["goes on"])


def test_a_line_that_is_never_complete_is_refused(
    instance: Instance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    with connected(qtbot, instance) as client:
        client.send(order("echo").rstrip())
        assert answer(qtbot, client) == refused(ControlError("command_unreadable"))


def test_of_many_at_once_the_last_are_refused(
    instance: Instance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    with ExitStack() as stack:
        first = [stack.enter_context(connected(qtbot, instance)) for _ in range(3)]
        qtbot.waitUntil(lambda: len(instance._lines) == 3)
        with connected(qtbot, instance) as client:
            assert answer(qtbot, client) == refused(ControlError("app_busy"))
        for one in first:
            one.send(order("echo", ["there"]))
            assert answer(qtbot, one) == ("done", ["there"])
    with connected(qtbot, instance) as client:
        client.send(order("echo", ["again"]))
        assert answer(qtbot, client) == ("done", ["again"])


def test_an_answer_that_comes_later(instance: Instance, qtbot: QtBot, laters: list[Later]) -> None:
    for failure, expected in (
        (None, ("done", ["at last"])),
        (AppError("text_gone"), refused(AppError("text_gone"))),
        (ValueError("odd"), refused(ValueError("odd"))),
    ):
        with connected(qtbot, instance) as client:
            client.send(order("wait"))
            qtbot.waitUntil(lambda: bool(laters))
            later = laters.pop()
            cancelled: list[str] = []
            later.cancel = partial(cancelled.append, "cancelled")
            if failure is None:
                later.done("at last")
            else:
                later.failed(failure)
            assert answer(qtbot, client) == expected
        qtbot.waitUntil(lambda: not instance._lines)
        assert cancelled == []


def test_who_hangs_up_wants_it_no_more(
    instance: Instance, qtbot: QtBot, laters: list[Later]
) -> None:
    with connected(qtbot, instance) as client:
        client.send(order("wait"))
        qtbot.waitUntil(lambda: bool(laters))
        cancelled: list[bool] = []
        laters[0].cancel = lambda: cancelled.append(True)
    qtbot.waitUntil(lambda: cancelled == [True])
    laters[0].done("too late")  # nobody is there to be told


def test_a_second_one_cannot_listen(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    del instance
    monkeypatch.setattr(module, "address", lambda: "/nowhere/at/all")
    with pytest.raises(ControlError, match="can't receive commands"):
        Instance(lambda *_: "").listen()


def test_of_several_starts_at_once_one_stays(
    qapp: QApplication, qtbot: QtBot, home: Path, sound_server: SoundServer
) -> None:
    del qapp, home, sound_server
    command = [sys.executable, "-m", "desktop_app.gui", "--hidden"]
    with ExitStack() as stack:
        started = [stack.enter_context(running(command, cwd=ROOT)) for _ in range(3)]
        qtbot.waitUntil(lambda: [one.poll() for one in started].count(0) == 2, timeout=20_000)
        assert send("status") == "idle"
        assert send("quit") == ""
        qtbot.waitUntil(lambda: [one.poll() for one in started].count(0) == 3, timeout=30_000)


def test_one_that_was_killed_keeps_no_other_from_starting(
    qapp: QApplication, qtbot: QtBot, home: Path, sound_server: SoundServer
) -> None:
    del qapp, home, sound_server
    command = [sys.executable, "-m", "desktop_app.gui", "--hidden"]
    for _ in range(2):
        with running(command, cwd=ROOT) as process:
            qtbot.waitUntil(lambda: send("status") == "idle", timeout=20_000)
            process.kill()
