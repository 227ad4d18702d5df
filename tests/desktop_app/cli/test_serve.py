"""`cosyvoice serve`, and a local server that does not start, as processes."""

from __future__ import annotations

import json
import signal
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desktop_app.cli.conftest import Shell


def test_serve_is_the_local_server(fresh: Shell) -> None:
    process = fresh.start("serve", "--port", "0", "--json", stdin=subprocess.DEVNULL)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    fresh.environment.update(COSYVOICE_URL=ready["url"], COSYVOICE_TOKEN=ready["token"])
    empty = fresh.run("speak", "-o", "a.wav", "hi")
    assert empty.code == 5
    assert "voices add" in empty.err
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_local_server_that_cannot_start(fresh: Shell) -> None:
    (fresh.home / ".local").write_text("a file where a folder should be")
    done = fresh.run("speak", "-o", "a.wav", "hi")
    assert done.code == 3
    assert "local server didn't start" in done.err
