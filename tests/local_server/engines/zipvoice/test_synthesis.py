"""The whole way from a recording to samples, on graphs without weights."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import sherpa_onnx  # type: ignore[import-untyped]  # it ships no types

from local_server.engines import wording
from local_server.engines.synthesizer import Cancelled, Job
from local_server.engines.zipvoice import (
    features,
    flow,
    prompt,
    silence,
    synthesis,
    tokens,
    vocoder,
)
from local_server.engines.zipvoice.runtime import Graph, find
from local_server.engines.zipvoice.synthesis import ZipVoiceSynthesizer
from local_server.errors import EngineError
from tests.local_server.engines.zipvoice import graphs, scenes
from tests.local_server.engines.zipvoice.ask_upstream import STRIDE

Samples = npt.NDArray[np.float32]

TABLE = tokens.TokenTable(graphs.TOKENS)
WORDS = "这个声音由程序合成。"


def nothing() -> None:
    """A step of a job that is wanted."""


def flow_of(folder: Path) -> flow.Flow:
    return flow.Flow(Graph(find(folder, "text encoder"), 1), Graph(find(folder, "decoder"), 1))


def noise(shape: tuple[int, ...]) -> Samples:
    return np.random.default_rng(1).standard_normal(shape, np.float32)


def bright(samples: Samples) -> Samples:
    """A voice whose high part is its loud part."""
    return np.diff(samples, n=2, append=samples[-2:])


VOICES = {"a": scenes.voice(96_000, 168_000), "b": bright(scenes.voice(96_000, 168_000))}


def job(text: str = "你好，欢迎回家！", voice: str = "a", **changes: Any) -> Job:
    fields = {"digest": voice, "voice_text": WORDS, "samples": VOICES[voice]} | changes
    return Job(text, **fields)


@pytest.fixture(scope="module")
def synthesizer(model: Path) -> ZipVoiceSynthesizer:
    made = ZipVoiceSynthesizer(model, 1, steps=4)
    made.load()
    return made


def spoken(made: Iterable[Samples]) -> Samples:
    return np.concatenate(list(made))


def test_recording_to_samples_is_what_zipvoices_own_program_makes(
    upstream: Any, tmp_path: Path
) -> None:
    folder = graphs.make(tmp_path, noise=0.1)
    voice = prompt.prepared(scenes.quiet_with_pauses(), scenes.PROMPT, TABLE)
    text = TABLE.numbers(tokens.tokens(prompt.with_full_stop(scenes.TEXT)))
    made = flow_of(folder).sample(text, voice.tokens, voice.features, noise, steps=8)
    sound = vocoder.sound(Graph(find(folder, "vocoder"), 1), made) * voice.loudness
    ours = (silence.trimmed(sound) * 32_768).astype(int)
    assert len(ours) == upstream["way"]["samples"]
    theirs = np.array(upstream["way"]["some"])
    assert np.corrcoef(ours[::STRIDE], theirs)[0, 1] > 0.9999
    assert np.abs(ours[::STRIDE] - theirs).max() <= 32  # of 32,768: float32 in another order


@pytest.mark.parametrize("speed", [1.0, 1.3])
def test_tokens_to_samples_is_what_sherpa_onnx_makes(model: Path, speed: float) -> None:
    said = ["n0", "i3", "h0", "ao3"] * 5
    wanted = [*said, "w0", "o3"]
    recording = scenes.voice(end=72_064)  # where both count the same frames
    mel = features.of(recording)
    (model / "lexicon.txt").write_text("你好 n0 i3 h0 ao3\n", "utf-8")
    names = {
        "tokens": "tokens.txt",
        "encoder": "encoder.int8.onnx",
        "decoder": "decoder.int8.onnx",
        "vocoder": "vocos_24khz.onnx",
        "lexicon": "lexicon.txt",
    }
    config = sherpa_onnx.OfflineTtsZipvoiceModelConfig(
        guidance_scale=flow.GUIDANCE, **{key: str(model / name) for key, name in names.items()}
    )
    theirs = sherpa_onnx.OfflineTts(
        sherpa_onnx.OfflineTtsConfig(model=sherpa_onnx.OfflineTtsModelConfig(zipvoice=config))
    )
    order = sherpa_onnx.GenerationConfig()
    order.tokens = [said, wanted]
    order.reference_audio, order.reference_sample_rate = recording.tolist(), features.RATE
    order.reference_text = "x"
    order.num_steps, order.silence_scale = 4, 1.0
    order.speed = flow.model_speed(len(mel), len(said), len(wanted), speed)
    expected = np.array(theirs.generate("x", order).samples, np.float32)
    numbers = TABLE.numbers(wanted), TABLE.numbers(said)
    made = flow_of(model).sample(*numbers, mel, noise, steps=4, speed=speed)
    ours = vocoder.sound(Graph(find(model, "vocoder"), 1), made)
    assert ours.shape == expected.shape
    assert np.abs(ours - expected).max() < 1e-5


def test_voice_a_is_answered_in_voice_a(synthesizer: ZipVoiceSynthesizer) -> None:
    """By the mean spectrum, which is all that these graphs know of a voice."""

    def spectrum(samples: Samples) -> Samples:
        return np.asarray(features.of(samples).mean(axis=0), np.float32)

    answers = [spectrum(spoken(synthesizer.speak(job(voice=name), nothing))) for name in "ab"]
    voices = [spectrum(silence.prompt(VOICES[name])) for name in "ab"]
    apart = voices[0] - voices[1]
    assert float((answers[0] - answers[1]) @ apart / (apart @ apart)) > 0.5


def test_the_same_job_makes_the_same_samples_in_any_process_and_another_not(
    tmp_path: Path,
) -> None:
    folder = graphs.make(tmp_path, noise=0.1)
    made = []
    for _ in range(2):
        fresh = ZipVoiceSynthesizer(folder, 1, steps=4)
        fresh.load()
        made.append(spoken(fresh.speak(job(), nothing)))
    assert np.array_equal(made[0], made[1])
    other = spoken(fresh.speak(job(digest="c"), nothing))
    assert not np.array_equal(made[0], other[: len(made[0])])


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5, 2.0])
def test_a_speed_is_exact(synthesizer: ZipVoiceSynthesizer, speed: float) -> None:
    text = "今天晚上会下雨，记得把阳台上的衣服收进来。"
    normal = len(spoken(synthesizer.speak(job(text), nothing)))
    changed = len(spoken(synthesizer.speak(job(text, speed=speed), nothing)))
    assert changed == pytest.approx(normal / speed, abs=2 * features.HOP + 48)


def test_a_long_text_is_made_in_pieces_of_at_most_twelve_seconds(
    synthesizer: ZipVoiceSynthesizer,
) -> None:
    made = list(synthesizer.speak(job("今天晚上会下雨，记得收衣服。" * 8), nothing))
    seconds = [len(piece) / features.RATE for piece in made]
    assert len(seconds) > 1
    assert 4 < min(seconds) <= max(seconds) <= 12.1


def test_speech_is_as_loud_as_its_recording(synthesizer: ZipVoiceSynthesizer) -> None:
    steady = np.tile(scenes.voice(100_000, 104_000), 18)
    heard = [
        spoken(synthesizer.speak(job(digest=str(gain), samples=steady * gain), nothing)).std()
        for gain in (np.float32(0.5), np.float32(0.05))
    ]
    assert heard[1] / heard[0] == pytest.approx(0.1, rel=0.05)


def test_a_recording_that_is_hardly_heard_loses_nothing_to_the_rules_for_silence(
    synthesizer: ZipVoiceSynthesizer,
) -> None:
    """Below -50 dB, ZipVoice's own program takes speech for silence."""
    steady = np.tile(scenes.voice(100_000, 104_000), 18)
    normal, quiet = (
        spoken(synthesizer.speak(job(digest=str(gain), samples=steady * gain), nothing))
        for gain in (np.float32(0.5), np.float32(0.01))
    )
    assert len(quiet) == pytest.approx(len(normal), rel=0.05)
    assert quiet.std() / normal.std() == pytest.approx(0.02, rel=0.1)


