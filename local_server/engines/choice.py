"""Which engines there are, and how those that were asked for are made."""

from __future__ import annotations

from dataclasses import dataclass, field
import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from local_server.engines import Capabilities, State, failure_of
from local_server.engines.speech_api.options import Options
from local_server.errors import StartError
from local_server.installing.places import installed
from local_server.limits import WORKERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local_server.engines import Engine


class Ladder(Protocol):
    """Engines, and which of them speaks.

    Attributes:
        engines: The best first.
        best: The one that speaks whatever it can.
    """

    @property
    def engines(self) -> Sequence[Engine]:
        """The best first."""

    @property
    def best(self) -> Engine:
        """The one that speaks whatever it can."""


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
    joined: float = 0
    finder: str = ""


MODELS: Final = {
    "zipvoice": Model(
        "ZipVoice",
        Capabilities(clones=True, languages=frozenset({"zh", "en"}), needs_transcript=True),
        "local_server.engines.zipvoice.synthesis:ZipVoiceSynthesizer",
        joined=120,  # twelve seconds: each piece costs the time of its prompt again
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


_TITLES: Final = {"eSpeak NG": ESPEAK, "CosyVoice": COSYVOICE} | {
    model.title: name for name, model in MODELS.items()
}


@dataclass(frozen=True, slots=True)
class Better:
    """An engine that would speak better than the one in use.

    Attributes:
        id: One of `NAMES`.
        name: For people.
        clones: Whether a reference voice is cloned.
        state: `installed`, where the server was told to use another one; `failed`, where its model
            can't be loaded; `absent`, where it can be installed.
        words: What to do, in a sentence.
    """

    id: str
    name: str
    clones: bool
    state: str
    words: str


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


def key_of(engine: Engine) -> str:
    """What the command line calls an engine."""
    return _TITLES.get(engine.name, SPEECH_API)


def better_than(choice: Choice, speaker: Ladder) -> list[Better]:
    """The engines that would speak better than the one in use, the best first.

    Of a service and of CosyVoice's own code none is better: somebody has set them up.
    """
    if choice.engine in (SPEECH_API, COSYVOICE):
        return []
    found = []
    for name, model in MODELS.items():
        if model.title == speaker.best.name:
            break
        failure = next((failure_of(e) for e in speaker.engines if e.name == model.title), "")
        if installed(choice.models, name) is None:
            state = State.ABSENT
            words = f"To install it: cosyvoice engines install {name}"
        elif failure:
            state = State.FAILED
            words = (
                f"It can't be loaded: {failure}."
                f" To install it again: cosyvoice engines install {name}"
            )
        else:
            state = State.INSTALLED
            words = f"This server was started with --engine {choice.engine}; leave that out"
        found.append(Better(name, model.title, model.capabilities.clones, state.value, words))
    return found


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
