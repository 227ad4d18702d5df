"""What is said of voices that can't be spoken with, and of those that will be deleted unused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.known_voices import KnownVoices
from tests.model_studio import RefusedError

from .conftest import set_up, studio_entry_of
from .test_event import speak
from .test_tts import served

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import issue_registry as ir
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

    from tests.model_studio import ModelStudio, Voice

UNUSABLE = RefusedError("InvalidParameter", "[cosyvoice:]Engine return error code: 418")


@pytest.fixture
def grandma(studio: ModelStudio) -> Voice:
    return studio.voice(prefix="grandma")


@pytest.fixture
async def entry(
    hass: HomeAssistant, studio: ModelStudio, grandma: Voice
) -> AsyncGenerator[MockConfigEntry]:
    entry = studio_entry_of(studio, {"voice": grandma.id, "language": "en"})
    assert await async_setup_component(hass, REPAIRS, {})
    await set_up(hass, entry)
    yield entry
    if entry.state.recoverable:
        await hass.config_entries.async_unload(entry.entry_id)


def created(days_ago: float) -> str:
    """A moment as the service writes it: of China, without a zone."""
    return f"{dt_util.utcnow() + timedelta(hours=8) - timedelta(days=days_ago):%Y-%m-%d %H:%M:%S}"


async def listed(hass: HomeAssistant) -> None:
    await hass.services.async_call(DOMAIN, "refresh_voices", blocking=True)


async def fixed(hass_client: ClientSessionGenerator, issue_id: str, **given: Any) -> dict[str, Any]:
    """Go through a repair as the frontend does; what it ends with."""
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue_id}
    )
    step: dict[str, Any] = await answer.json()
    if step["type"] != "form":
        return step
    answer = await client.post(f"/api/repairs/issues/fix/{step['flow_id']}", json=given)
    return dict(await answer.json())


# --- Voices that the service can't speak with -----------------------------------------------------


async def test_a_voice_that_cannot_be_spoken_with_is_a_notice_until_it_can(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    studio: ModelStudio,
    issue_registry: ir.IssueRegistry,
    tmp_path: Path,
) -> None:
    studio.task_refusals = [UNUSABLE]
    with pytest.raises(HomeAssistantError) as raised:
        await speak(hass, tmp_path)
    assert raised.value.translation_key == "voice_not_usable"
    (profile,) = entry.subentries
    issue = issue_registry.async_get_issue(DOMAIN, f"voice_not_usable_{profile}")
    assert issue is not None
    assert issue.translation_placeholders == {"profile": "Grandma", "service": "Studio"}
    await listed(hass)
    assert issue_registry.issues
    await speak(hass, tmp_path)
    assert not issue_registry.issues


async def test_its_profile_gets_another_voice_from_the_notice(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    studio: ModelStudio,
    grandma: Voice,
    issue_registry: ir.IssueRegistry,
    hass_client: ClientSessionGenerator,
) -> None:
    grandma.status = "UNDEPLOYED"
    other = studio.voice(prefix="other")
    await listed(hass)
    (profile,) = entry.subentries
    done = await fixed(hass_client, f"voice_not_usable_{profile}", voice=other.id)
    assert done["type"] == "create_entry"
    await hass.async_block_till_done()
    assert entry.subentries[profile].data["voice"] == other.id
    assert not issue_registry.issues


async def test_a_voice_in_review_is_waited_for(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    studio: ModelStudio,
    grandma: Voice,
    issue_registry: ir.IssueRegistry,
    tmp_path: Path,
) -> None:
    studio.reviews, grandma.status = 1000, "DEPLOYING"
    await listed(hass)
    with pytest.raises(HomeAssistantError):
        await speak(hass, tmp_path)
    assert not issue_registry.issues
    assert entry.runtime_data.voices.update_interval == timedelta(minutes=5)


async def test_the_fallback_speaks_for_a_voice_that_cannot(
    hass: HomeAssistant, studio: ModelStudio, issue_registry: ir.IssueRegistry
) -> None:
    own, other = studio.voice(), studio.voice(prefix="other")
    profiles = [{"voice": own.id, "language": "en"}, {"voice": other.id, "title": "Other"}]
    entry = studio_entry_of(studio, *profiles)
    await set_up(hass, entry)
    fallback = next(one for one in entry.subentries.values() if one.title == "Other")
    hass.config_entries.async_update_entry(
        entry, options={"fallback_profile": fallback.subentry_id}
    )
    await hass.async_block_till_done()
    own.status = "UNDEPLOYED"
    assert await served(hass, "Good morning.")
    spoken = [body["payload"]["parameters"]["voice"] for body in studio.bodies if _runs(body)]
    assert spoken == [own.id, other.id]
    assert len(issue_registry.issues) == 1
    await hass.config_entries.async_unload(entry.entry_id)


def _runs(body: dict[str, Any]) -> bool:
    return bool(body.get("header", {}).get("action") == "run-task")


# --- Voices that nobody uses ----------------------------------------------------------------------


def expiring(registry: ir.IssueRegistry) -> dict[str, dict[str, str] | None]:
    return {
        issue.issue_id.removeprefix("voice_expires_"): issue.translation_placeholders
        for issue in registry.issues.values()
        if issue.translation_key == "voice_expires"
    }


@pytest.mark.usefixtures("entry")
async def test_a_voice_that_will_be_deleted_is_named_in_time(
    hass: HomeAssistant, studio: ModelStudio, issue_registry: ir.IssueRegistry
) -> None:
    for days in (1, 330, 340, 400):
        studio.voice(prefix=f"age{days}").created = created(days)
    await listed(hass)
    ((voice, words),) = expiring(issue_registry).items()
    assert "age340" in voice
    day = (dt_util.utcnow() + timedelta(days=25)).date()
    assert words == {"voice": "age340", "service": "Studio", "day": day.isoformat()}


async def test_a_voice_that_speaks_is_in_use(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    grandma: Voice,
    issue_registry: ir.IssueRegistry,
    tmp_path: Path,
    studio: ModelStudio,
) -> None:
    grandma.created = created(340)
    await listed(hass)
    assert expiring(issue_registry).keys() == {grandma.id}
    await speak(hass, tmp_path)
    assert not expiring(issue_registry)
    # It is remembered that it was, over restarts.
    await hass.async_block_till_done(wait_background_tasks=True)
    await hass.config_entries.async_reload(entry.entry_id)
    await listed(hass)
    assert not expiring(issue_registry)
    known = KnownVoices(hass, entry.entry_id)
    await known.load(studio.url)
    voices, today = entry.runtime_data.voices.data.values(), dt_util.now().date()
    assert not known.expiring(voices, today + timedelta(days=334))
    soon = today + timedelta(days=336)
    assert known.expiring(voices, soon) == {grandma.id: today + timedelta(days=365)}
    # One that is still there then is in use elsewhere, and has another year.
    assert not known.expiring(voices, today + timedelta(days=366))
    assert not known.expiring(voices, today + timedelta(days=366 + 330))


@pytest.mark.usefixtures("entry")
async def test_the_notice_itself_has_the_voice_used(
    hass: HomeAssistant,
    studio: ModelStudio,
    grandma: Voice,
    issue_registry: ir.IssueRegistry,
    hass_client: ClientSessionGenerator,
) -> None:
    grandma.created = created(350)
    await listed(hass)
    issue_id = f"voice_expires_{grandma.id}"
    studio.task_refusals = [UNUSABLE]
    failed = await fixed(hass_client, issue_id)
    assert (failed["type"], failed["reason"]) == ("abort", "cannot_speak")
    assert "can't speak with this voice" in failed["description_placeholders"]["error"]
    done = await fixed(hass_client, issue_id)
    assert done["type"] == "create_entry"
    assert studio.characters == len("OK.")
    assert not issue_registry.issues


async def test_the_notice_says_when_there_is_no_service_to_use_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    grandma: Voice,
    issue_registry: ir.IssueRegistry,
    hass_client: ClientSessionGenerator,
) -> None:
    grandma.created = created(350)
    await listed(hass)
    issue = issue_registry.async_get_issue(DOMAIN, f"voice_expires_{grandma.id}")
    assert issue is not None
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue.issue_id}
    )
    step = await answer.json()
    await hass.config_entries.async_unload(entry.entry_id)
    assert not issue_registry.issues
    answer = await client.post(f"/api/repairs/issues/fix/{step['flow_id']}", json={})
    assert (await answer.json())["reason"] == "service_not_loaded"
