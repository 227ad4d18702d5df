"""What was known of a service's voices before Home Assistant restarted."""

from __future__ import annotations

from dataclasses import replace
import json
from typing import TYPE_CHECKING, Any

import pytest

from custom_components.cosyvoice.known_voices import KnownVoices, recording_of
from custom_components.cosyvoice.shared_client import ReferenceAudio
from custom_components.cosyvoice.shared_client.models import VoiceState
from tests.shared_client.service import VOICE, Service, serving

from .conftest import entry_of, set_up

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

URL = "http://voices.lan:50000"
KEY = "cosyvoice.an-entry"
GRANDMA = ReferenceAudio.from_json(VOICE)
GRANDPA = replace(GRANDMA, id="other", filename="grandpa.wav")


def by_id(*voices: ReferenceAudio) -> dict[str, ReferenceAudio]:
    return {voice.id: voice for voice in voices}


async def test_voices_come_back_as_they_were_and_in_their_order(hass: HomeAssistant) -> None:
    undated = replace(GRANDMA, id="undated", created_at=None, bytes=0)
    in_review = replace(GRANDMA, id="new", state=VoiceState.IN_REVIEW, model="cosyvoice-v3-flash")
    voices = by_id(GRANDPA, undated, GRANDMA, in_review)
    await KnownVoices(hass, "an-entry").keep(URL, voices)
    there = await KnownVoices(hass, "an-entry").load(URL)
    assert there == voices
    assert list(there) == list(voices)
    assert await KnownVoices(hass, "another-entry").load(URL) is None


async def test_voices_of_another_address_are_not_those_of_this_one(hass: HomeAssistant) -> None:
    await KnownVoices(hass, "an-entry").keep(URL, by_id(GRANDMA))
    assert await KnownVoices(hass, "an-entry").load("http://elsewhere.lan:50000") is None


async def test_a_service_without_voices_is_known_to_have_none(hass: HomeAssistant) -> None:
    await KnownVoices(hass, "an-entry").keep(URL, {})
    assert await KnownVoices(hass, "an-entry").load(URL) == {}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"url": URL},
        {"url": URL, "voices": None},
        {"url": URL, "voices": {}},
        {"url": URL, "voices": [None]},
        {"url": URL, "voices": [{"id": None}]},
        {"url": URL, "voices": [{"id": "a", "state": "asleep"}]},
        {"url": URL, "voices": 1, "recordings": [], "replaced": "often"},
    ],
)
async def test_what_cannot_be_read_is_unknown(
    hass: HomeAssistant, hass_storage: dict[str, Any], data: Any
) -> None:
    hass_storage[KEY] = {"version": 1, "minor_version": 1, "key": KEY, "data": data}
    assert await KnownVoices(hass, "an-entry").load(URL) is None


async def test_voices_of_a_newer_release_are_unknown(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    hass_storage[KEY] = {"version": 9, "minor_version": 1, "key": KEY, "data": {}}
    assert await KnownVoices(hass, "an-entry").load(URL) is None


async def test_another_recording_under_an_id_is_noticed_even_after_restarts(
    hass: HomeAssistant,
) -> None:
    known = KnownVoices(hass, "an-entry")
    known.notice(by_id(GRANDMA))
    known.notice(by_id(GRANDMA, GRANDPA))
    assert known.replaced == 0
    known.notice({})
    await known.keep(URL, {})

    known = KnownVoices(hass, "an-entry")
    await known.load(URL)
    known.notice(by_id(GRANDMA))
    assert known.replaced == 0
    known.notice(by_id(replace(GRANDMA, text="Something else.")))
    assert known.replaced == 1
    await known.keep(URL, by_id(GRANDMA))

    known = KnownVoices(hass, "an-entry")
    await known.load("http://elsewhere.lan:50000")
    assert known.replaced == 1
    known.notice(by_id(GRANDMA))
    assert known.replaced == 2


def test_a_recording_is_told_by_its_date_size_and_transcript() -> None:
    changed = (
        replace(GRANDMA, bytes=GRANDMA.bytes + 1),
        replace(GRANDMA, text=GRANDMA.text + "。"),
        replace(GRANDMA, created_at=None),
    )
    assert len({recording_of(voice) for voice in (GRANDMA, *changed)}) == 4
    assert recording_of(replace(GRANDMA, filename="renamed.wav")) == recording_of(GRANDMA)


async def test_what_is_kept_has_no_token_and_goes_with_the_service(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    async with serving(Service()) as service:
        entry = entry_of(service, {"voice": VOICE["id"], "language": "zh"})
        await set_up(hass, entry)
        key = f"cosyvoice.{entry.entry_id}"
        assert VOICE["id"] in json.dumps(hass_storage[key])
        assert service.token not in json.dumps(hass_storage[key])
        await hass.config_entries.async_remove(entry.entry_id)
        await hass.async_block_till_done()
        assert key not in hass_storage


async def test_what_a_person_told_is_not_written_over_where_it_cannot_be_read(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    newer = {"version": 9, "minor_version": 1, "key": KEY, "data": {"told": "in another way"}}
    hass_storage[KEY] = newer
    known = KnownVoices(hass, "an-entry")
    await known.load(URL)
    await known.keep(URL, by_id(GRANDMA))
    assert hass_storage[KEY] == newer


@pytest.mark.parametrize("data", [{"told": {"a": 1, "b": ["x"]}}, {"expected": [1, []], "used": 1}])
async def test_what_cannot_be_what_a_person_told_is_left_out(
    hass: HomeAssistant, hass_storage: dict[str, Any], data: dict[str, Any]
) -> None:
    hass_storage[KEY] = {"version": 1, "minor_version": 1, "key": KEY, "data": data}
    known = KnownVoices(hass, "an-entry")
    await known.load(URL)
    known.find_expected([GRANDMA])
    assert known.as_told(URL, [GRANDMA]) == by_id(GRANDMA)


async def test_of_two_new_voices_alike_none_is_taken_for_the_one_expected(
    hass: HomeAssistant,
) -> None:
    known = KnownVoices(hass, "an-entry")
    await known.expect("Grandma.wav", "Hello.")
    known.expect_no_more("Grandma.wav", "Hello.", came=False)
    new = [replace(GRANDMA, id=id_, filename=f"grand{id_}") for id_ in ("one1", "two2")]
    known.find_expected(new)
    assert known.told == {}
