"""The buttons of the home: hotkeys and entries of the menu that start automations there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
import re
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker, Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from desktop_app.gui.parts.actions import plain_slot
from desktop_app.gui.parts.buttons import quiet, tool
from desktop_app.gui.parts.key_field import KeysField
from desktop_app.gui.parts.labels import secondary
from desktop_app.gui.parts.metrics import FIELD, SMALL, TARGET, helper
from desktop_app.settings.home import HomeButton
from desktop_app.settings.settings import BUTTON
from shared_client.desktop_link import BUTTONS, KEY_LENGTH, NAME_LENGTH

from .hotkeys_page import status_in_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop_app.gui.engine import Engine
    from desktop_app.hotkeys import HotkeysStatus, KeyStatus
    from desktop_app.settings.settings import Settings

_NO_KEY: Final = re.compile(r"[^a-z0-9]+")


class HomeButtons(QWidget):
    """A row for each: its name, its hotkey, whether it is in the menu, and ×.

    Args:
        engine: Has the settings; what is chosen holds at once.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._shown: dict[str, HomeButton] = {}
        self.names: dict[str, QLineEdit] = {}
        self.keys: dict[str, KeysField] = {}
        self.states: dict[str, QLabel] = {}
        self._rows: list[QWidget] = []
        self.adds = quiet(QPushButton(self.tr("Add a &button")), "plus")
        self.adds.setObjectName("button-add")
        self.adds.clicked.connect(plain_slot(self.add))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SMALL)
        self._grid.setColumnStretch(0, 1)
        engine.settings_changed.connect(self._follow)
        engine.hotkeys_changed.connect(self._show_states)
        self._lay_out({})
        self._show(engine.settings.home.buttons)

    def add(self) -> None:
        """Add a button, to be named."""
        name = self.tr("Button {number}").format(number=len(self._shown) + 1)
        key = key_of(name, self._shown)
        self._keep({**self._shown, key: HomeButton(name)})
        self.names[key].setFocus()
        self.names[key].selectAll()

    # Inside

    def _keep(self, buttons: dict[str, HomeButton]) -> None:
        self._engine.change(self._engine.settings.with_home(buttons=buttons))

    def _change(self, key: str, **changes: object) -> None:
        changed = replace(self._shown[key], **changes)  # type: ignore[arg-type] # its own fields
        self._shown = {**self._shown, key: changed}
        self._keep(self._shown)

    def _follow(self, settings: Settings) -> None:
        if settings.home.buttons != self._shown:
            self._show(settings.home.buttons)

    def _show(self, buttons: dict[str, HomeButton]) -> None:
        if list(buttons) != list(self._shown):
            self._lay_out(buttons)
        self._shown = dict(buttons)
        for key, one in buttons.items():
            name, keys = self.names[key], self.keys[key]
            if name.text() != one.name and not name.hasFocus():
                name.setText(one.name)
            if keys.keys() != one.keys:
                with QSignalBlocker(keys):
                    keys.setKeySequence(
                        QKeySequence.fromString(one.keys, QKeySequence.SequenceFormat.PortableText)
                    )
        self._show_states(self._engine.hotkeys_status)

    def _lay_out(self, buttons: dict[str, HomeButton]) -> None:
        for widget in self._rows:
            self._grid.removeWidget(widget)
            widget.blockSignals(True)  # noqa: FBT003 - one that loses the focus changes nothing more
            widget.hide()
            widget.deleteLater()
        self._rows = []
        self.names, self.keys, self.states = {}, {}, {}
        for row, (key, one) in enumerate(buttons.items()):
            self._add_row(2 * row, key, one)
        self._grid.addWidget(self.adds, 2 * BUTTONS, 0, 1, 4, Qt.AlignmentFlag.AlignLeft)
        self.adds.setEnabled(len(buttons) < BUTTONS)

    def _add_row(self, row: int, key: str, one: HomeButton) -> None:
        name = self.names[key] = QLineEdit(one.name)
        name.setObjectName(f"button-name-{key}")
        name.setAccessibleName(self.tr("Name of the button"))
        name.setToolTip(self.tr("In automations: {key}").format(key=key))
        name.setMaxLength(NAME_LENGTH)
        name.setMinimumHeight(FIELD)
        name.editingFinished.connect(partial(self._rename, key))
        keys = self.keys[key] = KeysField(one.keys)
        keys.setObjectName(f"button-keys-{key}")
        keys.setAccessibleName(self.tr("Hotkey of “{name}”").format(name=one.name))
        keys.keySequenceChanged.connect(lambda _: self._change(key, keys=keys.keys()))
        shown = QCheckBox(self.tr("In the menu"))
        shown.setObjectName(f"button-shown-{key}")
        shown.setAccessibleName(self.tr("“{name}” in the menu").format(name=one.name))
        shown.setChecked(one.in_menu)
        shown.toggled.connect(lambda on: self._change(key, in_menu=on))
        gone = tool("x", self.tr("Remove “{name}”").format(name=one.name), size=TARGET)
        gone.setObjectName(f"button-remove-{key}")
        gone.clicked.connect(plain_slot(partial(self._remove, key)))
        state = self.states[key] = secondary(QLabel(), helper)
        state.setObjectName(f"button-state-{key}")
        state.setTextFormat(Qt.TextFormat.PlainText)
        state.hide()
        for column, widget in enumerate((name, keys, shown, gone)):
            self._grid.addWidget(widget, row, column)
        self._grid.addWidget(state, row + 1, 0, 1, 4)
        self._rows += [name, keys, shown, gone, state]

    def _rename(self, key: str) -> None:
        field = self.names[key]
        if name := field.text().strip():
            if name != self._shown[key].name:
                self._change(key, name=name)
        else:
            field.setText(self._shown[key].name)

    def _remove(self, key: str) -> None:
        self._keep({one: button for one, button in self._shown.items() if one != key})

    def _show_states(self, status: HotkeysStatus) -> None:
        for key, label in self.states.items():
            known: KeyStatus | None = status.actions.get(f"{BUTTON}{key}")
            words = "" if known is None else status_in_words(known)
            label.setText(words)
            label.setVisible(words.startswith("⚠"))
            self.keys[key].setAccessibleDescription(words)


def key_of(name: str, taken: Collection[str]) -> str:
    """What automations call a button of a name; another than those that are taken."""
    base = _NO_KEY.sub("_", name.casefold()).strip("_")[: KEY_LENGTH - 3] or "button"
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}_{number}"
    return key
