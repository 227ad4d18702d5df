"""A refused key and an unpaid bill are brought to a person, and taken back once they are mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.cosyvoice.activity import FAILURES_TO_REPORT
from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.mending import async_have_mended
from custom_components.cosyvoice.shared_client import CosyVoicePaymentError
from tests.model_studio import KEY, ModelStudio, RefusedError

from .conftest import set_up, studio_entry_of
from .test_event import speak

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import issue_registry as ir
    from pytest_homeassistant_custom_component.common import MockConfigEntry

UNPAID = RefusedError("Arrearage", "Access denied, your account is overdue.")


@pytest.fixture
async def entry(hass: HomeAssistant, studio: ModelStudio) -> AsyncGenerator[MockConfigEntry]:
    entry = studio_entry_of(studio, {"voice": studio.voice().id, "language": "en"})
    await set_up(hass, entry)
    yield entry
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)


def notice(entry: MockConfigEntry, registry: ir.IssueRegistry) -> ir.IssueEntry | None:
    return registry.async_get_issue(DOMAIN, f"unpaid_{entry.entry_id}")


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("Arrearage", "account_unpaid"),
        ("AllocationQuota.FreeTierOnly", "free_tier_ended"),
        ("AccessDenied.Unpurchased", "not_activated"),
    ],
)
async def test_one_answer_that_asks_for_money_is_a_notice_until_it_speaks_again(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    studio: ModelStudio,
    issue_registry: ir.IssueRegistry,
    tmp_path: Path,
    code: str,
    key: str,
) -> None:
    studio.task_refusals = [RefusedError(code, "Not like this.")]
    with pytest.raises(HomeAssistantError) as raised:
        await speak(hass, tmp_path)
    assert raised.value.translation_key == key
    found = notice(entry, issue_registry)
    assert found is not None
    assert (found.translation_key, found.is_persistent) == (key, True)
    assert found.translation_placeholders == {"service": "Studio"}
    # It is asked once: a second question would not be paid either.
    assert len([body for body in studio.bodies if "header" in body]) == 1
    assert not [request for request in studio.requests if "SpeechSynthesizer" in request]

    # That voices can still be listed says nothing of the bill, nor does a restart.
    await hass.services.async_call(DOMAIN, "refresh_voices", blocking=True)
    await hass.config_entries.async_reload(entry.entry_id)
    assert notice(entry, issue_registry) is not None
    await speak(hass, tmp_path)
    assert notice(entry, issue_registry) is None


@pytest.mark.parametrize(
    ("url", "console"),
    [
        ("https://dashscope.aliyuncs.com", "https://bailian.console.aliyun.com/"),
        (
            "https://ws.ap-southeast-1.maas.aliyuncs.com",
            "https://modelstudio.console.alibabacloud.com/",
        ),
        ("https://gateway.lan", ""),
    ],
)
def test_the_notice_leads_to_the_console_of_the_region(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry, url: str, console: str
) -> None:
    entry = studio_entry_of(ModelStudio(url=url))
    error = CosyVoicePaymentError("account_unpaid", status=402)
    async_have_mended(hass, entry, error)
    found = notice(entry, issue_registry)
    assert found is not None
    assert (found.learn_more_url or "").startswith(console)
    assert bool(found.learn_more_url) == bool(console)


async def test_an_unpaid_bill_is_said_once_and_not_as_a_failing_service(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    studio: ModelStudio,
    issue_registry: ir.IssueRegistry,
    tmp_path: Path,
) -> None:
    studio.task_refusals = [UNPAID] * FAILURES_TO_REPORT
    for _ in range(FAILURES_TO_REPORT):
        with pytest.raises(HomeAssistantError):
            await speak(hass, tmp_path)
    assert [issue.issue_id for issue in issue_registry.issues.values()] == [
        f"unpaid_{entry.entry_id}"
    ]
    await hass.config_entries.async_remove(entry.entry_id)
    assert not issue_registry.issues


async def test_a_list_that_is_refused_for_money_is_a_notice_until_it_is_given(
    entry: MockConfigEntry,
    studio: ModelStudio,
    issue_registry: ir.IssueRegistry,
) -> None:
    studio.refusals = [UNPAID]
    await entry.runtime_data.voices.async_refresh()
    assert notice(entry, issue_registry) is not None
    await entry.runtime_data.voices.async_refresh()
    assert notice(entry, issue_registry) is None


@pytest.mark.parametrize("by", ["speaking", "listing"])
async def test_a_key_that_is_refused_is_asked_for_and_not_written_down(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    studio: ModelStudio,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    by: str,
) -> None:
    studio.keys = {"sk-another"}
    if by == "speaking":
        with pytest.raises(HomeAssistantError) as raised:
            await speak(hass, tmp_path)
        assert raised.value.translation_key in {"key_refused", "invalid_auth"}
    else:
        await entry.runtime_data.voices.async_refresh()
    await hass.async_block_till_done()
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]
    assert entry.state is ConfigEntryState.LOADED
    assert KEY not in caplog.text
