"""An upload that was cut short is found again, and the same recording makes no second voice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web
import pytest

from desktop_app.system.paths import voice_attempts_file
from desktop_app.voices.attempts import known_attempts
from desktop_app.voices.making import make_voice, make_voice_of_file
from shared_client import CosyVoiceRequestError
from shared_client.recordings import Part
from tests.desktop_app.voices.sounds import recording, speech
from tests.shared_client.service import VOICE, Service, client, serving

if TYPE_CHECKING:
    from pathlib import Path

    from shared_client import ReferenceAudio


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh user."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path


class Making(Service):
    """A service that makes the voice of its first upload, and whose answer doesn't come."""

    def __init__(self) -> None:
        super().__init__(before=self._stall)
        self.made = asyncio.Event()
        self.refuses = False

    async def _stall(self, request: web.Request) -> web.StreamResponse | None:
        if request.method != "POST":
            return None
        if self.refuses:
            return web.json_response({"detail": "no"}, status=400)
        await self._upload(request)
        sent = self.uploads[-1]
        made = {"id": f"voice-{len(self.uploads)}", "created_at": VOICE["created_at"] + 1}
        self.voices.append({**VOICE, **made, "filename": sent["filename"], "text": sent["text"]})
        if len(self.uploads) > 1:
            return web.json_response(self.voices[-1])
        self.made.set()
        await asyncio.Event().wait()
        return None


@pytest.mark.parametrize("as_file", [False, True])
async def test_an_upload_that_was_cut_short_makes_no_second_voice(
    home: Path, *, as_file: bool
) -> None:
    service, whole = Making(), recording(speech(6))
    path = home / "mum.wav"
    whole.save(path)
    found: list[ReferenceAudio] = []
    async with serving(service), client(service) as app:

        async def send(name: str = "Oma", text: str = "One two.") -> ReferenceAudio:
            if as_file:
                return await make_voice_of_file(app, path, name, text, found=found.append)
            part = Part(0, 5)
            return await make_voice(app, whole, part, name, text, found=found.append)

        sending = asyncio.create_task(send())
        await service.made.wait()
        sending.cancel()
        await asyncio.wait({sending})
        assert sending.cancelled()
        assert (await send()).id == "voice-1"
        assert [one.id for one in found] == ["voice-1"]
        assert len(service.uploads) == 1
        assert known_attempts(voice_attempts_file()) == {}
        assert (await send()).id == "voice-2"  # its end is known: another one is meant
        assert len(found) == 1
        assert (await send(text="Three.")).id == "voice-3"


async def test_a_refused_upload_is_not_looked_for() -> None:
    service, whole = Making(), recording(speech(6))
    service.refuses = True
    async with serving(service), client(service) as app:
        with pytest.raises(CosyVoiceRequestError):
            await make_voice(app, whole, whole.span, "Oma", "x")
    assert known_attempts(voice_attempts_file()) == {}
    for broken in ("{", "[]", '{"a": 1, "b": ["x", 2]}'):
        voice_attempts_file().write_text(broken)
        assert known_attempts(voice_attempts_file()) == (
            {"b": frozenset({"x"})} if "b" in broken else {}
        )
