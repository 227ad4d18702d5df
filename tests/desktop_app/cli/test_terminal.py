"""What a person sees on a terminal: questions, tables as wide as it is, and the live line."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import click
import pytest

from desktop_app.cli import config, consent, terminal
from desktop_app.cli.measured import Measured
from desktop_app.cli.terminal import Status, confirmed, in_loop, print_table
from desktop_app.errors import SettingsError
from desktop_app.settings.settings import LOCAL

if TYPE_CHECKING:
    from collections.abc import Callable


class Terminal(io.StringIO):
    """A stream that is a terminal.

    Attributes:
        shown: Called when something was written, in whichever thread.
    """

    def __init__(self, typed: str = "") -> None:
        super().__init__(typed)
        self.shown: Callable[[], object] = str

    def write(self, words: str) -> int:
        written = super().write(words)
        self.shown()
        return written

    def isatty(self) -> bool:
        return True


class Interrupted(Terminal):
    """One at which somebody presses Ctrl-C instead of an answer."""

    def readline(self, *_: Any) -> str:  # type: ignore[override] # as io.StringIO's own
        raise KeyboardInterrupt


def at_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Have stdout and stderr be one terminal of 40 columns."""
    stream = Terminal()
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, stream)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return stream


# Questions


@pytest.mark.parametrize(
    ("ask", "nothing"),
    [
        (lambda: confirmed("Remove it?"), False),
        (lambda: config._typed("Token"), ""),
        (consent._confirmed, False),
    ],
    ids=["removal", "token", "consent"],
)
def test_the_end_of_the_input_is_a_no_and_ctrl_c_is_no_answer(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[[], object], nothing: object
) -> None:
    at_terminal(monkeypatch)
    monkeypatch.setattr(click.termui, "hidden_prompt_func", lambda _: sys.stdin.readline() or eof())
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert ask() == nothing
    monkeypatch.setattr(sys, "stdin", Interrupted())
    with pytest.raises(click.Abort):
        ask()


def eof() -> str:
    raise EOFError


def test_only_a_yes_removes_and_anything_else_says_that_nothing_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = at_terminal(monkeypatch)
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert confirmed("Remove it?")
    assert "Nothing was removed" not in out.getvalue()
    monkeypatch.setattr(sys, "stdin", Terminal("\n"))
    assert not confirmed("Remove it?")
    assert "Nothing was removed." in out.getvalue()


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (" my-token \n", ""),
        ("\n", "token_missing"),
        ("two words\n", "token_invalid"),
        ("密钥\n", "token_invalid"),
    ],
)
@pytest.mark.parametrize("stream", [Terminal, io.StringIO])
def test_a_token_is_typed_or_piped_and_looked_at(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], typed: str, key: str
) -> None:
    at_terminal(monkeypatch)
    monkeypatch.setattr(click.termui, "hidden_prompt_func", lambda _: sys.stdin.readline() or eof())
    monkeypatch.setattr(sys, "stdin", stream(typed))
    if not key:
        assert config._ask_token("home") == "my-token"
        return
    with pytest.raises(SettingsError) as error:
        config._ask_token("home")
    assert error.value.key == key


# Tables


def test_a_table_is_as_wide_as_the_terminal_and_its_first_column_stays_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = at_terminal(monkeypatch)
    rows = [["grandma-0123456789", "A long sentence that is folded within its column."]]
    print_table(("ID", "Transcript"), rows, empty="Nothing.")
    lines = out.getvalue().splitlines()
    assert "grandma-0123456789" in lines[1]
    assert len(lines) > 3
    assert all(len(click.unstyle(line).rstrip()) <= 40 for line in lines)
    print_table(("ID",), [], empty="Nothing.")
    assert out.getvalue().endswith("Nothing.\n")


def test_a_table_for_a_program_has_a_row_in_each_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    print_table(("ID", "Words"), [["a", "one\ntwo " + "x" * 60], ["bb", "b"]], empty="")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["ID", "a", "bb"]
    assert lines[1].startswith("a   one two xxx")


# The live line


def player(state: str) -> Any:
    """What the line reads of a player."""
    return SimpleNamespace(position=1.5, state=state, underruns=2)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("playing", "1.5 of 0.0 s"),
        ("paused", "1.5 of 0.0 s (paused)"),
        ("buffering", "1.5 of 0.0 s (waiting for audio)"),
        ("recovering", "1.5 of 0.0 s (waiting for the output device)"),
        ("failed", "1.5 of 0.0 s (waiting for the output device)"),
    ],
)
def test_the_line_says_what_a_player_waits_for(state: str, words: str) -> None:
    assert terminal._line(Measured(), player(state)) == words


def test_a_file_has_no_player_and_its_line_only_what_has_come() -> None:
    assert terminal._line(Measured(), None) == "0.0 s"


async def test_the_line_names_the_service_that_keeps_one_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = at_terminal(monkeypatch)
    monkeypatch.setattr(terminal, "_PATIENCE", 0.0)
    loop, both = asyncio.get_running_loop(), asyncio.Event()
    asked_before: list[bool] = []

    def shows(words: str) -> bool:
        return (
            re.search(rf"waiting for {words} for \d+ s", click.unstyle(out.getvalue())) is not None
        )

    def service() -> str:
        """None at first; then the built-in voice, until that was shown."""
        if not asked_before:
            asked_before.append(True)
            return ""
        return "far" if shows("the built-in voice") else LOCAL

    out.shown = lambda: loop.call_soon_threadsafe(both.set) if shows("far") else None
    async with asyncio.timeout(20), Status(quiet=False).follow(Measured(), None, service):
        await both.wait()
    out.shown = str


@pytest.mark.parametrize("name", ["", "far"])
async def test_a_log_has_one_line_about_waiting_and_only_for_a_service(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(terminal, "_PATIENCE", 0.0)
    said: list[str] = []
    asked = asyncio.Event()
    status = Status(quiet=False)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(status, "say", said.append)

    def service() -> str:
        asked.set()
        return name

    async with status.follow(Measured(), None, service), asyncio.timeout(10):
        await asked.wait()
        await asyncio.sleep(0)
    assert said == (["Waiting for far…"] if name else [])


def test_what_is_quiet_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    out = at_terminal(monkeypatch)

    async def follow() -> None:
        async with Status(quiet=True).follow(Measured(), None, str):
            pass

    asyncio.run(follow())
    Status(quiet=True).sum_up(Measured(), None)
    Status(quiet=True).say("Hello.")
    assert out.getvalue() == ""
    Status(quiet=False).sum_up(Measured(), player("playing"))
    assert "2 gaps" in out.getvalue()


# The end


def test_work_that_is_told_to_end_ends_as_by_ctrl_c() -> None:
    cleaned: list[bool] = []

    async def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()
        finally:
            cleaned.append(True)

    with pytest.raises(KeyboardInterrupt):
        in_loop(work())
    assert cleaned == [True]


def test_work_that_cancels_itself_is_no_ctrl_c() -> None:
    async def work() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        in_loop(work())
