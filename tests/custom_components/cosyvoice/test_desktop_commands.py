"""What desktops may say, and what of it is refused."""

from __future__ import annotations

import asyncio
from collections import Counter
from copy import deepcopy
import json
import logging
import random
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.http import WebSocketAdapter
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import instance_id
import pytest

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.shared_client.desktop_link import (
    CONNECT,
    DESKTOPS,
    EVENT,
    PING,
    PROGRESS,
    UNPAIR,
    UPDATE,
    Refusal,
)

from .desktops import CAPABILITIES, IDLE, SPEAKER, Desktop, entry_of, speak, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import issue_registry as ir

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


HOSTILE: list[Any] = [
    *(None, True, -1, 0, 2**70, 1e308, "", " ", "\x00", "\u202e", "x" * 100_000, [], {}),
    *([[[[]]]], {"a": {"b": None}}, [None] * 1000, "../../etc/passwd", "{{ states }}", "<b>"),
]


def hostile(rng: random.Random, desktop_id: str, announcement: str) -> Iterator[dict[str, Any]]:
    """Commands of which something is wrong, and some of which nothing is but who says them."""
    whole: list[dict[str, Any]] = [
        {
            "type": CONNECT,
            "entry_id": None,
            "name": "Stranger",
            "protocol": 1,
            "platform": "linux",
            "capabilities": CAPABILITIES,
            "state": IDLE,
        },
        {"type": UPDATE, "state": {"playback": "reading", "title": "Seen"}, "buttons": []},
        {"type": PROGRESS, "announcement": announcement, "stage": "heard", "first_audio": 0.1},
        {"type": EVENT, "kind": "pressed", "data": {"button": "lights"}},
        {"type": PING},
        {"type": UNPAIR},
    ]
    while True:
        message = deepcopy({"desktop_id": desktop_id, **rng.choice(whole)})
        if rng.random() < 0.3:
            message["desktop_id"] = str(UUID(int=rng.getrandbits(128), version=4))
        for _ in range(rng.choice([0, 1, 1, 2, 5])):
            place: Any = message
            while isinstance(one := place.get(name := rng.choice([*place, "new"])), dict):
                if not one or rng.random() < 0.5:
                    break
                place = one
            if name == "type":
                continue
            if rng.random() < 0.2:
                place.pop(name, None)
            else:
                place[name] = rng.choice(HOSTILE)
        yield message


async def test_ten_thousand_hostile_commands_of_another_user_move_nothing(
    hass: HomeAssistant,
    arrive: Arrive,
    hass_read_only_access_token: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("custom_components.cosyvoice.desktop.SILENCE", 3600.0)
    desktop = await arrive()
    action = speak(hass)
    told = await desktop.announcement()
    refresh_token = hass.auth.async_validate_access_token(hass_read_only_access_token)
    assert refresh_token is not None
    answers: list[Any] = []
    logger = WebSocketAdapter(logging.getLogger("stranger"), {"connid": 1})
    stranger = ActiveConnection(
        logger, hass, answers.append, refresh_token.user, refresh_token, "127.0.0.1"
    )
    before = {state.entity_id: state for state in hass.states.async_all()}
    rng = random.Random(11)  # noqa: S311 - the same each time
    commands = hostile(rng, desktop.id, told["announcement"])
    for number in range(1, 10_001):
        stranger.async_handle({**next(commands), "id": number})
        if number % 100 == 0:
            await asyncio.sleep(0)
    async with asyncio.timeout(60):
        while len(answers) < 10_000:  # noqa: ASYNC110 - Home Assistant waits for the action, too
            await asyncio.sleep(0)
    decoded = [one if isinstance(one, dict) else json.loads(one) for one in answers]
    results = [one for one in decoded if one["type"] == "result"]
    assert sorted(one["id"] for one in results) == list(range(1, 10_001))
    codes = Counter(one["error"]["code"] for one in results if not one["success"])
    assert codes.keys() >= {"invalid_format", "unauthorized", "not_connected", "too_many"}
    assert codes.keys() <= {*Refusal, "invalid_format"}
    accepted = sum(one["success"] for one in results)
    assert 0 < accepted < DESKTOPS  # it waits for an administrator, in as many names as it may
    assert {state.entity_id: state for state in hass.states.async_all()} == before
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1
    assert len(hass.config_entries.flow.async_progress()) == accepted
    assert not action.done()
    await desktop.heard(told)
    await action
    stranger.async_handle_close()
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_what_is_said_again_of_an_announcement_is_not_heard(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    """`progress` of one that has ended, one that was never sent, and over a connection of old."""
    desktop = await arrive()
    actions = [speak(hass, message=str(number)) for number in range(3)]
    first = await desktop.announcement()
    for _ in range(3):
        await desktop.heard(first)
    await actions[0]
    second = await desktop.announcement()
    assert second["message"] == "1"
    await desktop.heard({"announcement": str(uuid4())})
    again = await arrive(paired=False)
    again.id = desktop.id
    assert (await again.connect(entry_id=entry_of(hass, desktop).entry_id))["success"]
    for action in actions[1:]:
        with pytest.raises(HomeAssistantError, match="disconnected"):
            await action
    action = speak(hass, message="3")
    third = await again.announcement()
    await again.heard(second)  # it ended with its connection
    answer = await desktop.say("progress", announcement=third["announcement"], stage="heard")
    assert code(answer) == "not_connected"
    assert not action.done()
    await again.heard(third)
    await action
