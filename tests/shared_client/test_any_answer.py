"""Whatever a service answers, and whenever it is closed: only errors of the tree come out."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import hashlib
import json
import struct
from typing import TYPE_CHECKING, Any
import zlib

import aiohttp
from hypothesis import example, given, settings
from hypothesis import strategies as st
import pytest

from shared_client import (
    AudioFormat,
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceValueError,
    Dialect,
    SpeechOptions,
    SynthesisMode,
    Timeouts,
    service_url,
)
from shared_client.events import SpeechBodyParser, describe_failure, load_object, parse_task_event
from shared_client.models import AudioSpec
from shared_client.wav import WavReader, streaming_header
from tests.shared_client.service import TOKEN, VOICE, raw_server, result, sse, tone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

OPTIONS = SpeechOptions("cosyvoice-v3-flash-x-y")  # Model Studio need not be asked for its model
DIALECTS = [Dialect.V2, Dialect.MODEL_STUDIO]
LIMITS = Timeouts(connect=1, first_audio=0.3, idle=0.3, cold_start=0)
DEEP = b"[" * 500 + b"]" * 500
STRANGE: list[Any] = [
    *(None, True, 0, -1, 10**30, 1e308, "", "\0", "x" * 5000, "Zm9v", "!", [], {}, [[]], [None]),
    *({"a": {}}, {"error": {"error": "x"}}, {"detail": [[["x"]]]}, {"loc": [{}]}, {"code": []}),
    *(json.loads(DEEP), {"data": [1]}, {"data": 5}, {"audio": []}, {"speech_len": "x"}),
]
WAV = streaming_header(AudioSpec(24_000)) + tone(0.001)
EVENT = {
    "header": {"event": "result-generated", "task_id": None, "error_code": "c", "code": 1},
    "payload": {
        "output": {"audio": {"data": base64.b64encode(WAV).decode()}, "finish_reason": None},
        "metrics": {"speech_len": 0.1},
    },
}


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a JSON value."""
    yield way
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(item, (*way, key))


def with_a(strange: Any, value: Any, way: tuple[Any, ...]) -> Any:
    """The value with something else in one place."""
    if not way:
        return strange
    copy = value.copy()
    copy[way[0]] = with_a(strange, value[way[0]], way[1:])
    return copy


def one_of(*things: Any) -> st.SearchStrategy[Any]:
    """One of these, however long they are."""
    return st.integers(0, len(things) - 1).map(lambda number: things[number])


def mutated(*valid: Any) -> st.SearchStrategy[Any]:
    """One of these values, with something strange in one place or two."""
    return st.sampled_from(valid).flatmap(
        lambda value: st.builds(
            with_a, one_of(*STRANGE), st.just(value), st.sampled_from(list(places(value)))
        )
    )


