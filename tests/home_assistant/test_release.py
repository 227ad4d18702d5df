"""The zip of a release works where nothing else of the project is."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING
import zipfile

import pytest

from tests.home_assistant.running import ROOT, HomeAssistant, clean_environment
from tests.home_assistant.sound import Sound

if TYPE_CHECKING:
    from pathlib import Path

    from tests.home_assistant.running import Service

pytestmark = pytest.mark.home_assistant


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip that `script/build` makes."""
    file = tmp_path_factory.mktemp("dist") / "cosyvoice.zip"
    program = ROOT / "script" / "integration_zip.py"
    subprocess.run([sys.executable, str(program), str(file)], check=True)
    return file


async def test_the_zip_of_a_release_speaks_in_an_empty_configuration(
    release: Path, service: Service, tmp_path: Path
) -> None:
    def install(folder: Path) -> None:
        """As HACS does it: the content of the zip is the content of the folder."""
        folder.mkdir(parents=True)
        with zipfile.ZipFile(release) as archive:
            archive.extractall(folder)

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

    async with HomeAssistant.running(tmp_path, install) as home:
        await home.add_service(service)
        sentence = "This came out of a box, and it speaks all the same."
        wav = Sound.of(await home.speak("tts.grandma", sentence, preferred_format="wav"))
        mp3 = Sound.of(await home.speak("tts.grandma", sentence))
        assert wav.loud_seconds() > 1.5
        assert mp3.loud_seconds() > 1.5
        assert home.complaints() == []
