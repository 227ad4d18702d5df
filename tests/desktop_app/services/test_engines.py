"""Engines of the local server, by its program: progress, errors, and a call that is canceled."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import LocalServerError
from desktop_app.services import engines
from desktop_app.services.engines import Engines, EngineTest
from desktop_app.words.saying import Face, hint, sentence
from tests.desktop_app.engines_program import Program, progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    program = Program(tmp_path)
    monkeypatch.setattr(engines, "server_command", program.command)
    return program


async def test_an_installation_tells_how_far_it_is(program: Program) -> None:
    program.says(
        "install", progress(0), "a library says this", progress(100), {"event": "installed"}
    )
    heard: list[tuple[int, int]] = []
    await Engines().install("zipvoice", lambda *now: heard.append(now), accept_license=True)
    assert heard == [(0, 100), (100, 100)]
    asked = ["engines", "install", "zipvoice", "--yes", "--accept-license", "--json"]
    assert program.arguments == asked


async def test_a_license_is_accepted_only_by_a_person(program: Program) -> None:
    program.says("install", {"event": "installed"})
    await Engines().install("kokoro", lambda *_: None)
    assert "--accept-license" not in program.arguments


async def test_a_call_that_is_canceled_interrupts_its_program(program: Program) -> None:
    program.says("install", progress(10), stays=True)
    begun = asyncio.Event()
    work = asyncio.create_task(Engines().install("kokoro", lambda *_: begun.set()))
    async with asyncio.timeout(20):
        await begun.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert program.was_interrupted


async def test_a_call_that_is_canceled_at_once_leaves_no_program(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.says("list", stays=True)
    started: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def watched(*command: str, **how: Any) -> asyncio.subprocess.Process:
        started.append(await start(*command, **how))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
    work = asyncio.create_task(Engines().listed())
    for _ in range(3):  # it is starting
        await asyncio.sleep(0)
    assert not started
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert [process.returncode is None for process in started] == [False]


async def test_figures_are_those_of_the_slower_language(program: Program) -> None:
    spoken = [{"first_audio": 0.5, "rate": 0.4}, {"first_audio": 0.3, "rate": 1.2}]
    program.says("test", {"event": "tested", "load": 2.5, "memory": None, "spoken": spoken})
    assert await Engines().test("kokoro") == EngineTest(2.5, 0.5, 1.2, 0)


@pytest.mark.parametrize(
    ("key", "values", "words", "remedy"),
    [
        ("offline", {"hosts": "github.com"}, "Can't reach github.com.", "is kept"),
        (
            "not_downloaded",
            {"name": "Kokoro", "reason": "it broke off"},
            "Can't download Kokoro: it broke off.",
            "install again",
        ),
        ("wrong_bytes", {"name": "a", "hosts": "b"}, "What b sent isn't a:", "later"),
        ("not_unpacked", {"name": "a", "reason": "b"}, "Can't unpack a: b.", "again"),
        ("not_installed", {"name": "kokoro"}, "kokoro isn't installed.", "Install"),
        ("in_progress", {"name": "kokoro"}, "The program's own words.", ""),
        ("offline", {}, "The program's own words.", ""),
    ],
)
async def test_an_error_of_the_program_is_said_for_a_window(
    program: Program, key: str, values: dict[str, str], words: str, remedy: str
) -> None:
    event = {"event": "error", "key": key, "values": values, "message": "The program's own words."}
    program.says("install", event, code=1)
    with pytest.raises(LocalServerError) as raised:
        await Engines().install("kokoro", lambda *_: None)
    assert sentence(raised.value).startswith(words)
    assert remedy in hint(raised.value, Face.WINDOW)


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ({"err": "Traceback\nMemoryError: no room.", "code": 1}, ": MemoryError: no room."),
        ({"code": -9 % 256}, "ended unexpectedly."),
        ({"code": 0}, "ended unexpectedly."),  # without having said that it is installed
    ],
)
async def test_a_program_that_ends_without_a_word_is_told(
    program: Program, ending: dict[str, Any], words: str
) -> None:
    program.says("install", progress(10), **ending)
    with pytest.raises(LocalServerError) as raised:
        await Engines().install("kokoro", lambda *_: None)
    assert sentence(raised.value).endswith(words)


async def test_a_program_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    missing: Callable[..., object] = lambda *_: (["/nowhere/python"], {})  # noqa: E731 - one line
    monkeypatch.setattr(engines, "server_command", missing)
    with pytest.raises(LocalServerError, match="Can't start the local server"):
        await Engines().listed()


async def test_the_real_program_lists_and_removes_in_the_language_of_the_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COSYVOICE_MODELS", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C")
    half = tmp_path / ".kokoro.partial"
    half.mkdir()
    (half / "model.onnx.part").write_bytes(b"12345")
    by_name = {engine.name: engine for engine in await Engines("zh_CN").listed()}
    assert list(by_name) == ["espeak", "kokoro", "zipvoice"]
    assert by_name["espeak"].built_in
    assert by_name["espeak"].state == "installed"
    kokoro, zipvoice = by_name["kokoro"], by_name["zipvoice"]
    assert (kokoro.state, kokoro.size, kokoro.consent) == ("partial", 5, "")
    assert (zipvoice.state, zipvoice.clones) == ("absent", True)
    assert zipvoice.languages == ("zh", "en")
    assert zipvoice.sources == ("github.com",)
    assert "许可证" in zipvoice.consent
    assert await Engines().remove("kokoro") == []
    assert not half.exists()
    with pytest.raises(LocalServerError) as raised:
        await Engines("zh_TW").test("kokoro")
    assert raised.value.key == "engine_not_installed"
