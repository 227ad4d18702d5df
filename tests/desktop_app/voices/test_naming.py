"""What a voice could be called, from the name of a file."""

from __future__ import annotations

import pytest

from desktop_app.voices.naming import suggested_name


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("reference_voice.wav", "reference voice"),
        ("voice_preview-2024.mp3", "voice preview"),
        ("grandma_reading-2024-01-31 (2).wav", "grandma reading"),
        ("Anne-Marie.m4a", "Anne-Marie"),
        ("aunt-may.wav", "aunt may"),
        ("Dr. Smith.wav", "Dr. Smith"),
        ("Dad S.", "Dad S."),
        ("my.new.voice.flac", "my new voice"),
        ("Mum%20reads%20v2_24kHz.wav", "Mum reads"),
        ("奶奶_录音-20240131.wav", "奶奶 录音"),
        ("Opa — final.ogg", "Opa final"),
        ("a.m4a", "a"),
        ("Recording 7f3a9c21.wav", "Recording"),
        ("Papa 3.wav", "Papa"),
        ("20240131_101500.m4a", ""),
        ("2024-01-31T10.15.00.m4a", ""),
        ("12.wav", ""),
        ("____.wav", ""),
        ("", ""),
    ],
)
def test_the_words_of_a_file_name_are_suggested(filename: str, name: str) -> None:
    assert suggested_name(filename) == name
