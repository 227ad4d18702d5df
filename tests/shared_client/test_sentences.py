"""Sentences: one for each key, each said somewhere, with all that it names."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
import re
from string import Formatter
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from shared_client.sentences import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs/client.md"
LOOK_UP = {"shared_client/network_errors.py", "shared_client/refusals.py"}
_BECAUSE = "_because"
_KINDS = re.compile(r"CosyVoice\w*Error|VoiceGoneError")


reads_code = pytest.mark.skipif(
    sys.version_info < (3, 14), reason="the integration needs the syntax of Python 3.14"
)


class Raised(NamedTuple):
    """A place where an error is made; without a key where it is looked up in a table."""

    place: str
    key: str | None
    values: frozenset[str]


@cache
def raised() -> list[Raised]:
    return [
        one
        for folder in ("shared_client", "custom_components/cosyvoice", "desktop_app")
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "shared_client" not in file.relative_to(ROOT / folder).parts
        for one in _made_in(file)
    ]


def _made_in(file: Path) -> Iterator[Raised]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and node.args and _kind(node.func)):
            continue
        key = _text(node.args[0])
        values = frozenset(one.arg for one in node.keywords if one.arg)
        yield Raised(f"{file.relative_to(ROOT)}:{node.lineno}", key, values)


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _kind(function: ast.expr) -> bool:
    return _KINDS.fullmatch(ast.unparse(function)) is not None


def looked_up() -> dict[str, frozenset[str]]:
    """Keys that stand in tables, with the values that every call gives which looks them up."""
    tables: dict[str, frozenset[str]] = {}
    for module in LOOK_UP:
        file = ROOT / module
        tree = ast.parse(file.read_text("utf-8"))
        given = [one.values for one in _made_in(file) if one.key is None]
        everywhere = frozenset.intersection(*given)
        keys = {text for node in ast.walk(tree) if isinstance(node, ast.Dict) for text in _in(node)}
        tables |= dict.fromkeys(keys, everywhere)
    return tables


def _in(table: ast.Dict) -> Iterator[str]:
    for value in table.values:
        for node in ast.walk(value):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def fields(key: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(SENTENCES[key]) if name is not None}


@reads_code
def test_every_error_is_made_with_a_key_of_the_table_and_what_its_sentence_needs() -> None:
    wrong = [
        one
        for one in raised()
        if one.key is not None
        and (one.key not in SENTENCES or fields(one.key) - one.values - {"words"})
    ]
    assert not wrong
    assert len(raised()) > 50


@reads_code
def test_only_the_errors_of_the_network_and_refusals_look_their_key_up() -> None:
    elsewhere = {one.place.partition(":")[0] for one in raised() if one.key is None}
    assert elsewhere == LOOK_UP
    assert looked_up()
    assert not [key for key, values in looked_up().items() if fields(key) - values]


@reads_code
def test_every_sentence_is_said_somewhere() -> None:
    said = {one.key for one in raised()} | set(looked_up())
    assert set(SENTENCES) - {f"{key}{_BECAUSE}" for key in said} == said - {None}


def test_a_sentence_with_a_reason_stands_beside_the_one_without() -> None:
    for key in SENTENCES:
        if key.endswith(_BECAUSE):
            assert fields(key) == fields(key.removesuffix(_BECAUSE)) | {"words"}
        else:
            assert "words" not in fields(key)


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_is_whole_and_in_the_house_style(key: str) -> None:
    english = SENTENCES[key]
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", key)
    assert english[0].isupper() or english[0] in "“{"
    assert english.endswith(".") or fields(key) & {"known"} or "Example: " in english
    assert not re.search(
        r"\b(dialect|anew|see that|is none|cannot|whoever)\b|’", english, re.IGNORECASE
    )


def test_the_documentation_lists_every_key() -> None:
    rows = [row for row in DOCUMENT.read_text("utf-8").splitlines() if row.startswith("| `CosyV")]
    keys = " ".join(row.split("|")[2] for row in rows)
    listed = set(re.findall(r"`(\w+)`", keys))
    because = set(re.findall(r"`(\w+)`\\\*", keys))
    of_the_integration = {"voice_gone"}
    assert listed | of_the_integration == {key for key in SENTENCES if not key.endswith(_BECAUSE)}
    assert because == {key.removesuffix(_BECAUSE) for key in SENTENCES if key.endswith(_BECAUSE)}
