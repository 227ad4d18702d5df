"""`cosyvoice voices part`, with a server whose engine clones from a part of a recording."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
import threading
from typing import TYPE_CHECKING

import pytest

from local_server.engines import SAMPLE_RATE
from tests.local_server.engines.zipvoice import graphs
from tests.local_server.engines.zipvoice.test_excerpts import ENGLISH, speak
from tests.local_server.running import TOKEN, running, wav
from tests.local_server.test_excerpts import zipvoice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.desktop_app.cli.conftest import Shell

WORDS = "".join(words for words, _, _ in ENGLISH).strip()


@contextmanager
def cloning(folder: Path) -> Iterator[str]:
    """A server with graphs without weights, in a thread; its address."""
    model = graphs.make(folder / "model")
    ready, over = threading.Event(), asyncio.Event()
    urls: list[str] = []
    loop = asyncio.new_event_loop()

    async def run() -> None:
        async with running(folder / "data", engine=zipvoice(model)) as server:
            urls.append(server.url)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        assert ready.wait(30)
        yield urls[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(30)
        loop.close()


def test_a_part_is_shown_and_chosen(fresh: Shell, tmp_path: Path) -> None:
    samples, _ = speak(ENGLISH, "en-gb+f4")
    (fresh.home / "mum.wav").write_bytes(
        wav((samples * 32_767).astype("<i2").tobytes(), SAMPLE_RATE)
    )
    with cloning(tmp_path) as url:
        fresh.environment.update(COSYVOICE_URL=url, COSYVOICE_TOKEN=TOKEN)
        fresh.good("voices", "add", "mum.wav", "-t", WORDS)
        shown = fresh.good("voices", "part", "mum", "--json").json
        assert (shown["engine"], shown["choice"]) == ("ZipVoice", "automatic")
        used, whole = shown["used"], shown["candidates"][0]
        said = fresh.good("voices", "part", "mum").out
        assert (
            f"clones from {used['begin']:.1f} to {used['end']:.1f} s (chosen by ZipVoice)" in said
        )
        assert used["text"][:40] in said
        other = next(one for one in shown["candidates"][1:] if one != used)
        ends = "--from", f"{other['begin'] + 0.1:.1f}", "--to", f"{other['end']:.1f}"
        assert fresh.good("voices", "part", "mum", *ends, "--json").json["used"] == other
        assert "chosen by you" in fresh.good("voices", "part", "mum").out
        assert fresh.good("voices", "part", "mum", "--whole", "--json").json["used"] == whole
        none = fresh.run("voices", "part", "mum", "--from", "0", "--to", "0.5")
        assert (none.code, f"{used['begin']:.1f}-{used['end']:.1f}" in none.err) == (5, True)
        assert fresh.good("voices", "part", "mum", "--best", "--json").json == shown


@pytest.mark.parametrize(
    "options", [("--from", "1"), ("--to", "2"), ("--whole", "--best"), ("--from", "x", "--to", "1")]
)
def test_a_part_is_one_of_its_ways_to_be_named(fresh: Shell, options: tuple[str, ...]) -> None:
    assert fresh.run("voices", "part", "mum", *options).code == 2


def test_a_voice_that_is_used_whole_has_no_part(shell: Shell) -> None:
    assert "whole recording" in shell.good("voices", "part", "reference_voice").out
    assert shell.good("voices", "part", "reference_voice", "--json").json is None
    done = shell.run("voices", "part", "reference_voice", "--whole")
    assert (done.code, "no part to choose" in done.err) == (5, True)
