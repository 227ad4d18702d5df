"""Speech over HTTP: one JSON answer, or server-sent events."""

from __future__ import annotations

import asyncio
import base64
from contextlib import aclosing
import json
from typing import Any, Final
import uuid

from aiohttp import web

from local_server import schemas
from local_server.delivery import deliver, taken
from local_server.errors import ApiError, InvalidParameterError, TooLargeError
from local_server.framing import Framing, wav_header
from local_server.service import SERVICE, SPOKEN_BY, error_body, json_of
from local_server.synthesis import NOTHING_TO_SAY, Admitted, Heartbeat, Piece, Task
from local_server.text_stream import TextStream, speakable
from shared_client.models import AudioFormat, Dialect
from shared_client.protocol import FINISH_REASON_STOP

_ENGINE: Final = "X-CosyVoice-Engine"
"""The header that says which engine spoke."""
_NOTICE: Final = "X-CosyVoice-Notice"
"""The header that says what was asked for and can't be done."""
MAX_JSON_AUDIO: Final = 64 << 20
"""Bytes of audio in one JSON answer."""


async def speak(request: web.Request, dialect: Dialect) -> web.StreamResponse:
    """Answer POST speech."""
    wanted = schemas.speech_request(dialect, await json_of(request))
    if not speakable(wanted.text):
        raise InvalidParameterError(f"input.{NOTHING_TO_SAY}")
    framing = Framing.BARE
    if wanted.stream:
        framing = Framing.FILES if dialect is Dialect.V1 else Framing.STREAM
    service = request.app[SERVICE]
    text = TextStream(wanted.text)
    async with service.admit(text, wanted.parameters, framing) as task:
        answer = _Answer(request, task, debug=wanted.parameters.debug)
        if wanted.stream:
            return await answer.stream()
        whole = await answer.whole(wanted.parameters)
        return await deliver(request, whole, service.patience)


class _Answer:
    """The answer to one request, either way."""

    def __init__(self, request: web.Request, task: Task, *, debug: bool) -> None:
        self._request = request
        self._speaker = request.app[SERVICE].speaker
        self._patience = request.app[SERVICE].patience
        self._task = task
        self._debug = debug
        self._request_id = str(uuid.uuid4())
        self._audio_id = f"audio_{uuid.uuid4()}"

    def _result(
        self, data: bytes, finish_reason: str | None, usage: int, **more: Any
    ) -> dict[str, Any]:
        audio = {"id": self._audio_id, "data": base64.b64encode(data).decode()}
        return {
            "output": {"finish_reason": finish_reason, "audio": audio},
            "request_id": self._request_id,
            "usage": usage,
            "error": None,
            **more,
        }

    async def whole(self, parameters: schemas.SpeechParameters) -> web.Response:
        """All audio in one JSON object, whose `finish_reason` is null (documents 001 to 004)."""
        audio = bytearray()
        total = {"speech_len": 0.0, "server_cost_time": 0.0, "generate_time": 0.0}
        async with aclosing(self._task.events()) as events:
            async for event in events:
                if isinstance(event, Piece):
                    audio += event.data
                    for name, value in event.metrics().items():
                        total[name] = round(total[name] + value, 6)
                self._speaker.keep(self._task, len(audio))
                if len(audio) > MAX_JSON_AUDIO:
                    raise TooLargeError(
                        f"input.text makes more than {MAX_JSON_AUDIO} bytes of audio;"
                        " set stream to true"
                    )
        if parameters.output_format is AudioFormat.WAV:
            audio[:0] = wav_header(parameters.sample_rate, len(audio))
        more = {"metrics": self._metrics(total)} if self._debug else {}
        more.update(self._last_words())
        answer = web.json_response(self._result(bytes(audio), None, len(audio), **more))
        self._say_who_spoke(answer)
        return answer

    async def stream(self) -> web.StreamResponse:
        """The audio as server-sent events; the last one says "stop" and carries audio too."""
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-cache",
                "X-Accel-Buffering": "no",
            }
        )
        usage = 0
        try:
            async with aclosing(self._task.events()) as events:
                async for event in events:
                    if isinstance(event, Admitted):
                        continue
                    if isinstance(event, Heartbeat):
                        await self._write(response, b": still here\n\n")
                        continue
                    usage += len(event.data)
                    reason = FINISH_REASON_STOP if event.last else None
                    self._say_who_spoke(response)
                    more = {"metrics": self._metrics(event.metrics())} if self._debug else {}
                    if event.last:
                        more.update(self._last_words())
                    await self._send(response, self._result(event.data, reason, usage, **more))
        except ApiError as error:
            if not response.prepared:
                raise
            failed = self._result(b"", error.message, usage)
            await self._send(response, {**failed, "error": error_body(error)})
        return response

    def _metrics(self, numbers: dict[str, float]) -> dict[str, Any]:
        return {**numbers, "engine": self._task.spoken_by}

    def _last_words(self) -> dict[str, Any]:
        """What is only known at the end, when headers may have left."""
        return {"engine": self._task.spoken_by, "notices": self._task.notices}

    def _say_who_spoke(self, response: web.StreamResponse) -> None:
        """Say it in headers, as long as they have not left."""
        self._request[SPOKEN_BY] = f" by {self._task.spoken_by}"
        if not response.prepared:
            told = {_ENGINE: [self._task.spoken_by], _NOTICE: self._task.notices}
            for name, words in told.items():
                if words:
                    response.headers[name] = ascii("; ".join(words))[1:-1]

    async def _send(self, response: web.StreamResponse, result: dict[str, Any]) -> None:
        # json.dumps writes ASCII only: clients that split lines at U+2028 stay whole.
        await self._write(response, b"data: " + json.dumps(result).encode() + b"\n\n")
        # A socket that takes everything at once would keep everybody else from their turn.
        await asyncio.sleep(0)

    async def _write(self, response: web.StreamResponse, data: bytes) -> None:
        async with taken(self._request, self._patience):
            if not response.prepared:
                await response.prepare(self._request)
            await response.write(data)
