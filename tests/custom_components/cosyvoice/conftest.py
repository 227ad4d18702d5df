"""Home Assistant with a real local server beside it, and a profile that speaks with its voice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import wraps
import json
import os
from pathlib import Path
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from homeassistant.components.tts.helper import get_engine_instance
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.shared_client import CosyVoiceClient, ReferenceAudio
from custom_components.cosyvoice.tts import CosyVoiceTTSEntity
from tests.model_studio import KEY, ModelStudio, model_studio

from .browser import Browser
from .desktops import Desktop, house

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.typing import (
        ClientSessionGenerator,
        WebSocketGenerator,
    )
    from syrupy.assertion import SnapshotAssertion

    from tests.shared_client.service import Service

    from .desktops import Arrive

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "token-of-the-tests"


@pytest.fixture(autouse=True, scope="session")
def _temporary_files_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """Home Assistant puts uploads into one folder of a fixed name, and removes it at its end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
        yield


@dataclass
class LocalServer:
    """The local server as the program that people start."""

    data_dir: Path
    url: str = ""
    token: str = TOKEN
    process: subprocess.Popen[str] | None = None

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[-1].rstrip("/")) if self.url else 0

    def start(self) -> None:
        """Start it; a second time at the address of the first."""
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "local_server"),
                *("--port", str(self.port), "--json", "--exit-with-parent"),
                *("--with-sample-voice", "--data-dir", str(self.data_dir)),
            ],
            cwd=ROOT,
            env={**os.environ, "COSYVOICE_TOKEN": self.token},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        ready = json.loads(self.process.stdout.readline())
        assert ready["event"] == "ready"
        self.url = ready["url"]

    def kill(self) -> None:
        """End it without warning."""
        assert self.process is not None
        self.process.kill()
        self._reap()

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            self._reap()

    def _reap(self) -> None:
        assert self.process is not None
        self.process.wait(10)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process = None


