"""A person sets up services and voices on Home Assistant's pages."""

from __future__ import annotations

from pathlib import Path
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.home_assistant.frontend import Frontend
from tests.home_assistant.running import VOICE_FILE, VOICE_TEXT
from tests.home_assistant.sound import Sound
from tests.model_studio import KEY, ModelStudio, model_studio

if TYPE_CHECKING:
    from tests.home_assistant.running import HomeAssistant, Service

pytestmark = pytest.mark.home_assistant

SENTENCE = "Good morning. The kettle is on, and the train leaves in a quarter of an hour."
PAGE = "/config/integrations/integration/cosyvoice"


async def profiles(home: HomeAssistant) -> dict[str, dict[str, Any]]:
    """The voice profiles' data, by their names."""
    entry = (await home.entries())[0]
    listed = await home.socket.command("config_entries/subentries/list", entry_id=entry["entry_id"])
    return {profile["title"]: profile for profile in listed}


async def assert_speaks(home: HomeAssistant, engine: str, addition: str = "") -> None:
    sound = Sound.of(await home.speak(engine, SENTENCE + addition, preferred_format="wav"))
    assert sound.loud_seconds() > 2


async def test_a_service_is_set_up_with_a_voice_that_is_cloned_by_upload(
    own_service: Service, empty_home: HomeAssistant, tmp_path: Path
) -> None:
    async with Frontend.opened(empty_home) as frontend:
        say = frontend.string
        await frontend.open("/config/integrations/dashboard")
        await frontend.click("Add integration")
        await frontend.see("Select brand")
        await frontend.page.get_by_role("textbox").last.fill("CosyVo")
        await frontend.page.get_by_text("CosyVoice", exact=True).wait_for()
        await frontend.look()
        await frontend.page.get_by_text("CosyVoice", exact=True).click()

        await frontend.see(say("config.step.user.title"))
        await frontend.see(say("config.step.user.menu_option_descriptions.service"))
        await frontend.shot("kinds")
        await frontend.click(say("config.step.user.menu_options.service"))
        await frontend.see(say("config.step.service.title"))
        # As it is copied from somewhere: no scheme, and a part of the API's path.
        pasted = f"{own_service.url.removeprefix('http://')}/api/v1/"
        await frontend.fill(say("config.step.service.data.url"), pasted)
        await frontend.shot("service")
        await frontend.fill(say("config.step.service.data.token"), "wrong")
        await frontend.press(say("config.step.service.submit"))
        await frontend.see(say("config.error.invalid_auth"))
        await frontend.look()
        await frontend.fill(say("config.step.service.data.token"), own_service.token)
        with own_service.paused():
            await frontend.press(say("config.step.service.submit"))
            await frontend.see(say("config.progress.probe"))
            await frontend.look()

        await frontend.see(say("config.step.voice.title"))
        await frontend.look()
        await frontend.click(say("config.step.voice.menu_options.clone"))
        await frontend.see(say("config.step.clone.title"))
        await frontend.attach(Path(shutil.copy(VOICE_FILE, tmp_path / "grandma.wav")))
        await frontend.fill(say("config.step.clone.data.text"), VOICE_TEXT)
        await frontend.shot("clone-voice")
        await frontend.press(say("config.step.clone.submit"))

        await frontend.see(say("config.step.profile.title"))
        await frontend.shot("profile")
        await frontend.press(say("config.step.profile.submit"))
        await frontend.page.locator("audio").wait_for()
        await frontend.shot("first-voice")
        await frontend.press("Skip and finish")
        await frontend.open(PAGE)
        await frontend.see("Grandma")

    made = (await profiles(empty_home))["Grandma"]
    names = {
        voice["name"]
        for voice in (
            await empty_home.socket.command(
                "tts/engine/voices", engine_id="tts.grandma", language="en"
            )
        )["voices"]
    }
    assert any(name.startswith("grandma ") for name in names)
    assert made["subentry_type"] == "profile"
    await assert_speaks(empty_home, "tts.grandma")


