"""The bundle that `script/build bundle` makes, where there is no Python and no checkout."""

from __future__ import annotations

import os
from pathlib import Path
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from docx import Document as WordDocument
import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # it carries no types

from tests.desktop import ROOT, App, Desktop, Home
from tests.desktop_app.documents.epub_file import write_epub
from tests.kokoro_model import SENTENCE, kokoro, likenesses
from tests.package_data import package_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sound_server import SoundServer

BUNDLE: Final = ROOT / "dist" / "cosyvoice-home"
TEXT: Final = "This was read by a bundle, on a machine without Python."
WINDOWS: Final = (
    *("reader", "voices", "profiles", "pronunciation", "history", "settings", "welcome"),
)

# Shows the bundle at another place, hides everything that follows, and runs what follows that.
_SOMEWHERE_ELSE: Final = """\
set -e
mount --bind "$1" "$2"
shift 2
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mount -t tmpfs -o size=1m tmpfs "$1"
  elif [ -e "$1" ]; then mount --bind /dev/null "$1"
  fi
  shift
done
shift
exec "$@"
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BUNDLE / "cosyvoice-app").exists(), reason="script/build bundle makes it"
    ),
    pytest.mark.timeout(180),
]


def _pythons() -> Iterator[str]:
    """All that could help a bundle that is not whole, as far as it is here."""
    yield str(ROOT)
    yield str(Path.home())
    if sys.base_prefix not in ("/usr", "/usr/local"):
        yield sys.base_prefix
    libraries = ("libportaudio.so*", "libpython3*", "libespeak-ng.so*", "libQt6*")
    for pattern in (
        *("bin/python*", "local/bin/python*", "lib/python3*", "local/lib/python*"),
        *(f"lib/*/{library}" for library in libraries),
    ):
        for found in Path("/usr").glob(pattern):
            if not found.is_symlink():
                yield str(found)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What runs a program of the bundle with nothing of ours in reach; its path begins the rest."""
    place = tmp_path_factory.mktemp("bundle")
    unshare = [shutil.which("unshare") or "unshare", "--mount"]
    if os.geteuid() != 0:
        unshare.append("--map-root-user")
    hidden = list(dict.fromkeys(_pythons()))
    prefix = [*unshare, "sh", "-c", _SOMEWHERE_ELSE, "sh", str(BUNDLE), str(place), *hidden, "--"]
    tried = subprocess.run(
        [*prefix, "sh", "-c", f"test ! -e {ROOT}/setup.cfg && ! python3 -c 1"],
        env={"PATH": "/usr/bin:/bin"},
        check=False,
        capture_output=True,
        text=True,
    )
    if tried.returncode:
        pytest.skip(f"no other root can be made here: {tried.stderr.strip()}")
    return [*prefix, str(place)]


@pytest.fixture
def home() -> Iterator[Home]:
    with Home.made() as home:
        home.set_up()
        home.environment["PATH"] = "/usr/bin:/bin"
        yield home


def program(clean: list[str], name: str) -> list[str]:
    return [*clean[:-1], f"{clean[-1]}/{name}"]


