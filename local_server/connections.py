"""HTTP connections, and what is said of a request that is no HTTP.

aiohttp answers such a request with the line that it couldn't read, and logs that with a traceback.
The line may be a header with a token; and who scans a port sends hundreds.
"""

from __future__ import annotations

from http import HTTPStatus
import logging
from typing import Any

from aiohttp import web

from local_server.errors import FAILED, ApiError, InvalidRequestError
from local_server.service import error_response, refusal
from local_server.sparing_log import SparingLog

_LOGGER = logging.getLogger(__name__)


class Runner(web.AppRunner):
    """Runs the application on connections of ours.

    A client that drops its connection cancels its handler, and with it the synthesis.

    Args:
        app: The application.
        shutdown_timeout: Seconds that handlers have when the server stops.
    """

    __slots__ = ()

    def __init__(self, app: web.Application, *, shutdown_timeout: float) -> None:
        super().__init__(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=shutdown_timeout
        )

    async def _make_server(self) -> web.Server:
        # The one place where aiohttp lets a connection of one's own in.
        made = await super()._make_server()
        return _Server(
            made.request_handler,
            request_factory=made.request_factory,
            handler_cancellation=True,
            access_log=None,
        )


class _Server(web.Server):
    """Makes the connections, and logs for them."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._log = SparingLog()

    def __call__(self) -> web.RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)

    def malformed(self, remote: str | None, kind: str) -> None:
        """Log that a request is no HTTP."""
        self._log.say(f"malformed request from {remote} ({kind})")


class _Connection(web.RequestHandler):
    """A connection that keeps what it was sent to itself."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - holds what was sent
    ) -> web.StreamResponse:
        """Answer a request that is no HTTP; nothing else comes here."""
        if status < HTTPStatus.INTERNAL_SERVER_ERROR and isinstance(self._manager, _Server):
            self._manager.malformed(request.remote, type(exc).__name__)
            error: ApiError = InvalidRequestError("this isn't a valid HTTP request")
        else:
            self.log_exception("the server failed", exc_info=exc)
            error = ApiError(FAILED)
        if request.writer.output_size > 0:
            raise ConnectionError  # in the middle of an answer; aiohttp hangs up
        response = error_response(error)
        response.force_close()
        return response

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Send an answer; aiohttp's own may repeat a header and get the words of others."""
        if isinstance(resp, web.HTTPException):
            resp = refusal(resp)
        return await super().finish_response(request, resp, start_time)

    def log_exception(self, *args: Any, exc_info: BaseException | None = None, **_: Any) -> None:
        """Log what failed without the words of the error, which may hold what was sent."""
        kind = type(exc_info).__name__
        if isinstance(exc_info, web.RequestPayloadError) and isinstance(self._manager, _Server):
            remote = self.peername[0] if isinstance(self.peername, tuple) else None
            self._manager.malformed(remote, kind)  # in the rest of a body, after the answer
        else:
            _LOGGER.error("%s (%s)", args[0] if args else "", kind)

    def log_debug(self, *args: Any, **more: Any) -> None:
        """Log nothing: it would be tracebacks."""
