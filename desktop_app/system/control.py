"""Orders to the app that runs: one JSON line there, one back. Without Qt, for commands give orders.

The app listens on a socket in a directory that is its user's alone; on Windows, on a pipe.
"""

from __future__ import annotations

from contextlib import suppress
import errno
import getpass
from io import FileIO
import json
import os
from queue import Empty, SimpleQueue
import socket
import stat
import sys
from threading import Thread
import time
from typing import TYPE_CHECKING, Final

from desktop_app.errors import AppError
from desktop_app.words.saying import as_data, from_data, keyed

from .json_of_others import read_json
from .paths import APP_NAME, control_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

VERSION: Final = 2
"""Of the form of orders."""
LONGEST: Final = 64 << 20
"""Bytes of an order: the longest text that is read is not longer."""
PATIENCE: Final = 5.0
"""Seconds that the app may take to answer."""

_PIPE_BUSY: Final = 231  # ERROR_PIPE_BUSY
_PIPE_PAUSE: Final = 0.02


class ControlError(AppError):
    """The app runs, and does not do what it was told."""


def address() -> str:
    """Where the app listens: the path of a socket, or the name of a pipe.

    Raises:
        ControlError: The directory is somebody else's, or can't be made.
    """
    if sys.platform == "win32":
        return f"{APP_NAME}-{getpass.getuser()}"
    directory = control_directory()
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ControlError("file_trouble", path=directory, error=error) from error
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise ControlError("folder_of_others", folder=directory)
    directory.chmod(0o700)
    return str(directory / "control")


def order(command: str, arguments: Sequence[str] = ()) -> bytes:
    """Write an order, or with the command `done` or `failed` an answer."""
    line = {"version": VERSION, "command": command, "arguments": list(arguments)}
    return json.dumps(line).encode() + b"\n"


def refusal(error: BaseException) -> bytes:
    """Write the answer that it cannot be done, and why; who asked says it in a language."""
    return order("failed", [json.dumps(as_data(keyed(error)))])


def parse(line: bytes) -> tuple[str, list[str]]:
    """Read what `order` wrote.

    Raises:
        ControlError: It is nothing of the kind, or of a version to come.
    """
    try:
        found = read_json(line)
        version, command, arguments = found["version"], found["command"], found["arguments"]
        words = isinstance(arguments, list) and all(isinstance(one, str) for one in arguments)
    except (ValueError, KeyError, TypeError):
        raise ControlError("command_unreadable") from None
    if version != VERSION or not isinstance(command, str) or not words:
        raise ControlError("app_of_other_version")
    return command, arguments


def send(command: str, *arguments: str) -> str | None:
    """Give the running app an order, and wait for its answer.

    Returns:
        The answer, which may be empty; None where no app runs.

    Raises:
        ControlError: It refuses, or does not answer.
    """
    try:
        answer = _exchange(address(), order(command, arguments))
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except OSError as error:
        raise ControlError("app_silent", error=error) from error
    outcome, words = parse(answer)
    if outcome != "done":
        raise _refused("".join(words))
    return "".join(words)


def _refused(words: str) -> ControlError:
    """What the app said with `refusal`."""
    try:
        said = from_data(read_json(words))
        return ControlError(said.key, **said.values)
    except (ValueError, KeyError, AttributeError):  # from an app that knows other errors
        return ControlError("app_of_other_version")


if sys.platform == "win32":

    def _exchange(name: str, line: bytes) -> bytes:
        return _by_pipe(rf"\\.\pipe\{name}", line)

else:

    def _exchange(name: str, line: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(name)
            with suppress(BrokenPipeError):  # it may refuse before it has read all of it
                connection.sendall(line)
            return _line(lambda: connection.recv(4096))


def _by_pipe(name: str, line: bytes) -> bytes:
    """Exchange lines over a pipe of Windows, which takes no limit of time: a thread may hang there.

    Raises:
        OSError: There is no such pipe, or no answer in time.
    """
    found: SimpleQueue[bytes | OSError] = SimpleQueue()

    def exchange() -> None:
        try:
            with _open_pipe(name) as pipe:
                rest = memoryview(line)
                while rest:
                    rest = rest[pipe.write(rest) :]
                found.put(_line(lambda: pipe.read(4096) or b""))
        except OSError as error:
            found.put(error)

    Thread(target=exchange, name="order", daemon=True).start()
    try:
        answer = found.get(timeout=PATIENCE)
    except Empty:
        raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT)) from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _open_pipe(name: str) -> FileIO:
    """Open a pipe; one that serves somebody else at this moment is asked again."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return FileIO(name, "r+")
        except OSError as error:
            if getattr(error, "winerror", None) != _PIPE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_PIPE_PAUSE)


def _line(read: Callable[[], bytes]) -> bytes:
    line = bytearray()
    while not line.endswith(b"\n") and (piece := read()):
        line += piece
    return bytes(line)
