"""Announcements keep their order, wait their turn, and end once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.cosyvoice.announcing import Announcement, Announcements, Ending, Sound
from custom_components.cosyvoice.shared_client.desktop_link import WAITING, Reason, Stage

from .desktops import speak

if TYPE_CHECKING:
    from collections.abc import Iterator

    from homeassistant.core import HomeAssistant

    from .desktops import Arrive


class Told:
    """What a desktop was sent, and what a person was told."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.events: list[dict[str, Any]] = []
        self.endings: list[Ending] = []
        self.announcements = Announcements(
            hass,
            lambda: "Laptop",
            self.events.append,
            lambda _, ending: self.endings.append(ending),
        )

    @property
    def messages(self) -> list[str]:
        return [event["message"] for event in self.events if event["type"] == "announce"]

    def heard(self, number: int, stage: Stage = Stage.HEARD) -> None:
        event = [event for event in self.events if event["type"] == "announce"][number]
        self.announcements.async_progress(event["announcement"], stage)


async def sound() -> Sound:
    return Sound("/local/ding.wav")


def saying(message: str, **more: Any) -> Announcement:
    return Announcement(more.pop("resolve", sound), message=message, **more)


async def settle(hass: HomeAssistant) -> None:
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
def told(hass: HomeAssistant) -> Iterator[Told]:
    told = Told(hass)
    yield told
    told.announcements.async_end_all()


async def test_only_the_first_two_are_sent(hass: HomeAssistant, told: Told) -> None:
    for number in range(5):
        told.announcements.async_add(saying(str(number)))
    await settle(hass)
    assert told.messages == ["0", "1"]
    for number in range(5):
        told.heard(number)
        await settle(hass)
    assert told.messages == ["0", "1", "2", "3", "4"]
    assert told.announcements.count == 0
    assert [ending.stage for ending in told.endings] == [Stage.HEARD] * 5


async def test_what_resolves_sooner_does_not_overtake(hass: HomeAssistant, told: Told) -> None:
    gate = asyncio.Event()

    async def slow() -> Sound:
        await gate.wait()
        return Sound("/local/slow.wav")

    told.announcements.async_add(saying("slow", resolve=slow))
    told.announcements.async_add(saying("quick"))
    await asyncio.sleep(0)
    gate.set()
    await settle(hass)
    assert told.messages == ["slow", "quick"]


async def test_an_urgent_one_is_sent_at_once(hass: HomeAssistant, told: Told) -> None:
    for number in range(4):
        told.announcements.async_add(saying(str(number)))
    await settle(hass)
    told.announcements.async_add(saying("fire", urgent=True))
    told.announcements.async_add(saying("fire again", urgent=True))
    await settle(hass)
    assert told.messages == ["0", "1", "fire", "fire again"]


async def test_the_two_hundred_and_first_is_refused(hass: HomeAssistant, told: Told) -> None:
    for number in range(WAITING):
        told.announcements.async_add(saying(str(number)))
    with pytest.raises(HomeAssistantError) as error:
        told.announcements.async_add(saying("one more"))
    assert error.value.translation_key == "announcements_full"
    assert told.announcements.count == WAITING
    told.announcements.async_end_all()
    await settle(hass)


async def test_one_that_waits_too_long_is_not_said(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.cosyvoice.announcing.EXPIRES", 0.0)
    told.announcements.async_add(saying("first"))
    late = [saying("second"), saying("third")]
    for one in late:
        told.announcements.async_add(one)
    for one in late:
        assert await one.ended == Ending(Stage.SUPPRESSED, Reason.EXPIRED)
    assert {"type": "withdraw", "announcement": late[0].id} in told.events
    assert told.announcements.count == 1  # the first had its turn in time
    told.announcements.async_end_all()


async def test_a_desktop_that_never_ends_is_not_waited_for(
    hass: HomeAssistant, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.cosyvoice.announcing.TURN", 0.02)
    stuck = saying("stuck")
    told.announcements.async_add(stuck)
    await settle(hass)
    with pytest.raises(HomeAssistantError) as error:
        await stuck.ended
    assert error.value.translation_key == "announcement_overdue"
    assert told.events[-1] == {"type": "withdraw", "announcement": stuck.id}


async def test_what_cannot_be_resolved_ends_and_the_next_goes_on(
    hass: HomeAssistant, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> Sound:
        raise HomeAssistantError("no engine")

    async def wrong() -> Sound:
        raise RuntimeError("a fault")

    first, second = saying("a", resolve=broken), saying("b", resolve=wrong)
    for one in (first, second, saying("c")):
        told.announcements.async_add(one)
    await settle(hass)
    with pytest.raises(HomeAssistantError, match="no engine"):
        await first.ended
    with pytest.raises(HomeAssistantError) as error:
        await second.ended
    assert error.value.translation_key == "announcement_not_found"
    assert "a fault" in caplog.text
    assert told.messages == ["c"]
    assert [ending.stage for ending in told.endings] == [Stage.FAILED, Stage.FAILED]


async def test_what_ends_twice_ends_once(hass: HomeAssistant, told: Told) -> None:
    told.announcements.async_add(saying("once"))
    await settle(hass)
    told.heard(0)
    told.heard(0, Stage.FAILED)
    told.announcements.async_progress("another's", Stage.HEARD)
    assert [ending.stage for ending in told.endings] == [Stage.HEARD]


async def test_a_canceled_action_takes_its_announcement_back(
    hass: HomeAssistant, told: Told
) -> None:
    tasks = [
        asyncio.create_task(told.announcements.async_say(saying(str(number))))
        for number in range(4)
    ]
    await settle(hass)
    tasks[0].cancel()  # it is heard
    tasks[3].cancel()  # it waits
    await settle(hass)
    first = told.events[0]["announcement"]
    assert {"type": "withdraw", "announcement": first} in told.events
    assert told.messages == ["0", "1", "2"]
    told.announcements.async_end_all()
    for task in tasks[1:3]:
        with pytest.raises(HomeAssistantError):
            await task


async def test_a_burst_from_two_callers_is_heard_in_order(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    desktop = await arrive()
    actions = [
        speak(hass, f"/local/{number}.wav", message=f"{number % 2}: {number // 2}")
        for number in range(100)
    ]
    heard = []
    for _ in actions:
        told = await desktop.announcement()
        heard.append(told["message"])
        await desktop.heard(told)
    await asyncio.gather(*actions)
    assert len(set(heard)) == 100
    for caller in "01":
        numbers = [int(one.split()[1]) for one in heard if one.startswith(caller)]
        assert numbers == sorted(numbers)


async def test_a_desktop_that_goes_away_ends_them_all(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    actions = [speak(hass) for _ in range(5)]
    await desktop.announcement()
    await desktop.socket.close()
    for action in actions:
        with pytest.raises(HomeAssistantError, match="disconnected"):
            await action
