"""A service that is tried out: whether it works, what it has, or what is wrong, in plain words."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from yarl import URL

from desktop_app.errors import AppError
from desktop_app.gui.words import together
from desktop_app.services.connection import client_for
from desktop_app.services.consent import is_studio
from desktop_app.services.gateways import is_gateway
from shared_client import (
    CosyVoiceAuthError,
    CosyVoiceNotFoundError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceUnavailableError,
    Dialect,
    Timeouts,
)
from shared_client.transport import COLD_START

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from concurrent.futures import Future

    from desktop_app.gui.loop import LoopThread
    from desktop_app.settings.settings import ServiceSettings
    from shared_client import ServiceInfo

PATIENCE: Final = 60.0
"""Seconds for which a service that is busy, or being started, is asked again."""

_TIMEOUTS: Final = Timeouts(connect=10, idle=60, cold_start=0)
_PAUSE: Final = 2.0
_TICK: Final = 1000
_SLOW: Final = 4.0  # seconds after which it is worth saying why it may take long
_PROXY_ASKS: Final = 407


@dataclass(frozen=True, slots=True)
class ServiceFound:
    """What a service that works is like.

    Attributes:
        dialect: Which form of the API it speaks, as a person may read it.
        latency: Seconds until it answered.
        voices: How many voices it has that can be spoken with.
        unready: How many it has that can't, or not yet.
        studio: Whether it is Model Studio.
    """

    dialect: str
    latency: float
    voices: int
    unready: int = 0
    studio: bool = False


class ServiceTrial(QObject):
    """Asks one service after another, beside the GUI, and can be given up.

    Args:
        loop: Where it asks.
        parent: The form.

    Attributes:
        running: Whether it is asking.

    Signals:
        waiting: What it is doing, in words; again every second.
        worked: The `ServiceFound`.
        failed: The error, as it is said to a person.
        changed: `running` has changed.
    """

    waiting = pyqtSignal(str)
    worked = pyqtSignal(object)
    failed = pyqtSignal(object)
    changed = pyqtSignal()

    def __init__(self, loop: LoopThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running = False
        self._loop = loop
        self._asking: Future[ServiceFound] | None = None
        self._service: ServiceSettings | None = None
        self._has_token = False
        self._since = 0.0
        self._busy = 0  # the status with which it says that it cannot yet
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK)
        self._clock.timeout.connect(self._tell)

    def start(self, service: ServiceSettings, token: Callable[[], Awaitable[str]]) -> None:
        """Ask a service; one that is being asked is given up.

        Args:
            service: Where it is and how it is reached.
            token: Fetches its token, which may take its time.
        """
        self.cancel()
        self._service, self._since, self._busy = service, time.monotonic(), 0
        self._asking = self._loop.start(self._ask(service, token), self._works, self._fails)
        self._clock.start()
        self._run(running=True)
        self._tell()

    def cancel(self) -> None:
        """Ask no longer."""
        if self._asking is not None:
            self._asking.cancel()
        self._end()

    async def _ask(
        self, service: ServiceSettings, fetch: Callable[[], Awaitable[str]]
    ) -> ServiceFound:
        token = await fetch()
        self._has_token = bool(token)
        if is_studio(service) and not token:
            raise AppError("key_required")
        async with client_for(service, token, timeouts=_TIMEOUTS) as client:
            try:
                info = await _until_awake(client.probe, self._hear_busy)
            except CosyVoiceNotFoundError as error:
                if not await is_gateway(service, token):
                    raise
                raise AppError("gateway_unnamed", address=service.url) from error
            voices = await client.list_reference_audio(limit=1000)
        ready = sum(voice.ready for voice in voices)
        studio = info.dialect is Dialect.MODEL_STUDIO
        version = info.dialect.value.upper()
        return ServiceFound(version, info.latency, ready, len(voices) - ready, studio)

    def _hear_busy(self, status: int) -> None:
        self._busy = status  # read by the clock, in the GUI

    def _tell(self) -> None:
        seconds = round(time.monotonic() - self._since)
        host = self._host()
        if self._busy:
            words = self.tr(
                "{host} responded with {status}. The service is busy or starting. This "
                "can take a minute…"
            ).format(host=host, status=self._busy)
        elif seconds >= _SLOW:
            words = self.tr("{host} hasn't responded yet. It may be starting…").format(host=host)
        else:
            words = self.tr("Connecting to {host}…").format(host=host)
        waited = self.tr("%n second(s)", "", seconds) if seconds else ""
        self.waiting.emit(together(words, waited))

    def _works(self, found: ServiceFound) -> None:
        self._end()
        self.worked.emit(found)

    def _fails(self, error: Exception) -> None:
        self._end()
        self.failed.emit(self._meaning(error))

    def _end(self) -> None:
        self._asking = None
        self._clock.stop()
        self._run(running=False)

    def _run(self, *, running: bool) -> None:
        if running != self.running:
            self.running = running
            self.changed.emit()

    # Words

    def _host(self) -> str:
        return (URL(self._service.url).host if self._service else "") or "?"

    def _meaning(self, error: Exception) -> Exception:
        """What an error means to a person who has just entered an address and a token."""
        match error:
            case CosyVoiceAuthError(key="key_refused" | "key_refused_because"):
                return error if self._has_token else AppError("key_required")
            case CosyVoiceAuthError():
                return AppError("token_not_accepted" if self._has_token else "token_required")
            case CosyVoiceNotFoundError() | CosyVoiceProtocolError():
                return AppError("not_cosyvoice", error=error)
            case CosyVoiceUnavailableError(key="unavailable" | "unavailable_because"):
                return AppError("service_busy", error=error)
            case CosyVoiceRequestError(status=status) if status == _PROXY_ASKS:
                return AppError("proxy_login")
            case _:
                return error


async def _until_awake(
    ask: Callable[[], Coroutine[None, None, ServiceInfo]], hear_busy: Callable[[int], None]
) -> ServiceInfo:
    """Ask until the service is awake, for `PATIENCE` at the most."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return await ask()
        except CosyVoiceUnavailableError as error:
            pause = max(error.retry_after or 0.0, _PAUSE)
            if error.status not in COLD_START or time.monotonic() + pause > end:
                raise
            hear_busy(error.status)
        await asyncio.sleep(pause)
