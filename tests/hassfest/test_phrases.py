"""What Home Assistant shows of this integration sounds native: no forbidden turn of phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.hassfest.integration import ROOT, Integration, leaves
from tests.words import ENGLISH, SIMPLIFIED, TRADITIONAL, stumbles

if TYPE_CHECKING:
    from collections.abc import Iterator

BLUEPRINTS = sorted((ROOT / "blueprints").rglob("*.yaml"))
# In a blueprint, what a person reads; all else is for Home Assistant.
SHOWN = {"name", "description", "default", "alias"}


class Loader(yaml.SafeLoader):
    """Reads `!input`, too."""


Loader.add_constructor("!input", lambda _, node: f"!input {node.value}")


def shown(content: Any) -> Iterator[str]:
    """The texts of a blueprint that a person reads."""
    if isinstance(content, list):
        for item in content:
            yield from shown(item)
    elif isinstance(content, dict):
        for key, item in content.items():
            if key in SHOWN and isinstance(item, str):
                yield item
            else:
                yield from shown(item)


@pytest.mark.parametrize(
    ("language", "forbidden"),
    [("en", ENGLISH), ("zh-Hans", SIMPLIFIED), ("zh-Hant", TRADITIONAL)],
    ids=["en", "zh-Hans", "zh-Hant"],
)
def test_translations_have_no_forbidden_turn_of_phrase(
    language: str, forbidden: dict[str, str]
) -> None:
    found = {
        key: problems
        for key, text in leaves(Integration().words[language])
        if (problems := list(stumbles(text, forbidden)))
    }
    assert found == {}


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_blueprints_have_no_forbidden_turn_of_phrase(path: Any) -> None:
    texts = list(shown(yaml.load(path.read_text("utf-8"), Loader)))  # noqa: S506 - a SafeLoader
    assert len(texts) > 10
    assert [problem for text in texts for problem in stumbles(text)] == []


def test_examples_of_actions_have_no_forbidden_turn_of_phrase() -> None:
    for file in ("services.yaml", "triggers.yaml"):
        for key, text in leaves(Integration().yaml(file)):
            assert list(stumbles(str(text))) == [], key


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("Record it anew.", ENGLISH),
        ("See that the service runs.", ENGLISH),
        ("This is no address.", ENGLISH),
        ("The address of the proxy is none.", ENGLISH),
        ("The recording cannot be had.", ENGLISH),
        ("The voice is gone.", ENGLISH),
        ("Another profile stood in for it.", ENGLISH),
        ("How the voice is to speak", ENGLISH),
        ("A service of your own.", ENGLISH),
        ("It speaks dialect V2.", ENGLISH),
        ("All synthesised speech.", ENGLISH),
        ("请输入它的令牌。", SIMPLIFIED),
        ("该配置的名称", SIMPLIFIED),
        ("地址无效(404)。", SIMPLIFIED),
        ("選擇別的語音", TRADITIONAL),
        ("聲音不見了", TRADITIONAL),
    ],
)
def test_a_forbidden_turn_of_phrase_is_found(text: str, forbidden: dict[str, str]) -> None:
    assert list(stumbles(text, forbidden))


@pytest.mark.parametrize(
    "text",
    [
        "The service no longer exists.",
        "It is no longer on the service.",
        "How to speak, in words: a mood.",
        "Speaks a dialect.",
    ],
)
def test_good_english_is_let_through(text: str) -> None:
    assert list(stumbles(text)) == []
