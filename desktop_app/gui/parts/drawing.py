"""How the app's style draws each control, in the colors of its palette."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QBrush, QColor, QIcon, QPainter, QPalette, QPen
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionHeader,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
    QStyleOptionTab,
    QStyleOptionToolButton,
    QStyleOptionViewItem,
)

from .buttons import CHIP, LINK, PRIMARY, QUIET, ROUND, ROUND_PRIMARY, TOOL
from .colors import Colors, colors, is_stark, mixed
from .icons import pixmap
from .metrics import CORNER, GROOVE, MARK_CORNER, MEDIUM, OUTLINE, SMALL, SMALL_ICON, STRONG, TINY

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[QPainter, QStyleOption], None]
    DrawComplex = Callable[[QPainter, QStyleOptionComplex, QStyle], None]

WRONG: Final = "wrong"
"""The property of a field that has to be filled in differently: it gets a red outline."""
_State = QStyle.StateFlag
_ROLE: Final = QPalette.ColorRole
_NO_PEN: Final = Qt.PenStyle.NoPen
_HANDLE: Final = 16
_KNOB: Final = 8
_GRIP: Final = 24


def _is(option: QStyleOption, *flags: QStyle.StateFlag) -> bool:
    return all(bool(option.state & flag) for flag in flags)


def _box(
    painter: QPainter,
    place: QRect,
    ground: QColor | None,
    line: QColor | None,
    width: float = OUTLINE,
    corner: float = CORNER,
) -> None:
    """A rectangle with round corners, its outline within the place."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(line, width) if line is not None else QPen(_NO_PEN))
    half = width / 2 if line is not None else 0.0
    inner = QRectF(place).adjusted(half, half, -half, -half)
    corner = min(corner, inner.height() / 2, inner.width() / 2)
    painter.drawRoundedRect(inner, corner, corner)
    painter.restore()


def _icon(painter: QPainter, name: str, place: QRect, option: QStyleOption, color: QColor) -> None:
    """A small icon in the middle of a place."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    picture = pixmap(name, option.palette, SMALL_ICON, color, ratio)
    left = place.x() + (place.width() - SMALL_ICON) / 2
    top = place.y() + (place.height() - SMALL_ICON) / 2
    painter.drawPixmap(QPointF(left, top), picture)


def _ink(option: QStyleOption, known: Colors) -> QColor:
    return known.ink if _is(option, _State.State_Enabled) else known.disabled


def _by_key(option: QStyleOption) -> bool:
    return _is(option, _State.State_HasFocus, _State.State_KeyboardFocusChange)


# Buttons


def button(painter: QPainter, option: QStyleOption, look: str) -> None:
    """The ground and outline of a button, as it is for."""
    known = colors(option.palette)
    look = _look(option, look)
    usable = _is(option, _State.State_Enabled)
    corner = option.rect.height() // 2 if look in {CHIP, ROUND, ROUND_PRIMARY} else CORNER
    ground = _ground_of_button(option, look, known)
    bare = look in {QUIET, TOOL, LINK, PRIMARY, ROUND_PRIMARY} or (
        isinstance(option, QStyleOptionButton)
        and bool(option.features & QStyleOptionButton.ButtonFeature.Flat)
    )
    line = None if bare else (known.outline if usable else known.line)
    if _by_key(option):
        _focused(painter, option.rect, ground, known, corner)
    elif look == CHIP and _is(option, _State.State_On):  # one of several was chosen
        _box(painter, option.rect, ground, known.accent, STRONG, corner)
    elif ground is not None or line is not None:
        _box(painter, option.rect, ground, line, OUTLINE, corner)


def _look(option: QStyleOption, look: str) -> str:
    """How a button looks: in high contrast, one that can't be pressed has no ground of its own."""
    if _is(option, _State.State_Enabled) or not is_stark(option.palette):
        return look
    return {PRIMARY: "", ROUND_PRIMARY: ROUND}.get(look, look)


def _ground_of_button(option: QStyleOption, look: str, known: Colors) -> QColor | None:
    usable = _is(option, _State.State_Enabled)
    down = usable and (_is(option, _State.State_Sunken) or _is(option, _State.State_On))
    over = usable and _is(option, _State.State_MouseOver)
    flat = isinstance(option, QStyleOptionButton) and bool(
        option.features & QStyleOptionButton.ButtonFeature.Flat
    )
    if look in {PRIMARY, ROUND_PRIMARY}:
        if not usable:
            return known.line
        return mixed(known.accent, known.ink, 0.8 if down else 0.9 if over else 1.0)
    if look == LINK:
        return None
    if look == CHIP and _is(option, _State.State_On):
        return known.card
    if down or over:
        return known.pressed if down else known.hover
    if look in {QUIET, TOOL, ROUND} or flat:
        return None
    return known.card if usable else known.window


