"""Starts what is measured, each in a process of its own, and the server that it is measured with."""

from __future__ import annotations

from contextlib import contextmanager
import json
from pathlib import Path
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
_LIMIT: Final = 300.0


class MeasurementError(Exception):
    """A measurement broke; the words are the child's last."""


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
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        server.stdin.close()


def measure(module: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Run a module of this package with its orders as JSON; give the JSON that it prints.

    Raises:
        MeasurementError: It failed, or took too long.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{module}", json.dumps(asked)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise MeasurementError(f"took more than {_LIMIT:g} s") from None
    if done.returncode:
        raise MeasurementError((done.stderr.strip().splitlines() or ["no words"])[-1])
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured
