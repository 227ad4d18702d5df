"""The app's own style: one measure, outlines that are seen, no colors in high contrast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRect, QSize, Qt
from PyQt6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPalette
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSlider,
    QSpinBox,
    QSplitter,
    QStyle,
    QStyleOption,
    QStyleOptionSpinBox,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
import pytest

from desktop_app.gui.parts.buttons import chip, primary, tool
from desktop_app.gui.parts.colors import DARK, LIGHT, Colors, contrast, luminance
from desktop_app.gui.parts.drawing import calm
from desktop_app.gui.parts.metrics import BAR_ICON, FIELD, LEAST_TARGET
from desktop_app.gui.parts.palettes import palette_of
from desktop_app.gui.parts.style import Style, dress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def known(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Colors]:
    colors: Colors = request.param
    dress(qapp, "dark" if colors.dark else "light")
    yield colors
    dress(qapp, "system")


def shown(qtbot: QtBot, widget: QWidget) -> QImage:
    """A picture of a widget as it is on the window's ground."""
    window = QWidget()
    qtbot.addWidget(window)
    widget.setParent(window)
    widget.resize(widget.sizeHint())
    widget.move(8, 8)
    window.resize(widget.width() + 16, widget.height() + 16)
    window.show()
    return window.grab().toImage()


def line_of(picture: QImage) -> list[QColor]:
    """What a line from left to right meets, in the middle."""
    middle = picture.height() // 2
    return [picture.pixelColor(x, middle) for x in range(picture.width())]


@pytest.mark.parametrize("kind", [QPushButton, QLineEdit, QComboBox, QSpinBox, QCheckBox, QSlider])
def test_what_can_be_used_has_an_outline_that_is_seen(
    qtbot: QtBot, known: Colors, kind: type[QWidget]
) -> None:
    widget = kind()
    if isinstance(widget, QSlider):
        widget.setOrientation(Qt.Orientation.Horizontal)
    picture = shown(qtbot, widget)
    edge = line_of(picture)[8:11]
    assert max(contrast(color, known.window) for color in edge) >= 3


def test_all_fields_and_buttons_are_of_one_height(qtbot: QtBot) -> None:
    combo, tool_button = QComboBox(), QToolButton()
    combo.addItem("Words")
    tool_button.setText("Words")
    for widget in (
        QPushButton("Words"),
        primary(QPushButton("Words"), "mic"),
        chip(QPushButton("Words"), "gauge"),
        QLineEdit(),
        combo,
        QSpinBox(),
        tool_button,
    ):
        qtbot.addWidget(widget)
        assert widget.sizeHint().height() == FIELD, widget
    for small in (QCheckBox("Words"), QSlider(Qt.Orientation.Horizontal)):
        qtbot.addWidget(small)
        assert small.sizeHint().height() >= LEAST_TARGET
    button = tool("x", "Close")
    qtbot.addWidget(button)
    assert button.size() == QSize(BAR_ICON, BAR_ICON)


def test_minus_and_plus_of_a_number_can_be_hit(qtbot: QtBot, qapp: QApplication) -> None:
    box = QSpinBox()
    qtbot.addWidget(box)
    box.resize(box.sizeHint())
    option = QStyleOptionSpinBox()
    box.initStyleOption(option)
    style = qapp.style()
    assert style is not None
    parts = [
        style.subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, box)
        for part in (QStyle.SubControl.SC_SpinBoxUp, QStyle.SubControl.SC_SpinBoxDown)
    ]
    assert all(min(part.width(), part.height()) >= LEAST_TARGET for part in parts)
    assert not parts[0].intersects(parts[1])
    box.setValue(5)
    QTest.mouseClick(  # type: ignore[call-overload] # as below
        box, Qt.MouseButton.LeftButton, pos=parts[0].center()
    )
    assert box.value() == 6


def test_the_main_button_is_on_the_accent_and_its_words_are_read(
    qtbot: QtBot, known: Colors
) -> None:
    button = primary(QPushButton("Make a voice"))
    row = line_of(shown(qtbot, button))
    assert known.accent in row
    assert max(contrast(color, known.accent) for color in row[20:-20]) >= 4.5


