"""The clients that are compared: ours, a bare aiohttp loop, and the samples of the documents.

All of them get the same audio from the same server and end with samples, or with what the sample
ends with, in hand.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
import asyncio
import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
import json
import os
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import aiohttp

    from shared_client import CosyVoiceClient

TEXT: Final = "北京, 你好。"
_SAMPLES: Final = Path(__file__).resolve().parents[1] / "local_server" / "samples"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One stream as its reader saw it.

    Attributes:
        size: Bytes of audio that came.
        first_audio: Seconds from the start to the first audio in hand.
    """

    size: int
    first_audio: float


class Contender(ABC):
    """A client with its connections.

    Attributes:
        title: Its name in the tables.
        keeps_connection: Whether it can use a connection twice.
    """

    title: ClassVar[str]
    keeps_connection: ClassVar[bool] = True

    def __init__(self, url: str) -> None:
        self._url = url

    @abstractmethod
    def speak(self, voices: Sequence[str], *, pause_after: float = 0.0) -> list[Spoken]:
        """Speak with all the voices at once.

        Args:
            voices: What to play; see `Recording`.
            pause_after: Seconds of audio after which the reader takes a rest of `REST`.
        """

    @abstractmethod
    def disconnect(self) -> None:
        """Forget all connections: the next stream is a cold one."""

    def keep(self) -> None:  # noqa: B027 - most keep theirs without being told
        """Keep connections from now on."""

    @abstractmethod
    def close(self) -> None:
        """End it."""


REST: Final = 0.005


