"""One measurement, in a process of its own: `python -m tests.benchmarks.child '{"…": …}'`.

CPU and memory are those of this process alone, from after imports and a first short stream.
"""

from __future__ import annotations

import gc
import json
from pathlib import Path
import resource
import sys
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks.contenders import CONTENDERS, Contender
from tests.benchmarks.model_studio_contenders import MODEL_STUDIO
from tests.benchmarks.recorded_server import BYTES_PER_SECOND, Recording

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_HEADER = 44


class _Usage:
    """CPU and memory of this process since it was made."""

    def __init__(self) -> None:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak
        self._memory = _status("VmRSS")
        self._started_at = perf_counter()
        self._cpu = _cpu()

    def read(self) -> dict[str, float]:
        cpu, wall = _cpu() - self._cpu, perf_counter() - self._started_at
        return {"cpu": cpu, "wall": wall, "memory": _status("VmHWM") - self._memory}


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _status(name: str) -> int:
    """A line of /proc/self/status, in bytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"the system does not tell {name}")


def throughput(
    contender: Contender, *, event: float, seconds: float, streams: int, pause_after: float = 0.0
) -> dict[str, Any]:
    """Read `seconds` of audio in each of the streams at once."""
    recording = Recording(event, seconds)
    contender.speak([Recording(event, event).voice])
    usage = _Usage()
    spoken = contender.speak([recording.voice] * streams, pause_after=pause_after)
    measured: dict[str, Any] = usage.read()
    for one in spoken:
        if not 0 <= one.size - recording.size <= _MAX_HEADER:
            raise RuntimeError(f"{one.size} bytes came of {recording.size}")
    measured["audio"] = streams * recording.size / BYTES_PER_SECOND
    measured["first_audio"] = [one.first_audio for one in spoken]
    return measured


def first_audio(contender: Contender, *, event: float, times: int) -> dict[str, Any]:
    """Speak shortly again and again, with a new connection each time, then with the same one."""
    voice = Recording(event, event).voice
    contender.speak([voice])
    cold = []
    for _ in range(times):
        contender.disconnect()
        sleep(0.002)
        cold.append(contender.speak([voice])[0].first_audio)
    warm = []
    if contender.keeps_connection:
        contender.keep()
        contender.speak([voice])
        for _ in range(times):
            sleep(0.002)
            warm.append(contender.speak([voice])[0].first_audio)
    return {"cold": cold, "warm": warm}


_MEASUREMENTS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "throughput": throughput,
    "first_audio": first_audio,
}


def main() -> None:
    """Do what the argument says; print what was measured."""
    asked = json.loads(sys.argv[1])
    measure = _MEASUREMENTS[asked.pop("measure")]
    contender = (CONTENDERS | MODEL_STUDIO)[asked.pop("contender")](asked.pop("url"))
    try:
        measured = measure(contender, **asked)
    finally:
        contender.close()
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main()