ANSWERS = mutated(
    [VOICE, VOICE],
    VOICE,
    result(WAV),
    {"output": {"voice_list": [{"voice_id": "v", "status": "OK"}], "voice_id": "v"}},
    {"code": "c", "message": "m"},
    {"detail": [{"loc": ["a", 1], "msg": "m"}]},
    {"error": {"code": "c", "message": "m"}},
)
BODIES = st.one_of(
    ANSWERS.map(lambda value: json.dumps(value).encode()),
    ANSWERS.map(lambda value: sse(value, value)),
    one_of(
        *(b"", b"<html>" + b"<" * 70_000, b"\xff\xfe\x00", b"{", DEEP, b"[" * 100_000),
        *(
            b'{"id": 1e999}',
            b'"\\ud800"',
            b"data: {\n\n",
            b"data:" + DEEP + b"\n\n",
            b"\r\n" * 9,
        ),
        *(
            gzip.compress(b"[]"),
            gzip.compress(b"[]")[:-3],
            zlib.compress(b"[]"),
            b"5\r\nabcde\r\n",
        ),
        *(
            b"5\r\nab",
            b"-5\r\n",
            b"ffffffffffffffffff\r\n",
            b"0\r\nA: b\r\n\r\n",
            b"RIFF\0\0\0\0WAVE",
        ),
    ),
    st.binary(max_size=60),
)
STARTS = one_of(
    *(b"HTTP/1.1 200 OK", b"HTTP/1.1 204 No", b"HTTP/1.1 101 Up", b"HTTP/1.1 100 Go on"),
    *(
        b"HTTP/1.1 301 M",
        b"HTTP/1.1 307 T",
        b"HTTP/1.1 308 P",
        b"HTTP/1.1 304 N",
        b"HTTP/1.1 401 U",
    ),
    *(
        b"HTTP/1.1 402 P",
        b"HTTP/1.1 404 N",
        b"HTTP/1.1 422 U",
        b"HTTP/1.1 450 F",
        b"HTTP/1.1 503 S",
    ),
    *(b"HTTP/1.1 500 E", b"HTTP/1.1 999 X", b"HTTP/1.1 099 X", b"HTTP/9.9 200 OK", b"HTTP/1.1"),
    *(b"HTTP/1.0 200 OK", b"ICY 200 OK", b"HTTP/1.1 2000 OK", b"HTTP/1.1 -20 OK", b"\0\0", b""),
)
LOCATIONS = [
    *(
        b"",
        b"http://",
        b"http:///x",
        b"http://[",
        b"http://[::1",
        b"http://h:99999/",
        b"http://h:x/",
    ),
    *(
        b"//",
        b"//h",
        b"\xff\xfe",
        b"http://a b/",
        b"file:///etc",
        b"javascript:x",
        b"?",
        b"#",
        b"/x%zz",
    ),
    *(
        b"http://" + b"a" * 300 + b"/",
        b"http://u:p@127.0.0.1/",
        b"http://xn--\xc3\xbc/",
        b"mailto:x",
        b"/",
    ),
    *(
        b"http://\xe2\x80\xae/",
        b"http://.../",
        b"http://256.256.256.256/",
        b"http://[v1.x]/",
        b"..",
        b"::",
    ),
]
HEADERS = st.lists(
    one_of(
        *(b"Location: " + place for place in LOCATIONS),
        *(
            b"Content-Type: ;;;",
            b"Content-Type: text/html; charset=no-such",
            b"Content-Type: \xff",
        ),
        *(b"Content-Type: application/json; charset=idna", b"Content-Type: text/event-stream"),
        *(
            b"Content-Length: 5",
            b"Content-Length: -5",
            b"Content-Length: x",
            b"Content-Length: 0",
        ),
        *(b"Content-Length: 99999999999999999999", b"Transfer-Encoding: chunked"),
        *(
            b"Transfer-Encoding: gzip, chunked",
            b"Transfer-Encoding: x",
            b"Content-Encoding: gzip",
        ),
        *(b"Content-Encoding: deflate", b"Content-Encoding: br", b"Content-Encoding: zstd"),
        *(
            b"Content-Encoding: x",
            b"Connection: close",
            b"Connection: upgrade",
            b"Upgrade: websocket",
        ),
        *(
            b"Retry-After: nan",
            b"Retry-After: -1",
            b"Retry-After: , 99 Foo",
            b"Date: x",
            b"X" * 9000,
        ),
        *(
            b"X: " + b"y" * 9000,
            b"Set-Cookie: a=\xff; expires=x",
            b"Set-Cookie: =;;",
            b"A\0: b",
            b": x",
        ),
        *(b"Sec-WebSocket-Accept: x", b"Sec-WebSocket-Extensions: permessage-deflate; x=y"),
    ),
    max_size=4,
)
ENDS = st.sampled_from([b"\r\n\r\n", b"\r\n\r\n", b"\n\n", b"\r\n", b""])
RAW = st.builds(
    lambda start, headers, end, body: (
        start + b"".join(b"\r\n" + one for one in headers) + end + body
    ),
    STARTS,
    HEADERS,
    ENDS,
    BODIES,
)


