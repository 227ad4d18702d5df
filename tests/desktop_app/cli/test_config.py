"""`cosyvoice config`: services, their tokens and the settings file, as processes."""

from __future__ import annotations

import json
import stat
import subprocess
import sys

import pytest

from tests.desktop_app.cli.conftest import TOKEN, Shell


def test_services_are_kept_and_used(fresh: Shell, served: str) -> None:
    assert "active" in fresh.good("config", "list").out
    token = f"{TOKEN}\n".encode()
    added = fresh.good("config", "add", "home", f"{served}/api/v1/audio/speech", stdin=token)
    assert "only you can read" in added.out
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
    assert "API version V2" in fresh.good("check").out
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
    assert "isn't encrypted" in unsafe.err
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
    done = fresh.run("speak", "-s", "home", "-o", "a.wav", "hi")
    assert done.code == 7
    assert "Can't read" in done.err
    tokens.unlink()
    done = fresh.run("speak", "-s", "home", "-o", "a.wav", "hi")
    assert done.code == 7
    assert "config token" in done.err


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
    assert "the system keyring" in done.stdout
    assert (fresh.home / "a.wav").exists()
    assert not (fresh.home / ".config" / "cosyvoice-home" / "tokens.json").exists()
