"""A key of Model Studio becomes a service: each step, each error at its field, each change."""

from __future__ import annotations

from contextlib import AsyncExitStack
import socket
import ssl
import subprocess
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.resolver import AsyncResolver
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntryState
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.cosyvoice import config_flow
from custom_components.cosyvoice.const import DOMAIN
from tests.model_studio import KEY, ModelStudio, RefusedError
from tests.shared_client.service import Service, serving

from .browser import suggested
from .conftest import ROOT, LocalServer, entry_of, set_up, studio_entry_of
from .test_config_flow import ADDRESSES_OF_NOBODY, NO_ADDRESSES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import device_registry as dr

    from .browser import Browser

V2 = "cosyvoice-v2"
FLASH = "cosyvoice-v3-flash"
HOSTS = {"cn-beijing": "dashscope.aliyuncs.com", "ap-southeast-1": "dashscope-intl.aliyuncs.com"}
SETTINGS = {
    "name": "Mama",
    "mode": "fast_replication",
    "language": "zh",
    "speech": {"speed": 1.0, "volume": 1.0},
}


def entered(studio: ModelStudio, **other: Any) -> dict[str, Any]:
    """The form, filled in for a gateway."""
    advanced = {"url": studio.url, "verify_ssl": True}
    return {"token": KEY, "region": "cn-beijing", "model": FLASH, "advanced": advanced} | other


def only_entry(hass: HomeAssistant) -> Any:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    return entry


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of the service's hosts, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, private = folder / "cert.pem", folder / "key.pem"
    names = ",".join(f"DNS:{host}" for host in HOSTS.values())
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=x", "-addext", f"subjectAltName={names}"),
            *("-keyout", private, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, private


@pytest.fixture
async def regions(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[dict[str, ModelStudio]]:
    """Beijing and Singapore under their own names, over TLS; each takes its own key."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    services: dict[str, ModelStudio] = {}
    ports: dict[str, int] = {}
    resolve = AsyncResolver.resolve

    async def resolved(
        own: AsyncResolver, host: str, port: int = 0, family: Any = socket.AF_INET
    ) -> list[Any]:
        if host not in ports:
            return await resolve(own, host, port, family)
        at = {"hostname": host, "host": "127.0.0.1", "port": ports[host]}
        return [{**at, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    monkeypatch.setattr(AsyncResolver, "resolve", resolved)
    async with AsyncExitStack() as stack:
        for region, host in HOSTS.items():
            services[region] = ModelStudio(keys={f"sk-of-{region}"})
            runner = web.AppRunner(services[region].api(), shutdown_timeout=1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
            ports[host] = runner.addresses[0][1]
        yield services


def in_region(region: str, key: str = "", **other: Any) -> dict[str, Any]:
    """The form, filled in for a region, whose certificate is nobody's here."""
    advanced = {"verify_ssl": False}
    return {
        "token": key or f"sk-of-{region}",
        "region": region,
        "model": FLASH,
        "advanced": advanced,
    } | other


# --- A key and a first voice ----------------------------------------------------------------------


async def test_a_key_becomes_a_service_without_anything_being_spent(
    hass: HomeAssistant,
    browser: Browser,
    studio: ModelStudio,
    device_registry: dr.DeviceRegistry,
) -> None:
    voice = studio.voice()
    hass.config.language = "zh-Hans"
    form = await browser.model_studio()
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "model_studio")
    links = form["description_placeholders"]
    assert all(links[name].startswith("https://") for name in ("beijing", "singapore", "docs"))
    assert (ROOT / "docs" / links["docs"].rpartition("/")[2]).exists()
    assert links["docs"].endswith("model-studio.zh-CN.md")
    assert suggested(form)["model"] == FLASH
    result = await browser.submit(form, **entered(studio))
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "consent_elsewhere")
    assert result["description_placeholders"]["host"] == "127.0.0.1"
    assert {body["input"]["action"] for body in studio.bodies} == {"list_voice"}
    assert set(studio.requests) == {"POST /api/v1/services/audio/tts/customization"}
    result = await browser.submit(result)
    assert result["menu_options"] == ["existing", "clone", "later"]
    result = await browser.submit(result, next_step_id="existing")
    assert result["step_id"] == "existing"
    result = await browser.submit(result, voice=voice.id)
    result = await browser.submit(result, **SETTINGS)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = only_entry(hass)
    assert entry.state is ConfigEntryState.LOADED
    assert entry.title == "Model Studio"
    assert entry.data == {
        "url": studio.url,
        "token": KEY,
        "verify_ssl": True,
        "dialect": "model_studio",
        "model": FLASH,
    }
    assert KEY not in entry.unique_id
    device = device_registry.async_get_device(identifiers={(DOMAIN, entry.entry_id)})
    assert device is not None
    assert (device.manufacturer, device.model, device.model_id) == (
        "Alibaba Cloud",
        "Model Studio",
        FLASH,
    )
    assert studio.characters == 0
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("region", "step", "title"),
    [
        ("cn-beijing", "consent_beijing", "Model Studio (Beijing)"),
        ("ap-southeast-1", "consent_singapore", "Model Studio (Singapore)"),
    ],
)
async def test_a_key_works_in_its_region_and_is_told_from_a_wrong_one_in_another(
    hass: HomeAssistant,
    browser: Browser,
    regions: dict[str, ModelStudio],
    region: str,
    step: str,
    title: str,
) -> None:
    (other,) = regions.keys() - {region}
    where = {"cn-beijing": "beijing", "ap-southeast-1": "singapore"}[region]
    result = await browser.submit(
        await browser.model_studio(), **in_region(other, f"sk-of-{region}")
    )
    assert result["errors"] == {"region": f"key_is_of_{where}"}
    # Also where the account of the key has another problem.
    regions[region].refusals.append(RefusedError("Arrearage", "Access denied.", 400))
    result = await browser.submit(result, **in_region(other, f"sk-of-{region}"))
    assert result["errors"] == {"region": f"key_is_of_{where}"}
    result = await browser.submit(result, **in_region(region, "sk-of-nobody"))
    assert result["errors"] == {"token": "key_refused"}
    result = await browser.submit(result, **in_region(region))
    assert result["step_id"] == step
    result = await browser.submit(result)
    await browser.submit(result, next_step_id="later")
    entry = only_entry(hass)
    assert (entry.title, entry.data["url"]) == (title, f"https://{HOSTS[region]}")
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_key_sets_a_service_up_once(
    hass: HomeAssistant, browser: Browser, studio: ModelStudio
) -> None:
    studio.keys.add("sk-another")
    for key in (KEY, "sk-another"):
        result = await browser.submit(await browser.model_studio(), **entered(studio, token=key))
        await browser.submit(await browser.submit(result), next_step_id="later")
    again = entered(studio, token=f" {KEY} ", model=V2)
    result = await browser.submit(await browser.model_studio(), **again)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")
    entries = hass.config_entries.async_entries(DOMAIN)
    assert len({entry.unique_id for entry in entries}) == 2
    for entry in entries:
        await hass.config_entries.async_unload(entry.entry_id)


