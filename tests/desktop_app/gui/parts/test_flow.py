"""Chips beside each other, and on from the next line, in both directions of reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QWidget

from desktop_app.gui.parts.flow import Flow
from desktop_app.gui.parts.metrics import SMALL

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SIZE = 100, 30


def test_what_has_no_room_in_a_line_goes_on_in_the_next(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    flow = Flow(window)
    chips = [QLabel(window) for _ in range(3)]
    for chip in chips:
        chip.setFixedSize(*SIZE)
        flow.addWidget(chip)
    two = 2 * SIZE[0] + SMALL

    def places(width: int) -> list[tuple[int, int]]:
        window.resize(width, flow.heightForWidth(width))
        window.show()
        flow.setGeometry(window.rect())
        return [(chip.x(), chip.y()) for chip in chips]

    line = SIZE[1] + SMALL
    assert places(two) == [(0, 0), (SIZE[0] + SMALL, 0), (0, line)]
    assert flow.heightForWidth(two) == 2 * SIZE[1] + SMALL
    assert places(two - 1) == [(0, 0), (0, line), (0, 2 * line)]
    assert flow.heightForWidth(3 * two) == SIZE[1]
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert places(two) == [(SIZE[0] + SMALL, 0), (0, 0), (SIZE[0] + SMALL, line)]
    assert flow.takeAt(0) is not None
    assert flow.itemAt(7) is None
    assert flow.count() == 2
