"""The one tree of errors that the client raises, and what they have in common.

Every error carries a key and values, for those who say it in another language or act on it; its
`str` is the English sentence that `sentences` has for the key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .sentences import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = str | int | float


class KeyedError(Exception):
    """An error that knows what it says.

    Args:
        key: One of `sentences.SENTENCES`.
        words: What the service, or the system, says about it. If there is any, the key is the one
            that ends in `_because`.
        values: What the sentence names; more than its fields may be given.

    Attributes:
        key: The key. It stays the same when the English is reworded.
        values: The values by name. What is a whole number is an `int`, so that `str` of each value
            is what a person reads.
        request_id: The service's name for the request that it refused, where it gave one.
    """

    key: str
    values: Mapping[str, Value]
    request_id: str = ""

    def __init__(self, key: str, /, *, words: str = "", **values: Value) -> None:
        self.key = key
        self.values = {name: _plain(value) for name, value in values.items()}
        clause = " ".join(words.split()).rstrip(".。").rstrip()
        if clause:  # on one line, without a full stop: the sentence has its own
            self.key = f"{key}_because"
            self.values = {**self.values, "words": clause}
        super().__init__(SENTENCES[self.key].format_map(self.values))

    def hide(self, secret: str) -> None:
        """Take a secret out of what the error says: a service may have repeated it."""
        if secret in str(self):
            for name, value in vars(self).items():
                if isinstance(value, str):
                    setattr(self, name, value.replace(secret, "***"))
            self.values = {
                name: value.replace(secret, "***") if isinstance(value, str) else value
                for name, value in self.values.items()
            }
            self.args = (SENTENCES[self.key].format_map(self.values),)

    def __reduce__(
        self,
    ) -> tuple[Callable[..., KeyedError], tuple[object, ...], dict[str, object]]:
        # Not through __init__: subclasses have arguments of their own.
        return _unpickled, (type(self), *self.args), self.__dict__


class CosyVoiceError(KeyedError):
    """Anything that goes wrong between this client and a CosyVoice service."""


class CosyVoiceConnectionError(CosyVoiceError):
    """The service can't be reached, or the connection ended before the work did."""


class CosyVoiceTimeoutError(CosyVoiceConnectionError):
    """The service did not answer within one of the limits in `Timeouts`."""


class CosyVoiceAuthError(CosyVoiceError):
    """The service refuses the token (401 or 403)."""


class CosyVoiceRequestError(CosyVoiceError):
    """The service refuses the request itself.

    Attributes:
        status: The HTTP status of the answer.
    """

    def __init__(self, key: str, /, *, status: int, words: str = "", **values: Value) -> None:
        super().__init__(key, words=words, status=status, **values)
        self.status = status


class CosyVoiceNotFoundError(CosyVoiceRequestError):
    """There is no such path or no such reference audio (404)."""


class CosyVoicePaymentError(CosyVoiceRequestError):
    """The service wants to be paid first: no balance, or no quota, is left (402)."""


class CosyVoiceUnavailableError(CosyVoiceError):
    """The service can't work right now: 408, 429, 450 or 5xx.

    The key tells why: it sleeps, is starting or stopping (`unavailable`), has too much to do
    (`too_many_requests`, `queue_full`), or is broken (`service_failed`, `not_implemented`,
    `storage_full`).

    Attributes:
        status: The HTTP status of the answer.
        retry_after: Seconds until the service wants to be asked again, if it said so.
    """

    def __init__(
        self,
        key: str,
        /,
        *,
        status: int,
        retry_after: float | None = None,
        words: str = "",
        **values: Value,
    ) -> None:
        super().__init__(key, words=words, status=status, **values)
        self.status = status
        self.retry_after = retry_after


class CosyVoiceProtocolError(CosyVoiceError):
    """The service answers something that is not the CosyVoice API."""


class CosyVoiceUnsupportedError(CosyVoiceError):
    """The service's API version can't carry an option that was set."""


class CosyVoiceSynthesisError(CosyVoiceError):
    """The service accepted the request and then reported, in band, that it failed.

    Attributes:
        code: The service's own code, such as `InvalidParameter`; empty where it gave none.
        message: The service's own words; empty where it gave none.
        retry_after: Seconds until the service wants to be asked again, if it is only busy.
    """

    def __init__(
        self,
        key: str,
        /,
        *,
        code: str = "",
        message: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(key, words=": ".join(filter(None, (code, message))))
        self.code = code
        self.message = message
        self.retry_after = retry_after


class CosyVoiceValueError(KeyedError, ValueError):
    """Something was entered that can't be sent: no service was asked."""


def _plain(value: Value) -> Value:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unpickled(kind: type[KeyedError], *args: object) -> KeyedError:
    return kind.__new__(kind, *args)
