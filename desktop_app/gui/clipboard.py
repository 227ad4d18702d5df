"""The text in Qt's clipboard, for the loop: Qt gives it in the GUI thread alone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PyQt6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from .loop import LoopThread


async def clipboard_text(loop: LoopThread) -> str:
    """Give the text in the clipboard, once the GUI thread gets to it; empty for none.

    Args:
        loop: The one that this runs in.
    """
    ours = asyncio.get_running_loop()
    answer: asyncio.Future[str] = ours.create_future()

    def look() -> None:
        clipboard = QGuiApplication.clipboard()
        text = clipboard.text() if clipboard is not None else ""
        ours.call_soon_threadsafe(_answer, answer, text)

    loop.post(look)
    return await answer


def _answer(answer: asyncio.Future[str], text: str) -> None:
    if not answer.done():
        answer.set_result(text)
