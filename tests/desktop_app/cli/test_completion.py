"""What the shell offers, asked as bash, zsh, and fish ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.cli.program import cosyvoice
from desktop_app.settings.settings import ServiceSettings, Settings, VoiceProfile, save_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of a person with one service and two styles."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    home = Settings().with_service("home", ServiceSettings("https://voices.example"), active=True)
    styles = home.with_profile("Bedtime", VoiceProfile("home"))
    save_settings(styles.with_profile("News", VoiceProfile("home")))
    return tmp_path / "cosyvoice-home" / "config.toml"


def offered(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> set[str]:
    """What is offered for the last word of a line; "file" where that is left to the shell."""
    monkeypatch.setenv("_COSYVOICE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
    with pytest.raises(SystemExit):
        cosyvoice.main(prog_name="cosyvoice")
    told = [one.split(",", 1) for one in capsys.readouterr().out.splitlines() if one]
    return {kind if kind == "file" else name for kind, name in told}


@pytest.mark.usefixtures("config")
@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("cosyvoice sp", {"speak", "speech-dispatcher"}),
        ("cosyvoice config us", {"use"}),
        ("cosyvoice config use ", {"home", "local"}),
        ("cosyvoice config voice ho", {"home"}),
        ("cosyvoice config remove ", {"home"}),
        ("cosyvoice config token ", {"home"}),
        ("cosyvoice check ", {"home", "local"}),
        ("cosyvoice speak --service l", {"local"}),
        ("cosyvoice voices list -s ", {"home", "local"}),
        ("cosyvoice voices part --service h", {"home"}),
        ("cosyvoice speak -p B", {"Bedtime"}),
        ("cosyvoice speak --mode ", {"fast", "cross-lingual", "natural-language"}),
        ("cosyvoice speak boo", {"file"}),
        ("cosyvoice speak -o di", {"file"}),
        ("cosyvoice speak --file di", {"file"}),
        ("cosyvoice app boo", {"file"}),
    ],
)
def test_the_shell_offers(
    line: str,
    names: set[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert offered(line, monkeypatch, capsys) == names


def test_settings_that_are_wrong_offer_no_name_and_no_error(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text("services = 3", encoding="utf-8")
    assert offered("cosyvoice config use ", monkeypatch, capsys) == {"local"}
    config.write_bytes(b"\xff\x00")
    assert offered("cosyvoice config remove ", monkeypatch, capsys) == set()
