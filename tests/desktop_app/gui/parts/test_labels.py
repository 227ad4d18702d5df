"""Labels, and lines that are cut where there is too little room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QFont, QFontMetrics
import pytest

from desktop_app.gui.parts.labels import fitted

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QApplication


@pytest.mark.parametrize("size", [8.0, 8.3, 9.2, 10.7, 11.0, 12.6])
def test_words_have_room_where_they_were_measured_and_end_in_dots_elsewhere(
    qapp: QApplication, size: float
) -> None:
    font = QFont(qapp.font())
    font.setPointSizeF(size)
    metrics = QFontMetrics(font)
    for words in ("6 s", "12 s", "6 秒", "00:12", "Grandma", "ill", "…", ""):
        room = metrics.horizontalAdvance(words)
        assert fitted(words, metrics, room) == words
    assert fitted("Grandma", metrics, metrics.horizontalAdvance("Grandm")).endswith("…")
    assert len(fitted("Grandma", metrics, -1)) <= 1
