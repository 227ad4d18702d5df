"""The page for voices over HTTP: its files, and what it asks the server for.

All that it asks for is below `/voices/`, and it asks by relative addresses: so it works below any
prefix, such as that of Home Assistant's ingress.
"""

from __future__ import annotations

import asyncio
import importlib
import re
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from aiohttp import web

from local_server import duplex, sample_voice, voices
from local_server.description import described
from local_server.errors import (
    ApiError,
    InvalidParameterError,
    NotFoundError,
    UnsupportedAudioError,
)
from local_server.framing import wav_header
from local_server.page import files
from local_server.page.access import Access, ForbiddenError, WrongSecretError
from local_server.page.grants import INVITATION_SECONDS, Grant, Role
from local_server.page.invitation import modules
from local_server.page.inviting import is_here_alone
from local_server.service import SERVICE, error_body, json_of
from shared_client.discs import places
from shared_client.models import Dialect
from shared_client.recordings import Part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from local_server.storage import Storage, StoredAudio

ROOT: Final = "/voices"
ACCESS: Final = web.AppKey("access", Access)
_EXAMINATIONS: Final = web.AppKey("examinations", asyncio.Semaphore)
_ADDING: Final = web.AppKey("adding", asyncio.Lock)
_AT_ONCE: Final = 2
"""Files that are decoded at once: each may take a hundred megabytes of memory."""
_SUFFIX: Final = re.compile(r"(?<=.)\.[A-Za-z0-9]{2,4}$")
_MOST: Final = 10_000
"""Voices that are shown."""
_LONGEST_ADDRESS: Final = 300


def owns(path: str) -> bool:
    """Whether a path is of the page, which looks by itself who may enter."""
    return path == ROOT or path.startswith(f"{ROOT}/")


def add_to(app: web.Application) -> None:
    """Add the page to the server's application, which has its service already."""
    app[ACCESS] = Access(app[SERVICE])
    app[_EXAMINATIONS] = asyncio.Semaphore(_AT_ONCE)
    app[_ADDING] = asyncio.Lock()
    for method, path, handler in (
        ("GET", "", _to_the_page),
        ("GET", "/", _page),
        ("GET", "/files/{name}", _file),
        ("POST", "/session", _sign_in),
        ("DELETE", "/session", _sign_out),
        ("POST", "/invitations", _invite),
        ("GET", "/api/state", _state),
        ("GET", "/api/voices", _list),
        ("POST", "/api/voices", _add),
        ("PATCH", "/api/voices/{id}", _describe),
        ("DELETE", "/api/voices/{id}", _delete),
        ("GET", "/api/voices/{id}/recording", _recording),
        ("POST", "/api/check", _check),
        ("GET", "/api/speech", _speech),
    ):
        app.router.add_route(method, ROOT + path, handler)


async def _to_the_page(_: web.Request) -> web.StreamResponse:
    # Relative, for what is in front of the server may have a prefix.
    return web.Response(status=308, headers={"Location": "voices/"})


async def _page(request: web.Request) -> web.Response:
    return files.page(request)


async def _file(request: web.Request) -> web.Response:
    return files.file(request, request.match_info["name"])


# Signing in


async def _sign_in(request: web.Request) -> web.StreamResponse:
    """Begin a session; a form's answer is a page, for it works without JavaScript, too."""
    access = request.app[ACCESS]
    access.check_origin(request)
    is_form = request.content_type == "application/x-www-form-urlencoded"
    given: Mapping[str, Any] = await request.post() if is_form else _object(await json_of(request))
    token, invitation = (str(given.get(name, "")) for name in ("token", "invitation"))
    try:
        secret, granted = await access.sign_in(request, token, invitation)
    except ApiError as error:
        if not is_form:
            raise
        wrong = isinstance(error, WrongSecretError)
        return files.page(request, "wrong_token" if wrong else "try_later", status=error.status)
    if is_form:
        answer = web.Response(status=303, headers={"Location": "./"})
    else:
        answer = _json({"role": granted.role})
    _set_cookie(request, answer, secret, round(granted.expires - time.time()))
    return answer


async def _sign_out(request: web.Request) -> web.Response:
    await request.app[ACCESS].sign_out(request)
    answer = _json({})
    _set_cookie(request, answer, "", 0)
    return answer


