"""Which engines there are, and how those that were asked for are made."""

from __future__ import annotations

from dataclasses import dataclass, field
import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local_server.engines import Capabilities
from local_server.engines.speech_api.options import Options
from local_server.errors import StartError
from local_server.installing.places import installed
from local_server.limits import WORKERS

if TYPE_CHECKING:
    from local_server.engines import Engine

AUTO: Final = "auto"
"""The best engine that is installed."""
ESPEAK: Final = "espeak"
SPEECH_API: Final = "speech-api"
COSYVOICE: Final = "cosyvoice"


@dataclass(frozen=True, slots=True)
class Model:
    """An engine whose model is installed, and runs in a process of ours.

    Attributes:
        title: For people.
        capabilities: What it can do.
        synthesizer: `module:class`; see `synthesizer`.
        joined: See `NeuralEngine`.
        finder: See `NeuralEngine`.
    """

    title: str
    capabilities: Capabilities
    synthesizer: str
    joined: int = 0
    finder: str = ""


MODELS: Final = {
    "zipvoice": Model(
        "ZipVoice",
        Capabilities(clones=True, languages=frozenset({"zh", "en"}), needs_transcript=True),
        "local_server.engines.zipvoice.synthesis:ZipVoiceSynthesizer",
        joined=80,  # some ten seconds: each piece costs the time of its prompt again
        finder="local_server.engines.zipvoice.finder:Finder",
    ),
    "kokoro": Model(
        "Kokoro",
        Capabilities(languages=frozenset({"zh", "en"})),
        "local_server.engines.kokoro.synthesis:KokoroSynthesizer",
    ),
}
"""By name, the best first: one that clones before one that doesn't."""
NAMES: Final = (AUTO, ESPEAK, "kokoro", "zipvoice", SPEECH_API, COSYVOICE)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person asked for.

    Attributes:
        engine: One of `NAMES`.
        models: The folder of installed models.
        workers: Processes of eSpeak NG.
        services: That speak, and how they are asked.
        python: The interpreter of CosyVoice's own code.
        model_dir: The folder of CosyVoice's own model.
        checkout: The folder of CosyVoice's own code; None to find it.
    """

    engine: str
    models: Path
    workers: int = WORKERS
    services: Options = field(default_factory=lambda: Options(()))
    python: Path = Path("python3")
    model_dir: Path = Path()
    checkout: Path | None = None


def engines_of(choice: Choice) -> list[Engine]:
    """The engines to speak with, the best first; eSpeak NG takes what no other speaks.

    Raises:
        StartError: What was asked for isn't installed; the words say what to do.
    """
    # What isn't used isn't imported: a server must be listening soon.
    espeak = importlib.import_module("local_server.engines.espeak")
    rest: Engine = espeak.EspeakEngine(choice.workers)
    if choice.engine == ESPEAK:
        return [rest]
    if choice.engine == SPEECH_API:
        engine = importlib.import_module("local_server.engines.speech_api.engine")
        return [engine.SpeechApiEngine(choice.services), rest]
    if choice.engine == COSYVOICE:
        cosyvoice = importlib.import_module("local_server.engines.cosyvoice")
        made = cosyvoice.CosyVoiceEngine(choice.python, choice.model_dir, choice.checkout)
        return [made, rest]
    if choice.engine in MODELS and installed(choice.models, choice.engine) is None:
        raise StartError("engine_not_installed", name=choice.engine)
    # Those that are installed later speak from then on.
    names = MODELS if choice.engine == AUTO else [choice.engine]
    return [*(_neural(name, choice.models) for name in names), rest]


def _neural(name: str, models: Path) -> Engine:
    neural = importlib.import_module("local_server.engines.neural")
    model = MODELS[name]
    made: Engine = neural.NeuralEngine(
        model.title,
        model.capabilities,
        model.synthesizer,
        models / name,
        is_there=lambda: installed(models, name) is not None,
        joined=model.joined,
        finder=model.finder,
    )
    return made
