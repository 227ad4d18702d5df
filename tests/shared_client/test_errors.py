"""Errors: each has a key and values, and comes whole out of another process."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest

from shared_client import (
    CosyVoiceAuthError,
    CosyVoiceError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
    CosyVoiceValueError,
)
from shared_client.sentences import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared_client.errors import KeyedError

ERRORS: list[KeyedError] = [
    CosyVoiceTimeoutError("no_answer_in_time", host="h"),
    CosyVoiceAuthError("token_refused", host="h", status=401, words="No."),
    CosyVoiceUnavailableError("unavailable", host="h", status=503, retry_after=2.5),
    CosyVoiceSynthesisError("synthesis_failed", code="E", message="Bad voice."),
    CosyVoiceValueError("speed_out_of_range", value=3.0, lowest=0.5, highest=2.0),
]


def unpickled(error: KeyedError) -> KeyedError:
    again: KeyedError = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    return again


@pytest.mark.parametrize("error", ERRORS, ids=lambda one: one.key)
@pytest.mark.parametrize("copied", [copy.copy, unpickled])
def test_an_error_comes_whole_out_of_another_process(
    error: KeyedError, copied: Callable[[KeyedError], KeyedError]
) -> None:
    again = copied(error)
    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == str(error) == SENTENCES[error.key].format(**error.values)


def test_the_words_of_a_service_become_a_part_of_the_sentence() -> None:
    error = CosyVoiceAuthError("token_refused", host="h", status=401, words=" Go away. ")
    assert error.key == "token_refused_because"
    assert error.values == {"host": "h", "status": 401, "words": "Go away"}
    assert str(error) == "The service at h doesn't accept the token (401: Go away)."
    assert CosyVoiceAuthError("token_refused", host="h", status=401).key == "token_refused"


def test_a_service_that_reports_a_failure_keeps_its_own_words() -> None:
    error = CosyVoiceSynthesisError("synthesis_failed", code="E", message="Bad voice.")
    assert (error.code, error.message) == ("E", "Bad voice.")
    assert str(error) == "The service couldn't speak the text: E: Bad voice."


def test_whole_numbers_are_shown_as_such() -> None:
    error = CosyVoiceTimeoutError("service_silent", seconds=20.0)
    assert str(error) == "The service sent nothing for 20 s."
    assert str(CosyVoiceTimeoutError("service_silent", seconds=0.3)).endswith("0.3 s.")


def test_what_was_entered_wrongly_is_a_value_error_and_no_failure_of_a_service() -> None:
    error = CosyVoiceValueError("address_missing")
    assert isinstance(error, ValueError)
    assert not isinstance(error, CosyVoiceError)


def test_an_unknown_key_or_a_missing_value_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        CosyVoiceTimeoutError("no_such_key")
    with pytest.raises(KeyError):
        CosyVoiceTimeoutError("service_silent")
