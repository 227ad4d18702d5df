"""Notes how a run of pytest went, in a file: for script/test, which has several of them.

pytest -p tests.notes --notes FILE
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--notes`."""
    parser.addoption("--notes", type=Path, help="write to this file how the run went")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Write the notes; where several processes test, the one that hands out tests does."""
    file: Path | None = config.getoption("--notes")
    if file is None:
        return
    stats: dict[str, list[Any]] = terminalreporter.stats
    notes = {
        "passed": len(stats.get("passed", ())),
        "failed": [report.nodeid for report in (*stats.get("failed", ()), *stats.get("error", ()))],
        "again": [report.nodeid for report in stats.get("rerun", ())],
        "skipped": [[report.nodeid, reason(report)] for report in stats.get("skipped", ())],
    }
    file.write_text(json.dumps(notes))


def reason(report: pytest.TestReport) -> str:
    """Why a test was skipped."""
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")
