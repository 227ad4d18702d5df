"""`cosyvoice engines`: what is installed, and installing and removing it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import asdict
import importlib
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from local_server.arguments import (
    CALLED,
    error_line,
    make_parser,
    path_argument,
    program_name,
    speak_as_the_terminal,
)
from local_server.installing.errors import InstallError
from local_server.installing.installation import (
    check_folder,
    check_source,
    install,
    megabytes,
    origins,
    remove,
)
from local_server.installing.manifest import models
from local_server.installing.places import Place, State, models_folder
from local_server.storage import default_directory
from local_server.words import say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from local_server.installing.manifest import Model

NAME: Final = "engines"
"""The first argument that leads here."""
_WRONG_USAGE: Final = 2
_FAILED: Final = 1
_INTERRUPTED: Final = 130
_OF_USAGE: Final = frozenset(
    {
        "consent_needed",
        "engine_built_in",
        "engine_unknown",
        "folder_missing",
        "not_confirmed",
        "not_removed",
        "source_wrong",
    }
)
"""Errors that the command line is to blame for."""
_BUILT_IN: Final = "espeak"
_BUILT_IN_TITLE: Final = "eSpeak NG"
_WIDTH: Final = 28
_OFTEN: Final = 0.2
"""Seconds between two words on progress."""

STATES: Final = {
    State.ABSENT: "not installed",
    State.PARTIAL: "partly downloaded",
    State.INSTALLED: "installed",
    State.DAMAGED: "damaged; install it again",
    State.OUTDATED: "an older version; install it again",
}
"""What states are called."""
LANGUAGES: Final = {"zh": "Chinese", "en": "English"}
"""What languages are called."""


def main(arguments: Sequence[str]) -> int:
    """Run a command; returns the exit code."""
    speak_as_the_terminal()
    program = os.environ.pop(CALLED, None) or f"{program_name()} {NAME}"
    options = _parse(arguments, program)
    try:
        return _run(options)
    except InstallError as error:
        if options.json:
            told = {"key": error.key, "message": str(error), "values": error.values}
            _print_json({"event": "error", **told})
        else:
            sys.stderr.write(error_line(program, error))
        return _WRONG_USAGE if error.key in _OF_USAGE else _FAILED
    except KeyboardInterrupt:
        if not options.json:
            sys.stderr.write("\n" + say("Stopped. Run this again to continue.") + "\n")
        return _INTERRUPTED


def _parse(arguments: Sequence[str], program: str) -> argparse.Namespace:
    parser = make_parser(program, say("Install and remove the engines that speak."))
    commands = parser.add_subparsers(dest="command", required=True, metavar=say("COMMAND"))

    def add(name: str, words: str, *, of_one: bool) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
        if of_one:
            command.add_argument("name", metavar=say("NAME"), help=say("name of the engine"))
        command.add_argument("--json", action="store_true", help=say("print JSON, line by line"))
        command.add_argument(
            "--data-dir", type=path_argument, metavar="DIR", help=say("folder of the local server")
        )
        return command

    add("list", say("Show the engines and what is installed."), of_one=False)
    installing = add("install", say("Download an engine, or continue its download."), of_one=True)
    installing.add_argument(
        "--from",
        dest="folder",
        type=path_argument,
        metavar="DIR",
        help=say("take the files from this folder instead of the internet"),
    )
    installing.add_argument(
        "--source",
        metavar="URL",
        help=say("download from this https address, or first from this host"),
    )
    installing.add_argument("--yes", "-y", action="store_true", help=say("don't ask"))
    installing.add_argument(
        "--accept-license",
        "--accept-licence",
        action="store_true",
        help=say("accept the license that install shows"),
    )
    removing = add("remove", say("Delete an engine's files."), of_one=True)
    removing.add_argument("--yes", "-y", action="store_true", help=say("don't ask"))
    add("test", say("Let an engine speak two sentences, and measure."), of_one=True)
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace) -> int:
    folder = models_folder(options.data_dir or default_directory())
    known = models()
    if options.command == "list":
        _list(known, folder, as_json=options.json)
        return 0
    if options.command == "test" and options.name in (_BUILT_IN, *known):
        _test(options.name, folder, as_json=options.json)
        return 0
    if options.name == _BUILT_IN:
        raise InstallError("engine_built_in", name=_BUILT_IN_TITLE)
    if options.name not in known:
        raise InstallError("engine_unknown", name=options.name, names=list(known))
    place = Place(known[options.name], folder)
    if options.command == "install":
        _install(place, options)
    else:
        _remove(place, options)
    return 0


def _list(known: dict[str, Model], folder: Path, *, as_json: bool) -> None:
    rows = [
        {
            "name": _BUILT_IN,
            "title": _BUILT_IN_TITLE,
            "state": State.INSTALLED.value,
            "bytes": 0,
            "download": 0,
            "languages": [],
            "clones": False,
            "license": "GPL-3.0-or-later",
            "consent": "",
            "sources": [],
            "built_in": True,
        }
    ]
    for model in known.values():
        place = Place(model, folder)
        rows.append(
            {
                "name": model.name,
                "title": model.title,
                "state": place.state().value,
                "bytes": place.size(),
                "download": model.size,
                "languages": list(model.languages),
                "clones": model.clones,
                "license": say(model.license),
                "consent": say(CONSENT) if model.consent else "",
                "sources": list(origins(model)),
                "built_in": False,
            }
        )
    if as_json:
        for row in rows:
            _print_json(row)
        return
    for row in rows:
        sys.stdout.write(_row(row) + "\n")
    sys.stdout.write("\n" + say("Folder: {path}").format(path=folder) + "\n")


def _row(row: dict[str, Any]) -> str:
    """An engine in words, over two lines."""
    if row["built_in"]:
        state, languages = say("built in"), say("over 100 languages")
    else:
        state = say(STATES[State(row["state"])])
        languages = say(", ").join(say(LANGUAGES[code]) for code in row["languages"])
    size = row["bytes"] or row["download"]
    clones = say("clones voices") if row["clones"] else say("doesn't clone voices")
    facts = [languages, clones, *([megabytes(size)] if size else []), row["license"]]
    title = say("{title}: {state}").format(title=row["title"], state=state)
    return f"{row['name']:10}{title}\n{'':10}{' · '.join(facts)}"


def _install(place: Place, options: argparse.Namespace) -> None:
    check_source(place, options.source)
    check_folder(options.folder)
    if not place.is_sound():
        _confirm_install(place, options)
    bar = _Progress(place.model.title, as_json=options.json)
    try:
        asyncio.run(install(place, bar.tell, source=options.source, folder=options.folder))
    finally:
        bar.end()
    if options.json:
        _print_json({"event": "installed", "name": place.model.name, "folder": str(place.final)})
    else:
        words = say("{title} is installed. The local server uses it from now on.")
        sys.stdout.write(words.format(title=place.model.title) + "\n")


def _confirm_install(place: Place, options: argparse.Namespace) -> None:
    """Say what comes, from where and under which license, and ask.

    Raises:
        InstallError: No.
    """
    model = place.model
    if not options.json:
        origin = str(options.folder or "") or say(", ").join(origins(model, options.source))
        facts = {
            say("Engine"): model.title,
            say("Size") if options.folder else say("Download"): megabytes(model.size),
            say("From"): origin,
            say("Folder"): str(place.final),
            say("License"): say(model.license),
        }
        for name, fact in facts.items():
            sys.stderr.write(say("{title}: {state}").format(title=name, state=fact) + "\n")
        if model.consent:
            sys.stderr.write(say(CONSENT) + "\n")
    agreed = options.accept_license if model.consent else options.yes or options.accept_license
    if agreed:
        return
    question = say("Accept this and install it?") if model.consent else say("Install it?")
    if options.json or not _asks(question):
        raise InstallError("consent_needed" if model.consent else "not_confirmed")


CONSENT: Final = (
    "The weights of this model have no stated license, and were trained on the Emilia data"
    " set, whose license (CC BY-NC 4.0) forbids commercial use. Whether this binds the weights is"
    " not settled. Clone only voices whose owners agreed to it."
)
"""What has to be accepted by name."""


def _remove(place: Place, options: argparse.Namespace) -> None:
    if place.state() is not State.ABSENT and not options.yes:
        question = say("Delete {title} ({size})?")
        filled = question.format(title=place.model.title, size=megabytes(place.size()))
        if options.json or not _asks(filled):
            raise InstallError("not_removed")
    left = remove(place)
    if options.json:
        paths = [str(path) for path in left]
        _print_json({"event": "removed", "name": place.model.name, "left": paths})
        return
    sys.stdout.write(say("{title} is removed.").format(title=place.model.title) + "\n")
    for path in left:
        words = say("{path} isn't part of it and was left in place.")
        sys.stdout.write(words.format(path=path) + "\n")


def _test(name: str, folder: Path, *, as_json: bool) -> None:
    def progress(language: str) -> None:
        if not as_json and sys.stderr.isatty():
            sys.stderr.write(say("Speaking {language}…").format(language=say(LANGUAGES[language])))
            sys.stderr.write("\n")

    # What it needs takes longer to import than the other commands take.
    trial = importlib.import_module("local_server.installing.trial").run(name, folder, progress)
    if as_json:
        _print_json({"event": "tested", "name": name, **asdict(trial)})
        return
    for spoken in trial.spoken:
        words = say(
            "{language}: first sound after {first:.2f} s; a second of speech takes {rate:.2f} s"
        )
        language = say(LANGUAGES[spoken.language])
        sys.stdout.write(
            words.format(language=language, first=spoken.first_audio, rate=spoken.rate) + "\n"
        )
    sys.stdout.write(say("Ready to speak after {load:.1f} s").format(load=trial.load) + "\n")
    if trial.memory is not None:
        words = say("Memory: {size}")
        sys.stdout.write(words.format(size=megabytes(trial.memory)) + "\n")
    if trial.likeness is not None:
        words = say("Likeness to the recording: {likeness:.2f}; one speaker has 0.78 or more")
        sys.stdout.write(words.format(likeness=trial.likeness) + "\n")
    if max(spoken.rate for spoken in trial.spoken) > 1:
        sys.stdout.write(say(TOO_SLOW) + "\n")


TOO_SLOW: Final = (
    "This computer speaks slower than you hear with this engine: there will be pauses. Choose"
    " another one, or try again when the computer is less busy."
)
"""What is said of an engine that doesn't keep up."""


