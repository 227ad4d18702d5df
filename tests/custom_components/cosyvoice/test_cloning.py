"""Voices of Model Studio are cloned from Home Assistant's pages and by actions."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import callback
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.cosyvoice import cloning
from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.shared_client import AudioSpec
from custom_components.cosyvoice.shared_client.model_studio import voices as studio_voices
from custom_components.cosyvoice.shared_client.wav import wav_file
from tests.model_studio import RefusedError
from tests.shared_client.service import tone

from .conftest import set_up, studio_entry_of
from .test_config_flow import SETTINGS
from .test_recording import encoded

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path

    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from tests.model_studio import ModelStudio

    from .browser import Browser

RECORDING = wav_file(tone(6.0), AudioSpec(24_000))
WORDS = "Good morning, my dears."
NAME = "aunt_mary.wav"


@pytest.fixture(autouse=True)
def _quick_reviews(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio_voices, "_PAUSE", 0.01)
    monkeypatch.setattr(cloning, "_REVIEW_PAUSE", 0.01)


@pytest.fixture
async def entry(hass: HomeAssistant, studio: ModelStudio) -> AsyncGenerator[MockConfigEntry]:
    entry = studio_entry_of(studio)
    await set_up(hass, entry)
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


async def followed(hass: HomeAssistant, result: Any, seen: list[str] | None = None) -> Any:
    """Wait until a page is no longer at work; what it said of that is noted."""
    flows = hass.config_entries.subentries
    async with asyncio.timeout(20):
        while result["type"] is FlowResultType.SHOW_PROGRESS:
            if seen is not None and result["progress_action"] not in seen:
                seen.append(result["progress_action"])
            await asyncio.sleep(0.01)
            result = await flows.async_configure(result["flow_id"])
    await hass.async_block_till_done()
    return result


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - it is of another program, or of a task that says nothing
            await asyncio.sleep(0.01)


async def begun(browser: Browser, entry: MockConfigEntry, **given: str) -> Any:
    """A profile whose recording was submitted; the account has no voice to choose from."""
    result = await browser.add_profile(entry)
    assert result["step_id"] == "clone"
    recording = await browser.upload(RECORDING, NAME)
    flows = browser.hass.config_entries.subentries
    return await flows.async_configure(result["flow_id"], {"recording": recording, **given})


def only_voice(studio: ModelStudio) -> str:
    (voice,) = studio.voices
    return voice


async def test_a_page_shows_the_wait_until_the_voice_is_ready(
    hass: HomeAssistant, browser: Browser, entry: MockConfigEntry, studio: ModelStudio
) -> None:
    studio.reviews = 5
    shares: list[float] = []
    hass.bus.async_listen(
        "data_entry_flow_progress_update",
        callback(lambda event: shares.append(event.data["progress"])),
    )
    said: list[str] = []
    result = await followed(hass, await begun(browser, entry, text=WORDS), said)
    assert said == ["upload", "review"]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "profile")
    voice = only_voice(studio)
    assert studio.voices[voice].status == "OK"
    # Called after the file, not after what the service makes of its name.
    suggested = {str(field): field.description for field in result["data_schema"].schema}
    assert suggested["name"] == {"suggested_value": "Aunt mary"}
    result = await browser.submit_profile(result, **SETTINGS)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (profile,) = entry.subentries.values()
    assert profile.data["voice"] == voice


async def test_what_is_said_in_a_recording_is_kept_here_and_not_sent(
    hass: HomeAssistant, browser: Browser, entry: MockConfigEntry, studio: ModelStudio
) -> None:
    result = await followed(hass, await begun(browser, entry, text=WORDS))
    await browser.submit_profile(result, **SETTINGS)
    voice = only_voice(studio)
    assert WORDS not in str(studio.bodies)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    known = entry.runtime_data.voices.data[voice]
    assert (known.text, known.filename, known.model) == (WORDS, NAME, "cosyvoice-v3-flash")
    kept = entry.runtime_data.voices.revision(voice)
    await hass.services.async_call(DOMAIN, "refresh_voices", blocking=True)
    assert entry.runtime_data.voices.revision(voice) == kept

    delete = {"voice": voice, "force": True}
    await hass.services.async_call(DOMAIN, "delete_voice", delete, blocking=True)
    studio.voices[voice] = studio.voice()
    studio.voices[voice].id = voice
    await hass.services.async_call(DOMAIN, "refresh_voices", blocking=True)
    assert entry.runtime_data.voices.data[voice].text == ""


async def test_a_transcript_need_not_be_given(
    hass: HomeAssistant, browser: Browser, entry: MockConfigEntry
) -> None:
    result = await followed(hass, await begun(browser, entry))
    assert result["step_id"] == "profile"


@pytest.mark.parametrize(
    ("recording", "key"),
    [
        (wav_file(tone(4.0), AudioSpec(24_000)), "recording_too_short"),
        (wav_file(tone(61.0, 16_000), AudioSpec(16_000)), "recording_too_long"),
        (wav_file(tone(3.0) + bytes(48_000 * 3), AudioSpec(24_000)), "recording_has_little_speech"),
    ],
)
async def test_a_recording_that_the_service_would_refuse_is_not_sent(
    browser: Browser, entry: MockConfigEntry, studio: ModelStudio, recording: bytes, key: str
) -> None:
    result = await browser.add_profile(entry)
    assert result["description_placeholders"]["shortest"] == "5"
    given = await browser.upload(recording)
    result = await browser.submit_profile(result, recording=given)
    assert result["errors"] == {"recording": key}
    assert not [request for request in studio.requests if "upload" in request]


@pytest.mark.parametrize(
    ("refusals", "recording", "errors", "words"),
    [
        # The service of the tests reads no MP3.
        (
            [],
            encoded("mp3", "libmp3lame", 6.0),
            {"recording": "recording_not_cloned_because"},
            "decode audio failed",
        ),
        (
            [RefusedError("Arrearage", "Access denied, your account is overdue.")],
            RECORDING,
            {"base": "account_unpaid"},
            "your account is overdue",
        ),
    ],
    ids=["of no use", "unpaid"],
)
async def test_a_recording_that_is_refused_is_asked_for_again(
    hass: HomeAssistant,
    browser: Browser,
    entry: MockConfigEntry,
    studio: ModelStudio,
    refusals: list[RefusedError],
    recording: bytes,
    errors: dict[str, str],
    words: str,
) -> None:
    result = await browser.add_profile(entry)
    given = {"recording": await browser.upload(recording, "aunt")}
    studio.refusals = refusals
    flows = hass.config_entries.subentries
    result = await followed(hass, await flows.async_configure(result["flow_id"], given))
    assert (result["step_id"], result["errors"]) == ("clone", errors)
    assert words in result["description_placeholders"]["words"]
    given = {"recording": await browser.upload(RECORDING, NAME)}
    result = await followed(hass, await flows.async_configure(result["flow_id"], given))
    assert result["step_id"] == "profile"


async def test_a_voice_that_the_review_refuses_is_no_voice(
    hass: HomeAssistant, browser: Browser, entry: MockConfigEntry, studio: ModelStudio
) -> None:
    studio.refuses_voices = True
    result = await followed(hass, await begun(browser, entry))
    assert result["errors"] == {"recording": "voice_not_admitted"}


async def test_a_review_that_takes_long_is_waited_for(
    hass: HomeAssistant,
    browser: Browser,
    entry: MockConfigEntry,
    studio: ModelStudio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(studio_voices, "_REVIEW_LIMIT", 0.0)
    studio.reviews = 20
    said: list[str] = []
    result = await followed(hass, await begun(browser, entry, text=WORDS), said)
    assert (result["step_id"], said[-1]) == ("profile", "review")
    voice = entry.runtime_data.voices.data[only_voice(studio)]
    assert (voice.ready, voice.text) == (True, WORDS)


async def test_a_review_that_takes_long_can_end_badly(
    hass: HomeAssistant,
    browser: Browser,
    entry: MockConfigEntry,
    studio: ModelStudio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(studio_voices, "_REVIEW_LIMIT", 0.0)
    studio.reviews = 1000
    result = await begun(browser, entry)
    await until(lambda: [voice for voice in studio.voices.values() if voice.questions > 3])
    studio.voices[only_voice(studio)].status = "UNDEPLOYED"
    result = await followed(hass, result)
    assert result["errors"] == {"recording": "voice_not_admitted"}


async def test_a_lost_answer_makes_no_second_voice(
    hass: HomeAssistant, browser: Browser, entry: MockConfigEntry, studio: ModelStudio
) -> None:
    studio.loses_answers = 1
    result = await followed(hass, await begun(browser, entry, text=WORDS))
    assert result["step_id"] == "profile"
    assert entry.runtime_data.voices.data[only_voice(studio)].text == WORDS


async def test_a_lost_answer_makes_no_second_voice_when_it_is_tried_again(
    hass: HomeAssistant,
    browser: Browser,
    entry: MockConfigEntry,
    studio: ModelStudio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    studio.loses_answers = 1
    # The network stays away for longer than the client looks for the voice.
    with monkeypatch.context() as patch:
        patch.setattr(studio_voices, "_UNHEARD", 0)
        result = await followed(hass, await begun(browser, entry, text=WORDS))
    assert result["step_id"] == "clone"
    assert result["errors"].keys() == {"base"}
    made = only_voice(studio)
    studio.voice(prefix="other")
    given = {"recording": await browser.upload(RECORDING, NAME), "text": WORDS}
    flows = hass.config_entries.subentries
    result = await followed(hass, await flows.async_configure(result["flow_id"], given))
    assert result["step_id"] == "profile"
    assert len(studio.voices) == 2
    assert entry.runtime_data.voices.data[made].text == WORDS


async def test_a_page_that_is_closed_leaves_a_voice_that_is_known(
    hass: HomeAssistant, browser: Browser, entry: MockConfigEntry, studio: ModelStudio
) -> None:
    studio.reviews = 20
    result = await begun(browser, entry, text=WORDS)
    hass.config_entries.subentries.async_abort(result["flow_id"])
    # Whoever opens it again with the same recording gets the voice that is on its way.
    result = await followed(hass, await begun(browser, entry, text=WORDS))
    assert result["step_id"] == "profile"
    hass.config_entries.subentries.async_abort(result["flow_id"])
    state = hass.states.get("event.studio_activity")
    assert state is not None
    assert state.attributes["voice"] == only_voice(studio)
    result = await browser.add_profile(entry)
    assert result["menu_options"] == ["existing", "clone"]
    assert entry.runtime_data.voices.data[only_voice(studio)].text == WORDS


async def test_a_voice_that_was_made_behind_a_closed_page_is_taken_once(
    hass: HomeAssistant, browser: Browser, entry: MockConfigEntry, studio: ModelStudio
) -> None:
    result = await begun(browser, entry, text=WORDS)
    hass.config_entries.subentries.async_abort(result["flow_id"])
    await until(lambda: entry.runtime_data.voices.data)

    async def again() -> Any:
        result = await browser.add_profile(entry)
        result = await browser.submit_profile(result, next_step_id="clone")
        given = {"recording": await browser.upload(RECORDING, NAME), "text": WORDS}
        flows = hass.config_entries.subentries
        result = await followed(hass, await flows.async_configure(result["flow_id"], given))
        assert result["step_id"] == "profile"

    await again()
    assert only_voice(studio)
    # Whoever has a voice of it already and sends it once more wants another one.
    await again()
    assert len(studio.voices) == 2


async def test_a_service_that_is_loaded_again_meanwhile_gets_its_voice(
    hass: HomeAssistant, browser: Browser, entry: MockConfigEntry, studio: ModelStudio
) -> None:
    studio.reviews = 20
    result = await begun(browser, entry, text=WORDS)
    assert await hass.config_entries.async_reload(entry.entry_id)
    result = await followed(hass, result)
    assert result["step_id"] == "profile"
    assert entry.runtime_data.voices.data[only_voice(studio)].text == WORDS


# --- Actions --------------------------------------------------------------------------------------


@pytest.fixture
def recording(hass: HomeAssistant, tmp_path: Path) -> str:
    file = tmp_path / NAME
    file.write_bytes(RECORDING)
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    return str(file)


async def create(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    response = await hass.services.async_call(
        DOMAIN, "create_voice", data, blocking=True, return_response=True
    )
    assert response is not None
    return response


@pytest.mark.usefixtures("entry")
async def test_an_action_says_whether_the_voice_is_ready_and_its_model(
    hass: HomeAssistant,
    studio: ModelStudio,
    recording: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = await create(hass, path=recording, text=WORDS)
    voice = only_voice(studio)
    about = {"ready": True, "state": "ready", "model": "cosyvoice-v3-flash"}
    about |= {"reference_audio_id": voice, "filename": NAME, "text": WORDS}
    assert about.items() <= made.items()
    listed = await hass.services.async_call(
        DOMAIN, "list_voices", {}, blocking=True, return_response=True
    )
    assert listed == {"voices": [{**made, "created_at": "2026-11-01T12:00:00+00:00"}]}
    monkeypatch.setattr(studio_voices, "_REVIEW_LIMIT", 0.0)
    studio.reviews = 1000
    made = await create(hass, path=recording)
    assert (made["ready"], made["state"], made["text"]) == (False, "in_review", "")


async def test_an_action_that_is_canceled_leaves_a_voice_that_is_known(
    hass: HomeAssistant, entry: MockConfigEntry, studio: ModelStudio, recording: str
) -> None:
    studio.reviews = 20
    call = hass.async_create_task(create(hass, path=recording, text=WORDS))
    await until(lambda: studio.voices)
    call.cancel()
    await until(lambda: only_voice(studio) in (entry.runtime_data.voices.data or {}))
    await hass.async_block_till_done()
    assert entry.runtime_data.voices.data[only_voice(studio)].text == WORDS


async def test_an_action_says_what_the_service_says(
    hass: HomeAssistant, entry: MockConfigEntry, studio: ModelStudio, recording: str
) -> None:
    async def key(**data: Any) -> str | None:
        with pytest.raises(HomeAssistantError) as raised:
            await create(hass, **data)
        return raised.value.translation_key

    studio.refuses_voices = True
    assert await key(path=recording) == "voice_not_admitted"
    studio.refuses_voices = False
    studio.keys = set()
    assert await key(path=recording) == "key_refused"
    await hass.async_block_till_done()
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]
    assert entry.runtime_data.voices.data is not None


async def test_home_assistant_that_stops_meanwhile_knows_the_voice_afterwards(
    hass: HomeAssistant, entry: MockConfigEntry, studio: ModelStudio, recording: str
) -> None:
    studio.reviews = 1000
    call = hass.async_create_task(create(hass, path=recording, text=WORDS))
    await until(lambda: studio.voices)
    # As it is when Home Assistant stops: what is under way is canceled, and nobody hears of it.
    (under_way,) = hass.data[cloning._UNDER_WAY]
    await hass.config_entries.async_unload(entry.entry_id)
    under_way.voice.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    studio.reviews = 0
    other = studio.voice(prefix="other").id
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.services.async_call(DOMAIN, "refresh_voices", blocking=True)
    known = entry.runtime_data.voices.data
    del studio.voices[other]
    assert known[other].text == ""
    found = known[only_voice(studio)]
    assert (found.text, found.filename) == (WORDS, NAME)
