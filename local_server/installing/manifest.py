"""What can be installed: the files of each model, where they come from, and what they must be."""

from __future__ import annotations

from dataclasses import dataclass
import json
import os
from pathlib import Path
from typing import Any, Final

MANIFEST: Final = Path(__file__).parents[1] / "data" / "models.json"
_HUGGING_FACE: Final = "https://huggingface.co"
_ENDPOINT: Final = "HF_ENDPOINT"
"""The variable that Hugging Face's own programs take a mirror from."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that is downloaded.

    Attributes:
        path: Where it lies in the model's folder; an archive is there until it is unpacked.
        size: In bytes.
        sha256: Of its bytes, in hexadecimal.
        sources: URLs of these bytes, in order of preference.
        unpack: Names of the files that are taken out of it, where it is an archive.
    """

    path: str
    size: int
    sha256: str
    sources: tuple[str, ...]
    unpack: tuple[str, ...] = ()

    @property
    def results(self) -> tuple[str, ...]:
        """What lies in the model's folder in the end."""
        return self.unpack or (self.path,)

    @property
    def names(self) -> frozenset[str]:
        """What this file may be called in a folder: ours, or as its sources call it."""
        return frozenset(url.rpartition("/")[2] for url in (self.path, *self.sources))


@dataclass(frozen=True, slots=True)
class Model:
    """What an engine speaks with.

    Attributes:
        name: The engine's.
        title: For people.
        languages: Codes of ISO 639.
        clones: Whether it clones a voice.
        license: Of the weights.
        consent: Whether the license has a catch that a person has to accept by name.
        files: All that is needed.
    """

    name: str
    title: str
    languages: tuple[str, ...]
    clones: bool
    license: str
    consent: bool
    files: tuple[File, ...]

    @property
    def size(self) -> int:
        """Bytes to download."""
        return sum(file.size for file in self.files)


def models(path: Path = MANIFEST) -> dict[str, Model]:
    """All models that can be installed, by the names of their engines."""
    described: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    endpoint = os.environ.get(_ENDPOINT, "").rstrip("/")
    return {name: _model(name, facts, endpoint) for name, facts in described.items()}


def _model(name: str, facts: dict[str, Any], endpoint: str) -> Model:
    files = tuple(
        File(
            path=file["path"],
            size=file["bytes"],
            sha256=file["sha256"],
            sources=_mirrored(file["sources"], endpoint),
            unpack=tuple(file.get("unpack", ())),
        )
        for file in facts["files"]
    )
    return Model(
        name=name,
        title=facts["title"],
        languages=tuple(facts["languages"]),
        clones=facts["clones"],
        license=facts["license"],
        consent=facts["consent"],
        files=files,
    )


def _mirrored(sources: list[str], endpoint: str) -> tuple[str, ...]:
    """The sources, a mirror of Hugging Face before all that it stands for."""
    if not endpoint:
        return tuple(sources)
    mirrored = [
        endpoint + url.removeprefix(_HUGGING_FACE)
        for url in sources
        if url.startswith(_HUGGING_FACE + "/")
    ]
    return tuple(dict.fromkeys([*mirrored, *sources]))
