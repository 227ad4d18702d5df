"""Settings of a person who has three services and a few profiles."""

from __future__ import annotations

from desktop_app.settings.settings import (
    LOCAL,
    AppSettings,
    ServiceSettings,
    Settings,
    VoiceProfile,
)

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