async def test_options_offer_what_the_region_has(
    hass: HomeAssistant, browser: Browser, regions: dict[str, ModelStudio]
) -> None:
    offered = {}
    for region in regions:
        result = await browser.submit(await browser.model_studio(), **in_region(region))
        await browser.submit(await browser.submit(result), next_step_id="later")
        entry = hass.config_entries.async_entries(DOMAIN)[-1]
        hass.config_entries.async_update_entry(entry, options={"transport": "sse"})
        await hass.async_block_till_done()
        form: Any = await hass.config_entries.options.async_init(entry.entry_id)
        field = form["data_schema"].schema["transport"]
        offered[region] = (field.config["options"], suggested(form)["transport"])
        await hass.config_entries.async_unload(entry.entry_id)
    assert offered == {
        "cn-beijing": (["auto", "websocket", "sse"], "sse"),
        "ap-southeast-1": (["auto", "websocket"], None),
    }


# --- What goes wrong, at the field that it is about -----------------------------------------------


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"token": "  "}, {"token": "key_missing"}),
        ({"token": "sk-of the-test"}, {"token": "invalid_key"}),
        ({"token": "sk-钥匙"}, {"token": "invalid_key"}),
        ({"token": "sk-of-nobody"}, {"token": "key_refused"}),
        ({"model": "the best one"}, {"model": "invalid_model"}),
        ({"model": ""}, {"model": "invalid_model"}),
        ({"model": "cosyvoice-v3-flesh"}, {"model": "model_not_known"}),
        ({"advanced": {"url": "no address"}}, {"advanced": "invalid_url"}),
        ({"advanced": {"url": "https://h?api_key=sk-1"}}, {"advanced": "address_with_secret"}),
        ({"advanced": {"url": "http://127.0.0.1:9"}}, {"advanced": "connection_refused"}),
        ({"advanced": {"url": "{0}/elsewhere"}}, {"advanced": "no_model_studio"}),
        ({"advanced": {"url": "https{1}"}}, {"advanced": "no_tls"}),
    ],
)
async def test_says_at_which_field_something_is_wrong_and_goes_on(
    browser: Browser, studio: ModelStudio, values: dict[str, Any], errors: dict[str, str]
) -> None:
    if "advanced" in values:
        url = values["advanced"]["url"].format(studio.url, studio.url.removeprefix("http"))
        values = {"advanced": {"url": url, "verify_ssl": True}}
    result = await browser.submit(await browser.model_studio(), **entered(studio, **values))
    assert (result["step_id"], result["errors"]) == ("model_studio", errors)
    # What was entered is still there; the key goes into no text of the page.
    assert suggested(result)["region"] == "cn-beijing"
    assert KEY not in str(result["description_placeholders"])
    result = await browser.submit(result, **entered(studio))
    assert result["step_id"] == "consent_elsewhere"


