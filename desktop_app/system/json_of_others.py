"""JSON that others have written, or a fault of the disk: whatever is wrong is a `ValueError`."""

from __future__ import annotations

import json
import math
from typing import Any, Final, NoReturn

_MOST: Final = (1 << 63) - 1


def read_json(data: bytes | str) -> Any:
    """Read JSON; numbers in it are finite, and fit into 64 bits.

    Raises:
        ValueError: It isn't JSON, is nested too deeply, or has a number that nothing here counts.
    """
    try:
        return json.loads(data, parse_int=_whole, parse_float=_finite, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _whole(digits: str) -> int:
    number = int(digits)  # of more digits than Python takes, a ValueError, too
    if abs(number) > _MOST:
        raise ValueError("a number is too large")
    return number


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} isn't a number")
