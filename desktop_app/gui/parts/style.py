"""Qt's own style, Fusion, as the app has it: what is pale in it can be seen and read."""

from __future__ import annotations

from typing import Any, Final

from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QPainter, QPalette
from PyQt6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from .colors import readable

_FAINT: Final = 150  # of 255
_PLACEHOLDER: Final = 158  # of 255
_ICONS: Final = QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons
_BOX: Final = QStyle.PrimitiveElement.PE_IndicatorCheckBox
_CIRCLE: Final = QStyle.PrimitiveElement.PE_IndicatorRadioButton
_BY_KEY: Final = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
_ROLE = QPalette.ColorRole


class Style(QProxyStyle):
    """Fusion, with outlines and colours that can be seen."""

    def __init__(self) -> None:
        super().__init__("fusion")

    def polish(self, what: Any) -> Any:
        """Change the colours, whenever the system's change."""
        polished = super().polish(what)
        if polished is not None:
            make_readable(polished)
        return polished

    def styleHint(  # noqa: N802 - Qt's name
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - Qt's name
    ) -> int:
        """Leave buttons of dialogs without icons: only some would have one."""
        if hint is _ICONS:
            return 0
        return super().styleHint(hint, option, widget, returnData)

    def drawPrimitive(  # noqa: N802 - Qt's name
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        """Outline what can be ticked: in dark, it is hardly seen otherwise."""
        super().drawPrimitive(element, option, painter, widget)
        if element in (_BOX, _CIRCLE) and option is not None and painter is not None:
            _outline(painter, option, is_round=element is _CIRCLE)


def words_of_radio_begin(widget: QWidget) -> int:
    """Pixels from the edge of a radio button to its words, in the style of a widget."""
    style = widget.style()
    assert style is not None  # noqa: S101 - every widget has one
    metrics = (
        QStyle.PixelMetric.PM_ExclusiveIndicatorWidth,
        QStyle.PixelMetric.PM_RadioButtonLabelSpacing,
    )
    return sum(style.pixelMetric(one, None, widget) for one in metrics)


def make_readable(palette: QPalette) -> None:
    """Darken what is selected, and hints in empty fields, until they can be read."""
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        selected = palette.color(group, _ROLE.Highlight)
        written_on = palette.color(group, _ROLE.HighlightedText)
        palette.setColor(group, _ROLE.Highlight, readable(selected, written_on))
        hint = palette.color(group, _ROLE.Text)
        hint.setAlpha(_PLACEHOLDER)
        palette.setColor(group, _ROLE.PlaceholderText, hint)


def _outline(painter: QPainter, option: QStyleOption, *, is_round: bool) -> None:
    if option.state & _BY_KEY == _BY_KEY:
        return  # it has an outline of its own colour
    selected = option.state & QStyle.StateFlag.State_Selected
    color = option.palette.color(_ROLE.HighlightedText if selected else _ROLE.Text)
    color.setAlpha(255 if is_round else _FAINT)  # smooth lines are fainter by themselves
    painter.save()
    painter.setPen(color)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if is_round:  # where Fusion has its circle
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = (option.rect.width() - 1) // 2
        painter.drawEllipse(QPointF(option.rect.center() + QPoint(1, 1)), radius, radius)
    else:
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
    painter.restore()
