"""The commands that documents show are there, with the options that they are shown with."""

from __future__ import annotations

from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest

from desktop_app.cli.program import cosyvoice
from local_server.arguments import parse
from local_server.installing.program import main as engines

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
)
_CODE = re.compile(r"^ *```(?:sh)?\n(.*?)^ *```$|`([^`\n]+)`", re.DOTALL | re.MULTILINE)
_STARTS = re.compile(r"(?:^|[|$&] *|\.venv-[\w.-]+/bin/|[A-Z_]+=\S+ )(cosyvoice [a-z-].*)")


def shown(text: str) -> Iterator[list[str]]:
    """The words of each command that a document shows, without what is behind a pipe or a #."""
    for block, inline in _CODE.findall(text):
        for line in (block or inline).splitlines():
            if found := _STARTS.search(line.strip()):
                command = re.split(r"\s[|>&<]|\\\||…", found[1])[0].rstrip(" \\")
                try:
                    yield shlex.split(command, comments=True)[1:]
                except ValueError:
                    yield command.split()[1:]


def missing(words: list[str]) -> str:
    """What of a command isn't there; "" when all is."""
    command: click.Command | None = cosyvoice
    context = click.Context(cosyvoice)
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        name = rest.pop(0)
        command = command.get_command(context, name)
        if command is None:
            return name
    options = [word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)]
    if words[0] in ("serve", "engines"):
        there = set(re.findall(r"--?[a-z][a-z-]*", help_text := _help(words)))
        if not help_text:
            return words[1]
    else:
        assert command is not None
        there = {one for parameter in command.get_params(context) for one in parameter.opts}
        there |= {one for parameter in command.params for one in parameter.secondary_opts}
    return next((option for option in options if option not in there), "")


def _help(words: list[str]) -> str:
    """What `cosyvoice serve` or `cosyvoice engines` says of its options; "" when it refuses."""
    with redirect_stdout(StringIO()) as written, suppress(SystemExit):
        if words[0] == "serve":
            parse(["--help"])
        else:
            engines([*words[1:2], "--help"])
    return written.getvalue()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_shows_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    wrong = {" ".join(words): lacks for words in shown(text) if (lacks := missing(words))}
    assert wrong == {}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_script_that_a_document_names_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    code = "\n".join("".join(one) for one in _CODE.findall(text))
    names = set(re.findall(r"(?<![\w/%])script/[\w-]+", code))
    assert {name for name in names if not [*ROOT.glob(f"{name}*")]} == set()


def commands(document: str) -> set[str]:
    """The commands that a document shows, without what a person would write otherwise."""
    text = (ROOT / document).read_text(encoding="utf-8")
    words = [[word for word in one if re.fullmatch(r"-*[a-z][a-z-]*", word)] for one in shown(text)]
    return {" ".join(one[:2]) for one in words}


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if ".zh-CN" in one])
def test_a_chinese_page_shows_the_commands_of_its_english_one(document: str) -> None:
    chinese, english = commands(document), commands(document.replace(".zh-CN", ""))
    assert chinese - english == set()
    if document == "README.zh-CN.md":
        assert english - chinese == set()


def test_a_command_that_is_not_there_is_found() -> None:
    """The instrument itself."""
    text = (
        "```sh\ncosyvoice speek hi | cat\nX=1 cosyvoice speak --loud hi   # --no\n```\n"
        "`cosyvoice engines instal x`, `cosyvoice serve --quick`, `cosyvoice check home --json`\n"
    )
    lacking = ["speek", "--loud", "instal", "--quick", ""]
    assert [missing(words) for words in shown(text)] == lacking


@pytest.mark.parametrize(
    "document", [one for one in DOCUMENTS if "libegl1" in (ROOT / one).read_text("utf-8")]
)
def test_guides_name_the_packages_for_qt_that_the_script_installs(document: str) -> None:
    lines = (ROOT / "requirements" / "debian" / "app.txt").read_text("utf-8").splitlines()
    text = (ROOT / document).read_text("utf-8").replace("\\\n", "")
    (command,) = re.findall(r"^sudo apt install (.*\blibegl1\b.*)$", text, re.MULTILINE)
    assert command.split() == [line.partition("#")[0].strip() for line in lines]
