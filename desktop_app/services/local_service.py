"""The local server as a process of this program: started on a free port, gone when we go.

It is a process and no import: its engine is GPL, and a crash of it stays outside.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
import re
import secrets
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import LocalServerError
from desktop_app.system.installation import command_for_all_parts
from desktop_app.system.json_of_others import read_json
from desktop_app.system.processes import child_command, in_own_session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

READY_LIMIT: Final = 30.0
"""Seconds that the server may take to listen."""

_ENGINE: Final = "espeakng_loader"  # the package that only the extra `server` brings
_WRONG_USAGE: Final = 2
_EXIT_LIMIT: Final = 3.0
_PIPES_LIMIT: Final = 1.0
_LAST_WORDS: Final = 2000


@dataclass(frozen=True, slots=True)
class LocalService:
    """A local server that runs.

    Attributes:
        url: Where it listens, on loopback.
        token: Made for this run alone.
        alive: Whether its process runs.
        better: What engines that would speak better are called on the command line; the best first.
    """

    url: str
    token: str = field(repr=False)
    alive: Callable[[], bool] = field(repr=False)
    better: tuple[str, ...] = ()


def server_command(*arguments: str) -> tuple[list[str], dict[str, str]]:
    """How the local server is started: its command line and its environment.

    Raises:
        LocalServerError: Its engine isn't installed.
    """
    if find_spec(_ENGINE) is None:
        raise LocalServerError("package_missing", package=_ENGINE, command=command_for_all_parts())
    return child_command("local_server", *arguments)


@asynccontextmanager
async def local_service() -> AsyncIterator[LocalService]:
    """Run the local server for as long as the context lasts.

    Raises:
        LocalServerError: It does not start.
    """
    token = secrets.token_urlsafe(24)
    command, environment = server_command(
        *("--port", "0", "--with-sample-voice", "--exit-with-parent", "--json"),
        *("--idle-timeout", "86400"),  # `tail -f | cosyvoice speak -` may be without text for long
    )
    environment["COSYVOICE_TOKEN"] = token
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            **in_own_session(),
        )
    except OSError as error:
        raise LocalServerError("local_not_started", error=error) from error
    words = asyncio.create_task(last_words(process.stderr))
    try:
        ready = await _until_ready(process, words)
        better = ready.get("better")
        yield LocalService(
            str(ready["url"]),
            token,
            lambda: process.returncode is None,
            tuple(map(str, better)) if isinstance(better, list) else (),
        )
    finally:
        await end(process)
        await asyncio.wait({words}, timeout=_PIPES_LIMIT)
        words.cancel()
        close_pipes(process)


async def _until_ready(
    process: asyncio.subprocess.Process, words: asyncio.Task[str]
) -> dict[str, Any]:
    """What it says when it listens."""
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    line = b""
    with suppress(TimeoutError):
        async with asyncio.timeout(READY_LIMIT):
            line = await process.stdout.readline()
            if not line:  # it's ending: killed now, asyncio may miss its end, and complain of that
                await process.wait()
    ready: dict[str, Any] = {}
    with suppress(ValueError):
        found = read_json(line)
        ready = found if isinstance(found, dict) else {}
    if "url" in ready:
        return ready
    with suppress(ProcessLookupError):
        process.kill()
    said = (await words).strip().splitlines()
    raise _failure(ready, said[-1].rstrip(".") if said else "", process.returncode)


def _failure(told: dict[str, Any], words: str, code: int | None) -> LocalServerError:
    """Why it didn't start.

    Args:
        told: What it said in JSON, if it did.
        words: The last line that it wrote for people.
        code: Its exit code; None if it was still running.
    """
    values = told.get("values")
    match told.get("key"), values if isinstance(values, dict) else {}:
        case "engine_not_installed", {"name": str(name)}:
            return LocalServerError("local_engine_missing", name=name)
        case "engine_not_usable", {"reason": str(reason)}:
            return LocalServerError("local_engine_unusable", reason=reason.rstrip("."))
    if code == _WRONG_USAGE and words:  # our own options are right; the environment gives more
        return LocalServerError("local_setting_wrong", words=_after_program(words))
    if words:
        return LocalServerError("local_silent_because", words=words)
    return LocalServerError("local_silent")


def _after_program(words: str) -> str:
    """A line of argparse without the name of the program and the advice to ask it for help."""
    return re.sub(r"^[^:：]*[:：] ?[^:：]*[:：] ?|[.。][^.。]*--help$", "", words)


async def last_words(stream: asyncio.StreamReader | None) -> str:
    """Read what a process says of its errors until it ends; the end of it."""
    words = b""
    while stream is not None and (chunk := await stream.read(_LAST_WORDS)):
        words = (words + chunk)[-_LAST_WORDS:]
    return words.decode(errors="replace")


def close_pipes(process: asyncio.subprocess.Process) -> None:
    """Close the pipes of a process that has ended; a child of its own may hold the other ends."""
    # asyncio closes them at their end alone, and has no public way besides.
    process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001 - as above


async def end(process: asyncio.subprocess.Process) -> None:
    """Ask it to end; see to it that it does."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_EXIT_LIMIT):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