def _focused(
    painter: QPainter, place: QRect, ground: QColor | None, known: Colors, corner: float
) -> None:
    """The ring of the focus, with a gap to the ground inside it."""
    if ground is not None:
        gap = STRONG + 1
        _box(painter, place.adjusted(gap, gap, -gap, -gap), ground, None, 0, max(corner - gap, 2))
    _box(painter, place, None, known.focus, STRONG, corner)


def button_label(painter: QPainter, option: QStyleOption, look: str) -> None:
    """Icon and words of a button, in its middle, in the color that its ground needs."""
    if not isinstance(option, QStyleOptionButton):
        return
    known = colors(option.palette)
    look = _look(option, look)
    usable = _is(option, _State.State_Enabled)
    ink = _ink(option, known)
    if look == PRIMARY:  # grey on grey where it can't be pressed, and still read
        ink = known.accent_ink if usable else known.secondary
    elif look == LINK and usable:
        ink = known.info
    arrow = bool(option.features & QStyleOptionButton.ButtonFeature.HasMenu)
    _label(painter, option, option.rect.adjusted(TINY, 0, -TINY, 0), ink, arrow=arrow)


def tool_button(painter: QPainter, option: QStyleOptionToolButton, look: str) -> bool:
    """The ground of a button of a bar, with icon, words, and the arrow of one with a menu.

    Returns:
        Whether all of it is drawn; else the icon, or words below it, are left to do.
    """
    known = colors(option.palette)
    raised = _is(option, _State.State_AutoRaise)
    button(painter, option, look or (TOOL if raised else ""))
    beside = option.toolButtonStyle in {
        Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
        Qt.ToolButtonStyle.ToolButtonTextOnly,
    }
    if not option.text or not (beside or option.icon.isNull()):
        return False
    arrow = bool(option.features & QStyleOptionToolButton.ToolButtonFeature.HasMenu)
    place = option.rect.adjusted(SMALL, 0, -SMALL, 0)
    _label(painter, option, place, _ink(option, known), arrow=arrow)
    return True


def _label(
    painter: QPainter,
    option: QStyleOptionButton | QStyleOptionToolButton,
    place: QRect,
    ink: QColor,
    *,
    arrow: bool,
) -> None:
    """An icon, words, and an arrow, side by side in the middle of a place."""
    text = option.text or ""
    only_text = (
        isinstance(option, QStyleOptionToolButton)
        and option.toolButtonStyle is Qt.ToolButtonStyle.ToolButtonTextOnly
    )
    icon = 0 if option.icon.isNull() or only_text else option.iconSize.width()
    flags = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextShowMnemonic.value
    gap = SMALL if icon and text else 0
    after = SMALL_ICON + TINY if arrow else 0
    metrics = painter.fontMetrics()
    whole = metrics.size(Qt.TextFlag.TextShowMnemonic.value, text).width()
    words = min(whole, place.width() - icon - gap - after)
    if words == whole:  # an underlined letter makes them a little wider than Qt says
        flags |= Qt.TextFlag.TextDontClip.value
    width = icon + gap + words + after
    left = place.x() + (place.width() - width) // 2
    right = option.direction is Qt.LayoutDirection.RightToLeft

    def at(start: int, extent: int) -> QRect:
        x = 2 * left + width - (left + start) - extent if right else left + start
        return QRect(x, place.y(), extent, place.height())

    if icon:
        mode = QIcon.Mode.Normal if _is(option, _State.State_Enabled) else QIcon.Mode.Disabled
        state = QIcon.State.On if _is(option, _State.State_On) else QIcon.State.Off
        square = QRect(0, 0, icon, icon)
        square.moveCenter(at(0, icon).center())
        option.icon.paint(painter, square, Qt.AlignmentFlag.AlignCenter, mode, state)
    painter.setPen(ink)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(at(icon + gap, words), flags | side.value, text)
    if arrow:
        _icon(painter, "chevron-down", at(width - SMALL_ICON, SMALL_ICON), option, ink)


# Fields


