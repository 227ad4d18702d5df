"""Keeps the translations of the desktop app: collects what is said there, and compiles them.

Collected are the words that `tr`, `translate` and QT_TRANSLATE_NOOP have, in one .ts for each
language, without the lines of the code, which change with every edit. English has plurals alone.
"""

from __future__ import annotations

import os
from pathlib import Path
import subprocess
import sys
import xml.etree.ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
GUI = ROOT / "desktop_app" / "gui"
TRANSLATIONS = GUI / "translations"
LANGUAGES = ("en", "zh_CN", "zh_TW")
LRELEASE = ("pyside6-essentials==6.11.0", "pyside6-lrelease")  # PyQt6's wheel has none


def collect(folder: Path) -> None:
    """Bring the .ts in a folder up to date with the code; translations that are there are kept."""
    pylupdate = Path(sys.executable).with_name("pylupdate6")
    files = [folder / f"{language}.ts" for language in LANGUAGES]
    options = [option for file in files for option in ("--ts", str(file))]
    command = [str(pylupdate), "--no-obsolete", "--no-summary", *options, str(GUI)]
    subprocess.run(command, check=True, cwd=ROOT)
    for file in files:
        _tidy(file)


def _tidy(file: Path) -> None:
    tree = ET.parse(file)  # noqa: S314 - our own file
    root = tree.getroot()
    root.set("language", file.stem)
    root.set("sourcelanguage", "en")
    for context in list(root.iter("context")):
        for message in list(context.iter("message")):
            for location in message.findall("location"):
                message.remove(location)
            if file.stem == "en" and message.get("numerus") != "yes":
                context.remove(message)
        if context.find("message") is None:
            root.remove(context)
    root[:] = sorted(root, key=lambda context: context.findtext("name", ""))
    ET.indent(tree)
    words = ET.tostring(root, encoding="unicode")
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{words}\n', "utf-8")


def compile_all(folder: Path) -> None:
    """Make the .qm of each .ts in a folder."""
    files = [str(folder / f"{language}.ts") for language in LANGUAGES]
    package, program = LRELEASE
    command = [
        os.environ.get("UV", "uv"),
        "tool",
        "run",
        "--quiet",
        "--from",
        package,
        program,
        "-silent",
        *files,
    ]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    TRANSLATIONS.mkdir(exist_ok=True)
    collect(TRANSLATIONS)
    compile_all(TRANSLATIONS)
