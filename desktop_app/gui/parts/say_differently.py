"""Has a person say how a word sounds, from wherever it was said wrong; it is kept at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
)

from desktop_app.reading.from_settings import voice_of
from desktop_app.reading.pronunciation import Rule
from desktop_app.settings.settings import LOCAL, VoiceProfile

from .buttons import primary, quiet, round_tool
from .labels import field_label
from .language_names import own_name
from .metrics import CONTENT, FIELD, SMALL
from .on_screen import keep_on_screen
from .page import Page
from .plain_text import shortened
from .remedies import remedy
from .trial import Trial

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from desktop_app.gui.engine import Engine
    from desktop_app.settings.settings import Settings

_LONGEST_WORD = 60


def say_differently(
    engine: Engine, word: str, parent: QWidget, language: str = ""
) -> SayDifferently:
    """Ask how a word is to be said.

    Args:
        engine: Keeps the rules, and speaks.
        word: As it is written.
        parent: The window that it was asked in.
        language: Of the sentence that it is in, as `zh`; empty where that isn't known.

    Returns:
        The sheet, which is open.
    """
    sheet = SayDifferently(engine, word, parent, language)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheet.open()
    return sheet


def usual_profile(settings: Settings) -> VoiceProfile:
    """What is spoken with, where nothing else is chosen."""
    plain = VoiceProfile(settings.active or LOCAL, voice_of(settings))
    return settings.profiles.get(settings.app.profile, plain)


class SayDifferently(QDialog):
    """A word as it is written, and as it is said.

    Args:
        engine: As for `say_differently`.
        word: As above. A rule that there is for it is changed.
        parent: As above.
        language: As above.
    """

    def __init__(self, engine: Engine, word: str, parent: QWidget, language: str = "") -> None:
        super().__init__(parent)
        self._engine = engine
        word = " ".join(word.split())
        self._known = next((rule for rule in engine.rules if _is_of(rule, word, language)), None)
        self.setObjectName("say-differently")
        self.setWindowTitle(self.tr("Say it differently – CosyVoice Home"))
        keep_on_screen(self)
        self.setMinimumWidth(min(CONTENT, parent.width()))
        self.page = Page(
            self.tr("Say “{word}” differently").format(word=shortened(word, _LONGEST_WORD)),
            self.tr("Write it the way it sounds. It applies wherever this word is read."),
            self,
        )
        self.written = self._field("written", word)
        self.said = self._field("said", self._known.replace if self._known else "")
        self.hear = round_tool("play", self.tr("Hear it"), self)
        self.hear.setObjectName("hear")
        self.hear.setShortcut("Ctrl+Return")
        self.only = QCheckBox()
        self.only.setObjectName("only")
        self.only.setChecked(bool(language))
        self._language = language
        self.trial = Trial(engine, self)
        self.trial.changed.connect(self._show)
        self.trial.failed.connect(
            lambda error: self.page.notice.warn(error, *(remedy(engine, error) or ()))
        )
        self.keep = primary(QPushButton(self.tr("&Keep")))
        self.keep.setObjectName("keep")
        self.keep.setDefault(True)
        cancel = quiet(QPushButton(self.tr("Cancel")))
        cancel.setObjectName("cancel")
        self._lay_out(cancel)
        for field in (self.written, self.said):
            field.textChanged.connect(self._show)
        self.hear.clicked.connect(self._hear_or_stop)
        self.keep.clicked.connect(self._keep)
        cancel.clicked.connect(self.reject)
        self.finished.connect(self.trial.stop)
        self._show()
        self.said.setFocus()

    def _field(self, name: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setObjectName(name)
        field.setMinimumHeight(FIELD)
        return field

    def _lay_out(self, cancel: QPushButton) -> None:
        said = QHBoxLayout()
        said.setSpacing(SMALL)
        said.addWidget(self.said, 1)
        said.addWidget(self.hear)
        form = QFormLayout()
        form.setVerticalSpacing(SMALL)
        form.addRow(field_label(self.tr("&Written:"), self.written), self.written)
        form.addRow(field_label(self.tr("&Spoken as:"), self.said), said)
        if self._language:
            name = own_name(self._language)
            self.only.setText(self.tr("&Only in sentences in {language}").format(language=name))
            form.addRow("", self.only)
        self.page.body.addLayout(form)
        self.page.body.addStretch()
        self.page.add_foot(cancel, self.keep)

    def _show(self) -> None:
        running = self.trial.running
        written, said = self.written.text().strip(), self.said.text().strip()
        self.hear.setEnabled(running or bool(said))
        words = self.tr("Stop") if running else self.tr("Hear it")
        self.hear.setToolTip(words)
        self.hear.setAccessibleName(words)
        self.keep.setEnabled(bool(written and said and written != said))

    def _hear_or_stop(self) -> None:
        if self.trial.running:
            self.trial.stop()
        else:
            self.trial.start(usual_profile(self._engine.settings), self.said.text().strip())

    def _keep(self) -> None:
        """Keep the rule: in place of the one that there was, else as the last."""
        rule = replace(
            self._known or Rule("", ""),
            find=self.written.text().strip(),
            replace=self.said.text().strip(),
            language=self._language if self._language and self.only.isChecked() else "",
        )
        rules = list(self._engine.rules)
        if self._known in rules:
            rules[rules.index(self._known)] = rule
        else:
            rules.append(rule)
        self._engine.change_rules(tuple(dict.fromkeys(rules)))
        self.accept()


def _is_of(rule: Rule, word: str, language: str) -> bool:
    """Whether a rule says this word, in sentences of this language."""
    return (
        not rule.pattern
        and rule.find.casefold() == word.casefold()
        and rule.language in ("", language)
    )
