"""An utterance, from what is asked to its samples: reports, failures, fallback, unloading."""

from __future__ import annotations

from array import array
import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web
from homeassistant.components import tts
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.cosyvoice import keep_alive, speaking, text
from custom_components.cosyvoice.activity import Activity, ActivityKind
from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.shared_client import AudioSpec
from custom_components.cosyvoice.shared_client.wav import streaming_header
from shared_client import Dialect
from tests.shared_client.service import VOICE, Service, Task, serving, tone

from .conftest import entry_of, set_up
from .speech import HEADER, OPTIONS, RATE, echo, events, letters, no_websocket, seconds

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import issue_registry as ir
    from pytest_homeassistant_custom_component.common import MockConfigEntry

PROFILE = {"title": "Grandma", "voice": VOICE["id"], "language": "zh"}


class Connected:
    """Home Assistant with a service that a test scripts, and what was reported of it."""

    def __init__(self, hass: HomeAssistant, service: Service, entry: MockConfigEntry) -> None:
        self.hass = hass
        self.service = service
        self.entry = entry
        self.reported: list[Activity] = []
        entry.runtime_data.activity.async_listen(self.reported.append)

    @property
    def kinds(self) -> list[str]:
        return [str(activity.kind) for activity in self.reported]

    def last(self) -> Activity:
        return self.reported[-1]

    def utterance(self, text: AsyncGenerator[str]) -> speaking.Utterance:
        return speaking.Utterance(self.hass, self.entry, text, OPTIONS)

    def stream(
        self, message: str | AsyncGenerator[str], entity: str = "tts.grandma", **options: Any
    ) -> AsyncGenerator[bytes]:
        options.setdefault("preferred_format", "wav")
        stream = tts.async_create_stream(self.hass, entity, options=options)
        if isinstance(message, str):
            stream.async_set_message(message)
        else:
            stream.async_set_message_stream(message)
        return stream.async_stream_result()

    async def spoken(self, message: str | AsyncGenerator[str], **options: Any) -> bytes:
        """The samples."""
        data = b"".join([data async for data in self.stream(message, **options)])
        assert data[:4] == b"RIFF"
        return data[44:]


Connect = Callable[..., Any]
LOUD = {"WARNING", "ERROR", "CRITICAL"}


@pytest.fixture
def connect(hass: HomeAssistant) -> Connect:
    @asynccontextmanager
    async def connected(
        service: Service, *profiles: dict[str, Any], **options: Any
    ) -> AsyncIterator[Connected]:
        async with serving(service):
            entry = entry_of(service, *(profiles or (PROFILE,)), **options)
            await set_up(hass, entry)
            try:
                yield Connected(hass, service, entry)
            finally:
                await hass.config_entries.async_unload(entry.entry_id)
                await hass.async_block_till_done(wait_background_tasks=True)

    return connected


async def test_the_first_audio_leaves_before_the_text_has_ended(connect: Connect) -> None:
    go_on = asyncio.Event()

    async def text() -> AsyncGenerator[str]:
        yield "Good morning, everybody. "
        await go_on.wait()
        yield "It is raining."

    async with connect(Service(task=echo)) as home:
        audio = home.stream(text())
        assert (await anext(audio))[:4] == b"RIFF"
        assert not go_on.is_set()
        go_on.set()
        rest = b"".join([data async for data in audio])
        assert rest
        assert home.kinds == ["started", "first_audio", "completed"]
        assert home.reported[0].attributes["streaming"] is True
        assert home.last().attributes["profile"] == "tts.grandma"
        # Its writer took the time, not the service.
        assert home.last().attributes["real_time_factor"] is None


async def says_nothing_before_it_has_text(task: Task) -> None:
    """Not even that the task is accepted: who waits for that waits for ever."""
    while await task.run_task():
        while command := await task.command():
            if command["header"]["action"] == "finish-task":
                break
            if not task.texts:
                await task.started()
            task.texts.append(command["payload"]["input"]["text"])
            await task.audio(tone(0.1))
        await task.finished()


async def test_text_that_is_there_is_at_the_service_before_it_answers(connect: Connect) -> None:
    service = Service(task=says_nothing_before_it_has_text)
    async with connect(service) as home:
        await home.entry.runtime_data.client.warm_up()
        async with asyncio.timeout(2.5):
            assert await home.spoken("你好，世界。")
            assert await home.spoken(letters("今天天气很好，", 0.1, "我们出去走走吧。"))
        assert home.last().attributes["transport"] == "websocket"
    assert service.sockets == 1


