"""How devices are opened, whichever package reaches PortAudio; most is shown by playing."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.audio.portaudio import VARIABLE, DeviceError, PortAudio

if TYPE_CHECKING:
    from tests.sound_server import SoundServer


@pytest.fixture
def library(sound_server: SoundServer) -> Any:
    """The package sounddevice, which looks for devices when it is imported."""
    del sound_server
    import sounddevice  # type: ignore[import-untyped]  # noqa: PLC0415 - as said above

    return sounddevice


def silence(_rate: int, channels: int) -> Any:
    return lambda _input, frames, _times, _flags: (bytes(2 * channels * frames), 0)


@pytest.mark.usefixtures("sound_server")
@pytest.mark.parametrize(
    ("code", "why", "shapes"), [(-9997, "refused", 9), (-9998, "refused", 9), (-9985, "busy", 1)]
)
def test_every_shape_is_tried_unless_the_device_is_busy(
    monkeypatch: pytest.MonkeyPatch, code: int, why: str, shapes: int
) -> None:
    port = PortAudio()
    tried = set()

    def refuse(_way: str, _index: int, shape: tuple[int, int], *_: Any) -> None:
        tried.add(shape)
        raise OSError(code, "PortAudio's words")

    monkeypatch.setattr(port._library, "start", refuse)
    with pytest.raises(DeviceError, match=f"PortAudio {code}") as refused:
        port.open(None, 24_000, 1, silence)
    assert refused.value.why == why
    assert len(tried) == shapes
    assert (24_000, 1) in tried


@pytest.mark.usefixtures("sound_server", "each_library")
def test_more_channels_than_the_device_has_are_mixed() -> None:
    port = PortAudio()
    stream = port.open(None, 24_000, 300, silence)
    assert stream.channels == 2
    assert stream.active
    assert 0 < stream.latency < 1
    stream.abort()


@pytest.mark.usefixtures("sound_server")
def test_the_first_package_that_can_be_imported_is_used_and_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert PortAudio().library.startswith("PyAudio ")
    monkeypatch.setitem(sys.modules, "desktop_app.audio.by_pyaudio", None)
    assert re.match(r"sounddevice \d.*, PortAudio V19", PortAudio().library)


def test_the_environment_may_name_a_package_and_no_other_takes_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "pyaudio")
    monkeypatch.setitem(sys.modules, "desktop_app.audio.by_pyaudio", None)
    with pytest.raises(ImportError, match=r"^nothing reaches PortAudio \(pyaudio: "):
        PortAudio()
    monkeypatch.setenv(VARIABLE, "gramophone")
    with pytest.raises(ValueError, match="'gramophone', and can be pyaudio or sounddevice"):
        PortAudio()


@pytest.mark.usefixtures("each_library")
def test_a_device_that_does_not_open_is_told_by_its_number_and_let_go(
    sound_server: SoundServer,
) -> None:
    port = PortAudio()
    sound_server.remove_sink()
    with pytest.raises(DeviceError, match=r"PortAudio -\d+$") as busy:
        port.open(None, 24_000, 1, silence)
    assert busy.value.why == "busy"
    sound_server.add_sink()
    port.open(None, 24_000, 1, silence).abort()


def test_a_stream_that_does_not_start_is_closed(
    library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = []

    def refuse(_stream: Any) -> None:
        raise library.PortAudioError("words", -9999)

    close = library.RawOutputStream.close
    monkeypatch.setattr(library.RawOutputStream, "start", refuse)
    monkeypatch.setattr(
        library.RawOutputStream, "close", lambda stream: closed.append(close(stream))
    )
    monkeypatch.setenv(VARIABLE, "sounddevice")
    with pytest.raises(DeviceError, match="PortAudio -9999"):
        PortAudio().open(None, 24_000, 1, silence)
    assert len(closed) == 1


def test_a_name_that_cannot_be_read_hides_no_other_device(
    library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = library.query_devices

    def strange(index: int) -> Any:
        info = query(index)
        if info["name"] == "pulse":
            b"\xff".decode()
        return info

    monkeypatch.setenv(VARIABLE, "sounddevice")
    port = PortAudio()
    monkeypatch.setattr(library, "query_devices", strange)
    assert [one["name"] for one in port._library.devices()] == ["default"]
    monkeypatch.setenv(VARIABLE, "pyaudio")
    port = PortAudio()
    other: Any = port._library
    read = other._pyaudio.get_device_info_by_index
    monkeypatch.setattr(
        other._pyaudio,
        "get_device_info_by_index",
        lambda index: {**read(index), "name": b"caf\xe9"},
    )
    assert {one["name"] for one in port.devices()} == {"caf\ufffd"}
