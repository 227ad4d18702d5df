"""The server's certificate: kept, private, made again in time; and what is said of a wrong one."""

from __future__ import annotations

from datetime import timedelta
import os
import ssl
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
import pytest

from local_server import tls
from local_server.errors import StartError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_certificate_is_made_for_this_machine_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "attic.example")
    monkeypatch.setattr(tls, "of_this_machine", lambda: ["192.0.2.7", "2001:db8::7"])
    made = tls.self_signed(tmp_path)
    folder = tmp_path / "tls"
    if os.name == "posix":
        assert (folder / "key.pem").stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in folder.iterdir()) == ["certificate.pem", "key.pem"]
    # A client that trusts it reaches the server under each of its names.
    client = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    for name in ("attic", "attic.local", "localhost", "127.0.0.1", "192.0.2.7", "2001:db8::7"):
        assert shake_hands(client, made.context, name) is None
    refused = shake_hands(client, made.context, "192.0.2.8")
    assert isinstance(refused, ssl.SSLCertVerificationError)
    assert len(made.fingerprint) == 95
    assert tls.self_signed(tmp_path).fingerprint == made.fingerprint


def shake_hands(
    client: ssl.SSLContext, server: ssl.SSLContext, name: str
) -> ssl.SSLCertVerificationError | None:
    """A handshake in memory; what the client has against the certificate."""
    ends = [ssl.MemoryBIO() for _ in range(2)]
    one = client.wrap_bio(ends[0], ends[1], server_hostname=name)
    other = server.wrap_bio(ends[1], ends[0], server_side=True)
    for _ in range(4):
        for end in (one, other):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLCertVerificationError as error:
                return error
    return None


def test_another_one_is_made_before_it_expires_and_where_it_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls, "_VALID", timedelta(days=20))
    soon = tls.self_signed(tmp_path).fingerprint
    monkeypatch.undo()
    later = tls.self_signed(tmp_path).fingerprint
    assert later != soon
    (tmp_path / "tls" / "certificate.pem").write_text("damaged")
    again = tls.self_signed(tmp_path).fingerprint
    assert again != later
    (tmp_path / "tls" / "key.pem").unlink()
    assert tls.self_signed(tmp_path).fingerprint != again


def test_what_is_wrong_with_the_files_is_said(tmp_path: Path) -> None:
    tls.self_signed(tmp_path)
    certificate, key = (tmp_path / "tls" / f"{name}.pem" for name in ("certificate", "key"))
    other = tmp_path / "other.pem"
    with pytest.raises(StartError, match=r"Can't read .*other.pem: no such file"):
        tls.of_files(other, key)
    with pytest.raises(StartError, match=r"Can't read .*other.pem: no such file"):
        tls.of_files(certificate, other)
    with pytest.raises(StartError, match=r"key.pem isn't a certificate in PEM form"):
        tls.of_files(key, certificate)
    private = ec.generate_private_key(ec.SECP256R1())
    locked = private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
    )
    other.write_bytes(locked)  # and of another certificate
    with pytest.raises(StartError, match=r"other.pem: it isn't the key .* or it has a password"):
        tls.of_files(certificate, other)


def test_a_folder_that_takes_no_certificate_is_told(tmp_path: Path) -> None:
    (tmp_path / "tls").write_text("in the way")
    with pytest.raises(StartError, match=r"Can't use .*tls"):
        tls.self_signed(tmp_path)