def frame(opcode: int, data: bytes, *, first: int = 0x80) -> bytes:
    """A WebSocket frame of a server."""
    size = len(data)
    if size < 126:
        return bytes([first | opcode, size]) + data
    return bytes([first | opcode, 127]) + struct.pack(">Q", size) + data


FRAMES = st.one_of(
    mutated(EVENT, {"code": "c", "message": "m"}).map(
        lambda event: frame(1, json.dumps(event).encode())
    ),
    st.sampled_from(["task-started", "task-finished", "task-failed", "", "x"]).map(
        lambda name: frame(1, json.dumps({"header": {"event": name}}).encode())
    ),
    one_of(
        *(
            frame(1, b"\xff"),
            frame(1, DEEP),
            frame(1, b"[" * 100_000),
            frame(2, WAV),
            frame(2, b""),
        ),
        *(
            frame(9, b"ping"),
            frame(10, b"pong"),
            frame(9, b"x" * 200),
            frame(8, b""),
            frame(8, b"\x03"),
        ),
        *(frame(8, b"\x00\x01"), frame(8, b"\x03\xe8\xff"), frame(3, b"x"), frame(11, b"x")),
        *(
            frame(1, b"x", first=0xC0),
            frame(0, b"x"),
            frame(1, b"x", first=0),
            b"\x81",
            b"\xff\xff\xff",
        ),
        *(b"\x81\x7f" + b"\xff" * 8, frame(1, b"{}"), frame(1, b""), b""),
    ),
    st.binary(max_size=30),
)
CALLS: dict[str, Callable[[CosyVoiceClient], Awaitable[object]]] = {
    "list": lambda client: client.list_reference_audio(),
    "get": lambda client: client.get_reference_audio("x"),
    "delete": lambda client: client.delete_reference_audio("x"),
    "upload": lambda client: client.upload_reference_audio(b"ID3", "x"),
    "probe": lambda client: client.probe(),
    "synthesize": lambda client: client.synthesize("x", OPTIONS),
    "stream": lambda client: heard(client.stream("x", OPTIONS)),
    "speak": lambda client: heard(client.speak("x", OPTIONS)),
    "warm_up": lambda client: client.warm_up(),
}


async def heard(stream: Any) -> int:
    async with stream:
        return sum([len(piece) async for piece in stream])


async def failure(call: str, url: str, dialect: Dialect) -> str:
    """Make a call that may fail, but in no other way than was promised; return what is said."""
    complaints: list[str] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: complaints.append(f"{context['message']} {context.get('exception')!r}")
    )
    async with CosyVoiceClient(url, TOKEN, dialect=dialect, timeouts=LIMITS) as client:
        try:
            await CALLS[call](client)
        except CosyVoiceError as error:
            said = str(error)
        else:
            said = "nothing"
    assert complaints == []
    return said


@given(call=st.sampled_from(list(CALLS)), answer=RAW, dialect=st.sampled_from([*Dialect]))
@example(call="list", answer=b"HTTP/1.1 307 T\r\nLocation: http://[\r\n\r\n", dialect=Dialect.V2)
@example(call="warm_up", answer=b"HTTP/1.1 307 T\r\nLocation: //\r\n\r\n", dialect=Dialect.V2)
@settings(max_examples=300)
def test_no_answer_over_http_raises_anything_else(
    call: str, answer: bytes, dialect: Dialect
) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    async def run() -> None:
        async with asyncio.timeout(20), raw_server(handle) as url:
            said = await failure(call, url, dialect)
        assert said
        assert TOKEN not in said

    asyncio.run(run())


@given(
    call=st.sampled_from(["speak", "warm_up"]),
    frames=st.lists(FRAMES, max_size=6),
    resets=st.booleans(),
    dialect=st.sampled_from(DIALECTS),
)
@settings(max_examples=300)
def test_nothing_said_over_a_websocket_raises_anything_else(
    call: str, frames: list[bytes], dialect: Dialect, *, resets: bool
) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        (key,) = [
            line.partition(b": ")[2]
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"sec-websocket-key")
        ]
        accept = hashlib.sha1(  # noqa: S324 - the protocol's
            key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        ).digest()
        writer.write(
            b"HTTP/1.1 101 Up\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(accept) + b"\r\n\r\n"
        )
        if call == "speak":
            await reader.read(1)
        for one in frames:
            writer.write(one)
            await asyncio.sleep(0)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        if resets:
            writer.transport.abort()

    async def run() -> None:
        async with asyncio.timeout(20), raw_server(handle) as url:
            assert await failure(call, url, dialect)

    asyncio.run(run())


