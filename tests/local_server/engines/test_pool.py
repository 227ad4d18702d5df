"""How workers are started: by an interpreter, or by the bundle, which has none."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from local_server.engines.pool import FLAGS, command

if TYPE_CHECKING:
    import pytest


def test_an_interpreter_is_told_the_module_and_a_bundle_a_flag(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = next(iter(FLAGS))
    plain = command(module, "library", "data")
    assert plain[0] == sys.executable
    assert plain[-2:] == ["library", "data"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command(module, "library", "data") == [sys.executable, FLAGS[module], "library", "data"]
