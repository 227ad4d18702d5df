"""A row of the list of voices: the buttons in it, and how it is drawn.

The rows of a list are no widgets: there may be hundreds. They are drawn, and a drawn row shows a
picture of the very buttons that lie over the current row, and over the one below the pointer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import (
    QModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTextBoundaryFinder,
    pyqtSignal,
)
from PyQt6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from desktop_app.gui.parts.buttons import round_tool, tool
from desktop_app.gui.parts.card import paint_card
from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import fitted, tinted
from desktop_app.gui.parts.metrics import (
    BAR_ICON,
    FIELD,
    MEDIUM,
    SMALL,
    SMALL_ICON,
    STEP_BUTTON,
    TINY,
    VOICE_ROW,
    helper,
    row_title,
    section,
)
from desktop_app.gui.parts.ring import Ring, paint_dots, paint_ring

from .model import ROW_ROLE, VoiceRow

if TYPE_CHECKING:
    from PyQt6.QtGui import QFont

DISC: Final = STEP_BUTTON
_LETTER: Final = 18  # pixels of the letter on a disc
_GAP: Final = MEDIUM
_WHITE: Final = QColor(Qt.GlobalColor.white)


class Heard(NamedTuple):
    """What is heard of a voice.

    Attributes:
        id: Of the voice; empty for none.
        done: The part of its sentence that was heard, 0 to 1; None while it is waited for.
    """

    id: str = ""
    done: float | None = None


class RowButtons(QWidget):
    """What can be done with one voice: hear it, use it, and more.

    Args:
        parent: What it lies over.
        keys: Whether the Tab key stops at its buttons.

    Signals:
        hear: The voice is to be heard, or to be silent.
        use: The voice is to read.
        more: The menu of the voice is wanted.
    """

    hear = pyqtSignal()
    use = pyqtSignal()
    more = pyqtSignal()

    def __init__(self, parent: QWidget, *, keys: bool) -> None:
        super().__init__(parent)
        self.row: VoiceRow | None = None
        self._heard: bool | None = None
        self.hear_button = round_tool("play", "", self)
        self.hear_button.setObjectName("hear")
        self.ring = Ring(BAR_ICON, self.hear_button)
        self.ring.hide()
        self.use_button = QPushButton(self.tr("Use"), self)
        self.use_button.setObjectName("use-row")
        self.use_button.setFixedHeight(FIELD)
        self.reads = _ReadsNow(self)
        self.more_button = tool("ellipsis", "", self)
        self.more_button.setObjectName("more")
        width = max(self.use_button.sizeHint().width(), self.reads.sizeHint().width())
        for one in (self.use_button, self.reads):
            one.setFixedWidth(width)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        for part in (self.hear_button, self.use_button, self.reads, self.more_button):
            layout.addWidget(part)
        self.reads.hide()  # it takes the place of the button before it
        self.hear_button.clicked.connect(lambda _: self.hear.emit())
        self.use_button.clicked.connect(lambda _: self.use.emit())
        self.more_button.clicked.connect(lambda _: self.more.emit())
        if not keys:
            for button in self.buttons():
                button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def buttons(self) -> tuple[QToolButton | QPushButton, ...]:
        """All of them, in the order of the Tab key."""
        return self.hear_button, self.use_button, self.more_button

    def show_row(self, row: VoiceRow, heard: Heard) -> None:
        """Be those of a voice."""
        is_heard = heard.id == row.id
        if is_heard != self._heard:
            wear(self.hear_button, "square" if is_heard else "play", SMALL_ICON)
            self._heard = is_heard
        if row != self.row:
            self.row = row
            self.use_button.setVisible(not row.reads)
            self.use_button.setEnabled(row.ready)
            self.reads.setVisible(row.reads)
        words = self.tr("Stop {name}") if is_heard else self.tr("Hear {name}")
        named = ((self.hear_button, words), (self.use_button, self.tr("Use {name}")))
        for button, what in (*named, (self.more_button, self.tr("More about {name}"))):
            button.setAccessibleName(what.format(name=row.name))
        self.hear_button.setToolTip(self.tr("Stop") if is_heard else self.tr("Hear it (Space)"))
        self.use_button.setToolTip(self.tr("Read with this voice (Enter)"))
        self.more_button.setToolTip(self.tr("More"))
        self.hear_button.setEnabled(row.ready or is_heard)
        self.ring.setVisible(is_heard)
        if is_heard:
            self.ring.set_done(heard.done)


class _ReadsNow(QWidget):
    """“✓ Reads now”, where other rows have a button."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        mark = QLabel()
        wear(mark, "check", SMALL_ICON, "accent")
        words = tinted(QLabel(self.tr("Reads now")), "accent", section)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TINY)
        layout.addWidget(mark)
        layout.addWidget(words, 1)


