"""The engine behind the windows: services that fail, settings others write, timers, history."""

from __future__ import annotations

from contextlib import contextmanager
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from desktop_app.gui.application import Application
from desktop_app.gui.engine import Engine
from desktop_app.reading.events import ReaderState
from desktop_app.reading.pronunciation import Rule
from desktop_app.reading.rules_file import load_rules
from desktop_app.settings.settings import (
    ServiceSettings,
    Settings,
    StandIn,
    VoiceProfile,
    load_settings,
    save_settings,
)
from desktop_app.system.paths import config_file, history_folder, pronunciation_file
from tests import desktop

from .conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PyQt6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop_app.app.sleep import SleepTimer
    from tests.sound_server import SoundServer

LONG = "This is a sentence that takes a little while to be read aloud by anybody. " * 12


def built_in_servers() -> list[int]:
    """The processes of those that the app has started."""
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    found = [int(pid) for one in children for pid in one.read_text().split()]
    lines = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in found}
    ours = (b"local_server", b"--idle-timeout")
    return [pid for pid, line in lines.items() if all(word in line for word in ours)]


def timer(app: Application) -> SleepTimer | None:
    return app.engine.sleep


def until(qtbot: QtBot, engine: Engine, state: ReaderState) -> None:
    qtbot.waitUntil(lambda: engine.state.state is state, timeout=30_000)


@pytest.mark.audio
def test_another_service_stands_in_and_that_is_told(
    app: Application, qtbot: QtBot, sound_server: SoundServer
) -> None:
    gone = ServiceSettings("http://127.0.0.1:9")
    with qtbot.waitSignal(app.engine.failed, timeout=20_000):  # its voices cannot be listed
        app.engine.change(app.engine.settings.with_service("home", gone, active=True))
    with (
        sound_server.recording() as recording,
        qtbot.waitSignal(
            app.engine.service_changed,
            timeout=20_000,
            check_params_cb=lambda event: event.instead_of == "home",
        ),
    ):
        app.engine.read("Somebody else says this.")
        until(qtbot, app.engine, ReaderState.SPEAKING)
        until(qtbot, app.engine, ReaderState.IDLE)
    assert app.engine.speaking_service == "local"
    assert recording.duration > 1


