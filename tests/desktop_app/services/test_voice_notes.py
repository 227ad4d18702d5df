"""What is kept of voices whose service keeps neither name nor transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.services.voice_notes import (
    VoiceNotes,
    forget,
    known_notes,
    remember,
    rename,
    with_notes,
)
from shared_client import ReferenceAudio

if TYPE_CHECKING:
    from pathlib import Path

NOTES = VoiceNotes("Oma.wav", "Guten Morgen.")


def test_they_are_kept_until_the_voice_is_deleted(tmp_path: Path) -> None:
    path = tmp_path / "new" / "notes.json"
    remember(path, "a", NOTES)
    remember(path, "b", VoiceNotes("Opa.wav", ""))
    assert known_notes(path)["a"] == NOTES
    assert path.stat().st_mode & 0o077 == 0
    forget(path, ["a", "never there"])
    assert list(known_notes(path)) == ["b"]


def test_a_file_that_somebody_spoiled_takes_no_voice_away(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    for words in ("", "[", "[]", '{"a": 3}', '{"a": {"filename": 1, "text": "x"}}'):
        path.write_text(words)
        assert known_notes(path) == {}
    path.write_text('{"a": 3, "b": {"filename": "Oma.wav", "text": "Guten Morgen."}}')
    assert known_notes(path) == {"b": NOTES}


def test_what_a_service_keeps_itself_goes_first() -> None:
    voice = ReferenceAudio("a", "oma12ab", 0, None, "")
    assert with_notes(voice, {"a": NOTES}).filename == "Oma.wav"
    assert with_notes(voice, {"b": NOTES}) is voice
    told = ReferenceAudio("a", "other.wav", 0, None, "What it says itself.")
    assert with_notes(told, {"a": NOTES}) is told


def test_a_voice_has_another_name_here_until_it_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    voice = ReferenceAudio("a", "speaker_01.mp3", 0, None, "What it says.")

    def called() -> str:
        return with_notes(voice, known_notes(path)).filename

    rename(path, "a", "  Dr.  Smith ")
    assert called() == "Dr. Smith.mp3"
    remember(path, "a", NOTES)  # what else is known of it leaves the name alone
    assert called() == "Dr. Smith.mp3"
    bare = ReferenceAudio("a", "Anna", 0, None, "")
    assert with_notes(bare, known_notes(path)).text == NOTES.text
    assert with_notes(bare, known_notes(path)).filename == "Dr. Smith.wav"
    rename(path, "a", "")
    assert called() == "speaker_01.mp3"
    assert known_notes(path)["a"] == NOTES
    rename(path, "b", "Opa")
    rename(path, "b", "")
    assert list(known_notes(path)) == ["a"]
