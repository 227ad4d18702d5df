"""Finds out which form of the API a service speaks, if it can without a request for that alone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, TypeVar

from .errors import (
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoiceRequestError,
    CosyVoiceUnavailableError,
)
from .models import Dialect
from .protocol import PATHS
from .transport import COLD_START, MAX_LIST_SIZE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .transport import Transport

_NOT_HERE: Final = (404, 405)

_T = TypeVar("_T")


class Dialects:
    """What is known of the form of the API.

    Args:
        transport: Where the service is.
        known: What it speaks; `AUTO` if that is to be found out.

    Attributes:
        known: As above.
    """

    def __init__(self, transport: Transport, known: Dialect) -> None:
        self.known = known
        self._transport = transport
        self._turn = asyncio.Lock()

    async def find(self) -> Dialect:
        """The dialect, found out by asking for a voice.

        Raises:
            CosyVoiceNotFoundError: There is no CosyVoice API at this address.
            CosyVoiceError: The service did not list its voices.
        """
        if self.known is Dialect.AUTO:
            await self.list({"limit": "1"})
        return self.known

    async def list(self, params: dict[str, str]) -> Any:
        """The answer to a question for the voices; which form it answers to shows the dialect.

        Raises:
            CosyVoiceNotFoundError: As `find`.
            CosyVoiceError: As `find`.
        """
        if self.known is Dialect.AUTO:
            async with self._turn:
                if self.known is Dialect.AUTO:
                    return await self._detect(params)
        return await self._ask(self.known, params)

    async def guess(self, attempt: Callable[[Dialect], Awaitable[_T]]) -> _T:
        """Do something as V2, which is by far the most frequent, unless it is known better.

        Args:
            attempt: What to do. Where the service knows no such address, nothing was done: then
                the dialect is found out, and it is done again if that is another one.

        Raises:
            CosyVoiceError: As `find` and `attempt`.
        """
        if self.known is not Dialect.AUTO:
            return await attempt(self.known)
        try:
            done = await attempt(Dialect.V2)
        except CosyVoiceError as error:
            if not _may_be_another(error) or await self.find() is Dialect.V2:
                raise
            return await attempt(self.known)
        self.known = Dialect.V2
        return done

    async def _detect(self, params: dict[str, str]) -> Any:
        missing: CosyVoiceRequestError | None = None
        for dialect in (Dialect.V2, Dialect.V1):
            try:
                listed = await self._ask(dialect, params)
            except CosyVoiceRequestError as error:
                if error.status not in _NOT_HERE:
                    raise
                missing = error
                continue
            if isinstance(listed, list):
                self.known = dialect
                return listed
        address = str(self._transport.base_url)
        raise CosyVoiceNotFoundError("no_api_at", status=404, address=address) from missing

    async def _ask(self, dialect: Dialect, params: dict[str, str]) -> Any:
        return await self._transport.get_json(PATHS[dialect].reference_audio, MAX_LIST_SIZE, params)


def _may_be_another(error: CosyVoiceError) -> bool:
    """Whether a service of another dialect would answer so, be it 403 to a path it doesn't know."""
    if isinstance(error, CosyVoiceUnavailableError):
        return error.status not in COLD_START
    return not isinstance(error, CosyVoiceConnectionError)
