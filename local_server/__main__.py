"""`python -m local_server`: serve the CosyVoice 2.0 API on this machine."""

from __future__ import annotations

import sys

from local_server.program import main

sys.exit(main())
