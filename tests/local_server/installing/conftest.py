"""What tests of the installation share: a host, and a model that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trustme

from local_server.installing.places import Place
from tests.local_server.installing.host import Host, model_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
async def host(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Host]:
    """A host whose certificate is trusted."""
    certificates = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(certificates))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates))
    async with Host.running(authority) as running:
        yield running


@pytest.fixture
def place(host: Host, tmp_path: Path) -> Place:
    """The place of a model of two files and an archive, all on `host`."""
    return Place(model_of(host), tmp_path / "engines")
