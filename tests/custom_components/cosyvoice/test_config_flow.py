"""Setting up a service, its voices and profiles, as the frontend does: every step, every error."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_address
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aiohttp import web
from homeassistant.config_entries import (
    SOURCE_HASSIO,
    SOURCE_RECONFIGURE,
    SOURCE_ZEROCONF,
    ConfigEntryState,
    ConfigSubentry,
)
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
import pytest
import voluptuous as vol

from custom_components.cosyvoice.config_flow import _announced_urls
from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.shared_client import AudioSpec, CosyVoiceClient
from custom_components.cosyvoice.shared_client.wav import wav_file
from shared_client import Dialect
from tests.programs import first_line, running
from tests.shared_client.service import VOICE, Service, refusing, serving, tone

from .browser import suggested
from .conftest import ROOT, TOKEN, LocalServer, entry_of, set_up, voices_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from custom_components.cosyvoice.activity import Activity

    from .browser import Browser

SETTINGS = {
    "name": "Grandma",
    "mode": "fast_replication",
    "language": "en",
    "speech": {"speed": 1.0, "volume": 1.0},
}
OPTIONS = {
    "transport": "auto",
    "clean_text": True,
    "sample_rate": "24000",
    "timeouts": {
        "connect_timeout": 10,
        "first_audio_timeout": 60,
        "idle_timeout": 20,
        "cold_start_timeout": 60,
    },
}


def repr_of(value: object) -> str:
    """What a test with hostile input is called; short, and without what breaks a terminal."""
    return ascii(value)[:40]


def only_entry(hass: HomeAssistant) -> Any:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    return entry


def section_of(form: Any, name: str) -> Any:
    """A section of a form."""
    return next(field for key, field in form["data_schema"].schema.items() if key == name)


def only_profile(entry: Any) -> ConfigSubentry:
    (profile,) = entry.subentries.values()
    assert isinstance(profile, ConfigSubentry)
    return profile


# --- A service and its first voice ---------------------------------------------------------------


async def test_a_service_with_a_voice_that_it_has(
    hass: HomeAssistant, browser: Browser, service: LocalServer, voice: str
) -> None:
    result = await browser.start()
    assert (result["type"], result["step_id"]) == (FlowResultType.MENU, "user")
    assert result["menu_options"] == ["model_studio", "service", "local_server", "desktop"]
    result = await browser.submit(result, next_step_id="service")
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "service")
    result = await browser.submit(result, url=service.url, token=TOKEN, verify_ssl=True)
    assert (result["type"], result["step_id"]) == (FlowResultType.MENU, "voice")
    result = await browser.submit(result, next_step_id="existing")
    result = await browser.submit(result, voice=voice)
    assert result["step_id"] == "profile"
    known = suggested(result)
    assert known["name"]
    result = await browser.submit(result, **SETTINGS)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = only_entry(hass)
    assert entry.state is ConfigEntryState.LOADED
    assert entry.title == "CosyVoice"
    assert entry.data["dialect"] == "v2"
    profile = only_profile(entry)
    assert profile.title == "Grandma"
    assert profile.data == {
        "voice": voice,
        "mode": "fast_replication",
        "speed": 1.0,
        "volume": 1.0,
        "language": "en",
    }
    assert hass.states.get("tts.grandma") is not None


async def test_a_local_server_is_asked_for_its_address_and_token_alone(
    hass: HomeAssistant, browser: Browser, service: LocalServer
) -> None:
    result = await browser.submit(await browser.start(), next_step_id="local_server")
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "local_server")
    assert list(map(str, result["data_schema"].schema)) == ["url", "token"]
    page = result["description_placeholders"]["docs"].rpartition("/")[2].partition("#")
    assert f"## {page[2].capitalize()}" in (ROOT / "docs" / page[0]).read_text("utf-8")
    result = await browser.submit(result, url=service.url, token="wrong")
    assert (result["step_id"], result["errors"]) == ("local_server", {"base": "invalid_auth"})
    result = await browser.submit(result, url=service.url, token=TOKEN)
    await browser.submit(result, next_step_id="later")
    assert only_entry(hass).data["verify_ssl"] is True


@pytest.mark.parametrize("paste", ["{0}/", "{0}/api/v1/audio/speech", " {0} ", "{1}"])
async def test_any_address_that_a_person_pastes(
    hass: HomeAssistant, browser: Browser, service: LocalServer, paste: str
) -> None:
    url = service.url.rstrip("/")
    pasted = paste.format(url, url.removeprefix("http://"))
    result = await browser.submit(
        await browser.service(), url=pasted, token=f" {TOKEN} ", verify_ssl=True
    )
    assert result["step_id"] == "voice"
    result = await browser.submit(result, next_step_id="later")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_entry(hass).data["url"].rstrip("/") == url
    assert not only_entry(hass).subentries


async def test_a_service_is_set_up_once(
    hass: HomeAssistant, browser: Browser, service: LocalServer
) -> None:
    result = await browser.submit(
        await browser.service(), url=service.url, token=TOKEN, verify_ssl=True
    )
    await browser.submit(result, next_step_id="later")
    result = await browser.submit(
        await browser.service(), url=service.url + "/api/v1", token=TOKEN, verify_ssl=True
    )
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert only_entry(hass)


async def test_the_first_voice_is_cloned_there_and_then(
    hass: HomeAssistant, browser: Browser, own_service: LocalServer
) -> None:
    result = await browser.submit(
        await browser.service(), url=own_service.url, token=TOKEN, verify_ssl=True
    )
    result = await browser.submit(result, next_step_id="clone")
    assert result["step_id"] == "clone"
    result = await browser.submit(
        result, recording=await browser.upload(), text="Good morning, my dears."
    )
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "profile")
    result = await browser.submit(result, **SETTINGS)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    profile = only_profile(only_entry(hass))
    cloned = next(v for v in await voices_of(own_service) if v.id == profile.data["voice"])
    assert (cloned.filename, cloned.text) == ("aunt_mary.wav", "Good morning, my dears.")


async def test_a_service_without_voices_asks_for_one(hass: HomeAssistant, browser: Browser) -> None:
    async with serving(Service(voices=[])) as service:
        result = await browser.submit(
            await browser.service(), url=service.url, token=service.token, verify_ssl=True
        )
        assert result["menu_options"] == ["clone", "later"]
        await browser.submit(result, next_step_id="later")
        await hass.config_entries.async_unload(only_entry(hass).entry_id)


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"url": "no address at all"}, {"url": "invalid_url"}),
        ({"url": "{0}?token=secret"}, {"url": "address_with_secret"}),
        ({"token": "with a space"}, {"token": "invalid_token"}),
        ({"token": "wrong"}, {"base": "invalid_auth"}),
        ({"url": "http://127.0.0.1:9"}, {"base": "connection_refused"}),
        ({"url": "{0}/somewhere/else"}, {"base": "not_found"}),
        ({"url": "https://127.0.0.1:{1}"}, {"base": "no_tls"}),
    ],
)
async def test_says_what_is_wrong_and_goes_on_when_it_is_right(
    browser: Browser, service: LocalServer, values: dict[str, str], errors: dict[str, str]
) -> None:
    right = {"url": service.url, "token": TOKEN, "verify_ssl": True}
    wrong = {
        key: value.format(service.url.rstrip("/"), service.port) for key, value in values.items()
    }
    result = await browser.submit(await browser.service(), **(right | wrong))
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "service")
    assert result["errors"] == errors
    # What was entered is still there.
    known = suggested(result)
    assert known["verify_ssl"] is True
    assert known["url"]
    result = await browser.submit(result, **right)
    assert result["step_id"] == "voice"
    assert TOKEN not in str(result)


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (web.json_response({"hello": "world"}), "not_found"),
        (web.Response(status=500, text="segmentation fault"), "broken_because"),
        (web.Response(status=422, text="no"), "refused_because"),
    ],
)
async def test_says_what_a_service_answers_that_is_none(
    browser: Browser, answer: web.Response, key: str
) -> None:
    async def other(_: web.Request) -> web.StreamResponse:
        return web.Response(
            status=answer.status, body=answer.body, content_type=answer.content_type
        )

    async with serving(Service(before=other)) as service:
        right = {"url": service.url, "token": service.token, "verify_ssl": True}
        result = await browser.submit(await browser.service(), **right)
        assert result["errors"] == {"base": key}
        service.before = None
        result = await browser.submit(result, **right)
        assert result["step_id"] == "voice"


async def test_waits_for_a_service_that_sleeps(hass: HomeAssistant, browser: Browser) -> None:
    asked = 0

    async def asleep(_: web.Request) -> web.StreamResponse | None:
        nonlocal asked
        asked += 1
        return web.Response(status=503) if asked < 3 else None

    async with serving(Service(before=asleep)) as service:
        result = await hass.config_entries.flow.async_configure(
            (await browser.service())["flow_id"],
            {"url": service.url, "token": service.token, "verify_ssl": True},
        )
        assert result["type"] is FlowResultType.SHOW_PROGRESS
        assert result["progress_action"] == "probe"
        # The page may be looked at again meanwhile.
        again = await hass.config_entries.flow.async_configure(result["flow_id"])
        assert again["type"] is FlowResultType.SHOW_PROGRESS
        await hass.async_block_till_done()
        result = await hass.config_entries.flow.async_configure(result["flow_id"])
        assert result["step_id"] == "voice"


async def test_a_certificate_that_nobody_vouches_for(browser: Browser, tmp_path: Path) -> None:
    with secured(tmp_path) as service:
        right = {"url": service.url, "token": service.token}
        result = await browser.submit(await browser.service(), **right, verify_ssl=True)
        assert result["errors"] == {"base": "tls"}
        result = await browser.submit(result, **right, verify_ssl=False)
        assert result["step_id"] == "voice"
        # The form of a local server has no such switch, so the one that has it follows.
        result = await browser.submit(await browser.start(), next_step_id="local_server")
        result = await browser.submit(result, **right | {"url": f"{service.url}/prefix"})
        assert (result["step_id"], result["errors"]) == ("service", {"base": "tls"})


@contextmanager
def secured(folder: Path) -> Iterator[Service]:
    """A service with a certificate of its own; handshakes that break off are its own matter."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    with running(
        [sys.executable, "-c", _SECURED, folder],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield Service(url=first_line(process))