class RowDelegate(QStyledItemDelegate):
    """Draws a row as a card.

    Args:
        view: What it draws in.

    Attributes:
        heard: What is heard, and how much of it.
        angle: Of the ring that turns while a voice is waited for, in degrees.
        turns: Whether it may turn.
    """

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.heard = Heard()
        self.angle = 0
        self.turns = True
        self._view = view
        self._model = RowButtons(view, keys=False)  # a picture of it is in each row
        self._model.hide()
        self._pictures: dict[tuple[object, ...], QPixmap] = {}

    def forget_pictures(self) -> None:
        """Draw the buttons again: colors, font or screen have changed."""
        self._pictures.clear()

    def sizeHint(  # noqa: N802 - Qt's name
        self, _: QStyleOptionViewItem, __: QModelIndex
    ) -> QSize:
        """A card, and the gap below it; higher where the font is large."""
        font = self._view.font()
        words = QFontMetrics(row_title(font)).height() + QFontMetrics(font).height() + TINY
        return QSize(FIELD * 8, max(VOICE_ROW, words + 2 * MEDIUM) + _GAP)

    def card(self, row: QRect) -> QRect:
        """The card in a row."""
        return row.adjusted(0, 0, 0, -_GAP)

    def buttons_place(self, row: QRect, direction: Qt.LayoutDirection) -> QRect:
        """Where the buttons of a row are."""
        card, size = self.card(row), self._buttons_size()
        left = card.right() - MEDIUM - size.width()
        top = card.center().y() - size.height() // 2
        return QStyle.visualRect(direction, card, QRect(left, top, size.width(), size.height()))

    def button_at(self, point: QPointF, row: QRect, voice: VoiceRow) -> str:
        """The `objectName` of the button that is drawn at a point of a row; empty for none."""
        place = self.buttons_place(row, self._view.layoutDirection())
        self._arrange(voice)
        for button in self._model.buttons():
            there = button.geometry().translated(place.topLeft())
            if not button.isHidden() and button.isEnabled() and there.contains(point.toPoint()):
                return button.objectName()
        return ""

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw the card, the person, and the buttons."""
        row = index.data(ROW_ROLE)
        if painter is None or not isinstance(row, VoiceRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        flag, state = QStyle.StateFlag, option.state
        chosen = bool(state & flag.State_Selected)
        focus = chosen and (bool(state & flag.State_HasFocus) or self._view.hasFocus())
        card = self.card(option.rect)
        paint_card(
            painter,
            QRectF(card),
            colors(option.palette),
            hover=chosen or bool(state & flag.State_MouseOver),
            focus=focus,
        )
        self._paint_person(painter, card, option, row)
        self._paint_buttons(painter, option, row)
        painter.restore()

    def _paint_person(
        self, painter: QPainter, card: QRect, option: QStyleOptionViewItem, row: VoiceRow
    ) -> None:
        known, direction = colors(option.palette), option.direction
        inner = card.adjusted(MEDIUM, 0, -MEDIUM, 0)
        disc = QRect(inner.left(), inner.center().y() - DISC // 2, DISC, DISC)
        paint_disc(painter, QStyle.visualRect(direction, card, disc), row, option.font)
        end = inner.right() - self._buttons_size().width() - MEDIUM
        small = helper(option.font)
        ink = known.ink if row.ready else known.disabled
        title, lines = row_title(option.font), QFontMetrics(option.font).height()
        height = QFontMetrics(title).height()
        top = card.center().y() - (height + TINY // 2 + lines) // 2
        start = disc.right() + MEDIUM

        def write(words: str, left: int, right: int, y: int, font: QFont, color: QColor) -> int:
            """Write one line; return how wide it is."""
            metrics = QFontMetrics(font)
            shown = fitted(words, metrics, right - left)
            width = min(metrics.horizontalAdvance(shown), right - left)
            place = QRect(left, y, max(0, right - left), metrics.height())
            painter.setFont(font)
            painter.setPen(color)
            align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
            reads_left = direction is Qt.LayoutDirection.RightToLeft
            align |= Qt.AlignmentFlag.AlignRight if reads_left else Qt.AlignmentFlag.AlignLeft
            painter.drawText(QStyle.visualRect(direction, card, place), int(align.value), shown)
            return width

        if row.length:
            wide = QFontMetrics(small).horizontalAdvance(row.length)
            middle = card.center().y() - QFontMetrics(small).height() // 2
            write(row.length, end - wide, end, middle, small, known.secondary)
            end -= wide + MEDIUM
        noted = QFontMetrics(small).horizontalAdvance(row.note) + SMALL if row.note else 0
        room = end - min(noted, 2 * (end - start) // 5)  # the name goes first
        width = write(row.name, start, room, top, title, ink)
        if row.note:
            drop = (height - QFontMetrics(small).height() + 1) // 2
            write(row.note, start + width + SMALL, end, top + drop, small, known.secondary)
        if row.said:
            below = top + height + TINY // 2
            said = self.tr("“{said}”").format(said=row.said)
            write(said, start, end, below, option.font, known.secondary)

    def _paint_buttons(
        self, painter: QPainter, option: QStyleOptionViewItem, row: VoiceRow
    ) -> None:
        place = self.buttons_place(option.rect, option.direction)
        heard = self.heard.id == row.id
        ratio = self._view.devicePixelRatioF()
        key = (row.reads, row.ready, heard, option.direction, ratio)
        if key not in self._pictures:
            self._arrange(row)
            self._model.ring.hide()  # it is drawn as it moves
            self._pictures[key] = self._picture(ratio)
        painter.drawPixmap(place.topLeft(), self._pictures[key])
        if not heard:
            return
        self._arrange(row)
        ring = QRectF(self._model.hear_button.geometry().translated(place.topLeft()))
        known = colors(option.palette)
        if self.heard.done is None and not self.turns:
            paint_dots(painter, ring, known)
        else:
            paint_ring(painter, ring, known, self.heard.done, self.angle)

    def _picture(self, ratio: float) -> QPixmap:
        picture = QPixmap(self._buttons_size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)  # the card shows through
        self._model.render(picture, flags=QWidget.RenderFlag.DrawChildren)
        return picture

    def _arrange(self, row: VoiceRow) -> None:
        self._model.show_row(row, self.heard)
        self._model.resize(self._buttons_size())
        layout = self._model.layout()
        assert layout is not None  # noqa: S101 - it has one
        layout.activate()

    def _buttons_size(self) -> QSize:
        return self._model.sizeHint()


def paint_disc(painter: QPainter, place: QRect, row: VoiceRow, font: QFont) -> None:
    """Draw the disc of a person: the first letter of the name, in the color of the voice."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(row.color)
    painter.drawEllipse(place)
    letter = section(font)
    letter.setPixelSize(round(_LETTER * place.width() / DISC))
    painter.setFont(letter)
    painter.setPen(_WHITE)
    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter.value), initial(row.name))
    painter.restore()


def initial(name: str) -> str:
    """The first letter of a name, with all the marks that belong to it."""
    name = name.strip()
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, name)
    end = finder.toNextBoundary()
    # Qt counts UTF-16 units.
    units = name.encode("utf-16-le", "surrogatepass")[: 2 * max(end, 0)]
    return units.decode("utf-16-le", "replace").upper()[:4]
