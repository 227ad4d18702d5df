"""One eSpeak NG as a worker: its speed, and the frames it answers with."""

from __future__ import annotations

import ctypes
import io
import os
from pathlib import Path
import subprocess
import sys
import time
from typing import Any

import espeakng_loader  # type: ignore[import-untyped]  # it ships no types
import pytest

from local_server.engines.pool import command
from local_server.workers import espeak, frames


def test_first_guess_at_a_rate() -> None:
    assert espeak.rate_of_speed(1.0) == 175
    rates = [espeak.rate_of_speed(step / 100) for step in range(50, 201)]
    assert rates == sorted(rates)
    assert espeak.rate_of_speed(0.1) == 80
    assert espeak.rate_of_speed(9.0) == 450


def order(number: int, *segments: tuple[str, int, str], speed: float = 1.0) -> bytes:
    job = frames.job({"segments": segments, "speed": speed})
    return frames.frame(frames.JOB, number, job)


def work(orders: bytes) -> list[tuple[int, int, bytes]]:
    """What a worker answers to all it gets in its life."""
    library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    arguments = command(espeak.__name__, library, data, isolated=True)
    done = subprocess.run(arguments, input=orders, capture_output=True, check=True, timeout=60)
    stream = io.BytesIO(done.stdout)
    return list(iter(lambda: frames.read(stream), None))


def test_it_answers_each_job_with_frames() -> None:
    found = work(
        order(1, ("en-us+m1", 50, "Hello."), ("cmn+m1", 50, "你好，世界。"))
        + frames.frame(frames.CANCEL, 1)  # too late
        + order(2, ("xx", 50, "no"))
        + order(3, ("cmn+m1", 50, "你好，世界。"), speed=2.0)
        + order(4, ("cmn+m1", 50, ""), speed=2.0)
        + order(5, ("ru", 50, "Да."), speed=0.5)
    )
    assert found[0] == (frames.READY, 0, b"")
    of = {
        n: [(kind, data) for kind, identity, data in found[1:] if identity == n]
        for n in range(1, 6)
    }
    assert [kind for kind, _ in of[1]] == [frames.AUDIO] * (len(of[1]) - 1) + [frames.DONE]
    assert of[2] == [(frames.FAILED, b"eSpeak NG has no voice xx")]
    assert sum(len(data) for _, data in of[3]) > 10_000
    assert of[4][-1] == (frames.DONE, b"")
    assert of[5][-1] == (frames.DONE, b"")
    sizes = [len(data) for kind, data in of[1] if kind == frames.AUDIO]
    assert sizes[0] < 14_000  # the first frame is small, so that sound comes early
    assert max(sizes) > 1.5 * sizes[0]


def test_its_data_may_be_below_a_folder_with_a_chinese_name(tmp_path: Path) -> None:
    """The library opens files as C does, which on Windows can't name that one."""
    data = tmp_path / "用户" / "data"
    data.parent.mkdir()
    data.symlink_to(espeakng_loader.get_data_path())
    as_on_windows = (
        "import os, sys; from local_server.workers import espeak; sys.platform = 'win32';"
        " os.fsencode = lambda name: name.encode('ascii'); espeak.main(*sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", as_on_windows, espeakng_loader.get_library_path(), str(data)],
        input=order(1, ("cmn+m1", 50, "你好。")),
        capture_output=True,
        check=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    stream = io.BytesIO(done.stdout)
    kinds = [kind for kind, *_ in iter(lambda: frames.read(stream), None)]
    assert kinds[0] == frames.READY
    assert frames.AUDIO in kinds
    assert kinds[-1] == frames.DONE


def test_library_without_its_data(monkeypatch: pytest.MonkeyPatch) -> None:
    class Library:
        def espeak_Initialize(self, *_: Any) -> int:  # noqa: N802 - the library's own name
            return -1

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Library())
    with pytest.raises(OSError, match="cannot use its data in /nowhere"):
        espeak.Speech("library", "/nowhere")


def test_a_text_sounds_the_same_whatever_was_spoken_before() -> None:
    def spoken(*jobs: bytes) -> list[bytes]:
        found = work(b"".join(jobs))
        return [
            b"".join(data for kind, of, data in found if of == number and kind == frames.AUDIO)
            for number in range(1, len(jobs) + 1)
        ]

    text = ("cmn+f2", 50, "今天天气很好，我们去公园走走。")
    first, again, _, later = spoken(
        order(1, text), order(2, text), order(3, ("en-us+m1", 60, "Hello.")), order(4, text)
    )
    assert len(first) > 50_000
    assert first == again == later
    faster = spoken(order(1, text, speed=1.5), order(2, text, speed=1.5))
    assert faster[0] == faster[1] != first


def test_a_breathy_voice_takes_nothing_from_the_clock() -> None:
    text = ("cmn+f2", 60, "今天天气很好。")
    first = work(order(1, text))
    started = int(time.time())
    while int(time.time()) == started:  # the library counts in seconds
        again = work(order(1, text))
    assert work(order(1, text)) == again == first
