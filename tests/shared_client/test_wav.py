"""WAV: every framing that services use gives the same samples."""

from __future__ import annotations

from array import array
import io
import itertools
import struct
from typing import TYPE_CHECKING
import wave

from hypothesis import given
from hypothesis import strategies as st
import pytest

from shared_client.errors import CosyVoiceProtocolError
from shared_client.models import AudioSpec
from shared_client.wav import PcmReader, WavReader, streaming_header, wav_file

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED = AudioSpec(24_000)
PCM = bytes(range(1, 251)) * 8  # 2000 bytes, 1000 samples, no RIFF in it


def read(*messages: bytes, asked: AudioSpec = ASKED) -> tuple[bytes, AudioSpec | None]:
    reader = WavReader(asked)
    pcm = b"".join(map(reader.feed, messages)) + reader.finish()
    return pcm, reader.spec


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def fmt(encoding: int, channels: int, rate: int, bits: int) -> bytes:
    frame = channels * bits // 8
    return struct.pack("<HHIIHH", encoding, channels, rate, rate * frame, frame, bits)


def riff(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def with_size(size: int, pcm: bytes = PCM, spec: AudioSpec = ASKED) -> bytes:
    header = bytearray(wav_file(pcm, spec)[:44])
    struct.pack_into("<I", header, 40, size)
    return bytes(header) + pcm


@pytest.mark.parametrize("size", [0, len(PCM), 0xFFFFFFFF, 0x7FFFFFFF, 2_000_000_000])
def test_sizes(size: int) -> None:
    assert read(with_size(size)) == (PCM, ASKED)


def test_raw_pcm_as_asked() -> None:
    assert read(PCM, asked=AudioSpec(16_000)) == (PCM, AudioSpec(16_000))


def test_the_header_wins_over_what_was_asked() -> None:
    assert read(wav_file(PCM, AudioSpec(22_050, 2))) == (PCM, AudioSpec(22_050, 2))


@pytest.mark.parametrize("make", [wav_file, lambda pcm, spec: streaming_header(spec) + pcm])
def test_a_header_in_every_message(make: Callable[[bytes, AudioSpec], bytes]) -> None:
    parts = [PCM[:500], PCM[500:502], PCM[502:]]
    assert read(*(make(part, ASKED) for part in parts)) == (PCM, ASKED)


def test_the_size_of_the_first_message_only() -> None:
    assert read(wav_file(PCM[:600], ASKED), PCM[600:1000], PCM[1000:]) == (PCM, ASKED)
    assert read(wav_file(PCM[:600], ASKED) + PCM[600:]) == (PCM, ASKED)


def test_a_size_larger_than_the_message_and_then_a_new_file() -> None:
    assert read(with_size(1_000_000, PCM[:600]), with_size(1_000_000, PCM[600:])) == (PCM, ASKED)


def test_chunks_before_and_after_the_samples() -> None:
    info = chunk(b"LIST", b"INFOISFT\x05\0\0\0Lavf\0")
    file = riff(
        info,
        chunk(b"fmt ", fmt(1, 1, 24_000, 16) + b"\0\0"),
        chunk(b"fact", b"\0\0\0\0"),
        chunk(b"data", PCM),
        info,
        chunk(b"id3 ", b"odd"),
    )
    assert read(file) == (PCM, ASKED)
    assert read(file, file) == (PCM + PCM, ASKED)
    assert read(*(file[i : i + 1] for i in range(len(file)))) == (PCM, ASKED)


def test_two_files_in_one_message() -> None:
    assert read(wav_file(PCM[:600], ASKED) + wav_file(PCM[600:], ASKED)) == (PCM, ASKED)


def test_extensible() -> None:
    body = (
        fmt(0xFFFE, 1, 24_000, 16)
        + struct.pack("<HHIH", 22, 16, 4, 1)
        + b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"
    )
    assert read(riff(chunk(b"fmt ", body), chunk(b"data", PCM))) == (PCM, ASKED)


SAMPLES = array("h", [0, 1000, -1000, 32767, -32768])


@pytest.mark.parametrize(
    ("encoding", "bits", "data", "tolerance"),
    [
        (1, 8, bytes((s >> 8) + 128 for s in SAMPLES), 256),
        (1, 24, b"".join((s << 8).to_bytes(3, "little", signed=True) for s in SAMPLES), 0),
        (1, 32, b"".join((s << 16).to_bytes(4, "little", signed=True) for s in SAMPLES), 0),
        (3, 32, array("f", [s / 32768 for s in SAMPLES]).tobytes(), 1),
        (3, 64, array("d", [s / 32768 for s in SAMPLES]).tobytes(), 1),
    ],
)
def test_sample_widths(encoding: int, bits: int, data: bytes, tolerance: int) -> None:
    file = riff(chunk(b"fmt ", fmt(encoding, 1, 24_000, bits)), chunk(b"data", data))
    for pieces in ([file], [file[i : i + 1] for i in range(len(file))]):
        pcm, spec = read(*pieces)
        assert spec == ASKED
        assert all(
            abs(got - sent) <= tolerance for got, sent in zip(array("h", pcm), SAMPLES, strict=True)
        )


def test_floats_out_of_range_saturate_and_nan_is_silence() -> None:
    data = array("f", [2.0, -2.0, float("nan"), float("inf")]).tobytes()
    file = riff(chunk(b"fmt ", fmt(3, 1, 24_000, 32)), chunk(b"data", data))
    assert array("h", read(file)[0]).tolist() == [32767, -32767, 0, 32767]


@pytest.mark.parametrize(
    "file",
    [
        riff(chunk(b"data", PCM)),
        riff(chunk(b"fmt ", b"short")),
        riff(chunk(b"fmt ", fmt(7, 1, 8_000, 8)), chunk(b"data", PCM)),
        riff(chunk(b"fmt ", fmt(1, 0, 24_000, 16))),
        riff(chunk(b"fmt ", fmt(1, 1, 0, 16))),
        riff(b"LIST" + struct.pack("<I", 0xFFFFFFFF)),
        riff(b"fmt " + struct.pack("<I", 5000)),
        wav_file(PCM, ASKED) + wav_file(PCM, AudioSpec(16_000)),
    ],
)
def test_what_cannot_be_read_is_refused(file: bytes) -> None:
    with pytest.raises(CosyVoiceProtocolError):
        read(file)


@pytest.mark.parametrize("start", [b"R", b"RIFF", b"RIFF1234WAV", b"RIFX" + PCM, b"RI" + PCM])
def test_pcm_that_looks_like_a_header_at_first(start: bytes) -> None:
    even = start[: len(start) // 2 * 2]
    assert read(start)[0] == even
    assert read(streaming_header(ASKED), start)[0] == even
    assert read(streaming_header(ASKED) + PCM, start[:3], start[3:])[0] == PCM + even
    assert read(wav_file(PCM, ASKED), start)[0] == PCM + even
    assert read(with_size(len(PCM) + len(start)), start)[0] == PCM + even


def test_a_header_split_over_messages_in_mid_stream() -> None:
    second = wav_file(PCM, ASKED)
    for cut in range(1, 44):
        assert read(streaming_header(ASKED) + PCM, second[:cut], second[cut:])[0] == PCM + PCM


def test_the_wave_module_reads_what_we_write() -> None:
    with wave.open(io.BytesIO(wav_file(PCM, AudioSpec(16_000, 2)))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 2, 2)
        assert file.readframes(file.getnframes()) == PCM


def test_pcm_reader_mends_cut_samples() -> None:
    reader = PcmReader(ASKED)
    assert [reader.feed(part) for part in (b"abc", b"d", b"e")] == [b"ab", b"cd", b""]
    assert reader.finish() == b""


@given(
    framing=st.sampled_from(["stream", "file", "zero", "first", "trailing", "raw"]),
    cuts=st.lists(st.integers(0, len(PCM) + 100), max_size=6),
)
def test_splits_change_nothing(framing: str, cuts: list[int]) -> None:
    stream = {
        "stream": streaming_header(ASKED) + PCM,
        "file": wav_file(PCM, ASKED),
        "zero": with_size(0),
        "first": wav_file(PCM[:500], ASKED) + PCM[500:],
        "trailing": wav_file(PCM, ASKED) + chunk(b"LIST", b"abcd"),
        "raw": PCM,
    }[framing]
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    assert read(*(stream[a:b] for a, b in itertools.pairwise(edges))) == (PCM, ASKED)


@given(
    messages=st.lists(
        st.binary(max_size=60)
        | st.sampled_from(
            [
                b"RIFF",
                b"WAVE",
                b"fmt ",
                b"data",
                b"LIST",
                wav_file(b"ab", ASKED),
                streaming_header(ASKED),
            ]
        ),
        max_size=12,
    )
)
def test_no_input_hangs_or_grows(messages: list[bytes]) -> None:
    reader = WavReader(ASKED)
    out = 0
    try:
        for message in messages:
            out += len(reader.feed(message))
        out += len(reader.finish())
    except CosyVoiceProtocolError:
        return
    assert out <= 2 * sum(map(len, messages))
    assert out % 2 == 0