_SECURED = """
import asyncio, pathlib, ssl, sys
from aiohttp import web
from tests.shared_client.service import Service

async def main(folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    runner = web.AppRunner(Service().app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    print(f"https://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()

asyncio.run(main(pathlib.Path(sys.argv[1])))
"""


# --- Recordings ----------------------------------------------------------------------------------


async def test_a_recording_that_makes_no_voice_is_refused_before_it_is_sent(
    browser: Browser, own_service: LocalServer
) -> None:
    result = await browser.submit(
        await browser.service(), url=own_service.url, token=TOKEN, verify_ssl=True
    )
    result = await browser.submit(result, next_step_id="clone")
    short = await browser.upload(wav_file(tone(1.0), AudioSpec(24_000)))
    result = await browser.submit(result, recording=short, text="Hello.")
    assert result["errors"] == {"recording": "recording_too_short"}
    assert result["description_placeholders"]["seconds"] == "1.0"
    result = await browser.submit(result, recording=await browser.upload(), text="  ")
    assert result["errors"] == {"text": "recording_needs_text"}
    assert len(await voices_of(own_service)) == 1
    result = await browser.submit(result, recording=await browser.upload(), text="Hello.")
    assert result["step_id"] == "profile"


async def test_an_upload_that_fails_can_be_tried_again(browser: Browser) -> None:
    async def full(request: web.Request) -> web.StreamResponse | None:
        return web.Response(status=413, text="too large") if request.method == "POST" else None

    async with serving(Service(before=full)) as service:
        result = await browser.submit(
            await browser.service(), url=service.url, token=service.token, verify_ssl=True
        )
        result = await browser.submit(result, next_step_id="clone")
        result = await browser.submit(result, recording=await browser.upload(), text="Hello.")
        assert (result["step_id"], result["errors"]) == ("clone", {"base": "refused_because"})
        service.before = None
        result = await browser.submit(result, recording=await browser.upload(), text="Hello.")
        assert result["step_id"] == "profile"


