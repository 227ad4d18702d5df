"""JSON that others have written, or a fault of the disk: whatever is wrong is a `ValueError`."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, NoReturn

from desktop_app.errors import AppError
from desktop_app.words.saying import Phrase

_MOST: Final = (1 << 63) - 1
_MISTAKES: Final = (
    ("Expecting property name", "json_no_name"),
    ("Expecting ':'", "json_no_colon"),
    ("Expecting ','", "json_no_comma"),
    ("Expecting value", "json_no_value"),
    ("Illegal trailing comma", "json_comma"),
    ("Unterminated string", "toml_unclosed"),
    ("Invalid control character", "toml_character"),
    (r"Invalid \\", "json_backslash"),
    ("Extra data", "json_more"),
)
"""What `json` says, and the key of what is said here."""


class JsonError(AppError, ValueError):
    """A content isn't JSON; the message says where, and stands within others."""


def read_json(data: bytes | str) -> Any:
    """Read JSON; numbers in it are finite, and fit into 64 bits.

    Raises:
        JsonError: It isn't JSON, is nested too deeply, or has a number that nothing here counts.
    """
    text = _text(data) if isinstance(data, bytes) else data
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_no_number,
        )
    except RecursionError:
        raise JsonError("toml_too_deep") from None
    except json.JSONDecodeError as error:
        key = next((key for start, key in _MISTAKES if re.match(start, error.msg)), "json_wrong")
        place = {"line": error.lineno, "column": error.colno}
        raise JsonError("toml_at", **place, problem=Phrase(key)) from None


def is_number(value: object) -> bool:
    """Whether a value that was read is a number; JSON's true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def text_of(value: object) -> str:
    """A value that was read, where it is a text; nothing otherwise."""
    return value if isinstance(value, str) else ""


def numbers(read: object) -> dict[str, float]:
    """The numbers of 0 or more in an object, by name; what else is there is left out."""
    if not isinstance(read, dict):
        return {}
    return {name: float(one) for name, one in read.items() if is_number(one) and one >= 0}


def _text(data: bytes) -> str:
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise JsonError("toml_not_text", line=line) from None


def _whole(digits: str) -> int:
    # Python converts no more digits than some thousand.
    if len(digits) > len(str(-_MOST)) or abs(number := int(digits)) > _MOST:
        raise JsonError("json_number")
    return number


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise JsonError("json_number")
    return number


def _no_number(name: str) -> NoReturn:
    del name
    raise JsonError("json_no_value")
