"""The real speech-dispatcher with our module, heard on a real sound server."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
import os
from pathlib import Path
import signal
import socket
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING

import pytest

from desktop_app.settings.settings import Settings, VoiceProfile, save_settings
from desktop_app.system.control import send
from tests.desktop import ROOT, display
from tests.programs import running, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sound_server import SoundServer

LONG = (
    "This is a sentence, and it goes on, and on, and on, and it has no end that one can see. " * 3
)


@dataclass
class Dispatcher:
    """A running speech-dispatcher, of a user who has installed our module."""

    environment: dict[str, str]
    runtime: Path
    process: subprocess.Popen[bytes]

    def say(self, *arguments: str) -> None:
        """Have something said, and wait for its end."""
        command = ["spd-say", "--wait", *arguments]
        subprocess.run(command, env=self.environment, check=True, timeout=60)

    @contextmanager
    def saying(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Have something said while the block runs."""
        command = ["spd-say", "--wait", *arguments]
        with running(command, env=self.environment, patience=1) as process:
            yield process

    def list(self, *arguments: str) -> str:
        found = subprocess.run(
            ["spd-say", *arguments],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return found.stdout

    def stop(self) -> None:
        """Have it silent, as a screen reader does on a key; `spd-say --stop` of 0.11 cannot."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.runtime / "speech-dispatcher/speechd.sock"))
            connection.sendall(b"SET SELF CLIENT_NAME me:tests:main\r\nSTOP ALL\r\nQUIT\r\n")
            while connection.recv(4096):
                pass

    @property
    def module(self) -> int:
        """The process of our module."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", "speech_dispatcher.module"],
            check=True,
            capture_output=True,
            text=True,
        )
        return int(found.stdout)


@contextmanager
def fresh_user() -> Iterator[Path]:
    """Be a fresh user while the block runs; their folder."""
    with tempfile.TemporaryDirectory(prefix="spd-") as directory:
        runtime = Path(directory) / "run"
        runtime.mkdir(mode=0o700)
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith(("XDG_", "COSYVOICE_"))]:
                patch.delenv(name)
            patch.setenv("HOME", directory)
            patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
            patch.setenv("PYTHONPATH", str(ROOT))
            patch.setenv("LC_ALL", "C.UTF-8")
            patch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
            patch.setenv("XDG_RUNTIME_DIR", str(runtime))
            yield Path(directory)


@pytest.fixture
def home() -> Iterator[Path]:
    """A fresh user."""
    with fresh_user() as folder:
        yield folder


