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
