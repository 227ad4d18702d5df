"""The command line: what may be given, its help, and what is said of a mistake."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
from pathlib import Path
import re
import sys
from typing import TYPE_CHECKING, Final, NoReturn

from local_server.engine_arguments import add_engine_arguments, with_environment
from local_server.limits import GRACE, LONGEST, MAX_UPLOAD, PATIENCE, RUNNING, WAITING, WORKERS
from local_server.storage import default_directory
from local_server.words import say, use_language_of
from shared_client import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PORT: Final = 50_000
"""The port of the API documents' samples."""
PLACE: Final = ("--host", "--port")
"""Options of the address, which environment variables can give, too."""
CALLED: Final = "COSYVOICE_SERVE_AS"
"""The variable in which a program that starts this one says how a person called it."""
INGRESS: Final = "COSYVOICE_INGRESS"
"""The variable that is `1` for `--ingress`."""
_HIGHEST_PORT: Final = 65_535
_MOST_WORKERS: Final = 64
_MOST_TASKS: Final = 10_000
_LARGEST_UPLOAD: Final = 1024
"""MiB."""
_LONGEST_GRACE: Final = 3_600
_SHORTEST_WAIT: Final = 1
_LONGEST_WAIT: Final = 86_400
_SHORTEST_IDLE: Final = 0.1
_LONGEST_IDLE: Final = 30 * 86_400
_LONG_NUMBER: Final = 100_000
"""From here on a number is read in groups of three digits."""
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")


class _Parser(argparse.ArgumentParser):
    """Says mistakes in one line, and sets Chinese with wide marks."""

    def format_help(self) -> str:
        """The help; argparse puts a narrow colon behind a heading, whatever the language."""
        return re.sub(r"(?<=[\u4e00-\u9fff]):(?=\s|\x1b|$)", "：", super().format_help())

    def error(self, message: str) -> NoReturn:
        """Say a mistake without the usage, which is longer than a screen has lines to spare."""
        if _CHINESE.search(message):
            message = re.sub(r"(--[a-z-]+), (?=--)", r"\1、", message)
            for action in filter(lambda each: each.choices, self._actions):
                for written in (str, repr):  # by the version of Python
                    choices = [written(choice) for choice in action.choices or ()]
                    message = message.replace(", ".join(choices), "、".join(choices))
        words = say("{message}. For help, run: {program} --help")
        self.exit(2, error_line(self.prog, words.format(message=message, program=self.prog)))


def error_line(program: str, message: object) -> str:
    """What went wrong, as all errors of this program are printed."""
    return say("%(prog)s: error: %(message)s\n") % {"prog": program, "message": message}


def speak_as_the_terminal() -> None:
    """Choose the language of the terminal, for what argparse says, too."""
    use_language_of(os.environ, getattr(sys.stdout, "encoding", None) or "ascii")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # it may lack a character


