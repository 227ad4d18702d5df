"""The protocol of lines, as speech-dispatcher's own modules speak it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.reading.interjection import Interjection
from desktop_app.speech_dispatcher.messages import Kind, Manner, text_of
from desktop_app.speech_dispatcher.module import Module

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Speaker:
    """Says a message for as long as it is told to."""

    def __init__(self) -> None:
        self.said: list[Interjection] = []
        self.over = asyncio.Event()
        self.failure: Exception | None = None

    async def say(self, message: Interjection) -> None:
        self.said.append(message)
        await self.over.wait()
        self.over.clear()
        if self.failure is not None:
            raise self.failure


class Server:
    """speech-dispatcher's end of the pipes."""

    def __init__(self) -> None:
        self.speaker = Speaker()
        self.lines = asyncio.StreamReader()
        self.replies: list[str] = []
        self._told = 0
        self._news = asyncio.Event()
        self.module = Module(self.speaker, self._take, lambda: ["Calm"])

    def _take(self, line: str) -> None:
        self.replies.append(line)
        self._news.set()

    def send(self, *lines: str) -> None:
        self.lines.feed_data("".join(f"{line}\n" for line in lines).encode())

    async def answer(self, last: str) -> list[str]:
        """All that is replied, down to a line that begins so."""
        async with asyncio.timeout(5):
            while not any(line.startswith(last) for line in self.replies[self._told :]):
                self._news.clear()
                await self._news.wait()
        answer = self.replies[self._told :]
        self._told = len(self.replies)
        return answer


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[Server, asyncio.Task[bool]]]:
    server = Server()
    running = asyncio.create_task(server.module.run(server.lines))
    try:
        yield server, running
    finally:
        server.lines.feed_eof()
        async with asyncio.timeout(10):
            await running


async def test_the_greeting_and_the_settings() -> None:
    async with serving() as (server, running):
        server.send("INIT")
        assert await server.answer("299") == ["299-CosyVoice Home\n299 OK LOADED SUCCESSFULLY"]
        server.send("AUDIO", "audio_output_method=server", ".")
        assert (await server.answer("3"))[-1] == "303 ERROR INVALID PARAMETER OR VALUE"
        server.send("AUDIO", "audio_output_method=pulse", "audio_pulse_device=default", ".")
        assert await server.answer("203") == [
            "207 OK RECEIVING AUDIO SETTINGS",
            "203 OK AUDIO INITIALIZED",
        ]
        server.send("LOGLEVEL", "log_level=3", ".")
        assert (await server.answer("203"))[-1] == "203 OK LOGLEVEL SET"
        server.send("DEBUG ON /tmp/some where", "DANCE")
        assert await server.answer("300") == ["200 OK DEBUGGING", "300 ERR UNKNOWN COMMAND"]
        server.send("QUIT")
        assert await server.answer("210") == ["210 OK QUIT"]
        assert await running is True


async def test_voices() -> None:
    async with serving() as (server, _):
        server.send("LIST VOICES")
        assert await server.answer("200 ") == [
            "200-CosyVoice\ten\tnone",
            "200-CosyVoice\tzh\tnone",
            "200-Calm\ten\tnone",
            "200-Calm\tzh\tnone",
            "200 OK VOICE LIST SENT",
        ]
        server.send("LIST VOICES zh-CN none")
        assert await server.answer("200 ") == [
            "200-CosyVoice\tzh\tnone",
            "200-Calm\tzh\tnone",
            "200 OK VOICE LIST SENT",
        ]