async def test_a_key_of_model_studio_is_set_up(furnished: HomeAssistant) -> None:
    async with Frontend.opened(furnished) as frontend, model_studio(ModelStudio()) as studio:
        studio.voice(prefix="mama")
        studio.voice("cosyvoice-v2", prefix="papa")
        say = frontend.string
        step = "config.step.model_studio"
        await frontend.open("/config/integrations/dashboard/add?domain=cosyvoice")
        await frontend.press("OK")
        await frontend.click(say("config.step.user.menu_options.model_studio"))
        await frontend.see(say(f"{step}.title"))
        await frontend.shot("model-studio")
        await frontend.fill(say(f"{step}.data.token"), "sk-of-nobody")
        await frontend.click(say(f"{step}.sections.advanced.name"))
        await frontend.fill(say(f"{step}.sections.advanced.data.url"), "127.0.0.1:9")
        await frontend.press(say(f"{step}.submit"))
        # The error stands above the section, which is open.
        await frontend.see("nothing is listening on port 9")
        await frontend.fill(say(f"{step}.sections.advanced.data.url"), studio.url)
        await frontend.press(say(f"{step}.submit"))
        await frontend.see(say("config.error.key_refused").partition("(")[0].strip())
        await frontend.look()
        await frontend.fill(say(f"{step}.data.token"), KEY)
        await frontend.press(say(f"{step}.submit"))
        await frontend.see(say("config.step.consent_elsewhere.title"))
        await frontend.look()
        await frontend.press(say("config.step.consent_elsewhere.submit"))
        await frontend.click(say("config.step.voice.menu_options.existing"))
        await frontend.see("papa (cosyvoice-v2)")
        await frontend.look()
        await frontend.choose(say("config.step.existing_of_model.data.voice"), "mama")
        await frontend.press(say("config.step.existing_of_model.submit"))
        await frontend.see(say("config.step.profile.title"))
        await frontend.press(say("config.step.profile.submit"))
        await frontend.press("Skip and finish")
        await furnished.when("tts.mama", lambda state: state["state"] != "unavailable")
        assert studio.faults == []
        assert studio.characters == 0
        (entry,) = (one for one in await furnished.entries() if "Studio" in one["title"])
        address = f"/api/config/config_entries/entry/{entry['entry_id']}"
        async with furnished.session.delete(address) as answer:
            assert answer.status == 200


async def test_a_profile_is_added_by_cloning(furnished: HomeAssistant, tmp_path: Path) -> None:
    async with Frontend.opened(furnished) as frontend:
        say = frontend.string
        step = "config_subentries.profile.step"
        await frontend.open(PAGE)
        await frontend.press(say("config_subentries.profile.initiate_flow.user"))
        await frontend.see(say(f"{step}.user.title"))
        await frontend.look()
        await frontend.click(say(f"{step}.user.menu_options.clone"))
        recording = tmp_path / "grandpa.wav"
        recording.write_bytes(VOICE_FILE.read_bytes()[:60_000])
        await frontend.attach(recording)
        await frontend.fill(say(f"{step}.clone.data.text"), VOICE_TEXT)
        await frontend.press(say(f"{step}.clone.submit"))
        await frontend.see("1.2 s")
        await frontend.look()
        recording.write_bytes(VOICE_FILE.read_bytes())
        await frontend.attach(recording)
        await frontend.press(say(f"{step}.clone.submit"))

        await frontend.see(say(f"{step}.profile.title"))
        await frontend.fill(say(f"{step}.profile.data.name"), "Grandpa")
        await frontend.click(say("selector.mode_of_profile.options.natural_language_replication"))
        await frontend.press(say(f"{step}.profile.submit"))
        # The section has opened, with the error above it.
        await frontend.see(say("config_subentries.profile.error.instruct_required"))
        await frontend.fill(
            say(f"{step}.profile.sections.speech.data.instruct"), "speak slowly and warmly"
        )
        await frontend.press(say(f"{step}.profile.submit"))
        await frontend.page.locator("audio").wait_for()
        await frontend.see("Created configuration for Grandpa.")
        await frontend.press("Finish")

    await furnished.when("tts.grandpa", lambda state: state["state"] != "unavailable")
    await assert_speaks(furnished, "tts.grandpa")


