"""One engine in a process of its own: `python -m tests.benchmarks.engine_child '{"engine": …}'`.

It speaks the same texts as the others, and tells what that took. An engine of somebody else's runs
under the Python that it needs, so nothing of ours is imported for it.
"""

from __future__ import annotations

from contextlib import contextmanager
import importlib
import json
from pathlib import Path
import sys
import tempfile
import threading
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    _Samples = npt.NDArray[np.float32]

_RATE: Final = 24_000
_WARM: Final = "Hello."
_WIDE: Final = 0x2E80
"""From here on, a character is Chinese in these texts."""


class Engine(Protocol):
    """Loads when it is made."""

    def speak(self, text: str) -> Iterator[_Samples]:
        """Speak a text, as it comes; mono at 24 kHz."""

    def raw(self, phonemes: str) -> _Samples:
        """What the model makes of phonemes, with the silence around it; nothing if it has none."""

    def cancelled(self, text: str) -> float | None:
        """Seconds that it takes to stop in the middle of a text; None where it can't."""


class Espeak:
    """eSpeak NG as the worker runs it."""

    def __init__(self, _orders: dict[str, Any]) -> None:
        loader = importlib.import_module("espeakng_loader")
        worker = importlib.import_module("local_server.workers.espeak")
        self._speech = worker.Speech(loader.get_library_path(), loader.get_data_path())
        self._rate = worker.SAMPLE_RATE

    def speak(self, text: str) -> Iterator[_Samples]:
        """As `Engine`; all at once, for it takes next to no time."""
        held = bytearray()
        sink = type("Sink", (), {"write": staticmethod(held.extend)})()
        voice = "cmn+f2" if _language(text) == "zh" else "en-us+f2"
        self._speech.speak(voice, 50, text, speed=1.0, last=True, sink=sink)
        samples = np.frombuffer(bytes(held), np.int16).astype(np.float32) / 2**15
        yield np.interp(
            np.arange(0, len(samples), self._rate / _RATE), np.arange(len(samples)), samples
        ).astype(np.float32)

    def raw(self, _: str) -> _Samples:
        """As `Engine`."""
        return np.zeros(0, np.float32)

    def cancelled(self, _: str) -> float | None:
        """As `Engine`."""
        return None


class Kokoro:
    """Ours."""

    def __init__(self, orders: dict[str, Any]) -> None:
        synthesis = importlib.import_module("local_server.engines.kokoro.synthesis")
        self._job = importlib.import_module("local_server.engines.synthesizer").Job
        self._tokens = importlib.import_module("local_server.engines.kokoro.vocabulary").tokens
        neural = importlib.import_module("local_server.engines.neural")
        self._reference = {"voice_id": orders["voice_id"], "pitch": orders["pitch"]}
        self._engine = synthesis.KokoroSynthesizer(Path(orders["folder"]), neural.physical_cores())
        self._engine.load()
        self._voice = orders["voices"]["en"]

    def speak(self, text: str) -> Iterator[_Samples]:
        """As `Engine`."""
        yield from self._engine.speak(self._job(text, **self._reference), lambda: None)

    def raw(self, phonemes: str) -> _Samples:
        """As `Engine`."""
        numbers = self._tokens(phonemes)
        style = self._engine._style(self._voice)[len(numbers) - 1]
        found: _Samples = self._engine._model.speak(numbers, style, 1.0)
        return found

    def cancelled(self, text: str) -> float | None:
        """As `Engine`."""
        return _stopped(self._engine, self.speak(text))


