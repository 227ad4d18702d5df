"""`cosyvoice speech-dispatcher`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desktop_app.cli.conftest import Shell

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="speech-dispatcher is Linux's")


def test_one_logs_out_only_for_what_was_changed(
    fresh: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(fresh.home))
    assert fresh.good("speech-dispatcher", "remove").out == "It isn't installed.\n"
    assert "Log out and back in" in fresh.good("speech-dispatcher", "install").out
    done = fresh.good("speech-dispatcher", "remove").out
    assert done.startswith("Removed ")
    assert "Log out and back in" in done
