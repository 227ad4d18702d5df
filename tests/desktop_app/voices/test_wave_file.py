"""A recording that grows is a whole WAV whenever it ends."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
import wave

import pytest

from desktop_app.voices.wave_file import GrowingWave, seal

if TYPE_CHECKING:
    from pathlib import Path


def frames(path: Path) -> tuple[int, int, int, bytes]:
    with wave.open(str(path)) as file:
        form = file.getnchannels(), file.getsampwidth(), file.getframerate()
        return *form, file.readframes(file.getnframes())


def test_what_was_written_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    growing = GrowingWave(path, 8_000)
    for piece in (b"\1\2", b"", b"\3\4" * 3_999):
        growing.write(piece)
    assert growing.seconds == 0.5
    growing.close()
    assert frames(path) == (1, 2, 8_000, b"\1\2" + b"\3\4" * 3_999)
    assert path.stat().st_size == int.from_bytes(path.read_bytes()[4:8], "little") + 8


def test_a_recording_is_for_nobody_else_and_replaces_none(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    umask = os.umask(0)
    try:
        GrowingWave(path, 8_000).close()
    finally:
        os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        GrowingWave(path, 8_000)


@pytest.mark.parametrize("odd", [b"", b"\5"])
def test_a_file_that_nobody_closed_is_sealed_without_half_a_sample(
    tmp_path: Path, odd: bytes
) -> None:
    path = tmp_path / "a.wav"
    growing = GrowingWave(path, 8_000)
    growing.write(b"\1\2" * 2_000)
    growing._file.write(odd)
    growing._file.close()  # as it is when the process is killed
    assert seal(path) == 0.25
    assert frames(path)[3] == b"\1\2" * 2_000


def test_a_file_without_a_header_is_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF")
    with pytest.raises((wave.Error, EOFError)):
        seal(path)
    assert path.read_bytes() == b"RIFF"
