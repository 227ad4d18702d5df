"""Encodings, and lines that were broken at a width."""

from __future__ import annotations

import codecs
import textwrap
from time import process_time
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
import pytest

from desktop_app.documents import plain
from desktop_app.documents.document import Content
from shared_client.text.kinds import TextKind

if TYPE_CHECKING:
    from pathlib import Path

CHINESE = "今天天气很好，我们一起去公园散步吧。小明说：“好啊！”"
TAIWANESE = "今天天氣很好，我們一起去公園散步吧。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-32"),
        (CHINESE, "gb18030"),
        ("你好，世界。", "gb18030"),
        (TAIWANESE, "big5"),
        ("今日はとても良い天気ですね。", "shift_jis"),
        ("Сегодня хорошая погода, пойдём гулять.", "cp1251"),
        ("Schöne Grüße aus München.", "latin-1"),
        ("", "utf-8"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    assert plain.decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "charset", ["gb2312", "GBK", "utf-8", "no-such-charset", "ascii", None, "big5"]
)
def test_a_charset_is_believed_only_if_it_works(charset: str | None) -> None:
    assert plain.decode(f"{CHINESE}镕".encode("gb18030"), charset) in (
        f"{CHINESE}镕",
        f"{CHINESE}镕".encode("gb18030").decode("big5hkscs", "ignore"),
    )


def test_latin_1_means_what_windows_makes_of_it() -> None:
    assert plain.decode("“naïve”".encode("cp1252"), "iso-8859-1") == "“naïve”"


@pytest.mark.parametrize(
    "data", [bytes(100), bytes(range(256)) * 20, codecs.BOM_UTF16_LE + b"\x01\x00\x02\x00" * 9]
)
def test_what_is_no_text(data: bytes) -> None:
    assert plain.decode(data) is None


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_do_not(data: bytes) -> None:
    assert isinstance(plain.decode(data), str | None)


PROSE = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age"
    " of foolishness, it was the epoch of belief, it was the epoch of incredulity."
)


@pytest.mark.parametrize("width", [60, 72, 100])
def test_prose_that_was_broken_at_a_width_is_joined(width: int) -> None:
    wrapped = "\n\n".join([textwrap.fill(PROSE, width)] * 3)
    assert plain.unwrap(wrapped) == "\n\n".join([PROSE] * 3)


def test_chinese_is_joined_without_spaces() -> None:
    text = CHINESE * 8
    wrapped = "\n".join(textwrap.wrap(text, 35))
    assert plain.unwrap(wrapped) == text


def test_indented_prose_and_list_items_are_joined() -> None:
    item = textwrap.fill(PROSE, 70, initial_indent="- ", subsequent_indent="  ")
    assert plain.unwrap(item) == f"- {PROSE}"
    assert plain.unwrap(textwrap.indent(textwrap.fill(PROSE, 70), "    ")) == f"    {PROSE}"


@pytest.mark.parametrize(
    "text",
    [
        "Tyger Tyger, burning bright,\nIn the forests of the night;",
        f"- {PROSE}\n- {PROSE}",
        f"{PROSE}\n# Heading",
        f"1. {PROSE}\n2. {PROSE}",
        f"{PROSE}  \n{PROSE}",
        f"| {PROSE} |\n| {PROSE} |",
        f"```\n{PROSE}\n{PROSE}\n\n{PROSE}\n{PROSE}\n```",
        "",
        "\n\n\n",
        f"{PROSE}\n    indented otherwise",
    ],
)
def test_what_was_not_broken_at_a_width_stays(text: str) -> None:
    assert plain.unwrap(text) == text


SCENES = [
    "清晨的阳光透过窗帘洒了进来，他揉了揉眼睛，慢慢地从床上坐起来，看着窗外那棵老树。",
    "“你怎么还没走？”她站在门口问道，手里端着一杯热茶，脸上带着一丝让人难懂的笑意。",
    "他没有回答，只是把那封信推到她的面前；信封已经发黄，边角磨损，看得出年代很久了。",
    "她打开信封，里面只有一张照片，照片上的两个人站在海边，笑得比那天的太阳还要灿烂。",
]


@pytest.mark.parametrize("indent", ["\u3000\u3000", "    ", "  ", "\t", ""])
@pytest.mark.parametrize("gap", ["\n", "\n\u3000\u3000\n"])
def test_paragraphs_of_a_chinese_novel_stay(indent: str, gap: str) -> None:
    found = plain.unwrap(gap.join(indent + scene for scene in SCENES))
    assert [line.strip() for line in found.split("\n") if line.strip()] == SCENES


