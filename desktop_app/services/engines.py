"""Engines of the local server, by its own program: listed, installed, removed, and tried out."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
import signal
import sys
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import LocalServerError
from desktop_app.system.json_of_others import numbers, read_json
from desktop_app.system.processes import in_own_session
from desktop_app.words.catalogs import CHINESE, ENGLISH

from .local_service import close_pipes, end, last_words, server_command

if TYPE_CHECKING:
    from collections.abc import Callable

SPEAKING: Final = ("installed", "outdated")
"""States of an engine that can speak."""

_FULL_STOPS: Final = ".。"
_EXIT_LIMIT: Final = 2.0
"""Seconds that the program has to end by itself."""


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """An engine that can speak with the built-in voice.

    Attributes:
        name: What the program calls it.
        title: What people call it.
        state: `absent`, `partial`, `installed`, `damaged` or `outdated`.
        size: Bytes on disk, finished or not.
        download: Bytes of all that is downloaded for it.
        languages: Codes such as `zh`; empty for over a hundred.
        clones: Whether it speaks in voices that are recorded.
        license: Of its model.
        consent: What a person has to accept before it is installed; empty for nothing.
        sources: Hosts from which it comes.
        built_in: Whether it is always there.
    """

    name: str
    title: str
    state: str
    size: int
    download: int
    languages: tuple[str, ...]
    clones: bool
    license: str
    consent: str
    sources: tuple[str, ...]
    built_in: bool


@dataclass(frozen=True, slots=True)
class EngineTest:
    """How an engine did with a sentence in each language.

    Attributes:
        load: Seconds until it was ready.
        first_audio: Seconds to the first sound, the slower language's.
        rate: Seconds that a second of speech took, the slower language's; above 1 there are pauses.
        memory: Bytes that it took at most; 0 where the system doesn't say.
    """

    load: float
    first_audio: float
    rate: float
    memory: int


class Engines:
    """What the local server's program does with engines, as a process of its own for each call.

    A call that is canceled ends its process. A download that was begun is continued next time.

    Args:
        language: In which the program says what it says: `en`, `zh_CN` or `zh_TW`.
    """

    def __init__(self, language: str = ENGLISH) -> None:
        self._language = language
        # One that was canceled has its engine until its program has ended.
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def listed(self) -> list[LocalEngine]:
        """All engines, with what is installed.

        Raises:
            LocalServerError: The program is missing or failed.
        """
        return [_engine(row) for row in await self._run("list") if "name" in row]

    async def install(
        self, name: str, progress: Callable[[int, int], None], *, accept_license: bool = False
    ) -> None:
        """Download an engine, or continue its download.

        Args:
            name: Of the engine.
            progress: Is told, in the loop, how many bytes of how many are here.
            accept_license: Whether the person accepted `LocalEngine.consent`.

        Raises:
            LocalServerError: It can't be installed. What has been downloaded is kept.
        """

        def hear(event: dict[str, Any]) -> None:
            known = numbers(event)
            if event.get("event") == "progress" and {"bytes", "total"} <= known.keys():
                progress(int(known["bytes"]), int(known["total"]))

        accepted = ("--accept-license",) if accept_license else ()
        async with self._turns[name]:
            await self._run("install", name, "--yes", *accepted, ending="installed", hear=hear)

    async def remove(self, name: str) -> list[str]:
        """Delete an engine's files, also of a download that isn't finished.

        Returns:
            Paths of other files in its folder, which are left there.

        Raises:
            LocalServerError: It can't be removed.
        """
        async with self._turns[name]:
            told = await self._run("remove", name, "--yes", ending="removed")
        return [str(path) for path in told[-1].get("left") or []]

    async def test(self, name: str) -> EngineTest:
        """Let an engine make a sentence in Chinese and one in English; nothing is heard.

        Raises:
            LocalServerError: It can't speak.
        """
        told = (await self._run("test", name, ending="tested"))[-1]
        spoken = [numbers(one) for one in told.get("spoken") or []]
        known = numbers(told)
        return EngineTest(
            load=known.get("load", 0.0),
            first_audio=max((one.get("first_audio", 0.0) for one in spoken), default=0.0),
            rate=max((one.get("rate", 0.0) for one in spoken), default=0.0),
            memory=int(known.get("memory", 0)),
        )

    async def _run(
        self,
        *arguments: str,
        ending: str = "",
        hear: Callable[[dict[str, Any]], None] = lambda _: None,
    ) -> list[dict[str, Any]]:
        """Run the program.

        Args:
            arguments: A command of the program.
            ending: The event that has to come last; empty for any.
            hear: Is told each line, in the loop.

        Returns:
            All its lines but those on progress.

        Raises:
            LocalServerError: What the program says, or that it ended without a word.
        """
        command, environment = server_command("engines", *arguments, "--json")
        environment |= _speaking(self._language)
        try:
            process = await _started(command, environment)
        except OSError as error:
            raise LocalServerError("local_not_started", error=error) from error
        words = asyncio.create_task(last_words(process.stderr))
        try:
            lines = await _lines(process, hear)
            code = await process.wait()
            if code == 0 and (not ending or (lines and lines[-1].get("event") == ending)):
                return lines
            await asyncio.wait({words}, timeout=_EXIT_LIMIT)
            said = words.result().strip().splitlines() if words.done() else []
        finally:
            await _end_of(process)
            await asyncio.wait({words}, timeout=_EXIT_LIMIT)
            words.cancel()
            close_pipes(process)
        if said:
            raise LocalServerError("engines_ended_because", words=said[-1].rstrip(_FULL_STOPS))
        raise LocalServerError("engines_ended")


async def _started(command: list[str], environment: dict[str, str]) -> asyncio.subprocess.Process:
    """Start the program; one that is starting when the call is canceled is ended, not left."""
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            **in_own_session(),
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        with suppress(OSError):
            process = await starting
            await _end_of(process)
            close_pipes(process)
        raise


async def _lines(
    process: asyncio.subprocess.Process, hear: Callable[[dict[str, Any]], None]
) -> list[dict[str, Any]]:
    """Read until the program ends.

    Raises:
        LocalServerError: What it says is an error.
    """
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    kept = []
    async for line in process.stdout:
        try:
            event = read_json(line)
        except ValueError:  # a library's own words
            continue
        if not isinstance(event, dict):
            continue
        if event.get("event") == "error":
            raise _meaning(event)
        hear(event)
        if event.get("event") != "progress":
            kept.append(event)
    return kept


def _meaning(event: dict[str, Any]) -> LocalServerError:
    """An error of the program; some of its words say what to enter on a command line."""
    match event:
        case {"key": "offline", "values": {"hosts": str(hosts)}}:
            return LocalServerError("engine_unreachable", hosts=hosts)
        case {"key": "not_downloaded", "values": {"name": str(name), "reason": str(reason)}}:
            return LocalServerError("engine_not_downloaded", name=name, reason=reason)
        case {"key": "wrong_bytes", "values": {"name": str(name), "hosts": str(hosts)}}:
            return LocalServerError("engine_wrong_bytes", name=name, hosts=hosts)
        case {"key": "not_unpacked", "values": {"name": str(name), "reason": str(reason)}}:
            return LocalServerError("engine_not_unpacked", name=name, reason=reason)
        case {"key": "not_installed", "values": {"name": str(name)}}:
            return LocalServerError("engine_not_installed", name=name)
        case _:
            words = str(event.get("message", "")).rstrip(_FULL_STOPS)
            return LocalServerError("engine_trouble", words=words)


def _engine(row: dict[str, Any]) -> LocalEngine:
    counted = numbers(row)
    return LocalEngine(
        name=str(row["name"]),
        title=str(row.get("title") or row["name"]),
        state=str(row.get("state")),
        size=int(counted.get("bytes", 0)),
        download=int(counted.get("download", 0)),
        languages=tuple(map(str, row.get("languages") or ())),
        clones=bool(row.get("clones")),
        license=str(row.get("license") or ""),
        consent=str(row.get("consent") or ""),
        sources=tuple(map(str, row.get("sources") or ())),
        built_in=bool(row.get("built_in")),
    )


def _speaking(language: str) -> dict[str, str]:
    """The environment in which the program speaks a language, whatever the terminal's is."""
    name = language if language in CHINESE else "C"
    return {"LC_ALL": f"{name}.UTF-8", "LANGUAGE": "", "PYTHONUTF8": "1"}


async def _end_of(process: asyncio.subprocess.Process) -> None:
    """Ask it to end as Ctrl-C does, so that it ends its own processes; see to it that it does."""
    if process.returncode is None and sys.platform != "win32":
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        with suppress(TimeoutError):
            async with asyncio.timeout(_EXIT_LIMIT):
                await process.wait()
    await end(process)
