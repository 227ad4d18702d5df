"""A waveform on which a part is chosen, with the mouse or with keys."""

from __future__ import annotations

from enum import Enum, auto
import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from desktop_app.gui.parts.on_screen import is_low
from shared_client.recordings import Part

if TYPE_CHECKING:
    from desktop_app.voices.recording import Recording

SHORTEST: Final = 0.1
"""Seconds that a part lasts at least."""

_SHORTEST_VIEW: Final = 0.2
_STEP, _BIG_STEP, _PAGE = 10, 100, 1000  # milliseconds
_HANDLE: Final = 11  # pixels wide
_MARGIN: Final = _HANDLE // 2  # beside the wave
_REACH: Final = 8  # pixels beside a handle in which it is taken hold of
_MOVED: Final = 4  # pixels after which a press is a drag
_ZOOM: Final = 1.25
_RULER_STEPS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120)
_LABEL_ROOM: Final = 60  # pixels between two labels of the ruler
_TICKS: Final = 5  # to a label
_MINUTE: Final = 60
_HIGH: Final = 160  # pixels
_LOW: Final = 88  # on a screen with little room
_ROLE = QPalette.ColorRole


class _Drag(Enum):
    """What the mouse moves."""

    START = auto()
    END = auto()
    WHOLE = auto()
    NEW = auto()


class _Handle(QAbstractSlider):
    """One end of the part: a slider in milliseconds, as a screen reader has it."""

    moved = pyqtSignal(int)

    def __init__(self, parent: Waveform) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSingleStep(_STEP)
        self.setPageStep(_PAGE)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Move by 10 ms; with Ctrl by 100 ms, by Page keys a second; Home and End too."""
        assert event is not None  # noqa: S101 - Qt has one
        step = _STEP
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = _BIG_STEP
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Down:
                self.moved.emit(self.value() - step)
            case Qt.Key.Key_Right | Qt.Key.Key_Up:
                self.moved.emit(self.value() + step)
            case Qt.Key.Key_PageDown:
                self.moved.emit(self.value() - _PAGE)
            case Qt.Key.Key_PageUp:
                self.moved.emit(self.value() + _PAGE)
            case Qt.Key.Key_Home:
                self.moved.emit(self.minimum())
            case Qt.Key.Key_End:
                self.moved.emit(self.maximum())
            case _:
                event.ignore()  # it is the waveform's

    def focusInEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        """Come into sight."""
        super().focusInEvent(event)
        parent = self.parent()
        if isinstance(parent, Waveform):
            parent.reveal(self.value() / 1000)
        self.raise_()
        self.update()

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """A line from top to bottom with a grip, which is full where it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, middle = self.palette(), self.width() / 2
        colour = palette.color(_ROLE.Highlight)
        painter.setPen(QPen(colour, 2))
        painter.drawLine(QLineF(middle, 0, middle, self.height()))
        grip = QRectF(1.5, self.height() / 2 - 12, self.width() - 3, 24)
        if self.hasFocus():
            painter.setPen(QPen(palette.color(_ROLE.HighlightedText), 1.5))
            painter.setBrush(colour)
        else:
            painter.setBrush(palette.color(_ROLE.Base))
        painter.drawRoundedRect(grip, 3, 3)