@given(event=mutated(EVENT))
def test_no_event_raises_anything_else(event: Any) -> None:
    with contextlib.suppress(CosyVoiceError):
        parse_task_event(load_object(json.dumps(event)))


@given(body=BODIES)
def test_no_body_of_speech_raises_anything_else(body: bytes) -> None:
    parser = SpeechBodyParser()
    with contextlib.suppress(CosyVoiceError):
        for read in (parser.feed(body), parser.finish()):
            for _ in read:
                pass


def test_a_failure_within_a_failure_is_followed_only_so_far() -> None:
    data: Any = "at last"
    for number in range(5000):
        data = [{"error": data}, {"detail": data}][number % 2] if number % 3 else [data]
    assert describe_failure(data) == ("", "")
    assert describe_failure({"error": {"detail": [{"msg": "at last"}]}}) == ("", "at last")


@given(
    fmt=st.builds(
        lambda *numbers: struct.pack("<HHIIHH", *numbers),
        *(st.integers(0, 0xFFFF), st.sampled_from([0, 1, 2, 6, 64, 65, 32_768, 0xFFFF])),
        *(st.sampled_from([0, 1, 8000, 768_000, 768_001, 0xFFFF_FFFF]), st.just(0), st.just(0)),
        st.sampled_from([0, 1, 8, 16, 24, 32, 64, 0xFFFF]),
    )
    | st.binary(min_size=16, max_size=16)
)
@example(struct.pack("<HHIIHH", 1, 2, 0xFFFF_FFFF, 0, 0, 16))
def test_no_shape_of_a_wav_raises_anything_else(fmt: bytes) -> None:
    size = struct.pack("<I", len(fmt))
    wav = b"RIFF\0\0\0\0WAVEfmt " + size + fmt + b"data\0\0\0\0" + bytes(range(250))
    reader = WavReader(AudioSpec(24_000))
    with contextlib.suppress(CosyVoiceError):
        reader.feed(wav)
        assert reader.spec is not None
        assert len(streaming_header(reader.spec)) == 44


@given(
    address=st.text(max_size=40)
    | st.builds(
        "{}://{}:{}/{}".format,
        st.sampled_from(["http", "https", "ws", "wss", "ftp", ""]),
        st.text(max_size=10) | st.sampled_from(["[", "[::1]", "a" * 70, "xn--a", "h", "\udc80"]),
        st.sampled_from(["", "0", "80", "99999", "-1", "x", "١"]),
        st.text(max_size=5),
    )
)
def test_no_address_raises_anything_else(address: str) -> None:
    with contextlib.suppress(CosyVoiceValueError):
        service_url(address)


HALF = "a\ud83d"
"""Half of an emoji: a pair that was cut."""


async def test_a_text_with_half_a_character_is_sent_whole_otherwise() -> None:
    sent: list[bytes] = []
    answer = json.dumps(result(WAV)).encode()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        sent.append(await reader.read(1 << 16))
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + answer)

    async with (
        raw_server(handle) as url,
        CosyVoiceClient(url, TOKEN, dialect=Dialect.V2, timeouts=LIMITS) as client,
    ):
        style = SpeechOptions("x", SynthesisMode.NATURAL_LANGUAGE_REPLICATION, instruct=HALF)
        await client.synthesize(HALF + "b", style)
        said = json.loads(sent[0])["input"]
        assert (said["text"], said["instruct"]) == ("a\ufffdb", "a\ufffd")
        with contextlib.suppress(CosyVoiceError):  # the answer is no voice
            await client.upload_reference_audio(b"RIFF", HALF, filename=HALF + ".wav")
        assert "a\ufffd.wav".encode() in sent[1]
        for pieces in ([HALF, "b"], [HALF, "", "b"]):
            with pytest.raises(CosyVoiceConnectionError):  # it is no WebSocket
                await heard(client.speak(pieces, OPTIONS, segmented=True))
    with pytest.raises(CosyVoiceValueError, match="isn't a valid voice ID"):
        SpeechOptions("x\ud83d")


