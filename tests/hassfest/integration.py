"""Reads the files of the integration, without Home Assistant."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache, cached_property
import json
from pathlib import Path
import re
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

DOMAIN: Final = "cosyvoice"
ROOT: Final = Path(__file__).resolve().parents[2]


@cache
def _tree(source: bytes, name: str) -> ast.Module:
    """Read a module. Nothing changes its tree, and copies differ from each other in few files."""
    return ast.parse(source, name)


@dataclass(frozen=True)
class Integration:
    """The integration in a repository, whole or broken on purpose."""

    root: Path = ROOT

    @property
    def folder(self) -> Path:
        """What Home Assistant loads."""
        return self.root / "custom_components" / DOMAIN

    def json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def yaml(self, name: str) -> Any:
        """A file of YAML, as nothing where it is empty or missing."""
        path = self.folder / name
        return (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}

    @cached_property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = self.json("manifest.json")
        return found

    @cached_property
    def icons(self) -> dict[str, Any]:
        found: dict[str, Any] = self.json("icons.json")
        return found

    @cached_property
    def words(self) -> dict[str, dict[str, Any]]:
        """The translations, by language."""
        files = sorted((self.folder / "translations").glob("*.json"))
        return {file.stem: self.json(f"translations/{file.name}") for file in files}

    @property
    def english(self) -> dict[str, Any]:
        return self.words["en"]

    @cached_property
    def modules(self) -> dict[str, ast.Module]:
        """The integration's own modules by name, without the client's."""
        files = sorted(self.folder.glob("*.py"))
        return {file.stem: _tree(file.read_bytes(), file.name) for file in files}


def leaves(words: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """The values of nested dictionaries, each with its keys joined by dots."""
    if isinstance(words, dict):
        for key, inner in words.items():
            yield from leaves(inner, (*path, key))
    else:
        yield ".".join(path), words


def placeholders(text: str) -> set[str]:
    """Names in braces."""
    return set(re.findall(r"{([^{}]*)}", text))
