"""What desktops may say, and what of it is refused."""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.helpers import instance_id

from custom_components.cosyvoice.const import DOMAIN

from .desktops import IDLE, SPEAKER, Desktop, entry_of, speak, state_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import issue_registry as ir
    import pytest

    from .desktops import Arrive


def code(answer: dict[str, Any]) -> str:
    assert not answer["success"], answer
    found: str = answer["error"]["code"]
    return found


async def test_what_connect_answers(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive(paired=False)
    answer = await desktop.connect(protocol=7, of_a_later_version=[1])
    entry = entry_of(hass, desktop)
    assert answer["result"] == {
        "status": "connected",
        "protocol": 1,
        "instance": await instance_id.async_get(hass),
        "entry_id": entry.entry_id,
        "name": "Laptop",
    }
    assert dict(entry.data).keys() == {"kind", "desktop_id", "user_id"}
    assert entry.unique_id == desktop.id


async def test_who_may_not_connect(
    hass: HomeAssistant,
    arrive: Arrive,
    hass_read_only_access_token: str,
    issue_registry: ir.IssueRegistry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desktop = await arrive()
    entry = entry_of(hass, desktop)
    stranger = await arrive("Stranger", token=hass_read_only_access_token, paired=False)
    stranger.id = desktop.id
    assert code(await stranger.connect(entry_id=entry.entry_id)) == "unauthorized"
    assert code(await desktop.connect(instance="another-house")) == "wrong_instance"
    forgotten = Desktop(desktop.socket, str(uuid4()), "Old")
    forgotten._number = desktop._number = 100
    assert code(await forgotten.connect(entry_id="01ABC")) == "removed"
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1  # it doesn't pair by itself

    desktop._number = 200
    monkeypatch.setattr("custom_components.cosyvoice.desktop_commands.OLDEST_PROTOCOL", 2)
    assert code(await desktop.connect(entry_id=entry.entry_id)) == "too_old"
    issue = f"desktop_too_old_{entry.entry_id}"
    assert issue_registry.async_get_issue(DOMAIN, issue) is not None
    assert (await desktop.connect(entry_id=entry.entry_id, protocol=2))["success"]
    assert issue_registry.async_get_issue(DOMAIN, issue) is None
    assert code(await desktop.connect(entry_id=entry.entry_id)) == "too_old"
    forgotten._number = 250
    assert code(await forgotten.connect()) == "too_old"  # and isn't paired before
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1

    monkeypatch.setattr("custom_components.cosyvoice.desktop_commands.DESKTOPS", 1)
    forgotten._number = 300
    assert code(await forgotten.connect(protocol=2)) == "too_many"
    desktop._number = 400
    await hass.config_entries.async_unload(entry.entry_id)
    assert code(await desktop.connect(entry_id=entry.entry_id, protocol=2)) == "not_loaded"
    assert code(await desktop.connect(entry_id=entry.entry_id)) == "too_old"
    await hass.config_entries.async_remove(entry.entry_id)
    assert issue_registry.async_get_issue(DOMAIN, issue) is None


async def test_a_desktop_speaks_over_its_own_connection_only(
    hass: HomeAssistant, arrive: Arrive, hass_read_only_access_token: str
) -> None:
    desktop = await arrive()
    elsewhere = await arrive("Elsewhere", paired=False)  # the same user, another connection
    stranger = await arrive("Stranger", token=hass_read_only_access_token, paired=False)
    elsewhere.id = stranger.id = desktop.id
    action = speak(hass)
    told = await desktop.announcement()
    forged = {
        "update": {"state": {"playback": "reading"}},
        "progress": {"announcement": told["announcement"], "stage": "heard"},
        "event": {"kind": "pressed", "data": {"button": "lights"}},
        "ping": {},
        "unpair": {},
    }
    for command, fields in forged.items():
        assert code(await elsewhere.say(command, **fields)) == "not_connected"
        assert code(await stranger.say(command, **fields)) == "unauthorized"
    assert not action.done()
    assert state_of(hass, SPEAKER) == "idle"
    await desktop.heard(told)
    await action
    stranger.id = str(uuid4())
    assert code(await stranger.say("ping")) == "not_connected"


async def test_the_newest_connection_wins(hass: HomeAssistant, arrive: Arrive) -> None:
    old = await arrive()
    new = await arrive(paired=False)
    new.id = old.id
    assert (await new.connect(entry_id=entry_of(hass, old).entry_id))["success"]
    await old.event("replaced")
    assert code(await old.say("ping")) == "not_connected"
    await old.socket.close()
    await hass.async_block_till_done()
    assert state_of(hass, SPEAKER) == "idle"


async def test_a_desktop_that_sends_too_much_is_disconnected(
    hass: HomeAssistant,
    arrive: Arrive,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("custom_components.cosyvoice.desktop.MESSAGES_PER_SECOND", 0)
    desktop = await arrive()
    codes = [
        answer["success"] or code(answer)
        for answer in [await desktop.say("ping") for _ in range(202)]
    ]
    assert codes[:200] == [True] * 200
    assert codes[200:] == ["too_many", "not_connected"]
    assert state_of(hass, SPEAKER) == STATE_UNAVAILABLE
    assert caplog.text.count("It was disconnected") == 1
    wrong = await arrive("Wrong")
    codes = [code(await wrong.say("event", kind="exploded")) for _ in range(201)]
    assert codes == ["invalid_format"] * 201  # they count, too
    assert code(await wrong.say("ping")) == "not_connected"


async def test_unpairing_removes_the_entry(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    entry = entry_of(hass, desktop)
    assert (await desktop.say("unpair"))["success"]
    await desktop.event("removed")
    await hass.async_block_till_done()
    assert hass.config_entries.async_get_entry(entry.entry_id) is None
    assert hass.states.get(SPEAKER) is None


async def test_malformed_commands_change_nothing_and_leave_the_log_clean(
    hass: HomeAssistant, arrive: Arrive, caplog: pytest.LogCaptureFixture
) -> None:
    """Hostile values in every field, and random ones; each is answered, and none is taken."""
    desktop = await arrive()
    bad: list[Any] = [None, True, -1, 1e308, "", "x" * 70_000, [], {}, [[]], {"a": 1}]
    whole: dict[str, dict[str, Any]] = {
        "connect": {"entry_id": 5, "name": "", "protocol": "one", "platform": "plan9"},
        "update": {"state": dict.fromkeys(IDLE, "nonsense")},
        "progress": {"announcement": "", "stage": "almost", "reason": "because"},
        "event": {"kind": "exploded", "data": {"button": "x" * 99}},
    }
    rng = random.Random(4)  # noqa: S311 - the same each time
    for command, fields in whole.items():
        for name in fields:
            for value in bad:
                answer = await desktop.say(command, **{**fields, name: value})
                # A state without anything that is known changes nothing.
                assert answer["success"] == (command == "update" and isinstance(value, dict))
    for _ in range(300):
        command = rng.choice(list(whole))
        fields = {name: rng.choice(bad) for name in whole[command] if rng.random() < 0.8}
        await desktop.say(command, **fields)
    assert state_of(hass, SPEAKER) in {"idle", STATE_UNAVAILABLE}
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]
