"""A whole run of tests: what makes it fail, and what it names at the end.

The program is the real one, in a checkout whose environments only note what they are told to.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys
from typing import Any

import pytest

from tests.programs import running, until

ROOT = Path(__file__).resolve().parents[1]
WELL = {"passed": 5, "failed": [], "again": [], "skipped": []}

# Pytest's options say where notes belong; lint, coverage and its floors have none.
STAND_IN = """\
#!/bin/sh
echo "$0 $*" >> calls
case "$*" in *pytest*) eval "set -- $PYTEST_ADDOPTS" && cp notes "${4#*=}" ;; esac
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the scripts are for a shell")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("3.14", "3.11", "homeassistant", "homeassistant-release"):
        program(tmp_path / f".venv-{name}" / "bin" / "python", STAND_IN)
    (tmp_path / "script").mkdir()
    shutil.copy(ROOT / "script" / "test_parts.py", tmp_path / "script")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "on_one_python.txt").write_text("# a reason\n\nof_files\n")
    program(tmp_path / "script" / "lint", "#!/bin/sh\necho lint >> calls\n")
    return tmp_path


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def run(
    checkout: Path, *arguments: str, notes: dict[str, Any] = WELL, ci: str = ""
) -> tuple[int, str]:
    (checkout / "notes").write_text(json.dumps(notes))
    done = subprocess.run(
        [sys.executable, "script/test_parts.py", *arguments],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "CI": ci},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout


def calls(checkout: Path) -> list[str]:
    return (checkout / "calls").read_text().splitlines()


def test_the_oldest_python_leaves_out_what_would_say_the_same(checkout: Path) -> None:
    run(checkout)
    without = [call for call in calls(checkout) if "--ignore=tests/of_files" in call]
    assert without
    assert all(".venv-3.11" in call for call in without)


def test_what_runs_on_one_python_is_there() -> None:
    named = (ROOT / "tests" / "on_one_python.txt").read_text(encoding="utf-8").splitlines()
    paths = [line for line in named if line and not line.startswith("#")]
    assert paths
    assert [path for path in paths if not (ROOT / "tests" / path).exists()] == []


def test_what_is_heard_comes_when_all_else_has_ended(checkout: Path) -> None:
    status, said = run(checkout, "--ci", "tests/test_it.py::test_slow")
    assert status == 0
    assert said.splitlines()[-1] == "65 passed, 0 failed, 0 skipped"
    made = calls(checkout)
    tests = [call for call in made if "-m pytest" in call or call == "lint"]
    assert "lint" in tests[:11]
    assert all("-m audio" in call for call in tests[11:13])
    assert tests[13].endswith("tests/test_it.py::test_slow")
    assert len(tests) == 14


