"""How to speak, as the client takes it: from a profile's data and the options of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from homeassistant.exceptions import ServiceValidationError

from .const import (
    CONF_INSTRUCT,
    CONF_MODE,
    CONF_SAMPLE_RATE,
    CONF_SPEED,
    CONF_VOICE,
    CONF_VOLUME,
    DEFAULT_SAMPLE_RATE,
    DEFAULT_SPEED,
    DEFAULT_VOLUME,
    DOMAIN,
)
from .errors import placeholders, sentence_key
from .shared_client import CosyVoiceValueError, SpeechOptions, SynthesisMode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .data import CosyVoiceConfigEntry


SPEECH: Final = (CONF_VOICE, CONF_MODE, CONF_INSTRUCT, CONF_SPEED, CONF_VOLUME)
"""What a call can give, and a profile has."""


def overlaid(own: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Options of a call laid over a profile's data; None is not given.

    An instruction is wanted to be followed, whatever the profile's mode; a mode that is given with
    it is the caller's own choice.
    """
    options = {name: given[name] for name in SPEECH if given.get(name) is not None}
    if options.get(CONF_INSTRUCT) and CONF_MODE not in options:
        options[CONF_MODE] = SynthesisMode.NATURAL_LANGUAGE_REPLICATION
    return {**own, **options}


def speech_options(
    entry: CosyVoiceConfigEntry, wanted: Mapping[str, Any], *, sample_rate: int | None = None
) -> SpeechOptions:
    """What the client is asked for: a profile's data, or options of a call laid over them.

    Args:
        entry: The service.
        wanted: `voice`, and where they differ from the defaults `mode`, `instruct`, `speed` and
            `volume`. Numbers may be text: options of a media source are.
        sample_rate: In Hz; by default as the service's options say.

    Raises:
        ServiceValidationError: An option is not what the API takes; translated.
    """
    try:
        return SpeechOptions(
            reference_audio_id=str(wanted[CONF_VOICE]),
            mode=wanted.get(CONF_MODE) or SynthesisMode.FAST_REPLICATION,
            instruct=str(wanted.get(CONF_INSTRUCT) or "") or None,
            speed=_number(wanted.get(CONF_SPEED, DEFAULT_SPEED)),
            volume=_number(wanted.get(CONF_VOLUME, DEFAULT_VOLUME)),
            sample_rate=sample_rate or entry.options.get(CONF_SAMPLE_RATE, DEFAULT_SAMPLE_RATE),
        )
    except (TypeError, ValueError) as error:
        raise invalid_options(error) from error


def _number(value: Any) -> Any:
    """A number out of text; other text stays as it is, and the client refuses it by name."""
    try:
        return float(value)
    except TypeError, ValueError:
        return value


def invalid_options(error: Exception) -> ServiceValidationError:
    """The error of options that can't be spoken with; to be raised `from error`."""
    if isinstance(error, CosyVoiceValueError):
        return ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=sentence_key(error),
            translation_placeholders=placeholders(error),
        )
    return ServiceValidationError(translation_domain=DOMAIN, translation_key="invalid_options")
