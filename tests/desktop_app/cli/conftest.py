"""The command line as people use it: a process of its own, with a home of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

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

    def start(self, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
        # As from a terminal: what runs in the background of a shell may ignore Ctrl-C, and so
        # would all that it starts.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return self._popen(arguments, more)
        finally:
            signal.signal(signal.SIGINT, before)

    def _popen(self, arguments: tuple[str, ...], more: dict[str, Any]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "desktop_app.cli", *arguments],
            cwd=self.home,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **more,
        )

    def run(self, *arguments: str, stdin: bytes = b"") -> Done:
        process = self.start(*arguments, stdin=subprocess.PIPE)
        out, err = process.communicate(stdin, timeout=60)
        done = Done(process.returncode, out.decode(errors="replace"), err.decode(), out)
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
        "PYTHONPATH": str(ROOT),
        "PULSE_SERVER": "/nowhere",
        "COLUMNS": "120",
    }


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A local server that runs all the while, with the sample voice; its address."""
    home = tmp_path_factory.mktemp("served")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "local_server", "--port", "0", "--json"),
            *("--with-sample-voice", "--exit-with-parent", "--data-dir", str(home / "data")),
        ],
        cwd=home,
        env={**environment_of(home), "COSYVOICE_TOKEN": TOKEN},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    yield json.loads(process.stdout.readline())["url"]
    process.terminate()
    process.wait(10)
    process.stdin.close()
    process.stdout.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Shell:
    """A user who has just installed it."""
    home = tmp_path / "home"
    home.mkdir()
    return Shell(home, environment_of(home))


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
