"""The log of the app: warnings and what is unexpected, without tokens."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from typing import Final

from desktop_app.errors import AppError

from .paths import log_file
from .redaction import RedactingFormatter

_SIZE: Final = 1 << 20
_OLDER: Final = 2  # files


def log_to_file() -> AppError | None:
    """Note what goes wrong in a file that does not grow forever.

    Returns:
        Why that can't be; then it is noted on stderr, and the app works all the same.
    """
    logging.raiseExceptions = False  # a full disk is no reason for tracebacks on stderr
    path = log_file()
    handler: logging.Handler
    failure: AppError | None = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_SIZE, backupCount=_OLDER, encoding="utf-8")
    except OSError as error:
        handler = logging.StreamHandler()
        failure = AppError("log_not_written", path=path, error=error)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    return failure
