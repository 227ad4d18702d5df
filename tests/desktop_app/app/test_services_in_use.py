"""Services that give way to others, also while they are slow."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.app.services_in_use import Services, speakers
from desktop_app.errors import AppError
from desktop_app.services.connection import Addressee, Service
from desktop_app.settings.settings import ServiceSettings, Settings, StandIn
from shared_client import CosyVoiceConnectionError

if TYPE_CHECKING:
    from desktop_app.services.connection import Connection

HOME = ServiceSettings("http://home.example")
SETTINGS = Settings({"home": HOME, "office": HOME}, "home").with_app(stand_in=StandIn.NONE)


class Slow(Service):
    """A service that opens when it is told to, and notes that it was closed."""

    def __init__(self) -> None:
        super().__init__("home", SETTINGS)
        self.closed = False
        self.answer: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()

    async def open(self) -> Connection:
        return await self.answer

    async def aclose(self) -> None:
        self.closed = True
        await super().aclose()


async def test_a_service_is_closed_when_the_next_one_is_used() -> None:
    slow = Slow()
    services = Services([slow])
    closed: list[bool] = []

    async def note(_: object) -> None:
        closed.append(slow.closed)

    assert await services.change(SETTINGS.with_active("office"), note)
    assert services.active.name == "office"
    assert closed == [False]
    assert slow.closed


async def test_a_change_that_is_overtaken_is_left_out() -> None:
    services = Services([Slow()])
    used: list[str] = []
    go_on = asyncio.Event()

    async def slowly(found: list[Service]) -> None:
        used.append(found[0].name)
        await go_on.wait()

    async def all_three() -> list[bool]:
        found = await asyncio.gather(
            services.change(SETTINGS, slowly),
            services.change(SETTINGS.with_active(""), slowly),
            services.change(SETTINGS.with_active("office"), slowly),
        )
        return [*found]

    changes = asyncio.create_task(all_three())
    await asyncio.sleep(0.05)
    go_on.set()
    assert await changes == [False, False, True]
    assert used[-1] == services.active.name == "office"
    assert "local" not in used


@pytest.mark.parametrize("fails", [False, True])
async def test_a_slow_answer_of_a_service_that_was_left_is_dropped(*, fails: bool) -> None:
    slow, following = Slow(), Slow()
    services = Services([slow])
    listing = asyncio.create_task(services.voices())
    await asyncio.sleep(0)
    services._services = [following]
    if fails:
        slow.answer.set_exception(CosyVoiceConnectionError("client_closed"))
    else:
        slow.answer.set_result(_Answers("left"))  # type: ignore[arg-type] # it has what is asked
    following.answer.set_result(_Answers("following"))  # type: ignore[arg-type] # as above
    assert await listing == ["following"]  # type: ignore[comparison-overlap] # a name is enough


async def test_the_active_service_that_fails_is_told() -> None:
    slow = Slow()
    slow.answer.set_exception(CosyVoiceConnectionError("client_closed"))
    with pytest.raises(CosyVoiceConnectionError):
        await Services([slow]).voices()


def test_only_what_speaks_makes_other_speakers() -> None:
    assert speakers(SETTINGS) == speakers(SETTINGS.using_voice("another").with_app(speed=2.0))
    assert speakers(SETTINGS) != speakers(SETTINGS.with_active("office"))
    assert speakers(SETTINGS) != speakers(SETTINGS.with_app(stand_in=StandIn.LOCAL))


class _Answers:
    """A connection to a service that has one voice."""

    def __init__(self, voice: str) -> None:
        self._voice = voice

    @property
    def client(self) -> _Answers:
        return self

    async def list_reference_audio(self, *, limit: int) -> list[object]:
        del limit
        return [self._voice]


async def test_a_service_that_is_asked_for_something_is_closed_when_that_is_done() -> None:
    slow = Slow()
    slow.answer.set_result(_Answers("left"))  # type: ignore[arg-type] # as above
    services = Services([slow])

    async def use(_: object) -> None:
        pass

    async with services.opened(SETTINGS, slow.addressee) as connection:
        after = SETTINGS.with_active("office")
        assert await services.change(after, use)
        assert not slow.closed
        async with services.opened(after, slow.addressee) as again:
            assert again is connection
        assert not slow.closed
    assert slow.closed


async def test_a_service_that_was_changed_or_removed_is_asked_for_nothing() -> None:
    services = Services([Slow()])
    meant = Addressee.named("office", SETTINGS)
    moved = replace(HOME, url="http://elsewhere.example")
    for after in (
        SETTINGS.with_service("office", moved, active=False),
        SETTINGS.without_service("office"),
    ):
        with pytest.raises(AppError) as raised:
            async with services.opened(after, meant):
                pass
        assert raised.value.key == "service_changed"
    assert Addressee.named("office", SETTINGS.using_voice("another")) == meant


async def test_the_built_in_voice_reads_a_text_wherever_it_is_none_of_those_in_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed: list[str] = []

    async def note(service: Service) -> None:
        closed.append(service.name)

    monkeypatch.setattr(Service, "aclose", note)
    services = Services([Slow()])
    spare = services.named("local", SETTINGS)
    assert spare.name == "local"
    assert services.named("local", SETTINGS) is spare  # one server is enough
    assert services.named("home", SETTINGS) is services.active
    with pytest.raises(AppError):
        services.named("removed", SETTINGS)
    await services.aclose()
    assert "local" in closed
