"""Announcements are heard one after the other; urgent ones first; none twice, none lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from desktop_app.audio.errors import AudioStoppedError, NoAudioDeviceError
from desktop_app.home.announcements import Announcement, Announcements
from desktop_app.home.media import MediaError
from desktop_app.home.rules import Verdict
from shared_client import AudioSpec
from shared_client.desktop_link import Reason, Stage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

SPEC = AudioSpec(24_000)
SECOND = bytes(SPEC.bytes_per_second)


class Player:
    """A device that takes as long as a test lets it, and notes what it plays."""

    def __init__(self) -> None:
        self.played: list[bytes] = []
        self.go = asyncio.Event()
        self.go.set()
        self.position = 0.0
        self.volumes: list[float] = []
        self.error: Exception | None = None
        self.stops = 0
        self.begun = asyncio.Event()

    async def open(self, _: AudioSpec) -> None:
        if self.error is not None:
            raise self.error

    async def write(self, pcm: bytes) -> None:
        self.played.append(pcm[:1])
        self.begun.set()
        self.position += len(pcm) / SPEC.bytes_per_second

    async def drain(self) -> None:
        await self.go.wait()

    async def stop(self) -> None:
        self.stops += 1
        self.position = 0.0

    def set_volume(self, volume: float) -> None:
        self.volumes.append(volume)


class House:
    """The rest: what a test lets be heard, and what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Stage, Reason | None]] = []
        self.verdicts: dict[str, tuple[Verdict, Reason | None]] = {}
        self.sounds: dict[str, list[bytes] | Exception] = {}
        self.lowered = 0
        self.is_low = False
        self.came = asyncio.Event()

    def judge(self, announcement: Announcement) -> tuple[Verdict, Reason | None]:
        return self.verdicts.get(announcement.id, (Verdict.ALL, None))

    async def sound(self, url: str) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
        found = self.sounds.get(url, [url[:1].encode() + SECOND[1:]])
        for piece in found if isinstance(found, list) else ():
            yield SPEC, piece
        if isinstance(found, Exception):
            raise found

    def gain(self, announcement: Announcement) -> float:
        return 1.0 if announcement.volume is None else announcement.volume

    async def lower(self) -> None:
        if not self.is_low:
            self.lowered += 1
        self.is_low = True

    async def raise_again(self) -> None:
        self.is_low = False

    def tell(
        self,
        announcement: Announcement,
        stage: Stage,
        reason: Reason | None = None,
        first_audio: float | None = None,
    ) -> None:
        assert (first_audio is not None) == (stage is Stage.STARTED)
        self.told.append((announcement.id, stage, reason))
        self.came.set()

    def changed(self) -> None:
        pass

    @property
    def endings(self) -> list[tuple[str, Stage]]:
        return [(name, stage) for name, stage, _ in self.told if stage is not Stage.STARTED]

    async def until(self, count: int) -> None:
        """Wait until so many have ended."""
        async with asyncio.timeout(10):
            while len(self.endings) < count:
                self.came.clear()
                await self.came.wait()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.home.announcements._FADE", 0.01)


def make() -> tuple[House, Player, Announcements]:
    house, player = House(), Player()
    return house, player, Announcements(house, player)  # type: ignore[arg-type]


def one(name: str, **more: object) -> Announcement:
    return Announcement(name, name, **more)  # type: ignore[arg-type]


async def test_they_are_heard_in_order_and_reading_steps_back_once() -> None:
    house, player, announcements = make()
    for name in "abcde":
        announcements.add(one(name))
    await house.until(5)
    assert player.played == [name.encode() for name in "abcde"]
    assert house.endings == [(name, Stage.HEARD) for name in "abcde"]
    assert house.lowered == 1
    await asyncio.sleep(0)
    assert not house.is_low
    assert announcements.current is None


async def test_an_urgent_one_interrupts_and_what_was_hardly_heard_is_said_again() -> None:
    house, player, announcements = make()
    house.sounds["a"] = [b"a" + SECOND[1:], b"A" + SECOND * 9]
    player.go.clear()
    original = player.write

    async def first_piece_only(pcm: bytes) -> None:
        await original(pcm)
        if pcm[:1] == b"a" and player.stops == 0:
            await asyncio.Event().wait()

    player.write = first_piece_only  # type: ignore[method-assign]
    announcements.add(one("a"))
    announcements.add(one("b"))
    await player.begun.wait()
    announcements.add(one("u", urgent=True))
    player.go.set()
    await house.until(3)
    assert house.endings == [("u", Stage.HEARD), ("a", Stage.HEARD), ("b", Stage.HEARD)]
    assert [name for name, stage, _ in house.told if stage is Stage.STARTED] == ["u", "a", "b"]


async def test_what_was_mostly_heard_is_not_said_again() -> None:
    house, player, announcements = make()
    player.go.clear()
    announcements.add(one("a"))
    await player.begun.wait()
    announcements.add(one("u", urgent=True))
    player.go.set()
    await house.until(2)
    assert house.endings == [("a", Stage.INTERRUPTED), ("u", Stage.HEARD)]


async def test_one_that_is_taken_back_fades_out_and_the_next_is_heard() -> None:
    house, player, announcements = make()
    player.go.clear()
    for name in "abc":
        announcements.add(one(name))
    await player.begun.wait()
    assert announcements.waiting == 2
    await announcements.withdraw("b")
    await announcements.withdraw("a")
    await announcements.withdraw("nobody's")
    player.go.set()
    await house.until(3)
    assert house.endings == [("b", Stage.WITHDRAWN), ("a", Stage.WITHDRAWN), ("c", Stage.HEARD)]
    assert 0.0 in player.volumes


