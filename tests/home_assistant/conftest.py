"""A Home Assistant and a service that tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING
import zipfile

import pytest
import pytest_asyncio

from tests.home_assistant.frontend import SCREENSHOTS
from tests.home_assistant.running import ROOT, HomeAssistant, Service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all tests in the loop in which what they share has been started."""
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("home_assistant"):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The service that is set up in `home`."""
    service = Service(tmp_path_factory.mktemp("service"))
    await service.start()
    try:
        yield service
    finally:
        service.kill()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def home(
    service: Service, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HomeAssistant]:
    """A Home Assistant with one service and one voice profile, `tts.grandma`."""
    async with HomeAssistant.running(tmp_path_factory.mktemp("home")) as home:
        await home.add_service(service)
        yield home


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pipeline(home: HomeAssistant) -> str:
    """An Assist pipeline of the scripted agent and the voice profile."""
    return await home.add_pipeline("Scripted", "tts.grandma")


# --- A Home Assistant that begins empty -----------------------------------------------------------


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip that `script/build` makes."""
    file = tmp_path_factory.mktemp("dist") / "cosyvoice.zip"
    program = ROOT / "script" / "integration_zip.py"
    subprocess.run([sys.executable, str(program), str(file)], check=True)
    return file


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def own_service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """A service with the port that it has by default where pictures are taken of it."""
    port = 50_000 if os.environ.get(SCREENSHOTS) else None
    service = Service(tmp_path_factory.mktemp("service"), port=port)
    await service.start()
    try:
        yield service
    finally:
        service.kill()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def empty_home(
    release: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HomeAssistant]:
    """A Home Assistant with the zip of a release, in which nothing has been set up yet."""

    def install(folder: Path) -> None:
        """As HACS does it: the content of the zip is the content of the folder."""
        folder.mkdir(parents=True)
        with zipfile.ZipFile(release) as archive:
            archive.extractall(folder)

    async with HomeAssistant.running(tmp_path_factory.mktemp("home"), install) as home:
        yield home


@pytest_asyncio.fixture(loop_scope="session")
async def furnished(own_service: Service, empty_home: HomeAssistant) -> HomeAssistant:
    """The same with a service and a voice, by whatever test they came."""
    if not await empty_home.entries():
        await empty_home.add_service(own_service)
    return empty_home