async def test_a_message_in_its_manner() -> None:
    async with serving() as (server, _):
        server.send("SET", "rate=100", "volume=0", "language=zh", "synthesis_voice=Calm")
        server.send("punctuation_mode=none", ".", "SPEAK", "<speak>One &lt; two,")
        server.send("..5 <mark name='x'/>three</speak>", ".")
        assert await server.answer("701") == [
            "203 OK RECEIVING SETTINGS",
            "203 OK SETTINGS RECEIVED",
            "202 OK RECEIVING MESSAGE",
            "200 OK SPEAKING",
            "701 BEGIN",
        ]
        server.speaker.over.set()
        assert await server.answer("702") == ["702 END"]
        assert server.speaker.said == [Interjection("One < two,\n.5 three", 2.0, 0.5, "zh", "Calm")]
        server.send("SET", "rate=-100", "volume=100", "language=NULL", "synthesis_voice=CosyVoice")
        server.send(".", "KEY", "shift_a", ".")
        server.speaker.over.set()
        await server.answer("702")
        assert server.speaker.said[1] == Interjection("shift a", 0.5, 1.0, "", "")


@pytest.mark.parametrize(("command", "event"), [("STOP", "703 STOP"), ("PAUSE", "704 PAUSE")])
async def test_a_stop_is_a_stop(command: str, event: str) -> None:
    async with serving() as (server, _):
        server.send(command)  # nothing is spoken: no word about it
        for _ in range(3):  # also before it has begun
            server.send("SPEAK", "<speak>Long.</speak>", ".", command)
            assert (await server.answer(event[:3]))[-2:] == ["701 BEGIN", event]
        server.send("SPEAK", "Long.", ".")
        await server.answer("701")
        server.send("SPEAK", "At the same time.", ".")
        assert (await server.answer("301"))[-1] == "301 ERROR CANT SPEAK"
        server.send(command)
        assert await server.answer(event[:3]) == [event]
        server.send("SPEAK", "<speak></speak>", ".")
        assert (await server.answer("301"))[-1] == "301 ERROR CANT SPEAK"


async def test_who_cannot_speak_makes_way() -> None:
    async with serving() as (server, running):
        server.speaker.failure = ValueError("no service")
        server.send("SPEAK", "Hello.", ".")
        await server.answer("701")
        server.speaker.over.set()
        assert await running is False
        assert server.replies[-1] == "701 BEGIN"


async def test_a_server_that_dies_ends_it() -> None:
    server = Server()
    running = asyncio.create_task(server.module.run(server.lines))
    server.send("SPEAK", "Hello.", ".")
    await server.answer("701")
    server.lines.feed_data(b"SPEAK\nhalf a mess")
    server.lines.feed_eof()
    assert await running is True


@pytest.mark.parametrize(
    ("kind", "sent", "said"),
    [
        (Kind.TEXT, "<speak>It&apos;s &amp;lt; &quot;so&quot;</speak>", 'It\'s &lt; "so"'),
        (Kind.TEXT, "$(rm -rf ~) `id` ' \" \\", "$(rm -rf ~) `id` ' \" \\"),
        (Kind.CHAR, ",", "comma"),
        (Kind.CHAR, "a", "a"),
        (Kind.CHAR, "space", "space"),
        (Kind.CHAR, "\x01", "\x01"),
        (Kind.KEY, "control_shift_x", "control shift x"),
        (Kind.SOUND_ICON, "new-message", "new message"),
    ],
)
def test_what_is_said(kind: Kind, sent: str, said: str) -> None:
    assert text_of(kind, sent) == said


def test_manners_within_their_bounds() -> None:
    assert Manner().speed == 1.0
    assert Manner().volume == 1.0
    assert Manner({"rate": "500", "volume": "-500"}).speed == 2.0
    assert Manner({"rate": "nonsense", "volume": "-500"}).volume == 0.0
    assert 0.7 < Manner({"rate": "-50"}).speed < 0.71


def test_it_starts_without_what_only_a_reader_of_its_own_needs() -> None:
    program = (
        "import sys, desktop_app.speech_dispatcher.module;"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout.split()
    slow = {"aiohttp", "yarl", "regex", "numpy", "av", "sentencex", "voluptuous", "keyring"}
    assert not slow & set(loaded)
