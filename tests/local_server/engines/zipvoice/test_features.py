import base64
from typing import Any

import numpy as np

from local_server.engines.zipvoice import features
from tests.local_server.engines.zipvoice import scenes


def test_features_are_those_that_the_model_was_trained_with(upstream: Any) -> None:
    expected = upstream["features"]
    found = features.of(scenes.voice(end=24_100)) / features.SCALE
    assert list(found.shape) == expected["shape"]
    some = np.frombuffer(base64.b64decode(expected["float16"]), "<f2").reshape(-1, features.BANDS)
    assert np.abs(found[::7] - some).max() < 0.01  # what a float16 leaves


def test_digital_silence_has_the_floor_that_the_model_was_trained_with() -> None:
    assert np.allclose(features.of(scenes.nothing(2_400)), np.log(1e-7) * 0.1)


def test_a_frame_begins_when_more_than_half_of_it_is_there() -> None:
    lengths = [len(features.of(scenes.voice(0, count))) for count in (2_431, 2_432, 2_560, 2_688)]
    assert lengths == [9, 10, 10, 11]
