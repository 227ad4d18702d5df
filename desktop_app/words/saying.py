"""Errors said to a person: in a sentence, and with a hint, in a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import PurePath
import re
from typing import Any, Final, Protocol, runtime_checkable

from shared_client.notices import NOTICES

from .catalogs import ENGLISH, translated
from .hints import DID_YOU_MEAN, HINTS, UNKNOWN, WAIT, ByFace
from .sentences import SENTENCES
from .system_errors import KEYS

_LINES: Final = 8  # of several errors
_FULL_STOPS: Final = ".。"
_WIDE: Final = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_FIELD: Final = re.compile(
    r"(?P<before>(?<=[\u3400-\u9fff]) |)(?P<field>\{(?P<name>\w+)\})"
    r"(?P<after> (?=[\u3400-\u9fff])|)"
)

_CODES: Final = {"EngineError": "service_failed", "EngineFailed": ""}
"""Whose hint an error has by the code of the service, instead of its own. No other voice helps
where the engine fails; an engine that can't be loaded says itself what to do."""


class Face(StrEnum):
    """Where something is said."""

    WINDOW = "window"
    TERMINAL = "terminal"


@runtime_checkable
class Keyed(Protocol):
    """What says something by a key: an error of the app or of the client, or a phrase.

    Attributes:
        key: Of `SENTENCES` here or in the client.
        values: What is named, by the fields of the sentence.
    """

    @property
    def key(self) -> str:
        """The key."""
        ...

    @property
    def values(self) -> Mapping[str, Any]:
        """The values."""
        ...


class Phrase:
    """A part of a sentence that is translated, too.

    Args:
        key: One of `SENTENCES`.
        values: Its fields.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values: Mapping[str, Any] = values

    def __str__(self) -> str:
        return sentence(self)


def keyed(said: Keyed | BaseException) -> Keyed:
    """An error with a key; one without, as of the system or of a library, gets one."""
    match said:
        case Keyed():
            return said
        case OSError(filename=name) if name:
            return Phrase("file_trouble", path=name, error=said)
        case OSError():
            return Phrase("system_trouble", error=said)
        case _:
            words = f"{type(said).__name__}: {said}" if str(said) else type(said).__name__
            return Phrase("unexpected", error=words)


def sentence(said: Keyed | BaseException, language: str = ENGLISH) -> str:
    """What an error says, in a language; whatever error it is. Several have a line each."""
    if isinstance(said, BaseExceptionGroup):
        lines = [sentence(one, language) for one in said.exceptions[:_LINES]]
        if more := len(said.exceptions) - _LINES:
            lines += [sentence(Phrase("and_more", number=more), language)] if more > 0 else []
        return "\n".join(lines)
    said = keyed(said)
    return filled(_english(said.key), said.values, language)


def hint(said: Keyed | BaseException, face: Face, language: str = ENGLISH) -> str:
    """What a person can do about an error, in a language; empty where there is nothing.

    An error without a hint of its own has that of the error inside of it; several have one if it
    is the same for all.
    """
    if isinstance(said, BaseExceptionGroup):
        hints = {hint(one, face, language) for one in said.exceptions}
        return hints.pop() if len(hints) == 1 else ""
    said = keyed(said)
    if seconds := getattr(said, "retry_after", None):
        return filled(WAIT, {"seconds": seconds}, language)
    if (alike := said.values.get("alike")) and "{alike}" not in str(HINTS.get(said.key)):
        return filled(DID_YOU_MEAN, {"alike": alike}, language)
    key = _CODES.get(getattr(said, "code", ""), said.key)
    found = HINTS.get(key) or HINTS.get(key.removesuffix("_because"))
    if found is not None:
        english = str(getattr(found, face)) if isinstance(found, ByFace) else found
        return filled(english, {**UNKNOWN, **said.values}, language) if english else ""
    inner = said.values.get("error")
    return hint(inner, face, language) if isinstance(inner, Keyed) else ""


def said_notice(words: str, language: str = ENGLISH) -> str:
    """What the local server says with its answers, in a language; of another service, as it is."""
    for sentence_ in NOTICES:
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sentence_))
        if found := re.fullmatch(pattern, words):
            return filled(sentence_, found.groupdict(), language)
    return words


def as_data(said: object) -> Any:
    """An error, or a value of one, as JSON takes it; `from_data` reads it again."""
    match said:
        case Keyed():
            values = {name: as_data(value) for name, value in said.values.items()}
            return {"key": said.key, "values": values}
        case OSError(errno=int(number)):
            return {"errno": number, "words": said.strerror}
        case str() | int() | float():
            return said
        case list() | tuple():
            return [as_data(one) for one in said]
        case _:
            return str(said)


def from_data(data: Any) -> Any:
    """An error, as a phrase, or a value of one, out of what `as_data` made of it."""
    match data:
        case {"key": str(key), "values": dict(values)}:
            return Phrase(key, **{name: from_data(value) for name, value in values.items()})
        case {"errno": int(number), "words": words}:
            return OSError(number, words)
        case _:
            return data


def _english(key: str) -> str:
    if key in SENTENCES:
        return SENTENCES[key]
    # Whoever has an error of the client has imported it: else it would take 0.3 s.
    from shared_client.sentences import SENTENCES as CLIENTS  # noqa: PLC0415 - see above

    return CLIENTS[key]


def filled(english: str, values: Mapping[str, Any], language: str) -> str:
    """A message in a language, with its values, which are translated, too."""
    known = {name: _value(value, language) for name, value in values.items()}
    words = translated(english, language)
    if language != ENGLISH:
        words = _FIELD.sub(lambda field: _closed_up(field, known), words)
    return words.format_map(known)


def _closed_up(field: re.Match[str], values: Mapping[str, object]) -> str:
    """A field in Chinese: the blanks beside it are for names that aren't Chinese themselves."""
    value = values.get(field["name"])
    if not isinstance(value, str):
        return field[0]
    before = "" if _WIDE.match(value) else field["before"]
    after = "" if _WIDE.match(value[-1:]) else field["after"]
    return f"{before}{field['field']}{after}"


def _value(value: object, language: str) -> object:
    """A value as it stands in a sentence, which has its own full stop."""
    match value:
        case Keyed():
            return sentence(value, language).rstrip(_FULL_STOPS)
        case OSError():
            return _of_system(value, language)
        case BaseException():
            return str(value).rstrip(_FULL_STOPS) or type(value).__name__
        case PurePath():
            return str(value)
        case str():
            return value
        case Sequence():
            return ("、" if language != ENGLISH else ", ").join(map(str, value))
        case _:
            return value


def _of_system(error: OSError, language: str) -> str:
    """What the system says, without its number."""
    kind = type(error).__name__
    key = KEYS.get(error.errno or 0)
    if kind == "gaierror":
        key = "system_host_not_found"
    elif isinstance(error, TimeoutError):
        key = "system_timed_out"
    elif kind.startswith("SSL"):  # its number is OpenSSL's
        key = None
    if key is not None:
        return sentence(Phrase(key), language)
    return str(error.strerror or error).rstrip(_FULL_STOPS) or kind
