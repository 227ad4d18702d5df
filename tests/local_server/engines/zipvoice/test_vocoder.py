import numpy as np

from local_server.engines.zipvoice import features, vocoder
from tests.local_server.engines.zipvoice import scenes


def test_the_sound_of_a_spectrum_is_the_sound_that_it_was_made_of() -> None:
    sound = scenes.voice(20_000, 20_000 + 40 * features.HOP)
    padded = np.pad(sound, features.WINDOW // 2, "reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, features.WINDOW)[:: features.HOP]
    spectrum = np.fft.rfft(frames * features.window()).T
    again = vocoder.inverse(spectrum)
    assert again.shape == sound.shape
    assert np.abs(again - sound).max() < 1e-5
