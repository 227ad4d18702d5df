"""CosyVoice itself, from upstream's own checkout, in the interpreter that it is set up for."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path
import shutil
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from local_server.engines import Capabilities, State
from local_server.engines.pool import Limits, Order, Pool
from local_server.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from local_server.engines import Style, Voice

_WORKERS: Final = Path(__file__).resolve().parents[1] / "workers"
_LAUNCH: Final = """\
import importlib, sys, types
folder = sys.argv.pop(1)
for name, path in (("local_server", []), ("local_server.workers", [folder])):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = path
importlib.import_module("local_server.workers.cosyvoice").main(*sys.argv[1:])
"""
"""Starts the worker without any other module or package of ours: they're for another Python."""
_LIMITS: Final = Limits(start=600.0, silence=120.0, idle=300.0)
"""A first start compiles; on a processor, a chunk of sound takes its time without any sign."""
_LANGUAGES: Final = frozenset({"zh", "yue", "en", "ja", "ko", "de", "es", "fr", "it", "ru"})
"""Of CosyVoice3, from upstream's README."""


class CosyVoiceEngine:
    """Speaks with a model of upstream's, one piece at a time, in the order in which they come.

    Args:
        python: The interpreter that runs upstream's checkout.
        model: The folder of the weights.
        checkout: Of upstream's; None to find it above the model or the interpreter.
    """

    name = "CosyVoice"
    capabilities = Capabilities(
        clones=True,
        instruct=True,
        tags=True,
        languages=_LANGUAGES,
        needs_transcript=True,
        prompt_seconds=29.5,
        streams=True,
    )

    def __init__(self, python: Path, model: Path, checkout: Path | None = None) -> None:
        self._python = python
        self._model = model.absolute()
        self._checkout = checkout or checkout_above(python) or checkout_above(self._model)
        self._recordings: TemporaryDirectory[str] | None = None
        self._pool: Pool | None = None

    @property
    def state(self) -> State:
        """How far it is from speaking."""
        return State.ABSENT if self._pool is None else self._pool.state

    @property
    def rate(self) -> float | None:
        """Seconds of work for a second of speech, as measured."""
        return None if self._pool is None else self._pool.rate

    async def start(self) -> None:
        """Take work; the model is loaded when there is some.

        Raises:
            EngineError: A path isn't what it should be.
        """
        # As it was given: behind the link of a virtual environment is another interpreter.
        python: str | None = shutil.which(self._python)
        if python is None:
            raise EngineError(f"can't run {self._python}; give CosyVoice's interpreter (--python)")
        if not self._model.is_dir():
            raise EngineError(f"there is no folder {self._model}; give the weights (--model-dir)")
        if self._checkout is not None and not _is_checkout(self._checkout):
            raise EngineError(f"{self._checkout} is no checkout of CosyVoice (--checkout)")
        self._recordings = TemporaryDirectory(prefix="cosyvoice-", ignore_cleanup_errors=True)
        arguments = [
            *(python, "-c", _LAUNCH, str(_WORKERS)),
            *(str(self._checkout or ""), str(self._model), self._recordings.name),
        ]
        self._pool = Pool(self.name, arguments, limits=_LIMITS)
        self._pool.start()

    async def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            await self._pool.close()
        if self._recordings is not None:
            self._recordings.cleanup()

    async def speak(
        self, text: AsyncIterator[str], voice: Voice, style: Style
    ) -> AsyncGenerator[bytes, None]:
        """Speak pieces of text as they come; see `Engine.speak`."""
        if self._pool is None:
            raise EngineError("CosyVoice isn't started")
        recording = await voice.recording()
        data = recording.samples.astype("<f4").tobytes()
        fields = {
            "voice_text": voice.text,
            "digest": recording.digest,
            "mode": str(style.mode),
            "instruct": style.instruct,
            "speed": style.speed,
        }
        async for piece in text:
            async with aclosing(self._pool.speak(Order({"text": piece, **fields}, data))) as audio:
                async for pcm in audio:
                    yield pcm


def checkout_above(path: Path) -> Path | None:
    """The checkout of CosyVoice that a path lies in; None where it lies in none."""
    return next((each for each in path.absolute().parents if _is_checkout(each)), None)


def _is_checkout(path: Path) -> bool:
    return (path / "cosyvoice" / "cli" / "cosyvoice.py").is_file()
