"""Runs all tests, part by part, and says at the end what took how long and what was left out.

usage: test_parts.py [--all | --ci [TEST…]]

What only computes comes first, several parts at once. What is heard or timed comes then, a part at
a time, and has the machine to itself. What a part says is shown when it ends, and stays in
.test-run/ until the next run.

  --all    slow tests, too, and those of the bundle, which is built for them
  --ci     script/lint, beside what only computes, and these of the slow tests
"""

from __future__ import annotations

import argparse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
PLACE: Final = ROOT / ".test-run"
PROCESSORS: Final = os.cpu_count() or 1

MOST_AGAIN: Final = 3
"""How often tests that are heard may be tried again, all in all."""

# Percent of lines, and of branches, each package by itself. The local server has to get back to 95:
# the engines that it was given have branches that no test takes yet.
FLOORS: Final = {"shared_client": 95, "local_server": 92, "desktop_app": 90, "desktop_app/gui": 90}
FLOORS_INTEGRATION: Final = {
    "custom_components": 95,
    "custom_components/cosyvoice/config_flow.py": 100,
    "custom_components/cosyvoice/model_studio_form.py": 100,
    "custom_components/cosyvoice/offered_voices.py": 100,
    "custom_components/cosyvoice/voice_steps.py": 100,
}

BUNDLE: Final = "tests/end_to_end/test_bundle.py"
"""It is tested by what builds it."""
ALL_WINDOWS: Final = "tests/desktop_app/gui/test_all_windows.py"
"""It counts what is left of windows, so it has a process of its own."""

ON_ONE_PYTHON: Final = ROOT / "tests" / "on_one_python.txt"
"""What the oldest Python leaves out, and why."""

_saying = threading.Lock()


