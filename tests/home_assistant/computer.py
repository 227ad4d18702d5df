"""A computer with the real app, in a folder of its own."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
import os
import signal
import subprocess
from typing import TYPE_CHECKING, Final

from tests.home_assistant.running import ROOT, HomeAssistant, clean_environment, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.sound_server import SoundServer

_APP: Final = ROOT / ".venv-3.14" / "bin" / "python"


class Computer:
    """A computer with the app, in a folder of its own."""

    def __init__(self, folder: Path, sound: SoundServer) -> None:
        self.environment = {
            **clean_environment(),
            **sound.environment,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "LANG": "C.UTF-8",
        }
        (folder / "run").mkdir(mode=0o700)
        self.log = folder / "app.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def run(self, *arguments: str, typed: str = "") -> str:
        """Run a command; gives what it prints."""
        process = await asyncio.create_subprocess_exec(
            str(_APP),
            "-P",
            "-m",
            "desktop_app.cli",
            *arguments,
            cwd=ROOT,
            env={**self.environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        out, err = await process.communicate(typed.encode())
        assert process.returncode == 0, (out + err).decode()
        return (out + err).decode()

    async def pair(self, home: HomeAssistant, *, name: str, url: str = "") -> str:
        """Make it a part of a home, with a long-lived token; gives what the command prints.

        Args:
            home: The home.
            name: Of the token.
            url: Where it is reached, if not by its own address.
        """
        token = await home.socket.command(
            "auth/long_lived_access_token", client_name=name, lifespan=1
        )
        said = await self.run("home", "pair", url or home.url, "--token", typed=f"{token}\n")
        assert token not in said
        return said

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(_APP), "-P", "-m", "desktop_app.gui", "--hidden"],
                cwd=ROOT,
                env={**self.environment, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Have the app hang while the block runs; its children don't."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)


@asynccontextmanager
async def at_home(
    home: HomeAssistant,
    sound: SoundServer,
    folder: Path,
    *,
    url: str = "",
    settings: str = "",
    home_settings: str = "",
    **environment: str,
) -> AsyncIterator[tuple[Computer, str]]:
    """A computer that is a part of a home while the block runs, and its speaker there.

    Args:
        home: The home.
        sound: What it plays on.
        folder: All that it keeps.
        url: Where it reaches the home, if not by the home's own address.
        settings: What a person adds to its settings, in an editor.
        home_settings: The same, of the home.
        **environment: Of its programs, beside what they have anyway.
    """
    computer = Computer(folder, sound)
    computer.environment.update(environment)
    await computer.pair(home, name=str(folder), url=url)
    _add_to_settings(folder, settings, home_settings)
    computer.start()
    try:
        speaker = await until(lambda: speaker_of(home), "the speaker")
        await home.when(speaker, lambda state: state["state"] == "idle")
        yield computer, speaker
    finally:
        computer.stop()
        await computer.run("home", "unpair", "--yes")
    assert "Traceback" not in computer.log.read_text()


def _add_to_settings(folder: Path, words: str, of_home: str) -> None:
    (file,) = folder.rglob("config.toml")
    file.write_text(file.read_text().replace("[home]\n", f"[home]\n{of_home}\n", 1) + words)


async def speaker_of(home: HomeAssistant) -> str | None:
    """The desktop's media player, once it is there."""
    found = [
        state["entity_id"]
        for state in await home.states("media_player")
        if state["attributes"].get("device_class") == "speaker"
    ]
    return found[0] if found else None
