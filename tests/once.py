"""What several processes that test need once: the first makes it, and the others wait."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Give a folder that is the same for all processes of this run.

    Args:
        factory: Knows where this run keeps its files.
        name: Of the folder.
        make: Fills the folder, which is there and empty.
    """
    place = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent
    folder = place / name
    with (place / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.fstat(lock.fileno()).st_size:
            folder.mkdir()
            make(folder)
            lock.write("made")
    return folder
