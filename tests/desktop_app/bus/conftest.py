"""A session bus of a test's own, with a real dbus-daemon behind it."""

from __future__ import annotations

from pathlib import Path
import subprocess
import tempfile
from typing import TYPE_CHECKING, Self

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


class Daemon:
    """A message bus.

    Attributes:
        address: Where programs find it.
    """

    def __init__(self, directory: Path) -> None:
        self.address = f"unix:path={directory}/bus"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [
                *("dbus-daemon", "--session", "--nofork", "--nopidfile"),
                *(f"--address={self.address}", "--print-address=1"),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline()  # it listens
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            with self._process as process:
                process.terminate()
            self._process = None


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    """The session bus of this process."""
    # A socket's path may have 107 bytes: pytest's own directories are too long for that.
    with tempfile.TemporaryDirectory(prefix="bus-") as directory, Daemon(Path(directory)) as daemon:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.address)
        yield daemon
