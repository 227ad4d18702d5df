"""What may pass by itself, and how long it is waited for."""

from __future__ import annotations

import pytest

from desktop_app.reading.trouble import is_passing, pause_after
from shared_client import CosyVoiceAuthError, CosyVoiceConnectionError, CosyVoiceUnavailableError


def busy(retry_after: float | None) -> CosyVoiceUnavailableError:
    return CosyVoiceUnavailableError("unavailable", host="h", status=503, retry_after=retry_after)


@pytest.mark.parametrize(
    ("wanted", "pause"), [(None, 2), (0.0, 2), (1e-9, 2), (5.0, 5), (86_400.0, 60)]
)
def test_a_service_may_ask_for_a_longer_pause_but_not_for_a_shorter_one(
    wanted: float | None, pause: float
) -> None:
    assert pause_after(busy(wanted), 2) == pause


def test_a_refusal_does_not_pass_and_a_lost_connection_does() -> None:
    lost = CosyVoiceConnectionError("connection_lost", host="h")
    assert is_passing(busy(None))
    assert is_passing(lost)
    assert pause_after(lost, 2) == 2
    assert not is_passing(CosyVoiceAuthError("token_refused", host="h", status=401))