class KokoroOnnx:
    """The library `kokoro-onnx`, as its README uses it."""

    def __init__(self, orders: dict[str, Any]) -> None:
        library = importlib.import_module("kokoro_onnx")
        self._asyncio = importlib.import_module("asyncio")
        folder = Path(orders["folder"])
        names = orders["voices"]
        styles: dict[str, Any] = {
            name: np.fromfile(folder / "voices" / f"{name}.bin", "<f4").reshape(-1, 1, 256)
            for name in names.values()
        }
        with tempfile.TemporaryDirectory() as place:
            voices = Path(place) / "voices.npz"
            np.savez(voices, **styles)
            self._library = library.Kokoro(str(folder / "model.onnx"), str(voices))
        self._voices = names

    def speak(self, text: str) -> Iterator[_Samples]:
        """As `Engine`. Its Mandarin is phonemes of ours: its own has no tones."""
        chinese = "→" in text or "↘" in text
        stream = self._library.create_stream(
            text, self._voices["zh" if chinese else "en"], lang="en-us", is_phonemes=chinese
        )
        loop = self._asyncio.new_event_loop()
        try:
            while True:
                try:
                    samples, _ = loop.run_until_complete(anext(stream))
                except StopAsyncIteration:
                    return
                yield samples
        finally:
            loop.run_until_complete(stream.aclose())
            loop.close()

    def raw(self, phonemes: str) -> _Samples:
        """As `Engine`."""
        found: _Samples = self._library.create(
            phonemes, self._voices["en"], is_phonemes=True, trim=False
        )[0]
        return found

    def cancelled(self, _: str) -> float | None:
        """As `Engine`: it ends what it has begun."""
        return None


class ZipVoice:
    """Ours, at full size with random weights."""

    def __init__(self, orders: dict[str, Any]) -> None:
        synthesis = importlib.import_module("local_server.engines.zipvoice.synthesis")
        self._stream = importlib.import_module("local_server.text_stream")
        self._asyncio = importlib.import_module("asyncio")
        self._job = importlib.import_module("local_server.engines.synthesizer").Job
        neural = importlib.import_module("local_server.engines.neural")
        self._joined = importlib.import_module("local_server.engines.choice").MODELS["zipvoice"]
        self._voices = _voices(orders)
        self._seconds = 0.0
        self._engine = synthesis.ZipVoiceSynthesizer(
            Path(orders["folder"]), neural.physical_cores(), steps=orders["steps"]
        )
        self._engine.load()

    def speak(self, text: str) -> Iterator[_Samples]:
        """As `Engine`; in the pieces that the server makes."""
        for piece in self._asyncio.run(self._pieces(text)):
            times: list[float] = []
            yield from self._engine.speak(
                self._order(piece), lambda times=times: times.append(perf_counter())
            )
            self._seconds = max(self._seconds, float(np.median(np.diff(times)[1:-1])))

    def _order(self, piece: str) -> Any:
        language = _language(piece)
        said, recording = self._voices[language]
        return self._job(piece, samples=recording, voice_text=said, digest=language)

    async def _pieces(self, text: str) -> list[str]:
        stream = self._stream.TextStream(text)
        return [piece async for piece in self._stream.joined(stream, self._joined.joined)]

    def raw(self, _: str) -> _Samples:
        """As `Engine`."""
        return np.zeros(0, np.float32)

    def cancelled(self, text: str) -> float | None:
        """As `Engine`: in the middle of a step."""
        return _stopped(self._engine, self.speak(text))

    @property
    def step(self) -> float:
        """Seconds of one step in the longest piece that was spoken."""
        return self._seconds


