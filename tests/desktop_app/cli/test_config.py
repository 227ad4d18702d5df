"""`cosyvoice voices`, `config`, `check`, `serve` and help, as processes."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.cli import app
from desktop_app.errors import AppError
from tests.desktop_app.cli.conftest import TOKEN, Shell

if TYPE_CHECKING:
    from pathlib import Path


def test_help_and_version(fresh: Shell) -> None:
    for arguments in ([], ["speak"], ["voices"], ["voices", "add"], ["config"], ["check"]):
        done = fresh.good(*arguments, "--help")
        assert "Usage: cosyvoice" in done.out
    assert "--with-sample-voice" in fresh.good("serve", "--help").out
    assert fresh.good("--version").out.startswith("cosyvoice 0.")
    assert fresh.run("sing").code == 2


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
    assert "Removed" in shell.good("voices", "remove", "祖母", "--yes").out
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
        (b"this is no sound at all", 7, "a.wav cannot be decoded"),
        (b"", 7, "a.wav cannot be decoded"),
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


def test_services_are_kept_and_used(fresh: Shell, served: str) -> None:
    assert "in use" in fresh.good("config", "list").out
    token = f"{TOKEN}\n".encode()
    added = fresh.good("config", "add", "home", f"{served}/api/v1/audio/speech", stdin=token)
    assert "readable by you alone" in added.out
    tokens = fresh.home / ".config" / "cosyvoice-home" / "tokens.json"
    assert stat.S_IMODE(tokens.stat().st_mode) == 0o600
    assert stat.S_IMODE(tokens.parent.stat().st_mode) == 0o700
    settings = tokens.with_name("config.toml")
    assert fresh.good("config", "path").out.strip() == str(settings)
    assert TOKEN not in settings.read_text()
    listed = fresh.good("config", "list", "--json").json
    assert listed["active"] == "home"
    assert listed["services"]["home"]["url"] == served
    voice = fresh.good("voices", "list", "--json").json[0]["id"]
    fresh.good("config", "voice", "home", voice)
    fresh.good("speak", "-q", "-o", "a.wav", "hi")
    assert "dialect V2" in fresh.good("check").out
    assert fresh.good("check", "home", "--silent", "--json").json["works"] is True
    fresh.good("config", "voice", "home", "no-such-voice")
    broken = fresh.run("check", "--json")
    assert broken.code == 7
    assert "no-such-voice" in broken.json["wrong"]
    fresh.good("config", "voice", "home")
    fresh.good("config", "token", "home", stdin=b"wrong\n")
    assert fresh.run("check").code == 4
    fresh.good("config", "use", "local")
    assert fresh.good("config", "list", "--json").json["active"] == "local"
    fresh.good("config", "use", "home")
    assert fresh.run("config", "remove", "home").code == 2
    fresh.good("config", "remove", "home", "--yes")
    assert json.loads(tokens.read_text()) == {}
    assert fresh.good("config", "list", "--json").json == {"active": "local", "services": {}}


def test_a_service_without_token_and_several_of_them(fresh: Shell) -> None:
    fresh.good("config", "add", "one", "one.example.com", "--no-token")
    fresh.good("config", "add", "two", "http://two.example.com", "--keep-active", stdin=b"t\n")
    listed = fresh.good("config", "list", "--json").json
    assert listed["active"] == "one"
    assert listed["services"]["one"]["url"] == "https://one.example.com"
    unsafe = fresh.good("config", "add", "two", "http://two.example.com", stdin=b"t\n")
    assert "not encrypted" in unsafe.err
    fresh.good("config", "remove", "two", "--yes")
    assert fresh.good("config", "list", "--json").json["active"] == "one"


@pytest.mark.parametrize(
    ("arguments", "stdin", "code"),
    [
        (["add", "local", "http://x"], b"t", 2),
        (["add", "a", "ftp://x"], b"t", 2),
        (["add", "a b", "http://x"], b"t", 7),
        (["add", "a", "http://x"], b"", 7),
        (["add", "a", "http://x"], b"two words", 7),
        (["use", "nobody"], b"", 7),
        (["remove", "nobody", "--yes"], b"", 7),
    ],
)
def test_services_that_cannot_be(
    fresh: Shell, arguments: list[str], stdin: bytes, code: int
) -> None:
    done = fresh.run("config", *arguments, stdin=stdin)
    assert done.code == code, done
    assert not (fresh.home / ".config").exists()


@pytest.mark.parametrize(
    "broken",
    ["nonsense", "version = 2", 'version = 1\n[services.x]\nuri = "y"', "version = 1\nactive = 7"],
)
def test_settings_that_are_broken_are_left_alone(fresh: Shell, broken: str) -> None:
    path = fresh.home / ".config" / "cosyvoice-home" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(broken)
    for arguments in (["config", "list"], ["speak", "-o", "a.wav", "hi"], ["config", "use", "x"]):
        done = fresh.run(*arguments)
        assert done.code == 7
        assert str(path) in done.err
    assert path.read_text() == broken


def test_comments_in_the_settings_are_kept(fresh: Shell) -> None:
    path = fresh.home / ".config" / "cosyvoice-home" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("# mine\nversion = 1\n")
    fresh.good("config", "add", "a", "http://x", "--no-token")
    assert path.read_text().startswith("# mine\n")


def test_tokens_that_cannot_be_read(fresh: Shell, served: str) -> None:
    fresh.good("config", "add", "home", served, stdin=TOKEN.encode())
    tokens = fresh.home / ".config" / "cosyvoice-home" / "tokens.json"
    tokens.write_text("{")
    done = fresh.run("speak", "-o", "a.wav", "hi")
    assert done.code == 7
    assert "cannot be read" in done.err
    tokens.unlink()
    done = fresh.run("speak", "-o", "a.wav", "hi")
    assert done.code == 7
    assert "config token" in done.err


def test_check_says_what_is_wrong(shell: Shell) -> None:
    done = shell.good("check")
    for step in ("Address", "Token", "Voices", "WebSocket", "Speech"):
        assert f"ok  {step}" in done.out
    shell.environment["COSYVOICE_URL"] = "http://127.0.0.1:9"
    assert shell.run("check").code == 3
    shell.environment["COSYVOICE_URL"] = "no address"
    assert shell.run("check").code == 7


def test_check_of_the_built_in_server(fresh: Shell) -> None:
    assert "ok  Speech" in fresh.good("check").out


def test_serve_is_the_local_server(fresh: Shell) -> None:
    process = fresh.start("serve", "--port", "0", "--json", stdin=subprocess.DEVNULL)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    fresh.environment.update(COSYVOICE_URL=ready["url"], COSYVOICE_TOKEN=ready["token"])
    empty = fresh.run("speak", "-o", "a.wav", "hi")
    assert empty.code == 5
    assert "voices add" in empty.err
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_local_server_that_cannot_start(fresh: Shell) -> None:
    (fresh.home / ".local").write_text("a file where a folder should be")
    done = fresh.run("speak", "-o", "a.wav", "hi")
    assert done.code == 3
    assert "local server does not start" in done.err


def test_a_token_in_the_keyring(fresh: Shell, served: str) -> None:
    script = f"""
        echo | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
        cosyvoice() {{ "$PYTHON" -m desktop_app.cli "$@"; }}
        echo {TOKEN} | cosyvoice config add home {served} &&
        cosyvoice speak -q -o a.wav hi && cosyvoice config remove home --yes
    """

    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", script],
        cwd=fresh.home,
        env={**fresh.environment, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "the system's keyring" in done.stdout
    assert (fresh.home / "a.wav").exists()
    assert not (fresh.home / ".config" / "cosyvoice-home" / "tokens.json").exists()


def test_the_app_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "find_spec", lambda _: None)
    assert app.command.callback is not None
    with pytest.raises(AppError, match="PyQt6") as raised:
        app.command.callback(hidden=False, menu=None, what=())
    assert "gui" in raised.value.hint
