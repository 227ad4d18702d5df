"""TOML files that people hand to one another: read strictly, with words for what is wrong."""

from __future__ import annotations

import math
import tomllib
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

LARGEST: Final = 1 << 20
"""Bytes that such a file may have; thousands of entries have less."""

_VERSION: Final = "version"


class ExchangeError(AppError):
    """A file of profiles or rules cannot be read, is wrong, or cannot be written."""


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        FileNotFoundError: There is none.
        ExchangeError: It cannot be read, or is no TOML; the message says where.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ExchangeError(
                f"{path.name} is too large for such a file.", hint="Choose another file."
            )
        return tomllib.loads(content.decode("utf-8-sig"))
    except FileNotFoundError:
        raise
    except UnicodeDecodeError:
        raise ExchangeError(f"{path.name} is no text.", hint="Choose another file.") from None
    except OSError as error:
        raise ExchangeError(f"{path.name} cannot be read: {_reason(error)}.") from error
    except (ValueError, RecursionError) as error:
        raise ExchangeError(
            f"{path.name} is no such file, or is damaged: {error}.",
            hint="Choose another file, or correct this one.",
        ) from error


def write_toml(path: Path, content: Mapping[str, Any]) -> None:
    """Write a TOML file, whole or not at all; its folder is made.

    Raises:
        ExchangeError: It cannot be written.
    """
    import tomlkit  # noqa: PLC0415 - only for writing, which is rare

    from desktop_app.system.whole_files import replacing  # noqa: PLC0415 - as above

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(tomlkit.dumps(content).encode())
    except OSError as error:
        raise ExchangeError(
            f"{path} cannot be written: {_reason(error)}.",
            hint="See that the folder is writable and the disk not full, or choose another place.",
        ) from error


def check(
    path: Path, content: object, schema: object, place: Callable[[Sequence[object]], str]
) -> dict[str, Any]:
    """Check what a file holds.

    Args:
        path: The file, to be named.
        content: What is in it.
        schema: As voluptuous has it.
        place: Says in words where something is, from its keys and indices.

    Raises:
        ExchangeError: It is not as the schema has it; the message says what and where.
    """
    import voluptuous as vol  # noqa: PLC0415 - 50 ms, only where such a file is read

    try:
        checked: dict[str, Any] = vol.Schema(schema)(content)
    except vol.MultipleInvalid as error:
        first = error.errors[0]
        words = _PLAIN.get(first.msg, first.msg)
        where = place([str(key) if isinstance(key, vol.Marker) else key for key in first.path])
        raise ExchangeError(
            f"{path.name}: {where} {words}.", hint="Choose another file, or correct this one."
        ) from error
    return checked


_PLAIN: Final = {
    "required key not provided": "is missing",
    "extra keys not allowed": "is nothing that is known here",
    "expected a dictionary": "should be a table",
    "expected a list": "should be a list of tables",
}


def version(known: int) -> Callable[[object], int]:
    """A check of the file's version."""

    def checked(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise _invalid("should be a whole number from 1 on")
        if value > known:
            raise _invalid(f"is {value}: the file is of a newer version of this app")
        return value

    return checked


def text(value: object) -> str:
    """A check: words."""
    if not isinstance(value, str):
        raise _invalid("should be words in quotation marks")
    return value


def some_text(value: object) -> str:
    """A check: at least one character."""
    if not text(value):
        raise _invalid("is empty")
    return str(value)


def flag(value: object) -> bool:
    """A check: true or false."""
    if not isinstance(value, bool):
        raise _invalid("should be true or false")
    return value


def number(low: float, high: float) -> Callable[[object], float]:
    """A check: a number between two others."""

    def checked(value: object) -> float:
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right or not math.isfinite(value) or not low <= value <= high:  # type: ignore[arg-type, operator] # it is a number
            raise _invalid(f"should be a number from {low:g} to {high:g}")
        return float(value)  # type: ignore[arg-type] # as above

    return checked


def one_of(values: Sequence[str]) -> Callable[[object], str]:
    """A check: one of some words."""

    def checked(value: object) -> str:
        if not isinstance(value, str) or value not in values:
            raise _invalid(f"should be one of {', '.join(values)}")
        return value

    return checked


def _invalid(words: str) -> Exception:
    import voluptuous as vol  # noqa: PLC0415 - as above

    error: Exception = vol.Invalid(words)
    return error


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
