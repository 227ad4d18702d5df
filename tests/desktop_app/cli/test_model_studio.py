"""`cosyvoice` with a key of Model Studio: set up, checked, a voice cloned and spoken with."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING
import wave

import numpy as np
import pytest

from tests.desktop_app.cli.conftest import terminal
from tests.desktop_app.voices import sounds
from tests.model_studio import KEY, ModelStudio, model_studio_in_a_thread
from tests.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.desktop_app.cli.conftest import Shell


@pytest.fixture
def service() -> Iterator[ModelStudio]:
    with model_studio_in_a_thread(ModelStudio(reviews=0)) as running:
        yield running
        assert running.faults == []


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Somebody who speaks for eight seconds."""
    path = tmp_path / "mama.wav"
    sounds.recording(sounds.speech(8)).save(path)
    return path


def set_up(shell: Shell, service: ModelStudio, *more: str) -> str:
    done = shell.good(
        *("config", "add", "studio", service.url, "--model-studio", *more), stdin=KEY.encode()
    )
    assert KEY not in done.out + done.err
    return done.out + done.err


def test_it_is_said_where_what_one_says_goes(fresh: Shell, service: ModelStudio) -> None:
    said = set_up(fresh, service, "--model", "cosyvoice-v2")
    assert "go to Alibaba Cloud" in said
    assert "billed by the character" in said
    config = (fresh.home / ".config" / "cosyvoice-home" / "config.toml").read_text("utf-8")
    assert 'api = "model_studio"' in config
    assert 'model = "cosyvoice-v2"' in config


def test_its_own_addresses_are_known(fresh: Shell) -> None:
    for address, place in (
        ("https://dashscope.aliyuncs.com/api/v1", "Beijing"),
        ("dashscope-intl.aliyuncs.com", "Singapore"),
        ("wss://ws-1.cn-beijing.maas.aliyuncs.com/api-ws/v1/inference", "Beijing"),
    ):
        done = fresh.good("config", "add", "studio", address, stdin=KEY.encode())
        assert f"Alibaba Cloud in {place}" in done.err
        config = (fresh.home / ".config" / "cosyvoice-home" / "config.toml").read_text("utf-8")
        assert "api =" not in config


def test_a_model_is_for_model_studio_alone(fresh: Shell) -> None:
    done = fresh.run("config", "add", "own", "http://127.0.0.1:9", "--no-token", "--model", "x")
    assert done.code == 2
    assert "--model is for Model Studio" in done.err


def test_a_check_spends_nothing(fresh: Shell, service: ModelStudio) -> None:
    service.voice()
    set_up(fresh, service)
    said = fresh.good("check").out
    assert "Model Studio" in said
    assert "cosyvoice-v3-flash" in said
    assert "not tested, since it is billed" in said
    assert service.characters == 0
    said = fresh.good("check", "--speak").out
    assert "real-time factor" in said
    assert "Billed: 5 characters" in said
    assert service.characters == 5


def test_a_wrong_key_is_named_with_what_to_do(fresh: Shell, service: ModelStudio) -> None:
    set_up(fresh, service)
    service.keys = {"sk-another"}
    done = fresh.run("check")
    assert done.code == 4
    assert "doesn't accept the key" in done.err
    assert "region" in done.err


def test_a_voice_is_cloned_and_speaks(
    fresh: Shell, service: ModelStudio, recording: Path, tmp_path: Path
) -> None:
    set_up(fresh, service)
    added = fresh.good("voices", "add", str(recording), "--text", "Hello, this is me.", "--json")
    voice = added.json["id"]
    assert voice in service.voices
    listed = fresh.good("voices", "list", "--json").json
    assert [one["id"] for one in listed] == [voice]
    target = tmp_path / "said.wav"
    done = fresh.good("speak", "Dinner is ready. Come!", "-o", str(target), "--json")
    assert done.json["characters"] == len("Dinner is ready.Come!")
    assert "21 characters billed" in done.err
    with wave.open(str(target)) as file:
        assert file.getnframes() / file.getframerate() > 1
    assert service.characters == len("Dinner is ready.Come!")
    fresh.good("voices", "remove", voice, "--yes")
    assert service.voices == {}


