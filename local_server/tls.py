"""The server's certificate: one that a person has, or one that the server signs itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import hashlib
import ipaddress
import re
import socket
import ssl
from typing import TYPE_CHECKING, Final

from local_server.addresses import of_this_machine
from local_server.errors import StartError
from local_server.private_files import write_private

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER: Final = "tls"
_VALID: Final = timedelta(days=730)
"""Telephones refuse certificates that are valid for more than 825 days."""
_LAST_DAYS: Final = timedelta(days=30)
"""Another certificate is made when this one has no longer to live."""
_PEM: Final = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tls:
    """What the server's connections are encrypted with.

    Attributes:
        context: For the listening socket.
        fingerprint: SHA-256 of the certificate, as browsers show it.
    """

    context: ssl.SSLContext
    fingerprint: str


def of_files(certificate: Path, key: Path) -> Tls:
    """Use a certificate, with its chain, and its key, as PEM. Blocking.

    Raises:
        StartError: They can't be used.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    found = _PEM.search(_read(certificate))
    _read(key)
    if found is None:
        raise StartError("certificate_wrong", path=certificate)
    try:
        # Without a password, OpenSSL would ask for one on the terminal.
        context.load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, ValueError, OSError):
        raise StartError("key_wrong", path=key) from None
    der = ssl.PEM_cert_to_DER_cert(found[0].decode("ascii"))
    digest = hashlib.sha256(der).hexdigest().upper()
    return Tls(context, ":".join(re.findall("..", digest)))


def self_signed(data_dir: Path) -> Tls:
    """Use the certificate of the data folder; it is made at the first time, and when it expires.

    It stays the same as long as it can: a browser remembers that a person accepted it. Blocking.

    Raises:
        StartError: It can't be made or used.
    """
    folder = data_dir / _FOLDER
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if _expires(certificate) - datetime.now(UTC) < _LAST_DAYS or not key.exists():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make(certificate, key)
        except OSError as error:
            raise StartError("folder_not_usable", path=folder, reason=error) from None
    return of_files(certificate, key)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StartError("tls_file_unreadable", path=path, reason=error) from None


def _expires(certificate: Path) -> datetime:
    """When a certificate expires; long ago where it can't be read."""
    from cryptography import x509  # noqa: PLC0415 - only who asks for it pays for it

    try:
        return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def _make(certificate: Path, key: Path) -> None:
    """Make a certificate for all names and addresses of this machine, and its key."""
    from cryptography import x509  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as above
    from cryptography.x509 import oid  # noqa: PLC0415 - as above

    machine = socket.gethostname().partition(".")[0]
    plain = "".join(char for char in machine if char.isascii() and (char.isalnum() or char == "-"))
    names = ["localhost", *([plain, f"{plain}.local"] if plain else [])]
    addresses = [ipaddress.ip_address(text) for text in ("127.0.0.1", "::1", *of_this_machine())]
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [x509.NameAttribute(oid.NameOID.COMMON_NAME, f"CosyVoice Home on {plain or 'here'}"[:64])]
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # the telephone's clock may be slow
        .not_valid_after(now + _VALID)
        .add_extension(
            x509.SubjectAlternativeName(
                [*map(x509.DNSName, names), *map(x509.IPAddress, addresses)]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    secret = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_private(key, secret)
    write_private(certificate, made.public_bytes(serialization.Encoding.PEM))
