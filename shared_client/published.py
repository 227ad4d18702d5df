"""A service of the CosyVoice 2.0 API as its documents publish it: versions V1 and V2."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import aiohttp
from aiohttp import hdrs

from .dialects import Dialects
from .duplex import Connections, DuplexStream
from .errors import (
    CosyVoiceAuthError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceValueError,
)
from .event_stream import EventStream
from .models import (
    AudioFormat,
    Dialect,
    Excerpt,
    ExcerptChoice,
    Excerpts,
    Invitation,
    ReferenceAudio,
    SortOrder,
    well_formed,
)
from .protocol import PATHS, speech_body
from .service import Service, Voices
from .transport import MAX_VOICE_SIZE, NOT_PROCESSED, read_to_send

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from .models import SpeechOptions
    from .stream import SpeechStream
    from .transport import Transport

_LOGGER = logging.getLogger(__name__)

_EXCERPTS_LIMIT: Final = 60.0  # seconds: a recording is looked at, on a slow computer perhaps

_MAGIC: Final = (
    (b"RIFF", ".wav"),
    (b"fLaC", ".flac"),
    (b"OggS", ".opus"),
    (b"ID3", ".mp3"),
    (b"\xff\xfb", ".mp3"),
    (b"\xff\xf3", ".mp3"),
    (b"\xff\xf1", ".aac"),
    (b"\xff\xf9", ".aac"),
)


class Published(Service):
    """A service of one's own, or on PAI-EAS.

    Args:
        transport: Where it is.
        dialect: What it speaks; `AUTO` if that is to be found out.
    """

    def __init__(self, transport: Transport, dialect: Dialect) -> None:
        super().__init__(transport, Connections(transport))
        self._dialects = Dialects(transport, dialect)
        self.voices = _Voices(transport, self._dialects)

    @property
    def dialect(self) -> Dialect:
        """The dialect, or `AUTO`."""
        return self._dialects.known

    async def find(self) -> Dialect:
        """The dialect."""
        return await self._dialects.find()

    def stream(self, text: str, options: SpeechOptions, *, events: bool) -> SpeechStream:
        """Server-sent events, or one JSON answer."""
        return _Events(self.transport, self._dialects, text, options, stream=events)

    def speak(self, segments: AsyncGenerator[str], options: SpeechOptions) -> SpeechStream:
        """One task on a WebSocket."""
        return DuplexStream(self.connections, self.transport, self._dialects, segments, options)

    async def warm_up(self) -> None:
        """Have a connection ready."""

        async def open_(dialect: Dialect) -> None:
            await self.connections.warm_up(PATHS[dialect].websocket)

        await self._dialects.guess(open_)


class _Voices(Voices):
    """Reference audio below its own path."""

    def __init__(self, transport: Transport, dialects: Dialects) -> None:
        self._transport = transport
        self._dialects = dialects

    async def any(self) -> bool:
        """Whether there is one."""
        return bool(await self.all(limit=1, order=SortOrder.DESC))

    async def all(self, *, limit: int, order: SortOrder) -> list[ReferenceAudio]:
        """List them; one without an id is left out."""
        listed = await self._dialects.list({"limit": str(limit), "order": str(order)})
        if not isinstance(listed, list):
            raise CosyVoiceProtocolError("no_voice_list")
        voices: list[ReferenceAudio] = []
        for item in listed:
            try:
                voices.append(ReferenceAudio.from_json(item))
            except CosyVoiceProtocolError:
                host = self._transport.base_url.host
                _LOGGER.warning("%s lists a voice without an id", host)
        return voices

    async def get(self, voice: str) -> ReferenceAudio:
        """Ask for one."""
        path = await self._path(voice)
        return ReferenceAudio.from_json(await self._transport.get_json(path, MAX_VOICE_SIZE))

    async def add(
        self, data: bytes, text: str, name: str, progress: Callable[[float], None] | None
    ) -> ReferenceAudio:
        """Upload a file. It is sent again only where nothing was done with it."""
        if not text.strip():
            raise CosyVoiceValueError("transcript_missing")
        name = _harmless(name) or "reference" + _suffix_of(data)

        def form() -> aiohttp.FormData:
            # Unquoted, as browsers send it: services read a percent sign as such.
            fields = aiohttp.FormData(quote_fields=False)
            sent = read_to_send(data, progress)
            fields.add_field("file", sent, filename=name, content_type="application/octet-stream")
            fields.add_field("text", text)
            return fields

        path = await self._path()
        try:
            async with self._transport.request(
                hdrs.METH_POST,
                path,
                retry=NOT_PROCESSED,
                repeatable=False,
                body=form,
                size=len(data),
            ) as response:
                answer = await self._transport.read_json(response, MAX_VOICE_SIZE)
            return ReferenceAudio.from_json(answer)
        except CosyVoiceAuthError as error:
            # Live services answer 401 to a file suffix that they do not take, too. If the token is
            # good for reading, it is the file that they refuse.
            await self.any()
            words = str(error.values.get("words", ""))
            raise CosyVoiceRequestError(
                "file_refused", status=401, name=name, words=words
            ) from error

    async def delete(self, voice: str) -> None:
        """Delete one."""
        async with self._transport.request(
            hdrs.METH_DELETE, await self._path(voice), retry=NOT_PROCESSED, repeatable=False
        ) as response:
            await self._transport.read_leftovers(response)  # what matters is the status

    async def excerpts(self, voice: str) -> Excerpts | None:
        """Ask for them: our local server answers, where its engine uses parts of recordings.

        Published services answer this path, which they don't have, in any way that refuses it.
        """
        path = f"{await self._path(voice)}/excerpt"
        try:
            async with self._transport.request(
                hdrs.METH_GET, path, retry=frozenset(), wait=_EXCERPTS_LIMIT
            ) as response:
                answer = await self._transport.read_json(response, MAX_VOICE_SIZE)
            return Excerpts.from_json(answer)
        except (CosyVoiceAuthError, CosyVoiceProtocolError, CosyVoiceRequestError):
            return None

    async def invite(self, *, manage: bool) -> Invitation | None:
        """Ask for it: our local server answers, and others refuse in any way."""
        wanted = {
            "for": "manage" if manage else "upload",
            "page": str(self._transport.base_url.joinpath("voices", "")),
        }
        try:
            async with self._transport.request(
                hdrs.METH_POST, "voices/invitations", json=wanted, retry=frozenset()
            ) as response:
                answer = await self._transport.read_json(response, MAX_VOICE_SIZE)
            return Invitation.from_json(answer)
        except (CosyVoiceAuthError, CosyVoiceProtocolError, CosyVoiceRequestError):
            return None

    async def choose_excerpt(self, voice: str, excerpt: Excerpt | None) -> Excerpts:
        """Tell the server."""
        wanted: dict[str, Any] = {"choice": ExcerptChoice.AUTOMATIC}
        if excerpt is not None and excerpt.whole:
            wanted = {"choice": ExcerptChoice.WHOLE}
        elif excerpt is not None:
            wanted = {
                "choice": ExcerptChoice.EXCERPT,
                "begin": excerpt.begin,
                "end": excerpt.end,
            }
        async with self._transport.request(
            hdrs.METH_PUT, f"{await self._path(voice)}/excerpt", json=wanted, wait=_EXCERPTS_LIMIT
        ) as response:
            answer = await self._transport.read_json(response, MAX_VOICE_SIZE)
        return Excerpts.from_json(answer)

    async def _path(self, voice: str | None = None) -> str:
        path = PATHS[await self._dialects.find()].reference_audio
        if voice is None:
            return path
        segment = quote(voice, safe="")
        if segment in (".", ".."):  # which would lead out of the folder
            segment = segment.replace(".", "%2E")
        return f"{path}/{segment}"


class _Events(EventStream):
    """POST speech in the dialect that the service speaks.

    Args:
        transport: Makes the request.
        dialects: Know, or find out, what the service speaks.
        text: What to say.
        options: How to say it.
        stream: False asks for one JSON answer; what comes is read either way.
    """

    def __init__(
        self,
        transport: Transport,
        dialects: Dialects,
        text: str,
        options: SpeechOptions,
        *,
        stream: bool,
    ) -> None:
        super().__init__(transport, options, repeats=True)
        self._dialects = dialects
        self._text = text
        self._stream = stream

    async def _ask(self) -> aiohttp.ClientResponse:
        return await self._dialects.guess(self._ask_as)

    async def _ask_as(self, dialect: Dialect) -> aiohttp.ClientResponse:
        body = speech_body(dialect, self._text, self._options, stream=self._stream)
        if dialect is Dialect.V1:
            self._read_as(AudioFormat.WAV)  # it has no other over HTTP; PCM is taken out of it
        timeouts = self._transport.timeouts
        # One JSON answer is one long silence: there, waiting is the rule.
        wait = timeouts.idle if self._stream else max(timeouts.idle, timeouts.first_audio)
        return await self._post(PATHS[dialect].speech, json=body, wait=wait)


def _harmless(filename: str) -> str:
    """The last part of a name, without what would end the header that it is sent in."""
    last = re.split(r"[/\\]", well_formed(filename))[-1]
    return re.sub(r'["\x00-\x1f\x7f]', "", last).strip()


def _suffix_of(data: bytes) -> str:
    return next((suffix for magic, suffix in _MAGIC if data.startswith(magic)), ".pcm")
