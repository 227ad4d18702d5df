"""What the server says to the person who starts it."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "damaged_index_in_use": "{path} is damaged, and another server uses it. Stop that server, then"
    " start this one again.",
    "disk_full": "The disk is full: can't write {path}. Free some space, or choose another folder"
    " with --data-dir.",
    "folder_not_usable": "Can't use {path}: {reason}. Check its permissions, or choose another"
    " folder with --data-dir.",
    "foreign_index": "{path} belongs to another program. Choose another folder with --data-dir.",
    "newer_index": "{path} was written by a newer version of CosyVoice Home. Update this one, or"
    " choose another folder with --data-dir.",
    "not_a_folder": "{path} isn't a folder. Choose another one with --data-dir.",
}
"""Why the server can't start, and what to do."""
