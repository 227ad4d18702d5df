"""This computer in its home: what it is asked to do, and what it tells, over a real connection."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
import logging
import random
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.audio.player import PlayerState
from desktop_app.home.home import Announced, Home, HomeChanged
from desktop_app.home.link import LinkState
from desktop_app.home.login import HomeError
from desktop_app.home.membership import TOKEN_NAME, load_membership, save_membership
from desktop_app.home.pairing import pair
from desktop_app.home.surroundings import Surroundings
from desktop_app.reading.events import (
    Finished,
    FirstSound,
    QueueChanged,
    QueueItem,
    ReaderState,
    StateChanged,
)
from desktop_app.reading.model import Reading
from desktop_app.settings.home import HomeButton, HomeSettings
from desktop_app.settings.tokens import TokenPlace, forget_token, store_token
from desktop_app.system.paths import membership_file
from shared_client import AudioSpec
from shared_client.desktop_link import CONNECT, NAME_LENGTH, PRESS_EVERY, TEXT_LENGTH, Reason, Stage
from shared_client.wav import wav_file

from .house import ACCESS, INSTANCE
from .test_announcements import Player
from .test_media import RATE, pcm
from .test_pairing import nobody

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from .house import House


class Reader:
    """What reads, as far as the home has to do with it."""

    def __init__(self) -> None:
        self.state = StateChanged(ReaderState.IDLE)
        self.did: list[str] = []
        self.volumes: list[float] = []

    async def pause(self) -> None:
        self.did.append("pause")
        self.state = StateChanged(ReaderState.PAUSED)

    async def resume(self) -> None:
        self.did.append("resume")
        self.state = StateChanged(ReaderState.SPEAKING)

    async def stop(self) -> None:
        self.did.append("stop")

    def set_volume(self, volume: float) -> None:
        self.volumes.append(volume)


class MediaPlayer(Player):
    """A player that can be held, and closed."""

    def __init__(self) -> None:
        super().__init__()
        self.state = PlayerState.IDLE

    async def pause(self) -> None:
        self.state = PlayerState.PAUSED

    async def resume(self) -> None:
        self.state = PlayerState.PLAYING

    async def aclose(self) -> None:
        self.go.set()


class Desk:
    """The app."""

    def __init__(self, settings: HomeSettings) -> None:
        self.reader = Reader()
        self.volume = 0.8
        self.home_settings = settings
        self.read: list[tuple[str, str]] = []
        self.locked: bool | None = None
        self.keeps_history = True

    async def read_for_home(self, text: str, profile: str) -> int:
        self.read.append((text, profile))
        return 7


class Computer:
    """A computer that is paired, and connected."""

    def __init__(self, house: House, settings: HomeSettings) -> None:
        self.house = house
        self.desk = Desk(settings)
        self.players: list[MediaPlayer] = []
        self.told: list[Any] = []
        self.home = Home(self.desk, self.told.append, self._player)  # type: ignore[arg-type]

    def _player(self) -> Any:
        self.players.append(MediaPlayer())
        return self.players[-1]

    def states(self) -> dict[str, Any]:
        """All that the house was told of the state, the newest of each."""
        known: dict[str, Any] = {}
        for said in self.house.said:
            if said["type"].endswith(("connect", "update")):
                known.update(said["state"])
        return known

    def endings(self) -> list[tuple[str, str | None]]:
        return [
            (said["stage"], said.get("reason"))
            for said in self.house.of("cosyvoice/desktop/progress")
            if said["stage"] != "started"
        ]

    async def announce(self, name: str = "a.wav", **more: Any) -> None:
        event = {"type": "announce", "announcement": name, "url": f"/media/{name}", **more}
        await self.house.tell(event)


@asynccontextmanager
async def computer(house: House, **rules: Any) -> AsyncIterator[Computer]:
    house.media["a.wav"] = wav_file(pcm(), AudioSpec(RATE))
    settings = await pair(
        str(house.url), HomeSettings(**rules), nobody, token=ACCESS, place=TokenPlace.FILE
    )
    found = Computer(house, settings)
    await found.home.start()
    try:
        await house.until(lambda: found.home.status.state is LinkState.CONNECTED)
        yield found
    finally:
        await found.home.end()


async def test_it_announces_and_reading_steps_back(house: House) -> None:
    async with computer(house) as one:
        one.desk.reader.state = StateChanged(ReaderState.SPEAKING)
        await one.announce(message="Dinner!", **{"from": "Ada"})
        await house.until(one.endings)
        assert one.endings() == [("heard", None)]
        assert one.players[0].played
        assert one.desk.reader.volumes == [pytest.approx(0.08), 0.8]
        assert one.desk.reader.did == []
        told = [event for event in one.told if isinstance(event, Announced)]
        assert [(event.stage, event.shown) for event in told] == [
            (Stage.STARTED, False),
            (Stage.HEARD, False),
        ]
        assert any(isinstance(event, HomeChanged) and event.announcing for event in one.told)


async def test_reading_is_paused_where_one_wants_that(house: House) -> None:
    async with computer(house, while_reading="pause", notifications=True) as one:
        one.desk.reader.state = StateChanged(ReaderState.SPEAKING)
        await one.announce()
        await house.until(one.endings)
        await house.until(lambda: one.desk.reader.did == ["pause", "resume"])
        assert one.home.loudness == 1.0
        assert any(isinstance(event, Announced) and event.shown for event in one.told)


async def test_a_locked_screen_shows_no_text(house: House) -> None:
    async with computer(house, notifications=True) as one:
        one.desk.locked = True
        await one.announce(message="The code is 1234.")
        await house.until(one.endings)
        told = [event for event in one.told if isinstance(event, Announced)]
        assert [event.stage for event in told] == [Stage.STARTED, Stage.HEARD]
        assert not any(event.shown for event in told)


async def test_do_not_disturb_from_both_sides(house: House) -> None:
    async with computer(house, house_ends_quiet=False) as one:
        await house.tell({"type": "do_not_disturb", "on": True})
        await house.until(lambda: one.states().get("do_not_disturb") == "home")
        await one.announce()
        await house.until(one.endings)
        assert one.endings() == [("suppressed", "do_not_disturb")]
        (kept,) = one.home.register.all()
        assert (kept.id, kept.stage) == ("a.wav", Stage.SUPPRESSED)
        await house.tell({"type": "do_not_disturb", "on": False})  # it was the house that asked
        await house.until(lambda: one.states().get("do_not_disturb") is None)
        one.home.be_quiet(-1.0)
        await house.until(lambda: one.states().get("do_not_disturb") == "user")
        await house.tell({"type": "do_not_disturb", "on": False})
        await asyncio.sleep(0.1)
        assert load_membership().quiet_until == -1.0
        await one.announce("b.wav", urgent=True)
        await house.until(lambda: len(one.endings()) == 2)
        assert one.endings()[1] == ("failed", "fetch")  # it was let through, and isn't there


async def test_a_locked_screen_is_told_and_has_its_rule(house: House) -> None:
    async with computer(house, when_locked="chime") as one:
        assert one.states()["locked"] is None
        one.desk.locked = True
        one.home.changed()
        await house.until(lambda: one.states()["locked"] is True)
        await one.announce(chime="/media/a.wav")
        await house.until(one.endings)
        assert one.endings() == [("suppressed", "locked")]
        assert one.players[0].played  # the chime


async def test_volume_mute_name_and_what_is_unknown(house: House) -> None:
    async with computer(house, loudest=0.5) as one:
        await house.tell({"type": "volume", "level": 0.25})
        await house.tell({"type": "mute", "muted": True})
        await house.tell({"type": "renamed", "name": "Study 2"})
        for strange in ({"type": "volume", "level": "loud"}, {"type": "later"}, {}, {"type": 5}):
            await house.tell(strange)
        await house.until(lambda: one.states().get("muted") is True)
        assert load_membership().volume == 0.25
        assert load_membership().called == "Study 2"
        await one.announce()
        await house.until(one.endings)
        assert one.endings() == [("suppressed", "muted")]
        await house.tell({"type": "mute", "muted": False})
        await house.until(lambda: one.states().get("muted") is False)
        await one.announce("a.wav", volume=0.9)
        await house.until(lambda: len(one.endings()) == 2)
        assert max(one.players[0].volumes) == 0.5


async def test_media_are_played_held_and_stopped(house: House) -> None:
    async with computer(house, share_titles=True) as one:
        player = one.players[1]
        player.go.clear()
        await house.tell({"type": "play", "url": "/media/a.wav", "mime": None, "title": "Song"})
        await house.until(lambda: one.states().get("playback") == "media")
        assert one.states()["title"] == "Song"
        await house.tell({"type": "pause"})
        await house.until(lambda: one.states().get("playback") == "paused")
        await house.tell({"type": "resume"})
        await house.until(lambda: one.states().get("playback") == "media")
        await house.tell({"type": "stop"})
        await house.until(lambda: one.states().get("playback") == "idle")
        for order in ("pause", "resume", "stop"):  # nothing is played: it is what is read
            await house.tell({"type": order})
        await house.until(lambda: one.desk.reader.did == ["pause", "resume", "stop"])
        player.go.set()
        await house.tell({"type": "play", "url": "/media/none.wav"})
        await house.tell({"type": "play", "url": "/media/a.wav"})
        await house.until(lambda: one.states().get("playback") == "idle")


async def test_a_text_is_read_and_what_is_read_is_told(house: House) -> None:
    async with computer(house, share_titles=True) as one:
        await house.tell({"type": "read", "text": "Once.", "profile": "Bedtime", "reading": "r1"})
        await house.until(lambda: one.desk.read)
        assert one.desk.read == [("Once.", "Bedtime")]
        item = QueueItem(7, Reading("Once.", title="A tale"))
        one.home.hear(QueueChanged((item,)))
        one.desk.reader.state = StateChanged(ReaderState.SPEAKING)
        one.home.hear(one.desk.reader.state)
        one.home.hear(FirstSound(7, 0.1))
        one.home.hear(Finished(7))
        one.home.hear(QueueChanged(()))
        await house.until(lambda: len(house.of("cosyvoice/desktop/event")) == 2)
        kinds = [said["kind"] for said in house.of("cosyvoice/desktop/event")]
        assert kinds == ["reading_started", "reading_finished"]
        data = house.of("cosyvoice/desktop/event")[0]["data"]
        assert data == {"reading": "r1", "title": "A tale"}
        one.home.hear(FirstSound(8, 0.1))
        one.home.hear(StateChanged(ReaderState.TROUBLE))
        await house.until(lambda: len(house.of("cosyvoice/desktop/event")) == 4)
        told = {said["kind"]: said["data"] for said in house.of("cosyvoice/desktop/event")}
        assert "reading_failed" in told


async def test_buttons_are_known_there_and_told_once_in_a_moment(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("desktop_app.home.home.monotonic", lambda: now[0])
    async with computer(house, buttons={"lights": HomeButton("Lights off")}) as one:
        *_, connect = house.of("cosyvoice/desktop/connect")
        lights = {"key": "lights", "name": "Lights off"}
        assert connect["capabilities"]["buttons"] == [lights]
        assert connect["capabilities"]["prefers"] == "wav"
        for later in (0.0, PRESS_EVERY / 2, PRESS_EVERY):
            now[0] = 100.0 + later
            await one.home.press("lights")
        with pytest.raises(HomeError) as error:
            await one.home.press("cellar")
        assert error.value.key == "home_button_unknown"
        pressed = house.of("cosyvoice/desktop/event")
        assert [said["data"] for said in pressed] == [{"button": "lights"}] * 2
        buttons = {"lights": HomeButton("All lights off"), "dog": HomeButton("Dog")}
        one.desk.home_settings = replace(one.desk.home_settings, buttons=buttons)
        one.home.changed()
        renamed = {**lights, "name": "All lights off"}
        await house.until(lambda: house.of("cosyvoice/desktop/update"))
        *_, update = house.of("cosyvoice/desktop/update")
        assert update["buttons"] == [renamed, {"key": "dog", "name": "Dog"}]
        assert "buttons" not in update["state"]


async def test_away_from_home_less_is_sent(house: House) -> None:
    async with computer(house) as one:
        pass
    second = replace(
        one.desk.home_settings,
        addresses=("http://127.0.0.1:9/", *one.desk.home_settings.addresses),
    )
    away = Computer(house, second)
    await away.home.start()
    await house.until(lambda: len(house.of("cosyvoice/desktop/connect")) == 3)
    assert house.of("cosyvoice/desktop/connect")[-1]["capabilities"]["prefers"] == "mp3"
    await away.home.end()


async def test_titles_stay_here_unless_one_shares_them(house: House) -> None:
    async with computer(house) as one:
        one.home.hear(QueueChanged((QueueItem(7, Reading("Text", title="My diary")),)))
        one.home.hear(FirstSound(7, 0.1))
        await house.until(lambda: house.of("cosyvoice/desktop/event"))
        assert "My diary" not in str(house.said)


HOSTILE: list[Any] = [
    *(None, True, -1, 2**70, 1e308, float("nan"), "", "\x00", "\u202e", "x" * 70_000, [], {}),
    *([[[]]], {"a": {}}, "//elsewhere.example/a", "file:///etc/passwd", "http://127.0.0.1:9/"),
]


def hostile(rng: random.Random) -> Iterator[Any]:
    """What no house says: events of which something is wrong."""
    whole: list[dict[str, Any]] = [
        {"type": "announce", "announcement": "a", "url": "/media/a", "chime": None, "volume": 0.5},
        {"type": "withdraw", "announcement": "a"},
        {"type": "play", "url": "/media/a", "mime": None, "title": "Title"},
        {"type": "pause"},
        {"type": "volume", "level": 0.5},
        {"type": "mute", "muted": False},
        {"type": "do_not_disturb", "on": False},
        {"type": "read", "reading": "r", "text": "Text", "profile": None},
        {"type": "renamed", "name": "Study"},
        {"type": "connected", "entry_id": "entry", "name": "Study"},
    ]
    while True:
        event = dict(rng.choice(whole))
        for _ in range(rng.choice([1, 1, 2, 4])):
            event[rng.choice([*event, "new"])] = rng.choice(HOSTILE)
        yield rng.choice(HOSTILE) if rng.random() < 0.05 else event


async def test_none_of_ten_thousand_events_of_a_house_breaks_the_line_or_the_rules(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)  # what is remembered changes a thousand times
    rng = random.Random(5)  # noqa: S311 - the same each time
    async with computer(house) as one:
        connected = len(house.of(CONNECT))
        events = hostile(rng)
        for number in range(10_000):
            event = next(events)
            await house.tell(event)
            if number % 100 == 0:  # another subscription's, a list of them, and nothing at all
                other = {"id": 99, "type": "event", "event": event}
                await house.lines[-1].send_json([other, event])
                await house.lines[-1].send_str("{" * 1000)
        await house.tell({"type": "volume", "level": 0.25})
        await house.until(lambda: load_membership().volume == 0.25, 60)
        assert one.home.status.state is LinkState.CONNECTED
        assert len(house.of(CONNECT)) == connected
        await one.home.stop()
        for player in one.players:
            player.go.set()
        await house.until(lambda: one.states()["waiting"] == 0, 60)
        membership = load_membership()
        assert (membership.entry_id, membership.instance) == ("entry", INSTANCE)
        assert len(membership.called) <= NAME_LENGTH
        assert all(len(text) <= TEXT_LENGTH for text, _ in one.desk.read)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_computer_without_a_home_does_nothing(house: House) -> None:
    one = Computer(house, HomeSettings(buttons={"lights": HomeButton("Lights")}))
    await one.home.start()
    assert one.home.status.state is LinkState.OFF
    with pytest.raises(HomeError) as error:
        await one.home.press("lights")
    assert error.value.key == "home_not_connected"
    assert not await one.home.stop()
    await one.home.end()
    assert house.said == []


async def test_a_refused_token_is_not_shown_by_a_later_start_either(house: House) -> None:
    """Five refusals ban the computer, and the browser of its user."""
    async with computer(house) as one:
        await asyncio.to_thread(store_token, TOKEN_NAME, "taken back", TokenPlace.FILE)
        await house.lines[-1].close()
        await house.until(lambda: one.home.status.state is LinkState.SIGNED_OUT)
        await house.until(lambda: load_membership().refused)
        assert house.tokens.count("taken back") == 1
        for _ in range(3):
            await one.home.start()
            await house.until(lambda: one.home.status.state is LinkState.SIGNED_OUT)
        assert house.tokens.count("taken back") == 1
        await asyncio.to_thread(store_token, TOKEN_NAME, ACCESS, TokenPlace.FILE)
        await one.home.start()
        await house.until(lambda: one.home.status.state is LinkState.CONNECTED)
    assert "taken back" not in membership_file().read_text()


async def test_a_token_that_is_lost_is_said(house: House) -> None:
    async with computer(house) as one:
        pass
    await asyncio.to_thread(forget_token, TOKEN_NAME, TokenPlace.FILE)
    one = Computer(house, one.desk.home_settings)
    await one.home.start()
    await house.until(
        lambda: any(
            isinstance(event, HomeChanged) and event.status.state is LinkState.REFUSED
            for event in one.told
        )
    )
    await one.home.end()


async def test_a_quiet_time_that_is_over_is_forgotten(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.home.home._TICK", 0.01)
    async with computer(house) as one:
        before = len(one.told)
        await asyncio.sleep(0.1)
        assert len(one.told) == before  # nothing is told that is known
        one.home.be_quiet(1.0)
        await house.until(lambda: load_membership().quiet_until == 0.0)


async def test_a_computer_that_was_asleep_tries_its_line_and_connects_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = ["192.0.2.7"]
    monkeypatch.setattr(
        "desktop_app.home.home.Surroundings", lambda: Surroundings(lambda: tuple(addresses))
    )
    monkeypatch.setattr("desktop_app.home.home._TICK", 0.01)
    monkeypatch.setattr("desktop_app.home.link._SOON", 0.05)
    async with computer(house) as one:
        house.answers["cosyvoice/desktop/ping"] = ...  # what is left of a line that is gone
        addresses[:] = ["198.51.100.7"]
        await house.until(lambda: len(house.of("cosyvoice/desktop/connect")) == 3)
        await house.until(lambda: one.home.status.state is LinkState.CONNECTED)


async def test_one_that_was_removed_connects_once_it_is_paired_again(house: House) -> None:
    async with computer(house) as one:
        connected = len(house.of(CONNECT))
        await one.home.start_again()  # a line that stands is left alone
        await house.tell({"type": "removed"})
        await house.until(lambda: one.home.status.state is LinkState.REMOVED)
        assert len(house.of(CONNECT)) == connected
        await asyncio.gather(one.home.start_again(), one.home.start_again())
        await house.until(lambda: one.home.status.state is LinkState.CONNECTED)
        assert len(house.of(CONNECT)) == connected + 1
        save_membership(replace(load_membership(), client_id="http://127.0.0.1:1/"))
        await one.home.start_again()
        await house.until(lambda: len(house.of(CONNECT)) == connected + 2)
        assert house.grants[-1]["client_id"] == "http://127.0.0.1:1/"


async def test_a_line_that_is_lost_takes_what_waits_with_it(house: House) -> None:
    """Home Assistant has told those who asked for it that it wasn't heard."""
    async with computer(house) as one:
        one.players[0].go.clear()
        await one.announce("one", url="/media/a.wav")
        await one.announce("two", url="/media/a.wav")
        await one.players[0].begun.wait()
        await house.until(lambda: one.states().get("waiting") == 1)
        await house.lines[-1].close()
        await house.until(lambda: len(house.of("cosyvoice/desktop/connect")) == 3)
        one.players[0].go.set()
        await one.announce("three", url="/media/a.wav")
        await house.until(lambda: len(one.home.register.all()) == 3)
        ended = [(note.id, note.stage) for note in one.home.register.all()]
        assert sorted(ended) == [
            ("one", Stage.HEARD),
            ("three", Stage.HEARD),
            ("two", Stage.SUPPRESSED),
        ]


