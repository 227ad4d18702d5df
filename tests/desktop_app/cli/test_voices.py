"""`cosyvoice voices`, as processes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.desktop_app.cli.conftest import terminal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desktop_app.cli.conftest import Shell


def test_voices_come_and_go(shell: Shell, sample: Path) -> None:
    added = shell.good("voices", "add", str(sample), "-t", "早上好", "-n", "祖母", "--json").json
    assert (added["filename"], added["text"]) == ("祖母.wav", "早上好")
    assert "早上好" in shell.good("voices", "list").out
    listed = shell.good("voices", "list", "--json", "--oldest-first").json
    assert added["id"] in [voice["id"] for voice in listed]
    assert "早上好" in shell.good("voices", "show", "祖母").out
    assert shell.good("voices", "show", added["id"][:13], "--json").json == added
    shell.good("speak", "-q", "-v", "祖母", "-o", "a.wav", "hi")
    refused = shell.run("voices", "remove", "祖母")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert "Deleted" in shell.good("voices", "remove", "祖母", "--yes").out
    assert shell.run("voices", "show", "祖母").code == 5


def test_a_name_that_means_two_voices(shell: Shell, sample: Path) -> None:
    ids = [shell.good("voices", "add", str(sample), "-t", "x", "--json").json["id"] for _ in "ab"]
    done = shell.run("voices", "show", "mum")
    assert done.code == 5
    assert all(id_ in done.err for id_ in ids)
    for id_ in ids:
        assert shell.good("voices", "remove", id_, "--yes", "--json").json["id"] == id_


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (None, 2, "does not exist"),
        (b"this is no sound at all", 7, "Can't decode a.wav"),
        (b"", 7, "Can't decode a.wav"),
    ],
)
def test_a_file_that_is_no_voice(shell: Shell, make: bytes | None, code: int, words: str) -> None:
    if make is not None:
        (shell.home / "a.wav").write_bytes(make)
    done = shell.run("voices", "add", "a.wav", "-t", "x")
    assert done.code == code
    assert words in done.err


def test_a_voice_needs_its_words(shell: Shell, sample: Path) -> None:
    assert shell.run("voices", "add", str(sample)).code == 2
    assert shell.run("voices", "add", str(sample), "-t", " ").code == 2


def test_a_voice_is_removed_only_after_a_yes(shell: Shell, sample: Path) -> None:
    shell.good("voices", "add", str(sample), "-t", "Hello there.", "-n", "stays")
    with terminal() as (main, other):
        os.write(main, b"n\n")
        process = shell.start("voices", "remove", "stays", stdin=other)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert err.endswith(b"Nothing was removed.\n")
    shell.good("voices", "remove", "stays", "--yes")
