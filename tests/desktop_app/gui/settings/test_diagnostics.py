"""What is copied for a report of a fault: what helps is in it, and no secret is."""

from __future__ import annotations

import logging
import platform
from typing import TYPE_CHECKING

import pytest

from desktop_app.audio.devices import SoundSystem
from desktop_app.audio.errors import AudioError
from desktop_app.gui.settings import diagnostics as module
from desktop_app.gui.settings.diagnostics import LOG_LINES, diagnostics
from desktop_app.settings.settings import ServiceSettings, Settings, VoiceProfile
from desktop_app.settings.tokens import TokenPlace, load_token, store_token
from desktop_app.system.paths import log_file
from desktop_app.system.redaction import HIDDEN, RedactingFormatter, hide, redacted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sound_server import SoundServer

TOKEN = "s3cret-of-the-service"
PASSWORD = "pass-of-the-proxy"
SERVICE = ServiceSettings(
    "https://speech.example.net:8443/api/predict/mine",
    TokenPlace.FILE,
    proxy=f"http://me:{PASSWORD}@proxy.example:3128",
    ca_file="/etc/own.pem",
)
SETTINGS = Settings(
    {"home": SERVICE, "odd": ServiceSettings("http://[", proxy="none")},
    "home",
    profiles={"Story": VoiceProfile(instruct="whisper a private text")},
)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


def write_log(*lines: str) -> None:
    log_file().parent.mkdir(parents=True)
    log_file().write_text("\n".join(lines), "utf-8")


@pytest.mark.asyncio
async def test_it_says_what_helps_and_no_secret(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del sound_server
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    store_token("home", TOKEN)
    write_log(
        *(f"line {number}" for number in range(300)),
        f"the service answers 401: {TOKEN}",
        f"cannot reach http://me:{PASSWORD}@proxy.example:3128",
        "Authorization: Bearer abcdefghij",
        "a fence ``` in the log",
    )
    text = await diagnostics(SETTINGS, {"Qt": "6.11.0"})
    for secret in (TOKEN, PASSWORD, "abcdefghij", "private text", "/api/predict", str(tmp_path)):
        assert secret not in text
    for fact in (
        "Qt: 6.11.0",
        f"Python: {platform.python_version()}",
        "XDG_CURRENT_DESKTOP: GNOME",
        "home: https://speech.example.net:…, token in file, custom proxy, extra CA certificate",
        "(active)",
        "odd: invalid address, token in none, no proxy",
        "Speaking styles: 1",
        "History: up to 256 MiB",
        "line 299",
        f"401: {HIDDEN}",
        f"http://{HIDDEN}@proxy.example",
        "~/config/cosyvoice-home/config.toml",
        "(default)",
    ):
        assert fact in text
    assert text.count("```") == 2
    log = text.partition("```\n")[2].partition("\n```")[0]
    assert len(log.splitlines()) == LOG_LINES


@pytest.mark.asyncio
async def test_without_log_and_sound_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    monkeypatch.setattr(module, "sound_system", _broken)
    monkeypatch.setattr(platform, "freedesktop_os_release", _no_release)
    text = await diagnostics(Settings(), {})
    assert "local: built-in voice (active)" in text
    assert "There is no audio output device" in text
    assert "(can't read it: No such file or directory)" in text
    assert "Distribution: unknown" in text


async def _broken() -> None:
    raise AudioError("no_output")


def _no_release() -> dict[str, str]:
    raise OSError


@pytest.mark.asyncio
async def test_a_machine_without_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    async def none() -> SoundSystem:
        return SoundSystem("PyAudio 1, PortAudio V19", [])

    monkeypatch.setattr(module, "sound_system", none)
    assert "## Sound devices\n- through PyAudio 1, PortAudio V19\n- none" in await diagnostics(
        Settings(), {}
    )


def test_what_is_loaded_is_known_as_a_secret() -> None:
    store_token("home", "first-token")
    assert load_token("home", TokenPlace.FILE) == "first-token"
    assert redacted("a first-token b") == f"a {HIDDEN} b"


def test_what_is_short_is_no_secret() -> None:
    hide("")
    hide("abc")
    assert redacted("abc of the token") == "abc of the token"


def test_a_log_file_is_written_without_secrets(tmp_path: Path) -> None:
    hide("hidden-token")
    handler = logging.FileHandler(tmp_path / "app.log")
    handler.setFormatter(RedactingFormatter("%(levelname)s %(message)s"))
    log = logging.getLogger("test-of-redaction")
    log.addHandler(handler)
    try:
        log.error("refused: %s", "hidden-token")
        try:
            int("hidden-token")
        except ValueError:
            log.exception("unexpected")
    finally:
        log.removeHandler(handler)
        handler.close()
    written = (tmp_path / "app.log").read_text("utf-8")
    assert "hidden-token" not in written
    assert f"ERROR refused: {HIDDEN}" in written
    assert f"with base 10: '{HIDDEN}'" in written
