"""The program as a parent starts it: ready line, token, stop, and what it leaves behind."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
import contextlib
from functools import partial
import json
import os
from pathlib import Path
import shutil
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import ClientSession
import pytest

from local_server import program, reference_audio
from local_server.addresses import joined
from local_server.arguments import parse
from local_server.errors import StartError
from local_server.storage import Storage
from tests.programs import first_line
from tests.programs import running as running_program

from .running import ROOT, TOKEN, Program, Running, audio_of, eventually, voice_pcm, wav

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def ready(program: Program) -> dict[str, Any]:
    return await asyncio.to_thread(program.ready)


async def get(session: ClientSession, url: str, token: str = TOKEN) -> Any:
    async with session.get(url, headers={"Authorization": f"Bearer {token}"}) as answer:
        assert answer.status == 200
        return await answer.json()


async def test_a_parent_starts_speaks_and_stops(tmp_path: Path, session: ClientSession) -> None:
    with Program(tmp_path, "--json", "--with-sample-voice", "--exit-with-parent") as process:
        line = await ready(process)
        assert line.keys() == {"event", "url", "pid", "better"}
        voices = await get(session, line["url"] + "/api/v1/audio/reference_audio")
        assert [voice["filename"] for voice in voices] == ["reference_voice.wav"]
        # The service is not used: the requests go to the program.
        server = Running(line["url"], session, None)  # type: ignore[arg-type]  # see above
        answer = await server.speech("Hello, 你好。", voices[0]["id"])
        assert len(audio_of(answer.data)) > 40_000
        assert process.process.stdin is not None
        process.process.stdin.close()
        process.process.stdin = None
        code, out, err = await process.outcome()
    assert code == 0
    assert out == ""
    assert "does not clone" in err
    assert TOKEN not in err
    assert "Traceback" not in err


async def test_sample_voice_only_where_there_is_none(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        program.add_sample_voice(storage)
        program.add_sample_voice(storage)
        (audio,) = storage.entries()
        checked = reference_audio.check(storage.path(audio), ".wav")
    assert audio.text.startswith("This voice was made by a program")
    assert checked.pitch == pytest.approx(audio.pitch, rel=0.02)
    assert checked.sample_rate == 24_000


async def test_servers_that_start_at_once_add_one_sample_voice(tmp_path: Path) -> None:
    for attempt in range(3):
        place = tmp_path / str(attempt)
        with contextlib.ExitStack() as started:
            servers = [
                started.enter_context(Program(place, "--json", "--with-sample-voice"))
                for _ in range(3)
            ]
            await asyncio.gather(*map(ready, servers))
        with Storage(place) as storage:
            assert len(storage.entries()) == 1
        assert len(list((place / "audio").iterdir())) == 2


def test_openings_of_one_folder_add_one_sample_voice(tmp_path: Path) -> None:
    storages = [Storage(tmp_path) for _ in range(4)]
    with ThreadPoolExecutor() as threads:
        list(threads.map(program.add_sample_voice, storages))
    assert [len(storage.entries()) for storage in storages] == [1] * 4
    for storage in storages:
        storage.close()


def test_a_folder_that_takes_no_sample_voice_is_told(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        shutil.rmtree(tmp_path / "audio")
        with pytest.raises(StartError, match=f"{tmp_path}.*: no such file or folder"):
            program.add_sample_voice(storage)
        (tmp_path / "audio").mkdir()
        program.add_sample_voice(storage)  # nothing is held from before
        assert len(storage.entries()) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_signal_stops_it_gracefully(tmp_path: Path, number: signal.Signals) -> None:
    with Program(tmp_path, "--json", token=None) as process:
        line = await ready(process)
        assert len(line["token"]) > 20  # made, and told to nobody but the parent
        process.process.send_signal(number)
        code, _, err = await process.outcome()
    assert code == 0
    assert "Traceback" not in err
    assert line["token"] not in err


async def test_running_task_is_ended_with_words(tmp_path: Path, session: ClientSession) -> None:
    with Program(tmp_path, "--json", "--with-sample-voice", "--grace", "0.1") as process:
        line = await ready(process)
        server = Running(line["url"], session, None)  # type: ignore[arg-type]  # it is not used
        voice = (await server.call("GET", "v1/audio/reference_audio")).data[0]["id"]
        async with await server.socket() as ws, await server.socket():
            await ws.run(voice)
            await ws.expect("task-started")
            process.process.send_signal(signal.SIGTERM)
            header = (await ws.expect("task-failed"))["header"]
            assert header["error_code"] == "ServerStopping"
            await ws.ws.receive(timeout=5)
        code, _, err = await process.outcome()
    assert code == 0
    assert "Traceback" not in err


async def test_a_running_task_ends_in_its_own_time_while_new_ones_are_refused(
    tmp_path: Path, session: ClientSession
) -> None:
    with Program(tmp_path, "--json", "--with-sample-voice", "--grace", "60") as process:
        line = await ready(process)
        server = Running(line["url"], session, None)  # type: ignore[arg-type]  # it is not used
        voice = (await server.call("GET", "v1/audio/reference_audio")).data[0]["id"]
        async with await server.socket() as ws:
            await ws.run(voice)
            await ws.expect("task-started")
            process.process.send_signal(signal.SIGTERM)
            # Who comes by a new connection is told so, too.
            async with ClientSession() as server.session, asyncio.timeout(20):
                while (health := await server.call("GET", "healthz", token=None)).status == 200:  # noqa: ASYNC110 - of another process
                    await asyncio.sleep(0.01)
                refused = await server.speech("你好。", voice)
            for answer in (health, refused):
                assert (answer.status, answer.data["code"]) == (503, "ServerStopping")
                assert int(answer.headers["Retry-After"]) > 0
            await ws.text("你好。")
            await ws.finish()
            assert await ws.results()
        code, _, _ = await process.outcome()
    assert code == 0


async def test_words_for_people(tmp_path: Path) -> None:
    with Program(tmp_path, token=None) as process:
        lines: list[str] = []
        assert process.process.stdout is not None
        while "Ctrl-C" not in (lines[-1] if lines else ""):
            lines.append(await asyncio.to_thread(process.process.stdout.readline))
        process.process.send_signal(signal.SIGTERM)
        code, _, _ = await process.outcome()
    assert code == 0
    text = "".join(lines)
    assert "http://127.0.0.1:" in text
    assert "Token" in text
    assert "does not clone" in text
    assert str(tmp_path) in text


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - that is what is tested
async def test_people_get_an_address_that_they_can_type_elsewhere(
    tmp_path: Path, host: str, session: ClientSession
) -> None:
    with Program(tmp_path, "--host", host) as process:
        assert process.process.stdout is not None
        lines = [await asyncio.to_thread(process.process.stdout.readline) for _ in range(2)]
    url = lines[1].split()[1]
    assert urlsplit(url).hostname not in ("0.0.0.0", "::", "127.0.0.1", "::1")  # noqa: S104
    with Program(tmp_path, "--host", host, "--json") as process:
        url = (await ready(process))["url"]
        assert urlsplit(url).hostname in ("127.0.0.1", "::1")
        assert await get(session, url + "/v1/audio/reference_audio") == []


async def test_words_for_people_who_know_the_token(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN)
    with Program(tmp_path, "--token-file", str(file)) as process:
        assert process.process.stdout is not None
        text = "".join([await asyncio.to_thread(process.process.stdout.readline) for _ in range(7)])
    assert "Ctrl-C" in text
    assert f"in {file}" in text
    assert TOKEN not in text


PARENT = """
import subprocess, sys, time
command = [sys.executable, "-m", "local_server", *sys.argv[1:]]
child = subprocess.Popen(command, stdin=subprocess.PIPE)
time.sleep(60)
"""


async def gone(pid: int) -> None:
    """Wait for the end of a process that is no child of ours."""
    descriptor = os.pidfd_open(pid)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, ended.set)
    try:
        async with asyncio.timeout(10):
            await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]


async def test_kill_9_leaves_no_engine_behind(tmp_path: Path) -> None:
    with Program(tmp_path, "--json") as process:
        await ready(process)
        await eventually(lambda: len(children(process.process.pid)) == 1)
        (worker,) = children(process.process.pid)
        waiting = asyncio.create_task(gone(worker))
        await asyncio.sleep(0)
        process.process.kill()
        await waiting


async def test_killed_parent_leaves_nothing_behind(tmp_path: Path) -> None:
    with running_program(
        [
            *(sys.executable, "-c", PARENT, "--port", "0", "--json", "--exit-with-parent"),
            *("--data-dir", str(tmp_path), "--workers", "1"),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        line = json.loads(await asyncio.to_thread(first_line, parent))
        waiting = asyncio.create_task(gone(line["pid"]))
        await asyncio.sleep(0)
        parent.kill()
        await waiting


async def test_parent_that_changes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where stdin stays open because a sibling has inherited its pipe."""
    parents = iter([10, 10, 1])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr(program, "_PARENT_CHECK", 0.01)
    reading, writing = os.pipe()
    monkeypatch.setattr(os, "read", lambda _, size: os_read(reading, size))
    stop = asyncio.Event()
    program._watch_parent(stop)
    async with asyncio.timeout(5):
        await stop.wait()
    os.close(writing)
    await asyncio.sleep(0.05)
    os.close(reading)


