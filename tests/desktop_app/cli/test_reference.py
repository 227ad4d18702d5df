"""`cosyvoice voices add` with its checks, and `voices record`, as processes."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING
import wave

import numpy as np
import pytest

from desktop_app.voices.kept import Notes, kept_recordings
from desktop_app.voices.lengths import known_lengths
from tests.desktop_app.cli.conftest import terminal
from tests.desktop_app.voices.sounds import recording, silence, speech, write
from tests.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.desktop_app.cli.conftest import Shell
    from tests.sound_server import SoundServer


def test_any_sound_becomes_a_wav(shell: Shell) -> None:
    write(shell.home / "a.m4a", speech(8, rate=44_100), "aac", rate=44_100, layout="stereo")
    added = shell.good("voices", "add", "a.m4a", "-t", "x", "--json")
    assert added.json["filename"] == "a.wav"
    assert added.json["bytes"] == pytest.approx(8 * 48_000, rel=0.02)
    assert added.err == ""
    lengths = known_lengths(shell.home / ".local/share/cosyvoice-home/voice-lengths.json")
    assert lengths == {added.json["id"]: pytest.approx(8, abs=0.1)}
    shell.good("voices", "remove", added.json["id"], "--yes")


def test_a_file_as_it_is(shell: Shell, sample: Path) -> None:
    added = shell.good("voices", "add", str(sample), "-t", "x", "-n", "y", "--as-is", "--json").json
    assert (added["filename"], added["bytes"]) == ("y.wav", sample.stat().st_size)
    shell.good("voices", "remove", added["id"], "--yes")


def test_advice_and_the_part_to_use(shell: Shell) -> None:
    recording(silence(3), speech(34)).save(shell.home / "long.wav")
    refused = shell.run("voices", "add", "long.wav", "-t", "x")
    assert refused.code == 7
    assert "Problem: Too long: 37.0 s. Services accept at most 30 s." in refused.err
    assert "Warning: No speech in the first 3.0 s" in refused.err
    assert "can't be used as a voice" in refused.err
    for part, seconds in (("best", 14), ("3-11", 8), ("29-", 8), ("-9.5", 9.5)):
        added = shell.good("voices", "add", "long.wav", "-t", "x", "--part", part, "--json")
        assert added.json["bytes"] / 48_000 == pytest.approx(seconds, abs=1.1)
        assert ("Using " in added.err) is (part == "best")
        shell.good("voices", "remove", added.json["id"], "--yes")
    forced = shell.run("voices", "add", "long.wav", "-t", "x", "--force")
    assert forced.code == 5
    assert "too long" in forced.err


def test_a_part_of_a_long_file_may_be_anywhere_in_it(shell: Shell) -> None:
    quiet, loud = silence(640, rate=16_000), speech(9, rate=16_000)
    long = recording(quiet, loud, silence(11, rate=16_000), rate=16_000)
    long.save(shell.home / "long.wav")
    refused = shell.run("voices", "add", "long.wav", "-t", "x")
    assert "Only the first 10 minutes were loaded" in refused.err
    assert "--part 1800-1810" in refused.err
    added = shell.good("voices", "add", "long.wav", "-t", "x", "--part", "640-649", "--json")
    assert added.json["bytes"] / 32_000 == pytest.approx(9, abs=0.1)
    assert "loaded" not in added.err
    shell.good("voices", "remove", added.json["id"], "--yes")
    cut = shell.run("voices", "add", "long.wav", "-t", "x", "--part", "645-700")
    assert "Using 645.0 to 660.0 s." in cut.err
    shell.good("voices", "remove", "long.wav", "--yes")
    beyond = shell.run("voices", "add", "long.wav", "-t", "x", "--part", "700-710")
    assert beyond.code == 7
    assert "long.wav is shorter than 700 s." in beyond.err
    assert "Select an earlier part." in beyond.err


@pytest.mark.parametrize(
    "options", [["--part", "9-3"], ["--part", "x"], ["--part", "1-2-3"], ["--part", "nan-"]]
)
def test_a_part_that_is_none(shell: Shell, sample: Path, options: list[str]) -> None:
    assert shell.run("voices", "add", str(sample), "-t", "x", *options).code == 2


def test_as_is_goes_with_no_part(shell: Shell, sample: Path) -> None:
    done = shell.run("voices", "add", str(sample), "-t", "x", "--as-is", "--part", "best")
    assert done.code == 2


# With a microphone


@pytest.fixture
def spoken(shell: Shell, sound_server: SoundServer) -> Iterator[Shell]:
    """A user into whose microphone somebody speaks all the time, after two seconds."""
    shell.environment.update(sound_server.environment)
    pcm = (np.concatenate([silence(2), speech(60)]) * 32_767).astype("<i2").tobytes()
    with sound_server.microphone(), sound_server.saying(pcm):
        yield shell


def kept(shell: Shell) -> list[Path]:
    return list((shell.home / ".local/share/cosyvoice-home/recordings").glob("*.wav"))


def test_a_voice_is_recorded_and_spoken_with(spoken: Shell) -> None:
    arguments = ("voices", "record", "Oma", "-t", "what is read", "--seconds", "7", "--json")
    done = spoken.good(*arguments)
    assert done.json["filename"] == "Oma.wav"
    assert done.json["text"] == "what is read"
    assert "Read aloud:\n\n  what is read\n" in done.err
    assert kept(spoken) == []
    spoken.good("speak", "-q", "-v", "Oma", "-o", "a.wav", "hi")
    spoken.good("voices", "remove", "Oma", "--yes")


@pytest.mark.audio
def test_a_recording_that_is_no_voice_is_kept(spoken: Shell) -> None:
    done = spoken.run("voices", "record", "a/b", "-t", "x", "--seconds", "2")
    assert done.code == 7
    assert "Problem: Too short" in done.err
    (path,) = kept(spoken)
    assert str(path) in done.err
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(2, abs=0.1)
    (left,) = kept_recordings(path.parent)  # as the windows offer it
    assert left.notes == Notes("a/b", "x")
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {entry.stat().st_mode & 0o777 for entry in path.parent.iterdir()} == {0o600}


def test_ctrl_c_keeps_the_recording(spoken: Shell) -> None:
    process = spoken.start("voices", "record", "a", "-t", "x", "--seconds", "60")
    until(lambda: any(path.stat().st_size > 200_000 for path in kept(spoken)))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    (path,) = kept(spoken)
    assert str(path).encode() in err
    with wave.open(str(path)) as file:
        assert file.getnframes() > 90_000


def test_enter_ends_it_on_a_terminal(spoken: Shell) -> None:
    spoken.environment["TERM"] = "xterm"
    with terminal() as (main, other):
        process = spoken.start("voices", "record", "a", "-t", "x", stdin=other, stderr=other)
        shown = b""
        while b"6." not in shown:  # seconds
            shown += os.read(main, 65536)
        os.write(main, b"\n")
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"a.wav" in out
    assert "█".encode() in shown
    spoken.good("voices", "remove", "a", "--yes")


def test_microphones_are_listed_and_chosen(spoken: Shell) -> None:
    assert "ALSA: pulse" in spoken.good("voices", "record", "--list-devices").out
    arguments = ("voices", "record", "a", "-t", "x", "--device", "nothing")
    done = spoken.run(*arguments)
    assert done.code == 6
    assert "“nothing” isn't available" in done.err
    assert kept(spoken) == []
