"""`cosyvoice speak`, as a process: files, pipes, devices, and what goes wrong."""

from __future__ import annotations

from contextlib import suppress
import io
import json
import os
from pathlib import Path
import signal
import stat
import subprocess
import time
from typing import TYPE_CHECKING
import wave

import pytest

from tests.desktop_app.cli.conftest import terminal
from tests.programs import until

if TYPE_CHECKING:
    from tests.desktop_app.cli.conftest import Shell
    from tests.sound_server import SoundServer


def seconds(data: bytes) -> float:
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return float(file.getnframes() / file.getframerate())


def processes(shell: Shell) -> list[int]:
    """What runs in this home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # it is gone, or not ours
        if f"HOME={shell.home}".encode() in environment:
            found.append(int(process.name))
    return found


def test_a_fresh_user_without_a_sound_device_gets_a_file(fresh: Shell) -> None:
    done = fresh.good("speak", "Hello, 你好")
    assert "no audio output device" in done.err
    assert "Spoken by eSpeak NG, which can't clone voices. To get a better voice:" in done.err
    assert "cosyvoice engines list" in done.err
    files = list(fresh.home.glob("cosyvoice-*.wav"))
    assert len(files) == 1
    assert files[0].name in done.err
    assert 0.5 < seconds(files[0].read_bytes()) < 5
    assert not processes(fresh)
    assert not list(fresh.home.rglob("*.part"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["-f", "missing.txt"], 7), (["-"], 5), (["-f", "binary"], 7), (["--", "---"], 5)],
)
def test_nothing_is_said_of_a_file_where_none_is_saved(
    fresh: Shell, arguments: list[str], code: int
) -> None:
    (fresh.home / "binary").write_bytes(b"\x7fELF\x02\x00\x00\x80" * 9)
    done = fresh.run("speak", *arguments)
    assert done.code == code, done
    assert "Note:" not in done.err
    assert "Saving" not in done.err


def test_a_folder_that_takes_no_file_is_answered_with_where_to_save(fresh: Shell) -> None:
    process = fresh.start("speak", "Hello.", cwd="/proc/self")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 7, err
    assert b"Saving the speech" not in err
    assert b"Error: There is no audio output device, and the speech can't be saved in" in err
    assert b"Hint: Save it elsewhere with --output." in err


def test_a_device_that_was_asked_for_must_be_there(shell: Shell) -> None:
    done = shell.run("speak", "--device", "ALSA: nothing", "hello")
    assert done.code == 6
    assert "Hint:" in done.err
    assert not list(shell.home.glob("*.wav"))


@pytest.mark.parametrize(
    ("name", "starts"), [("a.wav", (b"RIFF",)), ("a.mp3", (b"ID3", b"\xff")), ("a.pcm", (b"",))]
)
def test_the_suffix_says_the_form(shell: Shell, name: str, starts: tuple[bytes, ...]) -> None:
    measured = shell.good("speak", "--json", "-o", name, "Hello there.").json
    data = (shell.home / name).read_bytes()
    assert data.startswith(starts)
    assert measured["audio_seconds"] > 0.3
    assert measured["first_audio"] > 0
    if name.endswith("pcm"):
        assert len(data) == round(measured["audio_seconds"] * 48_000)


def test_options_take_effect(shell: Shell) -> None:
    text = "One two three four five six seven."
    shell.good("speak", "-q", "-o", "slow.wav", "--speed", "0.5", "--sample-rate", "16000", text)
    shell.good("speak", "-q", "-o", "fast.wav", "--speed", "2", text)
    shell.good("speak", "-q", "-o", "x.bin", "--format", "wav", "--instruct", "calm", text)
    slow = (shell.home / "slow.wav").read_bytes()
    with wave.open(io.BytesIO(slow)) as file:
        assert file.getframerate() == 16_000
    assert seconds(slow) > 3 * seconds((shell.home / "fast.wav").read_bytes())
    assert (shell.home / "x.bin").read_bytes().startswith(b"RIFF")


@pytest.mark.parametrize("transport", ["ws", "sse", "json"])
def test_transports_and_stdout(shell: Shell, transport: str) -> None:
    done = shell.good("speak", "--transport", transport, "-o", "-", "-", stdin="你好。".encode())
    assert done.raw.startswith(b"RIFF")
    assert len(done.raw) > 10_000
    assert "s of speech" in done.err


def test_a_text_file(shell: Shell) -> None:
    (shell.home / "a.md").write_text("# Title\n\nSome **bold** text.\n", "utf-8")
    shell.good("speak", "-q", "-o", "clean.wav", "-f", "a.md")
    shell.good("speak", "-q", "-o", "raw.wav", "--raw", "-f", "a.md")
    clean, raw = ((shell.home / name).read_bytes() for name in ("clean.wav", "raw.wav"))
    assert seconds(clean) > 0.5
    assert seconds(raw) > 1.2 * seconds(clean)  # the marks are said


def test_stdin_is_markdown_unless_its_kind_is_given(shell: Shell) -> None:
    def heard(text: str, *options: str) -> int:
        return len(shell.good("speak", "-q", "-o", "-", *options, "-", stdin=text.encode()).raw)

    clean = pytest.approx(heard("It is so now.", "--kind", "plain"), rel=0.05)
    assert heard("It **is** so now.") == clean
    assert heard("<p>It <b id='x'>is</b>\nso now.", "--kind", "html") == clean
    assert heard("It **is** so now.", "--kind", "plain") != clean


def test_a_text_is_read_as_its_name_or_its_look_says(shell: Shell) -> None:
    (shell.home / "a.txt").write_text("It *is* so now.", "utf-8")
    (shell.home / "a.md").write_text("It *is* so now.", "utf-8")

    def heard(*arguments: str) -> int:
        return len(shell.good("speak", "-q", "-o", "-", *arguments).raw)

    clean = pytest.approx(heard("It is so now."), rel=0.05)
    assert heard("a.md") == clean
    assert heard("a.txt", "--kind", "markdown") == clean
    assert heard("a.txt") != clean
    assert heard("It *is* so now.") != clean


def test_a_document_is_known_by_its_name_and_a_page_by_its_address(shell: Shell) -> None:
    page = "<html><title>T</title><p>Some words in a web page.</p></html>"
    (shell.home / "page.html").write_text(page, "utf-8")
    (shell.home / "word").write_text("many other words than the one that names the file", "utf-8")
    said = shell.good("speak", "--json", "-o", "a.wav", "page.html").json["audio_seconds"]
    named = shell.good("speak", "--json", "-o", "a.wav", "word").json["audio_seconds"]
    assert said > 2 * named
    done = shell.run("speak", "-o", "b.wav", "http://127.0.0.1:9/article")
    assert done.code == 7
    assert "Can't connect to 127.0.0.1" in done.err


def test_several_words_are_one_text(shell: Shell) -> None:
    joined = shell.good("speak", "-q", "-o", "-", "Hello", "big", "world").raw
    assert len(joined) == pytest.approx(
        len(shell.good("speak", "-q", "-o", "-", "Hello big world").raw), rel=0.05
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.md"], "There is no file missing.md."),
        (["./missing"], "There is no file ./missing."),
        (["letter.txt"], "Did you mean letter.md?"),
        (["www.example.com"], "isn't a whole web address."),
        (["letter.md", "letter.md"], "Only one document"),
    ],
)
def test_a_word_that_looks_like_a_file_and_is_none_is_not_spoken(
    fresh: Shell, arguments: list[str], words: str
) -> None:
    (fresh.home / "letter.md").write_text("Dear all", "utf-8")
    (fresh.home / "out.wav").write_bytes(b"precious")
    done = fresh.run("speak", *arguments, "-o", "out.wav")
    assert done.code == 7
    assert words in done.err
    assert "use --text" in done.err
    assert "built-in" not in done.err
    assert (fresh.home / "out.wav").read_bytes() == b"precious"


def test_text_says_it_all_the_same(shell: Shell) -> None:
    (shell.home / "a.md").write_text("Something else that is a good deal longer than its name.")
    name = len(shell.good("speak", "-q", "-o", "-", "--text", "a.md").raw)
    alike = pytest.approx(name, rel=0.02)
    assert len(shell.good("speak", "-q", "-o", "-", "a.md").raw) > 2 * name
    for arguments in (
        ["a.md", "--text"],
        ["-t", "a.md"],
        ["--text=a.md"],
        ["--text", "--", "a.md"],
    ):
        assert len(shell.good("speak", "-q", "-o", "-", *arguments).raw) == alike
    more = shell.good("speak", "-q", "-o", "-", "--text", "a.md", "and", "many", "more", "words")
    assert len(more.raw) > 2 * name
    assert "not both" in shell.run("speak", "-o", "-", "--text", "a.md", "-f", "a.md").err


def test_a_file_option_never_guesses(shell: Shell) -> None:
    for name in ("Hello", "Hello there", "missing.md", "", "www.example.com"):
        done = shell.run("speak", "-o", "out.wav", "-f", name)
        assert done.code == 7
        assert not (shell.home / "out.wav").exists()
    (shell.home / "word").write_text("many other words than the one that names the file", "utf-8")
    read = len(shell.good("speak", "-q", "-o", "-", "-f", "word").raw)
    assert read > 2 * len(shell.good("speak", "-q", "-o", "-", "word").raw)
    assert len(shell.good("speak", "-q", "-o", "-", "./word").raw) == pytest.approx(read, rel=0.02)


def test_a_pipe_may_be_named_instead_of_a_file(shell: Shell) -> None:
    text = b"It **is** so now."
    heard = pytest.approx(len(shell.good("speak", "-q", "-o", "-", "-", stdin=text).raw), rel=0.02)
    for name in ("-", "/dev/stdin", "/dev/fd/0"):
        assert len(shell.good("speak", "-q", "-o", "-", "-f", name, stdin=text).raw) == heard
    os.mkfifo(shell.home / "pipe.md")
    process = shell.start("speak", "-q", "-o", "-", "pipe.md", stdin=subprocess.DEVNULL)
    (shell.home / "pipe.md").write_bytes(text)
    assert len(process.communicate(timeout=60)[0]) == heard
    (shell.home / "page").write_bytes(b"<!doctype html><p>It <b>is</b> so now.</p>")
    with (shell.home / "page").open("rb") as page:
        process = shell.start("speak", "-q", "-o", "-", "-f", "/dev/stdin", stdin=page)
        assert process.communicate(timeout=60)[0].startswith(b"RIFF")
    assert process.returncode == 0


def test_text_on_stdin_is_spoken_while_it_arrives(shell: Shell) -> None:
    process = shell.start("speak", "-o", "-", "-", stdin=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"This is the first sentence.\n")
    process.stdin.flush()
    heard = process.stdout.read(20_000)  # more than the header, while stdin is still open
    assert len(heard) == 20_000
    rest, _ = process.communicate(b"And this is the second.\n", timeout=60)
    assert process.returncode == 0
    assert len(rest) > 20_000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "a.ogg", "hi"], "use a .wav, .mp3, or .pcm extension"),
        (["-o", "a", "hi"], "use a .wav"),
        (["--format", "mp3", "hi"], "--format requires --output"),
        (["-o", "a.wav", "-d", "x", "hi"], "not both"),
        (["-f", "a.txt", "hi"], "not both"),
        (["-o", "a.wav", "--speed", "3", "hi"], "must be a number from 0.5 to 2."),
        (["-o", "a.wav", "--speed", "nan", "hi"], "must be a number from 0.5 to 2."),
        (["-o", "a.wav", "--bit-rate", "100k", "hi"], "'100k' is not one of"),
        (["-o", "a.wav", "--mode", "natural-language", "hi"], "requires --instruct"),
        (["-o", "-", "--json", "hi"], "can't be used when the audio goes to stdout"),
        (["--nonsense"], "No such option"),
    ],
)
def test_what_cannot_be_meant(shell: Shell, arguments: list[str], words: str) -> None:
    done = shell.run("speak", *arguments)
    assert done.code == 2
    assert words in done.err
    assert not list(shell.home.glob("a*"))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["-f", "missing.txt"], 7, "missing.txt"),
        (["-f", "binary"], 7, "file type isn't supported"),
        (["-f", "empty.txt"], 5, "no text in empty.txt"),
        ([" "], 5, "nothing that can be spoken"),
        (["-v", "nobody", "hi"], 5, "no voice “nobody”"),
        (["-s", "unknown", "hi"], 7, "no service named"),
        (["--transport", "sse", "--", "---"], 5, "no text to speak"),
        (["--", "---"], 5, "no text to speak"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_a_code(
    shell: Shell, arguments: list[str], code: int, words: str
) -> None:
    (shell.home / "binary").write_bytes(b"\x7fELF\x02\x00\x00\x80" * 9)
    (shell.home / "empty.txt").write_text("\n")
    before = {path.name for path in shell.home.iterdir()}
    done = shell.run(
        "speak", "-o", "out.wav", *(["--"] if arguments == ["---"] else []), *arguments
    )
    assert done.code == code, done
    assert words in done.err
    assert done.err.count("Error:") == 1
    assert {path.name for path in shell.home.iterdir()} - {".local", ".config"} <= before


def test_an_output_that_cannot_be_written(fresh: Shell) -> None:
    """It is named as it was given, before anything is started, and what to do follows."""
    (fresh.home / "folder.wav").mkdir()
    (fresh.home / "circle.wav").symlink_to("circle.wav")
    for name, words in {
        "no/such/folder/a.wav": "no such file or folder",
        "folder.wav": "it's a folder",
        "circle.wav": "the link leads back to itself",
        "x" * 300 + ".wav": "the name is too long",
        "/dev/full": "the disk is full",
    }.items():
        done = fresh.run("speak", "-o", name, "--format", "wav", "hi")
        assert done.code == 7
        assert f"Error: Can't write {name}: {words}." in done.err
        assert "Hint: Check that the folder exists and is writable" in done.err
        assert ".part" not in done.err
        assert "built-in" not in done.err or name == "/dev/full"
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def streamed(data: bytes) -> float:
    """Seconds of a WAV that was written before its length was known."""
    assert data[:4] == b"RIFF"
    assert data[40:44] == b"\xff" * 4
    return len(data[44:]) / int.from_bytes(data[28:32], "little")


def test_a_pipe_is_written_into(shell: Shell) -> None:
    for name in ("f.wav", "plain"):
        pipe = shell.home / name
        os.mkfifo(pipe)
        process = shell.start("speak", "-o", name, "hi there", stdin=subprocess.DEVNULL)
        assert process.stderr is not None
        assert b"Waiting for a program" in process.stderr.readline()
        assert streamed(pipe.read_bytes()) > 0.2
        assert process.wait(30) == 0
        assert b"Saved" not in process.stderr.read()
        assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_pipe_that_nobody_reads_is_waited_for_until_ctrl_c(fresh: Shell) -> None:
    os.mkfifo(fresh.home / "f.wav")
    process = fresh.start("speak", "-o", "f.wav", "hi there", stdin=subprocess.DEVNULL)
    assert process.stderr is not None
    assert b"Waiting for a program" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert not processes(fresh)


def test_the_reader_of_a_pipe_may_go_away(shell: Shell) -> None:
    pipe = shell.home / "f.pcm"
    os.mkfifo(pipe)
    process = shell.start("speak", "-q", "-o", "f.pcm", "word " * 2000, stdin=subprocess.DEVNULL)
    with pipe.open("rb") as file:
        assert file.read(1000)
    assert process.wait(30) == 0
    assert process.stderr is not None
    assert process.stderr.read() == b""


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link.wav"])
def test_a_descriptor_is_written_into(shell: Shell, name: str) -> None:
    (shell.home / "link.wav").symlink_to("/dev/stdout")
    assert streamed(shell.good("speak", "-o", name, "hi there").raw) > 0.2
    with (shell.home / "out.wav").open("wb") as out:
        out.write(b"before")
        out.flush()
        process = shell.start("speak", "-q", "-o", name, "hi there", stdout=out)
        assert process.wait(30) == 0
    data = (shell.home / "out.wav").read_bytes()
    assert data.startswith(b"before")
    assert streamed(data[6:]) > 0.2
    assert (shell.home / "link.wav").is_symlink()
    refused = shell.run("speak", "-o", name, "--json", "hi there")
    assert (refused.code, refused.out) == (2, "")
    assert "--json can't be used" in refused.err


def test_a_descriptor_of_the_shell_is_written_into(shell: Shell) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as file:
        with os.fdopen(writing, "wb"):
            process = shell.start(
                *("speak", "-q", "--format", "mp3", "-o", f"/dev/fd/{writing}", "hi there"),
                pass_fds=[writing],
            )
        assert file.read().startswith((b"ID3", b"\xff"))
    assert process.wait(30) == 0
    done = shell.run("speak", "-o", "/dev/fd/77", "hi there")
    assert done.code == 7
    assert "/dev/fd/77" in done.err


def test_a_link_leads_to_what_is_new(shell: Shell) -> None:
    (shell.home / "real.wav").write_bytes(b"before")
    (shell.home / "link.wav").symlink_to("real.wav")
    shell.good("speak", "-q", "-o", "link.wav", "hi there")
    assert (shell.home / "link.wav").is_symlink()
    assert seconds((shell.home / "real.wav").read_bytes()) > 0.2


def test_a_file_is_replaced_whole_or_stays(shell: Shell) -> None:
    path = shell.home / "a.wav"
    path.write_bytes(b"precious")
    assert shell.run("speak", "-o", "a.wav", "-v", "nobody", "hi").code == 5
    assert path.read_bytes() == b"precious"
    shell.good("speak", "-q", "-o", "a.wav", "hi there")
    assert seconds(path.read_bytes()) > 0.2


NAMED_IN_MANY_WAYS = [
    ["-f", "{home}/a.html", "-o", "a.html"],
    ["-f", "a.html", "-o", "{home}/./a.html"],
    ["a.html", "-o", "a.html"],
    ["file://{home}/a.html", "-o", "a.html"],
    ["--file=~/a.html", "-o", "a.html"],
    ["-f", "a.html", "-o", "link.mp3"],
    ["-f", "link.mp3", "-o", "a.html"],
    ["-f", "a.html", "-o", "hard.mp3"],
    ["-f", "a.html", "-o", "-"],
    ["-f", "a.html", "-o", "/dev/stdout"],
    ["-", "-o", "a.html"],
    ["-o", "hard.mp3"],
    ["/dev/stdin", "-o", "link.mp3"],
    ["-f", "/dev/fd/0", "-o", "a.html"],
    ["-", "-o", "-"],
]


@pytest.mark.parametrize("arguments", NAMED_IN_MANY_WAYS)
def test_what_is_read_is_not_written_over(fresh: Shell, arguments: list[str]) -> None:
    path = fresh.home / "a.html"
    path.write_text("<p>This took a year to write.")
    (fresh.home / "hard.mp3").hardlink_to(path)
    (fresh.home / "link.mp3").symlink_to("a.html")
    given = [one.format(home=fresh.home) for one in arguments]
    on_stdout = given[-1] in ("-", "/dev/stdout")
    with path.open("rb") as stdin, path.open("ab") as stdout:
        more = {"stdout": stdout} if on_stdout else {}
        process = fresh.start("speak", "--format", "mp3", *given, stdin=stdin, **more)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 7, err
    assert b"Error: The output is the file that is being read: " in err
    assert b"Hint: Use another file name for --output." in err
    assert b"built-in" not in err
    assert path.read_text() == "<p>This took a year to write."
    assert path.samefile(fresh.home / "hard.mp3")


def test_what_cannot_be_written_over_may_be_read_and_written(shell: Shell) -> None:
    with Path("/dev/null").open("r+b") as nothing:
        process = shell.start("speak", "-o", "-", stdin=nothing, stdout=nothing)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 5, err
    assert b"no text to speak" in err


def test_a_wrong_token_and_nobody_there(shell: Shell) -> None:
    shell.environment["COSYVOICE_TOKEN"] = "wrong"
    done = shell.run("speak", "-o", "a.wav", "hi")
    assert done.code == 4
    assert "token" in done.err
    shell.environment["COSYVOICE_URL"] = "http://127.0.0.1:9"
    done = shell.run("speak", "-o", "a.wav", "hi")
    assert done.code == 3
    assert "Can't connect" in done.err


def test_a_reader_that_goes_away_is_no_error(shell: Shell) -> None:
    process = shell.start("speak", "-q", "-o", "-", "word " * 2000, stdin=subprocess.DEVNULL)
    assert process.stdout is not None
    process.stdout.read(1000)
    process.stdout.close()
    assert process.wait(30) == 0
    assert process.stderr is not None
    assert process.stderr.read() == b""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_no_file_and_no_process(fresh: Shell, how: signal.Signals) -> None:
    process = fresh.start("speak", "-q", "-o", "a.wav", "-", stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(b"Hello there. ")
    process.stdin.flush()
    until(lambda: list(fresh.home.glob(".a.wav.*")))
    process.send_signal(how)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert not list(fresh.home.glob("*a.wav*"))
    assert not processes(fresh)


# With a sound device


def played(shell: Shell, sound: SoundServer, *arguments: str) -> tuple[float, dict[str, object]]:
    """Seconds heard at the monitor, and what was measured."""
    with sound.recording() as recording:
        done = shell.good("speak", "--json", *arguments)
    return recording.duration, done.json


@pytest.fixture
def loud(shell: Shell, sound_server: SoundServer) -> Shell:
    """The same user, with loudspeakers."""
    shell.environment.update(sound_server.environment)
    return shell


@pytest.mark.audio
def test_what_is_heard_is_what_was_said(loud: Shell, sound_server: SoundServer) -> None:
    text = "This is a sentence of some length, so that there is something to hear. 你好！"
    loud.good("speak", "-q", "-o", "a.wav", text)
    with sound_server.recording() as recording:
        done = loud.good("speak", "--json", text)
    assert "ALSA" not in done.err
    assert done.json["underruns"] == 0
    assert done.json["first_sample"] > 0
    said = audible((loud.home / "a.wav").read_bytes())
    assert abs(recording.duration - said) < 0.02 * said
    assert not list(loud.home.glob("cosyvoice-*"))


def audible(data: bytes) -> float:
    """Seconds from the first to the last sample that can be heard."""
    with wave.open(io.BytesIO(data)) as file:
        samples = memoryview(file.readframes(file.getnframes())).cast("h")
        loud = [n for n, sample in enumerate(samples) if abs(sample) > 100]
        return float((loud[-1] - loud[0] + 1) / file.getframerate())


def test_devices_are_listed_and_chosen(loud: Shell) -> None:
    devices = loud.good("speak", "--list-devices", "--json").json
    names = [device["name"] for device in devices]
    assert any("pulse" in name for name in names)
    assert "Device" in loud.good("speak", "--list-devices").out
    loud.good("speak", "-q", "--device", next(name for name in names if "pulse" in name), "hi")


@pytest.mark.audio
def test_ctrl_c_stops_the_sound_at_once(loud: Shell, sound_server: SoundServer) -> None:
    with sound_server.recording() as recording:
        process = loud.start("speak", "-q", "word " * 200, stdin=subprocess.DEVNULL)
        until(lambda: recording.so_far > 0.2)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        heard = recording.so_far
        time.sleep(0.5)
    assert process.returncode == 130
    assert recording.duration == pytest.approx(heard, abs=0.1)  # nothing came afterwards
    assert not processes(loud)


def test_a_live_line_on_a_terminal(loud: Shell) -> None:
    loud.environment["TERM"] = "xterm"
    with terminal() as (main, other):
        text = "Some words that take a while to say."
        process = loud.start("speak", text, stdin=subprocess.DEVNULL, stderr=other)
        process.communicate(timeout=60)
        os.set_blocking(main, False)
        shown = b""
        with suppress(BlockingIOError):  # all of it has been read
            while True:
                shown += os.read(main, 65536)
    assert process.returncode == 0
    assert b" of " in shown
    assert b"first audio after" in shown
    assert b"real-time factor" in shown


@pytest.mark.audio
def test_the_built_in_server_speaks_to_the_loudspeaker(
    fresh: Shell, sound_server: SoundServer
) -> None:
    fresh.environment.update(sound_server.environment)
    heard, measured = played(fresh, sound_server, "Hello, 你好")
    assert heard == pytest.approx(float(str(measured["audio_seconds"])), abs=0.4)
    assert json.dumps(measured)
    assert not processes(fresh)


def test_the_home_stays_tidy(fresh: Shell) -> None:
    fresh.good("speak", "-q", "-o", "a.wav", "hi")
    left = {path.relative_to(fresh.home).parts[0] for path in fresh.home.rglob("*")}
    assert left <= {"a.wav", ".local"}
    assert Path(fresh.home, ".local", "share", "cosyvoice-home").is_dir()
