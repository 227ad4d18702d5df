"""Speech over the duplex WebSocket, from services that behave well and badly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from time import perf_counter
from typing import Any

import aiohttp
from aiohttp import WSMsgType, web
import pytest

from shared_client import (
    AudioFormat,
    AudioSpec,
    CosyVoiceAuthError,
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoiceNotFoundError,
    CosyVoiceProtocolError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
    Dialect,
    SpeechOptions,
    SpeechStream,
    Timeouts,
    duplex,
)
from shared_client.wav import streaming_header, wav_file
from tests.shared_client.service import (
    OPTIONS,
    SOON,
    VOICE,
    Service,
    Task,
    client,
    refusing,
    serving,
    tone,
)

PCM = tone(0.2)
SPEC = AudioSpec(24_000)
FILE = wav_file(PCM, SPEC)
WHOLE = streaming_header(SPEC) + PCM
Conversation = Callable[[Task], Awaitable[None]]


def limits(**seconds: float) -> Timeouts:
    return Timeouts(**{"connect": 5, "first_audio": 5, "idle": 5, "cold_start": 5, **seconds})


async def good(task: Task) -> None:
    """One task after another, as documents 001 to 004 show them."""
    while await task.run_task():
        await task.started()
        if not await task.all_text():
            return
        await task.audio(streaming_header(SPEC) + PCM, speech_len=0.2)
        await task.finished()


def once(*steps: Conversation | bytes) -> Conversation:
    """One task: accepted, its text heard, then these steps."""

    async def conversation(task: Task) -> None:
        if not await task.run_task():
            return
        await task.started()
        if not await task.all_text():
            return
        for step in steps:
            if isinstance(step, bytes):
                await task.audio(step)
            else:
                await step(task)

    return conversation


async def finished(task: Task) -> None:
    await task.finished()


async def linger(task: Task) -> None:
    """Stay until the client goes."""
    while (await task.socket.receive()).type is WSMsgType.TEXT:
        pass


async def collect(stream: SpeechStream) -> bytes:
    return b"".join([chunk async for chunk in stream])


async def spoken(service: Service, options: SpeechOptions = OPTIONS, **arguments: Any) -> bytes:
    async with client(service, **arguments) as voices, voices.speak("你好。", options) as stream:
        return await collect(stream)


async def test_a_task(service: Service) -> None:
    tasks: list[Task] = []

    async def conversation(task: Task) -> None:
        tasks.append(task)
        await good(task)

    service.task = conversation
    async with client(service) as voices:
        async with voices.speak("Hello there. 你好!", OPTIONS) as stream:
            await stream.start()
            assert stream.request_id == tasks[0].task_id
            assert await collect(stream) == WHOLE
            assert stream.format == SPEC
            metrics = stream.metrics
    assert "".join(tasks[0].texts).strip() == "Hello there. 你好!"
    assert tasks[0].parameters["reference_audio_id"] == VOICE["id"]
    assert tasks[0].parameters["debug"] is True
    assert not metrics.warm
    assert metrics.connect > 0
    assert metrics.task_accepted is not None
    assert metrics.first_audio is not None
    assert metrics.elapsed is not None
    assert metrics.audio_seconds == pytest.approx(0.2)
    assert metrics.server == {"speech_len": 0.2}
    assert metrics.client_first_package_time is not None
    assert metrics.client_rtf == pytest.approx(metrics.client_first_package_time / 0.2)


async def test_audio_leaves_before_the_text_has_ended(service: Service) -> None:
    async def conversation(task: Task) -> None:
        assert await task.run_task()
        await task.started()
        while (command := await task.command()) and command["header"]["action"] != "finish-task":
            await task.audio(FILE)
        await task.finished()

    service.task = conversation
    heard = asyncio.Event()

    async def text() -> AsyncIterator[str]:
        yield "First sentence. "
        yield "Second "
        await heard.wait()
        yield "sentence."

    async with client(service) as voices, voices.speak(text(), OPTIONS) as stream:
        assert await anext(stream) == WHOLE
        heard.set()
        assert len(await collect(stream)) >= len(PCM)
        assert stream.metrics.client_first_package_time is not None
        assert stream.metrics.client_first_package_time < 0


async def test_a_long_text_is_not_cut_in_one_go(service: Service) -> None:
    tasks: list[Task] = []

    async def conversation(task: Task) -> None:
        tasks.append(task)
        assert await task.run_task()
        await task.started()
        await task.command()
        await task.audio(FILE)
        await task.all_text()
        await task.finished()

    service.task = conversation
    text = "This is a sentence of middling length. " * 10_000
    async with client(service) as voices, voices.speak(text, OPTIONS) as stream:
        assert await anext(stream) == WHOLE
        assert sum(map(len, tasks[0].texts)) < len(text) / 2


async def test_text_from_a_plain_iterable(service: Service) -> None:
    service.task = good
    async with client(service) as voices:
        assert await collect(voices.speak(["Hello ", "there."], OPTIONS)) == WHOLE


async def test_segments_of_the_caller_are_sent_as_they_are(service: Service) -> None:
    tasks: list[Task] = []

    async def conversation(task: Task) -> None:
        tasks.append(task)
        await good(task)

    service.task = conversation
    segments = ["Hello", "there, without an end. And", "你", "好"]
    async with client(service) as voices:
        assert await collect(voices.speak(segments, OPTIONS, segmented=True)) == WHOLE
    assert [text.strip() for text in tasks[0].texts] == segments


@pytest.mark.parametrize("started_late", [False, True])
async def test_v1_sends_text_without_being_asked(*, started_late: bool) -> None:
    async def conversation(task: Task) -> None:
        assert await task.run_task()
        if not started_late:
            await task.started()
        first = await task.command()
        assert first is not None
        assert first["header"]["action"] == "continue-task"
        if started_late:
            await task.started()
        await task.all_text()
        await task.audio(FILE)
        await task.finished()

    async with serving(Service(dialect=Dialect.V1)) as service:
        service.task = conversation
        assert await spoken(service, dialect=Dialect.AUTO) == WHOLE
        with pytest.raises(CosyVoiceUnsupportedError, match="speed"):
            await spoken(service, SpeechOptions(VOICE["id"], speed=2.0))


@pytest.mark.parametrize(
    "messages",
    [
        [streaming_header(SPEC) + PCM[:1001], PCM[1001:]],
        [wav_file(PCM[:1000], SPEC), wav_file(PCM[1000:], SPEC)],
        [PCM],
        [streaming_header(SPEC)[:9], streaming_header(SPEC)[9:] + PCM],
    ],
)
async def test_one_wav_comes_out(service: Service, messages: list[bytes]) -> None:
    service.task = once(*messages, finished)
    assert await spoken(service) == WHOLE


async def test_pcm_and_mp3_pass_through(service: Service) -> None:
    service.task = once(FILE, b"odd", finished)
    for form in (AudioFormat.PCM, AudioFormat.MP3):
        options = SpeechOptions(VOICE["id"], output_format=form)
        assert await spoken(service, options) == FILE + b"odd"


async def test_audio_without_task_started(service: Service) -> None:
    async def conversation(task: Task) -> None:
        assert await task.run_task()
        await task.audio(FILE[:1044])
        await task.audio(PCM[1000:])
        await task.all_text()
        await task.finished()

    service.task = conversation
    async with client(service) as voices:
        stream = voices.speak("x", OPTIONS)
        await stream.start()
        assert await collect(stream) == WHOLE


# Failures


async def test_a_task_that_is_refused(service: Service) -> None:
    async def conversation(task: Task) -> None:
        assert await task.run_task()
        await task.event("task-failed", error_code="InvalidParameter", error_message="no voice")

    service.task = conversation
    async with client(service) as voices:
        stream = voices.speak("x", OPTIONS)
        with pytest.raises(CosyVoiceSynthesisError, match="no voice") as refused:
            await stream.start()
        assert refused.value.code == "InvalidParameter"
        with pytest.raises(CosyVoiceConnectionError, match="closed"):
            await anext(stream)


async def test_a_task_that_fails_in_the_middle(service: Service) -> None:
    async def failed(task: Task) -> None:
        await task.event("task-failed", error_message="out of memory")

    service.task = once(FILE, failed)
    async with client(service) as voices:
        stream = voices.speak("x", OPTIONS)
        assert await anext(stream) == WHOLE
        with pytest.raises(CosyVoiceSynthesisError, match="out of memory"):
            await anext(stream)


async def test_a_connection_that_breaks(service: Service) -> None:
    async def abort(task: Task) -> None:
        connection = task.socket._req
        assert connection is not None
        assert connection.transport is not None
        connection.transport.abort()

    for steps in ((FILE, abort), (abort,)):
        service.task = once(*steps)
        with pytest.raises(CosyVoiceConnectionError):
            await spoken(service)

    service.task = abort
    with pytest.raises(CosyVoiceConnectionError):
        await spoken(service)


async def test_a_connection_that_breaks_before_the_first_sound_is_heard_from_another(
    service: Service,
) -> None:
    async def abort(task: Task) -> None:
        connection = task.socket._req
        assert connection is not None
        assert connection.transport is not None
        connection.transport.abort()

    def first_then_well(first: Conversation) -> Conversation:
        async def conversation(task: Task) -> None:
            await (first if service.sockets == 1 else good)(task)

        return conversation

    async def accepts_and_dies(task: Task) -> None:
        assert await task.run_task()
        await task.started()
        await abort(task)

    for dies in (abort, accepts_and_dies, once(abort)):
        service.sockets = 0
        service.task = first_then_well(dies)
        async with client(service) as voices:
            # Text that leaves only after the task was accepted: it wasn't at fault.
            voices._service.connections.takes_early_text = False
            assert await collect(voices.speak("x", OPTIONS)) == WHOLE
        assert service.sockets == 2

    service.sockets = 0
    service.task = first_then_well(once(FILE, abort))
    async with client(service) as voices:
        stream = voices.speak("x", OPTIONS)
        assert await anext(stream) == WHOLE
        with pytest.raises(CosyVoiceConnectionError):
            await anext(stream)
    assert service.sockets == 1  # what was heard is never said twice


async def test_a_task_without_audio(service: Service) -> None:
    service.task = once(finished)
    with pytest.raises(CosyVoiceSynthesisError, match="without sending any audio"):
        await spoken(service)


async def test_a_task_that_ends_before_its_text(service: Service) -> None:
    async def conversation(task: Task) -> None:
        assert await task.run_task()
        await task.started()
        await task.command()
        await task.audio(FILE)
        await task.finished()
        await linger(task)

    service.task = conversation

    async def text() -> AsyncIterator[str]:
        yield "Hello there. "
        await asyncio.sleep(60)

    async with client(service) as voices:
        with pytest.raises(CosyVoiceSynthesisError, match="before it had received all the text"):
            await collect(voices.speak(text(), OPTIONS))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, None),
        (401, CosyVoiceAuthError),
        (403, CosyVoiceAuthError),
        (404, CosyVoiceNotFoundError),
        (500, CosyVoiceUnavailableError),
        (200, CosyVoiceProtocolError),
    ],
)
async def test_an_upgrade_that_is_refused(
    service: Service, status: int, kind: type[Exception] | None
) -> None:
    async def before(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    service.before = before
    with pytest.raises(kind or Exception, match=str(status) if status != 200 else "WebSocket"):
        await spoken(service)
    assert len(service.requests) == 1


@pytest.mark.parametrize("status", [408, 429, 450, 502, 503, 504])
async def test_a_sleeping_service_is_waited_for(service: Service, status: int) -> None:
    service.task = good

    async def before(_: web.Request) -> web.StreamResponse | None:
        return web.Response(status=status) if len(service.requests) < 3 else None

    service.before = before
    assert await spoken(service, timeouts=limits()) == WHOLE


async def test_a_service_that_sleeps_longer_than_one_waits(service: Service) -> None:
    async def before(_: web.Request) -> web.StreamResponse:
        return web.Response(status=503, headers={"Retry-After": "100"})

    service.before = before
    with pytest.raises(CosyVoiceUnavailableError) as refused:
        await spoken(service, timeouts=limits())
    assert refused.value.retry_after == 100


async def busy(task: Task, retry_after: object) -> None:
    attributes = {"retry_after": retry_after}
    await task.event(
        "task-failed", error_code="Busy", error_message="no place", attributes=attributes
    )


@pytest.mark.parametrize("warm", [False, True])
async def test_a_service_that_is_busy_on_an_open_connection_is_asked_again(
    service: Service, *, warm: bool
) -> None:
    refused = 0

    async def conversation(task: Task) -> None:
        nonlocal refused
        if refused < 2:
            refused += 1
            await task.run_task()
            await busy(task, 0)
            await linger(task)
        else:
            await good(task)

    service.task = conversation
    async with client(service, timeouts=limits()) as voices:
        if warm:
            await voices.warm_up()
        stream = voices.speak("Hello there. Good bye.", OPTIONS)
        asked_at = perf_counter()
        assert await collect(stream) == WHOLE
        assert perf_counter() - asked_at > 0.5  # it has no say in how often it is asked
        assert learned(voices) is True  # being busy was no refusal
    assert service.sockets == 3


async def test_a_service_that_is_busy_for_ever_is_not_asked_without_a_pause(
    service: Service,
) -> None:
    asked = 0

    async def conversation(task: Task) -> None:
        nonlocal asked
        while await task.run_task():
            asked += 1
            await busy(task, 0)

    service.task = conversation
    async with client(service, timeouts=limits(cold_start=2)) as voices:
        with pytest.raises(CosyVoiceSynthesisError, match="no place"):
            await collect(voices.speak("Hello.", OPTIONS))
    assert 1 < asked < 8


@pytest.mark.parametrize("retry_after", [100, None, "soon", True, -1])
async def test_a_service_that_is_busy_for_longer_than_one_waits(
    service: Service, retry_after: object
) -> None:
    async def conversation(task: Task) -> None:
        await task.run_task()
        await busy(task, retry_after)
        await linger(task)

    service.task = conversation
    async with client(service, timeouts=limits()) as voices:
        with pytest.raises(CosyVoiceSynthesisError, match="no place") as refused:
            await collect(voices.speak("Hello.", OPTIONS))
        assert refused.value.retry_after == (100 if retry_after == 100 else None)
    assert service.sockets == (1 if retry_after == 100 else 2)


async def test_the_token_follows_no_redirect_to_another_origin(service: Service) -> None:
    async with serving(Service(token="")) as other:

        async def before(_: web.Request) -> web.StreamResponse:
            return web.Response(
                status=307, headers={"Location": other.url + "/api-ws/v1/audio/speech"}
            )

        async def anyone(request: web.Request) -> web.StreamResponse:
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            assert (await socket.receive()).type is WSMsgType.CLOSE
            return socket

        service.before = before
        other.before = anyone
        with pytest.raises(CosyVoiceProtocolError, match="token was not sent there"):
            await spoken(service)
        assert all("Authorization" not in request.headers for request in other.requests)


# Text that leaves together with the question for a task


class Log:
    """What a service was told, in order, by connection; and what it answered."""

    def __init__(self) -> None:
        self.connections: list[list[str]] = []

    def begin(self) -> list[str]:
        """The log of another connection."""
        self.connections.append([])
        return self.connections[-1]


def name_of(command: dict[str, Any]) -> str:
    """What a command is, or says."""
    action: str = command["header"]["action"]
    if action == "continue-task":
        return str(command["payload"]["input"]["text"]).strip()
    return action


async def commands_of(task: Task, seconds: float) -> list[dict[str, Any]]:
    """The commands that come within some time."""
    commands = []
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while command := await task.command():
                commands.append(command)
    return commands


def takes_early_text(log: Log) -> Conversation:
    """Answers nothing before it has text, and reads to its end before it speaks."""

    async def conversation(task: Task) -> None:
        mine = log.begin()
        while await task.run_task():
            mine.append("run-task")
            while command := await task.command():
                mine.append(name_of(command))
                if len(mine) == 2 or mine[-2] == "run-task":
                    mine.append("(started)")
                    await task.started()
                if mine[-1] == "finish-task" or mine[-2:] == ["finish-task", "(started)"]:
                    break
            else:
                return
            await task.audio(FILE)
            await task.finished()

    return conversation


def waits(log: Log, early: str) -> Conversation:
    """Takes text after `task-started` alone; text before that is refused, ends it, or is lost."""

    async def conversation(task: Task) -> None:
        mine = log.begin()
        while await task.run_task():
            mine.append("run-task")
            before = await commands_of(task, 0.05)
            mine += map(name_of, before)
            mine.append("(started)")
            if before and early == "task-failed":
                await task.event("task-failed", error_message="the task has not been started")
                await linger(task)
                return
            if before and early == "closes":
                return
            await task.started()
            if before and early == "task-failed late":
                await task.event("task-failed", error_message="there was no text")
                await linger(task)
                return
            if early == "a header first":
                await task.audio(streaming_header(SPEC))
            texts: list[str] = []
            while command := await task.command():
                mine.append(name_of(command))
                if mine[-1] == "finish-task":
                    break
                texts.append(mine[-1])
            else:
                return
            if not texts:
                await task.event("task-failed", error_message="there was no text")
                continue
            await task.audio(FILE if early != "a header first" else PCM)
            await task.finished()

    return conversation


def learned(voices: CosyVoiceClient) -> bool | None:
    """Whether the service takes text early, as far as the client knows."""
    return voices._connections.takes_early_text


REFUSALS = ("task-failed", "task-failed late", "closes", "silence", "a header first")
WAITING = ["run-task", "(started)", "Hello there.", "Good bye.", "finish-task"]


async def in_turn(*pieces: str | float) -> AsyncIterator[str]:
    """Text as it is written; a number is a pause."""
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        else:
            await asyncio.sleep(piece)


@pytest.mark.parametrize("warm", [False, True])
async def test_a_text_that_is_there_is_at_the_service_before_it_answers(
    service: Service, *, warm: bool
) -> None:
    log = Log()
    service.task = takes_early_text(log)
    async with client(service) as voices:
        if warm:
            await voices.warm_up()
        for _ in range(2):
            assert await collect(voices.speak("Hello there. Good bye.", OPTIONS)) == WHOLE
    whole = ["run-task", "Hello there.", "(started)", "Good bye.", "finish-task"]
    assert log.connections == [whole * 2]


@pytest.mark.parametrize("known", [False, True])
async def test_the_first_clause_of_a_text_being_written_is_there_before_the_answer(
    service: Service, *, known: bool
) -> None:
    log = Log()

    async def conversation(task: Task) -> None:
        mine = log.begin()
        while await task.run_task():
            mine.append("run-task")
            while command := await task.command():
                mine.append(name_of(command))
                if mine[-2] == "run-task":
                    mine.append("(started)")
                    await task.started()
                    await task.audio(FILE)
                if command["header"]["action"] == "finish-task":
                    await task.finished()
                    break
            else:
                return

    service.task = conversation
    async with client(service) as voices:
        await voices.warm_up()
        if known:
            await collect(voices.speak("Known.", OPTIONS))
            log.connections[0].clear()
        text = ["今天天气很好，", "我们出去走走吧。"]
        stream = voices.speak(in_turn(*text[0], 0.2, *text[1]), OPTIONS)
        assert await collect(stream) == WHOLE
    assert log.connections == [["run-task", text[0], "(started)", text[1], "finish-task"]]


@pytest.mark.parametrize("early", REFUSALS)
async def test_a_text_is_begun_again_where_a_service_does_not_take_it_early(
    service: Service, early: str
) -> None:
    log = Log()
    service.task = waits(log, early)
    async with client(service) as voices:
        assert await collect(voices.speak("Hello there. Good bye.", OPTIONS)) == WHOLE
        assert log.connections[-1] == WAITING
        assert len(log.connections) == 2
        # It is known from now on.
        stream = voices.speak("Hello there. Good bye.", OPTIONS)
        assert await collect(stream) == WHOLE
        assert stream.metrics.warm
    assert len(log.connections) == 2
    assert log.connections[-1] == WAITING * 2


@pytest.mark.parametrize("early", REFUSALS)
async def test_a_text_being_written_is_begun_again_whole(service: Service, early: str) -> None:
    log = Log()
    service.task = waits(log, early)
    async with client(service) as voices:
        assert await collect(voices.speak(in_turn("你好。", 0.2, "再见。"), OPTIONS)) == WHOLE
    first, second = log.connections
    assert first[:2] == ["run-task", "你好。"]
    assert "再见。" not in first  # it would have been heard without what came before
    assert second == ["run-task", "(started)", "你好。", "再见。", "finish-task"]


async def test_an_error_that_is_told_either_way_is_told_once_it_is_sure(service: Service) -> None:
    tasks = 0

    async def conversation(task: Task) -> None:
        nonlocal tasks
        while await task.run_task():
            tasks += 1
            await task.event("task-failed", error_code="NoVoice", error_message="no such voice")
            await task.all_text()

    service.task = conversation
    async with client(service) as voices:
        with pytest.raises(CosyVoiceSynthesisError, match="no such voice") as refused:
            await collect(voices.speak("Hello.", OPTIONS))
        assert refused.value.code == "NoVoice"
        assert tasks == 2
        assert learned(voices) is None


async def test_an_error_is_believed_at_once_on_a_connection_that_has_taken_early_text(
    service: Service,
) -> None:
    tasks = 0

    async def conversation(task: Task) -> None:
        nonlocal tasks
        while await task.run_task():
            tasks += 1
            await task.started()
            assert await task.all_text()
            if tasks > 1:
                await task.event("task-failed", error_message="out of memory")
                return
            await task.audio(FILE)
            await task.finished()

    service.task = conversation
    async with client(service) as voices:
        assert await collect(voices.speak("Hello.", OPTIONS)) == WHOLE
        with pytest.raises(CosyVoiceSynthesisError, match="out of memory"):
            await collect(voices.speak("Hello.", OPTIONS))
    assert (tasks, service.sockets) == (2, 1)


@pytest.mark.parametrize("early", ["task-failed", "task-failed late", "closes"])
async def test_a_service_that_no_longer_takes_early_text_is_learned_anew(
    service: Service, early: str
) -> None:
    log = Log()
    service.task = takes_early_text(Log())
    async with client(service) as voices:
        assert await collect(voices.speak("Hello there.", OPTIONS)) == WHOLE
        assert learned(voices) is True
        await voices._connections.close()
        service.task = waits(log, early)
        assert await collect(voices.speak("Hello there. Good bye.", OPTIONS)) == WHOLE
        assert learned(voices) is False
    assert log.connections[1:] == [WAITING]


async def test_a_refusal_is_not_remembered_for_ever(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.task = waits(Log(), "task-failed")
    async with client(service) as voices:
        assert await collect(voices.speak("Hello.", OPTIONS)) == WHOLE
        assert learned(voices) is False
        monkeypatch.setattr(duplex, "_REFUSED_FOR", 0.0)
        log = Log()
        service.task = takes_early_text(log)
        await voices._connections.close()
        assert await collect(voices.speak("Hello.", OPTIONS)) == WHOLE
        assert learned(voices) is True
    assert log.connections == [["run-task", "Hello.", "(started)", "finish-task"]]


async def test_a_dead_connection_does_not_count_as_a_refusal(service: Service) -> None:
    log = Log()

    async def conversation(task: Task) -> None:
        if service.sockets == 1:
            await task.run_task()  # and then it is gone
            return
        await takes_early_text(log)(task)

    service.task = conversation
    async with client(service) as voices:
        await voices.warm_up()
        assert await collect(voices.speak("Hello.", OPTIONS)) == WHOLE
        assert learned(voices) is True
    assert log.connections == [["run-task", "Hello.", "(started)", "finish-task"]]


async def test_a_service_that_takes_early_text_and_thinks_long_is_the_one_that_is_heard(
    service: Service,
) -> None:
    async def conversation(task: Task) -> None:
        number = service.sockets
        while await task.run_task():
            await task.started()
            if not await task.all_text():
                return
            await asyncio.sleep(1.5 if number == 1 else 1.0)
            await task.audio(FILE)
            await task.finished()

    service.task = conversation
    async with client(service) as voices:
        stream = voices.speak("Hello there. Good bye.", OPTIONS)
        assert await collect(stream) == WHOLE
        assert learned(voices) is True
        assert stream.metrics.task_accepted is not None
        async with asyncio.timeout(5):
            await service.gone.wait()  # the other one was left
        assert voices._connections.resting == 1


async def test_more_text_than_is_there_waits_until_the_first_is_heard(service: Service) -> None:
    """Heard without it, a text would have lost its beginning, and nobody would know."""
    heard: list[str] = []

    async def conversation(task: Task) -> None:
        assert await task.run_task()
        await task.started()
        heard.extend(map(name_of, await commands_of(task, 0.5)))
        heard.append("(audio)")
        await task.audio(FILE)
        await task.all_text()
        heard.extend(text.strip() for text in task.texts)
        await task.finished()

    service.task = conversation
    text = in_turn("你好。", 0.1, "今天天气很好。", 0.1, "再见。")
    async with client(service) as voices:
        assert await collect(voices.speak(text, OPTIONS)) == WHOLE
    assert heard == ["你好。", "(audio)", "今天天气很好。", "再见。"]
    assert service.sockets == 1


@pytest.mark.parametrize("early", ["taken", *REFUSALS])
async def test_a_long_text_is_whole_and_in_order_however_it_is_begun(
    service: Service, early: str
) -> None:
    log = Log()

    async def conversation(task: Task) -> None:
        mine = log.begin()
        assert await task.run_task()
        await task.started()
        await task.audio(FILE)
        assert await task.all_text()
        mine += task.texts
        await task.finished()

    service.task = conversation if early == "taken" else waits(log, early)
    sentences = [f"This is sentence number {number} of a text." for number in range(200)]
    async with client(service) as voices:
        stream = voices.speak(in_turn(*(f"{one} " for one in sentences)), OPTIONS)
        assert await collect(stream) == WHOLE
    spoken = [one.strip() for one in log.connections[-1] if one.startswith("This")]
    assert " ".join(spoken) == " ".join(sentences)


# Limits of time


async def test_no_acceptance(service: Service) -> None:
    async def conversation(task: Task) -> None:
        assert await task.run_task()
        for _ in range(100):
            await task.socket.ping()
            await asyncio.sleep(0.05)

    service.task = conversation
    with pytest.raises(CosyVoiceTimeoutError, match="didn't accept"):
        await spoken(service, timeouts=limits(first_audio=0.5))


async def test_silence(service: Service) -> None:
    service.task = once(linger)
    with pytest.raises(CosyVoiceTimeoutError, match=r"sent nothing for 0\.3 s"):
        await spoken(service, timeouts=limits(idle=0.3))
    service.task = once(FILE, linger)
    with pytest.raises(CosyVoiceTimeoutError, match=r"sent nothing for 0\.3 s"):
        await spoken(service, timeouts=limits(idle=0.3))


async def test_heartbeats_end_silence_but_do_not_move_the_first_audio(service: Service) -> None:
    async def beat(task: Task) -> None:
        for _ in range(100):
            await task.socket.ping()
            await asyncio.sleep(0.05)

    async def beat_a_while(task: Task) -> None:
        for _ in range(30):
            await task.socket.ping()
            await asyncio.sleep(0.05)

    service.task = once(beat)
    with pytest.raises(CosyVoiceTimeoutError, match=r"No audio arrived within 2 s"):
        await spoken(service, timeouts=limits(idle=1.0, first_audio=2.0))
    service.task = once(FILE[:144], beat_a_while, PCM[100:], finished)
    assert await spoken(service, timeouts=limits(idle=1.0)) == WHOLE


async def test_heartbeats_do_not_keep_a_task_that_says_no_more(service: Service) -> None:
    async def conversation(task: Task) -> None:
        assert await task.run_task()
        await task.started()
        assert await task.all_text()
        await task.audio(FILE)
        while not task.socket.closed:
            await task.socket.ping()
            await asyncio.sleep(0.1)

    service.task = conversation
    async with client(service, timeouts=limits(idle=0.5, first_audio=1.2)) as voices:
        stream = voices.speak("x", OPTIONS)
        assert await anext(stream)
        await asyncio.sleep(1.5)  # a slow reader takes none of the service's time
        asked_at = perf_counter()
        with pytest.raises(CosyVoiceTimeoutError, match=r"No audio arrived within 1\.2 s"):
            await anext(stream)
        assert perf_counter() - asked_at > 1


async def test_a_service_that_does_not_read_the_text_is_silent(service: Service) -> None:
    async def conversation(task: Task) -> None:
        assert await task.run_task()
        await task.started()
        await asyncio.sleep(30)

    service.task = conversation
    async with client(service, timeouts=limits(idle=0.6)) as voices:
        pieces = ["x" * (1 << 20)] * 64
        with pytest.raises(CosyVoiceTimeoutError, match=r"nothing for 0\.6 s"):
            await collect(voices.speak(pieces, OPTIONS, segmented=True))


async def test_a_text_that_pauses_is_no_silence_of_the_service(service: Service) -> None:
    async def conversation(task: Task) -> None:
        assert await task.run_task()
        await task.started()
        await task.command()
        await task.audio(FILE)
        await task.all_text()
        await task.finished()

    async def text() -> AsyncIterator[str]:
        yield "Hello there. "
        await asyncio.sleep(1)
        yield "Good bye."

    service.task = conversation
    async with client(service, timeouts=limits(idle=0.3)) as voices:
        assert await collect(voices.speak(text(), OPTIONS)) == WHOLE


async def test_the_first_audio_is_waited_for_from_the_first_text_on(service: Service) -> None:
    async def text() -> AsyncIterator[str]:
        await asyncio.sleep(0.8)
        yield "Hello."

    service.task = good
    async with client(service, timeouts=limits(first_audio=0.6)) as voices:
        assert await collect(voices.speak(text(), OPTIONS)) == WHOLE


# Text that fails


async def test_a_text_that_fails_is_heard_as_far_as_it_came(service: Service) -> None:
    service.task = good

    async def text() -> AsyncIterator[str]:
        yield "Hello there. Good "
        raise RuntimeError("the model broke")

    async with client(service) as voices:
        stream = voices.speak(text(), OPTIONS)
        assert await anext(stream) == WHOLE
        with pytest.raises(RuntimeError, match="the model broke"):
            await anext(stream)


async def test_a_time_limit_of_the_text_is_not_ours(service: Service) -> None:
    service.task = good

    async def text() -> AsyncIterator[str]:
        await asyncio.sleep(0)
        if service.sockets:
            raise TimeoutError("the model is slow")
        yield ""

    async with client(service) as voices:
        with pytest.raises(TimeoutError, match="the model is slow"):
            await collect(voices.speak(text(), OPTIONS))


async def test_a_connection_that_breaks_while_text_is_sent(service: Service) -> None:
    async def conversation(task: Task) -> None:
        assert await task.run_task()
        await task.started()
        await task.command()

    async def text() -> AsyncIterator[str]:
        while True:
            yield "Another sentence comes. "
            await asyncio.sleep(0.01)

    service.task = conversation
    async with client(service) as voices:
        with pytest.raises(CosyVoiceConnectionError):
            await collect(voices.speak(text(), OPTIONS))


async def test_a_text_that_fails_at_once(service: Service) -> None:
    service.task = good

    async def text() -> AsyncIterator[str]:
        pieces: list[str] = []
        for piece in pieces:
            yield piece
        raise RuntimeError("the model broke")

    async with client(service) as voices:
        with pytest.raises(RuntimeError, match="the model broke"):
            await collect(voices.speak(text(), OPTIONS))


@pytest.mark.parametrize("pieces", [[], [" ", "\n"]])
async def test_a_text_that_is_none(service: Service, pieces: list[str]) -> None:
    service.task = good
    async with client(service) as voices:
        with pytest.raises(CosyVoiceSynthesisError, match="There is no text"):
            await collect(voices.speak(pieces, OPTIONS))
        assert await collect(voices.speak("still works", OPTIONS)) == WHOLE


# The life of connections


async def test_one_connection_serves_one_task_after_another(service: Service) -> None:
    service.task = good
    async with client(service) as voices:
        for number in range(3):
            stream = voices.speak("x", OPTIONS)
            assert await collect(stream) == WHOLE
            assert stream.metrics.warm is (number > 0)
            assert (stream.metrics.connect == 0) is (number > 0)
    assert service.sockets == 1


async def test_warm_up(service: Service) -> None:
    service.task = good
    async with client(service) as voices:
        await voices.warm_up()
        await voices.warm_up()
        stream = voices.speak("x", OPTIONS)
        assert await collect(stream) == WHOLE
        assert stream.metrics.warm
    assert service.sockets == 1


async def test_who_speaks_while_a_connection_is_being_opened_gets_it(service: Service) -> None:
    service.task = good
    async with client(service) as voices:
        warming = [asyncio.create_task(voices.warm_up()) for _ in range(2)]
        await asyncio.sleep(0)
        stream = voices.speak("x", OPTIONS)
        assert await collect(stream) == WHOLE
        assert not stream.metrics.warm
        assert stream.metrics.connect > 0
        await asyncio.gather(*warming)
    assert service.sockets == 1


async def test_who_waits_for_a_connection_hears_why_there_is_none(service: Service) -> None:
    async def refuse(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.1)
        return web.Response(status=401)

    service.before = refuse
    async with client(service) as voices:
        warming = asyncio.create_task(voices.warm_up())
        await asyncio.sleep(0.05)
        with pytest.raises(CosyVoiceAuthError):
            await voices.speak("x", OPTIONS).start()
        with pytest.raises(CosyVoiceAuthError):
            await warming
    assert len(service.requests) == 1


async def test_who_gives_up_while_taking_a_connection_leaves_none_open(service: Service) -> None:
    service.task = good
    async with client(service) as voices:
        await voices.warm_up()
        speaking = asyncio.create_task(voices.speak("x", OPTIONS).start())
        while voices._connections.resting:  # noqa: ASYNC110 - until it is being taken
            await asyncio.sleep(0)
        speaking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await speaking
        assert len(voices._connections._closing) == 1


async def test_closing_ends_what_is_being_opened(service: Service) -> None:
    asked = asyncio.Event()

    async def hold(_: web.Request) -> web.StreamResponse:
        asked.set()
        await asyncio.sleep(30)
        return web.Response()

    service.before = hold
    async with client(service) as voices:
        left = asyncio.create_task(voices.warm_up())
        waiting = asyncio.create_task(voices.warm_up())
        await asked.wait()
        left.cancel()
        await voices.close()
    with pytest.raises(CosyVoiceConnectionError, match="closed"):
        await waiting


async def test_a_resting_connection_answers_pings(service: Service) -> None:
    async def conversation(task: Task) -> None:
        await task.socket.ping(b"there?")
        message = await task.socket.receive()
        assert message.type is WSMsgType.PONG
        await good(task)

    async def app(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        service.sockets += 1
        await conversation(Task(socket))
        return socket

    service.before = app
    async with client(service) as voices:
        await voices.warm_up()
        await asyncio.sleep(0.2)
        assert await collect(voices.speak("x", OPTIONS)) == WHOLE
    assert service.sockets == 1


async def test_pongs_that_nobody_asked_for(service: Service) -> None:
    async def conversation(task: Task) -> None:
        await task.socket.pong(b"while resting")
        assert await task.run_task()
        await task.started()
        await task.all_text()
        await task.socket.pong(b"while working")
        await task.audio(FILE)
        await task.finished()

    service.task = conversation
    async with client(service) as voices:
        await voices.warm_up()
        await asyncio.sleep(0.1)
        assert await collect(voices.speak("x", OPTIONS)) == WHOLE
    assert service.sockets == 1


@pytest.mark.parametrize("how", ["close", "talk"])
async def test_a_connection_that_does_not_rest_is_dropped(service: Service, how: str) -> None:
    async def conversation(task: Task) -> None:
        if service.sockets == 1:
            if how == "talk":
                await task.event("sentence-begin")
                await linger(task)
            return
        await good(task)

    service.task = conversation
    async with client(service) as voices:
        await voices.warm_up()
        await asyncio.sleep(0.2)
        stream = voices.speak("x", OPTIONS)
        assert await collect(stream) == WHOLE
        assert not stream.metrics.warm
    assert service.sockets == 2


async def test_an_aged_connection_is_dropped(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplex, "MAX_IDLE_AGE", 0.1)
    service.task = good
    async with client(service) as voices:
        await voices.warm_up()
        async with asyncio.timeout(5):
            await service.gone.wait()
        assert await collect(voices.speak("x", OPTIONS)) == WHOLE
    assert service.sockets == 2


async def test_a_connection_that_died_unseen_is_replaced(service: Service) -> None:
    async def conversation(task: Task) -> None:
        if service.sockets == 1:
            await task.run_task()  # and then it is gone
            return
        await good(task)

    service.task = conversation
    async with client(service) as voices:
        await voices.warm_up()
        stream = voices.speak("x", OPTIONS)
        assert await collect(stream) == WHOLE
        assert not stream.metrics.warm
    assert service.sockets == 2


def dead_after_the_first_task(service: Service, *, of: int = 1) -> Conversation:
    """A task that is spoken; after that, the first connections take what comes and say nothing."""

    async def conversation(task: Task) -> None:
        dead = service.sockets <= of
        while await task.run_task():
            await task.started()
            assert await task.all_text()
            await task.audio(FILE)
            await task.finished()
            if dead:
                await asyncio.sleep(30)  # not even a ping is answered

    return conversation


@pytest.mark.parametrize("dialect", [Dialect.V1, Dialect.V2])
async def test_a_resting_connection_whose_service_is_gone_costs_a_second(dialect: Dialect) -> None:
    async with serving(Service(dialect=dialect)) as service:
        service.task = dead_after_the_first_task(service)
        async with client(service) as voices:
            assert await collect(voices.speak("x", OPTIONS)) == WHOLE
            stream = voices.speak("y", OPTIONS)
            async with asyncio.timeout(SOON):
                assert await collect(stream) == WHOLE
            assert not stream.metrics.warm
            assert stream.metrics.connect > 0
        assert service.sockets == 2


async def test_where_one_resting_connection_is_dead_the_others_are_not_tried(
    service: Service,
) -> None:
    service.task = dead_after_the_first_task(service, of=3)
    async with client(service) as voices:
        await asyncio.gather(*(collect(voices.speak("x", OPTIONS)) for _ in range(3)))
        assert voices._connections.resting == 3
        async with asyncio.timeout(SOON):
            assert await collect(voices.speak("y", OPTIONS)) == WHOLE
            assert await collect(voices.speak("z", OPTIONS)) == WHOLE
    assert service.sockets == 4


async def test_a_resting_connection_whose_service_only_thinks_is_kept(service: Service) -> None:
    tasks = 0

    async def conversation(task: Task) -> None:
        nonlocal tasks
        while True:
            running = asyncio.create_task(task.run_task())
            assert await running
            tasks += 1
            if tasks > 1:
                listening = asyncio.create_task(task.all_text())  # reading, it answers pings
                await asyncio.sleep(1.8)
                await task.started()
                assert await listening
            else:
                await task.started()
                assert await task.all_text()
            await task.audio(FILE)
            await task.finished()

    service.task = conversation
    async with client(service) as voices:
        assert await collect(voices.speak("x", OPTIONS)) == WHOLE
        stream = voices.speak("y", OPTIONS)
        assert await collect(stream) == WHOLE
        assert stream.metrics.warm
    assert (tasks, service.sockets) == (2, 1)


async def test_a_connection_that_wakes_before_another_is_open_speaks_and_speaks_once(
    service: Service,
) -> None:
    spoken_by: list[int] = []

    async def conversation(task: Task) -> None:
        number = service.sockets
        while await task.run_task():
            spoken_by.append(number)
            await task.started()
            assert await task.all_text()
            await task.audio(FILE)
            await task.finished()
            if spoken_by == [1]:
                await asyncio.sleep(1.5)  # it stands still, and goes on

    async def before(_: web.Request) -> None:
        if spoken_by:
            await asyncio.sleep(3)  # another connection takes longer

    service.task, service.before = conversation, before
    async with client(service) as voices:
        assert await collect(voices.speak("x", OPTIONS)) == WHOLE
        stream = voices.speak("y", OPTIONS)
        assert await collect(stream) == WHOLE
        assert stream.metrics.warm
    assert spoken_by == [1, 1]


async def test_where_no_other_connection_can_be_opened_the_reason_is_told_soon(
    service: Service,
) -> None:
    service.task = dead_after_the_first_task(service)
    async with client(service) as voices:
        assert await collect(voices.speak("x", OPTIONS)) == WHOLE
        service.before = refusing(9, 401)
        async with asyncio.timeout(SOON):
            with pytest.raises(CosyVoiceAuthError):
                await collect(voices.speak("y", OPTIONS))


async def test_warming_up_finds_a_dead_connection_before_anybody_speaks(service: Service) -> None:
    service.task = dead_after_the_first_task(service)
    async with client(service) as voices:
        assert await collect(voices.speak("x", OPTIONS)) == WHOLE
        await voices.warm_up()
        assert service.sockets == 2
        stream = voices.speak("y", OPTIONS)
        assert await collect(stream) == WHOLE
        assert stream.metrics.warm


async def test_new_connections_that_die_are_an_error(service: Service) -> None:
    async def conversation(task: Task) -> None:
        await task.run_task()

    service.task = conversation
    with pytest.raises(CosyVoiceConnectionError):
        await spoken(service)
    # The first may have died of text that came early, and the second with its server.
    assert service.sockets == 3


async def test_streams_at_once_have_connections_of_their_own(service: Service) -> None:
    service.task = good
    async with client(service) as voices:
        spoken = await asyncio.gather(
            *(collect(voices.speak(f"number {n}", OPTIONS)) for n in range(8))
        )
        assert spoken == [WHOLE] * 8
        assert voices._connections.resting == 4
    assert service.sockets == 8


async def endless(task: Task) -> None:
    while True:
        await task.audio(FILE)
        await asyncio.sleep(0.01)


async def test_the_service_sees_a_cancelled_reader_at_once(service: Service) -> None:
    service.task = once(endless)
    closed = asyncio.Event()

    async def text() -> AsyncIterator[str]:
        try:
            yield "x"
        finally:
            closed.set()

    async with client(service) as voices:
        reading = asyncio.create_task(collect(voices.speak(text(), OPTIONS)))
        await asyncio.sleep(0.2)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        async with asyncio.timeout(5):
            await service.gone.wait()
    assert closed.is_set()


async def test_leaving_the_context_ends_the_task_and_closes_the_text(service: Service) -> None:
    service.task = endless_from_the_first_text
    closed = asyncio.Event()

    async def text() -> AsyncIterator[str]:
        try:
            yield "Hello there. "
            await asyncio.sleep(60)
        finally:
            closed.set()

    async with client(service) as voices:
        async with voices.speak(text(), OPTIONS) as stream:
            assert await anext(stream)
        assert closed.is_set()
        async with asyncio.timeout(5):
            await service.gone.wait()
        with pytest.raises(CosyVoiceConnectionError, match="closed"):
            await anext(stream)
        await stream.aclose()


async def endless_from_the_first_text(task: Task) -> None:
    assert await task.run_task()
    await task.started()
    await task.command()
    await endless(task)


@pytest.mark.parametrize("waits_for", ["the connection", "the task", "audio"])
async def test_closing_a_stream_ends_who_waits_for_it(service: Service, waits_for: str) -> None:
    waiting = asyncio.Event()

    async def upgrade(_: web.Request) -> None:
        if waits_for == "the connection":
            waiting.set()
            await asyncio.sleep(0.3)

    async def conversation(task: Task) -> None:
        assert await task.run_task()
        if waits_for == "audio":
            await task.started()
        waiting.set()
        await linger(task)

    service.task, service.before = conversation, upgrade
    async with client(service) as voices:
        stream = voices.speak("x", OPTIONS)
        reading = asyncio.create_task(collect(stream))
        await waiting.wait()
        await asyncio.sleep(0.05)
        await stream.aclose()
        with pytest.raises(CosyVoiceConnectionError, match="closed"):
            await reading
        assert voices._connections.resting == 0


async def test_closing_the_client_ends_a_running_stream(service: Service) -> None:
    service.task = once(FILE, linger)
    voices = client(service)
    stream = voices.speak("x", OPTIONS)
    assert await anext(stream) == WHOLE
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.1)
    await voices.close()
    with pytest.raises(CosyVoiceConnectionError, match="closed"):
        await waiting


async def test_a_stream_that_was_never_started_leaves_nothing(service: Service) -> None:
    closed = asyncio.Event()

    async def text() -> AsyncIterator[str]:
        try:
            yield "x"
        finally:
            closed.set()

    async with client(service) as voices:
        stream = voices.speak(text(), OPTIONS)
        await stream.aclose()
        with pytest.raises(CosyVoiceConnectionError, match="closed"):
            await stream.start()
    assert service.sockets == 0


async def test_a_lent_session_serves_and_stays_open(service: Service) -> None:
    async def slowly(_: Task) -> None:
        await asyncio.sleep(0.5)

    service.task = once(FILE[:144], slowly, PCM[100:], slowly, finished)
    total = aiohttp.ClientTimeout(total=0.3, sock_read=0.3)
    async with aiohttp.ClientSession(timeout=total) as session:
        assert await spoken(service, session=session) == WHOLE
        assert not session.closed


async def test_a_slow_reader_slows_the_service(service: Service) -> None:
    sent = 0

    async def flood(task: Task) -> None:
        nonlocal sent
        for _ in range(60):
            await task.audio(bytes(480_000))
            sent += 1

    service.task = once(flood, finished)
    async with client(service) as voices:
        stream = voices.speak("x", OPTIONS)
        await anext(stream)
        await asyncio.sleep(0.5)
        assert sent < 40
        assert len(await collect(stream)) == 59 * 480_000
