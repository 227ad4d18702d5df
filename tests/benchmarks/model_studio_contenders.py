"""The clients of Model Studio that are compared: ours, and `tts_v2` of the vendor's own SDK."""

from __future__ import annotations

import json
import socket
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tests.benchmarks.contenders import TEXT, Contender, Ours, Spoken, Threaded, command, run_task
from tests.benchmarks.recorded_server import Recording

if TYPE_CHECKING:
    from shared_client import CosyVoiceClient

_MODEL: Final = "cosyvoice-v3-flash"


class OurModelStudio(Ours):
    """`CosyVoiceClient.speak`."""

    title = "ours"

    def _made(self) -> CosyVoiceClient:
        from shared_client import CosyVoiceClient, Dialect  # noqa: PLC0415 - not in others' memory

        return CosyVoiceClient(self._url, "sk-of-the-bench", dialect=Dialect.MODEL_STUDIO)

    def _stream(self, text: str, options: Any) -> Any:
        return self._client.speak(text, options)

    async def _speak(self, voice: str, pause_after: float) -> Spoken:
        return await super()._speak(_of(voice), pause_after)


class SdkStreaming(Threaded):
    """The SDK with a callback, which gets the audio as it comes."""

    title = "SDK, with a callback"

    def __init__(self, url: str) -> None:
        super().__init__(url)
        import dashscope  # noqa: PLC0415 - not in others' memory
        from dashscope.audio import tts_v2  # noqa: PLC0415 - as above

        dashscope.api_key = "sk-of-the-bench"
        self._sdk = tts_v2
        self._socket = f"{url.replace('http', 'ws', 1)}/api-ws/v1/inference"
        self._pool: Any = None

    def keep(self) -> None:
        """Have a connection ready from now on, in the SDK's own pool."""
        self._pool = self._sdk.SpeechSynthesizerObjectPool(max_size=1, url=self._socket)

    def close(self) -> None:
        """End the pool."""
        if self._pool is not None:
            self._pool.shutdown()

    def _synthesizer(self, voice: str, callback: Any) -> Any:
        form = self._sdk.AudioFormat.PCM_24000HZ_MONO_16BIT
        if self._pool is None:
            return self._sdk.SpeechSynthesizer(
                _MODEL, _of(voice), form, callback=callback, url=self._socket
            )
        return self._pool.borrow_synthesizer(_MODEL, _of(voice), form, callback=callback)

    def _speak(self, voice: str) -> Spoken:
        first_audio, size, started_at = 0.0, 0, perf_counter()

        class Heard(self._sdk.ResultCallback):  # type: ignore[misc, name-defined]  # it has no types
            def on_data(self, data: bytes) -> None:
                nonlocal first_audio, size
                first_audio = first_audio or perf_counter() - started_at
                size += len(data)

        synthesizer = self._synthesizer(voice, Heard())
        synthesizer.streaming_call(TEXT)
        synthesizer.streaming_complete()
        if self._pool is not None:
            self._pool.return_synthesizer(synthesizer)
        return Spoken(size, first_audio)


class SdkWhole(SdkStreaming):
    """The SDK without a callback: it returns the whole, and has no first audio of its own."""

    title = "SDK, whole"

    def _speak(self, voice: str) -> Spoken:
        started_at = perf_counter()
        audio = self._synthesizer(voice, None).call(TEXT)
        return Spoken(len(audio), perf_counter() - started_at)


class BareSocket(Threaded):
    """The yardstick: a socket that takes the same bytes, and looks at none of them."""

    title = "a bare socket"

    def _speak(self, voice: str) -> Spoken:
        url, started_at, first_audio = urlsplit(self._url), perf_counter(), 0.0
        wanted = size = Recording.from_voice(voice).size
        taken = bytearray(256 * 1024)
        with socket.create_connection((url.hostname or "", url.port or 80)) as peer:
            peer.sendall(
                b"GET /api-ws/v1/inference HTTP/1.1\r\nConnection: Upgrade\r\n"
                b"Upgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            )
            peer.recv(4096)
            payload = run_task(voice) | {"parameters": {"voice": _of(voice)}}
            peer.sendall(_frame(command("run-task", "x", payload)))
            peer.recv(4096)
            peer.sendall(_frame(command("continue-task", "x", {"input": {"text": TEXT}})))
            while wanted > 0:
                wanted -= peer.recv_into(taken)
                first_audio = first_audio or perf_counter() - started_at
        return Spoken(size, first_audio)


def _frame(message: dict[str, Any]) -> bytes:
    """A frame of a client, masked with zeros."""
    data = json.dumps(message).encode()
    return b"\x81\xfe" + len(data).to_bytes(2) + bytes(4) + data


def _of(voice: str) -> str:
    """The id of a voice that plays a recording."""
    return f"{_MODEL}-bench-{voice}"


MODEL_STUDIO: Final[dict[str, type[Contender]]] = {
    "studio-ours": OurModelStudio,
    "studio-sdk": SdkStreaming,
    "studio-sdk-whole": SdkWhole,
    "studio-socket": BareSocket,
}
