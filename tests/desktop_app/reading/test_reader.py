"""The reader with the real local server, and a player that is faster than sound."""

from __future__ import annotations

import asyncio
from dataclasses import replace
import gc
from time import monotonic
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from desktop_app.audio.errors import AudioDeviceLostError, NoAudioDeviceError
from desktop_app.reading import performance, synthesis
from desktop_app.reading.events import (
    FirstSound,
    PositionChanged,
    QueueChanged,
    ReaderState,
    ServiceChanged,
    StateChanged,
)
from desktop_app.reading.history import History
from desktop_app.reading.model import Profile, Reading
from desktop_app.reading.positions import Positions
from desktop_app.reading.pronunciation import Pronunciation, Rule
from desktop_app.reading.reader import Reader
from desktop_app.services.connection import Connection
from desktop_app.settings.reading import ReadingSettings
from desktop_app.words.saying import Face, hint
from shared_client import (
    AudioSpec,
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoiceSynthesisError,
    SpeechOptions,
)
from shared_client.text.kinds import TextKind
from tests.desktop_app.reading.hearing import (
    TIMEOUTS,
    FastPlayer,
    Listener,
    ToneEngine,
    local_connection,
)
from tests.local_server.running import TOKEN, Program, running
from tests.sound_server import tone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

TEXT = (
    "The first sentence is a short one. The second one takes its time, as it has more to say. "
    "今天天气很好，我们一起去公园玩吧。 This is what comes after the Chinese. And here it ends."
)
STARTS = [0, 35, 89, 107, 145]


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Connection]:
    async with local_connection(tmp_path / "server") as found:
        yield found


async def spoken(connection: Connection, text: str, **options: float) -> bytes:
    """What the service makes of a sentence."""
    async with connection.client.speak(
        text,
        SpeechOptions(connection.voice, **options),  # type: ignore[arg-type]  # numbers alone
    ) as stream:
        return b"".join([pcm async for pcm in stream.pcm()])


async def test_every_sentence_is_heard_once_in_order_and_whole(connection: Connection) -> None:
    player = FastPlayer()
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.warm_up()
        number = await reader.read(Reading(TEXT))
        await listener.finished(number)
        await listener.state(ReaderState.IDLE)
    parts = [TEXT[a:b].strip() for a, b in zip(STARTS, [*STARTS[1:], len(TEXT)], strict=True)]
    assert bytes(player.heard) == b"".join([await spoken(connection, part) for part in parts])
    assert listener.sentences == STARTS
    assert player.sounds == 1


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (TextKind.PLAIN, "Here is *so* much."),
        (TextKind.MARKDOWN, "Here is so much."),
        (None, "Here is *so* much."),
    ],
)
async def test_a_text_is_read_as_it_is_written(
    connection: Connection, kind: TextKind | None, said: str
) -> None:
    player = FastPlayer()
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        number = await reader.read(Reading("Here is *so* much.", kind=kind))
        await listener.finished(number)
    assert bytes(player.heard) == await spoken(connection, said)


