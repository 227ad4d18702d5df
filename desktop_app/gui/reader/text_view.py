"""The text in the Reader: the voice marked in it and in sight, and what a person does to it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
import re
from typing import TYPE_CHECKING, Final
from unicodedata import combining

from PyQt6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QEvent,
    QMimeData,
    Qt,
    QTimer,
    QVariantAnimation,
    pyqtSignal,
)
from PyQt6.QtGui import QGuiApplication, QKeySequence, QPalette, QTextCharFormat, QTextCursor
from PyQt6.QtWidgets import QMenu, QPlainTextEdit, QPushButton, QStyle, QTextEdit, QWidget

from desktop_app.documents.opening import is_address
from desktop_app.gui.parts.colors import readable
from desktop_app.reading.model import Span
from desktop_app.settings.settings import TEXT_SIZES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import (
        QContextMenuEvent,
        QDragEnterEvent,
        QDragMoveEvent,
        QDropEvent,
        QKeyEvent,
        QMouseEvent,
        QResizeEvent,
        QTextBlock,
        QTextDocument,
        QWheelEvent,
    )
    from PyQt6.QtWidgets import QScrollBar

_LINE: Final = 4000  # characters of a line that are shown as one paragraph
_UNBROKEN: Final = 1000  # of one without blanks, which takes Qt longer
_WORD: Final = 200
_LONG_LINES: Final = re.compile(f"[^\n]{{{_LINE},}}")
_JOINED: Final = "\u200d\ufe0e\ufe0f"  # what makes one sign of several
_CONTINUED: Final = 1  # the state of a paragraph that goes on with the one before
_BEYOND_16_BITS: Final = re.compile("[\U00010000-\U0010ffff]")
_QUIET: Final = 3000  # ms after which a person who scrolled a little has stopped
_SCROLL: Final = 260  # ms
_FAR: Final = 3  # pages; what is farther away is not scrolled through
_MARGIN: Final = 18
_EDITABLE: Final = Qt.TextInteractionFlag.TextEditorInteraction
# Qt's own read-only text has no caret; here Enter goes on where the caret is.
_READABLE: Final = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class Places:
    """Characters of a text as Python counts them, and as Qt does: two for one beyond 16 bits.

    Args:
        text: The text.
        cuts: Characters before which a paragraph is only shown to end.
    """

    def __init__(self, text: str, cuts: Sequence[int] = ()) -> None:
        found = [] if text.isascii() else _BEYOND_16_BITS.finditer(text)
        self._cuts = cuts
        self._wide = [match.start() for match in found]
        self._wide_in_qt = [self.to_qt(at) for at in self._wide]
        self._cuts_in_qt = [self.to_qt(at) - 1 for at in cuts]

    def to_qt(self, at: int) -> int:
        """Where Qt has a character."""
        return at + bisect_left(self._wide, at) + bisect_right(self._cuts, at)

    def from_qt(self, at: int) -> int:
        """Which character Qt means; the whole of it, between its halves."""
        before = bisect_right(self._wide_in_qt, at - 1) + bisect_right(self._cuts_in_qt, at - 1)
        return at - before


def cuts_of(text: str) -> list[int]:
    """Where the lines of a text are cut to be shown: Qt lays out a whole line at once.

    With a line of 500,000 characters without a blank that takes it a minute.
    """
    cuts: list[int] = []
    for line in _LONG_LINES.finditer(text):
        at = line.start()
        while line.end() - at > _LINE:
            has_blanks = " " in text[at : at + _UNBROKEN]
            at = _cut_near(text, at + (_LINE if has_blanks else _UNBROKEN))
            cuts.append(at)
    return cuts


def _cut_near(text: str, at: int) -> int:
    """Before a word if there is one near, and in any case not within a character as one sees it."""
    if (space := text.rfind(" ", at - _WORD, at)) >= 0:
        return space + 1
    for near in range(at, at - _WORD, -1):
        if not (combining(text[near]) or text[near] in _JOINED or text[near - 1] in _JOINED):
            return near
    return at


class TextView(QPlainTextEdit):
    """A text that can be written while nothing is read; else a click or Enter says where to go on.

    Signals:
        chosen: The character to go on at, as Python counts.
        dropped: Paths, addresses, or one text, as a list; dropped or pasted.
        following_changed: Whether the view goes with the voice; not, once a person has scrolled
            away from it.
        menu_opened: The `QMenu` of the text, and the character it was opened at.
        size_changed: The size of the text that a person chose, in points; 0 for the usual one.
    """

    chosen = pyqtSignal(int)
    dropped = pyqtSignal(list)
    following_changed = pyqtSignal(bool)
    menu_opened = pyqtSignal(QMenu, int)
    size_changed = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: Places | None = None
        self._is_cut = False  # some line is too long to be shown as one
        self._sentence: Span | None = None
        self._word: Span | None = None
        self._following = True
        self._pressed_on_selection = False
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET)
        self._quiet.timeout.connect(self._bring_voice)
        self._scrolling = QVariantAnimation(self)
        self._scrolling.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self._scrolling.valueChanged.connect(self._bar.setValue)
        self._bar.actionTriggered.connect(self._scrolled_by_hand)
        self._document.contentsChanged.connect(self._forget_places)
        self.setAcceptDrops(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self._usual_size = self.font().pointSizeF() * 1.25
        self.set_size(0)
        self._document.setDocumentMargin(_MARGIN)
        self.back = self._make_back()

    def _make_back(self) -> QPushButton:
        back = QPushButton(self.tr("Go to current sentence"), self)
        back.setObjectName("back-to-voice")
        back.setToolTip(self.tr("Follow the reading again (Ctrl+L)"))
        back.clicked.connect(self.follow_again)
        back.hide()
        return back

    # The text

    def show_text(self, text: str) -> None:
        """Show a text from its beginning, each character where it is in the text."""
        self.mark(None)
        # Qt makes one end of line of two characters.
        text = text.replace("\r\n", " \n").replace("\r", "\n")
        cuts = cuts_of(text)
        self._is_cut = False
        self.setPlainText(_with_cuts(text, cuts))
        self._cut_at(0, Places(text, cuts), cuts)
        self._document.setModified(False)
        self._bar.setValue(0)

    def toPlainText(self) -> str:  # noqa: N802 - Qt's name
        """The text as it was given or written: not as its long lines are cut to be shown."""
        return self._text_and_cuts()[0]

    def _text_and_cuts(self) -> tuple[str, list[int]]:
        shown = super().toPlainText()
        if not self._is_cut:
            return shown, []
        places, at = Places(shown), 0
        cuts: list[int] = []
        parts: list[str] = []
        block = self._document.firstBlock().next()
        while block.isValid():
            if block.userState() == _CONTINUED:
                end = places.from_qt(block.position()) - 1
                parts.append(shown[at:end])
                cuts.append(end - len(cuts))
                at = end + 1
            block = block.next()
        return "".join([*parts, shown[at:]]), cuts

    def _cut_at(self, start: int, places: Places, cuts: Sequence[int]) -> None:
        """Note which paragraphs only go on with the one before."""
        for cut in cuts:
            self._document.findBlock(start + places.to_qt(cut)).setUserState(_CONTINUED)
            self._is_cut = True

    def set_editable(self, editable: bool) -> None:  # noqa: FBT001 - as Qt's setters
        """Let the text be written, or only be read."""
        self.setTextInteractionFlags(_EDITABLE if editable else _READABLE)

    @property
    def places(self) -> Places:
        """The characters of the text that is shown."""
        if self._places is None:
            self._places = Places(*self._text_and_cuts())
        return self._places

    def offset(self) -> int:
        """The character that the caret is at."""
        return self.places.from_qt(self.textCursor().position())

    def selection(self) -> Span | None:
        """What is selected, if anything is."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return None
        places = self.places
        return Span(places.from_qt(cursor.selectionStart()), places.from_qt(cursor.selectionEnd()))

    def cursor_of(self, span: Span) -> QTextCursor:
        """A cursor that has a part of the text selected."""
        cursor = QTextCursor(self._document)
        last = self._document.characterCount() - 1
        cursor.setPosition(min(self.places.to_qt(span.start), last))
        end = min(self.places.to_qt(span.end), last)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    @property
    def _document(self) -> QTextDocument:
        document = self.document()
        assert document is not None  # noqa: S101 - a text view has one
        return document

    @property
    def _bar(self) -> QScrollBar:
        bar = self.verticalScrollBar()
        assert bar is not None  # noqa: S101 - as above
        return bar

    def _forget_places(self) -> None:
        self._places = None

    # Size

    def zoom(self, steps: float) -> None:
        """Make the text larger or smaller by so many points; by 0 as it was at first."""
        smallest, largest = TEXT_SIZES
        size = min(max(self.font().pointSizeF() + steps, smallest), largest) if steps else 0.0
        self.set_size(size)
        self.size_changed.emit(size)

    def set_size(self, size: float) -> None:
        """Show the text in a size, in points; 0 for the usual one."""
        font = self.font()
        font.setPointSizeF(size or self._usual_size)
        self.setFont(font)

    # The voice

    def mark(self, sentence: Span | None, word: Span | None = None) -> None:
        """Highlight a sentence and a word in it, and bring it into sight; None for nothing."""
        self._sentence, self._word = sentence, word
        self._paint_marks()
        if sentence is None or word is None:
            self._quiet.stop()
            self._scrolling.stop()
            self._follow(following=True)
        else:
            self._bring_voice()

    def _paint_marks(self) -> None:
        if self._sentence is None or self._word is None:
            self.setExtraSelections([])
            return
        highlight = self.palette().color(QPalette.ColorRole.Highlight)
        text = self.palette().color(QPalette.ColorRole.HighlightedText)
        pale, strong = QTextCharFormat(), QTextCharFormat()
        strong.setBackground(readable(highlight, text))
        strong.setForeground(text)
        highlight.setAlpha(60)
        pale.setBackground(highlight)
        marks = [self._mark(self._sentence, pale), self._mark(self._word, strong)]
        self.setExtraSelections(marks)

    @property
    def following(self) -> bool:
        """Whether the view goes with the voice."""
        return self._following

    def follow_again(self) -> None:
        """Go back to the voice, and with it."""
        self._quiet.stop()
        self._follow(following=True)
        self._bring_voice()
        self.setFocus()

    def stop_following(self) -> None:
        """Leave the view where it is, if the voice is out of sight."""
        self._scrolling.stop()
        if self._sentence is not None:
            self._quiet.start()
            self._follow(following=self._is_in_sight(self._sentence))

    def _mark(self, span: Span, form: QTextCharFormat) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.cursor = self.cursor_of(span)
        mark.format = form
        return mark

    def _follow(self, *, following: bool) -> None:
        if following != self._following:
            self._following = following
            self.back.setVisible(not following)
            self._place_back()
            self.following_changed.emit(following)

    def _scrolled_by_hand(self, _: int = 0) -> None:
        self._scrolling.stop()
        self._quiet.start()
        QTimer.singleShot(0, self.stop_following)  # the bar has its new value then

    def _is_in_sight(self, span: Span) -> bool:
        cursor = self.cursor_of(span)
        end = self.cursorRect(cursor)
        cursor.setPosition(cursor.selectionStart())
        return end.bottom() > 0 and self.cursorRect(cursor).top() < self._view.height()

    def _bring_voice(self) -> None:
        """Have the sentence in the middle third of the view, unless a person looks elsewhere."""
        busy = self._quiet.isActive() or bool(QGuiApplication.mouseButtons())
        if self._sentence is None or self._word is None or not self._following or busy:
            return
        page = max(3, self._view.height() // self.fontMetrics().lineSpacing())
        third = page // 3
        first, last = self._lines(self._sentence, third)
        if last - first > third:  # too long a sentence: the word
            first, last = self._lines(self._word, third)
        scrolls = self._scrolling.state() is QAbstractAnimation.State.Running
        top: int = self._scrolling.endValue() if scrolls else self._bar.value()
        if not top + third <= first <= last <= top + 2 * third:
            self._scroll_to(first - third, _FAR * page)

    def _lines(self, span: Span, above: int) -> tuple[int, int]:
        """The lines on which a part of the text begins and ends, and those above it, counted."""
        cursor = self.cursor_of(span)
        block = self._document.findBlock(cursor.selectionStart())
        first = self._line_in(block, cursor.selectionStart())
        before = block.previous()
        while before.isValid() and above > 0:
            above -= self._count_lines(before)
            before = before.previous()
        first += block.firstLineNumber()
        block = self._document.findBlock(cursor.selectionEnd())
        last = self._line_in(block, cursor.selectionEnd())
        return first, block.firstLineNumber() + last

    def _line_in(self, block: QTextBlock, at: int) -> int:
        self._count_lines(block)
        layout = block.layout()
        assert layout is not None  # noqa: S101 - a block of a document has one
        return max(0, layout.lineForTextPosition(at - block.position()).lineNumber())

    def _count_lines(self, block: QTextBlock) -> int:
        """How many lines a paragraph has; Qt counts 1 for those it has not shown yet."""
        layout = self._document.documentLayout()
        assert layout is not None  # noqa: S101 - a document that is shown has one
        layout.blockBoundingRect(block)
        return block.lineCount()

    def _scroll_to(self, line: int, far: int) -> None:
        line = min(max(line, 0), self._bar.maximum())
        here = self._bar.value()
        style = self.style()
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        still = style is None or style.styleHint(hint, None, self) <= 0
        self._scrolling.stop()
        if still or abs(line - here) > far or not self.isVisible():
            self._bar.setValue(line)
        elif line != here:
            self._scrolling.setDuration(_SCROLL)
            self._scrolling.setStartValue(here)
            self._scrolling.setEndValue(line)
            self._scrolling.start()

    @property
    def _view(self) -> QWidget:
        view = self.viewport()
        assert view is not None  # noqa: S101 - a scroll area has one
        return view

    def _place_back(self) -> None:
        self.back.adjustSize()
        place = self._view.geometry()
        left = place.left() + (place.width() - self.back.width()) // 2
        self.back.move(left, place.bottom() - self.back.height() - _MARGIN // 2)

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self._paint_marks()

    # What a person does

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keep the button in its place, and the voice in sight."""
        super().resizeEvent(event)
        self._place_back()
        self._bring_voice()

    def wheelEvent(self, event: QWheelEvent | None) -> None:  # noqa: N802 - Qt's name
        """Scroll, or with Ctrl change the size, whether the text can be written or not."""
        if event is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Note whether the click only takes a selection away."""
        self._pressed_on_selection = self.textCursor().hasSelection()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Go on where a click was."""
        super().mouseReleaseEvent(event)
        left = event is not None and event.button() is Qt.MouseButton.LeftButton
        selects = self._pressed_on_selection or self.textCursor().hasSelection()
        if left and self.isReadOnly() and not selects and self._is_on_text(event):
            self.chosen.emit(self.offset())

    def _is_on_text(self, event: QMouseEvent | None) -> bool:
        """Whether the mouse is not in the empty space under the text."""
        if event is None:
            return False
        line = self.cursorRect(self.cursorForPosition(event.position().toPoint()))
        return event.position().y() <= line.bottom()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Go on where the caret is, on Enter; take what can be opened, on pasting."""
        if event is None:
            return
        if self.isReadOnly() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.offset())
            return
        clipboard = QGuiApplication.clipboard()
        if self.isReadOnly() and event.matches(QKeySequence.StandardKey.Paste) and clipboard:
            self._take(clipboard.mimeData())
            return
        before = self._bar.value()
        super().keyPressEvent(event)
        if self._bar.value() != before:
            self.stop_following()

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:  # noqa: N802 - Qt's name
        """Open the menu of the text, with what the window adds to it."""
        menu = self.createStandardContextMenu()
        if event is None or menu is None:
            return
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        by_mouse = event.reason() is event.Reason.Mouse
        cursor = self.cursorForPosition(event.pos()) if by_mouse else self.textCursor()
        self.menu_opened.emit(menu, self.places.from_qt(cursor.position()))
        menu.popup(event.globalPos())

    def canInsertFromMimeData(self, source: QMimeData | None) -> bool:  # noqa: N802 - Qt's name
        """Whether something can be pasted: texts and files."""
        return source is not None and (source.hasUrls() or super().canInsertFromMimeData(source))

    def insertFromMimeData(self, source: QMimeData | None) -> None:  # noqa: N802 - Qt's name
        """Paste: open what can be opened, as long as that is in nobody's way; else insert it."""
        if self._take(source) or source is None:
            return
        text = source.text().replace("\r\n", "\n").replace("\r", "\n")
        if not (cuts := cuts_of(text)):
            super().insertFromMimeData(source)
            return
        cursor = self.textCursor()
        start = cursor.selectionStart()
        cursor.insertText(_with_cuts(text, cuts))
        self._cut_at(start, Places(text, cuts), cuts)
        self._forget_places()
        self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        """Copy the text as it is, not as its long lines are cut."""
        data, span = QMimeData(), self.selection()
        data.setText(self.toPlainText()[span.start : span.end] if span is not None else "")
        return data

    def _take(self, data: QMimeData | None) -> bool:
        """Hand over files, and an address if no text is being written."""
        if data is None:
            return False
        what = _files(data)
        free = self.isReadOnly() or self._document.isEmpty()
        if not what and free and is_address(data.text()):
            what = [data.text().strip()]
        if what:
            self.dropped.emit(what)
        return bool(what)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take files, addresses and texts."""
        if event is not None and not _accept(event, self):
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take them wherever they are dropped."""
        if event is not None and not _accept(event, self):
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802 - Qt's name
        """Hand over what was dropped; what is dragged from here is only moved."""
        data = event.mimeData() if event else None
        if event is None or data is None or event.source() in (self, self._view):
            super().dropEvent(event)
            return
        event.acceptProposedAction()
        self.dropped.emit(_addresses(data) or [data.text()])


def _with_cuts(text: str, cuts: Sequence[int]) -> str:
    starts = [0, *cuts]
    return "\n".join(text[at:end] for at, end in zip(starts, [*cuts, len(text)], strict=True))


def _accept(event: QDragMoveEvent, view: TextView) -> bool:
    """Take what comes from elsewhere, if there is something to read in it."""
    data = event.mimeData()
    if data is None or event.source() in (view, view.viewport()):
        return False
    if not (data.hasUrls() or data.hasText()):
        return False
    event.acceptProposedAction()
    return True


def _addresses(data: QMimeData) -> list[str]:
    return [url.toLocalFile() or url.toString() for url in data.urls()]


def _files(data: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
