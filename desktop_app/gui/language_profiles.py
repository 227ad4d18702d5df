"""Which profile reads which language."""

from __future__ import annotations

from functools import partial
import re
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QLocale, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.reading.languages import primary

if TYPE_CHECKING:
    from PyQt6.QtGui import QWheelEvent

    from desktop_app.settings import Settings

    from .engine import Engine

USUAL: Final = ("zh", "yue", "en", "ja", "ko", "de", "fr", "es", "it", "ru")
"""Languages that CosyVoice speaks."""

_CODE: Final = re.compile(r"[a-z]{2,3}")
_OWN_NAMES: Final = {"zh": "中文", "en": "English", "es": "español"}  # Qt says of which country


def language_name(code: str) -> str:
    """A language's name in itself, and its code: `Deutsch (de)`."""
    locale = QLocale(code)
    known = locale.language() is not QLocale.Language.C
    name = _OWN_NAMES.get(code) or (locale.nativeLanguageName() if known else "")
    return f"{name} ({code})" if name else code


def language_code(typed: str) -> str:
    """The code that was typed, without a region; empty where there is no such language."""
    code = primary(typed.strip())
    known = QLocale(code).language() is not QLocale.Language.C
    return code if known and _CODE.fullmatch(code) else ""


class _Box(QComboBox):
    """A box that a wheel scrolls past, unless it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent | None) -> None:  # noqa: N802 - Qt's name
        """Choose only where a person is."""
        if event is not None and not self.hasFocus():
            event.ignore()
        else:
            super().wheelEvent(event)


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
                "A text in several languages is read by several profiles, sentence by sentence."
                " Languages without one are read by the profile in use."
            )
        )
        words.setWordWrap(True)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        inside = QWidget()
        inside.setLayout(self._form)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        for one in (scroll.viewport(), inside):  # the page behind shows through
            one.setAutoFillBackground(False)  # type: ignore[union-attr] # both are there
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        layout.addWidget(scroll, 1)
        layout.addLayout(self._make_adding())
        engine.settings_changed.connect(self._refresh)
        self._refresh(engine.settings)

    def _make_adding(self) -> QHBoxLayout:
        self.code = QLineEdit()
        self.code.setObjectName("language-code")
        self.code.setMaxLength(16)
        self.code.setPlaceholderText(self.tr("its code, such as pt"))
        self.code.returnPressed.connect(self._add)
        self.add = QPushButton(self.tr("&Add"))
        self.add.setObjectName("add-language")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add)
        label = QLabel(self.tr("Another &language:"))
        label.setBuddy(self.code)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.code)
        row.addWidget(self.add)
        row.addStretch()
        return row

    def _refresh(self, settings: Settings) -> None:
        chosen = settings.app.language_profiles
        languages = list(dict.fromkeys([*USUAL, *chosen, *self._added, ""]))
        if languages != list(self.rows):
            self._make_rows(languages)
        for language, box in self.rows.items():
            self._fill(box, settings, chosen.get(language, ""), language)

    def _make_rows(self, languages: list[str]) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        self.rows = {}
        for language in languages:
            box = _Box()
            box.setObjectName(f"profile-of-{language or 'all-others'}")
            box.setMinimumContentsLength(30)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.activated.connect(partial(self._chosen, language))
            words = language_name(language) if language else self.tr("In all other languages")
            label = QLabel(f"{words}:")
            label.setBuddy(box)
            box.setAccessibleName(words)
            self._form.addRow(label, box)
            self.rows[language] = box

    def _fill(self, box: QComboBox, settings: Settings, chosen: str, language: str) -> None:
        box.clear()
        if language:
            box.addItem(self.tr("The profile in use"), "")
        else:
            chosen = settings.app.profile
            box.addItem(self.tr("No profile: the service's own voice"), "")
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
        code = language_code(self.code.text())
        if not code:
            self.wrong.emit(
                self.tr("“{code}” is no code of a language. Try “pt” or “vi”, say.").format(
                    code=self.code.text().strip()
                )
            )
            return
        if code not in self.rows:
            self._added.append(code)
            self._refresh(self._engine.settings)
        self.code.clear()
        QTimer.singleShot(0, self.rows[code].setFocus)  # once it is shown
