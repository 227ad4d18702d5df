"""A recording becomes a voice of a real service; what fails loses nothing."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import AppError, RecordingError
from desktop_app.system.paths import recordings_folder, voice_lengths_file
from desktop_app.voices.kept import Notes, fresh_path, kept_recordings
from desktop_app.voices.lengths import known_lengths
from desktop_app.voices.making import (
    check_part,
    make_voice,
    make_voice_of_file,
    read_recording,
    without_suffix,
)
from shared_client import (
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoiceRequestError,
    Timeouts,
)
from shared_client.recordings import Part
from tests.desktop_app.reading.hearing import ToneEngine
from tests.desktop_app.voices.sounds import recording, silence, speech
from tests.local_server.running import TOKEN, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh user."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path


@asynccontextmanager
async def service(directory: Path) -> AsyncIterator[CosyVoiceClient]:
    async with (
        running(directory / "served", engine=ToneEngine()) as server,
        CosyVoiceClient(server.url, TOKEN) as client,
    ):
        yield client


def kept(seconds: float = 8.0) -> Path:
    path = fresh_path(recordings_folder(), Notes("Oma", "What she says."))
    recording(speech(seconds)).save(path)
    return path


async def test_a_part_becomes_a_voice_whose_length_is_known_and_is_kept_no_more(
    home: Path,
) -> None:
    path = kept()
    shares: list[float] = []
    async with service(home) as client:
        whole, _ = await read_recording(path)
        part = Part(1.0, 6.5)
        voice = await make_voice(
            client, whole, part, "Dr. Smith", "One two.", progress=shares.append, kept=path
        )
        (listed,) = await client.list_reference_audio()
    assert listed == voice
    assert (voice.filename, voice.text) == ("Dr. Smith.wav", "One two.")
    assert voice.bytes == pytest.approx(5.5 * 2 * whole.rate, rel=0.01)
    assert known_lengths(voice_lengths_file()) == {voice.id: 5.5}
    assert shares[-1] == 1.0
    assert list(recordings_folder().iterdir()) == []


async def test_what_the_service_does_not_take_stays_with_its_notes(home: Path) -> None:
    path = kept(40.0)
    whole, report = await read_recording(path)
    assert not report.usable
    async with service(home) as client:
        with pytest.raises(CosyVoiceRequestError, match="too long"):
            await make_voice(client, whole, whole.span, "Oma", "x", kept=path)
        with pytest.raises(AppError, match="Oma"):
            await make_voice(client, whole, Part(0, 5), "Oma", " ", kept=path)
    async with CosyVoiceClient(
        "http://127.0.0.1:9", TOKEN, timeouts=Timeouts(connect=2, cold_start=0)
    ) as client:
        with pytest.raises(CosyVoiceConnectionError):
            await make_voice(client, whole, Part(0, 5), "Oma", "x", kept=path)
    (left,) = kept_recordings(recordings_folder())
    assert (left.path, left.notes) == (path, Notes("Oma", "What she says."))
    assert path.stat().st_size == pytest.approx(40 * 2 * whole.rate, rel=0.01)
    assert known_lengths(voice_lengths_file()) == {}


async def test_a_file_as_it_is_becomes_a_voice_with_a_length(home: Path) -> None:
    path = home / "mum.wav"
    recording(speech(5.0)).save(path)
    async with service(home) as client:
        voice = await make_voice_of_file(client, path, "Mum.mp3", "x")
    assert (voice.filename, voice.bytes) == ("Mum.wav", path.stat().st_size)
    assert known_lengths(voice_lengths_file()) == {voice.id: pytest.approx(5.0, abs=0.01)}
    assert path.exists()


async def test_a_length_that_cannot_be_noted_costs_no_voice(home: Path) -> None:
    path = kept()
    voice_lengths_file().mkdir(parents=True)
    async with service(home) as client:
        whole, _ = await read_recording(path)
        voice = await make_voice(client, whole, whole.span, "Oma", "x", kept=path)
        assert [one.id for one in await client.list_reference_audio()] == [voice.id]
    assert not path.exists()


async def test_a_part_is_checked_by_itself(home: Path) -> None:
    path = home / "a.wav"
    recording(silence(4), speech(6)).save(path)
    whole, report = await read_recording(path)
    assert report.findings
    assert (await check_part(whole, report.suggested)).findings == ()
    assert (await check_part(whole, Part(0, 3.5))).speech is None


@pytest.mark.parametrize("what", ["missing", "folder", "text"])
async def test_what_cannot_be_read_is_an_error_in_words(home: Path, what: str) -> None:
    (home / "folder").mkdir()
    (home / "text").write_text("no sound at all")
    with pytest.raises(RecordingError, match=what):
        await read_recording(home / what)


@pytest.mark.parametrize(
    ("name", "plain"),
    [("mum.m4a", "mum"), ("Mum.WAV", "Mum"), ("Dr. Smith", "Dr. Smith"), ("v1.5", "v1.5")],
)
def test_only_the_suffix_of_a_sound_is_left_out(name: str, plain: str) -> None:
    assert without_suffix(name) == plain
