"""The manifest that comes with the package."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local_server.installing.manifest import models

if TYPE_CHECKING:
    import pytest


def test_every_file_is_pinned_and_has_an_encrypted_source() -> None:
    for model in models().values():
        assert model.files
        for file in model.files:
            assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
            assert file.size > 0
            assert file.sources
            assert all(url.startswith("https://") for url in file.sources)
            assert all(not part.startswith((".", "/")) for part in file.path.split("/"))


def test_no_two_files_of_a_model_end_at_the_same_place() -> None:
    for model in models().values():
        results = [name for file in model.files for name in file.results]
        assert len(results) == len(set(results))


def test_a_mirror_of_hugging_face_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/")
    voice = next(f for f in models()["kokoro"].files if f.path == "voices/zf_xiaobei.bin")
    assert voice.sources[0] == (
        "https://mirror.example/onnx-community/Kokoro-82M-v1.0-ONNX/resolve/main/voices/zf_xiaobei.bin"
    )
    assert any(url.startswith("https://huggingface.co/") for url in voice.sources)
    monkeypatch.delenv("HF_ENDPOINT")
    assert not any("mirror" in url for url in models()["kokoro"].files[1].sources)
