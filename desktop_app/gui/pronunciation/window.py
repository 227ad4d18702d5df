"""The window of pronunciation rules: the table, and a sentence to try them on.

What is changed is kept at once, and can be undone: so what is heard is always what is shown.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QItemSelectionModel, Qt, QTimer
from PyQt6.QtGui import QAction, QKeySequence, QUndoCommand, QUndoStack
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import action_button, make_actions
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.icons import app_icon, control_icon
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.on_screen import Scrolled, keep_on_screen
from desktop_app.gui.parts.plain_text import shown
from desktop_app.gui.parts.remedies import remedy
from desktop_app.gui.parts.trial import Trial
from desktop_app.gui.profiles.language_profiles import language_name
from desktop_app.gui.words import sentence as sentence_of
from desktop_app.reading.from_settings import voice_of
from desktop_app.reading.languages import Languages
from desktop_app.reading.pronunciation import Pronunciation, Rule
from desktop_app.reading.rules_file import load_rules, save_rules
from desktop_app.reading.text import Script
from desktop_app.settings.settings import LOCAL, VoiceProfile

from .rules_table import (
    CASE,
    FIND,
    LANGUAGE,
    PATTERN,
    PROBLEM,
    SAY,
    WORDS,
    LanguageDelegate,
    RulesModel,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PyQt6.QtGui import QCloseEvent

    from desktop_app.gui.engine import Engine

_SOON: Final = 150  # milliseconds after the last key
_SUFFIX: Final = ".toml"
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText
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
        keep_on_screen(self, 900, 600)
        self.changes = QUndoStack(self)
        self.changes.setUndoLimit(200)
        self.notice = Notice()
        self.model = RulesModel()
        self.model.edited.connect(self._edited)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SOON)
        self._timer.timeout.connect(self._check)
        self.trial = Trial(engine, self)
        self.trial.changed.connect(self._show_trial)
        self.trial.failed.connect(self._cannot_speak)
        self._actions = self._make_actions()
        self.table = self._make_table()
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.addWidget(self.notice)
        layout.addWidget(self._make_pages(), 1)
        layout.addWidget(self.problem)
        layout.addLayout(self._make_buttons())
        layout.addLayout(self._make_trial())
        self.setCentralWidget(Scrolled(middle))
        engine.rules_changed.connect(self._take)
        engine.settings_changed.connect(self._check_soon)
        self._show(engine.rules, 0)
        self.table.setFocus()

    # Parts

    def _make_actions(self) -> dict[str, QAction]:
        table: dict[str, tuple[str, str, Callable[[], object]]] = {
            "add": (self.tr("&Add"), "Ctrl+N", self.add),
            "remove": (self.tr("&Remove"), "Delete", self.remove),
            "up": (self.tr("Move &up"), "Alt+Up", lambda: self.move_rule(-1)),
            "down": (self.tr("Move &down"), "Alt+Down", lambda: self.move_rule(1)),
            "undo": (self.tr("U&ndo"), "Ctrl+Z", self.changes.undo),
            "redo": (self.tr("Red&o"), "Ctrl+Shift+Z", self.changes.redo),
            "import": (self.tr("&Import…"), "", self._ask_what_to_import),
            "export": (self.tr("&Export…"), "", self._ask_where),
            "hear": (self.tr("&Listen"), "Ctrl+Return", self._hear_or_stop),
            "close": (self.tr("Close"), "", self.close),
        }
        return make_actions(self, table)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("table")
        table.setAccessibleName(self.tr("Pronunciation rules, applied from top to bottom"))
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setAlternatingRowColors(True)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self._delegate = LanguageDelegate(table)
        table.setItemDelegateForColumn(LANGUAGE, self._delegate)
        header = table.horizontalHeader()
        assert header is not None  # noqa: S101 - a table has one
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in (FIND, SAY, PROBLEM):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column in (PATTERN, LANGUAGE, WORDS, CASE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        remove = self._actions["remove"]
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # elsewhere it deletes text
        table.addAction(remove)
        selection = table.selectionModel()
        assert selection is not None  # noqa: S101 - it has a model
        selection.currentChanged.connect(self._show_row)
        self.model.dataChanged.connect(self._show_row)
        return table

    def _make_pages(self) -> QStackedWidget:
        nothing = QLabel(
            self.tr(
                "No pronunciation rules yet. A rule tells the voice how to say "
                "something, such as “NAS” as “network storage”. Select “Add” to create "
                "one."
            )
        )
        nothing.setWordWrap(True)
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing.setMargin(40)
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(nothing)
        return self.pages

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for name in ("add", "remove", "up", "down", "undo", "redo"):
            row.addWidget(action_button(self._actions[name]))
        row.addStretch()
        for name in ("import", "export"):
            row.addWidget(action_button(self._actions[name]))
        self.changes.canUndoChanged.connect(self._actions["undo"].setEnabled)
        self.changes.canRedoChanged.connect(self._actions["redo"].setEnabled)
        for name in ("undo", "redo"):
            self._actions[name].setEnabled(False)
        return row

    def _make_trial(self) -> QGridLayout:
        self.sentence = QLineEdit()
        self.sentence.setObjectName("sentence")
        self.sentence.setPlaceholderText(self.tr("Type a sentence to try the rules"))
        self.sentence.textChanged.connect(self._sentence_changed)
        self.sentence.returnPressed.connect(self.hear)
        self.said = QLabel()
        self.said.setObjectName("said")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.said.setAccessibleName(self.tr("Spoken as"))
        self.listen = action_button(self._actions["hear"])
        row = QHBoxLayout()
        row.addWidget(self.sentence, 1)
        row.addWidget(self.listen)
        label = QLabel(self.tr("&Sentence:"))
        label.setBuddy(self.sentence)
        top = Qt.AlignmentFlag.AlignTop
        grid = QGridLayout()
        grid.addWidget(label, 0, 0)
        grid.addLayout(row, 0, 1)
        grid.addWidget(QLabel(self.tr("Spoken as:")), 1, 0, top)
        grid.addWidget(self.said, 1, 1, top)
        grid.setColumnStretch(1, 1)
        self._show_trial()
        return grid

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
        """Speak the sentence with the profile in use, as the rules have it."""
        settings = self._engine.settings
        plain = VoiceProfile(settings.active or LOCAL, voice_of(settings))
        profile = settings.profiles.get(settings.app.profile, plain)
        if text := self.sentence.text().strip():
            self.trial.start(profile, text)

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
        wrong = any(self.model.problem(each) for each in range(count))
        self.table.setColumnHidden(PROBLEM, not wrong)
        self.problem.setVisible(wrong)
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
        action.setText(self.tr("S&top") if running else self.tr("&Listen"))
        action.setEnabled(running or bool(self.sentence.text().strip()))
        self._paint_icons()

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
            names = ", ".join(map(language_name, said.languages))
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

    # Colours, and the end

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self._paint_icons()

    def _paint_icons(self) -> None:
        name = "stop" if self.trial.running else "play"
        self.listen.setIcon(control_icon(name, self.palette()))

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Be silent; all that was written is kept."""
        self.table.setFocus()
        self.trial.stop()
        super().closeEvent(event)


def _whole(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that have something to look for."""
    return tuple(rule for rule in rules if rule.find)
