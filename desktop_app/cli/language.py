"""The command line in the language of the terminal: what it says itself, its help, and click's."""

from __future__ import annotations

import inspect
import os
import re
import sys
from typing import TYPE_CHECKING, Final
import unicodedata

import click

from desktop_app.words.catalogs import (
    DOMAIN,
    ENGLISH,
    FOLDER,
    language_for,
    language_of,
    translated,
    translated_number,
)
from desktop_app.words.saying import filled

from .typography import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH: Final = 76  # columns of help, as click has it
_OPTION_WIDTH: Final = 46  # columns beside the widest options
_PIECE: Final = re.compile(r"(?:[!-~]+|[^ ])[，。、；：？！）”」…]*|[（“「]+[^ ]| +")
_AS_IT_IS: Final = "\b"  # click's mark for lines to leave as they are


def language() -> str:
    """The language of the terminal; English where its encoding has no Chinese characters."""
    wanted = language_of()
    if wanted != ENGLISH:
        try:
            "文".encode(sys.stdout.encoding)
        except (UnicodeError, LookupError):
            return ENGLISH
    return wanted


def say(english: str, /, **values: object) -> str:
    """Something for a person, in the language of the terminal.

    Args:
        english: With a field `{name}` for each value.
        values: Numbers, words, paths, phrases, errors.
    """
    return filled(english, values, language())


def say_number(one: str, many: str, number: int, /) -> str:
    """Something that depends on a number, which is its field `{number}`."""
    return translated_number(one, many, number, language()).format(number=number)


def later(english: str) -> str:
    """Mark a message that is said later: `script/translate` collects it here."""
    return english


def speak_as_the_terminal() -> None:
    """Have click speak the language, too."""
    wanted = language()
    if wanted == ENGLISH:
        return
    import gettext  # noqa: PLC0415 - click has imported it

    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)
    found = gettext.find(DOMAIN, FOLDER)
    if found is None or language_for([FOLDER.joinpath(found).parent.parent.name]) != wanted:
        os.environ["LANGUAGE"] = wanted  # gettext knows of no other, as `zh_HK`, or Windows


class _Formatter(click.HelpFormatter):
    """Help with Chinese marks, also in what click puts together."""

    def getvalue(self) -> str:
        return typeset(super().getvalue(), language())


class _Context(click.Context):
    formatter_class = _Formatter


def in_language(command: click.Command) -> click.Command:
    """A command with its help in the language of the terminal."""
    wanted = language()
    if wanted == ENGLISH:
        return command
    command.context_class = _Context
    command.help = _help(command.help, wanted, _WIDTH)
    command.epilog = _help(command.epilog, wanted, _WIDTH)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            parameter.help = _help(parameter.help, wanted, _OPTION_WIDTH)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            in_language(inner)
    return command


def paragraphs(text: str) -> Iterator[tuple[str, bool]]:
    """The paragraphs of a help text, each in one line; and whether it is to be left as it is."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith(_AS_IT_IS):
            yield paragraph, True
        else:
            yield " ".join(paragraph.split()), False


def _help(text: str | None, language: str, width: int) -> str | None:
    if not text:
        return text
    return "\n\n".join(
        paragraph if as_it_is else _wrapped(translated(paragraph, language), width)
        for paragraph, as_it_is in paragraphs(text)
    )


def _wrapped(text: str, width: int) -> str:
    """Chinese in lines: click wraps at spaces alone, and takes each character for one column."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if _columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return text if len(lines) == 1 else "\n".join([_AS_IT_IS, *map(str.rstrip, lines)])


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
