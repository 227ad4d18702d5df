"""The local server as a child: what is said where it can't be one."""

from __future__ import annotations

import pytest

from desktop_app.errors import LocalServerError
from desktop_app.services import local_service


def test_without_its_engine_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_service, "find_spec", lambda _: None)
    with pytest.raises(LocalServerError, match="espeakng_loader") as raised:
        local_service.server_command("--help")
    assert "script/setup" in raised.value.hint
