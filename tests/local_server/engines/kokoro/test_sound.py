"""Silence around speech."""

import numpy as np

from local_server.engines.kokoro.sound import SAMPLE_RATE, heard, silence


def test_silence_and_noise_at_the_ends_are_cut_off() -> None:
    noise = np.random.default_rng(1).normal(0, 0.0005, 2 * SAMPLE_RATE).astype(np.float32)
    spoken = noise.copy()
    spoken[12_000:24_000] += 0.2 * np.sin(np.arange(12_000) / 20).astype(np.float32)
    kept = spoken[heard(spoken)]
    assert 0.5 <= len(kept) / SAMPLE_RATE < 0.6
    np.testing.assert_array_equal(kept, spoken[12_000 - 720 : 24_000 + 720])


def test_a_soft_sound_at_the_end_stays() -> None:
    spoken = np.zeros(SAMPLE_RATE, np.float32)
    spoken[:12_000] = 0.3 * np.sin(np.arange(12_000) / 20)
    spoken[12_000:14_400] = 0.006 * np.sin(np.arange(2_400))  # an s, 34 dB under the vowel
    assert heard(spoken).stop >= 14_400


def test_nothing_is_left_of_silence() -> None:
    assert len(silence(0.5)[heard(silence(0.5))]) == 0
    assert heard(silence(0)) == slice(0, 0)
    assert len(silence(0.25)) == 6_000


def test_a_long_breath_at_the_end_is_cut_off() -> None:
    spoken = np.zeros(SAMPLE_RATE, np.float32)
    spoken[:12_000] = 0.3 * np.sin(np.arange(12_000) / 20)
    spoken[12_000:] = 0.006 * np.sin(np.arange(12_000))
    assert heard(spoken).stop < 16_000
    assert heard(spoken, speed=0.5).stop > 18_000  # a soft sound may last twice as long
