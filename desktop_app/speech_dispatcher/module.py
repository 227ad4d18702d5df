"""The program that speech-dispatcher (0.11 and later) starts: its protocol of lines over pipes.

Commands come on stdin; replies are numbered 2xx (done) and 3xx (refused), events 7xx. Where a text
cannot be spoken, the program ends with an error: speech-dispatcher then takes another voice, so
that nobody who depends on it sits in silence.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
import logging
import os
import sys
from typing import TYPE_CHECKING, Final

from desktop_app.reading.interjection import Interjection
from desktop_app.system.control import LONGEST

from .messages import Kind, Manner, text_of
from .voice import Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .voice import Speaker

DEFAULT_VOICE: Final = "CosyVoice"
"""What texts are read in; other voices are the profiles of the settings."""

_LANGUAGES: Final = ("en", "zh")
_LOOK_EVERY: Final = 5.0  # seconds
_KINDS: Final = {str(kind): kind for kind in Kind}
_LOG: Final = logging.getLogger(__name__)


class Module:
    """Obeys speech-dispatcher.

    Args:
        speaker: Speaks.
        reply: Sends a line.
        voices: Says which voices there are besides the default one.
    """

    def __init__(
        self,
        speaker: Speaker,
        reply: Callable[[str], None],
        voices: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._speaker = speaker
        self._reply = reply
        self._voices = voices
        self._manner = Manner()
        self._speaking: asyncio.Task[None] | None = None
        self._ended_by = ""  # the event of a message that is cancelled
        self._failed = asyncio.Event()

    async def run(self, lines: asyncio.StreamReader) -> bool:
        """Obey until nobody commands any more; false if a text could not be spoken."""
        failed = asyncio.create_task(self._failed.wait())
        obeying = asyncio.create_task(self._obey_all(lines))
        try:
            await asyncio.wait({failed, obeying}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (failed, obeying, self._speaking):
                if task is not None:
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)
        return not self._failed.is_set()

    async def _obey_all(self, lines: asyncio.StreamReader) -> None:
        while (command := await _line(lines)) is not None:
            if command == "QUIT":
                self._reply("210 OK QUIT")
                return
            await self._obey(command, lines)

    async def _obey(self, command: str, lines: asyncio.StreamReader) -> None:
        match command.split(" "):
            case ["INIT"]:
                self._reply("299-CosyVoice Home\n299 OK LOADED SUCCESSFULLY")
            case [name] if name in _KINDS:
                await self._speak(_KINDS[name], lines)
            case ["STOP"]:
                self._end("703 STOP")
            case ["PAUSE"]:  # it goes on with the message anew: no place in it is told
                self._end("704 PAUSE")
            case ["SET"]:
                await self._set(lines)
            case ["AUDIO"]:
                await self._audio(lines)
            case ["LOGLEVEL"]:
                self._reply("207 OK RECEIVING LOGLEVEL SETTINGS")
                await _settings(lines)
                self._reply("203 OK LOGLEVEL SET")
            case ["DEBUG", *_]:
                self._reply("200 OK DEBUGGING")
            case ["LIST", "VOICES", *wanted]:
                self._list_voices(wanted)
            case _:
                self._reply("300 ERR UNKNOWN COMMAND")

    async def _speak(self, kind: Kind, lines: asyncio.StreamReader) -> None:
        self._reply("202 OK RECEIVING MESSAGE")
        sent = await _block(lines)
        text = text_of(kind, "\n".join(sent))
        busy = self._speaking is not None and not self._speaking.done()
        if busy or not text:
            self._reply("301 ERROR CANT SPEAK")
            return
        manner = self._manner
        message = Interjection(
            text, manner.speed, manner.volume, manner.language, self._profile(manner)
        )
        self._reply("200 OK SPEAKING")
        self._reply("701 BEGIN")
        self._ended_by = "703 STOP"
        self._speaking = asyncio.create_task(self._speaker.say(message))
        self._speaking.add_done_callback(self._ended)

    def _ended(self, speaking: asyncio.Task[None]) -> None:
        if speaking.cancelled():
            self._reply(self._ended_by)
        elif error := speaking.exception():
            _LOG.error("The text cannot be spoken: %s", error, exc_info=error)
            self._failed.set()
        else:
            self._reply("702 END")

    @staticmethod
    def _profile(manner: Manner) -> str:
        return "" if manner.voice == DEFAULT_VOICE else manner.voice

    def _end(self, event: str) -> None:
        if self._speaking is not None:
            self._ended_by = event
            self._speaking.cancel()

    async def _set(self, lines: asyncio.StreamReader) -> None:
        self._reply("203 OK RECEIVING SETTINGS")
        self._manner.values.update(await _settings(lines))
        self._reply("203 OK SETTINGS RECEIVED")

    async def _audio(self, lines: asyncio.StreamReader) -> None:
        self._reply("207 OK RECEIVING AUDIO SETTINGS")
        settings = await _settings(lines)
        if settings.get("audio_output_method") == "server":
            # We play ourselves: the app fades, pauses and goes on with what it was reading.
            self._reply("303 ERROR INVALID PARAMETER OR VALUE")
        else:
            self._reply("203 OK AUDIO INITIALIZED")

    def _list_voices(self, wanted: Sequence[str]) -> None:
        language = wanted[0].partition("-")[0].lower() if wanted else ""
        for voice in (DEFAULT_VOICE, *self._voices()):
            for spoken in _LANGUAGES:
                if language in ("", spoken):
                    self._reply(f"200-{voice}\t{spoken}\tnone")
        self._reply("200 OK VOICE LIST SENT")


async def _line(lines: asyncio.StreamReader) -> str | None:
    line = await lines.readline()
    return line.decode(errors="replace").rstrip("\r\n") if line.endswith(b"\n") else None


async def _block(lines: asyncio.StreamReader) -> list[str]:
    """All lines to one with a dot alone; a dot before others is doubled on the wire."""
    block = []
    while (line := await _line(lines)) not in (None, "."):
        assert line is not None  # noqa: S101 - mypy does not see it
        block.append(line.removeprefix(".") if line.startswith(".") else line)
    return block


async def _settings(lines: asyncio.StreamReader) -> dict[str, str]:
    return {name: value for name, _, value in (line.partition("=") for line in await _block(lines))}


def _profiles() -> list[str]:
    """Names of profiles, as they are now."""
    from desktop_app.errors import SettingsError  # noqa: PLC0415 - as below
    from desktop_app.settings.settings import load_settings  # noqa: PLC0415 - when it is asked for

    try:
        return [name for name in load_settings().profiles if "\t" not in name]
    except SettingsError:
        return []


async def _watch_parent(lines: asyncio.StreamReader) -> None:
    """End the commands with who gives them: killed, it leaves its pipes to other modules."""
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(_LOOK_EVERY)
    lines.feed_eof()


async def _run() -> bool:
    # What some library prints must not be taken for a reply.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    def reply(line: str) -> None:
        with suppress(BrokenPipeError):  # then stdin ends as well
            print(line, file=replies, flush=True)

    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=LONGEST)
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
    )
    watching = asyncio.create_task(_watch_parent(lines))
    try:
        async with Voice() as voice:
            return await Module(voice, reply, _profiles).run(lines)
    finally:
        watching.cancel()
        transport.close()
        with suppress(BrokenPipeError):
            replies.close()


def main() -> int:
    """Be the module; the exit code says whether all could be spoken."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    return 0 if asyncio.run(_run()) else 1


if __name__ == "__main__":
    sys.exit(main())
