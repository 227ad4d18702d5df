"""A part is chosen on a waveform: dragged, typed, zoomed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QPalette, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QVBoxLayout, QWidget
import pytest

from desktop_app.gui.parts.colors import colors
from desktop_app.gui.voices.level_meter import LevelMeter, decibels
from desktop_app.gui.voices.waveform import _HANDLE, SHORTEST, Waveform
from shared_client.recordings import Part
from tests.desktop_app.voices.sounds import recording, silence, speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

HAND: Any = QTest  # its stubs are no static methods
LEFT = Qt.MouseButton.LeftButton
SUGGESTED = Part(2.0, 8.0)


@pytest.fixture
def waveform(qapp: QApplication, qtbot: QtBot) -> Iterator[Waveform]:
    """Ten seconds on a thousand pixels: a pixel is ten milliseconds."""
    del qapp
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    widget = Waveform()
    layout.addWidget(widget)
    window.resize(1000 + _HANDLE, 200)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    widget.show_recording(recording(silence(1), speech(8), silence(1)), SUGGESTED)
    yield widget
    window.close()


def drag(waveform: Waveform, start: float, end: float, y: int = 60) -> None:
    """Drag from a second to a second of what is in sight."""
    first, last = (QPoint(round(waveform._x(second)), y) for second in (start, end))
    HAND.mousePress(waveform, LEFT, pos=first)
    for step in range(1, 5):
        HAND.mouseMove(waveform, first + (last - first) * step / 4)
    HAND.mouseRelease(waveform, LEFT, pos=last)


def pixel(waveform: Waveform, second: float) -> int:
    return round(waveform._x(second))


def near(part: Part, start: float, end: float) -> bool:
    return part == pytest.approx((start, end), abs=0.021)


def wheel(
    waveform: Waveform,
    notches: int,
    second: float,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    place = QPointF(waveform._x(second), 60)
    event = QWheelEvent(
        place,
        waveform.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's
    )
    QApplication.sendEvent(waveform, event)


def test_ends_whole_and_a_new_part_are_dragged(waveform: Waveform, qtbot: QtBot) -> None:
    assert waveform.selection == SUGGESTED
    with qtbot.waitSignal(waveform.selection_changed) as changed:
        drag(waveform, 2.0, 3.0)
    assert changed.args is not None
    assert near(waveform.selection, 3.0, 8.0)
    assert waveform.start.hasFocus()
    drag(waveform, 8.0, 6.5)
    assert near(waveform.selection, 3.0, 6.5)
    assert waveform.end.hasFocus()
    drag(waveform, 4.0, 6.0)
    assert near(waveform.selection, 5.0, 8.5)
    drag(waveform, 6.0, 9.9)
    assert near(waveform.selection, 6.5, 10.0)
    drag(waveform, 3.0, 1.0)
    assert near(waveform.selection, 1.0, 3.0)
    drag(waveform, 5.0, 7.0, y=waveform.height() - 3)  # on the ruler, inside of nothing
    assert near(waveform.selection, 5.0, 7.0)


def test_a_stray_click_changes_nothing(waveform: Waveform) -> None:
    for second in (0.5, 2.0, 5.0, 9.0):
        HAND.mouseClick(waveform, LEFT, pos=QPoint(round(waveform._x(second)), 60))
        HAND.mouseClick(
            waveform, Qt.MouseButton.RightButton, pos=QPoint(round(waveform._x(second)), 60)
        )
    assert waveform.selection == SUGGESTED


def test_ends_do_not_cross(waveform: Waveform) -> None:
    drag(waveform, 2.0, 9.5)
    assert waveform.selection == pytest.approx((8.0 - SHORTEST, 8.0))
    waveform.select(Part(4.0, 4.0))
    assert waveform.selection == pytest.approx((4.0, 4.0 + SHORTEST))
    waveform.select(Part(-3.0, 99.0))
    assert waveform.selection == Part(0.0, 10.0)


def test_a_double_click_takes_the_suggested_part_and_then_all(waveform: Waveform) -> None:
    middle = QPoint(500, 60)
    HAND.mouseDClick(waveform, LEFT, pos=middle)
    assert waveform.selection == Part(0.0, 10.0)
    HAND.mouseDClick(waveform, LEFT, pos=middle)
    assert waveform.selection == SUGGESTED


def test_keys_move_the_ends(waveform: Waveform) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    waveform.start.setFocus()
    HAND.keyClick(waveform.start, Qt.Key.Key_Right)
    HAND.keyClick(waveform.start, Qt.Key.Key_Up)
    assert waveform.selection == pytest.approx((2.02, 8.0))
    HAND.keyClick(waveform.start, Qt.Key.Key_Left, control)
    HAND.keyClick(waveform.start, Qt.Key.Key_Down)
    assert waveform.selection == pytest.approx((1.91, 8.0))
    HAND.keyClick(waveform.start, Qt.Key.Key_Tab)
    assert waveform.end.hasFocus()
    HAND.keyClick(waveform.end, Qt.Key.Key_PageUp)
    HAND.keyClick(waveform.end, Qt.Key.Key_Right, control)
    assert waveform.selection == pytest.approx((1.91, 9.1))
    HAND.keyClick(waveform.end, Qt.Key.Key_PageDown)
    assert waveform.selection == pytest.approx((1.91, 8.1))
    HAND.keyClick(waveform.end, Qt.Key.Key_End)
    HAND.keyClick(waveform.end, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert waveform.start.hasFocus()
    HAND.keyClick(waveform.start, Qt.Key.Key_Home)
    assert waveform.selection == Part(0.0, 10.0)


def test_a_screen_reader_has_two_sliders(waveform: Waveform) -> None:
    waveform.select(Part(1.25, 7.5))
    assert waveform.start.accessibleName() == "Start of the selected part"
    assert waveform.end.accessibleName() == "End of the selected part"
    assert (waveform.start.value(), waveform.end.value()) == (1250, 7500)
    assert waveform.start.maximum() == 10_000
    assert waveform.end.accessibleDescription() == "7.50 s"


def test_it_zooms_by_wheel_and_by_keys(waveform: Waveform) -> None:
    wheel(waveform, 4, 3.0)
    assert waveform.view.seconds == pytest.approx(10 / 1.25**4)
    assert waveform.view.start < 3 < waveform.view.end
    start = waveform.view.start
    wheel(waveform, -1, 3.0, Qt.KeyboardModifier.ShiftModifier)
    assert waveform.view.start > start
    waveform.start.setFocus()
    HAND.keyClick(waveform.start, Qt.Key.Key_0)
    assert waveform.view == Part(0.0, 10.0)
    for _ in range(40):
        HAND.keyClick(waveform.start, Qt.Key.Key_Plus)
    assert waveform.view.seconds == pytest.approx(0.2)
    assert waveform.view.start < 2.0 < waveform.view.end
    HAND.keyClick(waveform.start, Qt.Key.Key_PageUp)  # out of sight, but for this
    assert waveform.view.start < 3.0 < waveform.view.end
    HAND.keyClick(waveform.start, Qt.Key.Key_Tab)
    assert waveform.view.start < 8.0 < waveform.view.end
    for _ in range(60):
        HAND.keyClick(waveform.end, Qt.Key.Key_Minus)
    assert waveform.view == Part(0.0, 10.0)
    HAND.keyClick(waveform.end, Qt.Key.Key_A)


def test_dragging_does_not_draw_the_wave_anew(waveform: Waveform) -> None:
    waveform.grab()
    pictures = dict(waveform._pictures)
    assert len(pictures) == 2
    drag(waveform, 2.0, 4.0)
    waveform.show_position(5.0)
    waveform.grab()
    assert all(waveform._pictures[role] is picture for role, picture in pictures.items())
    waveform.zoom(2)
    assert not waveform._pictures


def test_the_wave_and_the_part_are_seen(waveform: Waveform) -> None:
    waveform.select(Part(2.0, 8.0))
    image = waveform.grab().toImage()
    highlight = waveform.palette().color(QPalette.ColorRole.Highlight).name()
    middle = (waveform.height() - waveform._ruler_height()) // 2
    quiet, loud = (image.pixelColor(pixel(waveform, at), middle - 15) for at in (0.5, 1.05))
    assert quiet != loud  # silence, and speech
    assert image.pixelColor(pixel(waveform, 4.1), middle - 15).name() == highlight
    waveform.show_position(5.0)
    there = waveform.grab().toImage().pixelColor(pixel(waveform, 5), 3)
    assert there == waveform.palette().color(QPalette.ColorRole.Text)
    waveform.show_position(None)
    assert waveform.grab().toImage().pixelColor(pixel(waveform, 5), 3) != there


def test_handles_are_whole_at_the_very_ends(waveform: Waveform) -> None:
    waveform.select(Part(0.0, 10.0))
    for handle in (waveform.start, waveform.end):
        assert waveform.rect().contains(handle.geometry())


def test_it_takes_other_colours(waveform: Waveform) -> None:
    waveform.grab()
    palette = waveform.palette()
    palette.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.red)
    waveform.setPalette(palette)
    image = waveform.grab().toImage()
    middle = (waveform.height() - waveform._ruler_height()) // 2
    assert image.pixelColor(pixel(waveform, 4.1), middle - 15) == Qt.GlobalColor.red


def test_the_cursor_says_what_can_be_dragged(waveform: Waveform, qtbot: QtBot) -> None:
    for second, shape in (
        (2.0, Qt.CursorShape.SizeHorCursor),
        (5.0, Qt.CursorShape.OpenHandCursor),
        (9.5, Qt.CursorShape.IBeamCursor),
    ):
        HAND.mouseMove(waveform, QPoint(round(waveform._x(second)), 60))
        qtbot.waitUntil(lambda: waveform.cursor().shape() is shape)  # noqa: B023 - called at once


def test_without_a_recording_there_is_nothing_to_do(qtbot: QtBot, qapp: QApplication) -> None:
    del qapp
    waveform = Waveform()
    qtbot.addWidget(waveform)
    waveform.show()
    HAND.mousePress(waveform, LEFT, pos=QPoint(5, 5))
    HAND.mouseMove(waveform, QPoint(9, 9))
    HAND.mouseDClick(waveform, LEFT, pos=QPoint(5, 5))
    HAND.keyClick(waveform, Qt.Key.Key_Plus)
    wheel(waveform, 1, 0.1)
    waveform.select(Part(0.0, 1.0))
    waveform.show_part(Part(0.0, 1.0))
    QApplication.sendEvent(waveform, QEvent(QEvent.Type.FontChange))
    assert waveform.selection == Part(0.0, 0.0)
    waveform.grab()


def test_minutes_are_written_as_minutes(waveform: Waveform) -> None:
    long = recording(silence(150, rate=16_000), rate=16_000)
    waveform.show_recording(long, long.span)
    waveform.grab()
    waveform.show_part(Part(61.0, 61.4))
    waveform.grab()
    assert waveform.view == pytest.approx((61.0, 61.4))


def test_levels_are_decibels(qtbot: QtBot, qapp: QApplication) -> None:
    del qapp
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.show()
    assert decibels(1.0) == 0
    assert decibels(0.5) == pytest.approx(-6, abs=0.1)
    assert decibels(0.0) == -60
    loudness = []
    meter.show_level(1.0)
    loudness.append(meter.too_loud)
    loud = meter.grab().toImage()
    meter.show_level(0.1)
    loudness.append(meter.too_loud)  # for a moment
    meter.clear()
    loudness.append(meter.too_loud)
    assert loudness == [True, True, False]
    assert meter.grab().toImage() != loud


def test_the_bars_have_a_color_only_where_something_is_wrong(
    qtbot: QtBot, qapp: QApplication
) -> None:
    del qapp
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.resize(600, meter.sizeHint().height())
    meter.show()
    known = colors(meter.palette())
    last = QPoint(300 + 12 * 10 - 7, 24)  # in the middle of the last of 24 bars, 10 px apart
    for peak, color, said, quiet in (
        (0.02, known.warning, "too quiet", True),
        (0.2, known.secondary, "good", False),
        (1.0, known.error, "too loud", False),
    ):
        for _ in range(25):
            meter.show_level(peak)
        assert meter.grab().toImage().pixelColor(last).name() == color.name()
        assert meter.accessibleDescription() == said
        assert meter.too_quiet is quiet
    meter.clear()
    assert meter.too_quiet
