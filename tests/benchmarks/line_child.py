"""First audio through a line, as a process: `python -m tests.benchmarks.line_child '{…}'`.

A contender speaks on a new connection, then on the one that is open: bare loops that do the least a
client can do, our client by each of its transports, and the desktop's way from a sentence to sound.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
import asyncio
import base64
from contextlib import aclosing
import json
import selectors
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import uuid4

import aiohttp

from desktop_app.reading.model import Profile
from desktop_app.reading.synthesis import Synthesis
from desktop_app.services.connection import Connection
from shared_client import CosyVoiceClient, SpeechOptions
from tests.benchmarks.contenders import command, run_task

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_FIRST: Final = "今天天气很好，"
_REST: Final = "我们出去走走吧。"
_TEXT: Final = _FIRST + _REST


class LineContender(ABC):
    """A client that says when the first samples were in its caller's hands.

    Args:
        url: The service, at the end of the line.
        token: Its token.
        voice: Id of a voice.
    """

    title: ClassVar[str]
    of: ClassVar[str]
    """The contender that does the same with the least: what it takes without a line is the
    service's own time."""

    def __init__(self, url: str, token: str, voice: str) -> None:
        self._url = url
        self._token = token
        self._voice = voice

    @abstractmethod
    async def open(self) -> None:
        """Be a client that has no connection yet."""

    @abstractmethod
    async def speak(self) -> float:
        """Seconds until the first samples came; the rest is heard, too."""

    @abstractmethod
    async def close(self) -> None:
        """End every connection."""


class _Bare(LineContender):
    async def open(self) -> None:
        self._session = aiohttp.ClientSession(headers={"Authorization": f"Bearer {self._token}"})
        self._socket: aiohttp.ClientWebSocketResponse[Any] | None = None

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        await self._session.close()


class BareWebSocket(_Bare):
    """All of a task's commands at once."""

    title = "bare aiohttp, WebSocket, all at once"
    of = "bare-ws"
    texts: ClassVar = [_TEXT]

    async def speak(self) -> float:
        asked_at = perf_counter()
        if self._socket is None:
            self._socket = await self._session.ws_connect(f"{self._url}/api-ws/v1/audio/speech")
        task_id = str(uuid4())
        await self._send("run-task", task_id, run_task(self._voice))
        await self._send_text(task_id, self.texts[0])
        first = 0.0
        async for message in self._socket:
            event = json.loads(message.data)
            if event["header"]["event"] == "result-generated":
                base64.b64decode(event["payload"]["output"]["audio"]["data"])
                if not first:
                    first = perf_counter() - asked_at
                    for text in self.texts[1:]:
                        await self._send_text(task_id, text)
            elif event["header"]["event"] == "task-finished":
                break
        return first

    async def _send_text(self, task_id: str, text: str) -> None:
        """Send a text; after the last one, the end."""
        await self._send("continue-task", task_id, {"input": {"text": text}})
        if text == self.texts[-1]:
            await self._send("finish-task", task_id, {"input": {}})

    async def _send(self, action: str, task_id: str, payload: dict[str, Any]) -> None:
        assert self._socket is not None
        await self._socket.send_str(json.dumps(command(action, task_id, payload)))


class BareWritten(BareWebSocket):
    """The first clause with the task, the rest once it is heard."""

    title = "bare aiohttp, WebSocket, the first clause"
    of = "bare-written"
    texts: ClassVar = [_FIRST, _REST]


class BareEvents(_Bare):
    """One request, read as it comes."""

    title = "bare aiohttp, SSE"
    of = "bare-sse"
    stream = True

    async def speak(self) -> float:
        asked_at = perf_counter()
        content = {
            "mode": "fast_replication",
            "reference_audio_id": self._voice,
            "text": _TEXT,
            "output_format": "wav",
        }
        body = {"model": "CosyVoice2-0.5B", "input": content, "stream": self.stream}
        first = 0.0
        async with self._session.post(f"{self._url}/api/v1/audio/speech", json=body) as answer:
            answer.raise_for_status()
            if not self.stream:
                whole = await answer.json()
                base64.b64decode(whole["output"]["audio"]["data"])
                return perf_counter() - asked_at
            async for line in answer.content:
                if line.startswith(b"data:"):
                    event = json.loads(line[5:])
                    if base64.b64decode(event["output"]["audio"]["data"] or ""):
                        first = first or perf_counter() - asked_at
        return first