os_read = os.read


async def test_kill_9_under_uploads(tmp_path: Path, session: ClientSession) -> None:
    """What was acknowledged is there after a kill -9 of the server, and nothing is half there."""
    acknowledged: set[str] = set()
    data = wav(voice_pcm())
    for delay in (0.0, 0.01, 0.02):
        with Program(tmp_path, "--json") as process:
            url = (await ready(process))["url"]
            server = Running(url, session, None)  # type: ignore[arg-type]  # it is not used

            async def upload(server: Running = server) -> None:
                while True:
                    answer = await server.upload(data)
                    acknowledged.add(answer.data["id"])

            uploads = [asyncio.create_task(upload()) for _ in range(3)]
            await eventually(partial(more_than, acknowledged, len(acknowledged) + 3), 20)
            await asyncio.sleep(delay)
            process.process.kill()
            results = await asyncio.gather(*uploads, return_exceptions=True)
            assert all(isinstance(result, OSError | Exception) for result in results)
    with Storage(tmp_path) as storage:
        stored = storage.entries(10_000)
        assert acknowledged <= {audio.id for audio in stored}
        assert acknowledged
        assert all(storage.path(audio).read_bytes() == data for audio in stored)
        files = {path.name for path in (tmp_path / "audio").iterdir()}
        assert files == {audio.id + suffix for audio in stored for suffix in (".wav", ".json")}


