"""Which voice of a service is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import VoiceError
from desktop_app.services.connection import Connection, find_voice
from shared_client import CosyVoiceClient
from tests.local_server.running import TOKEN, running

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
