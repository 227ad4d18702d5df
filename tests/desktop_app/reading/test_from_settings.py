"""Who speaks, out of the settings: profiles, services and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import SettingsError
from desktop_app.reading.from_settings import (
    for_once,
    others_of,
    profiles_of,
    services_of,
    voice_of,
    with_profile_in_use,
)
from desktop_app.reading.model import Profile
from desktop_app.settings.settings import (
    LOCAL,
    AppSettings,
    ServiceSettings,
    Settings,
    StandIn,
    VoiceProfile,
)
from shared_client import SynthesisMode

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.services.connection import Service

SERVICES = {
    name: ServiceSettings(f"http://{name}.example", voice=f"voice-of-{name}")
    for name in ("home", "work", "cloud")
}
PROFILES = {
    "Calm": VoiceProfile("work", "v1", "natural_language_replication", "calm", 0.8, 1.2),
    "Built in": VoiceProfile(LOCAL),
    "Lost": VoiceProfile("gone", "v2"),
}


def settings(active: str = "home", **app: object) -> Settings:
    return Settings(SERVICES, active, AppSettings(**app), PROFILES)  # type: ignore[arg-type]  # as in a file


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COSYVOICE_URL", raising=False)


def test_the_voice_is_that_of_the_active_service() -> None:
    assert voice_of(settings()) == "voice-of-home"
    assert voice_of(settings("", local_voice="mine")) == "mine"


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


def test_each_language_has_its_profile_and_all_others_the_one_in_use() -> None:
    calm = Profile("v1", "work", SynthesisMode.NATURAL_LANGUAGE_REPLICATION, "calm", 0.8, 1.2)
    chosen = settings(profile="Calm", language_profiles={"zh": "Built in", "fr": "never made"})
    assert profiles_of(chosen, "home") == {"": calm, "zh": Profile(service=LOCAL)}
    plain = settings(profile="never made")
    assert profiles_of(plain, "home") == {"": Profile("voice-of-home", "home")}


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


def test_a_profile_in_use_brings_its_service() -> None:
    assert with_profile_in_use(settings(), "Calm").active == "work"
    assert with_profile_in_use(settings(), "Built in").active == ""


@pytest.mark.parametrize(
    ("name", "known"), [("nope", "Calm, Built in, Lost"), ("", "Calm"), ("Lost", "gone")]
)
def test_a_profile_that_cannot_be_used_is_an_error_that_says_what_there_is(
    name: str, known: str
) -> None:
    with pytest.raises(SettingsError, match=known):
        with_profile_in_use(settings(), name)
    with pytest.raises(SettingsError) as error:
        with_profile_in_use(Settings(), name)
    assert error.value.hint


def test_a_profile_that_is_named_speaks_all_languages_and_keeps_its_fallbacks() -> None:
    chosen = settings(language_profiles={"zh": "Built in"})
    once = for_once(chosen, profile="Calm", alone=False)
    assert profiles_of(once, "work").keys() == {""}
    assert [one.name for one in services_of(once, named=True)] == ["work", "home", "cloud", LOCAL]


def test_a_service_that_is_named_speaks_alone_in_its_own_voice() -> None:
    chosen = settings(profile="Calm", language_profiles={"zh": "Built in"})
    once = for_once(chosen, service="cloud", alone=True)
    assert [one.name for one in services_of(once, named=True)] == ["cloud"]
    assert profiles_of(once, "cloud") == {"": Profile("voice-of-cloud", "cloud")}
    both = for_once(chosen, profile="Calm", service="cloud", alone=True)
    assert (both.active, both.app.profile, others_of(both)) == ("cloud", "Calm", [])
    with pytest.raises(SettingsError):
        for_once(chosen, service="nope", alone=True)