def _set_cookie(request: web.Request, answer: web.Response, secret: str, seconds: int) -> None:
    """Give the browser its session. Without a path, it is sent to this page under any prefix."""
    parts = [
        f"{request.app[ACCESS].cookie(request)}={secret}",
        f"Max-Age={seconds}",
        "HttpOnly",
        "SameSite=Strict",
    ]
    if request.secure or request.headers.get("X-Forwarded-Proto") == "https":
        parts.append("Secure")
    answer.headers["Set-Cookie"] = "; ".join(parts)


async def _invite(request: web.Request) -> web.Response:
    """Make an invitation, for who has the token or manages the voices."""
    service = request.app[SERVICE]
    access = request.app[ACCESS]
    if not service.may_enter(request):
        await access.grant(request, Role.MANAGE)
    given = _object(await json_of(request))
    try:
        role = Role(given.get("for", Role.UPLOAD))
    except ValueError:
        raise InvalidParameterError(f"for must be one of {', '.join(Role)}") from None
    own = f"{service.address or request.url.origin()}{ROOT}/"
    page = given.get("page") or own
    if not _is_address(page):
        raise InvalidParameterError("page must be the address of the page for voices")
    if is_here_alone(page):  # a phone reaches this computer by another address, if at all
        page = own
    secret = await access.invite(role)
    address = f"{page}#{secret}"
    answer = {"address": address, "qr": modules(address), "expires_in": INVITATION_SECONDS}
    return _json(answer)


def _is_address(page: Any) -> bool:
    if not isinstance(page, str) or len(page) > _LONGEST_ADDRESS or not page.isprintable():
        return False
    try:
        parts = urlsplit(page)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not parts.fragment


# Voices


async def _state(request: web.Request) -> web.Response:
    """What the page shows besides the voices: who is signed in, and who speaks."""
    access = request.app[ACCESS]
    granted = await access.grant(request)
    service = request.app[SERVICE]
    found = {
        **described(service),
        "role": granted.role,
        "voice": granted.voice,
        # An address of the ingress is of no use to who isn't signed in there.
        "invites": not access.is_ingress(request),
        "max_upload": service.max_upload,
    }
    return _json(found)


async def _list(request: web.Request) -> web.Response:
    await request.app[ACCESS].grant(request, Role.MANAGE)
    return _json(await asyncio.to_thread(_all, request.app[SERVICE].storage))


def _all(storage: Storage) -> list[dict[str, Any]]:
    """All voices as the page shows them; their discs have the colors that the app gives them."""
    found = storage.entries(_MOST)
    discs = places(audio.id for audio in reversed(found))
    return [
        {
            "id": audio.id,
            "name": _name_of(audio),
            "sample": audio.filename == sample_voice.RECORDING.name,
            "text": audio.text,
            "created_at": audio.created_at,
            "disc": discs[audio.id],
        }
        for audio in found
    ]


def _one(storage: Storage, identity: str) -> dict[str, Any]:
    """One of them.

    Raises:
        NotFoundError: It was deleted just now.
    """
    for voice in _all(storage):
        if voice["id"] == identity:
            return voice
    raise NotFoundError(f"reference_audio_id {identity!r} doesn't exist")


def _name_of(audio: StoredAudio) -> str:
    return _SUFFIX.sub("", audio.filename)


async def _check(request: web.Request) -> web.Response:
    """Say what is wrong with a recording; nothing is kept of it."""
    await request.app[ACCESS].grant(request)
    with request.app[SERVICE].storage.temporary_file() as temporary:
        await voices.receive(request, temporary)
        examining = await _examining()
        async with request.app[_EXAMINATIONS]:
            return _json(await asyncio.to_thread(examining.examine, temporary))


async def _add(request: web.Request) -> web.Response:
    """Make a voice of a recording; the same, sent again, makes no second one."""
    access = request.app[ACCESS]
    service = request.app[SERVICE]
    await access.grant(request)
    storage = service.storage
    with storage.temporary_file() as sent, storage.temporary_file() as temporary:
        _, texts = await voices.receive(request, sent, "name", "text", "begin", "end")
        name, text = _words_of(texts)
        span = _span_of(texts)
        examining = await _examining()
        async with request.app[_EXAMINATIONS]:
            report = await asyncio.to_thread(examining.part_of, sent, span, temporary)
        if not report.usable:
            error = UnsupportedAudioError("the recording can't be used as a voice")
            body = {**error_body(error), "findings": examining.told(report)}
            return _json(body, error.status)
        filename = f"{name}.wav"
        # One after another: an invitation for one recording is used once, also by two at once.
        async with request.app[_ADDING]:
            granted = await access.grant(request)
            audio = await asyncio.to_thread(_same, storage, temporary, filename, text)
            if granted.voice and (audio is None or audio.id != granted.voice):
                raise ForbiddenError("this invitation has been used: it is for one recording")
            if audio is None:
                audio = await voices.add(service, temporary, filename, text)
            await access.note_voice(request, granted, audio.id)
    return _json(await asyncio.to_thread(_one, storage, audio.id))


