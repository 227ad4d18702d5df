"""What is kept of services that take no text before they have accepted a task."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from desktop_app.services import early_text
from desktop_app.services.connection import client_for
from desktop_app.settings.settings import ServiceSettings
from desktop_app.system.paths import early_text_file
from tests.shared_client.service import OPTIONS, TOKEN, Service, Task, serving, tone

if TYPE_CHECKING:
    from pathlib import Path

HERE, THERE = "http://here", "http://there"


def test_a_service_is_kept_until_it_takes_such_text(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "early-text.json"
    assert not early_text.waits(path, HERE)
    early_text.note(path, HERE, waits=True)
    early_text.note(path, THERE, waits=True)
    assert early_text.waits(path, HERE)
    early_text.note(path, HERE, waits=False)
    assert not early_text.waits(path, HERE)
    assert early_text.waits(path, THERE)


def test_it_is_tried_again_after_a_week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "early-text.json"
    early_text.note(path, HERE, waits=True)
    monkeypatch.setattr(early_text, "_HOLDS_FOR", 0.0)
    assert not early_text.waits(path, HERE)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"http://here": "x"}', "3"])
def test_a_file_that_cannot_be_read_is_no_harm(tmp_path: Path, content: str) -> None:
    path = tmp_path / "early-text.json"
    path.write_text(content)
    assert not early_text.waits(path, HERE)
    early_text.note(path, HERE, waits=True)
    assert early_text.waits(path, HERE)


def test_a_folder_that_cannot_be_written_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    early_text.note(tmp_path / "file" / "early-text.json", HERE, waits=True)


async def test_the_next_process_does_not_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    takes = False
    refused = 0

    async def conversation(task: Task) -> None:
        nonlocal refused
        while await task.run_task():
            if not takes:
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await task.command()
                        refused += 1
                        await task.event("task-failed", error_message="not started")
                        return
            await task.started()
            if not await task.all_text():
                return
            await task.audio(tone(0.1))
            await task.finished()

    async def speak(address: str) -> bool | None:
        async with client_for(ServiceSettings(address), TOKEN) as client:
            async with client.speak("Hello.", OPTIONS) as stream:
                assert [samples async for samples in stream.pcm()]
            return client.takes_early_text

    async with serving(Service(task=conversation)) as service:
        assert await speak(service.url) is False
        assert await speak(service.url) is False
        assert refused == 1
        takes = True
        assert early_text.waits(early_text_file(), service.url)
        monkeypatch.setattr(early_text, "_HOLDS_FOR", 0.0)
        assert await speak(service.url) is True


@pytest.mark.parametrize("wrong", ['"x"', "null", "true", "[]"])
def test_a_wrong_value_costs_no_other(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "early-text.json"
    early_text.note(path, HERE, waits=True)
    path.write_text(path.read_text().replace("{", f'{{"{THERE}": {wrong}, '))
    assert early_text.waits(path, HERE)
    assert not early_text.waits(path, THERE)
