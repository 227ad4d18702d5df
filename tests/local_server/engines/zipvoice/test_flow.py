import numpy as np
import pytest

from local_server.engines.zipvoice import flow


def test_times_are_those_of_training_to_the_last_bit() -> None:
    """In double precision, the fourth of eight would differ."""
    expected = np.array([0.0, 1 / 15, 1 / 7, 3 / 13, 1 / 3, 5 / 11, 0.6, 7 / 9, 1.0], np.float32)
    assert flow.times(8).dtype == np.float32
    assert np.abs(flow.times(8) - expected).max() <= 6e-8


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0, 1.5, 2.0])
def test_a_speed_is_the_speech_s_alone_however_long_the_prompt(speed: float) -> None:
    """The model makes `ceil(prompt frames / prompt tokens * all tokens / speed)` frames."""
    for prompt, tokens in ((281, 40), (900, 10), (100, 200)):
        asked = flow.model_speed(prompt, 50, tokens, speed)
        made = prompt / 50 * (50 + tokens) / asked - prompt
        assert made == pytest.approx(prompt / 50 * tokens / speed)
