"""The bar below the text: scrubbed by mouse and keys, narrow and wide, waiting."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QAction, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QStyle, QToolTip, QWidget
import pytest

from desktop_app.gui.parts.metrics import LEAST_TARGET, PLAY, STEP_BUTTON
from desktop_app.gui.reader.player_bar import PlayerBar
from desktop_app.reading.events import (
    PositionChanged,
    QueueChanged,
    QueueItem,
    ReaderState,
    StateChanged,
    Waiting,
)
from desktop_app.reading.model import Reading, Span
from desktop_app.reading.text import words_near
from tests.desktop_app.gui.asked import Asked, not_started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

SENTENCES = [f"This is the sentence number {number} of them." for number in range(100)]
TEXT = " ".join(SENTENCES)
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
COMMANDS = ("previous", "play", "stop", "next", "skip")


class Noting(Asked):
    """An engine that was not started: it notes where it is told to go."""

    def jump(self, offset: int, number: int | None = None) -> None:
        self.asked.append((offset, number))

    def next_sentence(self) -> None:
        self.asked.append("next")

    def previous_sentence(self) -> None:
        self.asked.append("previous")


@pytest.fixture
def engine(qapp: QApplication) -> Iterator[Noting]:
    del qapp
    with not_started(Noting) as engine:
        yield engine


@pytest.fixture
def bar(engine: Noting, qtbot: QtBot) -> Iterator[PlayerBar]:
    window = QWidget()
    qtbot.addWidget(window)
    actions = {name: QAction(name, window) for name in COMMANDS}
    bar = PlayerBar(engine, actions, window)
    bar.resize(960, 100)
    window.resize(960, 100)
    window.show()
    engine._show(QueueChanged((QueueItem(7, Reading(TEXT, "A text")),)))
    engine._show(StateChanged(ReaderState.SPEAKING))
    yield bar
    window.close()


def heard(engine: Noting, number: int) -> None:
    start = TEXT.index(SENTENCES[number])
    span = Span(start, start + 4)
    engine._show(PositionChanged(7, Span(start, start + 40), span, start / len(TEXT)))


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)  # type: ignore[call-overload] # stubs: not static


def test_the_handle_is_dragged_and_reading_goes_on_where_it_is_let_go(
    bar: PlayerBar, engine: Noting
) -> None:
    slider = bar.scrubber.slider
    heard(engine, 10)
    assert slider.value() == pytest.approx(100, abs=5)
    start, there = slider.handle().center(), QPoint(slider.width() // 2, slider.height() // 2)
    QTest.mousePress(slider, LEFT, PLAIN, start)  # type: ignore[call-overload] # as above
    QTest.mouseMove(slider, there)  # type: ignore[call-overload] # as above
    heard(engine, 11)  # the voice goes on meanwhile, and the handle stays with the pointer
    assert slider.sliderPosition() == pytest.approx(500, abs=15)
    offset = bar.scrubber._offset(slider.sliderPosition() / 1000)
    assert words_near(Reading(TEXT), offset) in QToolTip.text()
    assert engine.asked == []
    QTest.mouseRelease(slider, LEFT, PLAIN, there)  # type: ignore[call-overload] # as above
    assert engine.asked == [(offset, 7)]
    heard(engine, 50)
    assert slider.value() == pytest.approx(500, abs=10)


def test_keys_go_by_sentences_by_twentieths_and_to_the_ends(
    bar: PlayerBar, engine: Noting, qtbot: QtBot
) -> None:
    slider = bar.scrubber.slider
    heard(engine, 40)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
        with qtbot.waitSignal(bar.jumped, timeout=1_000):
            press(slider, key)
    press(slider, Qt.Key.Key_End)
    length = len(TEXT)
    twentieth = pytest.approx(0.45 * length, rel=0.02)
    assert engine.asked[:2] == ["next", "previous"]
    assert engine.asked[2:] == [(twentieth, 7), (0, 7), (length - 1, 7)]
    before, right_to_left = slider.layoutDirection(), Qt.LayoutDirection.RightToLeft
    slider.setLayoutDirection(right_to_left)
    press(slider, Qt.Key.Key_Right)
    slider.setLayoutDirection(before)
    assert engine.asked[-1] == "previous"


def test_only_the_left_button_and_its_keys_scrub(bar: PlayerBar, engine: Noting) -> None:
    slider = bar.scrubber.slider
    heard(engine, 40)
    before, there = slider.value(), QPoint(9, slider.height() // 2)
    right = Qt.MouseButton.RightButton
    QTest.mousePress(slider, right, PLAIN, there)  # type: ignore[call-overload] # as above
    QTest.mouseMove(slider, there)  # type: ignore[call-overload] # as above
    QTest.mouseRelease(slider, right, PLAIN, there)  # type: ignore[call-overload] # as above
    press(slider, Qt.Key.Key_Tab)
    wheel = QWheelEvent(
        QPointF(there),
        QPointF(slider.mapToGlobal(there)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        PLAIN,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's
    )
    QApplication.sendEvent(slider, wheel)
    assert not wheel.isAccepted()  # what is below it scrolls
    assert slider.value() == before
    assert engine.asked == []
    press(slider, Qt.Key.Key_PageDown)
    assert engine.asked == [(pytest.approx(0.35 * len(TEXT), rel=0.03), 7)]
    engine.asked.clear()
    engine._show(QueueChanged(()))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Home):
        press(slider, key)  # there is no text to go to
    slider.sliderMoved.emit(500)
    assert engine.asked == []
    assert bar.scrubber.left.text() == ""


def test_the_times_at_both_ends_are_the_whole(bar: PlayerBar, engine: Noting) -> None:
    heard(engine, 50)
    assert bar.scrubber.over.text() == "2:13"  # 15 characters a second
    assert bar.scrubber.left.text() == "\u22122:13"
    assert bar.scrubber.slider.accessibleDescription() == "2:13 over, 2:13 left"


@pytest.mark.parametrize("opening", [True, False])
def test_what_cannot_be_scrubbed_is_not_offered(
    bar: PlayerBar, engine: Noting, *, opening: bool
) -> None:
    trial = Reading("" if opening else "A trial.", "a.pdf", remember=False)
    engine._show(QueueChanged((QueueItem(8, trial, opening),)))
    assert not bar.scrubber.slider.isEnabled()
    assert bar.scrubber.left.text() == ""


def test_a_narrow_bar_has_no_words_and_then_no_volume(bar: PlayerBar, qtbot: QtBot) -> None:
    shown = bar.speed.text()
    assert shown == "1.0×"
    bar.resize(700, 100)
    assert (bar.speed.text(), bar.voice.text()) == ("", "")
    assert "1.0×" in bar.speed.toolTip()
    assert bar.volume.isVisible()
    with qtbot.waitSignal(bar.narrowed, timeout=1_000) as narrowed:
        bar.resize(500, 100)
    assert narrowed.args == [True]
    assert not bar.volume.isVisible()
    assert not bar.sleep.isVisible()
    assert bar.play.isVisible()
    assert bar.minimumSizeHint().width() <= 420
    bar.resize(960, 100)
    assert bar.speed.text() == shown
    assert bar.volume.isVisible()


def test_play_is_in_the_middle_and_everything_can_be_hit(bar: PlayerBar) -> None:
    for width in (960, 640, 480):
        bar.resize(width, 100)
        QApplication.processEvents()
        middle = bar.play.mapTo(bar, bar.play.rect().center()).x()
        assert middle == pytest.approx(width / 2, abs=2)
    assert bar.play.width() == PLAY
    assert bar.next.height() == bar.previous.height() == STEP_BUTTON
    for one in (bar.voice, bar.speed, bar.sleep, bar.volume.button, bar.scrubber.slider):
        assert one.height() >= LEAST_TARGET


def test_waiting_turns_a_ring_or_shows_three_dots_where_nothing_moves(
    bar: PlayerBar, engine: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait() -> None:
        waiting = Waiting("home", monotonic())
        engine._show(StateChanged(ReaderState.WAITING, waiting=waiting))

    before = bar.play.icon().pixmap(24).toImage()
    wait()
    assert bar.ring.isVisible()
    assert bar.play.icon().pixmap(24).toImage() == before  # it can be paused
    engine._show(StateChanged(ReaderState.SPEAKING))
    assert not bar.ring.isVisible()
    shown = bar.style()
    assert shown is not None
    style = type(shown)
    hint = style.styleHint

    def still(self: QStyle, what: QStyle.StyleHint, *rest: object) -> int:
        if what is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return int(hint(self, what, *rest))  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(style, "styleHint", still)
    wait()
    assert not bar.ring.isVisible()
    assert bar.play.icon().pixmap(24).toImage() != before
    engine._show(StateChanged(ReaderState.SPEAKING))
    assert bar.play.icon().pixmap(24).toImage() == before


def test_a_sentence_is_found_without_looking_at_a_whole_book() -> None:
    book = Reading("\n\n".join([TEXT] * 100))
    at = book.text.index(SENTENCES[30], 200_000) + 5
    begun = monotonic()
    assert words_near(book, at) == SENTENCES[30]
    assert monotonic() - begun < 0.5
    assert words_near(Reading("一句话。又一句话，还没有说完。"), 5) != ""
    assert words_near(Reading(""), 0) == ""
    assert len(words_near(Reading("x" * 5000), 2500)) <= 1200


def test_the_tab_key_goes_through_the_bar_in_reading_order_and_each_has_a_name(
    bar: PlayerBar, engine: Noting, qtbot: QtBot
) -> None:
    waiting = Waiting("home", monotonic())
    engine._show(StateChanged(ReaderState.WAITING, waiting=waiting))
    window = bar.window()
    assert window is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5_000)
    bar.scrubber.slider.setFocus()
    found = []
    for _ in range(9):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.accessibleName() or getattr(focused, "text", str)()
        found.append(focused.objectName())
        press(focused, Qt.Key.Key_Tab)
    wanted = "progress voice way-out previous-button play-button next-button speed sleep volume"
    assert found == wanted.split()
