"""The Flatpak's manifest: what it is made of, and what it may do."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
import re
import shutil
import subprocess
from typing import Any, Final

import pytest
import yaml

from desktop_app.bus import media_player, screen_lock
from desktop_app.system.session_bus import APP_ID

ROOT: Final = Path(__file__).resolve().parents[2]
(MANIFEST,) = (ROOT / "bundle" / "flatpak").glob("*.yaml")
SHARE: Final = ROOT / "desktop_app" / "data" / "share"

RIGHTS: Final = {
    "--share=network",
    "--share=ipc",
    "--socket=wayland",
    "--socket=fallback-x11",
    "--socket=pulseaudio",
    "--filesystem=xdg-music",
    "--persist=.",
    "--talk-name=org.freedesktop.secrets",
    "--talk-name=org.kde.StatusNotifierWatcher",
    "--talk-name=org.freedesktop.Notifications",
    *(f"--talk-name={name}" for name, _ in screen_lock._SAVERS),
    f"--own-name={media_player.NAME}.*",
    "--env=SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
}
"""All of them, each with its reason in the manifest. The app's own name and portals need none."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def module(manifest: dict[str, Any]) -> dict[str, Any]:
    (only,) = manifest["modules"]
    found: dict[str, Any] = only
    return found


def test_the_app_has_the_same_id_everywhere(manifest: dict[str, Any]) -> None:
    icons = {path.stem for path in (SHARE / "icons").rglob("*") if path.is_file()}
    entries = {path.stem for path in (SHARE / "applications").iterdir()}
    described = {path.name.removesuffix(".metainfo.xml") for path in (SHARE / "metainfo").iterdir()}
    assert {manifest["id"], MANIFEST.stem, *icons, *entries, *described} == {APP_ID}


def test_it_may_do_no_more_than_it_needs(manifest: dict[str, Any]) -> None:
    assert set(manifest["finish-args"]) == RIGHTS
    assert len(manifest["finish-args"]) == len(RIGHTS)


def test_its_sources_are_files_of_the_repository_and_the_bundle(module: dict[str, Any]) -> None:
    paths = [(MANIFEST.parent / source["path"]).resolve() for source in module["sources"]]
    bundle = ROOT / "dist" / "cosyvoice-home"
    assert bundle in paths
    assert [path for path in paths if not path.exists() and path != bundle] == []


def test_it_installs_the_programs_that_the_menus_start(
    manifest: dict[str, Any], module: dict[str, Any]
) -> None:
    commands = "\n".join(module["build-commands"])
    linked = set(re.findall(r"lib/cosyvoice-home/(\S+)", commands)) - {"bundle"}
    entry = (SHARE / "applications" / f"{APP_ID}.desktop").read_text("utf-8")
    started = set(re.findall(r"^Exec=(\S+)", entry, re.MULTILINE))
    assert started | {manifest["command"]} == linked
    spec = (ROOT / "bundle" / "cosyvoice-home.spec").read_text("utf-8")
    assert set(re.findall(r'program\("([\w-]+)"', spec)) == linked


def test_its_commands_lay_out_an_app_that_flatpak_exports(
    module: dict[str, Any], tmp_path: Path
) -> None:
    """They run as flatpak-builder runs them, on a bundle that is only a few files."""
    source, app = tmp_path / "source", tmp_path / "app"
    shutil.copytree(SHARE, source / "share")
    shutil.copy(ROOT / "LICENSE", source)
    (source / "bundle" / "_internal").mkdir(parents=True)
    for name in ("cosyvoice", "cosyvoice-app", "_internal/LICENSES.txt"):
        (source / "bundle" / name).write_text("#!/bin/sh\n", encoding="utf-8")
    lines = [line.replace("/app/", f"{app}/") for line in module["build-commands"]]
    subprocess.run(["sh", "-ec", "\n".join(lines)], cwd=source, check=True)
    for name in ("cosyvoice", "cosyvoice-app"):
        assert (app / "bin" / name).resolve() == app / "lib" / "cosyvoice-home" / name
    exported = [path for path in (app / "share").rglob("*") if path.is_file()]
    icons = [path for path in exported if "icons" in path.parts]
    assert {path.relative_to(app / "share") for path in exported} >= {
        Path("applications", f"{APP_ID}.desktop"),
        Path("metainfo", f"{APP_ID}.metainfo.xml"),
        Path("licenses", APP_ID, "LICENSE"),
        Path("licenses", APP_ID, "LICENSES.txt"),
    }
    assert icons
    assert all(fnmatchcase(path.name, f"{APP_ID}*") for path in icons)


def test_flatpak_builder_reads_it(tmp_path: Path) -> None:
    if (builder := shutil.which("flatpak-builder")) is None:
        pytest.skip("needs flatpak-builder")
    show = [builder, "--show-manifest", str(MANIFEST)]  # it keeps its state in the folder it is in
    shown = subprocess.run(show, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert f'"id" : "{APP_ID}"' in shown.stdout
