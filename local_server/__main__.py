"""`python -m local_server`: serve the CosyVoice 2.0 API on this machine."""

from __future__ import annotations

import sys

from local_server.arguments import error_line, parse, program_name, speak_as_the_terminal
from local_server.errors import StartError

try:
    if sys.argv[1:2] == ["engines"]:  # other programs of this package
        from local_server.installing.program import main as engines

        sys.exit(engines(sys.argv[2:]))
    if sys.argv[1:2] == ["health"]:
        from local_server.health import main as health

        sys.exit(health(sys.argv[2:]))
    speak_as_the_terminal()
    parse()  # help and mistakes are answered before anything large is imported
    from local_server.program import main

    code = main()
except ModuleNotFoundError as error:
    missing = StartError("packages_missing", names=error.name)
    sys.stderr.write(error_line(program_name(), missing))
    code = 1
except KeyboardInterrupt:  # in the moment before the program listens to signals
    code = 130
sys.exit(code)
