"""What the server says to the person who starts it, in the language of that terminal.

What callers of the API are told is English, as the API's own words are.
"""

from __future__ import annotations

import errno
import gettext
import os
from pathlib import Path
import re
import socket
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

DOMAIN: Final = "local_server"
"""Name of the catalogs."""
FOLDER: Final = Path(__file__).with_name("translations")
"""Where they are: `zh_CN/LC_MESSAGES/local_server.mo`."""

_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_TRADITIONAL: Final = {"hant", "tw", "hk", "mo"}

SENTENCES: Final = {
    "damaged_index_in_use": "{path} is damaged, and another server uses it. Stop that server, then"
    " start this one again.",
    "disk_full": "The disk is full: can't write {path}. Free some space, or choose another folder"
    " with --data-dir.",
    "folder_not_usable": "Can't use {path}: {reason}. Check its permissions, or choose another"
    " folder with --data-dir.",
    "engine_not_installed": "The engine {name} isn't installed. To install it, run:"
    " cosyvoice engines install {name}",
    "engine_not_usable": "Can't use this engine: {reason}. Choose another one with --engine.",
    "foreign_index": "{path} isn't an index of this server; it may belong to another program."
    " Choose another folder with --data-dir.",
    "newer_index": "{path} was written by a newer version of CosyVoice Home. Update this one, or"
    " choose another folder with --data-dir.",
    "cannot_start": "Can't start the server: {reason}. Close other programs, and try again.",
    "cannot_listen": "Can't listen on {address}: {reason}. Choose an address of this computer with"
    " --host, and a port with --port.",
    "not_a_folder": "{path} isn't a folder. Choose another one with --data-dir.",
    "packages_missing": "These packages are missing: {names}. Install the extra"
    " cosyvoice-home[server].",
    "port_taken": "Can't listen on {address}: {reason}. Stop the program that uses it, or choose"
    " another port with --port; 0 finds a free one.",
    "certificate_wrong": "{path} isn't a certificate in PEM form. Choose one with --tls CERT KEY.",
    "key_wrong": "Can't use {path}: it isn't the key of this certificate, or it has a password."
    " Choose its key in PEM form with --tls CERT KEY.",
    "tls_file_unreadable": "Can't read {path}: {reason}. Check its path and its permissions.",
    "token_file_unreadable": "Can't read the token file {path}: {reason}. Check its path and its"
    " permissions.",
    "token_in_file_wrong": "Can't use the token file {path}: the token must be printable ASCII"
    " without spaces, and not empty. Write a token into it.",
    "token_in_variable_wrong": "Can't use the token in {name}: the token must be printable ASCII"
    " without spaces, and not empty. Correct that variable, or unset it.",
    "token_wrong": "Can't use this token: the token must be printable ASCII without spaces, and not"
    " empty. Choose another one.",
}
"""Why the server can't start, and what to do."""

OF_SYSTEM: Final = {
    "EACCES": "permission denied",
    "EPERM": "permission denied",
    "ENOENT": "no such file or folder",
    "ENXIO": "no program or device is at the other end",
    "EEXIST": "the file already exists",
    "EISDIR": "it's a folder",
    "ENOTDIR": "part of the path isn't a folder",
    "ENAMETOOLONG": "the name is too long",
    "ELOOP": "the link leads back to itself",
    "EFBIG": "the file is too large",
    "ENOSPC": "the disk is full",
    "EDQUOT": "the disk quota is exceeded",
    "EROFS": "the disk is read-only",
    "EIO": "the disk reported an error",
    "EMFILE": "too many files are open",
    "ENFILE": "too many files are open",
    "EBUSY": "it's in use by another program",
    "ETXTBSY": "it's in use by another program",
    "EAGAIN": "it's in use by another program",
    "ENOMEM": "not enough memory",
    "ENOEXEC": "it can't be run on this system",
    "ETIMEDOUT": "timed out",
    "EADDRINUSE": "the address is already in use",
    "EADDRNOTAVAIL": "this computer doesn't have this address",
    "EAFNOSUPPORT": "this computer doesn't support this kind of address",
    "ENETUNREACH": "network unreachable",
    "ENETDOWN": "network unreachable",
    "EHOSTUNREACH": "network unreachable",
}
"""What the system's errors are called, by their names; the desktop app has the same words."""
HOST_NOT_FOUND: Final = "host not found"

OF_ARGPARSE: Final = (
    "usage: ",
    "options",
    "positional arguments",
    "the following arguments are required: %s",
    "show this help message and exit",
    "%(prog)s: error: %(message)s\n",
    "argument %(argument_name)s: %(message)s",
    "unrecognized arguments: %s",
    "not allowed with argument %s",
    "expected one argument",
    "expected at most one argument",
    "ignored explicit argument %r",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "ambiguous option: %(option)s could match %(matches)s",
)
"""What argparse says by itself of a command line such as ours; it looks for it as `say` does."""


def say(english: str) -> str:
    """A message in the language of the terminal; in English where it has no translation."""
    return gettext.gettext(english)


def reason_of(error: Exception) -> str:
    """What the system says, as it stands in a sentence."""
    if isinstance(error, socket.gaierror | UnicodeError):  # the second: a name that can't be one
        return say(HOST_NOT_FOUND)
    number = getattr(error, "errno", None) or 0
    name = errno.errorcode.get(number, "").removeprefix("WSA")  # so Windows has those of sockets
    if name in OF_SYSTEM:
        return say(OF_SYSTEM[name])
    words = (getattr(error, "strerror", None) or str(error)).rstrip(".")
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def use_language_of(environment: Mapping[str, str], encoding: str) -> None:
    """Speak the language of a terminal from here on, argparse too, if its encoding can write it."""
    language = language_of(environment)
    if language and _writes_chinese(encoding):
        os.environ["LANGUAGE"] = language
        gettext.bindtextdomain(DOMAIN, FOLDER)
        gettext.textdomain(DOMAIN)


def language_of(environment: Mapping[str, str]) -> str:
    """The catalog for a terminal, by its locale; empty for English."""
    locale = next(filter(None, map(environment.get, _VARIABLES)), "")
    if locale.partition(".")[0] in ("C", "POSIX"):
        return ""  # LANGUAGE does not count there
    for tag in [*environment.get("LANGUAGE", "").split(":"), locale]:
        name, *rest = re.split("[-_]", re.split("[.@]", tag.lower())[0])
        if name == "en":
            break
        if name in ("zh", "yue"):
            traditional = name == "yue" or not _TRADITIONAL.isdisjoint(rest)
            return "zh_TW" if traditional and "hans" not in rest else "zh_CN"
    return ""


def _writes_chinese(encoding: str) -> bool:
    try:
        "中文".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
