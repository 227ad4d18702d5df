"""Answers that come when whoever asked may be gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec

from PyQt6 import sip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtCore import QObject

P = ParamSpec("P")


def while_there(owner: QObject, call: Callable[P, object]) -> Callable[P, None]:
    """A call that does nothing once its owner is deleted: a window may close in the meantime."""

    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        if not sip.isdeleted(owner):
            call(*args, **kwargs)

    return guarded
