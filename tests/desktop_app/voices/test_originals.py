"""What voices were made of stays on this computer, for its owner alone, until they are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.system.paths import originals_folder
from desktop_app.voices.originals import drop_originals, keep_original, original_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_a_voice_was_made_of_is_kept_until_it_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert original_of("../../escape") is None
    for voice in ("a-1", "../../escape"):
        keep_original(voice, b"RIFF " + voice.encode())
    kept = original_of("../../escape")
    assert kept is not None
    assert kept.parent == originals_folder()
    assert kept.read_bytes() == b"RIFF ../../escape"
    assert kept.stat().st_mode & 0o077 == 0
    assert originals_folder().stat().st_mode & 0o077 == 0
    drop_originals(["../../escape", "never there"])
    assert original_of("../../escape") is None
    assert original_of("a-1") is not None
