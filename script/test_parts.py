"""Runs all tests, part by part, and says at the end what took how long and what was left out.

usage: test_parts.py [--all | --ci [TEST…]]

What only computes comes first, several parts at once. What is heard or timed comes then, and has
the machine to itself. What a part says is shown when it ends, and stays in .test-run/ until the
next run.

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
import signal
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

# Percent of lines, and of branches, each package by itself.
FLOORS: Final = {"shared_client": 95, "local_server": 95, "desktop_app": 90, "desktop_app/gui": 90}
FLOORS_INTEGRATION: Final = {
    "custom_components": 95,
    "custom_components/cosyvoice/config_flow.py": 100,
    "custom_components/cosyvoice/model_studio_form.py": 100,
    "custom_components/cosyvoice/offered_voices.py": 100,
    "custom_components/cosyvoice/voice_steps.py": 100,
}

BUNDLE: Final = "tests/end_to_end/test_bundle.py"
"""It is tested by what builds it."""
HOME_ASSISTANT: Final = "tests/home_assistant"
"""It has an environment of its own."""
ALL_WINDOWS: Final = "tests/desktop_app/gui/test_all_windows.py"
"""It counts what is left of windows, so it has a process of its own."""

ROOMS: Final = {
    "commands": ("desktop_app/cli", "end_to_end"),
    "windows": ("desktop_app/gui",),
    "reader, voices": ("desktop_app/gui/reader", "desktop_app/gui/voices"),
    "engines": ("local_server/engines", "local_server/installing"),
    "server": ("local_server", "deploy"),
}
"""Folders of tests that have a process of their own; all others share one, called `tests`.

A process of pytest imports and collects all that it is given, and starts the servers that its tests
share: several processes that deal out the same tests (xdist) do so several times, which costs more
than the machine has to spare.
"""

ON_ONE_PYTHON: Final = ROOT / "tests" / "on_one_python.txt"
"""What the oldest Python leaves out, and why."""

ENDED_BY_CTRL_C: Final = (-signal.SIGINT, 128 + signal.SIGINT, 2)
"""What programs, shells and pytest end with then."""

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
        if self.status in ENDED_BY_CTRL_C:
            time.sleep(1)  # whoever cancels the parts that follow hears of it a moment later
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


def by_rooms(run: Sequence[str], data: str) -> list[Part]:
    """Run each room's tests in a process of its own."""
    parts = []
    for name, folders in {"tests": (), **ROOMS}.items():
        within = tuple(f"{folder}/" for folder in folders) or ""
        others = (folder for room in ROOMS.values() for folder in room if folder.startswith(within))
        left_out = [f"--ignore=tests/{folder}" for folder in others]
        places = [f"tests/{folder}" for folder in folders]
        parts.append(Part(name, [*run, *left_out, *places], data))
    return parts


def listening(slow: str, *places: str) -> list[str]:
    """Have more processes than processors, since who listens waits; one test after another.

    Only files in which a test listens are named: to collect all takes each process ten seconds.
    Those that drive a Home Assistant are heard with it, in its own environment.
    """
    elsewhere = (BUNDLE, HOME_ASSISTANT)
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    listening = [str(file.relative_to(ROOT)) for file in files if "mark.audio" in file.read_text()]
    named = [
        file for file in listening if file.startswith(places) and not file.startswith(elsewhere)
    ]
    processes = ["--numprocesses", str(2 * PROCESSORS), "--dist", "load", "--maxschedchunk", "1"]
    return [*processes, "-m", f"audio{slow}", *named]


def on_one_python() -> list[str]:
    """Leave out what would say the same on any Python."""
    lines = ON_ONE_PYTHON.read_text(encoding="utf-8").splitlines()
    return [f"--ignore=tests/{line}" for line in lines if line and not line.startswith("#")]


