from collections.abc import Callable
import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from local_server.engines.zipvoice import silence
from tests.local_server.engines.zipvoice import scenes


@pytest.mark.parametrize(
    ("key", "treat"), [("prompts", silence.prompt), ("edges", silence.trimmed)]
)
def test_silence_goes_where_it_goes_in_zipvoices_own_program(
    upstream: Any, key: str, treat: Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]
) -> None:
    found = []
    for recording in scenes.recordings():
        pcm = (treat(recording) * 32_768).astype("<i2")
        found.append([len(pcm), hashlib.sha256(pcm.tobytes()).hexdigest()])
    assert found == upstream[key]


def test_of_a_silent_recording_nothing_is_left() -> None:
    assert len(silence.trimmed(scenes.nothing(48_000))) <= 2_400
    assert not silence.prompt(scenes.nothing(48_000)).any()


def test_no_sound_is_no_error() -> None:
    assert len(silence.trimmed(scenes.nothing(0))) == 0
