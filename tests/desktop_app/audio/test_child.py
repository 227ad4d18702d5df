"""The child's own work, where a real device cannot be brought to do what is to be shown."""

from __future__ import annotations

from array import array
import io
import json
import queue
import signal
import subprocess
import sys
from typing import Any

import pytest

from desktop_app.audio import child, wire
from desktop_app.audio.portaudio import DeviceError
from tests.programs import running

FRAMES = 480
TIMES = {"output_buffer_dac_time": 5.04, "current_time": 5.0}


class Stream:
    """Stands for a PortAudio stream that is called back by hand."""

    device = ("API", "name")
    latency = 0.04

    def __init__(self, rate: int, channels: int, callback: Any) -> None:
        self.rate = rate
        self.channels = channels
        self.callback = callback
        self.active = True
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True

    def ask(self, times: dict[str, float] | None = None, flags: int = 0) -> bytes:
        pcm, go_on = self.callback(None, FRAMES, times or TIMES, flags)
        assert go_on == 0
        assert len(pcm) == FRAMES * self.channels * 2
        return bytes(pcm)


class Port:
    """Stands for a PortAudio whose device takes one shape, or none."""

    library = "a library"

    def __init__(self, rate: int = 24_000, channels: int = 1, why: str | None = None) -> None:
        self._shape = rate, channels
        self._why = why
        self.streams: list[Stream] = []

    def open(self, device: Any, rate: int, channels: int, prepare: Any) -> Stream:
        del device, rate, channels
        if self._why:
            raise DeviceError(self._why, "words")
        self.streams.append(Stream(*self._shape, prepare(*self._shape)))
        return self.streams[-1]

    def devices(self) -> list[dict[str, Any]]:
        return [{"name": "one"}]


def order(stream: int = 1, **details: Any) -> wire.Message:
    return {
        "do": "open",
        "stream": stream,
        "device": None,
        "rate": 24_000,
        "channels": 1,
        "start": 0,
        "paused": False,
        "volume": 1.0,
        **details,
    }


def run(port: Port, *messages: bytes | wire.Message) -> list[wire.Message]:
    incoming: queue.SimpleQueue[bytes | wire.Message | None] = queue.SimpleQueue()
    for message in messages:
        incoming.put(message)
    incoming.put(None)
    lines = io.BytesIO()
    child.Child(incoming, lines, port).run()
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def playing(port: Port, **details: Any) -> tuple[child.Playing, Stream]:
    made = child.Playing(port, order(**details))
    return made, port.streams[-1]


def test_the_callback_gives_audio_and_notes_when_it_is_heard() -> None:
    made, stream = playing(Port())
    assert not any(stream.ask())
    made.write(array("h", [7] * 4_800).tobytes())
    assert array("h", stream.ask()).tolist() == [7] * FRAMES
    status = made.status()
    assert (status["handed"], status["calls"], status["underruns"]) == (FRAMES, 2, 0)
    assert status["heard"] == 0
    assert status["first"] is not None


@pytest.mark.parametrize("dac_time", [0.0, 99.0])
def test_a_host_api_without_useful_times(dac_time: float) -> None:
    made, stream = playing(Port())
    made.write(bytes(48_000))
    stream.ask({"output_buffer_dac_time": dac_time, "current_time": 5.0})
    assert 0 <= made.status()["heard"] <= FRAMES


def test_an_exception_in_the_callback_becomes_silence() -> None:
    made, stream = playing(Port(channels=2))
    assert stream.callback(None, FRAMES, {}, 0) == (bytes(FRAMES * 4), 0)
    assert not any(stream.ask())
    assert made.status()["calls"] == 1


def test_underflows_of_the_device_are_counted_but_not_while_it_fills() -> None:
    made, stream = playing(Port())
    for _ in range(5):
        stream.ask(flags=4)
    assert made.status()["xruns"] == 2


def test_audio_is_brought_to_the_shape_the_device_has() -> None:
    made, stream = playing(Port(rate=48_000, channels=2), start=1_000)
    made.write(array("h", [1_000] * 24_000).tobytes())
    made.end()
    made.end()
    frames = 0
    while made.buffer.tail == 0:
        frames += FRAMES
        samples = array("h", stream.ask())
        assert samples[0::2] == samples[1::2]
    assert frames == pytest.approx(48_000, abs=2 * FRAMES)
    assert made.status()["handed"] == 25_000


def test_a_stream_that_ends_by_itself_is_reported_gone() -> None:
    port = Port()
    lines = io.BytesIO()
    work = child.Child(queue.SimpleQueue(), lines, port)
    work._handle(order())
    port.streams[0].active = False
    assert work._playing is not None
    work._watch(work._playing)
    assert [json.loads(line)["is"] for line in lines.getvalue().splitlines()] == ["opened", "gone"]
    assert port.streams[0].aborted


def test_orders_without_a_stream_do_nothing() -> None:
    said = run(Port(), b"audio", {"do": "end"}, {"do": "pause", "on": True})
    assert said == [{"is": "ready"}]


def test_stop_is_answered_when_the_sound_has_just_ended_by_itself() -> None:
    said = run(Port(), {"do": "stop", "stream": 4})
    assert said[1:] == [{"is": "stopped", "stream": 4}]


def test_a_second_open_ends_the_first_stream() -> None:
    port = Port()
    said = run(port, order(1), order(2))
    assert [(line["is"], line.get("stream")) for line in said] == [
        ("ready", None),
        ("opened", 1),
        ("stopped", 1),
        ("opened", 2),
    ]
    assert all(stream.aborted for stream in port.streams)


@pytest.mark.parametrize("why", ["none", "not_found", "busy", "refused"])
def test_a_device_that_does_not_open(why: str) -> None:
    assert run(Port(why=why), order())[1:] == [
        {"is": "failed", "stream": 1, "why": why, "words": "words"}
    ]


def test_the_devices_are_listed() -> None:
    assert run(Port(), {"do": "devices"})[1:] == [
        {"is": "devices", "devices": [{"name": "one"}], "library": "a library"}
    ]


@pytest.mark.usefixtures("sound_server")
@pytest.mark.parametrize("ending", [b"", b"garbage that is no message", wire.command("stop")[:-1]])
def test_the_process_ends_with_its_input_and_keeps_quiet(ending: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app.audio.child"],
        input=wire.command("devices") + ending,
        capture_output=True,
        check=True,
        timeout=30,
    )
    ready, devices = (json.loads(line) for line in done.stdout.splitlines())
    assert ready == {"is": "ready"}
    assert devices["is"] == "devices"
    assert done.stderr == b""


@pytest.mark.usefixtures("sound_server")
def test_a_crash_in_the_process_is_told() -> None:
    with running(
        [sys.executable, "-m", "desktop_app.audio.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGSEGV)
        assert process.stderr is not None
        assert process.stderr.readline() == b"Fatal Python error: Segmentation fault\n"
