"""What belongs to Qt is deleted in the thread that paints it."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING, ClassVar

from PyQt6.QtCore import QObject
import pytest

from desktop_app.gui.garbage import Garbage
from desktop_app.gui.loop import LoopThread

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Ring:
    """Garbage that counts of no one else: it refers to itself."""

    collected_in: ClassVar[list[threading.Thread]] = []

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        Ring.collected_in.append(threading.current_thread())


async def allocate() -> int:
    """Make enough to have Python collect."""
    return len([[number] for number in range(300_000)])


def test_another_thread_collects_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.gui.garbage._WHOLE", 1)
    Ring.collected_in.clear()
    loop = LoopThread()
    try:
        before = gc.isenabled()
        Ring()
        done: list[int] = []
        loop.start(allocate(), done.append)
        qtbot.waitUntil(lambda: bool(done), timeout=20_000)
        qtbot.waitUntil(lambda: bool(Ring.collected_in), timeout=20_000)
        assert Ring.collected_in == [threading.main_thread()]
    finally:
        loop.end(allocate())  # type: ignore[arg-type] # what it gives is of no interest
    assert (before, gc.isenabled()) == (False, True)


@pytest.mark.usefixtures("qapp")
def test_the_last_one_that_ends_leaves_it_to_python() -> None:
    parent = QObject()
    first, second = Garbage(parent), Garbage(parent)
    first.end()
    after_one = gc.isenabled()
    second.end()
    assert (after_one, gc.isenabled()) == (False, True)
