"""Notices when an assistant is about to answer a person with a voice profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from homeassistant.components import tts
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import TrackStates, async_track_state_change_filtered
from homeassistant.util.hass_dict import HassKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from homeassistant.components.assist_pipeline.models import PipelineEvent
    from homeassistant.components.assist_pipeline.runtime import PipelineData
    from homeassistant.core import CALLBACK_TYPE

# Not imported: the component needs libraries that are installed only where it is used.
_PIPELINES: HassKey[PipelineData] = HassKey("assist_pipeline")

# What changes when an assistant begins to listen, and when it begins to think of an answer.
_DOMAINS: Final = frozenset({"assist_satellite", "conversation", "stt"})
# A run whose last event is one of these waits for its wake word, speaks already, or is over.
_NOT_ABOUT_TO_ANSWER: Final = frozenset(
    {"wake_word-start", "tts-start", "tts-end", "error", "run-end"}
)


@callback
def async_listen(
    hass: HomeAssistant, engine: Callable[[], str], listener: Callable[[], None]
) -> CALLBACK_TYPE:
    """Call a listener whenever an assistant is about to answer.

    Assistants tell nobody of their runs. But what takes part in them changes its state, and which
    run it is that takes place can be looked up.

    Args:
        hass: Home Assistant.
        engine: Gives the entity id of what the assistant speaks with.
        listener: What to call, some seconds before there is a text. It may be called several times
            for one answer.

    Returns:
        What to call to end it.
    """

    @callback
    def changed(_: Event[EventStateChangedData]) -> None:
        if any(_speaks_with(hass, run, engine()) for run in _runs(hass)):
            listener()

    return async_track_state_change_filtered(
        hass, TrackStates(all_states=False, entities=set(), domains=set(_DOMAINS)), changed
    ).async_remove


def _runs(hass: HomeAssistant) -> Iterator[list[PipelineEvent]]:
    """What has happened so far in each run of an assistant that is about to answer."""
    if (pipelines := hass.data.get(_PIPELINES)) is None:
        return
    for runs in pipelines.pipeline_debug.values():
        for run in runs.values():
            if run.events and run.events[-1].type not in _NOT_ABOUT_TO_ANSWER:
                yield run.events


def _speaks_with(hass: HomeAssistant, run: list[PipelineEvent], engine: str) -> bool:
    output = (run[0].data or {}).get("tts_output")
    stream = output and tts.async_get_stream(hass, output["token"])
    return bool(stream and stream.engine == engine)
