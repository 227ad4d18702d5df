"""Numbers of all windows: distances, heights, corners, times, and sizes of type.

A window takes them from here and writes none of its own: so all windows have one measure.
Lengths are device-independent pixels, times are milliseconds.
"""

from __future__ import annotations

from typing import Final

from PyQt6.QtGui import QFont, QFontMetricsF
from PyQt6.QtWidgets import QStyle, QWidget

# Distances
TINY: Final = 4
SMALL: Final = 8
"""Between a label and its field, and between buttons."""
MEDIUM: Final = 12
"""Between rows, and inside cards."""
LARGE: Final = 16
"""The margin of a window without a head."""
WIDE: Final = 24
"""The margin of a page with a head, and between sections."""
HUGE: Final = 32
VAST: Final = 48

# Heights
FIELD: Final = 32
"""Buttons, fields, lists to choose from, chips."""
BAR_ICON: Final = 36
"""Buttons in bars that are only an icon, and round buttons in rows."""
STEP_BUTTON: Final = 40
"""The buttons beside Play."""
PLAY: Final = 48
ROW: Final = 52
"""A row of a list that says one thing."""
CARD_ROW: Final = 64
VOICE_ROW: Final = 72
BAR: Final = 48
"""A bar above a page."""
LEAST_TARGET: Final = 24
"""Nothing that can be clicked is smaller than this."""
TARGET: Final = 32
TABLE_ROW: Final = 36
MENU_ROW: Final = 28
MENU_GAP: Final = 9
"""Between two groups of a menu, with their line."""
CHECK: Final = 18
"""Boxes to tick, and circles to choose."""
GROOVE: Final = 4
SCROLL_BAR: Final = 12

# Icons
SMALL_ICON: Final = 16
"""In menus, rows and chips."""
ICON: Final = 20
PLAY_ICON: Final = 24
EMPTY_ICON: Final = 64

# Widths
CONTENT: Final = 560
"""The most for a column of words and fields."""
LABEL: Final = 152
"""The least for labels of a column of fields, so that these begin at one place."""
SECTIONS: Final = 188
"""The list of pages at the left of a window."""
POPOVER: Final = 300
TOAST: Final = 360
TOAST_HEIGHT: Final = 64

# Corners
MARK_CORNER: Final = 4
CORNER: Final = 6
"""Fields and buttons."""
CARD_CORNER: Final = 8
SHEET_CORNER: Final = 12
"""Popovers and toasts."""

# Lines
OUTLINE: Final = 1
STRONG: Final = 2
"""What has the focus or is chosen, and the outline of a field that is wrong."""
BAR_LINE: Final = 3
"""At the left of a notice, and of the row that is read."""

# Times
HOVER_MS: Final = 120
PAGE_MS: Final = 200
TURN_MS: Final = 30
"""Between two pictures of a ring that turns."""
TOAST_MS: Final = 12_000
INFO_MS: Final = 8_000

# Type, as multiples of the font of the system
_HEAD: Final = 1.5
_ROW_TITLE: Final = 1.15
_HELPER: Final = 0.92
_LEAST_PIXELS: Final = 11.0


def animated(widget: QWidget) -> bool:
    """Whether things may move in a window: not where the desktop says "no animations"."""
    style = widget.style()
    assert style is not None  # noqa: S101 - every widget has one
    return style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget) > 0


def head(font: QFont) -> QFont:
    """The title of a page, from the font of the system."""
    return _made(font, _HEAD, heavy=True)


def section(font: QFont) -> QFont:
    """The title of a part of a page."""
    return _made(font, 1.0, heavy=True)


def row_title(font: QFont) -> QFont:
    """The first line of a row or a card."""
    return _made(font, _ROW_TITLE, heavy=True)


def helper(font: QFont) -> QFont:
    """What explains a field or a row; drawn in `Colors.secondary`."""
    return _made(font, _HELPER, heavy=False)


def ticking(font: QFont) -> QFont:
    """A font whose digits are equally wide, for numbers that change while one looks."""
    made = QFont(font)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _made(font: QFont, times: float, *, heavy: bool) -> QFont:
    made = QFont(font)
    if font.pixelSize() > 0:
        made.setPixelSize(round(max(font.pixelSize() * times, _LEAST_PIXELS)))
    else:
        made.setPointSizeF(font.pointSizeF() * times)
        pixels = QFontMetricsF(made).height() / 1.2
        if pixels < _LEAST_PIXELS:
            made.setPixelSize(round(_LEAST_PIXELS))
    made.setWeight(QFont.Weight.DemiBold if heavy else QFont.Weight.Normal)
    return made