async def test_a_person_stops_what_is_heard() -> None:
    house, player, announcements = make()
    assert not await announcements.stop()
    player.go.clear()
    announcements.add(one("a"))
    await player.begun.wait()
    assert await announcements.stop()
    await house.until(1)
    assert house.told[-1] == ("a", Stage.INTERRUPTED, Reason.STOPPED_BY_USER)


async def test_the_rules_hold_when_it_comes_and_when_it_is_its_turn() -> None:
    house, player, announcements = make()
    house.verdicts["a"] = (Verdict.NOTHING, Reason.DO_NOT_DISTURB)
    announcements.add(one("a"))
    assert house.told == [("a", Stage.SUPPRESSED, Reason.DO_NOT_DISTURB)]
    player.go.clear()
    announcements.add(one("b"))
    announcements.add(one("c"))
    await player.begun.wait()
    house.verdicts["c"] = (Verdict.NOTHING, Reason.QUIET_HOURS)
    player.go.set()
    await house.until(3)
    assert house.told[-1] == ("c", Stage.SUPPRESSED, Reason.QUIET_HOURS)
    assert player.played == [b"b"]


async def test_a_chime_comes_first_and_is_no_condition() -> None:
    house, player, announcements = make()
    house.sounds["x"] = MediaError("media_not_found", Reason.FETCH)
    house.verdicts["b"] = (Verdict.CHIME, Reason.LOCKED)
    announcements.add(one("a", chime="k"))
    announcements.add(one("b", chime="k"))
    announcements.add(one("c", chime="x"))
    await house.until(3)
    assert player.played == [b"k", b"a", b"k", b"c"]
    assert ("b", Stage.SUPPRESSED, Reason.LOCKED) in house.told


async def test_what_fails_says_why_and_the_next_is_heard(caplog: pytest.LogCaptureFixture) -> None:
    house, player, announcements = make()
    house.sounds["a"] = MediaError("media_not_decoded", Reason.DECODE)
    announcements.add(one("a"))
    await house.until(1)
    for error in (NoAudioDeviceError("no_output"), AudioStoppedError("playback_stopped")):
        player.error = error
        announcements.add(one("b"))
        await house.until(len(house.endings) + 1)
    player.error = RuntimeError("a fault")
    announcements.add(one("c"))
    await house.until(4)
    player.error = None
    announcements.add(one("d"))
    await house.until(5)
    reasons = [reason for _, stage, reason in house.told if stage is Stage.FAILED]
    assert reasons == [Reason.DECODE, Reason.DEVICE, Reason.DEVICE, Reason.DEVICE]
    assert house.endings[-1] == ("d", Stage.HEARD)
    assert "a fault" in caplog.text


async def test_the_end_of_the_line_ends_them_all() -> None:
    house, player, announcements = make()
    player.go.clear()
    for name in "abc":
        announcements.add(one(name))
    await player.begun.wait()
    await announcements.end_all()
    assert announcements.current is None
    assert announcements.waiting == 0
    assert not house.is_low
    await announcements.end_all()


async def test_what_waits_is_dropped_with_the_line_and_what_is_heard_goes_on() -> None:
    house, player, announcements = make()
    player.go.clear()
    for name in "abc":
        announcements.add(one(name))
    await player.begun.wait()
    await announcements.drop_waiting()
    assert house.told[-2:] == [
        ("b", Stage.SUPPRESSED, Reason.EXPIRED),
        ("c", Stage.SUPPRESSED, Reason.EXPIRED),
    ]
    announcements.add(one("d"))
    player.go.set()
    await house.until(4)
    assert house.endings[2:] == [("a", Stage.HEARD), ("d", Stage.HEARD)]


async def test_after_hours_what_was_heard_is_dropped_too() -> None:
    house, player, announcements = make()
    await announcements.drop_all()
    player.go.clear()
    for name in "ab":
        announcements.add(one(name))
    await player.begun.wait()
    await announcements.drop_all()
    await announcements.end_all()  # and nothing else is said of it
    assert house.told[-2:] == [
        ("b", Stage.SUPPRESSED, Reason.EXPIRED),
        ("a", Stage.INTERRUPTED, Reason.EXPIRED),
    ]
    assert player.volumes[-1] == 0


async def test_a_long_one_is_not_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.home.announcements._KEPT", 2.0)
    monkeypatch.setattr("desktop_app.home.announcements._AHEAD", 1.5)
    house, player, announcements = make()
    house.sounds["a"] = [bytes([n]) + SECOND[1:] for n in range(6)]
    announcements.add(one("a"))
    await house.until(1)
    assert player.played == [bytes([n]) for n in range(6)]
    assert house.endings == [("a", Stage.HEARD)]


def test_what_home_assistant_sends() -> None:
    event = {
        "type": "announce",
        "announcement": "id",
        "url": "/api/tts_proxy/x",
        "chime": None,
        "message": "x" * 3_000,
        "volume": 7,
        "urgent": True,
        "from": "Ada",
        "own": True,
        "later": 1,
    }
    found = Announcement.of_event(event)
    assert found is not None
    assert (found.id, found.volume, found.urgent, found.said_by, found.own) == (
        "id",
        1.0,
        True,
        "Ada",
        True,
    )
    assert len(found.message) == 2_000
    for wrong in ({}, {"announcement": 5, "url": "/"}, {"announcement": "a", "url": ""}):
        assert Announcement.of_event(wrong) is None
