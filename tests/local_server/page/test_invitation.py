"""The QR code of an invitation, as a camera sees it."""

from __future__ import annotations

from local_server.page.invitation import for_terminal, modules

ADDRESS = "https://192.168.178.20:50000/voices/#0123456789abcdefABCDEF-_"


def test_the_code_in_a_terminal_has_each_module_and_a_quiet_border() -> None:
    rows = modules(ADDRESS)
    lines = for_terminal(ADDRESS).splitlines()
    assert len({len(line) for line in lines}) == 1
    drawn = []
    for line in lines:
        drawn.append("".join("0" if block in "█▀" else "1" for block in line))
        drawn.append("".join("0" if block in "█▄" else "1" for block in line))
    framed = [line[2 : 2 + len(rows)] for line in drawn[2 : 2 + len(rows)]]
    assert framed == rows
    assert {"".join(drawn[0]), drawn[-1]} == {"0" * len(drawn[0])}
