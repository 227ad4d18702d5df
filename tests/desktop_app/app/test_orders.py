"""Orders that need no window, by their names and arguments."""

from __future__ import annotations

import pytest

from desktop_app.app.orders import order_of, work_of
from desktop_app.settings.settings import HOTKEYS
from desktop_app.system.control import ControlError


def test_every_hotkey_but_that_of_a_window_does_something_without_one() -> None:
    without = [one for one in HOTKEYS if not work_of(*order_of(one))]
    assert without == ["announce"]


@pytest.mark.parametrize("command", ["show", "settings", "speak", "status", "quit", "dance"])
def test_an_order_that_needs_the_gui_is_left_to_it(command: str) -> None:
    assert work_of(command) is None


@pytest.mark.parametrize("arguments", [[], ["fast"], ["1", "2"], ["nan"]])
@pytest.mark.parametrize("command", ["speed", "volume"])
def test_a_number_that_is_none_is_refused(command: str, arguments: list[str]) -> None:
    with pytest.raises(ControlError):
        work_of(command, arguments)


@pytest.mark.parametrize(("command", "number"), [("speed", "2.1"), ("volume", "-0.1")])
def test_a_number_out_of_bounds_is_refused(command: str, number: str) -> None:
    with pytest.raises(ControlError, match="must be from"):
        work_of(command, [number])
