"""What ZipVoice's own program made of our scenes (see `ask_upstream`), and models to test with."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.local_server.engines.zipvoice import graphs


@pytest.fixture(scope="session")
def upstream() -> Any:
    return json.loads(Path(__file__).with_name("upstream.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model without weights."""
    return graphs.make(tmp_path_factory.mktemp("zipvoice"))
