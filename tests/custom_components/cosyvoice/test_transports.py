"""A turn on the first transport that carries it, and what is tried when one does not."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web
import pytest

from custom_components.cosyvoice import shared_client
from custom_components.cosyvoice.shared_client import (
    AudioSpec,
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceProtocolError,
    SpeechOptions,
)
from custom_components.cosyvoice.shared_client.wav import streaming_header
from custom_components.cosyvoice.text import Text
from custom_components.cosyvoice.transports import Carrier
from shared_client import Dialect
from tests.model_studio import KEY, ModelStudio, model_studio
from tests.shared_client.service import VOICE, Service, Task, refusing, serving, tone

from .speech import HEADER, OPTIONS, RATE, echo, events, letters, no_websocket, seconds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from homeassistant.core import HomeAssistant


class Carried:
    """A service, what carries to it, and which transports rest."""

    def __init__(self, hass: HomeAssistant, client: CosyVoiceClient, chosen: str) -> None:
        self._hass = hass
        self._client = client
        self._chosen = chosen
        self.rest: dict[str, float] = {}
        self.carrier = self.another()

    def another(self) -> Carrier:
        return Carrier(self._client, self._chosen, self.rest)

    def text(self, *pieces: str | float) -> Text:
        return Text(self._hass, letters(*pieces), clean=False)

    async def spoken(self, *pieces: str | float, options: SpeechOptions = OPTIONS) -> bytes:
        """The samples of one turn."""
        audio = self.carrier.carry(self.text(*pieces), options)
        return b"".join([samples async for samples in audio])


@asynccontextmanager
async def carried(
    hass: HomeAssistant, service: Service, chosen: str = "auto", dialect: str = "v2"
) -> AsyncIterator[Carried]:
    async with (
        serving(service),
        CosyVoiceClient(
            service.url, service.token, dialect=shared_client.Dialect(dialect)
        ) as client,
    ):
        yield Carried(hass, client, chosen)


async def breaks(task: Task) -> None:
    await task.run_task()
    await task.started()
    await task.all_text()


async def test_the_websocket_comes_first(hass: HomeAssistant) -> None:
    service = Service(task=echo, speech=events)
    async with carried(hass, service) as home:
        assert seconds(await home.spoken("你好。")) == pytest.approx(0.3)
        assert home.carrier.transport == "websocket"
        assert home.carrier.spec == AudioSpec(RATE)
        assert not service.bodies


async def test_it_is_known_that_a_task_was_accepted_before_there_is_text(
    hass: HomeAssistant,
) -> None:
    async with carried(hass, Service(task=echo)) as home:
        text = home.text(30.0, "Hello.")
        audio = home.carrier.carry(text, OPTIONS)
        async with asyncio.timeout(5):
            assert await anext(audio) == b""
        await audio.aclose()
        text.close()


async def test_server_sent_events_are_used_where_there_is_no_websocket(
    hass: HomeAssistant,
) -> None:
    service = Service(before=no_websocket, speech=events)
    async with carried(hass, service) as home:
        assert seconds(await home.spoken("你好。")) > 0.2
        assert home.carrier.transport == "sse"
        # For a while it is not asked for what it refused.
        assert home.rest.keys() == {"websocket"}
        before = len(service.requests)
        home.carrier = home.another()
        await home.spoken("再见。")
        assert [request.method for request in service.requests[before:]] == ["POST"]


async def test_json_is_used_where_there_are_no_events(hass: HomeAssistant) -> None:
    async def no_events(request: web.Request) -> web.StreamResponse:
        if (await request.json()).get("stream", True):
            return web.Response(status=501, text="no streaming here")
        return await events(request)

    async with carried(hass, Service(before=no_websocket, speech=no_events)) as home:
        assert seconds(await home.spoken("你好。")) > 0.2
        assert home.carrier.transport == "json"
        assert home.rest.keys() == {"websocket", "sse"}


async def test_a_text_that_is_being_written_goes_over_http_by_sentences(
    hass: HomeAssistant,
) -> None:
    service = Service(speech=events)
    async with carried(hass, service, "sse") as home:
        await home.spoken("The first sentence is here. ", 0.1, "And the second one.")
        assert [body["input"]["text"].strip() for body in service.bodies] == [
            "The first sentence is here.",
            "And the second one.",
        ]


async def test_a_transport_that_was_chosen_has_no_fallback(hass: HomeAssistant) -> None:
    service = Service(before=no_websocket, speech=events)
    async with carried(hass, service, "websocket") as home:
        with pytest.raises(CosyVoiceError):
            await home.spoken("你好。")
        assert not service.bodies


async def test_only_the_transport_that_was_chosen_is_used(hass: HomeAssistant) -> None:
    service = Service(task=echo, speech=events)
    async with carried(hass, service, "json") as home:
        await home.spoken("你好。")
        assert home.carrier.transport == "json"
        assert not service.sockets


async def test_a_connection_that_breaks_before_the_first_audio_is_no_loss(
    hass: HomeAssistant,
) -> None:
    async with carried(hass, Service(task=breaks, speech=events)) as home:
        assert seconds(await home.spoken("你好。")) > 0.2
        assert home.carrier.transport == "sse"


async def test_after_the_first_audio_nothing_is_said_twice(hass: HomeAssistant) -> None:
    async def speaks_and_breaks(task: Task) -> None:
        await breaks(task)
        await task.audio(HEADER + tone(0.1))

    service = Service(task=speaks_and_breaks, speech=events)
    async with carried(hass, service) as home:
        with pytest.raises(CosyVoiceConnectionError):
            await home.spoken("你好。")
        assert home.carrier.heard
        assert not service.bodies


async def test_the_error_with_words_is_raised_when_no_transport_works(
    hass: HomeAssistant,
) -> None:
    async def refuses(_: web.Request) -> web.StreamResponse:
        return web.Response(status=400, text="bad gateway configuration")

    async with carried(hass, Service(before=no_websocket, speech=refuses)) as home:
        with pytest.raises(CosyVoiceError, match="bad gateway configuration"):
            await home.spoken("你好。")
        assert home.rest == {}


@pytest.mark.parametrize("status", [401, 402, 507])
async def test_what_no_transport_can_change_is_asked_once(hass: HomeAssistant, status: int) -> None:
    service = Service(before=refusing(99, status))
    async with carried(hass, service) as home:
        with pytest.raises(CosyVoiceError):
            await home.spoken("你好。")
    assert len(service.requests) == 1


@pytest.mark.parametrize("transport", ["websocket", "sse", "json"])
async def test_a_text_without_words_is_a_turn_without_samples(
    hass: HomeAssistant, transport: str
) -> None:
    async with carried(hass, Service(task=echo, speech=events), transport) as home:
        assert await home.spoken(" … ") == b""


async def test_a_rate_that_changes_from_turn_to_turn_is_an_error_and_no_other_pitch(
    hass: HomeAssistant,
) -> None:
    rates = iter((RATE, RATE // 2))

    async def slower_and_slower(task: Task) -> None:
        while await task.run_task():
            await task.started()
            await task.all_text()
            await task.audio(streaming_header(AudioSpec(next(rates))) + tone(0.1))
            await task.finished()

    async with carried(hass, Service(task=slower_and_slower), "websocket") as home:
        assert await home.spoken("One.")
        with pytest.raises(CosyVoiceProtocolError):
            await home.spoken("Two.")


async def test_an_option_that_a_transport_cannot_carry_is_no_fault_of_it(
    hass: HomeAssistant,
) -> None:
    service = Service(dialect=Dialect.V1, task=echo, speech=events)
    async with carried(hass, service, dialect="v1") as home:
        # V1 has no place for the speed on a WebSocket.
        assert await home.spoken("Hello.", options=SpeechOptions(VOICE["id"], speed=1.5))
        assert home.carrier.transport == "sse"
        # Other options go over it, and are served best by it.
        assert home.rest == {}


async def test_what_is_closed_begins_no_other_stream(hass: HomeAssistant) -> None:
    service = Service(speech=events)
    async with carried(hass, service, "sse") as home:
        text = home.text("The first sentence is here. ", "And the second one.")
        audio = home.carrier.carry(text, OPTIONS)
        while not await anext(audio):
            pass
        await home.carrier.aclose()
        with pytest.raises(CosyVoiceConnectionError):
            async for _ in audio:
                pass
        assert len(service.bodies) == 1


# --- A service that bills each text ---------------------------------------------------------------


async def test_a_text_that_was_sent_is_not_billed_twice(hass: HomeAssistant) -> None:
    studio = ModelStudio(scale=0.1)
    async with (
        model_studio(studio),
        CosyVoiceClient(studio.url, KEY, dialect=shared_client.Dialect("model_studio")) as client,
    ):
        home = Carried(hass, client, "auto")
        options = shared_client.SpeechOptions(studio.voice().id)
        # The task fails while its text pauses, before a sentence is whole.
        with pytest.raises(CosyVoiceError):
            await home.spoken("Not a sentence", 4.0, options=options)
    assert [request for request in studio.requests if "SpeechSynthesizer" in request] == []
    assert studio.sockets == 1


async def test_a_websocket_that_does_not_open_costs_nothing_and_is_replaced(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = ModelStudio()
    monkeypatch.setattr(
        "custom_components.cosyvoice.shared_client.model_studio.speech.WEBSOCKET", "nowhere"
    )
    monkeypatch.setattr(
        "custom_components.cosyvoice.shared_client.model_studio.service.speaks_over_http",
        lambda _: True,
    )
    async with (
        model_studio(studio),
        CosyVoiceClient(studio.url, KEY, dialect=shared_client.Dialect("model_studio")) as client,
    ):
        home = Carried(hass, client, "auto")
        options = shared_client.SpeechOptions(studio.voice().id)
        assert await home.spoken("Hello. ", options=options)
        assert home.carrier.transport == "sse"
        assert home.carrier.characters == studio.characters > 0
