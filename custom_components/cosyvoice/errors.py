"""What the client's errors are called here, and how Home Assistant says them."""

from __future__ import annotations

from contextlib import suppress
import logging
from math import ceil
from typing import TYPE_CHECKING, Final

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN
from .shared_client import (
    CosyVoiceAuthError,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoicePaymentError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from homeassistant.core import HomeAssistant

    from .shared_client.errors import KeyedError

_LOGGER = logging.getLogger(__name__)


class VoiceGoneError(CosyVoiceError):
    """The service has no such reference audio any more."""


# --- Kinds, for automations and diagnostics -------------------------------------------------------

# A subclass stands before its base.
_KINDS: Final[tuple[tuple[type[CosyVoiceError], str], ...]] = (
    (VoiceGoneError, "voice_gone"),
    (CosyVoiceAuthError, "invalid_auth"),
    (CosyVoiceNotFoundError, "not_found"),
    (CosyVoicePaymentError, "payment_required"),
    (CosyVoiceRequestError, "refused"),
    (CosyVoiceUnavailableError, "broken"),
    (CosyVoiceTimeoutError, "timeout"),
    (CosyVoiceConnectionError, "cannot_connect"),
    (CosyVoiceProtocolError, "not_cosyvoice"),
    (CosyVoiceUnsupportedError, "unsupported"),
    (CosyVoiceSynthesisError, "synthesis_failed"),
)
_KINDS_OF_KEYS: Final = {
    "certificate_authority_unknown": "tls",
    "certificate_not_trusted": "tls",
    "certificate_not_trusted_because": "tls",
    "certificate_of_other_name": "tls",
    "certificate_out_of_date": "tls",
    "tls_failed": "no_tls",
    "queue_full": "too_many_requests",
    "queue_full_because": "too_many_requests",
    "too_many_requests": "too_many_requests",
    "too_many_requests_because": "too_many_requests",
    "unavailable": "asleep",
    "unavailable_because": "asleep",
}


def error_key(error: KeyedError) -> str:
    """The kind of an error: one of a few, which automations can rely on."""
    by_class = (kind for class_, kind in _KINDS if isinstance(error, class_))
    return _KINDS_OF_KEYS.get(error.key) or next(by_class, "unknown")


# --- Sentences, for people ------------------------------------------------------------------------

# Keys of the client that are said with a sentence of another name. All others are said with one of
# their own. What a person can't act on is left to the log.
_SAID_AS: Final = {
    **dict.fromkeys(("token_refused", "token_refused_because"), "invalid_auth"),
    "not_found_because": "not_found",
    "request_refused": "refused",
    "request_refused_because": "refused_because",
    **dict.fromkeys(("unavailable", "unavailable_because"), "asleep"),
    "too_many_requests_because": "too_many_requests",
    "queue_full_because": "queue_full",
    "not_implemented_because": "not_implemented",
    "storage_full_because": "storage_full",
    "key_refused_because": "key_refused",
    "account_unpaid_because": "account_unpaid",
    "free_tier_ended_because": "free_tier_ended",
    "not_activated_because": "not_activated",
    "voice_not_usable_because": "voice_not_usable",
    "upload_failed_because": "upload_failed",
    "service_failed": "broken",
    "service_failed_because": "broken_because",
    **dict.fromkeys(("no_answer_in_time", "task_not_accepted_in_time"), "timeout"),
    **dict.fromkeys(
        (
            *("cannot_connect_because", "network_unreachable", "connection_not_permitted"),
            *("proxy_unreachable", "proxy_refused", "no_service"),
        ),
        "cannot_connect",
    ),
    **dict.fromkeys(
        (
            *("disconnected", "connection_failed", "connection_failed_because"),
            *("closed_early", "closed_early_because", "client_closed", "stream_closed"),
        ),
        "connection_lost",
    ),
    **dict.fromkeys(("certificate_not_trusted", "certificate_not_trusted_because"), "tls"),
    "tls_failed": "no_tls",
    **dict.fromkeys(
        (
            *("no_websocket", "websocket_broken", "websocket_broken_because", "answer_not_json"),
            "answer_not_http",
            *("data_not_json", "json_not_an_object", "message_not_an_event", "answer_too_large"),
            *("event_too_large", "no_voice_list", "voice_unreadable"),
            "upload_unreadable",
        ),
        "not_cosyvoice",
    ),
    **dict.fromkeys(
        (
            *("audio_not_base64", "wav_unreadable", "wav_without_format", "wav_format_cut_off"),
            "wav_chunk_impossible",
        ),
        "audio_unreadable",
    ),
    **dict.fromkeys(("task_ended_early", "no_audio"), "synthesis_failed"),
    "no_text": "nothing_to_say",
    **dict.fromkeys(
        ("mp3_needs_v2", "bit_rate_not_offered", "excerpts_not_offered"), "unsupported"
    ),
    **dict.fromkeys(("bit_rate_unknown", "format_unknown"), "invalid_options"),
}
# Said where the service named the time after which it may be asked again.
_TOO_MANY: Final = "too_many_requests"
_TOO_MANY_UNTIL: Final = "too_many_requests_wait"
# Forms have fewer sentences: these, and one for each kind.
_IN_FORMS: Final = frozenset(
    {
        *("refused_because", "broken_because", "file_refused", "file_refused_because"),
        *("too_many_requests_wait", "queue_full", "payment_required_because"),
        *("not_implemented", "storage_full"),
        *("host_not_found", "connection_refused", "redirected_elsewhere"),
        *("certificate_of_other_name", "certificate_out_of_date"),
        *("key_refused", "account_unpaid", "free_tier_ended", "not_activated"),
        *("recording_not_cloned", "recording_not_cloned_because", "recording_format"),
        *("recording_oversized", "recording_length", "recording_rate"),
        *("voice_not_admitted", "upload_failed", "upload_elsewhere"),
        *("instruction_not_offered", "instruction_too_long"),
    }
)
# Said beside the recording that they are about.
_OF_THE_RECORDING: Final = frozenset(
    {
        *("recording_empty", "recording_format", "recording_oversized", "recording_length"),
        *("recording_rate", "recording_not_cloned", "recording_not_cloned_because"),
        *("voice_not_admitted", "file_refused", "file_refused_because"),
    }
)


# Of each, a sentence shows no more characters.
_SHOWN: Final = 500


def sentence_key(error: KeyedError) -> str:
    """The translation key of the sentence in `exceptions` that says an error."""
    key = _SAID_AS.get(error.key, error.key)
    return _TOO_MANY_UNTIL if key == _TOO_MANY and retry_after(error) else key


def retry_after(error: KeyedError) -> int:
    """Seconds until the service wants to be asked again; 0 where it didn't say."""
    return ceil(getattr(error, "retry_after", None) or 0)


def form_field(error: KeyedError) -> str | None:
    """The field of a form that an error is about; None where it is about no field."""
    return "recording" if error.key in _OF_THE_RECORDING else None


def form_key(error: KeyedError) -> str:
    """The translation key of the sentence that says an error in a form; logs the rest."""
    _LOGGER.debug("Showing an error in a form: %s", error)
    key = sentence_key(error)
    return key if key in _IN_FORMS else error_key(error)


def placeholders(error: KeyedError) -> dict[str, str]:
    """What the sentence of an error names."""
    named = shown(error.values)
    return named | {"seconds": str(seconds)} if (seconds := retry_after(error)) else named


def shown(values: Mapping[str, object]) -> dict[str, str]:
    """What a caller or a service gave, as a sentence can hold it.

    It has a bound, and control characters can't turn or break a line.
    """
    return {
        name: "".join(char if char.isprintable() else "�" for char in str(value)[:_SHOWN])
        for name, value in values.items()
    }


def translated(error: CosyVoiceError) -> HomeAssistantError:
    """The error as Home Assistant shows it; to be raised `from error`."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=sentence_key(error),
        translation_placeholders=placeholders(error),
    )


@callback
def in_words(hass: HomeAssistant, error: HomeAssistantError) -> str:
    """A translated error in the language Home Assistant is set to; its `str` is English."""
    key = f"component.{DOMAIN}.exceptions.{error.translation_key}.message"
    texts = async_get_cached_translations(hass, hass.config.language, "exceptions", DOMAIN)
    if key in texts:
        with suppress(KeyError):
            return texts[key].format(**error.translation_placeholders or {})
    return str(error)