@pytest.mark.parametrize(
    ("code", "status", "errors"),
    [
        ("InvalidApiKey", 401, {"token": "key_refused"}),
        ("Arrearage", 400, {"token": "account_unpaid"}),
        ("AccessDenied.Unpurchased", 403, {"token": "not_activated"}),
        ("AllocationQuota.FreeTierOnly", 403, {"model": "free_tier_ended"}),
        ("Throttling.RateQuota", 429, {"base": "too_many_requests"}),
        ("InternalError", 500, {"base": "broken_because"}),
    ],
)
async def test_says_what_the_service_refuses(
    browser: Browser,
    studio: ModelStudio,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    status: int,
    errors: dict[str, str],
) -> None:
    monkeypatch.setattr(config_flow, "_STUDIO_PATIENCE", {"cold_start_timeout": 0})
    studio.refusals += [RefusedError(code, "No.", status)] * 9
    result = await browser.submit(await browser.model_studio(), **entered(studio))
    assert (result["step_id"], result["errors"]) == ("model_studio", errors)
    studio.refusals.clear()
    result = await browser.submit(result, **entered(studio))
    assert result["step_id"] == "consent_elsewhere"


@pytest.mark.parametrize("by", ["model_studio", "reconfigure"])
async def test_a_gateway_at_no_address_leads_back_to_the_form(
    hass: HomeAssistant, browser: Browser, studio: ModelStudio, by: str
) -> None:
    entry = studio_entry_of(studio)
    await set_up(hass, entry)
    form = await (
        browser.model_studio() if by == "model_studio" else entry.start_reconfigure_flow(hass)
    )
    step = form["step_id"]
    for url in (*NO_ADDRESSES, *ADDRESSES_OF_NOBODY):
        given = entered(studio, advanced={"url": url, "verify_ssl": True})
        form = await browser.submit(form, **given)
        assert (form["type"], form["step_id"]) == (FlowResultType.FORM, step), url
        (key,) = form["errors"].values()
        assert form["errors"].keys() <= {"advanced", "base"}, url
        assert key == "invalid_url" if url in NO_ADDRESSES else key != "unknown", url
    assert entry.data["url"] == studio.url
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_refused_key_is_called_a_key_in_the_log_and_a_token_a_token(
    hass: HomeAssistant,
    studio: ModelStudio,
    service: LocalServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    studio.keys = {"sk-another"}
    refused = studio_entry_of(studio), entry_of(LocalServer(service.data_dir, service.url, "old"))
    for entry, right, wrong in zip(refused, ("key", "token"), ("token", "key"), strict=True):
        caplog.clear()
        entry.add_to_hass(hass)
        assert not await hass.config_entries.async_setup(entry.entry_id)
        (said,) = (line for line in caplog.messages if "could not authenticate" in line)
        assert f"doesn't accept the {right}" in said
        assert wrong not in said


async def test_a_model_that_is_not_known_is_used_by_who_insists(
    hass: HomeAssistant, browser: Browser, studio: ModelStudio
) -> None:
    new = entered(studio, model=" cosyvoice-v9-flash ")
    form = await browser.submit(await browser.model_studio(), **new)
    assert form["errors"] == {"model": "model_not_known"}
    assert form["description_placeholders"]["model"] == "cosyvoice-v9-flash"
    # Another one is another question.
    form = await browser.submit(form, **entered(studio, model="cosyvoice-v9-flesh"))
    assert form["errors"] == {"model": "model_not_known"}
    await browser.submit(form, **new)
    form = await browser.submit(form, **new)
    result = await browser.submit(await browser.submit(form), next_step_id="later")
    assert (result["type"], result["data"]["model"]) == (
        FlowResultType.CREATE_ENTRY,
        "cosyvoice-v9-flash",
    )
    entry = only_entry(hass)
    assert entry.runtime_data.client.model == "cosyvoice-v9-flash"
    # What an entry has is not doubted again.
    form = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    result = await browser.submit(form, **new)
    assert result["reason"] == "reconfigure_successful"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_gateway_that_refuses_without_a_reason_refuses_the_key(browser: Browser) -> None:
    async def no(_: web.Request) -> web.StreamResponse:
        return web.Response(status=403)

    async with serving(Service(before=no)) as service:
        advanced = {"url": service.url, "verify_ssl": True}
        given = {"token": KEY, "model": FLASH, "advanced": advanced}
        result = await browser.submit(await browser.model_studio(), **given)
        assert result["errors"] == {"token": "key_refused"}
        assert result["description_placeholders"]["status"] == "403"


@pytest.mark.parametrize("status", [200, 405])
async def test_a_service_that_is_another_is_not_taken_for_model_studio(
    browser: Browser, status: int
) -> None:
    async def other(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text="<html>A router.</html>")

    async with serving(Service(before=other)) as service:
        advanced = {"url": service.url, "verify_ssl": True}
        given = {"token": KEY, "model": FLASH, "advanced": advanced}
        result = await browser.submit(await browser.model_studio(), **given)
        assert result["errors"] == {"advanced": "no_model_studio"}


# --- Its address in the form of other services ----------------------------------------------------


async def test_an_address_of_model_studio_leads_to_its_own_form(
    hass: HomeAssistant, browser: Browser
) -> None:
    pasted = "https://dashscope-intl.aliyuncs.com/api/v1"
    form = await browser.submit(await browser.service(), url=pasted, token="sk-1", verify_ssl=True)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "model_studio")
    known = suggested(form)
    assert (known["token"], known["region"]) == ("sk-1", "ap-southeast-1")
    assert known["model"] == FLASH
    workspace = "https://ws-1.cn-beijing.maas.aliyuncs.com"
    form = await browser.submit(
        await browser.service(), url=workspace, token="sk-1", verify_ssl=True
    )
    (advanced,) = (
        field for name, field in form["data_schema"].schema.items() if name == "advanced"
    )
    assert advanced.options["collapsed"] is False
    assert {
        str(key): (key.description or {}).get("suggested_value") for key in advanced.schema.schema
    }["url"] == workspace
    assert not hass.config_entries.async_entries(DOMAIN)


