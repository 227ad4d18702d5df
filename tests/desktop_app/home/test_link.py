"""The line to the home is kept up, and given up where only a person can help."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession
import pytest
from yarl import URL

from desktop_app.home.link import Link, LinkState, LinkStatus
from desktop_app.home.login import HomeError, SignedOutError

from .house import ACCESS, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .house import House

CONNECT = "cosyvoice/desktop/connect"


class Line:
    """A link, and what it told."""

    def __init__(self, session: ClientSession, *addresses: URL) -> None:
        self.states: list[LinkState] = []
        self.connected: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.token: Any = ACCESS
        self.asked = 0
        self.link = Link(
            session,
            addresses,
            self._token,
            lambda: {"desktop_id": "id"},
            self.connected.append,
            self.events.append,
            self._changed,
        )

    async def _token(self, _: URL) -> str:
        self.asked += 1
        if isinstance(self.token, Exception):
            raise self.token
        return str(self.token)

    def _changed(self, status: LinkStatus) -> None:
        self.states.append(status.state)


@asynccontextmanager
async def line(*addresses: URL) -> AsyncIterator[Line]:
    async with ClientSession() as session:
        yield Line(session, *addresses)


@asynccontextmanager
async def running(line: Line) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(line.link.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (
        ("_SHORTEST", 0.01),
        ("_LONGEST", 0.02),
        ("_STARTING", 0.01),
        ("_STARTED", 0.05),
        ("PING_EVERY", 0.05),
        ("REPLACED_REST", 0.3),
    ):
        monkeypatch.setattr(f"desktop_app.home.link.{name}", seconds)


async def test_it_stands_pings_and_comes_back(house: House) -> None:
    nowhere = URL("http://127.0.0.1:9/")
    async with line(nowhere, house.url) as one, running(one):
        await house.until(lambda: one.link.stands)
        assert one.connected[0]["name"] == "Study"
        await house.tell({"type": "announce", "announcement": "a"})
        await house.until(lambda: one.events)
        await house.until(lambda: house.of("cosyvoice/desktop/ping"))
        assert await one.link.say("cosyvoice/desktop/update", state={}) is None
        await house.lines[0].close()
        await house.until(lambda: len(one.connected) == 2)
        assert LinkState.CONNECTED in one.states
    with pytest.raises(HomeError):
        await one.link.say("cosyvoice/desktop/update")


async def test_a_home_that_hangs_is_left(house: House) -> None:
    house.answers["cosyvoice/desktop/ping"] = Refused("not_connected")
    async with line(house.url) as one, running(one):
        await house.until(lambda: len(one.connected) >= 2)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Refused("removed"), LinkState.REMOVED),
        (Refused("declined"), LinkState.DECLINED),
        (Refused("unauthorized"), LinkState.REFUSED),
        (Refused("wrong_instance"), LinkState.REFUSED),
        (Refused("too_old"), LinkState.REFUSED),
    ],
)
async def test_what_only_a_person_can_mend_is_not_tried_again(
    house: House, answer: Refused, state: LinkState
) -> None:
    house.answers[CONNECT] = answer
    async with line(house.url) as one:
        async with asyncio.timeout(10):
            await one.link.run()
        assert one.link.status.state is state
        assert one.link.status.error is not None
    assert len(house.of(CONNECT)) == 1


async def test_a_refused_token_is_shown_once(house: House) -> None:
    async with line(house.url) as one:
        one.token = "old"
        async with asyncio.timeout(10):
            await one.link.run()
        assert one.link.status.state is LinkState.SIGNED_OUT
        assert house.tokens == ["old"]
        one.link._final = None
        one.token = SignedOutError("home_signed_out")
        async with asyncio.timeout(10):
            await one.link.run()
        assert house.tokens == ["old"]


async def test_a_ban_is_not_knocked_at(house: House) -> None:
    house.upgrade_status = 403
    async with line(house.url) as one:
        async with asyncio.timeout(10):
            await one.link.run()
        assert one.link.status.state is LinkState.BANNED
        assert one.asked == 1


async def test_one_that_is_loaded_later_is_waited_for(house: House) -> None:
    house.answers[CONNECT] = Refused("not_loaded")
    async with line(house.url) as one, running(one):
        await house.until(lambda: len(house.of(CONNECT)) >= 2)
        assert one.link.status.state not in {LinkState.REFUSED, LinkState.REMOVED}


async def test_a_home_that_starts_is_asked_again_and_one_without_it_is_not(house: House) -> None:
    known = house.answers[CONNECT]
    house.answers[CONNECT] = Refused("unknown_command")
    house.answers["get_config"] = {"state": "NOT_RUNNING"}
    async with line(house.url) as one, running(one):
        await house.until(lambda: len(house.of(CONNECT)) >= 5)
        house.answers[CONNECT] = known
        await house.until(lambda: one.link.stands)
    house.answers[CONNECT] = Refused("unknown_command")
    house.answers["get_config"] = {"state": "RUNNING"}
    async with line(house.url) as one:
        async with asyncio.timeout(10):
            await one.link.run()
        assert one.link.status.state is LinkState.REFUSED
        error = one.link.status.error
        assert isinstance(error, HomeError)
        assert error.key == "home_without_integration"


async def test_pending_until_an_administrator_has_decided(house: House) -> None:
    house.answers[CONNECT] = {"status": "pending", "entry_id": None}
    async with line(house.url) as one, running(one):
        await house.until(lambda: one.link.status.state is LinkState.PENDING)
        await house.tell({"type": "connected", "entry_id": "entry", "name": "Study"})
        await house.until(lambda: one.link.stands)
    async with line(house.url) as one, running(one) as task:
        await house.until(lambda: one.link.status.state is LinkState.PENDING)
        await house.tell({"type": "declined"})
        async with asyncio.timeout(10):
            await task
        assert one.link.status.state is LinkState.DECLINED


async def test_the_newest_wins_and_the_older_rests(house: House) -> None:
    async with line(house.url) as one, running(one):
        await house.until(lambda: one.link.stands)
        await house.tell({"type": "replaced"})
        await house.until(lambda: one.link.status.state is LinkState.REPLACED)
        assert not one.link.stands
        await house.until(lambda: one.link._rests)
        one.link.look_up()  # a change of the network doesn't shorten the rest
        assert not one.link._hurry.is_set()
        one.link.hurry()
        await house.until(lambda: one.link.stands)


async def test_one_whose_entry_is_loaded_again_connects_again(house: House) -> None:
    async with line(house.url) as one, running(one):
        await house.until(lambda: one.link.stands)
        await house.tell({"type": "reload"})
        await house.until(lambda: len(house.of(CONNECT)) == 2)
        await house.until(lambda: one.link.stands)


async def test_a_removed_one_forgets(house: House) -> None:
    async with line(house.url) as one, running(one) as task:
        await house.until(lambda: one.link.stands)
        await house.tell({"type": "removed"})
        async with asyncio.timeout(10):
            await task
        assert one.link.status.state is LinkState.REMOVED


async def test_an_unreachable_home_is_tried_again() -> None:
    async with line(URL("http://127.0.0.1:9/")) as one, running(one):
        async with asyncio.timeout(10):
            while one.states.count(LinkState.UNREACHABLE) < 2:  # noqa: ASYNC110 - it is told nothing
                await asyncio.sleep(0.01)


async def test_the_longer_a_home_is_away_the_longer_are_the_pauses_up_to_a_limit(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restart's end is noticed within seconds, and a home that is off isn't asked all day."""
    now = 1_000.0
    monkeypatch.setattr("desktop_app.home.link.monotonic", lambda: now)
    monkeypatch.setattr("desktop_app.home.link._SHORTEST", 1.0)
    monkeypatch.setattr("desktop_app.home.link._LONGEST", 30.0)
    async with line(house.url) as one, running(one):
        await _pinged(house)
        for away, least, most in ((0, 0.5, 1.5), (60, 3, 9), (200, 10, 30), (86_400, 15, 45)):
            now = 1_000.0 + away
            pauses = [one.link._pause() for _ in range(50)]
            assert least <= min(pauses) < max(pauses) <= most


