"""ZipVoice-Distill at its full size, with random weights: it costs what the real one costs.

Layers, widths, kernels, and rates are those of ZipVoice's `zipvoice_base.json`, in int8 as in the
archive; the vocoder is that of Vocos, in float32. What comes out is noise of the right length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from local_server.engines.zipvoice import features
from tests.local_server.engines.zipvoice import graphs

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

_WIDTH: Final = 512
_HIDDEN: Final = (1_152, 1_536, 1_920)
"""Of the three feed-forward parts of a layer: 1,536 and a quarter less and more."""
_STACKS: Final = ((1, 2, 31), (2, 2, 15), (4, 4, 7), (2, 4, 15), (1, 4, 31))
"""Of the decoder: frames taken as one, layers, width of the convolutions."""
_HEADS, _QUERY, _VALUE = 4, 32, 12
_BLOCKS: Final = 8
_BLOCK_HIDDEN: Final = 1_536
"""Of the vocoder."""


class _Net:
    """Parts of networks, with weights from a generator."""

    def __init__(self, name: str) -> None:
        self.add = graphs.Graph(name)
        self._random = np.random.default_rng(1)

    def normal(self, *shape: int) -> npt.NDArray[np.float32]:
        """Weights that keep the size of what goes through them."""
        scale = np.float32(1 / np.sqrt(np.prod(shape[:-1])))
        return self._random.standard_normal(shape, np.float32) * scale

    def linear(self, x: str, inner: int, outer: int) -> str:
        """A matrix in int8, and its input quantized as it comes, as ONNX Runtime's tools do."""
        weights = self._random.integers(-127, 128, (inner, outer), np.int8)
        scale = np.float32(1 / (73 * np.sqrt(inner)))
        quantized, by, zero = self.add.several("DynamicQuantizeLinear", 3, x)
        product = self.add("MatMulInteger", quantized, weights, zero, np.int8(0))
        return self.add(
            "Mul", self.add("Cast", product, to=graphs.FLOAT), self.add("Mul", by, scale)
        )

    def swish(self, x: str) -> str:
        return self.add("Mul", x, self.add("Sigmoid", x))

    def norm(self, x: str) -> str:
        square = self.add("ReduceMean", self.add("Mul", x, x), axes=[-1], keepdims=1)
        return self.add("Div", x, self.add("Sqrt", self.add("Add", square, np.float32(1e-5))))

    def forward(self, x: str, hidden: int) -> str:
        inner = self.swish(self.linear(x, _WIDTH, hidden))
        return self.add("Add", x, self.linear(inner, hidden, _WIDTH))

    def convolved(self, x: str, kernel: int) -> str:
        """A depthwise convolution along time; x has the shape (1, time, width)."""
        turned = self.add("Transpose", x, perm=[0, 2, 1])
        weights = self.normal(_WIDTH, 1, kernel) * np.sqrt(np.float32(_WIDTH / kernel))
        made = self.add("Conv", turned, weights, group=_WIDTH, pads=[kernel // 2] * 2)
        return self.add("Transpose", made, perm=[0, 2, 1])

    def gated(self, x: str, kernel: int) -> str:
        value = self.linear(x, _WIDTH, _WIDTH)
        gate = self.add("Sigmoid", self.linear(x, _WIDTH, _WIDTH))
        made = self.swish(self.convolved(self.add("Mul", value, gate), kernel))
        return self.add("Add", x, self.linear(made, _WIDTH, _WIDTH))

    def heads(self, x: str, size: int) -> str:
        """Shape (1, heads, time, size)."""
        made = self.linear(x, _WIDTH, _HEADS * size)
        apart = self.add("Reshape", made, np.array([1, -1, _HEADS, size], np.int64))
        return self.add("Transpose", apart, perm=[0, 2, 1, 3])

    def attended(self, x: str, weights: str) -> str:
        mixed = self.add("MatMul", weights, self.heads(x, _VALUE))
        together = self.add("Transpose", mixed, perm=[0, 2, 1, 3])
        flat = self.add("Reshape", together, np.array([1, -1, _HEADS * _VALUE], np.int64))
        return self.add("Add", x, self.linear(flat, _HEADS * _VALUE, _WIDTH))

    def layer(self, x: str, kernel: int) -> str:
        keys = self.add("Transpose", self.heads(x, _QUERY), perm=[0, 1, 3, 2])
        scores = self.add("MatMul", self.heads(x, _QUERY), keys)
        weights = self.add("Softmax", self.add("Mul", scores, np.float32(0.1)), axis=-1)
        x = self.forward(x, _HIDDEN[0])
        inner = 3 * _WIDTH // 4
        first = self.add("Slice", weights, *(np.array([n], np.int64) for n in (0, 1, 1)))
        head = self.add("Squeeze", first, np.array([1], np.int64))
        mixed = self.add("MatMul", head, self.linear(x, _WIDTH, inner))
        gate = self.add("Tanh", self.linear(x, _WIDTH, inner))
        mixed = self.add("Mul", self.add("Mul", mixed, gate), self.linear(x, _WIDTH, inner))
        x = self.add("Add", x, self.linear(mixed, inner, _WIDTH))
        for hidden in _HIDDEN[1:]:
            x = self.gated(self.attended(x, weights), kernel)
            x = self.forward(x, hidden)
        return self.norm(x)

    def stack(self, x: str, factor: int, layers: int, kernel: int) -> str:
        """Layers on frames of which several are taken as one."""
        inner = x
        if factor > 1:
            turned = self.add("Transpose", x, perm=[0, 2, 1])
            few = self.add(
                "AveragePool", turned, kernel_shape=[factor], strides=[factor], ceil_mode=1
            )
            inner = self.add("Transpose", few, perm=[0, 2, 1])
        for _ in range(layers):
            inner = self.layer(inner, kernel)
        if factor > 1:
            apart = self.add("Unsqueeze", inner, np.array([2], np.int64))
            many = self.add("Tile", apart, np.array([1, 1, factor, 1], np.int64))
            inner = self.add("Reshape", many, np.array([1, -1, _WIDTH], np.int64))
            time = self.add("Gather", self.add("Shape", x), np.array([1], np.int64))
            inner = self.add("Slice", inner, np.array([0], np.int64), time, np.array([1], np.int64))
        return self.add("Add", x, inner)


def _decoder(folder: Path) -> None:
    net = _Net("decoder.int8")
    told = net.add("Mul", "text_condition", net.add("Mul", "guidance_scale", np.float32(1e-3)))
    every = net.add("Concat", "x", told, "speech_condition", axis=2)
    x = net.linear(every, 3 * features.BANDS, _WIDTH)
    x = net.add("Add", x, net.add("Mul", "t", np.float32(0.1)))
    for factor, layers, kernel in _STACKS:
        x = net.stack(x, factor, layers, kernel)
    velocity = net.linear(net.norm(x), _WIDTH, features.BANDS)
    graphs.save_decoder(net.add, folder, velocity)


def _vocoder(folder: Path) -> None:
    net = _Net("vocos_24khz")
    add = net.add
    x = add("Conv", "mels", net.normal(_WIDTH, features.BANDS, 7), pads=[3, 3])
    x = add("Transpose", x, perm=[0, 2, 1])
    for _ in range(_BLOCKS):
        inner = add("MatMul", net.norm(net.convolved(x, 7)), net.normal(_WIDTH, _BLOCK_HIDDEN))
        x = add("Add", x, add("MatMul", net.swish(inner), net.normal(_BLOCK_HIDDEN, _WIDTH)))
    bins = features.WINDOW // 2 + 1
    parts = []
    for _ in range(2):
        part = add("MatMul", net.norm(x), net.normal(_WIDTH, bins))
        parts.append(add("Transpose", part, perm=[0, 2, 1]))
    magnitude = add("Exp", add("Min", parts[0], np.float32(3.0)))
    graphs.save_vocoder(add, folder, magnitude, add("Cos", parts[1]), add("Sin", parts[1]))


def make(folder: Path) -> Path:
    """Write the model, 170 MB, as sherpa-onnx and ours read it."""
    graphs.make(folder)
    _decoder(folder)
    _vocoder(folder)
    # sherpa-onnx wants one, and gets its tokens from us.
    (folder / "lexicon.txt").write_text("你好 n0 i3 h0 ao3\n", encoding="utf-8")
    return folder
