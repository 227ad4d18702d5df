"""Fields of the forms: numbers, selections, and the voices of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .coordinator import voice_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .shared_client import ReferenceAudio

PASSWORD: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
)
"""A token or a key."""


def number(low: float, high: float, step: float, unit: str | None = None) -> NumberSelector:
    """A number: a slider, or a box where it has a unit."""
    config = NumberSelectorConfig(min=low, max=high, step=step, mode=NumberSelectorMode.SLIDER)
    if unit is not None:
        config |= NumberSelectorConfig(unit_of_measurement=unit, mode=NumberSelectorMode.BOX)
    return NumberSelector(config)


def select(options: Iterable[str], key: str) -> SelectSelector:
    """One of several options whose names are translated, under `selector.KEY`."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(options), mode=SelectSelectorMode.DROPDOWN, translation_key=key
        )
    )


def explained_choice(options: Iterable[str], key: str) -> SelectSelector:
    """As above, one below the other, for names that explain themselves."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(options), mode=SelectSelectorMode.LIST, translation_key=key
        )
    )


def choice(labels: Mapping[str, str]) -> SelectSelector:
    """One of several things that have names of their own."""
    options = [SelectOptionDict(value=value, label=label) for value, label in labels.items()]
    return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN))


def voice_choice(voices: Mapping[str, ReferenceAudio], chosen: str | None = None) -> SelectSelector:
    """One of a service's voices, or the one that is chosen already."""
    labels = {voice.id: voice_name(voice) for voice in voices.values()}
    return choice(labels if chosen is None else {chosen: chosen, **labels})
