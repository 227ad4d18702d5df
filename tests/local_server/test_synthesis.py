"""Who may speak, and that an engine's fault is the engine's, on every transport."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, TCPConnector, WSServerHandshakeError, web
import pytest

from local_server import synthesis
from local_server.engines import State

from .running import (
    TOKEN,
    Answer,
    Running,
    SlowEngine,
    Socket,
    audio_of,
    eventually,
    running,
    speech_body,
    voice_pcm,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from aiohttp import ClientResponse

    from local_server.engines import Style, Voice

LONG = "从前有座山。" * 300
"""Text whose speech fits into no socket's buffer."""


@pytest.fixture
def engine() -> SlowEngine:
    engine = SlowEngine()
    engine.go.set()
    return engine


async def everybody_can_speak(server: Running, voice: str) -> None:
    """On every transport."""
    answer = await server.speech("你好。", voice)
    assert answer.status == 200, answer
    assert audio_of(answer.data)
    assert await server.events("你好。", voice)
    async with await server.socket() as socket:
        assert await socket.say(voice, "你好。")


async def ask(server: Running, voice: str, text: str, *, stream: bool = True) -> ClientResponse:
    """Ask for speech, and read nothing of it."""
    return await server.session.post(
        f"{server.url}/api/v1/audio/speech",
        headers={"Authorization": f"Bearer {TOKEN}"},
        json=speech_body(text, voice, stream=stream, sample_rate=48_000),
    )


async def ask_socket(server: Running, voice: str) -> Socket:
    socket = await server.socket()
    await socket.run(voice, sample_rate=48_000)
    await socket.expect("task-started")
    await socket.text(LONG)
    await socket.finish()
    return socket


def all_rest(server: Running, count: int) -> Callable[[], bool]:
    """Whether so many tasks are open, and none of them has work."""
    tasks = server.service.speaker._tasks
    return lambda: len(tasks) == count and not any(task.turn.wanted for task in tasks)


async def standstill(server: Running, engine: SlowEngine, count: int) -> None:
    """Wait until so many readers have all that their sockets hold."""
    made = -1
    async with asyncio.timeout(30):
        while made != engine.made or not all_rest(server, count)():
            made = engine.made
            await asyncio.sleep(0.3)


async def test_tasks_without_text_keep_nobody_from_speaking(
    tmp_path: Path, engine: SlowEngine
) -> None:
    async with (
        running(tmp_path, engine=engine) as server,
        ClientSession(connector=TCPConnector(limit=0)) as server.session,
        AsyncExitStack() as open_sockets,
    ):
        voice = await server.voice()
        idle = [await open_sockets.enter_async_context(await server.socket()) for _ in range(150)]
        for number, socket in enumerate(idle):
            await socket.run(voice)
            await socket.expect("task-started")
            if number % 2:  # some have spoken before
                await socket.text("你好。")
                await socket.expect("result-generated")
        await eventually(all_rest(server, 150))
        await everybody_can_speak(server, voice)
        for socket in idle[:3]:
            await socket.text("再见。")
            await socket.finish()
            assert await socket.results()


async def test_readers_that_stand_still_keep_nobody_from_speaking(
    tmp_path: Path, engine: SlowEngine
) -> None:
    async with running(tmp_path, engine=engine, running=1, waiting=1) as server:
        voice = await server.voice()
        stuck = [await ask(server, voice, LONG), await ask(server, voice, LONG)]
        await standstill(server, engine, 2)
        async with await ask_socket(server, voice):
            await standstill(server, engine, 3)
            await everybody_can_speak(server, voice)
            # They have missed nothing.
            assert (await stuck[0].read()).endswith(b"\n\n")
        for answer in stuck:
            answer.close()


