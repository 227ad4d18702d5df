"""What a sentence costs that is spoken by a service far away."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from desktop_app.reading.model import Profile
from desktop_app.reading.synthesis import Synthesis
from desktop_app.services.connection import Connection
from shared_client import CosyVoiceClient, Dialect
from shared_client.protocol import PATHS
from tests.shared_client.service import QUICK, TOKEN, Service, Task, serving, tone

if TYPE_CHECKING:
    from aiohttp import web

LIST = "/" + PATHS[Dialect.V2].reference_audio
SOUND = tone(0.1)


async def speaks_once_it_has_all_text(task: Task) -> None:
    """Nothing is said before the whole text is there, not even that the task is accepted."""
    while await task.run_task():
        if not await task.all_text():
            return
        await task.started()
        await task.audio(SOUND)
        await task.finished()


async def spoken(synthesis: Synthesis, sentence: str) -> bytes:
    async with aclosing(synthesis.speak(sentence, Profile(), 1.0)) as pieces:
        return b"".join([pcm async for _, pcm in pieces])


async def test_a_sentence_is_at_the_service_before_it_answers() -> None:
    async with serving(Service(task=speaks_once_it_has_all_text)) as service:
        async with CosyVoiceClient(service.url, TOKEN, timeouts=QUICK) as client:
            synthesis = Synthesis([Connection(client, "far")])
            await synthesis.warm_up()
            for sentence in ("Hello, all of you out there.", "Good bye."):
                assert await spoken(synthesis, sentence) == SOUND
        assert service.sockets == 1


async def test_the_connection_opens_while_the_voice_is_asked_for() -> None:
    upgrading = asyncio.Event()

    async def before(request: web.Request) -> None:
        if request.path == LIST:
            await upgrading.wait()
        else:
            upgrading.set()

    async with serving(Service(task=speaks_once_it_has_all_text, before=before)) as service:
        async with CosyVoiceClient(service.url, TOKEN, timeouts=QUICK) as client:
            assert await spoken(Synthesis([Connection(client, "far")]), "Hello.") == SOUND
        assert service.sockets == 1
        assert [request.path == LIST for request in service.requests].count(True) == 1
