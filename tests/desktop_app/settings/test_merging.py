"""Two changes of the same settings, made side by side."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
import pytest

from desktop_app.settings.merging import merge_lists, merge_settings, same
from desktop_app.settings.settings import ServiceSettings, Settings, VoiceProfile

from .test_settings import all_settings

HOME, OFFICE = ServiceSettings("http://home.example"), ServiceSettings("http://office.example")
BEFORE = Settings({"home": HOME}, "home", profiles={"tale": VoiceProfile("home", "v")})


@given(all_settings(), all_settings())
def test_where_only_one_changed_them_that_one_counts(before: Settings, after: Settings) -> None:
    assert same(merge_settings(before, after, before), after)
    assert same(merge_settings(before, before, after), after)
    assert same(merge_settings(before, after, after), after)


def test_both_changes_hold() -> None:
    ours = BEFORE.with_app(speed=1.5).with_profile("robot", VoiceProfile("local"))
    theirs = BEFORE.with_app(volume=0.5).with_service("office", OFFICE, active=False)
    merged = merge_settings(BEFORE, ours, theirs)
    assert (merged.app.speed, merged.app.volume) == (1.5, 0.5)
    assert list(merged.services) == ["home", "office"]
    assert list(merged.profiles) == ["tale", "robot"]


def test_both_changes_of_one_service_hold() -> None:
    ours = BEFORE.with_service("home", replace(HOME, voice="ours"), active=True)
    theirs = BEFORE.with_service("home", replace(HOME, proxy="none"), active=True)
    merged = merge_settings(BEFORE, ours, theirs)
    assert merged.services == {"home": replace(HOME, voice="ours", proxy="none")}


def test_of_two_changes_of_one_value_ours_counts() -> None:
    merged = merge_settings(BEFORE, BEFORE.with_app(speed=1.5), BEFORE.with_app(speed=0.8))
    assert merged.app.speed == 1.5


@pytest.mark.parametrize("we", ["remove", "change"])
def test_what_one_removes_and_the_other_changes_stays(we: str) -> None:
    changed = BEFORE.with_profile("tale", VoiceProfile("home", "w"))
    removed = BEFORE.without_profile("tale")
    ours, theirs = (removed, changed) if we == "remove" else (changed, removed)
    assert merge_settings(BEFORE, ours, theirs).profiles == changed.profiles


def test_keys_and_languages_are_merged_one_by_one() -> None:
    ours = BEFORE.with_app(hotkeys={"stop": "F9"}, language_profiles={"zh": "tale"})
    theirs = BEFORE.with_app(hotkeys={"next": "F8"}, language_profiles={"de": "tale"})
    app = merge_settings(BEFORE, ours, theirs).app
    assert app.hotkeys == {"stop": "F9", "next": "F8"}
    assert app.language_profiles == {"zh": "tale", "de": "tale"}


def test_a_new_order_of_services_is_a_change() -> None:
    two = BEFORE.with_service("office", OFFICE, active=False)
    turned = replace(two, services={"office": OFFICE, "home": HOME})
    assert not same(two, turned)
    for ours, theirs in ((turned, two), (two, turned)):
        assert list(merge_settings(two, ours, theirs).services) == ["office", "home"]
    third = two.with_service("third", OFFICE, active=False)
    assert list(merge_settings(two, turned, third).services) == ["office", "home", "third"]
    assert list(merge_settings(two, third, turned).services) == ["office", "home", "third"]


def test_the_active_service_is_one_that_is_there() -> None:
    two = BEFORE.with_service("office", OFFICE, active=False)
    merged = merge_settings(two, two.with_active("office"), two.without_service("office"))
    assert merged.active == "home"


@given(st.lists(st.integers(), max_size=6), st.lists(st.integers(), max_size=6))
def test_a_list_that_only_one_changed_is_as_that_one_has_it(
    before: list[int], after: list[int]
) -> None:
    assert merge_lists(before, before, after) == tuple(after)
    if len({*before}) == len(before):
        assert merge_lists(before, after, before) == tuple(after)


def test_of_two_lists_nothing_that_was_added_is_lost() -> None:
    assert merge_lists("abc", "xcba", "acy") == ("x", "c", "a", "y")
