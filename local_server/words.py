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
    "cannot_listen": "Can't listen on {address}: {reason}. Choose an address of this computer with"
    " --host, and a port with --port.",
    "not_a_folder": "{path} isn't a folder. Choose another one with --data-dir.",
    "packages_missing": "These packages are missing: {names}. Install the extra"
    " cosyvoice-home[server].",
    "port_taken": "Can't listen on {address}: {reason}. Stop the program that uses it, or choose"
    " another port with --port; 0 finds a free one.",
    "token_file_unreadable": "Can't read the token file {path}: {reason}. Check its path and its"
    " permissions.",
    "token_in_file_wrong": "Can't use the token file {path}: the token must be printable ASCII"
    " without spaces, and not empty. Write a token into it.",
    "token_wrong": "Can't use this token: the token must be printable ASCII without spaces, and not"
    " empty. Choose another one.",
}
"""Why the server can't start, and what to do."""
