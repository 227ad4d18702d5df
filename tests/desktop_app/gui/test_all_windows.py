"""What holds for every window: names for a screen reader, opened often, any words in it."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from functools import partial
import gc
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Final

from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QTabBar,
    QTabWidget,
    QWidget,
)
import pytest

from desktop_app.errors import AppError
from desktop_app.gui.application import WINDOWS, Application
from desktop_app.gui.profiles.importing import ImportDialog
from desktop_app.gui.reader.address_dialog import AddressDialog
from desktop_app.gui.reader.window import ReaderWindow
from desktop_app.gui.settings.engines_dialog import EnginesDialog
from desktop_app.gui.settings.service_dialog import ServiceDialog
from desktop_app.gui.settings.window import SettingsWindow
from desktop_app.gui.voices.add_dialog import AddVoiceDialog
from desktop_app.gui.voices.recording_dialog import RecordingDialog
from desktop_app.gui.voices.window import VoicesWindow
from desktop_app.hotkeys import Way
from desktop_app.services.engines import LocalEngine
from desktop_app.settings.settings import VoiceProfile
from desktop_app.system.paths import draft_file
from script.translations import LANGUAGES
from shared_client import ReferenceAudio
from tests.accessibility import seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

TIMES: Final = 10
"""More than the widgets that may be left by chance: one left each time is seen."""
LEFT: Final = 5
ROOT: Final = Path(__file__).resolve().parents[3]
ALL_WINDOWS: Final = """\
from pathlib import Path

from desktop_app.gui.application import WINDOWS, Application
from desktop_app.gui.qt_app import make_qt
from desktop_app.gui.voices.add_dialog import AddVoiceDialog
from desktop_app.gui.voices.recording_dialog import RecordingDialog
from tests.desktop_app.gui.parts.test_look import furnish

qt = make_qt([])
app = Application(qt, hidden=True)
furnish(app)
for name in WINDOWS:
    app.open(name)
RecordingDialog(app.engine, app.windows["voices"]).show()
adding = AddVoiceDialog(app.engine, Path("nothing.wav"), app.windows["voices"])
adding._show_form()
adding.show()
qt.exec()
"""
NASTY: Final = "<b>bold</b><img src='file:///etc/hostname'>"


def widgets() -> int:
    """How many there are, once all that is to go is gone."""
    settle()
    return len(QApplication.allWidgets())


def settle() -> None:
    for _ in range(3):
        gc.collect()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def focusable(window: QWidget) -> Iterator[QWidget]:
    """What takes focus with the Tab key, without the insides of Qt's own controls."""
    for widget in window.findChildren(QWidget):
        takes = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        if not takes or widget.focusProxy() is not None:
            continue
        above, inside = widget.parentWidget(), widget.objectName().startswith("qt_")
        while above is not None and above is not window:
            inside |= isinstance(above, QAbstractSpinBox | QComboBox | QTabBar)
            above = above.parentWidget()
        inside |= isinstance(widget.parentWidget(), QAbstractScrollArea)
        # The button of a notice has words when it is shown.
        if not inside and widget.objectName() != "notice-action":
            yield widget


