"""Triggers with names of their own, on top of the event entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, override

from homeassistant.components.event.const import EventEntityStateAttribute
from homeassistant.const import CONF_OPTIONS, Platform
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    StatelessEntityTriggerBase,
    Trigger,
)
import voluptuous as vol

from .activity import ActivityKind
from .const import DOMAIN
from .shared_client.desktop_link import Happening

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant, State
    from homeassistant.helpers.trigger import NotTriggeredReasonReporter

CONF_BUTTON: Final = "button"
CONF_PROFILE: Final = "profile"
_BUTTON_ATTRIBUTES: Final = ("button", "button_name")


class ActivityTrigger(StatelessEntityTriggerBase):
    """Fires when an event entity of this integration says that one kind of thing happened."""

    kind: ClassVar[str]
    _domain_specs = {Platform.EVENT: DomainSpec()}  # noqa: RUF012 - as the base declares it

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Of an area's event entities, only this integration's."""
        registry = er.async_get(self._hass)
        return {
            entity_id
            for entity_id in super().entity_filter(entities)
            if (entity := registry.async_get(entity_id)) is not None and entity.platform == DOMAIN
        }

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        return state.attributes.get(EventEntityStateAttribute.EVENT_TYPE) == self.kind


class SpeechTrigger(ActivityTrigger):
    """The same, only for certain voice profiles if so desired."""

    _schema = ENTITY_STATE_TRIGGER_SCHEMA.extend(
        {vol.Required(CONF_OPTIONS, default={}): {vol.Optional(CONF_PROFILE): cv.entity_ids}}
    )

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        wanted = self._options.get(CONF_PROFILE)
        return super().is_valid_state(state, report_not_triggered) and (
            not wanted or state.attributes.get(CONF_PROFILE) in wanted
        )


class SpeechStarted(SpeechTrigger):
    """The service has accepted a text."""

    kind = ActivityKind.STARTED


class SpeechCompleted(SpeechTrigger):
    """All of a text has been spoken."""

    kind = ActivityKind.COMPLETED


class SpeechFailed(SpeechTrigger):
    """A text could not be spoken."""

    kind = ActivityKind.FAILED


class VoiceCreated(ActivityTrigger):
    """A voice was created from Home Assistant."""

    kind = ActivityKind.VOICE_CREATED


class VoiceDeleted(ActivityTrigger):
    """A voice was deleted from Home Assistant."""

    kind = ActivityKind.VOICE_DELETED


class AnnouncementHeard(ActivityTrigger):
    """An announcement was heard on a desktop."""

    kind = "announcement_heard"


class AnnouncementSuppressed(ActivityTrigger):
    """A desktop kept quiet."""

    kind = "announcement_suppressed"


class AnnouncementFailed(ActivityTrigger):
    """A desktop could not announce something."""

    kind = "announcement_failed"


class ReadingStarted(ActivityTrigger):
    """A desktop has begun to read a text."""

    kind = Happening.READING_STARTED


class ReadingFailed(ActivityTrigger):
    """A desktop couldn't read a text to its end."""

    kind = Happening.READING_FAILED


class ReadingFinished(ActivityTrigger):
    """A desktop has read a text to its end."""

    kind = Happening.READING_FINISHED


class ButtonPressed(ActivityTrigger):
    """A hotkey or an entry of the tray's menu was used on a desktop; any, or certain ones.

    A person knows a button by its name; its key stays when it is renamed. Either is understood.
    """

    kind = Happening.PRESSED
    _schema = ENTITY_STATE_TRIGGER_SCHEMA.extend(
        {
            vol.Required(CONF_OPTIONS, default={}): {
                vol.Optional(CONF_BUTTON): vol.All(cv.ensure_list, [cv.string])
            }
        }
    )

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        wanted = {_plain(one) for one in self._options.get(CONF_BUTTON, ())} - {""}
        pressed = {_plain(state.attributes.get(name)) for name in _BUTTON_ATTRIBUTES}
        return super().is_valid_state(state, report_not_triggered) and (
            not wanted or not wanted.isdisjoint(pressed)
        )


def _plain(word: object) -> str:
    """A word as it is compared: not every person writes a name the same way."""
    return str(word or "").strip().casefold()


_TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "announcement_failed": AnnouncementFailed,
    "announcement_heard": AnnouncementHeard,
    "announcement_suppressed": AnnouncementSuppressed,
    "button_pressed": ButtonPressed,
    "reading_failed": ReadingFailed,
    "reading_finished": ReadingFinished,
    "reading_started": ReadingStarted,
    "speech_completed": SpeechCompleted,
    "speech_failed": SpeechFailed,
    "speech_started": SpeechStarted,
    "voice_created": VoiceCreated,
    "voice_deleted": VoiceDeleted,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:  # noqa: ARG001 - Home Assistant's signature
    """The triggers by name."""
    return _TRIGGERS
