"""The desktop app as it is, with its underruns written into the file that is named first."""

from __future__ import annotations

from pathlib import Path
import sys
import threading
from typing import Any

from desktop_app.audio.player import Player
from desktop_app.gui import engine
from desktop_app.gui.__main__ import main

_EVERY = 0.2


class _CountedPlayer(Player):
    """A player that leaves a note of its underruns."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        threading.Thread(target=self._note, daemon=True).start()

    def _note(self) -> None:
        most = 0
        while True:
            most = max(most, self.underruns)
            _PATH.write_text(str(most))
            _NEVER.wait(_EVERY)


_PATH = Path(sys.argv[1])
_NEVER = threading.Event()
vars(engine)["Player"] = _CountedPlayer
main(sys.argv[2:])
