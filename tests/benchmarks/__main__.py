"""Measures what is ours against its peers: `python -m tests.benchmarks --help`.

Prints tables, then every bar with what came out. A bench does not judge: it ends with 0 whatever
came out, and with 1 only if something broke.
"""

from __future__ import annotations

import argparse
from contextlib import suppress
import json
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table

from tests.benchmarks.announce_part import AnnouncePart
from tests.benchmarks.client_part import ClientPart
from tests.benchmarks.desktop_part import DesktopPart
from tests.benchmarks.engines_part import EnginesPart
from tests.benchmarks.home_assistant_part import HomeAssistantPart
from tests.benchmarks.line_part import LinePart
from tests.benchmarks.model_studio_part import ModelStudioPart
from tests.benchmarks.processes import MeasurementError
from tests.benchmarks.report import machine
from tests.benchmarks.server_part import ServerPart
from tests.benchmarks.speak_part import SpeakPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.report import Bar

_WIDTH: Final = 160


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/bench", description="Measure what is ours against its peers."
    )
    parser.add_argument(
        "part",
        nargs="?",
        choices=(
            "client",
            "line",
            "server",
            "speak",
            "engines",
            "desktop",
            "home-assistant",
            "announce",
            "all",
        ),
        default="all",
        help="clients on a prepared server, and on a prepared Model Studio; clients at the end of a"
        " long line; the local server; `cosyvoice speak`; engines beside libraries; the tray app;"
        " the integration in a Home Assistant; announcements of a Home Assistant on the tray app"
        " (default: all)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="less of everything: about three minutes"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured")
    return parser.parse_args()


def main() -> int:
    """Run what was asked for."""
    options = _parse()
    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    parts: dict[
        str,
        type[
            ClientPart
            | ModelStudioPart
            | LinePart
            | ServerPart
            | SpeakPart
            | EnginesPart
            | DesktopPart
            | HomeAssistantPart
            | AnnouncePart
        ],
    ]
    parts = {
        "client": ClientPart,
        "client, Model Studio": ModelStudioPart,
        "line": LinePart,
        "server": ServerPart,
        "speak": SpeakPart,
        "engines": EnginesPart,
        "desktop": DesktopPart,
        "home-assistant": HomeAssistantPart,
        "announce": AnnouncePart,
    }
    result: dict[str, Any] = {"machine": machine(), "quick": options.quick}
    bars: list[Bar] = []
    broken = False
    for name, kind in parts.items():
        if options.part not in (name.partition(",")[0], "all"):
            continue
        part = kind(console, quick=options.quick)
        try:
            part.run()
        except (MeasurementError, RuntimeError, OSError) as error:
            console.print(f"[red]{name}: {error}[/]")
            broken = True
            continue
        for table in part.tables():
            console.print(table)
        for remark in part.remarks():
            console.print(f"• {remark}")
        bars += part.bars()
        result[name] = part.as_json()
    result["bars"] = [bar.as_json() for bar in bars]
    console.print(_table_of(bars))
    console.print(
        "{cpu}, {cores} cores, load {load:.1f} at the start; {system}; Python {python}".format(
            **result["machine"]
        )
    )
    if options.json is not None:
        options.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return int(broken)


def _table_of(bars: Sequence[Bar]) -> Table:
    table = Table(title="bars in this run", title_justify="left")
    for column in ("bar", "promise", "measured", ""):
        table.add_column(column)
    for bar in bars:
        verdict = {True: "[green]met[/]", False: "[red]missed[/]", None: "?"}[bar.met]
        table.add_row(bar.name, bar.promise, bar.measured, verdict)
    return table


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
    sys.exit(130)
