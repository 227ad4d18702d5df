"""The list of voices: as a screen reader finds it, and as keys and pointer use it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
import sys
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QEvent, QModelIndex, QPoint, QPointF, QRect, Qt
from PyQt6.QtGui import QContextMenuEvent, QCursor, QImage, QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QStyle, QWidget
import pytest

from desktop_app.gui.parts.style import Style
from desktop_app.gui.voices.model import ROW_ROLE, FoundVoices, VoicesModel
from desktop_app.gui.voices.people import People
from desktop_app.gui.voices.row import Heard
from desktop_app.settings.settings import Settings
from shared_client import ReferenceAudio
from shared_client.models import VoiceState
from tests.accessibility import seen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

HAND: Any = QTest  # its stubs are no static methods
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FAMILY = [
    ReferenceAudio(name[0].lower(), f"{name}.wav", 1, NOW.replace(day=20 - at), "Hello, dear.")
    for at, name in enumerate(("Anna", "Ben", "Carla"))
]

PROGRAM = """
from datetime import UTC, datetime
from desktop_app.gui.qt_app import make_qt
from desktop_app.gui.engine import Engine
from desktop_app.gui.voices.window import VoicesWindow
from desktop_app.settings.settings import ServiceSettings, Settings
from shared_client import ReferenceAudio