# --- Reauthentication and reconfiguration --------------------------------------------------------


async def test_a_new_token(
    hass: HomeAssistant, browser: Browser, service: LocalServer, profile: dict[str, Any]
) -> None:
    entry = entry_of(LocalServer(service.data_dir, service.url, "old"), profile)
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    (result,) = hass.config_entries.flow.async_progress()
    assert result["step_id"] == "reauth_confirm"
    shown: Any = await hass.config_entries.flow.async_configure(result["flow_id"])
    words = shown["description_placeholders"]
    assert (words["service"], words["address"]) == ("Local", f"127.0.0.1:{service.port}")
    failed = await browser.submit(shown, token="wrong")
    assert failed["errors"] == {"base": "invalid_auth"}
    done = await browser.submit(failed, token=TOKEN)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert entry.data["token"] == TOKEN
    assert hass.config_entries.async_entries(DOMAIN) == [entry]
    # It could not be set up before.
    assert entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_new_address(
    hass: HomeAssistant,
    browser: Browser,
    init_integration: MockConfigEntry,
    own_service: LocalServer,
) -> None:
    entry = init_integration
    result = await entry.start_reconfigure_flow(hass)
    assert result["step_id"] == "reconfigure"
    result = await browser.submit(result, url="http://127.0.0.1:9", token=TOKEN, verify_ssl=True)
    assert result["errors"] == {"base": "connection_refused"}
    result = await browser.submit(result, url=own_service.url, token=TOKEN, verify_ssl=True)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert entry.data["url"].rstrip("/") == own_service.url.rstrip("/")
    assert entry.unique_id == entry.data["url"]
    assert entry.state is ConfigEntryState.LOADED
    # The same address again is no conflict with itself.
    result = await browser.submit(
        await entry.start_reconfigure_flow(hass), url=own_service.url, token=TOKEN, verify_ssl=True
    )
    assert result["reason"] == "reconfigure_successful"


async def test_an_address_that_another_entry_has(
    hass: HomeAssistant,
    browser: Browser,
    init_integration: MockConfigEntry,
    own_service: LocalServer,
) -> None:
    result = await browser.submit(
        await browser.service(), url=own_service.url, token=TOKEN, verify_ssl=True
    )
    await browser.submit(result, next_step_id="later")
    result = await browser.submit(
        await init_integration.start_reconfigure_flow(hass),
        url=own_service.url,
        token=TOKEN,
        verify_ssl=True,
    )
    assert result["reason"] == "already_configured"


# --- Options -------------------------------------------------------------------------------------


async def test_options(hass: HomeAssistant, init_integration: MockConfigEntry) -> None:
    flows = hass.config_entries.options
    shown: Any = await flows.async_init(init_integration.entry_id)
    assert shown["step_id"] == "init"
    profile = only_profile(init_integration)
    done = await flows.async_configure(
        shown["flow_id"],
        {
            **OPTIONS,
            "transport": "sse",
            "fallback_profile": profile.subentry_id,
            "sample_rate": "16000",
            "timeouts": {**OPTIONS["timeouts"], "connect_timeout": 3},  # type: ignore[dict-item]  # it is a dict
        },
    )
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert init_integration.options == {
        "transport": "sse",
        "fallback_profile": profile.subentry_id,
        "clean_text": True,
        "sample_rate": 16_000,
        "connect_timeout": 3,
        "first_audio_timeout": 60,
        "idle_timeout": 20,
        "cold_start_timeout": 60,
    }
    assert init_integration.runtime_data.client._transport.timeouts.connect == 3
    # They are shown as they were left.
    shown = await flows.async_init(init_integration.entry_id)
    known = suggested(shown)
    assert (known["transport"], known["sample_rate"]) == ("sse", "16000")
    flows.async_abort(shown["flow_id"])


async def test_a_fallback_that_was_removed_is_not_suggested(
    hass: HomeAssistant, service: LocalServer, profile: dict[str, Any]
) -> None:
    entry = entry_of(service, profile, {**profile, "title": "Grandpa"})
    await set_up(hass, entry)
    _, grandpa = entry.subentries.values()
    hass.config_entries.async_update_entry(
        entry, options={"fallback_profile": grandpa.subentry_id, "transport": "sse"}
    )
    hass.config_entries.async_remove_subentry(entry, grandpa.subentry_id)
    await hass.async_block_till_done()
    flows = hass.config_entries.options
    shown: Any = await flows.async_init(entry.entry_id)
    known = suggested(shown)
    assert (known["transport"], known["fallback_profile"]) == ("sse", None)
    # As the frontend does: what was suggested, sent back.
    done = await flows.async_configure(shown["flow_id"], OPTIONS)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert "fallback_profile" not in entry.options
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(entry.entry_id)


# --- Voice profiles ------------------------------------------------------------------------------


