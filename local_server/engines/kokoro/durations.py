"""How long Kokoro will speak, from the part of its model that decides it.

The model rounds each symbol to a whole number of frames, at least one, so that at twice the speed
a sentence would last up to a tenth longer than half as long. Whoever knows the lengths beforehand
can ask for the speed that makes it as long as it is wanted.

The part is cut out of the model file, which is a protocol buffer: fields of a number, a kind and a
value, one inside the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

OUTPUT: Final = "/encoder/predictor/ReduceSum_output_0"
"""The tensor of the lengths in frames, before they are divided by the speed and rounded."""

# Numbers of fields.
_GRAPH: Final = 7  # of a model
_NODE, _INITIALIZER, _OUTPUT, _VALUE = 1, 5, 12, 13  # of a graph
_NODE_INPUT, _NODE_OUTPUT = 1, 2
_INITIALIZER_NAME: Final = 8
_NAME: Final = 1  # of an output

_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5

_FASTEST: Final = 8.0
_FRAME: Final = 0.025
_AHEAD: Final = 4
"""Frames by which speech begins before its first symbol does, as measured over eight voices."""


def part_of(model: bytes) -> bytes:
    """The model without what isn't needed for the lengths; its only output is `OUTPUT`.

    Raises:
        ValueError: It's no such model.
    """
    outside, graph = b"", b""
    for number, field, value in _fields(model):
        if number == _GRAPH:
            graph += value
        else:
            outside += field
    return outside + _wrapped(_GRAPH, _part_of_graph(graph))


def _part_of_graph(graph: bytes) -> bytes:
    fields = [one for one in _fields(graph) if one[0] not in {_OUTPUT, _VALUE}]
    wanted = {OUTPUT.encode()}
    kept = []
    # A node comes after those that it depends on.
    for number, field, value in reversed(fields):
        if number == _NODE:
            made = {name for key, _, name in _fields(value) if key == _NODE_OUTPUT}
            if made.isdisjoint(wanted):
                continue
            wanted.update(name for key, _, name in _fields(value) if key == _NODE_INPUT)
        kept.append((number, field, value))
    if wanted == {OUTPUT.encode()}:
        raise ValueError(f"the model doesn't have {OUTPUT}; get Kokoro v1.0 again")
    part = [
        field
        for number, field, value in reversed(kept)
        if number != _INITIALIZER
        or any(key == _INITIALIZER_NAME and name in wanted for key, _, name in _fields(value))
    ]
    return b"".join(part) + _wrapped(_OUTPUT, _wrapped(_NAME, OUTPUT.encode()))


def _fields(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The fields of a message: number, the whole field, its value (empty for a number)."""
    view = memoryview(data)
    place = 0
    while place < len(data):
        start = place
        key, place = _varint(view, place)
        number, kind = key >> 3, key & 7
        value = b""
        if kind == _BYTES:
            length, place = _varint(view, place)
            value = data[place : place + length]
            place += length
        elif kind == _VARINT:
            _, place = _varint(view, place)
        elif kind in {_EIGHT_BYTES, _FOUR_BYTES}:
            place += 8 if kind == _EIGHT_BYTES else 4
        else:
            raise ValueError("the model file is damaged; get it again")
        yield number, data[start:place], value


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    found, shift = 0, 0
    while True:
        byte = data[place]
        place += 1
        found |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the last one
            return found, place
        shift += 7


def _wrapped(number: int, value: bytes) -> bytes:
    length, digits = len(value), bytearray()
    while length > 0x7F:  # noqa: PLR2004 - seven bits a byte
        digits.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes((number << 3 | _BYTES, *digits, length)) + value


def speed_for(lengths: npt.NDArray[np.float32], speed: float) -> float:
    """The speed to ask the model for, so that it speaks exactly as fast as wanted.

    Args:
        lengths: Of each symbol in frames, at normal speed, as the model gives them.
        speed: The length at normal speed is to be divided by it.
    """

    def frames(asked: float) -> float:
        return float(np.maximum(np.rint(lengths / np.float32(asked)), 1).sum())

    wanted = frames(1.0) / speed
    slow, fast = speed / 2, min(2 * speed, _FASTEST)
    for _ in range(24):
        middle = (slow + fast) / 2
        if frames(middle) > wanted:
            slow = middle
        else:
            fast = middle
    return min(slow, fast, key=lambda asked: abs(frames(asked) - wanted))


def onset(lengths: npt.NDArray[np.float32], speed: float) -> float:
    """Seconds after which speech would begin, were all of it as much slower as was asked for.

    The model begins to speak early when it speaks slowly, and late when it speaks fast.
    """
    return max(0.0, float(np.rint(lengths[0])) - _AHEAD) * _FRAME / speed
