"""Windows as large as they were left, and never larger than the screen."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PyQt6.QtWidgets import (
    QApplication,
    QFrame,
    QLayout,
    QLayoutItem,
    QMainWindow,
    QScrollArea,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
    QWizard,
)

from desktop_app.system.json_of_others import is_number, read_json
from desktop_app.system.paths import window_sizes_file
from desktop_app.system.private_folders import FILE_MODE
from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PyQt6.QtGui import QMoveEvent, QResizeEvent, QScreen

_LOG: Final = logging.getLogger(__name__)
_FRAME: Final = QSize(12, 44)  # what a window manager puts around a window, at most
_MOST: Final = (1 << 24) - 1  # of the width or the height of a window
_LEAST: Final = QSize(260, 140)  # of what can be scrolled
_LEAST_IF_LOW: Final = QSize(260, 96)
_SEEN: Final = 120  # pixels of what scrolls, beyond the least
_LOW: Final = 600  # a screen that is less high has no room for what only pleases


def keep_on_screen(window: QWidget, width: int = 0, height: int = 0) -> None:
    """Have a window or dialog open as large as it was left, within the screen.

    Args:
        window: Its `objectName` is what its size is kept under.
        width: How wide it is at first; 0 for as wide as what is in it.
        height: How high it is at first, likewise.
    """
    if width and height:
        window.resize(_within(QSize(width, height), window.screen()))
    window.installEventFilter(_Keeper(window))


def is_low(window: QWidget) -> bool:
    """Whether the screen of a window is so low that all in it has to be as low as it can."""
    screen = window.screen()
    return screen is not None and screen.availableSize().height() < _LOW


class Scrolled(QScrollArea):
    """What has scroll bars where there is too little room for it, and is as it is elsewhere."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._moved_by = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what is in it
        self.setWidgetResizable(True)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        view = self.viewport()
        assert view is not None  # noqa: S101 - a scroll area has one
        view.setAutoFillBackground(False)

    def moveEvent(self, event: QMoveEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keep what is in it under the pointer where a message above it comes or goes."""
        super().moveEvent(event)
        if event is not None and self.isVisible():
            self._moved_by += event.pos().y() - event.oldPos().y()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Scroll as far as it was moved, once it is known how far one can."""
        super().resizeEvent(event)
        moved, self._moved_by = self._moved_by, 0
        bar = self.verticalScrollBar()
        if bar is not None and moved:
            bar.setValue(bar.value() + moved)

    def make_room(self) -> None:
        """Give what has grown its room now; Qt would squeeze it first, and do so a moment later."""
        QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as what is in it."""
        content = self.widget()
        return content.sizeHint() if content is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """What is needed to scroll."""
        content = self.widget()
        least = _LEAST_IF_LOW if is_low(self) else _LEAST
        return least if content is None else least.boundedTo(content.minimumSizeHint())


class _Keeper(QObject):
    """Sees a window open and close."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._opened: QSize | None = None  # as large as it was then, by this

    def eventFilter(self, _: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Fit a window that opens into the screen; note how large one is left."""
        if not hasattr(self, "_window"):
            return False  # Python has cleared this object, and Qt not yet
        gone = sip.isdeleted(self._window)  # it is hidden once more then
        if event is not None and not event.spontaneous() and not gone:
            if event.type() is QEvent.Type.Show:
                self._fit()
            elif event.type() is QEvent.Type.Hide:
                self._note()
            elif event.type() is QEvent.Type.LayoutRequest and self._opened is not None:
                QTimer.singleShot(0, self._check)  # once it has been laid out
        return False

    def _check(self) -> None:
        """Have a window scroll whose content has grown beyond a small screen."""
        window = self._window
        if sip.isdeleted(window) or not window.isVisible():
            return
        room = _within(window.size(), window.screen())
        if _needs_more(window, room):
            _scroll(window)
            window.resize(room)

    def _fit(self) -> None:
        window = self._window
        wanted = window.size()
        if self._opened is None:
            kept = _sizes().get(window.objectName())
            if _is_size(kept):
                width, height = kept
                wanted = QSize(width, height)
        wanted = _within(wanted, window.screen())
        if _needs_more(window, wanted):
            _scroll(window)
        window.resize(wanted)
        self._opened = window.size()

    def _note(self) -> None:
        size = self._window.normalGeometry().size()
        if size == self._opened or not size.isValid():
            return  # what a small screen made of it is no choice
        self._opened = size
        sizes = {**_sizes(), self._window.objectName(): [size.width(), size.height()]}
        path = window_sizes_file()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(path, mode=FILE_MODE) as file:
                file.write(json.dumps(sizes).encode())
        except OSError as error:
            _LOG.warning("The size of a window can't be kept: %s", error)


def _within(size: QSize, screen: QScreen | None) -> QSize:
    return size if screen is None else size.boundedTo(screen.availableSize() - _FRAME)


def _needs_more(window: QWidget, room: QSize) -> bool:
    """Whether what is in a window can't be as small as the room on a small screen."""
    inside = window.centralWidget() if isinstance(window, QMainWindow) else window
    layout, screen = inside.layout() if inside is not None else None, window.screen()
    if layout is None or screen is None or isinstance(window, QWizard):
        return False
    if room.height() < screen.availableSize().height() - _FRAME.height():
        room = QSize(room.width(), screen.availableSize().height() - _FRAME.height())
    needed = layout.totalMinimumSize()
    if layout.hasHeightForWidth():
        width = max(room.width(), needed.width())
        needed.setHeight(max(needed.height(), _least_height(layout, width)))
    return needed.height() > room.height() or needed.width() > room.width()


def _least_height(layout: QLayout, width: int) -> int:
    """What is needed at a width: of a part that scrolls by itself, enough to see where one is."""
    if isinstance(layout, QStackedLayout):
        pages = [page.layout() for at in range(layout.count()) if (page := layout.widget(at))]
        return max((_least_height(page, width) for page in pages if page is not None), default=0)
    items = [item for at in range(layout.count()) if (item := layout.itemAt(at))]
    if any(_scrolls(item) for item in items):
        page = layout.parentWidget()
        seen = 0 if page is not None and is_low(page) else _SEEN
        return layout.minimumHeightForWidth(width) + seen
    page = items[0].widget() if len(items) == 1 else None
    inner = page.layout() if page is not None else None
    if inner is None:
        return layout.minimumHeightForWidth(width) - _slack_of_pages(items, width)
    around = layout.contentsMargins()
    inside = _least_height(inner, width - around.left() - around.right())
    return inside + around.top() + around.bottom()


def _slack_of_pages(items: Iterable[QLayoutItem], width: int) -> int:
    """How much lower pages can be that lie on one another, and of which each scrolls by itself."""
    slack = 0
    for item in items:
        if (inner := item.layout()) is not None:
            found = [one for at in range(inner.count()) if (one := inner.itemAt(at))]
            slack = max(slack, _slack_of_pages(found, width))
        stack = item.widget()
        if isinstance(stack, QStackedWidget) and (pages := stack.layout()) is not None:
            usual, least = pages.heightForWidth(width), _least_height(pages, width)
            slack = max(slack, usual - least)
    return slack


def _scrolls(item: QLayoutItem) -> bool:
    """Whether it is a part that scrolls, or has one beside others."""
    layout = item.layout()
    within = range(layout.count()) if layout is not None else ()
    return isinstance(item.widget(), Scrolled) or any(
        _scrolls(one) for at in within if layout is not None and (one := layout.itemAt(at))
    )


def _scroll(window: QWidget) -> None:
    """Put all that is in a window into a part that scrolls; made for screens that are small."""
    if isinstance(window, QMainWindow):
        window.setCentralWidget(Scrolled(window.takeCentralWidget() or QWidget()))
        own = window.layout()
        if own is not None:
            own.invalidate()
            own.activate()  # only then it can be made smaller
        return
    content = QWidget()
    content.setLayout(window.layout())  # with all that is in it
    outer = QVBoxLayout(window)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(Scrolled(content))


def _is_size(kept: object) -> TypeGuard[list[int]]:
    """Whether it is a width and a height, as Qt can take them."""
    match kept:
        case [int(width), int(height)]:
            return all(is_number(one) and 0 < one <= _MOST for one in (width, height))
        case _:
            return False


def _sizes() -> dict[str, Any]:
    """What was kept, by window."""
    try:
        found = read_json(window_sizes_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
