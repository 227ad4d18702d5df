"""Starts what is measured, each in a process of its own, and the servers it is measured with."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
import secrets
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

ROOT: Final = Path(__file__).resolve().parents[2]
HOME_ASSISTANT: Final = ROOT / ".venv-homeassistant-release" / "bin" / "python"
"""The Python that runs Home Assistant: script/setup makes it an environment of its own."""

_LIMIT: Final = 300.0


class MeasurementError(Exception):
    """A measurement broke; the words are the child's last."""


@dataclass(frozen=True, slots=True)
class Service:
    """A local server that runs.

    Attributes:
        url: Where it listens.
        token: Made for this run alone.
    """

    url: str
    token: str


@contextmanager
def local_server() -> Iterator[Service]:
    """Run `python -m local_server` with its sample voice, as it comes.

    Raises:
        MeasurementError: It does not start.
    """
    token = secrets.token_urlsafe(24)
    orders = ("--port", "0", "--with-sample-voice", "--json", "--exit-with-parent")
    with (
        tempfile.TemporaryDirectory() as directory,
        subprocess.Popen(
            [
                *(sys.executable, "-m", "local_server", *orders),
                *("--data-dir", directory, "--log-level", "warning"),
            ],
            cwd=ROOT,
            env={**os.environ, "COSYVOICE_TOKEN": token},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as server,
    ):
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            if not line:
                raise MeasurementError("the local server does not start")
            yield Service(json.loads(line)["url"], token)
        finally:
            server.stdin.close()
            server.wait()


def voice_of(service: Service) -> str:
    """Id of a voice of the service."""
    request = Request(  # noqa: S310 - our own server
        f"{service.url}/api/v1/audio/reference_audio",
        headers={"Authorization": f"Bearer {service.token}"},
    )
    with urlopen(request, timeout=_LIMIT) as answer:  # noqa: S310 - our own server
        return str(json.load(answer)[0]["id"])


@contextmanager
def delaying_line(service: Service, delay: float) -> Iterator[Service]:
    """Run a line to the service whose round trip takes `delay` seconds."""
    url = urlsplit(service.url)
    asked = {"host": url.hostname, "port": url.port, "delay": delay}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.delaying_line", json.dumps(asked)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as line:
        assert line.stdin is not None
        assert line.stdout is not None
        try:
            yield Service(f"http://127.0.0.1:{int(line.stdout.readline())}", service.token)
        finally:
            line.stdin.close()


@contextmanager
def recorded_server() -> Iterator[str]:
    """Run the server that plays what was prepared; give its URL."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.recorded_server"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.stdin.close()


class InHomeAssistant:
    """A part that a module measures in a real Home Assistant, in that one's own environment.

    Args:
        console: Says what is measured.
        quick: Whether few rounds are enough.
    """

    module: ClassVar[str]
    what: ClassVar[str]
    """What is measured, for people."""

    def __init__(self, console: Console, *, quick: bool) -> None:
        self._console = console
        self._quick = quick
        self._measured: dict[str, Any] = {}

    def run(self) -> None:
        """Measure everything.

        Raises:
            MeasurementError: It failed, or the environment isn't here.
        """
        if not HOME_ASSISTANT.exists():
            raise MeasurementError("Home Assistant's environment is missing; script/setup says why")
        self._console.print(f"[dim]… {self.what}[/]")
        asked = {"quick": self._quick}
        self._measured = measure(self.module, asked, python=HOME_ASSISTANT)


def measure(
    module: str,
    asked: dict[str, Any],
    *,
    python: Path | None = None,
    runner: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Run a module with its orders as JSON; give the JSON that it prints.

    Args:
        module: Its name.
        asked: The orders.
        python: What runs it; by default this process's.
        runner: A command that runs a Python, with its orders.

    Raises:
        MeasurementError: It failed, or took too long.
    """
    try:
        done = subprocess.run(
            [*(runner or [str(python or sys.executable)]), "-m", module, json.dumps(asked)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise MeasurementError(f"took more than {_LIMIT:g} s") from None
    except FileNotFoundError as error:
        raise MeasurementError(f"{error.filename} isn't here") from None
    if done.returncode:
        raise MeasurementError((done.stderr.strip().splitlines() or ["no words"])[-1])
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured
