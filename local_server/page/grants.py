"""Invitations and sessions: secrets that let their bearer in for a while, known by digest alone.

A grant is a small file that is called after the SHA-256 of its secret. So the folder tells no
secret, a grant survives a restart, and all servers of the folder know it. Removing the file is what
makes an invitation single use: of two who try at once, the system lets one remove it.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
import hashlib
import hmac
import json
import secrets
import time
from typing import TYPE_CHECKING, Final

from local_server.private_files import write_private

if TYPE_CHECKING:
    from pathlib import Path

INVITATION_SECONDS: Final = 600
"""For which an invitation can be accepted."""
_BYTES: Final = 18
"""Of a secret: 144 bits, 24 characters, which a QR code takes easily."""
_LONGEST: Final = 100
"""Characters of what could be a secret."""


class Role(StrEnum):
    """What the bearer of a grant may do."""

    UPLOAD = "upload"
    """Add one voice, and hear it speak."""
    MANAGE = "manage"
    """All that the page offers."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody may do, and for how long.

    Attributes:
        role: What.
        expires: Unix time in seconds.
        voice: Id of the voice that was added with it; only of `Role.UPLOAD`.
        mark: Ties a session to the token, so that a new token ends it; empty for invitations.
    """

    role: Role
    expires: float
    voice: str = ""
    mark: str = ""


class Grants:
    """The grants in a folder. Blocking, for some 0.1 ms.

    Args:
        folder: Made when the first grant is, for its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, grant: Grant, token: str = "") -> str:
        """Grant something; returns the secret, which is nowhere else.

        Args:
            grant: What is granted.
            token: The server's, to end the grant with.

        Raises:
            OSError: It can't be kept.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._drop_expired()
        secret = secrets.token_urlsafe(_BYTES)
        self._write(secret, replace(grant, mark=_mark(secret, token)) if token else grant)
        return secret

    def find(self, secret: str, token: str = "") -> Grant | None:
        """What a secret grants; None where it grants nothing, or not anymore."""
        if not secret or len(secret) > _LONGEST:
            return None
        grant = _read(self._file(secret))
        if grant is None or grant.expires <= time.time():
            return None
        mark = _mark(secret, token) if token else ""
        return grant if hmac.compare_digest(grant.mark, mark) else None

    def take(self, secret: str) -> Grant | None:
        """What a secret grants, for the only time: it grants nothing from here on."""
        grant = self.find(secret)
        return grant if grant is not None and self.end(secret) else None

    def change(self, secret: str, grant: Grant) -> None:
        """Have a secret grant something else.

        Raises:
            OSError: It can't be kept.
        """
        self._write(secret, grant)

    def end(self, secret: str) -> bool:
        """Grant nothing anymore; False where another did so first."""
        try:
            self._file(secret).unlink()
        except FileNotFoundError:
            return False
        return True

    def _file(self, secret: str) -> Path:
        digest = hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
        return self._folder / f"{digest}.json"

    def _write(self, secret: str, grant: Grant) -> None:
        write_private(self._file(secret), json.dumps(asdict(grant)).encode())

    def _drop_expired(self) -> None:
        now = time.time()
        for file in self._folder.glob("*.json"):
            grant = _read(file)
            if grant is not None and grant.expires <= now:
                with contextlib.suppress(OSError):
                    file.unlink(missing_ok=True)


def _read(file: Path) -> Grant | None:
    try:
        match json.loads(file.read_bytes()):
            case {
                "role": str(role),
                "expires": int() | float() as expires,
                "voice": str(voice),
                "mark": str(mark),
            }:
                return Grant(Role(role), expires, voice, mark)
    except (OSError, ValueError):
        pass
    return None


def _mark(secret: str, token: str) -> str:
    """What ties a secret to a token, and tells neither."""
    return hmac.new(secret.encode(errors="surrogatepass"), token.encode(), "sha256").hexdigest()
