"""The command line speaks the language of the terminal."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
import wave

import click
import pytest

from desktop_app.cli.language import in_language, paragraphs, say, say_number
from desktop_app.cli.program import cosyvoice
from desktop_app.words.saying import Phrase

from .conftest import terminal

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Shell


@pytest.fixture
def chinese(shell: Shell) -> Shell:
    shell.environment.pop("LC_ALL", None)
    shell.environment["LANG"] = "zh_CN.UTF-8"
    return shell


def test_errors_and_hints_are_chinese_where_the_terminal_is(chinese: Shell) -> None:
    done = chinese.run("config", "token", "nope")
    assert done.code == 7
    assert done.err == (
        "错误：没有名为“nope”的服务。尚未设置任何服务。\n"
        "提示：添加方法：cosyvoice config add NAME URL\n"
    )


def test_so_is_the_help_of_every_command(chinese: Shell) -> None:
    shown = chinese.good("--help").out
    assert shown.startswith("用法：")
    assert "控制运行中的程序" in shown
    assert "显示此帮助并退出" in shown
    shown = chinese.good("voices", "add", "--help").out
    assert "录音的参考文本" in shown
    assert "必填" in shown
    assert all(_columns(line) <= 80 for line in shown.splitlines())


def _columns(line: str) -> int:
    return sum(2 if "\u2e80" < char < "\uffef" else 1 for char in line)


def test_so_is_what_click_says(chinese: Shell) -> None:
    done = chinese.run("speak", "--nope")
    assert done.code == 2
    assert "错误：没有选项" in done.err


@pytest.mark.parametrize(("locale", "words"), [("zh_HK.UTF-8", "用法："), ("zh_TW", "用法：")])
def test_traditional_chinese_has_its_own_words(shell: Shell, locale: str, words: str) -> None:
    shell.environment["LC_ALL"] = locale
    shown = shell.good("--help").out
    assert shown.startswith(words)
    assert "控制執行中的程式" in shown
    assert "選項" in shown


def test_what_a_terminal_has_no_characters_for_does_not_end_the_program(shell: Shell) -> None:
    shell.environment["PYTHONIOENCODING"] = "latin-1"
    done = shell.run("config", "token", "服务")
    assert done.code == 7
    assert "\\u670d\\u52a1" in done.err


def test_json_and_other_languages_stay_english(chinese: Shell) -> None:
    assert chinese.good("config", "list", "--json").json == {"active": "local", "services": {}}
    chinese.environment["LANG"] = "de_DE.UTF-8"
    assert chinese.good("--help").out.startswith("Usage:")


def test_values_are_said_in_the_language_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert say("Token: {place}.", place=Phrase("place_keyring")) == "令牌：系统密钥环。"
    assert say_number("{number} gap", "{number} gaps", 2) == "2 次中断"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert say("Token: {place}.", place=Phrase("place_keyring")) == "Token: the system keyring."
    assert say_number("{number} gap", "{number} gaps", 1) == "1 gap"


def test_examples_in_help_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    text = "Pause.\n\n\b\ncosyvoice pause\nagain"
    assert list(paragraphs(text)) == [
        ("Pause.", False),
        ("\b\ncosyvoice pause\nagain", True),
    ]
    command = in_language(click.Command("one", help=text))
    assert command.help == "暂停。\n\n\b\ncosyvoice pause\nagain"


def test_every_command_says_what_it_is_for() -> None:
    context = click.Context(cosyvoice)
    for name in cosyvoice.list_commands(context):
        command = cosyvoice.get_command(context, name)
        assert command is not None
        assert command.help
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (name, option.name)


def test_a_chinese_name_has_no_blanks_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    english = "Using {other} instead of {service}."
    assert say(english, other="内置音色", service="ms") == "改用内置音色代替 ms。"
    assert say(english, other="nas", service="家里的") == "改用 nas 代替家里的。"
    assert say(english, other="nas 二", service="2 号") == "改用 nas 二代替 2 号。"


def test_findings_and_questions_have_no_blank_after_a_wide_mark(
    chinese: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "short.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
        file.writeframes(bytes(48_000))
    done = chinese.run("voices", "add", str(path), "-t", "你好")
    assert done.code == 7, done
    assert "问题：" in done.err
    assert not re.search(r"[：。，；、！？] +\S", done.err), done.err
    folder = chinese.home / ".config" / "cosyvoice-home"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text('version = 1\n[services.nas]\nurl = "http://127.0.0.1:9"\n')
    with terminal() as (main, other):
        os.write(main, b"n\n")
        process = chinese.start("config", "remove", "nas", stdin=other)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "？[y/N]: " in err.decode()
