"""The client: one object per service, with the whole API as its methods."""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path
import re
from time import perf_counter
from typing import TYPE_CHECKING, BinaryIO, Final, Self, TypeVar
import weakref

from .errors import CosyVoiceConnectionError, CosyVoiceNotFoundError, CosyVoiceValueError
from .model_studio.protocol import DEFAULT_MODEL, is_model_studio
from .model_studio.service import ModelStudio
from .models import (
    AudioFormat,
    Dialect,
    Excerpt,
    Excerpts,
    Invitation,
    ReferenceAudio,
    ServiceInfo,
    SortOrder,
    Speech,
    SpeechOptions,
    Timeouts,
    well_formed,
)
from .protocol import service_url
from .published import Published
from .stream import SpeechStream
from .text.segmentation import segment_stream
from .transport import Transport
from .wav import wav_file

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable
    from types import TracebackType

    import aiohttp
    from yarl import URL

    from .service import Service

_StreamT = TypeVar("_StreamT", bound=SpeechStream)

_NOT_IN_IDS: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SLICE: Final = 2048


class CosyVoiceClient:
    """Everything that a CosyVoice 2.0 service can do. An async context manager.

    Args:
        base_url: Where the service is, in any form a person would give; see
            `protocol.service_url`.
        token: The service's token (EAS_TOKEN); empty or None for a service without one.
        session: A session to borrow. It is never closed here, and its own limits on the whole of a
            request do not hold for requests made here.
        dialect: What the service speaks. `AUTO` knows Model Studio by its host, and finds out the
            rest with the first request.
        timeouts: The limits.
        model: Of Model Studio: what new voices are made for.
        takes_early_text: Whether the service takes text before it has accepted a task, if that is
            known from before; see the attribute.

    Raises:
        CosyVoiceValueError: `base_url` is no address, or `token` holds a character that no token
            has.
    """

    def __init__(
        self,
        base_url: str | URL,
        token: str | None,
        *,
        session: aiohttp.ClientSession | None = None,
        dialect: Dialect = Dialect.AUTO,
        timeouts: Timeouts | None = None,
        model: str = DEFAULT_MODEL,
        takes_early_text: bool | None = None,
    ) -> None:
        token = (token or "").strip()
        if re.search(r"[^\x21-\x7e]", token):
            raise CosyVoiceValueError("token_invalid")
        url = service_url(str(base_url))
        self._transport = Transport(url, token, session, timeouts or Timeouts())
        by_name = dialect is Dialect.AUTO and is_model_studio(url.host)
        self._service: Service = (
            ModelStudio(self._transport, model)
            if by_name or dialect is Dialect.MODEL_STUDIO
            else Published(self._transport, dialect)
        )
        self._model = model
        self._connections = self._service.connections
        self._connections.takes_early_text = takes_early_text
        self._streams: weakref.WeakSet[SpeechStream] = weakref.WeakSet()
        self._closed = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.base_url)!r}, dialect={self.dialect.value})"

    @property
    def base_url(self) -> URL:
        """The service's address, in its normal form."""
        return self._transport.base_url

    @property
    def model(self) -> str:
        """Of Model Studio: what new voices are made for."""
        return self._model

    @property
    def dialect(self) -> Dialect:
        """The dialect, or `AUTO` as long as it is not known."""
        return self._service.dialect

    @property
    def takes_early_text(self) -> bool | None:
        """Whether the service takes text before it has accepted a task; None if not known.

        It is found out with the first text that is spoken. That it does not holds for an hour.
        """
        return self._connections.takes_early_text

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection. A stream that still runs raises `CosyVoiceConnectionError`."""
        self._closed = True
        self._transport.stop()
        streams = [stream.aclose() for stream in list(self._streams)]
        await asyncio.gather(*streams, return_exceptions=True)  # a text may fail as it is closed
        await self._connections.close()
        await self._transport.close()

    async def probe(self) -> ServiceInfo:
        """Find out whether this is a CosyVoice service that accepts the token.

        Raises:
            CosyVoiceAuthError: The token is not accepted.
            CosyVoiceNotFoundError: There is no CosyVoice API at this address.
            CosyVoiceError: Anything else that keeps it from working.
        """
        self._refuse_if_closed()
        dialect = await self._service.find()
        asked_at = perf_counter()
        has_voices = await self._service.voices.any()
        return ServiceInfo(dialect, perf_counter() - asked_at, has_voices=has_voices)

    async def upload_reference_audio(
        self,
        audio: Path | bytes | BinaryIO,
        text: str,
        *,
        filename: str | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> ReferenceAudio:
        """Store a voice: 3 to 30 s of one speaker at 16 kHz or more serve best.

        It is sent again only where the service says that it did nothing with it (429, 450, 503), so
        that no voice is stored twice.

        Args:
            audio: The file, its bytes, or an open file, which is read from where it stands.
            text: What is said in it.
            filename: Its name on the service; by default that of the file. Services look at the
                suffix.
            progress: Called in the event loop with the share of the audio that is on its way, up
                to 1, while it is sent; from 0 again where it is sent again. It must not block.

        Raises:
            CosyVoiceValueError: There is no audio or no text.
            OSError: The file cannot be read.
            CosyVoiceRequestError: The service refuses the file.
            CosyVoiceError: The upload failed.
        """
        data, name = await asyncio.to_thread(_read_audio, audio)
        if not data:
            raise CosyVoiceValueError("recording_empty")
        self._refuse_if_closed()
        return await self._service.voices.add(data, well_formed(text), filename or name, progress)

    async def list_reference_audio(
        self, *, limit: int = 100, order: SortOrder = SortOrder.DESC
    ) -> list[ReferenceAudio]:
        """The voices of the service, the newest first.

        Args:
            limit: The most to list.
            order: By `created_at`.

        A voice without an id is left out, with a warning in the log.

        Raises:
            ValueError: `limit` is less than 1.
            CosyVoiceError: The service did not list them.
        """
        if limit < 1:
            raise ValueError(f"limit must be 1 or more, not {limit}")
        self._refuse_if_closed()
        return await self._service.voices.all(limit=limit, order=order)

    async def get_reference_audio(self, reference_audio_id: str) -> ReferenceAudio:
        """One voice.

        Raises:
            CosyVoiceNotFoundError: There is none of this id.
            CosyVoiceError: The service did not show it.
        """
        self._refuse_if_closed()
        return await self._service.voices.get(_possible(reference_audio_id))

    async def delete_reference_audio(self, reference_audio_id: str) -> None:
        """Delete a voice.

        Raises:
            CosyVoiceNotFoundError: There is none of this id.
            CosyVoiceError: The service did not delete it.
        """
        self._refuse_if_closed()
        await self._service.voices.delete(_possible(reference_audio_id))

    async def excerpts(self, reference_audio_id: str) -> Excerpts | None:
        """Which part of a voice's recording is used, and which could be.

        The first answer for a voice takes a second or two: its recording is looked at.

        Returns:
            None where the service, or the engine that speaks for it, uses no part of a recording.

        Raises:
            CosyVoiceError: The service can't be asked.
        """
        self._refuse_if_closed()
        return await self._service.voices.excerpts(_possible(reference_audio_id))

    async def invite(self, *, manage: bool = False) -> Invitation | None:
        """Let one phone in to the page for voices, once: a link and a QR code.

        Args:
            manage: Whether it may manage all voices; without, it may add one.

        Returns:
            None where the service has no such page, or doesn't invite who has this token.

        Raises:
            CosyVoiceError: The service can't be asked.
        """
        self._refuse_if_closed()
        return await self._service.voices.invite(manage=manage)

    async def choose_excerpt(self, reference_audio_id: str, excerpt: Excerpt | None) -> Excerpts:
        """Choose which part of a voice's recording is used from here on.

        Args:
            reference_audio_id: The voice.
            excerpt: One of `Excerpts.candidates`; None leaves it to the engine.

        Raises:
            CosyVoiceNotFoundError: There is no such voice.
            CosyVoiceRequestError: That part can't be used, or no part is.
            CosyVoiceError: It was not chosen.
        """
        self._refuse_if_closed()
        return await self._service.voices.choose_excerpt(_possible(reference_audio_id), excerpt)

    async def synthesize(self, text: str, options: SpeechOptions) -> Speech:
        """Speak a text in one piece, over HTTP with one JSON answer.

        Raises:
            CosyVoiceValueError: There is no text.
            CosyVoiceUnsupportedError: The service's dialect cannot carry an option.
            CosyVoiceError: The synthesis failed.
        """
        async with self.stream(text, options, events=False) as stream:
            if options.output_format is AudioFormat.WAV:
                pieces = [piece async for piece in stream.pcm()]
            else:
                pieces = [piece async for piece in stream]
        audio = b"".join(pieces)
        if options.output_format is AudioFormat.WAV and stream.format is not None:
            audio = wav_file(audio, stream.format)
            stream.metrics.bytes = len(audio)
        return Speech(
            audio, options.output_format, stream.format, stream.metrics, stream.request_id
        )

    def stream(self, text: str, options: SpeechOptions, *, events: bool = True) -> SpeechStream:
        """Speak a text over HTTP with server-sent events. Nothing is asked for before `start()`.

        Where Model Studio has none, which is outside of Beijing, its WebSocket serves.

        Args:
            text: What to say.
            options: How to say it.
            events: False asks for one JSON answer instead, for services that cannot stream.

        Raises:
            CosyVoiceValueError: There is no text.
        """
        text = _some(text)
        stream = self._service.stream(text, options, events=events)
        return self.speak(text, options) if stream is None else self._track(stream)

    def speak(
        self,
        text: str | Iterable[str] | AsyncIterable[str],
        options: SpeechOptions,
        *,
        segmented: bool = False,
    ) -> SpeechStream:
        """Speak a text over the duplex WebSocket, while it is still being written.

        The text is cut for speech as it arrives: the first clause leaves early, then sentences; a
        gap flushes what is there. An iterable is read on the event loop: what blocks has no place
        in it. If it raises, the audio of what came before is handed out, and then its error raised.

        Args:
            text: What to say.
            options: How to say it.
            segmented: The pieces of `text` are segments already, as `segmentation` cuts them.

        Raises:
            CosyVoiceValueError: `text` is a string without text.
        """
        pieces = _as_stream(_some(text) if isinstance(text, str) else text)
        segments = pieces if segmented else segment_stream(pieces)
        return self._track(self._service.speak(segments, options))

    async def warm_up(self) -> None:
        """Have a connection ready, so that the next `speak` finds it open.

        Raises:
            CosyVoiceError: It could not be opened.
        """
        self._refuse_if_closed()
        await self._service.warm_up()

    def _track(self, stream: _StreamT) -> _StreamT:
        self._refuse_if_closed()
        self._streams.add(stream)
        return stream

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise CosyVoiceConnectionError("client_closed")


def _possible(voice: str) -> str:
    """The id of a voice. Services hand out ids of all kinds; no address can carry some."""
    if not voice or _NOT_IN_IDS.search(voice):
        raise CosyVoiceNotFoundError("invalid_voice_id", status=404, id=well_formed(voice))
    return voice


def _some(text: str) -> str:
    if not text.strip():
        raise CosyVoiceValueError("no_text")
    return well_formed(text)


async def _as_stream(text: str | Iterable[str] | AsyncIterable[str]) -> AsyncGenerator[str]:
    if isinstance(text, str):
        # In slices: cutting a long text in one go would hold up everything else in the loop.
        for start in range(0, len(text), _SLICE):
            yield text[start : start + _SLICE]
            await asyncio.sleep(0)
    elif hasattr(text, "__aiter__"):
        async for piece in text:
            yield well_formed(piece)
    else:
        for piece in text:
            yield well_formed(piece)


def _read_audio(audio: Path | bytes | BinaryIO) -> tuple[bytes, str]:
    if isinstance(audio, bytes):
        return audio, ""
    if isinstance(audio, Path):
        try:
            return audio.read_bytes(), audio.name
        except ValueError as error:  # a NUL, or half a character
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(audio)) from error
    name = getattr(audio, "name", "")
    return audio.read(), Path(name).name if isinstance(name, str) else ""
