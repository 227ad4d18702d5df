"""Garbage is collected in the GUI's thread, and in no other.

Python collects in whichever thread allocates next. In one beside the GUI's, that deletes windows
and pictures while Qt paints with them, and Qt ends with a segmentation fault.
"""

from __future__ import annotations

import gc
from typing import ClassVar, Final

from PyQt6.QtCore import QObject, QTimer

_EVERY_MS: Final = 1000
_YOUNG: Final = 5_000
"""Objects that have to be new for a look at these."""
_WHOLE: Final = 60
"""Looks after which everything is looked at."""


class Garbage(QObject):
    """Collects garbage while another thread runs beside the GUI's, until `end`.

    Args:
        parent: Lives as long as the other thread.
    """

    _there: ClassVar[int] = 0

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        Garbage._there += 1
        gc.disable()

    def end(self) -> None:
        """Leave it to Python again, once nobody else collects; to be called once."""
        self._timer.stop()
        Garbage._there -= 1
        if not Garbage._there:
            gc.enable()

    def _look(self) -> None:
        self._looks += 1
        if self._looks % _WHOLE == 0:
            gc.collect()
        elif gc.get_count()[0] > _YOUNG:
            gc.collect(1)