@pytest.mark.parametrize(
    ("lent", "dialect"), [(False, Dialect.V2), (True, Dialect.V2), (False, Dialect.MODEL_STUDIO)]
)
@pytest.mark.parametrize("call", [*CALLS])
@pytest.mark.parametrize("moment", ["asking", "reading", "waiting", "started"])
async def test_closing_in_the_middle_is_said_as_such(
    call: str, moment: str, dialect: Dialect, *, lent: bool
) -> None:
    asked = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if moment == "reading":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[")
        if moment == "waiting":
            writer.write(b"HTTP/1.1 503 S\r\nContent-Length: 0\r\nRetry-After: 3\r\n\r\n")
        await writer.drain()
        asked.set()
        await asyncio.sleep(10)

    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession()) if lent else None
        url = await stack.enter_async_context(raw_server(handle))
        client = CosyVoiceClient(url, TOKEN, session=session, dialect=dialect)
        asking = asyncio.ensure_future(CALLS[call](client))
        if moment != "started":
            await asked.wait()
            await asyncio.sleep(0.05)
        await client.close()
        # There, its status says all.
        done_with = {"delete"} if (moment, dialect) == ("reading", Dialect.V2) else set()
        async with asyncio.timeout(3):
            if call in done_with:
                with contextlib.suppress(CosyVoiceConnectionError):
                    await asking
            else:
                with pytest.raises(CosyVoiceError) as refused:
                    await asking
                upgraded = {"speak", "warm_up"} | (
                    {"stream", "synthesize"} if dialect is Dialect.MODEL_STUDIO else set()
                )
                if not (call in upgraded and moment == "reading"):
                    assert refused.value.key in {"client_closed", "stream_closed"}


async def test_a_lent_session_that_is_closed_is_said_as_such() -> None:
    async with aiohttp.ClientSession() as session:
        client = CosyVoiceClient("http://127.0.0.1:9", TOKEN, session=session, dialect=Dialect.V2)
    for call in CALLS.values():
        with pytest.raises(CosyVoiceConnectionError):
            await call(client)


@pytest.mark.parametrize("call", ["stream", "speak"])
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_stream_that_is_closed_while_it_is_opened_stays_closed(
    call: str, dialect: Dialect
) -> None:
    asked, gone = asyncio.Event(), asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await asyncio.sleep(0.2)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n: x\n\n")
        with contextlib.suppress(ConnectionError):
            await reader.read()
        gone.set()

    async with (
        raw_server(handle) as url,
        CosyVoiceClient(url, TOKEN, dialect=dialect) as client,
    ):
        stream = (client.stream if call == "stream" else client.speak)("x", OPTIONS)
        starting = asyncio.ensure_future(stream.start())
        await asked.wait()
        await stream.aclose()
        with pytest.raises(CosyVoiceError):
            await starting
        async with asyncio.timeout(3):
            await gone.wait()


@pytest.mark.parametrize("output", [AudioFormat.WAV, AudioFormat.PCM, AudioFormat.MP3])
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_cancelling_goes_through(output: AudioFormat, dialect: Dialect) -> None:
    async def handle(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    options = SpeechOptions("x", output_format=output)
    async with (
        raw_server(handle) as url,
        CosyVoiceClient(url, TOKEN, dialect=dialect) as client,
    ):
        calls = [call(client) for call in CALLS.values()]
        for call in (*calls, client.synthesize("x", options)):
            asking = asyncio.ensure_future(call)
            await asyncio.sleep(0.02)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
