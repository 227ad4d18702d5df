"""The window of pronunciation rules: what is written and what is said, and a sentence to try.

What is changed is kept at once, and can be undone: so what is heard is always what is shown.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer
from PyQt6.QtGui import QAction, QUndoCommand, QUndoStack
from PyQt6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QStackedWidget,
)

from desktop_app.gui.parts.actions import action_button, make_actions
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.buttons import primary, quiet
from desktop_app.gui.parts.card import Card
from desktop_app.gui.parts.empty import Empty
from desktop_app.gui.parts.field_help import FIELD_LINES, CutLabel
from desktop_app.gui.parts.icons import app_icon, wear
from desktop_app.gui.parts.labels import secondary, tinted
from desktop_app.gui.parts.language_names import own_name
from desktop_app.gui.parts.metrics import FIELD, MEDIUM, SMALL, SMALL_ICON
from desktop_app.gui.parts.on_screen import is_low, keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.gui.parts.plain_text import shown
from desktop_app.gui.parts.remedies import remedy
from desktop_app.gui.parts.say_differently import usual_profile
from desktop_app.gui.parts.trial import Trial
from desktop_app.gui.words import sentence as sentence_of
from desktop_app.reading.languages import Languages
from desktop_app.reading.pronunciation import Pronunciation, Rule
from desktop_app.reading.rules_file import load_rules, save_rules
from desktop_app.reading.text import Script

from .rules_table import FIND, HEAR, RulesModel
from .rules_view import RulesView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PyQt6.QtGui import QCloseEvent

    from desktop_app.gui.engine import Engine

_SOON: Final = 150  # milliseconds after the last key
_SUFFIX: Final = ".toml"
_NONE: Final[Mapping[Rule, str]] = {}


@dataclass(frozen=True, slots=True)
class Said:
    """What becomes of a text.

    Attributes:
        words: What is said.
        languages: Of its sentences.
        problems: Rules that are left out, and why.
    """

    words: str
    languages: tuple[str, ...]
    problems: Mapping[Rule, str]


async def say(rules: Sequence[Rule], text: str, languages: Sequence[str]) -> Said:
    """What the rules make of a text, as the reader does it; without hurry, in a thread.

    Args:
        rules: The rules.
        text: What is written.
        languages: Those that have a profile: the reader tells them apart.
    """
    pronunciation = await asyncio.to_thread(Pronunciation, rules)
    known = Languages([*languages, *pronunciation.languages])
    await known.load()
    return await asyncio.to_thread(_say, pronunciation, text, known)


def _say(pronunciation: Pronunciation, text: str, known: Languages) -> Said:
    script = Script(text)
    words, languages = [], []
    language, index = "", 0
    while sentence := script.get(index):
        language = known.of(sentence.spoken, language)
        languages.append(language)
        words.append(pronunciation.apply(sentence.spoken, language))
        index += 1
    found = tuple(dict.fromkeys(filter(None, languages)))
    problems = {rule: sentence_of(error) for rule, error in pronunciation.broken.items()}
    return Said(" ".join(words), found, problems)


class _Change(QUndoCommand):
    """Other rules in place of those there were; undone, the other way round."""

    def __init__(
        self,
        words: str,
        before: tuple[Rule, ...],
        after: tuple[Rule, ...],
        apply: Callable[[tuple[Rule, ...], int], None],
        row: int,
    ) -> None:
        super().__init__(words)
        self._before, self._after = before, after
        self._apply, self._row = apply, row

    def redo(self) -> None:
        """Make the change."""
        self._apply(self._after, self._row)

    def undo(self) -> None:
        """Take it back."""
        self._apply(self._before, self._row)


class PronunciationWindow(QMainWindow):
    """All rules of pronunciation.

    Args:
        engine: Keeps them, and speaks.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._checking = False
        self._check_again = False
        self.setObjectName("pronunciation")
        self.setWindowTitle(self.tr("Pronunciation – CosyVoice Home"))
        self.setWindowIcon(app_icon())
        keep_on_screen(self, 860, 640)
        self.changes = QUndoStack(self)
        self.changes.setUndoLimit(200)
        self.page = Page(
            self.tr("Pronunciation"), self.tr("How words are said. Changes are saved at once.")
        )
        self.notice = self.page.notice
        self.model = RulesModel()
        self.model.edited.connect(self._edited)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SOON)
        self._timer.timeout.connect(self._check)
        self._heard = -1  # the row that is heard
        self.trial = Trial(engine, self)
        self.trial.changed.connect(self._show_trial)
        self.trial.failed.connect(self._cannot_speak)
        self._actions = self._make_actions()
        self.menu = self._make_menu()
        self.table = self._make_table()
        self._lay_out()
        engine.rules_changed.connect(self._take)
        engine.settings_changed.connect(self._check_soon)
        self._show(engine.rules, 0)
        self.table.setFocus()

    # Parts

    def _make_actions(self) -> dict[str, QAction]:
        table: dict[str, tuple[str, str, Callable[[], object]]] = {
            "add": (self.tr("&Add a word"), "Ctrl+N", self.add),
            "remove": (self.tr("&Remove"), "Delete", self.remove),
            "up": (self.tr("Move &up"), "Alt+Up", lambda: self.move_rule(-1)),
            "down": (self.tr("Move &down"), "Alt+Down", lambda: self.move_rule(1)),
            "undo": (self.tr("U&ndo"), "Ctrl+Z", self.changes.undo),
            "redo": (self.tr("Red&o"), "Ctrl+Shift+Z", self.changes.redo),
            "import": (self.tr("&Import…"), "", self._ask_what_to_import),
            "export": (self.tr("&Export…"), "", self._ask_where),
            "hear": (self.tr("&Hear it"), "Ctrl+Return", self._hear_or_stop),
            "close": (self.tr("Close"), "", self.close),
        }
        return make_actions(self, table)

    def _make_menu(self) -> QMenu:
        """The menu of a rule: what it looks for, and where it stands."""
        menu = QMenu(self)
        menu.setObjectName("rule-menu")
        self._flags: dict[str, QAction] = {}
        for name, words, explained in (
            ("whole_words", self.tr("&Whole words only"), self.tr("Match whole words only")),
            ("match_case", self.tr("Match &case"), self.tr("Distinguish uppercase and lowercase")),
            ("pattern", self.tr("&Pattern"), self.tr("Treat the text as a regular expression")),
        ):
            action = menu.addAction(words)
            assert action is not None  # noqa: S101 - a menu makes one
            action.setObjectName(name)
            action.setCheckable(True)
            action.setToolTip(explained)
            action.triggered.connect(lambda on, name=name: self._set_flag(name, on=on))
            self._flags[name] = action
        menu.setToolTipsVisible(True)
        menu.addSeparator()
        for name in ("up", "down", "remove"):
            menu.addAction(self._actions[name])
        menu.aboutToShow.connect(self._show_flags)
        return menu

    def _make_table(self) -> RulesView:
        table = RulesView()
        table.setObjectName("table")
        table.setAccessibleName(self.tr("Pronunciation rules, applied from top to bottom"))
        table.setModel(self.model)
        table.lay_out()
        table.pressed_button.connect(self._press)
        remove = self._actions["remove"]
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # elsewhere it deletes text
        table.addAction(remove)
        selection = table.selectionModel()
        assert selection is not None  # noqa: S101 - it has a model
        selection.currentChanged.connect(self._show_row)
        self.model.dataChanged.connect(self._show_row)
        return table

    def _lay_out(self) -> None:
        add = action_button(self._actions["add"])
        self.page.add_action(primary(add, "plus"))
        self.problem = tinted(CutLabel(), "error")
        self.problem.setObjectName("problem")
        lines = 1 if is_low(self) else FIELD_LINES
        self.problem.give_room(lines)  # whether something is wrong or not: nothing moves
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self._make_empty())
        self.page.body.addWidget(self.pages, 1)
        self.page.body.addWidget(self.problem)
        self.page.body.addWidget(self._make_trial())
        for name, icon in (("undo", "undo-2"), ("redo", "")):
            self.page.add_foot(quiet(action_button(self._actions[name]), icon), left=True)
        for name in ("import", "export"):
            self.page.add_foot(quiet(action_button(self._actions[name])))
        self.changes.canUndoChanged.connect(self._actions["undo"].setEnabled)
        self.changes.canRedoChanged.connect(self._actions["redo"].setEnabled)
        for name in ("undo", "redo"):
            self._actions[name].setEnabled(False)
        self.setCentralWidget(self.page)

    def _make_empty(self) -> Empty:
        """What is shown while there is no rule: what one is for, and two that can be taken over."""
        empty = Empty(
            "spell-check",
            self.tr("Does it say a name wrong?"),
            self.tr("Write the name, and how it sounds. For example:"),
        )
        for number, rule in enumerate(
            (
                Rule(self.tr("Nguyen"), self.tr("Nwin")),
                Rule(self.tr("NAS"), self.tr("network storage")),
            )
        ):
            empty.below.addWidget(self._make_example(number, rule))
        return empty

    def _make_example(self, number: int, rule: Rule) -> Card:
        card = Card()
        row = QHBoxLayout(card)
        row.setContentsMargins(MEDIUM, SMALL, SMALL, SMALL)
        row.setSpacing(MEDIUM)
        arrow = QLabel()
        wear(arrow, "chevron-right", SMALL_ICON, "secondary")
        take = QPushButton(self.tr("Use this"))
        take.setAutoDefault(False)
        take.setObjectName(f"example-{number}")
        take.setAccessibleName(
            self.tr("Use this: {written} is said as {said}").format(
                written=rule.find, said=rule.replace
            )
        )
        take.clicked.connect(lambda: self._push(self.tr("add"), (*self.model.rules, rule), 0))
        for widget in (QLabel(rule.find), arrow, QLabel(rule.replace)):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(take)
        return card

    def _make_trial(self) -> Card:
        self.sentence = QLineEdit()
        self.sentence.setObjectName("sentence")
        self.sentence.setMinimumHeight(FIELD)
        self.sentence.setPlaceholderText(self.tr("Type a sentence to try the rules"))
        self.sentence.textChanged.connect(self._sentence_changed)
        self.sentence.returnPressed.connect(self.hear)
        self.said = QLabel()
        self.said.setObjectName("said")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        lines = 1 if is_low(self) else 2
        self.said.setMinimumHeight(lines * self.fontMetrics().lineSpacing())
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.said.setAccessibleName(self.tr("Spoken as"))
        self.listen = action_button(self._actions["hear"])
        label = QLabel(self.tr("&Sentence:"))
        label.setBuddy(self.sentence)
        top = Qt.AlignmentFlag.AlignTop
        card = Card()
        grid = QGridLayout(card)
        grid.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        grid.setSpacing(SMALL)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.sentence, 0, 1)
        grid.addWidget(self.listen, 0, 2)
        grid.addWidget(secondary(QLabel(self.tr("Spoken as:"))), 1, 0, top)
        grid.addWidget(self.said, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        self._show_trial()
        return card

    # What a person does

    def add(self) -> None:
        """Put a new rule below this one, and have it written."""
        self.table.setFocus()  # what is being typed in a cell is kept
        rules = self.model.rules
        at = self._row() + 1 if rules else 0
        self._push(self.tr("add"), (*rules[:at], Rule("", ""), *rules[at:]), at)
        self.table.setCurrentIndex(self.model.index(at, FIND))
        self.table.edit(self.model.index(at, FIND))

    def remove(self) -> None:
        """Remove the rules that are selected; it can be undone."""
        selection = self.table.selectionModel()
        chosen = {index.row() for index in selection.selectedRows()} if selection else set()
        if not chosen:
            return
        rules = tuple(rule for row, rule in enumerate(self.model.rules) if row not in chosen)
        self._push(self.tr("remove"), rules, min(chosen))
        words = self.tr("%n rule(s) removed.", "", len(chosen))
        self.notice.tell(words, self.tr("Undo"), self.changes.undo)

    def move_rule(self, by: int) -> None:
        """Have this rule applied earlier or later."""
        self.table.setFocus()  # as above
        rules, row = list(self.model.rules), self._row()
        to = row + by
        if row >= 0 and 0 <= to < len(rules):
            rules.insert(to, rules.pop(row))
            self._push(self.tr("move"), tuple(rules), to)

    def _hear_or_stop(self) -> None:
        if self.trial.running:
            self.trial.stop()
        else:
            self.hear()

    def hear(self) -> None:
        """Speak the sentence in the voice in use, as the rules have it."""
        self._hear(self.sentence.text(), -1)

    def hear_rule(self, row: int) -> None:
        """Speak what a rule says; a pattern is heard in the sentence."""
        rule = self.model.rules[row]
        self._hear(self.sentence.text() if rule.pattern else rule.replace, row)

    def _hear(self, text: str, row: int) -> None:
        if text.strip():
            self._heard = row
            self.trial.start(usual_profile(self._engine.settings), text.strip())
            self._show_trial()

    def _press(self, index: QModelIndex, at: QPoint) -> None:
        """Press a button of a row."""
        if index.column() != HEAR:
            self.menu.popup(at)
        elif self.trial.running and self._heard == index.row():
            self.trial.stop()
        else:
            self.hear_rule(index.row())

    def _show_flags(self) -> None:
        """Show in the menu what the rule looks for."""
        if 0 <= self._row() < len(self.model.rules):
            rule = self.model.rules[self._row()]
            for name, action in self._flags.items():
                action.setChecked(getattr(rule, name))
            # A pattern says itself where a word ends.
            self._flags["whole_words"].setEnabled(not rule.pattern)

    def _set_flag(self, name: str, *, on: bool) -> None:
        row = self._row()
        changes: dict[str, Any] = {name: on}
        self._edited(row, replace(self.model.rules[row], **changes))

    def _edited(self, row: int, rule: Rule) -> None:
        rules = list(self.model.rules)
        rules[row] = rule
        self._push(self.tr("edit"), tuple(rules), row)

    def _push(self, words: str, rules: tuple[Rule, ...], row: int) -> None:
        self.changes.push(_Change(words, self.model.rules, rules, self._keep, row))

    def _keep(self, rules: tuple[Rule, ...], row: int) -> None:
        """Show rules and have them kept; one that has nothing to look for is not yet one."""
        self.notice.clear()
        self._show(rules, row)
        kept = _whole(rules)
        if kept != self._engine.rules:
            self._engine.change_rules(kept)

    # What is shown

    def _take(self, rules: tuple[Rule, ...]) -> None:
        """Show rules that were changed elsewhere."""
        if rules != _whole(self.model.rules):
            self.changes.clear()
            self._show(rules, self._row())

    def _show(self, rules: tuple[Rule, ...], row: int) -> None:
        column = max(self.table.currentIndex().column(), FIND)
        self.model.set_rules(rules)
        self.pages.setCurrentIndex(0 if rules else 1)
        index = self.model.index(min(row, len(rules) - 1), column)
        selection = self.table.selectionModel()
        if selection is not None and rules:
            flags = QItemSelectionModel.SelectionFlag
            selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.table.scrollTo(index)
        self._show_row()
        self._timer.start()

    def _show_row(self) -> None:
        """Say what is wrong with the rule that the person is at, and what can be done with it."""
        row, count = self._row(), len(self.model.rules)
        self.problem.setText(self.model.problem(row))
        self._actions["remove"].setEnabled(row >= 0)
        self._actions["up"].setEnabled(row > 0)
        self._actions["down"].setEnabled(0 <= row < count - 1)
        self._actions["export"].setEnabled(bool(_whole(self.model.rules)))

    def _row(self) -> int:
        return self.table.currentIndex().row()

    def _cannot_speak(self, error: Exception) -> None:
        self.notice.warn(error, *(remedy(self._engine, error) or ()))

    def _show_trial(self) -> None:
        running, action = self.trial.running, self._actions["hear"]
        has_sentence = bool(self.sentence.text().strip())
        action.setText(self.tr("S&top") if running else self.tr("&Hear it"))
        action.setEnabled(running or has_sentence)
        wear(self.listen, "square" if running else "play", SMALL_ICON)
        self.model.set_playing(self._heard if running else -1)
        self.model.set_sentence(there=has_sentence)

    def _sentence_changed(self) -> None:
        self._show_trial()
        self._check_soon()

    def _check_soon(self) -> None:
        self._timer.start()

    def _check(self) -> None:
        """Find out what is said and what is wrong; once at a time, the last state at the end."""
        if self._checking:
            self._check_again = True
            return
        self._checking, self._check_again = True, False
        languages = list(self._engine.settings.app.language_profiles)
        work = say(self.model.rules, self.sentence.text(), languages)
        self._engine.loop.start(work, self._checked, self._not_checked)

    def _checked(self, said: Said) -> None:
        self._checking = False
        if self._check_again:
            self._check()
            return
        words = said.words
        if words and said.languages:
            names = ", ".join(map(own_name, said.languages))
            words = f"{words}  [{names}]"
        self.said.setText(shown(words))
        self.model.set_problems(said.problems)

    def _not_checked(self, error: Exception) -> None:
        self._checking = False
        self.notice.warn(error)

    # Files

    def _ask_where(self) -> None:
        dialog = self._file_dialog(self.tr("Export rules"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_SUFFIX)
        dialog.selectFile(self.tr("Pronunciation") + _SUFFIX)
        dialog.fileSelected.connect(lambda path: self.export_to(Path(path)))
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Write the rules to a file."""
        rules = _whole(self.model.rules)

        def tell(_: None) -> None:
            words = self.tr("%n rule(s) exported to {file}.", "", len(rules))
            self.notice.tell(words.format(file=path.name))

        work = asyncio.to_thread(save_rules, path, rules)
        self._engine.loop.start(work, while_there(self, tell), self.notice.warn)

    def _ask_what_to_import(self) -> None:
        dialog = self._file_dialog(self.tr("Import rules"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.import_from(Path(path)))
        dialog.open()

    def import_from(self, path: Path) -> None:
        """Add the rules of a file to those there are; it can be undone."""
        work = asyncio.to_thread(load_rules, path)
        self._engine.loop.start(work, self._add_all, self.notice.warn)

    def _add_all(self, rules: tuple[Rule, ...]) -> None:
        mine = self.model.rules
        fresh = tuple(rule for rule in dict.fromkeys(rules) if rule not in mine)
        if not fresh:
            self.notice.tell(self.tr("You already have all the rules in this file."))
            return
        self._push(self.tr("import"), (*mine, *fresh), len(mine))
        words = self.tr("%n rule(s) added below your own.", "", len(fresh))
        self.notice.tell(words, self.tr("Undo"), self.changes.undo)

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setNameFilters(
            [
                self.tr("Pronunciation rules (*{suffix})").format(suffix=_SUFFIX),
                self.tr("All files (*)"),
            ]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    # The end

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Be silent; all that was written is kept."""
        self.table.setFocus()
        self.trial.stop()
        super().closeEvent(event)


def _whole(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that have something to look for."""
    return tuple(rule for rule in rules if rule.find)
