"""A service on loopback for every test that asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.shared_client.service import Service, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """A service of the V2 dialect, without speech until the test gives it some."""
    async with serving(Service()) as running:
        yield running
