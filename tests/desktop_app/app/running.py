"""The app's core with a real local server in this process, and a player faster than sound."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from desktop_app.app.core import Core
from desktop_app.app.settings_keeper import SettingsKeeper
from desktop_app.reading.fallbacks import services_of
from desktop_app.reading.from_settings import profiles_of
from desktop_app.reading.opening import Opened
from desktop_app.reading.reader import Reader
from desktop_app.settings.settings import ServiceSettings, Settings, StandIn, save_settings
from desktop_app.system.selection import Selections
from tests.desktop_app.reading.hearing import FastPlayer, ToneEngine
from tests.local_server.running import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from desktop_app.app.events import AppEvent
    from desktop_app.audio.devices import DeviceName

T = TypeVar("T")


class Player(FastPlayer):
    """Notes which device it is to use, and that it was closed.

    Args:
        done: Takes notes.
    """

    def __init__(self, done: list[str]) -> None:
        super().__init__()
        self.device: DeviceName | None = None
        self._done = done

    def use(self, device: DeviceName | None) -> None:
        self.device = device

    async def aclose(self) -> None:
        self._done.append("player")


class Running:
    """A core that runs, and what it told.

    Attributes:
        core: The core.
        keeper: Its settings.
        player: What it plays on.
        told: What it told, the newest last.
        copied: What is in the clipboard.
        done: What was closed, in order.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        path = folder / "config" / "cosyvoice-home" / "config.toml"
        save_settings(settings, path)
        self.keeper = SettingsKeeper(path, path.with_name("pronunciation.toml"))
        assert self.keeper.read() == []
        self.told: list[AppEvent] = []
        self.copied = ""
        self.done: list[str] = []
        self.player = Player(self.done)
        services = services_of(settings)
        reader = Reader(self.player, services, profiles=profiles_of(settings, services[0].name))
        opened = Opened(reader, self.player, services)  # type: ignore[arg-type] # faster than sound
        self.core = Core(self.keeper, opened, self._hear, Selections("other", self._clipboard))
        self._news = asyncio.Event()
        self._changes = 0

    async def change(self, settings: Settings, *, reconnect: bool = False) -> None:
        """Change settings as a window does."""
        self._changes += 1
        await self.core.change(self.keeper.settings, settings, self._changes, reconnect=reconnect)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something holds: mostly after something was told."""
        async with asyncio.timeout(30):
            while not condition():
                self._news.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await self._news.wait()

    def last(self, kind: type[T]) -> T | None:
        """The newest event of a kind."""
        return next((one for one in reversed(self.told) if isinstance(one, kind)), None)

    def _hear(self, event: AppEvent) -> None:
        self.told.append(event)
        self._news.set()

    async def _clipboard(self) -> str:
        return self.copied


@asynccontextmanager
async def server(folder: Path) -> AsyncIterator[ServiceSettings]:
    """A service with one voice; the token is `TOKEN`."""
    async with running(folder, engine=ToneEngine()) as found:
        await found.voice()
        yield ServiceSettings(found.url, proxy="none")


def only(service: ServiceSettings, name: str = "home") -> Settings:
    """Settings with one service, and nobody who stands in for it."""
    settings = Settings().with_app(stand_in=StandIn.NONE, welcomed=True)
    return settings.with_service(name, service, active=True)
