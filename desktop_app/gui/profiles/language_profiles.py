"""Which speaking style reads which language."""

from __future__ import annotations

from functools import cache, cmp_to_key, partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCollator, QLocale, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.buttons import tool
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import secondary
from desktop_app.gui.parts.language_names import language_name
from desktop_app.gui.parts.metrics import MEDIUM, SMALL, SMALL_ICON
from desktop_app.gui.parts.on_screen import Scrolled
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
    """Rows of a language and the style that reads it; a choice holds at once.

    Args:
        engine: Has the settings.

    Signals:
        wrong: Words for what was typed and is no language.
    """

    wrong = pyqtSignal(str)

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._added: list[str] = []  # asked for here, and without a style yet
        self.rows: dict[str, QComboBox] = {}
        words = secondary(
            QLabel(
                self.tr(
                    "Each sentence is read in the style for its language. All others are read "
                    "in the style in use."
                )
            )
        )
        self._form = QGridLayout()
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(SMALL)
        self._form.setVerticalSpacing(MEDIUM)
        self._form.setColumnStretch(3, 1)
        self._rows = QWidget()
        self._rows.setLayout(self._form)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(self._rows)
        column.addWidget(self._make_adding())
        column.addStretch(1)
        self._scroll = Scrolled(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.setSpacing(MEDIUM)
        layout.addWidget(words)
        layout.addWidget(self._scroll, 1)
        engine.settings_changed.connect(self._refresh)
        self._refresh(engine.settings)

    def _make_adding(self) -> QWidget:
        """Make the button below the rows, and the box that it opens."""
        self.open = QPushButton(self.tr("Add a &language…"))
        self.open.setObjectName("open-languages")
        self.open.setAutoDefault(False)
        wear(self.open, "plus", SMALL_ICON)
        self.open.clicked.connect(lambda _: self._ask())
        self.another = LanguageBox(dict.fromkeys((*USUAL, *by_name())))
        self.another.setObjectName("another-language")
        self.another.setAccessibleName(self.tr("Language"))
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
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        for one in (self.open, self.another, self.add):
            row.addWidget(one)
        row.addStretch(1)
        self._show_asking(asking=False)
        return part

    def _show_asking(self, *, asking: bool) -> None:
        self.open.setVisible(not asking)
        self.another.setVisible(asking)
        self.add.setVisible(asking)

    def _ask(self) -> None:
        self._show_asking(asking=True)
        self.another.setFocus()

    def _refresh(self, settings: Settings) -> None:
        chosen = settings.app.language_profiles
        languages = list(dict.fromkeys(["", *chosen, *self._added]))
        if languages != list(self.rows):
            self._make_rows(languages)
        for language, box in self.rows.items():
            self._fill(box, settings, chosen.get(language, ""), language)

    def _make_rows(self, languages: list[str]) -> None:
        while (item := self._form.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self.rows = {}
        before: QWidget | None = None
        for row, language in enumerate(languages):
            box = _Box()
            box.setObjectName(f"profile-of-{language or 'all-others'}")
            _widen(box)
            box.activated.connect(partial(self._chosen, language))
            words = language_name(language) if language else self.tr("All other languages")
            label = QLabel(self.tr("{language}:").format(language=words))
            label.setBuddy(box)
            box.setAccessibleName(words)
            self._form.addWidget(label, row, 0)
            self._form.addWidget(box, row, 1)
            self.rows[language] = box
            stops: list[QWidget] = [box]
            if language:
                remove = tool("x", self.tr("Remove {language}").format(language=words))
                remove.setObjectName(f"remove-{language}")
                remove.clicked.connect(lambda _, code=language: self._remove(code))
                self._form.addWidget(remove, row, 2)
                stops.append(remove)
            for one in stops:
                if before is not None:
                    QWidget.setTabOrder(before, one)
                before = one
        for later in (self.open, self.another, self.add):  # they were there before
            if before is not None:
                QWidget.setTabOrder(before, later)
            before = later

    def _fill(self, box: QComboBox, settings: Settings, chosen: str, language: str) -> None:
        box.clear()
        if language:
            box.addItem(self.tr("Style in use"), "")
        else:
            chosen = settings.app.profile
            box.addItem(self.tr("No style (the service's default voice)"), "")
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

    def _remove(self, language: str) -> None:
        """Have a language read in the style in use again."""
        self._added = [one for one in self._added if one != language]
        settings = self._engine.settings
        chosen = dict(settings.app.language_profiles)
        if chosen.pop(language, None) is None:
            self._refresh(settings)
        else:
            self._engine.change(settings.with_app(language_profiles=chosen))
        self.open.setFocus()

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
        self._show_asking(asking=False)
        QTimer.singleShot(0, partial(self._go_to, code))  # once it is shown

    def _go_to(self, language: str) -> None:
        self.rows[language].setFocus()
        self._scroll.ensureWidgetVisible(self.rows[language])


def _widen(box: QComboBox) -> None:
    """Have a box as wide as the others, whatever is in it."""
    box.setMinimumContentsLength(30)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
