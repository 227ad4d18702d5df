"""What people read in windows and at the command line has no turn of phrase that stumbles."""

from __future__ import annotations

from pathlib import Path
import re
from typing import TYPE_CHECKING
import xml.etree.ElementTree as ET

from babel.messages.pofile import read_po
import click
import pytest

from desktop_app.cli.program import cosyvoice
from desktop_app.words.catalogs import DOMAIN, FOLDER
from local_server import words as server
from local_server.arguments import parse
from script.translations import LANGUAGES, TRANSLATIONS
from tests.words import ENGLISH, SIMPLIFIED, TRADITIONAL, stumbles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FORBIDDEN = {"en": ENGLISH, "zh_CN": SIMPLIFIED, "zh_TW": TRADITIONAL}
# (&X), and what a file dialog takes: (*.wav)
_OF_QT = re.compile(r"\(&\w\)|&(?=\w)| \((?:\*|{\w+}).*\)$")


def said(language: str) -> Iterator[tuple[str, str]]:
    """What windows say in a language: where, and the text; the English are the sources."""
    file = TRANSLATIONS / f"{'zh_CN' if language == 'en' else language}.ts"
    for context in ET.parse(file).getroot().iter("context"):  # noqa: S314 - our own file
        for message in context.iter("message"):
            tag = "source" if language == "en" else "translation"
            for one in message.iter(tag):
                for form in [one, *one.iter("numerusform")]:
                    yield context.findtext("name", ""), _OF_QT.sub("", form.text or "")


def errors(language: str) -> Iterator[tuple[str, str]]:
    """What errors and the command line say in a language."""
    for folder, domain in ((FOLDER, DOMAIN), (server.FOLDER, server.DOMAIN)):
        file = folder / f"{'zh_CN' if language == 'en' else language}/LC_MESSAGES/{domain}.po"
        with file.open("rb") as catalog:
            for message in read_po(catalog):
                english, chinese = forms(message.id), forms(message.string)
                if any(english) and not any("!r}" in one for one in english):  # that is click's
                    said = english if language == "en" else chinese
                    yield from ((file.name, one) for one in said)


def forms(text: str | Sequence[str] | None) -> Sequence[str]:
    """A text, or one for each number."""
    return (text,) if isinstance(text, str) else text or ()


ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
)
# What says nothing of its own: code, and where links lead.
_NO_WORDS = re.compile(
    r"^( *)```.*?^\1```$|`[^`\n]*`|\]\([^)]*\)|<kbd>|</kbd>", re.DOTALL | re.MULTILINE
)
# In pages, unlike in windows: the configuration of Home Assistant, and the word that people search.
_IN_PAGES = ("配置", "克隆")


def written(document: str) -> Iterator[tuple[str, str]]:
    """The lines of a document: the language, and the text."""
    text = (ROOT / document).read_text(encoding="utf-8")
    plain = _NO_WORDS.sub(lambda code: "x" + "\n" * code[0].count("\n"), text)
    english, _, chinese = plain.partition("\n# 中文\n") if "# 中文\n" in plain else (plain, "", "")
    if "zh-CN" in document:
        english, chinese = "", plain
    yield from (("en", line) for line in english.splitlines())
    yield from (("zh_CN", line) for line in chinese.splitlines())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_document_has_a_turn_of_phrase_that_stumbles(document: str) -> None:
    found = [
        f"{line}: {wrong}"
        for language, line in written(document)
        for wrong in stumbles(line, FORBIDDEN[language])
        if not (language == "zh_CN" and any(f"“{word}" in wrong for word in _IN_PAGES))
    ]
    assert found == []


def test_a_document_that_stumbles_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The instrument itself."""
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    page = "It is told.\n```\nsee that\n```\n[fine](whatever) `anew`\n\n# 中文\n别的语言\n"
    (tmp_path / "A.md").write_text(page, encoding="utf-8")
    assert [
        wrong for lang, line in written("A.md") for wrong in stumbles(line, FORBIDDEN[lang])
    ] == [
        *stumbles("It is told."),
        *stumbles("别的语言", SIMPLIFIED),
    ]
    assert len([*written("A.md")]) > 5  # and the lines of code are counted


def helped(command: click.Command, name: str = "cosyvoice") -> Iterator[tuple[str, str]]:
    """What the command line says of itself."""
    context = click.Context(command, info_name=name)
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for one in command.list_commands(context):
            inner = command.get_command(context, one)
            assert inner is not None
            yield from helped(inner, f"{name} {one}")


def found(texts: Iterator[tuple[str, str]], forbidden: dict[str, str]) -> list[str]:
    return [f"{place}: {one}" for place, text in texts for one in stumbles(text, forbidden)]


def test_all_that_windows_and_commands_say_is_read() -> None:
    for language in LANGUAGES:
        assert len(list(said(language))) > 600
        assert len(list(errors(language))) > 500
    assert {"cosyvoice", "cosyvoice voices add", "cosyvoice pause"} <= dict(
        helped(cosyvoice)
    ).keys()
    assert "CosyVoice 2.0 on the command line" in dict(helped(cosyvoice))["cosyvoice"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_window_says_what_stumbles(language: str) -> None:
    assert found(said(language), FORBIDDEN[language]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_error_says_what_stumbles(language: str) -> None:
    assert found(errors(language), FORBIDDEN[language]) == []


def test_no_command_says_what_stumbles() -> None:
    assert found(helped(cosyvoice), ENGLISH) == []


def test_the_local_server_says_nothing_that_stumbles(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    assert found(iter([("local_server", capsys.readouterr().out)]), ENGLISH) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Copy the token once more."),
        ("en", "You can have them all the same."),
        ("en", "Whoever shares the network can read it."),
        ("en", "Uploading: {percent} %"),
        ("zh_CN", "已移除 %n 篇文字。"),
        ("zh_CN", "替补音色"),
        ("zh_CN", "声音太大：50 % 被削波。"),
        ("zh_CN", "请用别的程序"),
        ("zh_CN", "等待你登录…"),
        ("zh_CN", "免打扰时段"),
        ("zh_TW", "網絡服務器"),
        ("zh_TW", "由你選擇"),
        ("zh_TW", "複製語音"),
    ],
)
def test_a_turn_of_phrase_that_stumbles_is_found(language: str, text: str) -> None:
    assert found(iter([("here", text)]), FORBIDDEN[language])


def test_accelerators_and_filters_of_files_stumble_over_nothing() -> None:
    texts = ("打开(&L)", "Prof&iles", "所有文件 (*)", "证书 (*.pem *.crt)", "文档 ({forms})")
    assert found(iter([("here", _OF_QT.sub("", text)) for text in texts]), SIMPLIFIED) == []
    assert found(iter([("here", _OF_QT.sub("", "无法打开(404)"))]), SIMPLIFIED)
