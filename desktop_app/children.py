"""How this program starts its own modules as processes, from a checkout, installed or bundled."""

from __future__ import annotations

import os
from pathlib import Path
import sys


def child_command(module: str, flag: str) -> tuple[list[str], dict[str, str]]:
    """Say how a child is started: its command line and its environment.

    Args:
        module: What runs as `__main__`, where there is a Python.
        flag: The hidden flag by which a bundled program starts itself as this child.
    """
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        return [sys.executable, flag], environment
    # -P keeps the directory the program was started in, with who knows what modules, off the path.
    paths = [str(Path(__file__).resolve().parents[1]), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return [sys.executable, "-P", "-m", module], environment
