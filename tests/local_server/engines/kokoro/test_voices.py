"""Which voice a reference voice gets."""

from collections import Counter

import pytest

from local_server.engines.kokoro.voices import VOICES, accent_of, gain, voice_for
from local_server.engines.languages import BRITISH, CHINESE, ENGLISH


def test_a_reference_voice_always_gets_the_same_voice_in_a_language() -> None:
    """The names are written down: another release must not give people other voices."""
    languages = (CHINESE, ENGLISH, BRITISH)
    alice = [voice_for("alice", 210.0, language) for language in languages]
    assert alice == ["zf_xiaoni", "af_heart", "bf_lily"]
    bob = [voice_for("bob", 110.0, language) for language in languages]
    assert bob == ["zm_yunyang", "am_puck", "bm_fable"]


@pytest.mark.parametrize(("language", "letters"), [(CHINESE, "z"), (ENGLISH, "ab"), (BRITISH, "b")])
@pytest.mark.parametrize("pitch", [70.0, 105.0, 120.0, 160.0, 200.0, 260.0, 380.0, None])
def test_voices_speak_the_language_near_the_pitch(
    language: str, letters: str, pitch: float | None
) -> None:
    pool = [voice.pitch for name, voice in VOICES.items() if name[0] in letters]
    for voice in {voice_for(str(number), pitch, language) for number in range(50)}:
        assert voice[0] in letters
        if pitch is not None:
            nearest = min(max(pitch / one, one / pitch) for one in pool)
            away = max(pitch / VOICES[voice].pitch, VOICES[voice].pitch / pitch)
            assert away <= nearest * 1.3


def test_many_reference_voices_get_many_voices() -> None:
    found = Counter(voice_for(str(number), None, ENGLISH) for number in range(500))
    assert len(found) == 25
    assert max(found.values()) < 50


def test_all_voices_are_equally_loud_in_the_end() -> None:
    assert len(VOICES) == 54
    for name, voice in VOICES.items():
        assert 0.065 < voice.loudness * gain(name) < 0.075 or voice.loudness < 0.042


def test_an_accent_goes_with_its_voice() -> None:
    assert [accent_of(name) for name in ("bf_emma", "af_heart", "zm_yunxi")] == [
        *(BRITISH, ENGLISH, ENGLISH)
    ]
