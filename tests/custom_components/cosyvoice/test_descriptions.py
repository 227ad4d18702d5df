"""Actions and triggers are described as Home Assistant itself reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeassistant.helpers.selector import TargetSelector, validate_selector
from homeassistant.util.yaml import load_yaml_dict
import probatio
import pytest

import custom_components.cosyvoice

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(custom_components.cosyvoice.__file__).parent


def selectors(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The selectors of all fields, those in sections, too."""
    for field in described.get("fields", {}).values():
        if "selector" in field:
            yield field["selector"]
        yield from selectors(field)


@pytest.mark.parametrize("file", ["services.yaml", "triggers.yaml"])
def test_every_selector_and_target_is_one(file: str) -> None:
    descriptions = load_yaml_dict(str(FOLDER / file))
    assert descriptions
    for described in descriptions.values():
        for selector in selectors(described):
            validate_selector(selector)
        if "target" in described:
            TargetSelector.CONFIG_SCHEMA(described["target"])


def test_what_is_no_selector_is_refused() -> None:
    with pytest.raises(probatio.Invalid):
        validate_selector({"boolean": {"colour": "red"}})
