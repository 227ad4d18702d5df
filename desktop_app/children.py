"""How this program starts its own modules as processes, from a checkout, installed or bundled."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS: Final = {
    "desktop_app.audio.child": "--audio-child",
    "desktop_app.documents.child": "--document-child",
    "desktop_app.recording.child": "--recording-child",
    "desktop_app.speech_dispatcher.module": "--speech-dispatcher-module",
}
"""The hidden flags by which a bundled program starts itself as one of its children."""


def child_command(module: str) -> tuple[list[str], dict[str, str]]:
    """Say how a child is started: its command line and its environment."""
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAGS[module]], environment
    # -P keeps the directory the program was started in, with who knows what modules, off the path.
    paths = [str(Path(__file__).resolve().parents[1]), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return [sys.executable, "-P", "-m", module], environment


def run_as_child(arguments: Sequence[str]) -> None:
    """Be a child and exit, if the command line says so; else do nothing.

    The entry point of a bundle calls it with `sys.argv` before it imports anything else.
    """
    for module, flag in FLAGS.items():
        if list(arguments[1:]) == [flag]:
            sys.exit(importlib.import_module(module).main())
