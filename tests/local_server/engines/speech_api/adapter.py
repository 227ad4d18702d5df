"""`POST /v1/audio/speech` before a local server: what vLLM-Omni documents, spoken by eSpeak NG.

The recording that comes with a request becomes a voice of the local server; what it says streams
back as WAV. So the whole way of another service's speech is walked with real sound.
"""

from __future__ import annotations

import base64
from contextlib import asynccontextmanager
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from local_server.framing import wav_header
from shared_client.models import Dialect
from shared_client.protocol import PATHS
from tests.local_server.engines.speech_api.service import FakeService
from tests.local_server.running import TOKEN, Running, speech_body

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Adapter(FakeService):
    """A service whose voice is a local server's."""

    def __init__(self, behind: Running) -> None:
        super().__init__("vllm-omni")
        self._behind = behind
        self._voices: dict[str, str] = {}

    async def voice_of(self, body: dict[str, Any]) -> str:
        """The voice at the server behind; made from the recording the first time."""
        if body["ref_audio"] not in self._voices:
            data = base64.b64decode(body["ref_audio"].partition(",")[2])
            answer = await self._behind.upload(data, text=body["ref_text"])
            self._voices[body["ref_audio"]] = answer.data["id"]
        return self._voices[body["ref_audio"]]

    async def answer(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        """Speak as the server behind does."""
        answer = web.StreamResponse(headers={"Content-Type": "audio/wav"})
        await answer.prepare(request)
        await answer.write(wav_header(24_000))
        voice = await self.voice_of(body)
        speed = body.get("speed", 1.0)
        wanted = speech_body(body["input"], voice, stream=True, output_format="pcm", speed=speed)
        async with self._behind.session.post(
            f"{self._behind.url}/{PATHS[Dialect.V2].speech}",
            headers={"Authorization": f"Bearer {TOKEN}"},
            json=wanted,
        ) as events:
            async for line in events.content:
                if line.startswith(b"data: "):
                    result = json.loads(line.removeprefix(b"data: "))
                    await answer.write(base64.b64decode(result["output"]["audio"]["data"]))
        await answer.write_eof()
        return answer


@asynccontextmanager
async def adapter(behind: Running) -> AsyncIterator[Adapter]:
    """Let an adapter listen."""
    service = Adapter(behind)
    await service.start()
    try:
        yield service
    finally:
        await service.stop()
