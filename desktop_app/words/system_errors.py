"""What the system's common errors are called here, by their number."""

from __future__ import annotations

import errno
from typing import Final

_NAMES: Final = {
    "EACCES": "system_permission",
    "EPERM": "system_permission",
    "ENOENT": "system_no_file",
    "EEXIST": "system_file_exists",
    "EISDIR": "system_is_folder",
    "ENOTDIR": "system_no_folder",
    "ENAMETOOLONG": "system_name_too_long",
    "EFBIG": "system_file_too_large",
    "ENOSPC": "system_disk_full",
    "EDQUOT": "system_quota",
    "EROFS": "system_read_only",
    "EIO": "system_disk_error",
    "EMFILE": "system_too_many_files",
    "ENFILE": "system_too_many_files",
    "EBUSY": "system_busy",
    "ETXTBSY": "system_busy",
    "EAGAIN": "system_busy",
    "ENOMEM": "system_no_memory",
    "ENOEXEC": "system_not_executable",
    "ECONNREFUSED": "system_refused",
    "ECONNRESET": "system_reset",
    "ECONNABORTED": "system_reset",
    "EPIPE": "system_reset",
    "ETIMEDOUT": "system_timed_out",
    "ENETUNREACH": "system_unreachable",
    "ENETDOWN": "system_unreachable",
    "EHOSTUNREACH": "system_unreachable",
    "EADDRINUSE": "system_address_in_use",
    "ENXIO": "system_nobody_there",
    "ELOOP": "system_links_in_circle",
    "EBADF": "system_not_open",
}

KEYS: Final = {
    number: key
    for name, key in _NAMES.items()
    if (number := getattr(errno, name, None)) is not None  # Windows does not have them all
}
"""Keys of `SENTENCES`, by number."""
