"""The desktop app as it is, with what its audio process counts written to the file named first."""

from __future__ import annotations

import json
from pathlib import Path
import sys
from typing import TYPE_CHECKING

from desktop_app.audio import player
from desktop_app.gui.__main__ import main

if TYPE_CHECKING:
    from desktop_app.audio import wire


class _CountedSound(player._Sound):
    """A sound that leaves a note of its gaps: it ran dry, or the device did."""

    def update(self, status: wire.Message) -> None:
        super().update(status)
        _MOST.update({name: max(_MOST[name], status[name]) for name in _MOST})
        _PATH.write_text(json.dumps(_MOST))


_PATH = Path(sys.argv[1])
_MOST = {"underruns": 0, "xruns": 0}
player._Sound = _CountedSound  # type: ignore[misc]
main(sys.argv[2:])