async def test_a_profile_with_a_voice_of_the_service(
    hass: HomeAssistant, browser: Browser, init_integration: MockConfigEntry, voice: str
) -> None:
    result = await browser.add_profile(init_integration)
    assert (result["type"], result["step_id"]) == (FlowResultType.MENU, "user")
    result = await browser.submit_profile(result, next_step_id="existing")
    result = await browser.submit_profile(result, voice=voice)
    natural = {"mode": "natural_language_replication"}
    result = await browser.submit_profile(result, **(SETTINGS | natural | {"name": " "}))
    assert result["errors"] == {"name": "name_required", "speech": "instruct_required"}
    assert section_of(result, "speech").options["collapsed"] is False
    how = {"instruct": " slowly, warmly ", "speed": 1.0, "volume": 1.0}
    result = await browser.submit_profile(
        result, **(SETTINGS | natural | {"name": "Storyteller", "speech": how})
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    added = next(p for p in init_integration.subentries.values() if p.title == "Storyteller")
    assert added.data["instruct"] == "slowly, warmly"
    assert hass.states.get("tts.storyteller") is not None


async def test_a_profile_of_a_cloned_voice(
    hass: HomeAssistant, browser: Browser, own_service: LocalServer
) -> None:
    (sample,) = await voices_of(own_service)
    entry = entry_of(own_service, {"voice": sample.id, "language": "en"})
    await set_up(hass, entry)
    reported: list[Activity] = []
    entry.runtime_data.activity.async_listen(reported.append)
    result = await browser.submit_profile(await browser.add_profile(entry), next_step_id="clone")
    result = await browser.submit_profile(
        result, recording=await browser.upload(), text="Good morning, my dears."
    )
    assert result["step_id"] == "profile"
    assert [activity.kind for activity in reported] == ["voice_created"]
    assert len(entry.runtime_data.voices.data) == 2
    result = await browser.submit_profile(result, **(SETTINGS | {"name": "Aunt Mary"}))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert hass.states.get("tts.aunt_mary") is not None


async def test_a_service_without_voices_asks_for_a_recording_first(
    hass: HomeAssistant, browser: Browser
) -> None:
    async with serving(Service(voices=[])) as service:
        entry = entry_of(service)
        await set_up(hass, entry)
        result = await browser.add_profile(entry)
        assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "clone")
        await hass.config_entries.async_unload(entry.entry_id)


async def test_changing_a_profile(
    hass: HomeAssistant, browser: Browser, init_integration: MockConfigEntry, voice: str
) -> None:
    profile = only_profile(init_integration)
    result = await init_integration.start_subentry_reconfigure_flow(hass, profile.subentry_id)
    assert result["menu_options"] == ["profile", "clone"]
    result = await browser.submit_profile(result, next_step_id="profile")
    result = await browser.submit_profile(
        result, **(SETTINGS | {"name": "Granny", "voice": voice, "speech": {"speed": 1.25}})
    )
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    profile = only_profile(init_integration)
    assert (profile.title, profile.data["speed"]) == ("Granny", 1.25)
    state = hass.states.get("tts.grandma")
    assert state is not None
    assert state.name == "Granny"


async def test_a_profile_that_lost_its_voice_gets_another(
    hass: HomeAssistant, browser: Browser
) -> None:
    async with serving(Service()) as service:
        entry = entry_of(service, {"voice": "gone", "language": "zh"})
        await set_up(hass, entry)
        profile = only_profile(entry)
        result = await entry.start_subentry_reconfigure_flow(hass, profile.subentry_id)
        assert (result["step_id"], result["menu_options"]) == ("voice_gone", ["existing", "clone"])
        result = await browser.submit_profile(result, next_step_id="existing")
        result = await browser.submit_profile(result, voice=VOICE["id"])
        result = await browser.submit_profile(result, **SETTINGS)
        assert result["reason"] == "reconfigure_successful"
        assert only_profile(entry).data["voice"] == VOICE["id"]
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_profile_is_changed_while_it_is_not_known_which_voices_there_are(
    hass: HomeAssistant, browser: Browser
) -> None:
    async with serving(Service(before=refusing(99, 503))) as service:
        entry = entry_of(service, {"title": "Grandma", "voice": "hers", "language": "zh"})
        await set_up(hass, entry)
        profile = only_profile(entry)
        result = await entry.start_subentry_reconfigure_flow(hass, profile.subentry_id)
        assert result["menu_options"] == ["profile", "clone"]
        result = await browser.submit_profile(result, next_step_id="profile")
        result = await browser.submit_profile(
            result, **(SETTINGS | {"voice": "hers", "speech": {"speed": 1.25}})
        )
        assert (result["type"], result["reason"]) == (
            FlowResultType.ABORT,
            "reconfigure_successful",
        )
        assert only_profile(entry).data["voice"] == "hers"
        assert only_profile(entry).data["speed"] == 1.25
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_service_that_sleeps_is_woken_up_for_a_new_profile(
    hass: HomeAssistant, browser: Browser
) -> None:
    async with serving(Service(before=refusing(3, 503))) as service:
        entry = entry_of(service)
        await set_up(hass, entry)
        result = await browser.add_profile(entry)
        assert (result["type"], result["progress_action"]) == (FlowResultType.SHOW_PROGRESS, "wake")
        result = await browser.submit_profile(result)
        assert result["menu_options"] == ["existing", "clone"]
        result = await browser.submit_profile(result, next_step_id="existing")
        result = await browser.submit_profile(result, voice=VOICE["id"])
        result = await browser.submit_profile(result, **SETTINGS)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_service_that_sleeps_on_is_not_called_one_without_voices(
    hass: HomeAssistant, browser: Browser
) -> None:
    async with serving(Service(before=refusing(99, 503))) as service:
        entry = entry_of(service, cold_start_timeout=0)
        await set_up(hass, entry)
        result = await browser.submit_profile(await browser.add_profile(entry))
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "voices_unknown")
        assert "didn't wake up" in result["description_placeholders"]["error"]
        await hass.config_entries.async_unload(entry.entry_id)


