"""A line in a window that says what happened, and offers a thing or two to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QToolButton,
    QWidget,
)

from desktop_app.gui.words import in_full

from .icons import control_icon
from .plain_text import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QIcon


class Notice(QFrame):
    """Words that stay until others come or a person puts them away; hidden without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._call: Callable[[], None] | None = None
        self._call_also: Callable[[], None] | None = None
        self._about = ""
        self._icon = QLabel()
        self.words = QLabel()
        self.words.setObjectName("notice-words")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)  # there are names in it, and addresses
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.action = QPushButton()
        self.action.setObjectName("notice-action")
        self.action.setAutoDefault(False)
        self.action.clicked.connect(self._act)
        self.also = QPushButton()
        self.also.setObjectName("notice-also")
        self.also.setAutoDefault(False)
        self.also.clicked.connect(self._act_also)
        self._close = close = QToolButton()
        close.setObjectName("notice-close")
        close.setAutoRaise(True)
        close.setIcon(control_icon("close", self.palette()))
        close.setToolTip(self.tr("Dismiss"))
        close.setAccessibleName(self.tr("Dismiss this message"))
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.addWidget(self._icon)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.also)
        layout.addWidget(self.action)
        layout.addWidget(close)
        self._offer_also(None)
        self.hide()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self._close.setIcon(control_icon("close", self.palette()))

    def tell(
        self,
        words: str,
        action: str = "",
        call: Callable[[], None] | None = None,
        *,
        also: tuple[str, Callable[[], None]] | None = None,
        about: str = "",
    ) -> None:
        """Say something.

        Args:
            words: What.
            action: What the button beside it says; empty for no button.
            call: What the button does; the notice goes.
            also: What another button says and does; the notice stays.
            about: What it is about, for `clear_about`.
        """
        self._show(QStyle.StandardPixmap.SP_MessageBoxInformation, words, about)
        self._offer(action, call)
        self._offer_also(also)

    def warn(
        self,
        error: Exception,
        action: str = "",
        call: Callable[[], None] | None = None,
        *,
        about: str = "",
    ) -> None:
        """Say what is wrong and what to do; the rest is as for `tell`."""
        self.warn_of(in_full(error), action, call, about=about)

    def warn_of(
        self,
        words: str,
        action: str = "",
        call: Callable[[], None] | None = None,
        *,
        about: str = "",
    ) -> None:
        """Say what is wrong, in words that are there already; the rest is as for `tell`."""
        self._show(QStyle.StandardPixmap.SP_MessageBoxWarning, words, about)
        self._offer(action, call)
        self._offer_also(None)

    def clear(self) -> None:
        """Say nothing more."""
        self._call = self._call_also = None
        self._about = ""
        self.words.clear()
        self.hide()

    def clear_about(self, *subjects: str) -> None:
        """Say nothing more if what is said is about one of these: it isn't so any longer."""
        if self._about in subjects:
            self.clear()

    def _show(self, icon: QStyle.StandardPixmap, words: str, about: str) -> None:
        self._about = about
        size = self.fontMetrics().height()
        self._icon.setPixmap(self._standard(icon).pixmap(size, size))
        self.words.setText(shown(words))
        self.show()

    def _offer(self, action: str, call: Callable[[], None] | None) -> None:
        self._call = call
        self.action.setText(action)
        self.action.setVisible(bool(action))

    def _offer_also(self, also: tuple[str, Callable[[], None]] | None) -> None:
        words, self._call_also = also or ("", None)
        self.also.setText(words)
        self.also.setVisible(also is not None)
        # Without words it is no stop for the Tab key, nor for a screen reader.
        focus = Qt.FocusPolicy.StrongFocus if also else Qt.FocusPolicy.NoFocus
        self.also.setFocusPolicy(focus)

    def _act_also(self) -> None:
        if self._call_also is not None:
            self._call_also()

    def _standard(self, icon: QStyle.StandardPixmap) -> QIcon:
        style = self.style()
        assert style is not None  # noqa: S101 - every widget has one
        return style.standardIcon(icon)

    def _act(self) -> None:
        call = self._call
        self.clear()
        if call is not None:
            call()
