"""Rules of pronunciation in a file: whole, strict, and with words for what is wrong."""

from __future__ import annotations

from pathlib import Path
import tempfile

from hypothesis import given
from hypothesis import strategies as st
import pytest

from desktop_app.reading.pronunciation import Rule
from desktop_app.reading.rules_file import MOST, load_rules, save_rules
from desktop_app.settings.toml_file import LARGEST, ExchangeError

RULE = '[[rules]]\nfind = "a"\nreplace = "b"\n'
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
RULES = st.builds(
    Rule,
    find=TEXT.filter(bool),
    replace=TEXT,
    pattern=st.booleans(),
    language=st.sampled_from(["", "zh", "en"]),
    whole_words=st.booleans(),
    match_case=st.booleans(),
)


@given(st.lists(RULES, max_size=6))
def test_what_is_saved_is_loaded(rules: list[Rule]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "new", "pronunciation.toml")
        save_rules(path, rules)
        assert load_rules(path) == tuple(rules)
        save_rules(path, rules[1:])
        assert load_rules(path) == tuple(rules[1:])
        assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_without_a_file_there_are_no_rules(tmp_path: Path) -> None:
    assert load_rules(tmp_path / "pronunciation.toml") == ()


def test_only_what_was_chosen_is_written(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    save_rules(path, [Rule("NAS", "network storage")])
    text = 'version = 1\n\n[[rules]]\nfind = "NAS"\nreplace = "network storage"\n'
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "“version” is missing"),
        ("version = true", "“version” must be a whole number"),
        ("version = 2", "newer version of this app"),
        ("version = 1\nrules = 3", "“rules” must be a list"),
        ("version = 1\nrules = [3]", "rule 1 must be a table"),
        ("version = 1\nmore = 3", "“more” isn't a known setting"),
        ('version = 1\n[[rules]]\nfind = ""\nreplace = ""', "“find” of rule 1 is empty"),
        ('version = 1\n[[rules]]\nfind = "a"', "“replace” of rule 1 is missing"),
        ('version = 1\n[[rules]]\nfind = "a"\nreplace = 1', "“replace” of rule 1 must be text"),
        (
            f"version = 1\n{RULE}{RULE}pattern = 1",
            "“pattern” of rule 2 must be true or false",
        ),
        ("version = 1\n[[rules\n", "damaged.*line 2"),
        ("version = " + "[" * 100_000, "damaged"),
        ("x" * (LARGEST + 1), "too large"),
        (
            "version = 1\n" + RULE * (MOST + 1),
            f"The limit is {MOST}",
        ),
    ],
)
def test_a_wrong_file_is_told_of_with_its_place_and_never_lost(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ExchangeError, match=words) as raised:
        load_rules(path)
    assert str(tmp_path / "rules.toml") in str(raised.value)
    save_rules(path, [Rule("a", "b")])
    assert path.with_name("rules.toml.wrong").read_text("utf-8") == text
    assert load_rules(path) == (Rule("a", "b"),)


def test_what_is_no_text_or_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ExchangeError, match="line 1 isn't text in UTF-8"):
        load_rules(path)
    with pytest.raises(ExchangeError, match="it's a folder"):
        load_rules(tmp_path)


def test_a_file_that_cannot_be_kept_aside_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("wrong")
    path.with_name("rules.toml.wrong").mkdir()
    (path.with_name("rules.toml.wrong") / "rules.toml").mkdir()
    with pytest.raises(ExchangeError, match="isn't valid or is damaged"):
        save_rules(path, [Rule("a", "b")])
    assert path.read_text() == "wrong"


def test_what_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExchangeError, match="Can't write") as raised:
        save_rules(tmp_path / "file" / "rules.toml", [])
    assert "writable" in raised.value.hint


def test_rules_are_not_written_over_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    settings = tmp_path / "cosyvoice-home" / "config.toml"
    settings.parent.mkdir()
    settings.write_text("version = 1")
    with pytest.raises(ExchangeError) as raised:
        save_rules(settings, [Rule("a", "b")])
    assert raised.value.key == "export_over_own"
    assert [each.name for each in settings.parent.iterdir()] == ["config.toml"]
    assert settings.read_text() == "version = 1"
