"""The sleep timer as menus and the Reader offer it: its choices, and what is left of it."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication

from desktop_app.reading.chapters import chapters_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.gui.engine import Engine

_MINUTES: Final = (15, 30, 45, 60)
MOST_MINUTES: Final = 720
"""The longest time that can be chosen."""


def sleep_choices(engine: Engine) -> list[tuple[str, str, Callable[[], None], bool]]:
    """What can be chosen.

    Returns:
        Of each: a name, its words, what is done, and whether it is chosen now.
    """
    translate = QCoreApplication.translate
    sleep = engine.sleep

    def setter(minutes: int | None) -> Callable[[], None]:
        return lambda: engine.sleep_after(minutes)

    at_end = sleep is not None and sleep.end_of_text
    at_chapter = sleep is not None and sleep.end_of_chapter
    choices = [("off", translate("Sleep", "Off"), setter(None), sleep is None)]
    choices += [
        (
            str(minutes),
            QCoreApplication.translate("Sleep", "In %n minutes", "", minutes),
            setter(minutes),
            False,
        )
        for minutes in _MINUTES
    ]
    chapter = translate("Sleep", "At the end of this chapter")
    end = translate("Sleep", "At the end of this text")
    return [
        *choices,
        ("chapter", chapter, engine.sleep_after_chapter, at_chapter),
        ("text", end, engine.sleep_after_text, at_end),
    ]


def can_sleep(engine: Engine, name: str) -> bool:
    """Whether a choice can be made now: a text without chapters has no end of one."""
    if name != "chapter":
        return bool(engine.queue) or name == "off"
    return bool(engine.queue) and bool(chapters_of(engine.queue[0].reading))


def sleep_in_words(engine: Engine) -> str:
    """What is left until reading pauses by itself; empty where it doesn't."""
    translate = QCoreApplication.translate
    sleep = engine.sleep
    if sleep is None:
        return ""
    if sleep.at is None:
        chapter = sleep.end_of_chapter
        return (
            translate("Sleep", "end of chapter") if chapter else translate("Sleep", "end of text")
        )
    seconds = (sleep.at - datetime.now(UTC)).total_seconds()
    if seconds <= 0:
        return translate("Sleep", "end of sentence")
    return translate("Sleep", "{minutes} min").format(minutes=ceil(seconds / 60))
