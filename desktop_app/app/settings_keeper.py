"""Settings and pronunciation rules: kept, watched, and merged with what others write."""

from __future__ import annotations

import asyncio
import logging
from operator import eq
from typing import TYPE_CHECKING, Final

from desktop_app.errors import AppError
from desktop_app.reading.rules_file import load_rules, save_rules
from desktop_app.settings.kept_file import KeptFile, Kind
from desktop_app.settings.merging import merge_lists, merge_settings, same
from desktop_app.settings.settings import Settings, load_settings, save_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.reading.pronunciation import Rule

_LOG: Final = logging.getLogger(__name__)


class SettingsKeeper:
    """Keeps the settings and the rules. All but `read` runs in one asyncio loop.

    Args:
        settings_file: Where the settings are.
        rules_file: Where the rules are.

    Attributes:
        settings_file: As above.
        rules_file: As above.
        settings_changed: Called when others have changed the settings.
        rules_changed: Called when others have changed the rules.
    """

    def __init__(self, settings_file: Path, rules_file: Path) -> None:
        self.settings_file = settings_file
        self.rules_file = rules_file
        self.settings_changed: Callable[[], None] = lambda: None
        self.rules_changed: Callable[[], None] = lambda: None
        settings = Kind(
            load_settings, lambda path, value: save_settings(value, path), merge_settings, same
        )
        rules: Kind[tuple[Rule, ...]] = Kind(load_rules, save_rules, merge_lists, eq)
        self._settings = KeptFile(
            settings_file, Settings(), settings, lambda _: self.settings_changed()
        )
        self._rules = KeptFile(rules_file, (), rules, lambda _: self.rules_changed())
        self._watching: asyncio.Future[tuple[None, None]] | None = None

    @property
    def settings(self) -> Settings:
        """The settings, saved or not."""
        return self._settings.value

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, saved or not."""
        return self._rules.value

    def read(self) -> list[AppError]:
        """Read both files; return what is wrong with them."""
        wrong = []
        for file in (self._settings, self._rules):
            try:
                file.read()
            except AppError as error:
                wrong.append(error)
        return wrong

    def watch(self) -> None:
        """Take over what others write, until `aclose`."""
        self._watching = asyncio.gather(self._settings.watch(), self._rules.watch())

    def change(self, before: Settings, after: Settings) -> Settings:
        """Take over what was changed; return the settings from now on."""
        return self._settings.change(before, after)

    def change_rules(self, before: tuple[Rule, ...], after: tuple[Rule, ...]) -> tuple[Rule, ...]:
        """Take over what was changed; return the rules from now on."""
        return self._rules.change(before, after)

    async def save(self) -> None:
        """Write the settings, if they are unsaved.

        Raises:
            SettingsError: They can't be written. They are with the next change, or at the end.
        """
        await self._settings.save()

    async def save_rules(self) -> None:
        """Write the rules, if they are unsaved.

        Raises:
            ExchangeError: They can't be written. They are with the next change, or at the end.
        """
        await self._rules.save()

    async def aclose(self) -> None:
        """Watch no longer, and write what is unsaved."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        for save in (self.save, self.save_rules):
            try:
                await save()
            except AppError as error:  # the person was told when it was changed
                _LOG.warning("%s", error)
