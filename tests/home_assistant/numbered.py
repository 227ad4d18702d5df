"""Announcements that are numbers, and the numbers in a recording of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
import wave

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

RATE: Final = 8_000
"""Of the recording, in Hz: two hours of it are 115 MB."""
MARK: Final = 1_000
SIGNS: Final = (1_400, 1_700, 2_000, 2_300, 2_600, 2_900, 3_200, 3_500)
CODE: Final = (len(SIGNS),) * 3
"""Tones in Hz. An announcement is the mark, and three signs, which are its number."""
ROW: Final = 0.05
MARK_ROWS: Final = 4
SIGN_ROWS: Final = 6
LASTS: Final = ROW * (MARK_ROWS + len(CODE) * SIGN_ROWS)
"""Seconds that a number lasts."""


def make_number(folder: Path, number: int) -> None:
    """A number, as a file in a folder."""
    rate = 24_000
    parts = []
    for hertz in (MARK, *(SIGNS[place] for place in np.unravel_index(number, CODE))):
        at = np.arange(round((MARK_ROWS if hertz == MARK else SIGN_ROWS) * ROW * rate)) / rate
        parts.append(0.5 * np.sin(2 * np.pi * hertz * at) * 32_767)
    with wave.open(str(folder / f"number-{number}.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.concatenate(parts).astype("<i2").tobytes())


def media_of(number: int) -> str:
    """What the file is called in Home Assistant."""
    return f"media-source://media_source/local/number-{number}.wav"


def numbers_in(samples: Any) -> list[tuple[float, int | None]]:
    """The announcements of a recording, and when they begin; None for one that was cut off.

    A row belongs to a tone that is nearly all of it: what is read is lower, and never that pure.
    """
    step = round(ROW * RATE)
    rows = samples[: len(samples) // step * step].reshape(-1, step)
    at = np.arange(step) / RATE
    power = np.square(rows).mean(axis=1)
    tones = (MARK, *SIGNS)
    waves = np.exp(-2j * np.pi * np.outer(at, tones))
    share = 2 * np.square(np.abs(rows @ waves) / step) / np.maximum(power, 1)[:, None]
    labels = np.where((power > 3_000**2) & (share.max(axis=1) > 0.8), share.argmax(axis=1), -1)
    found: list[tuple[float, list[int]]] = []
    last = -1
    for row in np.flatnonzero(labels >= 0):
        label = int(labels[row])
        if label == 0:
            if last != 0:
                found.append((row * ROW, []))
        elif found:
            found[-1][1].append(label - 1)
        last = label
    return [(round(float(begin), 2), _number(signs)) for begin, signs in found]


def _number(rows: list[int]) -> int | None:
    """What the rows of all signs say; a row on the border of two says nothing."""
    digits = len(CODE)
    if len(rows) < digits * (SIGN_ROWS - 2):
        return None
    middles = [rows[round((place + 0.5) * len(rows) / digits)] for place in range(digits)]
    return int(np.ravel_multi_index(middles, CODE))
