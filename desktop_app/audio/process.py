"""The player's end of its child process: start it, speak to it, hear it, end it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from desktop_app.system.processes import child_command, in_own_group

from . import wire
from .errors import AudioProcessError

if TYPE_CHECKING:
    from collections.abc import Callable

_EXIT_LIMIT: Final = 1.0
_LONGEST_LINE: Final = 1 << 20
_LAST_WORDS: Final = 4096


@dataclass(frozen=True, slots=True)
class ChildKind:
    """What a child does.

    Attributes:
        module: Runs as `__main__`; one of `children.FLAGS`.
        not_started: Key of the error that it cannot be started.
        died: Key of the error that it died.
    """

    module: str
    not_started: str
    died: str


PLAYBACK: Final = ChildKind(
    "desktop_app.audio.child", "playback_not_started", "playback_died_because"
)


# `portaudio` can import no package, or a package finds no library.
_MISSING: Final = "ImportError: nothing reaches PortAudio"


class AudioProcess:
    """A running child.

    Attributes:
        ready: Set once PortAudio is up in the child.
        ended: Set once the child is gone; `last_words` then says more, if it crashed.
    """

    def __init__(self, process: asyncio.subprocess.Process, kind: ChildKind = PLAYBACK) -> None:
        self._process = process
        self._kind = kind
        self._errors = bytearray()
        self.ready = asyncio.Event()
        self.ended = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    async def spawn(
        cls, hear: Callable[[AudioProcess, wire.Message], None], kind: ChildKind = PLAYBACK
    ) -> Self:
        """Start a child; it is `ready` some 0.1 s later.

        Args:
            hear: Called for each status line but the first, and with `{"is": "ended"}` at the end.
            kind: Which child.

        Raises:
            AudioProcessError: It cannot be started.
        """
        arguments, environment = child_command(kind.module)
        try:
            process = await asyncio.create_subprocess_exec(
                *arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=environment,
                limit=_LONGEST_LINE,
                # A session of its own would keep Ctrl-C away as well. But Linux shares the
                # processor out by session, and on a busy machine it stuttered.
                **in_own_group(),
            )
        except OSError as error:
            raise AudioProcessError(kind.not_started, error=error) from error
        child = cls(process, kind)
        child._listening = asyncio.create_task(child._listen(hear), name="audio child")
        return child

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def last_words(self) -> str:
        """What Python in the child wrote to stderr last; empty where all is well."""
        return self._errors.decode(errors="replace").strip()

    async def until_ready(self) -> None:
        """Wait until the child takes orders.

        Raises:
            AudioProcessError: It ended before that.
        """
        ready = asyncio.create_task(self.ready.wait())
        ended = asyncio.create_task(self.ended.wait())
        try:
            await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
            ended.cancel()
        if not self.ready.is_set():
            raise self.error()

    def error(self) -> AudioProcessError:
        """Say in one sentence that the child died, with the line it wrote that tells most."""
        words = self.last_words.splitlines()
        fatal = [line for line in words if line.startswith("Fatal Python error")]
        why = (fatal or words or [f"exit status {self._process.returncode}"])[-1]
        if why.startswith(_MISSING):
            return AudioProcessError("portaudio_missing")
        return AudioProcessError(self._kind.died, words=why.rstrip("."))

    def send(self, message: bytes) -> None:
        """Send a framed message; to a child that is gone it is dropped."""
        stdin = self._process.stdin
        if stdin and not stdin.is_closing():
            # Not drained: the player bounds what it sends ahead by what was heard.
            stdin.write(message)

    async def close(self) -> None:
        """Let the child end by itself; kill it where it does not."""
        if self._process.stdin:
            self._process.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_EXIT_LIMIT):
                await self.ended.wait()
        await self.kill()

    async def kill(self) -> None:
        """End the child at once and wait until it is gone."""
        if not self.ended.is_set():
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        if self._listening:
            await asyncio.wait({self._listening})

    async def _listen(self, hear: Callable[[AudioProcess, wire.Message], None]) -> None:
        reading_errors = asyncio.create_task(self._read_errors())
        out: Any = self._process.stdout
        try:
            while line := await out.readline():
                message = wire.parse(line)
                if message["is"] == "ready":
                    self.ready.set()
                else:
                    hear(self, message)
        finally:
            await self._see_off()  # its stdout is closed: it is going, or of no use
            await asyncio.wait({reading_errors})
            if self._process.stdin:
                self._process.stdin.close()
                with contextlib.suppress(OSError):
                    await self._process.stdin.wait_closed()
            self.ended.set()
            hear(self, {"is": "ended"})

    async def _see_off(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_EXIT_LIMIT):
                await self._process.wait()
                return
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def _read_errors(self) -> None:
        errors: Any = self._process.stderr
        while chunk := await errors.read(_LAST_WORDS):
            self._errors += chunk
            del self._errors[:-_LAST_WORDS]