@pytest.fixture(autouse=True)
async def enable_event_loop_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse what another thread asks of the loop, as the plugin's fixture of this name does.

    That one turns on the loop's debug mode, which writes down a stack for every future: a third of
    the time of these tests.
    """
    loop: Any = asyncio.get_running_loop()

    def checked(call: Any) -> Any:
        @wraps(call)
        def called(*args: Any, **options: Any) -> Any:
            loop._check_thread()
            return call(*args, **options)

        return called

    for name in ("call_soon", "call_at"):
        monkeypatch.setattr(loop, name, checked(getattr(loop, name)))


@pytest.fixture(autouse=True)
def _custom_integrations(request: pytest.FixtureRequest) -> None:
    """Load this integration, and let it reach the loopback.

    Tests that need no Home Assistant are not given one: it takes a tenth of a second to make.
    """
    request.getfixturevalue("socket_enabled")
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")
        # What is kept over restarts stays in memory, and with the test.
        request.getfixturevalue("hass_storage")


@pytest.fixture(autouse=True)
def _no_old_speech(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what Home Assistant caches to the test that had it spoken."""
    cache = tmp_path / "tts"
    cache.mkdir()
    monkeypatch.setattr("homeassistant.components.tts._init_tts_cache_dir", lambda *_: str(cache))


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Snapshots as Home Assistant's own tests have them: without ids and dates."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture(scope="session")
def _shared_service(tmp_path_factory: pytest.TempPathFactory) -> Generator[LocalServer]:
    server = LocalServer(tmp_path_factory.mktemp("service"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def service(_shared_service: LocalServer) -> LocalServer:
    """A local server with the sample voice, shared by the tests that leave it as it is."""
    return _shared_service


class Spare:
    """A local server for tests that change one: starting one takes most of a second of processor.

    The next test has it, too, unless its process is not the one that was started.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._starts = 0
        self._server: LocalServer | None = None
        self._started: subprocess.Popen[str] | None = None
        self._sample = ""

    def take(self) -> LocalServer:
        """One with the sample as its only voice."""
        if self._server is None or not asyncio.run(self._reset(self._server)):
            self.end()
            self._starts += 1
            self._server = LocalServer(self._folder / str(self._starts))
            self._server.start()
            self._started = self._server.process
            (sample,) = asyncio.run(voices_of(self._server))
            self._sample = sample.id
        return self._server

    def end(self) -> None:
        """End it."""
        if self._server is not None:
            self._server.stop()

    async def _reset(self, server: LocalServer) -> bool:
        """Take away what a test has added; whether it is as it was."""
        if server.process is not self._started or server.token != TOKEN:
            return False
        async with CosyVoiceClient(server.url, server.token) as client:
            voices = [voice.id for voice in await client.list_reference_audio()]
            for voice in voices:
                if voice != self._sample:
                    await client.delete_reference_audio(voice)
        return self._sample in voices


@pytest.fixture(scope="session")
def _spare(tmp_path_factory: pytest.TempPathFactory) -> Generator[Spare]:
    spare = Spare(tmp_path_factory.mktemp("own"))
    yield spare
    spare.end()


@pytest.fixture
def own_service(_spare: Spare) -> LocalServer:
    """A local server of the test's own, to kill or to change."""
    return _spare.take()


@pytest.fixture
async def arrive(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> AsyncGenerator[Arrive]:
    """Desktops that have paired and are connected; what is given is said when one connects."""
    there: list[Desktop] = []

    async def arrive(
        name: str = "Laptop", *, token: str | None = None, paired: bool = True, **more: Any
    ) -> Desktop:
        await house(hass)
        desktop = Desktop(await hass_ws_client(hass, *filter(None, [token])), str(uuid4()), name)
        there.append(desktop)
        if paired:
            answer = await desktop.connect(**more)
            assert answer["success"], answer
            await hass.async_block_till_done()
        return desktop

    yield arrive
    for desktop in there:
        await desktop.socket.close()
    await hass.async_block_till_done(wait_background_tasks=True)  # Home Assistant's ends close, too


async def voices_of(server: LocalServer) -> list[ReferenceAudio]:
    async with CosyVoiceClient(server.url, server.token) as client:
        return await client.list_reference_audio()


def entry_of(
    server: LocalServer | Service, *profiles: dict[str, Any], **options: Any
) -> MockConfigEntry:
    """An entry for a server; each profile is its data, and `title`."""
    data = {
        CONF_URL: server.url,
        CONF_TOKEN: server.token,
        CONF_VERIFY_SSL: True,
        "dialect": str(getattr(server, "dialect", "v2")),
    }
    return _entry("Local", data, options, profiles)


def studio_entry_of(
    studio: ModelStudio,
    *profiles: dict[str, Any],
    model: str = "cosyvoice-v3-flash",
    **options: Any,
) -> MockConfigEntry:
    """An entry for Model Studio behind a gateway, which is the one on loopback."""
    data = {
        CONF_URL: studio.url,
        CONF_TOKEN: KEY,
        CONF_VERIFY_SSL: True,
        "dialect": "model_studio",
        "model": model,
    }
    return _entry("Studio", data, options, profiles)


def _entry(
    title: str,
    data: dict[str, Any],
    options: dict[str, Any],
    profiles: tuple[dict[str, Any], ...],
) -> MockConfigEntry:
    return MockConfigEntry(
        domain=DOMAIN,
        title=title,
        unique_id=data[CONF_URL],
        data=data,
        options=options,
        subentries_data=[
            ConfigSubentryData(
                data={key: value for key, value in profile.items() if key != "title"},
                subentry_type="profile",
                title=profile.get("title", "Grandma"),
                unique_id=None,
            )
            for profile in profiles
        ],
    )


@pytest.fixture
def browser(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Browser:
    """The pages of flows, as somebody uses them."""
    return Browser(hass, hass_client)


@pytest.fixture
async def studio() -> AsyncGenerator[ModelStudio]:
    """Model Studio on loopback, in which nothing may be done that it forbids."""
    async with model_studio(ModelStudio()) as service:
        yield service
    assert service.faults == []


@pytest.fixture
async def voice(service: LocalServer) -> str:
    """Id of the sample voice."""
    return (await voices_of(service))[0].id


@pytest.fixture
def profile(voice: str) -> dict[str, Any]:
    """The data of a voice profile with the sample voice."""
    return {
        "voice": voice,
        "mode": "fast_replication",
        "speed": 1.0,
        "volume": 1.0,
        "language": "en",
    }


@pytest.fixture
def mock_config_entry(service: LocalServer, profile: dict[str, Any]) -> MockConfigEntry:
    """The shared service with one profile, not yet added."""
    return entry_of(service, profile)


@pytest.fixture
async def init_integration(
    hass: HomeAssistant, mock_config_entry: MockConfigEntry
) -> AsyncGenerator[MockConfigEntry]:
    """The shared service with one profile, set up."""
    await set_up(hass, mock_config_entry)
    yield mock_config_entry
    if mock_config_entry.state.recoverable:
        await hass.config_entries.async_unload(mock_config_entry.entry_id)


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Add an entry and wait until its entities are there."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "media_source", {})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


TTS_ENTITY = "tts.grandma"


def entity(hass: HomeAssistant, entity_id: str = TTS_ENTITY) -> CosyVoiceTTSEntity:
    """A voice profile."""
    found = get_engine_instance(hass, entity_id)
    assert isinstance(found, CosyVoiceTTSEntity)
    return found
