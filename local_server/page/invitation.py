"""The QR code of an invitation, for a telephone's camera."""

from __future__ import annotations


def modules(address: str) -> list[str]:
    """The QR code of an address: a row of `1` for dark and `0` for light for each of its lines."""
    import segno  # noqa: PLC0415 - seldom needed

    code = segno.make_qr(address, error="m")
    return ["".join("1" if dark else "0" for dark in row) for row in code.matrix]


def for_terminal(address: str) -> str:
    """The QR code as text: two lines of it in one line of half blocks, dark on light."""
    rows = [[cell == "1" for cell in row] for row in modules(address)]
    quiet = 2
    width = len(rows[0]) + 2 * quiet
    empty = [False] * width
    framed = [empty] * quiet
    framed += [[False] * quiet + row + [False] * quiet for row in rows]
    framed += [empty] * (quiet + (len(framed) + quiet) % 2)
    # Light is drawn, for most terminals are dark; both kinds can be read by cameras of today.
    blocks = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    pairs = zip(framed[::2], framed[1::2], strict=True)
    return "\n".join("".join(blocks[two] for two in zip(*pair, strict=True)) for pair in pairs)
