"""What counts as installed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local_server.installing.places import installed, models_folder


def test_the_folder_is_the_servers_own_unless_a_variable_names_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COSYVOICE_MODELS", raising=False)
    assert models_folder(tmp_path) == tmp_path / "engines"
    monkeypatch.setenv("COSYVOICE_MODELS", "~/models")
    assert models_folder(tmp_path) == Path.home() / "models"


@pytest.mark.parametrize(
    "marker",
    [None, "", "[]", "{}", '{"files": {}}', json.dumps({"files": {"gone": 1}, "downloads": {}})],
)
def test_a_folder_without_its_marker_or_its_files_is_no_model(
    tmp_path: Path, marker: str | None
) -> None:
    (tmp_path / "kokoro").mkdir()
    (tmp_path / "kokoro" / "model.onnx").write_bytes(b"x")
    if marker is not None:
        (tmp_path / "kokoro" / "complete.json").write_text(marker, encoding="utf-8")
    assert installed(tmp_path, "kokoro") is None


def test_a_whole_folder_is_one_whatever_its_version(tmp_path: Path) -> None:
    (tmp_path / "kokoro").mkdir()
    (tmp_path / "kokoro" / "model.onnx").write_bytes(b"x")
    note = {"files": {"model.onnx": 1}, "downloads": {"model.onnx": "another"}}
    (tmp_path / "kokoro" / "complete.json").write_text(json.dumps(note), encoding="utf-8")
    assert installed(tmp_path, "kokoro") == tmp_path / "kokoro"
