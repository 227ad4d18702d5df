"""The app's own style: flat, with outlines that can be seen, in one measure.

It stands on Fusion, which Qt has where a system has no controls of its own; those of macOS, Windows
and KDE stay as they are.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QRect, QSize, Qt
from PyQt6.QtGui import QGuiApplication, QPalette
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QLineEdit,
    QProxyStyle,
    QPushButton,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionMenuItem,
    QStyleOptionToolButton,
    QToolButton,
    QWidget,
)

from . import drawing
from .buttons import LOOK
from .card import Card, ChoiceCard, DashedCard
from .colors import DARK, LIGHT
from .metrics import (
    CHECK,
    CORNER,
    FIELD,
    LARGE,
    LEAST_TARGET,
    MEDIUM,
    MENU_GAP,
    MENU_ROW,
    SCROLL_BAR,
    SMALL,
    SMALL_ICON,
    TABLE_ROW,
    TINY,
)
from .options import copied
from .palettes import dress_palette, palette_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QPainter

    Part = Callable[[QStyle, QStyleOptionComplex, QStyle.SubControl], QRect | None]

_Primitive = QStyle.PrimitiveElement
_Control = QStyle.ControlElement
_Complex = QStyle.ComplexControl
_Contents = QStyle.ContentsType
_Metric = QStyle.PixelMetric
_Part = QStyle.SubControl

_LAST: Final = 3  # the value of ButtonLayout.GnomeLayout, which its stub has as no number
"""How buttons of dialogs stand: the one that goes on is the last."""
_HINTS: Final[dict[QStyle.StyleHint, int]] = {
    QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons: 0,  # only some would have one
    QStyle.StyleHint.SH_DialogButtonLayout: _LAST,
    QStyle.StyleHint.SH_EtchDisabledText: 0,
    QStyle.StyleHint.SH_Menu_Scrollable: 1,  # else a long one stands in columns
    QStyle.StyleHint.SH_ScrollBar_Transient: 0,
}
_METRICS: Final = {
    _Metric.PM_IndicatorWidth: CHECK,
    _Metric.PM_IndicatorHeight: CHECK,
    _Metric.PM_ExclusiveIndicatorWidth: CHECK,
    _Metric.PM_ExclusiveIndicatorHeight: CHECK,
    _Metric.PM_CheckBoxLabelSpacing: SMALL,
    _Metric.PM_RadioButtonLabelSpacing: SMALL,
    _Metric.PM_SliderThickness: LEAST_TARGET,
    _Metric.PM_SliderControlThickness: LEAST_TARGET,
    _Metric.PM_SliderLength: LARGE,
    _Metric.PM_ScrollBarExtent: SCROLL_BAR,
    _Metric.PM_ScrollBarSliderMin: 2 * LEAST_TARGET,
    _Metric.PM_ButtonShiftHorizontal: 0,
    _Metric.PM_ButtonShiftVertical: 0,
    _Metric.PM_MenuPanelWidth: 1,
    _Metric.PM_MenuVMargin: TINY,
    _Metric.PM_MenuHMargin: TINY,
    _Metric.PM_SmallIconSize: SMALL_ICON,
    _Metric.PM_HeaderDefaultSectionSizeVertical: TABLE_ROW,
    _Metric.PM_TabBarTabHSpace: 2 * LARGE,
    _Metric.PM_TabBarTabVSpace: 2 * SMALL,
    _Metric.PM_TabBarTabShiftVertical: 0,
    _Metric.PM_TabBarBaseOverlap: 0,
    _Metric.PM_TabBarBaseHeight: 0,
    _Metric.PM_LayoutHorizontalSpacing: SMALL,
    _Metric.PM_LayoutVerticalSpacing: SMALL,
    _Metric.PM_ToolBarItemSpacing: TINY,
    _Metric.PM_ToolBarItemMargin: TINY,
    _Metric.PM_ToolBarFrameWidth: 0,
    _Metric.PM_FocusFrameHMargin: SMALL - 1,
}
_MARGINS: Final = {
    _Metric.PM_LayoutLeftMargin,
    _Metric.PM_LayoutTopMargin,
    _Metric.PM_LayoutRightMargin,
    _Metric.PM_LayoutBottomMargin,
}
_FRAME: Final = 3  # so that what is in a frame with round corners stays within them
_ARROW: Final = 28  # what a list to choose from, and each button of a spin box, takes at the right
_LEAST_BUTTON: Final = 64
_HAN: Final = "\u2e80"
"""From here on, characters are Han, or as high."""
_LOOKED_AT: Final = 200  # characters of a field
_HEIGHTS: Final = {
    _Contents.CT_PushButton: FIELD,
    _Contents.CT_LineEdit: FIELD,
    _Contents.CT_ComboBox: FIELD,
    _Contents.CT_SpinBox: FIELD,
    _Contents.CT_HeaderSection: FIELD,
    _Contents.CT_CheckBox: LEAST_TARGET,
    _Contents.CT_RadioButton: LEAST_TARGET,
    _Contents.CT_ItemViewItem: LEAST_TARGET + TINY,
}
_WIDER: Final = {
    _Contents.CT_PushButton: 2 * MEDIUM,
    _Contents.CT_ComboBox: _ARROW + MEDIUM,
    _Contents.CT_SpinBox: 2 * _ARROW + MEDIUM,
}


def dress(app: QApplication, theme: str) -> None:
    """Have the windows light or dark.

    Args:
        app: Qt's application.
        theme: `system`, `light` or `dark`.
    """
    if not isinstance(app.style(), Style):
        _ask_system(theme)
    elif theme == "system":
        app.setPalette(QPalette())
    else:
        app.setPalette(palette_of(DARK if theme == "dark" else LIGHT))


def _ask_system(theme: str) -> None:
    """Where the system draws the controls, it has the colors."""
    hints = QGuiApplication.styleHints()
    assert hints is not None  # noqa: S101 - a GUI has them
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    hints.setColorScheme(scheme.get(theme, Qt.ColorScheme.Unknown))


class Style(QProxyStyle):
    """Fusion, drawn in the app's own way."""

    def __init__(self) -> None:
        super().__init__("fusion")

    def polish(self, what: Any) -> Any:
        """Change the colors, whenever the system's change; complete titles of dialogs."""
        polished = super().polish(what)
        if polished is not None:
            dress_palette(polished)
        elif isinstance(what, QDialog):
            name_app_in_title(what)
        return polished

    def styleHint(  # noqa: N802 - Qt's name
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - Qt's name
    ) -> int:
        """Answer what the app has its own mind about."""
        found = _HINTS.get(hint)
        return super().styleHint(hint, option, widget, returnData) if found is None else found

    def pixelMetric(  # noqa: N802 - Qt's name
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Have the measure of `metrics`."""
        found = _METRICS.get(metric)
        if found is not None:
            return found
        if metric in _MARGINS:
            return MEDIUM if isinstance(widget, Card | DashedCard | ChoiceCard) else LARGE
        if metric is _Metric.PM_DefaultFrameWidth and isinstance(widget, QAbstractScrollArea):
            return _FRAME
        return super().pixelMetric(metric, option, widget)

    def sizeFromContents(  # noqa: N802 - Qt's name
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption | None,
        contents: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        """Have all that is pressed and filled in of one height."""
        size = super().sizeFromContents(kind, option, contents, widget)
        if kind is _Contents.CT_ToolButton and option is not None:
            return _tool_size(copied(option), contents)
        if kind is _Contents.CT_MenuItem and option is not None:
            return _menu_size(copied(option), size)
        if kind in _WIDER:  # drawn otherwise than in Fusion, and so needing other room
            wider = contents.width() + _WIDER[kind]
            size.setWidth(max(wider, _LEAST_BUTTON))
        if kind in _WIDER or kind is _Contents.CT_LineEdit:
            inside = contents.height()  # of a spin box, a whole field
            size.setHeight(inside if kind is _Contents.CT_SpinBox else inside + 2 * TINY)
        size.setHeight(max(size.height(), _HEIGHTS.get(kind, 0)))
        return size

    def subControlRect(  # noqa: N802 - Qt's name
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex | None,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Say where the parts of lists to choose from, of spin boxes and of scroll bars are."""
        find = _PARTS.get(control)
        if find is not None and option is not None:
            mine = copied(option)
            place = find(self, mine, part)
            if place is not None:
                return self.visualRect(mine.direction, mine.rect, place)
        return super().subControlRect(control, option, part, widget)

    def subElementRect(  # noqa: N802 - Qt's name
        self,
        element: QStyle.SubElement,
        option: QStyleOption | None,
        widget: QWidget | None = None,
    ) -> QRect:
        """Leave room between the outline of a field and what is written in it."""
        place = super().subElementRect(element, option, widget)
        if element is QStyle.SubElement.SE_LineEditContents and isinstance(widget, QLineEdit):
            side = TINY if widget.hasFrame() else 0
            # Han characters come from a second font, which Qt's place for the first sets too high.
            lower = TINY if any(one >= _HAN for one in widget.text()[:_LOOKED_AT]) else 0
            return place.adjusted(side, lower, -side, 0)
        return place

    def drawPrimitive(  # noqa: N802 - Qt's name
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        """Draw grounds, outlines, marks and the focus."""
        assert option is not None and painter is not None  # noqa: S101, PT018 - Qt hands them over
        draw = self._drawing_of(element, widget)
        if draw is not None:
            draw(painter, copied(option))
        else:
            super().drawPrimitive(element, option, painter, widget)

    @staticmethod
    def _drawing_of(
        element: QStyle.PrimitiveElement, widget: QWidget | None
    ) -> Callable[[QPainter, QStyleOption], None] | None:
        """What draws an element; nothing for what Fusion draws."""
        match element:
            case _Primitive.PE_FrameFocusRect if isinstance(widget, QPushButton | QToolButton):
                return drawing.nothing  # their outline shows it
            case _Primitive.PE_PanelButtonTool if not isinstance(widget, QToolButton):
                return drawing.nothing
            case _Primitive.PE_PanelButtonCommand:
                return partial(drawing.button, look=look_of(widget))
            case _Primitive.PE_PanelLineEdit if isinstance(widget, QLineEdit):
                wrong = bool(widget.property(drawing.WRONG))
                return partial(drawing.field, wrong=wrong, framed=widget.hasFrame())
            case _Primitive.PE_Frame if isinstance(widget, QAbstractScrollArea):
                wrong = bool(widget.property(drawing.WRONG))
                return partial(drawing.field, wrong=wrong, focus=widget.hasFocus())
        return drawing.PRIMITIVES.get(element)

    def drawControl(  # noqa: N802 - Qt's name
        self,
        element: QStyle.ControlElement,
        option: QStyleOption | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        """Draw words on the accent, menus, tabs, headers and progress."""
        assert option is not None and painter is not None  # noqa: S101, PT018 - Qt hands them over
        if element is _Control.CE_ItemViewItem and is_calm(widget):
            mine = copied(option)
            mine.palette = drawing.calm(mine.palette)
            super().drawControl(element, mine, painter, widget)
        elif element is _Control.CE_PushButtonLabel:
            drawing.button_label(painter, copied(option), look_of(widget))
        elif (draw := drawing.CONTROLS.get(element)) is not None:
            draw(painter, copied(option))
        else:
            super().drawControl(element, option, painter, widget)

    def drawComplexControl(  # noqa: N802 - Qt's name
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        """Draw lists to choose from, spin boxes, sliders, scroll bars and buttons of bars."""
        assert option is not None and painter is not None  # noqa: S101, PT018 - Qt hands them over
        mine = copied(option)
        draw = drawing.COMPLEX.get(control)
        if draw is not None:
            draw(painter, mine, self)
        elif control is _Complex.CC_ToolButton and isinstance(mine, QStyleOptionToolButton):
            if not drawing.tool_button(painter, mine, look_of(widget)):
                mine.state &= ~QStyle.StateFlag.State_Sunken
                super().drawControl(_Control.CE_ToolButtonLabel, mine, painter, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)


def _tool_size(option: QStyleOption | None, contents: QSize) -> QSize:
    width, height = contents.width(), contents.height()
    icon_only = Qt.ToolButtonStyle.ToolButtonIconOnly
    if (
        isinstance(option, QStyleOptionToolButton)
        and option.text
        and (option.toolButtonStyle is not icon_only or option.icon.isNull())
    ):
        width += 2 * SMALL
        if option.features & QStyleOptionToolButton.ToolButtonFeature.HasMenu:
            width += SMALL_ICON
    else:
        width = max(width + 2 * TINY, FIELD)
    return QSize(width, max(height + 2 * TINY, FIELD))


def _menu_size(option: QStyleOption | None, size: QSize) -> QSize:
    kind = QStyleOptionMenuItem.MenuItemType
    if isinstance(option, QStyleOptionMenuItem) and option.menuItemType is kind.Separator:
        return QSize(size.width(), MENU_GAP)
    return QSize(size.width() + MEDIUM, max(size.height(), MENU_ROW))


def name_app_in_title(dialog: QDialog) -> None:
    """Have the title of a dialog end as those of all windows do.

    Qt itself appends the name of the app to a title that lacks it, with another dash.
    """
    app = QApplication.applicationDisplayName()
    title = dialog.windowTitle()
    if title and app not in title:
        dialog.setWindowTitle(f"{title} – {app}")


def is_calm(widget: QWidget | None) -> bool:
    """Whether a list lets another widget have the eye of a person: its selection is faint then."""
    return isinstance(widget, QAbstractItemView) and not widget.hasFocus()


def look_of(widget: QWidget | None) -> str:
    """What a button is for, as `buttons` has marked it; empty for any."""
    return str(widget.property(LOOK) or "") if widget is not None else ""


def _part_of_combo(_: QStyle, option: QStyleOptionComplex, part: QStyle.SubControl) -> QRect | None:
    place = option.rect
    if part == _Part.SC_ComboBoxArrow:
        return QRect(place.right() - _ARROW, place.top(), _ARROW, place.height())
    if part == _Part.SC_ComboBoxEditField:
        return place.adjusted(SMALL, 1, -_ARROW, -1)
    return None


def _part_of_spin(_: QStyle, option: QStyleOptionComplex, part: QStyle.SubControl) -> QRect | None:
    """Minus and plus are side by side, so that each is large enough to be hit."""
    place = option.rect
    if part == _Part.SC_SpinBoxUp:
        return QRect(place.right() - _ARROW + 1, place.top(), _ARROW, place.height())
    if part == _Part.SC_SpinBoxDown:
        return QRect(place.right() - 2 * _ARROW + 1, place.top(), _ARROW, place.height())
    if part == _Part.SC_SpinBoxEditField:
        return place.adjusted(CORNER, 1, -2 * _ARROW, -1)
    return None


_PARTS: Final[dict[QStyle.ComplexControl, Part]] = {
    _Complex.CC_ComboBox: _part_of_combo,
    _Complex.CC_SpinBox: _part_of_spin,
    _Complex.CC_ScrollBar: drawing.part_of_scroll_bar,
}
