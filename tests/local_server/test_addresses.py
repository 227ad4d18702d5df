"""The address that is given to people, for programs here, and in a URL."""

from __future__ import annotations

import ipaddress
import socket
import sys

import pytest

from local_server import addresses

ANY = ("0.0.0.0", "::")  # noqa: S104 - nothing is bound


def no_network(*_: object) -> socket.socket:
    raise OSError("no network")


def test_the_addresses_of_this_machine_are_those_that_others_reach() -> None:
    found = [ipaddress.ip_address(address) for address in addresses.of_this_machine()]
    assert not any(address.is_loopback or address.is_link_local for address in found)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "192.0.2.7", "2001:db8::7"])
def test_a_server_with_an_address_of_its_own_is_there(host: str) -> None:
    assert addresses.on_the_network(host) == addresses.on_this_computer(host) == host


@pytest.mark.parametrize("host", ANY)
def test_a_server_on_all_addresses_is_at_one_of_this_machine(host: str) -> None:
    found = addresses.on_the_network(host)
    assert found in (*addresses.of_this_machine(), socket.gethostname())
    assert ipaddress.ip_address(addresses.on_this_computer(host)).is_loopback


@pytest.mark.parametrize(("host", "address"), [(ANY[0], "192.0.2.7"), (ANY[1], "2001:db8::7")])
def test_without_a_way_out_the_address_is_of_the_same_kind(
    monkeypatch: pytest.MonkeyPatch, host: str, address: str
) -> None:
    monkeypatch.setattr(socket, "socket", no_network)
    monkeypatch.setattr(addresses, "of_this_machine", lambda: ["192.0.2.7", "2001:db8::7"])
    assert addresses.on_the_network(host) == address
    monkeypatch.setattr(addresses, "of_this_machine", list)
    assert addresses.on_the_network(host) == socket.gethostname()


@pytest.mark.parametrize(
    ("host", "written"), [("192.0.2.7", "192.0.2.7:80"), ("::1", "[::1]:80"), ("attic", "attic:80")]
)
def test_a_url_has_brackets_where_it_needs_them(host: str, written: str) -> None:
    assert addresses.joined(host, 80) == written
    assert addresses.url(host, 80) == f"http://{written}"


def test_without_zeroconf_no_address_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ifaddr", None)
    assert addresses.of_this_machine() == []


def test_a_way_out_that_leads_back_here_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class Looped(socket.socket):
        def connect(self, _: object, /) -> None:
            super().connect(("127.0.0.1", 9))

    monkeypatch.setattr(socket, "socket", Looped)
    monkeypatch.setattr(addresses, "of_this_machine", lambda: ["192.0.2.7"])
    assert addresses.on_the_network(ANY[0]) == "192.0.2.7"
