"""The zip of a release works where nothing else of the project is."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.home_assistant.running import clean_environment
from tests.home_assistant.sound import Sound

if TYPE_CHECKING:
    from pathlib import Path

    from tests.home_assistant.running import HomeAssistant

pytestmark = pytest.mark.home_assistant


async def test_the_zip_of_a_release_speaks_with_a_client_of_its_own(
    furnished: HomeAssistant, tmp_path: Path
) -> None:
    # Were the checkout on the path, the zip could do without its own copy of the client.
    found = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-P", "-c", "import shared_client"],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ModuleNotFoundError" in found.stderr
    client = furnished.config / "custom_components" / "cosyvoice" / "shared_client"
    assert client.is_dir()
    assert not client.is_symlink()

    length = len(furnished.log())
    sentence = "This came out of a box, and it speaks anyway."
    wav = Sound.of(await furnished.speak("tts.grandma", sentence, preferred_format="wav"))
    mp3 = Sound.of(await furnished.speak("tts.grandma", sentence))
    assert wav.loud_seconds() > 1.5
    assert mp3.loud_seconds() > 1.5
    assert furnished.complaints(length) == []
