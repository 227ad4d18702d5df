"""A file comes whole, or not under its name."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from local_server.installing import download as module
from local_server.installing.download import PART, download, session
from local_server.installing.errors import InstallError
from tests.local_server.installing.host import Host, file_of, noise

if TYPE_CHECKING:
    from pathlib import Path

DATA = noise("file", 300_000)


async def get(host: Host, target: Path, *sources: str, data: bytes = DATA) -> list[int]:
    """Download the file; give what was said of progress."""
    file = file_of(host, "file", data)
    said: list[int] = []
    async with session() as asking:
        urls = [f"{host.url}/{path}" if "://" not in path else path for path in sources]
        await download(asking, file, target, urls or file.sources, said.append)
    return said


def nothing_in(folder: Path) -> bool:
    return not list(folder.glob("it*"))


async def test_a_file_comes_whole_and_progress_grows_to_its_size(
    host: Host, tmp_path: Path
) -> None:
    said = await get(host, tmp_path / "it")
    assert (tmp_path / "it").read_bytes() == DATA
    assert said == sorted(said)
    assert (said[0], said[-1]) == (0, len(DATA))
    assert not (tmp_path / f"it{PART}").exists()


async def test_a_download_that_breaks_off_is_continued_where_it_was(
    host: Host, tmp_path: Path
) -> None:
    host.cut = [100_000, 50_000]
    await get(host, tmp_path / "it")
    assert (tmp_path / "it").read_bytes() == DATA
    ranges = [asked for _, asked in host.asked]
    assert ranges == ["", "bytes=100000-", "bytes=150000-"]


async def test_a_program_that_was_ended_is_continued_by_the_next(
    host: Host, tmp_path: Path
) -> None:
    (tmp_path / f"it{PART}").write_bytes(DATA[:123_456])
    said = await get(host, tmp_path / "it")
    assert said[0] == 123_456
    assert host.asked == [("file", "bytes=123456-")]
    assert (tmp_path / "it").read_bytes() == DATA


async def test_a_whole_part_is_taken_without_a_request(host: Host, tmp_path: Path) -> None:
    (tmp_path / f"it{PART}").write_bytes(DATA)
    await get(host, tmp_path / "it")
    assert host.asked == []


async def test_a_host_that_knows_no_ranges_begins_at_the_beginning(
    host: Host, tmp_path: Path
) -> None:
    host.ignores_ranges = True
    (tmp_path / f"it{PART}").write_bytes(DATA[:1000])
    await get(host, tmp_path / "it")
    assert (tmp_path / "it").read_bytes() == DATA


@pytest.mark.parametrize("part", [b"wrong" * 100, DATA + b"more", DATA[:-1] + b"?"])
async def test_what_is_wrong_of_an_earlier_try_is_downloaded_again(
    host: Host, tmp_path: Path, part: bytes
) -> None:
    (tmp_path / f"it{PART}").write_bytes(part)
    await get(host, tmp_path / "it")
    assert (tmp_path / "it").read_bytes() == DATA


@pytest.mark.parametrize("sent", [DATA[:-1] + b"?", DATA + b"?"])
async def test_wrong_bytes_never_get_the_files_name(
    host: Host, tmp_path: Path, sent: bytes
) -> None:
    host.files["wrong"] = sent
    with pytest.raises(InstallError, match=r"What localhost sent isn't file") as raised:
        await get(host, tmp_path / "it", "wrong")
    assert raised.value.key == "wrong_bytes"
    assert nothing_in(tmp_path)


@pytest.mark.parametrize("first", ["missing", "wrong", "broken", "plain", "https://localhost:9/x"])
async def test_where_one_source_fails_the_next_is_asked(
    host: Host, tmp_path: Path, first: str
) -> None:
    host.files["wrong"] = noise("other", len(DATA))
    host.status["broken"] = 503
    host.redirect["plain"] = "http://localhost:9/"
    await get(host, tmp_path / "it", first, "file")
    assert (tmp_path / "it").read_bytes() == DATA


async def test_what_one_source_began_another_continues(host: Host, tmp_path: Path) -> None:
    host.cut = [100_000, 0]
    host.files["mirror"] = DATA
    await get(host, tmp_path / "it", "mirror", "file")
    assert ("file", "bytes=100000-") in host.asked
    assert (tmp_path / "it").read_bytes() == DATA


async def test_a_slow_source_is_left_for_the_next_and_the_last_is_waited_for(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_JUDGED", 0.0)
    monkeypatch.setattr(module, "SLOWEST", 1 << 60)
    host.files["slow"] = DATA
    await get(host, tmp_path / "it", "slow", "file")
    assert [path for path, _ in host.asked] == ["slow", "file"]
    assert (tmp_path / "it").read_bytes() == DATA


async def test_without_a_network_it_says_so_and_what_came_is_kept(
    host: Host, tmp_path: Path
) -> None:
    (tmp_path / f"it{PART}").write_bytes(DATA[:1000])
    with pytest.raises(InstallError, match=r"Can't reach localhost.*--from") as raised:
        await get(host, tmp_path / "it", "https://localhost:9/file")
    assert raised.value.key == "offline"
    assert (tmp_path / f"it{PART}").read_bytes() == DATA[:1000]


async def test_a_certificate_that_is_not_valid_is_not_taken(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(InstallError, match="its certificate isn't valid"):
        await get(host, tmp_path / "it")
    assert host.asked == []


async def test_a_redirection_to_an_address_without_encryption_is_refused(
    host: Host, tmp_path: Path
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=DATA)

    app = web.Application()
    app.router.add_get("/file", answer)
    async with TestServer(app) as plain:
        host.redirect["plain"] = str(plain.make_url("/file"))
        with pytest.raises(InstallError, match="an address without encryption"):
            await get(host, tmp_path / "it", "plain")
    assert nothing_in(tmp_path)


async def test_a_download_that_is_cancelled_keeps_what_came(host: Host, tmp_path: Path) -> None:
    host.hold["file"] = asyncio.Event()
    running = asyncio.create_task(get(host, tmp_path / "it"))
    part = tmp_path / f"it{PART}"
    while not part.exists() or not part.stat().st_size:  # noqa: ASYNC110 - it is a file
        await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    kept = part.read_bytes()
    assert kept
    assert DATA.startswith(kept)
