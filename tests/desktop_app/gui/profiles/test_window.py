"""The window of speaking styles, as people use it; what is tried out is heard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QAction, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
import pytest

from desktop_app.gui.parts.colors import DARK
from desktop_app.gui.parts.language_names import language_name
from desktop_app.gui.parts.palettes import palette_of
from desktop_app.gui.profiles.importing import ImportDialog
from desktop_app.gui.profiles.language_profiles import LANGUAGES, by_name, language_code
from desktop_app.gui.profiles.ways import ways
from desktop_app.gui.profiles.window import ProfilesWindow, renamed
from desktop_app.home.membership import load_membership, save_membership
from desktop_app.reading.events import ReaderState
from desktop_app.reading.languages import Languages
from desktop_app.settings.profiles_file import (
    SameName,
    UnknownService,
    load_profiles,
    save_profiles,
)
from desktop_app.settings.settings import (
    HOUSE,
    LOCAL,
    ServiceSettings,
    Settings,
    StandIn,
    VoiceProfile,
    load_settings,
)
from shared_client import AudioSpec, ReferenceAudio
from shared_client.wav import wav_file
from tests.desktop_app.home.house import ACCESS, house_in_a_thread
from tests.desktop_app.home.test_elsewhere import STATES
from tests.local_server.running import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application
    from tests.sound_server import SoundServer

INSTRUCTED = "natural_language_replication"
SENTENCE = "This sentence is tried out to hear how long it takes."
DEAD = ServiceSettings("http://127.0.0.1:9")


@pytest.fixture
def window(app: Application, qtbot: QtBot) -> Iterator[ProfilesWindow]:
    """The window, with two profiles of the built-in service."""
    profiles = {"Story": VoiceProfile(speed=0.8), "News": VoiceProfile(volume=1.2)}
    app.engine.change(Settings(profiles=profiles).with_app(welcomed=True))
    window = ProfilesWindow(app.engine)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    yield window
    window.close()
    window.deleteLater()


def names(window: ProfilesWindow) -> list[str]:
    return [row.text() for row in window._rows()]


def do(window: ProfilesWindow, name: str) -> None:
    action = window.findChild(QAction, name)
    assert action is not None
    assert action.isEnabled()
    action.trigger()


def can(window: ProfilesWindow, name: str) -> bool:
    action = window.findChild(QAction, name)
    return action is not None and action.isEnabled()


def press(
    widget: QWidget,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    QTest.keyClick(widget, key, modifiers)  # type: ignore[call-overload] # its stubs are no static methods


def click(parent: QWidget, name: str) -> None:
    button = parent.findChild(QAbstractButton, name)
    assert button is not None
    assert button.isEnabled()
    keys = Qt.KeyboardModifier.NoModifier
    at = QPoint(9, button.height() // 2)  # a radio button may be wider than what can be clicked
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, keys, at)  # type: ignore[call-overload] # as above


def write_name(qtbot: QtBot, window: ProfilesWindow, name: str) -> None:
    """Type a name where one is being edited in the list."""
    edit = window.list.findChild(QLineEdit)
    assert edit is not None
    edit.selectAll()
    QTest.keyClicks(edit, name)  # type: ignore[arg-type, call-arg] # as above
    press(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.list.findChild(QLineEdit) is None, timeout=5_000)


def kept(qtbot: QtBot, check: Callable[[Settings], bool]) -> None:
    """Wait until the file of settings is as it should be."""
    qtbot.waitUntil(lambda: check(load_settings()), timeout=10_000)


def heard(
    qtbot: QtBot, window: ProfilesWindow, sound_server: SoundServer, begin: Callable[[], None]
) -> float:
    """How many seconds of a trial are heard."""
    with sound_server.recording() as recording:
        begin()
        assert window.editor.trial.running
        qtbot.waitUntil(lambda: not window.editor.trial.running, timeout=20_000)
    return recording.duration


def test_a_style_is_made_and_named_and_kept_at_once(
    app: Application, window: ProfilesWindow, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    write_name(qtbot, window, "  Bed time ")
    assert names(window) == ["Story", "News", "Bed time"]
    assert window.title.text() == "Bed time"
    editor = window.editor
    editor.speed_slider.setValue(90)
    assert editor.speed.value() == 0.9
    editor.volume.setValue(55)
    assert editor.volume_slider.value() == 55
    assert app.engine.settings.profiles["Bed time"] == VoiceProfile()  # it may still be dragged
    profile = VoiceProfile(speed=0.9, volume=0.55)
    kept(qtbot, lambda settings: settings.profiles.get("Bed time") == profile)
    assert window.state.text() == "Saved."
    editor.speed.setValue(1.5)
    window.list.setCurrentItem(window._rows()[0])  # one who looks elsewhere is done
    assert editor.speed.value() == 0.8
    assert app.engine.settings.profiles["Bed time"].speed == 1.5
    editor.speed.setValue(1.1)
    window.close()
    assert app.engine.settings.profiles["Story"].speed == 1.1


def test_changes_are_taken_back_one_after_the_other(
    app: Application, window: ProfilesWindow, qtbot: QtBot
) -> None:
    engine, editor = app.engine, window.editor
    exact = VoiceProfile(speed=0.87654, volume=1.23456, instruct=" x ")
    engine.change(engine.settings.with_profile("Story", exact))
    assert editor.profile() == exact
    assert not can(window, "undo")
    editor.volume.setValue(10)
    assert editor.profile().speed == exact.speed  # what is not touched stays exact
    assert can(window, "undo")
    editor.volume.setValue(123)  # changed back by hand
    assert not can(window, "undo")
    editor.volume.setValue(10)
    window._save()
    click(editor, "cheerful")
    window._save()
    do(window, "rename")
    write_name(qtbot, window, "Tale")
    press(window.list, Qt.Key.Key_Delete)
    assert names(window) == ["News"]
    for name, profile in (
        ("Tale", replace(exact, volume=0.1, mode=INSTRUCTED, instruct="用开心的语气说")),
        ("Story", replace(exact, volume=0.1, mode=INSTRUCTED, instruct="用开心的语气说")),
        ("Story", replace(exact, volume=0.1)),
        ("Story", exact),
    ):
        do(window, "undo")
        assert engine.settings.profiles[name] == profile
        assert window.title.text() == name
        assert editor.profile() == profile
    assert not can(window, "undo")
    window.undo()
    kept(qtbot, lambda settings: settings.profiles.get("Story") == exact)


@pytest.mark.audio
def test_a_trial_is_heard_as_the_editor_stands(
    window: ProfilesWindow, qtbot: QtBot, sound_server: SoundServer
) -> None:
    window.editor.sentence.setText(SENTENCE)
    slow = heard(qtbot, window, sound_server, lambda: do(window, "try"))
    window.editor.speed.setValue(1.6)
    assert window._pending is not None
    fast = heard(qtbot, window, sound_server, lambda: click(window, "try"))
    assert 1.7 < slow / fast < 2.3  # 0.8 to 1.6
    assert not window.editor.ring.isVisible()


@pytest.mark.audio
def test_a_trial_is_stopped_and_the_last_one_takes_the_place_of_others(
    app: Application, window: ProfilesWindow, qtbot: QtBot, sound_server: SoundServer
) -> None:
    trial, sentence, listen = window.editor.trial, window.editor.sentence, window.editor.listen

    def enter() -> None:
        press(sentence, Qt.Key.Key_Return)

    sentence.setText(SENTENCE * 5)
    assert listen.accessibleName().startswith("Hear it")
    click(window, "try")
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.SPEAKING, timeout=20_000)
    assert listen.accessibleName() == "Stop"
    assert window.editor.ring.done is not None
    sentence.clear()
    click(window, "try")
    assert listen.accessibleName().startswith("Hear it")
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    sentence.setText(SENTENCE * 5)
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert listen.accessibleName() == "Stop"
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # before it has begun
    qtbot.waitUntil(lambda: not trial._asked and not app.engine.queue, timeout=10_000)
    enter()
    enter()
    sentence.setText("Short.")
    seconds = heard(qtbot, window, sound_server, enter)
    assert seconds < 3
    qtbot.waitUntil(lambda: app.engine.queue == (), timeout=10_000)
    sentence.setText(SENTENCE * 5)
    enter()
    qtbot.waitUntil(lambda: bool(trial._number), timeout=10_000)
    sentence.setText("Short.")
    enter()
    qtbot.waitUntil(lambda: not trial.running, timeout=20_000)
    qtbot.waitUntil(lambda: app.engine.queue == (), timeout=10_000)


def test_what_a_trial_interrupts_goes_on(
    app: Application, window: ProfilesWindow, qtbot: QtBot
) -> None:
    app.engine.read(SENTENCE * 5)
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.SPEAKING, timeout=20_000)
    window.editor.sentence.setText("Short.")
    click(window, "try")
    qtbot.waitUntil(lambda: len(app.engine.queue) == 2, timeout=10_000)
    qtbot.waitUntil(lambda: not window.editor.trial.running, timeout=20_000)
    assert [item.reading.text for item in app.engine.queue] == [SENTENCE * 5]
    app.engine.stop()


def test_a_service_that_is_down_is_told_of_in_the_window(
    app: Application, window: ProfilesWindow, qtbot: QtBot
) -> None:
    settings = app.engine.settings.with_service("home", DEAD, active=True)
    settings = settings.with_profile("Story", VoiceProfile("home", "50a5"))
    app.engine.change(settings.with_app(stand_in=StandIn.NONE))
    click(window, "try")
    qtbot.waitUntil(window.notice.isVisible, timeout=20_000)
    assert "Check the address and that the service is running." in window.notice.words.text()
    click(window, "try")  # it stops
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    click(window.notice, "notice-close")
    assert not window.notice.isVisible()
    window.editor.trial._fail(OSError("no sound"))
    assert "no sound" in window.notice.words.text().lower()


@pytest.mark.parametrize(
    ("profile", "chip"),
    [
        (VoiceProfile(), "plain"),
        (VoiceProfile(instruct="用四川话说"), "plain"),  # an instruction that its mode leaves out
        (VoiceProfile(mode="cross_lingual_replication"), "languages"),
        (VoiceProfile(mode=INSTRUCTED, instruct="用冷静的语气说"), "calm"),
        (VoiceProfile(mode=INSTRUCTED, instruct=" 用四川话说 "), "sichuan"),
        (VoiceProfile(mode=INSTRUCTED, instruct="用粵語說"), "own"),
        (VoiceProfile(mode=INSTRUCTED, instruct="Speak in a calm tone"), "own"),
        (VoiceProfile("gone", "g-1", INSTRUCTED, "x" * 300, 0.777, 1.999), "own"),
    ],
)
def test_a_style_of_every_shape_is_shown_and_left_as_it_is(
    app: Application, window: ProfilesWindow, profile: VoiceProfile, chip: str
) -> None:
    app.engine.change(app.engine.settings.with_profile("Story", profile))
    assert window.editor.way().name == chip
    assert window.editor.profile() == profile
    assert window.editor.instruct.isVisible() is (chip == "own")
    window.list.setCurrentItem(window._rows()[1])
    window.close()
    assert app.engine.settings.profiles["Story"] == profile


def test_a_chip_says_how_and_own_words_have_a_field(
    app: Application, window: ProfilesWindow
) -> None:
    editor = window.editor

    def settings() -> Settings:
        return app.engine.settings

    click(editor, "sichuan")
    window._save()
    assert settings().profiles["Story"] == VoiceProfile(
        mode=INSTRUCTED, instruct="用四川话说", speed=0.8
    )
    assert "engine follows" in editor.about.text()  # the built-in voice has no such dialect
    click(editor, "own")
    assert editor.instruct.isVisible()
    assert editor.missing.isVisible()
    click(editor, "try")
    assert not editor.trial.running
    assert "needs an instruction" in window.notice.words.text()
    do(window, "use")
    assert settings().app.profile == ""
    window._save()
    assert settings().profiles["Story"].instruct == "用四川话说"  # as long as the words are missing
    editor.instruct.setEditText("Like a pirate")
    assert not editor.missing.isVisible()
    editor.instruct.activated.emit(0)  # a title
    assert editor.instruct.currentText() == "Like a pirate"
    texts = [editor.instruct.itemText(at) for at in range(editor.instruct.count())]
    robot = next(at for at, text in enumerate(texts) if "机器人" in text)
    editor.instruct.activated.emit(robot)
    do(window, "use")  # it is kept, and used
    mine = VoiceProfile(mode=INSTRUCTED, instruct="模仿机器人的风格说", speed=0.8)
    assert settings().profiles["Story"] == mine
    assert settings().app.profile == "Story"
    assert window.reads.isVisible()
    spoken = window._rows()[0].data(Qt.ItemDataRole.AccessibleTextRole)
    assert str(spoken).startswith("Story, Reads now, Default voice · 模仿机器人的风格说")
    assert not can(window, "use")
    click(editor, "plain")
    window._save()
    assert settings().profiles["Story"] == replace(mine, mode="fast_replication")
    click(editor, "own")
    assert editor.instruct.currentText() == mine.instruct  # nobody's words are lost


def test_a_voice_whose_model_follows_no_instruction_offers_none(
    app: Application, window: ProfilesWindow
) -> None:
    editor = window.editor
    deaf = ReferenceAudio("cosyvoice-v2-oma-1", "Oma.wav", 1, None, "Guten Morgen.")
    app.engine._know_voices([*app.engine.voices, deaf])
    calm = VoiceProfile(voice=deaf.id, mode=INSTRUCTED, instruct="用冷静的语气说")
    app.engine.change(app.engine.settings.with_profile("Story", calm))
    usable = {way.name for way in ways() if editor.findChild(QPushButton, way.name).isEnabled()}
    assert usable == {"plain", "languages", "calm"}  # what is set stays
    assert "can't follow instructions" in editor.about.text()
    assert "“Oma”" in editor.question.text()


def test_voices_are_shown_by_name_with_what_they_say(
    app: Application, window: ProfilesWindow
) -> None:
    voice = app.engine.voices[0]
    box = window.editor.voice
    assert box.itemData(0) == ""
    at = box.findData(voice.id)
    assert "Sample voice" in box.itemText(at)
    box.setCurrentIndex(at)
    assert " ".join(voice.text.split()) in window.editor.transcript.text()
    assert window.editor.transcript.isVisible()
    assert window.editor.profile().voice == voice.id
    window._save()
    spoken = window._rows()[0].data(Qt.ItemDataRole.AccessibleTextRole)
    assert str(spoken).startswith("Story, Sample voice · ")
    do(window, "undo")
    assert not window.editor.transcript.isVisible()
    app.engine.change(app.engine.settings.with_profile("Story", VoiceProfile(voice="gone")))
    assert box.currentText() == "gone (not found)"


def test_a_voice_is_tried_in_its_language_unless_a_sentence_was_written(
    app: Application, window: ProfilesWindow
) -> None:
    english, sentence = app.engine.voices[0], window.editor.sentence
    chinese = replace(english, id="zh", text="今天天气真不错。")
    app.engine.voices.append(chinese)
    app.engine.voices_changed.emit(app.engine.voices)

    def choose(id_: str) -> None:
        window.editor.voice.setCurrentIndex(window.editor.voice.findData(id_))

    hello = "Hello! This is how I sound when I read to you."
    assert sentence.text() == hello
    choose("zh")
    assert sentence.text().startswith("你好")
    assert not window.editor.transcript.isVisible()  # the box has all of it
    choose(english.id)
    assert sentence.text() == hello
    sentence.setText("Mine.")
    choose("zh")
    assert sentence.text() == "Mine."


def test_another_service_is_asked_for_its_voices(
    app: Application,
    window: ProfilesWindow,
    qtbot: QtBot,
    served: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COSYVOICE_TOKEN", TOKEN)
    settings = app.engine.settings.with_service("work", ServiceSettings(served), active=False)
    app.engine.change(settings.with_service("dead", DEAD, active=False))
    editor = window.editor
    editor.service.setCurrentIndex(editor.service.findData("work"))
    qtbot.waitUntil(lambda: not editor.voice.isEditable(), timeout=10_000)
    assert editor.voice.count() > 1  # the default, and what that service has
    editor.service.setCurrentIndex(editor.service.findData("dead"))
    assert editor.voice.isEditable()
    editor.voice.setEditText(" 50a5 ")
    assert editor.profile().voice == "50a5"
    window._save()
    assert app.engine.settings.profiles["Story"].voice == "50a5"
    app.engine.change(app.engine.settings.without_service("dead"))
    assert editor.service.currentText() == "dead (not set up)"


def test_a_voice_of_the_home_is_chosen_and_heard(
    app: Application, window: ProfilesWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.home.pairing.load_token", lambda *_: ACCESS)
    editor = window.editor
    assert editor.service.findData(HOUSE) < 0
    with house_in_a_thread() as house:
        house.answers |= {"get_states": STATES, "get_config": {}, "tts/engine/get": {}}
        house.media["speech.wav"] = wav_file(bytes(24_000), AudioSpec(24_000))
        house.speech = "/media/speech.wav"
        save_membership(replace(load_membership(), entry_id="entry"))
        app.engine.change(app.engine.settings.with_home(addresses=(str(house.url),)))
        editor.service.setCurrentIndex(editor.service.findData(HOUSE))
        qtbot.waitUntil(lambda: not editor.voice.isEditable(), timeout=20_000)
        editor.voice.setCurrentIndex(editor.voice.findText("Grandma"))
        assert "at their own speed" in editor.about.text()
        editor.sentence.setText(SENTENCE)
        with qtbot.waitSignal(app.engine.first_sound, timeout=20_000):
            click(window, "try")
        ((_, order),) = house.ordered
        assert (order["engine_id"], order["message"]) == ("tts.grandma", SENTENCE)
        window._save()
        assert app.engine.settings.profiles["Story"].voice == "tts.grandma"
        app.engine.set_profile("Story")
        assert app.engine.settings.active == ""  # all other styles stay with their service
        qtbot.waitUntil(lambda: "Home Assistant" in row_words(window, "Story"), timeout=10_000)


def row_words(window: ProfilesWindow, name: str) -> str:
    return next(row.spoken for row in window._rows() if row.text() == name)


def test_styles_are_duplicated_renamed_and_deleted(
    app: Application, window: ProfilesWindow, qtbot: QtBot
) -> None:
    engine = app.engine
    engine.change(engine.settings.with_app(profile="Story", language_profiles={"zh": "Story"}))
    window.editor.speed.setValue(1.5)
    do(window, "duplicate")
    write_name(qtbot, window, "News")  # taken
    assert "already" in window.notice.words.text()
    assert names(window) == ["Story", "News", "Story 2"]
    assert engine.settings.profiles["Story 2"].speed == 1.5
    window.list.setCurrentItem(window._rows()[0])
    do(window, "rename")
    write_name(qtbot, window, "Tale")
    assert names(window) == ["Tale", "News", "Story 2"]
    assert window.title.text() == "Tale"
    assert engine.settings.app.language_profiles == {"zh": "Tale"}
    assert engine.settings.app.profile == "Tale"
    do(window, "rename")
    write_name(qtbot, window, "")
    do(window, "rename")
    write_name(qtbot, window, "x" * 61)
    assert "can't be used as the name of a speaking style" in window.notice.words.text()
    assert names(window)[0] == "Tale"
    window.list.setFocus()
    press(window.list, Qt.Key.Key_Delete)
    assert names(window) == ["News", "Story 2"]
    assert engine.settings.app.profile == ""
    assert "Deleted “Tale”" in window.notice.words.text()
    do(window, "delete")
    do(window, "delete")
    assert names(window) == []
    assert window.pages.currentIndex() == 1
    assert not can(window, "duplicate")
    click(window.notice, "notice-action")
    do(window, "undo")
    do(window, "undo")
    assert names(window) == ["Tale", "News", "Story 2"]
    assert engine.settings.app.profile == "Tale"
    assert engine.settings.app.language_profiles == {"zh": "Tale"}
    assert window.editor.speed.value() == 1.5
    kept(qtbot, lambda settings: list(settings.profiles) == ["Tale", "News", "Story 2"])


def test_a_deleted_style_comes_back_beside_a_new_one_of_its_name(
    app: Application, window: ProfilesWindow
) -> None:
    engine = app.engine
    engine.set_profile("Story")
    do(window, "delete")
    engine.change(engine.settings.with_profile("Story", VoiceProfile(speed=2.0)))
    engine.set_profile("News")
    do(window, "undo")
    assert engine.settings.profiles["Story 2"].speed == 0.8
    assert engine.settings.app.profile == "News"


def test_quick_changes_are_not_undone_by_what_is_read_from_the_file(
    app: Application, window: ProfilesWindow, qtbot: QtBot
) -> None:
    engine = app.engine
    seen: list[float] = []
    engine.settings_changed.connect(lambda settings: seen.append(settings.profiles["News"].speed))
    speeds = [0.5 + step / 50 for step in range(60)]
    for speed in speeds:
        engine.change(engine.settings.with_profile("News", VoiceProfile(speed=speed)))
        qtbot.wait(7)
    kept(qtbot, lambda settings: settings.profiles["News"].speed == speeds[-1])
    qtbot.wait(300)
    assert seen == speeds
    assert names(window) == ["Story", "News"]


def test_others_may_change_the_settings_meanwhile(app: Application, window: ProfilesWindow) -> None:
    engine = app.engine
    window.editor.speed.setValue(1.5)
    engine.change(engine.settings.with_profile("News", VoiceProfile(speed=2.0)))
    assert window.editor.speed.value() == 1.5  # what is being changed here stays
    window._save()
    assert engine.settings.profiles["News"].speed == 2.0
    engine.change(engine.settings.with_profile("Story", VoiceProfile(speed=1.25)))
    assert window.editor.speed.value() == 1.25
    engine.change(engine.settings.without_profile("Story"))
    assert names(window) == ["News"]
    assert window.editor.speed.value() == 2.0
    do(window, "undo")  # what was changed is gone, and so is its change
    assert names(window) == ["News"]
    engine.change(engine.settings.without_profile("News"))
    assert window.pages.currentIndex() == 1
    window.editor.speed.setValue(1.1)
    assert window._pending is None
    window.add()
    assert names(window) == ["New style"]


def test_words_that_were_never_written_leave_a_style_as_it_was(
    app: Application, window: ProfilesWindow
) -> None:
    before = app.engine.settings.profiles["Story"]
    click(window.editor, "own")
    window.list.setCurrentItem(window._rows()[1])
    window.list.setCurrentItem(window._rows()[0])
    assert window.editor.profile() == before
    click(window.editor, "own")
    window.close()
    assert not window.isVisible()
    window.show()
    assert window.editor.profile() == before
    assert app.engine.settings.profiles["Story"] == before


def test_what_was_changed_outlives_a_change_of_language(app: Application, qtbot: QtBot) -> None:
    engine = app.engine
    engine.change(engine.settings.with_profile("Story", VoiceProfile()))
    window = app.open("profiles")
    assert isinstance(window, ProfilesWindow)
    window.editor.speed.setValue(1.5)
    engine.change(engine.settings.with_app(language="zh_CN"))
    fresh = app.windows["profiles"]
    assert isinstance(fresh, ProfilesWindow)
    assert fresh is not window
    assert fresh.editor.speed.value() == 1.5
    engine.change(engine.settings.with_app(language="en"))
    kept(qtbot, lambda settings: settings.app.language == "en")
    assert load_settings().profiles["Story"].speed == 1.5


def test_without_a_style_nothing_is_copied_named_deleted_tried_or_used(
    app: Application, window: ProfilesWindow
) -> None:
    app.engine.change(Settings().with_app(welcomed=True))
    before = app.engine.settings
    assert names(window) == []
    for act in (window.duplicate, window.rename, window.delete, window._try, window.use):
        act()
    window._edited()
    window.undo()
    assert app.engine.settings == before
    assert not window.editor.trial.running
    assert window.list.findChild(QLineEdit) is None


def test_a_name_that_is_taken_meanwhile_is_not_given_back(
    app: Application, window: ProfilesWindow, qtbot: QtBot
) -> None:
    window.list.setCurrentRow(0)
    do(window, "rename")
    write_name(qtbot, window, "Story")  # the same again changes nothing
    assert names(window) == ["Story", "News"]
    assert not window._take_back
    do(window, "rename")
    write_name(qtbot, window, "Bedtime")
    assert names(window) == ["Bedtime", "News"]
    other = app.engine.settings.with_profile("Story", VoiceProfile(speed=2.0))
    app.engine.change(other)
    window.undo()
    assert "Bedtime" in names(window)
    assert app.engine.settings.profiles["Story"].speed == 2.0


def test_languages_have_styles(app: Application, window: ProfilesWindow, qtbot: QtBot) -> None:
    engine, page = app.engine, window.languages
    window.tabs.setCurrentIndex(1)

    def choose(language: str, profile: str) -> None:
        box = page.rows[language]
        box.setCurrentIndex(box.findText(profile))
        box.activated.emit(box.currentIndex())

    def ask_for(typed: str) -> None:
        page.another.setEditText(typed)
        press(page.another, Qt.Key.Key_Return)

    assert list(page.rows) == [""]  # what is not set takes no room
    click(page, "open-languages")
    ask_for("zh")
    qtbot.waitUntil(lambda: "zh" in page.rows, timeout=5_000)
    assert not page.another.isVisible()
    choose("zh", "News")
    click(page, "open-languages")
    page.another.setCurrentIndex(page.another.findData("pt"))
    assert page.another.currentText() == "português (pt)"
    click(page, "add-language")
    assert page.another.currentText() == ""
    qtbot.waitUntil(page.rows["pt"].hasFocus, timeout=5_000)
    choose("pt", "Story")
    assert engine.settings.app.language_profiles == {"zh": "News", "pt": "Story"}
    choose("zh", "Style in use")
    assert engine.settings.app.language_profiles == {"pt": "Story"}
    choose("", "News")
    choose("", "News")
    assert engine.settings.app.profile == "News"
    ask_for("elvish")
    qtbot.waitUntil(lambda: "elvish" in window.notice.words.text(), timeout=5_000)
    count = len(page.rows)
    ask_for("zh-Hans")
    qtbot.waitUntil(page.rows["zh"].hasFocus, timeout=5_000)
    assert len(page.rows) == count
    ask_for("german")
    qtbot.waitUntil(lambda: "de" in page.rows and page.rows["de"].hasFocus(), timeout=5_000)
    click(page, "remove-de")
    assert "de" not in page.rows
    choose("zh", "News")
    click(page, "remove-zh")
    assert engine.settings.app.language_profiles == {"pt": "Story"}
    engine.change(engine.settings.with_app(language_profiles={}))
    assert page.rows["pt"].currentIndex() == 0
    kept(qtbot, lambda settings: settings.app.profile == "News")


def test_languages_are_found_by_a_part_of_their_names(window: ProfilesWindow, qtbot: QtBot) -> None:
    window.tabs.setCurrentIndex(1)
    page = window.languages
    click(page, "open-languages")
    assert page.another.hasFocus()
    QTest.keyClicks(page.another.lineEdit(), "TUGU")  # type: ignore[arg-type, call-arg] # as above
    completer = page.another.completer()
    assert completer is not None
    popup = completer.popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible, timeout=5_000)
    press(popup, Qt.Key.Key_Down)
    press(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "pt" in page.rows and page.rows["pt"].hasFocus())
    assert page.another.currentText() == ""
    press(page.rows["pt"], Qt.Key.Key_Tab)
    press(QApplication.focusWidget() or page, Qt.Key.Key_Tab)  # past the × of the row
    assert page.open.hasFocus()


async def test_every_language_to_choose_is_told_from_the_others() -> None:
    languages = Languages(LANGUAGES)
    await languages.load()
    for text in (
        "A sentence of many letters.",
        "Предложение",
        "جملة باللغة العربية",
        "हिन्दी में एक वाक्य",
    ):
        assert languages.of(text) in LANGUAGES  # the model knows all of this script
    for code in set(LANGUAGES) - {"ja"}:  # its name is written as in Chinese
        assert Languages([code]).of(language_name(code).rpartition(" ")[0]) == code
    assert sorted(by_name()) == sorted(LANGUAGES)
    assert language_code("norsk bokmål") == language_code("nb") == "no"


def test_a_wheel_scrolls_past_the_boxes_of_languages(
    app: Application, window: ProfilesWindow
) -> None:
    app.engine.change(app.engine.settings.with_app(language_profiles={"en": "Story"}))
    window.tabs.setCurrentIndex(1)
    box = window.languages.rows["en"]

    def turn() -> int:
        at = QPointF(5, 5)
        down, none = QPoint(0, -120), QPoint()
        buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, at, none, down, buttons, keys, phase, False)  # noqa: FBT003 - Qt's
        QApplication.sendEvent(box, event)
        return box.currentIndex()

    window.languages.open.setFocus()
    assert turn() == 1
    box.setFocus()
    assert turn() == 2


def choose_file(window: ProfilesWindow, path: Path) -> None:
    """Type a path into the dialog that is open, and accept it."""
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.setText(str(path))
    press(edit, Qt.Key.Key_Return)


def test_styles_are_exported(window: ProfilesWindow, qtbot: QtBot, home: Path) -> None:
    do(window, "export-one")
    choose_file(window, home / "one")
    qtbot.waitUntil(lambda: "exported to one.toml" in window.notice.words.text(), timeout=10_000)
    assert list(load_profiles(home / "one.toml")) == ["Story"]
    do(window, "export-all")
    choose_file(window, home / "all.toml")
    qtbot.waitUntil(lambda: "exported to all.toml" in window.notice.words.text(), timeout=10_000)
    assert list(load_profiles(home / "all.toml")) == ["Story", "News"]
    window.export_to(home / "one.toml" / "two.toml", ["Story"])
    qtbot.waitUntil(lambda: "Can't write" in window.notice.words.text(), timeout=10_000)


def test_styles_are_imported_without_a_question_where_there_is_none(
    app: Application, window: ProfilesWindow, qtbot: QtBot, home: Path
) -> None:
    path = home / "new.toml"
    save_profiles(path, {"Mail": VoiceProfile(speed=1.5), "News": VoiceProfile(volume=1.2)})
    do(window, "import")
    choose_file(window, path)
    qtbot.waitUntil(lambda: window.title.text() == "Mail", timeout=10_000)
    assert list(app.engine.settings.profiles) == ["Story", "News", "Mail"]
    window.import_from(path)
    qtbot.waitUntil(lambda: "Nothing was" in window.notice.words.text(), timeout=10_000)
    path.write_text("nothing", "utf-8")
    window.import_from(path)
    qtbot.waitUntil(lambda: "new.toml" in window.notice.words.text(), timeout=10_000)


def test_what_is_not_clear_of_an_import_is_asked(
    app: Application, window: ProfilesWindow, qtbot: QtBot, home: Path
) -> None:
    path = home / "new.toml"
    new = {"Story": VoiceProfile("studio", "1"), "Mail": VoiceProfile("attic", "2")}
    save_profiles(path, {**new, "Old": VoiceProfile("cellar")})
    window.editor.speed.setValue(1.9)  # what is replaced is being changed

    def ask() -> ImportDialog:
        window.import_from(path)
        qtbot.waitUntil(lambda: window.findChild(ImportDialog) is not None, timeout=10_000)
        dialog = window.findChild(ImportDialog)
        assert dialog is not None
        return dialog

    dialog = ask()
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert "attic (Mail)" in words
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(ImportDialog) is None, timeout=10_000)
    assert list(app.engine.settings.profiles) == ["Story", "News"]
    dialog = ask()
    answers: dict[QComboBox, object] = {
        dialog.services["studio"]: UnknownService.USE_ACTIVE,
        dialog.services["attic"]: UnknownService.KEEP,
        dialog.services["cellar"]: UnknownService.LEAVE_OUT,
        dialog.names["Story"]: SameName.REPLACE,
    }
    for box, answer in answers.items():
        data = [box.itemData(at) for at in range(box.count())]
        box.setCurrentIndex(data.index(answer))
    click(dialog, "import-ok")
    profiles = app.engine.settings.profiles
    assert profiles["Story"] == VoiceProfile(LOCAL)
    assert profiles["Mail"] == VoiceProfile("attic", "2")
    assert list(profiles) == ["Story", "News", "Mail"]
    assert window.editor.speed.value() == 1.0
    assert window._pending is None


def test_a_style_cannot_be_renamed_to_what_is_no_name() -> None:
    with pytest.raises(Exception, match="can't be used as the name"):
        renamed(Settings(profiles={"a": VoiceProfile()}), "a", "")


def test_every_control_has_a_name(window: ProfilesWindow) -> None:
    nameless = [
        child
        for child in window.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.isVisibleTo(window)
        and not isinstance(child.parent(), QComboBox | QAbstractSpinBox)
        and not (child.accessibleName() or _text(child) or _has_buddy(window, child))
    ]
    assert nameless == []


def test_letters_of_the_form_are_different(window: ProfilesWindow) -> None:
    shown = [one for one in window.findChildren(QWidget) if one.isVisible()]
    words = [one.text() for one in shown if isinstance(one, QLabel) and one.buddy()]
    words += [one.text() for one in shown if isinstance(one, QAbstractButton)]
    letters = [text[text.index("&") + 1].upper() for text in words if "&" in text]
    assert len(letters) > 6
    assert len(letters) == len(set(letters)), sorted(letters)


def _text(child: QWidget) -> str:
    return child.text() if isinstance(child, QAbstractButton) else ""


def _has_buddy(window: QWidget, child: QWidget) -> bool:
    return any(label.buddy() is child for label in window.findChildren(QLabel))


def test_a_change_from_light_to_dark_repaints_the_icons(window: ProfilesWindow) -> None:
    before = window.editor.listen.icon().cacheKey()
    window.setPalette(palette_of(DARK))
    assert window.editor.listen.icon().cacheKey() != before
