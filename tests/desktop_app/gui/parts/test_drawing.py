"""What each control looks like, by its state: drawn onto a picture whose pixels are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
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
import pytest

from desktop_app.gui.parts import drawing
from desktop_app.gui.parts.buttons import LINK
from desktop_app.gui.parts.colors import DARK, LIGHT, Colors
from desktop_app.gui.parts.palettes import palette_of
from desktop_app.gui.parts.style import Style

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("qapp")

State = QStyle.StateFlag
Part = QStyle.SubControl
USABLE = State.State_Enabled | State.State_Active
POINTED_AT = USABLE | State.State_MouseOver
BY_KEY = USABLE | State.State_HasFocus | State.State_KeyboardFocusChange
BEHIND = QColor("#ff00ff")  # no control has it
GOES_ON, BACK = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
Option = TypeVar("Option", bound=QStyleOption)


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def known(request: pytest.FixtureRequest) -> Colors:
    colors: Colors = request.param
    return colors


def of(
    kind: type[Option],
    known: Colors = LIGHT,
    state: QStyle.StateFlag = USABLE,
    size: tuple[int, int] = (120, 32),
) -> Option:
    """What Qt says of a control."""
    option = kind()
    option.rect = QRect(0, 0, *size)
    option.palette = palette_of(known)
    option.state = state
    return option


def drawn(draw: Callable[..., object], option: QStyleOption, *more: object) -> QImage:
    """A picture of a control; what isn't drawn stays `BEHIND`."""
    picture = QImage(option.rect.size(), QImage.Format.Format_RGB32)
    picture.fill(BEHIND)
    painter = QPainter(picture)
    draw(painter, option, *more)
    painter.end()
    return picture


def row(picture: QImage, y: int) -> list[QColor]:
    return [picture.pixelColor(x, y) for x in range(picture.width())]


def column(picture: QImage, x: int) -> list[QColor]:
    return [picture.pixelColor(x, y) for y in range(picture.height())]


def has(picture: QImage, color: QColor) -> bool:
    return any(color in row(picture, y) for y in range(picture.height()))


def drawn_columns(picture: QImage) -> list[int]:
    """Where anything is drawn, from left to right."""
    columns = range(picture.width())
    return [x for x in columns if any(color != BEHIND for color in column(picture, x))]


@pytest.mark.parametrize(
    ("draw", "more"),
    [
        (drawing.button_label, [""]),
        (drawing.slider, [None]),
        (drawing.scroll_bar, [None]),
        (drawing.row_ground, []),
        (drawing.menu_item, []),
        (drawing.tab, []),
        (drawing.progress, []),
    ],
)
def test_a_control_that_does_not_say_what_it_is_has_nothing_drawn(
    draw: Callable[..., object], more: list[object]
) -> None:
    assert not drawn_columns(drawn(draw, of(QStyleOptionComplex), *more))


def test_a_spin_box_without_its_numbers_is_a_plain_field() -> None:
    picture = drawn(drawing.spin_box, of(QStyleOptionComplex), Style())
    assert picture.pixelColor(60, 16) == palette_of(LIGHT).base().color()
    assert drawing.part_of_scroll_bar(Style(), QStyleOptionComplex(), Part.SC_ScrollBarSlider) is (
        None
    )


# Fields


def test_a_list_without_a_frame_has_its_arrow_alone(known: Colors) -> None:
    option = of(QStyleOptionComboBox, known)
    option.frame = False
    option.subControls = Part.SC_ComboBoxArrow
    picture = drawn(drawing.combo, option, Style())
    assert min(drawn_columns(picture)) > 120 - 32
    option.subControls = Part.SC_None
    assert not drawn_columns(drawn(drawing.combo, option, Style()))


@pytest.mark.parametrize("part", [Part.SC_SpinBoxUp, Part.SC_SpinBoxDown])
def test_the_step_below_the_pointer_is_seen_and_seen_to_be_pressed(
    known: Colors, part: QStyle.SubControl
) -> None:
    style, option = Style(), of(QStyleOptionSpinBox, known)
    option.stepEnabled = (
        QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
    )
    place = style.subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, None)
    edge = QPoint(place.center().x(), place.top() + 5)

    def ground() -> QColor:
        return drawn(drawing.spin_box, option, style).pixelColor(edge)

    at_rest = ground()
    option.activeSubControls = part
    assert ground() == known.hover != at_rest
    option.state |= State.State_Sunken
    assert ground() == known.pressed
    option.stepEnabled = QAbstractSpinBox.StepEnabledFlag.StepNone  # it is at its end
    assert ground() == at_rest


