"""Where models lie, and whether one is whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from local_server.installing.manifest import Model

VARIABLE: Final = "COSYVOICE_MODELS"
"""The variable that names another folder for models."""
COMPLETE: Final = "complete.json"
"""Written last, so it says that all the rest is there."""


class State(StrEnum):
    """How far a model has come.

    Attributes:
        ABSENT: Nothing is there.
        PARTIAL: A download was broken off; the next one continues it.
        INSTALLED: Whole.
        DAMAGED: It was whole, and files are missing now or are of another size.
        OUTDATED: Whole, of another version than this program knows.
    """

    ABSENT = "absent"
    PARTIAL = "partial"
    INSTALLED = "installed"
    DAMAGED = "damaged"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Place:
    """A model's folder, whether it is there or not.

    Attributes:
        model: What is to lie there.
        folder: The folder of all models.
    """

    model: Model
    folder: Path

    @property
    def final(self) -> Path:
        """The model's own folder; complete whenever it is there."""
        return self.folder / self.model.name

    @property
    def staging(self) -> Path:
        """Where it is put together. What lies here can be continued."""
        return self.folder / f".{self.model.name}.partial"

    @property
    def lock(self) -> Path:
        """A file that keeps two programs from installing the same model."""
        return self.folder / f".{self.model.name}.lock"

    def state(self) -> State:
        """How far it has come; quick, by names and sizes, without reading all bytes again."""
        noted = _noted(self.final / COMPLETE)
        if noted is None:
            begun = self.staging.is_dir() and any(self.staging.iterdir())
            return State.PARTIAL if begun else State.ABSENT
        for name, size in noted["files"].items():
            path = self.final / name
            if not path.is_file() or path.stat().st_size != size:
                return State.DAMAGED
        whole = noted["downloads"] == {file.path: file.sha256 for file in self.model.files}
        return State.INSTALLED if whole else State.OUTDATED

    def is_sound(self) -> bool:
        """Whether it is whole, and each byte is as it was installed; reads all of it.

        Markers of earlier versions don't know what came out of an archive; of that, sizes count.
        """
        noted = _noted(self.final / COMPLETE)
        if noted is None or self.state() is not State.INSTALLED:
            return False
        unpacked = noted.get("sha256")
        sums = {**(unpacked if isinstance(unpacked, dict) else {}), **noted["downloads"]}
        return all(
            sha256(self.final / name) == sums[name] for name in noted["files"] if name in sums
        )

    def size(self) -> int:
        """Bytes on disk, of what is finished and of what is not."""
        both = (self.final, self.staging)
        files = (path for folder in both if folder.is_dir() for path in folder.rglob("*"))
        return sum(path.stat().st_size for path in files if path.is_file())

    def note(self) -> dict[str, Any]:
        """What `COMPLETE` says of the files in staging."""
        results = [name for file in self.model.files for name in file.results]
        return {
            "model": self.model.name,
            "downloads": {file.path: file.sha256 for file in self.model.files},
            "files": {name: (self.staging / name).stat().st_size for name in results},
            "sha256": {
                name: sha256(self.staging / name)
                for file in self.model.files
                for name in file.unpack
            },
        }


def sha256(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def models_folder(data_directory: Path) -> Path:
    """The folder of all models: the one that is named by `VARIABLE`, or in the server's own."""
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser() if named else data_directory / "engines"


def installed(folder: Path, name: str) -> Path | None:
    """The folder of a model that can be spoken with; None where it isn't whole.

    Any folder with its marker counts, also one of another version: what was installed once goes
    on working.
    """
    noted = _noted(folder / name / COMPLETE)
    if noted is None:
        return None
    whole = all((folder / name / path).is_file() for path in noted["files"])
    return folder / name if whole else None


def _noted(path: Path) -> dict[str, Any] | None:
    """What the marker says; None where there is none that can be read."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    parts = ("files", "downloads")
    is_ours = isinstance(noted, dict) and all(isinstance(noted.get(key), dict) for key in parts)
    return noted if is_ours else None
