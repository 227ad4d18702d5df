"""All that one does with Model Studio, at each of the addresses that it has."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
import pytest
import trustme

from shared_client import AudioFormat, CosyVoiceClient, Dialect, SpeechOptions
from shared_client.model_studio import voices
from shared_client.models import AudioSpec
from shared_client.wav import wav_file
from tests.model_studio import KEY, ModelStudio, model_studio
from tests.shared_client.service import QUICK

if TYPE_CHECKING:
    from aiohttp.abc import ResolveResult

STORAGE = "dashscope-file.oss-cn-beijing.aliyuncs.com"
RECORDING = wav_file(b"\1\0" * 16_000 * 6, AudioSpec(16_000))
SPEECH = "POST /api/v1/services/audio/tts/SpeechSynthesizer"


class Here(AbstractResolver):
    """Every host is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del family
        return [
            {
                "hostname": host,
                "host": "127.0.0.1",
                "port": port,
                "family": socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
        ]

    async def close(self) -> None:
        """Nothing is held."""


@pytest.mark.parametrize(
    ("host", "over_http"),
    [
        ("dashscope.aliyuncs.com", True),
        ("ws-1.cn-beijing.maas.aliyuncs.com", True),
        ("dashscope-intl.aliyuncs.com", False),
        ("ws-1.ap-southeast-1.maas.aliyuncs.com", False),
    ],
)
async def test_a_voice_is_cloned_heard_and_deleted_in_each_region(
    host: str, monkeypatch: pytest.MonkeyPatch, *, over_http: bool
) -> None:
    monkeypatch.setattr(voices, "_PAUSE", 0.01)
    authority = trustme.CA()
    of_servers = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(host, STORAGE).configure_cert(of_servers)
    of_clients = ssl.create_default_context()
    authority.configure_trust(of_clients)
    async with (
        model_studio(ModelStudio(http_speech=over_http), of_servers) as service,
        aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=Here(), ssl=of_clients)
        ) as session,
        # As it was copied from the vendor's page.
        CosyVoiceClient(
            f"wss://{host}:{urlsplit(service.url).port}/api-ws/v1/inference",
            KEY,
            session=session,
            timeouts=QUICK,
            model="cosyvoice-v2",
        ) as client,
    ):
        service.storage_url = f"https://{STORAGE}:{urlsplit(service.storage_url).port}"
        assert client.dialect is Dialect.MODEL_STUDIO
        assert not (await client.probe()).has_voices
        voice = await client.upload_reference_audio(RECORDING, "", filename="妈妈.wav")
        assert (voice.ready, voice.model) == (True, "cosyvoice-v2")
        assert [one.id for one in await client.list_reference_audio()] == [voice.id]
        options = SpeechOptions(voice.id, sample_rate=16_000)
        spoken = (await client.synthesize("喂。", options)).audio
        for speak in (client.speak, client.stream):
            async with speak("喂。", options) as stream:
                samples = b"".join([piece async for piece in stream.pcm()])
            assert spoken == wav_file(samples, AudioSpec(16_000))
        mp3 = SpeechOptions(voice.id, output_format=AudioFormat.MP3)
        assert (await client.synthesize("喂。", mp3)).metrics.characters == 3
        await client.delete_reference_audio(voice.id)
        assert await client.list_reference_audio() == []
        assert service.faults == []
        assert (SPEECH in service.requests, service.sockets) == (over_http, 1)