async def test_a_computer_that_goes_to_sleep_says_goodbye_and_speaks_of_nothing_later(
    house: House,
) -> None:
    async with computer(house) as one:
        one.players[0].go.clear()
        await one.announce("one", url="/media/a.wav")
        await one.announce("two", url="/media/a.wav")
        await one.players[0].begun.wait()
        await house.until(lambda: one.states().get("waiting") == 1)
        await one.home.sleep()
        assert house.lines[-1].closed
        assert one.endings() == []  # the house knows it by the end of the line, as an error
        ended = [(note.id, note.reason) for note in one.home.register.all()]
        assert sorted(ended) == [("one", Reason.EXPIRED), ("two", Reason.EXPIRED)]
        one.players[0].go.set()
        await one.home.wake()
        await house.until(lambda: one.home.status.state is LinkState.CONNECTED)
        await one.announce("three", url="/media/a.wav")
        await house.until(lambda: one.endings() == [("heard", None)])


async def test_sleep_without_a_home_and_waking_without_sleep_change_nothing(house: House) -> None:
    desk = Desk(HomeSettings())
    alone = Home(desk, lambda _: None, MediaPlayer)  # type: ignore[arg-type]
    await alone.start()
    await alone.sleep()
    await alone.wake()
    assert alone.status.state is LinkState.OFF
    await alone.end()
    async with computer(house) as one:
        pings = len(house.of("cosyvoice/desktop/ping"))
        await one.home.wake()  # the line is tried at once
        await house.until(lambda: len(house.of("cosyvoice/desktop/ping")) > pings)
        assert one.home.status.state is LinkState.CONNECTED


async def test_a_computer_that_stood_still_for_hours_drops_what_it_was_saying(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no system tells of sleep, the time of day does."""
    now = [1_000.0]
    monkeypatch.setattr(
        "desktop_app.home.home.Surroundings", lambda: Surroundings(lambda: (), lambda: now[0])
    )
    monkeypatch.setattr("desktop_app.home.home._TICK", 0.01)
    async with computer(house) as one:
        one.players[0].go.clear()
        await one.announce("one", url="/media/a.wav")
        await one.players[0].begun.wait()
        now[0] += 7_200
        await house.until(lambda: one.endings() == [("interrupted", "expired")])


def test_rules_of_a_membership_survive_a_new_home() -> None:
    save_membership(replace(load_membership(), volume=0.3))
    assert load_membership().without_home().volume == 0.3
