"""A service that is tried out: whether it works, what it has, or what is wrong, in plain words."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
import ssl
import time
from typing import TYPE_CHECKING, Final

import aiohttp
from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from yarl import URL

from desktop_app.gui.words import together, trouble_of
from desktop_app.reading.trouble import FAILURES, Trouble
from desktop_app.services.connection import client_for
from shared_client import (
    CosyVoiceAuthError,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
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
_UNKNOWN_AUTHORITY: Final = (18, 19, 20, 21)  # OpenSSL's X509_V_ERR_… numbers
_OUT_OF_DATE: Final = (9, 10)
_OTHER_NAME: Final = (62, 64)


@dataclass(frozen=True, slots=True)
class ServiceFound:
    """What a service that works is like.

    Attributes:
        dialect: Which form of the API it speaks, as a person may read it.
        latency: Seconds until it answered.
        voices: How many voices it has.
    """

    dialect: str
    latency: float
    voices: int


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
        failed: What is wrong, as a `Trouble`.
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
        async with client_for(service, token, timeouts=_TIMEOUTS) as client:
            info = await _until_awake(client.probe, self._hear_busy)
            voices = await client.list_reference_audio(limit=1000)
        return ServiceFound(info.dialect.value.upper(), info.latency, len(voices))

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
        self.failed.emit(self._trouble(error))

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

    def _trouble(self, error: Exception) -> Trouble:
        if isinstance(error, CosyVoiceConnectionError):
            return self._no_connection(error)
        if isinstance(error, CosyVoiceError):
            return self._refusal(error)
        if isinstance(error, FAILURES):
            return trouble_of(error)
        return Trouble(f"{type(error).__name__}: {error}", "", passing=False)

    def _refusal(self, error: CosyVoiceError) -> Trouble:
        """What an answer means that is none of a service that works."""
        says = trouble_of(error).words
        proxy_asks = self.tr("The proxy requires a user name and password.")
        match error:
            case CosyVoiceAuthError() if self._has_token:
                words = self.tr("The service didn't accept this token.")
                hint = self.tr("Copy the whole token again, without spaces.")
            case CosyVoiceAuthError():
                words = self.tr("The service requires a token.")
                hint = self.tr("Enter the service's token.")
            case CosyVoiceNotFoundError() | CosyVoiceProtocolError():
                words = self.tr(
                    "Something responds at this address, but it isn't a CosyVoice service."
                )
                hint = self.tr(
                    "Enter the full address, including its path. Details: {error}"
                ).format(error=says)
            case CosyVoiceUnavailableError():
                words = self.tr("The service is busy or isn't starting.")
                hint = self.tr("Try again in a few minutes. Details: {error}").format(error=says)
            case CosyVoiceRequestError(status=status) if status == _PROXY_ASKS:
                words, hint = proxy_asks, self._proxy_form()
            case _:
                words, hint = says, ""
        passing = isinstance(error, CosyVoiceUnavailableError)
        return Trouble(words, hint, passing=passing)

    def _no_connection(self, error: CosyVoiceConnectionError) -> Trouble:
        """What keeps the service from being reached; the cause is aiohttp's error."""
        host = self._host()
        match error.__cause__:
            case aiohttp.ClientHttpProxyError(status=status):
                words = self.tr("The proxy refused the connection ({status}).")
                words, hint = words.format(status=status), self._proxy_form()
            case aiohttp.ClientProxyConnectionError():
                words = self.tr("Can't reach the proxy.")
                hint = self.tr("Check its address and port, or don't use a proxy.")
            case aiohttp.ClientConnectorDNSError():
                words = self.tr("Can't find {host}.").format(host=host)
                hint = self.tr("Check the spelling of the address and your network connection.")
            case aiohttp.ClientConnectorCertificateError(certificate_error=wrong):
                return self._certificate(wrong)
            case aiohttp.ClientConnectorSSLError():
                words = self.tr("{host} responds, but not over TLS.").format(host=host)
                hint = self.tr(
                    "If it's on your own network, try an address that starts with http://"
                )
            case aiohttp.ClientConnectorError(os_error=ConnectionRefusedError()):
                words = self.tr(
                    "{host} is reachable, but nothing is listening on this port."
                ).format(host=host)
                hint = self.tr("Check that the service is running and the port is correct.")
            case aiohttp.ServerDisconnectedError():
                words = self.tr("{host} closed the connection without responding.").format(
                    host=host
                )
                hint = self.tr("If it uses TLS, enter an address that starts with https://")
            case _ if isinstance(error, CosyVoiceTimeoutError):
                words = self.tr("{host} isn't responding.").format(host=host)
                hint = self.tr("Check that the service is running and that no firewall blocks it.")
            case _:
                return trouble_of(error)
        return Trouble(words, hint, passing=True)

    def _certificate(self, wrong: Exception) -> Trouble:
        code = wrong.verify_code if isinstance(wrong, ssl.SSLCertVerificationError) else 0
        if code in _UNKNOWN_AUTHORITY:
            words = self.tr(
                "The certificate of {host} is from an authority this computer doesn't trust."
            )
            hint = self.tr(
                "If you run the service yourself, choose its CA certificate under “Proxy "
                "and certificates”. Otherwise, don't trust it: someone may be "
                "intercepting the connection."
            )
        elif code in _OUT_OF_DATE:
            words = self.tr("The certificate of {host} has expired or isn't valid yet.")
            hint = self.tr(
                "Check this computer's clock. If it's right, renew the certificate on the server."
            )
        elif code in _OTHER_NAME:
            words = self.tr("The certificate isn't for the name {host}.")
            hint = self.tr("Enter the address with the name in the certificate.")
        else:
            words = self.tr("The certificate of {host} can't be trusted.")
            hint = str(wrong)
        return Trouble(words.format(host=self._host()), hint, passing=False)

    def _proxy_form(self) -> str:
        return self.tr("Enter the proxy address as http://name:password@proxy.example:8080")


async def _until_awake(
    ask: Callable[[], Coroutine[None, None, ServiceInfo]], hear_busy: Callable[[int], None]
) -> ServiceInfo:
    """Ask until the service is awake, for `PATIENCE` at the most."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return await ask()
        except CosyVoiceUnavailableError as error:
            pause = error.retry_after or _PAUSE
            if error.status not in COLD_START or time.monotonic() + pause > end:
                raise
            hear_busy(error.status)
        await asyncio.sleep(pause)