async def test_options_are_changed(furnished: HomeAssistant) -> None:
    async with Frontend.opened(furnished) as frontend:
        say = frontend.string
        await frontend.open(PAGE)
        await frontend.press("Configure")
        await frontend.see(say("options.step.init.title"))
        await frontend.shot("options")
        await frontend.choose(
            say("options.step.init.data.sample_rate"), say("selector.sample_rate.options.48000")
        )
        await frontend.click(say("options.step.init.sections.timeouts.name"))
        await frontend.see(say("options.step.init.sections.timeouts.data.cold_start_timeout"))
        await frontend.press(say("options.step.init.submit"))
        await frontend.see("Options successfully saved.")
        await frontend.press("Finish")

    await furnished.when_loaded()
    sound = Sound.of(await furnished.speak("tts.grandma", SENTENCE, preferred_format="wav"))
    assert sound.sample_rate == 48_000


async def test_the_service_is_reconfigured(furnished: HomeAssistant, own_service: Service) -> None:
    async with Frontend.opened(furnished) as frontend:
        say = frontend.string
        await frontend.open(PAGE)
        await frontend.see("Grandma")
        await (
            frontend.page.locator("ha-config-entry-row")
            .get_by_role("button", name="Menu")
            .first.click()
        )
        await frontend.click("Reconfigure")
        await frontend.see(say("config.step.reconfigure.title"))
        await frontend.look()
        await frontend.fill(say("config.step.reconfigure.data.token"), own_service.token)
        await frontend.press(say("config.step.reconfigure.submit"))
        await frontend.see("Reconfiguration was successful")

    await furnished.when_loaded()
    await assert_speaks(furnished, "tts.grandma")


async def test_none_of_that_is_complained_of(furnished: HomeAssistant) -> None:
    assert furnished.complaints() == []


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
async def test_pages_of_service_and_voices_have_all_their_words(
    furnished: HomeAssistant, language: str
) -> None:
    # Entities have their names in the language of the house, not in that of who looks.
    await furnished.socket.command("config/core/update", language=language)
    await furnished.reload()
    await furnished.when_loaded()
    await assert_speaks(furnished, "tts.grandma", f" This is for {language}.")
    async with Frontend.opened(furnished, language) as frontend:
        say = frontend.string
        await frontend.open(PAGE)
        await frontend.see("Grandma")
        await frontend.shot("integration")
        row = frontend.page.locator("ha-config-entry-row").first
        await row.get_by_text("CosyVoice", exact=True).first.click()
        await frontend.click("CosyVoice 2.0")
        await frontend.see(say("entity.event.activity.name"))
        await frontend.see(say("entity.sensor.time_to_first_audio.name"))
        await frontend.shot("device")

        await frontend.open(PAGE)
        await frontend.press(say("config_subentries.profile.initiate_flow.user"))
        await frontend.click(say("config_subentries.profile.step.user.menu_options.existing"))
        await frontend.see(say("config_subentries.profile.step.existing.title"))
        await frontend.look()
        await frontend.open(PAGE)
        await frontend.press(say("config_subentries.profile.initiate_flow.user"))
        await frontend.click(say("config_subentries.profile.step.user.menu_options.clone"))
        await frontend.see(say("config_subentries.profile.step.clone.title"))
        await frontend.look()

        await frontend.open("/media-browser/browser/app%2Cmedia-source%3A%2F%2Fcosyvoice")
        await frontend.see("This voice was made")
        await frontend.look()