def test_each_test_is_in_one_room(checkout: Path) -> None:
    run(checkout)
    rooms = [call.split() for call in calls(checkout) if "-m not audio" in call and "3.14" in call]
    tests = [path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")]
    alone = {"custom_components", "home_assistant", "test_bundle.py", "test_all_windows.py"}
    for test in tests:
        if not alone & set(test.parts):
            assert sum(collects(call, test) for call in rooms) == 1, test


def collects(call: list[str], test: Path) -> bool:
    """Whether pytest finds a test: by the places that it is given, without those it leaves out."""
    within = {str(place) for place in (test, *test.parents)}
    places = {word for word in call if word.startswith("tests/")} or {"tests"}
    left_out = {word.removeprefix("--ignore=") for word in call if word.startswith("--ignore=")}
    return bool(within & places) and not within & left_out


def test_without_being_asked_nothing_slow_and_no_lint_runs(checkout: Path) -> None:
    assert run(checkout)[0] == 0
    assert "lint" not in calls(checkout)
    whole = [call for call in calls(checkout) if "not audio" in call or "home_assistant" in call]
    assert len(whole) == 8
    assert all("not slow" in call for call in whole)


def test_a_part_that_fails_fails_the_run_and_is_named(checkout: Path) -> None:
    program(checkout / "script" / "lint", "#!/bin/sh\necho crooked\nexit 1\n")
    status, said = run(checkout, "--ci")
    assert status == 1
    assert "crooked" in said
    assert "=== Failed ===\n\nlint\n" in said


def test_tests_that_failed_are_named_at_the_end(checkout: Path) -> None:
    program(checkout / ".venv-3.11" / "bin" / "python", STAND_IN + "exit 1\n")
    status, said = run(checkout, notes={**WELL, "failed": ["test_it.py::test_odd"]})
    assert status == 1
    failed = "oldest Python\n  test_it.py::test_odd\noldest Python, heard\n  test_it.py::test_odd\n"
    assert f"=== Failed ===\n\n{failed}" in said


def test_a_part_that_does_not_say_how_it_went_has_failed(checkout: Path) -> None:
    program(checkout / ".venv-homeassistant" / "bin" / "python", "#!/bin/sh\n")
    status, said = run(checkout)
    assert status == 1
    assert "=== Failed ===\n\nintegration\n" in said


def test_coverage_under_its_floor_fails_the_run(checkout: Path) -> None:
    under = 'case "$*" in *floor*desktop_app/gui) exit 1 ;; esac\n'
    program(checkout / ".venv-3.14" / "bin" / "python", STAND_IN + under)
    status, said = run(checkout)
    assert status == 1
    assert "=== Failed ===\n\ncoverage of desktop_app/gui\n" in said


@pytest.mark.parametrize(("tests", "expected"), [(3, 0), (4, 1)])
def test_more_than_three_tries_again_fail_the_run(
    checkout: Path, tests: int, expected: int
) -> None:
    again = {**WELL, "again": [f"test_it.py::test_{n}" for n in range(tests)]}
    program(checkout / ".venv-3.14" / "bin" / "python", STAND_IN.replace("cp notes", "cp again"))
    (checkout / "again").write_text(json.dumps({**again, "again": []}))
    program(checkout / ".venv-3.11" / "bin" / "python", STAND_IN.replace("cp notes", "cp well"))
    (checkout / "well").write_text(json.dumps(WELL))
    program(checkout / ".venv-homeassistant" / "bin" / "python", STAND_IN.replace("notes", "well"))
    status, said = run(checkout, notes=again)
    assert status == expected, said
    assert f"=== Tried again: {tests}, of 3 at most ===\n\ntest_it.py::test_0\n" in said


def test_what_was_skipped_is_named_with_its_reason(checkout: Path) -> None:
    skipped = [
        *(["test_it.py::test_x[1]", "no sway"], ["test_it.py::test_x[2]", "no sway"]),
        ["test_it.py::test_y", "no X"],
    ]
    status, said = run(checkout, notes={**WELL, "skipped": skipped})
    assert status == 0
    assert "=== Skipped ===\n\nno X\n  test_it.py::test_y (integration)\n" in said
    assert "no sway\n  test_it.py::test_x (integration), 2 times\n" in said


@pytest.mark.parametrize(("ci", "expected"), [("", 0), ("true", 1)])
def test_what_is_missing_is_told_and_fails_in_ci(checkout: Path, ci: str, expected: int) -> None:
    shutil.rmtree(checkout / ".venv-homeassistant-release")
    shutil.rmtree(checkout / ".venv-3.14")
    status, said = run(checkout, ci=ci)
    assert status == expected
    assert "=== Left out ===\n\nHome Assistant: Python 3.14 is missing for it\n" in said
    assert ".venv-3.11/bin/python -m coverage run" in (checkout / "calls").read_text()


def test_ctrl_c_ends_what_runs_and_begins_nothing_more(checkout: Path) -> None:
    for python in checkout.glob(".venv-*/bin/python"):
        program(python, '#!/bin/sh\necho "$0" >> calls\nexec sleep 60\n')
    command = [sys.executable, "script/test_parts.py", "--ci"]
    how: dict[str, Any] = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
    }
    with running(command, cwd=checkout, process_group=0, **how) as run:
        begun = min(2 * (os.cpu_count() or 1), 10)  # all that begin at once
        until(lambda: (checkout / "calls").exists() and len(calls(checkout)) >= begun)
        os.killpg(run.pid, signal.SIGINT)
        said, _ = run.communicate(timeout=20)
    assert run.returncode == 130
    assert "Traceback" not in said
    assert not any("heard" in path.name for path in (checkout / ".test-run").iterdir())


def test_what_listens_to_a_home_assistant_is_no_part_of_the_rest(checkout: Path) -> None:
    for folder in ("home_assistant", "desktop_app"):
        program(checkout / "tests" / folder / "test_sound.py", "@pytest.mark.audio\n")
    run(checkout)
    calls = (checkout / "calls").read_text().splitlines()
    assert any("tests/desktop_app/test_sound.py" in call for call in calls)
    assert not any("tests/home_assistant/test_sound.py" in call for call in calls)
