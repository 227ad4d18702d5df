"""What was announced here: kept with the history, and no longer than it may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import json
import stat
from typing import TYPE_CHECKING

import pytest

from desktop_app.home.announced import Register, WasAnnounced
from shared_client.desktop_link import Reason, Stage

if TYPE_CHECKING:
    from pathlib import Path

HEARD = WasAnnounced("1", datetime.now(UTC), "Dinner \ud800is ready.", "Anna", Stage.HEARD)
KEPT_BACK = replace(HEARD, id="2", stage=Stage.SUPPRESSED, reason=Reason.LOCKED)
FAILED = replace(HEARD, id="3", stage=Stage.FAILED, reason=Reason.FETCH, said_by="")


class Keeps:
    """The setting."""

    on = True

    def __call__(self) -> bool:
        return self.on


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history" / "announcements.json"


def test_it_is_there_again_after_a_start_but_for_what_stays_an_hour(path: Path) -> None:
    register = Register(Keeps(), path)
    for one in (HEARD, KEPT_BACK, FAILED, HEARD):
        register.note(one)
    assert [one.id for one in register.all()] == ["1", "3", "2"]
    assert register.named("2") == KEPT_BACK
    assert register.named("4") is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = Register(Keeps(), path).all()
    assert [one.id for one in again] == ["1", "3"]
    assert again[1].reason is Reason.FETCH
    register.note(replace(KEPT_BACK, at=datetime.now(UTC) - timedelta(minutes=61)))
    assert register.named("2") is None


def test_without_a_history_only_what_was_not_played_is_there_and_not_as_a_file(path: Path) -> None:
    keeps = Keeps()
    register = Register(keeps, path)
    register.note(FAILED)
    keeps.on = False
    for one in (HEARD, KEPT_BACK):
        register.note(one)
    assert [one.id for one in register.all()] == ["2", "3"]
    assert [one["id"] for one in json.loads(path.read_bytes())] == ["3"]
    register.forget("3")
    assert json.loads(path.read_bytes()) == []
    register.forget()
    assert register.all() == []


def test_what_others_wrote_is_left_out_and_nothing_is_lost_without_a_disk(path: Path) -> None:
    path.parent.mkdir()
    good = {"id": "1", "at": "2026-01-01T10:00:00+00:00", "stage": "heard"}
    strange = [5, {}, {**good, "at": "never"}, {**good, "stage": "?"}, {**good, "reason": "?"}]
    path.write_text(json.dumps([*strange, {**good, "id": 7}, good]))
    (one,) = Register(Keeps(), path).all()
    assert (one.id, one.message, one.reason) == ("1", "", None)
    path.write_text("{}")
    assert Register(Keeps(), path).all() == []
    path.unlink()
    path.mkdir()
    register = Register(Keeps(), path)
    register.note(HEARD)
    assert register.all() == [HEARD]


@pytest.mark.parametrize("wrong", ["{}", "no JSON", '[{"id": "9", "of": "a newer app"}]'])
def test_what_is_not_understood_is_set_aside_until_all_is_forgotten(path: Path, wrong: str) -> None:
    path.parent.mkdir()
    path.write_text(wrong)
    aside = path.with_name("announcements.json.wrong")
    register = Register(Keeps(), path)
    assert not aside.exists()
    for one in (HEARD, FAILED):
        register.note(one)
    assert aside.read_text() == wrong
    assert [one.id for one in Register(Keeps(), path).all()] == ["3", "1"]
    register.forget("1")
    assert aside.exists()
    register.forget()
    assert not aside.exists()
