"""The sound of stored voices, decoded once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from local_server.engines import SAMPLE_RATE
from local_server.errors import EngineError
from local_server.recordings import Recordings
from local_server.storage import Storage
from tests.local_server.running import voice_pcm, wav

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local_server.storage import StoredAudio


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage(tmp_path) as storage:
        yield storage


def stored(storage: Storage, data: bytes, suffix: str = ".wav") -> StoredAudio:
    with storage.temporary_file() as file:
        file.write_bytes(data)
        return storage.add(file, filename="voice", suffix=suffix, text="你好", pitch=None)


@pytest.mark.parametrize(("suffix", "rate"), [(".pcm", 24_000), (".wav", 24_000), (".wav", 48_000)])
def test_a_recording_is_24_khz_mono_from_minus_one_to_one(
    storage: Storage, suffix: str, rate: int
) -> None:
    pcm = voice_pcm(3.0, rate)
    data = pcm if suffix == ".pcm" else wav(pcm, rate)
    recording = Recordings(storage).load(stored(storage, data, suffix))
    assert recording.digest == hashlib.sha256(data).hexdigest()
    assert recording.samples.dtype == np.float32
    assert len(recording.samples) == pytest.approx(3 * SAMPLE_RATE, abs=50)
    wanted = np.frombuffer(voice_pcm(3.0), dtype="<i2") / 32_768
    count = min(len(wanted), len(recording.samples))
    assert np.corrcoef(wanted[:count], recording.samples[:count])[0, 1] > 0.99
    assert np.abs(recording.samples).max() == pytest.approx(np.abs(wanted).max(), rel=0.05)


def test_a_recording_is_decoded_once(storage: Storage) -> None:
    data = wav(voice_pcm(3.0))
    recordings = Recordings(storage)
    first = recordings.load(stored(storage, data))
    assert recordings.load(stored(storage, data)) is first
    other = stored(storage, wav(voice_pcm(3.0, pitch=200)))
    assert recordings.load(other).digest != first.digest
    with pytest.raises(ValueError, match="read-only"):
        first.samples[0] = 1


def test_a_recording_that_is_gone_or_damaged_is_said(storage: Storage) -> None:
    audio = stored(storage, b"RIFF....WAVE and then nothing")
    recordings = Recordings(storage)
    with pytest.raises(EngineError, match=f"recording of voice {audio.id} can't be read"):
        recordings.load(audio)
    storage.path(audio).unlink()
    with pytest.raises(EngineError, match="can't be read"):
        recordings.load(audio)
