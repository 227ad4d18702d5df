"""How often a service that can't take a request now is asked again."""

from __future__ import annotations

import pytest

from shared_client.pauses import Pauses


async def test_pauses_grow_up_to_the_longest() -> None:
    pauses = Pauses(60, first=1, longest=4)
    found = [pauses.following(None) or 0 for _ in range(5)]
    for pause, usual in zip(found, (1, 2, 4, 4, 4), strict=True):
        assert usual <= pause <= 1.5 * usual


async def test_a_service_may_ask_for_a_longer_pause_but_not_for_a_shorter_one() -> None:
    assert Pauses(60).following(20) == 20
    for wanted in (0, 1e-9, None):
        assert (Pauses(60).following(wanted) or 0) >= 0.25


@pytest.mark.parametrize("seconds", [0, 0.1])
async def test_it_ends_with_its_time(seconds: float) -> None:
    assert Pauses(seconds).following(None) is None
    assert Pauses(60).following(61) is None


async def test_it_ends_with_its_tries() -> None:
    pauses = Pauses(1e9, tries=10)
    assert [pauses.following(0) is None for _ in range(11)] == [False] * 9 + [True] * 2