def more_than(found: set[str], count: int) -> bool:
    return len(found) > count


def run(*arguments: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "local_server", *arguments],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, err = run("--port", port, "--data-dir", str(tmp_path), "--workers", "1")
    assert code == 7
    assert "the address is already in use" in err


@pytest.mark.parametrize("token", ["", "  ", "with space", "schlüssel", "tab\tbed"])
def test_token_that_cannot_be_one(token: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["--token", token]) == 2
    assert "the token must be printable ASCII" in capsys.readouterr().err


def test_a_token_of_the_environment_that_cannot_be_one_is_a_setting(tmp_path: Path) -> None:
    said = fail("--data-dir", str(tmp_path), COSYVOICE_TOKEN="a b")
    assert "Can't use the token in COSYVOICE_TOKEN: the token must be" in said
    said = fail("--data-dir", str(tmp_path), COSYVOICE_ENGINE_TOKEN="a b")
    assert "Can't use the token in COSYVOICE_ENGINE_TOKEN: the token must be" in said


def test_ways_to_give_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token"
    file.write_text("from-file\n")
    monkeypatch.setenv("COSYVOICE_TOKEN", "from-environment")
    assert program._token(parse(["--token", "given"])) == "given"
    assert "COSYVOICE_TOKEN" not in os.environ  # engine processes do not inherit it
    monkeypatch.setenv("COSYVOICE_TOKEN", "from-environment")
    assert program._token(parse(["--token-file", str(file)])) == "from-file"
    monkeypatch.setenv("COSYVOICE_TOKEN", "from-environment")
    monkeypatch.setenv("COSYVOICE_TOKEN_FILE", str(file))
    assert program._token(parse([])) == "from-environment"
    assert program._token(parse([])) is None
    monkeypatch.setenv("COSYVOICE_TOKEN_FILE", str(file))
    assert program._token(parse([])) == "from-file"
    assert "COSYVOICE_TOKEN_FILE" not in os.environ
    monkeypatch.setenv("COSYVOICE_TOKEN_FILE", str(tmp_path / "absent"))
    with pytest.raises(StartError, match=r"Can't read the token file .*absent"):
        program._token(parse([]))


