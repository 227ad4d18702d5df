"""What was announced here, and what became of it: for the history."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import json
import logging
from typing import TYPE_CHECKING, Any, Final

from desktop_app.system.json_of_others import read_json, text_of
from desktop_app.system.paths import announced_file
from desktop_app.system.private_folders import FILE_MODE, private_folder
from desktop_app.system.whole_files import aside_of, replacing, set_aside
from shared_client.desktop_link import MESSAGE_LENGTH, Reason, Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LOG: Final = logging.getLogger(__name__)

KEPT: Final = timedelta(hours=1)
"""How long an announcement that was not played can be looked up, and heard."""
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class WasAnnounced:
    """An announcement that is over.

    Attributes:
        id: Names it.
        at: When it was over, in UTC.
        message: What it says; empty where that isn't known.
        said_by: Whose action it was; empty for an automation.
        stage: What became of it.
        reason: Why it wasn't heard; None where it was, or nobody knows.
    """

    id: str
    at: datetime
    message: str
    said_by: str
    stage: Stage
    reason: Reason | None = None


class Register:
    """Announcements that are over, the newest first.

    One that wasn't played is there for an hour. Others are kept, in a file, as long as what is read
    is. What isn't understood in it, which a newer app may have written, is set aside beside it.

    Args:
        keeps: Whether a history is kept.
        path: Where.
    """

    def __init__(self, keeps: Callable[[], bool], path: Path | None = None) -> None:
        self._keeps = keeps
        self._path = path or announced_file()
        self._known, self._wrong = _load(self._path)

    def note(self, one: WasAnnounced) -> None:
        """Note what became of an announcement."""
        if one.stage is Stage.SUPPRESSED or self._keeps():
            self._set([one, *(other for other in self.all() if other.id != one.id)][:_MOST])

    def all(self) -> list[WasAnnounced]:
        """Those that there are."""
        oldest = datetime.now(UTC) - KEPT
        return [one for one in self._known if one.stage is not Stage.SUPPRESSED or one.at > oldest]

    def named(self, id_: str) -> WasAnnounced | None:
        """One of them; None where it is gone."""
        return next((one for one in self.all() if one.id == id_), None)

    def forget(self, id_: str | None = None) -> None:
        """Forget one, or all."""
        if id_ is None:
            self._wrong = False
            with suppress(OSError):
                aside_of(self._path).unlink(missing_ok=True)
        self._set([one for one in self.all() if id_ is not None and one.id != id_])

    def _set(self, known: list[WasAnnounced]) -> None:
        before, self._known = _on_disk(self._known), known
        if not self._keeps():  # nothing more is written, but what is removed goes
            kept = {one.id for one in known}
            known = [one for one in before if one.id in kept]
        if (after := _on_disk(known)) != before:
            try:
                if self._wrong:
                    set_aside(self._path)
                    self._wrong = False
                _save(self._path, after)
            except OSError as error:
                _LOG.warning("What was announced can't be kept: %s", error)


def _on_disk(known: list[WasAnnounced]) -> list[WasAnnounced]:
    """Those that are kept for longer than an hour."""
    return [one for one in known if one.stage is not Stage.SUPPRESSED]


def _save(path: Path, known: list[WasAnnounced]) -> None:
    private_folder(path.parent)
    told = [
        {
            "id": one.id,
            "at": one.at.isoformat(),
            "message": one.message,
            "from": one.said_by,
            "stage": one.stage.value,
            "reason": None if one.reason is None else one.reason.value,
        }
        for one in known
    ]
    with replacing(path, mode=FILE_MODE) as file:
        file.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))


def _load(path: Path) -> tuple[list[WasAnnounced], bool]:
    """What was kept, and whether there is more that isn't understood."""
    try:
        found = read_json(path.read_bytes())
    except FileNotFoundError:
        return [], False
    except (OSError, ValueError):
        return [], True
    entries = found if isinstance(found, list) else []
    read = [one for entry in entries if isinstance(entry, dict) and (one := _entry(entry))]
    return read[:_MOST], not isinstance(found, list) or len(read) != len(entries)


def _entry(entry: dict[str, Any]) -> WasAnnounced | None:
    try:
        at = datetime.fromisoformat(text_of(entry.get("at"))).astimezone(UTC)
        stage = Stage(text_of(entry.get("stage")))
        reason = Reason(told) if (told := text_of(entry.get("reason"))) else None
    except (ValueError, OverflowError):
        return None
    message = text_of(entry.get("message"))[:MESSAGE_LENGTH]
    id_ = text_of(entry.get("id"))
    said_by = text_of(entry.get("from"))
    return WasAnnounced(id_, at, message, said_by, stage, reason) if id_ else None
