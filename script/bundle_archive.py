"""Packs a bundle beside its folder: a zip on Windows, a tar.xz elsewhere.

usage: bundle_archive.py FOLDER

The same bytes for the same commit: files have its time, and belong to nobody.
"""

from __future__ import annotations

import os
from pathlib import Path
import platform
import re
import sys
import tarfile
import time
from typing import Final
import zipfile

ROOT: Final = Path(__file__).resolve().parent.parent


def version() -> str:
    """Of the checkout, read without importing it."""
    text = (ROOT / "shared_client" / "_version.py").read_text("utf-8")
    found = re.search(r'^__version__ = "(.+)"', text, re.MULTILINE)
    assert found is not None  # noqa: S101 - a file of this repository
    return found[1]


def pack(folder: Path, system: str, moment: int) -> Path:
    """Pack a folder.

    Args:
        folder: Of the bundle; the archive has its name at the top.
        system: As Python calls it, such as `linux`.
        moment: The time of all files, in seconds since 1970.

    Returns:
        The archive.
    """
    name = f"{folder.name}-{version()}-{system}-{platform.machine().lower()}"
    paths = [folder, *sorted(folder.rglob("*"))]
    if system == "windows":
        archive = folder.with_name(f"{name}.zip")
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
            for path in paths:
                if path.is_file():
                    inside = path.relative_to(folder.parent).as_posix()
                    entry = zipfile.ZipInfo(inside, time.gmtime(moment)[:6])
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    file.writestr(entry, path.read_bytes())
        return archive

    def without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = moment
        return member

    archive = folder.with_name(f"{name}.tar.xz")
    with tarfile.open(archive, "w:xz", preset=3) as tar:
        for path in paths:
            inside = path.relative_to(folder.parent).as_posix()
            tar.add(path, inside, recursive=False, filter=without_owner)
    return archive


if __name__ == "__main__":
    print(
        pack(
            Path(sys.argv[1]).resolve(),
            platform.system().lower(),
            int(os.environ.get("SOURCE_DATE_EPOCH", "315532800")),
        )
    )
