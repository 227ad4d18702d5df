"""What this computer is known by in a home: kept for itself, and not among the settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
import json
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from desktop_app.errors import SettingsError
from desktop_app.system.json_of_others import is_number, read_json
from desktop_app.system.paths import membership_file
from desktop_app.system.private_folders import FILE_MODE
from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from pathlib import Path

TOKEN_NAME: Final = "home assistant"  # noqa: S105 - a name
"""What the token of the home is kept under, beside those of services, which have no blanks."""


@dataclass(frozen=True, slots=True)
class Membership:
    """What is remembered of the home.

    Attributes:
        desktop_id: This computer's UUID, which it keeps from home to home.
        entry_id: Of its entry in Home Assistant; empty before it is paired.
        instance: The id of that Home Assistant; empty before it is paired.
        client_id: What the token was issued to; empty for a long-lived one.
        called: What the computer is called there.
        quiet_until: Until when nothing is announced, in seconds since 1970; 0 for not, and -1
            until a person ends it.
        quiet_by: Who has asked for that: a `Quiet`.
        volume: Of what the house has played here, 0 to 1.
        muted: Whether none of that is heard.
        refused: What tells the token that Home Assistant refused; empty for none. It isn't shown
            again: five refusals ban the address of this computer.
    """

    desktop_id: str
    entry_id: str = ""
    instance: str = ""
    client_id: str = ""
    called: str = ""
    quiet_until: float = 0.0
    quiet_by: str = "user"
    volume: float = 1.0
    muted: bool = False
    refused: str = ""

    @property
    def is_paired(self) -> bool:
        """Whether Home Assistant knows this computer."""
        return bool(self.entry_id)

    def without_home(self) -> Membership:
        """The same computer, without a home."""
        return replace(self, entry_id="", instance="", client_id="", called="", refused="")


def load_membership(path: Path | None = None) -> Membership:
    """Read it; a computer that has none is given an id, which is kept with the first change."""
    try:
        found = read_json((path or membership_file()).read_bytes())
    except (OSError, ValueError):
        found = None
    known: dict[str, Any] = {}
    if isinstance(found, dict):
        for one in fields(Membership):
            value, usual = found.get(one.name), one.default
            if isinstance(usual, float):
                if isinstance(value, int | float) and is_number(value):
                    known[one.name] = float(value)
            elif isinstance(value, bool if isinstance(usual, bool) else str):
                known[one.name] = value
    if not _is_uuid(known.get("desktop_id")):
        known["desktop_id"] = str(uuid4())
    return Membership(**known)


def save_membership(membership: Membership, path: Path | None = None) -> None:
    """Keep it, whole or not at all.

    Raises:
        SettingsError: It can't be written.
    """
    path = path or membership_file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(path, mode=FILE_MODE) as file:
            file.write(json.dumps(asdict(membership), indent=2).encode())
    except OSError as error:
        raise SettingsError("settings_not_written", path=path, error=error) from error


def digest_of(token: str) -> str:
    """What tells a token, and doesn't give it away."""
    return sha256(token.encode()).hexdigest()[:16]


def _is_uuid(text: object) -> bool:
    try:
        return str(UUID(str(text))) == text
    except ValueError:
        return False
