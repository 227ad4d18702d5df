"""Which services speak, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.reading.fallbacks import others_of, services_of
from desktop_app.settings.settings import LOCAL, StandIn
from tests.desktop_app.reading.set_up import settings

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.services.connection import Service


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COSYVOICE_URL", raising=False)


@pytest.mark.parametrize(
    ("stand_in", "others"),
    [
        (StandIn.NONE, []),
        (StandIn.SERVICES, ["work", "cloud"]),
        (StandIn.LOCAL, ["work", "cloud", LOCAL]),
    ],
)
def test_fallbacks_come_in_the_order_of_the_services(stand_in: StandIn, others: list[str]) -> None:
    assert others_of(settings(stand_in=stand_in)) == others


def test_services_of_language_profiles_are_there_whatever_the_fallbacks() -> None:
    chosen = {"zh": "Calm", "en": "Built in", "fr": "Lost", "de": "never made"}
    assert others_of(settings(stand_in=StandIn.NONE, language_profiles=chosen)) == ["work", LOCAL]
    both = settings(stand_in=StandIn.LOCAL, language_profiles={"zh": "Built in"})
    assert others_of(both) == [LOCAL, "work", "cloud"]


def test_the_first_service_is_the_active_one_or_the_environments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert [one.name for one in services_of(settings())] == ["home", "work", "cloud", LOCAL]
    monkeypatch.setenv("COSYVOICE_URL", "http://given.example")
    assert services_of(settings())[0].name == "http://given.example"
    assert services_of(settings(), named=True)[0].name == "home"
    assert services_of(settings(""), named=True)[0].name == LOCAL


async def test_the_token_of_the_environment_is_for_the_active_service_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("COSYVOICE_TOKEN", "of-the-service-in-use")

    async def sent(service: Service) -> str:
        connection = await service.open()
        headers = connection.client._transport._headers()
        await service.aclose()
        return headers.get("Authorization", "")

    for named in (False, True):
        first, other, *_ = services_of(settings(), named=named)
        assert await sent(first) == "Bearer of-the-service-in-use"
        assert await sent(other) == ""