@pytest.mark.parametrize("turned", [False, True])
def test_a_slider_is_filled_on_the_side_where_less_is(known: Colors, *, turned: bool) -> None:
    option = of(QStyleOptionSlider, known, BY_KEY, (200, 24))
    option.orientation = Qt.Orientation.Horizontal
    option.minimum, option.maximum, option.sliderPosition = 0, 100, 50
    option.upsideDown = turned
    option.subControls = Part.SC_SliderGroove | Part.SC_SliderHandle
    line = row(drawn(drawing.slider, option, Style()), 12)
    filled, rest = (line[180], line[20]) if turned else (line[20], line[180])
    assert (filled, rest) == (known.accent, known.outline)
    assert known.focus in line
    option.state = State.State_None
    line = row(drawn(drawing.slider, option, Style()), 12)
    assert known.accent not in line
    assert known.focus not in line


@pytest.mark.parametrize("level", [False, True])
def test_the_handle_of_a_scroll_bar_is_where_it_was_scrolled_to(
    known: Colors, *, level: bool
) -> None:
    style, option = Style(), of(QStyleOptionSlider, known, size=(200, 12) if level else (12, 200))
    option.orientation = Qt.Orientation.Horizontal if level else Qt.Orientation.Vertical
    option.maximum, option.pageStep, option.sliderPosition = 300, 100, 300

    def line() -> list[QColor]:
        picture = drawn(drawing.scroll_bar, option, style)
        return row(picture, 6) if level else column(picture, 6)

    assert (line()[100], line()[175]) == (BEHIND, known.outline)  # a quarter is seen, the last
    option.state |= State.State_MouseOver
    option.activeSubControls = Part.SC_ScrollBarSlider
    assert line()[175] == known.secondary
    option.sliderPosition = 0
    assert (line()[25], line()[100]) == (known.secondary, BEHIND)
    bar = QStyle.ComplexControl.CC_ScrollBar
    after = style.subControlRect(bar, option, Part.SC_ScrollBarAddPage, None)
    assert (after.left() if level else after.top()) == 50
    assert style.subControlRect(bar, option, Part.SC_ScrollBarAddLine, None).isEmpty()  # no arrows
    option.maximum = 0  # all of it is seen
    assert all(color == BEHIND for color in line())
    whole = style.subControlRect(bar, option, Part.SC_ScrollBarSlider, None)
    assert (whole.width() if level else whole.height()) == 200


# Marks


@pytest.mark.parametrize("draw", [drawing.check_box, drawing.radio_button])
def test_a_mark_says_whether_it_is_on_and_has_the_focus(
    known: Colors, draw: Callable[..., object]
) -> None:
    def middle(state: QStyle.StateFlag) -> QColor:
        return drawn(draw, of(QStyleOptionButton, known, state, (18, 18))).pixelColor(9, 6)

    assert middle(USABLE) == known.card
    assert middle(USABLE | State.State_On) == known.ink
    assert middle(State.State_On) == known.disabled
    focused = of(QStyleOptionButton, known, BY_KEY, (18, 18))
    focused.rect = focused.rect.adjusted(0, 0, 8, 8)

    def inset(painter: QPainter, option: QStyleOptionButton) -> None:
        option.rect = QRect(4, 4, 18, 18)  # the ring lies around it
        draw(painter, option)

    assert has(drawn(inset, focused), known.focus)
    assert not has(drawn(draw, of(QStyleOptionButton, known, size=(18, 18))), known.focus)


def test_the_focus_is_seen_where_a_key_brought_it_and_nothing_else_shows_it(known: Colors) -> None:
    def edge(state: QStyle.StateFlag) -> bool:
        return has(drawn(drawing.focus_ring, of(QStyleOption, known, state)), known.focus)

    assert edge(BY_KEY)
    assert not edge(USABLE | State.State_HasFocus)
    assert not edge(BY_KEY | State.State_Selected)


