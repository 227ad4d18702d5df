"""Where the programs of a bundle begin: `cosyvoice`, `cosyvoice-app`, and all their children."""

from __future__ import annotations

import os
from pathlib import Path
import sys


def _forget_the_folder() -> None:
    """Let other programs that we start find the system's libraries, not those of the bundle.

    Our own children are to look for the bundle's anew.
    """
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


def _main() -> None:
    _forget_the_folder()
    from desktop_app.system.processes import APP, run_as_child  # noqa: PLC0415 - the folder comes first

    run_as_child(sys.argv)
    from desktop_app.__main__ import cosyvoice, cosyvoice_app  # noqa: PLC0415 - as above

    (cosyvoice_app if Path(sys.executable).stem == APP else cosyvoice)()


_main()
