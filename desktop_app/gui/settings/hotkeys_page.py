"""The page of the hotkeys: which keys do what, whether they work, and what else can be done."""

from __future__ import annotations

from functools import partial
import shlex
import shutil
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QKeySequence
from PyQt6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.app.orders import order_of
from desktop_app.gui.parts.key_field import KeysField
from desktop_app.hotkeys import HotkeysStatus, KeyState, KeyStatus, Way
from desktop_app.hotkeys.keys import parse_keys
from desktop_app.settings.settings import HOTKEYS
from desktop_app.system.flatpak import in_flatpak, outside
from desktop_app.system.processes import child_command, installed_program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.hotkeys.keys import Keys

_PORTABLE: Final = QKeySequence.SequenceFormat.PortableText
_NO_KEYS: Final = KeyStatus(KeyState.NONE)


def action_names() -> dict[str, str]:
    """What the actions of `HOTKEYS` are called, in the language of menus and windows."""
    translate = QCoreApplication.translate
    return {
        "read-selection": translate("HotkeysPage", "Read selection"),
        "read-clipboard": translate("HotkeysPage", "Read clipboard"),
        "pause": translate("HotkeysPage", "Pause or resume"),
        "stop": translate("HotkeysPage", "Stop"),
        "next": translate("HotkeysPage", "Next sentence"),
        "previous": translate("HotkeysPage", "Previous sentence"),
        "announce": translate("HotkeysPage", "Announce at home"),
    }


class HotkeysPage(QWidget):
    """Keys to choose; where the system gives a program none, commands to bind there.

    Args:
        hotkeys: What was chosen, as `AppSettings.hotkeys` has it.
        status: What became of that; None if it is not known yet.

    Signals:
        edited: Other keys were chosen.
    """

    edited = pyqtSignal()

    def __init__(
        self,
        hotkeys: Mapping[str, str],
        status: HotkeysStatus | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("hotkeys-page")
        self._used = dict(hotkeys)
        self._status = status or HotkeysStatus()
        self.fields: dict[str, KeysField] = {}
        self._first: dict[str, str] = {}  # what the fields showed first
        self.states: dict[str, QLabel] = {}
        self._keys = self._keys_part()
        self._commands = self._commands_part()
        self._parts = QStackedWidget()
        self._parts.addWidget(self._keys)
        self._parts.addWidget(self._commands)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._parts)
        self.show_status(self._status)

    def hotkeys(self) -> dict[str, str]:
        """What is chosen, as `AppSettings.hotkeys` has it: what differs from the usual keys."""
        chosen: dict[str, str] = {}
        for action, field in self.fields.items():
            if self._is_as_used(action):  # also where it was written otherwise, or wrongly
                chosen |= {action: self._used[action]} if action in self._used else {}
            elif field.keys() != HOTKEYS[action]:
                chosen[action] = field.keys()
        return chosen

    def take_over(self, hotkeys: Mapping[str, str]) -> None:
        """Have keys be those in use, now that they are kept."""
        self._used = dict(hotkeys)
        for action, field in self.fields.items():
            self._first[action] = field.keys()
        self._show_states()

    def show_status(self, status: HotkeysStatus) -> None:
        """Say what holds now; the keys that are being chosen stay."""
        self._status = status
        none = status.way is Way.NONE and bool(status.actions)
        self._parts.setCurrentWidget(self._commands if none else self._keys)
        self._system.setVisible(status.way is Way.PORTAL)
        self._show_states()

    # Keys

    def _keys_part(self) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(_words(self.tr("These hotkeys work in every app.")))
        self._system = _words(
            self.tr(
                "Your desktop manages these hotkeys and may ask you to confirm them. To "
                "change one later, open your desktop's keyboard settings."
            )
        )
        layout.addWidget(self._system)
        grid = QGridLayout()
        grid.setColumnMinimumWidth(1, 190)
        grid.setColumnStretch(2, 1)
        for row, (action, name) in enumerate(action_names().items()):
            self._add_row(grid, row, action, name)
        layout.addLayout(grid)
        restore = QPushButton(self.tr("Restore &defaults"))
        restore.setObjectName("restore-defaults")
        restore.setAutoDefault(False)
        restore.clicked.connect(self._restore_defaults)
        layout.addWidget(restore, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch()
        return part

    def _add_row(self, grid: QGridLayout, row: int, action: str, name: str) -> None:
        field = self.fields[action] = KeysField(self._used.get(action, HOTKEYS[action]))
        self._first[action] = field.keys()
        field.setObjectName(f"keys-{action}")
        field.setAccessibleName(name)
        field.keySequenceChanged.connect(self._show_states)
        field.keySequenceChanged.connect(self.edited)
        state = self.states[action] = _words("")
        state.setObjectName(f"state-{action}")
        state.setTextFormat(Qt.TextFormat.PlainText)  # some systems write <Super>
        label = QLabel(self.tr("{action}:").format(action=name))
        label.setBuddy(field)
        for column, widget in enumerate((label, field, state)):
            grid.addWidget(widget, row, column)

    def _restore_defaults(self) -> None:
        for action, keys in HOTKEYS.items():
            self.fields[action].setKeySequence(QKeySequence.fromString(keys, _PORTABLE))

    def _show_states(self) -> None:
        for action, words in self._states_in_words().items():
            self.states[action].setText(words)
            self.fields[action].setAccessibleDescription(words)

    def _states_in_words(self) -> dict[str, str]:
        names, words = action_names(), dict[str, str]()
        first: dict[Keys, str] = {}
        for action, field in self.fields.items():
            keys = field.keys()
            try:
                understood = parse_keys(keys) if keys else None
            except ValueError:
                words[action] = status_in_words(KeyStatus(KeyState.UNKNOWN))
                continue
            if understood in first:
                words[action] = "⚠ " + self.tr("“{action}” already uses this hotkey.").format(
                    action=names[first[understood]]
                )
            elif understood is not None and understood.types:
                words[action] = status_in_words(KeyStatus(KeyState.BARE))
            else:
                words[action] = self._kept_in_words(action, keys)
            if understood is not None:
                first.setdefault(understood, action)
        return words

    def _kept_in_words(self, action: str, keys: str) -> str:
        """Say what became of keys, if they are those that are in use."""
        if self._is_as_used(action):
            return status_in_words(self._status.actions.get(action, _NO_KEYS))
        return self.tr("Not active yet") if keys else ""

    def _is_as_used(self, action: str) -> bool:
        return self.fields[action].keys() == self._first[action]

    # Commands

    def _commands_part(self) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            _words(
                self.tr(
                    "This desktop doesn't let apps register hotkeys. You can still use them: "
                    "in your keyboard settings, add a custom shortcut that runs one of these "
                    "commands."
                )
            )
        )
        grid = QGridLayout()
        for row, (action, name) in enumerate(action_names().items()):
            self._add_command(grid, row, action, name)
        layout.addLayout(grid)
        self.copied = QLabel()
        self.copied.setObjectName("copied")
        layout.addWidget(self.copied)
        layout.addStretch()
        return part

    def _add_command(self, grid: QGridLayout, row: int, action: str, name: str) -> None:
        command = QLineEdit(command_of(action))
        command.setObjectName(f"command-{action}")
        command.setReadOnly(True)
        command.setCursorPosition(0)
        label = QLabel(self.tr("{action}:").format(action=name))
        label.setBuddy(command)
        copy = QPushButton(self.tr("Copy"))
        copy.setObjectName(f"copy-{action}")
        copy.setAutoDefault(False)
        copy.setAccessibleName(self.tr("Copy the command: {action}").format(action=name))
        copy.clicked.connect(partial(self._copy, action))
        line = QHBoxLayout()
        line.addWidget(command, 1)
        line.addWidget(copy)
        grid.addWidget(label, row, 0)
        grid.addLayout(line, row, 1)

    def _copy(self, action: str) -> None:
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None  # noqa: S101 - a GUI has one
        clipboard.setText(command_of(action))
        words = self.tr("Copied: {action}").format(action=action_names()[action])
        self.copied.setText(f"✓ {words}")


