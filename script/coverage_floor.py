"""Fails where a package is covered less than asked, by branches as well as by lines.

usage: coverage_floor.py PERCENT PACKAGE…

Reads the combined data of the run before. Each package is judged by itself: one that is covered
well does not make up for another.
"""

import json
import subprocess
import sys


def totals(package: str) -> dict[str, int]:
    """Counts of a package; all zero where no test touched it."""
    report = subprocess.run(
        [sys.executable, "-m", "coverage", "json", "-q", "-o", "-", f"--include={package}/*"],
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


def main(floor: float, packages: list[str]) -> int:
    """Print a line per package; 1 if one of them is under the floor."""
    under = False
    for package in packages:
        counts = totals(package)
        if not counts:
            print(f"{package:15} not covered at all")
            under = True
            continue
        lines = percent(counts["covered_lines"], counts["num_statements"])
        branches = percent(counts["covered_branches"], counts["num_branches"])
        verdict = "" if min(lines, branches) >= floor else f"   under {floor:g} %"
        print(f"{package:15} lines {lines:6.2f} %   branches {branches:6.2f} %{verdict}")
        under |= bool(verdict)
    return int(under)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
