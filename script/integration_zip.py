"""Writes the release zip of the Home Assistant integration.

The root of the zip is the content of ``custom_components/cosyvoice``, as HACS wants it. The
symbolic link to ``shared_client`` becomes the files it points to, so that the integration is whole
by itself. Only files that git knows go in: nothing that happens to lie about.
"""

import os
from pathlib import Path
import subprocess
import sys
import time
import zipfile

ROOT = Path(__file__).resolve().parent.parent
INTEGRATION = Path("custom_components/cosyvoice")


def tracked(folder: Path) -> list[Path]:
    """The files below ``folder`` that git knows, links unfollowed, relative to the repository."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [Path(name) for name in listing.stdout.split("\0") if name]


def members(folder: Path) -> list[tuple[str, Path]]:
    """Names in the zip and the files to read; a link to a folder becomes what the folder holds."""
    found = []
    for path in tracked(folder):
        name = path.relative_to(folder)
        target = (ROOT / path).resolve()
        if target.is_dir():
            inside = target.relative_to(ROOT)
            found += [(str(name / inner), ROOT / inside / inner) for inner, _ in members(inside)]
        else:
            found.append((str(name), target))
    return sorted(found)


def write(output: Path) -> None:
    """Write the zip, the same bytes for the same commit."""
    moment = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", "315532800")))
    output.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in [*members(INTEGRATION), ("LICENSE", ROOT / "LICENSE")]:
            entry = zipfile.ZipInfo(name, moment[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
