"""The first start: who speaks, and what to do now."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSystemTrayIcon,
    QVBoxLayout,
    QWidget,
    QWizard,
    QWizardPage,
)

from desktop_app.errors import SettingsError
from desktop_app.settings.settings import VoiceProfile
from desktop_app.system import autostart

from .parts.actions import CLOSING_KEYS, plain_slot
from .parts.icons import app_icon
from .parts.listen_button import ListenButton
from .parts.notice import Notice
from .parts.on_screen import Scrolled, keep_on_screen
from .parts.style import words_of_radio_begin
from .parts.trial import Trial
from .settings.engines_dialog import show_engines
from .settings.service_form import ServiceForm
from .settings.token_keeping import TokenKeeping
from .words import in_full

if TYPE_CHECKING:
    from desktop_app.settings.settings import ServiceSettings

    from .engine import Engine
    from .settings.service_form import ServiceEntry

_WHO, _SERVICE, _NOW = range(3)
_ICON: Final = 48


class WhoPage(QWizardPage):
    """Who speaks: the built-in voice, which can be heard on the spot, a service, or a key.

    Args:
        engine: Speaks.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.setTitle(self.tr("Who should read to you?"))
        self.setSubTitle(self.tr("You can change this at any time in the settings."))
        self.local = QRadioButton(self.tr("The &built-in voice"))
        self.local.setObjectName("local")
        self.local.setChecked(True)
        self.remote = QRadioButton(self.tr("Your own CosyVoice &service"))
        self.remote.setObjectName("remote")
        self.key = QRadioButton(self.tr("A &key of Model Studio (百炼)"))
        self.key.setObjectName("key")
        self.hear = ListenButton(self._hear_or_stop)
        self.words = _text("")
        self.words.setObjectName("trial-words")
        self.trial = Trial(engine, self)
        self.trial.changed.connect(self._show_trial)
        self.trial.failed.connect(self._fail)
        self.better = QPushButton(self.tr("&Get a better voice…"))
        self.better.setObjectName("better")
        self.better.setAutoDefault(False)
        self.better.clicked.connect(plain_slot(lambda: show_engines(engine.loop, self)))
        self.better.hide()  # a person hears first what is there
        self.trial.heard.connect(self.better.show)
        row = QHBoxLayout()
        row.addWidget(self.hear)
        row.addWidget(self.words, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.local)
        about = self.tr(
            "Works right away, offline, in many languages. It sounds synthetic and "
            "can't speak in voices you record."
        )
        layout.addWidget(_below(self.local, _text(about)))
        layout.addWidget(_below(self.local, row))
        offer = QHBoxLayout()
        offer.addWidget(self.better)
        offer.addStretch()
        layout.addWidget(_below(self.local, offer))
        layout.addSpacing(12)
        layout.addWidget(self.remote)
        about = self.tr(
            "Sounds like a person and speaks in voices you record. You need its "
            "address, and its token if it uses one."
        )
        layout.addWidget(_below(self.remote, _text(about)))
        layout.addSpacing(12)
        layout.addWidget(self.key)
        about = self.tr(
            "Alibaba Cloud runs CosyVoice for you. It clones your voices for free and "
            "bills speech by the character. You only need an API key."
        )
        layout.addWidget(_below(self.key, _text(about)))
        layout.addStretch()

    def nextId(self) -> int:  # noqa: N802 - Qt's name
        """The service's page only where there is to be one."""
        return _NOW if self.local.isChecked() else _SERVICE

    def _hear_or_stop(self) -> None:
        if self.trial.running:
            self.trial.stop()
        else:
            self.words.clear()
            self.trial.start(VoiceProfile(), self.tr("Hello! I am the built-in voice."))

    def _show_trial(self) -> None:
        self.hear.show_playing(playing=self.trial.running)

    def _fail(self, error: Exception) -> None:
        self.words.setText(f"✗ {in_full(error)}")