async def test_profiles_need_a_service_that_is_connected(
    hass: HomeAssistant, browser: Browser, init_integration: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(init_integration.entry_id)
    result = await browser.add_profile(init_integration)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "entry_not_loaded")
    profile = only_profile(init_integration)
    result = await init_integration.start_subentry_reconfigure_flow(hass, profile.subentry_id)
    assert result["reason"] == "entry_not_loaded"


async def test_the_older_api_version_has_a_volume_too(
    hass: HomeAssistant, browser: Browser
) -> None:
    async with serving(Service(dialect=Dialect.V1)) as service:
        result = await browser.submit(
            await browser.service(), url=service.url, token=service.token, verify_ssl=True
        )
        result = await browser.submit(result, next_step_id="existing")
        result = await browser.submit(result, voice=VOICE["id"])
        result = await browser.submit(result, **SETTINGS | {"speech": {"volume": 0.5}})
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert only_entry(hass).data["dialect"] == "v1"
        assert only_profile(only_entry(hass)).data["volume"] == 0.5
        await hass.config_entries.async_unload(only_entry(hass).entry_id)


async def test_a_form_takes_only_what_it_offers(browser: Browser, service: LocalServer) -> None:
    result = await browser.submit(
        await browser.service(), url=service.url, token=TOKEN, verify_ssl=True
    )
    result = await browser.submit(result, next_step_id="existing")
    with pytest.raises(vol.Invalid):
        await browser.submit(result, voice="made up")


async def test_a_profile_cannot_be_made_once_the_service_was_unloaded(
    hass: HomeAssistant, browser: Browser, init_integration: MockConfigEntry
) -> None:
    result = await browser.add_profile(init_integration)
    result = await browser.submit_profile(result, next_step_id="existing")
    (voice,) = init_integration.runtime_data.voices.data
    await hass.config_entries.async_unload(init_integration.entry_id)
    result = await browser.submit_profile(result, voice=voice)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "entry_not_loaded")


# --- Discovery -----------------------------------------------------------------------------------


def announced(
    port: int, host: str = "127.0.0.1", *others: str, **properties: str
) -> ZeroconfServiceInfo:
    return ZeroconfServiceInfo(
        ip_address=ip_address(host),
        ip_addresses=[ip_address(address) for address in (host, *others)],
        port=port,
        hostname="voices.local.",
        type="_cosyvoice._tcp.local.",
        name="voices._cosyvoice._tcp.local.",
        properties=properties,
    )


async def test_a_server_that_announces_tls_is_asked_with_tls() -> None:
    found = announced(50_000, "192.0.2.7", id="x", tls="1")
    assert _announced_urls(found) == ["https://192.0.2.7:50000"]


async def test_a_server_that_announces_itself(
    hass: HomeAssistant, browser: Browser, service: LocalServer
) -> None:
    found = announced(service.port, id="the-server", path="/")
    result = await browser.start(SOURCE_ZEROCONF, found)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "discovered")
    assert result["description_placeholders"] == {
        "service": "voices",
        "address": f"127.0.0.1:{service.port}",
    }
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"] == {"name": "voices"}
    result = await browser.submit(result, token="with a space")
    assert result["errors"] == {"token": "invalid_token"}
    result = await browser.submit(result, token="wrong")
    assert (result["step_id"], result["errors"]) == ("discovered", {"base": "invalid_auth"})
    result = await browser.submit(result, token=TOKEN)
    result = await browser.submit(result, next_step_id="later")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_entry(hass).data["server_id"] == "the-server"
    assert only_entry(hass).title == "voices"

    # Seen again, where it was.
    result = await browser.start(SOURCE_ZEROCONF, found)
    assert result["reason"] == "already_configured"


def app(port: object, token: object = TOKEN, host: object = "127.0.0.1", **more: Any) -> Any:
    """What the Supervisor passes on of the app of this Home Assistant."""
    config = {"addon": "CosyVoice", "host": host, "port": port, "token": token, **more}
    return HassioServiceInfo(config=config, name="CosyVoice", slug="1234_cosyvoice", uuid="5678")


async def test_the_app_of_this_home_assistant_needs_one_click(
    hass: HomeAssistant, browser: Browser, service: LocalServer
) -> None:
    found = app(service.port, id="the-server")
    result = await browser.start(SOURCE_HASSIO, found)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "hassio_confirm")
    assert result["description_placeholders"] == {"service": "CosyVoice"}
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"] == {"name": "CosyVoice"}
    assert (await browser.start(SOURCE_HASSIO, found))["reason"] == "already_in_progress"
    result = await browser.submit(result)
    result = await browser.submit(result, next_step_id="later")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = only_entry(hass)
    assert entry.title == "CosyVoice"
    assert entry.data["url"].rstrip("/") == service.url.rstrip("/")
    assert (entry.data["token"], entry.data["server_id"]) == (TOKEN, "the-server")
    assert entry.state is ConfigEntryState.LOADED

    before = dict(entry.data)
    assert (await browser.start(SOURCE_HASSIO, found))["reason"] == "already_configured"
    assert entry.data == before


async def test_an_app_that_does_not_respond_says_so_and_can_be_tried_again(
    browser: Browser,
) -> None:
    result = await browser.start(SOURCE_HASSIO, app(9, id="the-server"))
    result = await browser.submit(result)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "hassio_confirm")
    assert result["errors"] == {"base": "connection_refused"}
    result = await browser.submit(result)
    assert result["errors"] == {"base": "connection_refused"}


