"""Three graphs of a few kB with ZipVoice's inputs, outputs and metadata: a model without weights.

How long the answer is follows from tokens, prompt and speed just as in the real model. The mean
spectrum of the prompt is carried into the answer, so that what comes out depends on the voice that
went in; and each token, the guidance and the last point in time leave a trace in it.
"""

from collections.abc import Sequence
from pathlib import Path
import shutil
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from local_server.engines.zipvoice import features

TOKENS = Path(__file__).parent / "tokens.txt"

FLOAT, _INT = TensorProto.FLOAT, TensorProto.INT64


class Graph:
    """A graph in the making: calling it adds a node and gives the name of its result."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def __call__(self, kind: str, *inputs: object, **attributes: Any) -> str:
        return self.several(kind, 1, *inputs, **attributes)[0]

    def several(self, kind: str, count: int, *inputs: object, **attributes: Any) -> list[str]:
        """Add a node with several results."""
        names = [one if isinstance(one, str) else self._constant(one) for one in inputs]
        results = [f"{kind}{len(self._nodes)}.{number}" for number in range(count)]
        self._nodes.append(helper.make_node(kind, names, results, **attributes))
        return results

    def _constant(self, value: Any) -> str:
        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def save(
        self,
        folder: Path,
        inputs: list[tuple[str, int, list[int | str]]],
        outputs: dict[str, str],
        metadata: dict[str, object],
        shape: Sequence[int | str] = (1, "A", "B"),
    ) -> None:
        """Write it.

        Args:
            folder: Where to.
            inputs: Name, type, and shape of each.
            outputs: Of what is given a name outside, each of `shape`.
            metadata: What its makers would say of it.
            shape: Of all outputs.
        """
        for name, result in outputs.items():
            self._nodes.append(helper.make_node("Identity", [result], [name]))
        graph = helper.make_graph(
            self._nodes,
            self._name,
            [helper.make_tensor_value_info(*one) for one in inputs],
            [helper.make_tensor_value_info(name, FLOAT, shape) for name in outputs],
            self._constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
        helper.set_model_props(model, {key: str(value) for key, value in metadata.items()})
        onnx.checker.check_model(model)
        onnx.save(model, folder / f"{self._name}.onnx")


def encoder(folder: Path) -> None:
    """Repeats each token over the frames that it lasts."""
    add = Graph("encoder.int8")
    one, ones = np.array([1], np.int64), np.ones((1, 1, features.BANDS), np.float32)
    count = add("Cast", add("Gather", add("Shape", "tokens"), one), to=FLOAT)
    prompt = add("Cast", add("Gather", add("Shape", "prompt_tokens"), one), to=FLOAT)
    every = add("Add", count, prompt)
    frames = add("Mul", add("Div", add("Cast", "prompt_features_len", to=FLOAT), prompt), every)
    length = add("Ceil", add("Div", frames, "speed"))
    number = add("Squeeze", add("Cast", length, to=_INT), np.array([0], np.int64))
    index = add("Range", np.int64(0), number, np.int64(1))
    place = add("Div", add("Mul", add("Cast", index, to=FLOAT), every), length)
    ids = add("Concat", "prompt_tokens", "tokens", axis=1)
    lasting = add("Gather", ids, add("Cast", add("Floor", place), to=_INT), axis=1)
    shaped = add("Unsqueeze", add("Cast", lasting, to=FLOAT), np.array([2], np.int64))
    add.save(
        folder,
        [
            ("tokens", _INT, [1, "A"]),
            ("prompt_tokens", _INT, [1, "B"]),
            ("prompt_features_len", _INT, [1]),
            ("speed", FLOAT, [1]),
        ],
        {"text_condition": add("Mul", shaped, ones)},
        {"version": 1, "use_espeak": 1, "use_pinyin": 1, "model_author": "k2-fsa"},
    )


def _decoder(folder: Path, noise: float) -> None:
    """Moves whatever there is to the mean of the prompt, all but some of the noise."""
    add = Graph("decoder.int8")
    over_time, over_bands = np.array([1], np.int64), np.array([2], np.int64)
    size = add("ReduceSum", add("Abs", "speech_condition"), over_bands, keepdims=1)
    heard = add("Cast", add("Greater", size, np.float32(0)), to=FLOAT)
    frames = add("ReduceSum", heard, over_time, keepdims=1)
    mean = add("Div", add("ReduceSum", "speech_condition", over_time, keepdims=1), frames)
    told = add("Mul", add("Mul", "text_condition", "guidance_scale"), np.float32(1e-4))
    target = add("Add", add("Add", mean, told), add("Mul", "t", np.float32(0.1)))
    away = add("Sub", target, add("Mul", "x", np.float32(1.0 - noise)))
    velocity = add("Div", away, add("Sub", np.float32(1), "t"))
    save_decoder(add, folder, velocity)


def save_decoder(add: Graph, folder: Path, velocity: str) -> None:
    """Save a decoder under the names and with the metadata that it must have."""
    bands: list[int | str] = [1, "T", features.BANDS]
    add.save(
        folder,
        [
            ("t", FLOAT, [1]),
            ("x", FLOAT, bands),
            ("text_condition", FLOAT, bands),
            ("speech_condition", FLOAT, bands),
            ("guidance_scale", FLOAT, [1]),
        ],
        {"v": velocity},
        {
            "version": 1,
            "feat_dim": features.BANDS,
            "sample_rate": features.RATE,
            "n_fft": features.WINDOW,
            "hop_length": features.HOP,
            "window_length": features.WINDOW,
            "num_mels": features.BANDS,
        },
    )


def _vocoder(folder: Path) -> None:
    """A pulse in the middle of each frame, with the spectrum that the frame has."""
    add = Graph("vocos_24khz")
    bins = features.WINDOW // 2 + 1
    mel = 2595 * np.log10(1 + np.linspace(0, features.RATE / 2, bins) / 700)
    band = np.round(mel / mel[-1] * (features.BANDS + 1) - 1).clip(0, features.BANDS - 1)
    magnitude = add("Mul", add("Exp", "mels"), np.float32(1))
    spread = add("Gather", magnitude, band.astype(np.int64), axis=1)
    nothing = add("Sub", spread, spread)
    turns = (1 - 2 * (np.arange(bins) % 2)).astype(np.float32)[None, :, None]
    save_vocoder(add, folder, spread, add("Add", nothing, turns), add("Mul", nothing, turns))


def save_vocoder(add: Graph, folder: Path, magnitude: str, cosine: str, sine: str) -> None:
    """Save a vocoder under the names and with the metadata that it must have."""
    add.save(
        folder,
        [("mels", FLOAT, [1, features.BANDS, "T"])],
        {"mag": magnitude, "x": cosine, "y": sine},
        {
            "model_type": "vocos",
            "sample_rate": features.RATE,
            "n_fft": features.WINDOW,
            "hop_length": features.HOP,
            "win_length": features.WINDOW,
            "center": 1,
            "normalized": 0,
            "window_type": "hann",
            "pad_mode": "reflect",
        },
    )


def make(folder: Path, *, noise: float = 0.0) -> Path:
    """Write a model.

    Args:
        folder: Made if it isn't there.
        noise: How much of the noise stays in the speech.
    """
    folder.mkdir(parents=True, exist_ok=True)
    encoder(folder)
    _decoder(folder, noise)
    _vocoder(folder)
    shutil.copy(TOKENS, folder / "tokens.txt")
    return folder
