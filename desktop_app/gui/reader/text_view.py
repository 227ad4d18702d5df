"""The text in the Reader: set as a page, the voice marked in it, and what a person does to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QEvent,
    QMimeData,
    QRect,
    Qt,
    QTimer,
    QVariantAnimation,
    pyqtSignal,
)
from PyQt6.QtGui import (
    QGuiApplication,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPalette,
    QTextCharFormat,
    QTextCursor,
)
from PyQt6.QtWidgets import QApplication, QMenu, QPushButton, QTextEdit, QWidget

from desktop_app.documents.opening import is_address
from desktop_app.gui.parts.buttons import chip
from desktop_app.gui.parts.colors import mixed
from desktop_app.gui.parts.metrics import HUGE, LARGE, STRONG, animated
from desktop_app.reading.model import Span
from desktop_app.reading.scripts import SAMPLE, language_of_page
from desktop_app.settings.settings import TEXT_SIZES

from .drops import accept, dropped, files
from .places import Places, cuts_of, with_cuts
from .typesetting import Look, colors_of_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import (
        QColor,
        QContextMenuEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QKeyEvent,
        QPaintEvent,
        QResizeEvent,
        QTextDocument,
        QWheelEvent,
    )
    from PyQt6.QtWidgets import QScrollBar

    from desktop_app.settings.appearance import Appearance

_CONTINUED: Final = 1  # the state of a paragraph that goes on with the one before
_QUIET: Final = 3000  # ms after which a person who scrolled a little has stopped
_SETTLED: Final = 300  # ms without a key
_SCROLL: Final = 260  # ms
_FAR: Final = 3  # pages; what is farther away is not scrolled through
_ABOVE: Final = 40
_BELOW: Final = 120  # so that the voice is never in the last line of the window
_THUMB: Final = 0.3  # of ink, in the thumb of the scroll bar
_ALL: Final = QTextCursor.SelectionType.Document
_KEEP: Final = QTextCursor.MoveMode.KeepAnchor
_EDITABLE: Final = Qt.TextInteractionFlag.TextEditorInteraction
# Qt's own read-only text has no caret; here Enter goes on where the caret is.
_READABLE: Final = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)
_MOUSE: Final = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
)


class TextView(QTextEdit):
    """A text that can be written while nothing is read; else a click or Enter says where to go on.

    Signals:
        chosen: The character to go on at, as Python counts.
        dropped: Paths, addresses, or one text, as a list; dropped or pasted.
        held: Whether something is dragged over the text that can be dropped.
        following_changed: Whether the view goes with the voice; not, once a person has scrolled
            away from it.
        menu_opened: The `QMenu` of the text, and the character it was opened at.
        size_changed: The size of the text that a person chose, in points; 0 for the usual one.
    """

    chosen = pyqtSignal(int)
    dropped = pyqtSignal(list)
    held = pyqtSignal(bool)
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
        self._look = Look()
        self._colors = colors_of_page(self._look.appearance, QApplication.palette())
        self._headings: tuple[int, ...] = ()
        self._opened = -1  # the number of the empty line that the caret has opened
        self._passes_on = False
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
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED)
        self._settled.timeout.connect(self._follow_language)
        self._document.contentsChange.connect(self._close_lines)
        self.cursorPositionChanged.connect(self._open_line)
        self.setAcceptDrops(True)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setAutoFillBackground(True)  # beside the lines, too
        self._document.setDocumentMargin(0)
        self.back = self._make_back()
        self._set_page()
        self._begin()

    def _make_back(self) -> QPushButton:
        back = chip(QPushButton(self.tr("Go to current sentence"), self), "arrow-down")
        back.setFont(QApplication.font())  # not that of the page
        back.setObjectName("back-to-voice")
        back.setToolTip(self.tr("Follow the reading again (Ctrl+L)"))
        back.clicked.connect(self.follow_again)
        back.hide()
        return back

    # The text

    def show_text(self, text: str, language: str = "", headings: Sequence[int] = ()) -> None:
        """Show a text from its beginning, each character where it is in the text.

        Args:
            text: The text.
            language: What it is set as: one of `reading.scripts`, or empty for an alphabet.
            headings: Where the paragraphs begin that are titles of chapters.
        """
        self.mark(None)
        # Qt makes one end of line of two characters.
        text = text.replace("\r\n", " \n").replace("\r", "\n")
        cuts = cuts_of(text)
        self._is_cut = False
        self._headings = ()
        self._look = replace(self._look, language=language)
        self._set_page()
        self._document.setUndoRedoEnabled(False)
        self._begin()
        places = Places(text, cuts)
        self._headings = tuple(places.to_qt(at) for at in headings)
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()  # else Qt lays all out again with each part
        cursor.insertText(with_cuts(text, cuts))
        self._cut_at(0, places, cuts)
        self._set_seams_and_headings()
        cursor.endEditBlock()
        self._close_lines(0, 0, self._document.characterCount())
        self._document.setUndoRedoEnabled(True)
        self._document.setModified(False)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._bar.setValue(0)

    def clear(self) -> None:
        """Take the text away; the page stays set as it is."""
        self.show_text("")

    def _begin(self) -> None:
        """Empty the document; each paragraph that comes into it is set as its first."""
        self._document.clear()
        root = self._document.rootFrame()
        assert root is not None  # noqa: S101 - every document has one
        frame = root.frameFormat()
        frame.setTopMargin(_ABOVE)
        frame.setBottomMargin(_BELOW)
        root.setFrameFormat(frame)
        cursor = QTextCursor(self._document)
        cursor.setBlockFormat(self._look.paragraph(self.font()))

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

    # Empty lines: the gap between paragraphs says the same

    def _close_lines(self, start: int, _: int, added: int) -> None:
        """Show no empty lines but the one with the caret, and the last."""
        block = self._document.findBlock(start)
        end = start + added
        caret = self.textCursor().block() if not self.isReadOnly() else None
        changed = False
        while block.isValid() and block.position() <= end:
            shown = block.length() > 1 or block == caret or not block.next().isValid()
            if block.isVisible() is not shown:
                block.setVisible(shown)
                changed = True
            block = block.next()
        if changed:
            self._document.markContentsDirty(start, added)
        if added and caret is not None:
            self._settled.start()

    def _follow_language(self) -> None:
        """Set what is written here for the language that it has become."""
        cursor = QTextCursor(self._document)
        end = min(SAMPLE, self._document.characterCount() - 1)
        cursor.setPosition(end, _KEEP)
        written = cursor.selectedText()
        if self._document.isModified() and written.strip():
            self._set_look(replace(self._look, language=language_of_page(written)))

    def _open_line(self) -> None:
        """Show the empty line that the caret is in, and no longer the one that it was in."""
        block = self.textCursor().block()
        if self.isReadOnly() or block.blockNumber() == self._opened:
            return
        left = self._document.findBlockByNumber(self._opened)
        self._opened = block.blockNumber()
        for one in (left, block):
            if one.isValid() and one.length() == 1:
                self._close_lines(one.position(), 0, 0)

    def set_editable(self, editable: bool) -> None:  # noqa: FBT001 - as Qt's setters
        """Let the text be written, or only be read."""
        self.setTextInteractionFlags(_EDITABLE if editable else _READABLE)
        self._close_lines(self.textCursor().block().position(), 0, 0)

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

    def word_at(self, offset: int) -> Span:
        """The word that a character is in; empty where it is in none."""
        cursor = self.cursor_of(Span(offset, offset))
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
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

    # The page

    def zoom(self, steps: float) -> None:
        """Make the text larger or smaller by so many points; by 0 as it was at first."""
        smallest, largest = TEXT_SIZES
        size = min(max(self.font().pointSizeF() + steps, smallest), largest) if steps else 0.0
        self.set_size(size)
        self.size_changed.emit(size)

    def set_size(self, size: float) -> None:
        """Show the text in a size, in points; 0 for the usual one."""
        self._set_look(replace(self._look, size=size))

    def set_appearance(self, appearance: Appearance) -> None:
        """Set the page as a person wants it."""
        self._set_look(replace(self._look, appearance=appearance))

    def _set_look(self, look: Look) -> None:
        if look == self._look:
            return
        self._look = look
        self._set_page()
        self._set_paragraphs()
        self._paint_marks()
        self._bring_voice()

    def _set_page(self) -> None:
        """Give the page its colors, its font and its margins."""
        appearance = self._look.appearance
        self._colors = colors = colors_of_page(appearance, QApplication.palette())
        palette = QPalette(self.palette())
        for role, color in (
            (QPalette.ColorRole.Base, colors.page),
            (QPalette.ColorRole.Window, colors.page),
            (QPalette.ColorRole.Text, colors.ink),
            (QPalette.ColorRole.PlaceholderText, colors.secondary),
        ):
            palette.setColor(role, color)
        if palette != self.palette():
            self.setPalette(palette)
            beside = QPalette(palette)
            beside.setColor(QPalette.ColorRole.Button, mixed(colors.ink, colors.page, _THUMB))
            self._bar.setPalette(beside)
        dark = colors.page.lightness() < colors.ink.lightness()
        font = self._look.font(dark=dark)
        if font != self.font():
            self.setFont(font)
        self._set_margins()

    def _set_margins(self) -> None:
        """Keep the lines in the middle, and no longer than is easily read."""
        scroll_bar = self._bar.sizeHint().width()
        free = self.contentsRect().width() - scroll_bar - self._look.measure(self.font())
        side = max(HUGE, free // 2)
        if side != self.viewportMargins().left():
            self.setViewportMargins(side, 0, side, 0)

    def _set_paragraphs(self) -> None:
        """Set the paragraphs that are there as the page is now.

        Where something was written it is a step that can be undone, so that what was written can
        be, too. Else it is nothing to undo, and no change of the text.
        """
        document = self._document
        written, modified = document.isUndoAvailable(), document.isModified()
        if document.isRedoAvailable():
            return  # a step more, and what was undone could not be had back
        cursor = QTextCursor(document)
        cursor.select(_ALL)
        document.setUndoRedoEnabled(written)
        cursor.beginEditBlock()
        cursor.mergeBlockFormat(self._look.paragraph(self.font()))
        self._set_seams_and_headings()
        cursor.endEditBlock()
        document.setUndoRedoEnabled(True)
        document.setModified(modified)

    def _set_seams_and_headings(self) -> None:
        """Set what isn't set as a paragraph: pieces of long lines, and titles of chapters."""
        font = self.font()
        block = self._document.firstBlock() if self._is_cut else self._document.end()
        while block.isValid():
            begins = block.userState() != _CONTINUED
            ends = block.next().userState() != _CONTINUED
            if not (begins and ends):
                form = self._look.broken_off(font, begins=begins, ends=ends)
                QTextCursor(block).mergeBlockFormat(form)
            block = block.next()
        block_format, words = self._look.heading(font)
        for at in self._headings:
            block = self._document.findBlock(at)
            cursor = QTextCursor(block)
            cursor.mergeBlockFormat(block_format)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, _KEEP)
            cursor.mergeCharFormat(words)

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
        marks = []
        if self._sentence is not None and self._word is not None:
            colors, choice = self._colors, self._look.appearance.highlight
            if choice in {"sentence_and_word", "sentence"}:
                marks.append(self._mark(self._sentence, colors.sentence, colors.sentence_ink))
            if choice in {"sentence_and_word", "word"}:
                marks.append(self._mark(self._word, colors.word, colors.word_ink))
        self.setExtraSelections(marks)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw a line under the word that is heard, for those who don't see its color."""
        super().paintEvent(event)
        if self._word is not None and self._look.appearance.highlight in {
            "sentence_and_word",
            "word",
        }:
            painter = QPainter(self._view)
            for line in self._lines_of(self._word):
                rule = QRect(line.left(), line.bottom() - STRONG + 1, line.width(), STRONG)
                painter.fillRect(rule, self._colors.rule)

    def _lines_of(self, span: Span) -> list[QRect]:
        """Where the lines of a short part of the text are in the view."""
        cursor = self.cursor_of(span)
        end = cursor.selectionEnd()
        first, last = self._at(cursor.selectionStart()), self._at(end)
        if first.top() == last.top():
            return [_up_to(first, last)]
        lines, line = [], first
        for at in range(cursor.selectionStart() + 1, end + 1):
            now = self._at(at)
            if now.top() != line.top():
                line = now
                lines.append(_up_to(now, now))
            elif lines:
                lines[-1] = _up_to(lines[-1], now)
            else:
                first = _up_to(first, now)
        return [first, *lines]

    def _at(self, position: int) -> QRect:
        cursor = QTextCursor(self._document)
        cursor.setPosition(position)
        return self.cursorRect(cursor)

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

    def _mark(self, span: Span, ground: QColor, ink: QColor) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.cursor = self.cursor_of(span)
        form = QTextCharFormat()
        form.setBackground(ground)
        form.setForeground(ink)
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
        page = self._view.height()
        third = page // 3
        first, last = self._heights(self._sentence)
        if last - first > third:  # too long a sentence: the word
            first, last = self._heights(self._word)
        scrolls = self._scrolling.state() is QAbstractAnimation.State.Running
        top: int = self._scrolling.endValue() if scrolls else self._bar.value()
        if not top + third <= first <= last <= top + 2 * third:
            self._scroll_to(first - third, _FAR * page)

    def _heights(self, span: Span) -> tuple[int, int]:
        """How far from the beginning of the text a part of it begins and ends, in pixels."""
        cursor = self.cursor_of(span)
        first, last = self._at(cursor.selectionStart()), self._at(cursor.selectionEnd())
        return first.top() + self._bar.value(), last.bottom() + self._bar.value()

    def _scroll_to(self, height: int, far: int) -> None:
        if height > self._bar.maximum():
            layout = self._document.documentLayout()
            assert layout is not None  # noqa: S101 - a document that is shown has one
            layout.pageCount()  # which Qt knows only once it has laid out all of it
        height = min(max(height, 0), self._bar.maximum())
        here = self._bar.value()
        self._scrolling.stop()
        if not animated(self) or abs(height - here) > far or not self.isVisible():
            self._bar.setValue(height)
        elif height != here:
            self._scrolling.setDuration(_SCROLL)
            self._scrolling.setStartValue(here)
            self._scrolling.setEndValue(height)
            self._scrolling.start()

    def show_middle(self, span: Span) -> None:
        """Have a part of the text in the middle of the view, at once."""
        first, last = self._heights(span)
        self._scrolling.stop()
        self._scroll_to((first + last - self._view.height()) // 2, 0)

    @property
    def _view(self) -> QWidget:
        view = self.viewport()
        assert view is not None  # noqa: S101 - a scroll area has one
        return view

    def _place_back(self) -> None:
        self.back.adjustSize()
        place = self._view.geometry()
        left = place.left() + (place.width() - self.back.width()) // 2
        self.back.move(left, place.bottom() - self.back.height() - LARGE)

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self._set_page()
            self._paint_marks()

    def event(self, event: QEvent | None) -> bool:
        """Give the page what is done beside its lines: a selection may begin there."""
        if isinstance(event, QMouseEvent) and event.type() in _MOUSE and not self._passes_on:
            place = self._view.mapFrom(self, event.position().toPoint()).toPointF()
            moved = QMouseEvent(
                event.type(),
                place,
                event.scenePosition(),
                event.globalPosition(),
                event.button(),
                event.buttons(),
                event.modifiers(),
            )
            self._passes_on = True  # what the page has no use for comes back here
            try:
                return QApplication.sendEvent(self._view, moved)
            finally:
                self._passes_on = False
        if event is not None and event.type() is QEvent.Type.Resize:
            self._set_margins()  # before the lines hear of it: they stay as long as they are
        return super().event(event)

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
        assert event is not None  # noqa: S101 - Qt has one
        place = event.position().toPoint()
        line = self.cursorRect(self.cursorForPosition(place))
        return place.y() <= line.bottom() and 0 <= place.x() < self._view.width()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Go on where the caret is, on Enter; take what can be opened, on pasting."""
        assert event is not None  # noqa: S101 - Qt has one
        if self.isReadOnly() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.offset())
            return
        clipboard = QGuiApplication.clipboard()
        if self.isReadOnly() and event.matches(QKeySequence.StandardKey.Paste) and clipboard:
            self._take(clipboard.mimeData())
            return
        before = self._bar.value()
        if not self.isReadOnly() and event.matches(
            QKeySequence.StandardKey.InsertParagraphSeparator
        ):
            # Qt's own would only take away how an empty line is set.
            self.textCursor().insertBlock(self._look.paragraph(self.font()), QTextCharFormat())
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)
        if self.isReadOnly() and not self.textCursor().block().isVisible():
            super().keyPressEvent(event)  # past an empty line, which nobody sees
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
        cursor.insertText(with_cuts(text, cuts))
        self._cut_at(start, Places(text, cuts), cuts)
        self._set_seams_and_headings()
        self._forget_places()
        self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        """Copy the text as it is, not as its long lines are cut."""
        data, span = QMimeData(), self.selection()
        data.setText(self.toPlainText()[span.start : span.end] if span is not None else "")
        return data

    def _take(self, data: QMimeData | None) -> bool:
        """Hand over files, and an address if no text is being written."""
        if data is None:  # the clipboard of some systems, while another program has it
            return False
        what = files(data)
        free = self.isReadOnly() or self._document.isEmpty()
        if not what and free and is_address(data.text()):
            what = [data.text().strip()]
        if what:
            self.dropped.emit(what)
        return bool(what)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take files, addresses and texts."""
        if event is not None and accept(event, self, self._view):
            self.held.emit(True)  # noqa: FBT003 - Qt's
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take them wherever they are dropped."""
        if event is not None and not accept(event, self, self._view):
            super().dragMoveEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:  # noqa: N802 - Qt's name
        """Nothing is held any more."""
        self.held.emit(False)  # noqa: FBT003 - Qt's
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802 - Qt's name
        """Hand over what was dropped; what is dragged from here is only moved."""
        self.held.emit(False)  # noqa: FBT003 - Qt's
        data = event.mimeData() if event else None
        if event is None or data is None or not accept(event, self, self._view):
            super().dropEvent(event)
        else:
            self.dropped.emit(dropped(data))


def _up_to(begin: QRect, end: QRect) -> QRect:
    """From where one cursor stands up to another on the same line, without the cursor itself."""
    return QRect(begin.left(), begin.top(), max(1, end.left() - begin.left()), begin.height())