@pytest.mark.parametrize("by", ["address", "id"])
async def test_an_app_with_another_token_or_host_is_followed_without_a_question(
    hass: HomeAssistant, browser: Browser, service: LocalServer, by: str
) -> None:
    known = service.url if by == "address" else "http://127.0.0.1:9"
    entry = entry_of(LocalServer(service.data_dir, known, "an-older-token"))
    entry.add_to_hass(hass)
    if by == "id":
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, "server_id": "the-server"}
        )
    assert not await hass.config_entries.async_setup(entry.entry_id)
    result = await browser.start(SOURCE_HASSIO, app(service.port, id="the-server"))
    assert result["reason"] == "already_configured"
    await hass.async_block_till_done()
    assert entry.data["url"].rstrip("/") == service.url.rstrip("/")
    assert (entry.data["token"], entry.data["server_id"]) == (TOKEN, "the-server")
    assert entry.unique_id == entry.data["url"]
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.parametrize(
    "what",
    [
        app(None),
        app("many"),
        app(50_000, host=None),
        app(50_000, host="user:secret@host"),
        app(50_000, token="two words"),
    ],
)
async def test_an_app_without_an_address_or_a_usable_token_is_not_offered(
    hass: HomeAssistant, browser: Browser, what: HassioServiceInfo
) -> None:
    result = await browser.start(SOURCE_HASSIO, what)
    assert result["reason"] == "invalid_announcement"
    assert hass.config_entries.async_entries(DOMAIN) == []


async def test_a_server_that_has_moved_is_followed(
    hass: HomeAssistant, browser: Browser, service: LocalServer, own_service: LocalServer
) -> None:
    result = await browser.start(SOURCE_ZEROCONF, announced(own_service.port, id="the-server"))
    result = await browser.submit(result, token=TOKEN)
    await browser.submit(result, next_step_id="later")
    moved = announced(service.port, id="the-server")
    result = await browser.start(SOURCE_ZEROCONF, moved)
    # Anybody can announce the id: without a person's consent nobody is sent the token.
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "moved")
    await hass.async_block_till_done()
    entry = only_entry(hass)
    assert entry.data["url"].rstrip("/") == own_service.url.rstrip("/")
    assert (await browser.start(SOURCE_ZEROCONF, moved))["reason"] == "already_in_progress"
    result = await browser.submit(result)
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert entry.data["url"].rstrip("/") == service.url.rstrip("/")
    assert entry.state is ConfigEntryState.LOADED


async def test_a_server_without_a_token_is_followed_once_a_person_says_so(
    hass: HomeAssistant, browser: Browser, service: LocalServer
) -> None:
    entry = entry_of(LocalServer(service.data_dir, "http://127.0.0.1:9", ""))
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "server_id": "the-server"})
    result = await browser.start(SOURCE_ZEROCONF, announced(service.port, id="the-server"))
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "moved")
    assert entry.data["url"] == "http://127.0.0.1:9"
    result = await browser.submit(result)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data["url"].rstrip("/") == service.url.rstrip("/")


async def test_a_server_that_has_moved_from_an_entry_that_is_gone_is_a_new_one(
    hass: HomeAssistant, browser: Browser, service: LocalServer
) -> None:
    entry = entry_of(LocalServer(service.data_dir, "http://127.0.0.1:9", TOKEN))
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "server_id": "the-server"})
    result = await browser.start(SOURCE_ZEROCONF, announced(service.port, id="the-server"))
    await hass.config_entries.async_remove(entry.entry_id)
    result = await browser.submit(result)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "discovered")


async def test_a_server_that_was_entered_by_hand_is_known_from_then_on(
    hass: HomeAssistant, browser: Browser, service: LocalServer
) -> None:
    result = await browser.submit(
        await browser.service(), url=service.url, token=TOKEN, verify_ssl=True
    )
    await browser.submit(result, next_step_id="later")
    for _ in range(2):
        # It stays where it was found, though another of its addresses comes first now.
        result = await browser.start(
            SOURCE_ZEROCONF, announced(service.port, "172.17.0.1", "127.0.0.1", id="the-server")
        )
        assert result["reason"] == "already_configured"
        await hass.async_block_till_done()
        assert only_entry(hass).data["server_id"] == "the-server"
        assert only_entry(hass).data["url"].rstrip("/") == service.url.rstrip("/")
        assert only_entry(hass).state is ConfigEntryState.LOADED


async def test_a_server_that_could_not_be_reached_is_tried_at_its_new_address_at_once(
    hass: HomeAssistant, browser: Browser, service: LocalServer
) -> None:
    entry = entry_of(LocalServer(service.data_dir, "http://127.0.0.1:9", TOKEN))
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "server_id": "the-server"})
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state.value == "setup_retry"
    result = await browser.start(SOURCE_ZEROCONF, announced(service.port, id="the-server"))
    await browser.submit(result)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def test_an_entry_that_was_given_another_address_is_not_taken_back(
    hass: HomeAssistant, browser: Browser, service: LocalServer, own_service: LocalServer
) -> None:
    found = announced(service.port, id="the-server")
    result = await browser.submit(await browser.start(SOURCE_ZEROCONF, found), token=TOKEN)
    await browser.submit(result, next_step_id="later")
    entry = only_entry(hass)
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    result = await browser.submit(result, url=own_service.url, token=TOKEN, verify_ssl=True)
    assert result["reason"] == "reconfigure_successful"
    result = await browser.start(SOURCE_ZEROCONF, found)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "discovered")
    assert entry.data["url"].rstrip("/") == own_service.url.rstrip("/")


async def test_an_address_of_ipv6(browser: Browser) -> None:
    result = await browser.start(SOURCE_ZEROCONF, announced(50_000, host="::1"))
    assert result["description_placeholders"]["address"] == "::1:50000"


# --- Hostile input -------------------------------------------------------------------------------

