"""Every error of the app has a sentence for its key, with exactly its fields."""

from __future__ import annotations

import ast
from pathlib import Path
import string
from typing import TYPE_CHECKING, NamedTuple

import pytest

from desktop_app.reading import pronunciation
from desktop_app.settings import toml_file
from desktop_app.system import json_of_others
from desktop_app.words.hints import HINTS, UNKNOWN, ByFace
from desktop_app.words.sentences import SENTENCES
from desktop_app.words.system_errors import KEYS
from shared_client.desktop_link import Refusal
from shared_client.sentences import SENTENCES as CLIENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
WORDS = ROOT / "desktop_app" / "words"
OF_OTHERS = ("click.", "client.", "error.", "DBusError", "DeviceError", "CosyVoice")
BUILT_IN = {"ValueError", "TypeError", "RuntimeError", "OSError", "ModuleNotFoundError"}
# What a hint names besides the fields of the sentence, and what is known of no key that is written.
MORE = {
    "home_speech_unknown": {"alike"},
    "home_button_unknown": {"alike"},
    "tokens_unreadable": {"service"},
    "gateway_unnamed": {"service"},
    "service_unknown": {"alike"},
    "profile_unknown": {"alike"},
    "voice_unknown": {"alike"},
    "named_no_file_but": {"alike"},
    "voice_ambiguous": {"ids"},
    "default_voice_gone": {"service"},
    "command_failed": {"file"},
    "package_missing": {"command"},
    "length": {"least", "most"},
    "too-short": {"good", "best"},
    "too-long": {"good", "best"},
    "little-speech": {"pause"},
    "silence": {"start", "end"},
}


class Said(NamedTuple):
    place: str
    keys: list[str]
    fields: set[str]
    has_more: bool


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def said(root: Path) -> Iterator[Said]:
    """What the errors and phrases of a folder are made of."""
    for file in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _is_keyed(ast.unparse(node.func)):
                names = {one.arg for one in node.keywords}
                yield Said(
                    f"{file.relative_to(root)}:{node.lineno}",
                    list(_keys(node.args[0])) if node.args else [],
                    {one for one in names if one is not None},
                    None in names,
                )


def _is_keyed(function: str) -> bool:
    name = function.rpartition(".")[2]
    known = name in ("Phrase", "invalid") or name.endswith("Error")
    return known and name not in BUILT_IN and not function.startswith(OF_OTHERS)


def _keys(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(key)):
            yield key
        case ast.IfExp(body=body, orelse=orelse):
            yield from _keys(body)
            yield from _keys(orelse)


APP = [one for one in said(ROOT / "desktop_app") if not one.has_more]
# Keys that are handed on: by the kind of a child process, and by the system's numbers.
HANDED_ON = {
    "playback_not_started",
    "playback_died_because",
    "recorder_not_started",
    "recorder_died_because",
    "app_not_running",
    "system_host_not_found",
    *("sample-rate", "silent", "too-short", "too-long", "length", "clipping", "noise"),
    "little-speech",
    *(f"home_refusal_{code.value}" for code in Refusal),
    *("home_speaker_unknown", "home_voice_unknown", "home_command_refused"),
    *("quiet", "silence", "truncated", "later-part", "damaged"),
    *KEYS.values(),
    *(
        key
        for _, key in (*toml_file._MISTAKES, *json_of_others._MISTAKES, *pronunciation._MISTAKES)
    ),
    "is_no_service_name",
    "is_no_button_key",
    *(
        "toml_wrong",
        "json_wrong",
        "expression_wrong",
        "entry_wrong",
        "file_entry_wrong",
        "settings_wrong",
    ),
}


def test_every_error_has_a_sentence_with_exactly_its_fields() -> None:
    table = {**CLIENTS, **SENTENCES}
    wrong = [
        one.place
        for one in APP
        for key in one.keys
        if key not in table or one.fields - MORE.get(key, set()) != fields(table[key])
    ]
    assert len(APP) > 150
    assert wrong == []


def test_every_sentence_is_said_somewhere() -> None:
    used = {key for one in APP for key in one.keys} | HANDED_ON
    assert SENTENCES.keys() - used == set()


def test_the_app_and_the_client_have_no_key_in_common() -> None:
    assert SENTENCES.keys() & CLIENTS.keys() == set()


@pytest.mark.parametrize("key", HINTS)
def test_a_hint_has_a_sentence_and_names_only_what_that_knows(key: str) -> None:
    table = {**CLIENTS, **SENTENCES}
    assert key in table or f"{key}_because" in table
    hint = HINTS[key]
    known = fields(table.get(key, "")) | MORE.get(key, set()) | UNKNOWN.keys()
    for form in hint if isinstance(hint, ByFace) else (hint,):
        assert fields(form) <= known


@pytest.mark.parametrize("hint", dict.fromkeys(HINTS.values()))
def test_windows_send_nobody_to_a_command_line(hint: str | ByFace) -> None:
    words = hint.window if isinstance(hint, ByFace) else hint
    assert not any(one in words for one in ("cosyvoice ", "script/", "COSYVOICE_", "--no", "--fo"))


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_is_whole(key: str) -> None:
    words = SENTENCES[key]
    if (words[0].islower() and "speech-dispatcher" not in words) or key.startswith("place_"):
        assert not words.endswith(".")
    else:
        assert words.endswith(".")


def test_a_key_that_is_wrong_is_seen(tmp_path: Path) -> None:
    """The instrument itself."""
    (tmp_path / "one.py").write_text(
        "raise AppError('cannot_read', path=1)\n"
        "raise errors.AppError('a' if x else 'b')\n"
        "raise ValueError('no key')\n"
    )
    assert list(said(tmp_path)) == [
        Said("one.py:1", ["cannot_read"], {"path"}, has_more=False),
        Said("one.py:2", ["a", "b"], set(), has_more=False),
    ]