def fail(*arguments: str, **environment: str) -> str:
    """The words of a start that fails: one line, and no traceback."""
    code, err = run("--port", "0", "--workers", "1", *arguments, **environment)
    assert code == 7
    name = "python -m local_server: error: "
    (line,) = [line for line in err.splitlines() if line.startswith(name)]
    assert err.splitlines()[-1] == line
    assert line.count(". ") >= 1  # what happened, and what to do
    return line


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "no such file or folder"),
        (b"", "and not empty"),
        (b" \n\n", "and not empty"),
        (b"\xff\xfe\x00", "printable ASCII"),
        (b"\x7fELF\0\0", "printable ASCII"),
        (b"one\ntwo\n", "printable ASCII"),
        (b"x" * 100_000, "printable ASCII"),
    ],
)
def test_a_token_file_that_is_none_is_told_with_its_path(
    tmp_path: Path, data: bytes | None, words: str
) -> None:
    file = tmp_path / "token"
    if data is not None:
        file.write_bytes(data)
    line = fail("--token-file", str(file))
    assert f"the token file {file}" in line
    assert words in line


def test_a_folder_or_an_endless_file_is_no_token_file(tmp_path: Path) -> None:
    assert f"{tmp_path}: it's a folder" in fail("--token-file", str(tmp_path))
    assert "/dev/zero" in fail("--token-file", "/dev/zero")


def test_a_token_file_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(b"\xef\xbb\xbffrom-file\r\n")
    assert program._token(parse(["--token-file", str(file)])) == "from-file"


def test_the_file_that_a_variable_names_is_kept_to_say_where_the_token_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text("from-file")
    monkeypatch.delenv("COSYVOICE_TOKEN", raising=False)
    monkeypatch.setenv("COSYVOICE_TOKEN_FILE", str(tmp_path / "token"))
    options = parse([])
    assert program._token(options) == "from-file"
    assert options.token_file == tmp_path / "token"


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        *((host, "host not found") for host in ("no.such.host.invalid", "x" * 300, "::zz", "a b")),
        ("192.0.2.1", "this computer doesn't have this address"),
    ],
)
def test_an_address_that_is_none_is_told(tmp_path: Path, host: str, reason: str) -> None:
    line = fail("--host", host, "--data-dir", str(tmp_path))
    assert f"Can't listen on {joined(host, 0)}: {reason}. " in line


