"""A computer that has slept, or is in another network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.home.surroundings import Surroundings, own_addresses

if TYPE_CHECKING:
    import socket

    import pytest


def test_sleep_and_another_network_are_noticed_once() -> None:
    now = [1000.0]
    addresses: list[tuple[str, ...]] = [("192.0.2.7",)]
    one = Surroundings(lambda: addresses[0], lambda: now[0])

    def look(passed: float) -> tuple[bool, bool]:
        now[0] += passed
        return one.are_others(3.0), one.slept

    assert look(3) == (False, False)
    assert look(12) == (False, False)  # a busy computer
    assert look(60) == (True, True)
    assert look(3) == (False, False)
    addresses[0] = ()
    assert look(3) == (False, False)  # nothing can be reached
    addresses[0] = ("198.51.100.7",)
    assert look(3) == (True, False)
    assert look(-3600) == (False, False)  # the clock was set


def test_there_may_be_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(isinstance(one, str) for one in own_addresses())

    def none(*_: object) -> socket.socket:
        raise OSError("Network is unreachable")

    monkeypatch.setattr("desktop_app.home.surroundings.socket.socket", none)
    assert own_addresses() == ()