async def test_reports_the_figures_of_a_message(connect: Connect) -> None:
    async with connect(Service(task=echo)) as home:
        samples = await home.spoken("你好，世界。")
        attributes = home.last().attributes
        assert home.last().kind is ActivityKind.COMPLETED
        assert attributes["audio_seconds"] == pytest.approx(seconds(samples), abs=0.001)
        assert attributes["voice"] == VOICE["id"]
        assert attributes["transport"] == "websocket"
        assert 0 < attributes["time_to_first_audio"] <= attributes["elapsed"]
        assert attributes["real_time_factor"] > 0
        activity = home.entry.runtime_data.activity
        assert activity.seconds_spoken == attributes["audio_seconds"]
        assert activity.time_to_first_audio == attributes["time_to_first_audio"]


async def test_a_pause_of_the_text_is_filled_with_silence(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_alive, "_QUIET", 0.1)
    async with connect(Service(task=echo)) as home:
        samples = await home.spoken(letters("Hm. ", 1.5, "Here it is."))
        # 3 and 11 characters, and silence in between for what was not played any more.
        assert seconds(samples) > 0.3 + 1.1 + 0.3
        assert bytes(4800) in samples
        # Only what the service spoke counts.
        assert home.last().attributes["audio_seconds"] == pytest.approx(1.4, abs=0.01)