async def test_a_service_can_move_to_model_studio(
    hass: HomeAssistant,
    browser: Browser,
    service: LocalServer,
    profile: dict[str, Any],
    regions: dict[str, ModelStudio],
) -> None:
    entry = entry_of(service, profile)
    await set_up(hass, entry)
    result = await browser.submit(
        await entry.start_reconfigure_flow(hass),
        url=HOSTS["cn-beijing"],
        token="sk-of-cn-beijing",
        verify_ssl=False,
    )
    assert result["step_id"] == "reconfigure_model_studio"
    result = await browser.submit(result, **in_region("cn-beijing"))
    assert result["step_id"] == "consent_beijing"
    result = await browser.submit(result)
    assert (result["step_id"], result["description_placeholders"]["missing"]) == (
        "voices_left",
        "Grandma",
    )
    result = await browser.submit(result)
    assert result["reason"] == "reconfigure_successful"
    assert (entry.data["dialect"], entry.data["model"]) == ("model_studio", FLASH)
    assert regions["cn-beijing"].faults == []
    await hass.config_entries.async_unload(entry.entry_id)


# --- Changes --------------------------------------------------------------------------------------


async def test_another_model_is_explained_where_profiles_have_voices_of_the_old_one(
    hass: HomeAssistant, browser: Browser, studio: ModelStudio
) -> None:
    old, fits = studio.voice(FLASH), studio.voice(V2)
    entry = studio_entry_of(
        studio,
        {"voice": old.id, "language": "zh", "title": "Mama"},
        {"voice": fits.id, "language": "zh", "title": "Papa"},
    )
    await set_up(hass, entry)
    form = await entry.start_reconfigure_flow(hass)
    assert form["step_id"] == "reconfigure_model_studio"
    assert suggested(form)["token"] == KEY
    # What stays as it is raises no question.
    result = await browser.submit(form, **entered(studio))
    assert result["reason"] == "reconfigure_successful"
    result = await browser.submit(
        await entry.start_reconfigure_flow(hass), **entered(studio, model=V2)
    )
    assert result["step_id"] == "voices_left"
    assert result["description_placeholders"] == {
        "model": V2,
        "missing": "–",
        "other_model": "Mama",
    }
    assert entry.data["model"] == FLASH  # nothing is changed before it is confirmed
    result = await browser.submit(result)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data["model"] == entry.runtime_data.client.model == V2
    assert hass.states.get("tts.mama") is not None
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_voice_beyond_a_list_that_is_cut_off_is_not_called_missing(
    hass: HomeAssistant,
    browser: Browser,
    studio: ModelStudio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(config_flow, "VOICES_LISTED", 2)
    voices = [studio.voice(prefix=f"v{n}") for n in range(3)]
    for n, voice in enumerate(voices):
        voice.created = f"2026-11-01 20:00:0{n}"
    entry = studio_entry_of(studio, {"voice": voices[0].id, "language": "zh"})
    await set_up(hass, entry)
    studio.keys.add("sk-new")
    form = await entry.start_reconfigure_flow(hass)
    result = await browser.submit(form, **entered(studio, token="sk-new"))
    assert result["reason"] == "reconfigure_successful"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_another_region_is_agreed_to_and_names_the_entry(
    hass: HomeAssistant, browser: Browser, regions: dict[str, ModelStudio]
) -> None:
    # A workspace is in its region, and is never sent a key in clear.
    advanced = {"url": f"http://{HOSTS['cn-beijing']}/api/v1", "verify_ssl": False}
    given = in_region("ap-southeast-1", "sk-of-cn-beijing", advanced=advanced)
    result = await browser.submit(await browser.model_studio(), **given)
    assert result["step_id"] == "consent_beijing"
    await browser.submit(await browser.submit(result), next_step_id="later")
    entry = only_entry(hass)
    assert entry.data["url"] == f"https://{HOSTS['cn-beijing']}"
    flow = hass.config_entries.flow
    form: Any = await flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )
    result = await browser.submit(form, **in_region("ap-southeast-1"))
    assert result["step_id"] == "consent_singapore"
    assert entry.title == "Model Studio (Beijing)"
    result = await browser.submit(result)
    assert result["reason"] == "reconfigure_successful"
    assert entry.title == "Model Studio (Singapore)"
    assert entry.unique_id.startswith("model_studio ap-southeast-1 ")
    assert regions["ap-southeast-1"].faults == []
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_key_that_is_refused_is_asked_for(
    hass: HomeAssistant, browser: Browser, studio: ModelStudio
) -> None:
    profile = {"voice": "cosyvoice-v3-flash-mama-of-another-account", "language": "zh"}
    entry = studio_entry_of(studio, {**profile, "title": "Mama"})
    entry.add_to_hass(hass)
    studio.keys = {"sk-new"}
    assert not await hass.config_entries.async_setup(entry.entry_id)
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["step_id"] == "reauth_key"
    form: Any = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert form["description_placeholders"]["service"] == "Studio"
    for key, problem in (
        (" ", "key_missing"),
        ("sk- new", "invalid_key"),
        ("sk-of-nobody", "key_refused"),
    ):
        form = await browser.submit(form, token=key)
        assert (form["step_id"], form["errors"]) == ("reauth_key", {"token": problem})
    studio.refusals.append(RefusedError("InternalError", "No.", 500))
    form = await browser.submit(form, token="sk-new")
    assert form["errors"] == {"base": "broken_because"}
    old = entry.unique_id
    form = await browser.submit(form, token="sk-new")
    # It may be another account's key, without the voices that profiles speak with.
    assert (form["step_id"], form["description_placeholders"]["missing"]) == (
        "voices_left",
        "Mama",
    )
    assert entry.data["token"] == KEY
    result = await browser.submit(form)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert (entry.data["token"], entry.data["model"]) == ("sk-new", FLASH)
    assert entry.unique_id != old
    assert entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_new_key_is_of_the_same_region_and_of_no_other_entry(
    hass: HomeAssistant, browser: Browser, regions: dict[str, ModelStudio]
) -> None:
    result = await browser.submit(await browser.model_studio(), **in_region("cn-beijing"))
    await browser.submit(await browser.submit(result), next_step_id="later")
    entry = only_entry(hass)
    regions["cn-beijing"].keys.add("sk-second")
    result = await browser.submit(
        await browser.model_studio(), **in_region("cn-beijing", "sk-second")
    )
    await browser.submit(await browser.submit(result), next_step_id="later")
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress()
    form: Any = await hass.config_entries.flow.async_configure(flow["flow_id"])
    form = await browser.submit(form, token="sk-of-ap-southeast-1")
    assert form["errors"] == {"token": "key_is_of_singapore"}
    result = await browser.submit(form, token="sk-second")
    assert result["reason"] == "already_configured"
    for one in hass.config_entries.async_entries(DOMAIN):
        await hass.config_entries.async_unload(one.entry_id)