def test_where_nobody_stands_in_it_waits_and_goes_on(
    app: Application, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.engine.settings.with_app(stand_in=StandIn.NONE)
    with desktop.Service.running(home / "served") as service:
        monkeypatch.setenv("COSYVOICE_TOKEN", service.token)
        settings = settings.with_service("home", ServiceSettings(service.url), active=True)
        with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
            app.engine.change(settings)
        app.engine.read(LONG)
        qtbot.waitUntil(lambda: app.engine.position is not None, timeout=20_000)
        service.kill()
        app.engine.set_speed(2.0)  # what was ahead is of no use any more
        until(qtbot, app.engine, ReaderState.TROUBLE)
        assert app.engine.state.retrying
        service.start()
        until(qtbot, app.engine, ReaderState.SPEAKING)
        app.engine.stop()
        until(qtbot, app.engine, ReaderState.IDLE)


@pytest.mark.usefixtures("starts_server")
def test_the_built_in_server_comes_back_when_it_was_killed(app: Application, qtbot: QtBot) -> None:
    for pid in built_in_servers():
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    with qtbot.waitSignal(app.engine.first_sound, timeout=30_000):
        app.engine.read("It is back.")
    app.engine.stop()


def test_settings_that_others_write_take_effect(app: Application, qtbot: QtBot) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    added = subprocess.run(
        [
            *(sys.executable, "-m", "desktop_app.cli", "config", "add", "--no-token"),
            *("--keep-active", "office", "http://127.0.0.1:9"),
        ],
        env=environment,
        check=False,
    )
    assert added.returncode == 0
    qtbot.waitUntil(lambda: "office" in app.engine.settings.services, timeout=10_000)
    app.engine.set_speed(1.3)
    qtbot.waitUntil(lambda: load_settings().app.speed == 1.3, timeout=10_000)
    assert "office" in load_settings().services
    config_file().write_text("version = ", "utf-8")  # somebody is in the middle of it
    qtbot.wait(300)
    assert "office" in app.engine.settings.services


def test_settings_that_others_write_first_of_all_are_heard_of(
    qapp: QApplication, qtbot: QtBot, home: Path, sound_server: SoundServer
) -> None:
    del home, sound_server
    shutil.rmtree(config_file().parent)
    app = Application(qapp, hidden=True)
    try:
        service = ServiceSettings("http://127.0.0.1:9")
        save_settings(Settings().with_service("home", service, active=False))
        qtbot.waitUntil(lambda: "home" in app.engine.settings.services, timeout=10_000)
        app.engine.set_speed(1.5)
    finally:
        app._end()
    assert "home" in load_settings().services
    assert load_settings().app.speed == 1.5


@contextmanager
def nowhere_to_write() -> Iterator[None]:
    """No settings can be written: a file is where their folder was."""
    folder = config_file().parent
    aside = folder.rename(folder.with_name("aside"))
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


def test_settings_that_could_not_be_written_are_written_at_the_end(
    app: Application, qtbot: QtBot
) -> None:
    with nowhere_to_write(), qtbot.waitSignal(app.engine.failed, timeout=10_000):
        app.engine.set_speed(1.5)
    assert load_settings().app.speed == 1.0
    app._end()
    assert load_settings().app.speed == 1.5


@pytest.mark.usefixtures("starts_server")
def test_it_ends_well_where_settings_cannot_be_written(app: Application, qtbot: QtBot) -> None:
    app.engine.read("A server runs for this.")
    until(qtbot, app.engine, ReaderState.SPEAKING)
    with nowhere_to_write():
        with qtbot.waitSignal(app.engine.failed, timeout=10_000):
            app.engine.set_speed(1.5)
        assert built_in_servers()
        app._end()
        assert not built_in_servers()


def test_wrong_settings_are_told_and_kept(
    qapp: QApplication, qtbot: QtBot, home: Path, sound_server: SoundServer
) -> None:
    del home, sound_server
    wrong = "version = 1\n[app]\nspeed = 17\nwelcomed = true\n"
    config_file().write_text(wrong, "utf-8")
    rules = config_file().with_name("pronunciation.toml")
    rules.write_text("version = ", "utf-8")
    told: list[str] = []
    app = Application(qapp, hidden=True)
    app.engine.failed.connect(lambda trouble: told.append(trouble.words))
    try:
        with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
            pass
        assert app.tray is not None
        app.engine.set_speed(1.5)
        qtbot.waitUntil(lambda: config_file().read_text("utf-8") != wrong, timeout=10_000)
        assert config_file().with_name("config.toml.wrong").read_text("utf-8") == wrong
    finally:
        app._end()


def test_a_profile_brings_its_service_and_a_voice_ends_it(app: Application, qtbot: QtBot) -> None:
    settings = app.engine.settings.with_service(
        "home", ServiceSettings("http://127.0.0.1:9"), active=True
    )
    save_settings(settings.with_profile("robot", VoiceProfile("local", speed=1.5)))
    qtbot.waitUntil(lambda: "robot" in app.engine.settings.profiles, timeout=10_000)
    app.engine.set_profile("robot")
    assert app.engine.settings.active == ""
    app.engine.set_voice("")
    assert app.engine.settings.app.profile == ""


def test_a_trial_interrupts_and_is_not_remembered(app: Application, qtbot: QtBot) -> None:
    app.engine.read(LONG, title="long")
    qtbot.waitUntil(lambda: app.engine.position is not None, timeout=20_000)
    app.engine.try_out(VoiceProfile(speed=2.0), "A trial.")
    qtbot.waitUntil(lambda: len(app.engine.queue) == 2, timeout=10_000)
    qtbot.waitUntil(lambda: len(app.engine.queue) == 1, timeout=20_000)
    assert app.engine.queue[0].reading.title == "long"
    app.engine.stop()
    until(qtbot, app.engine, ReaderState.IDLE)
    listed: list[str] = []
    app.engine.list_history(lambda entries: listed.extend(entry.title for entry in entries))
    qtbot.waitUntil(lambda: bool(listed), timeout=10_000)
    assert listed == ["long"]


def test_history_is_replayed_forgotten_and_switched_off(app: Application, qtbot: QtBot) -> None:
    engine = app.engine
    with qtbot.waitSignal(engine.first_sound, timeout=20_000):
        engine.read("Only once.")
    until(qtbot, engine, ReaderState.IDLE)
    found: list[str] = []
    engine.list_history(lambda entries: found.extend(entry.id for entry in entries))
    qtbot.waitUntil(lambda: len(found) == 1, timeout=10_000)
    with qtbot.waitSignal(engine.first_sound, timeout=20_000):
        engine.replay(found[0])
    until(qtbot, engine, ReaderState.IDLE)
    with qtbot.waitSignal(engine.history_changed, timeout=10_000):
        engine.clear_history()
    assert list(history_folder().rglob("*.txt")) == []
    with qtbot.waitSignal(engine.failed, timeout=10_000) as failed:
        engine.replay(found[0])
    assert failed.args is not None
    assert "no longer exists" in str(failed.args[0])
    engine.change(engine.settings.with_app(history=False))
    with qtbot.waitSignal(engine.first_sound, timeout=20_000):
        engine.read("Nobody keeps this.")
    until(qtbot, engine, ReaderState.IDLE)
    assert list(history_folder().rglob("*.txt")) == []


def test_rules_hold_and_are_kept(app: Application, qtbot: QtBot, home: Path) -> None:
    rules = (Rule("hello", "goodbye"),)
    with qtbot.waitSignal(app.engine.rules_changed, timeout=5_000):
        app.engine.change_rules(rules)
    path = config_file().with_name("pronunciation.toml")
    qtbot.waitUntil(path.exists, timeout=10_000)
    del home
    other = Engine()
    other.load()
    assert other.rules == rules
    other.end()


def test_the_last_of_many_rules_is_kept_also_at_the_end(app: Application) -> None:
    for number in range(30):
        app.engine.change_rules((Rule("hello", f"goodbye {number}"),) * (1 + 300 // (1 + number)))
    app._end()
    assert load_rules(pronunciation_file()) == (Rule("hello", "goodbye 29"),) * 11


@pytest.mark.parametrize("when", ["time", "text"])
def test_it_falls_asleep(app: Application, qtbot: QtBot, when: str) -> None:
    app.engine.read(LONG if when == "time" else "It is soon over.", title="first")
    app.engine.read(LONG, title="second", at_once=False)
    qtbot.waitUntil(lambda: app.engine.position is not None, timeout=20_000)
    if when == "time":
        app.engine.sleep_after(0.001)
    else:
        app.engine.sleep_after_text()
    qtbot.waitUntil(lambda: timer(app) is not None)
    with qtbot.waitSignal(app.engine.sleep_changed, timeout=60_000) as changed:
        until(qtbot, app.engine, ReaderState.PAUSED)
    assert changed.args == [None]
    assert app.engine.queue[0].reading.title == ("first" if when == "time" else "second")
    app.engine.sleep_after(30)
    qtbot.waitUntil(lambda: timer(app) is not None)
    app.engine.sleep_after(None)
    qtbot.waitUntil(lambda: timer(app) is None)
    app.engine.stop()
    until(qtbot, app.engine, ReaderState.IDLE)


def test_the_queue_is_put_in_order(app: Application, qtbot: QtBot) -> None:
    engine = app.engine
    engine.read(LONG, title="a")
    for title in "bcd":
        engine.read("Short.", title=title, at_once=False)
    qtbot.waitUntil(lambda: len(engine.queue) == 4, timeout=10_000)
    engine.move(engine.queue[3].number, 1)
    engine.remove(engine.queue[2].number)

    def titles() -> str:
        return "".join(item.reading.title for item in engine.queue)

    qtbot.waitUntil(lambda: titles() == "adb", timeout=10_000)
    engine.skip()
    qtbot.waitUntil(lambda: titles() == "db", timeout=10_000)
    engine.stop()
    until(qtbot, engine, ReaderState.IDLE)


def test_the_client_can_be_asked(app: Application, qtbot: QtBot) -> None:
    answers: list[int] = []
    app.engine.ask(lambda client: client.probe(), lambda info: answers.append(info.has_voices))
    qtbot.waitUntil(lambda: answers == [True], timeout=10_000)
    with qtbot.waitSignal(app.engine.failed, timeout=10_000):
        app.engine.ask(lambda client: client.get_reference_audio("none-of-these"))


def test_a_text_is_saved(app: Application, qtbot: QtBot, home: Path) -> None:
    app.engine.read("To be saved.")
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    reading = app.engine.queue[0].reading
    parts: list[float] = []
    done: list[bool] = []
    path = home / "saved.wav"
    app.engine.save(
        reading, path, parts.append, lambda _: done.append(True), lambda _: done.append(False)
    )
    qtbot.waitUntil(lambda: bool(done), timeout=20_000)
    assert done == [True]
    assert parts[-1] == 1
    assert path.stat().st_size > 20_000
