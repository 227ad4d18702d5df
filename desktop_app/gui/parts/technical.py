"""What is behind an error: for those who help, in English as the diagnostics are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.system.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LONGEST: Final = 300  # characters of a line
_DEEPEST: Final = 6  # errors behind one another
_FACTS: Final = {"status": "HTTP status", "host": "Host", "origin": "Address", "words": "Answer"}
"""What is told of the values of an error, and its name."""


def technical(error: BaseException | None) -> str:
    """What of an error isn't in its words: status, host, request ID, cause; no token.

    Returns:
        Some lines; empty where the words say it all.
    """
    lines: list[str] = []
    told = False
    for one in _chain(error):
        facts = list(_facts(one))
        told = told or bool(facts) or one is not error
        key = getattr(one, "key", "")
        head = f"{type(one).__name__} ({key})" if key else f"{type(one).__name__}: {one}"
        lines += [head, *facts]
    return redacted("\n".join(_short(line) for line in lines)) if told else ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those behind it."""
    for _ in range(_DEEPEST):
        if error is None:
            return
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _chain(one)
            return
        values: Mapping[str, object] = getattr(error, "values", {})
        inner = (one for one in values.values() if isinstance(one, BaseException))
        error = next(inner, error.__cause__)


def _facts(error: BaseException) -> Iterator[str]:
    values: Mapping[str, object] = getattr(error, "values", {})
    facts = {"status": getattr(error, "status", None), **values}
    for name, words in _FACTS.items():
        if facts.get(name) not in (None, ""):
            yield f"{words}: {facts[name]}"
    if request := getattr(error, "request_id", ""):
        yield f"Request ID: {request}"


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
