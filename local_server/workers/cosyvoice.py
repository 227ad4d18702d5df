"""Upstream's CosyVoice as a worker, in the interpreter that upstream's own checkout is set up for.

That may be Python 3.8: this needs the standard library, NumPy, and what upstream has. What is done
here for reasons that only upstream's source tells is marked with the file that it is about, in
https://github.com/FunAudioLLM/CosyVoice at ace7c47.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import closing, suppress
import hashlib
import importlib
import logging
import os
from pathlib import Path
import queue
import re
import signal
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING, Any, BinaryIO, Final
import wave

from local_server.workers import frames

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

RATE: Final = 24_000
"""Of the recordings that come and of the PCM that leaves, in Hz."""
LONGEST_PROMPT: Final = 29.5
"""Seconds of a recording. cli/frontend.py: "do not support extract speech token for audio longer
than 30s", and a recording of 30 s may be a little longer once it's decoded."""

ZERO_SHOT: Final = "fast_replication"
CROSS_LINGUAL: Final = "cross_lingual_replication"
INSTRUCT: Final = "natural_language_replication"

_END_OF_PROMPT: Final = "<|endofprompt|>"
_SYSTEM: Final = "You are a helpful assistant."
_KNOWN_SPEAKERS: Final = 32
"""Voices whose features are kept: they lie in the memory of the graphics card."""
_SIGN_OF_LIFE: Final = 1.0
_FULL_SCALE: Final = 32_767
_LARGEST_FRAME: Final = 24_000
"""Samples of a frame of audio: a second."""
_TAGS: Final = (("<|ja|>", r"[\u3040-\u30ff]"), ("<|ko|>", r"[\uac00-\ud7a3]"))

_LOGGER = logging.getLogger(__name__)


class LoadError(Exception):
    """The model can't be used; the words are for the caller."""


class Cancelled(Exception):  # noqa: N818 - no error: nobody waits for the job anymore
    """The job in hand was canceled."""


