"""Which form of the API a service speaks, and what finding that out costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web
import pytest

from shared_client import (
    CosyVoiceAuthError,
    CosyVoiceClient,
    CosyVoiceNotFoundError,
    CosyVoiceRequestError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
    Dialect,
    SpeechOptions,
)
from shared_client.protocol import PATHS
from tests.shared_client.service import (
    OPTIONS,
    QUICK,
    VOICE,
    Service,
    Task,
    client,
    refusing,
    result,
    serving,
    sse,
    tone,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from shared_client.protocol import Paths

    Act = Callable[[CosyVoiceClient], Awaitable[None]]

V1, V2 = PATHS[Dialect.V1], PATHS[Dialect.V2]


async def talk(task: Task) -> None:
    while await task.run_task():
        await task.started()
        if not await task.all_text():
            return
        await task.audio(tone(0.1))
        await task.finished()


async def speech(_: web.Request) -> web.Response:
    return web.Response(body=sse(result(tone(0.1)), result(b"", "stop")))


def asked(service: Service) -> list[str]:
    """What was asked for, in order."""
    return [request.path.lstrip("/") for request in service.requests]


async def warm_up(voices: CosyVoiceClient) -> None:
    await voices.warm_up()


async def speak(voices: CosyVoiceClient) -> None:
    async with voices.speak("Hello.", OPTIONS) as stream:
        assert [samples async for samples in stream.pcm()]


async def stream(voices: CosyVoiceClient) -> None:
    async with voices.stream("Hello.", OPTIONS) as stream:
        assert [samples async for samples in stream.pcm()]


async def list_(voices: CosyVoiceClient) -> None:
    assert [voice.id for voice in await voices.list_reference_audio()] == [VOICE["id"]]


ACTS: dict[Act, Callable[[Paths], str]] = {
    warm_up: lambda paths: paths.websocket,
    speak: lambda paths: paths.websocket,
    stream: lambda paths: paths.speech,
    list_: lambda paths: paths.reference_audio,
}


@pytest.mark.parametrize("act", ACTS)
async def test_the_first_thing_that_is_asked_for_tells_the_dialect(
    service: Service, act: Act
) -> None:
    service.task, service.speech = talk, speech
    async with client(service, dialect=Dialect.AUTO) as voices:
        await act(voices)
        assert voices.dialect is Dialect.V2
        await act(voices)
    assert set(asked(service)) == {ACTS[act](V2)}


@pytest.mark.parametrize("act", [warm_up, speak, stream])
@pytest.mark.parametrize("status", [404, 405, 403, 400, 500])
async def test_where_the_address_is_not_known_the_dialect_is_found_by_asking_for_a_voice(
    act: Act, status: int
) -> None:
    async def other_status(request: web.Request) -> web.Response | None:
        first = request.path.lstrip("/") in (V2.websocket, V2.speech)
        return web.Response(status=status) if first else None

    async with serving(Service(dialect=Dialect.V1, before=other_status)) as service:
        service.task, service.speech = talk, speech
        async with client(service, dialect=Dialect.AUTO, timeouts=QUICK) as voices:
            await act(voices)
            assert voices.dialect is Dialect.V1
    lists = [V2.reference_audio, V1.reference_audio]
    assert asked(service) == [ACTS[act](V2), *lists, ACTS[act](V1)]


@pytest.mark.parametrize("act", [warm_up, speak, stream])
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, CosyVoiceAuthError),
        (404, CosyVoiceNotFoundError),
        (422, CosyVoiceRequestError),
        (500, CosyVoiceUnavailableError),
    ],
)
async def test_what_is_refused_either_way_is_an_error(
    service: Service, act: Act, status: int, kind: type[Exception]
) -> None:
    service.before = refusing(9, status)
    async with client(service, dialect=Dialect.AUTO, timeouts=QUICK) as voices:
        with pytest.raises(kind):
            await act(voices)
        assert voices.dialect is Dialect.AUTO


@pytest.mark.parametrize("act", [warm_up, speak, stream])
async def test_a_refusal_by_a_service_of_the_dialect_is_told_in_its_own_words(
    service: Service, act: Act
) -> None:
    service.before = refusing(1, 422, "not today")
    async with client(service, dialect=Dialect.AUTO) as voices:
        with pytest.raises(CosyVoiceRequestError, match="422"):
            await act(voices)
        assert voices.dialect is Dialect.V2


async def test_what_a_dialect_found_late_cannot_carry_is_refused_and_the_connection_kept() -> None:
    async with serving(Service(dialect=Dialect.V1)) as service:
        service.task, service.speech = talk, speech
        async with client(service, dialect=Dialect.AUTO) as voices:
            with pytest.raises(CosyVoiceUnsupportedError):
                await voices.speak("Hello.", SpeechOptions(VOICE["id"], speed=2.0)).start()
            await speak(voices)
        assert service.sockets == 1