@pytest.mark.parametrize("indent", ["\u3000\u3000", "    "])
def test_paragraphs_without_a_full_stop_stay_if_they_are_indented(indent: str) -> None:
    text = "\n".join(indent + scene.rstrip("。") for scene in SCENES)
    assert plain.unwrap(text) == text


@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
def test_a_chinese_novel_that_was_broken_at_a_width_is_joined(indent: str) -> None:
    text = "".join(SCENES[:3]).replace("。", "，") * 3 + "完。"
    text = f"{indent}{text}"
    lines = [text[at : at + 38] for at in range(0, len(text), 38)]
    assert plain.unwrap("\n".join(lines)) == text
    if indent:
        assert plain.unwrap("\n".join([*lines, *lines])) == f"{text}\n{text}"


@pytest.mark.parametrize("indent", ["    ", "  "])
def test_prose_whose_first_lines_are_indented_is_joined(indent: str) -> None:
    wrapped = textwrap.fill(PROSE, 70, initial_indent=indent)
    assert plain.unwrap(f"{wrapped}\n{wrapped}") == f"{indent}{PROSE}\n{indent}{PROSE}"


def test_paragraphs_of_one_line_each_stay() -> None:
    text = "\n".join(f"{PROSE[:width]}." for width in (150, 148, 152, 140))
    assert plain.unwrap(text) == text
    assert plain.unwrap(f"{PROSE}\n{PROSE[:-3]}") == f"{PROSE}\n{PROSE[:-3]}"


def test_a_fence_that_nothing_closes_leaves_lines_to_be_joined() -> None:
    wrapped = textwrap.fill(PROSE, 70)
    assert plain.unwrap(f"~~~\n\n{wrapped}") == f"~~~\n\n{PROSE}"


def test_a_long_paragraph_is_joined_in_linear_time() -> None:
    began = process_time()
    plain.unwrap("\n".join([PROSE[:70]] * 40_000))
    assert process_time() - began < 5


def content(path: Path, data: bytes, suffix: str = "") -> Content:
    path.write_bytes(data)
    return Content(path, path.name, "", None, data[:4096], suffix)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Über **alles**\n\ntext", "Über **alles**"),
        ("---\ntitle: 'In front'\nx: y\n---\n# Heading\n", "In front"),
        ("---\nx: y\n---\n## Heading ##\ntext", "Heading"),
        ("text\n\n# Later", ""),
        ("---\ntitle: At the end\n---", "At the end"),
    ],
)
def test_titles(tmp_path: Path, text: str, title: str) -> None:
    found = plain.read(content(tmp_path / "a.md", text.encode()), lambda *_: None)
    assert found.title == title
    assert "x: y" not in found.text


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nOne scene, and what is in it.\n\n---\n\nAnother.",
        "---\ntitle: It never ends\n\nText.",
        "---\n---\nText.",
    ],
)
def test_what_stands_between_two_rules_is_read(tmp_path: Path, text: str) -> None:
    assert plain.read(content(tmp_path / "a.md", text.encode()), lambda *_: None).text == text


def test_text_is_known_without_a_suffix(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert plain.is_compatible(content(path, b""))
    assert plain.is_compatible(content(path, CHINESE.encode("gb18030")))
    assert plain.is_compatible(content(path, CHINESE.encode("utf-16")))
    assert plain.is_compatible(content(path, ("a" + CHINESE * 200).encode()))
    assert not plain.is_compatible(content(path, b"\x7fELF\0\0\0\x01" * 20))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-32"])
def test_text_is_known_wherever_its_start_is_cut(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a"
    for length in range(1, 8):
        assert plain.is_compatible(content(path, ("你好世界" * 2)[:length].encode("utf-8")))
    for before in range(5):
        data = ("a" * before + CHINESE * 400).encode(encoding)
        assert plain.is_compatible(content(path, data)), before


@pytest.mark.parametrize(
    ("name", "media_type", "text", "kind"),
    [
        ("a.md", "", "It is so.", TextKind.MARKDOWN),
        ("a.markdown", "", "It is so.", TextKind.MARKDOWN),
        ("readme", "text/markdown", "It is so.", TextKind.MARKDOWN),
        ("a.txt", "", "It is *so*, in snake_case.", TextKind.PLAIN),
        ("a.py", "", "def __init__(self, *args):\n    return self", TextKind.PLAIN),
        ("a.txt", "", "# A title\n\nIt is **so**.", TextKind.MARKDOWN),
    ],
)
def test_a_text_says_how_it_is_written(
    tmp_path: Path, name: str, media_type: str, text: str, kind: TextKind
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    content = Content(path, name, media_type, None, text.encode(), path.suffix)
    assert plain.read(content, lambda *_: None).kind is kind