def _same(storage: Storage, file: Path, filename: str, text: str) -> StoredAudio | None:
    """A voice that was made of the same: the answer to that upload was lost on its way."""
    data = file.read_bytes()
    for audio in storage.entries(_MOST):
        if (audio.bytes, audio.filename, audio.text) == (len(data), filename, text):
            try:
                if storage.path(audio).read_bytes() == data:
                    return audio
            except OSError:  # deleted just now
                continue
    return None


async def _describe(request: web.Request) -> web.Response:
    """Change the name and the transcript of a voice."""
    await request.app[ACCESS].grant(request, Role.MANAGE)
    service = request.app[SERVICE]
    audio = await asyncio.to_thread(service.voice, request.match_info["id"])
    given = {key: str(value) for key, value in _object(await json_of(request)).items()}
    name, text = _words_of({"name": _name_of(audio), "text": audio.text, **given})
    suffix = _SUFFIX.search(audio.filename)
    changed = await asyncio.to_thread(
        service.storage.describe,
        audio.id,
        filename=name + (suffix[0] if suffix else audio.suffix),
        text=text,
    )
    if changed is None:
        raise NotFoundError(f"reference_audio_id {audio.id!r} doesn't exist")
    return _json(await asyncio.to_thread(_one, service.storage, audio.id))


async def _delete(request: web.Request) -> web.Response:
    await request.app[ACCESS].grant(request, Role.MANAGE)
    return await voices.delete(request)


async def _recording(request: web.Request) -> web.Response:
    """The recording of a voice, as WAV, which every browser plays."""
    await request.app[ACCESS].grant(request, Role.MANAGE)
    service = request.app[SERVICE]
    audio = await asyncio.to_thread(service.voice, request.match_info["id"])
    examining = await _examining()
    rate, pcm = await asyncio.to_thread(examining.sound_of, service.recordings, audio)
    return web.Response(
        body=wav_header(rate, len(pcm)) + pcm,
        content_type="audio/wav",
        headers={"Cache-Control": "no-store"} | files.HEADERS,
    )


async def _speech(request: web.Request) -> web.StreamResponse:
    """Speech over a WebSocket, by the API's own protocol."""
    granted = await request.app[ACCESS].grant(request)
    if granted.role is Role.UPLOAD and not granted.voice:
        raise ForbiddenError("add a voice first")
    return await duplex.serve(request, Dialect.V2, _only(granted))


def _only(granted: Grant) -> str | None:
    return granted.voice if granted.role is Role.UPLOAD else None


# Reading and answering


async def _examining() -> Any:
    # With NumPy, which the server does without until it is needed.
    return await asyncio.to_thread(importlib.import_module, "local_server.page.examining")


def _words_of(texts: Mapping[str, str]) -> tuple[str, str]:
    """Name and transcript, which both have to be there."""
    name = voices.harmless_name(texts.get("name", "").replace("/", " ").replace("\\", " "))
    text = texts.get("text", "").strip()
    for key, value in (("name", name), ("text", text)):
        if not value:
            raise InvalidParameterError(f"{key} is required")
    if len(text.encode(errors="surrogatepass")) > voices.MAX_TEXT:
        raise InvalidParameterError(f"text is larger than {voices.MAX_TEXT} bytes")
    try:
        (name + text).encode()
    except UnicodeEncodeError:  # half of a character
        raise InvalidParameterError("name and text must be whole characters") from None
    return name, text


def _span_of(texts: Mapping[str, str]) -> Part | None:
    """The part that is to be used; None for all."""
    if "begin" not in texts and "end" not in texts:
        return None
    try:
        span = Part(float(texts.get("begin", "0")), float(texts.get("end", "inf")))
    except ValueError:
        span = Part(0, 0)
    if not 0 <= span.start < span.end:  # nor is NaN
        raise InvalidParameterError("begin and end must be seconds, the end after the begin")
    return Part(span.start, min(span.end, 1e6))


def _object(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InvalidParameterError("the body must be a JSON object")
    return given


def _json(data: Any, status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store"} | files.HEADERS
    return web.json_response(data, status=status, headers=headers)