async def test_a_home_that_was_away_for_a_moment_is_back_in_a_moment(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short lines before it count for nothing: each that was answered was a line."""
    monkeypatch.setattr("desktop_app.home.link._LONGEST", 60.0)
    async with line(house.url) as one, running(one):
        for times in range(1, 4):
            await house.until(partial(_at_least, one.connected, times))
            await _pinged(house)
            house.upgrade_status = 503
            tries = one.asked + 12
            await house.lines[-1].close()
            await house.until(lambda: one.asked >= tries)  # noqa: B023 - it is waited for here
            house.upgrade_status = 0
        await house.until(lambda: one.link.stands)


async def test_a_home_that_hangs_up_at_once_was_not_there(house: House) -> None:
    async with line(house.url) as one, running(one):
        await house.until(lambda: house.lines)
        began = one.link._there
        for times in range(1, 4):
            await house.until(partial(_at_least, one.connected, times))
            await house.lines[-1].close()
        assert one.link._there == began


def _at_least(found: list[Any], count: int) -> bool:
    return len(found) >= count


async def _pinged(house: House) -> None:
    before = len(house.of("cosyvoice/desktop/ping"))
    await house.until(lambda: len(house.of("cosyvoice/desktop/ping")) > before)


@pytest.mark.parametrize("known", [True, False])
async def test_what_was_said_to_a_computer_that_slept_holds_only_where_it_is_still_known(
    house: House, monkeypatch: pytest.MonkeyPatch, *, known: bool
) -> None:
    """Home Assistant has told who asked that it failed; nobody is to hear it hours later."""
    now = 1_000.0
    monkeypatch.setattr("desktop_app.home.link.time", lambda: now)
    monkeypatch.setattr("desktop_app.home.link.PING_EVERY", 60.0)
    async with line(house.url) as one, running(one):
        await house.until(lambda: one.link.stands)
        await house.tell({"type": "announce", "announcement": "a"})
        await house.until(lambda: one.events)
        now += 3_600
        if not known:
            house.answers["cosyvoice/desktop/ping"] = Refused("not_connected")
        assert not house.of("cosyvoice/desktop/ping")
        for name in "bc":
            await house.tell({"type": "announce", "announcement": name})
        await house.until(lambda: house.of("cosyvoice/desktop/ping"))
        if not known:
            await house.until(lambda: len(one.connected) == 2)
        await house.tell({"type": "announce", "announcement": "d"})
        await house.until(lambda: one.events[-1]["announcement"] == "d")
        heard = [event["announcement"] for event in one.events]
        assert heard == (["a", "b", "c", "d"] if known else ["a", "d"])


async def test_a_change_during_a_try_is_followed_by_another_try(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network came back while the old one was still tried."""
    monkeypatch.setattr("desktop_app.home.link._SHORTEST", 60.0)
    monkeypatch.setattr("desktop_app.home.link._LONGEST", 60.0)
    house.answers[CONNECT] = Refused("not_loaded")
    async with line(house.url) as one:
        tried = one._token

        async def token(address: URL) -> str:
            one.link.look_up()
            return await tried(address)

        one.link._token = token
        async with running(one):
            await house.until(lambda: len(house.of(CONNECT)) >= 2)
