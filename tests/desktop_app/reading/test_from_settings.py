"""What a reader gets out of the settings: services in their order, tokens, profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.reading.from_settings import profiles_of, services_of
from desktop_app.reading.model import Profile
from desktop_app.settings.settings import ServiceSettings, Settings, VoiceProfile

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from desktop_app.services.connection import Service


async def test_the_token_of_the_environment_is_not_for_those_who_stand_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("COSYVOICE_TOKEN", "of-the-service-in-use")
    services = {name: ServiceSettings(f"http://{name}.example") for name in ("home", "office")}
    first, other, _ = services_of(Settings(services, "home"))

    async def sent(service: Service) -> str:
        connection = await service.open()
        headers = connection.client._transport._headers()
        await service.aclose()
        return headers.get("Authorization", "")

    assert await sent(first) == "Bearer of-the-service-in-use"
    assert await sent(other) == ""


def test_a_profile_per_language_and_the_one_in_use() -> None:
    settings = Settings({"home": ServiceSettings("http://a", voice="v")}, "home")
    assert profiles_of(settings, "home") == {"": Profile("v", "home")}
    settings = settings.with_profile("tale", VoiceProfile("home", "w", instruct="slowly"))
    settings = settings.with_app(profile="tale", language_profiles={"zh": "tale", "en": "gone"})
    tale = Profile("w", "home", instruct="slowly")
    assert profiles_of(settings, "home") == {"": tale, "zh": tale}
