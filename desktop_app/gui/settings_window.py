"""The settings: the service that speaks, where sound goes, speed, language."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.audio.devices import list_devices
from desktop_app.errors import AppError, SettingsError
from desktop_app.reading.reader import SPEEDS
from desktop_app.reading.trouble import FAILURES, Trouble
from desktop_app.settings import ServiceSettings
from desktop_app.tokens import TokenPlace, load_token, store_token
from shared_client import CosyVoiceClient, Timeouts, service_url

from .icons import app_icon

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.audio.devices import AudioDevice
    from desktop_app.settings import Settings

    from .engine import Engine

LANGUAGES: Final = {"en": "English", "zh_CN": "简体中文", "zh_TW": "繁體中文"}
"""Of menus and windows, each in its own name."""

_NAME: Final = "home"  # of the service that is added here first
_TIMEOUTS: Final = Timeouts(connect=5, cold_start=0)


async def try_service(url: str, token: str) -> int:
    """Ask a service whether it is one and accepts a token; return how many voices it has.

    Raises:
        CosyVoiceError: It does not.
        ValueError: The address is none.
    """
    async with CosyVoiceClient(url, token, timeouts=_TIMEOUTS) as client:
        await client.probe()
        return len(await client.list_reference_audio(limit=1000))


class SettingsWindow(QDialog):
    """All that can be set, in pages; nothing holds before OK.

    Signals:
        language_changed: Another language was chosen for menus and windows.
    """

    language_changed = pyqtSignal(str)

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._settings = engine.settings
        self._trial: Future[int] | None = None
        self.setWindowTitle(self.tr("Settings – CosyVoice Home"))
        self.setWindowIcon(app_icon())
        self.setMinimumWidth(520)
        pages = QTabWidget()
        pages.addTab(self._service_page(), self.tr("Service"))
        pages.addTab(self._sound_page(), self.tr("Sound"))
        pages.addTab(self._general_page(), self.tr("General"))
        self.wrong = QLabel()
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(pages)
        layout.addWidget(self.wrong)
        layout.addWidget(self.buttons)
        engine.loop.start(list_devices(), self._show_devices)

    # Pages

    def _service_page(self) -> QWidget:
        name = self._settings.active
        service = self._settings.services.get(name or next(iter(self._settings.services), ""))
        self.local = QRadioButton(self.tr("&Built-in voice: works at once, does not clone"))
        self.remote = QRadioButton(self.tr("&A CosyVoice service:"))
        self.url = QLineEdit(service.url if service else "")
        self.url.setPlaceholderText("https://")
        self.url.setAccessibleName(self.tr("Address"))
        self.token = QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setAccessibleName(self.tr("Token"))
        if service and service.token_in is not TokenPlace.NONE:
            self.token.setPlaceholderText(self.tr("kept; type to replace it"))
        self.test = QPushButton(self.tr("&Test"))
        self.test.setAutoDefault(False)
        self.test.clicked.connect(self._test)
        self.finding = QLabel()
        self.finding.setWordWrap(True)
        self.finding.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.finding.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        fields = QWidget()
        form = QFormLayout(fields)
        form.setContentsMargins(24, 0, 0, 0)
        form.addRow(self.tr("A&ddress:"), self.url)
        form.addRow(self.tr("T&oken:"), self.token)
        row = QHBoxLayout()
        row.addWidget(self.test, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.finding, 1)
        form.addRow(row)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(self.local)
        layout.addWidget(self.remote)
        layout.addWidget(fields)
        layout.addStretch()
        self.remote.toggled.connect(fields.setEnabled)
        fields.setEnabled(False)
        (self.remote if name else self.local).setChecked(True)
        return page

    def _sound_page(self) -> QWidget:
        self.device = QComboBox()
        self.device.setAccessibleName(self.tr("Output"))
        self.device.addItem(self.tr("The system's default"), "")
        if self._settings.app.device:
            self.device.addItem(self._settings.app.device, self._settings.app.device)
            self.device.setCurrentIndex(1)
        self.device.setMinimumContentsLength(30)
        adjust = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.device.setSizeAdjustPolicy(adjust)
        self.speed = QDoubleSpinBox()
        self.speed.setRange(*SPEEDS)
        self.speed.setSingleStep(0.1)
        self.speed.setSuffix(" ×")
        self.speed.setValue(self._settings.app.speed)
        self.speed.setAccessibleName(self.tr("Speed"))
        page = QWidget()
        form = QFormLayout(page)
        form.addRow(self.tr("&Output:"), self.device)
        form.addRow(self.tr("&Speed:"), self.speed)
        return page

    def _general_page(self) -> QWidget:
        self.language = QComboBox()
        self.language.setAccessibleName(self.tr("Language"))
        self.language.addItem(self.tr("The system's"), "")
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(self._settings.app.language)))
        page = QWidget()
        form = QFormLayout(page)
        form.addRow(self.tr("&Language:"), self.language)
        return page

    def _show_devices(self, devices: list[AudioDevice]) -> None:
        for device in devices:
            name = str(device.name)
            if self.device.findData(name) < 0:
                self.device.addItem(name, name)

    # The trial

    def _test(self) -> None:
        self.finding.setText(self.tr("Asking…"))
        self.test.setEnabled(False)
        url = self.url.text().strip()
        self._trial = self._engine.loop.start(self._ask(url), self._works, self._fails)

    async def _ask(self, url: str) -> int:
        token = self.token.text().strip() or await asyncio.to_thread(self._kept_token)
        return await try_service(url, token)

    def _kept_token(self) -> str:
        name = self._name()
        service = self._settings.services.get(name)
        return load_token(name, service.token_in) if service else ""

    def _works(self, voices: int) -> None:
        self.test.setEnabled(True)
        if voices:
            words = self.tr("It works. It has %n voice(s).", "", voices)
        else:
            words = self.tr("It works. It has no voice yet: add one before it can speak.")
        self.finding.setText(f"✓ {words}")

    def _fails(self, error: Exception) -> None:
        self.test.setEnabled(True)
        if isinstance(error, FAILURES):
            trouble = Trouble.of(error)
            self.finding.setText(f"✗ {trouble.words} {trouble.hint}".strip())
        else:
            self.finding.setText("✗ " + self.tr("That is no address of a service."))

    # The end

    def accept(self) -> None:
        """Keep what was chosen, if it can be."""
        try:
            settings = self._chosen()
        except (AppError, ValueError) as error:
            hint = error.hint if isinstance(error, AppError) else ""
            self.wrong.setText(f"{error} {hint}".strip())
            self.wrong.show()
            return
        language = settings.app.language != self._settings.app.language
        self._engine.change(settings, reconnect=bool(self.token.text().strip()))
        super().accept()
        if language:
            self.language_changed.emit(settings.app.language)

    def done(self, result: int) -> None:
        """Close; a trial is given up."""
        if self._trial is not None:
            self._trial.cancel()
        super().done(result)

    def _name(self) -> str:
        return self._settings.active or next(iter(self._settings.services), _NAME)

    def _chosen(self) -> Settings:
        app = replace(
            self._engine.settings.app,
            device=self.device.currentData(),
            speed=round(self.speed.value(), 2),
            language=self.language.currentData(),
        )
        settings = replace(self._engine.settings, app=app)
        if self.local.isChecked():
            return settings.with_active("")
        try:
            url = str(service_url(self.url.text().strip()))
        except ValueError:
            raise SettingsError(self.tr("That is no address of a service.")) from None
        name = self._name()
        before = settings.services.get(name, ServiceSettings(url))
        token = self.token.text().strip()
        place = store_token(name, token) if token else before.token_in
        return settings.with_service(name, replace(before, url=url, token_in=place), active=True)
