"""Which voice of a service is meant."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web
import pytest

from desktop_app.errors import VoiceError
from desktop_app.services.connection import NO_PROXY, Connection, client_for, find_voice
from desktop_app.settings.settings import ServiceSettings
from shared_client import CosyVoiceClient
from tests.local_server.running import TOKEN, running
from tests.shared_client.service import OPTIONS, Service, result, serving, sse, tone

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_voice_is_found_by_id_by_name_and_by_the_start_of_an_id(tmp_path: Path) -> None:
    async with running(tmp_path) as server, CosyVoiceClient(server.url, TOKEN) as client:
        connection = Connection(client, "home")
        with pytest.raises(VoiceError) as none:
            await find_voice(connection, None)
        assert none.value.key == "no_voice_yet"

        oma, opa = [
            (await server.upload(filename=f"{name}.wav")).data["id"] for name in ("oma", "opa")
        ]
        called_oma = (await server.upload(filename=f"{oma}.wav")).data["id"]

        async def found(wanted: str | None, default: str = "") -> str:
            return (await find_voice(Connection(client, "home", default), wanted)).id

        assert await found(None) == called_oma  # the newest
        assert await found(None, opa) == await found("", opa) == opa
        assert await found(oma) == oma  # an id goes before a name
        assert await found("oma") == await found("oma.wav") == oma
        assert await found(f"{oma}.wav") == called_oma
        assert await found(opa[:-1]) == opa
        with pytest.raises(VoiceError) as unknown:
            await found("aunt")
        assert unknown.value.key == "voice_unknown"
        twin = (await server.upload(filename="oma.wav")).data["id"]
        with pytest.raises(VoiceError) as several:
            await found("oma")
        assert several.value.key == "voice_ambiguous"
        assert {oma, twin} <= set(str(several.value.values["ids"]).split(", "))


async def test_many_streams_at_once_leave_room_for_a_list() -> None:
    stay = asyncio.Event()

    async def speech(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(sse(result(tone(0.1))))
        await stay.wait()
        return response

    async with serving(Service(speech=speech)) as service:
        given = ServiceSettings(service.url, proxy=NO_PROXY)
        async with client_for(given, service.token) as client:
            streams = [client.stream("x", OPTIONS) for _ in range(110)]
            await asyncio.gather(*(anext(stream) for stream in streams))
            assert len(await client.list_reference_audio()) == 1
            stay.set()
