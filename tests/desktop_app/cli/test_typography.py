"""Chinese on the command line has Chinese marks, also where click puts it together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desktop_app.cli.typography import harmless, labelled, typeset

if TYPE_CHECKING:
    from tests.desktop_app.cli.conftest import Shell

WRONG = re.compile(
    r"[：。，；、！？] +\S|[\u4e00-\u9fff]:|', '|[\u4e00-\u9fff'”]\.(?: |$)", re.MULTILINE
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("用法： cosyvoice speak", "用法：cosyvoice speak"),
        ("选项:", "选项："),
        ("[默认值: 100]", "[默认值：100]"),
        ("错误：缺少选项 '-t' / '--text'.", "错误：缺少选项 '-t' / '--text'。"),
        ("不是以下之一：'a', 'b', 'c'.", "不是以下之一：'a'、'b'、'c'。"),
        ("连接不上。 改用内置音色。", "连接不上。改用内置音色。"),
        ("  --as-is  原样上传。", "  --as-is  原样上传。"),
        ("cosyvoice speak 'a', 'b': c.", "cosyvoice speak 'a', 'b': c."),
        ('cosyvoice speak "Hello, 你好"', 'cosyvoice speak "Hello, 你好"'),
        ("地址：http://127.0.0.1:9", "地址：http://127.0.0.1:9"),
    ],
)
def test_marks_are_wide_after_chinese(before: str, after: str) -> None:
    assert typeset(before, "zh_CN") == after
    assert typeset(before, "en") == before


def test_nothing_of_others_commands_the_terminal() -> None:
    assert harmless("a\x1b[2Jb\x07c\x9bd\re\ttab") == "a\ufffd[2Jb\ufffdc\ufffdd\ufffde\ttab"
    assert harmless("line\n你好 é 😀\u3000") == "line\n你好 é 😀\u3000"


def test_a_label_has_a_blank_after_a_narrow_mark_alone() -> None:
    assert labelled("Error:", "It failed.") == "Error: It failed."
    assert labelled("\x1b[31m错误：\x1b[0m", "失败。") == "\x1b[31m错误：\x1b[0m失败。"


@pytest.fixture(params=["zh_CN.UTF-8", "zh_TW.UTF-8"])
def chinese(fresh: Shell, request: pytest.FixtureRequest) -> Shell:
    """A user who reads Chinese."""
    fresh.environment["LC_ALL"] = request.param
    return fresh


def test_help_and_mistakes_are_set_in_chinese(chinese: Shell) -> None:
    for arguments in ([], ["speak"], ["voices", "add"], ["config", "token"], ["app"]):
        words = chinese.good(*arguments, "--help").out
        assert "：cosyvoice" in words
        assert not WRONG.search(words), WRONG.search(words)
    (chinese.home / "a.wav").touch()
    for arguments in (
        ["voices", "add", "a.wav"],
        ["speak", "--mode", "x", "hi"],
        ["speak", "--voicee", "hi"],
        ["speak", "--speed", "9", "hi"],
        ["spek"],
        ["check", "nosuch"],
        ["speak", "-f", "missing.md"],
    ):
        words = chinese.run(*arguments).err
        assert not WRONG.search(words), WRONG.search(words)
        assert re.search(r"^错误：\S|^錯誤：\S", words, re.MULTILINE)
