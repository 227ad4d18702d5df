"""A service that speaks as tests want it, and texts while they are written."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from custom_components.cosyvoice.shared_client import AudioSpec, SpeechOptions
from custom_components.cosyvoice.shared_client.wav import streaming_header
from tests.shared_client.service import VOICE, Task, result, sse, tone

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

RATE = 24_000
OPTIONS = SpeechOptions(VOICE["id"])
HEADER = streaming_header(AudioSpec(RATE))


async def echo(task: Task) -> None:
    """A tenth of a second of sound per character, as soon as it comes, for task after task."""
    while await task.run_task():
        await task.started()
        while command := await task.command():
            if command["header"]["action"] == "finish-task":
                break
            text = command["payload"]["input"]["text"]
            task.texts.append(text)
            await task.audio(HEADER + tone(0.1 * len(text.strip())))
        await task.finished()


async def no_websocket(request: web.Request) -> web.StreamResponse | None:
    """For a service that has none."""
    if "websocket" in request.headers.get("Upgrade", "").lower():
        return web.Response(status=400, text="WebSocket is not offered here")
    return None


async def events(request: web.Request) -> web.StreamResponse:
    """SSE, or one JSON answer where that was asked for."""
    body = await request.json()
    text = body["input"]["text"]
    audio = HEADER + tone(0.1 * len(text.strip()))
    if body.get("stream", True):
        return web.Response(
            body=sse(result(audio), result(b"", "stop")), content_type="text/event-stream"
        )
    return web.json_response(result(audio))


async def letters(*pieces: str | float) -> AsyncGenerator[str]:
    """Pieces of text, and the pauses between them in seconds."""
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        else:
            await asyncio.sleep(piece)


def seconds(samples: bytes) -> float:
    """How long samples last."""
    return len(samples) / 2 / RATE
