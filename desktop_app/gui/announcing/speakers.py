"""The list of the speakers at home, by room, of which some are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication, QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QListWidget, QListWidgetItem

from desktop_app.gui.parts.metrics import FIELD
from desktop_app.gui.parts.plain_text import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PyQt6.QtGui import QKeyEvent

    from desktop_app.home.elsewhere import Thing

_ID: Final = Qt.ItemDataRole.UserRole
_WIDEST: Final = 60  # characters of a name


class SpeakersList(QListWidget):
    """Speakers to be ticked. One that isn't there now stays in the list, and says so.

    Signals:
        chosen_changed: Others are ticked.
    """

    chosen_changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._speakers: dict[str, Thing] = {}
        self._wanted: set[str] = set()
        self.itemChanged.connect(self._take)

    def offer(self, speakers: Sequence[Thing]) -> None:
        """Show which speakers there are; those that were ticked, and are there, stay so."""
        self._speakers = {one.entity_id: one for one in speakers}
        row = self.currentRow()
        with QSignalBlocker(self):
            self.clear()
            for one in speakers:
                self.addItem(self._item(one))
            self.setCurrentRow(max(0, row))
        self.chosen_changed.emit()

    def _item(self, speaker: Thing) -> QListWidgetItem:
        item = QListWidgetItem(_words(speaker))
        item.setData(_ID, speaker.entity_id)
        item.setToolTip(speaker.entity_id)
        size = item.sizeHint()
        size.setHeight(FIELD)
        item.setSizeHint(size)
        ticked = speaker.is_there and speaker.entity_id in self._wanted
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        if not speaker.is_there:
            item.setFlags(Qt.ItemFlag.ItemIsSelectable)
        return item

    def choose(self, ids: Iterable[str]) -> None:
        """Tick these, also where they come into the list only later."""
        self._wanted = set(ids)
        self.offer(list(self._speakers.values()))

    def show_matching(self, words: str) -> None:
        """Show only speakers whose name or room has these words."""
        wanted = words.casefold().split()
        for row in range(self.count()):
            item = self.item(row)
            if item is not None:
                shown = all(word in item.text().casefold() for word in wanted)
                item.setHidden(not shown)

    def chosen(self) -> list[Thing]:
        """What is ticked, in the order of the list."""
        return [one for id_, one in self._speakers.items() if id_ in self._wanted and one.is_there]

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Tick with Enter as with the space bar."""
        item = self.currentItem()
        enters = event is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        plain = event is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if enters and plain and item is not None and item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            ticked = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
        else:
            super().keyPressEvent(event)

    def _take(self, item: QListWidgetItem) -> None:
        id_ = item.data(_ID)
        if item.checkState() is Qt.CheckState.Checked:
            self._wanted.add(id_)
        else:
            self._wanted.discard(id_)
        self.chosen_changed.emit()


def _words(speaker: Thing) -> str:
    name = shortened(speaker.name, _WIDEST)
    if speaker.area and speaker.area.casefold() not in speaker.name.casefold():
        name = f"{speaker.area} · {name}"
    if not speaker.is_there:
        words = QCoreApplication.translate("SpeakersList", "{name} (not available)")
        return words.format(name=name)
    return name
