"""Which error of the tree it is when the network fails, for each of the causes that are known."""

from __future__ import annotations

import errno
import os
import re
import ssl
from typing import TYPE_CHECKING, Final

import aiohttp

from .errors import CosyVoiceConnectionError, CosyVoiceProtocolError, CosyVoiceTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable

    from yarl import URL

_OF_KIND: Final[dict[type[Exception], str]] = {
    aiohttp.ClientProxyConnectionError: "proxy_unreachable",
    aiohttp.ClientConnectorDNSError: "host_not_found",
    aiohttp.ServerDisconnectedError: "disconnected",
    aiohttp.ClientPayloadError: "connection_lost",
    aiohttp.ClientConnectionResetError: "connection_lost",
}

_OF_SYSTEM: Final = {
    errno.ECONNREFUSED: "connection_refused",
    errno.ENETUNREACH: "network_unreachable",
    errno.ENETDOWN: "network_unreachable",
    errno.EHOSTUNREACH: "network_unreachable",
    errno.EHOSTDOWN: "network_unreachable",
    errno.EACCES: "connection_not_permitted",
    errno.EPERM: "connection_not_permitted",
    errno.ETIMEDOUT: "no_answer_in_time",
    errno.ECONNRESET: "connection_lost",
    errno.ECONNABORTED: "connection_lost",
    errno.EPIPE: "connection_lost",
    errno.ESHUTDOWN: "connection_lost",
}

# What OpenSSL's verification says is wrong (X509_V_ERR_…).
_OF_CERTIFICATE: Final = {
    9: "certificate_out_of_date",  # not yet valid
    10: "certificate_out_of_date",  # has expired
    18: "certificate_authority_unknown",  # self-signed
    19: "certificate_authority_unknown",  # self-signed in the chain
    20: "certificate_authority_unknown",  # the issuer's is not here
    21: "certificate_authority_unknown",  # the first can't be verified
    62: "certificate_of_other_name",  # host name
    64: "certificate_of_other_name",  # IP address
}


_NUMBER: Final = re.compile(r"\[Errno (\d+)\]")


def network_error(
    error: aiohttp.ClientError | OSError, url: URL, without_token: Callable[[str], str]
) -> CosyVoiceConnectionError | CosyVoiceProtocolError:
    """The error to raise from `error`.

    Args:
        error: What aiohttp or the system raised.
        url: Of the service that was asked.
        without_token: Takes the token out of words that are not our own.
    """
    host, port = url.host or "", url.port or 0
    if isinstance(error, TimeoutError) and error.errno is None:
        return CosyVoiceTimeoutError("no_answer_in_time", host=host)
    if (found := _named(error, host, port)) is not None:
        return found
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    number = _number(cause)
    if key := _OF_KIND.get(type(error)) or _OF_SYSTEM.get(number):
        return CosyVoiceConnectionError(key, host=host, port=port)
    words = without_token(os.strerror(number) if number else str(cause) or type(cause).__name__)
    if isinstance(error, aiohttp.ClientConnectorError):
        return CosyVoiceConnectionError("cannot_connect", host=host, port=port, words=words)
    return CosyVoiceConnectionError("connection_failed", host=host, words=words)


def _named(
    error: aiohttp.ClientError | OSError, host: str, port: int
) -> CosyVoiceConnectionError | CosyVoiceProtocolError | None:
    """The error to raise from one that tells by its class alone what it is."""
    match error:
        case aiohttp.ClientConnectorCertificateError(certificate_error=wrong):
            return _certificate_error(wrong, host, port)
        case ssl.SSLError():  # its errno is OpenSSL's, not the system's
            return CosyVoiceConnectionError("tls_failed", host=host)
        case aiohttp.ClientHttpProxyError(status=status):
            return CosyVoiceConnectionError("proxy_refused", status=status)
        case aiohttp.TooManyRedirects(history=history):
            return CosyVoiceProtocolError("redirected", host=host, status=history[-1].status)
        case aiohttp.RedirectClientError():
            origin = str(getattr(error, "url", error))
            return CosyVoiceProtocolError("redirected_elsewhere", host=host, origin=origin)
        case aiohttp.ClientResponseError():
            return CosyVoiceProtocolError("answer_not_http", host=host)
    return None


def _certificate_error(wrong: Exception, host: str, port: int) -> CosyVoiceConnectionError:
    if not isinstance(wrong, ssl.SSLCertVerificationError):
        return CosyVoiceConnectionError("certificate_not_trusted", host=host, words=str(wrong))
    if key := _OF_CERTIFICATE.get(wrong.verify_code):
        return CosyVoiceConnectionError(key, host=host, port=port)
    return CosyVoiceConnectionError(
        "certificate_not_trusted", host=host, words=wrong.verify_message
    )


def _number(error: aiohttp.ClientError | OSError) -> int:
    """The system's number of an error; 0 where there is none."""
    if isinstance(error, OSError) and (error.errno or 0) > 0:
        return error.errno or 0
    # Where a host has several addresses that failed in different ways, it is only in the words.
    found = _NUMBER.search(str(error))
    return int(found[1]) if found else 0