# --- Voices that can't be chosen ------------------------------------------------------------------


async def test_only_voices_that_are_ready_and_of_the_model_can_be_chosen(
    hass: HomeAssistant, browser: Browser, studio: ModelStudio
) -> None:
    studio.reviews = 99
    ready, other = studio.voice(FLASH, "mama"), studio.voice(V2, "papa")
    waiting, refused = studio.voice(FLASH, "aunt"), studio.voice(FLASH, "uncle")
    waiting.status, refused.status = "DEPLOYING", "UNDEPLOYED"
    result = await browser.submit(await browser.model_studio(), **entered(studio))
    result = await browser.submit(await browser.submit(result), next_step_id="existing")
    assert result["step_id"] == "existing_of_model"
    assert result["description_placeholders"] == {
        "model": FLASH,
        "in_review": "aunt",
        "refused": "uncle",
        "other_model": f"papa ({V2})",
    }
    (field,) = result["data_schema"].schema.values()
    assert [option["value"] for option in field.config["options"]] == [ready.id]
    result = await browser.submit(result, voice=ready.id)
    await browser.submit(result, **SETTINGS)
    entry = only_entry(hass)

    # A profile of another model's voice keeps it, and is offered those of the model as well.
    hass.config_entries.async_update_subentry(
        entry,
        next(iter(entry.subentries.values())),
        data={**next(iter(entry.subentries.values())).data, "voice": other.id},
    )
    await hass.async_block_till_done()
    flows = hass.config_entries.subentries
    profile = next(iter(entry.subentries.values()))
    menu: Any = await flows.async_init(
        (entry.entry_id, "profile"),
        context={"source": "reconfigure", "subentry_id": profile.subentry_id},
    )
    form = await browser.submit_profile(menu, next_step_id="profile")
    options = form["data_schema"].schema["voice"].config["options"]
    assert {option["value"] for option in options} == {ready.id, other.id}
    await hass.config_entries.async_unload(entry.entry_id)


