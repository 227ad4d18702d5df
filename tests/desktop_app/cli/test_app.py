"""`cosyvoice app`, and the command line as a whole: help and version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.cli import app
from desktop_app.errors import AppError

if TYPE_CHECKING:
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
    with pytest.raises(AppError, match="PyQt6") as raised:
        app.command.callback(hidden=False, menu=None, what=())
    assert "gui" in raised.value.hint
