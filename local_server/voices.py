"""Reference audio over HTTP: upload, list, get and delete."""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final
import unicodedata

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from local_server import schemas
from local_server.errors import InvalidParameterError, NotFoundError, TooLargeError
from local_server.service import SERVICE, Service
from shared_client.models import SortOrder

if TYPE_CHECKING:
    from aiohttp.multipart import MultipartReader

    from local_server.reference_audio import Checked
    from local_server.storage import StoredAudio

MAX_TEXT: Final = 4_000
"""Bytes of a reference's text."""
_CHUNK: Final = 1 << 16
_LONGEST_NAME: Final = 200
_OVERHEAD: Final = 1 << 14
"""Bytes of a multipart body besides its file and text."""


async def list_all(request: web.Request) -> web.Response:
    """List reference audio."""
    limit, order = schemas.list_query(request.query)
    storage = request.app[SERVICE].storage
    found = await asyncio.to_thread(storage.entries, limit, descending=order is SortOrder.DESC)
    return web.json_response([audio.public() for audio in found])


async def get(request: web.Request) -> web.Response:
    """Show one reference audio."""
    service = request.app[SERVICE]
    audio = await asyncio.to_thread(service.voice, request.match_info["id"])
    return web.json_response(audio.public())


async def delete(request: web.Request) -> web.Response:
    """Delete one reference audio."""
    identity = request.match_info["id"]
    if not await asyncio.to_thread(request.app[SERVICE].storage.delete, identity):
        raise NotFoundError(f"reference_audio_id {identity!r} doesn't exist")
    message = f"reference audio: {identity} deleted."
    return web.json_response({"code": "OK", "message": message, "data": {}})


async def upload(request: web.Request) -> web.Response:
    """Take a reference audio: file and text, in either order."""
    service = request.app[SERVICE]
    with service.storage.temporary_file() as temporary:
        filename, texts = await receive(request, temporary, "text")
        if not texts.get("text", "").strip():
            raise InvalidParameterError("text is required: the transcript of the file")
        audio = await add(service, temporary, filename, texts["text"])
    return web.json_response(audio.public())


async def receive(request: web.Request, temporary: Path, *names: str) -> tuple[str, dict[str, str]]:
    """Read an upload.

    Args:
        request: The caller's.
        temporary: Where its file goes.
        names: Of the texts that it may have besides.

    Returns:
        The file's name, and the texts that there were.

    Raises:
        ApiError: It isn't such an upload, or is larger than it may be.
    """
    service = request.app[SERVICE]
    if request.content_type != "multipart/form-data":
        raise InvalidParameterError(
            f"the body must be multipart/form-data with {' and '.join(('file', *names))}"
        )
    if (request.content_length or 0) > service.max_upload + MAX_TEXT + _OVERHEAD:
        raise _over(service)
    try:
        return await _receive(await request.multipart(), temporary, service, names)
    except (ValueError, AssertionError, RuntimeError, HttpProcessingError):
        # aiohttp's, of a malformed body
        raise InvalidParameterError("the body isn't valid multipart/form-data") from None


async def add(service: Service, temporary: Path, filename: str, text: str) -> StoredAudio:
    """Check a file made with `temporary_file`, and make it a voice.

    Raises:
        ApiError: It can't be one, or can't be kept.
    """
    reference_audio = await asyncio.to_thread(
        importlib.import_module, "local_server.reference_audio"
    )
    suffix = PurePosixPath(filename).suffix.lower()
    if suffix not in reference_audio.SUFFIXES:
        known = ", ".join(reference_audio.SUFFIXES)
        raise InvalidParameterError(
            f"the name of file must end in one of {known}, not {suffix or 'nothing'}"
        )
    checked: Checked = await asyncio.to_thread(reference_audio.check, temporary, suffix)
    return await asyncio.to_thread(
        service.storage.add,
        temporary,
        filename=filename,
        suffix=suffix,
        text=text,
        pitch=checked.pitch,
    )


def _over(service: Service) -> TooLargeError:
    return TooLargeError(f"file is larger than {service.max_upload} bytes")


async def _receive(
    reader: MultipartReader, temporary: Path, service: Service, names: tuple[str, ...]
) -> tuple[str, dict[str, str]]:
    """Read the parts of an upload; returns the file's name and the texts."""
    filename: str | None = None
    texts: dict[str, str] = {}
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            raise InvalidParameterError("the body must not have nested parts")
        if part.name == "file" and filename is None:
            filename = harmless_name(part.filename or "")
            await _save(part, temporary, service)
        elif part.name in names and part.name not in texts:
            texts[part.name] = await _read_text(part)
        else:
            known = " and ".join(("file", *names))
            raise InvalidParameterError(
                f"the body must contain {known} once each, and no {part.name!r}"
            )
    if filename is None:
        raise InvalidParameterError("file is required")
    return filename, texts


async def _save(part: BodyPartReader, temporary: Path, service: Service) -> None:
    size = 0
    with temporary.open("wb") as file:
        while chunk := await part.read_chunk(_CHUNK):
            size += len(chunk)
            if size > service.max_upload:
                raise _over(service)
            await asyncio.to_thread(file.write, chunk)


async def _read_text(part: BodyPartReader) -> str:
    data = bytearray()
    while chunk := await part.read_chunk(_CHUNK):
        data += chunk
        if len(data) > MAX_TEXT:
            raise TooLargeError(f"text is larger than {MAX_TEXT} bytes")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise InvalidParameterError("text must be UTF-8") from None


def harmless_name(name: str) -> str:
    """The last part of a file name, without what could be more than a name to somebody."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in base if unicodedata.category(char)[0] != "C").strip(". ")
    return kept[-_LONGEST_NAME:]
