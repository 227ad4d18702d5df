"""The desktop app as it is, with the thread of its windows held up for a second again and again."""

from __future__ import annotations

import sys
from time import sleep
from typing import Final

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication

from desktop_app.gui.__main__ import main

_HELD: Final = 1.0
_FREE_MS: Final = 200  # between two times

_exec = QApplication.exec


def _held_exec() -> int:
    timer = QTimer()
    timer.timeout.connect(lambda: sleep(_HELD))
    timer.start(_FREE_MS)
    return _exec()


QApplication.exec = staticmethod(_held_exec)  # type: ignore[method-assign]
main(sys.argv[1:])
