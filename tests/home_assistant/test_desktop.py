"""A desktop and a home: the real app, paired with a real Home Assistant, heard on a real sink."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
import json
import subprocess
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import uuid4
import wave

from aiohttp import ClientError, ClientSession
import numpy as np
import pytest
from yarl import URL

from desktop_app.home.link import Link, LinkState
from desktop_app.home.login import access
from tests.home_assistant.computer import Computer, at_home
from tests.home_assistant.network import network
from tests.home_assistant.running import HomeAssistant, free_port, until
from tests.logind import Logind
from tests.programs import first_line, running
from tests.sound_server import RATE, SoundServer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator
    from pathlib import Path

    from tests.sound_server import Recording

pytestmark = pytest.mark.home_assistant


@pytest.fixture(scope="module")
def sound() -> Iterator[SoundServer]:
    with SoundServer.running() as server:
        yield server


def tone(folder: Path, name: str, seconds: float, hertz: float) -> str:
    """A sine in Home Assistant's media folder; gives what it is called there."""
    rate = 24_000
    at = np.arange(round(seconds * rate)) / rate
    samples = (0.5 * np.sin(2 * np.pi * hertz * at) * 32_767).astype("<i2")
    with wave.open(str(folder / name), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return f"media-source://media_source/local/{name}"


async def announce(home: HomeAssistant, entity_id: str, media: str, **extra: Any) -> None:
    await home.call(
        "media_player.play_media",
        entity_id=entity_id,
        media_content_id=media,
        media_content_type="audio/wav",
        announce=True,
        extra=extra,
    )


def power(samples: Any, rate: int, hertz: float) -> Any:
    """How much of a tone there is in each twentieth of a second."""
    step = rate // 20
    rows = samples[: len(samples) // step * step].reshape(-1, step).astype(float)
    wave_ = np.exp(-2j * np.pi * hertz * np.arange(step) / rate)
    return np.abs(rows @ wave_) / step / 16_384


@pytest.mark.audio
async def test_a_paired_app_announces_in_order_and_is_removed(
    home: HomeAssistant, sound: SoundServer, tmp_path: Path
) -> None:
    computer = Computer(tmp_path, sound)
    assert "Connected" in await computer.pair(home, name=str(tmp_path))
    computer.start()
    try:
        (speaker,) = [
            state["entity_id"]
            for state in await home.states("media_player")
            if state["attributes"].get("device_class") == "speaker"
        ]
        await home.when(speaker, lambda state: state["state"] == "idle")
        low = tone(home.config / "media", "low.wav", 0.6, 440)
        high = tone(home.config / "media", "high.wav", 0.6, 1760)
        with sound.recording() as recording:
            await asyncio.gather(announce(home, speaker, low), announce(home, speaker, high))
        samples = recording.samples
        for hertz in (440, 1760):
            heard = power(samples, RATE, hertz) > 0.3
            assert 10 <= heard.sum() <= 14, (hertz, heard.sum())
        status = json.loads(await computer.run("home", "status", "--json"))
        assert status["state"] == "connected"
        await computer.run("home", "unpair", "--yes")
        assert await until(lambda: gone(home, speaker), "the speaker to go")
    finally:
        computer.stop()
    assert "Traceback" not in computer.log.read_text()


@pytest.mark.audio
async def test_reading_is_lowered_and_goes_on_and_do_not_disturb_holds(
    home: HomeAssistant, sound: SoundServer, tmp_path: Path
) -> None:
    """The app reads by its built-in voice; one announcement comes over it, another does not."""
    async with at_home(home, sound, tmp_path) as (computer, speaker):
        high = tone(home.config / "media", "bell.wav", 1.0, 3000)
        with sound.recording() as recording:
            text = "One two three four five six seven eight nine ten. " * 2
            await home.call("cosyvoice.read_aloud", entity_id=speaker, text=text)
            await home.when(speaker, lambda state: state["state"] == "playing")
            await until(lambda: lasts(recording, 1.0), "what is read to be heard")
            await announce(home, speaker, high)
            await home.when(speaker, lambda state: state["state"] == "idle")
        samples = recording.samples
        bell = np.flatnonzero(power(samples, RATE, 3000) > 0.3)
        assert 18 <= len(bell) <= 23
        rows = samples[: len(samples) // (RATE // 20) * (RATE // 20)].reshape(-1, RATE // 20)
        level = np.sqrt((rows**2).mean(axis=1))
        before, after = level[: bell[0] - 1], level[bell[-1] + 2 :]
        assert before.max() > 1_000
        assert after.max() > 0.7 * before.max()  # it goes on as loud as it was
        await computer.run("dnd", "on")
        await home.when(
            speaker.replace("media_player", "switch") + "_do_not_disturb",
            lambda state: state["state"] == "on",
        )
        with sound.recording() as recording:
            await announce(home, speaker, high)  # it returns: a script goes on
        assert power(recording.samples, RATE, 3000).max() < 0.05


@pytest.mark.audio
async def test_buttons_are_pressed_and_the_homes_voice_reads_and_announces(
    home: HomeAssistant, sound: SoundServer, tmp_path: Path
) -> None:
    settings = (
        '[home.buttons.lights]\nname = "Lights off"\n'
        '[profiles.Grandma]\nservice = "home assistant"\nvoice = "tts.grandma"\n'
    )
    async with at_home(home, sound, tmp_path, settings=settings) as (computer, speaker):
        events = speaker.replace("media_player", "event") + "_activity"
        await computer.run("home", "press", "Lights off")
        await home.when(
            events,
            lambda state: (
                state["attributes"].get("event_type") == "pressed"
                and state["attributes"]["button"] == "lights"
            ),
        )
        spoken = tmp_path / "spoken.wav"
        text = "Once upon a time. There was a king."
        await computer.run("speak", "--profile", "Grandma", "-o", str(spoken), text)
        with wave.open(str(spoken)) as heard:
            samples = np.frombuffer(heard.readframes(heard.getnframes()), "<i2")
            assert heard.getnframes() > 0.5 * heard.getframerate()
        assert np.abs(samples.astype(float)).max() > 1_000
        assert "tts.grandma" in await computer.run("announce", "--list")
        with sound.recording() as recording:
            await computer.run("announce", "Dinner is ready.", "--to", speaker)
        assert np.abs(recording.samples.astype(float)).max() > 1_000  # it returns when it was heard


async def gone(home: HomeAssistant, entity_id: str) -> bool:
    return entity_id not in {state["entity_id"] for state in await home.states("media_player")}


@pytest.mark.slow
@pytest.mark.audio
async def test_an_app_that_hangs_and_a_home_that_dies_come_back_by_themselves(
    home: HomeAssistant, sound: SoundServer, tmp_path: Path
) -> None:
    async with at_home(home, sound, tmp_path) as (computer, speaker):
        bell = tone(home.config / "media", "short.wav", 0.5, 3000)
        late = tone(home.config / "media", "too_late.wav", 0.5, 1760)
        long = tone(home.config / "media", "long.wav", 12.0, 440)

        with computer.paused():
            began = monotonic()
            with pytest.raises(AssertionError, match="disconnected before"):
                await home.socket.command(
                    "call_service",
                    domain="cosyvoice",
                    service="announce",
                    service_data={"media": late},
                    target={"entity_id": speaker},
                )
            assert monotonic() - began < 30
            assert (await home.state(speaker))["state"] == "unavailable"
        with sound.recording() as recording:
            await home.when(speaker, lambda state: state["state"] == "idle")
            await announce(home, speaker, bell)
        assert (power(recording.samples, RATE, 3000) > 0.3).sum() >= 8
        assert power(recording.samples, RATE, 1760).max() < 0.1  # who asked was told that it failed

        lost = asyncio.create_task(announce(home, speaker, long))
        await home.when(speaker, lambda state: state["state"] == "playing")
        await home.kill()
        with pytest.raises(ClientError):
            await lost
        await home.start()
        await home.when(speaker, lambda state: state["state"] == "idle")
        with sound.recording() as recording:
            await announce(home, speaker, bell)
            await asyncio.sleep(1.0)
        # The rest of what was lost isn't heard, and nothing is said again by itself.
        assert (power(recording.samples, RATE, 440) > 0.1).sum() == 0
        assert 8 <= (power(recording.samples, RATE, 3000) > 0.3).sum() <= 12


@pytest.mark.slow
@pytest.mark.audio
async def test_a_computer_that_is_cut_off_or_asleep_is_an_error_and_speaks_of_nothing_later(
    home: HomeAssistant, sound: SoundServer, tmp_path: Path
) -> None:
    media = home.config / "media"
    long = tone(media, "eight.wav", 8.0, 440)
    late, bell = tone(media, "late.wav", 0.5, 1760), tone(media, "bell3.wav", 0.5, 3000)
    logind = Logind()

    async def sleep() -> None:
        await logind.when_asked()
        logind.tell(sleeps=True)
        await logind.when_nobody_waits()

    async def two_at_once(speaker: str, recording: Recording, happen: Awaitable[None]) -> None:
        """Announce twice; in the first, something happens that is an error for both."""
        both = [asyncio.create_task(announce(home, speaker, one)) for one in (long, late)]
        await until(lambda: lasts(recording, 1.0), "the first to be heard")
        await happen
        for one in both:
            with pytest.raises(AssertionError, match="disconnected before"):
                await one
        assert (await home.state(speaker))["state"] == "unavailable"

    async def the_next(speaker: str) -> None:
        await home.when(speaker, lambda state: state["state"] == "idle")
        await announce(home, speaker, bell)

    with bus() as address:
        async with (
            logind.on(address),
            network(home) as wire,
            at_home(home, sound, tmp_path, url=wire.url, DBUS_SYSTEM_BUS_ADDRESS=address) as (
                computer,
                speaker,
            ),
        ):
            with sound.recording() as slept:
                began = monotonic()
                await two_at_once(speaker, slept, sleep())
                assert monotonic() - began < 20  # nobody had to notice the silence
                with computer.paused():
                    await asyncio.sleep(3)
                logind.tell(sleeps=False)
                await the_next(speaker)
            with sound.recording() as cut:
                await two_at_once(speaker, cut, wire.cut())
                await until(lambda: lasts(cut, 7.9), "the first to end")
                await wire.lay()
                await the_next(speaker)
    assert (power(slept.samples, RATE, 440) > 0.3).sum() < 6 * 20  # it was stopped
    assert (power(cut.samples, RATE, 440) > 0.3).sum() > 7.5 * 20  # what had begun was ended
    for recording in (slept, cut):
        assert power(recording.samples, RATE, 1760).max() < 0.1
        assert 8 <= (power(recording.samples, RATE, 3000) > 0.3).sum() <= 12


@contextmanager
def bus() -> Iterator[str]:
    """A message bus of its own; its address."""
    with running(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield first_line(process)


async def lasts(recording: Recording, seconds: float) -> bool:
    return recording.so_far > seconds


async def test_a_token_that_was_taken_back_is_shown_once_and_nobody_is_banned(
    home: HomeAssistant,
) -> None:
    """Five refusals would ban this address, and with it the browser of its user."""
    since = len(home.log())
    elsewhere = URL(f"http://127.0.0.1:{free_port()}")
    desktop_id = str(uuid4())
    session = ClientSession()
    shown: list[URL] = []

    async def long_lived(address: URL) -> str:
        shown.append(address)
        return str(token)

    async def refreshed(address: URL) -> str:
        shown.append(address)
        return await access(session, address, grant["refresh_token"], client_id)

    def hello() -> dict[str, Any]:
        (own, *_) = [*told, {}]
        return {
            "desktop_id": desktop_id,
            "entry_id": own.get("entry_id"),
            "name": "Laptop",
            "platform": "linux",
            "capabilities": {"sample_rate": 48_000, "prefers": "wav"},
            "state": {"playback": "idle"},
        }

    name = f"taken back {desktop_id}"
    token = await home.socket.command("auth/long_lived_access_token", client_name=name, lifespan=1)
    grant, client_id = await sign_in(home)
    told: list[dict[str, Any]] = []
    try:
        for token_of, what in ((long_lived, name), (refreshed, client_id)):
            shown.clear()
            link = Link(
                session,
                [elsewhere, URL(home.url)],
                token_of,
                hello,
                told.append,
                lambda _: None,
                lambda _: None,
            )
            keeps_up = asyncio.create_task(link.run())
            await until(lambda link=link: stands(link), "the line")  # type: ignore[misc]
            before = len(shown)
            await take_back(home, what)
            async with asyncio.timeout(60):
                await keeps_up
            assert link.status.state is LinkState.SIGNED_OUT
            assert shown[before:] == [elsewhere, URL(home.url)]
        (entry_id,) = {one["entry_id"] for one in told}
        assert (await home.get("/api/config"))["state"] == "RUNNING"
        refused = home.log()[since:].count("invalid authentication from")
        assert 1 <= refused <= 2  # one each, and a success between them
        assert "Banned IP" not in home.log()[since:]
        await home.session.delete(f"/api/config/config_entries/entry/{entry_id}")
    finally:
        await session.close()


async def sign_in(home: HomeAssistant) -> tuple[dict[str, Any], str]:
    """Sign in as a browser does; gives tokens, and what they were issued to."""
    client_id = f"{home.url}/desk/"
    tokens: dict[str, Any]
    async with ClientSession(home.url) as session:
        flow = {
            "client_id": client_id,
            "handler": ["homeassistant", None],
            "redirect_uri": f"{client_id}callback",
        }
        async with session.post("/auth/login_flow", json=flow) as answer:
            step = f"/auth/login_flow/{(await answer.json())['flow_id']}"
        person = {"client_id": client_id, "username": "ada", "password": "lovelace"}
        async with session.post(step, json=person) as answer:
            code = (await answer.json())["result"]
        form = {"grant_type": "authorization_code", "code": code, "client_id": client_id}
        async with session.post("/auth/token", data=form) as answer:
            assert answer.status == 200, await answer.text()
            tokens = await answer.json()
            return tokens, client_id


async def take_back(home: HomeAssistant, what: str) -> None:
    """Revoke the token of a client, on its user's page."""
    (token_id,) = [
        one["id"]
        for one in await home.socket.command("auth/refresh_tokens")
        if what in {one["client_name"], one["client_id"]}
    ]
    await home.socket.command("auth/delete_refresh_token", refresh_token_id=token_id)


async def stands(link: Link) -> bool:
    return link.stands
