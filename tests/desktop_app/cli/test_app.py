"""`cosyvoice app`, and the command line as a whole: help and version."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.cli import app
from desktop_app.errors import AppError
from desktop_app.settings.settings import ServiceSettings, Settings, save_settings
from desktop_app.settings.tokens import TokenPlace
from desktop_app.system import autostart
from desktop_app.system.paths import config_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desktop_app.cli.conftest import Shell


def test_help_and_version(fresh: Shell) -> None:
    for arguments in ([], ["speak"], ["voices"], ["voices", "add"], ["config"], ["check"]):
        done = fresh.good(*arguments, "--help")
        assert "Usage: cosyvoice" in done.out
    assert "--with-sample-voice" in fresh.good("serve", "--help").out
    assert fresh.good("--version").out.startswith("cosyvoice 0.")
    assert fresh.run("sing").code == 2


def test_the_app_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "find_spec", lambda _: None)
    assert app.command.callback is not None
    for menu in (None, "install"):
        with pytest.raises(AppError, match="PyQt6") as raised:
            app.command.callback(hidden=False, menu=menu, text=(), what=())
        assert "script/setup" in raised.value.hint


def test_what_was_installed_and_what_starts_at_login_goes_and_the_rest_is_named(
    fresh: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(fresh.home))
    fresh.good("app", "--install")
    autostart.turn_on()
    save_settings(Settings())
    done = fresh.good("app", "--uninstall")
    assert re.search(r"Removed \d+ files\.", done.err)
    assert not autostart.is_on()
    assert "no longer starts at login" in done.err
    assert str(config_file().parent) in done.err
    assert config_file().is_file()
    assert "keyring" not in done.err
    assert "still running" not in done.err
    save_settings(Settings(services={"a": ServiceSettings("http://a", TokenPlace.KEYRING)}))
    done = fresh.good("app", "--uninstall")
    assert "Nothing was installed in your home folder." in done.err
    assert "Removed" not in done.err
    assert "at login" not in done.err
    assert "Access tokens remain in the system's keyring." in done.err
    config_file().write_text("[")
    assert "keyring" in fresh.good("app", "--uninstall").err  # it may have some


def test_where_there_are_no_menus_the_start_at_login_goes_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "darwin")
    autostart.turn_on()
    assert app.command.callback is not None
    app.command.callback(hidden=False, menu="uninstall", text=(), what=())
    assert not autostart.is_on()
    said = capsys.readouterr().err
    assert "no longer starts at login" in said
    assert "Removed" not in said


def test_a_file_that_is_not_there_is_not_handed_to_the_app(fresh: Shell) -> None:
    """It would read the name of the file aloud."""
    (fresh.home / "book.epub").touch()
    for name in ("missing.md", "./missing", "www.example.com"):
        done = fresh.run("app", "--hidden", "book.epub", name)
        assert done.code == 7
        assert name in done.err
        assert "--text" in done.err
