"""Tables whose columns do not run into each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

if TYPE_CHECKING:
    from PyQt6.QtCore import QModelIndex

_SPACE: Final = 6  # pixels


class SpacedColumns(QStyledItemDelegate):
    """Leaves room at the right of each cell: a number ends there, and the next column begins."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem | None, index: QModelIndex
    ) -> None:
        """Have an icon there that shows nothing; every style measures and draws around it."""
        super().initStyleOption(option, index)
        if option is not None:
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.decorationPosition = QStyleOptionViewItem.Position.Right
            option.decorationSize = QSize(_SPACE, 1)
