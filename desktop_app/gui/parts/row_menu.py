"""Whose menu is wanted in a list: that of the row under the pointer, or of the current one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyQt6.QtCore import QModelIndex, QPoint
    from PyQt6.QtGui import QContextMenuEvent
    from PyQt6.QtWidgets import QAbstractItemView


def row_asked(
    view: QAbstractItemView, event: QContextMenuEvent | None
) -> tuple[QModelIndex, QPoint]:
    """The row whose menu a person asked for, and where on the screen it should open.

    With the mouse it is the row under the pointer, which may be none; with a key, the current one.
    """
    viewport = view.viewport()
    assert event is not None  # noqa: S101 - Qt has one
    assert viewport is not None  # noqa: S101 - a view has one
    if event.reason() is event.Reason.Keyboard:
        index = view.currentIndex()
        return index, viewport.mapToGlobal(view.visualRect(index).center())
    return view.indexAt(event.pos()), event.globalPos()
