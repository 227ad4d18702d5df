"""`python -m local_server`: serve the CosyVoice 2.0 API on this machine."""

from __future__ import annotations

import sys

from local_server.errors import StartError

try:
    from local_server.program import main

    code = main()
except ModuleNotFoundError as error:
    sys.stderr.write(f"{StartError('packages_missing', names=error.name)}\n")
    code = 1
except KeyboardInterrupt:  # in the moment before the program listens to signals
    code = 130
sys.exit(code)
