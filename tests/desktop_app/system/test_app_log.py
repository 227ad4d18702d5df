"""The log of the app, and what becomes of it where it can't be written."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from desktop_app.system.app_log import log_to_file
from desktop_app.system.paths import log_file
from desktop_app.system.redaction import hide

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(logging, "raiseExceptions", True)
    before = list(logging.getLogger().handlers)
    yield
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()


def test_the_log_is_its_users_alone_and_has_no_secrets() -> None:
    assert log_to_file() is None
    hide("a-token-of-somebody")
    logging.getLogger("desktop_app").warning("with %s", "a-token-of-somebody")
    noted = log_file().read_text("utf-8")
    assert "with ***" in noted
    assert log_file().parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("obstacle", ["folder", "file"])
def test_a_log_that_cannot_be_written_is_told_of_and_goes_to_stderr(
    obstacle: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if obstacle == "folder":
        log_file().mkdir(parents=True)
    else:
        log_file().parent.parent.mkdir(parents=True)
        log_file().parent.write_text("no folder")
    error = log_to_file()
    assert error is not None
    assert error.key == "log_not_written"
    hide("a-token-of-somebody")
    logging.getLogger("desktop_app").warning("with %s", "a-token-of-somebody")
    assert "with ***" in capsys.readouterr().err