def make_parser(program: str, description: str) -> argparse.ArgumentParser:
    """A parser of a command line that speaks the terminal's language."""
    return _Parser(prog=program, description=description)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = make_parser(
        program_name(),
        say(
            "Serve the CosyVoice 2.0 API on this computer. Without another engine, it speaks with"
            " eSpeak NG, which doesn't clone voices."
        ),
    )
    add = parser.add_argument
    add("--host", type=_host, default="127.0.0.1", help=say("address to listen on (%(default)s)"))
    add(
        "--port",
        type=_whole(0, _HIGHEST_PORT),
        default=PORT,
        help=say("port; 0 finds a free one (%(default)s)"),
    )
    token = parser.add_mutually_exclusive_group()
    token.add_argument(
        "--token", help=say("token that clients must send; safer in COSYVOICE_TOKEN")
    )
    token.add_argument(
        "--token-file", type=path_argument, metavar="FILE", help=say("file that contains the token")
    )
    folder = str(default_directory()).replace("%", "%%")
    add(
        "--data-dir",
        type=path_argument,
        metavar="DIR",
        help=say("folder of voices ({folder})").format(folder=folder),
    )
    add_engine_arguments(parser, path_argument)
    add(
        "--workers",
        type=_whole(1, _MOST_WORKERS),
        default=WORKERS,
        metavar="N",
        help=say("processes of eSpeak NG (%(default)s)"),
    )
    add(
        "--max-upload-mib",
        type=_whole(1, _LARGEST_UPLOAD),
        default=MAX_UPLOAD >> 20,
        metavar="N",
        help=say("largest upload of a reference audio, in MiB (%(default)s)"),
    )
    add(
        "--max-running",
        type=_whole(1, _MOST_TASKS),
        default=RUNNING,
        metavar="N",
        help=say("requests that may speak at once (%(default)s)"),
    )
    add(
        "--max-waiting",
        type=_whole(0, _MOST_TASKS),
        default=WAITING,
        metavar="N",
        help=say("requests that may wait; more are rejected with HTTP 503 (%(default)s)"),
    )
    add(
        "--max-wait",
        type=_seconds(_SHORTEST_WAIT, _LONGEST_WAIT),
        default=LONGEST,
        metavar="SECONDS",
        help=say("work that may wait before requests are rejected with HTTP 503 (%(default)s)"),
    )
    add(
        "--grace",
        type=_seconds(0, _LONGEST_GRACE),
        default=GRACE,
        metavar="SECONDS",
        help=say("time for running requests to finish when the server stops (%(default)s)"),
    )
    add(
        "--idle-timeout",
        type=_seconds(_SHORTEST_IDLE, _LONGEST_IDLE),
        default=PATIENCE,
        metavar="SECONDS",
        help=say(
            "how long a WebSocket task may go without text, and a client without reading"
            " (%(default)s)"
        ),
    )
    add(
        "--announce",
        nargs="?",
        const="",
        metavar="NAME",
        help=say("announce this server on the local network for Home Assistant; requires --host"),
    )
    add(
        "--invite",
        nargs="?",
        choices=["upload", "manage"],
        const="upload",
        metavar="upload|manage",
        help=say(
            "print a link and a QR code that let one phone in to the page for voices, for one voice"
            " or for all; if a server is running with this folder, print them and exit"
        ),
    )
    tls = parser.add_mutually_exclusive_group()
    tls.add_argument(
        "--tls",
        nargs=2,
        type=path_argument,
        metavar=("CERT", "KEY"),
        help=say("encrypt connections with this certificate and its key (PEM files)"),
    )
    tls.add_argument(
        "--tls-self-signed",
        action="store_true",
        help=say("encrypt connections with a certificate that the server makes and keeps"),
    )
    add(
        "--ingress",
        action="store_true",
        default=os.environ.get(INGRESS) == "1",
        help=say("let in whom Home Assistant's ingress has signed in to the page for voices"),
    )
    add(
        "--with-sample-voice",
        action="store_true",
        help=say("add the bundled voice if there are no voices"),
    )
    add("--json", action="store_true", help=say("print one line of JSON on stdout when ready"))
    add(
        "--exit-with-parent",
        action="store_true",
        help=say("stop when stdin closes or the parent process exits"),
    )
    add(
        "--log-level",
        choices=["debug", "info", "warning"],
        default="info",
        help=say("how much to log (%(default)s)"),
    )
    add(
        "--version",
        action="version",
        version=__version__,
        help=say("show program's version number and exit"),
    )
    given = sys.argv[1:] if arguments is None else arguments
    return with_environment(parser, given, os.environ, PLACE)


def program_name() -> str:
    """What a person calls this program: as it was called, or as who started it says."""
    own = Path(sys.argv[0]).name
    return os.environ.get(CALLED) or (own if own != "__main__.py" else "python -m local_server")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        with contextlib.suppress(ValueError):
            if low <= int(text) <= high:
                return int(text)
        words = say("must be a whole number from {low} to {high}")
        raise argparse.ArgumentTypeError(words.format(low=_number(low), high=_number(high)))

    return read


def _seconds(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        with contextlib.suppress(ValueError):
            if low <= float(text) <= high:  # which is false of NaN
                return float(text)
        words = say("must be a number of seconds from {low} to {high}")
        raise argparse.ArgumentTypeError(words.format(low=_number(low), high=_number(high)))

    return read


def path_argument(text: str) -> Path:
    """The path that an argument names."""
    if not text.strip() or "\0" in text:  # an empty one would be the current folder
        raise argparse.ArgumentTypeError(say("must be the path of a file or folder"))
    return Path(text)


def _host(text: str) -> str:
    if not text.strip():  # which would open every address of this computer
        raise argparse.ArgumentTypeError(
            say("must be an address of this computer; 0.0.0.0 opens it to the network")
        )
    return text.strip()


def _number(value: float) -> str:
    """A number as people write it."""
    if value != int(value):
        return str(value)
    return f"{int(value):,}" if value >= _LONG_NUMBER else str(int(value))