def status_in_words(status: KeyStatus) -> str:
    """Whether keys work, or which trouble they have; empty where there are none."""
    translate = QCoreApplication.translate
    if status.state is KeyState.ACTIVE:
        works = (
            translate("HotkeysPage", "Works")
            if not status.keys
            else translate("HotkeysPage", "Works: {keys}")
        )
        return "✓ " + works.format(keys=status.keys)
    wrong = {
        KeyState.TAKEN: translate(
            "HotkeysPage", "Another app uses this hotkey. Choose a different one."
        ),
        KeyState.DOUBLE: translate("HotkeysPage", "Another action uses this hotkey."),
        KeyState.UNKNOWN: translate(
            "HotkeysPage", "This hotkey isn't recognized. Choose a different one."
        ),
        KeyState.BARE: translate(
            "HotkeysPage", "Add Ctrl, Alt, or Meta. This key alone is needed for typing."
        ),
        KeyState.ABSENT: translate("HotkeysPage", "This keyboard doesn't have that key."),
        KeyState.UNSET: translate(
            "HotkeysPage", "Not assigned. Set a hotkey in your desktop's keyboard settings."
        ),
        KeyState.OFF: translate("HotkeysPage", "This desktop doesn't let apps register hotkeys."),
    }
    words = wrong.get(status.state, "")
    return f"⚠ {words}" if words else ""


def command_of(action: str) -> str:
    """The command that does what a hotkey does, for the system's own keyboard settings."""
    command, arguments = order_of(action)
    return shlex.join([*_program(), command, *arguments])


def _program() -> list[str]:
    if in_flatpak():
        return outside("cosyvoice")
    program = installed_program("cosyvoice")
    if program is None:
        command, environment = child_command("desktop_app.cli")
        return ["env", f"PYTHONPATH={environment['PYTHONPATH']}", *command]
    found = shutil.which("cosyvoice")
    return ["cosyvoice"] if found and program.samefile(found) else [str(program)]


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
