"""A display of the tests' own, with a window manager and a tray, and the app on it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
import subprocess
import tempfile
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication, QSystemTrayIcon
import pytest

from desktop_app.gui.application import Application
from desktop_app.gui.qt_app import make_qt
from desktop_app.services import local_service
from desktop_app.services.local_service import LocalService
from desktop_app.settings.settings import Settings, save_settings
from shared_client import CosyVoiceClient
from tests import desktop
from tests.local_server.running import TOKEN
from tests.programs import running, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from pytestqt.qtbot import QtBot

    from tests.sound_server import SoundServer

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The display of this process, with a window manager and a tray."""
    with pytest.MonkeyPatch.context() as patch, desktop.display() as name:
        patch.setenv("DISPLAY", name)
        patch.setenv("QT_QPA_PLATFORM", "xcb")
        with (
            running(["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
            running(["trayer", "--edge", "bottom"], stdout=subprocess.DEVNULL),
        ):
            yield name


@pytest.fixture(scope="session")
def qapp(display: str) -> QApplication:
    """Qt, as the app has it, once there is a tray."""
    del display
    qt = make_qt([])
    until(QSystemTrayIcon.isSystemTrayAvailable, "trayer does not come up")
    return qt


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A user who has been welcomed, and set nothing: no keyring, the system's language English."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for name in ("COSYVOICE_URL", "COSYVOICE_TOKEN", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    # A socket's path may have 107 bytes: pytest's own directories are too long for that.
    with tempfile.TemporaryDirectory(prefix="run-") as directory:
        monkeypatch.setenv("XDG_RUNTIME_DIR", directory)
        save_settings(Settings().with_app(welcomed=True))
        yield tmp_path


class Kept:
    """A local server that stays for all tests of this process: starting one takes a second.

    Attributes:
        service: What an app is told that it has started.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._starts = 0
        self._running: desktop.Service | None = None
        self._sample = ""
        self.service = LocalService("", TOKEN, lambda: True)

    def start(self) -> None:
        """Start it, with the sample as its only voice."""
        self.end()
        self._starts += 1
        self._running = desktop.Service(self._folder / str(self._starts), TOKEN)
        self._running.start()
        self.service = replace(self.service, url=self._running.url)
        (self._sample,) = asyncio.run(self._voices())

    def reset(self) -> None:
        """Have the sample as the only voice, whatever a test did."""
        voices = asyncio.run(self._voices(but=self._sample))
        if self._sample not in voices:
            self.start()

    def end(self) -> None:
        """End it."""
        if self._running is not None:
            self._running.kill()

    async def _voices(self, *, but: str = "") -> list[str]:
        """Give those that are there; where one is named, take the others away."""
        async with CosyVoiceClient(self.service.url, TOKEN) as client:
            voices = [voice.id for voice in await client.list_reference_audio()]
            for voice in voices if but else ():
                if voice != but:
                    await client.delete_reference_audio(voice)
        return voices


@pytest.fixture(scope="session")
def _built_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    server = Kept(tmp_path_factory.mktemp("built-in"))
    try:
        server.start()
        yield server
    finally:
        server.end()


@pytest.fixture
def built_in(_built_in: Kept, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The app finds a local server that runs, in place of starting one."""

    @asynccontextmanager
    async def running() -> AsyncIterator[LocalService]:
        yield _built_in.service

    monkeypatch.setattr(local_service, "local_service", running)
    yield
    _built_in.reset()


@pytest.fixture
def starts_server() -> None:
    """The app starts a local server of its own, as it does at home."""


@pytest.fixture
def app(
    qapp: QApplication,
    qtbot: QtBot,
    home: Path,
    sound_server: SoundServer,
    request: pytest.FixtureRequest,
) -> Iterator[Application]:
    """The app, in this process, ready to speak with the built-in voice."""
    del home, sound_server
    if "starts_server" not in request.fixturenames:
        request.getfixturevalue("built_in")
    app = Application(qapp)
    try:
        with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
            pass
        yield app
    finally:
        app._end()


@pytest.fixture(scope="session")
def _served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    server = Kept(tmp_path_factory.mktemp("served"))
    try:
        server.start()
        yield server
    finally:
        server.end()


@pytest.fixture
def served(_served: Kept) -> Iterator[str]:
    """A local server of its own, as a service that a person has; its address."""
    yield _served.service.url
    _served.reset()