@pytest.mark.parametrize("alone", [True, False])
def test_a_row_is_seen_to_be_selected_pointed_at_or_colored(known: Colors, *, alone: bool) -> None:
    option = of(QStyleOptionViewItem, known)
    position = QStyleOptionViewItem.ViewItemPosition
    option.viewItemPosition = position.OnlyOne if alone else position.Middle
    highlight = option.palette.highlight().color()

    def ground(state: QStyle.StateFlag) -> QColor:
        option.state = state
        return drawn(drawing.row_ground, option).pixelColor(60, 16)

    assert ground(USABLE) == BEHIND
    assert ground(POINTED_AT) == known.hover
    assert ground(USABLE | State.State_Selected) == highlight
    selected = drawn(drawing.row_ground, option)
    assert (selected.pixelColor(0, 0) == BEHIND) == alone  # round only where it ends at both sides
    for group, state in (
        (option.palette.ColorGroup.Inactive, State.State_Enabled),
        (option.palette.ColorGroup.Disabled, State.State_None),
    ):
        expected = option.palette.color(group, option.palette.ColorRole.Highlight)
        assert ground(state | State.State_Selected) == expected
    option.backgroundBrush = QColor("#123456")
    assert ground(USABLE) == QColor("#123456")


def test_sheets_above_the_window_have_a_ground_and_an_outline(known: Colors) -> None:
    tip = drawn(drawing.tip, of(QStyleOption, known))
    assert tip.pixelColor(60, 16) == palette_of(known).toolTipBase().color()
    menu = drawn(drawing.menu_ground, of(QStyleOption, known))
    assert menu.pixelColor(60, 16) == (known.window if known.dark else known.card)
    assert tip.pixelColor(0, 0) == menu.pixelColor(0, 0) == known.outline


# Menus


def entry(known: Colors, state: QStyle.StateFlag = USABLE, words: str = "") -> QStyleOptionMenuItem:
    option = of(QStyleOptionMenuItem, known, state, (200, 30))
    option.menuItemType = QStyleOptionMenuItem.MenuItemType.Normal
    option.text = words
    return option


def test_an_entry_of_a_menu_is_marked_while_it_is_chosen(known: Colors) -> None:
    highlight = palette_of(known).highlight().color()
    chosen = drawn(drawing.menu_item, entry(known, USABLE | State.State_Selected, "Read\tCtrl+R"))
    assert chosen.pixelColor(100, 15) == highlight
    assert has(chosen, palette_of(known).highlightedText().color())
    unusable = entry(known, State.State_Selected, "Read\tCtrl+R")
    assert not has(drawn(drawing.menu_item, unusable), highlight)


@pytest.mark.parametrize("direction", [GOES_ON, BACK])
def test_a_menu_has_words_keys_and_arrow_on_the_sides_of_the_language(
    known: Colors, direction: Qt.LayoutDirection
) -> None:
    option = entry(known, words="I")
    option.direction = direction
    mirrored = direction is BACK
    words = drawn(drawing.menu_item, option)
    assert (min(drawn_columns(words)) > 100) == mirrored
    option.text = "\tF5"
    keys = drawn(drawing.menu_item, option)
    assert (min(drawn_columns(keys)) < 100) == mirrored
    assert not has(keys, known.ink)  # they matter less than the words
    option.text = ""
    option.menuItemType = QStyleOptionMenuItem.MenuItemType.SubMenu
    arrow = drawn(drawing.menu_item, option)
    assert (max(drawn_columns(arrow)) < 100) == mirrored
    option.menuItemType = QStyleOptionMenuItem.MenuItemType.Separator
    assert drawn(drawing.menu_item, option).pixelColor(100, 14) == known.line


def test_an_entry_that_is_on_is_ticked_and_another_has_its_icon(known: Colors) -> None:
    option = entry(known)
    option.checkType = QStyleOptionMenuItem.CheckType.NonExclusive
    option.checked = True
    assert min(drawn_columns(drawn(drawing.menu_item, option))) < 24
    option.checked = False
    assert not drawn_columns(drawn(drawing.menu_item, option))
    icon = QPixmap(16, 16)
    icon.fill(QColor("#00aa00"))
    pictured = entry(known)
    pictured.icon = QIcon(icon)
    usable = drawn(drawing.menu_item, pictured)
    assert usable.pixelColor(16, 15) == QColor("#00aa00")
    pictured.state = State.State_None
    assert drawn(drawing.menu_item, pictured).pixelColor(16, 15) != QColor("#00aa00")


# Tabs, headers, progress


