"""Numbers among the options are refused in the words of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desktop_app.cli.conftest import Shell

WRONG = [
    (["speak", "--speed", "{}", "hi"], "a number from 0.5 to 2", "0.5 到 2 之间的数"),
    (["speak", "--volume", "{}", "hi"], "a number of 0 or more", "不小于 0 的数"),
    (
        ["speak", "--sample-rate", "{}", "hi"],
        "a whole number from 8000 to 48000",
        "8000 到 48000 之间的整数",
    ),
    (["voices", "list", "--limit", "{}"], "a whole number of 1 or more", "不小于 1 的整数"),
    (
        ["voices", "record", "-t", "hi", "--seconds", "{}", "me"],
        "a number from 1 to 120",
        "1 到 120 之间的数",
    ),
]


@pytest.mark.parametrize(("arguments", "english", "chinese"), WRONG)
def test_a_wrong_number_is_told_what_is_allowed(
    fresh: Shell, arguments: list[str], english: str, chinese: str
) -> None:
    option = next(one for one in arguments if one.startswith("--"))
    for value in ("abc", "-1"):
        done = fresh.run(*(one.format(value) for one in arguments))
        assert done.code == 2
        assert f"Error: Invalid value for '{option}': must be {english}.\n" in done.err
    fresh.environment["LC_ALL"] = "zh_CN.UTF-8"
    done = fresh.run(*(one.format("nan") for one in arguments))
    assert done.code == 2
    assert f"必须是 {chinese}。\n" in done.err.replace("必须是不", "必须是 不")
    assert "range" not in done.err
