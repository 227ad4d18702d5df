"""Keeps what the repository says of itself true: locks, versions, documents, nothing private."""

import ast
from collections.abc import Iterator
from configparser import ConfigParser
from email import message_from_bytes
import json
from pathlib import Path
import re
import runpy
import shutil
import subprocess
import sys
import tarfile
import tomllib

import pytest

from script.repository import Repository, home, main, move, parsed
from shared_client._version import __version__

ROOT = Path(__file__).resolve().parent.parent
LINK = "custom_components/cosyvoice/shared_client"


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def tracked_files() -> list[Path]:
    """Files that git knows. A link is left out: what it points to is judged where it lies."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def setup_cfg() -> ConfigParser:
    setup = ConfigParser()
    setup.read_string(read("setup.cfg"))
    return setup


def requirement_names(text: str) -> set[str]:
    """Names of the requirements in a text of one per line, spelled as registries spell them."""
    names = re.findall(r"^[A-Za-z0-9][A-Za-z0-9._-]*", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def declared(*extras: str) -> set[str]:
    """What setup.cfg asks for with these extras."""
    setup = setup_cfg()
    asked = [setup["options"]["install_requires"]]
    asked += [setup["options.extras_require"][extra] for extra in extras]
    return set().union(*(requirement_names(requirements) for requirements in asked))


def group(name: str) -> set[str]:
    """What a group in pyproject.toml asks for, groups inside of it left out."""
    asked = tomllib.loads(read("pyproject.toml"))["dependency-groups"][name]
    return requirement_names("\n".join(one for one in asked if isinstance(one, str)))


def version_of(package: str, lock: str) -> str:
    """The version of a package that a lock pins."""
    found = re.search(rf"^{package}==(\S+)", read(f"requirements/{lock}.txt"), re.MULTILINE)
    assert found, f"{package} is not in {lock}.txt"
    return found[1]


# --- Nothing private ------------------------------------------------------------------------------

# The API documents write /home/xxxx/ where a reader has a folder of theirs.
PRIVATE = {
    "a path of somebody's machine": (
        rb"(?<![\w.$}])(?:/(?:root|work)/\w|/(?:home|Users)/(?!xxxx/)\w+/)"
    ),
    "the host of a package registry": rb"(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com|net)\b",
    "a private key": rb"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a token": rb"\b(?:gh[pousr]_\w{36}|github_pat_\w{20}|sk-\w{32}|AKIA[0-9A-Z]{16}|eyJ\w{20})",
}


@pytest.mark.parametrize("what", PRIVATE)
def test_no_tracked_file_holds(what: str) -> None:
    assert [
        f"{path.relative_to(ROOT)}: {found[0].decode(errors='replace')}"
        for path in tracked_files()
        if (found := re.search(PRIVATE[what], path.read_bytes()))
    ] == []


# --- Locks ----------------------------------------------------------------------------------------


# The locks of environments, and the extras of setup.cfg that each holds.
LOCKS = {
    "run": ("desktop", "server"),
    "server": ("server",),
    "test": ("desktop", "gui", "server"),
    "homeassistant": ("server",),
    "homeassistant-release": ("server",),
}
# Those of a group in pyproject.toml.
GROUPS = ["build", "bundle", "test", "homeassistant", "homeassistant-release"]


@pytest.mark.parametrize("lock", ["build", "bundle", *LOCKS])
def test_a_lock_pins_each_package_by_digest_and_names_no_index(lock: str) -> None:
    text = read(f"requirements/{lock}.txt")
    packages = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert packages
    assert [
        package.splitlines()[0]
        for package in packages
        if not re.match(r"[\w.-]+==\S+( ;.*)? \\\n    --hash=sha256:", package)
    ] == []
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_the_locks_hold_what_setup_cfg_asks_for(lock: str) -> None:
    asked = declared(*LOCKS[lock])
    assert asked - requirement_names(read(f"requirements/{lock}.txt")) == set()


@pytest.mark.parametrize("lock", GROUPS)
def test_the_locks_hold_what_their_group_asks_for(lock: str) -> None:
    assert group(lock) - requirement_names(read(f"requirements/{lock}.txt")) == set()


def test_the_oldest_home_assistant_promised_is_one_that_is_tested() -> None:
    oldest: str = json.loads(read("hacs.json"))["homeassistant"]
    tested = version_of("homeassistant", "homeassistant")
    assert tested.rpartition(".")[0] == oldest.rpartition(".")[0]


def test_programs_run_on_the_versions_they_are_tested_with() -> None:
    pins = {
        lock: set(re.findall(r"^\w\S+==\S+", read(f"requirements/{lock}.txt"), re.MULTILINE))
        for lock in ("bundle", "run", "server", "test")
    }
    assert (pins["bundle"] | pins["run"] | pins["server"]) - pins["test"] == set()


# --- What is installed ----------------------------------------------------------------------------


def test_every_file_of_the_packages_is_installed(tmp_path: Path) -> None:
    """What setup.cfg forgets works in a checkout, and nowhere else."""
    build = [sys.executable, "-c", "import setuptools; setuptools.setup()", "-q"]
    subprocess.run(
        [*build, "build_py", "--build-lib", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    packages = ("shared_client", "local_server", "desktop_app")
    names = [path.relative_to(ROOT) for path in tracked_files()]
    ours = {name for name in names if name.parts[0] in packages}
    sources = {name for name in ours if name.suffix in (".ts", ".po")}  # of translations
    installed = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert {path for path in installed if "__pycache__" not in path.parts} == ours - sources


@pytest.fixture(scope="module")
def source_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tarfile.TarFile]:
    """Made in a copy, since it writes beside what it packs."""
    copy = tmp_path_factory.mktemp("copy")
    for path in [*tracked_files(), ROOT / LINK]:
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)
    build = [sys.executable, "-c", "import setuptools; setuptools.setup()", "-q", "sdist"]
    subprocess.run(build, cwd=copy, check=True, capture_output=True)
    (archive,) = (copy / "dist").glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        yield opened


def test_the_source_archive_holds_every_file(source_archive: tarfile.TarFile) -> None:
    held = {name.partition("/")[2] for name in source_archive.getnames()}
    files = {path.relative_to(ROOT).as_posix() for path in tracked_files()}
    assert files - held == set()
    assert f"{LINK}/client.py" in held  # what the link leads to


def test_the_metadata_says_where_it_is_from_and_under_which_license(
    source_archive: tarfile.TarFile,
) -> None:
    name = source_archive.getnames()[0].partition("/")[0]
    held = source_archive.extractfile(f"{name}/PKG-INFO")
    assert held is not None
    metadata = message_from_bytes(held.read())
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["License"] is None
    urls = dict(one.split(", ") for one in metadata.get_all("Project-URL", []))
    assert {"Documentation", "Changes", "Issues", "Source"} <= urls.keys()
    manifest = json.loads(read("custom_components/cosyvoice/manifest.json"))
    assert urls["Issues"] == manifest["issue_tracker"]


# --- Where it is at home --------------------------------------------------------------------------

# What could be the address of a repository of ours, or a button that leads to one.
HOME = re.compile(
    r"github\.com(?:/|%2F|:)(?P<owner>[\w.-]+)(?:/|%2F)(?P<name>[\w.-]+?)(?=\.git\b|[^\w.-]|$)"
    r"|owner=(?P<badge_owner>[\w.-]+)&repository=(?P<badge_name>[\w.-]+)"
)
OURS = re.compile(r"cosy[-_]?voice[-_]?home", re.IGNORECASE)


def homes_in(text: str) -> set[Repository]:
    """The repositories of ours that a text leads to: those of that name, and those of buttons."""
    found = set()
    for match in HOME.finditer(text):
        badge = match["badge_owner"] is not None
        one = Repository(
            match["badge_owner"] or match["owner"],
            (match["badge_name"] or match["name"]).rstrip("."),
        )
        if badge or OURS.search(one.name) or OURS.search(one.owner):
            found.add(one)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "git clone https://github.com/smith/cosyvoice-home.git",
        "git@github.com:smith/cosyvoice-home",
        "blueprint_url=https%3A%2F%2Fgithub.com%2Fsmith%2Fcosyvoice-home%2Fblob",
        "hacs_repository/?owner=smith&repository=cosyvoice-home&category",
        "See https://github.com/smith/cosyvoice-home.",
    ],
)
def test_an_address_of_the_repository_is_found(text: str) -> None:
    """The instrument itself."""
    assert homes_in(text) == {Repository("smith", "cosyvoice-home")}


def test_no_file_has_the_repository_at_another_place_than_setup_cfg() -> None:
    here = Path(__file__).resolve()
    texts = {
        path.relative_to(ROOT): path.read_bytes().decode(errors="replace")
        for path in tracked_files()
        if path != here
    }
    assert {
        path: homes for path, text in texts.items() if (homes := homes_in(text) - {home()})
    } == {}
    manifest = json.loads(read("custom_components/cosyvoice/manifest.json"))
    assert manifest["codeowners"] == [f"@{home().owner}"]


def test_moving_the_repository_is_one_change(tmp_path: Path) -> None:
    copies = {}
    for path in tracked_files():
        if path.suffix not in (".png", ".webp", ".wav", ".qm", ".mo"):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copies[copy] = shutil.copyfile(path, copy)
    new = Repository("ada-lovelace", "voices")
    changed = move(list(copies), home(), new)
    assert home(tmp_path) == new
    assert {path.relative_to(tmp_path).as_posix() for path in changed} >= {
        *("setup.cfg", "docs/home-assistant.md"),
        "custom_components/cosyvoice/manifest.json",
    }
    assert [path for path in changed if home().url in path.read_text(encoding="utf-8")] == []
    manifest = (tmp_path / "custom_components/cosyvoice/manifest.json").read_text(encoding="utf-8")
    assert json.loads(manifest)["codeowners"] == [f"@{new.owner}"]
    buttons = (tmp_path / "docs/home-assistant.md").read_text(encoding="utf-8")
    assert [spelling in buttons for spelling in new.spellings()] == [
        *(True, True, True),
        *(False, False),
    ]
    app = (tmp_path / "home_assistant_app/config.yaml").read_text(encoding="utf-8")
    assert f"\nimage: ghcr.io/{new.owner}/{new.name}/app\n" in app
    assert move(list(copies), new, home()) == changed  # and back
    assert [
        path
        for path in changed
        if path.read_bytes() != (ROOT / path.relative_to(tmp_path)).read_bytes()
    ] == []


def test_a_move_that_says_no_place_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = read("setup.cfg")
    assert main([]) == 0
    assert capsys.readouterr().out == f"{home().url}\n"
    assert main(["--image"]) == 0
    assert capsys.readouterr().out == f"{home().image}\n"
    assert main(["voices"]) == 2
    assert "Enter OWNER/NAME" in capsys.readouterr().err
    assert main(["a/b", "c"]) == 2
    assert "Enter one OWNER/NAME" in capsys.readouterr().err
    assert read("setup.cfg") == before
    assert parsed("https://github.com/ada/voices.git") == Repository("ada", "voices")


# --- Versions -------------------------------------------------------------------------------------


def test_the_changelog_tells_of_this_version() -> None:
    assert __version__ in read("CHANGELOG.md")


def test_hacs_is_told_of_the_zip_that_is_built() -> None:
    hacs = json.loads(read("hacs.json"))
    assert hacs["zip_release"]
    assert hacs["filename"] in read("script/build")


def test_the_oldest_python_is_the_same_everywhere() -> None:
    assert setup_cfg()["options"]["python_requires"] == ">=3.11"
    assert tomllib.loads(read("pyproject.toml"))["tool"]["ruff"]["target-version"] == "py311"
    assert 'python: ["3.11"' in read(".github/workflows/test.yml")


# --- Tests ----------------------------------------------------------------------------------------

# Tests that are about no module of their own, each with its reason.
WHOLE = {
    "desktop_app/bus/test_whole_app.py": "the app as a process on a session bus",
    "desktop_app/cli/test_model_studio.py": "all that one does with a key of Model Studio",
    "desktop_app/gui/test_model_studio.py": "all that one does in windows with a key",
    "desktop_app/cli/test_speak_settings.py": "`speak` with all that a person can have set up",
    "desktop_app/settings/test_documentation.py": "docs/configuration.md and what is read",
    "desktop_app/gui/parts/test_look.py": "how all windows look, measured on pictures",
    "desktop_app/gui/test_all_windows.py": "what is true of every window",
    "desktop_app/gui/test_translations.py": "the words of the whole app, in every language",
    "desktop_app/reading/test_heard.py": "reader and player together, recorded",
    "desktop_app/speech_dispatcher/test_real.py": "the module in a real speech-dispatcher",
    "local_server/engines/test_contract.py": "what holds for every engine",
    "local_server/engines/zipvoice/test_in_the_server.py": "the engine in its process",
    "local_server/engines/zipvoice/test_weights.py": "the engine with its real weights",
    "local_server/test_samples.py": "the samples of the API's own documents, run as they are",
    "shared_client/test_any_answer.py": "every call, on every transport, whatever is answered",
    "shared_client/test_tolerance.py": "what is forgiven of services of every dialect",
}


def test_a_test_is_called_after_the_module_it_is_about() -> None:
    """Move the test along with its module, or give it a place and a reason in `WHOLE`."""
    tests = ROOT / "tests"
    found = {
        str(path.relative_to(tests)): path.with_name(path.name.removeprefix("test_"))
        for package in ("desktop_app", "local_server", "shared_client")
        for path in (tests / package).rglob("test_*.py")
    }
    modules = {name for name, path in found.items() if (ROOT / path.relative_to(tests)).exists()}
    assert set(found) - modules - set(WHOLE) == set()
    assert set(WHOLE) <= set(found) - modules


def clean_up_that_may_not_run(path: Path) -> Iterator[int]:
    """Lines of a file where clean-up is passed over when what it cleans up after breaks.

    That is what follows the `yield` of a context manager outside of `finally`, and a program
    started without tests/programs.py: its `with` waits for it, and does not end it.
    """
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() if any(
                "contextmanager" in ast.unparse(decorator) for decorator in node.decorator_list
            ):
                yield from _yields_with_a_rest(node.body)
            case ast.withitem(context_expr=ast.Call(func=called)):
                if ast.unparse(called).endswith("Popen"):
                    yield called.lineno


def _yields_with_a_rest(body: list[ast.stmt], *, rest: bool = False) -> Iterator[int]:
    for at, statement in enumerate(body):
        more = rest or at + 1 < len(body)
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                continue
            case ast.Try(finalbody=[_, *_]):
                continue
            case ast.With() | ast.AsyncWith() | ast.If() | ast.For() | ast.Try():
                yield from _yields_with_a_rest(statement.body, rest=more)
            case _ if more and any(isinstance(node, ast.Yield) for node in ast.walk(statement)):
                yield statement.lineno


def test_clean_up_runs_when_a_test_breaks() -> None:
    assert [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if "benchmarks" not in path.parts
        # Those of Home Assistant are written for Python 3.14.
        if sys.version_info >= (3, 14)
        or not {"custom_components", "home_assistant"} & {*path.parts}
        for line in clean_up_that_may_not_run(path)
    ] == []


def test_clean_up_that_may_not_run_is_found(tmp_path: Path) -> None:
    """The instrument itself."""
    path = tmp_path / "example.py"
    path.write_text(
        "@contextmanager\n"
        "def wrong():\n"
        "    with open() as file:\n"
        "        yield file\n"
        "        close()\n"
        "@contextlib.asynccontextmanager\n"
        "async def right():\n"
        "    try:\n"
        "        yield\n"
        "        check()\n"
        "    finally:\n"
        "        close()\n"
        "def starts():\n"
        "    with subprocess.Popen([]) as process:\n"
        "        process.wait()\n"
    )
    assert list(clean_up_that_may_not_run(path)) == [4, 14]


# --- Documents ------------------------------------------------------------------------------------


def test_every_dependency_has_its_reason() -> None:
    cells = re.findall(r"^\| (`.+?) \|", read("docs/dependencies.md"), re.MULTILINE)
    explained = requirement_names("\n".join(re.findall("`(.+?)`", "\n".join(cells))))
    wanted = declared("desktop", "gui", "server").union(*(group(name) for name in GROUPS))
    assert explained == wanted


def test_the_readme_of_a_package_shows_its_pictures_and_leads_on() -> None:
    """An index shows it apart from all other files."""
    shown = runpy.run_path(str(ROOT / "setup.py"))["readme_outside"]()
    targets = re.findall(r"\]\(([^)\s]+)\)", shown)
    home = setup_cfg()["metadata"]["url"]
    raw = f"{home.replace('github.com', 'raw.githubusercontent.com')}/main/"
    assert [target for target in targets if not target.startswith("https://")] == []
    pictures = [target for target in targets if target.startswith(raw)]
    pages = [target for target in targets if target.startswith(f"{home}/blob/main/")]
    assert len(pictures) > 1
    assert len(pages) > 10
    for target in (*pictures, *pages):
        path = target.removeprefix(raw).removeprefix(f"{home}/blob/main/").partition("#")[0]
        assert (ROOT / path).exists(), target
    assert shown.count("](") == read("README.md").count("](")


def test_both_readmes_start_with_the_same_commands() -> None:
    first = [
        re.findall(r"```sh\n(.*?)```", read(name), re.DOTALL)[0]
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert first[0] == first[1]
    assert "script/speak" in first[0]
    assert "script/test" in first[0]


DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob(".github/*.md"))
)
_CODE = re.compile(r"^( *)```.*?^\1```$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_LINK = re.compile(
    r"\[((?:!\[[^]]*\]\([^)]*\)|[^][])*)\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)(（英文）)?"
)


def anchors(document: str) -> set[str]:
    """What a link may name in a document: its headings, as GitHub writes them."""
    found: dict[str, int] = {}
    text = re.sub(r"^( *)```.*?^\1```$", "", read(document), flags=re.DOTALL | re.MULTILINE)
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found[name] = found.get(name, -1) + 1
        if found[name]:
            found[f"{name}-{found[name]}"] = 0
    return set(found)


def links(document: str) -> Iterator[tuple[str, str, str]]:
    """The links of a document to files here: the file, the heading or "", and the mark behind."""
    place = (ROOT / document).parent
    text = _CODE.sub("", read(document))
    for label, target, anchor, mark in _LINK.findall(text):
        if picture := re.search(r"!\[[^]]*\]\((?!\w+:)([^)]+)\)", label):
            yield (place / picture[1]).resolve().relative_to(ROOT).as_posix(), "", ""
        file = (place / target).resolve() if target else ROOT / document
        yield file.relative_to(ROOT).as_posix(), anchor, mark


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    assert [
        f"{file}#{anchor}"
        for file, anchor, _ in links(document)
        if not (ROOT / file).exists() or (anchor and anchor not in anchors(file))
    ] == []


def test_a_link_that_leads_nowhere_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The instrument itself."""
    text = "# A, b: c\n[x](docs/gone.md) [y](#a-b-c) [`z`](README.md#no) ![p](docs/p.png)"
    monkeypatch.setattr(f"{__name__}.read", lambda _: text)
    assert anchors("README.md") == {"a-b-c"}
    assert [file for file, anchor, _ in links("README.md") if anchor != "a-b-c"] == [
        *("docs/gone.md", "README.md", "docs/p.png")
    ]


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if "zh-CN" in one])
def test_a_chinese_page_says_where_a_link_leads_to_an_english_one(document: str) -> None:
    text = _CODE.sub("", read(document))
    in_english = re.compile(r"^- (?:英文|开发者（英文）)：.*$", re.MULTILINE)  # a list of such
    alone = in_english.sub("", text)
    wrong = []
    for label, target, anchor, mark in _LINK.findall(alone):
        if target.endswith(".md") and "zh-CN" not in target and anchor != "中文":
            twin = (ROOT / document).parent / target.replace(".md", ".zh-CN.md")
            if not (label == "English" or "英文" in label or (mark and not twin.exists())):
                wrong.append(target)
    assert wrong == []


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if "zh-CN" in one])
def test_a_chinese_page_and_its_english_one_lead_to_each_other(document: str) -> None:
    english = document.replace(".zh-CN", "")
    assert english in {file for file, *_ in links(document)}
    assert document in {file for file, *_ in links(english)}


def test_the_index_of_tasks_leads_to_every_page() -> None:
    pages = {one for one in DOCUMENTS if one.startswith("docs/") and one != "docs/README.md"}
    assert pages - {file for file, *_ in links("docs/README.md")} == set()
    for readme in ("README.md", "README.zh-CN.md"):
        assert "docs/README.md" in {file for file, *_ in links(readme)}


def test_the_app_has_the_icon_of_the_project() -> None:
    # A copy, for a wheel holds what lies in its packages.
    icon = (ROOT / "desktop_app/gui/parts/icon.svg").read_bytes()
    assert icon == (ROOT / "brand/icon.svg").read_bytes()