qt, now = make_qt([]), datetime.now(UTC)
engine = Engine()
engine.settings = Settings().with_service("home", ServiceSettings("http://h"), active=True)
engine.voices = [
    ReferenceAudio("g-1", "Grandma.wav", 1, now, "Good morning, my dears."),
    ReferenceAudio("d-2", "Dad.wav", 1, now.replace(year=2025), "Shoes on, everybody."),
]
engine.voices_known = True
window = VoicesWindow(engine)
window.show()
qt.exec()
"""
NAMED = {"push button", "text", "list", "list item", "combo box", "check box", "frame"}


def test_a_screen_reader_finds_people_and_what_can_be_done_with_them(
    display: str, home: Path
) -> None:
    del home
    environment = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    with seen([sys.executable, "-c", PROGRAM], environment) as tree:
        nodes = [node for node in tree.nodes("Hear Grandma") if node.showing]
    items = [node.name for node in nodes if node.role == "list item"]
    assert items == [
        "Grandma, Reads now, “Good morning, my dears.”",
        "Dad, “Shoes on, everybody.”",
    ]
    (people,) = (node for node in nodes if node.role == "list")
    assert people.name == "Voices"
    assert people.about == "Space hears a voice, Enter reads with it, F2 renames it."
    buttons = [node.name for node in nodes if node.role == "push button"]
    assert buttons == [
        *("Make a voice", "From a file…", "Refresh (F5)"),
        *("Hear Grandma", "More about Grandma"),
    ]
    (says,) = (node for node in nodes if node.role == "text")
    assert says.name.startswith(("Sentence", "Hello!"))
    assert [node for node in nodes if node.role in NAMED and not node.name] == []


# What hands do


@pytest.fixture
def people(qtbot: QtBot) -> Iterator[People]:
    """Three voices, none of them chosen."""
    model, window = VoicesModel(), QWidget()
    people = People(FoundVoices(model))
    model.show_voices(FAMILY, Settings())
    qtbot.addWidget(window)
    window.resize(700, 400)
    people.setParent(window)
    people.resize(680, 380)
    with qtbot.waitExposed(window):
        window.show()
    yield people
    window.close()


def viewport_of(people: People) -> QWidget:
    viewport = people.view.viewport()
    assert viewport is not None
    return viewport


def row_of(people: People, at: int) -> QRect:
    index = people.view.model()
    assert index is not None
    return people.view.visualRect(index.index(at, 0))


def button_of(people: People, at: int, name: str) -> QPoint:
    """Where the picture of a button is in a row, in the viewport."""
    index = people.view.model()
    assert index is not None
    row, voice = row_of(people, at), index.index(at, 0).data(ROW_ROLE)
    points = (QPoint(x, row.center().y() - 6) for x in range(row.width()))
    found = people.view.row_delegate.button_at
    places = [one for one in points if found(QPointF(one), row, voice) == name]
    return places[len(places) // 2]


def told(signal: Any) -> list[Any]:
    """What a signal says, as it says it."""
    heard: list[Any] = []
    signal.connect(lambda *what: heard.append(what[0] if len(what) == 1 else what))
    return heard


def ids(voices: list[ReferenceAudio]) -> list[str]:
    return [voice.id for voice in voices]


def test_only_plain_space_and_enter_are_for_the_voice(people: People) -> None:
    hear, use = told(people.hear), told(people.use)
    people.view.setFocus()
    HAND.keyClicks(people.view, "ca")  # what is typed goes to a name
    assert ids(people.selected()) == ["c"]
    people.view.setCurrentIndex(QModelIndex())
    HAND.keyClick(people.view, Qt.Key.Key_Space)
    HAND.keyClick(people.view, Qt.Key.Key_Return)
    people.select({"b"})
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        HAND.keyClick(people.view, key, Qt.KeyboardModifier.ControlModifier)
    HAND.keyClick(people.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert hear == use == []
    assert ids(people.selected()) == ["b", "c"]
    people.select({"b"})
    HAND.keyClick(people.view, Qt.Key.Key_Space)
    HAND.keyClick(people.view, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert ids(hear) == ids(use) == ["b"]


def test_the_first_voice_is_current_for_a_key_that_comes_into_the_list(
    people: People, qtbot: QtBot
) -> None:
    window = people.window()
    assert window is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    people.view.clearFocus()
    people.view.setCurrentIndex(QModelIndex())
    assert people.current() is None
    people.setFocus(Qt.FocusReason.TabFocusReason)
    assert people.current() == FAMILY[0]
    people.view.clearFocus()
    people.select({"c"})
    people.setFocus(Qt.FocusReason.TabFocusReason)
    assert people.current() == FAMILY[2]


def test_a_menu_is_that_of_the_row_below_the_pointer_or_of_the_current_one(
    people: People,
) -> None:
    wanted, viewport = told(people.more), viewport_of(people)
    reason = QContextMenuEvent.Reason

    def ask(place: QPoint, how: QContextMenuEvent.Reason) -> None:
        event = QContextMenuEvent(how, place, viewport.mapToGlobal(place))
        QApplication.sendEvent(viewport if how is reason.Mouse else people.view, event)

    second = row_of(people, 1).center()
    ask(second, reason.Mouse)
    assert ids(people.selected()) == ["b"]
    people.view.selectAll()
    ask(second, reason.Mouse)  # of all that is selected with it
    assert len(people.selected()) == 3
    assert wanted == [viewport.mapToGlobal(second)] * 2
    ask(QPoint(9, viewport.height() - 2), reason.Mouse)  # below the last row
    assert len(wanted) == 2
    people.select({"c"})
    ask(QPoint(1, 1), reason.Keyboard)
    assert ids(people.selected()) == ["c"]
    assert wanted[2:] == [viewport.mapToGlobal(row_of(people, 2).center())]


def test_a_picture_of_a_button_is_pressed_like_a_button(people: People) -> None:
    more, hear, use = told(people.more), told(people.hear), told(people.use)
    viewport, none = viewport_of(people), Qt.KeyboardModifier.NoModifier
    left, right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
    people.select({"a"})
    place = button_of(people, 2, "more")
    HAND.mouseClick(viewport, left, none, place)
    assert ids(people.selected()) == ["c"]
    assert more == [viewport.mapToGlobal(place)]
    people.select({"a"})
    HAND.mouseClick(viewport, right, none, button_of(people, 2, "hear"))
    HAND.mousePress(viewport, left, none, button_of(people, 2, "hear"))  # let go elsewhere
    HAND.mouseRelease(viewport, left, none, button_of(people, 2, "use-row"))
    HAND.mouseClick(viewport, left, none, QPoint(30, viewport.height() - 2))  # below all rows
    HAND.mouseClick(viewport, left, none, row_of(people, 1).center())  # beside the buttons
    assert hear == use == []
    HAND.mouseClick(viewport, left, none, button_of(people, 2, "hear"))
    assert ids(hear) == ["c"]


def test_the_row_below_the_pointer_has_buttons_that_are_real(people: People, qtbot: QtBot) -> None:
    people.select({"a"})
    hear, viewport, over = told(people.hear), viewport_of(people), people._hovered

    def point_at(place: QPoint) -> None:
        """Where X11 has the pointer, and what it says when it moves there."""
        QCursor.setPos(viewport.mapToGlobal(place))
        qtbot.waitUntil(lambda: QCursor.pos() == viewport.mapToGlobal(place))
        at = QPointF(place)
        pointed = (at, QPointF(QCursor.pos()), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton)
        kind, none = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(viewport, QMouseEvent(kind, *pointed, none))

    point_at(row_of(people, 2).center() - QPoint(90, 0))
    qtbot.waitUntil(over.isVisible)
    assert over.hear_button.accessibleName() == "Hear Carla"
    assert over.hear_button.focusPolicy() is Qt.FocusPolicy.NoFocus  # keys have the current row's
    over.hear_button.click()
    assert ids(hear) == ids(people.selected()) == ["c"]
    assert not over.isVisible()  # the row is current now
    point_at(row_of(people, 1).center() - QPoint(90, 0))
    qtbot.waitUntil(over.isVisible)
    assert over.hear_button.accessibleName() == "Hear Ben"
    people.select({"b"})  # its own buttons lie there now
    assert not over.isVisible()
    people.select({"a"})
    assert over.isVisible()
    QCursor.setPos(0, 0)
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: not over.isVisible())
    point_at(row_of(people, 1).center() - QPoint(90, 0))
    QApplication.sendEvent(people, QEvent(QEvent.Type.Leave))
    assert not over.isVisible()
    QCursor.setPos(0, 0)


class Still(Style):
    """A desktop on which nothing moves."""

    def styleHint(self, hint: QStyle.StyleHint, *more: Any) -> int:  # noqa: N802 - Qt's name
        """As the app's own, but for that."""
        if hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, *more)