def spoken(widget: QWidget) -> str:
    """What a screen reader calls it."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text()
    window = widget.window()
    assert window is not None
    labels = window.findChildren(QLabel)
    return next((label.text() for label in labels if label.buddy() is widget), "")


def nameless(window: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} {widget.objectName()!r} in {widget.parentWidget()}"
        for widget in focusable(window)
        if not spoken(widget) and not isinstance(widget, QTabBar | QLabel)
    ]


@pytest.mark.parametrize("name", WINDOWS)
def test_every_control_has_a_name_for_a_screen_reader(app: Application, name: str) -> None:
    window = app.open(name)
    QApplication.processEvents()
    assert list(focusable(window))
    assert not nameless(window)


def engines_dialog(app: Application, window: QWidget) -> EnginesDialog:
    """The engines, one of them half downloaded, without their program being asked."""
    dialog = EnginesDialog(app.engine.loop, window)
    half = LocalEngine(
        name="kokoro",
        title="Kokoro",
        state="partial",
        size=40_000_000,
        download=120_000_000,
        languages=("zh", "en"),
        clones=False,
        license="Apache-2.0",
        consent="",
        sources=("host.example",),
        built_in=False,
    )
    dialog._show([half])
    dialog.rows["kokoro"].bar.show()
    return dialog


def dialogs(app: Application, qtbot: QtBot) -> Iterator[QDialog]:
    window = app.open("voices")
    for dialog in (
        AddressDialog(window),
        RecordingDialog(app.engine, window),
        ServiceDialog(app.engine.loop, None, (), window),
        AddVoiceDialog(app.engine, Path("nothing.wav"), window),
        ImportDialog({"story": VoiceProfile(service="gone")}, app.engine.settings, window),
        engines_dialog(app, window),
    ):
        qtbot.addWidget(dialog)
        yield dialog


def test_every_control_of_a_dialog_has_a_name(app: Application, qtbot: QtBot) -> None:
    for dialog in dialogs(app, qtbot):
        assert not nameless(dialog)


def cut(window: QWidget) -> Iterator[str]:
    """Words that have less room than they need."""
    for one in window.findChildren(QWidget):
        if not one.isVisible() or not isinstance(one, QLabel | QAbstractButton) or not one.text():
            continue
        if isinstance(one, QLabel) and one.wordWrap():
            if one.heightForWidth(one.width()) > one.height():
                yield one.text()
        elif (
            one.sizePolicy().horizontalPolicy() is not QSizePolicy.Policy.Ignored
            and one.size().expandedTo(one.sizeHint()) != one.size()
        ):
            yield one.text()


def is_whole(window: QWidget) -> bool:
    """Whether no words are cut."""
    return not any(cut(window))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_cut(app: Application, qtbot: QtBot, language: str) -> None:
    app.translate(language)
    found = {}
    for name in WINDOWS:
        window = app.open(name)
        tabs = window.findChild(QTabWidget)
        for page in range(tabs.count() if tabs else 1):
            if tabs:
                tabs.setCurrentIndex(page)
            QApplication.processEvents()
            found[name, page] = list(cut(window))
    for dialog in dialogs(app, qtbot):
        dialog.show()
        with contextlib.suppress(qtbot.TimeoutError):  # it has its size a moment later
            qtbot.waitUntil(partial(is_whole, dialog), timeout=5_000)
        found[type(dialog).__name__, 0] = list(cut(dialog))
    app.translate("")
    assert not {place: words for place, words in found.items() if words}


def test_words_that_have_too_little_room_are_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label, button = QLabel("A label of some length", window), QPushButton("A button", window)
    wrapped = QLabel("Words that fill more than a line, and have only one.", window)
    wrapped.setWordWrap(True)
    label.resize(20, 40)
    button.resize(500, 80)
    wrapped.resize(120, 15)
    window.show()
    assert list(cut(window)) == [label.text(), wrapped.text()]


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_that_is_opened_often_leaves_nothing_behind(app: Application, name: str) -> None:
    for _ in range(3):
        app.open(name)
        settle()
        app.windows[name].close()
    before = widgets()
    for _ in range(TIMES):
        app.open(name)
        QApplication.processEvents()
        app.windows[name].close()
    assert widgets() <= before + LEFT


@pytest.mark.parametrize("name", WINDOWS)
def test_every_window_is_closed_by_keys(app: Application, qtbot: QtBot, name: str) -> None:
    for key, held in (
        (Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    ):
        if key is Qt.Key.Key_Escape and name == "reader":
            continue  # it stops there
        app.open(name)
        qtbot.waitUntil(app.windows[name].isActiveWindow, timeout=10_000)
        QTest.keyClick(app.windows[name], key, held)  # type: ignore[call-overload] # wrong stubs
        qtbot.waitUntil(lambda: not app.windows[name].isVisible(), timeout=5_000)


def test_escape_asks_where_something_was_changed(app: Application, qtbot: QtBot) -> None:
    settings = app.open("settings")
    assert isinstance(settings, SettingsWindow)
    qtbot.waitUntil(settings.isActiveWindow, timeout=10_000)
    settings.reading.speed.setValue(1.5)
    QTest.keyClick(settings, Qt.Key.Key_Escape)  # type: ignore[call-overload] # as above
    assert not settings.findChildren(QMessageBox)  # each choice holds at once
    assert not settings.isVisible()
    assert app.engine.settings.app.speed == 1.5


def test_the_menu_of_the_tray_is_made_anew_and_leaves_nothing_behind(app: Application) -> None:
    assert app.tray is not None
    app.tray.rebuild()
    settle()
    before = len(app.tray.menu.findChildren(QObject)), widgets()
    for _ in range(TIMES):
        app.tray.rebuild()
    settle()
    assert (len(app.tray.menu.findChildren(QObject)), widgets()) == before


def test_a_change_of_language_leaves_no_window_of_before(app: Application, qtbot: QtBot) -> None:
    counts = []
    for turn in range(4):
        for name in WINDOWS:
            if name != "welcome":
                app.open(name)
        qtbot.wait(50)
        language = "zh_CN" if turn % 2 else "en"
        app.engine.change(app.engine.settings.with_app(language=language))
        counts.append(widgets())
    assert counts[-1] <= counts[1] + 10
    assert counts[-2] <= counts[0] + 10


@pytest.mark.parametrize("name", WINDOWS)
def test_answers_for_a_window_that_is_gone_are_dropped(
    app: Application, qtbot: QtBot, name: str
) -> None:
    window = app.open(name)
    QApplication.processEvents()
    del app.windows[name]
    sip.delete(window)  # what it has asked for is still on its way
    told: list[None] = []
    app.engine.loop.start(asyncio.sleep(0.5), told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)


def test_what_was_given_up_is_not_told_of_though_it_was_done(app: Application) -> None:
    told: list[int] = []

    async def work() -> int:
        return 1

    asked = app.engine.loop.start(work(), told.append)
    assert asked.result(10) == 1
    asked.cancel()
    settle()
    assert told == []


def test_a_change_of_language_leaves_an_open_dialog_alone(app: Application, qtbot: QtBot) -> None:
    window = app.open("voices")
    assert isinstance(window, VoicesWindow)
    window.record()
    dialog = window.findChild(RecordingDialog)
    assert dialog is not None
    dialog.text.setPlainText("What I will say")
    app.engine.change(app.engine.settings.with_app(language="zh_CN"))
    settle()
    assert not sip.isdeleted(dialog)
    assert dialog.isVisible()
    assert dialog.text.toPlainText() == "What I will say"
    dialog.reject()
    app.engine.change(app.engine.settings.with_app(language="en"))
    qtbot.waitUntil(lambda: app.windows["voices"] is not window, timeout=5_000)


def test_a_text_that_was_written_outlives_a_change_of_language(app: Application) -> None:
    window = app.open("reader")
    assert isinstance(window, ReaderWindow)
    window.text.insertPlainText("Written by hand.")
    app.engine.change(app.engine.settings.with_app(language="zh_CN"))
    settle()
    fresh = app.open("reader")
    assert isinstance(fresh, ReaderWindow)
    assert fresh is not window
    assert fresh.text.toPlainText() == "Written by hand."


def test_its_language_ends_with_the_app(app: Application) -> None:
    app.translate("zh_CN")
    assert QCoreApplication.translate("Menu", "&Quit") == "退出(&Q)"
    app._end()
    assert QCoreApplication.translate("Menu", "&Quit") == "&Quit"


def test_a_text_that_was_written_outlives_the_app(app: Application, qapp: QApplication) -> None:
    window = app.open("reader")
    assert isinstance(window, ReaderWindow)
    window.text.insertPlainText("Written by hand, and half a character: \ud83d.")
    app._end()
    kept = draft_file()
    assert kept.stat().st_mode & 0o077 == 0
    later = Application(qapp)
    fresh = later.open("reader")
    assert isinstance(fresh, ReaderWindow)
    assert fresh.text.toPlainText().startswith("Written by hand")
    fresh.text.selectAll()
    fresh.text.cut()
    later._end()
    assert not kept.exists()


def test_a_text_that_cannot_be_kept_does_not_keep_the_app_from_ending(
    app: Application, qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    window = app.open("reader")
    assert isinstance(window, ReaderWindow)
    window.text.insertPlainText("Written by hand.")
    draft_file().mkdir(parents=True)
    app._end()
    assert "cannot be kept" in caplog.text
    later = Application(qapp)
    assert later.written == ""
    draft_file().rmdir()
    later._end()


def test_the_menu_of_the_tray_shows_the_hotkeys_that_work(app: Application, qtbot: QtBot) -> None:
    assert app.tray is not None
    qtbot.waitUntil(lambda: app.engine.hotkeys_status.way is Way.X11, timeout=10_000)
    app.engine.read("Something is read, so that it can be paused.")
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    app.tray.rebuild()
    shown = {
        action.objectName(): action.shortcut().toString() for action in app.tray.menu.actions()
    }
    assert shown["read-selection"] == "Ctrl+Alt+R"
    assert shown["toggle"] == "Ctrl+Alt+Space"
    assert shown["stop"] == shown["quit"] == ""


def test_the_settings_open_again_in_another_language(app: Application, qtbot: QtBot) -> None:
    window = app.open("settings")
    assert isinstance(window, SettingsWindow)
    language = window.appearance.language
    language.setCurrentIndex(language.findData("zh_CN"))
    qtbot.waitUntil(lambda: app.engine.settings.app.language == "zh_CN", timeout=10_000)
    settle()
    assert sip.isdeleted(window)
    assert app.windows["settings"].isVisible()


def taken_for_html(window: QWidget) -> list[str]:
    """Where words of others would be shown as HTML."""
    # Of some, `text` says what they show as plain words.
    found = [QLabel.text(label) for label in window.findChildren(QLabel) if is_html(label)]
    found += [widget.toolTip() for widget in window.findChildren(QWidget)]
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        if model is None:
            continue
        for row in range(model.rowCount()):
            for column in range(10):  # cells that are not there have none
                tip = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
                found.append(str(tip or ""))
    return [words for words in found if "<img" in words]


def is_html(label: QLabel) -> bool:
    return label.textFormat() is not Qt.TextFormat.PlainText


@pytest.mark.parametrize("name", ["reader", "voices", "profiles", "history", "settings"])
def test_words_of_others_are_no_html(app: Application, qtbot: QtBot, name: str) -> None:
    voice = ReferenceAudio("1", f"{NASTY}.wav", 1000, datetime.now(UTC), NASTY)
    profile = VoiceProfile(voice="1", instruct=NASTY)
    app.engine.change(app.engine.settings.with_profile(NASTY, profile))
    app.engine.read(f"{NASTY} is read.", title=NASTY, source=NASTY)
    qtbot.waitUntil(lambda: app.engine.position is not None, timeout=20_000)
    app.engine.pause()
    window = app.open(name)
    qtbot.wait(500)
    app.engine._know_voices([voice])
    app.engine.failed.emit(AppError("no_file", path=NASTY))
    settle()
    assert not taken_for_html(window)
    assert app.tray is not None
    assert "<img" not in app.tray.icon.toolTip()
    if isinstance(window, VoicesWindow):
        window.table.selectAll()
        window.delete()
        box = window.findChild(QMessageBox, "ask-delete")
        assert box is not None
        assert not taken_for_html(box)
        box.reject()


def test_a_thousand_voices_are_selected_at_once(app: Application, qtbot: QtBot) -> None:
    def voice(number: int) -> ReferenceAudio:
        made = datetime.now(UTC) - timedelta(hours=number)
        return ReferenceAudio(str(number), f"voice {number}.wav", 1000, made, "What is said.")

    voices = [voice(number) for number in range(1000)]
    window = app.open("voices")
    assert isinstance(window, VoicesWindow)
    qtbot.waitUntil(window.people.isVisible, timeout=20_000)
    app.engine._know_voices(voices)
    window.table.selectAll()
    selection = window.table.selectionModel()
    assert selection is not None
    changes: list[None] = []
    selection.selectionChanged.connect(lambda *_: changes.append(None))
    app.engine._know_voices(list(voices))  # with one change for each, it took 40 s
    assert len(changes) <= 2
    assert len(window.selected()) == 1000
    window.search.setText("999")
    assert [one.id for one in window.selected()] == ["999"]
    assert window._actions["use"].isEnabled()


@pytest.mark.parametrize("name", WINDOWS)
def test_the_tab_key_goes_round_every_window(app: Application, qtbot: QtBot, name: str) -> None:
    window = app.open(name)
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    qtbot.wait(300)
    seen: list[QWidget] = []
    for _ in range(100):
        at = QApplication.focusWidget()
        assert at is not None
        if seen.count(at) > 1:
            break
        seen.append(at)
        QTest.keyClick(at, Qt.Key.Key_Tab)  # type: ignore[call-overload] # stubs: not static
    # Who comes round meets each control again, and none keeps the key for itself.
    assert set(seen[: len(seen) // 2]) <= set(seen[len(seen) // 2 :])


OF_QT: Final = {
    *("filler", "panel", "layered pane", "graphic", "label"),
    *("splitter", "grip", "scroll bar", "separator"),
}
"""Roles of what holds or adorns: no key leads there."""


def test_a_screen_reader_finds_every_window_and_a_name_for_all_that_is_used(
    display: str, home: Path
) -> None:
    del home
    environment = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    with seen([sys.executable, "-c", ALL_WINDOWS], environment) as tree:
        nodes = [node for node in tree.nodes("Make the voice") if node.showing]
    used = [node for node in nodes if node.role not in OF_QT]
    assert len([node for node in used if node.role in {"frame", "dialog"}]) >= len(WINDOWS) + 2
    assert len(used) > 100
    assert [node for node in used if not node.name] == []