class SherpaOnnx:
    """The library `sherpa-onnx` on the same graphs, with our tokens: its lexicon lacks most."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self._library = importlib.import_module("sherpa_onnx")
        front = importlib.import_module("local_server.engines.zipvoice.tokens")
        prompt = importlib.import_module("local_server.engines.zipvoice.prompt")
        neural = importlib.import_module("local_server.engines.neural")
        self._tokens: Callable[[str], list[str]] = lambda text: front.tokens(
            prompt.with_full_stop(text)
        )
        self._tokens("1号，a")  # reads the dictionaries, as ours does when it is loaded
        self._steps = orders["steps"]
        self._voices = {
            name: (said, recording.tolist()) for name, (said, recording) in _voices(orders).items()
        }
        folder = Path(orders["folder"])
        names = {"encoder": "encoder.int8", "decoder": "decoder.int8", "vocoder": "vocos_24khz"}
        model = self._library.OfflineTtsZipvoiceModelConfig(
            tokens=str(folder / "tokens.txt"),
            lexicon=str(folder / "lexicon.txt"),
            **{key: str(folder / f"{name}.onnx") for key, name in names.items()},
        )
        self._engine = self._library.OfflineTts(
            self._library.OfflineTtsConfig(
                model=self._library.OfflineTtsModelConfig(
                    zipvoice=model, num_threads=neural.physical_cores()
                )
            )
        )

    def speak(self, text: str) -> Iterator[_Samples]:
        """As `Engine`: a sentence at a time, which it cuts at each comma."""
        stream = importlib.import_module("local_server.text_stream").TextStream(text)
        pieces = []
        while stream.at_hand:
            pieces.append(stream._ready.popleft())
        for piece in pieces:
            said, recording = self._voices[_language(piece)]
            order = self._library.GenerationConfig()
            order.tokens = [self._tokens(said), self._tokens(piece)]
            order.reference_audio, order.reference_sample_rate = recording, _RATE
            order.reference_text = said
            order.num_steps, order.silence_scale = self._steps, 1.0
            yield np.array(self._engine.generate(piece, order).samples, np.float32)

    def raw(self, _: str) -> _Samples:
        """As `Engine`."""
        return np.zeros(0, np.float32)

    def cancelled(self, _: str) -> float | None:
        """As `Engine`: it ends what it has begun."""
        return None


def _language(text: str) -> str:
    return "zh" if ord(max(text)) >= _WIDE else "en"


def _voices(orders: dict[str, Any]) -> dict[str, tuple[str, _Samples]]:
    """What is said in the recording for each language, and its samples."""
    return {
        name: (orders["said"][name], np.load(path)) for name, path in orders["recorded"].items()
    }


def _stopped(engine: Any, speech: Iterator[_Samples]) -> float | None:
    """Seconds from the call to stop to the end of the speech; None if it was over before."""
    stopped = []

    def stop() -> None:
        stopped.append(perf_counter())
        engine.stop()

    timer = threading.Timer(0.3, stop)
    timer.start()
    try:
        for _ in speech:
            pass
    except Exception:  # noqa: BLE001 - ONNX Runtime has none of its own for it
        return perf_counter() - stopped[0]
    return None


ENGINES: Final[dict[str, Callable[[dict[str, Any]], Engine]]] = {
    "espeak": Espeak,
    "kokoro": Kokoro,
    "kokoro-onnx": KokoroOnnx,
    "zipvoice": ZipVoice,
    "sherpa-onnx": SherpaOnnx,
}


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what a library prints out of the answer."""
    out, sys.stdout = sys.stdout, sys.stderr
    try:
        yield
    finally:
        sys.stdout = out


def _memory(name: str) -> float:
    """A line of /proc/self/status, in MiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024


def _spoken(engine: Engine, text: str) -> dict[str, float]:
    started, cpu = perf_counter(), process_time()
    first, count = 0.0, 0
    for samples in engine.speak(text):
        first = first or perf_counter() - started
        count += len(samples)
    return {
        "first": first,
        "wall": perf_counter() - started,
        "cpu": process_time() - cpu,
        "seconds": count / _RATE,
    }


def main() -> None:
    """Do what the argument says; print what was measured."""
    orders = json.loads(sys.argv[1])
    with _quiet():
        started = perf_counter()
        engine = ENGINES[orders["engine"]](orders)
        load = perf_counter() - started
        for _ in engine.speak(_WARM):
            pass
        loaded = _memory("VmRSS")
        measured = [_spoken(engine, text) for text in orders["texts"]]
        for path, words in orders.get("recordings", {}).items():
            np.save(path, np.concatenate(list(engine.speak(words))))
        raw = engine.raw(orders["phonemes"])
        if orders.get("samples"):
            np.save(orders["samples"], raw)
        cancelled = engine.cancelled(orders["texts"][0])
        step = engine.step if isinstance(engine, ZipVoice) else None
    answer = {
        "load": load,
        "texts": measured,
        "memory": loaded,
        "peak": _memory("VmHWM"),
        "cancelled": cancelled,
        "step": step,
    }
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
