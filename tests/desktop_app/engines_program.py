"""A program that answers as `cosyvoice engines` does, with what a test wants."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import json, signal, sys, time
from pathlib import Path
lines = json.loads(Path(__file__).with_name(f"{sys.argv[2]}.json").read_text())
Path(__file__).with_name("arguments.json").write_text(json.dumps(sys.argv[1:]))
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    for line in lines["out"]:
        print(line if isinstance(line, str) else json.dumps(line), flush=True)
    if lines["stays"]:
        time.sleep(60)
except KeyboardInterrupt:
    Path(__file__).with_name("interrupted").write_text("")
    raise SystemExit(130)
print(lines["err"], file=sys.stderr)
raise SystemExit(lines["code"])
"""


class Program:
    """A program that says what it is told to, in place of the local server's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "program.py"
        self._path.write_text(PROGRAM)

    def says(
        self, command: str, *out: Any, err: str = "", code: int = 0, stays: bool = False
    ) -> None:
        """Have it answer a command with lines, and then end or stay until it is interrupted."""
        lines = {"out": out, "err": err, "code": code, "stays": stays}
        (self._folder / f"{command}.json").write_text(json.dumps(lines))

    def command(self, *arguments: str) -> tuple[list[str], dict[str, str]]:
        """How it is started, in place of `server_command`."""
        return [sys.executable, str(self._path), *arguments], dict(os.environ)

    @property
    def arguments(self) -> list[str]:
        """With which it was started last."""
        written = self._folder / "arguments.json"
        # It may be about to be written.
        arguments: list[str] = json.loads(written.read_text() or "[]") if written.exists() else []
        return arguments

    @property
    def was_interrupted(self) -> bool:
        """Whether it was ended as by Ctrl-C."""
        return (self._folder / "interrupted").exists()


def progress(done: int) -> dict[str, object]:
    """How far a download of a hundred bytes is."""
    return {"event": "progress", "bytes": done, "total": 100}


def row(name: str, state: str, **facts: object) -> dict[str, object]:
    """A line of the list."""
    usual = {
        "name": name,
        "title": name.title(),
        "state": state,
        "bytes": 0,
        "download": 120_000_000,
        "languages": ["zh", "en"],
        "clones": False,
        "license": "Apache-2.0",
        "consent": "",
        "sources": ["github.com"],
        "built_in": False,
    }
    return {**usual, **facts}
