"""Words as they are printed: Chinese with wide marks, and nothing that commands a terminal."""

from __future__ import annotations

import re
from typing import Final

import click

from desktop_app.words.catalogs import ENGLISH

_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_RULES: Final = (
    (re.compile(r"(?<=[：。，；、！？]) +(?=\S)"), ""),
    (re.compile(r"(?<=[\u4e00-\u9fff]):(?: (?=\S)|(?=\s|$))"), "："),
    (re.compile(r"(?<=['”」]), (?=['“「])"), "、"),
    (re.compile(r"(?<=[\u4e00-\u9fff'”」）])\.(?=$| )"), "。"),
    (re.compile(r"(?<=[。]) +(?=\S)"), ""),
)


def typeset(text: str, language: str) -> str:
    """A text as it is printed in a language; what is put together of parts has their English marks.

    Args:
        text: In one or more lines; those without Chinese stay.
        language: As `words.catalogs` has it.
    """
    if language == ENGLISH:
        return text
    return "\n".join(_line(line) if _CHINESE.search(line) else line for line in text.split("\n"))


def harmless(text: str) -> str:
    """A text of others without what would command the terminal; its lines stay."""
    return _CONTROLS.sub("\ufffd", text)


def labelled(label: str, words: str) -> str:
    """A label, which may have a color, and what follows it: with a blank after a narrow mark."""
    blank = "" if click.unstyle(label).endswith("：") else " "
    return f"{label}{blank}{words}"


def _line(line: str) -> str:
    for pattern, instead in _RULES:
        line = pattern.sub(instead, line)
    return line
