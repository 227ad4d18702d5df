"""The engines that the contract holds for, each as it really runs, and how a test gets one.

A new engine gets a row in `ENGINES`: a context manager that gives the engine, not started yet.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
import os
from pathlib import Path
import sys
from typing import TYPE_CHECKING

from local_server.engines import Capabilities
from local_server.engines.choice import MODELS
from local_server.engines.cosyvoice import CosyVoiceEngine
from local_server.engines.espeak import EspeakEngine
from local_server.engines.neural import NeuralEngine
from local_server.engines.speech_api.engine import SpeechApiEngine
from local_server.engines.speech_api.options import Options
from tests.kokoro_model import kokoro
from tests.local_server.engines.fake import SPECIFIED
from tests.local_server.engines.speech_api.service import FakeService, serving
from tests.local_server.engines.upstream_checkout import make_checkout, make_model
from tests.local_server.engines.zipvoice import graphs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from local_server.engines import Engine


@dataclass(frozen=True)
class Row:
    """An engine of the contract.

    Attributes:
        make: Gives it; the folder is its own.
        works_here: Whether it speaks in processes of ours, which can be killed.
        hears_voices: Whether two voices are two sounds.
        is_slow: Whether it takes long, and what it shows is shown elsewhere for less.
        harms: What keeps it from being loaded, done to its folder.
    """

    make: Callable[[Path], AbstractAsyncContextManager[Engine]]
    works_here: bool = True
    hears_voices: bool = True
    is_slow: bool = False
    harms: tuple[Callable[[Path], object], ...] = ()


@asynccontextmanager
async def _espeak(_folder: Path) -> AsyncIterator[Engine]:
    yield EspeakEngine(workers=1)


@asynccontextmanager
async def _fake(folder: Path) -> AsyncIterator[Engine]:
    yield NeuralEngine("Fake", Capabilities(clones=True), SPECIFIED, folder)


@asynccontextmanager
async def _kokoro(_folder: Path) -> AsyncIterator[Engine]:
    model = MODELS["kokoro"]
    yield NeuralEngine(model.title, model.capabilities, model.synthesizer, kokoro())


@asynccontextmanager
async def _zipvoice(folder: Path) -> AsyncIterator[Engine]:
    model = MODELS["zipvoice"]
    made = graphs.make(folder / "zipvoice")  # it has no weights, and so it hums
    yield NeuralEngine(model.title, model.capabilities, model.synthesizer, made)


@asynccontextmanager
async def _speech_api(_folder: Path, preset: str) -> AsyncIterator[Engine]:
    service = FakeService(preset)
    async with serving(service):
        yield SpeechApiEngine(Options((service.url,), preset))


@asynccontextmanager
async def _cosyvoice(folder: Path) -> AsyncIterator[Engine]:
    model = make_model(make_checkout(folder / "CosyVoice"), "CosyVoice2")
    yield CosyVoiceEngine(Path(sys.executable), model)


def _cut_short(folder: Path) -> None:
    (decoder,) = folder.glob("zipvoice/*decoder*")
    decoder.write_bytes(decoder.read_bytes()[:-100])


def _tear_out(folder: Path) -> None:
    (folder / "zipvoice" / "tokens.txt").unlink()


ENGINES = {
    "espeak": Row(_espeak),
    "fake": Row(
        _fake, harms=(lambda folder: (folder / "broken").touch(), lambda f: (f / "fatal").touch())
    ),
    "zipvoice": Row(_zipvoice, harms=(_cut_short, _tear_out)),
    "speech-api": Row(partial(_speech_api, preset="vllm-omni"), works_here=False),
    "cosyvoice": Row(_cosyvoice),
    # It has few voices, and takes one by the pitch.
    "kokoro": Row(_kokoro, hears_voices=False, is_slow=True),
}


def workers() -> set[int]:
    """The worker processes of this process."""
    return {
        int(path.name)
        for path in Path("/proc").iterdir()
        if path.name.isdigit() and _is_worker_of_this_process(path)
    }


def _is_worker_of_this_process(path: Path) -> bool:
    try:
        parent = (path / "stat").read_text().rsplit(")", 1)[1].split()[1]
        return int(parent) == os.getpid() and b"local_server" in (path / "cmdline").read_bytes()
    except OSError:
        return False
