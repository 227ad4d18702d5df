"""Settings that are changed here and elsewhere at the same time; no window is needed."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.app.settings_keeper import SettingsKeeper
from desktop_app.errors import SettingsError
from desktop_app.reading.pronunciation import Rule
from desktop_app.reading.rules_file import load_rules, save_rules
from desktop_app.settings.settings import Settings, load_settings, save_settings
from desktop_app.settings.toml_file import ExchangeError

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[3]
SECTION = '\n[services.office]\nurl = "http://office.example"\n'


class Kept(SettingsKeeper):
    """One in a folder, and what it told."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "config.toml"
        self.told: list[Settings] = []
        self.rules_told: list[tuple[Rule, ...]] = []
        super().__init__(self.file, folder / "pronunciation.toml")
        self.settings_changed = lambda: self.told.append(self.settings)
        self.rules_changed = lambda: self.rules_told.append(self.rules)

    def set(self, **changes: object) -> None:
        self.change(self.settings, self.settings.with_app(**changes))

    def add_rule(self, rule: Rule) -> None:
        self.change_rules(self.rules, (*self.rules, rule))


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    folder = tmp_path / "cosyvoice-home"
    save_settings(Settings().with_app(welcomed=True), folder / "config.toml")
    kept = Kept(folder)
    assert kept.read() == []
    return kept


async def test_a_section_added_by_hand_is_there_after_a_slider_was_moved(kept: Kept) -> None:
    with kept.file.open("a", encoding="utf-8") as file:
        file.write(f"# by hand\n{SECTION}")
    kept.set(speed=1.5)
    await kept.save()
    saved = load_settings(kept.file)
    assert "office" in saved.services
    assert saved.app.speed == 1.5
    assert "# by hand" in kept.file.read_text("utf-8")
    assert kept.told == [saved]
    assert kept.settings == saved


async def test_a_service_added_by_a_command_meanwhile_is_kept(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(kept.file.parents[1]))
    line = ["config", "add", "--no-token", "--keep-active", "office", "http://127.0.0.1:9"]
    kept.set(speed=1.5)
    await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "desktop_app.cli", *line],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    await kept.save()
    assert "office" in load_settings(kept.file).services
    assert load_settings(kept.file).app.speed == 1.5


async def test_a_change_made_in_a_window_that_knew_less_takes_nothing_back(kept: Kept) -> None:
    shown = kept.settings
    kept.set(volume=0.5)
    assert kept.change(shown, shown.with_app(speed=1.5)).app.volume == 0.5
    await kept.save()
    assert load_settings(kept.file).app.volume == 0.5


async def test_a_new_order_of_services_alone_is_saved(kept: Kept) -> None:
    with kept.file.open("a", encoding="utf-8") as file:
        file.write(SECTION + SECTION.replace("office", "home"))
    assert kept.read() == []
    services = dict(reversed(kept.settings.services.items()))
    kept.change(kept.settings, Settings(services, app=kept.settings.app))
    await kept.save()
    assert list(load_settings(kept.file).services) == ["home", "office"]


def _settings(kept: Kept) -> None:
    kept.set(speed=1.5)


def _rules(kept: Kept) -> None:
    kept.add_rule(Rule("hello", "goodbye"))


@pytest.mark.parametrize("change", [_settings, _rules])
async def test_what_could_not_be_saved_is_saved_at_the_end(
    kept: Kept, change: Callable[[Kept], None]
) -> None:
    folder = kept.file.parent
    folder.rename(folder.with_name("elsewhere"))
    folder.touch()
    change(kept)
    with pytest.raises(SettingsError if change is _settings else ExchangeError):
        await (kept.save() if change is _settings else kept.save_rules())
    folder.unlink()
    folder.with_name("elsewhere").rename(folder)
    kept.watch()
    await kept.aclose()
    if change is _settings:
        assert load_settings(kept.file).app.speed == 1.5
    else:
        assert load_rules(kept.rules_file) == (Rule("hello", "goodbye"),)


async def test_it_ends_well_where_nothing_can_be_saved(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    kept.file.unlink()
    kept.file.parent.rmdir()
    kept.file.parent.touch()
    kept.set(speed=1.5)
    kept.add_rule(Rule("hello", "goodbye"))
    await kept.aclose()
    assert [
        path.name in words
        for path, words in zip((kept.file, kept.rules_file), caplog.messages, strict=True)
    ] == [True, True]


async def test_rules_of_others_and_ours_are_kept(kept: Kept) -> None:
    save_rules(kept.rules_file, [Rule("theirs", "said")])
    kept.add_rule(Rule("ours", "said"))
    await kept.save_rules()
    rules = (Rule("ours", "said"), Rule("theirs", "said"))
    assert load_rules(kept.rules_file) == kept.rules == rules
    assert kept.rules_told == [rules]


def test_what_is_wrong_with_the_files_is_returned(kept: Kept) -> None:
    kept.file.write_text("version = 1\n[app]\nspeed = 17\n", "utf-8")
    kept.rules_file.write_text("version = ", "utf-8")
    assert [type(error) for error in kept.read()] == [SettingsError, ExchangeError]


async def test_wrong_settings_are_set_aside_by_the_next_save(kept: Kept) -> None:
    kept.file.write_text("version = ", "utf-8")
    kept.set(speed=1.5)
    await kept.save()
    assert kept.file.with_name("config.toml.wrong").read_text("utf-8") == "version = "
    assert load_settings(kept.file).app.welcomed
