"""Tokens of services: in the system's keyring where there is one, else in a file of one's own.

A keyring that is locked may wait for a person for ever, so it is only waited for a while.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from enum import StrEnum
import json
import threading
from typing import TYPE_CHECKING, Any, Final, TypeVar

from desktop_app.errors import SettingsError
from desktop_app.system.json_of_others import read_json
from desktop_app.system.paths import APP_NAME, token_file
from desktop_app.system.private_folders import FILE_MODE
from desktop_app.system.redaction import hide
from desktop_app.system.whole_files import replacing
from desktop_app.words.saying import Phrase

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

T = TypeVar("T")

KEYRING_PATIENCE: Final = 20.0
"""Seconds that a keyring may take; it may be asking a person to unlock it."""


class TokenPlace(StrEnum):
    """Where a token is kept."""

    KEYRING = "keyring"
    FILE = "file"
    NONE = "none"

    def describe(self) -> Phrase:
        """Say it to a person."""
        match self:
            case TokenPlace.KEYRING:
                return Phrase("place_keyring")
            case TokenPlace.FILE:
                return Phrase("place_file", path=token_file())
            case TokenPlace.NONE:
                return Phrase("place_none")


class KeyringError(SettingsError):
    """There is no keyring, it stays locked, or it refuses."""


def store_token(service: str, token: str, place: TokenPlace | None = None) -> TokenPlace:
    """Keep a token; return where it is kept. A keyring may take its time: `KEYRING_PATIENCE`.

    Args:
        service: Name of the service.
        token: Its token; empty for none.
        place: The keyring or the file, where a person said which; None for the keyring, and the
            file where that does not serve, of which a person has to be told.

    Raises:
        KeyringError: The keyring does not serve, and it has to be that.
        SettingsError: It could be kept nowhere.
    """
    hide(token)
    if not token:
        forget_token(service, TokenPlace.FILE)
        return TokenPlace.NONE
    if place is not TokenPlace.FILE:
        try:
            _ask_keyring("set_password", APP_NAME, service, token)
        except KeyringError:
            if place is TokenPlace.KEYRING:
                raise
        else:
            forget_token(service, TokenPlace.FILE)
            return TokenPlace.KEYRING
    _write_file({**_read_file(service), service: token})
    return TokenPlace.FILE


def load_token(service: str, place: TokenPlace) -> str:
    """Fetch a token; empty where the service has none.

    Raises:
        SettingsError: It is not where it was kept, or the keyring does not answer.
    """
    if place is TokenPlace.NONE:
        return ""
    if place is TokenPlace.KEYRING:
        token = _ask_keyring("get_password", APP_NAME, service)
    else:
        token = _read_file(service).get(service)
        if not isinstance(token, str | None):
            wrong = {"place": Phrase("place_key", key=service), "problem": Phrase("is_no_text")}
            raise _unreadable(service, Phrase("entry_wrong", **wrong))
    if not token:
        raise SettingsError("token_gone", service=service, place=place.describe())
    hide(token)
    return str(token)


def forget_token(service: str, place: TokenPlace) -> None:
    """Remove a token; harmless where there is none.

    Raises:
        SettingsError: It could not be removed.
    """
    if place is TokenPlace.KEYRING and load_if_there(service):
        _ask_keyring("delete_password", APP_NAME, service)
    elif place is TokenPlace.FILE and service in (tokens := _read_file(service)):
        del tokens[service]
        _write_file(tokens)


def load_if_there(service: str) -> str | None:
    """The token in the keyring, if there is one."""
    token = _ask_keyring("get_password", APP_NAME, service)
    return None if token is None else str(token)


async def beside(work: Callable[[], T]) -> T:
    """Do something of the above beside the event loop.

    In a daemon thread of its own: a keyring that never answers holds up no executor, and nobody
    who gives up waiting for it.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def tell(call: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is gone
            loop.call_soon_threadsafe(lambda: None if answer.done() else call())

    def run() -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - it is raised where the answer is waited for
            wrong = error
            tell(lambda: answer.set_exception(wrong))
        else:
            tell(lambda: answer.set_result(result))

    threading.Thread(target=run, daemon=True).start()
    return await answer


def _keyring() -> ModuleType:
    import keyring  # noqa: PLC0415 - it takes 0.1 s, and speaking seldom needs it

    if float(keyring.get_keyring().priority) < 1:
        raise KeyringError("no_keyring")
    return keyring


def _ask_keyring(operation: str, *arguments: str) -> Any:
    """Call a function of `keyring` with a limit of time, which finding one may need, too."""
    answers: list[Any] = []
    errors: list[Exception] = []

    def ask() -> None:
        try:
            answers.append(getattr(_keyring(), operation)(*arguments))
        except Exception as error:  # noqa: BLE001 - every keyring has errors of its own
            errors.append(error)

    _wait_for(ask)
    if errors and isinstance(errors[0], KeyringError):
        raise errors[0]
    if errors:
        raise KeyringError("keyring_refused", error=errors[0]) from errors[0]
    if not answers:
        raise KeyringError("keyring_silent")
    return answers[0]


def _wait_for(work: Callable[[], None]) -> None:
    # A daemon: a keyring that never answers must not keep the program from ending.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(KEYRING_PATIENCE)


def _read_file(service: str) -> dict[str, Any]:
    """All that is in the file, for a service; what is wrong in it stays for a person to mend."""
    try:
        tokens = read_json(token_file().read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _unreadable(service, error) from error
    if not isinstance(tokens, dict):
        raise _unreadable(service, Phrase("tokens_no_table"))
    return tokens


def _unreadable(service: str, why: object) -> SettingsError:
    return SettingsError("tokens_unreadable", path=token_file(), service=service, error=why)


def _write_file(tokens: dict[str, Any]) -> None:
    path = token_file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(path, mode=FILE_MODE) as file:
            file.write(json.dumps(tokens, indent=2).encode())
    except OSError as error:
        raise SettingsError("token_not_kept", path=path, error=error) from error
