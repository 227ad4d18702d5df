"""Sound from the home, while it still comes; from elsewhere where that is allowed."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
import math
import struct
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, web
import av
import pytest

from desktop_app.home.media import MediaError, connector_for_others, sound
from shared_client import AudioSpec
from shared_client.desktop_link import Reason
from shared_client.wav import wav_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from .house import House

RATE = 24_000


def pcm(seconds: float = 0.5) -> bytes:
    count = round(seconds * RATE)
    return struct.pack(
        f"<{count}h", *(round(9000 * math.sin(2 * math.pi * 440 * n / RATE)) for n in range(count))
    )


def mp3(path: Path) -> bytes:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mp3", rate=RATE)
        frame = av.AudioFrame(format="s16", layout="mono", samples=RATE)
        frame.sample_rate = RATE
        frame.planes[0].update(pcm(1.0))
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return path.read_bytes()


@asynccontextmanager
async def sessions() -> AsyncIterator[tuple[ClientSession, ClientSession]]:
    async with (
        ClientSession() as home,
        ClientSession(connector=connector_for_others()) as others,
    ):
        yield home, others


async def heard(house: House, url: str, *, others: bool = False) -> tuple[AudioSpec, bytes]:
    async with sessions() as (home, elsewhere):
        pieces = [piece async for piece in sound(home, elsewhere, house.url, url, others=others)]
    return pieces[-1][0], b"".join(pcm for _, pcm in pieces)


async def reason(house: House, url: str, *, others: bool = False) -> Reason:
    with pytest.raises(MediaError) as error:
        await heard(house, url, others=others)
    return error.value.reason


async def test_samples_come_as_they_are(house: House) -> None:
    house.media["a.wav"] = wav_file(pcm(), AudioSpec(RATE))
    assert await heard(house, "/media/a.wav?x=1") == (AudioSpec(RATE), pcm())
    assert (await heard(house, str(house.url.join(house.url / "media" / "a.wav"))))[1] == pcm()


async def test_the_first_samples_are_heard_while_the_rest_is_made(house: House) -> None:
    rest = asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        whole = wav_file(pcm(), AudioSpec(RATE))
        await answer.write(whole[:2_000])
        await rest.wait()
        await answer.write(whole[2_000:])
        return answer

    house.media["slow.wav"] = slow
    got = b""
    async with sessions() as (home, elsewhere):
        async for _, piece in sound(home, elsewhere, house.url, "/media/slow.wav", others=False):
            got += piece
            rest.set()
    assert got == pcm()


async def test_any_form_is_decoded_in_a_process_of_its_own(house: House, tmp_path: Path) -> None:
    house.media["a.mp3"] = mp3(tmp_path / "a.mp3")
    spec, samples = await heard(house, "/media/a.mp3")
    assert spec == AudioSpec(48_000)
    assert 0.9 < len(samples) / spec.bytes_per_second < 1.2


async def test_what_is_no_sound_or_is_not_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.media.update(
        {"a.txt": b"not a sound, " * 900, "empty": b"", "b.wav": b"RIFF\0\0\0\0WAVE"}
    )
    for name in ("a.txt", "empty", "b.wav"):
        assert await reason(house, f"/media/{name}") is Reason.DECODE
    assert await reason(house, "/media/none") is Reason.FETCH
    monkeypatch.setattr("desktop_app.home.media.MOST_BYTES", 1_000)
    house.media["large.wav"] = wav_file(pcm(), AudioSpec(RATE))
    assert await reason(house, "/media/large.wav") is Reason.FETCH


async def test_a_download_that_breaks_off_is_said(house: House) -> None:
    async def broken(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "99999"})
        await answer.prepare(request)
        await answer.write(b"ID3 but no more than this")
        assert request.transport is not None
        request.transport.abort()
        return answer

    house.media["broken.mp3"] = broken
    assert await reason(house, "/media/broken.mp3") in {Reason.FETCH, Reason.DECODE}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/a.wav",
        "http://localhost:9/a.wav",
        "http://[::1]:9/a.wav",
        "http://169.254.1.1/a.wav",
        "http://[::ffff:127.0.0.1]/a.wav",
        "http://0.0.0.0:9/a.wav",
        "file:///etc/passwd",
        "ftp://example.com/a.wav",
    ],
)
async def test_this_computer_is_not_elsewhere(house: House, url: str) -> None:
    assert await reason(house, url, others=True) is Reason.NOT_ALLOWED


async def test_elsewhere_has_to_be_allowed(house: House) -> None:
    assert await reason(house, "http://radio.example.com/a.mp3") is Reason.NOT_ALLOWED
    assert await reason(house, "http://radio.example.invalid/a.mp3", others=True) is Reason.FETCH
    # A name that leads back here is seen through.
    async with ClientSession(connector=connector_for_others()) as elsewhere:
        with pytest.raises(OSError, match="localhost"):
            await elsewhere.get("http://localhost:9/")


async def test_the_home_leads_nowhere_else(house: House) -> None:
    def to(place: str) -> Any:
        async def redirect(_: web.Request) -> web.Response:
            return web.Response(status=302, headers={"Location": place})

        return redirect

    house.media["a.wav"] = wav_file(pcm(), AudioSpec(RATE))
    house.media["near"] = to("/media/a.wav")
    house.media["far"] = to("http://radio.example.com/a.mp3")
    house.media["round"] = to("/media/round")
    assert (await heard(house, "/media/near"))[1] == pcm()
    assert await reason(house, "/media/far", others=True) is Reason.NOT_ALLOWED
    assert await reason(house, "/media/round") is Reason.FETCH


async def test_what_is_no_address_and_what_grows_without_end_is_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await reason(house, "http://[") is Reason.FETCH
    monkeypatch.setattr("desktop_app.home.media.MOST_BYTES", 4096)

    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(wav_file(pcm(), AudioSpec(RATE))[:8192])
        return answer

    house.media["endless.wav"] = endless
    assert await reason(house, "/media/endless.wav") is Reason.FETCH


async def test_a_sound_file_that_is_damaged_is_no_sound(house: House) -> None:
    whole = wav_file(pcm(), AudioSpec(RATE))
    house.media["bad.wav"] = whole[:20] + b"\xff\xff" + whole[22:]  # a coding that nobody has
    assert await reason(house, "/media/bad.wav") is Reason.DECODE
    house.media["empty.wav"] = whole[:44]
    assert await reason(house, "/media/empty.wav") is Reason.DECODE


async def test_what_is_stopped_in_the_middle_leaves_nothing_behind(
    house: House, tmp_path: Path
) -> None:
    part = 60 * mp3(tmp_path / "a.mp3")  # more than a decoder looks at first

    async def slow(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(part)
        await asyncio.sleep(60)
        return answer

    house.media["a.mp3"] = slow
    async with sessions() as (home, elsewhere):
        pieces = sound(home, elsewhere, house.url, "/media/a.mp3", others=False)
        await anext(pieces)
        await pieces.aclose()
        left = [task.get_name() for task in asyncio.all_tasks()]
    assert "media to decode" not in left
