"""What the server says in its terminal: in whose language, and that all of it is translated."""

from __future__ import annotations

from collections import Counter
import errno
import os
import re
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.words import catalogs as app
from desktop_app.words.sentences import SENTENCES
from desktop_app.words.system_errors import KEYS
from local_server.words import DOMAIN, FOLDER, HOST_NOT_FOUND, OF_SYSTEM, language_of, reason_of
from script import catalogs

from .running import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog

_FIELD = re.compile(r"{[^}]*}|%\(\w+\)[sr]|%[sr]")


def catalog(language: str, folder: Path = FOLDER) -> Catalog:
    return catalogs.read(catalogs.source(folder, language, DOMAIN))


@pytest.mark.parametrize("language", app.CHINESE)
def test_every_message_is_translated_with_its_fields(language: str) -> None:
    for message in catalog(language):
        if message.id:
            assert isinstance(message.id, str)
            assert isinstance(message.string, str)
            assert message.string, message.id
            assert Counter(_FIELD.findall(message.string)) == Counter(_FIELD.findall(message.id))


@pytest.mark.parametrize("language", app.CHINESE)
def test_the_collected_messages_are_those_of_the_code(language: str, tmp_path: Path) -> None:
    catalogs.collect(tmp_path, DOMAIN)
    new = {message.id for message in catalog(language, tmp_path)}
    assert {message.id for message in catalog(language)} == new, "run script/translate"


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"LANG": "zh_CN.UTF-8"},
        {"LANG": "zh_HK.UTF-8@x"},
        {"LANG": "zh_SG"},
        {"LANG": "yue"},
        {"LANG": "de_DE.UTF-8", "LANGUAGE": "de:zh_TW:en"},
        {"LANG": "de_DE.UTF-8", "LANGUAGE": "de:en:zh_TW"},
        {"LANG": "zh_TW.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": "zh_CN"},
        {"LANG": "zh_TW.UTF-8", "LC_ALL": "POSIX"},
        {"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh-Hant"},
        {"LANG": "zh_Hans_HK.UTF-8"},
        {"LANG": "tlh"},
    ],
)
def test_it_speaks_the_language_that_the_app_speaks(environment: dict[str, str]) -> None:
    assert (language_of(environment) or "en") == app.language_of(environment)


def said(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("language", "usage", "words"),
    [
        ("zh_CN.UTF-8", "用法：", "存放令牌的文件"),
        ("zh_HK.UTF-8", "用法：", "存放權杖的檔案"),
        ("C.UTF-8", "usage: ", "file that contains the token"),
    ],
)
def test_help_is_in_the_language_of_the_terminal(language: str, usage: str, words: str) -> None:
    for name, module in (
        ("python -m local_server", ["local_server"]),
        ("cosyvoice serve", ["desktop_app.cli", "serve"]),
    ):
        help_ = said("-m", *module, "--help", LC_ALL=language, PYTHONUTF8="1")
        assert help_.startswith(f"{usage}{name} [-h]")
        assert words in help_


def test_errors_are_in_the_language_of_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for arguments, words in (
        (["--grace", "nan"], "错误：参数 --grace：必须是 0 到 3600 之间的秒数"),
        (["--workers"], "需要一个参数"),
        (["--engine", "x"], "没有此选择：'x'"),
        (["--nothing"], "未知的参数：--nothing"),
        (["--token", "a", "--token-file", "b"], "不能与参数 --token 同时使用"),
        (["--port", "0", "--data-dir", str(tmp_path / "file")], "不是文件夹。请用 --data-dir"),
    ):
        assert words in said("-m", "local_server", *arguments, LC_ALL="zh_CN.UTF-8", PYTHONUTF8="1")


def test_the_reasons_of_the_system_are_in_the_language_of_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for arguments, words in (
            (["--port", str(port)], f"无法监听 127.0.0.1:{port}：地址已被占用。请"),
            (["--token-file", str(tmp_path / "none")], "：文件或文件夹不存在。请"),
            (["--token-file", str(tmp_path)], "：这是文件夹。请"),
            (["--token-file", str(tmp_path / "file" / "x")], "：路径中有一部分不是文件夹。请"),
            (["--data-dir", str(tmp_path / ("x" * 300))], "：名称太长。请"),
            (["--data-dir", "/proc/none"], "：文件或文件夹不存在。请"),
            (["--host", "192.0.2.1"], "：本机没有此地址。请"),
            (["--host", "no.such.host.invalid"], "：找不到主机。请"),
        ):
            place = ["--port", "0", "--data-dir", str(tmp_path / "voices")]
            last = said(
                *("-m", "local_server", *place, *arguments), LC_ALL="zh_CN.UTF-8", PYTHONUTF8="1"
            ).splitlines()[-1]
            assert last.startswith("python -m local_server：错误：")
            assert words in last


def test_the_system_says_here_what_it_says_in_the_desktop_app() -> None:
    for name, words in OF_SYSTEM.items():
        key = KEYS.get(getattr(errno, name))
        assert key is None or SENTENCES[key] == words
        for language in app.CHINESE:
            here = catalog(language).get(words)
            assert here is not None
            assert key is None or here.string == app.translated(words, language)
    assert SENTENCES["system_host_not_found"] == HOST_NOT_FOUND


def test_an_error_that_has_no_words_of_ours_begins_small() -> None:
    assert reason_of(OSError(errno.EDOM, "Numerical argument out of domain")) == (
        "numerical argument out of domain"
    )
    assert reason_of(OSError(errno.ENOTSUP, "RPC is not supported")) == "RPC is not supported"


def test_an_encoding_without_chinese_gets_english() -> None:
    help_ = said("-m", "local_server", "--help", LC_ALL="zh_CN.X", PYTHONIOENCODING="latin-1")
    assert help_.startswith("usage: ")
