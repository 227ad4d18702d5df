"""Fixtures that tests of more than one part use."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.sound_server import SoundServer

if TYPE_CHECKING:
    from collections.abc import Iterator

# Who tests in the background of a shell, or by nohup, has signals ignored: what tests start would
# ignore them, too.
for ignored, taken in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
    if (number := getattr(signal, ignored, None)) and signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, taken)

# Coverage measures what a test starts where it finds this in the environment.
_MEASURING = "COVERAGE_PROCESS_CONFIG"
_MEASURED = os.environ.pop(_MEASURING, "")
PROGRAMS = tuple(
    f"tests/{place}"
    for place in (
        "desktop_app/audio/",
        "desktop_app/bus/test_whole_app.py",
        "desktop_app/cli/",
        "desktop_app/documents/",
        "desktop_app/gui/test_application.py",
        "desktop_app/gui/test_instance.py",
        "desktop_app/home/",
        "desktop_app/speech_dispatcher/",
        "desktop_app/system/",
        "desktop_app/voices/",
        "end_to_end/",
        "local_server/engines/test_contract.py",
        "local_server/engines/test_cosyvoice.py",
        "local_server/engines/test_espeak.py",
        "local_server/engines/test_neural.py",
        "local_server/installing/",
        "local_server/test_arguments.py",
        "local_server/test_program.py",
        "local_server/workers/",
    )
)
"""Tests of programs. What others start is covered by these, and starts a tenth of a second sooner
without being measured."""

LONG = ("tests/end_to_end/", "tests/desktop_app/speech_dispatcher/", "tests/desktop_app/cli/")

try:
    from hypothesis import settings
except ImportError:  # where Home Assistant is, nothing is tested with it
    pass
else:
    # A machine that stands still for a moment is no fault of what is tested.
    settings.register_profile("patient", deadline=None)
    settings.register_profile("tenth", deadline=None, max_examples=10)  # of 100
    settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests that are marked `audio` have another try, and put those first that take long.

    What is heard runs in real time: a machine that stands still for a moment makes a gap that is
    nobody's fault, and cannot make a faulty player sound right.
    """
    for item in items:
        if item.get_closest_marker("audio"):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=2))
    # Where several processes test, a long test that begins last keeps all waiting.
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have what a test starts measured where programs are tested."""
    if _MEASURED and item.nodeid.startswith(PROGRAMS):
        os.environ[_MEASURING] = _MEASURED
    else:
        os.environ.pop(_MEASURING, None)


@pytest.fixture(params=["pyaudio", "sounddevice"])
def each_library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have children reach PortAudio through one package, then through the other."""
    monkeypatch.setenv("COSYVOICE_AUDIO_BACKEND", request.param)
    return str(request.param)


@pytest.fixture(scope="session")
def _sound_server() -> Iterator[SoundServer]:
    with SoundServer.running() as server:
        yield server


@pytest.fixture
def sound_server(
    _sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[SoundServer]:
    """A sound server with one null sink, which this process and its children play on.

    What is played can be recorded in a test that is marked `audio`, and in no other.
    """
    _sound_server.reset()
    _sound_server.allow_recording(allow=request.node.get_closest_marker("audio") is not None)
    for name, value in _sound_server.environment.items():
        monkeypatch.setenv(name, value)
    yield _sound_server
    _sound_server.reset()
