"""The graphs of a ZipVoice folder, run by ONNX Runtime so that they can be ended in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import onnxruntime  # type: ignore[import-untyped]  # it ships no types

from local_server.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

_NAMES: Final = {
    "text encoder": ("text_encoder_int8.onnx", "encoder.int8.onnx", "text_encoder.onnx"),
    "decoder": ("fm_decoder_int8.onnx", "decoder.int8.onnx", "fm_decoder.onnx"),
    "vocoder": ("vocos_24khz.onnx",),
    "tokens": ("tokens.txt",),
}
"""The files, as ZipVoice and as sherpa-onnx name them; the first that is there is taken."""


def find(folder: Path, what: str) -> Path:
    """A file of the model.

    Raises:
        EngineError: It isn't there.
    """
    names = _NAMES[what]
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise EngineError(f"ZipVoice lacks its {what} ({' or '.join(names)}) in {folder}")


class Graph:
    """A graph with its weights in memory.

    Attributes:
        metadata: What its makers wrote into it.
    """

    def __init__(self, path: Path, threads: int) -> None:
        """Load a graph.

        Raises:
            EngineError: The file can't be used.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that wait would burn the processor that the next caller needs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # its exceptions have no base of their own
            raise EngineError(f"ZipVoice can't use {path}: {error}") from error
        self._inputs = {one.name: one.shape for one in self._session.get_inputs()}
        self.metadata: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        self._run = onnxruntime.RunOptions()

    def run(
        self, *unnamed: npt.NDArray[np.generic], **named: npt.NDArray[np.generic] | np.generic
    ) -> list[npt.NDArray[np.float32]]:
        """Run it.

        Args:
            unnamed: Inputs in the graph's own order.
            named: Inputs by their names. A number goes in as a scalar or as a vector of one, as
                the graph has it.

        Returns:
            Its outputs.
        """
        inputs = dict(zip(self._inputs, unnamed, strict=False)) | named
        shaped = {
            name: value.reshape([1]) if value.ndim == 0 and self._inputs[name] else value
            for name, value in inputs.items()
        }
        found: list[npt.NDArray[np.float32]] = self._session.run(None, shaped, self._run)
        return found

    def stop(self) -> None:
        """End the run in hand, from another thread; it raises."""
        self._run.terminate = True

    def resume(self) -> None:
        """Take work again."""
        self._run.terminate = False
