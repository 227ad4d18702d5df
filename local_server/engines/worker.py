"""The process in which a neural engine runs: one synthesizer, one job at a time.

A thread of its own listens to the server, so a job can be canceled while the model runs.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
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
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

from local_server.engines.synthesizer import Cancelled, Job
from local_server.workers import frames

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from local_server.engines.synthesizer import Synthesizer

_LOGGER = logging.getLogger(__name__)

_SIGN_OF_LIFE: Final = 0.25
"""Seconds between two frames that say nothing else."""
_FULL_SCALE: Final = 32_767
_LARGEST_FRAME: Final = 24_000
"""Samples of a frame of audio: a second."""

_Frame = tuple[int, int, bytes]


class _Worker:
    """Carries out jobs, one after another."""

    def __init__(self, synthesizer: Synthesizer, orders: BinaryIO, output: BinaryIO) -> None:
        self._synthesizer = synthesizer
        self._orders = orders
        self._output = output
        self._jobs: queue.SimpleQueue[_Frame] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._number = 0
        self._cancelled = 0  # the last job that is no longer wanted
        self._said = 0.0

    def run(self) -> None:
        """Load the model, say so, and obey until the server's end of the pipe is closed."""
        try:
            self._synthesizer.load()
        except Exception as error:
            _LOGGER.exception("the model can't be loaded")
            self._say(frames.FAILED, 0, _words(error))
            return
        self._say(frames.READY, 0)
        threading.Thread(target=self._listen, name="orders", daemon=True).start()
        while True:  # until there is nobody to obey: see `_listen`
            _, number, payload = self._jobs.get()
            self._carry_out(number, *frames.parse_job(payload))

    def _listen(self) -> None:
        while (order := frames.read(self._orders)) is not None:
            if order[0] == frames.JOB:
                self._jobs.put(order)
            elif order[0] == frames.CANCEL:
                with self._lock:
                    self._cancelled = order[1]
                    if self._number == order[1]:
                        self._synthesizer.stop()
        # Nobody reads the answer: a run of the model is not worth waiting for.
        os._exit(0)

    def _carry_out(self, number: int, fields: dict[str, Any], data: bytes) -> None:
        with self._lock:
            self._number = number
        try:
            job = _job(fields, data)
            self._step()
            for made in self._synthesizer.speak(job, self._step):
                if isinstance(made, bytes):
                    self._say(frames.AUDIO, number, made)
                else:
                    self._audio(made)
                self._step()
            self._end(number, frames.DONE)
        except Exception as error:
            if isinstance(error, Cancelled) or self._cancelled >= number:
                self._end(number, frames.DONE)
                return
            _LOGGER.exception("the model failed")
            self._end(number, frames.FAILED, _words(error))

    def _end(self, number: int, kind: int, words: bytes = b"") -> None:
        with self._lock:
            self._number = 0
        self._say(kind, number, words)

    def _step(self) -> None:
        if self._cancelled >= self._number:
            raise Cancelled
        if time.monotonic() - self._said > _SIGN_OF_LIFE:
            self._say(frames.PROGRESS, self._number)

    def _audio(self, samples: npt.NDArray[np.float32]) -> None:
        pcm = np.rint(np.clip(samples, -1.0, 1.0) * _FULL_SCALE).astype("<i2")
        for start in range(0, len(pcm), _LARGEST_FRAME):
            self._say(frames.AUDIO, self._number, pcm[start : start + _LARGEST_FRAME].tobytes())

    def _say(self, kind: int, number: int, payload: bytes = b"") -> None:
        self._output.write(frames.frame(kind, number, payload))
        self._output.flush()
        self._said = time.monotonic()


def _job(fields: dict[str, Any], data: bytes) -> Job:
    job = Job(**fields)
    return replace(job, samples=np.frombuffer(data, dtype="<f4")) if data else job


def _words(error: Exception) -> bytes:
    # ONNX Runtime puts its name, a number, and a code before what it says.
    words = re.sub(r"\[ONNXRuntimeError\] : \d+ : \w+ : ", "", str(error)).rstrip(".")
    return (words or type(error).__name__).encode(errors="replace")


def main(synthesizer: str, folder: str, threads: str) -> None:
    """Run as a worker.

    Args:
        synthesizer: `module:class`.
        folder: Of its model.
        threads: How many its model may use.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's; it closes our stdin
    logging.basicConfig(level="WARNING", format="%(asctime)s %(levelname)s %(message)s")
    module, _, name = synthesizer.partition(":")
    # What a library prints must not get between the frames.
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    make: Callable[[Path, int], Synthesizer] = getattr(importlib.import_module(module), name)
    with contextlib.suppress(BrokenPipeError):  # the server has gone
        _Worker(make(Path(folder), int(threads)), sys.stdin.buffer, output).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
