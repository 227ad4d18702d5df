"""Who speaks, out of the settings: profiles, services and their order."""

from __future__ import annotations

import pytest

from desktop_app.errors import SettingsError
from desktop_app.reading.fallbacks import others_of, services_of
from desktop_app.reading.from_settings import (
    for_once,
    profiles_of,
    voice_of,
    with_profile_in_use,
)
from desktop_app.reading.model import Profile
from desktop_app.settings.settings import (
    LOCAL,
    Settings,
)
from shared_client import SynthesisMode
from tests.desktop_app.reading.set_up import settings


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COSYVOICE_URL", raising=False)


def test_the_voice_is_that_of_the_active_service() -> None:
    assert voice_of(settings()) == "voice-of-home"
    assert voice_of(settings("", local_voice="mine")) == "mine"


def test_each_language_has_its_profile_and_all_others_the_one_in_use() -> None:
    calm = Profile("v1", "work", SynthesisMode.NATURAL_LANGUAGE_REPLICATION, "calm", 0.8, 1.2)
    chosen = settings(profile="Calm", language_profiles={"zh": "Built in", "fr": "never made"})
    assert profiles_of(chosen, "home") == {"": calm, "zh": Profile(service=LOCAL)}
    plain = settings(profile="never made")
    assert profiles_of(plain, "home") == {"": Profile("voice-of-home", "home")}


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