class Moving(Still):
    """One on which things move."""

    def styleHint(self, hint: QStyle.StyleHint, *more: Any) -> int:  # noqa: N802 - Qt's name
        """As the app's own, but for that."""
        if hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 200
        return super().styleHint(hint, *more)


@pytest.mark.parametrize("kind", [Still, Moving])
def test_a_voice_that_is_waited_for_turns_unless_the_desktop_wants_nothing_to_move(
    people: People, qtbot: QtBot, kind: type[Style]
) -> None:
    style = kind()  # Qt doesn't keep it
    people.setStyle(style)
    people.view.setStyle(style)
    people.select({"a"})
    delegate = people.view.row_delegate
    place = button_of(people, 1, "hear")

    def picture() -> QImage:
        rect = QRect(place.x() - 18, place.y() - 18, 36, 36)
        return viewport_of(people).grab(rect).toImage()

    silent = picture()
    people.show_heard(Heard("b"))
    if kind is Moving:
        before = delegate.angle
        qtbot.waitUntil(lambda: delegate.angle != before)
    else:
        assert not people._timer.isActive()
        assert people.buttons.row is not None
    assert picture() != silent
    people.show_heard(Heard("b", 0.5))  # it is heard: the ring fills
    assert not people._timer.isActive()
    people.show_heard(Heard())
    assert picture() == silent


def test_a_tooltip_says_why_a_voice_cannot_be_used_or_costs_more() -> None:
    model = VoicesModel()
    found = FoundVoices(model)
    refused = replace(FAMILY[0], state=VoiceState.REFUSED)
    waits = replace(FAMILY[1], state=VoiceState.IN_REVIEW)
    other = replace(FAMILY[2], model="cosyvoice-v9")
    model.show_voices([refused, waits, other], Settings())
    rows = [found.index(at, 0) for at in range(3)]
    assert [row.data() for row in rows] == ["Anna", "Ben", "Carla"]
    helps = [row.data(Qt.ItemDataRole.ToolTipRole) for row in rows]
    assert "refused it. Record it again." in helps[0]
    assert "Refresh the list" in helps[1]
    assert "speaks only with the model cosyvoice-v9" in helps[2]
    notes = [row.data(ROW_ROLE).note for row in rows]
    assert notes == ["Refused by the service", "In review", "Model cosyvoice-v9"]
    assert rows[0].data(Qt.ItemDataRole.StatusTipRole) is None