async def test_it_tells_where_it_is(connection: Connection) -> None:
    async with Reader(FastPlayer(4), [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.finished(1)
    told = [event for event in listener.events if isinstance(event, PositionChanged)]
    assert [event.word.start for event in told] == sorted(event.word.start for event in told)
    assert all(e.sentence.start <= e.word.start < e.word.end <= e.sentence.end for e in told)
    assert [event.progress for event in told] == sorted(event.progress for event in told)
    assert len({event.word for event in told}) > 20
    (first,) = [event for event in listener.events if isinstance(event, FirstSound)]
    assert first.seconds > 0
    states = [event.state for event in listener.events if isinstance(event, StateChanged)]
    assert states[0] is ReaderState.SPEAKING
    assert set(states) <= {ReaderState.SPEAKING, ReaderState.WAITING, ReaderState.IDLE}


async def test_events_can_be_iterated(connection: Connection) -> None:
    async with Reader(FastPlayer(), [connection]) as reader:
        events = reader.events()
        coming = asyncio.create_task(anext(events))
        await asyncio.sleep(0)
        await reader.read(Reading(TEXT))
        assert isinstance(await coming, QueueChanged)
        await events.aclose()


async def test_a_pause_pauses_and_goes_on_where_it_was(connection: Connection) -> None:
    player = FastPlayer(4)
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.resume()  # nothing to resume
        await reader.pause()  # nothing to pause
        await reader.read(Reading(TEXT))
        await listener.sentence(35)
        await reader.pause()
        await reader.pause()
        assert reader.state.state is ReaderState.PAUSED
        at = player.position
        await asyncio.sleep(0.2)
        assert player.position == at
        await reader.resume()
        await reader.resume()
        await listener.finished(1)
    assert listener.sentences == STARTS
    assert player.sounds == 1


async def test_a_long_pause_lets_the_device_go(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.reading.reader._LONG_PAUSE", 0.05)
    player = FastPlayer(4)
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.sentence(35)
        await reader.pause()
        async with asyncio.timeout(10):
            while player._open:  # noqa: ASYNC110 - the player tells nobody
                await asyncio.sleep(0.01)
        assert reader.state.state is ReaderState.PAUSED
        await reader.resume()
        await listener.finished(1)
    whole = [await spoken(connection, TEXT[35:88])]
    assert whole[0] in bytes(player.heard)  # nothing of the sentence was lost or heard twice
    assert player.sounds == 2


async def test_pausing_before_the_first_sound_holds_it(connection: Connection) -> None:
    player = FastPlayer()
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.state(ReaderState.SPEAKING)
        await reader.pause()
        await asyncio.sleep(0.2)
        assert player.position < 0.5
        await reader.resume()
        await listener.finished(1)


async def test_sentences_are_gone_through_back_and_forth(connection: Connection) -> None:
    async with Reader(FastPlayer(2), [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.sentence(0)
        await reader.next_sentence()
        await listener.sentence(35)
        await reader.next_sentence()
        await listener.sentence(89)
        listener.forget()
        await reader.previous_sentence()
        await listener.sentence(35)
        await reader.previous_sentence()
        await listener.sentence(0)
        await reader.previous_sentence()
        await reader.jump(150)
        await listener.sentence(145)
        listener.forget()
        await reader.next_sentence()  # there is none: the text is over
        await listener.state(ReaderState.IDLE)
    assert listener.sentences == []


async def test_late_in_a_sentence_previous_means_its_beginning(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.reading.reader._NEAR_START", 0.5)
    async with Reader(FastPlayer(4), [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT), start=40)
        await listener.until(
            lambda event: isinstance(event, PositionChanged) and event.word.start > 75
        )
        listener.forget()
        await reader.previous_sentence()
        await listener.sentence(89)
    assert listener.sentences[0] == 35


async def test_commands_without_a_text_do_nothing(connection: Connection) -> None:
    async with Reader(FastPlayer(), [connection]) as reader:
        await reader.next_sentence()
        await reader.previous_sentence()
        await reader.jump(5)
        await reader.skip()
        await reader.remove(7)
        await reader.move(7, 1)
        await reader.set_speed(1.5)
        reader.sleep_after_text()
        assert reader.state == StateChanged(ReaderState.IDLE)
        assert reader.speed == 1.5


async def test_a_queue_is_read_in_its_order_and_can_be_changed(connection: Connection) -> None:
    async with Reader(FastPlayer(4), [connection]) as reader:
        listener = Listener(reader)
        names = ["one", "two", "three", "four", "five"]
        numbers = [await reader.read(Reading(TEXT, name)) for name in names]
        await listener.sentence(0)
        await reader.move(numbers[4], 1)
        await reader.move(numbers[0], 3)  # it is being read
        await reader.remove(numbers[1])
        assert [item.reading.title for item in reader.queue] == ["one", "five", "three", "four"]
        await reader.remove(numbers[0])
        await listener.sentence(0)
        await reader.skip()
        await listener.finished(numbers[2])
        assert [item.reading.title for item in reader.queue] == ["four"]
        await reader.stop()
        assert reader.queue == ()
        assert reader.state.state is ReaderState.IDLE
    assert isinstance(listener.events[0], QueueChanged)


async def test_an_announcement_interrupts_and_goes_back_into_the_sentence(
    connection: Connection,
) -> None:
    player = FastPlayer(4)
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        text = await reader.read(Reading(TEXT))
        await listener.until(
            lambda event: isinstance(event, PositionChanged) and event.word.start > 60
        )
        call = await reader.read(Reading("The washing machine is ready."), now=True)
        assert [item.number for item in reader.queue] == [call, text]
        await listener.finished(call)
        listener.forget()
        await listener.finished(text)
    assert listener.sentences == STARTS[1:]
    first = next(event for event in listener.events if isinstance(event, PositionChanged))
    assert first.word.start > 35  # inside of it, not at its beginning
    heard = bytes(player.heard)
    interrupted = await spoken(connection, TEXT[35:88])
    announced = heard.index(await spoken(connection, "The washing machine is ready."))
    assert heard.index(interrupted[-10_000:]) > announced  # its end was heard afterwards
    assert heard.index(interrupted[:40_000]) < announced


async def test_an_announcement_in_a_pause_leaves_the_pause(connection: Connection) -> None:
    async with Reader(FastPlayer(), [connection]) as reader:
        listener = Listener(reader)
        text = await reader.read(Reading(TEXT * 3))
        await listener.sentence(35)
        await reader.pause()
        listener.forget()
        call = await reader.read(Reading("The washing machine is ready."), now=True)
        await listener.finished(call)
        await listener.state(ReaderState.PAUSED)
        assert [item.number for item in reader.queue] == [text]
        await reader.resume()
        await listener.finished(text)


async def test_what_is_read_now_may_take_the_place_of_what_was(connection: Connection) -> None:
    async with Reader(FastPlayer(), [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT * 3))
        await listener.sentence(35)
        other = await reader.read(Reading(TEXT), now=True, return_after=False)
        assert [item.number for item in reader.queue] == [other]
        await listener.finished(other)
        await reader.read(Reading(TEXT), now=True)
        await listener.finished(3)


async def test_another_speed_holds_from_the_next_sentence(connection: Connection) -> None:
    player = FastPlayer(4)
    async with Reader(player, [connection], ahead=60) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.sentence(0)
        await reader.set_speed(1.6)
        await listener.finished(1)
    heard = bytes(player.heard)
    assert heard.startswith(await spoken(connection, TEXT[:34]))
    assert heard.endswith(await spoken(connection, TEXT[145:], speed=1.6))
    assert listener.sentences == STARTS
    assert player.sounds == 1


async def test_another_speed_may_hold_at_once(connection: Connection) -> None:
    player = FastPlayer(2)
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT), start=35)
        await listener.until(
            lambda event: isinstance(event, PositionChanged) and event.word.start > 50
        )
        listener.forget()
        await reader.set_speed(1.6, at_once=True)
        await listener.sentence(89)
        await reader.pause()
        await reader.set_speed(9, at_once=True)
        assert reader.speed == 2.0
        await listener.state(ReaderState.PAUSED)
        await reader.resume()
        await listener.finished(1)
    told = [event for event in listener.events if isinstance(event, PositionChanged)]
    assert told[0].sentence.start == 35
    assert told[0].word.start > 50
    assert bytes(player.heard).endswith(await spoken(connection, TEXT[145:], speed=2.0))


async def test_the_volume_is_the_players(connection: Connection) -> None:
    player = FastPlayer()
    async with Reader(player, [connection]) as reader:
        reader.set_volume(0.5)
        assert (reader.volume, player.volume) == (0.5, 0.5)
        reader.set_volume(-3)
        assert (reader.volume, player.volume) == (0.0, 0.0)


async def test_one_falls_asleep_at_the_end_of_a_sentence(connection: Connection) -> None:
    player = FastPlayer(2)
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        reader.sleep_after(5)
        reader.sleep_after(None)
        reader.sleep_after(0)  # nothing is read: no matter
        await asyncio.sleep(0.05)
        await reader.read(Reading(TEXT))
        await listener.sentence(35)
        reader.sleep_after(0)
        await listener.state(ReaderState.PAUSED)
        asleep = listener.sentences
        listener.forget()
        await reader.resume()
        await listener.finished(1)
    assert asleep == STARTS[: len(asleep)]
    assert 2 <= len(asleep) < len(STARTS)
    assert asleep + [start for start in listener.sentences if start not in asleep] == STARTS


async def test_one_falls_asleep_before_a_text_that_is_opened_then(connection: Connection) -> None:
    async with Reader(FastPlayer(), [connection]) as reader:
        listener = Listener(reader)
        number = await reader.reserve(Reading("", "book"))
        await listener.state(ReaderState.WAITING)
        reader.sleep_after(0)
        await listener.state(ReaderState.PAUSED)
        await reader.fill(number, Reading(TEXT))
        assert not reader.sleeps
        await reader.resume()
        await listener.finished(1)
    assert listener.sentences == STARTS


async def test_one_falls_asleep_at_the_end_of_a_text(connection: Connection) -> None:
    async with Reader(FastPlayer(), [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await reader.read(Reading(TEXT))
        reader.sleep_after_text()
        await listener.state(ReaderState.PAUSED)
        assert [item.number for item in reader.queue] == [2]
        await reader.resume()
        await listener.finished(2)


CHAPTERS = (
    "# One\n\nThe first one is rather short.\n\n# Two\n\nThis is the second, and it is longer. "
    "It has two sentences.\n\n# Three\n\nThe last of them."
)


async def test_one_falls_asleep_at_the_end_of_a_chapter(connection: Connection) -> None:
    async with Reader(FastPlayer(), [connection]) as reader:
        listener = Listener(reader)
        await reader.sleep_after_chapter()  # before there is a text: it holds for the next one
        await reader.read(Reading(CHAPTERS, kind=TextKind.MARKDOWN))
        await listener.state(ReaderState.PAUSED)
        asleep = not reader.sleeps
        assert asleep
        two, three = CHAPTERS.index("# Two"), CHAPTERS.index("# Three")
        assert listener.sentences
        assert max(listener.sentences) < two
        listener.forget()
        await reader.resume()
        await listener.sentence(CHAPTERS.index("This is the second"))
        await reader.sleep_after_chapter()  # while it is read
        await listener.state(ReaderState.PAUSED)
        assert two < max(listener.sentences) < three
        assert max(listener.sentences) == CHAPTERS.index("It has two")
        await reader.sleep_after_chapter()
        assert reader.sleeps
        reader.sleep_after(None)
        await reader.resume()
        await listener.finished(1)


async def test_the_end_of_the_last_chapter_is_that_of_the_text(connection: Connection) -> None:
    async with Reader(FastPlayer(), [connection]) as reader:
        listener = Listener(reader)
        reading = Reading(CHAPTERS, kind=TextKind.MARKDOWN)
        await reader.read(reading, start=CHAPTERS.index("Three"))
        await reader.read(Reading(TEXT))
        await reader.sleep_after_chapter()
        await reader.read(Reading("In between.", remember=False), now=True)  # ends no chapter
        await listener.state(ReaderState.PAUSED)
        assert [item.number for item in reader.queue] == [2]


async def test_what_the_player_holds_of_the_next_chapter_is_not_heard(
    connection: Connection,
) -> None:
    async with Reader(FastPlayer(1), [connection]) as reader:
        listener = Listener(reader)
        text = "# One\n\nIt is a short one.\n\n# Two\n\nThis is the second, and it is longer."
        await reader.read(Reading(text, kind=TextKind.MARKDOWN))
        await listener.sentence(text.index("One"))
        await reader.pause()
        two = text.index("# Two")
        async with asyncio.timeout(30):
            while not (reader._performance and reader._performance.has_begun(two)):  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(0.01)
        await reader.sleep_after_chapter()
        assert reader.state.state is ReaderState.PAUSED
        listener.forget()
        await reader.resume()
        await listener.state(ReaderState.PAUSED)
        assert max(listener.sentences) < two


async def test_pauses_hold_from_the_next_sentence_on_and_omissions_for_new_texts(
    connection: Connection,
) -> None:
    player = FastPlayer(50)
    text = "The site is https://a.b/c for all of you. And this sentence comes after it."
    lengths = []
    async with Reader(player, [connection]) as reader:
        for settings in (None, ReadingSettings(sentence_pause=2.0), ReadingSettings(links="skip")):
            if settings is not None:
                await reader.configure(settings=settings)
            listener = Listener(reader)
            before = len(player.heard)
            number = await reader.read(Reading(text, remember=False))
            await listener.finished(number)
            lengths.append((len(player.heard) - before) / AudioSpec(24_000).bytes_per_second)
    usual, rested, shorter = lengths
    assert rested == pytest.approx(usual + 2.0, abs=0.01)
    assert shorter < usual


async def test_each_language_has_its_voice_and_its_rules(tmp_path: Path) -> None:
    async with running(tmp_path, engine=ToneEngine()) as server:
        english, chinese = await server.voice(), await server.voice()
        async with CosyVoiceClient(server.url, TOKEN, timeouts=TIMEOUTS) as client:
            connection = Connection(client, "local", english)
            player = FastPlayer()
            profiles = {"en": Profile(english), "zh": Profile(chinese, speed=1.3)}
            rules = Pronunciation([Rule("公园", "花园", language="zh")])
            async with Reader(
                player, [connection], profiles=profiles, pronunciation=rules
            ) as reader:
                listener = Listener(reader)
                await reader.read(Reading(TEXT[35:]))
                await listener.finished(1)
            said = await spoken(
                replace(connection, voice=chinese), "今天天气很好，我们一起去花园玩吧。", speed=1.3
            )
            assert said in bytes(player.heard)
            assert bytes(player.heard).startswith(await spoken(connection, TEXT[35:88]))


async def test_a_rule_may_leave_nothing_to_say(connection: Connection) -> None:
    player = FastPlayer()
    rules = Pronunciation([Rule("^.*second.*$", "", pattern=True)])
    async with Reader(player, [connection], pronunciation=rules) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.finished(1)
    assert listener.sentences == [0, *STARTS[2:]]


async def test_settings_may_change_in_mid_text(connection: Connection) -> None:
    player = FastPlayer(4)
    async with Reader(player, []) as reader:
        listener = Listener(reader)
        await reader.configure(services=[connection])
        await reader.read(Reading(TEXT))
        await listener.sentence(0)
        await reader.configure(
            profiles={"": Profile(speed=1.5)}, pronunciation=Pronunciation([Rule("ends", "stops")])
        )
        await listener.finished(1)
    heard = bytes(player.heard)
    assert heard.startswith(await spoken(connection, TEXT[:34]))
    assert heard.endswith(await spoken(connection, "And here it stops.", speed=1.5))


# Trouble


async def test_another_service_stands_in_and_is_named(
    connection: Connection, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis, "REST", 0.0)
    player = FastPlayer()
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with CosyVoiceClient(url, None, timeouts=TIMEOUTS) as client:
        down = Connection(client, "home", "some-voice")
        profile = Profile("some-voice", "home")
        async with Reader(player, [down, connection], profiles={"": profile}) as reader:
            listener = Listener(reader)
            await reader.warm_up()
            await reader.read(Reading(TEXT))
            await listener.finished(1)
    (change,) = [event for event in listener.events if isinstance(event, ServiceChanged)]
    assert (change.name, change.instead_of) == ("local", "home")
    assert change.error
    assert listener.sentences == STARTS
    assert bytes(player.heard).startswith(await spoken(connection, TEXT[:34]))


async def test_a_service_that_is_silent_is_waited_for_until_another_one_reads_this_text(
    connection: Connection,
) -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    url = "http://{}:{}".format(*silent.sockets[0].getsockname())
    async with silent, CosyVoiceClient(url, None, timeouts=TIMEOUTS) as client:
        home = Connection(client, "home", "some-voice")
        async with Reader(FastPlayer(), [home]) as reader:
            listener = Listener(reader)
            begun = monotonic()
            await reader.read(Reading(TEXT))
            await reader.read(Reading("The next text is for home again."))
            await listener.state(ReaderState.WAITING)
            assert 0.3 <= monotonic() - begun < 1.5
            waiting = reader.state.waiting
            assert waiting is not None
            assert (waiting.name, waiting.heard) == ("home", False)
            await reader.have_read_by(connection)
            await listener.finished(1)
            sentences = listener.sentences
            changes = [event for event in listener.events if isinstance(event, ServiceChanged)]
            listener.forget()
            await listener.state(ReaderState.WAITING)
            assert reader.state.waiting is not None
            assert reader.state.waiting.name == "home"
    assert [(change.name, change.instead_of) for change in changes] == [("local", "home")]
    assert sentences == STARTS


async def test_each_language_is_read_by_the_service_that_has_its_voice(
    connection: Connection, tmp_path: Path
) -> None:
    async with local_connection(tmp_path / "other") as found:
        other = replace(found, name="other")
        profiles = {"": Profile(), "zh": Profile(other.voice, "other")}
        async with Reader(FastPlayer(), [connection, other], profiles=profiles) as reader:
            listener = Listener(reader)
            await reader.read(Reading("It is late. 现在已经很晚了。 Good night."))
            await listener.finished(1)
    changes = [event for event in listener.events if isinstance(event, ServiceChanged)]
    names = [(change.name, change.instead_of) for change in changes]
    assert names == [("other", ""), (connection.name, "")]


async def test_without_a_service_it_says_so_and_tries_until_there_is_one(
    tmp_path: Path, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(performance, "_RETRY", (0.1,))
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with CosyVoiceClient(url, TOKEN, timeouts=TIMEOUTS) as client:
        async with Reader(FastPlayer(), [Connection(client, "home")]) as reader:
            listener = Listener(reader)
            await reader.read(Reading(TEXT))
            await listener.state(ReaderState.TROUBLE)
            trouble = reader.state
            assert trouble.retrying
            assert trouble.error is not None
            assert str(trouble.error).endswith(".")
            assert "address" in hint(trouble.error, Face.WINDOW)
            program = Program(
                tmp_path, "--with-sample-voice", "--json", "--port", str(unused_tcp_port)
            )
            with program:
                program.ready()
                await listener.finished(1)
    assert listener.sentences == STARTS


async def test_a_server_that_is_killed_in_mid_sentence_and_back_loses_nothing(
    tmp_path: Path, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(performance, "_RETRY", (0.1,))
    text = (TEXT + "\n") * 3
    arguments = ("--with-sample-voice", "--json", "--port", str(unused_tcp_port))
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with CosyVoiceClient(url, TOKEN, timeouts=TIMEOUTS) as client:
        async with Reader(FastPlayer(8), [Connection(client, "home")], ahead=4) as reader:
            listener = Listener(reader)
            with Program(tmp_path, *arguments) as program:
                program.ready()
                await reader.read(Reading(text))
                await listener.sentence(107)
                program.process.kill()
                await listener.state(ReaderState.TROUBLE)
            with Program(tmp_path, *arguments) as program:
                program.ready()
                await listener.finished(1)
    one = [start + (len(TEXT) + 1) * turn for turn in range(3) for start in STARTS]
    assert [start for start in one if start not in listener.sentences] == []
    assert listener.sentences == sorted(listener.sentences)


async def test_what_waiting_does_not_help_waits_for_a_person(connection: Connection) -> None:
    player = FastPlayer()
    gone = replace(connection, voice="no-such-voice")
    async with Reader(player, [gone]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.state(ReaderState.TROUBLE)
        assert not reader.state.retrying
        assert reader.state.error is not None
        assert hint(reader.state.error, Face.WINDOW)
        await reader.configure(services=[connection])
        await reader.resume()
        await listener.finished(1)
    assert listener.sentences == STARTS


async def test_without_any_service_there_is_a_word_about_it() -> None:
    async with Reader(FastPlayer(), []) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.state(ReaderState.TROUBLE)
        assert "No service is set up" in str(reader.state.error)


async def test_a_lost_device_can_be_resumed(connection: Connection) -> None:
    player = FastPlayer(4)
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.sentence(35)
        player.fail_with = AudioDeviceLostError("output_gone")
        await listener.state(ReaderState.TROUBLE)
        assert str(reader.state.error) == "The output device was disconnected."
        assert reader.state.error is not None
        assert hint(reader.state.error, Face.WINDOW)
        listener.forget()
        await reader.resume()
        await listener.state(ReaderState.TROUBLE)
        player.fail_with = None
        await reader.resume()
        await listener.finished(1)
    assert listener.sentences[-3:] == STARTS[-3:]


async def test_an_absent_device_is_waited_for_however_long_it_takes(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.reading.reader._DEVICE_RETRY", 0.2)
    player = FastPlayer(4)
    player.fail_with = NoAudioDeviceError("no_output")
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.state(ReaderState.TROUBLE)
        assert reader.state.retrying
        listener.forget()
        for _ in range(3):  # it is told once, however often it is tried
            await asyncio.sleep(0.25)
        assert not [one for one in listener.events if isinstance(one, StateChanged)]
        await reader.pause()
        await listener.state(ReaderState.PAUSED)
        player.fail_with = None
        await asyncio.sleep(0.5)
        assert reader.state.state is ReaderState.PAUSED  # it was paused, and does not go on
        player.fail_with = NoAudioDeviceError("no_output")
        await reader.resume()
        await listener.state(ReaderState.TROUBLE)
        player.fail_with = None
        await listener.state(ReaderState.SPEAKING)
        await listener.sentence(35)
        player.fail_with = AudioDeviceLostError("no_output_left", error="gone")
        await listener.state(ReaderState.TROUBLE)
        listener.forget()
        player.fail_with = None
        await listener.finished(1)
    assert listener.sentences[-3:] == STARTS[-3:]


async def test_a_device_that_is_looked_for_is_told_of(connection: Connection) -> None:
    player = FastPlayer(4)
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.sentence(0)
        player.lost = True
        await listener.state(ReaderState.TROUBLE)
        assert reader.state.retrying
        listener.forget()
        player.lost = False
        await listener.state(ReaderState.SPEAKING)
        await listener.finished(1)


async def test_what_nobody_thought_of_is_told_of(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis.Synthesis, "speak", Broken(RuntimeError("a surprise")))
    async with Reader(FastPlayer(), [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.state(ReaderState.TROUBLE)
        assert "a surprise" in str(reader.state.error)


async def test_a_pause_while_a_text_is_being_prepared_holds_it(connection: Connection) -> None:
    player = FastPlayer()
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading((TEXT + "\n") * 200), start=30_000)
        await reader.pause()
        await listener.state(ReaderState.PAUSED)
        assert player.sounds == 0
        await reader.resume()
        await listener.until(lambda event: isinstance(event, PositionChanged))
        assert listener.sentences[0] >= 29_900


class Broken:
    """Speaks as it is told: each sentence by the next item of a list."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)

    def __call__(self, *_: object, **_more: object) -> AsyncIterator[tuple[AudioSpec, bytes]]:
        return self._speak(self.answers.pop(0) if self.answers else RATE)

    async def _speak(self, answer: object) -> AsyncIterator[tuple[AudioSpec, bytes]]:
        if isinstance(answer, AudioSpec):
            yield answer, tone(1.0, rate=answer.sample_rate)
        else:
            yield RATE, tone(0.5)
            await asyncio.sleep(0.3)
            assert isinstance(answer, Exception)
            raise answer


RATE = AudioSpec(24_000)
LOST = CosyVoiceConnectionError("connection_lost", host="h")
REFUSED = CosyVoiceSynthesisError("synthesis_failed")


async def test_a_sentence_that_broke_off_is_said_again(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(performance, "_RETRY", (0.01,))
    monkeypatch.setattr(synthesis.Synthesis, "speak", Broken(LOST, LOST))
    player = FastPlayer(4)
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.finished(1)
    assert listener.sentences == STARTS
    assert len(player.heard) == 48_000 * 6  # two halves, and each sentence


async def test_a_sentence_that_is_refused_can_be_passed_over(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis.Synthesis, "speak", Broken(RATE, RATE, REFUSED))
    player = FastPlayer(4)
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.state(ReaderState.TROUBLE)
        assert listener.sentences[:2] == STARTS[:2]
        assert not reader.state.retrying
        listener.forget()
        await reader.next_sentence()
        await listener.finished(1)
    assert listener.sentences == STARTS[3:]


async def test_audio_of_another_rate_is_another_sound(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = AudioSpec(16_000)
    monkeypatch.setattr(synthesis.Synthesis, "speak", Broken(RATE, slow, slow, RATE, RATE))
    player = FastPlayer(4)
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT))
        await listener.finished(1)
    assert listener.sentences == STARTS
    assert player.sounds == 3
    assert len(player.heard) == 48_000 * 3 + 32_000 * 2


# What is kept


async def test_a_long_text_goes_on_where_it_was_left(
    connection: Connection, tmp_path: Path
) -> None:
    book = Reading((TEXT + "\n") * 20)
    path = tmp_path / "positions.json"
    async with Reader(FastPlayer(), [connection], positions=Positions(path)) as reader:
        listener = Listener(reader)
        await reader.read(book)
        await listener.sentence(len(TEXT) + 36)
    await asyncio.sleep(0.1)
    async with Reader(FastPlayer(), [connection], positions=Positions(path)) as reader:
        listener = Listener(reader)
        await reader.read(Reading(book.text))
        await listener.until(lambda event: isinstance(event, PositionChanged))
        assert listener.sentences[0] in (len(TEXT) + 36, len(TEXT) + 90)
        await reader.jump(len(book.text))
        await listener.finished(1)
    await asyncio.sleep(0.1)
    assert Positions(path).place(book) is None


async def test_history_is_heard_again_without_a_service(
    connection: Connection, tmp_path: Path, unused_tcp_port: int
) -> None:
    history = History(tmp_path / "history")
    first, again = FastPlayer(), FastPlayer()
    async with Reader(first, [connection], history=history) as reader:
        listener = Listener(reader)
        await reader.read(Reading(TEXT, "A title"))
        await reader.read(Reading("A secret.", remember=False))
        await listener.finished(2)
        await reader.keep_history(None)
        await reader.read(Reading("Another secret."))
        await listener.finished(3)
    kept = await asyncio.to_thread(lambda: list((tmp_path / "history" / "audio").iterdir()))
    assert len(kept) == len(STARTS)
    (entry,) = await history.entries()
    reading = await history.reading(entry.id)
    assert reading is not None
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with CosyVoiceClient(url, None, timeouts=TIMEOUTS) as client:
        down = Connection(client, connection.name, connection.voice)
        async with Reader(again, [down], history=history) as reader:
            listener = Listener(reader)
            await reader.read(reading)
            await listener.finished(1)
    assert bytes(first.heard).startswith(bytes(again.heard))
    assert listener.sentences == STARTS


async def test_a_long_text_takes_no_more_memory_than_a_short_one(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service is a real one for the first sentence; the rest is the same audio again."""
    pcm = await spoken(connection, "This is how it sounds.")

    async def speak(*_: object, **_more: object) -> AsyncIterator[tuple[AudioSpec, bytes]]:
        yield AudioSpec(24_000), pcm

    monkeypatch.setattr(synthesis.Synthesis, "speak", speak)
    text = "".join(
        f"This is sentence number {n} of a long book, and it goes on.\n" for n in range(2000)
    )
    assert len(text) > 100_000
    assert 2000 * len(pcm) > 50_000_000
    player = FastPlayer(2500, keep=False)
    seen: list[int] = []
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        tracemalloc.start()
        await reader.read(Reading(text, remember=False))
        for place in range(1, 10):
            offset = len(text) * place // 10
            await listener.until(
                lambda event, offset=offset: (
                    isinstance(event, PositionChanged) and event.sentence.start > offset
                )
            )
            listener.forget()
            gc.collect()
            seen.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        await listener.finished(1)
    growth = seen[-1] - seen[0]
    assert growth < 8 * len(text)  # the sentences themselves, and no audio
    assert max(seen) < 20_000_000
