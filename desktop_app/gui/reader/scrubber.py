"""Where in the text the voice is, as a slider: drag it, and reading goes on there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPoint, QRect, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QToolTip,
    QWidget,
)

from desktop_app.gui.parts.durations import clock
from desktop_app.gui.parts.labels import secondary
from desktop_app.gui.parts.metrics import LEAST_TARGET, SMALL, helper, ticking
from desktop_app.gui.parts.plain_text import plain, shortened
from desktop_app.reading.text import words_near

if TYPE_CHECKING:
    from PyQt6.QtGui import QFont, QKeyEvent, QMouseEvent, QWheelEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.events import PositionChanged, QueueItem

_STEPS: Final = 1000
_PAGE: Final = _STEPS // 20
_MOST_SHOWN: Final = 120  # characters of a sentence


class _Slider(QSlider):
    """Goes where it is clicked, and has keys for sentences.

    Signals:
        stepped: A key for the next sentence (1) or the one before (-1) was pressed.
        chosen: A place was chosen, 0 to 1.
    """

    stepped = pyqtSignal(int)
    chosen = pyqtSignal(float)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, _STEPS)
        self.setPageStep(_PAGE)
        self.setMinimumHeight(LEAST_TARGET)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sliderReleased.connect(self._choose)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Have the handle come to the pointer, from where it is dragged on."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._drag(event)
            self.sliderPressed.emit()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Drag the handle."""
        if event is not None and self.isSliderDown():
            self._drag(event)
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Let it go."""
        if event is not None and self.isSliderDown():
            self.setSliderDown(False)  # tells `sliderReleased`
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Go a sentence further or back, a twentieth of the text, or to its ends."""
        assert event is not None  # noqa: S101 - Qt has one
        key = Qt.Key(event.key())
        forth, back = Qt.Key.Key_Right, Qt.Key.Key_Left
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            forth, back = back, forth
        if key in (forth, Qt.Key.Key_Up):
            self.stepped.emit(1)
        elif key in (back, Qt.Key.Key_Down):
            self.stepped.emit(-1)
        elif key in _GOES:
            to = {
                Qt.Key.Key_Home: 0,
                Qt.Key.Key_End: _STEPS,
                Qt.Key.Key_PageUp: self.value() + _PAGE,
                Qt.Key.Key_PageDown: self.value() - _PAGE,
            }[key]
            self.setValue(to)
            self._choose()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent | None) -> None:  # noqa: N802 - Qt's name
        """Leave the text where it is: a wheel that turns over it means something else."""
        assert event is not None  # noqa: S101 - Qt has one
        event.ignore()

    def handle(self) -> QRect:
        """Where the handle is."""
        option, style = self._drawn()
        return style.subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )

    def _drawn(self) -> tuple[QStyleOptionSlider, QStyle]:
        option, style = QStyleOptionSlider(), self.style()
        assert style is not None  # noqa: S101 - every widget has one
        self.initStyleOption(option)
        return option, style

    def _drag(self, event: QMouseEvent) -> None:
        option, style = self._drawn()
        handle = style.pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        x = round(event.position().x()) - handle // 2
        self.setSliderPosition(
            QStyle.sliderValueFromPosition(0, _STEPS, x, self.width() - handle, option.upsideDown)
        )
        self.sliderMoved.emit(self.sliderPosition())

    def _choose(self) -> None:
        self.chosen.emit(self.sliderPosition() / _STEPS)


_GOES: Final = {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class Scrubber(QWidget):
    """The slider between the time that is over and the time that is left.

    Args:
        engine: Reads.

    Attributes:
        slider: 0 to 1000.
        over: How much of the text is over.
        left: How much is left.

    Signals:
        jumped: A place was chosen.
    """

    jumped = pyqtSignal()

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._item: QueueItem | None = None
        self.slider = _Slider()
        self.slider.setObjectName("progress")
        self.slider.setAccessibleName(self.tr("Position in the text"))
        self.over, self.left = (secondary(QLabel(), _digits) for _ in range(2))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        for name, widget in (("over", self.over), ("", self.slider), ("left", self.left)):
            if isinstance(widget, QLabel):
                widget.setObjectName(name)
                widget.setWordWrap(False)
            layout.addWidget(widget, 0 if isinstance(widget, QLabel) else 1)
        self.slider.sliderMoved.connect(self._show_place)
        self.slider.chosen.connect(self._jump)
        self.slider.stepped.connect(self._step)
        engine.queue_changed.connect(self._show_queue)
        engine.position_changed.connect(self._show_position)
        engine.settings_changed.connect(self._show_times)
        self._show_queue(engine.queue)
        if engine.position is not None:
            self._show_position(engine.position)

    # What a person does

    def _jump(self, part: float) -> None:
        item = self._item
        if item is None:
            return
        QToolTip.hideText()
        self._engine.jump(self._offset(part), item.number)
        self.jumped.emit()

    def _step(self, by: int) -> None:
        if self._item is not None:
            go = self._engine.next_sentence if by > 0 else self._engine.previous_sentence
            go()
            self.jumped.emit()

    def _offset(self, part: float) -> int:
        length = len(self._item.reading.text) if self._item is not None else 0
        return max(0, min(round(part * length), length - 1))

    def _show_place(self, value: int) -> None:
        """Show the sentence at the place the handle is dragged to."""
        if self._item is None:
            return
        offset = self._offset(value / _STEPS)
        self._show_times(offset)
        words = shortened(words_near(self._item.reading, offset), _MOST_SHOWN)
        words = f"{clock(self._engine.pace.elapsed(offset))} · {words}"
        place = self.slider.mapToGlobal(QPoint(self.slider.handle().center().x(), -SMALL))
        QToolTip.showText(place, plain(words), self.slider)

    # What the engine tells

    def _show_queue(self, items: tuple[QueueItem, ...]) -> None:
        before = self._item
        readable = items and items[0].reading.remember and not items[0].opening
        self._item = items[0] if readable else None
        self.setEnabled(self._item is not None)
        if self._item is None or before is None or before.number != self._item.number:
            self.slider.setSliderDown(False)
            self._show_progress(0)
        self._show_times()

    def _show_position(self, position: PositionChanged) -> None:
        if self._item is not None and position.item == self._item.number:
            self._show_progress(position.progress)
            self._show_times()

    def _show_progress(self, part: float) -> None:
        if not self.slider.isSliderDown():
            self.slider.setValue(round(_STEPS * part))

    def _show_times(self, offset: object = None) -> None:
        """Show the time up to a character and from it on, else from the word that is heard."""
        if self._item is None:
            self.over.clear()
            self.left.clear()
            self.slider.setAccessibleDescription("")
            return
        if self.slider.isSliderDown() and not isinstance(offset, int):
            return
        at = offset if isinstance(offset, int) else None
        pace = self._engine.pace
        over, left = clock(pace.elapsed(at)), clock(pace.left(at))
        self.over.setText(over)
        self.left.setText(f"\u2212{left}")
        words = self.tr("{over} over, {left} left").format(over=over, left=left)
        if words != self.slider.accessibleDescription():
            self.slider.setAccessibleDescription(words)


def _digits(font: QFont) -> QFont:
    return ticking(helper(font))