class BareJson(BareEvents):
    """One request, one answer."""

    title = "bare aiohttp, JSON"
    of = "bare-json"
    stream = False


class _Ours(LineContender):
    async def open(self) -> None:
        self._client = CosyVoiceClient(self._url, self._token)

    async def close(self) -> None:
        await self._client.close()

    @property
    def _options(self) -> SpeechOptions:
        return SpeechOptions(self._voice)

    async def speak(self) -> float:
        asked_at = perf_counter()
        first = 0.0
        async with self._stream() as stream:
            async for _ in stream.pcm():
                first = first or perf_counter() - asked_at
        return first

    @abstractmethod
    def _stream(self) -> Any: ...


class OurWhole(_Ours):
    """A text that is there."""

    title = "ours, WebSocket, whole text"
    of = "bare-ws"

    def _stream(self) -> Any:
        return self._client.speak(_TEXT, self._options)


class OurWritten(_Ours):
    """A text that is being written: its first clause is there, the rest comes later."""

    title = "ours, WebSocket, text being written"
    of = "bare-written"

    def _stream(self) -> Any:
        return self._client.speak(self._written(), self._options)

    async def _written(self) -> AsyncIterator[str]:
        for character in _FIRST:
            yield character
        await asyncio.sleep(0.5)
        yield _REST


class OurEvents(_Ours):
    """Server-sent events."""

    title = "ours, SSE"
    of = "bare-sse"

    def _stream(self) -> Any:
        return self._client.stream(_TEXT, self._options)


class OurJson(_Ours):
    """One answer, all of it."""

    title = "ours, JSON"
    of = "bare-json"

    async def speak(self) -> float:
        asked_at = perf_counter()
        await self._client.synthesize(_TEXT, self._options)
        return perf_counter() - asked_at

    def _stream(self) -> Any:
        raise NotImplementedError


class Desktop(_Ours):
    """A sentence as the desktop app and `cosyvoice speak` have it spoken: by the newest voice."""

    title = "the desktop's sentence"
    of = "bare-ws"

    async def open(self) -> None:
        await super().open()
        self._synthesis = Synthesis([Connection(self._client, "line")])

    async def speak(self) -> float:
        asked_at = perf_counter()
        first = 0.0
        async with aclosing(self._synthesis.speak(_TEXT, Profile(), 1.0)) as pieces:
            async for _ in pieces:
                first = first or perf_counter() - asked_at
        return first

    def _stream(self) -> Any:
        raise NotImplementedError


LINE_CONTENDERS: Final[dict[str, type[LineContender]]] = {
    "bare-ws": BareWebSocket,
    "bare-written": BareWritten,
    "bare-sse": BareEvents,
    "bare-json": BareJson,
    "ours-whole": OurWhole,
    "ours-written": OurWritten,
    "ours-sse": OurEvents,
    "ours-json": OurJson,
    "desktop": Desktop,
}


async def _measure(contender: LineContender, times: int) -> dict[str, list[float]]:
    cold, warm = [], []
    for _ in range(times):
        await contender.open()
        try:
            cold.append(await contender.speak())
            warm.append(await contender.speak())
        finally:
            await contender.close()
    return {"cold": cold, "warm": warm}


def main() -> None:
    """Do what the argument says; print what was measured."""
    asked = json.loads(sys.argv[1])
    kind = LINE_CONTENDERS[asked.pop("contender")]
    times = asked.pop("times")
    with asyncio.Runner(
        loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())
    ) as runner:
        measured = runner.run(_measure(kind(**asked), times))
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main()
