"""docs/configuration.md names every key of the settings and of rules, and no other."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
import re
import tomllib
from typing import TYPE_CHECKING

import pytest
import voluptuous as vol

from desktop_app.reading import rules_file
from desktop_app.reading.rules_file import load_rules
from desktop_app.settings import settings
from desktop_app.settings.appearance import Appearance
from desktop_app.settings.home import HomeSettings
from desktop_app.settings.reading import ReadingSettings
from desktop_app.settings.settings import AppSettings, ServiceSettings, VoiceProfile, load_settings
from desktop_app.settings.toml_file import EntryError, checked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import DataclassInstance

PAGE = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text("utf-8")
SETTINGS, RULES = PAGE.split("\n## ")[1:]


def documented(text: str) -> set[str]:
    """The keys in the first columns of tables."""
    return set(re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE))


def keys(schema: object) -> Iterator[str]:
    """All keys that a schema knows by name."""
    match schema:
        case dict():
            for key, value in schema.items():
                if isinstance(key, vol.Marker):
                    yield str(key)
                yield from keys(value)
        case [one]:
            yield from keys(one)


def test_every_key_of_the_settings_is_documented() -> None:
    found = list(keys(settings.schema()))
    assert len(found) > 30
    assert documented(SETTINGS) == set(found) - {
        *("services", "profiles", "app", "appearance", "home", "reading"),
    }
    sections: dict[str, DataclassInstance] = {
        "services": ServiceSettings(""),
        "profiles": VoiceProfile(),
        "app": AppSettings(),
        "appearance": Appearance(),
        "home": HomeSettings(),
        "reading": ReadingSettings(),
    }
    for name, values in sections.items():
        text = SETTINGS.partition(f"### {name}\n")[2].partition("\n### ")[0]
        assert set(asdict(values)) <= documented(text)


def test_every_key_of_a_rule_is_documented() -> None:
    assert documented(RULES) == set(keys(rules_file._schema()))
    assert f"at most {rules_file.MOST}" in RULES


def test_the_examples_are_read(tmp_path: Path) -> None:
    path = tmp_path / "file.toml"
    for text, load in ((SETTINGS, load_settings), (RULES, load_rules)):
        path.write_text(text.partition("```toml\n")[2].partition("```")[0], "utf-8")
        assert load(path)


def values() -> Iterator[tuple[str, str, str]]:
    """The values that the page allows: the table they are in, the key, and the value as TOML."""
    for section in ("services", "profiles", "app"):
        text = SETTINGS.partition(f"### {section}\n")[2].partition("\n### ")[0]
        for key, allowed in re.findall(r"^\| `([\w-]+)` \| ([^|]*) \|", text, re.MULTILINE):
            low, _, high = allowed.partition(" to ")
            for value in (low, high) if high else re.findall(r"`([^`]*)`", allowed):
                yield section, key, value


@pytest.mark.parametrize(("section", "key", "value"), [*values()])
def test_what_it_allows_is_allowed(section: str, key: str, value: str) -> None:
    if key in ("read-selection", "pause") or key in settings.HOTKEYS:
        text = f"[app.hotkeys]\n{key} = {value}"
    elif section == "app":
        text = f"[app]\n{key} = {value}"
    else:
        needed = 'url = "x"\n' if section == "services" else ""
        text = f"[{section}.a]\n{needed}{key} = {value}"
    content = tomllib.loads(f"version = 1\n{text}")
    try:
        checked(content, settings.schema(), settings._place)
    except EntryError as error:
        pytest.fail(str(error))
