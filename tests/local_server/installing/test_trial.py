"""An engine is tried out in its own process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_server.engines import Capabilities, Style, Voice
from local_server.engines.choice import MODELS, Model
from local_server.errors import EngineError
from local_server.installing import trial
from local_server.installing.errors import InstallError
from local_server.installing.trial import SENTENCES, try_out
from tests.local_server.running import SlowEngine

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from pathlib import Path


def nothing(_language: str) -> None:
    """Progress that nobody looks at."""


async def test_the_built_in_engine_speaks_both_sentences(tmp_path: Path) -> None:
    told: list[str] = []
    done = await try_out("espeak", tmp_path, told.append)
    assert told == list(SENTENCES)
    assert [spoken.language for spoken in done.spoken] == list(SENTENCES)
    for spoken in done.spoken:
        assert 2 < spoken.seconds < 8
        assert 0 < spoken.first_audio <= spoken.rate * spoken.seconds
    assert done.load > 0


async def test_an_engine_that_is_not_installed_is_told(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="cosyvoice engines install kokoro"):
        await try_out("kokoro", tmp_path, nothing)


async def test_an_engine_that_fails_is_told_with_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Model("Broken", Capabilities(), "tests.local_server.engines.nowhere:Nothing")
    monkeypatch.setitem(MODELS, "broken", broken)
    (tmp_path / "broken").mkdir()
    note = '{"files": {}, "downloads": {}}'
    (tmp_path / "broken" / "complete.json").write_text(note, encoding="utf-8")
    with pytest.raises(InstallError, match="Broken can't speak"):
        await try_out("broken", tmp_path, nothing)


class Silent(SlowEngine):
    """An engine that ends well without a sound."""

    async def speak(
        self, text: AsyncIterator[str], _voice: Voice, _style: Style
    ) -> AsyncGenerator[bytes, None]:
        async for _ in text:
            yield b""


async def test_an_engine_that_gives_no_sound_has_failed() -> None:
    with pytest.raises(EngineError, match="no sound"):
        await trial._speak(Silent(), Voice("voice", "Hello.", 110.0), "en", "Hi.", bytearray())


def test_what_the_system_cannot_measure_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local_server.installing.likeness.is_there", lambda: False)
    assert trial._likeness(bytearray(2)) is None
    assert trial._memory()
    monkeypatch.setattr("sys.platform", "win32")
    assert trial._memory() is None
