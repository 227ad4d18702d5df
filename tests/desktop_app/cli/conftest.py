"""The command line as people use it: a process of its own, with a home of its own."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Self

import pytest

from tests.desktop import Service
from tests.desktop_app.cli.forks import Forks
from tests.programs import running

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "token-of-the-tests"


@dataclass
class Done:
    """A command that has run."""

    code: int
    out: str
    err: str
    raw: bytes = field(repr=False, default=b"")

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Shell:
    """Runs `cosyvoice` in a home of its own."""

    home: Path
    environment: dict[str, str]
    forks: Forks
    _running: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End what still runs."""
        self._running.close()

    def start(self, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "desktop_app.cli", *arguments]
        how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": self.home, **more}
        process = running(command, env=self.environment, **how)
        return self._running.enter_context(process)

    def run(self, *arguments: str, stdin: bytes = b"") -> Done:
        if self.forks.serve(self.environment):
            code, out, err = self.forks.run(arguments, self.environment, self.home, stdin)
        else:
            process = self.start(*arguments, stdin=subprocess.PIPE)
            out, err = process.communicate(stdin, timeout=60)
            code = process.returncode
        done = Done(code, out.decode(errors="replace"), err.decode(errors="replace"), out)
        assert "Traceback" not in done.err, done.err
        assert TOKEN not in done.out + done.err
        return done

    def good(self, *arguments: str, stdin: bytes = b"") -> Done:
        done = self.run(*arguments, stdin=stdin)
        assert done.code == 0, done
        return done


def environment_of(home: Path) -> dict[str, str]:
    """The environment of a fresh user, without a sound device and without a keyring."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("COSYVOICE_", "XDG_", "DBUS_", "PULSE_"))
    }
    return {
        **kept,
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",  # whatever language the machine speaks
        "PYTHONPATH": str(ROOT),
        "PULSE_SERVER": "/nowhere",
        "COLUMNS": "120",
    }


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A local server that runs all the while, with the sample voice; its address."""
    with Service.running(tmp_path_factory.mktemp("served"), TOKEN) as service:
        yield service.url


@contextmanager
def terminal() -> Iterator[tuple[int, int]]:
    """A terminal: our side of it, and the side of a program."""
    sides = os.openpty()
    try:
        yield sides
    finally:
        for side in sides:
            os.close(side)


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """What runs commands without starting Python for each."""
    with Forks.running(environment_of(tmp_path_factory.mktemp("forks"))) as forks:
        yield forks


@pytest.fixture
def fresh(tmp_path: Path, forks: Forks) -> Iterator[Shell]:
    """A user who has just installed it."""
    home = tmp_path / "home"
    home.mkdir()
    with Shell(home, environment_of(home), forks) as shell:
        yield shell


@pytest.fixture
def shell(fresh: Shell, served: str) -> Shell:
    """A user whose service is named by the environment."""
    fresh.environment.update(COSYVOICE_URL=served, COSYVOICE_TOKEN=TOKEN)
    return fresh


@pytest.fixture
def sample(fresh: Shell) -> Path:
    """A recording to make a voice of."""
    path = fresh.home / "mum.wav"
    shutil.copy(ROOT / "local_server" / "data" / "reference_voice.wav", path)
    return path
