"""Files of a user's own: what is written, and that all is as before afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import AppError
from desktop_app.speech_dispatcher import installation
from desktop_app.speech_dispatcher.installation import install, look, remove

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = '# the system\'s\nDefaultVolume 100\n#AddModule "espeak" "sd_espeak"\n'
LISTED = 'DefaultVolume 80\n  addmodule "espeak" "sd_espeak" "espeak.conf"\nDefaultModule espeak\n'


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    system = tmp_path / "etc.conf"
    system.write_text(PLAIN)
    monkeypatch.setattr(installation, "SYSTEM_FILE", system)
    return tmp_path


def everything(home: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def configured(home: Path, text: bytes) -> Path:
    path = home / ".config/speech-dispatcher/speechd.conf"
    path.parent.mkdir(parents=True)
    path.write_bytes(text)
    return path


def test_it_is_found_by_itself_and_nothing_else_is_touched(home: Path) -> None:
    before = everything(home)
    assert not look().installed
    done = install()
    assert done == look()
    assert done.installed
    assert done.current
    assert done.default == ""
    assert set(everything(home)) - set(before) == {str(done.program)}
    assert done.program == home / ".local/libexec/speech-dispatcher-modules/sd_cosyvoice"
    assert os.access(done.program, os.X_OK)
    assert (home / ".local/share").is_dir()
    assert install() == done
    assert not remove().installed
    assert everything(home) == before
    assert not remove().installed


def test_the_program_is_the_module(home: Path) -> None:
    done = install()
    answer = subprocess.run(
        [done.program, "a.conf"],
        input="INIT\nLIST VOICES\nQUIT\n",
        env={"PATH": "/usr/bin:/bin", "HOME": str(home)},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.startswith("299-CosyVoice Home\n299 OK")
    assert answer.stdout.endswith("210 OK QUIT\n")
    assert answer.stderr == ""


def test_as_the_default_it_stands_on_the_systems_settings(home: Path) -> None:
    before = everything(home)
    done = install(make_default=True)
    assert done.default == "cosyvoice"
    written = done.configuration.read_text()
    assert 'Include "speechd.conf"\nDefaultModule "cosyvoice"\n' in written
    assert "AddModule" not in written
    assert install().default == ""
    assert everything(home).keys() - before.keys() == {str(done.program)}
    install(make_default=True)
    remove()
    assert everything(home) == before


def test_a_system_that_lists_its_modules_is_told_of_ours(home: Path) -> None:
    (home / "etc.conf").write_text(LISTED)
    before = everything(home)
    done = install()
    assert done.default == "espeak"
    written = done.configuration.read_text()
    assert (
        'Include "speechd.conf"\nAddModule "cosyvoice" "sd_cosyvoice" "cosyvoice.conf"' in written
    )
    remove()
    assert everything(home) == before


@pytest.mark.parametrize("make_default", [True, False])
@pytest.mark.parametrize(
    ("own", "lists"),
    [
        (LISTED.encode(), True),
        (b'AddModule "a" "b"', True),  # no end of its last line
        (PLAIN.encode(), False),
        (b"# caf\xe9 in latin-1\r\nDefaultVolume 5\r\n", False),
    ],
)
def test_a_configuration_of_ones_own_is_kept_to_the_byte(
    home: Path, own: bytes, *, lists: bool, make_default: bool
) -> None:
    path = configured(home, own)
    before = everything(home)
    done = install(make_default=make_default)
    written = path.read_bytes()
    assert written.startswith(own)
    assert (b'AddModule "cosyvoice"' in written) == lists
    assert (b'DefaultModule "cosyvoice"' in written) == make_default
    assert b"Include" not in written
    if make_default:
        assert done.default == "cosyvoice"
    assert install(make_default=make_default) == done
    assert path.read_bytes() == written
    remove()
    assert everything(home) == before


def test_what_comes_after_our_lines_stays(home: Path) -> None:
    path = configured(home, b"DefaultVolume 5")
    install(make_default=True)
    with path.open("ab") as file:
        file.write(b"# written later\n")
    remove()
    assert path.read_bytes() == b"DefaultVolume 5# written later\n"


def test_a_program_of_somebody_elses_is_left_alone() -> None:
    program = look().program
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    with pytest.raises(AppError, match="this app didn't create it"):
        install()
    assert not remove().installed
    assert program.read_text() == "#!/bin/sh\n"


def test_one_of_another_program_is_brought_up_to_date() -> None:
    program = install().program
    program.write_text(program.read_text().replace("exec ", "exec /old"))
    found = look()
    assert found.installed
    assert not found.current
    assert install().current


def test_what_cannot_be_written_is_said(home: Path) -> None:
    (home / ".local").write_text("a file")
    with pytest.raises(AppError, match="Can't write"):
        install()
    (home / ".local").unlink()
    install(make_default=True)
    shutil.rmtree(home / ".config")
    (home / ".config/speech-dispatcher/speechd.conf").mkdir(parents=True)
    with pytest.raises(AppError, match=r"Can't read .*speechd\.conf"):
        look()
