"""What happened on a service: told to whoever listens, and summed up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .mending import async_is_paid

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry

    from .shared_client import ReferenceAudio

# One failure may be chance. That many in a row are something that a person must look at.
FAILURES_TO_REPORT: Final = 3


# What no service can help.
_OF_THE_CALLER: Final = frozenset({"invalid_options", "nothing_to_say"})
# What a notice of its own says at once.
_SAID_ALREADY: Final = frozenset({"payment_required"})
# What was ended on purpose: it is reported, for those who wait, and not a failure.
_INTERRUPTED: Final = "interrupted"


class ActivityKind(StrEnum):
    """What can happen; these are the event entity's types."""

    STARTED = "started"
    FIRST_AUDIO = "first_audio"
    COMPLETED = "completed"
    FAILED = "failed"
    VOICE_CREATED = "voice_created"
    VOICE_DELETED = "voice_deleted"


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that happened.

    Attributes:
        kind: What.
        attributes: The rest, as the event entity shows it: `profile` (entity id), `voice`,
            `transport`, `time_to_first_audio` and `elapsed` (seconds), `audio_seconds`,
            `real_time_factor`, `characters` (billed), `error` (words), `error_type` (translation
            key), `filename`.
    """

    kind: ActivityKind
    attributes: dict[str, Any] = field(default_factory=dict)


type Listener = Callable[[Activity], None]


class ServiceActivity:
    """The figures of one service, its listeners, and the repair issue when speech keeps failing.

    Attributes:
        time_to_first_audio: Of the last utterance, in seconds.
        real_time_factor: Of the last utterance; under 1 is faster than the speech.
        seconds_spoken: Audio since Home Assistant started, in seconds.
        characters: What was billed since Home Assistant started, where the service says it.
        failures: Utterances that failed since Home Assistant started.
        last_error: Translation key of the last failure.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._listeners: list[Listener] = []
        self._failed_in_a_row = 0
        self.time_to_first_audio: float | None = None
        self.real_time_factor: float | None = None
        self.seconds_spoken = 0.0
        self.characters = 0
        self.failures = 0
        self.last_error: str | None = None

    @callback
    def async_listen(self, listener: Listener) -> CALLBACK_TYPE:
        """Have a listener told of everything; call what is returned to end it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_report(self, kind: ActivityKind, **attributes: Any) -> None:
        """Sum up what happened, then tell the listeners."""
        self.characters += attributes.get("characters") or 0  # of failures, too
        match kind:
            case ActivityKind.FIRST_AUDIO:
                self.time_to_first_audio = attributes.get("time_to_first_audio")
            case ActivityKind.COMPLETED if attributes.get("audio_seconds") != 0:
                self.real_time_factor = attributes.get("real_time_factor")
                self.seconds_spoken += attributes.get("audio_seconds") or 0.0
                self.withdraw_issue()
                async_is_paid(self._hass, self._entry)
            case ActivityKind.FAILED if attributes.get("error_type") != _INTERRUPTED:
                self.failures += 1
                self.last_error = attributes.get("error_type")
                if self.last_error not in _OF_THE_CALLER | _SAID_ALREADY:
                    self._failed(str(attributes.get("error")))
        for listener in list(self._listeners):
            listener(Activity(kind, attributes))

    @callback
    def async_report_voice(self, kind: ActivityKind, voice: ReferenceAudio) -> None:
        """Tell of a voice that was created or deleted."""
        # Everyone in the house can read an entity's attributes: the transcript isn't for them.
        self.async_report(kind, voice=voice.id, filename=voice.filename)

    @callback
    def withdraw_issue(self) -> None:
        """Take back what was said of failures: it speaks again, or the entry is unloaded."""
        self._failed_in_a_row = 0
        ir.async_delete_issue(self._hass, DOMAIN, self._issue_id)

    def _failed(self, error: str) -> None:
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= FAILURES_TO_REPORT:
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                self._issue_id,
                is_fixable=False,
                severity=ir.IssueSeverity.ERROR,
                translation_key="speech_failing",
                translation_placeholders={
                    "service": self._entry.title,
                    "count": str(self._failed_in_a_row),
                    "error": error,
                },
            )

    @property
    def _issue_id(self) -> str:
        return f"speech_failing_{self._entry.entry_id}"
