"""A session bus of a test's own, with a real dbus-daemon behind it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
import tempfile
from typing import TYPE_CHECKING, Self

import pytest

from tests.desktop import session_bus

if TYPE_CHECKING:
    from collections.abc import Iterator


class Daemon:
    """A message bus.

    Attributes:
        address: Where programs find it.
    """

    def __init__(self, directory: Path) -> None:
        self.address = f"unix:path={directory}/bus"
        self._running = ExitStack()

    def __enter__(self) -> Self:
        self._running.enter_context(session_bus(f"--address={self.address}"))
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    """The session bus of this process."""
    # A socket's path may have 107 bytes: pytest's own directories are too long for that.
    with tempfile.TemporaryDirectory(prefix="bus-") as directory, Daemon(Path(directory)) as daemon:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.address)
        yield daemon