# What can't be an address, and what can be but leads nowhere.
NO_ADDRESSES = (
    *(
        "http://host:500000",
        "http://host:abc",
        "http://host:-1",
        "http://host:0",
        "http://host:80:80",
    ),
    *("http://", "://", "http:///", "//host", "?", "#", "@", ":", ":80", "http://:80", "http:host"),
    *("http://[::1", "http://[::1]:500000", "http://[::1]:abc", "::1", "http://[fe80::1%a/b]"),
    *("http://user:secret@host", "user@host", "http://:@127.0.0.1:9", "http://host\\@evil:9"),
    *("http://ho st", "host name", "\x00", "a\x00b", "http://\x00", "http://h\x1b[31m", "<script>"),
    *("\u202emoc.live", "http://\u202eexample", "\ud800", "http://\ud800", "http://💩\ud800"),
    *("http://" + "a" * 64, "http://" + ".".join(["a" * 60] * 5), "x" * 100_000, "http://a..b"),
    *(
        "http://.",
        "http://host%00:9",
        "http://%2f:9",
        "http://*.example",
        "{",
        "{service}",
        "ftp://h",
    ),
    *("file:///etc/passwd", "javascript:alert(1)", "http://127.0.0.1:9/" + "x" * 100_000),
)
ADDRESSES_OF_NOBODY = (
    *("http://127.0.0.1:9/\x00", "http://127.0.0.1:9/\x7f\x1b[31m", "http://127.0.0.1:9/\u202e"),
    *(
        "http://127.0.0.1:9/%",
        "http://127.0.0.1:9/%zz",
        "http://127.0.0.1:9/\ud800",
        "127.0.0.1:９",
    ),
    *("http://127.0.0.1:9/\r\nHost: x", "http://127.0.0.1:9?x=1#y", "ws://127.0.0.1:9"),
    *("http://１２７.0.0.1:9", "http://127.0.0.1:9/{service}"),
)
TEXTS = (
    *("", " ", "\x00", "a\x00b", "\x1b[31m", "\u202e", "{service}", "<b>", "🤖", "a\r\nX: y"),
    *("x" * 100_000, "../../etc/passwd", "ключ", "%s%n"),
)


@pytest.mark.parametrize("by", ["service", "local_server", "reconfigure"])
async def test_an_address_that_is_refused_leads_back_to_the_form(
    hass: HomeAssistant, browser: Browser, init_integration: MockConfigEntry, by: str
) -> None:
    if by == "reconfigure":
        result = await init_integration.start_reconfigure_flow(hass)
    else:
        result = await browser.submit(await browser.start(), next_step_id=by)
    other = {} if by == "local_server" else {"verify_ssl": True}
    for url in (*NO_ADDRESSES, *ADDRESSES_OF_NOBODY):
        result = await browser.submit(result, url=url, token="", **other)
        assert (result["type"], result["step_id"]) == (FlowResultType.FORM, by), url
        if url in NO_ADDRESSES:
            assert result["errors"] == {"url": "invalid_url"}, url
        else:
            assert result["errors"].keys() == {"base"}, url
            assert result["errors"]["base"] != "unknown", url
    assert init_integration.state is ConfigEntryState.LOADED


async def test_a_token_that_is_refused_leads_back_to_the_form(
    hass: HomeAssistant,
    browser: Browser,
    init_integration: MockConfigEntry,
    own_service: LocalServer,
) -> None:
    init_integration.async_start_reauth(hass)
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress()
    renewing: Any = await hass.config_entries.flow.async_configure(flow["flow_id"])
    adding = await browser.service()
    for token in TEXTS:
        renewing = await browser.submit(renewing, token=token)
        adding = await browser.submit(adding, url=own_service.url, token=token, verify_ssl=True)
        for result, step in ((renewing, "reauth_confirm"), (adding, "service")):
            assert (result["type"], result["step_id"]) == (FlowResultType.FORM, step), token
            assert result["errors"], token
            assert "unknown" not in result["errors"].values(), token


async def test_no_text_in_a_form_breaks_it(
    hass: HomeAssistant, browser: Browser, own_service: LocalServer
) -> None:
    entry = entry_of(own_service)
    await set_up(hass, entry)
    for text in TEXTS:
        result = await browser.submit_profile(
            await browser.add_profile(entry), next_step_id="clone"
        )
        # As after a restart of Home Assistant, which empties the folder of uploads.
        result = await browser.submit_profile(result, recording=uuid4().hex, text=f"Oh. {text}")
        assert result["errors"] == {"recording": "recording_missing"}, text
        result = await browser.submit_profile(
            result, recording=await browser.upload(), text=f"Hello. {text}"
        )
        if result["step_id"] == "clone":
            assert result["errors"].keys() == {"base"}, text
            assert "unknown" not in result["errors"].values(), text
            result = await browser.submit_profile(
                result, recording=await browser.upload(), text="Hello."
            )
        result = await browser.submit_profile(
            result,
            name=text,
            mode="natural_language_replication",
            language="en",
            speech={"instruct": text},
        )
        if result["type"] is FlowResultType.FORM:
            assert result["errors"], text
            result = await browser.submit_profile(result, **SETTINGS)
        assert result["type"] is FlowResultType.CREATE_ENTRY, text
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    "change",
    [
        {"port": None},
        {"port": 0},
        {"port": -1},
        {"port": 500_000},
        {"properties": {"path": "x"}},
        {"properties": {"path": "@evil.example/"}},
        {"properties": {"path": ":1@evil.example/"}},
        {"properties": {"path": "/\x00"}},
        {"properties": {"path": "/\u202e"}},
        {"properties": {"path": "/\r\nHost: evil.example"}},
        {"properties": {"path": "/" + "x" * 100_000}},
        {"properties": {"path": b"/\xff"}},
        {"properties": {"path": 5}},
    ],
    ids=repr_of,
)
async def test_an_announcement_without_an_address_is_refused(
    hass: HomeAssistant, browser: Browser, change: dict[str, Any]
) -> None:
    result = await browser.start(SOURCE_ZEROCONF, replace(announced(50_000, id="x"), **change))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "invalid_announcement")
    assert not hass.config_entries.flow.async_progress()