def test_who_uses_the_keyboard_sees_where_the_focus_is(
    qtbot: QtBot, qapp: QApplication, known: Colors
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = QPushButton("One", window)
    other = QLineEdit(window)
    other.move(0, 40)
    window.show()
    qapp.setActiveWindow(window)
    other.setFocus()
    before = button.grab().toImage()
    QTest.keyClick(other, Qt.Key.Key_Backtab)  # type: ignore[call-overload] # its stub has it as a method
    qtbot.waitUntil(button.hasFocus)
    after = button.grab().toImage()
    assert before != after
    assert known.focus in line_of(after)[:3]


def test_high_contrast_keeps_its_own_colors(qapp: QApplication) -> None:
    style = qapp.style()
    assert isinstance(style, Style)
    stark = QPalette(QColor("#000000"))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        stark.setColor(role, QColor("#ffffff"))
    assert style.polish(QPalette(stark)).color(QPalette.ColorRole.Window) == QColor("#000000")
    soft = style.polish(QPalette(QColor("#2b2b2b")))
    assert soft.color(QPalette.ColorRole.Window) == DARK.window


def test_a_person_may_want_it_dark_whatever_the_system_says(qapp: QApplication) -> None:
    for theme, known in (("dark", DARK), ("light", LIGHT)):
        dress(qapp, theme)
        assert qapp.palette().color(QPalette.ColorRole.Window) == known.window
    dress(qapp, "system")
    assert qapp.palette() != palette_of(DARK)


class Hints:
    """The hints of a system that has light and dark of its own: X11 has none."""

    def __init__(self) -> None:
        self.asked: list[Qt.ColorScheme] = []

    def setColorScheme(self, scheme: Qt.ColorScheme) -> None:  # noqa: N802 - Qt's name
        self.asked.append(scheme)


def test_where_the_system_draws_the_controls_it_is_asked_for_light_or_dark(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints, before = Hints(), qapp.palette()
    qapp.setStyle("fusion")  # as any but the app's own
    try:
        with monkeypatch.context() as patch:
            patch.setattr(QGuiApplication, "styleHints", lambda: hints)
            for theme in ("dark", "light", "system"):
                dress(qapp, theme)
    finally:
        qapp.setStyle(Style())
    scheme = Qt.ColorScheme
    assert hints.asked == [scheme.Dark, scheme.Light, scheme.Unknown]
    assert qapp.palette() == before  # the colors are the system's


@pytest.mark.parametrize(
    ("element", "kind"),
    [
        (QStyle.PrimitiveElement.PE_FrameFocusRect, QPushButton),  # its outline shows it
        (QStyle.PrimitiveElement.PE_PanelButtonTool, QTabBar),  # the cross of a tab
    ],
)
def test_nothing_is_drawn_twice(
    qtbot: QtBot, element: QStyle.PrimitiveElement, kind: type[QWidget]
) -> None:
    widget, option = kind(), QStyleOption()
    qtbot.addWidget(widget)
    option.rect = QRect(0, 0, 32, 32)
    option.state = QStyle.StateFlag.State_KeyboardFocusChange | QStyle.StateFlag.State_Enabled
    picture = QImage(32, 32, QImage.Format.Format_RGB32)
    picture.fill(0)
    before = picture.copy()
    painter = QPainter(picture)
    Style().drawPrimitive(element, option, painter, widget)
    painter.end()
    assert picture == before


def test_what_is_selected_is_faint_while_the_keyboard_is_elsewhere(
    qtbot: QtBot, known: Colors
) -> None:
    window, rows, field = QWidget(), QListWidget(), QLineEdit()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(rows)
    layout.addWidget(field)
    rows.addItem("Kitchen")
    rows.setCurrentRow(0)
    window.show()

    def ground() -> QColor:
        return rows.grab().toImage().pixelColor(rows.width() // 2, 16)

    field.setFocus()
    assert ground() == known.pressed
    rows.setFocus()
    qtbot.waitUntil(rows.hasFocus, timeout=10_000)
    assert ground() == rows.palette().highlight().color()
    stark = QPalette(QColor("black"), QColor("black"))
    stark.setColor(QPalette.ColorRole.WindowText, QColor("white"))
    assert calm(stark) == stark


def test_han_characters_are_in_the_middle_of_a_field(qtbot: QtBot) -> None:
    field = QLineEdit("国国")
    picture = shown(qtbot, field)
    inked = [
        y
        for y in range(14, picture.height() - 14)
        if any(luminance(picture.pixelColor(x, y)) < 0.4 for x in range(16, 44))
    ]
    assert inked
    assert abs((inked[0] + inked[-1]) / 2 - (picture.height() - 1) / 2) <= 1


def test_what_parts_of_a_window_are_moved_by_is_seen(qtbot: QtBot, known: Colors) -> None:
    splitter = QSplitter()
    qtbot.addWidget(splitter)
    for _ in range(2):
        splitter.addWidget(QWidget())
    splitter.resize(300, 100)
    splitter.show()
    handle = splitter.handle(1)
    assert handle is not None
    assert contrast(handle.grab().toImage().pixelColor(handle.rect().center()), known.window) >= 3


@pytest.mark.parametrize("usable", [True, False])
def test_the_words_of_the_main_button_are_read_in_high_contrast(
    qtbot: QtBot, *, usable: bool
) -> None:
    button = primary(QPushButton("WWWW"))
    stark = QPalette(QColor("black"), QColor("black"))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        stark.setColor(role, QColor("white"))
    button.setPalette(stark)
    button.setEnabled(usable)
    met = line_of(shown(qtbot, button))[16:-16]
    ground = max(met, key=met.count)
    assert max(contrast(ground, one) for one in met) >= 3


def test_the_button_that_goes_on_is_the_last_one_of_every_dialog(qtbot: QtBot) -> None:
    standard = QDialogButtonBox.StandardButton
    buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
    qtbot.addWidget(buttons)
    buttons.show()
    ok, cancel = buttons.button(standard.Ok), buttons.button(standard.Cancel)
    assert ok is not None
    assert cancel is not None
    assert ok.x() > cancel.x()