async def test_says_why_no_voice_can_be_chosen_and_looks_again(
    hass: HomeAssistant, browser: Browser, studio: ModelStudio
) -> None:
    studio.reviews = 99
    voice = studio.voice(FLASH, "mama")
    voice.status = "DEPLOYING"
    result = await browser.submit(await browser.model_studio(), **entered(studio))
    result = await browser.submit(result)
    assert (result["type"], result["step_id"]) == (FlowResultType.MENU, "no_voice_fits")
    assert result["menu_options"] == ["look_again", "clone", "later"]
    assert result["description_placeholders"]["in_review"] == "mama"
    studio.keys = set()
    result = await browser.submit(result, next_step_id="look_again")
    assert result["step_id"] == "no_voice_fits"
    studio.keys = {KEY}
    voice.status = "OK"
    result = await browser.submit(result, next_step_id="look_again")
    assert result["menu_options"] == ["existing", "clone", "later"]
    voice.status = "DEPLOYING"
    await browser.submit(result, next_step_id="later")
    entry = only_entry(hass)

    result = await browser.add_profile(entry)
    assert (result["type"], result["step_id"]) == (FlowResultType.MENU, "no_voice_fits")
    assert result["menu_options"] == ["look_again", "clone"]
    voice.status = "OK"
    result = await browser.submit_profile(result, next_step_id="look_again")
    assert (result["step_id"], result["menu_options"]) == ("user", ["existing", "clone"])
    await hass.config_entries.async_unload(entry.entry_id)
