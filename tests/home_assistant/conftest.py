"""A Home Assistant and a service that tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.home_assistant.running import HomeAssistant, Service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


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
    created = await home.socket.command(
        "assist_pipeline/pipeline/create",
        name="Scripted",
        language="en",
        conversation_engine="conversation.scripted_agent",
        conversation_language="en",
        stt_engine=None,
        stt_language=None,
        tts_engine="tts.grandma",
        tts_language="en",
        tts_voice=None,
        wake_word_entity=None,
        wake_word_id=None,
    )
    pipeline: str = created["id"]
    return pipeline
