"""Fails where a package or a module is covered less than asked, by branches as well as by lines.

usage: coverage_floor.py PERCENT PATH…

Reads the combined data of the run before. Each path is judged by itself: one that is covered well
does not make up for another.
"""

import json
import subprocess
import sys


def totals(path: str) -> dict[str, int]:
    """Counts of a package or a module; none where no test touched it."""
    files = path if path.endswith(".py") else f"{path}/*"
    report = subprocess.run(
        [sys.executable, "-m", "coverage", "json", "-q", "-o", "-", f"--include={files}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if report.returncode:
        return {}
    found: dict[str, int] = json.loads(report.stdout)["totals"]
    return found


def percent(covered: int, of: int) -> float:
    """A package without branches has them all covered."""
    return 100 * covered / of if of else 100.0


def main(floor: float, paths: list[str]) -> int:
    """Print a line per path; 1 if one of them is under the floor."""
    under = False
    for path in paths:
        counts = totals(path)
        if not counts:
            print(f"{path:15} not covered at all")
            under = True
            continue
        lines = percent(counts["covered_lines"], counts["num_statements"])
        branches = percent(counts["covered_branches"], counts["num_branches"])
        verdict = "" if min(lines, branches) >= floor else f"   under {floor:g} %"
        print(f"{path:15} lines {lines:6.2f} %   branches {branches:6.2f} %{verdict}")
        under |= bool(verdict)
    return int(under)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
