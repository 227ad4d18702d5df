"""Fails where a package or a module is covered less than asked, by branches as well as by lines.

usage: coverage_floor.py REPORT PERCENT PATH

REPORT is what `coverage json` has written. Each path is judged by itself: one that is covered well
does not make up for another.
"""

import json
from pathlib import Path
import sys

COUNTS = ("covered_lines", "num_statements", "covered_branches", "num_branches")


def totals(report: Path, path: str) -> list[int]:
    """The counts of a package or a module; none where no test touched it."""
    files = json.loads(report.read_bytes())["files"].items()
    found = [file for name, file in files if Path(path) in (Path(name), *Path(name).parents)]
    return [sum(file["summary"][count] for file in found) for count in COUNTS] if found else []


def percent(covered: int, of: int) -> float:
    """A package without branches has them all covered."""
    return 100 * covered / of if of else 100.0


def main(report: str, floor: float, path: str) -> int:
    """Print how far it is covered; 1 if that is under the floor."""
    counts = totals(Path(report), path)
    if not counts:
        print(f"{path:15} not covered at all")
        return 1
    lines, branches = percent(*counts[:2]), percent(*counts[2:])
    under = min(lines, branches) < floor
    verdict = f"   under {floor:g} %" if under else ""
    print(f"{path:15} lines {lines:6.2f} %   branches {branches:6.2f} %{verdict}")
    return int(under)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2]), sys.argv[3]))