def _asks(question: str) -> bool:
    """Ask a person; no where nobody is there."""
    if not sys.stdin.isatty():
        return False
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是", "好")


class _Progress:
    """Shows how far a download is: a line that is drawn again, or lines of JSON."""

    def __init__(self, title: str, *, as_json: bool) -> None:
        self._title = title
        self._as_json = as_json
        self._draws = not as_json and sys.stderr.isatty()
        self._said = 0.0
        self._begun = time.monotonic()
        self._first: int | None = None

    def tell(self, have: int, total: int) -> None:
        """Say it, not too often."""
        now = time.monotonic()
        if self._first is None:
            self._first = have
        if now - self._said < _OFTEN and have < total:
            return
        self._said = now
        if self._as_json:
            _print_json({"event": "progress", "bytes": have, "total": total})
        elif self._draws:
            filled = _WIDTH * have // total
            rate = (have - self._first) / max(now - self._begun, _OFTEN)
            line = (
                f"\r{self._title} [{'#' * filled:{_WIDTH}}] {100 * have // total:3} %"
                f"  {megabytes(have)} / {megabytes(total)}  {rate / 1e6:.1f} MB/s "
            )
            sys.stderr.write(line)
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._draws and self._first is not None:
            sys.stderr.write("\n")


def _print_json(value: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
        sys.stdout.flush()
