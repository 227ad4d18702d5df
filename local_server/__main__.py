"""`python -m local_server`: serve the CosyVoice 2.0 API on this machine."""

from __future__ import annotations

import sys

try:
    from local_server.program import main

    code = main()
except ModuleNotFoundError as error:
    sys.stderr.write(
        f"local_server: {error.name} isn't installed. Install the extra cosyvoice-home[server].\n"
    )
    code = 1
except KeyboardInterrupt:  # in the moment before the program listens to signals
    code = 130
sys.exit(code)
