"""Figures of a service, and the notice that appears when speech keeps failing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from custom_components.cosyvoice.activity import (
    FAILURES_TO_REPORT,
    Activity,
    ActivityKind,
    ServiceActivity,
)
from custom_components.cosyvoice.const import DOMAIN
from tests.shared_client.service import Service

from .conftest import entry_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import issue_registry as ir
    from pytest_homeassistant_custom_component.common import MockConfigEntry


@pytest.fixture
def entry() -> MockConfigEntry:
    return entry_of(Service(url="http://voices.lan"))


@pytest.fixture
def activity(hass: HomeAssistant, entry: MockConfigEntry) -> ServiceActivity:
    return ServiceActivity(hass, entry)


def fail(activity: ServiceActivity, times: int = 1, error_type: str = "timeout") -> None:
    for _ in range(times):
        activity.async_report(ActivityKind.FAILED, error="Too slow.", error_type=error_type)


def test_figures_are_of_the_last_utterance_and_of_all(activity: ServiceActivity) -> None:
    for seconds in (0.2, 0.1):
        activity.async_report(ActivityKind.FIRST_AUDIO, time_to_first_audio=seconds)
        activity.async_report(ActivityKind.COMPLETED, audio_seconds=2.0, real_time_factor=0.5)
    assert activity.time_to_first_audio == 0.1
    assert activity.real_time_factor == 0.5
    assert activity.seconds_spoken == 4.0
    assert activity.failures == 0


def test_one_who_listens_is_told_until_they_stop(activity: ServiceActivity) -> None:
    heard: list[Activity] = []
    stop = activity.async_listen(heard.append)
    fail(activity)
    stop()
    fail(activity)
    assert [(one.kind, one.attributes["error"]) for one in heard] == [
        (ActivityKind.FAILED, "Too slow.")
    ]


def test_failures_in_a_row_are_reported_and_a_success_takes_it_back(
    activity: ServiceActivity, entry: MockConfigEntry, issue_registry: ir.IssueRegistry
) -> None:
    issue = (DOMAIN, f"speech_failing_{entry.entry_id}")
    fail(activity, FAILURES_TO_REPORT - 1)
    activity.async_report(ActivityKind.COMPLETED)
    fail(activity, FAILURES_TO_REPORT - 1)
    assert issue_registry.async_get_issue(*issue) is None
    fail(activity)
    found = issue_registry.async_get_issue(*issue)
    assert found is not None
    assert found.translation_placeholders == {
        "service": "Local",
        "count": str(FAILURES_TO_REPORT),
        "error": "Too slow.",
    }
    activity.async_report(ActivityKind.COMPLETED)
    assert issue_registry.async_get_issue(*issue) is None
    assert activity.failures == 2 * FAILURES_TO_REPORT - 1
    assert activity.last_error == "timeout"


@pytest.mark.parametrize("error_type", ["invalid_options", "nothing_to_say"])
def test_mistakes_of_the_caller_are_no_failures_of_the_service(
    activity: ServiceActivity,
    entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    error_type: str,
) -> None:
    fail(activity, 2 * FAILURES_TO_REPORT, error_type)
    assert not issue_registry.async_get_issue(DOMAIN, f"speech_failing_{entry.entry_id}")
