"""A person with nothing but the programs installs Kokoro, and the next sentence is spoken by it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.desktop import ROOT, Home
from tests.kokoro_model import SENTENCE, kokoro, likenesses

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.timeout(300)  # where the model has to be downloaded first


@pytest.fixture
def home() -> Iterator[Home]:
    with Home.made() as home:
        yield home


def cosyvoice(home: Home, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app.cli", *arguments],
        cwd=home.path,
        env={**home.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_sentence_after_its_installation_is_spoken_as_the_library_speaks(home: Home) -> None:
    first, second = home.path / "first.wav", home.path / "second.wav"
    cosyvoice(home, "speak", "-o", str(first), SENTENCE)
    cosyvoice(home, "engines", "install", "kokoro", "--from", str(kokoro()), "--yes")
    cosyvoice(home, "speak", "-o", str(second), SENTENCE)
    before, after = likenesses(first), likenesses(second)
    assert before[-1] < 0.8  # eSpeak NG
    assert after[-1] > 0.97
    assert after[-2] < 0.9  # another voice of Kokoro