def cosyvoice(
    clean: list[str], home: Home, *arguments: str, sound: dict[str, str] | None = None
) -> str:
    done = subprocess.run(
        [*program(clean, "cosyvoice"), *arguments],
        env={**home.environment, **(sound or {})},
        cwd=home.path,
        check=False,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.audio
def test_its_command_line_speaks(clean: list[str], home: Home, sound_server: SoundServer) -> None:
    with sound_server.recording() as recording:
        cosyvoice(clean, home, "speak", "--quiet", TEXT, sound=sound_server.environment)
    assert 1 < recording.duration < 10
    assert recording.silences(0.5) == []


@pytest.mark.audio
def test_its_app_reads_and_opens_every_window(
    clean: list[str], home: Home, sound_server: SoundServer
) -> None:
    note = home.path / "note.md"
    note.write_text(f"# A note\n\n{TEXT}\n", "utf-8")
    with (
        Desktop.running() as desktop,
        App.running(
            home,
            desktop.environment,
            sound_server.environment,
            command=program(clean, "cosyvoice-app"),
        ) as app,
    ):
        with sound_server.recording() as recording:
            app.order("read", str(note))
            app.wait_for("speaking")
            app.wait_for("idle")
        assert recording.duration > 2
        assert cosyvoice(clean, home, "status").strip() == "idle"
        for window in WINDOWS:
            app.order(window)
    assert "CRITICAL" not in home.log
    assert "Traceback" not in home.log


def test_its_kokoro_speaks_the_sentence_after_its_installation(
    clean: list[str], home: Home
) -> None:
    """Without internet: the model comes from a folder."""
    # The cache is out of the bundle's sight.
    brought = home.path / "brought"
    shutil.copytree(kokoro(), brought)
    cosyvoice(clean, home, "engines", "install", "kokoro", "--from", str(brought), "--yes")
    shutil.rmtree(brought)
    cosyvoice(clean, home, "speak", "-o", "speech.wav", SENTENCE)
    assert likenesses(home.path / "speech.wav")[-1] > 0.97


def _html(path: Path) -> None:
    path.write_text(f"<html><body><article><p>{TEXT}</p></article></body></html>", "utf-8")


def _docx(path: Path) -> None:
    document = WordDocument()
    document.add_paragraph(TEXT)
    document.save(str(path))


def _pdf(path: Path) -> None:
    page = Canvas(str(path))
    page.drawString(72, 700, TEXT)
    page.save()


def _epub(path: Path) -> None:
    write_epub(path, [f"<p>{TEXT}</p>"], "A book", "en")


def _text(path: Path) -> None:
    path.write_bytes(f"你好，世界。这是一个没有 Python 的地方。{TEXT}".encode("gb18030"))


@pytest.mark.parametrize(
    ("suffix", "write"),
    [("html", _html), ("docx", _docx), ("pdf", _pdf), ("epub", _epub), ("txt", _text)],
)
def test_it_reads_documents_of_every_form(
    clean: list[str], home: Home, suffix: str, write: Callable[[Path], None]
) -> None:
    document = home.path / f"document.{suffix}"
    write(document)
    cosyvoice(clean, home, "speak", "--quiet", "-f", str(document), "-o", "speech.mp3")
    assert (home.path / "speech.mp3").stat().st_size > 20_000


def test_its_entry_in_the_menus_starts_it(clean: list[str], home: Home) -> None:
    cosyvoice(clean, home, "app", "--install")
    (entry,) = home.path.glob(".local/share/applications/*.desktop")
    assert f"Exec={clean[-1]}/cosyvoice-app %U" in entry.read_text("utf-8")


def test_it_has_every_file_that_its_packages_bring() -> None:
    inside = BUNDLE / "_internal"
    assert [path for path in sorted(package_data()) if not (inside / path).is_file()] == []


def test_its_windows_speak_chinese() -> None:
    inside = BUNDLE / "_internal"
    assert (inside / "PyQt6/Qt6/translations/qtbase_zh_CN.qm").exists()


def test_it_brings_what_the_interpreter_of_cosyvoices_own_code_runs() -> None:
    workers = Path("local_server", "workers")
    for name in ("cosyvoice.py", "frames.py"):
        assert (BUNDLE / "_internal" / workers / name).read_bytes() == (
            ROOT / workers / name
        ).read_bytes()


def test_it_says_what_it_consists_of_and_under_which_licences() -> None:
    inside = BUNDLE / "_internal"
    told = (inside / "LICENSES.txt").read_text("utf-8")
    assert "GNU General Public License, version 3" in told
    assert "Affero" not in told
    assert "Lucide" in told
    assert "ISC License" in (inside / "desktop_app/gui/icons/LICENSE").read_text("utf-8")
    assert "Lucide" in told
    for component in ("pyqt6", "av", "numpy", "aiohttp"):
        assert any((inside / "licenses" / component).rglob("*"))


def test_it_takes_sound_libraries_and_toolkits_from_the_system() -> None:
    """ALSA finds its plugins where the system has them, and GTK its themes."""
    inside = BUNDLE / "_internal"
    assert [path.name for path in inside.glob("libasound.so*")] == []
    assert [path.name for path in inside.glob("libg[td]k-3*")] == []