class ServicePage(QWizardPage):
    """Where the service is. It is tried out before the next page; one may go on all the same.

    Args:
        engine: Has the loop in which it is tried out.
        who: Where the kind of service was chosen.
    """

    def __init__(self, engine: Engine, who: WhoPage) -> None:
        super().__init__()
        self.setSubTitle(self.tr("“Next” tests the service and continues if it works."))
        self._who = who
        taken = engine.settings.services
        self.form = ServiceForm(engine.loop, taken=taken)
        self.form.edited.connect(self._edited)
        self.form.tried.connect(self._tried)
        self.anyway = QCheckBox(self.tr("Contin&ue even if it doesn't work yet"))
        self.anyway.setObjectName("anyway")
        self.anyway.hide()
        self._going_on = False
        layout = QVBoxLayout(self)
        layout.addWidget(Scrolled(self.form), 1)
        layout.addWidget(self.anyway)

    def initializePage(self) -> None:  # noqa: N802 - Qt's name
        """Ask for what the chosen kind needs; begin with the address or the key."""
        studio = self._who.key.isChecked()
        title = self.tr("Your key of Model Studio") if studio else self.tr("Where is your service?")
        self.setTitle(title)
        self.form.fix_kind(studio=studio)
        self.form.begin()

    def validatePage(self) -> bool:  # noqa: N802 - Qt's name
        """Whether to go on now; else it is tried out first."""
        try:
            self.form.entry()
        except SettingsError as error:
            self.form.complain(error)
            return False
        if self.form.found is not None or self.anyway.isChecked():
            return True
        self._going_on = True
        return not (self.form.trial.running or self.form.start_trial())

    def nextId(self) -> int:  # noqa: N802 - Qt's name
        """What to do now."""
        return _NOW

    def cleanupPage(self) -> None:  # noqa: N802 - Qt's name
        """Keep what was typed when one goes back; ask no longer."""
        self._going_on = False
        self.form.give_up()

    def _edited(self) -> None:
        self._going_on = False
        self.anyway.hide()
        self.anyway.setChecked(False)

    def _tried(self) -> None:
        works, going_on = self.form.found is not None, self._going_on
        self._going_on = False
        self.anyway.setVisible(not works)
        wizard = self.wizard()
        if works and going_on and wizard is not None:
            wizard.next()