async def test_a_message_gets_no_silence_even_where_the_service_is_slow(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(task: Task) -> None:
        await task.run_task()
        await task.started()
        await task.all_text()
        await task.audio(HEADER + tone(0.1))
        await asyncio.sleep(0.5)
        await task.audio(tone(0.1))
        await task.finished()

    monkeypatch.setattr(keep_alive, "_QUIET", 0.05)
    async with connect(Service(task=slow)) as home:
        assert await home.spoken("Slowly.") == tone(0.1) * 2


async def test_a_long_pause_ends_the_task_and_the_next_goes_on(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks: list[list[str]] = []

    async def recorded(task: Task) -> None:
        while await task.run_task():
            await task.started()
            await task.all_text()
            tasks.append(list(task.texts))
            await task.audio(HEADER + tone(0.1))
            await task.finished()

    monkeypatch.setattr(text, "_LONGEST_PAUSE", 0.3)
    async with connect(Service(task=recorded)) as home:
        await home.spoken(letters("I will look it up. ", 1.0, "  ", 0.4, "It is 12 degrees. "))
        assert tasks == [["I will look it up. "], ["It is 12 degrees. "]]
        assert home.kinds == ["started", "first_audio", "completed"]


async def test_the_error_of_a_text_comes_after_what_was_said(connect: Connect) -> None:
    async def broken() -> AsyncGenerator[str]:
        yield "So far so good. But now "
        raise RuntimeError("the agent broke")

    async with connect(Service(task=echo)) as home:
        audio = home.stream(broken())
        assert (await anext(audio))[:4] == b"RIFF"
        with pytest.raises(RuntimeError, match="the agent broke"):
            async for _ in audio:
                pass
        # An automation that waits for the end has one.
        assert home.kinds[-1] == "failed"
        assert home.last().attributes["error_type"] == "unknown"


WORDLESS = (
    "🎉",
    "🎉 👍🏽 ❤️",
    "…",
    "。！？",
    " ",
    "",
    "---",
    "**",
    "!?",
    "\n\n",
    "<think>hm</think>",
)


@pytest.mark.parametrize("transport", ["auto", "websocket", "sse", "json"])
@pytest.mark.parametrize("clean_text", [True, False])
async def test_an_answer_without_words_is_a_moment_of_silence(
    connect: Connect, caplog: pytest.LogCaptureFixture, transport: str, *, clean_text: bool
) -> None:
    service = Service(task=fails, speech=events)
    async with connect(service, transport=transport, clean_text=clean_text) as home:
        for message in WORDLESS:
            if not clean_text and message.startswith("<"):
                continue
            for text in (message, letters(message), letters(*message)):
                samples = await home.spoken(text)
                assert 0.1 < len(samples) / 48_000 < 1
                assert not any(samples)
                assert home.kinds == ["completed"]
                assert home.last().attributes["audio_seconds"] == 0
                home.reported.clear()
        assert home.entry.runtime_data.activity.failures == 0
        assert not [
            record.getMessage()
            for record in caplog.records
            if record.levelname in LOUD and record.name.endswith((".tts", "cosyvoice", "speaking"))
        ]


async def test_silence_wakes_no_service(connect: Connect) -> None:
    asked: list[str] = []

    async def asleep(request: web.Request) -> web.StreamResponse | None:
        asked.append(request.path)
        return web.Response(status=503)

    service = Service(task=echo)
    async with connect(service) as home:
        service.before = asleep
        for _ in range(2):
            utterance = home.utterance(letters("🎉"))
            await utterance.start()
            assert not any(b"".join([samples async for samples in utterance.pcm()]))
        assert not [path for path in asked if "speech" in path]
        assert home.kinds == ["completed", "completed"]


async def test_silence_is_no_sign_of_health(connect: Connect) -> None:
    async with connect(Service(task=fails)) as home:
        activity = home.entry.runtime_data.activity
        for _ in range(2):
            with pytest.raises(HomeAssistantError):
                await home.spoken("Hello.")
            await home.spoken("🎉")
        assert activity.failures == 2
        assert activity._failed_in_a_row == 2
        assert activity.seconds_spoken == 0


@pytest.mark.parametrize(
    ("clean_text", "heard"), [(True, "It is very cold."), (False, "It is **very** cold.")]
)
async def test_markdown_is_not_read_aloud_unless_wanted(
    connect: Connect,
    clean_text: bool,  # noqa: FBT001 - a parameter of the test
    heard: str,
) -> None:
    texts: list[str] = []

    async def listening(task: Task) -> None:
        await task.run_task()
        await task.started()
        await task.all_text()
        texts.append("".join(task.texts).strip())
        await task.audio(HEADER + tone(0.1))
        await task.finished()

    async with connect(Service(task=listening), clean_text=clean_text) as home:
        await home.spoken("It is **very** cold.")
    assert texts == [heard]


# --- Transports ----------------------------------------------------------------------------------


async def test_server_sent_events_stand_in_for_the_websocket(connect: Connect) -> None:
    service = Service(before=no_websocket, speech=events)
    async with connect(service) as home:
        assert seconds(await home.spoken("你好。")) > 0.2
        assert home.last().attributes["transport"] == "sse"
        # For a while it is not asked for what it refused.
        before = len(service.requests)
        await home.spoken("再见。")
        await home.hass.async_block_till_done(wait_background_tasks=True)
        speech = [request for request in service.requests[before:] if request.method == "POST"]
        assert len(speech) == 1


async def test_only_the_transport_that_was_chosen_is_used(connect: Connect) -> None:
    async with connect(Service(task=echo, speech=events), transport="json") as home:
        await home.spoken("你好。")
        assert home.last().attributes["transport"] == "json"


async def test_after_the_first_audio_nothing_is_said_twice(connect: Connect) -> None:
    async def breaks(task: Task) -> None:
        await task.run_task()
        await task.started()
        await task.all_text()
        await task.audio(HEADER + tone(0.1))

    service = Service(task=breaks, speech=events)
    async with connect(service) as home:
        with pytest.raises(HomeAssistantError) as raised:
            await home.spoken("你好。")
        assert raised.value.translation_key == "connection_lost"
        assert home.last().attributes["error_type"] == "cannot_connect"
        assert not service.bodies
        assert home.kinds == ["started", "first_audio", "failed"]


# --- What goes wrong -----------------------------------------------------------------------------


async def fails(task: Task) -> None:
    while await task.run_task():
        await task.started()
        await task.all_text()
        await task.event("task-failed", error_code="InternalError", error_message="out of memory")


async def test_failures_are_told_and_raise_an_issue_that_goes_by_itself(
    connect: Connect, issue_registry: ir.IssueRegistry
) -> None:
    service = Service(task=fails)
    async with connect(service) as home:
        issue = (DOMAIN, f"speech_failing_{home.entry.entry_id}")
        for number in range(3):
            assert issue_registry.async_get_issue(*issue) is None
            with pytest.raises(HomeAssistantError) as raised:
                await home.spoken(f"Number {number}.")
            assert raised.value.translation_key == "synthesis_failed_because"
        assert issue_registry.async_get_issue(*issue) is not None
        assert home.last().attributes["error_type"] == "synthesis_failed"
        assert home.entry.runtime_data.activity.failures == 3

        service.task = echo
        await home.hass.async_block_till_done(wait_background_tasks=True)
        home.entry.runtime_data.client._connections._resting.clear()
        await home.spoken("Better now.")
        assert issue_registry.async_get_issue(*issue) is None


async def test_a_token_that_is_refused_starts_reauthentication(connect: Connect) -> None:
    service = Service(task=echo)
    async with connect(service) as home:
        service.token = "another"
        home.entry.runtime_data.client._connections._resting.clear()
        with pytest.raises(HomeAssistantError) as raised:
            await home.spoken("你好。")
        assert raised.value.translation_key == "invalid_auth"
        await home.hass.async_block_till_done()
        (flow,) = home.hass.config_entries.flow.async_progress()
        assert flow["context"]["source"] == SOURCE_REAUTH


async def voice_must_exist(task: Task) -> None:
    while await task.run_task():
        await task.started()
        await task.all_text()
        if task.parameters["reference_audio_id"] == VOICE["id"]:
            await task.event("task-failed", error_code="404", error_message="no such voice")
        else:
            await task.audio(HEADER + tone(0.2))
            await task.finished()


OTHER = {**VOICE, "id": "other", "filename": "grandpa.wav"}
GRANDPA = {"title": "Grandpa", "voice": "other", "language": "zh"}


async def test_another_profile_stands_in_for_a_voice_that_is_gone(
    connect: Connect, issue_registry: ir.IssueRegistry
) -> None:
    service = Service(task=voice_must_exist, voices=[dict(VOICE), OTHER])
    async with connect(service, PROFILE, GRANDPA) as home:
        entry = home.entry
        grandma, grandpa = entry.subentries.values()
        service.voices = [OTHER]
        with pytest.raises(HomeAssistantError) as raised:
            await home.spoken("你好。")
        assert raised.value.translation_key == "voice_gone"
        assert home.last().attributes["error"].startswith("The voice 50a5fdb9")
        assert issue_registry.async_get_issue(DOMAIN, f"voice_gone_{grandma.subentry_id}")

        home.hass.config_entries.async_update_entry(
            entry, options={"fallback_profile": grandpa.subentry_id}
        )
        await home.hass.async_block_till_done()
        reloaded = Connected(home.hass, service, entry)
        assert await reloaded.spoken("你好。") == tone(0.2)
        assert reloaded.last().attributes["voice"] == "other"


async def test_unloading_ends_what_is_being_spoken(connect: Connect) -> None:
    async def endless(task: Task) -> None:
        await task.run_task()
        await task.started()
        await task.audio(HEADER + tone(0.2))
        await task.command()
        await task.command()

    service = Service(task=endless)
    async with connect(service) as home:
        audio = home.stream(letters("Once upon a time, ", 30.0, "the end."))
        assert await anext(audio)
        await home.hass.config_entries.async_unload(home.entry.entry_id)
        with pytest.raises(HomeAssistantError) as raised:
            async for _ in audio:
                pass
        assert raised.value.translation_key == "interrupted"
        assert home.kinds.count("failed") == 1
        assert home.last().attributes["error_type"] == "interrupted"
        await service.gone.wait()
        await home.hass.config_entries.async_setup(home.entry.entry_id)


async def test_a_rate_that_changes_midway_is_an_error_and_no_other_pitch(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "_LONGEST_PAUSE", 0.1)

    async def slower_and_slower(task: Task) -> None:
        rate = RATE
        while await task.run_task():
            await task.started()
            await task.all_text()
            await task.audio(streaming_header(AudioSpec(rate)) + tone(0.1))
            await task.finished()
            rate //= 2

    async with connect(Service(task=slower_and_slower), transport="websocket") as home:
        utterance = home.utterance(letters("One. ", 0.6, "Two. "))
        await utterance.start()
        with pytest.raises(HomeAssistantError) as raised:
            async for _ in utterance.pcm():
                pass
        assert raised.value.translation_key == "audio_changed"


async def test_who_stops_listening_ends_the_work(connect: Connect) -> None:
    async def endless(task: Task) -> None:
        await task.run_task()
        await task.started()
        await task.command()
        await task.audio(HEADER + tone(0.2))
        await task.command()
        await task.command()

    service = Service(task=endless)
    async with connect(service) as home:
        utterance = home.utterance(letters("Once upon a time, ", 30.0, "the end."))
        await utterance.start()
        audio = utterance.pcm()
        assert await anext(audio)
        await audio.aclose()
        await service.gone.wait()
        assert not home.entry.runtime_data.utterances


async def test_who_stops_waiting_for_the_start_ends_it(connect: Connect) -> None:
    asked = asyncio.Event()

    async def never(task: Task) -> None:
        await task.run_task()
        asked.set()
        await task.command()

    service = Service(task=never)
    async with connect(service) as home:
        utterance = home.utterance(letters("Hello."))
        starting = asyncio.ensure_future(utterance.start())
        await asked.wait()
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        await service.gone.wait()
        assert not home.entry.runtime_data.utterances


async def test_unloading_between_two_turns_ends_them(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "_LONGEST_PAUSE", 0.1)
    async with connect(Service(task=echo)) as home:
        utterance = home.utterance(letters("I will look it up. ", 30.0, "Here it is."))
        await utterance.start()
        audio = utterance.pcm()
        async for samples in audio:
            if not any(samples):
                break  # it is filling the pause
        await utterance.aclose()
        with pytest.raises(HomeAssistantError) as raised:
            async for _ in audio:
                pass
        assert raised.value.translation_key == "interrupted"
        assert home.kinds.count("failed") == 1
        assert home.last().attributes["error_type"] == "interrupted"


async def test_a_voice_is_not_called_gone_where_the_service_does_not_say_so(
    connect: Connect,
) -> None:
    async def no_details(request: web.Request) -> web.StreamResponse | None:
        if request.path.endswith(VOICE["id"]):
            return web.Response(status=500)
        return None

    async with connect(Service(task=fails, before=no_details)) as home:
        with pytest.raises(HomeAssistantError) as raised:
            await home.spoken("Hello.")
        assert raised.value.translation_key == "synthesis_failed_because"


@pytest.mark.parametrize("transport", ["websocket", "sse"])
async def test_unloading_while_it_starts_is_reported_and_no_fault_of_the_service(
    connect: Connect, transport: str
) -> None:
    asked = asyncio.Event()

    async def hesitates(task: Task) -> None:
        await task.run_task()
        asked.set()
        await task.command()

    async with connect(Service(task=hesitates), transport=transport) as home:
        utterance = home.utterance(letters(30.0, "Hello."))
        starting = asyncio.ensure_future(utterance.start())
        if transport == "websocket":
            await asked.wait()
        else:
            await asyncio.sleep(0.1)  # it has nothing to ask for yet
        await utterance.aclose()
        with pytest.raises(HomeAssistantError) as raised:
            await starting
        assert raised.value.translation_key == "interrupted"
        assert home.kinds == ["failed"]
        assert home.last().attributes["error_type"] == "interrupted"
        assert home.entry.runtime_data.activity.failures == 0


@pytest.mark.parametrize("transport", ["websocket", "sse", "json"])
@pytest.mark.parametrize("volume", [0.5, 4.0])
async def test_volume_is_made_here_where_the_service_has_none(
    connect: Connect, transport: str, volume: float
) -> None:
    service = Service(dialect=Dialect.V1, task=echo, speech=events)
    profile = {**PROFILE, "volume": volume}
    async with connect(service, profile, transport=transport) as home:
        plain = array("h", await home.spoken("Good morning.", volume=1))
        heard = array("h", await home.spoken("Good morning."))
        assert plain
        expected = [max(-32768, min(32767, round(value * volume))) for value in plain]
        assert heard.tolist() == expected
        assert max(heard) == (32767 if volume > 3 else max(expected))


async def test_the_volume_of_a_fallback_is_made_here_too(connect: Connect) -> None:
    async def gone(task: Task) -> None:
        while await task.run_task():
            await task.started()
            if task.parameters["reference_audio_id"] == "gone":
                await task.event("task-failed", error_code="X", error_message="no such voice")
            else:
                await task.all_text()
                await task.audio(HEADER + tone(0.1))
                await task.finished()

    profiles = ({**PROFILE, "voice": "gone"}, {**PROFILE, "title": "Grandpa", "volume": 0.5})
    async with connect(Service(dialect=Dialect.V1, task=gone), *profiles) as home:
        _, grandpa = home.entry.subentries.values()
        home.hass.config_entries.async_update_entry(
            home.entry, options={"fallback_profile": grandpa.subentry_id}
        )
        await home.hass.async_block_till_done()
        heard = array("h", await home.spoken("Hello."))
        assert max(heard) == pytest.approx(max(array("h", tone(0.1))) / 2, abs=1)
