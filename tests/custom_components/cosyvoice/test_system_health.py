"""System health says whether the services answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.cosyvoice.const import DOMAIN
from tests.shared_client.service import Service, refusing, serving

from .conftest import LocalServer, entry_of, set_up

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .desktops import Arrive


async def health(hass: HomeAssistant) -> dict[str, Any]:
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info = await get_system_health_info(hass, DOMAIN)
    return {**info, "can_reach_services": await info["can_reach_services"]}


@pytest.mark.usefixtures("init_integration")
async def test_services_answer(hass: HomeAssistant) -> None:
    info = await health(hass)
    assert info.pop("version")
    assert info == {
        "services": 1,
        "desktops": 0,
        "desktops_connected": 0,
        "dialects": "v2",
        "can_reach_services": "ok",
    }


async def test_says_how_many_computers_are_connected(hass: HomeAssistant, arrive: Arrive) -> None:
    await arrive()
    gone = await arrive("Old")
    await gone.socket.close()
    await hass.async_block_till_done()
    info = await health(hass)
    assert (info["services"], info["desktops"], info["desktops_connected"]) == (0, 2, 1)


async def test_says_which_error_a_service_gives(
    hass: HomeAssistant, own_service: LocalServer
) -> None:
    entry = entry_of(own_service)
    await set_up(hass, entry)
    own_service.kill()
    assert (await health(hass))["can_reach_services"] == {
        "type": "failed",
        "error": f"Can't connect to 127.0.0.1: nothing is listening on port {own_service.port}. "
        "Check that the service is running.",
    }


async def test_a_service_that_sleeps_answers(hass: HomeAssistant) -> None:
    async def asleep(_: web.Request) -> web.StreamResponse:
        return web.Response(status=503)

    async with serving(Service(before=asleep)) as service:
        entry = entry_of(service)
        await set_up(hass, entry)
        assert (await health(hass))["can_reach_services"] == "ok"
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (429, "ok"),
        (450, "ok"),
        (402, "asks for payment (402)"),
        (500, "internal error (500)"),
        (501, "doesn't offer this function (501)"),
    ],
)
async def test_only_a_service_that_is_asleep_or_busy_counts_as_reached(
    hass: HomeAssistant, status: int, said: str
) -> None:
    async with serving(Service()) as service:
        entry = entry_of(service)
        await set_up(hass, entry)
        service.before = refusing(99, status)
        reached = (await health(hass))["can_reach_services"]
        assert said in (reached if isinstance(reached, str) else reached["error"])
        await hass.config_entries.async_unload(entry.entry_id)
