"""The services behind the engine: which one is asked next, which one is down, what they serve."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
import json
import logging
import math
import time
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from yarl import URL

from shared_client.network_errors import network_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from local_server.engines.speech_api.options import Options
    from local_server.engines.speech_api.presets import Preset

_LOGGER = logging.getLogger(__name__)

MODELS: Final = "/v1/models"
_FIRST_REST: Final = 1.0
_LONGEST_REST: Final = 30.0
"""Seconds after which a service that is down is asked again whether it is up."""
_KEEP_ALIVE: Final = 4.0
"""Seconds that a connection rests: less than the five after which Uvicorn closes it."""
_PROBE_LIMIT: Final = 5.0
_LARGEST_PROBE: Final = 1 << 20
"""Bytes of an answer about health or models."""
_LONGEST_WORDS: Final = 400
"""Characters of a service's own words that are passed on."""
_SERVER_ERROR: Final = 500
TOKEN_REFUSED: Final = frozenset({401, 403})
_BUSY: Final = (408, 425, 429)


class UnavailableError(Exception):
    """A service can't take this request now; another one, or the same one later, may.

    Attributes:
        pause: Seconds after which it wants to be asked again; 0 where it said nothing.
        full: It works, and has too much to do.
        down: It doesn't respond, or isn't ready.
    """

    def __init__(
        self, words: str, pause: float = 0.0, *, full: bool = False, down: bool = False
    ) -> None:
        super().__init__(words)
        self.pause = pause
        self.full = full
        self.down = down


@dataclass(eq=False, slots=True)
class Backend:
    """One service.

    Attributes:
        url: Its base address.
        running: Requests under way.
        model: What it serves, as it said; empty where it said nothing or several.
        voices: Set up there, as it said.
        locked: It wants another token.
        failures: In a row.
        resting_until: Until then it's asked only where no other is left.
    """

    url: str
    running: int = 0
    model: str = ""
    voices: tuple[str, ...] = ()
    locked: bool = False
    failures: int = 0
    resting_until: float = 0.0

    def works(self) -> None:
        """It has answered as it should."""
        if self.failures:
            _LOGGER.info("the speech service at %s works again", self.url)
        self.failures = 0
        self.resting_until = 0.0

    def fails(self, words: object) -> None:
        """It is down or full; others go first for a while."""
        if not self.failures:
            _LOGGER.warning("%s; it's asked last until it works again", words)
        rest = _FIRST_REST * 2 ** min(self.failures, 10)
        self.failures += 1
        self.resting_until = time.monotonic() + min(_LONGEST_REST, rest)