def cosyvoice(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app.cli", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@contextmanager
def dispatcher() -> Iterator[Dispatcher]:
    runtime = Path(os.environ["XDG_RUNTIME_DIR"])
    listening = runtime / "speech-dispatcher/speechd.sock"
    listening.unlink(missing_ok=True)  # of one before, which leaves it
    command = ["speech-dispatcher", "--run-single", "--timeout", "0"]
    with running(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until(listening.exists)
        yield Dispatcher(dict(os.environ), runtime, process)


@pytest.fixture
def dispatched(home: Path, sound_server: SoundServer) -> Iterator[Dispatcher]:
    """One of its own, for a test that ends it or its module."""
    del home, sound_server
    cosyvoice("speech-dispatcher", "install", "--make-default")
    with dispatcher() as dispatched:
        yield dispatched


@pytest.fixture(scope="module")
def _shared(_sound_server: SoundServer) -> Iterator[Dispatcher]:
    with fresh_user(), pytest.MonkeyPatch.context() as patch:
        for name, value in _sound_server.environment.items():
            patch.setenv(name, value)
        cosyvoice("speech-dispatcher", "install", "--make-default")
        with dispatcher() as dispatched:
            yield dispatched


@pytest.fixture
def shared(
    _shared: Dispatcher, sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> Dispatcher:
    """One for all tests that leave it as it is; it is warm after the first."""
    del sound_server
    for name in ("HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, _shared.environment[name])
    for name in [name for name in os.environ if name.startswith(("XDG_C", "XDG_D", "XDG_S"))]:
        monkeypatch.delenv(name)
    return _shared


@pytest.mark.audio
def test_it_speaks_by_itself(shared: Dispatcher, sound_server: SoundServer) -> None:
    home = shared.environment["HOME"]
    assert "cosyvoice" in shared.list("--list-output-modules").split()
    assert shared.list("--list-synthesis-voices").count("CosyVoice") == 2
    with sound_server.recording() as english:
        evil = f"It's < safe & sound: $(touch {home}/evil) `touch {home}/evil`"
        shared.say("-l", "en", "--rate", "100", evil)
    assert english.duration > 1
    assert not Path(home, "evil").exists()
    with sound_server.recording() as chinese:
        shared.say("-l", "zh", "今天天气很好。")
    assert chinese.duration > 0.7


@pytest.mark.audio
def test_the_rate_is_a_speed(shared: Dispatcher, sound_server: SoundServer) -> None:
    durations = []
    for rate in ("-100", "0", "100"):
        with sound_server.recording() as recording:
            shared.say("--rate", rate, "One sentence, three rates.")
        durations.append(recording.duration)
    slow, plain, fast = durations
    assert slow > 1.5 * plain
    assert plain > 1.5 * fast


@pytest.mark.audio
def test_a_stop_is_heard_at_once(shared: Dispatcher, sound_server: SoundServer) -> None:
    with sound_server.recording() as recording:
        with shared.saying(LONG) as saying:
            until(sound_server.playing)
            time.sleep(1)
            shared.stop()
            assert saying.wait(5) == 0
        time.sleep(0.5)
    assert 0.5 < recording.duration < 3
    with sound_server.recording() as recording:
        shared.say("And it speaks again.")
    assert recording.duration > 0.8


@pytest.mark.audio
def test_a_profile_is_a_voice(shared: Dispatcher, sound_server: SoundServer) -> None:
    save_settings(Settings().with_profile("In no hurry", VoiceProfile(speed=0.5)))
    assert "In no hurry" in shared.list("--list-synthesis-voices")
    with sound_server.recording() as plain:
        shared.say("One sentence, two voices.")
    with sound_server.recording() as slow:
        shared.say("-y", "In no hurry", "One sentence, two voices.")
    assert slow.duration > 1.5 * plain.duration


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_of_it(dispatched: Dispatcher, how: signal.Signals) -> None:
    dispatched.say("Up.")
    module = dispatched.module
    group = subprocess.run(
        ["pgrep", "-P", str(module)], check=True, capture_output=True, text=True
    ).stdout.split()
    assert len(group) == 2  # the sound process and the local server
    others = subprocess.run(
        ["pgrep", "-P", str(dispatched.process.pid)], check=True, capture_output=True, text=True
    ).stdout.split()
    dispatched.process.send_signal(how)
    dispatched.process.wait(10)
    try:
        until(lambda: not [pid for pid in (module, *map(int, group)) if _lives(pid)])
    finally:
        for pid in others:  # speech-dispatcher's own modules stay when it is killed
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


@pytest.mark.audio
def test_who_cannot_speak_makes_way_for_another(
    dispatched: Dispatcher, sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatched.process.terminate()
    dispatched.process.wait(10)
    monkeypatch.setenv("COSYVOICE_URL", "http://127.0.0.1:9/nobody")
    monkeypatch.setenv("COSYVOICE_TOKEN", "none")
    with dispatcher() as another:
        module = another.module
        with another.saying("Nobody says this."):
            until(lambda: not _lives(module))
        with sound_server.recording() as recording:
            # Whatever else is installed: at the least, speech-dispatcher's own words about it,
            # which take half a minute.
            with another.saying("This is said by somebody else."):
                until(lambda: recording.so_far > 0.5)
            another.stop()


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def app(dispatched: Dispatcher) -> Iterator[Dispatcher]:
    """The tray app runs beside it."""
    with (
        display() as name,
        running(
            [sys.executable, "-m", "desktop_app.gui", "--hidden"],
            env={**dispatched.environment, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb"},
        ),
    ):
        until(lambda: send("status") == "idle")
        yield dispatched


@pytest.mark.audio
def test_the_app_that_runs_speaks(app: Dispatcher, sound_server: SoundServer) -> None:
    with sound_server.recording() as recording:
        with app.saying("The app says this, and nobody else does.") as saying:
            until(lambda: send("status") == "speaking")
            assert saying.wait(30) == 0
    assert recording.duration > 1
    assert send("status") == "idle"
    children = subprocess.run(
        ["pgrep", "-P", str(app.module)], check=False, capture_output=True, text=True
    )
    assert children.stdout == ""  # no sound process, no server
    with sound_server.recording() as recording:
        with app.saying(LONG) as saying:
            until(lambda: send("status") == "speaking")
            time.sleep(1)
            app.stop()
            assert saying.wait(5) == 0
            until(lambda: send("status") == "idle")
    assert recording.duration < 4
    with app.saying(LONG):
        until(lambda: send("status") == "speaking")
        os.kill(app.module, signal.SIGKILL)  # who asked has gone: so has what it wanted to hear
        until(lambda: send("status") == "idle")


def test_what_the_app_reads_goes_on_afterwards(app: Dispatcher) -> None:
    send("read-text", LONG)
    until(lambda: send("status") == "speaking")
    app.say("In between.")
    assert send("status") == "speaking"
    send("pause")
    until(lambda: send("status") == "paused")
    app.say("In between.")
    until(lambda: send("status") == "paused")
    send("stop")


def test_the_real_configuration_is_read(home: Path, sound_server: SoundServer) -> None:
    """With a list of modules nothing is found by itself: ours has to be on it."""
    del sound_server
    own = home / ".config/speech-dispatcher/speechd.conf"
    own.parent.mkdir(parents=True)
    text = 'AddModule "dummy" "sd_dummy" ""\nDefaultModule dummy'
    own.write_text(text)
    cosyvoice("speech-dispatcher", "install")
    with dispatcher() as dispatched:
        assert "cosyvoice" in dispatched.list("-O").split()
    assert "installed" in cosyvoice("speech-dispatcher", "show")
    cosyvoice("speech-dispatcher", "remove")
    assert own.read_text() == text
    with dispatcher() as dispatched:
        assert "cosyvoice" not in dispatched.list("-O")
