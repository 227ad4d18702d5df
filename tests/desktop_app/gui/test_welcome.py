"""The first start, as people go through it: the built-in voice, or a service."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QMessageBox,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWizard,
)
import pytest

from desktop_app.errors import AppError
from desktop_app.gui.application import Application
from desktop_app.gui.welcome import Wizard
from desktop_app.settings.settings import ServiceSettings, Settings, load_settings
from desktop_app.settings.tokens import TokenPlace, load_token
from desktop_app.system import autostart
from desktop_app.system.paths import config_file, token_file
from tests.desktop_app.gui import keyrings
from tests.local_server.running import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PyQt6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.sound_server import SoundServer

DEAD = "http://127.0.0.1:9"


@pytest.fixture
def wizard(
    qapp: QApplication, qtbot: QtBot, home: Path, sound_server: SoundServer
) -> Iterator[Wizard]:
    """The wizard that the app opens where nothing is set yet."""
    del home, sound_server
    config_file().unlink()
    app = Application(qapp)
    try:
        wizard = app.windows["welcome"]
        assert isinstance(wizard, Wizard)
        assert wizard.isVisible()
        with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
            app.engine.refresh_voices()
        yield wizard
        wizard.keeping.cancel()
    finally:
        app._end()


def press(wizard: Wizard, which: QWizard.WizardButton) -> None:
    button = wizard.button(which)
    assert button is not None
    assert button.isEnabled()
    button.click()


def go_on(wizard: Wizard) -> None:
    press(wizard, QWizard.WizardButton.NextButton)


def finish(wizard: Wizard) -> None:
    press(wizard, QWizard.WizardButton.FinishButton)


def welcomed(qtbot: QtBot, wizard: Wizard) -> Settings:
    """The settings, once the wizard is over."""
    qtbot.waitUntil(lambda: not wizard.isVisible(), timeout=10_000)
    qtbot.waitUntil(lambda: load_settings().app.welcomed, timeout=10_000)
    return load_settings()


def box_over(qtbot: QtBot, wizard: Wizard) -> QMessageBox:
    def there() -> list[QMessageBox]:
        return [one for one in wizard.findChildren(QMessageBox) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(there()), timeout=10_000)
    return there()[0]


def click(parent: QMessageBox, name: str) -> None:
    button = parent.findChild(QAbstractButton, name)
    assert button is not None
    button.click()


@pytest.mark.audio
def test_the_built_in_voice_is_heard_and_used(
    wizard: Wizard, qtbot: QtBot, sound_server: SoundServer
) -> None:
    hear, better = wizard.who.hear, wizard.who.better
    hear.click()
    hear.click()
    assert better.isHidden()  # nothing was heard yet
    with sound_server.recording() as recording:
        hear.click()
        assert "top" in hear.text()
        assert better.isHidden()
        qtbot.waitUntil(lambda: "Listen" in hear.text(), timeout=20_000)
    assert recording.duration > 0.5
    assert better.isVisible()
    assert wizard.who.words.text() == ""
    hear.click()
    hear.click()
    assert "Listen" in hear.text()
    go_on(wizard)
    assert wizard.currentPage() is wizard.now
    words = wizard.now.words.text()
    for one in ("Ctrl+Alt+R", "middle mouse button", "tray"):
        assert one in words
    assert not wizard.now.start.isChecked()
    finish(wizard)
    settings = welcomed(qtbot, wizard)
    assert settings.services == {}
    assert settings.active == ""
    assert not autostart.is_on()


def test_closed_early_it_does_not_come_again(wizard: Wizard, qtbot: QtBot) -> None:
    wizard.who.remote.setChecked(True)
    go_on(wizard)
    wizard.service.form.url.setText(DEAD)
    assert wizard.buttonText(QWizard.WizardButton.CancelButton) == "Skip"
    press(wizard, QWizard.WizardButton.CancelButton)
    assert welcomed(qtbot, wizard).services == {}


def test_what_is_said_of_a_choice_begins_where_its_words_do(wizard: Wizard) -> None:
    radio = wizard.who.remote
    option = QStyleOptionButton()
    radio.initStyleOption(option)
    style = radio.style()
    assert style is not None
    words = style.subElementRect(QStyle.SubElement.SE_RadioButtonContents, option, radio)
    labels = wizard.who.findChildren(QLabel)
    about = next(one for one in labels if "like a person" in one.text())
    left = about.mapTo(wizard.who, QPoint(0, 0)).x()
    assert left == pytest.approx(radio.x() + words.x(), abs=1)


def test_letters_of_the_services_page_are_different(wizard: Wizard, qtbot: QtBot) -> None:
    wizard.who.remote.setChecked(True)
    go_on(wizard)
    form = wizard.service.form
    form.more.setChecked(True)
    form.url.setText(DEAD)
    with qtbot.waitSignal(form.tried, timeout=10_000):
        go_on(wizard)
    shown: list[QLabel | QAbstractButton] = [
        *wizard.findChildren(QLabel),
        *wizard.findChildren(QAbstractButton),
    ]
    letters = [
        letter
        for one in shown
        if one.isVisible() and not isinstance(one, QToolButton)
        for letter in re.findall(r"&(\w)", one.text().upper())
    ]
    assert {"C", "U", "N", "B"} < set(letters)
    assert sorted(letters) == sorted(set(letters))


def test_a_service_is_tried_out_and_its_token_kept(
    wizard: Wizard, qtbot: QtBot, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = keyrings.Working()
    keyrings.use(ring, monkeypatch)
    wizard.who.remote.setChecked(True)
    go_on(wizard)
    assert wizard.currentPage() is wizard.service
    go_on(wizard)
    assert "Enter the address of the service" in wizard.service.form.finding.text()
    wizard.service.form.url.setText(served)
    wizard.service.form.name.setText("home")
    go_on(wizard)
    qtbot.waitUntil(wizard.service.anyway.isVisible, timeout=10_000)
    assert "requires a token" in wizard.service.form.finding.text()
    wizard.service.form.token.setText(TOKEN)
    assert not wizard.service.anyway.isVisible()
    go_on(wizard)
    qtbot.waitUntil(lambda: wizard.currentPage() is wizard.now, timeout=10_000)
    assert ring.kept == {}
    wizard.now.start.setChecked(True)
    finish(wizard)
    settings = welcomed(qtbot, wizard)
    assert settings.services == {"home": ServiceSettings(served, TokenPlace.KEYRING)}
    assert settings.active == "home"
    assert ring.kept == {"home": TOKEN}
    assert autostart.is_on()
    autostart.turn_off()


def test_a_service_that_does_not_work_yet_and_no_keyring(wizard: Wizard, qtbot: QtBot) -> None:
    wizard.who.remote.setChecked(True)
    go_on(wizard)
    form = wizard.service.form
    form.url.setText(DEAD)
    form.token.setText(TOKEN)
    with qtbot.waitSignal(form.tried, timeout=10_000):
        form.test.click()
    assert wizard.currentPage() is wizard.service
    wizard.back()
    assert wizard.currentPage() is wizard.who
    go_on(wizard)
    assert form.url.text() == DEAD
    with qtbot.waitSignal(form.tried, timeout=10_000):
        go_on(wizard)
    wizard.service.anyway.setChecked(True)
    go_on(wizard)
    assert wizard.currentPage() is wizard.now
    finish(wizard)
    click(box_over(qtbot, wizard), "go-back")
    assert wizard.isVisible()
    assert not token_file().exists()
    assert load_settings() == Settings()
    finish(wizard)
    click(box_over(qtbot, wizard), "keep-in-file")
    service = welcomed(qtbot, wizard).services["127-0-0-1"]
    assert service.token_in is TokenPlace.FILE
    assert load_token("127-0-0-1", TokenPlace.FILE) == TOKEN


def test_one_need_not_wait_for_the_keyring(
    wizard: Wizard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = keyrings.Waiting()
    keyrings.use(ring, monkeypatch)
    wizard.who.remote.setChecked(True)
    go_on(wizard)
    wizard.service.form.url.setText(DEAD)
    wizard.service.form.token.setText(TOKEN)
    with qtbot.waitSignal(wizard.service.form.tried, timeout=10_000):
        go_on(wizard)
    wizard.service.anyway.setChecked(True)
    go_on(wizard)
    finish(wizard)
    qtbot.waitUntil(wizard.now.busy.isVisible, timeout=10_000)
    wizard.accept()  # once is enough
    assert wizard.buttonText(QWizard.WizardButton.CancelButton) == "Cancel"
    press(wizard, QWizard.WizardButton.CancelButton)
    assert wizard.buttonText(QWizard.WizardButton.CancelButton) == "Skip"
    assert wizard.isVisible()
    assert not wizard.now.busy.isVisible()
    ring.unlocked.set()
    wizard.reject()
    assert welcomed(qtbot, wizard).services == {}
    wizard.reject()  # it is over


def test_a_start_that_cannot_be_set_is_told_and_gone_without(
    wizard: Wizard, qtbot: QtBot, home: Path
) -> None:
    (home / "config" / "autostart").write_text("a file where the folder should be")
    go_on(wizard)
    wizard.now.start.setChecked(True)
    finish(wizard)
    words = wizard.now.notice.findChild(QLabel, "notice-words")
    assert words is not None
    qtbot.waitUntil(lambda: bool(words.text()), timeout=10_000)
    assert wizard.isVisible()
    assert not wizard.now.start.isChecked()
    finish(wizard)
    welcomed(qtbot, wizard)


def test_a_desktop_without_a_tray(wizard: Wizard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "desktop_app.gui.welcome.QSystemTrayIcon.isSystemTrayAvailable", lambda: False
    )
    go_on(wizard)
    assert "no system tray" in wizard.now.words.text()
    assert "☰ menu" in wizard.now.words.text()
    monkeypatch.undo()


def test_a_sentence_that_cannot_be_heard(wizard: Wizard) -> None:
    wizard.who.trial.failed.emit(AppError("no_output"))
    assert wizard.who.better.isHidden()
    assert wizard.who.words.text().startswith(
        "✗ There is no audio output device. Connect or turn on an audio output."
    )
