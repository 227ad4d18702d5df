"""Kokoro's model on ONNX Runtime: numbers of symbols and a style in, samples out."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime  # type: ignore[import-untyped]  # it ships no types

from local_server.engines.kokoro import durations

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    _Inputs = dict[str, npt.NDArray[np.int64] | npt.NDArray[np.float32]]


class Model:
    """The model, in memory.

    Args:
        path: Of the ONNX file.
        threads: How many it may use; they sleep when they have nothing to do.
    """

    def __init__(self, path: Path, threads: int) -> None:
        self._path = path
        self._threads = threads
        self._session = onnxruntime.InferenceSession(
            path, self._options(), providers=["CPUExecutionProvider"]
        )
        self._lengths: onnxruntime.InferenceSession | None = None
        self._lock = threading.Lock()
        self._running: onnxruntime.RunOptions | None = None

    def _options(self) -> onnxruntime.SessionOptions:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # Two threads that wait by spinning take a third more of the processor, for nothing.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3  # errors; it warns of what nobody can change
        return options

    def speak(
        self, tokens: list[int], style: npt.NDArray[np.float32], speed: float
    ) -> npt.NDArray[np.float32]:
        """Run the model once.

        Args:
            tokens: Numbers of symbols, at most as many as the vocabulary's `LONGEST`.
            style: Shape (1, 256): of a voice, for that many symbols.
            speed: As the model understands it: see `durations`.

        Returns:
            Mono at 24 kHz, with silence at both ends.

        Raises:
            Exception: It was stopped, or failed.
        """
        return self._run(self._session, _inputs(tokens, style, speed)).ravel()

    def lengths(self, tokens: list[int], style: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """How long the model would speak each symbol.

        Returns:
            In frames of 25 ms, not rounded; the first and the last one are the silence around.
        """
        if self._lengths is None:  # few ever need it
            part = durations.part_of(self._path.read_bytes())
            self._lengths = onnxruntime.InferenceSession(
                part, self._options(), providers=["CPUExecutionProvider"]
            )
        return self._run(self._lengths, _inputs(tokens, style, 1.0)).ravel()

    def _run(
        self, session: onnxruntime.InferenceSession, inputs: _Inputs
    ) -> npt.NDArray[np.float32]:
        options = onnxruntime.RunOptions()
        with self._lock:
            self._running = options
        try:
            samples: npt.NDArray[np.float32] = session.run(None, inputs, options)[0]
        finally:
            with self._lock:
                self._running = None
        return samples

    def stop(self) -> None:
        """End the run that is going on, from another thread."""
        with self._lock:
            if self._running is not None:
                self._running.terminate = True


def _inputs(tokens: list[int], style: npt.NDArray[np.float32], speed: float) -> _Inputs:
    return {
        "tokens": np.array([[0, *tokens, 0]], np.int64),
        "style": style,
        "speed": np.array([speed], np.float32),
    }