class Backends:
    """All of them; asks those that are down whether they work again.

    Args:
        options: Where they are.
        preset: What they are.
        learn: Called with the model that one says it serves.
    """

    def __init__(self, options: Options, preset: Preset, learn: Callable[[str], None]) -> None:
        self._learn = learn
        self.all = tuple(Backend(url) for url in options.urls)
        self._options = options
        self._preset = preset
        self._session: aiohttp.ClientSession | None = None
        self._probing: asyncio.Task[None] | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections to all of them. Certificates are verified as the system does it."""
        if self._session is None:
            headers = {}
            if self._options.token:
                headers["Authorization"] = f"Bearer {self._options.token}"
            self._session = aiohttp.ClientSession(
                headers=headers,
                # How many speak at once is decided before, and by the service itself.
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_PROBE_LIMIT),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def start(self) -> None:
        """Ask them in the background what they serve."""
        self._probing = asyncio.create_task(self._probe_for_ever())

    async def close(self) -> None:
        """Close all connections."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.wait({self._probing})
        if self._session is not None:
            await self._session.close()

    def in_order(self) -> Sequence[Backend]:
        """Whom to ask first: who works, then who has least to do, then as they were given."""
        now = time.monotonic()
        return sorted(self.all, key=lambda each: (each.resting_until > now, each.running))

    @property
    def working(self) -> bool:
        """Whether any of them has not failed last."""
        return any(not each.failures for each in self.all)

    async def know(self, backend: Backend) -> None:
        """Ask a service for its model and voices, unless that is known.

        Raises:
            UnavailableError: It doesn't answer.
        """
        if not (backend.model or self._options.model) and self._preset.needs_model:
            await self._look(backend)

    async def _probe_for_ever(self) -> None:
        waiting = [*self.all]
        while True:
            await asyncio.gather(*(self._probe(backend) for backend in waiting))
            await asyncio.sleep(_FIRST_REST)
            now = time.monotonic()
            waiting = [each for each in self.all if each.failures and each.resting_until <= now]

    async def _probe(self, backend: Backend) -> None:
        try:
            await self._look(backend)
        except UnavailableError as error:
            backend.fails(error)
        else:
            backend.works()

    async def _look(self, backend: Backend) -> None:
        """See whether a service is well, and what it serves."""
        health = await self._get(backend, self._preset.health)
        models = health if self._preset.health == MODELS else await self._get(backend, MODELS)
        served = [str(each["id"]) for each in _dicts(models, "data") if each.get("id")]
        backend.model = served[0] if len(served) == 1 else ""
        self._learn(self._options.model or backend.model)
        voices = health.get("voices") if isinstance(health, dict) else None
        backend.voices = tuple(map(str, voices)) if isinstance(voices, list) else ()

    async def _get(self, backend: Backend, path: str) -> Any:
        """The JSON of an answer; None where it is none."""
        try:
            async with (
                asyncio.timeout(_PROBE_LIMIT),
                self.session.get(backend.url + path, allow_redirects=False) as answer,
            ):
                body = await answer.content.read(_LARGEST_PROBE)
                status = answer.status
        except (aiohttp.ClientError, OSError) as error:
            raise self.unreached(error, backend) from error
        backend.locked = status in TOKEN_REFUSED
        if status in _BUSY or status >= _SERVER_ERROR:
            raise UnavailableError(
                f"the speech service at {backend.url} isn't ready (HTTP {status})", down=True
            )
        try:
            return json.loads(body)
        except ValueError:
            return None

    def unreached(self, error: aiohttp.ClientError | OSError, backend: Backend) -> UnavailableError:
        """What happened to a connection; a service that can't be trusted isn't down."""
        words = str(network_error(error, URL(backend.url), self.without_token)).rstrip(".")
        return UnavailableError(words, down=not isinstance(error, aiohttp.ClientSSLError))

    def without_token(self, words: str) -> str:
        """Words of somebody else's, fit for a log and an answer."""
        if self._options.token:
            words = words.replace(self._options.token, "[token]")
        words = " ".join("".join(c if c.isprintable() else " " for c in words).split())
        return words[:_LONGEST_WORDS]


def pause_of(headers: Any) -> float:
    """The seconds of a Retry-After; 0 where there are none."""
    try:
        pause = float(headers.get("Retry-After", 0))
    except ValueError:  # a date: as good as nothing
        return 0.0
    return max(0.0, pause) if math.isfinite(pause) else 0.0


def error_words(data: object) -> str:
    """The words of an error in the shapes that services give; empty where it is none.

    OpenAI, vLLM-Omni, SGLang-Omni and cosyvoice.cpp say `{"error": {"message": …}}`, older ones
    `{"message": …}`, FastAPI `{"detail": …}`.
    """
    if not isinstance(data, dict):
        return ""
    found = data.get("error") or data.get("detail") or (data.get("code") and data.get("message"))
    if isinstance(found, dict):
        found = found.get("message") or found.get("code") or "error"
    if isinstance(found, list):
        found = "; ".join(str(each.get("msg", each)) for each in found if isinstance(each, dict))
    return str(found or "")


def _dicts(data: Any, name: str) -> list[dict[str, Any]]:
    found = data.get(name) if isinstance(data, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