def stop_at(number: int) -> tuple[Callable[[], None], list[int]]:
    """A step that says at a call that the job isn't wanted, and how often it was called."""
    calls: list[int] = []

    def step() -> None:
        calls.append(len(calls))
        if len(calls) == number:
            raise Cancelled

    return step, calls


@pytest.mark.parametrize("number", [1, 2, 4, 6])
def test_a_job_can_be_canceled_between_any_two_runs(
    synthesizer: ZipVoiceSynthesizer, number: int
) -> None:
    """Encoder, four steps, vocoder."""
    step, calls = stop_at(number)
    with pytest.raises(Cancelled):
        spoken(synthesizer.speak(job(), step))
    assert len(calls) == number


def test_a_run_can_be_ended_in_the_middle_and_the_next_job_is_whole(
    synthesizer: ZipVoiceSynthesizer,
) -> None:
    whole = spoken(synthesizer.speak(job(), nothing))
    with pytest.raises(Exception, match=r"[Tt]erminat"):
        spoken(synthesizer.speak(job(), synthesizer.stop))
    assert np.array_equal(spoken(synthesizer.speak(job(), nothing)), whole)


def test_a_voice_is_prepared_once(
    synthesizer: ZipVoiceSynthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken(synthesizer.speak(job(digest="once"), nothing))
    monkeypatch.setattr(synthesis, "prepare", None)
    spoken(synthesizer.speak(job("再见。", digest="once"), nothing))
    with pytest.raises(TypeError):  # another transcript makes another prompt
        spoken(synthesizer.speak(job(digest="once", voice_text="别的。"), nothing))


def test_where_there_is_nothing_to_say_nothing_is_said(synthesizer: ZipVoiceSynthesizer) -> None:
    for text in ("……", "ㄅㄆ", "𠀀"):
        assert list(synthesizer.speak(job(text), nothing)) == [], text


def test_a_voice_without_its_recording_is_an_error(synthesizer: ZipVoiceSynthesizer) -> None:
    with pytest.raises(EngineError, match="nothing can be heard"):
        spoken(synthesizer.speak(job(digest="gone", samples=None), nothing))


def test_the_first_chinese_sentence_waits_for_no_dictionary(model: Path) -> None:
    wording._normalizer.cache_clear()
    ZipVoiceSynthesizer(model, 1, steps=4).load()
    assert wording._normalizer.cache_info().currsize == 1


@pytest.mark.parametrize(("seconds", "steps"), [(0.001, 8), (1.0, 4)])
def test_a_fast_machine_takes_more_steps(
    model: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, steps: int
) -> None:
    clock = iter(np.arange(0, 100, seconds).tolist())
    monkeypatch.setattr("local_server.engines.zipvoice.synthesis.time.perf_counter", clock.__next__)
    made = ZipVoiceSynthesizer(model, 1)
    made.load()
    step, calls = stop_at(0)
    spoken(made.speak(job(), step))
    assert len(calls) == steps + 2