@pytest.mark.parametrize("transport", ["events", "socket", "json"])
async def test_a_reader_that_stands_still_is_given_up(
    tmp_path: Path, engine: SlowEngine, transport: str
) -> None:
    async with running(tmp_path, engine=engine, running=1, waiting=0, patience=0.5) as server:
        voice = await server.voice()
        if transport == "socket":
            socket = await ask_socket(server, voice)
            ended: Awaitable[Any] = asyncio.create_task(drained(socket))
        else:
            answer = await ask(server, voice, LONG, stream=transport == "events")
            ended = asyncio.create_task(answer.read())
        await asyncio.sleep(0)
        pause(answer if transport != "socket" else socket.ws._response)
        await eventually(lambda: bool(server.service.speaker._tasks))
        await eventually(lambda: not server.service.speaker._tasks, 10)
        resume(answer if transport != "socket" else socket.ws._response)
        async with asyncio.timeout(5):
            assert await asyncio.gather(ended, return_exceptions=True)
        await everybody_can_speak(server, voice)


async def drained(socket: Socket) -> None:
    while not (await socket.ws.receive()).type.name.startswith("CLOS"):
        pass


def pause(answer: ClientResponse) -> None:
    assert answer.connection is not None
    assert answer.connection.transport is not None
    answer.connection.transport.pause_reading()


def resume(answer: ClientResponse) -> None:
    if answer.connection is not None and answer.connection.transport is not None:
        answer.connection.transport.resume_reading()


async def test_open_tasks_are_counted(
    tmp_path: Path, engine: SlowEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis, "OPEN", 3)
    async with running(tmp_path, engine=engine, running=1, waiting=0) as server:
        voice = await server.voice()
        async with AsyncExitStack() as open_sockets:
            sockets = [await open_sockets.enter_async_context(await server.socket()) for _ in "abc"]
            for socket in sockets:
                await socket.run(voice)
                await socket.expect("task-started")
            refused = await server.speech("你好。", voice)
            assert refused.status == 503
        await eventually(lambda: not server.service.speaker._tasks)
        await everybody_can_speak(server, voice)


async def test_text_of_all_tasks_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis, "MAX_TEXT", 25_000)
    engine = SlowEngine()
    async with running(tmp_path, engine=engine) as server:
        voice = await server.voice()
        async with await server.socket() as first, await server.socket() as second:
            for socket in (first, second):
                await socket.run(voice)
                await socket.expect("task-started")
            await first.text("你好。" * 5_000)
            await eventually(lambda: engine.active == 1)
            await second.text("你好。" * 5_000)
            header = (await second.expect("task-failed"))["header"]
            assert header["error_code"] == "Busy"


async def test_json_answers_that_are_kept_are_counted(
    tmp_path: Path, engine: SlowEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis, "MAX_KEPT", 100_000)
    async with running(tmp_path, engine=engine) as server:
        voice = await server.voice()
        refused = await server.speech("你好。" * 20, voice)
        assert refused.status == 503
        assert "set stream to true" in refused.data["message"]
        assert (await server.speech("你好。", voice)).status == 200


async def test_busy_is_told_before_the_upgrade(tmp_path: Path) -> None:
    engine = SlowEngine()
    async with running(tmp_path, engine=engine, running=1, waiting=0) as server:
        voice = await server.voice()
        call = asyncio.create_task(server.speech("你好。", voice))
        await eventually(lambda: engine.active == 1)
        for path in ("api-ws/v1/audio/speech", "v1/audio/speech/ws"):
            await refused_upgrade(server, path)
        engine.go.set()
        assert (await call).status == 200
        await everybody_can_speak(server, voice)
        await server.service.speaker.stop(0)
        await refused_upgrade(server, "api-ws/v1/audio/speech")