def agreed_nowhere(shell: Shell) -> Path:
    """Have a service as somebody writes it by hand, who was told nothing yet."""
    path = shell.home / ".config" / "cosyvoice-home" / "config.toml"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(one for one in lines if not one.startswith("agreed")), "utf-8")
    return path


def test_it_is_said_once_where_texts_go_before_the_first_leaves(
    fresh: Shell, service: ModelStudio, tmp_path: Path
) -> None:
    service.voice()
    set_up(fresh, service)
    config = agreed_nowhere(fresh)
    target = str(tmp_path / "said.wav")
    assert "go to Alibaba Cloud through 127.0.0.1" not in fresh.good("check").err
    assert "agreed" not in config.read_text("utf-8")
    said = fresh.good("speak", "Hello.", "-o", target).err
    assert said.count("go to Alibaba Cloud through 127.0.0.1") == 1
    assert 'agreed = "127.0.0.1"' in config.read_text("utf-8")
    assert "Alibaba" not in fresh.good("speak", "Hello.", "-o", target).err


def answered(shell: Shell, answer: bytes, *command: str) -> tuple[int, str]:
    with terminal() as (main, other):
        os.write(main, answer)
        process = shell.start(*command, stdin=other)
        _, err = process.communicate(timeout=30)
    return process.returncode, err.decode()


def test_a_no_on_a_terminal_sends_nothing(
    fresh: Shell, service: ModelStudio, recording: Path, tmp_path: Path
) -> None:
    service.voice()
    set_up(fresh, service)
    config = agreed_nowhere(fresh)
    for command in (
        ("speak", "Hello.", "-o", str(tmp_path / "said.wav")),
        ("voices", "add", str(recording), "--text", "Hello."),
    ):
        code, err = answered(fresh, b"n\n", *command)
        assert code == 7, err
        assert "Do you agree?" in err
        assert "Nothing was sent to “studio”" in err
    assert service.characters == 0
    assert len(service.voices) == 1
    assert "agreed" not in config.read_text("utf-8")
    code, err = answered(fresh, b"y\n", "speak", "Hello.", "-o", str(tmp_path / "said.wav"))
    assert code == 0, err
    assert service.characters == len("Hello.")
    assert "agreed" in config.read_text("utf-8")


def test_name_and_transcript_are_kept_here_as_long_as_the_voice_is_there(
    fresh: Shell, service: ModelStudio, recording: Path, tmp_path: Path
) -> None:
    set_up(fresh, service)
    name = ("--name", "Großmutter")
    done = fresh.good("voices", "add", str(recording), *name, "--text", "Hello, this is me.")
    assert "Waiting for the service" in done.err
    assert "Transcript: Hello, this is me." in done.out
    assert "Model: cosyvoice-v3-flash" in done.out
    (voice,) = fresh.good("voices", "list", "--json").json
    assert (voice["filename"], voice["text"]) == ("Großmutter.wav", "Hello, this is me.")
    assert "Hello, this is me." in fresh.good("voices", "show", "Großmutter").out
    target = str(tmp_path / "said.wav")
    fresh.good("speak", "--voice", "Großmutter", "Hi.", "-o", target)
    # Another name of the service changes nothing, and other services have no part in it.
    again = ("config", "add", "renamed", service.url, "--model-studio")
    fresh.good(*again, stdin=KEY.encode())
    assert "Großmutter" in fresh.good("voices", "list").out
    fresh.good("voices", "remove", "Großmutter", "--yes")
    kept = list(fresh.home.rglob("voice-notes.json"))
    assert [one.read_text("utf-8") for one in kept] == ["{}"]
    assert kept[0].stat().st_mode & 0o077 == 0


def test_a_voice_keeps_its_name_and_words_though_nobody_waits_for_its_review(
    fresh: Shell, service: ModelStudio, recording: Path
) -> None:
    set_up(fresh, service)
    service.reviews = 1000
    process = fresh.start("voices", "add", str(recording), "-n", "Oma", "-t", "One, two.")
    assert process.stderr is not None
    while b"Waiting" not in process.stderr.readline():
        assert process.poll() is None
    until(lambda: bool(service.voices))
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, b"may still make the voice" in said) == (130, True), said
    (voice,) = fresh.good("voices", "list", "--json").json
    assert (voice["filename"], voice["text"]) == ("Oma.wav", "One, two.")
    assert voice["state"] == "in_review"


