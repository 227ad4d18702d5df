"""Recordings that are kept until they are voices: nobody else's, with their notes, and whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import RecordingError
from desktop_app.voices.kept import (
    KeptRecording,
    Notes,
    discard,
    drop_if_empty,
    fresh_path,
    kept_recordings,
    note,
)
from desktop_app.voices.wave_file import GrowingWave

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOTES = Notes("Oma", "What she says.")


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """A system where new files can be read by everybody."""
    before = os.umask(0o000)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def record(path: Path, frames: int = 4800) -> None:
    file = GrowingWave(path, 48_000)
    file.write(bytes(2 * frames))
    file.close()


def test_nobody_else_can_open_the_folder_or_what_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "recordings"
    path = fresh_path(folder, NOTES)
    record(path)
    note(path, Notes("Oma", "More."))
    assert mode(folder) == 0o700
    assert {entry.name: mode(entry) for entry in folder.iterdir()} == {
        path.name: 0o600,
        path.with_suffix(".json").name: 0o600,
    }


def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "recordings").mkdir()
    assert mode(tmp_path / "recordings") == 0o777
    fresh_path(tmp_path / "recordings")
    assert mode(tmp_path / "recordings") == 0o700


def test_notes_are_there_before_the_recording_ends(tmp_path: Path) -> None:
    path = fresh_path(tmp_path, NOTES)
    assert kept_recordings(tmp_path) == []
    record(path)
    assert [kept.notes for kept in kept_recordings(tmp_path)] == [NOTES]


def test_the_newest_comes_first_and_none_takes_the_place_of_another(tmp_path: Path) -> None:
    paths = []
    for second in range(3):
        paths.append(fresh_path(tmp_path))
        record(paths[-1])
        os.utime(paths[-1], (second, second))
    assert [kept.path for kept in kept_recordings(tmp_path)] == paths[::-1]


def test_nothing_stays_of_a_recording_without_sound(tmp_path: Path) -> None:
    empty, spoken, never = (tmp_path / f"{name}.wav" for name in ("empty", "spoken", "never"))
    record(empty, 0)
    record(spoken)
    for path in (empty, spoken, never):
        note(path, NOTES)
    assert [drop_if_empty(path) for path in (empty, spoken, never)] == [True, False, True]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["spoken.json", "spoken.wav"]


@pytest.mark.parametrize(
    "written", ["", "[]", '{"name": "x"}', '{"name": 5, "text": ["x"]}', "\udcff"]
)
def test_notes_that_cannot_be_read_cost_no_recording(tmp_path: Path, written: str) -> None:
    path = fresh_path(tmp_path)
    record(path)
    path.with_suffix(".json").write_bytes(written.encode("utf-8", "surrogateescape"))
    assert KeptRecording.at(path).notes == Notes()


def test_a_recording_goes_with_its_notes(tmp_path: Path) -> None:
    path = fresh_path(tmp_path, NOTES)
    record(path)
    for _ in range(2):
        discard(path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordingError) as error:
        fresh_path(tmp_path / "file" / "recordings", NOTES)
    assert error.value.hint
