"""`python -m local_server health`: the exit code says whether the server of this container works.

Docker asks this way, and Home Assistant's Supervisor restarts a server that doesn't work. So what
no restart mends counts as working: a full server, an engine that is being loaded, a service that
can't be reached.
"""

from __future__ import annotations

from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
import json
import ssl
import sys
from typing import TYPE_CHECKING, Final

from local_server.addresses import on_this_computer, url
from local_server.arguments import error_line, parse, program_name, speak_as_the_terminal
from local_server.errors import EngineDownError
from local_server.words import reason_of, say

if TYPE_CHECKING:
    from collections.abc import Sequence

_PATH: Final = "/healthz"
_PATIENCE: Final = 5
"""Seconds for an answer."""


def main(arguments: Sequence[str]) -> int:
    """Ask the server that was started with these options.

    Args:
        arguments: Of the server; its address counts.

    Returns:
        0 where it works, and 1 where it doesn't.
    """
    speak_as_the_terminal()
    options = parse(arguments)
    host = on_this_computer(options.host)
    problem = trouble(host, options.port)
    if problem:
        sys.stderr.write(error_line(program_name(), problem))
    return 1 if problem else 0


def trouble(host: str, port: int) -> str:
    """What keeps a server from working, in words; empty where nothing does."""
    address = url(host, port)
    # It is this computer's own, and its certificate may be for another name.
    unchecked = ssl._create_unverified_context()  # noqa: S323, SLF001 - nothing secret is sent
    connection = HTTPConnection(host, port, timeout=_PATIENCE)
    encrypted = HTTPSConnection(host, port, timeout=_PATIENCE, context=unchecked)
    try:
        try:
            answer = _asked(connection)
        except (ConnectionResetError, HTTPException):  # as of a server with --tls
            answer = _asked(encrypted)
        told = json.loads(answer.read())
        if answer.status == HTTPStatus.OK:
            return ""
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and told["code"] != EngineDownError.code:
            return ""
        return str(told["message"])
    except (OSError, HTTPException, ValueError, LookupError, TypeError) as error:
        reason = reason_of(error)
        return say("{address} doesn't respond: {reason}").format(address=address, reason=reason)
    finally:
        connection.close()
        encrypted.close()


def _asked(connection: HTTPConnection) -> HTTPResponse:
    connection.request("GET", _PATH)
    return connection.getresponse()
