"""A service that is asked again until it is awake."""

from __future__ import annotations

import pytest

from desktop_app.gui.settings import service_trial
from shared_client import CosyVoiceUnavailableError, ServiceInfo


@pytest.mark.parametrize("wanted", [None, 0.0, 1e-9])
async def test_no_service_has_itself_asked_without_a_pause(
    monkeypatch: pytest.MonkeyPatch, wanted: float | None
) -> None:
    monkeypatch.setattr(service_trial, "PATIENCE", 0.5)
    monkeypatch.setattr(service_trial, "_PAUSE", 0.2)
    busy: list[int] = []

    async def ask() -> ServiceInfo:
        raise CosyVoiceUnavailableError("unavailable", host="h", status=503, retry_after=wanted)

    with pytest.raises(CosyVoiceUnavailableError):
        await service_trial._until_awake(ask, busy.append)
    assert 0 < len(busy) < 4
