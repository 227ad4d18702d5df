"""The asyncio loop beside Qt's: a thread of its own, whose results come back as queued signals."""

from __future__ import annotations

import asyncio
from concurrent.futures import CancelledError, Future
import logging
import threading
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import WeakSet

from PyQt6 import sip
from PyQt6.QtCore import QObject, Qt, pyqtSignal, pyqtSlot

from .garbage import Garbage

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

T = TypeVar("T")

_LOG: Final = logging.getLogger(__name__)
_END_LIMIT: Final = 8.0
_PIPES_LINGER: Final = 0.1  # those of children that have ended are closed a moment later


class LoopThread(QObject):
    """Runs coroutines beside the GUI, which never waits for them."""

    _called = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._garbage = Garbage(self)
        # Queued even in the GUI's own thread: what has ended at once is told of after `start`.
        queued = Qt.ConnectionType.QueuedConnection
        self._called.connect(self._call, type=queued)  # type: ignore[call-arg] # stubs lack it
        self._loop = asyncio.new_event_loop()
        self._started: WeakSet[Coroutine[Any, Any, Any]] = WeakSet()
        self._thread = threading.Thread(target=self._run, name="asyncio", daemon=True)
        self._thread.start()

    def start(
        self,
        coroutine: Coroutine[Any, Any, T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Future[T]:
        """Run a coroutine in the loop.

        Args:
            coroutine: What to do.
            done: Called in the GUI with its result.
            failed: Called in the GUI with what it raised; without it, that is logged.
                Neither is called if it is the method of a window that is deleted by then.

        Returns:
            By which it can be cancelled; then neither is called.
        """
        if self._loop.is_closed():  # the app ends, and something was still clicked
            coroutine.close()
            gone: Future[T] = Future()
            gone.cancel()
            return gone
        self._started.add(coroutine)
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        given_up = threading.Event()
        cancel = future.cancel

        def give_up() -> bool:
            given_up.set()  # its result may be on its way to the GUI already
            return cancel()

        future.cancel = give_up  # type: ignore[method-assign] # it is this one's alone

        def wanted(call: Callable[[Any], None]) -> bool:
            return not (given_up.is_set() or _is_gone(call))

        future.add_done_callback(lambda ended: self._ended(ended, done, failed, wanted))
        return future

    def post(self, call: Callable[[], None]) -> None:
        """Have something called in the GUI; from any thread."""
        self._called.emit(call)

    def end(self, last: Coroutine[Any, Any, None]) -> None:
        """Do one last thing, cancel what is left, end the thread; wait for it, not for ever."""
        if not self._thread.is_alive():  # it has ended already
            last.close()
            return

        async def finish() -> None:
            try:
                await last
            finally:
                # What was started here ends first: it may need tasks of its own for that.
                others = asyncio.all_tasks() - {asyncio.current_task()}
                await _cancel(task for task in others if task.get_coro() in self._started)
                await _cancel(asyncio.all_tasks() - {asyncio.current_task()})
                await asyncio.sleep(_PIPES_LINGER)
                self._loop.call_soon(self._loop.stop)

        asyncio.run_coroutine_threadsafe(finish(), self._loop)
        self._thread.join(_END_LIMIT)
        self._garbage.end()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _ended(
        self,
        future: Future[T],
        done: Callable[[T], None] | None,
        failed: Callable[[Exception], None] | None,
        wanted: Callable[[Callable[[Any], None]], bool],
    ) -> None:
        try:
            result = future.result()
        except (CancelledError, asyncio.CancelledError):
            return
        except Exception as error:  # noqa: BLE001 - it is handed on, or logged
            if failed is None:
                _LOG.error("in the loop", exc_info=error)
                return
            fail, told = failed, error
            self.post(lambda: fail(told) if wanted(fail) else None)
        else:
            if done is not None:
                succeed = done
                self.post(lambda: succeed(result) if wanted(succeed) else None)

    @pyqtSlot(object)
    def _call(self, call: Callable[[], None]) -> None:
        call()


async def _cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel them, but keep none from ending that does so already, and wait until all have."""
    tasks = tuple(tasks)
    for task in tasks:
        if not task.cancelling():
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _is_gone(call: Callable[..., object]) -> bool:
    """Whether a call is the method of something that Qt has deleted meanwhile."""
    owner = getattr(call, "__self__", None)
    return isinstance(owner, QObject) and sip.isdeleted(owner)