def measured(python: str, *packages: str, all_files: bool = False) -> list[str]:
    """Run pytest and note what it covers.

    Args:
        python: The interpreter.
        packages: What is measured.
        all_files: Whether files that nothing runs are noted, too. One part does it: each of the
            thousand processes that another starts would look for them, which takes it 0.03 s.
    """
    source = f"--source={','.join(packages)}"
    include = f"--include={','.join(f'{ROOT}/{package}/*' for package in packages)}"
    return [python, "-m", "coverage", "run", source if all_files else include, "-m", "pytest"]


def plan(chosen: argparse.Namespace) -> tuple[list[list[Part]], list[str]]:
    """What computes, what is heard or timed, what runs alone; and what is missing for the rest."""
    newest, oldest = python("3.14"), python("3.11")
    inside, outside = python("homeassistant"), python("homeassistant-release")
    missing = []
    slow = "" if chosen.all else " and not slow"
    packages = ("shared_client", "local_server", "desktop_app")
    whole = measured(newest or oldest, *packages)
    most = [*whole, f"--ignore={BUNDLE}", f"--ignore={ALL_WINDOWS}", "-m", f"not audio{slow}"]
    whole.append(f"--ignore={BUNDLE}")
    heard = [Part("tests, heard", [*whole, *listening(slow, "tests/")], "packages")]
    # Those first that take longest, so that they don't end alone.
    computing = []
    if inside and outside:
        tests = measured(inside, "custom_components", all_files=True)
        tests.append("tests/custom_components")
        computing.append(Part("integration", tests, "integration"))
        driving = [outside, "-m", "pytest", HOME_ASSISTANT]
        driving += [] if chosen.all else ["-m", "not slow"]
        computing.append(Part("Home Assistant", driving))
    else:
        missing.append("Home Assistant: Python 3.14 is missing for it")
    if newest and oldest:
        again = [oldest, "-m", "pytest", "--hypothesis-profile", "tenth", *on_one_python()]
        computing.append(Part("oldest Python", [*again, "-m", "not audio and not slow"]))
        # It sounds alike on both: the player, and the whole once, are enough here.
        player = listening(" and not slow", "tests/desktop_app/audio/", "tests/end_to_end/")
        heard.append(Part("oldest Python, heard", [*again, *player]))
    else:
        missing.append("one of the two Pythons")
    computing += by_rooms(most, "packages")
    if chosen.ci is not None:
        computing.append(Part("lint", ["script/lint"], has_notes=False))
    windows = [*measured(newest or oldest, *packages, all_files=True), ALL_WINDOWS]
    computing.append(Part("all windows", windows, "packages"))
    alone = []
    if chosen.ci:
        alone.append(Part("slow tests", [*whole, *chosen.ci], "packages"))
    if chosen.all:
        alone.append(Part("bundle", ["script/build", "bundle"]))
    return [computing, heard, *([part] for part in alone)], missing


def covered(python: str, data: str, floors: Mapping[str, float]) -> list[str]:
    """Show what is covered; give what has failed."""
    environment = {**os.environ, "COVERAGE_FILE": str(PLACE / data)}
    heading(f"Coverage of {', '.join(floors)}")
    figures = str(PLACE.relative_to(ROOT) / f"{data}-covered.json")
    for words in ("combine --quiet", "report", f"json --quiet -o {figures}"):
        command = [python, "-m", "coverage", *words.split()]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            return [f"coverage {words.partition(' ')[0]}"]
    print()
    under = []
    for path, percent in floors.items():
        command = [python, "script/coverage_floor.py", figures, str(percent), path]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
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


def run(parts: Iterable[Part]) -> None:
    """Run parts, more at once than there are processors: each waits more than half of its time."""
    with ThreadPoolExecutor(2 * PROCESSORS + 1) as pool:
        try:
            list(pool.map(Part.run, parts))
        except KeyboardInterrupt:  # those that run are interrupted, too
            pool.shutdown(cancel_futures=True)
            raise


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
    phases, missing = plan(parser.parse_args())
    started = time.monotonic()
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir()
    for phase in phases:
        run(phase)
    parts = [part for phase in phases for part in phase]
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
