"""What every way to get at global hotkeys has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .keys import Keys
    from .status import KeyStatus, Way


class Listening(Protocol):
    """Who hears of what happens; called in the asyncio loop."""

    def pressed(self, action: str) -> None:
        """Somebody pressed an action's keys."""

    def changed(self, states: Mapping[str, KeyStatus]) -> None:
        """Something else holds for some actions from now on."""

    def lost(self) -> None:
        """No keys come this way any more."""


class Backend(Protocol):
    """One way. It is opened once, used as often as keys change, and closed."""

    way: ClassVar[Way]

    async def open(self, listening: Listening) -> None:
        """Get ready.

        Raises:
            HotkeysError: It does not work here.
        """

    async def use(
        self, keys: Mapping[str, Keys], names: Mapping[str, str]
    ) -> Mapping[str, KeyStatus]:
        """Have these keys and no others.

        Args:
            keys: By action.
            names: What actions are called, for a person.

        Raises:
            HotkeysError: It does not work any more.
        """

    async def aclose(self) -> None:
        """Let go of all keys. Nothing is heard any more."""
