"""Tries an engine out: two sentences, and how long they take."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
import hashlib
import importlib
import sys
import time
from typing import TYPE_CHECKING, Final

from local_server import sample_voice
from local_server.engines import SAMPLE_RATE, Recording, Style, Voice
from local_server.engines.choice import Choice, engines_of
from local_server.errors import EngineError, StartError
from local_server.installing.errors import InstallError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from local_server.engines import Engine

SENTENCES: Final = {
    "zh": "客厅的灯已经关好了，明天早上七点叫你起床。",
    "en": "The lights in the living room are off, and the alarm is set for seven.",
}
"""What is spoken, by language."""
_BYTES: Final = 2
_KIB: Final = 1024


@dataclass(frozen=True, slots=True)
class Spoken:
    """How it went with a sentence.

    Attributes:
        language: Of the sentence.
        first_audio: Seconds until the first sound.
        seconds: Of speech.
        rate: Seconds that a second of speech took; below 1 it is faster than it is heard.
    """

    language: str
    first_audio: float
    seconds: float
    rate: float


@dataclass(frozen=True, slots=True)
class Trial:
    """How it went with an engine.

    Attributes:
        load: Seconds until it could speak, with the first word.
        spoken: A sentence in each language.
        memory: The most that its processes took, in bytes; None where the system doesn't tell.
        likeness: Of the voice to its recording; see `likeness`. None for an engine that doesn't
            clone, or where nothing is installed that could tell.
    """

    load: float
    spoken: tuple[Spoken, ...]
    memory: int | None
    likeness: float | None


async def try_out(name: str, models: Path, progress: Callable[[str], None]) -> Trial:
    """Let an engine speak a sentence in Chinese and one in English, with the bundled voice.

    Args:
        name: Of the engine.
        models: The folder of installed models.
        progress: Is told the language of the sentence that comes.

    Raises:
        InstallError: The engine isn't installed, or failed.
    """
    try:
        engine = engines_of(Choice(engine=name, models=models))[0]
    except StartError:
        raise InstallError("not_installed", name=name) from None
    voice = Voice("sample", sample_voice.transcript(), sample_voice.PITCH, _sound)
    try:
        begun = time.perf_counter()
        await engine.start()
        try:
            await _speak(engine, voice, "zh", "好。", bytearray())
            load = time.perf_counter() - begun
            spoken, speech = [], bytearray()
            for language, text in SENTENCES.items():
                progress(language)
                spoken.append(await _speak(engine, voice, language, text, speech))
        finally:
            await engine.close()
    except EngineError as error:
        raise InstallError("engine_failed", name=engine.name, reason=str(error)) from error
    alike = _likeness(speech) if engine.capabilities.clones else None
    return Trial(load, tuple(spoken), _memory(), alike)


async def _speak(
    engine: Engine, voice: Voice, language: str, text: str, speech: bytearray
) -> Spoken:
    async def pieces() -> AsyncIterator[str]:
        yield text

    begun = time.perf_counter()
    first, size = 0.0, 0
    async for pcm in engine.speak(pieces(), voice, Style()):
        first = first or time.perf_counter() - begun
        size += len(pcm)
        speech += pcm
    elapsed = time.perf_counter() - begun
    seconds = size / _BYTES / SAMPLE_RATE
    if not seconds:
        raise EngineError("it gave no sound")
    return Spoken(language, first, seconds, elapsed / seconds)


def _sound() -> Recording:
    reference_audio = importlib.import_module("local_server.reference_audio")
    path = sample_voice.RECORDING
    samples = reference_audio.samples(path, path.suffix, SAMPLE_RATE)
    return Recording(hashlib.sha256(path.read_bytes()).hexdigest(), samples)


def _likeness(speech: bytearray) -> float | None:
    """How much a speech sounds like the bundled voice."""
    scorer = importlib.import_module("local_server.installing.likeness")
    if not scorer.is_there():
        return None
    numpy = importlib.import_module("numpy")
    samples = numpy.frombuffer(speech, "<i2").astype(numpy.float32) / numpy.float32(1 << 15)
    alike: float = scorer.likeness(samples, _sound().samples)
    return alike


def _memory() -> int | None:
    """The most that a process took that has ended."""
    if sys.platform == "win32":
        return None
    resource = importlib.import_module("resource")
    most: int = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return most if sys.platform == "darwin" else most * _KIB


def run(name: str, models: Path, progress: Callable[[str], None]) -> Trial:
    """As `try_out`, from outside of an event loop."""
    return asyncio.run(try_out(name, models, progress))