def field(
    painter: QPainter,
    option: QStyleOption,
    *,
    wrong: bool = False,
    framed: bool = True,
    focus: bool | None = None,
) -> None:
    """The ground and outline of what is written into, or scrolled."""
    known = colors(option.palette)
    ground = option.palette.color(_ROLE.Base)
    if not framed:
        return
    usable = _is(option, _State.State_Enabled)
    if not usable:
        ground = known.window
    has_focus = _is(option, _State.State_HasFocus) if focus is None else focus
    _box(painter, option.rect, ground, *_outline(known, usable, has_focus, wrong))


def _outline(known: Colors, usable: bool, focus: bool, wrong: bool) -> tuple[QColor, float]:  # noqa: FBT001 - a table of three
    if wrong:
        return known.error, STRONG
    if focus:
        return known.focus, STRONG
    return (known.outline if usable else known.line), OUTLINE


def combo(painter: QPainter, option: QStyleOptionComplex, style: QStyle) -> None:
    """A list to choose from."""
    known = colors(option.palette)
    editable = isinstance(option, QStyleOptionComboBox) and option.editable
    if editable:
        field(painter, option)
    elif isinstance(option, QStyleOptionComboBox) and not option.frame:
        pass
    else:
        button(painter, option, "")
    if option.subControls & QStyle.SubControl.SC_ComboBoxArrow:
        arrow = style.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxArrow, None
        )
        _icon(painter, "chevron-down", arrow, option, _ink(option, known))


def spin_box(painter: QPainter, option: QStyleOptionComplex, style: QStyle) -> None:
    """A number with minus and plus beside it."""
    known = colors(option.palette)
    field(painter, option)
    if not isinstance(option, QStyleOptionSpinBox):
        return
    steps = (
        (
            QStyle.SubControl.SC_SpinBoxDown,
            "minus",
            QAbstractSpinBox.StepEnabledFlag.StepDownEnabled,
        ),
        (QStyle.SubControl.SC_SpinBoxUp, "plus", QAbstractSpinBox.StepEnabledFlag.StepUpEnabled),
    )
    for part, name, enabled in steps:
        place = style.subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, None)
        can = bool(option.stepEnabled & enabled) and _is(option, _State.State_Enabled)
        if can and option.activeSubControls == part:
            sunken = _is(option, _State.State_Sunken)
            ground = known.pressed if sunken else known.hover
            _box(painter, place.adjusted(2, 3, -3, -3), ground, None, 0, MARK_CORNER)
        _icon(painter, name, place, option, known.ink if can else known.disabled)


