"""The windows with a key of Model Studio: set up, agreed to, a voice cloned, texts, trouble."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication, QMenu, QMessageBox
import pytest

from desktop_app.gui.application import Application
from desktop_app.gui.reader.chips import VoiceChip
from desktop_app.gui.reader.window import ReaderWindow
from desktop_app.gui.savings import SavingState, savings_of
from desktop_app.gui.voices.add_dialog import AddVoiceDialog
from desktop_app.gui.voices.model import ROW_ROLE, VoiceRow
from desktop_app.gui.voices.window import VoicesWindow
from desktop_app.gui.welcome.window import Welcome
from desktop_app.reading.events import ReaderState
from desktop_app.reading.model import Reading
from desktop_app.services.voice_notes import forget, known_notes
from desktop_app.settings.settings import ServiceSettings, StandIn, load_settings
from desktop_app.settings.tokens import TokenPlace
from desktop_app.system.paths import config_file, voice_notes_file
from tests.desktop_app.gui import keyrings
from tests.desktop_app.voices.sounds import recording, speech
from tests.model_studio import KEY, ModelStudio, RefusedError, model_studio_in_a_thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.sound_server import SoundServer

TEXT = "One is the first. Two comes after it. Three is the last of them all."


@pytest.fixture
def service() -> Iterator[ModelStudio]:
    with model_studio_in_a_thread(ModelStudio()) as running:
        yield running
        assert running.faults == []


def use(app: Application, qtbot: QtBot, service: ModelStudio, *, agreed: bool) -> None:
    """Have the app read with the service, and with nobody in its place."""
    place = ServiceSettings(service.url, api="model_studio", agreed="127.0.0.1" if agreed else "")
    settings = app.engine.settings.with_service("studio", place, active=True)
    with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
        app.engine.change(settings.with_app(stand_in=StandIn.NONE))


def texts(service: ModelStudio) -> list[str]:
    """What was sent to be spoken."""
    inputs = [body.get("payload", {}).get("input", {}) for body in service.bodies]
    return [one["text"].strip() for one in inputs if "text" in one]


def consent_box(qtbot: QtBot) -> QMessageBox:
    def there() -> list[QMessageBox]:
        found = QApplication.topLevelWidgets()
        boxes = [one for one in found if isinstance(one, QMessageBox) and one.isVisible()]
        return [one for one in boxes if one.objectName() == "consent"]

    qtbot.waitUntil(lambda: bool(there()), timeout=20_000)
    return there()[0]


def press(box: QMessageBox, words: str) -> None:
    (button,) = [one for one in box.buttons() if words in one.text().replace("&", "")]
    button.click()


@pytest.fixture
def first_start(
    qapp: QApplication, qtbot: QtBot, home: Path, sound_server: SoundServer, built_in: None
) -> Iterator[Application]:
    """The app where nothing is set yet."""
    del home, sound_server, built_in
    config_file().unlink()
    app = Application(qapp)
    try:
        with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
            app.engine.refresh_voices()
        yield app
    finally:
        app._end()


@pytest.mark.audio
def test_from_a_key_to_a_voice_that_is_heard_with_an_unpaid_bill_on_the_way(
    first_start: Application,
    qtbot: QtBot,
    service: ModelStudio,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    sound_server: SoundServer,
) -> None:
    app = first_start
    ring = keyrings.Working()
    keyrings.use(ring, monkeypatch)
    monkeypatch.setattr("shared_client.model_studio.voices._PAUSE", 0.5)
    service.reviews = 3
    go_through(app, qtbot, service)
    assert ring.kept == {"Model-Studio": KEY}
    kept = load_settings().services["Model-Studio"]
    place = ServiceSettings(service.url, TokenPlace.KEYRING, api="model_studio")
    assert kept == replace(place, agreed="127.0.0.1")
    assert service.characters == 0
    app.engine.change(app.engine.settings.with_service("Model-Studio", place, active=True))
    window = clone(app, qtbot, service, home)
    assert load_settings().services["Model-Studio"].agreed == "127.0.0.1"
    assert first(window).name == "Aunt May"
    assert first(window).said == "One, two, three."
    window.notice.action.click()
    app.engine.change(app.engine.settings.with_app(stand_in=StandIn.NONE))
    reader = app.open("reader")
    assert isinstance(reader, ReaderWindow)
    unpaid_after_the_first_sentence(service, monkeypatch)
    with sound_server.recording() as heard:
        app.engine.read(TEXT)
        qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.TROUBLE, timeout=20_000)
        assert "has an unpaid bill" in reader.notice.words.text()
        assert "Pay it in the Alibaba Cloud console" in reader.notice.words.text()
        reader.notice.action.click()
        qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.IDLE, timeout=40_000)
    assert heard.duration > 4
    assert texts(service) == ["One is the first.", "Two comes after it.", TEXT[38:]]
    assert f"{len(TEXT) - 2} characters billed" in reader.player.words.text()
    window.people.select(set())  # none: the first one
    window.delete()
    assert window._box is not None
    press(window._box, "Delete")
    qtbot.waitUntil(lambda: not window.model.voices, timeout=20_000)
    assert known_notes(voice_notes_file()) == {}


def go_through(app: Application, qtbot: QtBot, service: ModelStudio) -> None:
    """The first start: what the key is for is agreed; then another region's, and the right one."""
    wizard = app.windows["welcome"]
    assert isinstance(wizard, Welcome)
    wizard.who.key.setChecked(True)
    wizard.next()
    page, form = wizard.service, wizard.service.form
    assert wizard.page.title.text() == "Your Model Studio key"
    assert not form.kind.isVisible()
    form.token.setText("sk-of-another-region")
    form.more.click()
    form.studio.address.setText(service.url)
    wizard.next()
    assert "Tick “I agree” first" in page.result.words.text()
    assert service.requests == []
    with qtbot.waitSignal(form.tried, timeout=20_000):
        form.studio.agree.click()
    assert "Each key belongs to one region" in page.result.words.text()
    assert page.anyway.isVisible()
    form.token.setText(KEY)
    wizard.next()
    qtbot.waitUntil(lambda: wizard.current is wizard.now, timeout=20_000)
    wizard.finish.click()
    qtbot.waitUntil(lambda: load_settings().active == "Model-Studio", timeout=20_000)
    qtbot.waitUntil(lambda: app.engine.voices_known and not app.engine.voices, timeout=20_000)


