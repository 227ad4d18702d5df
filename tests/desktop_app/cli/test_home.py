"""`cosyvoice home`, `announce` and `dnd`, with a home on loopback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner, Result
import pytest

from desktop_app.cli import announce, dnd, home, speak
from desktop_app.cli.control import NotRunningError
from desktop_app.cli.dnd import quiet_until
from desktop_app.errors import AppError
from desktop_app.home.login import HomeError
from desktop_app.home.membership import load_membership
from desktop_app.settings.home import HomeButton
from desktop_app.settings.settings import HOUSE, VoiceProfile, load_settings, save_settings
from shared_client import AudioSpec
from shared_client.wav import wav_file
from tests.desktop_app.home.house import ACCESS, House, house_in_a_thread
from tests.desktop_app.home.test_elsewhere import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr("desktop_app.cli.home.send", lambda *_: None)
    monkeypatch.setattr("desktop_app.cli.dnd.send", lambda *_: None)


@pytest.fixture
def house() -> Iterator[House]:
    """A Home Assistant beside the command."""
    with house_in_a_thread() as house:
        house.answers["get_states"] = STATES
        yield house


def run(command: object, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(
        command,  # type: ignore[arg-type]
        list(arguments),
        input=typed,
        catch_exceptions=True,
    )


def test_the_app_is_told_of_a_new_pairing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a home that it was a part of before, no setting is another."""
    told: list[str] = []

    def send(order: str) -> str:
        told.append(order)
        return ""

    monkeypatch.setattr("desktop_app.cli.home.send", send)
    paired(house)
    assert told == ["go-home"]


def paired(house: House) -> None:
    result = run(home.command, "pair", str(house.url), "--token", typed=f"{ACCESS}\n")
    assert result.exit_code == 0, result.output
    assert "Study" in result.output
    assert ACCESS not in result.output


def test_from_pairing_to_leaving(house: House) -> None:
    paired(house)
    assert load_settings().home.addresses == (str(house.url),)
    told = json.loads(run(home.command, "status", "--json").output)
    assert (told["paired"], told["app_running"], told["name"]) == (True, False, "Study")
    assert "isn't running" in run(home.command, "status").output
    assert run(home.command, "unpair", typed="n\n").exit_code == 0
    assert load_membership().is_paired
    assert run(home.command, "unpair", "--yes").exit_code == 0
    assert not load_membership().is_paired
    for arguments in (("status",), ("unpair", "--yes")):
        assert isinstance(run(home.command, *arguments).exception, HomeError)


def test_what_is_wrong_is_an_error_and_keeps_nothing(house: House) -> None:
    for address, token in (("ftp://x", "t"), (str(house.url), ""), (str(house.url), "wrong")):
        result = run(home.command, "pair", address, "--token", typed=f"{token}\n")
        assert isinstance(result.exception, AppError)
    assert not load_membership().is_paired


def test_announcing_at_home(house: House) -> None:
    paired(house)
    listed = run(announce.command, "--list").output
    assert "Kitchen" in listed
    assert "Grandma" in listed
    assert run(announce.command, "Dinner", "is", "ready", "--to", "kitchen").exit_code == 0
    result = run(announce.command, "-", "--to", "hall", "--voice", "grandma", typed="Late.\n")
    assert result.exit_code == 0, result.exception
    said = [one["service_data"]["message"] for one in house.of("call_service")]
    assert said == ["Dinner is ready", "Late.\n"]
    assert run(announce.command, "Hello").exit_code == 2
    assert run(announce.command, "--to", "kitchen").exit_code == 2
    assert isinstance(run(announce.command, "Hi", "--to", "attic").exception, HomeError)


def test_a_speaking_style_of_the_home_is_spoken(house: House, tmp_path: Path) -> None:
    house.media["speech.wav"] = wav_file(bytes(48_000), AudioSpec(24_000))
    house.speech = "/media/speech.wav"
    paired(house)
    style = VoiceProfile(HOUSE, "tts.grandma")
    save_settings(load_settings().with_profile("Grandma", style))
    file = tmp_path / "spoken.wav"
    result = run(speak.command, "--profile", "Grandma", "-o", str(file), "Once. Upon a time.")
    assert result.exit_code == 0, result.exception
    said = [order["message"] for _, order in house.ordered]
    assert " ".join(said) == "Once. Upon a time."
    assert len(file.read_bytes()) >= 48_000 * len(said)


def test_a_button_is_pressed_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    orders: list[tuple[str, ...]] = []
    buttons = {"lights": HomeButton("Lights off")}
    save_settings(load_settings().with_home(buttons=buttons))
    assert load_settings().home.buttons == buttons
    assert isinstance(run(home.command, "press", "lights OFF").exception, NotRunningError)

    def send(*order: str) -> str:
        orders.append(order)
        return ""

    monkeypatch.setattr("desktop_app.cli.home.send", send)
    assert run(home.command, "press", "lights").exit_code == 0
    assert orders == [("press", "lights")]
    error = run(home.command, "press", "light off").exception
    assert isinstance(error, HomeError)
    assert error.values["alike"] == "Lights off"


def test_the_last_speakers_and_voice_are_used_again(house: House) -> None:
    house.answers |= {
        "tts/engine/get": {"provider": {"supported_languages": ["en"]}},
        "get_config": {"language": "en"},
        "tts/engine/voices": {"voices": [{"voice_id": "calm", "name": "Calm"}]},
    }
    paired(house)
    voice = {"announce_voice": "tts.grandma", "announce_speech": "calm"}
    last = {"announce_to": ("media_player.kitchen",), **voice}
    save_settings(load_settings().with_home(**last))
    for arguments in (("Hi",), ("Hi", "--voice", "grandma/calm"), ("Hi", "--voice", "grandma")):
        result = run(announce.command, *arguments)
        assert result.exit_code == 0, result.exception
    said = [one["service_data"] for one in house.of("call_service")]
    assert [one.get("options") for one in said] == [{"voice": "calm"}, {"voice": "calm"}, None]
    assert {one["media_player_entity_id"][0] for one in said} == {"media_player.kitchen"}
    save_settings(load_settings().with_home(announce_speech=""))
    assert run(announce.command, "Hi").exit_code == 0


def test_without_words_the_window_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    orders: list[str] = []
    monkeypatch.setattr("desktop_app.cli.announce.send", orders.append)
    assert isinstance(run(announce.command).exception, NotRunningError)
    monkeypatch.setattr("desktop_app.cli.announce.send", lambda order: order)
    assert run(announce.command).exit_code == 0
    assert orders == ["announce"]


def test_quiet_for_a_while() -> None:
    assert run(dnd.command, "on").exit_code == 0
    assert load_membership().quiet_until == -1
    assert "until" in run(dnd.command, "30m").output
    assert run(dnd.command, "off").exit_code == 0
    assert load_membership().quiet_until == 0
    assert run(dnd.command, "soon").exit_code == 2


def test_how_long_is_meant() -> None:
    assert quiet_until("30m", 100) == 100 + 1800
    assert quiet_until("2h", 0) == 7200
    for words in ("0m", "m", "-5m", "99999h", ""):
        assert quiet_until(words, 0) is None
