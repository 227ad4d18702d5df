"""Runs `cosyvoice` in forks of a process that has imported it, which is done once.

Starting Python and importing takes longer than most commands do, and tests run hundreds of them. A
fork has arguments, an environment, a folder, pipes and an exit code of its own; what it doesn't
have is the start of the interpreter, so tests of that start a process.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_MODULE: Final = "desktop_app.cli"
_COMMANDS: Final = ("check", "config", "control", "failures", "program", "speak", "voices")
_LATER: Final = ("av", "desktop_app.reading.opening", "desktop_app.voices.making", "numpy")
"""What commands import once they know that they need it."""
_LARGEST: Final = 1 << 20
_OF_THE_START: Final = ("LANG", "LC_", "PYTHON")
"""Variables that Python reads when it starts."""


class Forks:
    """A process that forks for each run."""

    def __init__(self, orders: socket.socket, environment: Mapping[str, str]) -> None:
        self._orders = orders
        self._start = _of_the_start(environment)

    @classmethod
    @contextmanager
    def running(cls, environment: Mapping[str, str]) -> Iterator[Forks]:
        """A process whose interpreter was started with an environment."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, theirs:
            process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                env=environment,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
            theirs.close()
            with process:
                try:
                    yield cls(ours, environment)
                finally:
                    ours.close()

    def serve(self, environment: Mapping[str, str]) -> bool:
        """Whether a run in this environment begins as a process of its own would."""
        return _of_the_start(environment) == self._start

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, stdin: bytes
    ) -> tuple[int, bytes, bytes]:
        """Run a command to its end; gives its exit code and what it wrote."""
        pipes = [os.pipe() for _ in range(3)]
        (read_in, write_in), (read_out, write_out), (read_err, write_err) = pipes
        theirs = [read_in, write_out, write_err]
        order = {"arguments": list(arguments), "environment": dict(environment), "at": str(folder)}
        socket.send_fds(self._orders, [json.dumps(order).encode()], theirs)
        for descriptor in theirs:
            os.close(descriptor)
        with ThreadPoolExecutor(3) as threads:
            threads.submit(_write, write_in, stdin)
            out, err = (threads.submit(_read, each) for each in (read_out, read_err))
            pid = int(self._orders.recv(_LARGEST))
            self._orders.settimeout(60)
            try:
                status = int(self._orders.recv(_LARGEST))
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise
        return os.waitstatus_to_exitcode(status), out.result(), err.result()


def _of_the_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in environment.items() if key.startswith(_OF_THE_START)}


def _read(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def _write(descriptor: int, data: bytes) -> None:
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except BrokenPipeError:
        pass  # it has not read all of it


def obey(orders: socket.socket) -> None:
    """Fork for each order; return in a fork, whose last act is the command."""
    for name in _COMMANDS:
        importlib.import_module(f"{_MODULE}.{name}")
    for name in _LATER:
        importlib.import_module(name)
    gc.freeze()  # a fork that collects garbage would copy all pages of what was imported
    while True:
        data, descriptors, _, _ = socket.recv_fds(orders, _LARGEST, 3)
        if not data:
            sys.exit()
        pid = os.fork()
        if not pid:
            break
        orders.send(str(pid).encode())
        for descriptor in descriptors:
            os.close(descriptor)
        orders.send(str(os.waitpid(pid, 0)[1]).encode())
    orders.close()
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        # Those of before know what they were opened for, a file or a terminal.
        now = getattr(sys, name)
        stream = open(  # noqa: SIM115 - it stays open to the end
            now.fileno(),
            mode,
            buffering=1 if name == "stderr" else -1,
            encoding=now.encoding,
            errors=now.errors,
            closefd=False,
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    order = json.loads(data)
    os.chdir(order["at"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv[1:] = order["arguments"]


if __name__ == "__main__":
    obey(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module(_MODULE, run_name="__main__", alter_sys=True)
