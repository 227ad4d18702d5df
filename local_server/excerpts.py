"""The part of a recording that an engine clones from, over HTTP: shown, and chosen.

The published API has no room for it: these are paths of their own below a reference audio.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from aiohttp import web

from local_server import schemas
from local_server.engines import SAMPLE_RATE, Excerpt, Excerpts, UsesExcerpts
from local_server.errors import InvalidParameterError, NoExcerptError, NotFoundError
from local_server.service import SERVICE, json_of
from shared_client.models import ExcerptChoice

if TYPE_CHECKING:
    from local_server.storage import StoredAudio

_NEAR: Final = SAMPLE_RATE // 100
"""Samples by which begin and end may differ from those of a candidate: callers may round."""


async def show(request: web.Request) -> web.Response:
    """Show the part that is used, and those that could be."""
    audio = request.app[SERVICE].voice(request.match_info["id"])
    return await _answer(request, audio, await _found(request, audio))


async def choose(request: web.Request) -> web.Response:
    """Choose a part."""
    service = request.app[SERVICE]
    audio = service.voice(request.match_info["id"])
    choice, begin, end = schemas.excerpt_choice(await json_of(request))
    found = await _found(request, audio)
    chosen: Excerpt | None = None
    if choice is ExcerptChoice.WHOLE:
        chosen = found.candidates[0]
    elif choice is ExcerptChoice.EXCERPT:
        chosen = _at(found, round(begin * SAMPLE_RATE), round(end * SAMPLE_RATE))
    if not await asyncio.to_thread(service.storage.choose_excerpt, audio.id, chosen):
        raise NotFoundError(f"reference_audio_id {audio.id!r} doesn't exist")
    return await _answer(request, audio, found)


async def _found(request: web.Request, audio: StoredAudio) -> Excerpts:
    """The parts of a recording that the engine could use.

    Raises:
        NoExcerptError: It uses none.
        EngineError: They can't be found.
    """
    service = request.app[SERVICE]
    engine = service.speaker.best
    found = None
    if isinstance(engine, UsesExcerpts):
        found = await engine.excerpts(service.for_engines(audio))
    if found is None:
        what = "uses recordings whole" if engine.capabilities.clones else "does not clone"
        raise NoExcerptError(f"{engine.name} {what}, so there is no part to choose")
    return found


async def _answer(request: web.Request, audio: StoredAudio, found: Excerpts) -> web.Response:
    service = request.app[SERVICE]
    recording = await service.for_engines(audio).recording()
    chosen = recording.chosen
    choice = ExcerptChoice.AUTOMATIC
    if chosen is not None:
        choice = ExcerptChoice.WHOLE if chosen.whole else ExcerptChoice.EXCERPT
    return web.json_response(
        {
            "engine": service.speaker.best.name,
            "choice": choice,
            "used": (chosen or found.automatic).public(),
            "automatic": found.automatic.public(),
            "candidates": [each.public() for each in found.candidates],
        }
    )


def _at(found: Excerpts, start: int, end: int) -> Excerpt:
    for each in found.candidates:
        if abs(each.start - start) <= _NEAR and abs(each.end - end) <= _NEAR:
            return each
    raise InvalidParameterError("begin and end must be those of one of the candidates")
