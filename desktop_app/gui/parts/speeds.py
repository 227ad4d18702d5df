"""Speeds that are at hand, how a speed is shown, and the field for one."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QLocale
from PyQt6.QtWidgets import QDoubleSpinBox

from shared_client.models import SPEED_RANGE

SPEEDS: Final = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
"""At hand in menus and in the Reader; a field there has all between."""

_SAME: Final = 0.01
_STEP: Final = 0.05
_SIGN: Final = "×"


def speed_in_words(speed: float) -> str:
    """A speed as it is shown: `1.0×`, `1.25×`."""
    return f"{_number(speed)}{_SIGN}"


def is_speed(speed: float, other: float) -> bool:
    """Whether two speeds are shown alike."""
    return abs(speed - other) < _SAME


def _number(speed: float) -> str:
    return QLocale().toString(speed, "f", 2).removesuffix("0")


class SpeedField(QDoubleSpinBox):
    """A field for any speed, shown as everywhere else."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setRange(*SPEED_RANGE)
        self.setDecimals(2)
        self.setSingleStep(_STEP)
        self.setSuffix(_SIGN)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        """`1.0`, as `speed_in_words` has it."""
        return _number(value)