@pytest.mark.parametrize(
    "change",
    [
        {"properties": {}},
        {"properties": {"path": None, "id": None}},
        {"properties": {"id": b"\xff"}},
        {"properties": {"id": "\x00\u202e"}},
        {"properties": {"id": "x" * 100_000}},
        {"name": "\x00\u202e" * 1000, "hostname": "\x1b[31m"},
        {"ip_addresses": []},
        {"ip_address": ip_address("fe80::1%eth0"), "ip_addresses": [ip_address("fe80::1%eth0")]},
        {"ip_address": ip_address("::1"), "ip_addresses": [ip_address("127.0.0.1")]},
    ],
    ids=repr_of,
)
async def test_nothing_else_that_is_announced_breaks_the_flow(
    browser: Browser, change: dict[str, Any]
) -> None:
    result = await browser.start(SOURCE_ZEROCONF, replace(announced(9, id="x"), **change))
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "discovered")
    shown = result["description_placeholders"]["service"]
    assert shown.isprintable()
    assert len(shown) < 60


async def test_an_announcement_alone_moves_no_service(
    hass: HomeAssistant, browser: Browser, service: LocalServer
) -> None:
    """Anybody on the network can announce any address with any id, as often as they like."""
    entry = entry_of(LocalServer(service.data_dir, service.url.rstrip("/"), ""))
    entry.add_to_hass(hass)
    before = entry.data["url"]
    for packet in (
        announced(service.port, "10.0.0.66", "127.0.0.1", id="forged"),
        announced(9, "10.0.0.66", id="forged"),
        announced(9, "10.0.0.66", "127.0.0.1", id="forged"),
        announced(service.port, "127.0.0.1", "10.0.0.66", id="another"),
        announced(9, "10.0.0.67", id="another"),
        announced(service.port, "127.0.0.1", id="forged", path="/elsewhere"),
        announced(service.port, "10.0.0.66", "127.0.0.1", path="/elsewhere"),
    ):
        await browser.start(SOURCE_ZEROCONF, packet)
        await hass.async_block_till_done()
        assert (entry.data["url"], entry.unique_id) == (before, service.url)
        assert entry.data["token"] == ""


async def test_a_question_is_not_answered_once_another_entry_has_the_address(
    hass: HomeAssistant, browser: Browser, service: LocalServer
) -> None:
    entry = entry_of(LocalServer(service.data_dir, "http://127.0.0.1:9", TOKEN))
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "server_id": "the-server"})
    asked = await browser.start(SOURCE_ZEROCONF, announced(service.port, id="the-server"))
    other = entry_of(LocalServer(service.data_dir, "http://127.0.0.1:8", TOKEN))
    other.add_to_hass(hass)
    result = await browser.submit(
        await other.start_reconfigure_flow(hass), url=service.url, token=TOKEN, verify_ssl=True
    )
    assert result["reason"] == "reconfigure_successful"
    result = await browser.submit(asked)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert entry.data["url"] == "http://127.0.0.1:9"


async def test_what_was_discovered_can_be_entered_by_hand_as_well(
    hass: HomeAssistant, browser: Browser, service: LocalServer
) -> None:
    await browser.start(SOURCE_ZEROCONF, announced(service.port, id="the-server"))
    right = {"url": service.url, "token": TOKEN, "verify_ssl": True}
    results = [await browser.submit(await browser.service(), **right) for _ in range(2)]
    assert [result["step_id"] for result in results] == ["voice", "voice"]
    await browser.submit(results[0], next_step_id="later")
    # Whatever else was asked of the same service is over.
    assert only_entry(hass).state is ConfigEntryState.LOADED
    assert not hass.config_entries.flow.async_progress()


async def test_a_title_that_a_person_gave_stays(
    hass: HomeAssistant, browser: Browser, service: LocalServer, own_service: LocalServer
) -> None:
    result = await browser.submit(
        await browser.service(), url=service.url, token=TOKEN, verify_ssl=True
    )
    await browser.submit(result, next_step_id="later")
    entry = only_entry(hass)

    async def reconfigure() -> Any:
        return await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
        )

    new = {"url": own_service.url, "token": TOKEN, "verify_ssl": True}
    # Its own name says nothing of the address, and stays as well.
    await browser.submit(await reconfigure(), **new)
    assert entry.title == "CosyVoice"
    hass.config_entries.async_update_entry(entry, title="Studio", data={**entry.data})
    await browser.submit(await reconfigure(), **new | {"url": service.url})
    assert entry.title == "Studio"
    hass.config_entries.async_update_entry(entry, data={**entry.data, "server_id": "the-server"})
    await hass.async_block_till_done()
    found = announced(own_service.port, id="the-server")
    result = await browser.submit(await browser.start(SOURCE_ZEROCONF, found))
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert (entry.title, entry.data["url"]) == ("Studio", own_service.url.rstrip("/"))
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_fault_of_ours_is_said_in_the_form_too(
    browser: Browser, service: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: CosyVoiceClient) -> None:
        raise RuntimeError("a fault of ours")

    right = {"url": service.url, "token": TOKEN, "verify_ssl": True}
    with monkeypatch.context() as patch:
        patch.setattr(CosyVoiceClient, "probe", broken)
        result = await browser.submit(await browser.service(), **right)
        assert result["errors"] == {"base": "unknown"}
    assert (await browser.submit(result, **right))["step_id"] == "voice"


async def test_a_fault_of_ours_while_a_voice_is_sent_is_said_in_the_form_too(
    browser: Browser, own_service: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    result = await browser.submit(
        await browser.service(), url=own_service.url, token=TOKEN, verify_ssl=True
    )
    result = await browser.submit(result, next_step_id="clone")
    with monkeypatch.context() as patch:
        patch.setattr(CosyVoiceClient, "upload_reference_audio", broken)
        result = await browser.submit(result, recording=await browser.upload(), text="Hello.")
        assert (result["step_id"], result["errors"]) == ("clone", {"base": "unknown"})
    result = await browser.submit(result, recording=await browser.upload(), text="Hello.")
    assert result["step_id"] == "profile"