def clone(app: Application, qtbot: QtBot, service: ModelStudio, home: Path) -> VoicesWindow:
    """A recording becomes a voice, once it is agreed where it goes."""
    file = home / "Aunt May.wav"
    recording(speech(8)).save(file)
    window, dialog = adding(app, qtbot, file)
    assert "go to Alibaba Cloud through 127.0.0.1" in dialog.where.text()
    assert dialog.upload_button.isEnabled()  # a transcript may be left out
    dialog.text.setPlainText("One, two, three.")
    dialog.upload()
    press(consent_box(qtbot), "Cancel")
    assert service.voices == {}
    assert [one for one in service.requests if "uploads" in one] == []
    dialog.upload()
    press(consent_box(qtbot), "Agree")
    qtbot.waitUntil(lambda: "reviewing the voice" in dialog.sent.text(), timeout=20_000)
    assert "waiting" in dialog.give_up.text()
    qtbot.waitUntil(lambda: len(window.model.voices) == 1, timeout=20_000)
    return window


def unpaid_after_the_first_sentence(service: ModelStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    billed, left = service._billed, ["once"]

    def bill(text: str) -> int:
        if left:
            left.clear()
            service.task_refusals.append(RefusedError("Arrearage", "overdue"))
        return billed(text)

    monkeypatch.setattr(service, "_billed", bill)


def test_nothing_is_sent_before_it_is_agreed_and_all_of_it_afterwards(
    app: Application, qtbot: QtBot, service: ModelStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COSYVOICE_TOKEN", KEY)
    service.voice()
    use(app, qtbot, service, agreed=False)
    app.engine.read(TEXT)
    box = consent_box(qtbot)
    assert "go to Alibaba Cloud through 127.0.0.1" in box.text()
    press(box, "Cancel")
    assert app.engine.state.state is ReaderState.TROUBLE
    assert texts(service) == []
    reader = app.open("reader")
    assert isinstance(reader, ReaderWindow)
    app.engine.resume()
    press(consent_box(qtbot), "Agree")
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.IDLE, timeout=30_000)
    assert service.characters == len(TEXT) - 2  # the blanks between sentences
    qtbot.waitUntil(lambda: load_settings().services["studio"].agreed == "127.0.0.1")


def test_a_text_is_saved_once_it_is_agreed_where_it_goes(
    app: Application,
    qtbot: QtBot,
    service: ModelStudio,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COSYVOICE_TOKEN", KEY)
    service.voice()
    use(app, qtbot, service, agreed=False)
    reader = app.open("reader")
    assert isinstance(reader, ReaderWindow)
    saving = savings_of(app.engine).add(Reading(TEXT), home / "said.wav", 1.0)
    box = consent_box(qtbot)
    assert "Nothing was sent" in reader.notice.words.text()
    assert texts(service) == []
    press(box, "Agree")
    qtbot.waitUntil((home / "said.wav").exists, timeout=20_000)
    qtbot.waitUntil(lambda: saving.state is SavingState.DONE, timeout=20_000)
    assert service.characters == len(TEXT) - 2


def test_a_fallback_gets_no_text_that_nobody_agreed_to(
    app: Application, qtbot: QtBot, service: ModelStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COSYVOICE_TOKEN", KEY)
    service.voice()
    dead = ServiceSettings("http://127.0.0.1:9")
    settings = app.engine.settings.with_service("dead", dead, active=True)
    place = ServiceSettings(service.url, api="model_studio")
    settings = settings.with_service("studio", place, active=False)
    app.engine.change(settings.with_app(stand_in=StandIn.LOCAL))
    with qtbot.waitSignal(app.engine.service_changed, timeout=20_000) as heard:
        qtbot.waitUntil(lambda: app.engine.settings.active == "dead")
        app.engine.read(TEXT)
        qtbot.waitUntil(lambda: app.engine.speaking_service == "local", timeout=30_000)
    assert heard.args is not None
    app.engine.stop()
    assert texts(service) == []


@pytest.mark.parametrize(
    ("refused", "words", "action"),
    [
        (RefusedError("Arrearage", "overdue"), "has an unpaid bill", "Try again"),
        (RefusedError("AllocationQuota.FreeTierOnly", "end"), "free quota", "Try again"),
        (RefusedError("DataInspectionFailed", "no"), "refused the content", "Next sentence"),
        (RefusedError("InvalidApiKey", "no"), "doesn't accept the key", "Open settings"),
        (
            RefusedError("InvalidParameter", "Engine return error code: 418"),
            "can't speak with this voice",
            "Open voices",
        ),
    ],
)
def test_trouble_in_the_middle_is_told_with_what_to_do_and_reading_goes_on(
    app: Application,
    qtbot: QtBot,
    service: ModelStudio,
    monkeypatch: pytest.MonkeyPatch,
    refused: RefusedError,
    words: str,
    action: str,
) -> None:
    monkeypatch.setenv("COSYVOICE_TOKEN", KEY)
    service.voice()
    use(app, qtbot, service, agreed=True)
    reader = app.open("reader")
    assert isinstance(reader, ReaderWindow)
    service.task_refusals.append(refused)
    app.engine.read(TEXT)
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.TROUBLE, timeout=20_000)
    assert words in reader.notice.words.text()
    assert reader.notice.action.text() == action
    if action == "Open settings":
        reader.notice.action.click()
        qtbot.waitUntil(lambda: "settings" in app.windows, timeout=10_000)
    app.engine.resume()
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.IDLE, timeout=30_000)
    assert service.characters == len(TEXT) - 2


def adding(app: Application, qtbot: QtBot, file: Path) -> tuple[VoicesWindow, AddVoiceDialog]:
    window = app.open("voices")
    assert isinstance(window, VoicesWindow)
    window.add(file)
    dialog = window.findChildren(AddVoiceDialog)[-1]
    qtbot.waitUntil(dialog.play.isEnabled, timeout=20_000)
    qtbot.waitUntil(lambda: bool(dialog.findings.count()), timeout=20_000)
    return window, dialog


def first(window: VoicesWindow) -> VoiceRow:
    """The first row."""
    row = window.found.index(0, 0).data(ROW_ROLE)
    assert isinstance(row, VoiceRow)
    return row


def offered(app: Application, qtbot: QtBot) -> tuple[list[str], list[str]]:
    """Voices that the Reader and the menu of the tray offer."""
    chip = VoiceChip(app.engine)
    qtbot.addWidget(chip)
    chip.choices.aboutToShow.emit()
    tray = app.tray
    assert tray is not None
    tray.rebuild()
    menu = tray.menu.findChild(QMenu, "voice")
    assert menu is not None
    return (
        [action.text() for action in chip.choices.actions() if action.isCheckable()],
        [action.text() for action in menu.actions() if action.isCheckable()],
    )


def test_who_waits_no_longer_gets_the_same_voice_and_no_second_one(
    app: Application,
    qtbot: QtBot,
    service: ModelStudio,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COSYVOICE_TOKEN", KEY)
    service.reviews = 1000
    use(app, qtbot, service, agreed=True)
    file = home / "mama.wav"
    recording(speech(8)).save(file)
    window, dialog = adding(app, qtbot, file)
    dialog.name.setText("Großmutter")
    dialog.text.setPlainText("One, two, three.")
    dialog.upload()
    qtbot.waitUntil(lambda: bool(service.voices) and dialog.transfer.waiting, timeout=20_000)
    dialog.give_up.click()
    assert "may still make the voice" in dialog.notice.words.text()
    qtbot.waitUntil(lambda: len(window.model.voices) == 1, timeout=20_000)
    assert first(window).note == "In review"
    assert offered(app, qtbot) == (["Newest voice"], ["Newest voice"])
    qtbot.waitUntil(lambda: first(window).name == "Großmutter", timeout=20_000)
    assert first(window).said == "One, two, three."
    window.people.select(set())  # none: the first one
    assert not window._actions["use"].isEnabled()
    assert not window._actions["listen"].isEnabled()
    service.reviews = 0
    dialog.upload()
    qtbot.waitUntil(lambda: "Added" in window.notice.words.text(), timeout=20_000)
    assert len(service.voices) == 1
    assert sum("uploads" in one for one in service.requests) == 1
    qtbot.waitUntil(lambda: first(window).reads, timeout=20_000)
    forget(voice_notes_file(), service.voices)  # as on another computer
    with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
        window.refresh()
    name = next(iter(service.voices)).split("-")[3]
    assert offered(app, qtbot) == (["Newest voice", name], ["Newest voice", name])


def test_a_recording_with_too_little_speech_is_told_before_it_is_sent(
    app: Application,
    qtbot: QtBot,
    service: ModelStudio,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COSYVOICE_TOKEN", KEY)
    use(app, qtbot, service, agreed=True)
    file = home / "short.wav"
    recording(speech(4)).save(file)
    _, dialog = adding(app, qtbot, file)
    found = [dialog.findings.item(row) for row in range(dialog.findings.count())]
    words = " ".join(item.text() for item in found if item is not None)
    assert "At least 5 s is required" in words
    assert not dialog.upload_button.isEnabled()  # it is known that the service refuses it
    assert "won't take this part" in dialog.missing.text()
    dialog.upload()
    assert not dialog.transfer.running
    assert [one for one in service.requests if "uploads" in one] == []
    service.refuses_voices = True
    recording(speech(8)).save(file)
    dialog.reject()
    window, dialog = adding(app, qtbot, file)
    dialog.upload()
    qtbot.waitUntil(lambda: "refused it" in dialog.notice.words.text(), timeout=20_000)
    qtbot.waitUntil(lambda: len(window.model.voices) == 1, timeout=20_000)
    assert first(window).name == "short"
    dialog.reject()
