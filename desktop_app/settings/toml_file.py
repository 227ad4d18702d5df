"""TOML files that people write or hand to one another: read strictly, with words for mistakes."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import AppError
from desktop_app.words.likeness import most_alike
from desktop_app.words.saying import Phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

LARGEST: Final = 1 << 20
"""Bytes that such a file may have; thousands of entries have less."""

_VERSION: Final = "version"
_AT: Final = re.compile(
    r"(?P<words>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|.*)\)", re.DOTALL
)
_MISTAKES: Final = (
    ("Expected '=' after", "toml_no_equals"),
    ("Cannot |Duplicate ", "toml_twice"),
    (
        r"Unclosed |Unterminated |Expected ['\"\]]|(?:Illegal|Found invalid) character '\\n'",
        "toml_unclosed",
    ),
    ("Unescaped |Escaped |Invalid hex value", "toml_backslash"),
    ("Expected newline or end", "toml_more_in_line"),
    ("Invalid statement|Invalid initial", "toml_statement"),
    ("Invalid value|Invalid date", "toml_value"),
    ("Illegal character|Found invalid character", "toml_character"),
    ("Exceeds the limit", "toml_number"),
)
"""What `tomllib` says, and the key of what is said here."""


class ExchangeError(AppError):
    """A file of profiles or rules cannot be read, is wrong, or cannot be written."""


class TomlError(AppError):
    """A content is no TOML; the message says where, and stands within others."""


class EntryError(AppError):
    """Something in a file isn't as it has to be; `values` has its place and the problem."""


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
            raise ExchangeError("file_too_large", name=path)
        return parsed(content)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ExchangeError("cannot_read", path=path, error=error) from error
    except TomlError as error:
        raise ExchangeError("file_damaged", name=path, error=error) from error


def parsed(content: bytes) -> dict[str, Any]:
    """Read TOML.

    Raises:
        TomlError: It is none.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TomlError("toml_not_text", line=line) from None
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TomlError("toml_too_deep") from None
    except ValueError as error:
        raise _mistake(str(error), text) from error


def _mistake(words: str, text: str) -> TomlError:
    """What is wrong with TOML, and where."""
    found = _AT.fullmatch(words)
    said = found["words"] if found else words
    key = next((key for start, key in _MISTAKES if re.match(start, said)), "toml_wrong")
    if not found:  # a number with more digits than Python takes: it doesn't say where
        return TomlError(key)
    line, column = found["line"], found["column"]
    lines = text.rstrip("\n").split("\n")
    return TomlError(
        "toml_at",
        line=int(line) if line else len(lines),
        column=int(column) if column else len(lines[-1]) + 1,
        problem=Phrase(key),
    )


def check_is_other(path: Path, *own: Path) -> None:
    """Refuse to write one kind of file over another that the app keeps itself.

    Raises:
        ExchangeError: The path leads to one of `own`.
    """
    from desktop_app.system.whole_files import is_same_file  # noqa: PLC0415 - as in write_toml

    if any(is_same_file(path, one) for one in own):
        raise ExchangeError("export_over_own", path=path)


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
    try:
        return checked(content, schema, place)
    except EntryError as error:
        raise ExchangeError("file_entry_wrong", name=path, **error.values) from error


def checked(
    content: object, schema: object, place: Callable[[Sequence[object]], Phrase]
) -> dict[str, Any]:
    """Check a content, as `check` does.

    Raises:
        EntryError: It is not as the schema has it.
    """
    import voluptuous as vol  # noqa: PLC0415 - 50 ms, only where such a file is read

    try:
        found: dict[str, Any] = vol.Schema(schema)(content)
    except vol.MultipleInvalid as error:
        first = error.errors[0]
        path = [str(key) if isinstance(key, vol.Marker) else key for key in first.path]
        problem = getattr(first, "phrase", None) or _phrase(first.msg, path, schema)
        raise EntryError("entry_wrong", place=place(path), problem=problem) from error
    return found


def _phrase(words: str, path: Sequence[object], schema: object) -> Phrase:
    """What voluptuous itself says."""
    match words:
        case "required key not provided":
            return Phrase("is_missing")
        case "extra keys not allowed":
            known = [str(key) for key in _level(schema, path[:-1])]
            alike = most_alike(str(path[-1]), known)
            return Phrase("is_unknown_but", alike=alike) if alike else Phrase("is_unknown")
        case "expected a dictionary":
            return Phrase("is_no_table")
        case "expected a list":
            return Phrase("is_no_list")
        case _:
            return Phrase("is_wrong")


def _level(schema: object, path: Sequence[object]) -> list[object]:
    """The names that a table may have."""
    level: Any = schema
    for step in path:
        level = getattr(level, "validators", [level])[0]
        if isinstance(level, list):
            level = level[0]
        elif isinstance(level, dict):
            named = [key for key in _named(level) if str(key) == step]
            level = level[named[0]] if named else next(iter(level.values()))
    level = getattr(level, "validators", [level])[0]
    return _named(level) if isinstance(level, dict) else []


def _named(table: dict[object, object]) -> list[object]:
    import voluptuous as vol  # noqa: PLC0415 - as above

    return [key for key in table if isinstance(key, vol.Marker)]


def version(known: int) -> Callable[[object], int]:
    """A check of the file's version."""

    def one(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise invalid("is_no_version")
        if value > known:
            raise invalid("is_newer", version=value)
        return value

    return one


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

    def one(value: object) -> float:
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right or not low <= value <= high:  # type: ignore[operator] # it is a number; NaN isn't within
            raise invalid("is_no_number", lowest=low, highest=high)
        return float(value)  # type: ignore[arg-type] # as above

    return one


def whole(low: int, high: int) -> Callable[[object], int]:
    """A check: a whole number between two others."""

    def one(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise invalid("is_no_whole_number", lowest=low, highest=high)
        return value

    return one


def one_of(values: Sequence[str]) -> Callable[[object], str]:
    """A check: one of some words."""

    def one(value: object) -> str:
        if not isinstance(value, str) or value not in values:
            raise invalid("is_none_of", known=[one for one in values if one])
        return value

    return one


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
