"""A page of the settings: its title, and a column that is no wider than can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.gui.parts.labels import field_label, secondary
from desktop_app.gui.parts.metrics import CONTENT, LABEL, MEDIUM, SMALL, WIDE, helper
from desktop_app.gui.parts.page import Page, section_box

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent
    from PyQt6.QtWidgets import QLayout


class Section(Page):
    """A page of the settings; the window gives it its title.

    Attributes:
        column: The layout for its parts.
    """

    def __init__(self) -> None:
        super().__init__("", scrolled=True)
        content = QWidget()
        content.setMaximumWidth(CONTENT)
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(WIDE)
        row = QHBoxLayout()
        row.addWidget(content, 1)
        row.addStretch()
        row.setStretch(0, CONTENT)
        self.body.addLayout(row)
        self.body.addStretch()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keep the button of the head above the end of the column."""
        self.limit_head(CONTENT)
        super().resizeEvent(event)

    def add_part(self, title: str, *contents: QWidget | QLayout, explained: str = "") -> QWidget:
        """Add a part under a title of its own, or under none.

        Args:
            title: Of the part; empty for none.
            contents: What is in it, from above.
            explained: A line below the title.
        """
        if title:
            part, layout = section_box(title, explained=explained)
        else:
            part = QWidget()
            layout = QVBoxLayout(part)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(SMALL)
        for one in contents:
            if isinstance(one, QWidget):
                layout.addWidget(one)
            else:
                layout.addLayout(one)
        self.column.addWidget(part)
        return part


def form() -> QFormLayout:
    """Fields under one another, each with its label before it."""
    made = QFormLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    made.setHorizontalSpacing(MEDIUM)
    made.setVerticalSpacing(MEDIUM)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return made


def add_row(into: QFormLayout, words: str, buddy: QWidget, *beside: QWidget | int) -> None:
    """Add a field with its label to a `form`, all fields of a page one below the other.

    Args:
        into: The form.
        words: The label.
        buddy: The field.
        beside: What else is in the row; a number for a stretch.
    """
    label = field_label(words, buddy)
    label.setMinimumWidth(LABEL)
    if not beside:
        into.addRow(label, buddy)
        return
    row = QHBoxLayout()
    row.setSpacing(SMALL)
    row.addWidget(buddy)
    for one in beside:
        if isinstance(one, int):
            row.addStretch(one)
        else:
            row.addWidget(one)
    into.addRow(label, row)


def explanation(words: str) -> QLabel:
    """A line that explains what is above it."""
    return secondary(QLabel(words), helper)