def test_a_tab_is_underlined_while_it_is_shown_and_tinted_below_the_pointer(
    known: Colors,
) -> None:
    def colors_of(state: QStyle.StateFlag) -> list[QColor]:
        return column(drawn(drawing.tab, of(QStyleOptionTab, known, state)), 60)

    assert colors_of(USABLE) == [BEHIND] * 32
    assert known.hover in colors_of(POINTED_AT)
    assert known.accent not in colors_of(POINTED_AT)
    assert known.accent in colors_of(POINTED_AT | State.State_Selected)
    assert known.hover not in colors_of(POINTED_AT | State.State_Selected)
    assert known.focus in colors_of(USABLE | State.State_HasFocus)


def test_the_title_of_a_column_is_tinted_below_the_pointer(known: Colors) -> None:
    header = of(QStyleOptionHeader, known)
    assert drawn(drawing.header, header).pixelColor(60, 16) == known.card
    assert drawn(drawing.header, header).pixelColor(60, 31) == known.line
    header.state = POINTED_AT
    assert drawn(drawing.header, header).pixelColor(60, 16) == known.hover
    assert drawn(drawing.header, of(QStyleOption, known, POINTED_AT)).pixelColor(60, 16) == (
        known.card  # the rest of the line, beside the titles
    )


def test_a_bar_is_as_long_as_what_is_done_and_its_figure_is_beside_it(known: Colors) -> None:
    option = of(QStyleOptionProgressBar, known, size=(200, 24))
    option.maximum, option.progress = 100, 50

    def line() -> list[QColor]:
        return row(drawn(drawing.progress, option), 12)

    assert (line()[50], line()[150]) == (known.accent, known.outline)
    option.progress = 400
    assert line()[190] == known.accent
    option.progress = 0
    assert known.accent not in line()
    option.textVisible, option.text = True, "50 %"
    assert line()[120] == known.outline
    assert has(drawn(drawing.progress, option), known.ink)
    assert known.outline not in line()[170:]
    option.textVisible, option.maximum = False, 0  # nobody knows how long it takes
    assert (line()[5], line()[100], line()[195]) == (known.outline, known.accent, known.outline)


# Words of buttons


@pytest.mark.parametrize("direction", [GOES_ON, BACK])
def test_icon_words_and_arrow_of_a_button_are_in_the_order_of_the_language(
    known: Colors, direction: Qt.LayoutDirection
) -> None:
    icon = QPixmap(16, 16)
    icon.fill(QColor("#00aa00"))
    option = of(QStyleOptionToolButton, known, size=(160, 32))
    option.direction, option.text, option.icon = direction, "Words", QIcon(icon)
    option.iconSize = icon.size()
    option.features = QStyleOptionToolButton.ToolButtonFeature.HasMenu
    option.toolButtonStyle = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    picture = drawn(drawing.tool_button, option, "tool")
    green = [x for x in range(160) if QColor("#00aa00") in column(picture, x)]
    ink = [x for x in range(160) if known.ink in column(picture, x)]
    assert len(green) == 16
    assert (max(green) < min(ink)) == (direction is GOES_ON)
    option.toolButtonStyle = Qt.ToolButtonStyle.ToolButtonTextOnly
    assert not has(drawn(drawing.tool_button, option, "tool"), QColor("#00aa00"))


def test_a_link_is_in_its_color_only_while_it_can_be_pressed(known: Colors) -> None:
    option = of(QStyleOptionButton, known)
    option.text = "Words"
    assert has(drawn(drawing.button_label, option, LINK), known.info)
    option.state = State.State_None
    assert not has(drawn(drawing.button_label, option, LINK), known.info)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_no_letter_of_a_button_is_cut_for_the_underlined_one(ratio: float) -> None:
    option = of(QStyleOptionButton, size=(120, 32))

    def inked(draw: Callable[[QPainter], object]) -> int:
        picture = QImage(option.rect.size() * ratio, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(ratio)
        picture.fill(BEHIND)
        painter = QPainter(picture)
        draw(painter)
        painter.end()
        columns = drawn_columns(picture)
        return columns[-1] - columns[0]

    flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextShowMnemonic.value
    for words in ("&Texts", "A&V", "&Try again", "&Über"):
        option.text = words
        whole = inked(lambda painter: painter.drawText(option.rect, flags, option.text or ""))
        mine = inked(lambda painter: drawing.button_label(painter, option, ""))
        assert abs(mine - whole) <= 1
