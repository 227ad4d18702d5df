"""A computer becomes a part of a home by Home Assistant's own page, in a real browser."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.home_assistant.computer import Computer, speaker_of
from tests.home_assistant.frontend import Frontend
from tests.home_assistant.running import HomeAssistant, until
from tests.sound_server import SoundServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.home_assistant, pytest.mark.slow]


@pytest.fixture(scope="module")
def sound() -> Iterator[SoundServer]:
    with SoundServer.running() as server:
        yield server


class Browser:
    """What a computer opens pages with: it writes down their addresses."""

    def __init__(self, computer: Computer, folder: Path) -> None:
        self._opened = folder / "opened"
        program = folder / "browser"
        program.write_text(f'#!/bin/sh\necho "$1" > {self._opened}\n')
        program.chmod(0o700)
        computer.environment["BROWSER"] = str(program)

    async def page(self) -> str:
        """The address of the page that was opened last; it is given once."""

        async def look() -> str:
            return self._opened.read_text().strip() if self._opened.exists() else ""

        page = await until(look, "a page to be opened")
        self._opened.unlink()
        return page


@asynccontextmanager
async def pairing(
    home: HomeAssistant, computer: Computer, frontend: Frontend, browser: Browser, *person: str
) -> AsyncIterator[asyncio.Task[str]]:
    """Have a computer paired, and somebody sign in on the page; gives what it will print."""
    pairs = asyncio.create_task(computer.run("home", "pair", home.url))
    try:
        page = frontend.page
        await page.goto(await browser.page())
        name, password = person
        await page.locator("input[name=username]").fill(name)
        await page.locator("input[name=password]").fill(password)
        await page.locator("ha-button, mwc-button").filter(has_text="Log in").last.click()
        await page.get_by_text("You can close this page.").wait_for()
        yield pairs
    finally:
        pairs.cancel()
        await asyncio.gather(pairs, return_exceptions=True)


async def desktops(home: HomeAssistant) -> list[dict[str, Any]]:
    """The entries of desktops."""
    entries = await home.entries()
    return [entry for entry in entries if entry["source"] in {"desktop", "integration_discovery"}]


async def clients(home: HomeAssistant) -> list[str]:
    """What has a token of the user's."""
    tokens = await home.socket.command("auth/refresh_tokens")
    return [one["client_id"] for one in tokens if one["client_id"]]


async def state_is(computer: Computer, state: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        told: dict[str, Any] = json.loads(await computer.run("home", "status", "--json"))
        return told if told["state"] == state else None

    return await until(look, f"the computer to be {state}")


async def test_an_administrator_signs_in_renames_removes_and_pairs_again(
    home: HomeAssistant, sound: SoundServer, tmp_path: Path
) -> None:
    computer = Computer(tmp_path, sound)
    browser = Browser(computer, tmp_path)
    before = await clients(home)
    async with Frontend.opened(home) as frontend:
        async with pairing(home, computer, frontend, browser, "ada", "lovelace") as pairs:
            assert "Connected." in await pairs
        (entry,) = await desktops(home)
        (client,) = set(await clients(home)) - set(before)
        assert client.startswith("http://127.0.0.1:")
        computer.start()
        try:
            speaker = await until(lambda: speaker_of(home), "the speaker")
            await home.when(speaker, lambda state: state["state"] == "idle")
            await home.socket.command(
                "config_entries/update", entry_id=entry["entry_id"], title="Study"
            )

            async def renamed() -> bool:
                told = json.loads(await computer.run("home", "status", "--json"))
                return bool(told["name"] == "Study")

            await until(renamed, "the computer to know its name")
            path = f"/api/config/config_entries/entry/{entry['entry_id']}"
            async with home.session.delete(path) as answer:
                assert answer.status == 200
            told = await state_is(computer, "removed")
            assert told["error"]
            assert not await desktops(home)  # it doesn't come back by itself

            async with pairing(home, computer, frontend, browser, "ada", "lovelace") as pairs:
                assert "Connected." in await pairs
            await state_is(computer, "connected")
            await computer.run("home", "unpair", "--yes")
            assert not await desktops(home)
            # What it signed in with the second time is good for nothing; the first was forgotten.
            assert len(set(await clients(home)) - set(before)) <= 1
        finally:
            computer.stop()
    assert "Traceback" not in computer.log.read_text()


async def test_another_user_waits_for_an_administrator_who_accepts_or_declines(
    home: HomeAssistant, sound: SoundServer, tmp_path: Path
) -> None:
    computer = Computer(tmp_path, sound)
    browser = Browser(computer, tmp_path)
    user = await home.socket.command("config/auth/create", name="Bob", group_ids=["system-users"])
    user_id = user["user"]["id"]
    await home.socket.command(
        "config/auth_provider/homeassistant/create",
        user_id=user_id,
        username="bob",
        password="the builder",
    )

    async def asked() -> dict[str, Any] | None:
        return next(iter(await home.flows()), None)

    try:
        async with Frontend.opened(home) as frontend:
            async with pairing(home, computer, frontend, browser, "bob", "the builder") as pairs:
                flow = await until(asked, "an administrator to be asked")
                path = f"/api/config/config_entries/flow/{flow['flow_id']}"
                async with home.session.delete(path) as answer:
                    assert answer.status == 200
                with pytest.raises(AssertionError, match="declined"):
                    await pairs
            assert not await desktops(home)

            async with pairing(home, computer, frontend, browser, "bob", "the builder") as pairs:
                flow = await until(asked, "an administrator to be asked")
                assert "Bob" in flow["context"]["title_placeholders"]["name"]
                assert not pairs.done()
                assert (await home.step("flow", flow))["type"] == "create_entry"
                said = await pairs
            assert "An administrator has to accept this computer" in said
            assert "Connected." in said
            assert len(await desktops(home)) == 1
            await computer.run("home", "unpair", "--yes")
            assert not await desktops(home)
    finally:
        await home.socket.command("config/auth/delete", user_id=user_id)
