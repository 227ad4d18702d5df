"""TOML files that people hand to one another: read strictly, with words for what is wrong."""

from __future__ import annotations

import math
import tomllib
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import AppError
from desktop_app.words.saying import Phrase

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
            raise ExchangeError("file_too_large", name=path.name)
        return tomllib.loads(content.decode("utf-8-sig"))
    except FileNotFoundError:
        raise
    except UnicodeDecodeError:
        raise ExchangeError("file_not_text", name=path.name) from None
    except OSError as error:
        raise ExchangeError("cannot_read", path=path.name, error=error) from error
    except (ValueError, RecursionError) as error:
        raise ExchangeError("file_damaged", name=path.name, error=error) from error


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
        raise ExchangeError("cannot_write", path=path, error=error) from error


def check(
    path: Path, content: object, schema: object, place: Callable[[Sequence[object]], Phrase]
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
        where = place([str(key) if isinstance(key, vol.Marker) else key for key in first.path])
        problem = getattr(first, "phrase", None) or _phrase(first.msg)
        raise ExchangeError(
            "file_entry_wrong", name=path.name, place=where, problem=problem
        ) from error
    return checked


def _phrase(words: str) -> Phrase:
    """What voluptuous itself says."""
    match words:
        case "required key not provided":
            return Phrase("is_missing")
        case "extra keys not allowed":
            return Phrase("is_unknown")
        case "expected a dictionary":
            return Phrase("is_no_table")
        case "expected a list":
            return Phrase("is_no_list")
        case _:
            return Phrase("is_invalid", words=words)


def version(known: int) -> Callable[[object], int]:
    """A check of the file's version."""

    def checked(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise invalid("is_no_version")
        if value > known:
            raise invalid("is_newer", version=value)
        return value

    return checked


def text(value: object) -> str:
    """A check: words."""
    if not isinstance(value, str):
        raise invalid("is_no_text")
    return value


def some_text(value: object) -> str:
    """A check: at least one character."""
    if not text(value):
        raise invalid("is_empty")
    return str(value)


def flag(value: object) -> bool:
    """A check: true or false."""
    if not isinstance(value, bool):
        raise invalid("is_no_flag")
    return value


def number(low: float, high: float) -> Callable[[object], float]:
    """A check: a number between two others."""

    def checked(value: object) -> float:
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right or not math.isfinite(value) or not low <= value <= high:  # type: ignore[arg-type, operator] # it is a number
            raise invalid("is_no_number", lowest=low, highest=high)
        return float(value)  # type: ignore[arg-type] # as above

    return checked


def one_of(values: Sequence[str]) -> Callable[[object], str]:
    """A check: one of some words."""

    def checked(value: object) -> str:
        if not isinstance(value, str) or value not in values:
            raise invalid("is_none_of", known=list(values))
        return value

    return checked


def invalid(key: str, /, **values: object) -> Exception:
    """What a check raises.

    Args:
        key: What is wrong, as it stands after the place.
        values: Its fields.
    """
    import voluptuous as vol  # noqa: PLC0415 - as above

    phrase = Phrase(key, **values)
    error: Exception = vol.Invalid(str(phrase))
    error.phrase = phrase  # type: ignore[attr-defined] # voluptuous hands the error on as it is
    return error
