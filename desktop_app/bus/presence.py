"""Whether the app is on the bus, and what the bus is told; without any bus it works as well."""

from __future__ import annotations

import asyncio
import importlib
from importlib.util import find_spec
import logging
from typing import TYPE_CHECKING, Final

from desktop_app.system.session_bus import APP_ID, session_address

from .now import Now, sendable

if TYPE_CHECKING:
    from desktop_app.reading.events import Event

    from .now import Order
    from .session import Session

_LOG: Final = logging.getLogger(__name__)
_PAUSES: Final = (1.0, 5.0, 30.0)  # seconds until it connects again; the last one from then on


class Bus:
    """The app on the session bus. All of it runs in one asyncio loop.

    Args:
        order: Has the app do something. It is called in the loop and has to return at once.
    """

    def __init__(self, order: Order) -> None:
        self._order = order
        self._now = Now()
        self._session: Session | None = None

    def hear(self, event: Event) -> None:
        """Take notice of what the reader tells; for `Reader.listen`."""
        self._now.hear(event)
        self._refresh()

    def tell(self, *, speed: float, volume: float, voice: str) -> None:
        """Take notice of what the settings say.

        Args:
            speed: The reader's.
            volume: The reader's.
            voice: What a person calls the voice or the profile in use.
        """
        self._now.speed, self._now.volume, self._now.voice = speed, volume, sendable(voice)
        self._refresh()

    async def run(self) -> None:
        """Be on the bus until this is cancelled; without any bus it ends.

        A bus that goes away is waited for.
        """
        address = session_address()
        if not address or find_spec("dbus_fast") is None:
            _LOG.info("There is no session bus.")
            return
        # It takes a moment, in which the loop has other things to do.
        session = await asyncio.to_thread(importlib.import_module, "desktop_app.bus.session")
        self._session = session.Session(self._order, self._now, APP_ID)
        failures = 0
        while True:
            try:
                await self._session.last(address)
                failures = 0
                _LOG.info("The session bus has gone.")
            except Exception as error:  # noqa: BLE001 - whatever a bus does, the app goes on
                _LOG.info("The session bus does not answer: %s", str(error) or type(error).__name__)
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1

    def _refresh(self) -> None:
        if self._session is not None:
            self._session.refresh()