async def refused_upgrade(server: Running, path: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with pytest.raises(WSServerHandshakeError) as refused:
        await server.session.ws_connect(f"{server.url}/{path}", headers=headers)
    assert refused.value.status == 503
    assert refused.value.headers is not None
    assert int(refused.value.headers["Retry-After"]) > 0


class OddError(BaseException):
    """Of no class that anybody expects."""


FAULTS = [
    ValueError("x"),
    ConnectionError("its own server is gone"),
    ConnectionResetError("the same"),
    BrokenPipeError("and again"),
    TimeoutError(),
    OSError(28, "no space"),
    asyncio.CancelledError(),
    StopAsyncIteration(),
    StopIteration(),
    SystemExit(3),
    KeyboardInterrupt(),
    GeneratorExit(),
    MemoryError(),
    RecursionError(),
    web.HTTPFound("/elsewhere"),
    BaseExceptionGroup("two", [SystemExit(1), ValueError()]),
    OddError(),
]


class FaultyEngine(SlowEngine):
    """Fails in a given way on the text of the tests, and on no other.

    Args:
        fault: What it raises.
        made: Pieces that it makes before.
    """

    def __init__(self, fault: BaseException, made: int = 0) -> None:
        super().__init__()
        self.go.set()
        self.fault = fault
        self.before = made

    async def speak(
        self, text: AsyncIterator[str], _voice: Voice, _style: Style
    ) -> AsyncGenerator[bytes, None]:
        async for piece in text:
            if piece.startswith("坏"):
                for _ in range(self.before):
                    yield voice_pcm(0.5)
                raise self.fault
            yield voice_pcm(0.5)


@pytest.mark.parametrize("made", [0, 2])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
async def test_a_fault_of_an_engine_is_told_as_its_own(
    tmp_path: Path, fault: BaseException, made: int
) -> None:
    async with running(tmp_path, engine=FaultyEngine(fault, made)) as server:
        await engine_fails(server, made)


async def engine_fails(server: Running, made: int = 0) -> None:
    """Each transport says so, and goes on."""
    voice = await server.voice()
    for attempt in range(2):
        async with asyncio.timeout(10):
            answer = await server.speech("坏。", voice)
        assert (answer.status, answer.data["code"]) == (500, "EngineError"), attempt
        if made:
            async with asyncio.timeout(10):
                error = (await server.events("坏。", voice))[-1]["error"]
            assert error["code"] == "EngineError"
        else:
            async with asyncio.timeout(10):
                answer = await server.speech("坏。", voice, stream=True)
            assert (answer.status, answer.data["code"]) == (500, "EngineError")
    async with await server.socket() as socket:
        for _ in range(2):
            await socket.run(voice)
            await socket.expect("task-started")
            await socket.text("坏。")
            while (event := await socket.event())["header"]["event"] == "result-generated":
                pass
            assert event["header"]["event"] == "task-failed"
            assert event["header"]["error_code"] == "EngineError"
            assert event["header"]["task_id"] == socket.task_id
        assert await socket.say(voice, "还在。")
    assert not server.service.speaker._tasks
    await everybody_can_speak(server, voice)


class Misbehaving(SlowEngine):
    """Speaks in a given way on the text of the tests, and as it should on any other."""

    def __init__(self, way: Callable[[], Any]) -> None:
        super().__init__()
        self.go.set()
        self.way = way

    def speak(
        self, text: AsyncIterator[str], voice: Voice, style: Style
    ) -> AsyncGenerator[bytes, None]:
        first: str = text._first  # type: ignore[attr-defined]  # only to know whose text it is
        return self.way() if first.startswith("坏") else super().speak(text, voice, style)


def raises_at_once() -> Any:
    raise ConnectionError("not even begun")


def gives_nothing() -> Any:
    return None


def gives_a_list() -> Any:
    return [b"\0\0"]


async def gives_text() -> AsyncGenerator[Any, None]:
    yield "audio"


async def gives_none() -> AsyncGenerator[Any, None]:
    yield None


async def gives_half_a_sample() -> AsyncGenerator[Any, None]:
    yield b"\0\0\0"


async def breaks_while_it_is_closed() -> AsyncGenerator[Any, None]:
    try:
        yield b"\0"
    finally:
        raise SystemExit(4)


async def goes_on_when_it_is_closed() -> AsyncGenerator[Any, None]:
    try:
        yield b"\0"
    except GeneratorExit:
        yield b"\0"


class NoGenerator:
    """Gives audio, and can't be closed."""

    def __aiter__(self) -> NoGenerator:
        return self

    async def __anext__(self) -> bytes:
        return b"\0"


@pytest.mark.parametrize(
    "way",
    [
        raises_at_once,
        gives_nothing,
        gives_a_list,
        gives_text,
        gives_none,
        gives_half_a_sample,
        breaks_while_it_is_closed,
        goes_on_when_it_is_closed,
        NoGenerator,
    ],
)
async def test_an_engine_that_misbehaves_is_told_as_such(
    tmp_path: Path, way: Callable[[], Any]
) -> None:
    async with running(tmp_path, engine=Misbehaving(way)) as server:
        await engine_fails(server)


@pytest.mark.parametrize("stream", [True, False])
async def test_an_engine_that_does_not_stop_is_left_behind(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    *,
    stream: bool,
) -> None:
    monkeypatch.setattr(synthesis, "_LAST_BREATH", 0.05)
    free = asyncio.Event()
    begun = asyncio.Event()

    async def holds_on() -> AsyncGenerator[Any, None]:
        yield b"\0\0" * 24_000
        begun.set()
        while not free.is_set():
            try:
                await free.wait()
            except asyncio.CancelledError:
                continue

    async with running(tmp_path, engine=Misbehaving(holds_on), running=1, waiting=0) as server:
        voice = await server.voice()
        call = asyncio.create_task(server.speech("坏。", voice, stream=stream))
        async with asyncio.timeout(5):
            await begun.wait()
        call.cancel()
        await eventually(lambda: not server.service.speaker._tasks)
        await everybody_can_speak(server, voice)
        free.set()
        await asyncio.sleep(0.05)
    assert "doesn't stop" in caplog.text


async def test_admission_follows_the_work_that_waits(tmp_path: Path) -> None:
    """It is full when the engine has to work for longer than callers wait, not by their number."""
    engine = SlowEngine()
    async with (
        running(tmp_path, engine=engine, longest=60) as server,
        ClientSession(connector=TCPConnector(limit=0)) as server.session,
    ):
        voice = await server.voice()
        engine.rate = 0.001
        calls = [asyncio.create_task(server.speech("你好。", voice)) for _ in range(130)]
        await eventually(lambda: len(server.service.speaker._tasks) == 130)
        assert (await health(server)).status == 200
        engine.rate = 1.0
        refused = await server.speech("你好。", voice)
        assert (refused.status, refused.data["code"]) == (503, "Busy")
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert (await health(server)).headers["Retry-After"] == refused.headers["Retry-After"]
        await refused_upgrade(server, "api-ws/v1/audio/speech")
        engine.go.set()
        assert {(await call).status for call in calls} == {200}
        await everybody_can_speak(server, voice)
        assert (await health(server)).status == 200


async def test_one_who_has_very_much_to_say_does_not_fill_the_server_alone(tmp_path: Path) -> None:
    engine = SlowEngine()
    engine.rate = 1.0
    async with running(tmp_path, engine=engine, longest=10) as server:
        voice = await server.voice()
        long = asyncio.create_task(server.speech("你好。" * 20, voice))
        await eventually(lambda: engine.active == 1)
        short = asyncio.create_task(server.speech("你好。", voice))
        await eventually(lambda: engine.active == 2)
        engine.go.set()
        assert ((await short).status, (await long).status) == (200, 200)


async def health(server: Running) -> Answer:
    return await server.call("GET", "healthz", token=None)


async def test_a_server_whose_engine_is_loading_says_so_to_a_balancer(tmp_path: Path) -> None:
    engine = SlowEngine()
    engine.go.set()
    async with running(tmp_path, engine=engine) as server:
        voice = await server.voice()
        engine.state = State.LOADING
        answer = await health(server)
        assert (answer.status, answer.data["code"]) == (503, "EngineLoading")
        assert int(answer.headers["Retry-After"]) > 0
        assert (await server.speech("你好。", voice)).status == 200  # who asks all the same waits
        engine.state = State.READY
        assert (await health(server)).data == {"status": "ok", "engine": "slow"}


async def test_a_task_that_is_over_takes_no_turn() -> None:
    turns = asyncio.Semaphore(1)
    turn = synthesis._Turn(turns, wanted=True)
    await turn.take()
    turn.end()
    with pytest.raises(RuntimeError, match="over"):
        await turn.take()
    assert not turns.locked()
