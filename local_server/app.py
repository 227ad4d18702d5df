"""The server as an aiohttp application: the routes of both dialects, token, errors, request log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
import logging
import time
from typing import Any, Final

from aiohttp import web
from aiohttp.http import HttpProcessingError

from local_server import duplex, excerpts, speech, voices
from local_server.delivery import LEFT, GoneError, deliver
from local_server.description import described
from local_server.engines import State, failure_of
from local_server.errors import (
    FAILED,
    ApiError,
    EngineDownError,
    InvalidRequestError,
    LoadFailedError,
    LoadingError,
    NotFoundError,
    UnauthorizedError,
    UnreachableError,
)
from local_server.page import routes as page
from local_server.service import SERVICE, SPOKEN_BY, Service, error_response, refusal
from shared_client.models import Dialect
from shared_client.protocol import PATHS

_LOGGER = logging.getLogger(__name__)

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LARGEST_BODY: Final = 1 << 20
HEALTH: Final = "/healthz"
OPEN: Final = ("/", HEALTH)
"""Paths that need no token."""
_LONGEST_PATH: Final = 200
"""Characters of a path in the log."""


def make_app(service: Service) -> web.Application:
    """The application over a service's state."""
    app = web.Application(middlewares=[_answer], client_max_size=_LARGEST_BODY)
    app[SERVICE] = service
    app.router.add_get("/", about)
    app.router.add_get(HEALTH, health)
    page.add_to(app)
    for dialect, paths in PATHS.items():
        for path, method, handler in (
            (paths.reference_audio, "GET", voices.list_all),
            (paths.reference_audio, "POST", voices.upload),
            (paths.reference_audio + "/{id}", "GET", voices.get),
            (paths.reference_audio + "/{id}", "DELETE", voices.delete),
            (paths.reference_audio + "/{id}/excerpt", "GET", excerpts.show),
            (paths.reference_audio + "/{id}/excerpt", "PUT", excerpts.choose),
            (paths.speech, "POST", partial(speech.speak, dialect=dialect)),
            (paths.websocket, "GET", partial(duplex.serve, dialect=dialect)),
        ):
            app.router.add_route(method, f"/{path}{{slash:/?}}", handler)
    return app


async def about(request: web.Request) -> web.Response:
    """Say, without a token, what this is and what it does not do."""
    description = {
        **described(request.app[SERVICE]),
        "links": {
            dialect.value: {
                "reference_audio": f"/{paths.reference_audio}",
                "speech": f"/{paths.speech}",
                "websocket": f"/{paths.websocket}",
            }
            for dialect, paths in PATHS.items()
        },
        "health": HEALTH,
        "authorization": "Bearer token on every request but this one and health",
    }
    return web.json_response(description)


async def health(request: web.Request) -> web.Response:
    """Say, without a token, whether a balancer should send more here."""
    speaker = request.app[SERVICE].speaker
    speaker.check()
    engine = speaker.best
    if engine.state is State.LOADING:
        raise LoadingError(f"{engine.name} is being loaded")
    if engine.state is State.UNREACHABLE:
        raise UnreachableError(f"{engine.name} can't be reached")
    if engine.state is State.ABSENT:
        raise EngineDownError(LoadFailedError(engine.name).message)
    if reason := failure_of(engine):
        raise EngineDownError(LoadFailedError(engine.name, reason).message)
    answer: dict[str, Any] = {"status": "ok", "engine": engine.name}
    failed = {each.name: reason for each in speaker.engines if (reason := failure_of(each))}
    if failed:
        answer["failed"] = [LoadFailedError(*each).message for each in failed.items()]
    return web.json_response(answer)


@web.middleware
async def _answer(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Check the token, turn errors into words, and log one line per request.

    The line has no query and no header, so that no secret gets into it. Those without the token
    share a line.
    """
    service = request.app[SERVICE]
    started = time.perf_counter()
    status = LEFT
    try:
        response = await _guard(request, handler)
        response = await deliver(request, response, service.patience)
        status = str(response.status)
    except GoneError as gone:
        status = str(gone)
        return web.Response(status=HTTPStatus.OK)  # it goes nowhere
    else:
        return response
    finally:
        elapsed = time.perf_counter() - started
        path = _printable(request.path, service.token)
        line = f"{request.method} {path} {status} {elapsed:.3f} s{request.get(SPOKEN_BY, '')}"
        if status == str(HTTPStatus.UNAUTHORIZED.value):
            service.strangers.say(f"{line} from {request.remote}")
        else:
            # A balancer asks for health every second or two.
            _LOGGER.log(logging.DEBUG if request.path == HEALTH else logging.INFO, line)


def _printable(path: str, token: str) -> str:
    """A path, fit for a log."""
    return ascii(path.replace(token, "[token]")[:_LONGEST_PATH])[1:-1]


def _check_token(request: web.Request) -> None:
    if request.path in OPEN or page.owns(request.path):  # the page lets people in by itself
        return
    if not request.app[SERVICE].may_enter(request):
        raise UnauthorizedError("the token is missing or wrong (Authorization: Bearer …)")


async def _guard(request: web.Request, handler: _Handler) -> web.StreamResponse:
    try:
        _check_token(request)
        return await handler(request)
    except ApiError as error:
        return error_response(error)
    except web.HTTPNotFound:
        v2 = PATHS[Dialect.V2]
        return error_response(
            NotFoundError(f"nothing is at this path; try /{v2.speech} or /{v2.reference_audio}")
        )
    except web.HTTPException as error:
        return refusal(error)
    except GoneError:
        raise
    except (web.RequestPayloadError, HttpProcessingError):
        return error_response(
            InvalidRequestError("the body can't be read; it isn't what its headers say")
        )
    except ConnectionError:
        # Of the caller's connection: what an engine or the disk raises has become words by now.
        raise GoneError(LEFT) from None
    except Exception:
        _LOGGER.exception("the server failed")
        return error_response(ApiError(FAILED))