class NowPage(QWizardPage):
    """What to do now.

    Args:
        engine: Has the hotkeys.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.setTitle(self.tr("Ready to read"))
        self.setSubTitle(self.tr("Select “Finish”. Then you can:"))
        self.setFinalPage(True)
        self._engine = engine
        icon = QLabel()
        icon.setPixmap(app_icon().pixmap(_ICON, _ICON))
        self.words = _text("")
        self.words.setObjectName("what-now")
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.start = QCheckBox(self.tr("&Start in the tray at login"))
        self.start.setObjectName("autostart")
        self.notice = Notice()
        self.busy = _text(
            self.tr("Saving the token… If the keyring asks for a password, enter it there.")
        )
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Saving the token"))
        row = QHBoxLayout()
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(8)
        row.addWidget(self.words, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addSpacing(8)
        layout.addWidget(self.start)
        layout.addStretch()
        layout.addWidget(self.notice)
        layout.addWidget(self.busy)
        layout.addWidget(self.bar)
        self.show_busy(busy=False)

    def initializePage(self) -> None:  # noqa: N802 - Qt's name
        """Say what can be done here: not every desktop has a tray."""
        keys = self._engine.settings.app.keys["read-selection"]
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        ways = [self.tr("Select text anywhere and press <b>{keys}</b>.").format(keys=native)]
        if QSystemTrayIcon.isSystemTrayAvailable():
            ways += [
                self.tr(
                    "Select text and click the app's icon with the <b>middle mouse button</b>."
                ),
                self.tr(
                    "The icon is in the system tray, next to the clock. Some desktops hide "
                    "it behind an arrow. Right-click it to open its menu."
                ),
            ]
        else:
            ways.append(
                self.tr(
                    "This desktop has no system tray. The Reader window stays open; "
                    "everything else is in its ☰ menu."
                )
            )
        ways.append(self.tr("Drop a file or a link on the Reader."))
        self.words.setText("".join(f"<p>{way}</p>" for way in ways))

    def nextId(self) -> int:  # noqa: N802 - Qt's name
        """It is the last."""
        return -1

    def show_busy(self, *, busy: bool) -> None:
        """Show whether the token is being kept."""
        self.busy.setVisible(busy)
        self.bar.setVisible(busy)
        self.start.setEnabled(not busy)


class Wizard(QWizard):
    """Sets the app up. Closed early, it leaves the built-in voice, and does not come again.

    Args:
        engine: Has the settings, and speaks.
    """

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._over = False
        self.setObjectName("welcome")
        self.setWindowTitle(self.tr("Welcome to CosyVoice Home"))
        self.setWindowIcon(app_icon())
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.who = WhoPage(engine)
        self.service = ServicePage(engine, self.who)
        self.now = NowPage(engine)
        for number, page in ((_WHO, self.who), (_SERVICE, self.service), (_NOW, self.now)):
            self.setPage(number, page)
        self.keeping = TokenKeeping(engine.loop, self)
        self.keeping.kept.connect(self._set_start)
        self.keeping.failed.connect(self.now.notice.warn)
        self.keeping.changed.connect(self._show_busy)
        self.currentIdChanged.connect(self.who.trial.stop)
        self.setButtonText(QWizard.WizardButton.NextButton, self.tr("&Next >"))
        self._show_busy()
        QShortcut(QKeySequence(CLOSING_KEYS[0]), self, self.reject)
        keep_on_screen(self, 640, 520)

    def accept(self) -> None:
        """Keep what was chosen: first the token, which may take a person's time."""
        if self.keeping.running:
            return
        self.now.notice.clear()
        entry = self._entry()
        if entry is None:
            self._set_start({})
        else:
            self.keeping.start([entry], {})

    def reject(self) -> None:
        """Wait for the keyring no longer; or close, with the built-in voice."""
        if self.keeping.running:
            self.keeping.cancel()
            return
        self._welcome({})
        super().reject()

    def done(self, result: int) -> None:
        """Close; what is heard or asked is given up."""
        self.who.trial.stop()
        self.service.form.give_up()
        super().done(result)

    def _entry(self) -> ServiceEntry | None:
        return None if self.who.local.isChecked() else self.service.form.entry()

    def _set_start(self, services: dict[str, ServiceSettings]) -> None:
        def finish(_: None = None) -> None:
            self._welcome(services)
            super(Wizard, self).accept()

        def fail(error: Exception) -> None:
            self.now.start.setChecked(False)  # “Finish” goes on without it
            self.now.notice.warn(error)

        if self.now.start.isChecked():
            work = asyncio.to_thread(autostart.turn_on)
            self._engine.loop.start(work, finish, fail)
        else:
            finish()

    def _welcome(self, services: dict[str, ServiceSettings]) -> None:
        """Keep that the first start is over, with a service in use if there is one."""
        if self._over:
            return
        self._over = True
        settings = self._engine.settings.with_app(welcomed=True)
        for name, service in services.items():
            settings = settings.with_service(name, service, active=True)
        self._engine.change(settings, reconnect=bool(services))

    def _show_busy(self) -> None:
        busy = self.keeping.running
        self.now.show_busy(busy=busy)
        early = self.tr("Cancel") if busy else self.tr("Skip")
        self.setButtonText(QWizard.WizardButton.CancelButton, early)
        for which in (QWizard.WizardButton.BackButton, QWizard.WizardButton.FinishButton):
            button = self.button(which)
            if button is not None:
                button.setEnabled(not busy)


def _text(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _below(button: QRadioButton, what: QWidget | QHBoxLayout) -> QWidget:
    """Below a radio button, where its words begin."""
    place = QWidget()
    layout = QHBoxLayout(place)
    layout.setContentsMargins(words_of_radio_begin(button), 0, 0, 0)
    if isinstance(what, QWidget):
        layout.addWidget(what)
    else:
        layout.addLayout(what)
    return place
