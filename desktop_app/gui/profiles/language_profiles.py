"""Which profile reads which language."""

from __future__ import annotations

from functools import cache, cmp_to_key, partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCollator, QLocale, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.language_names import language_name
from desktop_app.reading.languages import primary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PyQt6.QtGui import QWheelEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.settings.settings import Settings

USUAL: Final = ("zh", "yue", "en", "ja", "ko", "de", "fr", "es", "it", "ru")
"""Languages that CosyVoice speaks."""

_CODES: Final = (
    "af an ar az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fo fr fy ga gd gl ha he hi"
    " hr ht hu hy id ig is it ja jv ka kk ko ku la lb lg ln lt lv mg mk mn mr ms mt ne nl nn no oc"
    " om pl ps pt qu ro ru rw se sk sl sn so sq sr st sv sw ta te th tl tr uk ur uz vi vo wa xh yo"
    " yue zh zu"
)
LANGUAGES: Final = tuple(_CODES.split())
"""Languages that the reader tells from others, by their script and words."""

_NAME: Final = 30  # characters that the longest name has room in
_OTHER_CODES: Final = {"nb": "no", "fil": "tl"}


def language_code(typed: str) -> str:
    """The code that was typed, without a region; empty where there is no such language."""
    codes, name = _codes(), typed.strip().casefold()
    return codes.get(name) or codes.get(primary(name), "")


@cache
def _codes() -> dict[str, str]:
    """Codes by all that people may type for a language, in small letters."""
    codes = dict(_OTHER_CODES)
    for code in LANGUAGES:
        own = language_name(code)
        english = QLocale.languageToString(QLocale(code).language())
        for name in (code, own, own.rpartition(" ")[0], english):
            codes[name.casefold()] = code
    return codes


def by_name() -> list[str]:
    """Codes of all languages, in the order of their names."""
    before = QCollator().compare
    names = {language_name(code): code for code in LANGUAGES}
    return [names[name] for name in sorted(names, key=cmp_to_key(before))]


class _Box(QComboBox):
    """A box that a wheel scrolls past, unless it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent | None) -> None:  # noqa: N802 - Qt's name
        """Choose only where a person is."""
        if event is not None and not self.hasFocus():
            event.ignore()
        else:
            super().wheelEvent(event)


class LanguageBox(_Box):
    """A box to choose a language in, or to type its name or code.

    Args:
        codes: The languages to choose from.
        parent: What it is shown in.
    """

    def __init__(self, codes: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = self.completer()
        assert completer is not None  # noqa: S101 - it is editable
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        for view in (self.view(), completer.popup()):  # wider than the cell of a table
            view.setMinimumWidth(self.fontMetrics().averageCharWidth() * _NAME)  # type: ignore[union-attr] # both are there
        for code in codes:
            self.addItem(language_name(code), code)


class LanguageProfiles(QWidget):
    """Rows of a language and the profile that reads it; a choice holds at once.

    Args:
        engine: Has the settings.

    Signals:
        wrong: Words for what was typed and is no language.
    """

    wrong = pyqtSignal(str)

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._added: list[str] = []  # asked for here, and without a profile yet
        self.rows: dict[str, QComboBox] = {}
        words = QLabel(
            self.tr(
                "Each sentence is read with the profile for its language. Other "
                "sentences use the active profile."
            )
        )
        words.setWordWrap(True)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._make_adding()
        inside = QWidget()
        inside.setLayout(self._form)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        for one in (self._scroll.viewport(), inside):  # the page behind shows through
            one.setAutoFillBackground(False)  # type: ignore[union-attr] # both are there
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        layout.addWidget(self._scroll, 1)
        engine.settings_changed.connect(self._refresh)
        self._refresh(engine.settings)

    def _make_adding(self) -> None:
        """Make the last row, in which others are asked for."""
        self.another = LanguageBox(by_name())
        self.another.setObjectName("another-language")
        _widen(self.another)
        self.another.setCurrentIndex(-1)
        edit = self.another.lineEdit()
        assert edit is not None  # noqa: S101 - it is editable
        edit.setPlaceholderText(self.tr("Select or type a language"))
        # Later: Enter in its list of completions tells first, and completes after that.
        edit.returnPressed.connect(lambda: QTimer.singleShot(0, self._add))
        self.add = QPushButton(self.tr("&Add"))
        self.add.setObjectName("add-language")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add)
        label = QLabel(self.tr("Another &language:"))
        label.setBuddy(self.another)
        row = QHBoxLayout()
        row.addWidget(self.another)
        row.addWidget(self.add)
        self._form.addRow(label, row)

    def _refresh(self, settings: Settings) -> None:
        chosen = settings.app.language_profiles
        languages = list(dict.fromkeys(["", *USUAL, *chosen, *self._added]))
        if languages != list(self.rows):
            self._make_rows(languages)
        for language, box in self.rows.items():
            self._fill(box, settings, chosen.get(language, ""), language)

    def _make_rows(self, languages: list[str]) -> None:
        while self._form.rowCount() > 1:  # the last is the one for others
            self._form.removeRow(0)
        self.rows = {}
        others = self.tr("Active profile (all other languages)")
        for row, language in enumerate(languages):
            box = _Box()
            box.setObjectName(f"profile-of-{language or 'all-others'}")
            _widen(box)
            box.activated.connect(partial(self._chosen, language))
            words = language_name(language) if language else others
            label = QLabel(self.tr("{language}:").format(language=words))
            label.setBuddy(box)
            box.setAccessibleName(words)
            self._form.insertRow(row, label, box)
            self.rows[language] = box
        for one in (self.add, self.another):  # they were there before it
            QWidget.setTabOrder(box, one)

    def _fill(self, box: QComboBox, settings: Settings, chosen: str, language: str) -> None:
        box.clear()
        if language:
            box.addItem(self.tr("Active profile"), "")
        else:
            chosen = settings.app.profile
            box.addItem(self.tr("No profile (the service's default voice)"), "")
        for name in settings.profiles:
            box.addItem(name, name)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _chosen(self, language: str, index: int) -> None:
        name = self.rows[language].itemData(index)
        settings = self._engine.settings
        if not language:
            if name != settings.app.profile:
                self._engine.set_profile(name)
            return
        chosen = {**settings.app.language_profiles, language: name}
        if not name:
            del chosen[language]
        if language not in self._added:
            self._added.append(language)
        self._engine.change(settings.with_app(language_profiles=chosen))

    def _add(self) -> None:
        """Show a row for a language."""
        typed = self.another.currentText().strip()
        code = language_code(typed)
        if not code:
            self.wrong.emit(self.tr("“{code}” isn't a known language.").format(code=typed))
            return
        if code not in self.rows:
            self._added.append(code)
            self._refresh(self._engine.settings)
        self.another.setCurrentIndex(-1)
        QTimer.singleShot(0, partial(self._go_to, code))  # once it is shown

    def _go_to(self, language: str) -> None:
        self.rows[language].setFocus()
        self._scroll.ensureWidgetVisible(self.rows[language])


def _widen(box: QComboBox) -> None:
    """Have a box as wide as the others, whatever is in it."""
    box.setMinimumContentsLength(30)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