class Waveform(QWidget):
    """Shows a recording, and a part of it that can be moved.

    With the mouse: drag an end, drag the part by its inside, drag outside of it to choose another;
    the wheel zooms, with Shift it moves along; a double click chooses the suggested part, and then
    all. With keys: Tab goes from end to end, the arrows move it by 10 ms, with Ctrl by 100 ms;
    + and - zoom, 0 shows all.

    Attributes:
        selection: The part that is chosen.
        suggested: The part that is the best one.
        view: The part that is in sight.

    Signals:
        selection_changed: The part is another, a `Part`.
    """

    selection_changed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waveform")
        self.setAccessibleName(self.tr("Waveform"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.selection = Part(0.0, 0.0)
        self.view = Part(0.0, 1.0)
        self._recording: Recording | None = None
        self.suggested = Part(0.0, 0.0)
        self._position: float | None = None
        self._pictures: dict[_ROLE, QPixmap] = {}  # of the wave, by its colour
        self._drag: _Drag | None = None
        self._pressed_at = QPointF()
        self._before = self.selection  # where the drag began
        self.start = self._make_handle("start", self.tr("Start of the selected part"))
        self.end = self._make_handle("end", self.tr("End of the selected part"))
        self.start.moved.connect(lambda ms: self._move_start(ms / 1000))
        self.end.moved.connect(lambda ms: self._move_end(ms / 1000))
        QWidget.setTabOrder(self.start, self.end)

    def _make_handle(self, name: str, words: str) -> _Handle:
        handle = _Handle(self)
        handle.setObjectName(name)
        handle.setAccessibleName(words)
        handle.hide()
        return handle

    # What it shows

    def show_recording(self, recording: Recording, suggested: Part) -> None:
        """Show a recording with the suggested part chosen."""
        self._recording = recording
        self.suggested = suggested
        self._position = None
        for handle in (self.start, self.end):
            handle.setRange(0, round(recording.seconds * 1000))
            handle.show()
        self.show_part(recording.span)
        self.select(suggested)

    def select(self, part: Part) -> None:
        """Choose a part; it is put inside the recording."""
        if self._recording is None:
            return
        length = self._recording.seconds
        start = max(0.0, min(part.start, length - SHORTEST))
        end = min(length, max(part.end, start + SHORTEST))
        changed = Part(start, end) != self.selection
        self.selection = Part(start, end)
        self._place_handles()
        self.update()
        if changed:
            self.selection_changed.emit(self.selection)

    def show_part(self, view: Part) -> None:
        """Zoom to a part."""
        if self._recording is None:
            return
        length = self._recording.seconds
        seconds = min(length, max(view.seconds, _SHORTEST_VIEW))
        start = max(0.0, min(view.start, length - seconds))
        self.view = Part(start, start + seconds)
        self._pictures.clear()
        self._place_handles()
        self.update()

    def reveal(self, second: float) -> None:
        """Move along until a moment is in sight."""
        start, end = self.view
        if not start <= second <= end:
            self.show_part(Part(second - self.view.seconds / 2, second + self.view.seconds / 2))

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Zoom in by a factor; out, if it is below 1.

        Args:
            factor: How much larger.
            around: The second that stays where it is; by default the middle.
        """
        start, end = self.view
        around = (start + end) / 2 if around is None else around
        self.show_part(Part(around - (around - start) / factor, around + (end - around) / factor))

    def show_position(self, second: float | None) -> None:
        """Draw a line at the moment that is heard; None for none."""
        for moment in (self._position, second):
            if moment is not None:
                self.update(QRect(round(self._x(moment)) - 2, 0, 4, self.height()))
        self._position = second

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide and low."""
        return QSize(640, _LOW if is_low(self) else _HIGH)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Low, and wide enough to take hold of both ends."""
        return QSize(240, _LOW)

    # Places

    def _ruler_height(self) -> int:
        return self.fontMetrics().height() + 8

    def _room(self) -> int:
        """Pixels for the wave: at its ends a handle is seen whole."""
        return max(1, self.width() - _HANDLE)

    def _x(self, second: float) -> float:
        return _MARGIN + (second - self.view.start) / self.view.seconds * self._room()

    def _second(self, x: float) -> float:
        return self.view.start + (x - _MARGIN) / self._room() * self.view.seconds

    def _place_handles(self) -> None:
        height = self.height() - self._ruler_height()
        for handle, second in ((self.start, self.selection.start), (self.end, self.selection.end)):
            handle.setGeometry(round(self._x(second)) - _HANDLE // 2, 0, _HANDLE, height)
            handle.setValue(round(second * 1000))
            handle.setAccessibleDescription(
                self.tr("{seconds} s").format(seconds=self.locale().toString(second, "f", 2))
            )

    # Moving

    def _move_start(self, second: float) -> None:
        end = self.selection.end
        self.select(Part(min(second, end - SHORTEST), end))
        self.reveal(self.selection.start)

    def _move_end(self, second: float) -> None:
        start = self.selection.start
        self.select(Part(start, max(second, start + SHORTEST)))
        self.reveal(self.selection.end)

    def _move_whole(self, by: float) -> None:
        assert self._recording is not None  # noqa: S101 - something is dragged
        before = self._before
        by = max(-before.start, min(by, self._recording.seconds - before.end))
        self.select(Part(before.start + by, before.end + by))

    def _grip_at(self, place: QPointF) -> _Drag:
        """What a press takes hold of."""
        if place.y() > self.height() - self._ruler_height():
            return _Drag.NEW
        start, end = self._x(self.selection.start), self._x(self.selection.end)
        to_start, to_end = abs(place.x() - start), abs(place.x() - end)
        if min(to_start, to_end) <= _REACH:
            return _Drag.START if to_start < to_end else _Drag.END
        return _Drag.WHOLE if start < place.x() < end else _Drag.NEW

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take hold."""
        if event is None or self._recording is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed_at, self._before = event.position(), self.selection
        self._drag = self._grip_at(event.position())
        focus = self.end if self._drag is _Drag.END else self.start
        focus.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Move what is held; else show what could be."""
        if event is None or self._recording is None:
            return
        place = event.position()
        here, there = self._second(place.x()), self._second(self._pressed_at.x())
        match self._drag:
            case None:
                self._show_cursor(self._grip_at(place))
            case _Drag.START:
                self._move_start(self._before.start + here - there)
            case _Drag.END:
                self._move_end(self._before.end + here - there)
            case _Drag.WHOLE:
                self._move_whole(here - there)
            case _Drag.NEW if abs(place.x() - self._pressed_at.x()) > _MOVED:
                self.select(Part(min(here, there), max(here, there)))
            case _:
                pass

    def mouseReleaseEvent(self, _: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        self._drag = None

    def mouseDoubleClickEvent(self, _: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Choose the suggested part, and if that is chosen already, all."""
        if self._recording is not None:
            is_suggested = self.selection == self.suggested
            self.select(self._recording.span if is_suggested else self.suggested)

    def _show_cursor(self, drag: _Drag) -> None:
        cursors = {
            _Drag.START: Qt.CursorShape.SizeHorCursor,
            _Drag.END: Qt.CursorShape.SizeHorCursor,
            _Drag.WHOLE: Qt.CursorShape.OpenHandCursor,
            _Drag.NEW: Qt.CursorShape.IBeamCursor,
        }
        self.setCursor(cursors[drag])

    def wheelEvent(self, event: QWheelEvent | None) -> None:  # noqa: N802 - Qt's name
        """Zoom where the mouse is; sideways, or with Shift, move along."""
        if event is None or self._recording is None:
            return
        down, aside = event.angleDelta().y() / 120, event.angleDelta().x() / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            down, aside = 0, down or aside
        if aside:
            by = -aside * self.view.seconds / 10
            self.show_part(Part(self.view.start + by, self.view.end + by))
        if down:
            self.zoom(_ZOOM**down, self._second(event.position().x()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Zoom; the ends have the other keys."""
        if event is None or self._recording is None:
            return
        focused = self.end if self.end.hasFocus() else self.start
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(_ZOOM, focused.value() / 1000)
            case Qt.Key.Key_Minus:
                self.zoom(1 / _ZOOM, focused.value() / 1000)
            case Qt.Key.Key_0:
                self.show_part(self._recording.span)
            case _:
                super().keyPressEvent(event)

    # Drawing

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw it anew."""
        super().resizeEvent(event)
        self._pictures.clear()
        self._place_handles()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take other colours, or letters."""
        super().changeEvent(event)
        if event is not None and event.type() in (
            QEvent.Type.PaletteChange,
            QEvent.Type.FontChange,
        ):
            self._pictures.clear()
            self.update()

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """The wave from a picture that is kept, the part in another colour, ruler and position."""
        painter = QPainter(self)
        height = self.height() - self._ruler_height()
        field = QRect(0, 0, self.width(), height)
        painter.fillRect(field, self.palette().color(_ROLE.Base))
        if self._recording is None:
            return
        wave = QRectF(_MARGIN, 0, self._room(), height)
        painter.drawPixmap(wave.topLeft(), self._picture(_ROLE.PlaceholderText))
        left, right = self._x(self.selection.start), self._x(self.selection.end)
        part = QRectF(left, 0, right - left, height).intersected(wave)
        tint = self.palette().color(_ROLE.Highlight)
        tint.setAlpha(48)
        painter.fillRect(part, self.palette().color(_ROLE.Base))
        painter.fillRect(part, tint)
        painter.setClipRect(part)
        painter.drawPixmap(wave.topLeft(), self._picture(_ROLE.Highlight))
        painter.setClipping(False)
        self._draw_ruler(painter, height)
        if self._position is not None:
            painter.setPen(QPen(self.palette().color(_ROLE.Text), 2))
            x = self._x(self._position)
            painter.drawLine(QLineF(x, 0, x, height))

    def _picture(self, role: _ROLE) -> QPixmap:
        """The wave in a colour, drawn once for a view and a size."""
        if role not in self._pictures:
            self._pictures[role] = self._drawn(self.palette().color(role))
        return self._pictures[role]

    def _drawn(self, colour: QColor) -> QPixmap:
        assert self._recording is not None  # noqa: S101 - there is nothing to draw else
        ratio = self.devicePixelRatioF()
        columns = math.ceil(self._room() * ratio)
        height = max(1, self.height() - self._ruler_height())
        picture = QPixmap(columns, math.ceil(height * ratio))
        picture.fill(Qt.GlobalColor.transparent)
        middle, reach = picture.height() / 2, picture.height() / 2 - 3
        peaks = self._recording.peaks(columns, self.view).clip(-1, 1)
        lows, highs = (middle - peaks * reach).T.tolist()
        painter = QPainter(picture)
        painter.setPen(QPen(colour, 1))
        painter.drawLines(
            *(
                QLineF(x + 0.5, min(high, middle - 0.5), x + 0.5, max(low, middle + 0.5))
                for x, (low, high) in enumerate(zip(lows, highs, strict=True))
            )
        )
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture

    def _draw_ruler(self, painter: QPainter, top: int) -> None:
        wanted = self.view.seconds * _LABEL_ROOM / self._room()
        step = next((one for one in _RULER_STEPS if one >= wanted), _RULER_STEPS[-1])
        painter.setPen(self.palette().color(_ROLE.WindowText))
        tick = step / _TICKS
        for number in range(math.ceil(self.view.start / tick), int(self.view.end / tick) + 1):
            x = self._x(number * tick)
            is_label = number % _TICKS == 0
            painter.drawLine(QLineF(x, top, x, top + (6 if is_label else 3)))
            if is_label:
                self._draw_label(painter, x, top, number * tick, step)

    def _draw_label(
        self, painter: QPainter, x: float, top: int, second: float, step: float
    ) -> None:
        digits = 0 if step >= 1 else 1 if step >= 0.1 else 2  # noqa: PLR2004 - as many as tell
        words = self.tr("{seconds} s").format(seconds=self.locale().toString(second, "f", digits))
        if second >= _MINUTE:
            rest = self.locale().toString(second % _MINUTE, "f", digits)
            words = f"{int(second // _MINUTE)}:{rest.rjust(3 + digits if digits else 2, '0')}"
        width = self.fontMetrics().horizontalAdvance(words)
        left = max(1.0, min(x - width / 2, self.width() - width - 1))
        painter.drawText(QPointF(left, top + 6 + self.fontMetrics().ascent()), words)
