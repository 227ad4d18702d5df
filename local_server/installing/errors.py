"""Why a model can't be installed, and what to do."""

from __future__ import annotations

from typing import Any, Final

from local_server.words import reason_of, say

SENTENCES: Final = {
    "consent_needed": "The license of this model has to be accepted. Read it above, then run this"
    " again with --accept-license.",
    "disk_full": "The disk is full. {needed} more are needed in {path}: free some space, or name"
    " another folder in COSYVOICE_MODELS. What has been downloaded is kept.",
    "engine_built_in": "{name} is built in. It needs no installation, and can't be removed.",
    "engine_failed": "{name} can't speak: {reason}. If packages are missing, install the extra"
    " cosyvoice-home[server]; otherwise remove the engine and install it again.",
    "engine_unknown": "There is no engine {name}. Choose one of these: {names}.",
    "file_missing": "{name} isn't in {path}. Put it there, or install without --from.",
    "file_wrong": "{name} in {path} isn't the file that belongs to this model: its size or checksum"
    " differs. Download it again.",
    "folder_missing": "There is no folder {path}. Name the folder that has the files with --from,"
    " or install without it.",
    "folder_not_usable": "Can't use {path}: {reason}. Check its permissions, or name another folder"
    " in COSYVOICE_MODELS.",
    "in_progress": "Another program is installing or removing {name}. Wait until it's done.",
    "not_confirmed": "Nothing was installed. To install without a question, add --yes.",
    "not_downloaded": "Can't download {name}: {reason}. What has been downloaded is kept; run this"
    " again to continue, or choose another source with --source.",
    "not_removed": "Nothing was deleted. To delete it without a question, add --yes.",
    "not_installed": "{name} isn't installed. To install it, run: cosyvoice engines install {name}",
    "not_unpacked": "Can't unpack {name}: {reason}. Run this again to download it again.",
    "offline": "Can't reach {hosts}. Check the internet connection; what has been downloaded is"
    " kept. On a computer without internet, add --from and a folder with the files.",
    "source_wrong": "{url} can't be a source. Enter an address that begins with https://, or one of"
    " these: {names}.",
    "wrong_bytes": "What {hosts} sent isn't {name}: the checksum differs. Nothing was installed."
    " Try again later, or choose another source with --source.",
}

REASONS: Final = {
    "status": "the server answered {status}",
    "certificate": "its certificate isn't valid",
    "cut_off": "the connection broke off",
    "not_https": "it redirects to an address without encryption",
    "too_slow": "the server is too slow",
    "not_an_archive": "it's damaged",
    "member_missing": "{member} isn't in it",
}
"""What stands for `reason` in these."""


class InstallError(Exception):
    """A model can't be installed, removed or used; the words say why, and what to do.

    Attributes:
        key: Of its sentence.
        values: What the sentence names.
    """

    def __init__(self, key: str, **values: Any) -> None:
        told = {name: _told(value) for name, value in values.items()}
        super().__init__(say(SENTENCES[key]).format_map(told))
        self.key = key
        self.values = {name: str(value) for name, value in told.items()}


def _told(value: object) -> object:
    """A value as a sentence takes it: an error by its reason, several names in a row."""
    if isinstance(value, Exception):
        return reason_of(value)
    return say(", ").join(value) if isinstance(value, list) else value


def reason(key: str, **values: Any) -> str:
    """A reason, in the language of the terminal."""
    return say(REASONS[key]).format_map(values)
