"""The table of pronunciation rules: what its cells show, and how they are edited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    Qt,
    pyqtSignal,
)
from PyQt6.QtWidgets import (
    QComboBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.gui.parts.language_names import language_name, own_name
from desktop_app.gui.parts.plain_text import plain
from desktop_app.gui.profiles.language_profiles import USUAL, LanguageBox, by_name, language_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.reading.pronunciation import Rule

FIND, SAY, PATTERN, LANGUAGE, WORDS, CASE, PROBLEM, HEAR, MORE = range(9)

USABLE: Final = Qt.ItemDataRole.UserRole
"""Whether the button of a cell can be pressed."""
PLAYING: Final = Qt.ItemDataRole.UserRole + 1
"""Whether the rule of a cell is heard."""

_TEXTS: Final = {FIND: "find", SAY: "replace"}
_FLAGS: Final = {PATTERN: "pattern", WORDS: "whole_words", CASE: "match_case"}
_NOWHERE: Final = QModelIndex()
_ROLE = Qt.ItemDataRole


class RulesModel(QAbstractTableModel):
    """Rules in their order, and what is wrong with them.

    Signals:
        edited: A row, and the rule that is to stand there. The model waits to be given it.
    """

    edited = pyqtSignal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.rules: tuple[Rule, ...] = ()
        self.problems: Mapping[Rule, str] = {}
        self._playing = -1
        self._has_sentence = False
        self._titles = {
            FIND: self.tr("Written"),
            SAY: self.tr("Spoken as"),
            PATTERN: self.tr("Pattern"),
            LANGUAGE: self.tr("Language"),
            WORDS: self.tr("Whole words"),
            CASE: self.tr("Match case"),
            PROBLEM: self.tr("Problem"),
            HEAR: "",
            MORE: "",
        }
        self._helps = {
            FIND: self.tr("As written in the text"),
            SAY: self.tr("What the voice says instead; in a pattern, \\1 is the first group"),
            PATTERN: self.tr("Treat what is written as a regular expression"),
            LANGUAGE: self.tr("Language of the sentences the rule applies to"),
            WORDS: self.tr("Match whole words only"),
            CASE: self.tr("Distinguish uppercase and lowercase"),
            PROBLEM: self.tr("Why the rule isn't applied"),
            HEAR: self.tr("Hear it"),
            MORE: self.tr("More"),
        }

    def set_rules(self, rules: Sequence[Rule]) -> None:
        """Show other rules."""
        rules = tuple(rules)
        if len(rules) == len(self.rules):
            self.rules = rules
            self._all_changed()
        else:
            self.beginResetModel()
            self.rules = rules
            self.endResetModel()

    def set_problems(self, problems: Mapping[Rule, str]) -> None:
        """Show what is wrong."""
        if problems != self.problems:
            self.problems = problems
            self._all_changed()

    def set_playing(self, row: int) -> None:
        """Show which rule is heard; -1 for none."""
        if row != self._playing:
            self._playing = row
            self._all_changed()

    def set_sentence(self, *, there: bool) -> None:
        """Show whether there is a sentence on which a pattern can be heard."""
        if there != self._has_sentence:
            self._has_sentence = there
            self._all_changed()

    def problem(self, row: int) -> str:
        """What is wrong with a rule; empty for nothing."""
        return self.problems.get(self.rules[row], "") if 0 <= row < len(self.rules) else ""

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many rules there are."""
        return 0 if parent.isValid() else len(self.rules)

    def columnCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        """Titles of columns, numbers of rules."""
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == _ROLE.DisplayRole else None
        if role == _ROLE.DisplayRole:
            return self._titles[section]
        if role == _ROLE.AccessibleTextRole:
            return self._titles[section] or self._helps[section]
        return self._helps[section] if role == _ROLE.ToolTipRole else None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """What can be done with a cell."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = index.column()
        if column in _TEXTS or column == LANGUAGE:
            return flags | Qt.ItemFlag.ItemIsEditable
        if column == WORDS and self.rules[index.row()].pattern:
            return flags  # an expression says itself where a word ends
        return flags | Qt.ItemFlag.ItemIsUserCheckable if column in _FLAGS else flags

    def data(self, index: QModelIndex, role: int = _ROLE.DisplayRole) -> object:
        """What a cell shows."""
        rule, column = self.rules[index.row()], index.column()
        if column in _FLAGS:
            return self._flag(rule, column, role)
        if column in (HEAR, MORE):
            return self._button(index.row(), column, role)
        if column in _TEXTS:
            return self._text(rule, column, role)
        if column == LANGUAGE:
            if role == _ROLE.EditRole:
                return rule.language
            if role == _ROLE.ToolTipRole:
                return self._helps[LANGUAGE]
            name = own_name(rule.language) if rule.language else self.tr("All")
            return name if role == _ROLE.DisplayRole else None
        return self.problems.get(rule, "") if role == _ROLE.DisplayRole else None

    def setData(  # noqa: N802 - Qt's name
        self, index: QModelIndex, value: object, role: int = _ROLE.EditRole
    ) -> bool:
        """Tell that a cell was edited."""
        rule, column = self.rules[index.row()], index.column()
        changes: dict[str, object] = {}
        if column in _FLAGS and role == _ROLE.CheckStateRole:
            checked = Qt.CheckState(value) is Qt.CheckState.Checked
            changes = {_FLAGS[column]: checked}
        elif column in _TEXTS and role == _ROLE.EditRole:
            changes = {_TEXTS[column]: str(value)}
        elif column == LANGUAGE and role == _ROLE.EditRole:
            changes = {"language": str(value)}
        changed = replace(rule, **changes)  # type: ignore[arg-type] # each has its field's type
        if changed != rule:
            self.edited.emit(index.row(), changed)
        return bool(changes)

    def _text(self, rule: Rule, column: int, role: int) -> object:
        """What is written or said; with what is wrong, where that is looked for."""
        text: str = getattr(rule, _TEXTS[column])
        if role in (_ROLE.DisplayRole, _ROLE.EditRole):
            return text
        problem = self.problems.get(rule, "")
        if role == _ROLE.ToolTipRole:
            return plain(problem) or None
        if role == _ROLE.AccessibleTextRole:
            return ": ".join(filter(None, (self._titles[column], text, problem)))
        return None

    def _button(self, row: int, column: int, role: int) -> object:
        """What a button shows, and says to a screen reader."""
        rule = self.rules[row]
        if role == USABLE:
            return column == MORE or self.can_hear(rule)
        if role == PLAYING:
            return row == self._playing
        if role == _ROLE.ToolTipRole:
            stops = column == HEAR and row == self._playing
            return self.tr("Stop") if stops else self._helps[column]
        if role == _ROLE.AccessibleTextRole:
            return f"{self._helps[column]}: {rule.find}"
        return None

    def can_hear(self, rule: Rule) -> bool:
        """Whether there is something to hear of a rule: what is said, or a sentence to try."""
        return self._has_sentence if rule.pattern else bool(rule.replace.strip())

    def _flag(self, rule: Rule, column: int, role: int) -> object:
        if column == WORDS and rule.pattern:
            return None
        on = getattr(rule, _FLAGS[column])
        if role == _ROLE.CheckStateRole:
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if role == _ROLE.AccessibleTextRole:
            words = self.tr("yes") if on else self.tr("no")
            return f"{self._titles[column]}: {words}"
        return None

    def _all_changed(self) -> None:
        last = self.index(len(self.rules) - 1, len(self._titles) - 1)
        self.dataChanged.emit(self.index(0, 0), last)


class LanguageDelegate(QStyledItemDelegate):
    """Has a language chosen, or its name or code typed."""

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget | None:
        """A box of languages."""
        if index.column() != LANGUAGE:
            return super().createEditor(parent, option, index)
        box = LanguageBox(dict.fromkeys((*USUAL, *by_name())), parent)
        # Not `self.tr`: a class that inherits this would not find it.
        box.insertItem(0, QCoreApplication.translate("LanguageDelegate", "All"), "")
        return box

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:  # noqa: N802 - Qt's name
        """Show the rule's language."""
        if not isinstance(editor, QComboBox):
            super().setEditorData(editor, index)
        else:
            code = index.data(_ROLE.EditRole)
            if editor.findData(code) < 0:
                editor.addItem(language_name(code), code)
            editor.setCurrentIndex(editor.findData(code))

    def setModelData(  # noqa: N802 - Qt's name
        self, editor: QWidget | None, model: QAbstractItemModel | None, index: QModelIndex
    ) -> None:
        """Take what was chosen; what is no language changes nothing."""
        if not isinstance(editor, QComboBox) or model is None:
            super().setModelData(editor, model, index)
            return
        typed = editor.currentText().strip()
        at = editor.findText(typed)
        code = editor.itemData(at) if at >= 0 else language_code(typed)
        if code or at >= 0 or not typed:
            model.setData(index, code)
