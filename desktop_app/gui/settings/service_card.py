"""A service as a card: name, address, how it is, whether it is in use, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.buttons import more
from desktop_app.gui.parts.card import Card
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import Elided, secondary, sized, tinted
from desktop_app.gui.parts.metrics import CARD_ROW, ICON, SMALL, SMALL_ICON, TINY, helper, row_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PyQt6.QtGui import QAction, QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from desktop_app.gui.parts.colors import Kind


class ServiceCard(Card):
    """One service.

    Args:
        name: What it is called.
        address: Where it is, in words.
        icon: Of its kind.
        used: Whether it is the one that reads.
        actions: What ⋯ offers.
        movable: Whether it can be dragged to another place.

    Signals:
        focused: It has the focus, or something of it is pressed.
        wanted: "Use" was pressed.
        activated: Enter was pressed, or the card twice.
        dragged: It is dragged, to a place in what it lies in.
        dropped: It was let go where it is now.
        given_up: It is to go back to where it was.
    """

    focused = pyqtSignal()
    wanted = pyqtSignal()
    activated = pyqtSignal()
    dragged = pyqtSignal(QPoint)
    dropped = pyqtSignal()
    given_up = pyqtSignal()

    def __init__(
        self,
        name: str,
        address: str,
        icon: str,
        *,
        used: bool,
        actions: Iterable[QAction],
        movable: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName("service-card")
        self.setMinimumHeight(CARD_ROW)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.used = used
        self._movable = movable
        self._pressed: QPoint | None = None  # where a drag may begin
        self._held = False
        picture = QLabel()
        wear(picture, icon, ICON, "secondary")
        row = QHBoxLayout(self)
        row.setSpacing(SMALL)
        if movable:
            grip = QLabel()
            grip.setObjectName("grip")
            wear(grip, "grip-vertical", SMALL_ICON, "secondary")
            grip.setToolTip(self.tr("Drag to change the order"))
            grip.setCursor(Qt.CursorShape.OpenHandCursor)
            row.addWidget(grip)
        row.addWidget(picture)
        row.addSpacing(TINY)
        row.addWidget(self._lines(name, address), 1)
        for widget in self._mark(name):
            row.addWidget(widget)
        row.addWidget(self._make_menu(name, actions))
        self.setAccessibleName(self.tr("{name}, in use").format(name=name) if used else name)
        self.setAccessibleDescription(address)

    def _lines(self, name: str, address: str) -> QWidget:
        column = QWidget()
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.name = sized(Elided(name), row_title)
        self.name.setObjectName("service-name")
        self.address = secondary(Elided(address), helper)
        self.address.setWordWrap(False)
        self.address.setObjectName("service-address")
        self._sign = QLabel()
        self._sign.hide()
        self.state = secondary(Elided(), helper)
        self.state.setObjectName("service-state")
        self.state.setWordWrap(False)
        self.state.hide()
        signed = QHBoxLayout()
        signed.setSpacing(TINY)
        signed.addWidget(self._sign)
        signed.addWidget(self.state, 1)
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(TINY // 2)
        lines.addWidget(self.name)
        lines.addWidget(self.address)
        lines.addLayout(signed)
        return column

    def _mark(self, name: str) -> list[QWidget]:
        """That it is in use, or the button by which it will be."""
        if self.used:
            mark = QLabel()
            wear(mark, "check", SMALL_ICON, "accent")
            return [mark, tinted(QLabel(self.tr("In use")), "accent")]
        use = QPushButton(self.tr("Use"))
        use.setObjectName("use-service")
        use.setAutoDefault(False)
        use.setAccessibleName(self.tr("Use {name}").format(name=name))
        use.clicked.connect(self._want)
        return [use]

    def _make_menu(self, name: str, actions: Iterable[QAction]) -> QToolButton:
        menu = QMenu()
        for action in actions:
            menu.addAction(action)
        menu.aboutToShow.connect(self.focused)
        button = more(self.tr("More about {name}").format(name=name), menu)
        button.setObjectName("more-about-service")
        return button

    def show_state(self, words: str, kind: Kind) -> None:
        """Say how the service is: when it answered, or that it doesn't."""
        icons: dict[Kind, str] = {"good": "circle-check", "error": "circle-x"}
        wear(self._sign, icons.get(kind, "info"), SMALL_ICON, kind)
        self._sign.show()
        self.state.setText(words)
        self.state.show()
        self.setAccessibleDescription(f"{self.address.text()}. {words}")

    def _want(self) -> None:
        self.focused.emit()
        self.wanted.emit()

    def focusInEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        """Become the one that keys are about."""
        super().focusInEvent(event)
        self.focused.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        """Lose the ring."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Edit it with Enter; Esc lets go of it where it was."""
        if event is not None and event.key() == Qt.Key.Key_Escape and self._let_go():
            self.given_up.emit()
            return
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Remember where a drag may begin."""
        super().mousePressEvent(event)
        if event is not None and event.button() == Qt.MouseButton.LeftButton and self._movable:
            self._pressed = event.position().toPoint()
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Drag it."""
        if event is None or self._pressed is None:
            return
        here = event.position().toPoint()
        if not self._held:
            if (here - self._pressed).manhattanLength() < QApplication.startDragDistance():
                return
            self._held = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.choose(chosen=True)
        self.dragged.emit(self.mapToParent(here))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Let it go where it is."""
        super().mouseReleaseEvent(event)
        if self._let_go():
            self.dropped.emit()

    def _let_go(self) -> bool:
        """End a drag; return whether there was one."""
        held, self._held, self._pressed = self._held, False, None
        if held:
            self.unsetCursor()
            self.choose(chosen=False)
        return held

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw it as chosen while it has the focus."""
        self.focus = self.hasFocus()
        super().paintEvent(event)