def test_a_voice_that_the_review_refuses_goes_by_its_name(
    fresh: Shell, service: ModelStudio, recording: Path
) -> None:
    set_up(fresh, service)
    service.refuses_voices = True
    done = fresh.run("voices", "add", str(recording), "-n", "Oma")
    assert (done.code, "the voice “Oma” and refused it" in done.err) == (5, True)
    shown = fresh.good("voices", "show", "Oma").out
    assert "File: Oma.wav\n" in shown
    assert "Transcript" not in shown
    fresh.good("voices", "remove", "Oma", "--yes")
    assert service.voices == {}
    assert fresh.run("voices", "add", str(recording), "-n", "Opa", "--as-is").code == 5
    assert "State: refused" in fresh.good("voices", "show", "Opa").out


def test_a_transcript_may_be_left_out(fresh: Shell, service: ModelStudio, recording: Path) -> None:
    set_up(fresh, service)
    assert fresh.good("voices", "add", str(recording), "--json").json["text"] == ""
    fresh.environment["COSYVOICE_URL"] = "http://127.0.0.1:9"
    assert "--text" in fresh.run("voices", "add", str(recording)).err


def test_what_the_service_wants_of_a_recording_is_said_before_it_is_sent(
    fresh: Shell, service: ModelStudio, tmp_path: Path
) -> None:
    set_up(fresh, service)
    short, broken = tmp_path / "short.wav", tmp_path / "broken.wav"
    sounds.recording(sounds.speech(4)).save(short)
    pause = sounds.silence(2.5)
    sounds.recording(np.concatenate([sounds.speech(3), pause, sounds.speech(3)])).save(broken)
    done = fresh.run("voices", "add", str(short))
    assert "At least 5 s is required" in done.err
    assert "10 to 20 s works best" in done.err
    done = fresh.run("voices", "add", str(broken))
    assert done.code == 7
    assert "Too little speech" in done.err
    assert "without pauses of more than 2 s" in done.err
    assert [one for one in service.requests if "uploads" in one] == []


def test_a_voice_that_cannot_speak_is_shown_and_never_taken_by_itself(
    fresh: Shell, service: ModelStudio, tmp_path: Path
) -> None:
    service.reviews = 1000
    other = service.voice("cosyvoice-v2", "papa")
    waiting, refused = service.voice(prefix="oma"), service.voice(prefix="opa")
    waiting.status, refused.status = "DEPLOYING", "UNDEPLOYED"
    set_up(fresh, service)
    listed = fresh.good("voices", "list").out
    for words in ("in review", "refused by the service", "model cosyvoice-v2"):
        assert words in listed
    assert "default" not in listed
    target = str(tmp_path / "said.wav")
    done = fresh.run("speak", "Hello.", "-s", "studio", "-o", target)
    assert "no voice of the model cosyvoice-v3-flash. Its voices are of: cosyvoice-v2." in done.err
    assert "cosyvoice config voice studio ID" in done.err
    for voice, words in ((waiting, "still reviewing it"), (refused, "refused it")):
        done = fresh.run("speak", "Hello.", "--voice", voice.id, "-o", target)
        assert (done.code, words in done.err) == (5, True), done.err
    assert service.characters == 0
    fresh.good("speak", "Hello.", "--voice", other.id, "-o", target)
    assert service.characters == len("Hello.")
    del service.voices[other.id]
    done = fresh.run("speak", "Hello.", "-s", "studio", "-o", target)
    assert "has no voice that is ready" in done.err


def test_a_check_finds_out_that_an_address_is_a_gateway(fresh: Shell, service: ModelStudio) -> None:
    fresh.good("config", "add", "mine", service.url, stdin=KEY.encode())
    done = fresh.run("check")
    assert done.code == 5
    assert "leads to Model Studio" in done.err
    assert f"cosyvoice config add mine {service.url.rstrip('/')} --model-studio" in done.err
