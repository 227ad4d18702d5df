"""The local server as a child: what is said where it can't be one."""

from __future__ import annotations

import asyncio
from contextlib import suppress
import logging
import os
from pathlib import Path
import signal
import sys

import pytest

from desktop_app.errors import LocalServerError
from desktop_app.services import local_service
from desktop_app.words import saying


def open_files() -> set[str]:
    """What this process has open."""
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # that of the listing itself
            found.add(str(link.readlink()))
    return found


def test_without_its_engine_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_service, "find_spec", lambda _: None)
    with pytest.raises(LocalServerError, match="espeakng_loader") as raised:
        local_service.server_command("--help")
    assert "script/setup" in raised.value.hint


@pytest.mark.parametrize(
    ("variable", "value", "key", "hint"),
    [
        ("ENGINE", "zipvoice", "local_engine_missing", "cosyvoice engines install zipvoice"),
        ("ENGINE", "robot", "local_setting_wrong", "Correct COSYVOICE_ENGINE"),
        ("MODEL_DIR", "/nowhere", "local_engine_unusable", "Correct COSYVOICE_ENGINE"),
    ],
)
async def test_an_engine_that_is_set_and_cannot_speak_is_said_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, value: str, key: str, hint: str
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("COSYVOICE_MODELS", str(tmp_path))
    monkeypatch.setenv("COSYVOICE_PYTHON", sys.executable)
    monkeypatch.setenv(f"COSYVOICE_{variable}", value)
    with pytest.raises(LocalServerError) as raised:
        async with local_service.local_service():
            pytest.fail("it started")
    error = raised.value
    assert error.key == key
    assert hint in saying.hint(error, saying.Face.TERMINAL)
    assert value in str(error)
    assert "--" not in str(error).replace(value, "")
    assert "script/setup" not in saying.hint(error, saying.Face.WINDOW)


async def test_a_server_that_ends_at_once_is_left_to_end_and_heard(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    ended = tmp_path / "ended"
    program = (
        "import os, sys, time; print('It is broken.', file=sys.stderr); os.close(1);"
        f" time.sleep(0.3); open({str(ended)!r}, 'w')"
    )
    command = [sys.executable, "-S", "-c", program]
    monkeypatch.setattr(local_service, "server_command", lambda *_: (command, dict(os.environ)))
    with (
        caplog.at_level(logging.WARNING, "asyncio"),
        pytest.raises(LocalServerError, match="start: It is broken"),
    ):
        async with local_service.local_service():
            pytest.fail("it did not start")
    assert ended.exists()
    assert caplog.messages == []


async def test_pipes_that_a_child_of_the_server_holds_open_are_closed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child = tmp_path / "child"
    program = (
        "import subprocess, sys; child = subprocess.Popen(['sleep', '60']);"
        f" open({str(child)!r}, 'w').write(str(child.pid));"
        ' print(\'{"event": "ready", "url": "http://127.0.0.1:9"}\', flush=True);'
        " sys.stdin.read()"
    )
    command = [sys.executable, "-S", "-c", program]
    monkeypatch.setattr(local_service, "server_command", lambda *_: (command, dict(os.environ)))
    before = open_files()
    async with local_service.local_service():
        pass
    await asyncio.sleep(0)  # which closes them
    try:
        assert open_files() <= before
    finally:
        os.kill(int(child.read_text(encoding="utf-8")), signal.SIGKILL)
