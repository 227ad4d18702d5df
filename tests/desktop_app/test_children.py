"""How a bundle starts its children; how a Python does is seen wherever one works."""

from __future__ import annotations

import importlib
import sys

import pytest

from desktop_app.children import FLAGS, child_command, run_as_child


@pytest.mark.parametrize("module", FLAGS)
def test_a_bundle_starts_itself(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    command, _ = child_command(module)
    assert command == [sys.executable, FLAGS[module]]
    monkeypatch.setattr(importlib.import_module(module), "main", lambda: 42)
    with pytest.raises(SystemExit) as ended:
        run_as_child(command)
    assert ended.value.code == 42


@pytest.mark.parametrize("arguments", [[], ["--audio"], ["speak", "--audio-child"]])
def test_others_are_none_of_its_business(arguments: list[str]) -> None:
    run_as_child(["cosyvoice", *arguments])