class _Asynchronous(Contender):
    """One event loop; streams run side by side in it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._runner = asyncio.Runner()
        self._runner.run(self._open())

    def speak(self, voices: Sequence[str], *, pause_after: float = 0.0) -> list[Spoken]:
        return self._runner.run(self._all(voices, pause_after))

    def disconnect(self) -> None:
        self._runner.run(self._close())
        self._runner.run(self._open())

    def close(self) -> None:
        self._runner.run(self._close())
        self._runner.close()

    async def _all(self, voices: Sequence[str], pause_after: float) -> list[Spoken]:
        return await asyncio.gather(*(self._speak(voice, pause_after) for voice in voices))

    @abstractmethod
    async def _open(self) -> None: ...

    @abstractmethod
    async def _speak(self, voice: str, pause_after: float) -> Spoken: ...

    @abstractmethod
    async def _close(self) -> None: ...


class Ours(_Asynchronous):
    """`CosyVoiceClient`, read as samples."""

    async def _open(self) -> None:
        self._client = self._made()

    def _made(self) -> CosyVoiceClient:
        from shared_client import CosyVoiceClient, Dialect  # noqa: PLC0415 - not in others' memory

        return CosyVoiceClient(self._url, "token", dialect=Dialect.V2)

    async def _speak(self, voice: str, pause_after: float) -> Spoken:
        from shared_client import SpeechOptions  # noqa: PLC0415 - as above

        started_at = perf_counter()
        first_audio = 0.0
        size = rested_at = 0
        async with self._stream(TEXT, SpeechOptions(reference_audio_id=voice)) as stream:
            async for samples in stream.pcm():
                if not size:
                    first_audio = perf_counter() - started_at
                size += len(samples)
                if pause_after and (size - rested_at) / 48_000 >= pause_after:
                    rested_at = size
                    await asyncio.sleep(REST)
        return Spoken(size, first_audio)

    @abstractmethod
    def _stream(self, text: str, options: Any) -> Any: ...

    async def _close(self) -> None:
        await self._client.close()


class OurWebSocket(Ours):
    title = "ours, WebSocket"

    def _stream(self, text: str, options: Any) -> Any:
        return self._client.speak(text, options)


class OurEvents(Ours):
    title = "ours, SSE"

    def _stream(self, text: str, options: Any) -> Any:
        return self._client.stream(text, options)


class BareLoop(_Asynchronous):
    """The yardstick: aiohttp as it comes, decoding JSON and base64 and nothing else."""

    title = "bare aiohttp, json"

    async def _open(self) -> None:
        import aiohttp  # noqa: PLC0415 - not in others' memory

        self._session = aiohttp.ClientSession()
        self._resting: list[aiohttp.ClientWebSocketResponse[Any]] = []
        self._loads = self._load_with()

    def _load_with(self) -> Callable[[str], Any]:
        return json.loads

    async def _speak(self, voice: str, pause_after: float) -> Spoken:
        started_at = perf_counter()
        first_audio = 0.0
        size = rested_at = 0
        loads, decode = self._loads, base64.b64decode
        socket = (
            self._resting.pop()
            if self._resting
            else await self._session.ws_connect(
                f"{self._url}/api-ws/v1/audio/speech",
                headers={"Authorization": "Bearer token"},
                max_msg_size=0,
            )
        )
        task_id = str(uuid4())
        await socket.send_str(json.dumps(command("run-task", task_id, run_task(voice))))
        async for message in socket:
            event = loads(message.data)
            name = event["header"]["event"]
            if name == "result-generated":
                audio = decode(event["payload"]["output"]["audio"]["data"])
                if not size:
                    first_audio = perf_counter() - started_at
                size += len(audio)
                if pause_after and (size - rested_at) / 48_000 >= pause_after:
                    rested_at = size
                    await asyncio.sleep(REST)
            elif name == "task-started":
                text = {"input": {"text": TEXT}}
                await socket.send_str(json.dumps(command("continue-task", task_id, text)))
                await socket.send_str(json.dumps(command("finish-task", task_id, {"input": {}})))
            else:
                break
        self._resting.append(socket)
        return Spoken(size, first_audio)

    async def _close(self) -> None:
        for socket in self._resting:
            await socket.close()
        await self._session.close()


class BareLoopOrjson(BareLoop):
    title = "bare aiohttp, orjson"

    def _load_with(self) -> Callable[[str], Any]:
        import orjson  # noqa: PLC0415 - not in others' memory

        return orjson.loads


def command(action: str, task_id: str, payload: dict[str, Any]) -> dict[str, Any]:
    """A command of the WebSocket protocol."""
    header = {"action": action, "task_id": task_id, "streaming": "duplex"}
    return {"header": header, "payload": payload}


def run_task(voice: str) -> dict[str, Any]:
    """The payload of the one that opens a task."""
    return {
        "task_group": "audio",
        "task": "tts",
        "function": "SpeechSynthesizer",
        "model": "cosyvoice-v2",
        "parameters": {
            "mode": "cross_lingual_replication",
            "reference_audio_id": voice,
            "output_format": "wav",
            "sample_rate": 24_000,
        },
        "input": {},
    }


class Threaded(Contender):
    """A thread for each stream."""

    def speak(self, voices: Sequence[str], *, pause_after: float = 0.0) -> list[Spoken]:
        assert not pause_after, "the samples are not asked to read slowly"
        if len(voices) == 1:
            return [self._speak(voices[0])]
        with ThreadPoolExecutor(len(voices)) as threads:
            return list(threads.map(self._speak, voices))

    def disconnect(self) -> None:
        pass

    def close(self) -> None:
        pass

    @abstractmethod
    def _speak(self, voice: str) -> Spoken: ...


class WebsocketClientSample(Threaded):
    """The class of document 001 as it was published; it ends its connection after every task."""

    title = "websocket-client sample"
    keeps_connection = False

    def __init__(self, url: str) -> None:
        super().__init__(url)
        source = (_SAMPLES / "001_websocket.py.txt").read_text(encoding="utf-8")
        published: dict[str, Any] = {"__name__": "sample"}
        exec(compile(source, "001_websocket.py", "exec"), published)  # noqa: S102 - our own fixture
        self._class = published["TTSClient"]

    def _speak(self, voice: str) -> Spoken:
        started_at = perf_counter()
        client = self._class(
            "token",
            f"{self._url.replace('http', 'ws', 1)}/api-ws/v1/audio/speech",
            {
                "mode": "cross_lingual_replication",
                "texts": [TEXT],
                "reference_audio_id": voice,
                "output_format": "wav",
                "sample_rate": 24_000,
            },
        )
        first_audio = 0.0
        as_published = client.on_message

        def on_message(socket: Any, message: str) -> None:
            nonlocal first_audio
            as_published(socket, message)
            if not first_audio and client.audio_data:
                first_audio = perf_counter() - started_at

        client.on_message = on_message
        client.run()
        return Spoken(len(client.audio_data), first_audio)


class RequestsSample(Threaded):
    """requests and sseclient as the sample of document 001 has them, its output discarded."""

    title = "requests + sseclient (001, 004)"
    keeps_connection = False
    _streams: ClassVar[dict[str, Any]] = {}  # without it, requests waits for the whole body

    def __init__(self, url: str) -> None:
        super().__init__(url)
        import requests  # noqa: PLC0415 - not in others' memory
        import sseclient  # noqa: PLC0415 - as above

        self._events = sseclient.SSEClient
        self._requests = self._connections(requests)

    def _connections(self, requests: Any) -> Any:
        return requests

    def _speak(self, voice: str) -> Spoken:
        started_at = perf_counter()
        first_audio = 0.0
        size = 0
        with self._requests.post(
            f"{self._url}/api/v1/audio/speech",
            headers={"Authorization": "Bearer token", "Content-Type": "application/json"},
            json={
                "model": "CosyVoice2-0.5B",
                "input": {
                    "mode": "cross_lingual_replication",
                    "reference_audio_id": voice,
                    "text": TEXT,
                    "output_format": "wav",
                    "sample_rate": 24_000,
                    "speed": 1.0,
                },
                "stream": True,
            },
            timeout=10,
            **self._streams,
        ) as response:
            messages = self._events(response)
            with Path(os.devnull).open("wb") as file, _discarded() as out:
                for message in messages.events():
                    print(f"Event: {message.event}, Data: {message.data}", file=out)
                    data = json.loads(message.data)
                    if data["error"] is not None:
                        break
                    audio = base64.b64decode(data["output"]["audio"]["data"])
                    if not size:
                        first_audio = perf_counter() - started_at
                    file.write(audio)
                    size += len(audio)
        return Spoken(size, first_audio)


class StreamingRequestsSample(RequestsSample):
    """The sample of document 002, which reads while the service speaks."""

    title = "requests + sseclient (002)"
    _streams: ClassVar[dict[str, Any]] = {"stream": True}


class RequestsSession(StreamingRequestsSample):
    """The same on one requests.Session, which no sample uses: it keeps its connection."""

    title = "requests.Session + sseclient"
    keeps_connection = True

    def _connections(self, requests: Any) -> Any:
        self._module = requests
        return requests.Session()

    def disconnect(self) -> None:
        self._requests.close()
        self._requests = self._module.Session()

    def close(self) -> None:
        self._requests.close()


def _discarded() -> Any:
    """Where what the sample prints goes."""
    return Path(os.devnull).open("w", encoding="utf-8")


CONTENDERS: Final[dict[str, type[Contender]]] = {
    "ours-ws": OurWebSocket,
    "ours-sse": OurEvents,
    "bare-json": BareLoop,
    "bare-orjson": BareLoopOrjson,
    "websocket-client": WebsocketClientSample,
    "requests": RequestsSample,
    "requests-stream": StreamingRequestsSample,
    "requests-session": RequestsSession,
}