@dataclass
class Part:
    """A program that tests something, and how it went.

    Attributes:
        name: What it is; also the name of its files.
        command: The program.
        data: Where coverage is noted, if it is.
        has_notes: Whether it is pytest, and notes how it went.
        status: What it ended with.
        seconds: How long it took.
        cpu: Seconds of processors that it took, with all that it started.
        notes: What `tests/notes.py` noted.
    """

    name: str
    command: list[str]
    data: str = ""
    has_notes: bool = True
    status: int = -1
    seconds: float = 0
    cpu: float = 0
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether it did not end well, or did not say how it went."""
        return self.status != 0 or (self.has_notes and not self.notes)

    def run(self) -> None:
        """Run it, and show what it says once it has ended."""
        log, notes = (PLACE / f"{self.name}{suffix}" for suffix in (".log", ".json"))
        environment = dict(os.environ)
        if self.has_notes:
            environment["PYTEST_ADDOPTS"] = f"-q -p tests.notes '--notes={notes}'"
        if self.data:
            environment["COVERAGE_FILE"] = str(PLACE / self.data)
        started = time.monotonic()
        with log.open("wb") as out:
            process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            _, status, usage = os.wait4(process.pid, 0)
        self.status = process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.monotonic() - started
        self.cpu = usage.ru_utime + usage.ru_stime
        if notes.exists():
            self.notes = json.loads(notes.read_text())
        with _saying:
            heading(f"{self.name}: {self.seconds:.0f} s")
            print(log.read_text(errors="replace").strip(), flush=True)


def heading(words: str) -> None:
    """Say what follows."""
    print(f"\n=== {words} ===\n", flush=True)


def python(environment: str) -> str:
    """The Python of an environment; empty where it is missing."""
    path = ROOT / f".venv-{environment}" / "bin" / "python"
    return str(path) if path.exists() else ""


def at_once(more: int) -> list[str]:
    """Have as many processes as processors, and some more, since tests wait."""
    return ["--numprocesses", str(PROCESSORS + more), "--dist", "worksteal"]


def listening(slow: str, *places: str) -> list[str]:
    """Have more of them, since who listens waits, and one test after another: they are long.

    Only files in which a test listens are named: to collect all takes each process ten seconds.
    """
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    listening = [str(file.relative_to(ROOT)) for file in files if "mark.audio" in file.read_text()]
    named = [name for name in listening if name.startswith(places) and name != BUNDLE]
    processes = ["--numprocesses", str(2 * PROCESSORS), "--dist", "load", "--maxschedchunk", "1"]
    return [*processes, "-m", f"audio{slow}", *named]


def on_one_python() -> list[str]:
    """Leave out what would say the same on any Python."""
    lines = ON_ONE_PYTHON.read_text(encoding="utf-8").splitlines()
    return [f"--ignore=tests/{line}" for line in lines if line and not line.startswith("#")]


def measured(python: str, packages: str) -> list[str]:
    """Run pytest and note what it covers."""
    return [python, "-m", "coverage", "run", "--source", packages, "-m", "pytest"]


def plan(chosen: argparse.Namespace) -> tuple[list[Part], list[Part], list[str]]:
    """What computes, what is heard or timed, and what is left out since something is missing."""
    newest, oldest = python("3.14"), python("3.11")
    inside, outside = python("homeassistant"), python("homeassistant-release")
    missing = []
    slow = "" if chosen.all else " and not slow"
    whole = measured(newest or oldest, "shared_client,local_server,desktop_app")
    most = [*whole, "--ignore", BUNDLE, "--ignore", ALL_WINDOWS, "-m", f"not audio{slow}"]
    whole += ["--ignore", BUNDLE]
    computing = [Part("tests", [*most, *at_once(1)], "packages")]
    heard = [Part("tests, heard", [*whole, *listening(slow, "tests/")], "packages")]
    if inside and outside:
        tests = [*measured(inside, "custom_components"), *at_once(0), "tests/custom_components"]
        computing.append(Part("integration", tests, "integration"))
        computing.append(Part("Home Assistant", [outside, "-m", "pytest", "tests/home_assistant"]))
    else:
        missing.append("Home Assistant: Python 3.14 is missing for it")
    if chosen.ci is not None:
        computing.append(Part("lint", ["script/lint"], has_notes=False))
    computing.append(Part("all windows", [*whole, ALL_WINDOWS], "packages"))
    if newest and oldest:
        again = [oldest, "-m", "pytest", "--hypothesis-profile", "tenth", *on_one_python()]
        computing.append(
            Part("oldest Python", [*again, *at_once(1), "-m", "not audio and not slow"])
        )
        # It sounds alike on both: the player, and the whole once, are enough here.
        player = listening(" and not slow", "tests/desktop_app/audio/", "tests/end_to_end/")
        heard.append(Part("oldest Python, heard", [*again, *player]))
    else:
        missing.append("one of the two Pythons")
    if chosen.ci:
        heard.append(Part("slow tests", [*whole, *chosen.ci], "packages"))
    if chosen.all:
        heard.append(Part("bundle", ["script/build", "bundle"]))
    return computing, heard, missing


def covered(python: str, data: str, floors: Mapping[str, float]) -> list[str]:
    """Show what is covered; give what has failed."""
    environment = {**os.environ, "COVERAGE_FILE": str(PLACE / data)}
    heading(f"Coverage of {', '.join(floors)}")
    for words in ("combine --quiet", "report"):
        command = [python, "-m", "coverage", *words.split()]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            return [f"coverage {words}"]
    print()
    under = []
    for path, percent in floors.items():
        command = [python, "script/coverage_floor.py", str(percent), path]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            under.append(f"coverage of {path}")
    return under


def skipped(parts: Iterable[Part]) -> None:
    """Name what was skipped, by reasons."""
    by_reason: dict[str, Counter[str]] = {}
    for part in parts:
        for test, reason in part.notes.get("skipped", ()):
            name = f"{test.partition('[')[0]} ({part.name})"
            by_reason.setdefault(reason, Counter())[name] += 1
    if by_reason:
        heading("Skipped")
    for reason, tests in sorted(by_reason.items()):
        print(reason)
        for name, count in tests.items():
            print(f"  {name}{f', {count} times' if count > 1 else ''}")


def summary(parts: Sequence[Part]) -> None:
    """Show a line for each part."""
    heading("How it went")
    print(
        f"{'':24}{'passed':>8}{'failed':>8}{'again':>8}{'skipped':>8}{'time':>9}{'processor':>11}"
    )
    for part in parts:
        counts = [part.notes.get(key, "-") for key in ("passed", "failed", "again", "skipped")]
        counts = [len(count) if isinstance(count, list) else count for count in counts]
        cells = "".join(f"{count:>8}" for count in counts)
        print(f"{part.name:24}{cells}{part.seconds:>7.0f} s{part.cpu:>9.0f} s")


def run(computing: Sequence[Part], heard: Sequence[Part]) -> None:
    """Run what computes, several at once; then, alone, what is heard.

    One more than there are processors: Home Assistant mostly waits.
    """
    with ThreadPoolExecutor(PROCESSORS + 1) as pool:
        try:
            list(pool.map(Part.run, computing))
        except KeyboardInterrupt:  # those that run are interrupted, too
            pool.shutdown(cancel_futures=True)
            raise
    for part in heard:
        part.run()


def judge(parts: Sequence[Part], missing: Sequence[str]) -> list[str]:
    """Show what was covered, skipped, tried again and left out; give what has failed."""
    failed = []
    for part in parts:
        if part.failed:
            failed += [part.name, *(f"  {test}" for test in part.notes.get("failed", ()))]
    for data, floors in (("packages", FLOORS), ("integration", FLOORS_INTEGRATION)):
        ran = [part for part in parts if part.data == data]
        if ran:
            failed += covered(ran[0].command[0], data, floors)
    skipped(parts)
    again = [test for part in parts for test in part.notes.get("again", ())]
    if again:
        heading(f"Tried again: {len(again)}, of {MOST_AGAIN} at most")
        print(*again, sep="\n")
    if len(again) > MOST_AGAIN:
        failed.append("too many tests that were tried again")
    if missing:
        heading("Left out")
        print(*missing, sep="\n")
        if os.environ.get("CI") == "true":  # a person goes on with less; CI does not
            failed += missing
    return failed


def main() -> int:
    """Run what is asked for; 1 if anything fails."""
    parser = argparse.ArgumentParser(usage=(__doc__ or "").partition("usage: ")[2])
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--ci", nargs="*")
    computing, heard, missing = plan(parser.parse_args())
    started = time.monotonic()
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir()
    run(computing, heard)
    parts = [*computing, *heard]
    failed = judge(parts, missing)
    summary(parts)
    if failed:
        heading("Failed")
        print(*failed, sep="\n")
    passed = sum(part.notes.get("passed", 0) for part in parts)
    broken, without = (
        sum(len(part.notes.get(key, ())) for part in parts) for key in ("failed", "skipped")
    )
    print(f"\n{(time.monotonic() - started) / 60:.1f} minutes")
    print(f"{passed} passed, {broken} failed, {without} skipped")
    return int(bool(failed))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
