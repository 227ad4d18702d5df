"""`cosyvoice config`: services, their tokens and the settings file, as processes."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys

import pytest

from tests.desktop_app.cli.conftest import TOKEN, Shell, terminal


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
    for wrong in ("{", "[1]", '{"home": 5}'):
        tokens.write_text(wrong)
        done = fresh.run("speak", "-s", "home", "-o", "a.wav", "hi")
        assert done.code == 7
        assert "Can't read the tokens" in done.err
        assert "config token home" in done.err
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


SETTINGS = """version = 1
active = "home"
[services.home]
url = "http://127.0.0.1:9"
[profiles.Story]
service = "gone"
"""


@pytest.fixture
def settled(fresh: Shell) -> Shell:
    """A user with a service, and a profile whose service is gone."""
    folder = fresh.home / ".config" / "cosyvoice-home"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(SETTINGS, "utf-8")
    return fresh


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["spek"], "Did you mean speak?"),
        (["voices", "lst"], "list"),
        (["speak", "--voicee", "x", "hi"], "--voice"),
        (["check", "hme"], "Available: home, local.\nHint: Did you mean “home”?"),
        (["speak", "-s", "locl", "hi"], "Did you mean “local”?"),
        (["speak", "-p", "story", "hi"], "Did you mean “Story”?"),
        (["speak", "-p", "Story", "hi"], "“Story” uses the service “gone”, which isn't set up."),
        (["config", "add", "bad", "ht!tp:// x"], "“ht!tp:// x” isn't"),
        (["config", "token", "home"], "If the service needs none, add it again with --no-token."),
        (["config", "token", "local"], "“local” is the name of the built-in voice."),
        (["config", "remove", "-y", "local"], "“local” is the name of the built-in voice."),
    ],
)
def test_a_mistake_is_answered_with_what_was_meant(
    settled: Shell, arguments: list[str], words: str
) -> None:
    done = settled.run(*arguments)
    assert done.code in (2, 7)
    assert words in done.err
    assert "://." not in done.err


def test_a_profile_where_there_are_none_is_answered_with_how_to_make_one(fresh: Shell) -> None:
    done = fresh.run("speak", "-p", "Story", "hi")
    assert "[profiles.NAME]" in done.err
    assert "cosyvoice app" in done.err


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("ftp://example.com", 7, "Error: COSYVOICE_URL can't be used."),
        ("http://127.0.0.1:9", 3, "Check COSYVOICE_URL"),
    ],
)
def test_a_wrong_variable_is_named(settled: Shell, address: str, code: int, words: str) -> None:
    settled.environment["COSYVOICE_URL"] = address
    for arguments in (["check"], ["speak", "-o", "a.wav", "hi"], ["voices", "list"]):
        done = settled.run(*arguments)
        assert done.code == code
        assert words in done.err
        assert "cosyvoice config" not in done.err


def test_what_has_changed_is_said(settled: Shell) -> None:
    assert settled.good("config", "use", "local").out == "Active service: local\n"
    assert settled.good("config", "use", "home").out == "Active service: home\n"
    assert settled.good("config", "voice", "home", "abc").out == "Default voice of home: abc\n"
    assert settled.good("config", "voice", "local", "abc").out == "Default voice of local: abc\n"
    written = (settled.home / ".config" / "cosyvoice-home" / "config.toml").read_text("utf-8")
    assert 'local_voice = "abc"' in written
    said = settled.good("config", "voice", "local").out
    assert said == "Default voice of local: the newest one\n"


def test_a_fallback_is_called_what_it_is(settled: Shell) -> None:
    done = settled.good("speak", "-o", "a.wav", "hi")
    assert "Using the built-in voice instead of home." in done.err


def test_a_table_in_a_pipe_has_a_line_for_each_row(settled: Shell) -> None:
    settled.environment["COLUMNS"] = "40"
    settled.good("config", "voice", "home", "x" * 100)
    lines = settled.good("config", "list").out.splitlines()
    assert len(lines) == 3
    assert "x" * 100 in lines[1]
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("answer", [b"n\n", b"\n", b"\x04"])
def test_a_service_is_removed_only_after_a_yes(settled: Shell, answer: bytes) -> None:
    with terminal() as (main, other):
        os.write(main, answer)
        process = settled.start("config", "remove", "home", stdin=other)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert err.endswith(b"Nothing was removed.\n")
    assert "127.0.0.1:9" in settled.good("config", "list").out


def test_a_service_that_is_changed_is_told_from_one_that_is_added(settled: Shell) -> None:
    url = "http://127.0.0.1:9"
    settled.good("config", "voice", "home", "grandma")
    same = settled.good("config", "add", "home", url, stdin=b"t\n")
    assert f"Changed home at {url}." in same.out
    assert "active service" not in same.out
    services = settled.good("config", "list", "--json").json["services"]
    assert services["home"]["voice"] == "grandma"
    added = settled.good("config", "add", "work", "https://work.example", "--no-token")
    assert "work is now the active service." in added.out
    other = settled.good("config", "add", "home", "https://other.example", "--no-token")
    assert f"Changed home (was {url})." in other.out
    assert "home is now the active service." in other.out
    assert "default voice of home was reset" in other.err
    services = settled.good("config", "list", "--json").json["services"]
    wanted = {"url": "https://other.example", "voice": "", "token_in": "none"}
    assert services["home"] == wanted
    assert "work is now the active service." in settled.good("config", "remove", "-y", "home").out


def test_profiles_that_name_a_service_are_told_of_its_new_address(settled: Shell) -> None:
    path = settled.home / ".config" / "cosyvoice-home" / "config.toml"
    path.write_text(SETTINGS + '[profiles.Tale]\nservice = "home"\nvoice = "grandma"\n', "utf-8")
    other = settled.good("config", "add", "home", "https://other.example", "--no-token")
    assert "old address: Tale" in other.err
    assert 'voice = "grandma"' in path.read_text("utf-8")


def test_a_default_voice_is_looked_up_where_the_service_answers(fresh: Shell, served: str) -> None:
    fresh.good("config", "add", "home", served, stdin=f"{TOKEN}\n".encode())
    voice = fresh.good("voices", "list", "--json").json[0]
    set_ = fresh.good("config", "voice", "home", voice["filename"])
    assert set_.out == f"Default voice of home: {voice['id']}\n"
    set_ = fresh.good("config", "voice", "home", voice["id"][:20])
    assert set_.out == f"Default voice of home: {voice['id']}\n"
    gone = fresh.good("config", "voice", "home", "nobody")
    assert gone.out == "Default voice of home: nobody\n"
    assert "has no voice “nobody”" in gone.err


def test_an_address_with_a_token_is_refused_without_repeating_it(fresh: Shell) -> None:
    done = fresh.run("config", "add", "svc", "https://voices.example/?token=abc123")
    assert done.code == 2
    assert "Leave out what follows the ?" in done.err
    assert "abc123" not in done.err + done.out


@pytest.mark.parametrize("name", ["", "  "])
def test_a_voice_without_a_name_is_refused_before_the_service_is_asked(
    settled: Shell, name: str
) -> None:
    (settled.home / "rec.wav").write_bytes(b"RIFF")
    for arguments in (["add", "-t", "hello", "-n", name, "rec.wav"], ["record", "-t", "hi", name]):
        done = settled.run("voices", *arguments)
        assert done.code == 2
        assert "must not be empty." in done.err


def test_a_hint_names_the_service_whose_token_is_refused(fresh: Shell, served: str) -> None:
    fresh.good("config", "add", "loc", served, stdin=b"wrong\n")
    for arguments in (["check", "loc"], ["voices", "list", "-s", "loc"]):
        done = fresh.run(*arguments)
        assert done.code == 4
        assert "cosyvoice config token loc" in done.err
    fresh.good("config", "add", "loc", served, "--no-token")
    done = fresh.run("check", "loc")
    assert done.code == 4
    assert "This service needs a token. Enter it: cosyvoice config token loc" in done.err
    fresh.environment["COSYVOICE_URL"] = served
    assert "needs a token. Set COSYVOICE_TOKEN." in fresh.run("check").err


def test_a_hint_names_the_file_that_is_no_text_to_read(fresh: Shell) -> None:
    (fresh.home / "my data.json").write_text('{"a": 1}\n')
    done = fresh.run("speak", "-o", "a.wav", "-f", "my data.json")
    assert done.code == 7
    assert "cosyvoice speak - < 'my data.json'" in done.err