def test_a_store_that_cannot_be_used_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        assert f"{path} isn't a folder" in fail("--data-dir", str(path))
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "index.sqlite3").write_text("my own notes")
    line = fail("--data-dir", str(foreign))
    assert f"{foreign / 'index.sqlite3'} isn't an index of this server" in line
    folder = tmp_path / "folder"
    (folder / "index.sqlite3").mkdir(parents=True)
    assert str(folder) in fail("--data-dir", str(folder))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system with hardly any room."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(place: Path, left: int = 0) -> Path:
    """Take all room that is left on a file system but for some bytes."""
    ballast = place / "ballast"
    with contextlib.suppress(OSError), ballast.open("ab", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    if left:
        os.truncate(ballast, max(0, ballast.stat().st_size - left))
    return ballast


@pytest.mark.parametrize("left", [0, 4096, 32_768, 131_072])
def test_a_full_disk_keeps_it_from_starting_in_words(small: Path, left: int) -> None:
    fill(small, left)
    line = fail("--data-dir", str(small), "--with-sample-voice")
    assert str(small) in line
    assert "The disk is full" in line


def test_a_store_that_is_only_for_reading_is_told(small: Path) -> None:
    with Storage(small) as storage:
        program.add_sample_voice(storage)
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    line = fail("--data-dir", str(small))
    assert str(small) in line
    assert "Check its permissions" in line


async def test_a_disk_that_gets_full_is_told_and_harms_nothing(
    small: Path, session: ClientSession
) -> None:
    data = wav(voice_pcm())
    with Program(small, "--json") as process:
        server = Running((await ready(process))["url"], session, None)  # type: ignore[arg-type]  # it is not used
        first = await server.voice()
        for left in (0, 4096, len(data) // 2, len(data) + 4096):
            ballast = fill(small, left)
            answer = await server.upload(data)
            assert (answer.status, answer.data["code"]) == (507, "InsufficientStorage"), left
            assert (await server.call("GET", "v1/audio/reference_audio")).data[0]["id"] == first
            assert len(audio_of((await server.speech("Hello.", first)).data)) > 10_000
            ballast.unlink()
        second = await server.voice()
        assert (await server.call("DELETE", f"v1/audio/reference_audio/{first}")).status == 200
        process.process.terminate()
        code, _, err = await process.outcome()
    assert code == 0
    assert "Traceback" not in err
    with Storage(small) as storage:
        assert [audio.id for audio in storage.entries()] == [second]
    assert {path.name for path in (small / "audio").iterdir()} == {
        f"{second}.wav",
        f"{second}.json",
    }


def test_a_package_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "_LATER", ("numpy", "no_such_package"))
    assert program.main(["--port", "0", "--data-dir", str(tmp_path)]) == 1
    assert "missing: no_such_package. Install" in capsys.readouterr().err


def test_a_package_that_it_begins_with_is_named(tmp_path: Path) -> None:
    (tmp_path / "voluptuous.py").write_text("raise ModuleNotFoundError(name='voluptuous')")
    code, err = run(PYTHONPATH=str(tmp_path))
    assert code == 1
    assert (
        err == "python -m local_server: error: These packages are missing: voluptuous."
        " Install the extra cosyvoice-home[server].\n"
    )


def test_ctrl_c_at_the_very_start_ends_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "voluptuous.py").write_text("raise KeyboardInterrupt")
    assert run(PYTHONPATH=str(tmp_path)) == (130, "")


def test_a_program_that_reads_json_has_words_of_its_own(tmp_path: Path) -> None:
    """It puts them before ours, which begin with no name."""
    code, err = run("--json", "--token-file", str(tmp_path))
    assert code == 7
    assert err.startswith(f"Can't read the token file {tmp_path}")


def test_characters_that_an_encoding_lacks_end_nothing(tmp_path: Path) -> None:
    place = tmp_path / "声音"
    place.write_text("no folder")
    code, err = run("--data-dir", str(place), PYTHONIOENCODING="latin-1", LC_ALL="zh_CN.ISO-8859-1")
    assert code == 7
    assert "isn't a folder" in err


async def test_platform_without_loop_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: Any) -> None:
        raise NotImplementedError

    monkeypatch.setattr(asyncio.get_running_loop(), "add_signal_handler", unsupported)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    stop = asyncio.Event()
    try:
        program._stop_on_signals(stop)
        signal.raise_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            await stop.wait()
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