def slider(painter: QPainter, option: QStyleOptionComplex, style: QStyle) -> None:
    """A groove that is filled up to a round handle; all of the app's are level."""
    if not isinstance(option, QStyleOptionSlider):
        return
    known = colors(option.palette)
    usable = _is(option, _State.State_Enabled)
    control = QStyle.ComplexControl.CC_Slider
    handle = style.subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, None)
    middle = handle.center()
    place = option.rect
    groove = QRect(place.left(), middle.y() - GROOVE // 2 + 1, place.width(), GROOVE)
    done = QRect(groove)
    (done.setLeft if option.upsideDown else done.setRight)(middle.x())
    filled = known.accent if usable else known.disabled
    _box(painter, groove, known.outline if usable else known.line, None, 0, GROOVE / 2)
    _box(painter, done, filled, None, 0, GROOVE / 2)
    knob = QRect(0, 0, _HANDLE, _HANDLE)
    knob.moveCenter(middle)
    if _by_key(option):
        _box(painter, knob.adjusted(-3, -3, 3, 3), None, known.focus, STRONG, _HANDLE)
    _box(painter, knob, filled, known.window, OUTLINE, _HANDLE / 2)


def scroll_bar(painter: QPainter, option: QStyleOptionComplex, style: QStyle) -> None:
    """A round handle on nothing; wider below the pointer."""
    if not isinstance(option, QStyleOptionSlider):
        return
    known = colors(option.palette)
    control = QStyle.ComplexControl.CC_ScrollBar
    if option.minimum == option.maximum:
        return
    handle = style.subControlRect(control, option, QStyle.SubControl.SC_ScrollBarSlider, None)
    over = _is(option, _State.State_MouseOver)
    held = over and bool(option.activeSubControls & QStyle.SubControl.SC_ScrollBarSlider)
    thin = 2 if over else 3
    if option.orientation is Qt.Orientation.Horizontal:
        handle = handle.adjusted(TINY // 2, thin, -TINY // 2, -thin)
    else:
        handle = handle.adjusted(thin, TINY // 2, -thin, -TINY // 2)
    _box(painter, handle, known.secondary if held else known.outline, None, 0, _KNOB)


def part_of_scroll_bar(
    style: QStyle, option: QStyleOptionComplex, part: QStyle.SubControl
) -> QRect | None:
    """Where the parts of a scroll bar are; it has no arrows."""
    if not isinstance(option, QStyleOptionSlider):
        return None
    place = option.rect
    level = option.orientation is Qt.Orientation.Horizontal
    length = place.width() if level else place.height()
    span = option.maximum - option.minimum
    size = length
    if span > 0:
        least = style.pixelMetric(QStyle.PixelMetric.PM_ScrollBarSliderMin, option, None)
        size = max(min(least, length // 2), option.pageStep * length // (span + option.pageStep))
    at = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - size, option.upsideDown
    )
    ranges = {
        QStyle.SubControl.SC_ScrollBarGroove: (0, length),
        QStyle.SubControl.SC_ScrollBarSlider: (at, size),
        QStyle.SubControl.SC_ScrollBarSubPage: (0, at),
        QStyle.SubControl.SC_ScrollBarAddPage: (at + size, length - at - size),
    }
    start, extent = ranges.get(part, (0, 0))
    if level:
        return QRect(place.left() + start, place.top(), extent, place.height() if extent else 0)
    return QRect(place.left(), place.top() + start, place.width() if extent else 0, extent)


# Marks


def check_box(painter: QPainter, option: QStyleOption) -> None:
    """A box that is ticked, or half so."""
    known = colors(option.palette)
    usable = _is(option, _State.State_Enabled)
    on = _is(option, _State.State_On) or _is(option, _State.State_NoChange)
    ground = (known.ink if usable else known.disabled) if on else known.card
    line = known.outline if usable else known.line
    _box(painter, option.rect, ground, None if on else line, OUTLINE, MARK_CORNER)
    if on:
        name = "minus" if _is(option, _State.State_NoChange) else "check"
        _icon(painter, name, option.rect, option, known.card)
    if _by_key(option):
        _box(painter, option.rect.adjusted(-2, -2, 2, 2), None, known.focus, STRONG, CORNER)


def radio_button(painter: QPainter, option: QStyleOption) -> None:
    """A circle with a point in it if it is chosen."""
    known = colors(option.palette)
    usable = _is(option, _State.State_Enabled)
    on = _is(option, _State.State_On)
    ink = known.ink if usable else known.disabled
    place = option.rect
    half = place.height() / 2
    line = ink if on else (known.outline if usable else known.line)
    _box(painter, place, known.card, line, STRONG if on else OUTLINE, half)
    if on:
        inset = 5
        _box(painter, place.adjusted(inset, inset, -inset, -inset), ink, None, 0, half)
    if _by_key(option):
        _box(painter, place.adjusted(-2, -2, 2, 2), None, known.focus, STRONG, half + 2)


def focus_ring(painter: QPainter, option: QStyleOption) -> None:
    """The focus on what has no outline of its own."""
    if not _is(option, _State.State_KeyboardFocusChange) or _is(option, _State.State_Selected):
        return  # a row that is selected is seen as it is
    _box(painter, option.rect, None, colors(option.palette).focus, OUTLINE, MARK_CORNER)


def row_ground(painter: QPainter, option: QStyleOption) -> None:
    """The ground of a row that is selected or under the pointer."""
    if not isinstance(option, QStyleOptionViewItem):
        return
    known = colors(option.palette)
    behind = QBrush(option.backgroundBrush)
    if behind.style() is not Qt.BrushStyle.NoBrush:
        painter.fillRect(option.rect, behind)
    group = QPalette.ColorGroup.Active
    if not _is(option, _State.State_Enabled):
        group = QPalette.ColorGroup.Disabled
    elif not _is(option, _State.State_Active):
        group = QPalette.ColorGroup.Inactive
    single = option.viewItemPosition is QStyleOptionViewItem.ViewItemPosition.OnlyOne
    corner = CORNER if single else 0
    if _is(option, _State.State_Selected):
        ground = option.palette.color(group, _ROLE.Highlight)
        if corner:
            _box(painter, option.rect, ground, None, 0, corner)
        else:
            painter.fillRect(option.rect, ground)
    elif _is(option, _State.State_MouseOver, _State.State_Enabled):
        _box(painter, option.rect, known.hover, None, 0, corner)


def splitter(painter: QPainter, option: QStyleOption) -> None:
    """What two parts of a window are moved by: a short line across the middle."""
    known, place = colors(option.palette), option.rect
    upright = place.height() > place.width()
    line = QRect(0, 0, STRONG, _GRIP) if upright else QRect(0, 0, _GRIP, STRONG)
    line.moveCenter(place.center())
    hover = _is(option, _State.State_MouseOver, _State.State_Enabled)
    painter.fillRect(line, known.accent if hover else known.outline)


def calm(palette: QPalette) -> QPalette:
    """A palette in which what is selected is only a little darker; none of high contrast."""
    if is_stark(palette):
        return palette
    made, known = QPalette(palette), colors(palette)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        made.setColor(group, _ROLE.Highlight, known.pressed)
        made.setColor(group, _ROLE.HighlightedText, known.ink)
    return made


def tip(painter: QPainter, option: QStyleOption) -> None:
    """The ground of a tooltip."""
    known = colors(option.palette)
    painter.fillRect(option.rect, option.palette.color(_ROLE.ToolTipBase))
    painter.setPen(known.outline)
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def menu_ground(painter: QPainter, option: QStyleOption) -> None:
    """The ground of a menu."""
    known = colors(option.palette)
    painter.fillRect(option.rect, known.card if not known.dark else known.window)
    painter.setPen(known.outline)
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def tab_frame(painter: QPainter, option: QStyleOption) -> None:
    """A line between the tabs and what they show."""
    painter.setPen(colors(option.palette).line)
    painter.drawLine(option.rect.topLeft(), option.rect.topRight())


def nothing(painter: QPainter, option: QStyleOption) -> None:
    """What is drawn elsewhere, or nowhere."""


# Menus, tabs, headers, progress


def menu_item(painter: QPainter, option: QStyleOption) -> None:
    """A row of a menu: mark or icon, words, keys, and an arrow if it opens another."""
    if not isinstance(option, QStyleOptionMenuItem):
        return
    known = colors(option.palette)
    place = option.rect
    painter.save()
    kind = QStyleOptionMenuItem.MenuItemType
    if option.menuItemType is kind.Separator:
        painter.setPen(known.line)
        y = place.center().y()
        painter.drawLine(place.left() + SMALL, y, place.right() - SMALL, y)
        painter.restore()
        return
    usable = _is(option, _State.State_Enabled)
    chosen = usable and _is(option, _State.State_Selected)
    ink = _ink(option, known)
    if chosen:
        ink = option.palette.color(_ROLE.HighlightedText)
        _box(painter, place, option.palette.color(_ROLE.Highlight), None, 0, MARK_CORNER)
    right = option.direction is Qt.LayoutDirection.RightToLeft

    def at(left: int, width: int) -> QRect:
        x = place.right() + 1 - left - width if right else place.left() + left
        return QRect(x, place.top(), width, place.height())

    _menu_mark(painter, option, at(SMALL, SMALL_ICON), ink, chosen=chosen)
    before = SMALL + SMALL_ICON + SMALL
    after = SMALL + SMALL_ICON
    words, _, keys = (option.text or "").partition("\t")
    room = at(before, place.width() - before - (after if keys == "" else MEDIUM))
    painter.setFont(option.font)
    painter.setPen(ink)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    other = Qt.AlignmentFlag.AlignLeft if right else Qt.AlignmentFlag.AlignRight
    flags = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextShowMnemonic.value
    flags |= Qt.TextFlag.TextSingleLine.value
    painter.drawText(room, flags | side.value, words)
    if keys:
        if not chosen and usable:
            painter.setPen(known.secondary)
        painter.drawText(room, flags | other.value, keys)
    if option.menuItemType is kind.SubMenu:
        arrow = at(place.width() - after, SMALL_ICON)
        _icon(painter, "chevron-left" if right else "chevron-right", arrow, option, ink)
    painter.restore()


def _menu_mark(
    painter: QPainter, option: QStyleOptionMenuItem, place: QRect, ink: QColor, *, chosen: bool
) -> None:
    if option.checkType is not QStyleOptionMenuItem.CheckType.NotCheckable:
        if option.checked:
            _icon(painter, "check", place, option, ink)
        return
    if option.icon.isNull():
        return
    mode = QIcon.Mode.Selected if chosen else QIcon.Mode.Normal
    if not _is(option, _State.State_Enabled):
        mode = QIcon.Mode.Disabled
    square = QRect(0, 0, SMALL_ICON, SMALL_ICON)
    square.moveCenter(place.center())
    option.icon.paint(painter, square, Qt.AlignmentFlag.AlignCenter, mode)


def tab(painter: QPainter, option: QStyleOption) -> None:
    """A tab: words, and a line below the one that is shown."""
    if not isinstance(option, QStyleOptionTab):
        return
    known = colors(option.palette)
    place = option.rect
    chosen = _is(option, _State.State_Selected)
    if _is(option, _State.State_MouseOver, _State.State_Enabled) and not chosen:
        _box(painter, place.adjusted(2, 2, -2, -4), known.hover, None, 0, CORNER)
    if chosen:
        line = QRect(place.left() + SMALL, place.bottom() - 2, place.width() - 2 * SMALL, 3)
        _box(painter, line, known.accent, None, 0, 2)
    if _is(option, _State.State_HasFocus):
        _box(painter, place.adjusted(2, 2, -2, -4), None, known.focus, STRONG, CORNER)


def header(painter: QPainter, option: QStyleOption) -> None:
    """The ground of a column's title: only a line below."""
    known = colors(option.palette)
    place = option.rect
    painter.fillRect(place, known.card)
    painter.setPen(known.line)
    painter.drawLine(place.bottomLeft(), place.bottomRight())
    if isinstance(option, QStyleOptionHeader) and _is(option, _State.State_MouseOver):
        _box(painter, place.adjusted(1, 1, -1, -2), known.hover, None, 0, MARK_CORNER)


def progress(painter: QPainter, option: QStyleOption) -> None:
    """A thin bar; its percentage at the right if it has one."""
    if not isinstance(option, QStyleOptionProgressBar):
        return
    known = colors(option.palette)
    place = QRect(option.rect)
    if option.textVisible and option.text:
        width = option.fontMetrics.horizontalAdvance("100 %") + SMALL
        words = QRect(place.right() - width, place.top(), width, place.height())
        place.setRight(place.right() - width)
        painter.setPen(_ink(option, known))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, right.value, option.text)
    height = GROOVE + 2
    groove = QRect(place.left(), place.center().y() - height // 2 + 1, place.width(), height)
    _box(painter, groove, known.outline, None, 0, height / 2)
    if option.maximum <= option.minimum:
        third = QRect(groove)
        third.setWidth(groove.width() // 3)
        third.moveCenter(groove.center())
        _box(painter, third, known.accent, None, 0, height / 2)
        return
    share = (option.progress - option.minimum) / (option.maximum - option.minimum)
    done = QRect(groove)
    done.setWidth(round(groove.width() * min(max(share, 0.0), 1.0)))
    if done.width() >= height:
        _box(painter, done, known.accent, None, 0, height / 2)


COMPLEX: Final[dict[QStyle.ComplexControl, DrawComplex]] = {
    QStyle.ComplexControl.CC_ComboBox: combo,
    QStyle.ComplexControl.CC_SpinBox: spin_box,
    QStyle.ComplexControl.CC_Slider: slider,
    QStyle.ComplexControl.CC_ScrollBar: scroll_bar,
}
_Primitive = QStyle.PrimitiveElement
PRIMITIVES: Final[dict[QStyle.PrimitiveElement, Draw]] = {
    _Primitive.PE_IndicatorCheckBox: check_box,
    _Primitive.PE_IndicatorItemViewItemCheck: check_box,
    _Primitive.PE_IndicatorRadioButton: radio_button,
    _Primitive.PE_FrameFocusRect: focus_ring,
    _Primitive.PE_PanelItemViewItem: row_ground,
    _Primitive.PE_PanelItemViewRow: nothing,
    _Primitive.PE_PanelTipLabel: tip,
    _Primitive.PE_PanelMenu: menu_ground,
    _Primitive.PE_FrameMenu: nothing,
    _Primitive.PE_FrameTabWidget: tab_frame,
    _Primitive.PE_FrameTabBarBase: nothing,
    _Primitive.PE_PanelToolBar: nothing,
    _Primitive.PE_PanelStatusBar: nothing,
    _Primitive.PE_FrameStatusBarItem: nothing,
}
CONTROLS: Final[dict[QStyle.ControlElement, Draw]] = {
    QStyle.ControlElement.CE_Splitter: splitter,
    QStyle.ControlElement.CE_MenuItem: menu_item,
    QStyle.ControlElement.CE_TabBarTabShape: tab,
    QStyle.ControlElement.CE_HeaderSection: header,
    QStyle.ControlElement.CE_HeaderEmptyArea: header,
    QStyle.ControlElement.CE_ProgressBar: progress,
    QStyle.ControlElement.CE_ToolBar: nothing,
}
