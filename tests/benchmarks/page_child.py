"""The Reader's page with long texts, without a display: prints what each step costs, as JSON."""

from __future__ import annotations

import json
import os
import sys
from time import process_time
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PyQt6.QtWidgets import QApplication

from desktop_app.gui.qt_app import make_qt
from desktop_app.gui.reader.text_view import TextView
from desktop_app.reading.model import Span
from desktop_app.reading.scripts import language_of_page

if TYPE_CHECKING:
    from collections.abc import Callable

_CHARACTERS = 500_000
_SENTENCE = "This is a sentence that stands in a long text and has a few words"
_CHINESE = "灯塔立在码头的尽头。每天傍晚，一位老人登上楼梯，点亮灯火，看着船只归来。"
_TEXTS = (
    f"{_SENTENCE}.\n\n",  # short paragraphs
    f"{_SENTENCE}. ",  # all in one
    "x",  # without a blank
    f"{_CHINESE * 5}\n",
    _CHINESE,
)


def _cost(work: Callable[[], object]) -> float:
    """Seconds of processor time, what Qt does afterwards included."""
    before = process_time()
    work()
    QApplication.processEvents()
    return process_time() - before


def _measured(text: str) -> dict[str, float]:
    view = TextView()
    view.resize(940, 600)
    view.show()
    QApplication.processEvents()
    end = len(text) - 200
    costs = {
        "open": _cost(lambda: view.show_text(text, language_of_page(text))),
        "go to its end": _cost(
            lambda: view.mark(Span(end, end + 60), Span(end + 5, end + 9)),
        ),
        "make the window wider": _cost(lambda: view.resize(1300, 600)),
        "make the lines shorter": _cost(lambda: view.resize(600, 600)),
    }
    view.hide()
    view.deleteLater()
    return costs


qt = make_qt([])
runs = [_measured(part * (_CHARACTERS // len(part))) for part in _TEXTS]
sys.stdout.write(json.dumps({name: max(run[name] for run in runs) for name in runs[0]}))
