"""Keeps gettext's catalogs: collects what errors and hints say, and compiles the translations.

Messages have no lines of the code, which change with every edit, and no dates.
"""

from __future__ import annotations

from datetime import UTC, datetime
import json
from pathlib import Path
import sys
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
import click

ROOT = Path(__file__).resolve().parent.parent
COMMAND_LINE = ROOT / "desktop_app" / "cli"
sys.path.insert(0, str(ROOT))

from desktop_app.cli.language import paragraphs  # noqa: E402 - as above
from desktop_app.cli.program import COMMANDS, ORDERS, cosyvoice  # noqa: E402 - as above
from desktop_app.words.catalogs import CHINESE, DOMAIN, FOLDER  # noqa: E402 - as above
from desktop_app.words.hints import DID_YOU_MEAN, HINTS, WAIT, ByFace  # noqa: E402 - as above
from desktop_app.words.sentences import SENTENCES  # noqa: E402 - as above
from local_server import words as server  # noqa: E402 - as above
from local_server.engines import DOES_NOT_CLONE  # noqa: E402 - as above
from local_server.installing import errors as installing  # noqa: E402 - as above
from local_server.installing.manifest import models  # noqa: E402 - as above
from local_server.installing.program import CONSENT, LANGUAGES, STATES, TOO_SLOW  # noqa: E402 - as above
from shared_client.notices import NOTICES  # noqa: E402 - as above
from shared_client.sentences import SENTENCES as CLIENTS  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # of no meaning; each file would differ by it alone


def messages_of_the_app() -> Iterator[str | tuple[str, str]]:
    """All that is said in English; what depends on a number, as one and as many."""
    yield from SENTENCES.values()
    yield from CLIENTS.values()
    yield from NOTICES
    yield from (DID_YOU_MEAN, WAIT)
    for hint in HINTS.values():
        yield from filter(None, hint) if isinstance(hint, ByFace) else (hint,)
    yield from [*COMMANDS.values(), *ORDERS.values()]
    yield from _of_help(cosyvoice)
    yield from _in_code(COMMAND_LINE, {"say": None, "later": None, "say_number": (1, 2)})
    yield from _in_code(Path(click.__file__).parent, {"_": None, "ngettext": (1, 2)})


def _of_help(command: click.Command) -> Iterator[str]:
    """The help of a command, of its options, and of the commands below it."""
    texts = [command.help, command.epilog]
    texts += [one.help for one in command.params if isinstance(one, click.Option)]
    for text in filter(None, texts):
        yield from (paragraph for paragraph, as_it_is in paragraphs(text) if not as_it_is)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None  # noqa: S101 - it is in the list
            yield from _of_help(inner)


def _in_code(
    folder: Path, keywords: dict[str, tuple[int, ...] | None]
) -> Iterator[str | tuple[str, str]]:
    """What is said by calls of functions."""
    method = [("**.py", "python")]
    for _, _, message, _, _ in extract_from_dir(folder, method, keywords=keywords):
        yield message if isinstance(message, str) else (message[0], message[1])


def messages_of_the_server() -> Iterator[str | tuple[str, str]]:
    """What the local server says in its terminal; it knows nothing of the desktop app."""
    yield from server.SENTENCES.values()
    yield from server.OF_ARGPARSE
    yield from server.OF_SYSTEM.values()
    yield server.HOST_NOT_FOUND
    yield DOES_NOT_CLONE
    yield from [*installing.SENTENCES.values(), *installing.REASONS.values()]
    yield from [*STATES.values(), *LANGUAGES.values(), CONSENT, TOO_SLOW]
    yield from (model.license for model in models().values() if " " in model.license)
    yield from _in_code(ROOT / "local_server", {"say": None})


def source(folder: Path, language: str, domain: str = DOMAIN) -> Path:
    """The file in which a language is translated."""
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def collect(folder: Path, domain: str = DOMAIN) -> None:
    """Bring the .po in a folder up to date with the code; translations that are there are kept."""
    messages = OF_DOMAIN[domain]
    for language in CHINESE:
        file = source(folder, language, domain)
        before = read(file) if file.exists() else Catalog()
        catalog = Catalog(
            language,
            project="CosyVoice Home",
            header_comment="# Run script/translate, and fill in what is empty here.",
            creation_date=_DATE,
            revision_date=_DATE,
            version="1",
            last_translator="CosyVoice Home",
            language_team="CosyVoice Home",
            msgid_bugs_address="the issues of the project",
            fuzzy=False,
        )
        for message in messages():
            known = before.get(message[0] if isinstance(message, tuple) else message)
            catalog.add(message, known.string if known else "")
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            write_po(out, catalog, width=100, sort_output=True)


def read(file: Path) -> Catalog:
    """What is in a .po."""
    with file.open("rb") as content:
        return read_po(content)


def compile_all(folder: Path, domain: str = DOMAIN) -> None:
    """Make the .mo of each .po in a folder."""
    for language in CHINESE:
        file = source(folder, language, domain)
        with file.with_suffix(".mo").open("wb") as out:
            write_mo(out, read(file))


_FINDINGS = (
    *("sample-rate", "silent", "too-short", "too-long", "length", "clipping", "noise", "quiet"),
    "silence",
)
"""Keys of what the local server's page for voices says of a recording."""
_PAGE = ROOT / "local_server" / "page" / "words"


def findings(language: str) -> dict[str, str]:
    """What the app says of recordings, for the page for voices, which says the same."""
    told = {}
    catalog = read(source(FOLDER, language)) if language in CHINESE else None
    for key in _FINDINGS:
        hint = HINTS[key]
        sentences = {
            f"finding_{key}": SENTENCES[key],
            f"advice_{key}": hint.window if isinstance(hint, ByFace) else hint,
        }
        for name, english in sentences.items():
            message = catalog.get(english) if catalog else None
            told[name] = str(message.string) if message else english
    return told


def write_findings() -> None:
    """Write them beside the page's own words."""
    for language, tag in (("en", "en"), ("zh_CN", "zh-Hans"), ("zh_TW", "zh-Hant")):
        text = json.dumps(findings(language), ensure_ascii=False, indent=2)
        (_PAGE / f"findings.{tag}.json").write_text(f"{text}\n", encoding="utf-8")


OF_DOMAIN = {DOMAIN: messages_of_the_app, server.DOMAIN: messages_of_the_server}


if __name__ == "__main__":
    for folder, domain in ((FOLDER, DOMAIN), (server.FOLDER, server.DOMAIN)):
        collect(folder, domain)
        compile_all(folder, domain)
    write_findings()
