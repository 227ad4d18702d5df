"""Engines that were not started, for windows and parts that only tell theirs what to do."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from desktop_app.gui.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator


class Asked(Engine):
    """An engine that was not started. A test overrides what is asked of it, and notes it.

    Attributes:
        asked: What it was told, in order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []


T = TypeVar("T", bound=Asked)


@contextmanager
def not_started(kind: type[T]) -> Iterator[T]:
    """Make one; its loop ends with the block."""
    engine = kind()
    try:
        yield engine
    finally:
        engine.loop.end(_nothing())


async def _nothing() -> None:
    pass
