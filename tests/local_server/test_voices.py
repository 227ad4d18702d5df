"""Reference audio over HTTP: what is taken, what is refused and why; nothing is left over."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from aiohttp import FormData
import av
import numpy as np
import pytest
import pytest_asyncio

from local_server import reference_audio
from local_server.voices import harmless_name
from shared_client.models import Dialect
from shared_client.protocol import PATHS

from .running import Running, SlowEngine, running, voice_pcm, wav

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIMIT = 2 << 20


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    directory = tmp_path_factory.mktemp("data")
    async with running(directory, engine=SlowEngine(), max_upload=LIMIT) as server:
        yield server


@pytest.fixture(autouse=True)
def nothing_left_over(server: Running) -> Any:
    """Every test ends with a recording and a description for each voice, and nothing else."""
    yield
    storage = server.service.storage
    files = {path.name for path in (storage.directory / "audio").iterdir()}
    stored = storage.entries(1000)
    assert files == {audio.id + end for audio in stored for end in (audio.suffix, ".json")}


def encoded(codec: str, container: str, seconds: float = 4.0, rate: int = 24_000) -> bytes:
    """A buzz like a voice in a compressed format."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=48_000 if codec == "libopus" else rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        source = np.frombuffer(voice_pcm(seconds, rate), dtype="<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(source, format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            output.mux(packet)
    return file.getvalue()


FORMATS = {
    "voice.mp3": ("libmp3lame", "mp3"),
    "voice.opus": ("libopus", "ogg"),
    "voice.ogg": ("libopus", "ogg"),
    "voice.aac": ("aac", "adts"),
    "voice.m4a": ("aac", "ipod"),
    "voice.flac": ("flac", "flac"),
}


@pytest.mark.parametrize("dialect", [Dialect.V1, Dialect.V2])
async def test_upload_list_get_delete(server: Running, dialect: Dialect) -> None:
    path = PATHS[dialect].reference_audio
    data = wav(voice_pcm())
    first = await server.upload(data, "一.wav", "希望你以后能够做得比我还好哟", dialect)
    assert first.status == 200
    assert first.data.keys() == {"id", "filename", "bytes", "created_at", "text"}
    assert first.data["filename"] == "一.wav"
    assert first.data["bytes"] == len(data)
    assert first.data["text"] == "希望你以后能够做得比我还好哟"
    second = await server.upload(data, "two.wav", "two", dialect)

    listed = (await server.call("GET", path)).data
    assert listed[:2] == [second.data, first.data]
    ascending = (await server.call("GET", f"{path}?order=asc&limit=1000")).data
    assert ascending == listed[::-1]
    assert (await server.call("GET", f"{path}?limit=1")).data == [second.data]
    assert (await server.call("GET", f"{path}?limit=0")).data == []
    assert (await server.call("GET", f"{path}/{first.data['id']}")).data == first.data
    assert (await server.call("GET", f"{path}/{first.data['id']}/")).data == first.data

    for audio in (first.data, second.data):
        gone = await server.call("DELETE", f"{path}/{audio['id']}")
        message = f"reference audio: {audio['id']} deleted."
        assert gone.data == {"code": "OK", "message": message, "data": {}}
        for method in ("GET", "DELETE"):
            missing = await server.call(method, f"{path}/{audio['id']}")
            assert missing.status == 404
            assert missing.data["code"] == "NotFound"


@pytest.mark.parametrize("query", ["limit=-1", "limit=x", "limit=1.5", "order=up", "limit=99999"])
async def test_bad_queries(server: Running, query: str) -> None:
    answer = await server.call("GET", f"v1/audio/reference_audio?{query}")
    assert answer.status == 400
    assert answer.data["message"].startswith(f"{query.split('=', maxsplit=1)[0]} must be")


@pytest.mark.parametrize("filename", FORMATS)
async def test_compressed_formats(server: Running, filename: str) -> None:
    data = encoded(*FORMATS[filename])
    answer = await server.upload(data, filename.upper())
    assert answer.status == 200, answer
    stored = server.service.voice(answer.data["id"])
    assert server.service.storage.path(stored).read_bytes() == data
    assert stored.pitch == pytest.approx(120, rel=0.05)


async def test_headerless_pcm(server: Running) -> None:
    answer = await server.upload(voice_pcm(pitch=200), "voice.pcm")
    assert answer.status == 200
    assert server.service.voice(answer.data["id"]).pitch == pytest.approx(200, rel=0.05)


async def test_content_decides_what_a_file_is(server: Running) -> None:
    answer = await server.upload(wav(voice_pcm()), "voice.mp3")
    assert answer.status == 200


@pytest.mark.parametrize(
    ("data", "filename", "words"),
    [
        (wav(voice_pcm(2.5)), "a.wav", "file is too short: 2.5 s; it must be 3 to 30 s"),
        (wav(voice_pcm(30.5, 16_000), 16_000), "a.wav", "more than 30 s"),
        (wav(voice_pcm(60, 16_000), 16_000), "a.wav", "file is too long"),
        (
            wav(voice_pcm(4, 8_000), 8_000),
            "a.wav",
            "sample rate of 8000 Hz; it must be 16000 Hz or more",
        ),
        (wav(bytes(200_000)), "a.wav", "file is silent"),
        (b"this is no audio at all, only words", "a.wav", "isn't audio of a known format"),
        (b"", "a.wav", "isn't audio of a known format"),
        (b"RIFF\0\0\0\0WAVEfmt nonsense", "a.wav", "damaged or isn't audio"),
        (b"fLaC" + bytes(500), "a.flac", "damaged or isn't audio"),
        (b"\xff\xfb" + bytes(500), "a.mp3", "file"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:10\nfile:///etc/passwd", "a.m4a", "isn't audio"),
        (voice_pcm(1), "a.pcm", "too short"),
        (voice_pcm(35), "a.pcm", "too long"),
        (voice_pcm(4) + b"x", "a.pcm", "odd number of bytes"),
        (wav(voice_pcm()), "a.exe", "name of file must end in one of .wav, .mp3"),
        (wav(voice_pcm()), "voice", "not nothing"),
        (wav(voice_pcm()), "", "name of file must end"),
    ],
)
async def test_refused_with_a_reason(
    server: Running, data: bytes, filename: str, words: str
) -> None:
    answer = await server.upload(data, filename)
    assert answer.status == 400
    assert answer.data["code"] in ("InvalidAudio", "InvalidParameter")
    assert "file" in answer.data["message"]
    assert words in answer.data["message"]


async def test_video_without_sound(server: Running) -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        stream = output.add_stream("mpeg4", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width = stream.height = 64
        for packet in [*stream.encode(av.VideoFrame(64, 64, "yuv420p")), *stream.encode(None)]:
            output.mux(packet)
    answer = await server.upload(file.getvalue(), "film.mp4")
    assert answer.status == 400
    assert answer.data["message"] == "file has no audio track"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.wav", "passwd.wav"),
        ("..\\..\\windows\\voice.wav", "voice.wav"),
        ("/etc/cron.d/voice.wav", "voice.wav"),
        ("a\x00b\n.wav", "ab.wav"),
        ("..wav", "wav"),
        (".", ""),
        ("x" * 300 + ".wav", "x" * 196 + ".wav"),
        ("\u202egnp.wav", "gnp.wav"),
    ],
)
async def test_tricks_in_the_filename(server: Running, name: str, kept: str) -> None:
    assert harmless_name(name) == kept
    if "\x00" in name or not kept.endswith(".wav"):
        return
    answer = await server.upload(wav(voice_pcm()), name)
    assert answer.data["filename"] == kept
    stored = server.service.voice(answer.data["id"])
    assert server.service.storage.path(stored).name == f"{stored.id}.wav"


@pytest.mark.parametrize(
    ("size", "status"), [(LIMIT - 100_000, 200), (LIMIT + 1, 413), (LIMIT + 200_000, 413)]
)
async def test_size_limit(server: Running, size: int, status: int) -> None:
    data = wav(voice_pcm(20, 48_000), 48_000)
    data += bytes(max(0, size - len(data)))  # what follows the samples is no part of them
    answer = await server.upload(data)
    assert answer.status == status
    if status == 413:
        assert answer.data["code"] == "TooLarge"
        assert str(LIMIT) in answer.data["message"]


async def test_size_limit_without_a_length(server: Running) -> None:
    """An upload that does not say how long it is is cut off while it is read."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
        while sent < 40 * LIMIT:
            sent += 1 << 16
            yield bytes(1 << 16)

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    async with server.session.post(
        f"{server.url}/v1/audio/reference_audio",
        headers={"Authorization": "Bearer token-of-the-tests", **headers},
        data=endless(),
    ) as answer:
        assert answer.status == 413
    assert sent < 40 * LIMIT


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"text": "x"}, 400, "file is required"),
        ({"file": b"data"}, 400, "text is required"),
        ({"file": b"data", "text": "  "}, 400, "text is required"),
        ({"file": b"data", "text": b"\xff\xff"}, 400, "text must be UTF-8"),
        ({"file": b"data", "text": "长" * 2_000}, 413, "text is larger than"),
        ({"file": b"data", "text": "x", "more": "y"}, 400, "once each, and no 'more'"),
        ({"file": b"data", "text": b"x" * 2 * LIMIT}, 413, "larger than"),
    ],
)
async def test_bad_forms(server: Running, fields: dict[str, Any], status: int, words: str) -> None:
    form = FormData(default_to_multipart=True)
    for name, value in fields.items():
        if name == "file" or isinstance(value, bytes):
            filename = "a.wav" if name == "file" else None
            form.add_field(name, io.BytesIO(value), filename=filename)
        else:
            form.add_field(name, value)
    answer = await server.call("POST", "v1/audio/reference_audio", data=form)
    assert answer.status == status
    assert words in answer.data["message"]


@pytest.mark.parametrize(
    ("content_type", "body", "words"),
    [
        ("application/json", b"{}", "must be multipart/form-data"),
        ("multipart/form-data", b"--x\r\n", "isn't valid multipart"),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\nabc", "isn't valid|required"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nnot a header\r\n\r\nabc\r\n--x--\r\n",
            "isn't valid",
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\n--y--\r\n--x--",
            "nested",
        ),
    ],
)
async def test_bodies_that_are_no_form(
    server: Running, content_type: str, body: bytes, words: str
) -> None:
    answer = await raw_post(server, content_type, body)
    assert answer[0] == 400
    assert any(word in answer[1]["message"] for word in words.split("|"))


async def raw_post(server: Running, content_type: str, body: bytes) -> tuple[int, Any]:
    async with server.session.post(
        f"{server.url}/v1/audio/reference_audio",
        data=body,
        headers={"Content-Type": content_type, "Authorization": "Bearer token-of-the-tests"},
    ) as answer:
        return answer.status, await answer.json()


async def test_pitch_of_what_has_none() -> None:
    noise = np.random.default_rng(1).normal(0, 3_000, 64_000).astype(np.float32)
    assert reference_audio.pitch(noise) is None
    assert reference_audio.pitch(noise[:100]) is None


@pytest.mark.parametrize("wanted", [75.0, 110.0, 160.0, 220.0, 300.0])
async def test_pitch_of_a_voice(wanted: float) -> None:
    sound = np.frombuffer(voice_pcm(2, 16_000, wanted), "<i2").astype(np.float32)
    assert reference_audio.pitch(sound) == pytest.approx(wanted, rel=0.03)
