"""Moves the repository: its owner and name stand in `url` of setup.cfg, and every file takes them.

Files that can't read setup.cfg, such as manifests, buttons, and guides, hold copies. This writes
them all. What people have on their disks stays as it is called: the distribution, its folders, and
the app's ID on the session bus.
"""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path
import re
import subprocess
import sys
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Repository(NamedTuple):
    """Where the project is at home: github.com/OWNER/NAME."""

    owner: str
    name: str

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://github.com/{self.owner}/{self.name}"

    @property
    def image(self) -> str:
        """The name of its container image; the one for Home Assistant has `/app` behind it."""
        return f"ghcr.io/{self.owner}/{self.name}".lower()

    def spellings(self) -> tuple[str, ...]:
        """How files write it: in addresses, in one inside of another, for HACS, and of images."""
        owner, name = self
        return (
            f"github.com/{owner}/{name}",
            f"github.com%2F{owner}%2F{name}",
            f"owner={owner}&repository={name}",
            self.image,
            f'"@{owner}"',  # as the integration's manifest names who looks after it
        )


def parsed(address: str) -> Repository:
    """The repository at an address, or written as OWNER/NAME.

    Raises:
        ValueError: It is neither.
    """
    found = re.fullmatch(r"(?:https://github\.com/)?([\w.-]+)/([\w.-]+?)(?:\.git)?/?", address)
    if found is None:
        message = f"{address} isn't a repository. Enter OWNER/NAME."
        raise ValueError(message)
    return Repository(found[1], found[2])


def home(root: Path = ROOT) -> Repository:
    """Where the project is at home, as setup.cfg has it."""
    setup = ConfigParser()
    setup.read(root / "setup.cfg", encoding="utf-8")
    return parsed(setup["metadata"]["url"])


def move(files: list[Path], old: Repository, new: Repository) -> list[Path]:
    """Write the new owner and name wherever files have the old ones; the files that changed."""
    changed = []
    for file in files:
        try:
            text = moved = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a sound
        for before, after in zip(old.spellings(), new.spellings(), strict=True):
            moved = re.sub(rf"{re.escape(before)}(?![\w-])", after, moved)
        if moved != text:
            file.write_text(moved, encoding="utf-8")
            changed.append(file)
    return changed


def _tracked() -> list[Path]:
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def main(arguments: list[str]) -> int:
    """Say where the project is at home, or move it; the exit code."""
    if not arguments:
        print(home().url)
        return 0
    if arguments == ["--image"]:
        print(home().image)
        return 0
    try:
        new = parsed(*arguments)
    except (TypeError, ValueError) as wrong:
        print(wrong if isinstance(wrong, ValueError) else "Enter one OWNER/NAME.", file=sys.stderr)
        return 2
    for file in move(_tracked(), home(), new):
        print(file.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