class Upstream:
    """A model of upstream's, loaded, with its traps taken care of.

    Args:
        model: What upstream's `AutoModel` made.
        folder: For recordings, which upstream reads from files.
    """

    def __init__(self, model: Any, folder: Path) -> None:
        self._model = model
        self._inner = model.model
        self._kind = type(model).__name__
        self._folder = folder
        self._speakers: OrderedDict[str, None] = OrderedDict()
        self._hop = getattr(self._inner, "token_hop_len", None)
        self._fault: BaseException | None = None
        self._stopped = False
        self._said: set[str] = set()
        self._before: set[threading.Thread] = set()
        threading.excepthook = self._failed_beside

    def speak(self, job: dict[str, Any], recording: bytes) -> Generator[Any, None, None]:
        """Speak one piece of text: float samples at `RATE`, in parts.

        Raises:
            Exception: It failed; the words are for the caller.
        """
        self._fault = None
        self._stopped = False
        self._before = set(threading.enumerate())
        seed(f"{job['digest']}\0{job['text']}")
        if self._hop is not None:
            # cli/model.py: the hop grows with each chunk of a stream and is never set back, so
            # the first chunk of every later stream would wait for four seconds of tokens.
            self._inner.token_hop_len = self._hop
        try:
            for output in self._call(job, recording):
                yield self._samples(output["tts_speech"])
        except Exception as error:
            # A thread of upstream's that died is the reason, whatever was missed because of it.
            if self._fault is not None:
                raise self._fault from error
            raise
        finally:
            self._clean_up()

    def tokens(self) -> int:
        """How many speech tokens there are; it grows while the language model works."""
        return sum(len(each) for each in list(self._inner.tts_speech_token_dict.values()))

    def stop(self) -> None:
        """End the job in hand; called from another thread.

        cli/model.py: upstream has no way to stop. Its language model runs in a thread that writes
        to a list in `tts_speech_token_dict`; without the list, thread and generator both end at
        the next token.
        """
        self._stopped = True
        self._inner.tts_speech_token_dict.clear()

    def _failed_beside(self, args: threading.ExceptHookArgs) -> None:
        """Note what ended a thread of upstream's, and end what waits for it.

        cli/model.py: `llm_end_dict` is set only by a thread that ends well, so a stream would wait
        for ever.
        """
        if self._stopped and args.exc_type is KeyError:
            return
        traceback.print_exception(args.exc_type, args.exc_value, args.exc_traceback)
        self._fault = self._fault or args.exc_value
        self.stop()

    def _clean_up(self) -> None:
        """Wait for upstream's thread, and drop what a job that did not end well has left."""
        self.stop()
        for thread in set(threading.enumerate()) - self._before:
            if not thread.daemon:  # as tqdm's is, which never ends
                thread.join()
        for name in ("tts_speech_token", "llm_end", "mel_overlap", "hift_cache", "flow_cache"):
            getattr(self._inner, f"{name}_dict", {}).clear()

    def _call(self, job: dict[str, Any], recording: bytes) -> Iterator[dict[str, Any]]:
        """Ask upstream in the way of the mode."""
        text, mode = job["text"], job["mode"]
        # cli/model.py: "speed change only support non-stream inference mode"; a stream ignores it.
        streams = job["speed"] == 1.0 and self._model.sample_rate == RATE
        how: dict[str, Any] = {"stream": streams, "speed": job["speed"]}
        if mode == INSTRUCT and job["instruct"]:
            if hasattr(self._model, "inference_instruct2"):
                # Never by a known speaker: cli/frontend.py would use the transcript that is kept
                # with it, and drop the instruct.
                prompt = str(self._prompt(job, recording))
                return self._model.inference_instruct2(  # type: ignore[no-any-return]
                    text, self._instruct(job["instruct"]), prompt, **how
                )
            self._say_once(f"{self._kind} follows no instruct with a recording; it is left out")
        how["zero_shot_spk_id"] = self._speaker(job, recording)
        if mode == CROSS_LINGUAL:
            return self._model.inference_cross_lingual(  # type: ignore[no-any-return]
                self._foreign(text), "", **how
            )
        return self._model.inference_zero_shot(text, "", "", **how)  # type: ignore[no-any-return]

    def _instruct(self, words: str) -> str:
        """An instruct as each generation was trained with it (example.py)."""
        if _END_OF_PROMPT in words:
            return words
        system = f"{_SYSTEM} " if self._kind == "CosyVoice3" else ""
        return f"{system}{words}{_END_OF_PROMPT}"

    def _foreign(self, text: str) -> str:
        """The text for the cross-lingual mode.

        llm/llm.py: CosyVoice3 asserts <|endofprompt|>, which here only the text can hold. The first
        generation wants the language named. cli/frontend.py reads no numbers in a text with such
        marks, so that is done before.
        """
        if _END_OF_PROMPT in text or self._kind not in ("CosyVoice", "CosyVoice3"):
            return text
        words: str = self._model.frontend.text_normalize(text, split=False)
        if self._kind == "CosyVoice3":
            return f"{_SYSTEM}{_END_OF_PROMPT}{words}"
        for tag, script in _TAGS:
            if re.search(script, text):
                return f"{tag}{words}"
        return ("<|zh|>" if re.search(r"[\u3400-\u9fff]", text) else "<|en|>") + words

    def _speaker(self, job: dict[str, Any], recording: bytes) -> str:
        """The name under which upstream keeps the features of a recording and its transcript."""
        key = f"{job['digest']}\0{job['voice_text']}"
        name = "home-" + hashlib.sha256(key.encode(errors="replace")).hexdigest()[:32]
        if name not in self._speakers:
            transcript = job["voice_text"]
            if self._kind == "CosyVoice3" and _END_OF_PROMPT not in transcript:
                transcript = f"{_SYSTEM}{_END_OF_PROMPT}{transcript}"
            else:
                transcript = self._model.frontend.text_normalize(transcript, split=False)
            self._model.add_zero_shot_spk(transcript, str(self._prompt(job, recording)), name)
            self._speakers[name] = None
            while len(self._speakers) > _KNOWN_SPEAKERS:
                oldest, _ = self._speakers.popitem(last=False)
                self._model.frontend.spk2info.pop(oldest, None)
        self._speakers.move_to_end(name)
        return name

    def _prompt(self, job: dict[str, Any], recording: bytes) -> Path:
        """The recording as a file, at most `LONGEST_PROMPT` long."""
        path = self._folder / f"{hashlib.sha256(job['digest'].encode()).hexdigest()[:32]}.wav"
        if not path.exists():
            numpy = importlib.import_module("numpy")
            sound = numpy.frombuffer(recording, dtype="<f4")[: round(LONGEST_PROMPT * RATE)]
            with wave.open(str(path), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(RATE)
                file.writeframes(pcm(sound))
        return path

    def _samples(self, tensor: Any) -> Any:
        """A tensor of (1, n) samples as an array of n, at `RATE`."""
        if self._model.sample_rate != RATE:
            functional = importlib.import_module("torchaudio.functional")
            tensor = functional.resample(tensor, self._model.sample_rate, RATE)
        return tensor.detach().cpu().numpy().reshape(-1)

    def _say_once(self, what: str) -> None:
        if what not in self._said:
            self._said.add(what)
            _LOGGER.warning(what)


def pcm(samples: Any) -> bytes:
    """Float samples from -1 to 1 as signed 16 bit."""
    scaled = samples.clip(-1.0, 1.0) * _FULL_SCALE
    return scaled.round().astype("<i2").tobytes()  # type: ignore[no-any-return]


def seed(of: str) -> None:
    """Let the same job sound the same again: a piece may be repeated after a crash."""
    number = int.from_bytes(hashlib.sha256(of.encode(errors="replace")).digest()[:4], "big")
    common = importlib.import_module("cosyvoice.utils.common")
    common.set_all_random_seed(number)


def load(checkout: str, model: str, folder: Path) -> Upstream:
    """Load upstream's model.

    Args:
        checkout: Of upstream's; empty where the interpreter finds it by itself.
        model: The folder of the weights.
        folder: For files of ours.

    Raises:
        LoadError: It can't be used.
    """
    if not Path(model).is_dir():
        # Upstream would take it for a name and download gigabytes.
        raise LoadError(f"there is no folder {model}; give the folder of the weights (--model-dir)")
    if checkout:
        sys.path[:0] = [checkout, str(Path(checkout, "third_party", "Matcha-TTS"))]
    try:
        upstream = importlib.import_module("cosyvoice.cli.cosyvoice")
        make = upstream.AutoModel
    except ImportError as error:
        raise LoadError(
            f"{sys.executable} can't import CosyVoice ({error}); give the interpreter of its"
            " checkout (--python), and the checkout if it is elsewhere (--checkout)"
        ) from error
    except AttributeError:
        raise LoadError("this checkout of CosyVoice has no AutoModel; update it") from None
    # utils/file_utils.py sets DEBUG, and each text to be spoken is logged at INFO.
    logging.getLogger().setLevel(logging.WARNING)
    try:
        return Upstream(make(model_dir=model), folder)
    except Exception as error:
        traceback.print_exc()
        raise LoadError(f"{model} can't be loaded: {str(error) or type(error).__name__}") from error


class Worker:
    """Carries out jobs, one after another: upstream speaks one at a time."""

    def __init__(self, upstream: Upstream, orders: BinaryIO, output: BinaryIO) -> None:
        self._upstream = upstream
        self._orders = orders
        self._output = output
        self._jobs: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
        self._writing = threading.Lock()
        self._number = 0
        self._cancelled = 0
        self._parts = 0

    def run(self) -> None:
        """Obey until the server's end of the pipe is closed."""
        self._say(frames.READY, 0)
        threading.Thread(target=self._listen, name="orders", daemon=True).start()
        threading.Thread(target=self._watch, name="watch", daemon=True).start()
        while True:
            number, payload = self._jobs.get()
            self._carry_out(number, *frames.parse_job(payload))

    def _listen(self) -> None:
        while (order := frames.read(self._orders)) is not None:
            kind, number, payload = order
            if kind == frames.JOB:
                self._jobs.put((number, payload))
            elif kind == frames.CANCEL:
                self._cancelled = number
                if self._number == number:
                    self._upstream.stop()
        os._exit(0)  # nobody reads the answer

    def _watch(self) -> None:
        """Give signs of life while there are some: tokens or sound that came."""
        seen = (0, 0, 0)
        while True:
            time.sleep(_SIGN_OF_LIFE)
            with suppress(RuntimeError):  # a dictionary that changed while it was counted
                now = (self._number, self._upstream.tokens(), self._parts)
                if self._number and self._cancelled >= self._number:
                    self._upstream.stop()  # again: the job may have had nothing to stop yet
                if self._number and now != seen:
                    seen = now
                    self._say(frames.PROGRESS, self._number)

    def _carry_out(self, number: int, job: dict[str, Any], recording: bytes) -> None:
        self._number = number
        outcome = (frames.DONE, b"")
        try:
            with closing(self._upstream.speak(job, recording)) as parts:
                for samples in parts:
                    self._parts += 1
                    self._audio(number, pcm(samples))
        except Exception as error:  # noqa: BLE001 - whatever upstream raises, it goes on
            if self._cancelled < number:
                traceback.print_exc()
                words = str(error) or type(error).__name__
                outcome = (frames.FAILED, words.encode(errors="replace"))
        self._number = 0
        self._say(outcome[0], number, outcome[1])

    def _audio(self, number: int, data: bytes) -> None:
        for start in range(0, len(data), 2 * _LARGEST_FRAME):
            if self._cancelled >= number:
                raise Cancelled
            self._say(frames.AUDIO, number, data[start : start + 2 * _LARGEST_FRAME])

    def _say(self, kind: int, number: int, payload: bytes = b"") -> None:
        with self._writing:
            self._output.write(frames.frame(kind, number, payload))
            self._output.flush()


def main(checkout: str, model: str, folder: str) -> None:
    """Run as a worker; see `load` for the arguments."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's; it closes our stdin
    # What upstream prints must not get between the frames, and its bars are for a terminal.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.environ["TQDM_DISABLE"] = "1"
    with suppress(BrokenPipeError):
        try:
            upstream = load(checkout, model, Path(folder))
        except LoadError as error:
            output.write(frames.frame(frames.FAILED, 0, str(error).encode(errors="replace")))
            output.flush()
            return
        Worker(upstream, sys.stdin.buffer, output).run()
