"""A desktop becomes a part of the house when an administrator says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from homeassistant.config_entries import SOURCE_IGNORE
import pytest

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.pairing import SOURCE_DESKTOP

from .desktops import SPEAKER, entry_of, house, state_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .desktops import Arrive


@pytest.fixture
def token(hass_read_only_access_token: str) -> str:
    """Of a user who may not add entries."""
    return hass_read_only_access_token


async def waiting(hass: HomeAssistant) -> dict[str, Any]:
    """The one flow that waits for an administrator."""
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    return dict(flow)


async def test_a_users_desktop_waits_and_connects_once_it_is_accepted(
    hass: HomeAssistant, arrive: Arrive, token: str
) -> None:
    desktop = await arrive("Bob's laptop", token=token, paired=False)
    answer = await desktop.connect()
    assert (answer["result"]["status"], answer["result"]["entry_id"]) == ("pending", None)
    flow = await waiting(hass)
    assert flow["context"]["title_placeholders"]["name"].startswith("Bob's laptop (")
    done = await hass.config_entries.flow.async_configure(flow["flow_id"], {})
    assert done["type"] == "create_entry"
    event = await desktop.event("connected")
    assert event["entry_id"] == entry_of(hass, desktop).entry_id
    await hass.async_block_till_done()
    assert state_of(hass, "media_player.bob_s_laptop") == "idle"
    assert (await desktop.say("ping"))["success"]


async def test_no_user_can_fill_the_page_of_an_administrator(
    hass: HomeAssistant, arrive: Arrive, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.cosyvoice.desktop_commands.DESKTOPS", 2)
    desktop = await arrive(token=token, paired=False)
    codes = []
    for _ in range(4):
        desktop.id = str(uuid4())
        answer = await desktop.connect()
        await hass.async_block_till_done()
        codes.append(answer["success"] or answer["error"]["code"])
    assert codes == [True, True, "too_many", "too_many"]
    assert len(hass.config_entries.flow.async_progress_by_handler(DOMAIN)) == 2
    await arrive("An administrator's")


async def test_a_declined_desktop_is_told(hass: HomeAssistant, arrive: Arrive, token: str) -> None:
    desktop = await arrive(token=token, paired=False)
    await desktop.connect()
    flow = await waiting(hass)
    hass.config_entries.flow.async_abort(flow["flow_id"])
    await desktop.event("declined")
    assert (await desktop.connect())["result"]["status"] == "pending"  # it may ask again
    flow = await waiting(hass)
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_IGNORE},
        data={"unique_id": desktop.id, "title": "Laptop"},
    )
    await desktop.event("declined")
    assert (await desktop.connect())["error"]["code"] == "declined"


async def test_a_desktop_that_hangs_up_before_it_is_accepted_connects_later(
    hass: HomeAssistant, arrive: Arrive, token: str
) -> None:
    desktop = await arrive(token=token, paired=False)
    await desktop.connect()
    await desktop.socket.close()
    flow = await waiting(hass)
    await hass.config_entries.flow.async_configure(flow["flow_id"], {})
    await hass.async_block_till_done()
    again = await arrive(token=token, paired=False)
    again.id = desktop.id
    assert (await again.connect())["result"]["status"] == "connected"
    await hass.async_block_till_done()
    assert state_of(hass, SPEAKER) == "idle"


async def begin(hass: HomeAssistant) -> dict[str, Any]:
    """An administrator waits for a computer, on Home Assistant's pages."""
    return dict(
        await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_DESKTOP})
    )


async def ending(hass: HomeAssistant, flow_id: str) -> tuple[str, dict[str, Any]]:
    """What a page shows at last: why it ended, and the words that are put in."""
    await hass.async_block_till_done()
    shown = await hass.config_entries.flow.async_configure(flow_id)
    while shown["type"] == "progress_done":
        shown = await hass.config_entries.flow.async_configure(flow_id)
    return shown["reason"], dict(shown["description_placeholders"] or {})


async def test_the_page_waits_for_a_desktop_and_says_which_was_added(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    await house(hass)
    flow = await begin(hass)
    assert flow["type"] == "progress"
    await arrive()
    assert await ending(hass, flow["flow_id"]) == ("desktop_added", {"desktop": "Laptop"})
    assert hass.config_entries.flow.async_progress_by_handler(DOMAIN) == []


async def test_the_page_gives_up(
    hass: HomeAssistant, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.cosyvoice.desktop_steps._PATIENCE", 0.01)
    await arrive(paired=False)
    flow = await begin(hass)
    assert (await ending(hass, flow["flow_id"]))[0] == "no_desktop"


async def test_a_page_that_is_closed_waits_no_more(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive(paired=False)
    flow = await begin(hass)
    hass.config_entries.flow.async_abort(flow["flow_id"])
    await hass.async_block_till_done()
    assert (await desktop.connect())["result"]["status"] == "connected"
