"""What is saved as sound, told at the foot of a window: it blocks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt, QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QMessageBox, QWidget

from desktop_app.gui.savings import Saving, SavingState, savings_of
from desktop_app.gui.words import in_full, together
from desktop_app.reading.titles import title_of
from desktop_app.services.consent import ConsentError
from desktop_app.settings.settings import ServiceSettings

from .alive import while_there
from .consent_box import ask_consent
from .durations import left
from .technical import technical
from .toast import Toast

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.gui.engine import Engine

    from .notice import Notice

_ABOUT = "saving"


class SavingToasts(QObject):
    """Shows how far savings are, over the foot of a widget; at the end, what can be done.

    Args:
        engine: Saves.
        over: What the toasts lie over.
        notice: Says what was not saved, and why; without one, a toast does.
        ask_where: Asks where to, and has a saving begin there.
    """

    def __init__(
        self,
        engine: Engine,
        over: QWidget,
        ask_where: Callable[[Saving, QWidget], object],
        notice: Notice | None = None,
    ) -> None:
        super().__init__(over)
        self._engine = engine
        self._over = over
        self._ask_where = ask_where
        self._notice = notice
        self._savings = savings_of(engine)
        self._toasts: dict[Saving, Toast] = {}
        self._asked: dict[Saving, QMessageBox] = {}
        self._savings.changed.connect(self._show)
        for saving in self._savings.under_way:
            self._show(saving)

    def toast_of(self, saving: Saving) -> Toast | None:
        """The toast that tells of a saving, if there is one."""
        return self._toasts.get(saving)

    def _show(self, saving: Saving) -> None:
        match saving.state:
            case SavingState.RUNNING:
                self._show_running(saving)
            case SavingState.DONE:
                self._take_back_question(saving)
                self._show_done(saving)
            case SavingState.FAILED:
                self._take_back_question(saving)
                self._show_failed(saving)
            case SavingState.GIVEN_UP:
                self._take_back_question(saving)
                self._drop(saving)
            case SavingState.WAITING:
                running = self._savings.under_way[0]
                if running is not saving:
                    self._show(running)  # it says how many are waiting
        self._stack()

    def _toast(self, saving: Saving) -> Toast:
        toast = self._toasts.get(saving)
        if toast is None:
            toast = self._toasts[saving] = Toast(self._over)
            toast.closed.connect(lambda: self._close(saving))
        return toast

    def _drop(self, saving: Saving) -> None:
        toast = self._toasts.pop(saving, None)
        if toast is not None:
            toast.hide()
            toast.deleteLater()

    def _stack(self) -> None:
        """Have those that are over lie above the one that goes on."""
        for saving, toast in list(self._toasts.items()):
            if toast.isHidden() and saving.state is SavingState.DONE:
                self._drop(saving)
        shown = [one for one in self._toasts.values() if not one.isHidden()]
        for level, toast in enumerate(reversed(shown)):
            toast.set_level(level)

    def _show_running(self, saving: Saving) -> None:
        if saving in self._asked:  # the question covers it
            return
        words = self.tr("Saving “{title}”").format(title=title_of(saving.reading))
        parts = [self.tr("{percent}%").format(percent=int(100 * saving.part))]
        seconds = saving.seconds_left
        if seconds is not None:
            parts.append(left(seconds))
        if waiting := len(self._savings.under_way) - 1:
            parts.append(self.tr("%n more waiting", "", waiting))
        self._toast(saving).say(words, " · ".join(parts), done=saving.part, stays=True)

    def _show_done(self, saving: Saving) -> None:
        self._clear_notice()
        path = saving.path
        self._toast(saving).say(
            self.tr("Saved · {file}").format(file=path.name),
            "",
            (self.tr("Play"), lambda: _open(QUrl.fromLocalFile(str(path)))),
            (self.tr("Show in folder"), lambda: _open(QUrl.fromLocalFile(str(path.parent)))),
            icon="circle-check",
        )

    def _show_failed(self, saving: Saving) -> None:
        assert saving.error is not None  # noqa: S101 - it failed by it
        words = self.tr("{file} wasn't saved.").format(file=saving.path.name)
        action, elsewhere = self.tr("Save as…"), lambda: self._save_elsewhere(saving)
        why = in_full(saving.error)
        behind = technical(saving.error)
        self._drop(saving)
        if self._notice is not None:
            told = together(words, why)
            self._notice.warn_of(told, action, elsewhere, about=_ABOUT, details=behind)
        else:
            self._toast(saving).say(
                words, why, (action, elsewhere), icon="circle-x", role="error", stays=True
            )
        if isinstance(saving.error, ConsentError):
            self._ask_consent(saving, str(saving.error.values["service"]))

    def _save_elsewhere(self, saving: Saving) -> None:
        self._ask_where(saving, self._over.window() or self._over)

    def _ask_consent(self, saving: Saving, name: str) -> None:
        engine = self._engine
        service = engine.settings.services.get(name) or ServiceSettings(name)

        def again(_: object) -> None:
            self._clear_notice()
            self._savings.repeat(saving)

        again = while_there(self._over, again)
        ask_consent(name, service, self._over.window(), lambda: engine.agree(name, again))

    def _clear_notice(self) -> None:
        if self._notice is not None:
            self._notice.clear_about(_ABOUT)

    def _close(self, saving: Saving) -> None:
        """Put a toast away; ask first, where something would be lost by it."""
        if saving.state is not SavingState.RUNNING:
            self._drop(saving)
            self._stack()
            return
        box = self._asked[saving] = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Saving"),
            self.tr("Stop saving?"),
            parent=self._over.window(),
        )
        box.setObjectName("saving-question")
        box.setWindowModality(Qt.WindowModality.NonModal)
        box.setInformativeText(self.tr("The part saved so far will be discarded."))
        give_up = box.addButton(self.tr("Stop saving"), QMessageBox.ButtonRole.DestructiveRole)
        go_on = box.addButton(self.tr("Keep saving"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(go_on)
        box.finished.connect(lambda _: self._answered(saving, stop=box.clickedButton() is give_up))
        box.show()

    def _answered(self, saving: Saving, *, stop: bool) -> None:
        self._take_back_question(saving)
        if stop:
            self._savings.give_up(saving)
        else:
            self._show(saving)

    def _take_back_question(self, saving: Saving) -> None:
        box = self._asked.pop(saving, None)
        if box is not None:
            box.hide()
            box.deleteLater()


def _open(url: QUrl) -> None:
    QDesktopServices.openUrl(url)
