"""A line in a window that says what happened, and offers a thing or two to do about it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRectF, Qt, QTimer
from PyQt6.QtGui import QPainter, QPainterPath, QPen
from PyQt6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.words import hint, sentence, together

from .buttons import link, quiet, tool
from .colors import Kind, colors, is_stark
from .icons import wear
from .labels import secondary
from .metrics import BAR_LINE, CARD_CORNER, ICON, INFO_MS, MEDIUM, SMALL, TARGET, TINY, helper
from .plain_text import shown
from .technical import technical

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QPaintEvent

ICONS: Final[dict[Kind, str]] = {
    "info": "info",
    "good": "circle-check",
    "warning": "triangle-alert",
    "error": "circle-x",
}
"""The icon of each kind, wherever something of that kind is said."""


class Notice(QFrame):
    """Words that stay until others come or a person puts them away; hidden without any.

    What is only for information, and offers nothing, goes by itself after a while.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.kind: Kind = "info"
        self._call: Callable[[], None] | None = None
        self._call_also: Callable[[], None] | None = None
        self._about = ""
        self._icon = QLabel()
        self.words = Words()
        self.words.setObjectName("notice-words")
        self.action = QPushButton()
        self.action.setObjectName("notice-action")
        self.action.setAutoDefault(False)
        self.action.clicked.connect(self._act)
        self.also = QPushButton()
        self.also.setObjectName("notice-also")
        self.also.setAutoDefault(False)
        self.also.clicked.connect(self._act_also)
        close = self._close = tool("x", self.tr("Dismiss"), size=TARGET)
        close.setObjectName("notice-close")
        close.setAccessibleName(self.tr("Dismiss this message"))
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.clear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._pass)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM + BAR_LINE, SMALL, SMALL, SMALL)
        layout.setSpacing(SMALL)
        layout.addWidget(self._icon)
        layout.addSpacing(SMALL // 2)
        self.details = Details()
        lines = QVBoxLayout()
        lines.setSpacing(TINY)
        lines.addWidget(self.words)
        lines.addWidget(self.details)
        layout.addLayout(lines, 1)
        self.more = self._make_more()
        layout.addWidget(self.more)
        layout.addWidget(self.also)
        layout.addWidget(self.action)
        layout.addWidget(close)
        self._offer_also(None)
        self._offer_details("")
        self.hide()

    def _make_more(self) -> QPushButton:
        more = link(QPushButton(self.tr("Details")))
        more.setObjectName("notice-details")
        more.setAutoDefault(False)
        more.setCheckable(True)
        more.setAccessibleName(self.tr("Technical details"))
        more.toggled.connect(self._show_details)
        return more

    def _show_details(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal has it so
        """Show or close what is behind it; the buttons stay beside the first line."""
        self.details.setVisible(shown)
        layout = self.layout()
        assert layout is not None  # noqa: S101 - it was laid out
        side = Qt.AlignmentFlag.AlignTop if shown else Qt.AlignmentFlag.AlignVCenter
        for widget in (self._icon, self.more, self.also, self.action, self._close):
            layout.setAlignment(widget, side)

    def tell(
        self,
        words: str,
        action: str = "",
        call: Callable[[], None] | None = None,
        *,
        also: tuple[str, Callable[[], None]] | None = None,
        about: str = "",
        kind: Kind = "info",
        more: str = "",
        details: str = "",
    ) -> None:
        """Say something.

        Args:
            words: What.
            action: What the button beside it says; empty for no button.
            call: What the button does; the notice goes.
            also: What another button says and does; the notice stays.
            about: What it is about, for `clear_about`.
            kind: How it is meant.
            more: What to do about it, in a line of its own.
            details: What is behind it, for those who want to know or help; see `technical`.
        """
        self._show(kind, words, more, about)
        self._offer(action, call)
        self._offer_also(also)
        self._offer_details(details)
        passes = kind in {"info", "good"} and not action and also is None
        if passes:
            self._timer.start(INFO_MS)
        else:
            self._timer.stop()

    def warn(
        self,
        error: Exception,
        action: str = "",
        call: Callable[[], None] | None = None,
        *,
        about: str = "",
    ) -> None:
        """Say what is wrong and what to do; the rest is as for `tell`."""
        words, more, details = sentence(error), hint(error), technical(error)
        self.tell(words, action, call, about=about, kind="error", more=more, details=details)

    def warn_of(
        self,
        words: str,
        action: str = "",
        call: Callable[[], None] | None = None,
        *,
        about: str = "",
        kind: Kind = "warning",
        more: str = "",
        details: str = "",
    ) -> None:
        """Say what is wrong, in words that are there already; the rest is as for `tell`."""
        self.tell(words, action, call, about=about, kind=kind, more=more, details=details)

    def clear(self) -> None:
        """Say nothing more."""
        self._call = self._call_also = None
        self._about = ""
        self._timer.stop()
        self.words.say("")
        self.hide()

    def clear_about(self, *subjects: str) -> None:
        """Say nothing more if what is said is about one of these: it isn't so any longer."""
        if self._about in subjects:
            self.clear()

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw the ground, and the bar at its side, in the color of its kind."""
        palette = self.palette()
        ink, ground = colors(palette).of_kind(self.kind)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        inner = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape.addRoundedRect(inner, CARD_CORNER, CARD_CORNER)
        painter.fillPath(shape, ground)
        painter.save()
        painter.setClipPath(shape)
        left = self.layoutDirection() is not Qt.LayoutDirection.RightToLeft
        bar = QRectF(0 if left else self.width() - BAR_LINE, 0, BAR_LINE, self.height())
        painter.fillRect(bar, ink)
        painter.restore()
        if is_stark(palette):
            painter.setPen(QPen(ink, 1))
            painter.drawPath(shape)

    def _show(self, kind: Kind, words: str, more: str, about: str) -> None:
        self.kind = kind
        self._about = about
        wear(self._icon, ICONS[kind], ICON, kind)
        self.words.say(shown(words), shown(more))
        self.setAccessibleName(self.words.text())  # a change of it is what screen readers say
        self.show()
        self.update()

    def _pass(self) -> None:
        """Go, unless somebody is reading or using it."""
        focus = QApplication.focusWidget()
        if self.underMouse() or (focus is not None and self.isAncestorOf(focus)):
            self._timer.start(INFO_MS)
        else:
            self.clear()

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

    def _offer_details(self, details: str) -> None:
        """Offer to see what is behind it; it is closed at first."""
        self.details.tell(details)
        self.more.setChecked(False)
        self.details.hide()
        self.more.setVisible(bool(details))
        focus = Qt.FocusPolicy.StrongFocus if details else Qt.FocusPolicy.NoFocus
        self.more.setFocusPolicy(focus)

    def _act_also(self) -> None:
        if self._call_also is not None:
            self._call_also()

    def _act(self) -> None:
        call = self._call
        self.clear()
        if call is not None:
            call()


class Details(QWidget):
    """The technical part of a message, to read and to copy."""

    def __init__(self) -> None:
        super().__init__()
        self.words = secondary(QLabel(), helper)
        self.words.setObjectName("details-words")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        copy = quiet(QPushButton(self.tr("Copy")), "copy")
        copy.setObjectName("copy-details")
        copy.setAutoDefault(False)
        copy.setAccessibleName(self.tr("Copy the technical details"))
        copy.clicked.connect(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.words)
        layout.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)

    def tell(self, words: str) -> None:
        """Show other details."""
        self.words.setText(words)
        self.words.setAccessibleName(words)

    def _copy(self) -> None:
        clipboard = QApplication.clipboard()
        assert clipboard is not None  # noqa: S101 - an application has one
        clipboard.setText(self.words.text())


class Words(QLabel):
    """What a notice says, the first line heavier than what to do about it; never read as HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._said = ""

    def say(self, words: str, more: str = "") -> None:
        """Show words, and what to do in a line of its own."""
        self._said = together(words, more)
        lines = [html.escape(one).replace("\n", "<br>") for one in (words, more) if one]
        if more:
            lines[0] = f'<span style="font-weight:600">{lines[0]}</span>'
        self.setText("<br>".join(lines))

    def text(self) -> str:
        """All that is shown, as plain words."""
        return self._said
