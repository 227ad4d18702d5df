"""The Reader: a text, where in it the voice is, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import plain_slot
from desktop_app.gui.parts.app_menu import AppMenu
from desktop_app.gui.parts.icons import app_icon
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.on_screen import keep_on_screen
from desktop_app.gui.parts.plain_text import shortened
from desktop_app.gui.parts.save_dialog import save_as_audio, save_elsewhere
from desktop_app.gui.parts.saving_toasts import SavingToasts
from desktop_app.gui.parts.say_differently import say_differently
from desktop_app.reading.chapters import chapter_at, chapters_of
from desktop_app.reading.model import Reading, Span
from desktop_app.reading.scripts import language_of_page

from .address_dialog import AddressDialog
from .appearance_sheet import AppearanceSheet
from .bar import Bar
from .beside import Beside
from .drops import DropPlace, accept, dropped
from .find_bar import FindBar
from .messages import Messages
from .player_bar import PlayerBar
from .queue_panel import QueuePanel
from .start_page import StartPage
from .text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QHideEvent,
        QKeyEvent,
        QShowEvent,
    )

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.chapters import Chapter
    from desktop_app.reading.events import PositionChanged, QueueItem, Resumed
    from desktop_app.settings.settings import Settings

_NATIVE: Final = QKeySequence.SequenceFormat.NativeText
_LONGEST: Final = 60  # characters of a chapter's title in the contents
_LEAST: Final = (420, 360)
_PLACE, _DRAFT = "place", "draft"  # what notices are about


@dataclass(frozen=True, slots=True)
class _Own:
    """What was written here and is read: all of it, or a part.

    Attributes:
        reading: What is read.
        text: All of it.
        base: Where in it the part begins.
    """

    reading: Reading
    text: str
    base: int


class ReaderWindow(QMainWindow):
    """A text, how it is read, and what to do about it.

    Args:
        engine: Reads.
        do: Does what was chosen in the menu: a command of the app by its name.
    """

    def __init__(self, engine: Engine, do: Callable[[str], object]) -> None:
        super().__init__()
        self._engine = engine
        self._do = do
        self._item: QueueItem | None = None  # what is read
        self._reading: Reading | None = None  # what is shown, if it was not written here
        self._chapters: list[Chapter] = []  # of what is shown
        self._own: _Own | None = None
        self._draft = ""  # written here, and put aside for what is read
        self._left_at: Span | None = None  # the sentence that was heard last
        self.setObjectName("reader")
        self.setWindowIcon(app_icon())
        keep_on_screen(self, 940, 640)
        self.text = TextView(self)
        self.text.set_size(engine.settings.app.text_size)
        self.text.set_appearance(engine.settings.appearance)
        self.start = StartPage(engine)
        self.pages = QStackedWidget()
        self._writes = False  # a person wants to write, though nothing is there yet
        self.find_bar = FindBar(self.text)
        self.notice = Notice()
        self.queue = QueuePanel(engine, self)
        self._actions = self._make_actions()
        self.menu = QMenu(self)  # what the tray has as well, and not every desktop has a tray
        self.menu.setObjectName("menu-of-app")
        self._filled = AppMenu(self.menu, engine, do, self._own_commands())
        self.contents = QMenu(self)
        self.contents.setObjectName("contents-of-text")
        self.contents.aboutToShow.connect(self._fill_contents)
        self.bar = Bar(self._actions, self.menu, self.contents)
        self.appearance = AppearanceSheet(engine, self.text, self)
        self.player = PlayerBar(engine, self._actions)
        self.messages = Messages(engine, self.notice)
        self._lay_out()
        self._connect()

    # Parts

    def _make_actions(self) -> dict[str, QAction]:
        engine = self._engine
        table: dict[str, tuple[str, str, Callable[[], object]]] = {
            "open": (self.tr("Open a file…"), "Ctrl+O", self._open_file),
            "new": (self.tr("New text"), "Ctrl+N", self._new),
            "address": (self.tr("Open a web page…"), "Ctrl+Shift+O", self._open_address),
            "save": (self.tr("Save as audio…"), "Ctrl+S", self._save),
            "previous": (self.tr("Previous sentence"), "Alt+Left", engine.previous_sentence),
            "play": (self.tr("Read aloud"), "Ctrl+Return", self._play),
            "stop": (self.tr("Stop"), "", self._stop),
            "next": (self.tr("Next sentence"), "Alt+Right", engine.next_sentence),
            "skip": (self.tr("Next text"), "Alt+Shift+Right", engine.skip),
            "find": (self.tr("Find in text"), "Ctrl+F", self.find_bar.enter),
            "follow": (self.tr("Go to current sentence"), "Ctrl+L", self.text.follow_again),
            "larger": (self.tr("Larger text"), "Ctrl++", lambda: self.text.zoom(1)),
            "smaller": (self.tr("Smaller text"), "Ctrl+-", lambda: self.text.zoom(-1)),
            "usual": (self.tr("Default text size"), "Ctrl+0", lambda: self.text.zoom(0)),
            "appearance": (
                self.tr("Appearance of the text"),
                "Ctrl+Shift+A",
                self._open_appearance,
            ),
            "contents": (self.tr("Contents"), "Ctrl+Shift+C", self._open_contents),
            "close": (self.tr("Close"), "Ctrl+W", self.close),
            "menu": (self.tr("Menu"), "F10", self._open_menu),
        }
        actions = {name: self._action(name, *one) for name, one in table.items()}
        actions["larger"].setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        actions["stop"].setToolTip(self.tr("Stop ({keys})").format(keys=_shown("Escape")))
        actions["queue"] = self.queue.toggle
        self.addAction(self.queue.toggle)
        QShortcut(QKeySequence("Escape"), self, self._escape)
        return actions

    def _action(self, name: str, words: str, keys: str, call: Callable[[], object]) -> QAction:
        action = QAction(words, self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(plain_slot(call))
        action.setToolTip(f"{words} ({_shown(keys)})" if keys else words)
        self.addAction(action)
        return action

    def _own_commands(self) -> dict[str, QAction]:
        """What the menu has besides the tray's, and what is done otherwise here."""
        own = {name: self._actions[name] for name in ("new", "address", "save", "find")}
        return {**own, "open-file": self._actions["open"], "stop": self._actions["stop"]}

    def _fit_menu(self, narrow: bool) -> None:  # noqa: FBT001 - Qt's signal has it so
        """Have the volume in the menu where the bar has no room for it."""
        self._filled.volume = narrow

    def ask_for_files(self) -> None:
        """Ask which files to read."""
        self._actions["open"].trigger()

    def _lay_out(self) -> None:
        self.text.setAccessibleName(self.tr("Text"))
        self.text.setPlaceholderText(
            self.tr("Type or paste text, or drop a file here. Then select “Read aloud”.")
        )
        self.pages.addWidget(self.start)
        self.pages.addWidget(self.text)
        page, inside = QWidget(), QWidget()
        _stack(page, self.notice, self.pages, self.find_bar)
        self._drop_place = DropPlace(page)
        self._beside = Beside(page, self.queue)
        self.queue.hide()
        engine = self._engine
        self.toasts = SavingToasts(
            engine,
            self._beside,
            lambda saving, over: save_elsewhere(engine, saving, over),
            self.notice,
        )
        _stack(inside, self.bar, self._beside, self.player)
        self.setCentralWidget(inside)
        self.setAcceptDrops(True)
        self.setMinimumSize(*_LEAST)

    def _connect(self) -> None:
        engine = self._engine
        self.text.chosen.connect(self._jump)
        self.text.dropped.connect(self.open_all)
        self.text.held.connect(self._hold)
        self.text.textChanged.connect(self._choose_page)
        self.start.open_wanted.connect(self._open_file)
        self.start.address_wanted.connect(self._open_address)
        self.start.writing_wanted.connect(self._write_or_paste)
        self.start.typed.connect(self._type)
        self.text.menu_opened.connect(self._add_to_menu)
        self.text.size_changed.connect(self._keep_size)
        self.text.following_changed.connect(lambda on: self._actions["follow"].setEnabled(not on))
        self._actions["follow"].setEnabled(False)
        self.player.jumped.connect(self._follow_jump)
        self.queue.add_wanted.connect(lambda: self._open_file(at_once=False))
        self.player.narrowed.connect(self._fit_menu)
        engine.queue_changed.connect(self._show_queue)
        engine.position_changed.connect(self._show_position)
        engine.resumed.connect(self._tell_of_place)
        engine.settings_changed.connect(self._show_settings)
        self._show_queue(engine.queue)
        if engine.position is not None:
            self._show_position(engine.position)

    # What a person does

    def open_all(self, what: list[str]) -> None:
        """Read files, addresses or texts: the first one at once, the others after it."""
        self._engine.open_all(what)
        if what and ("/" in what[0] or "\\" in what[0]) and "\n" not in what[0]:
            name = Path(what[0]).name or what[0]
            self.player.tell(self.tr("Opening “{name}”…").format(name=name))

    def _hold(self, held: object) -> None:
        self._drop_place.show_over(self.pages, held=bool(held))

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take files, addresses and texts anywhere in the window."""
        if event is not None and accept(event, *self.findChildren(QWidget)):
            self._hold(event)

    def dragLeaveEvent(self, _: QDragLeaveEvent | None) -> None:  # noqa: N802 - Qt's name
        """Nothing is held any more."""
        self._hold(None)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802 - Qt's name
        """Read what was dropped."""
        self._hold(None)
        data = event.mimeData() if event is not None else None
        if event is not None and data is not None and accept(event):
            self.open_all(dropped(data))

    def _write_or_paste(self) -> None:
        """Have an empty page to write on, with what was copied, if that is a text."""
        self._go_to_text()
        self.text.paste()

    def _type(self, event: QKeyEvent) -> None:
        """Begin to write with what was typed before the page was there."""
        self._go_to_text()
        QApplication.sendEvent(self.text, event)

    def _go_to_text(self) -> None:
        self._writes = True
        self._choose_page()
        self.text.setFocus()

    def _choose_page(self) -> None:
        """Show the text; while there is none, ways to begin."""
        document = self.text.document()
        has_text = document is not None and not document.isEmpty()
        if has_text or self._engine.queue or self._writes:
            self.pages.setCurrentWidget(self.text)
        else:
            self.pages.setCurrentWidget(self.start)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Have the keyboard where one begins."""
        super().showEvent(event)
        if self.pages.currentWidget() is self.text:
            self.text.setFocus()
        else:
            self.start.begin()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """Who comes back to an empty page begins anew."""
        super().hideEvent(event)
        self._writes = False
        self._choose_page()

    def _open_menu(self) -> None:
        self.bar.open_menu("menu")

    def _open_contents(self) -> None:
        self.bar.open_menu("contents")

    def _open_appearance(self) -> None:
        self.appearance.open_at(self.bar.buttons["appearance"])

    def _play(self) -> None:
        if self._engine.queue:
            self._engine.pause_or_resume()
        elif span := self.text.selection():
            self._read_part(span)
        else:
            self._read_from(self.text.offset())

    def _read_from(self, start: int) -> None:
        """Read what is shown, from a character on; from its beginning if nothing is after that."""
        text = self.text.toPlainText()
        if not text[start:].strip():
            start = 0
        document = self.text.document()
        if self._reading is not None and document is not None and not document.isModified():
            self._engine.read_again(self._reading, start=start or None)
        elif text.strip():
            self._own = _Own(Reading(text), text, 0)
            self._engine.read_again(self._own.reading, start=start)
        else:
            self.notice.tell(self.tr("There's no text yet. Type some, or open a file."))

    def _shown(self) -> Reading:
        """The text that is shown, with what is known of it."""
        reading, document = self._reading, self.text.document()
        if reading is not None and document is not None and not document.isModified():
            return reading
        return Reading(self.text.toPlainText())

    def _read_part(self, span: Span) -> None:
        text = self.text.toPlainText()
        if text[span.start : span.end].strip():
            self._own = _Own(self._shown().part(span), text, span.start)
            self._engine.read_again(self._own.reading, start=0)

    def _jump(self, offset: int) -> None:
        if self._item is not None and self._item.reading.remember and not self._item.opening:
            length = len(self._item.reading.text)
            place = min(max(offset - self._base, 0), length - 1)
            self._engine.jump(place, self._item.number)
            self._follow_jump()

    def _follow_jump(self) -> None:
        """Show where a person has gone, wherever in the window that was chosen."""
        self.notice.clear_about(_PLACE)  # it is another place
        self.text.follow_again()

    def _add_to_menu(self, menu: QMenu, offset: int) -> None:
        first = menu.actions()[0] if menu.actions() else None
        span, reads = self.text.selection(), bool(self._engine.queue)

        def add(name: str, words: str, call: Callable[[], object]) -> None:
            action = QAction(words, menu)
            action.setObjectName(name)
            action.triggered.connect(plain_slot(call))
            menu.insertAction(first, action)

        if not self.text.toPlainText().strip():
            return
        here = self._jump if reads else self._read_from
        add("read-from-here", self.tr("Read from here"), lambda: here(offset))
        if span and reads:
            part = self._shown().part(span)
            words = self.tr("Add selection to queue")
            add("queue-part", words, lambda: self._engine.read_again(part, at_once=False))
        elif span:
            add("read-part", self.tr("Read selection"), lambda: self._read_part(span))
        if word := self._word_of(span or self.text.word_at(offset)):
            add("say-differently", self.tr("Say it differently…"), partial(self._say, word))
        menu.insertSeparator(first)

    def _word_of(self, span: Span) -> str:
        """What is selected, if a rule of pronunciation can be made for it; else nothing."""
        word = self.text.toPlainText()[span.start : span.end].strip()
        return word if len(word) <= _LONGEST and "\n" not in word else ""

    def _say(self, word: str) -> None:
        say_differently(self._engine, word, self)

    def _new(self) -> None:
        """Begin with an empty page; what was written can be brought back."""
        if self._engine.queue:
            self._stop()
        self._put_draft_aside()
        self._reading, self._chapters, self._writes = None, [], False
        self.text.clear()
        self._offer_draft()
        self._show_title()
        if self.pages.currentWidget() is self.start:
            self.start.begin()

    def _stop(self) -> None:
        """Stop; what was waiting can be brought back."""
        waiting = [(item.reading, at) for at, item in enumerate(self._engine.queue[1:])]
        self._engine.stop()
        if waiting:
            words = self.tr("Stopped. %n waiting text(s) removed.", "", len(waiting))
            self.notice.tell(words, self.tr("Undo"), lambda: self.queue.bring_back(waiting))

    def _escape(self) -> None:
        if self.find_bar.isVisible():
            self.find_bar.leave()
        elif self._beside.covers:
            self.queue.toggle.setChecked(False)
        else:
            self._stop()

    def _open_file(self, *, at_once: bool = True) -> None:
        dialog = QFileDialog(self, self.tr("Read files aloud"))
        dialog.setObjectName("open-file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        from desktop_app.documents.child import SUFFIXES  # noqa: PLC0415 - 20 ms, for seldom use

        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        forms = self.tr("Documents ({forms})").format(forms=patterns)
        dialog.setNameFilters([forms, self.tr("All files (*)")])
        if at_once:
            dialog.filesSelected.connect(self.open_all)
        else:
            add = self._engine.open_all
            dialog.filesSelected.connect(lambda files: add(files, at_once=False))
        dialog.open()

    def _open_address(self) -> None:
        dialog = AddressDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda address: self.open_all([address]))
        dialog.open()

    def _save(self) -> None:
        """Save what is read; else what is selected, or shown."""
        span = self.text.selection()
        if self._item is not None and not self._item.opening:
            reading = self._item.reading
        elif span:
            reading = self._shown().part(span)
        else:
            reading = self._shown()
        if reading.text.strip():
            save_as_audio(self._engine, reading, self)
        else:
            self.notice.tell(self.tr("There's no text yet. Type some, or open a file."))

    def _keep_size(self, size: float) -> None:
        self._engine.change(self._engine.settings.with_app(text_size=size))

    def _show_settings(self, settings: Settings) -> None:
        self.text.set_appearance(settings.appearance)
        self.text.set_size(settings.app.text_size)

    # Which text is shown

    @property
    def _base(self) -> int:
        """Where in what is shown that begins what is read."""
        own = self._own
        is_own = own is not None and self._item is not None and self._item.reading is own.reading
        return own.base if own is not None and is_own else 0

    def _show_queue(self, items: tuple[QueueItem, ...]) -> None:
        before = self._item
        self._item = items[0] if items else None
        if self._item is None:
            self._rest()
        elif before is None or before.reading is not self._item.reading:
            self._begin(self._item.reading)
        self.text.set_editable(self._item is None)
        self._choose_page()
        self._show_title()

    def _begin(self, reading: Reading) -> None:
        """Show a text that is read from now on. A trial of a voice changes nothing here."""
        self.text.mark(None)
        self._left_at = None
        self.notice.clear_about(_PLACE, _DRAFT)
        if not reading.remember or reading is self._reading or not reading.text:
            return
        own = self._own
        if own is not None and reading is own.reading:
            if self.text.toPlainText() != own.text:
                self._write(own.text)
            self._draft, self._reading = "", None
            return
        self._put_draft_aside()
        self._reading = reading
        self._chapters = chapters_of(reading)
        headings = [chapter.start for chapter in self._chapters]
        language = language_of_page(reading.text, reading.language)
        self.text.show_text(reading.text, language, headings)

    def _rest(self) -> None:
        """Nothing is read any more: the caret stands where one can go on, if it was left."""
        self.text.mark(None)
        left = self._left_at
        if left is not None and left.start and self.text.toPlainText()[left.end :].strip():
            self.text.setTextCursor(self.text.cursor_of(Span(left.start, left.start)))
        self._left_at = None
        self.notice.clear_about(_PLACE)
        self._offer_draft()

    def _offer_draft(self) -> None:
        if self._draft:
            words = self.tr("Your draft has been set aside.")
            self.notice.tell(words, self.tr("Restore"), self._bring_draft_back, about=_DRAFT)

    def _put_draft_aside(self) -> None:
        document = self.text.document()
        text = self.text.toPlainText()
        if document is not None and document.isModified() and text.strip():
            self._draft = text

    @property
    def written(self) -> str:
        """What was written here and is nowhere else; empty for nothing."""
        own, document = self._own, self.text.document()
        if self._draft:
            return self._draft
        if own is not None and self._item is not None and self._item.reading is own.reading:
            return own.text
        changed = document is not None and document.isModified()
        return self.text.toPlainText() if changed and self.text.toPlainText().strip() else ""

    def take_written(self, text: str) -> None:
        """Show a text that was written in a window before this one, or once nothing is read."""
        if self._item is None:
            self._write(text)
        else:
            self._draft = text

    def _bring_draft_back(self) -> None:
        if self._engine.queue:  # something is read again: it comes back afterwards
            return
        draft, self._draft = self._draft, ""
        self._put_draft_aside()
        self._write(draft)
        self._show_title()

    def _write(self, text: str) -> None:
        """Show a text as one that was written here."""
        self._chapters = []
        self.text.show_text(text, language_of_page(text))
        self._reading = None
        document = self.text.document()
        if document is not None:
            document.setModified(True)

    def _show_title(self) -> None:
        title = self._reading.title if self._reading is not None else ""
        words = self.tr("{title} – CosyVoice Home")
        self.setWindowTitle(words.format(title=title or self.tr("Reader")))
        self._show_chapter(self._left_at.start if self._left_at is not None else 0)

    def _show_chapter(self, place: int) -> None:
        """Name the text, and the chapter in it that a character is in."""
        title = self._reading.title if self._reading is not None else ""
        number, words = chapter_at(self._chapters, place), ""
        if number >= 0:
            words = self.tr("{title} · {number} of {count}").format(
                title=self._chapters[number].title, number=number + 1, count=len(self._chapters)
            )
        self.bar.show_title(title, words)
        self._actions["contents"].setEnabled(bool(self._chapters))
        self.bar.buttons["contents"].setVisible(bool(self._chapters))

    def _fill_contents(self) -> None:
        """List the chapters, with a tick at the one that one is in."""
        self.contents.clear()
        place = self._left_at.start if self._left_at is not None else self.text.offset()
        now = chapter_at(self._chapters, place)
        for number, chapter in enumerate(self._chapters):
            title = shortened(chapter.title, _LONGEST).replace("&", "&&")
            action = QAction(title, self.contents)
            action.setCheckable(True)
            action.setChecked(number == now)
            action.triggered.connect(plain_slot(partial(self._go_to, chapter)))
            self.contents.addAction(action)

    def _go_to(self, chapter: Chapter) -> None:
        """Go on reading with a chapter; while nothing is read, only show it."""
        if self._engine.queue:
            self._jump(chapter.start)
            return
        span = Span(chapter.start, chapter.start)
        self.text.setTextCursor(self.text.cursor_of(span))
        self.text.show_middle(span)
        self.text.setFocus()

    # What the engine tells

    def _show_position(self, position: PositionChanged) -> None:
        item = self._item
        if item is None or position.item != item.number or not item.reading.remember:
            return
        base = self._base
        sentence, word = position.sentence, position.word
        self._left_at = _moved(sentence, base)
        self.text.mark(self._left_at, _moved(word, base))
        self._show_chapter(self._left_at.start)

    def _tell_of_place(self, resumed: Resumed) -> None:
        """Say that a long text goes on where it was left; that ends with the text."""
        if self._item is not None and self._item.number == resumed.item:
            words = self.tr("Resuming where you left off.")
            from_start, jump = self.tr("Start from the beginning"), lambda: self._jump(self._base)
            self.notice.tell(words, from_start, jump, about=_PLACE)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _shown(keys: str) -> str:
    return QKeySequence(keys).toString(_NATIVE)


def _stack(widget: QWidget, *parts: QWidget) -> None:
    """Lay parts out one below the other, without a gap; the second takes what is left."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for number, part in enumerate(parts):
        layout.addWidget(part, int(number == 1))
