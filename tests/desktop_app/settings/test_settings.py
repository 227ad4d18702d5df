"""The settings file: what is written is read, what is wrong is told and kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
import re
import resource
import string
import tempfile

from hypothesis import given
from hypothesis import strategies as st
import pytest

from desktop_app.errors import SettingsError
from desktop_app.settings.appearance import CHOICES, Appearance
from desktop_app.settings.settings import (
    HOTKEYS,
    AppSettings,
    ServiceSettings,
    Settings,
    StandIn,
    VoiceProfile,
    load_settings,
    save_settings,
)
from desktop_app.settings.tokens import TokenPlace
from desktop_app.words.saying import sentence

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.text(string.ascii_letters + string.digits + "语-_", min_size=1, max_size=8)
speeds = st.floats(0.5, 2.0)
volumes = st.floats(0.0, 2.0)
services = st.builds(
    ServiceSettings,
    url=words.filter(bool),
    token_in=st.sampled_from(TokenPlace),
    voice=words,
    proxy=words,
    ca_file=words,
)
profiles = st.builds(
    VoiceProfile, service=words, voice=words, instruct=words, speed=speeds, volume=volumes
)
apps = st.builds(
    AppSettings,
    device=words,
    speed=speeds,
    volume=volumes,
    profile=words,
    language_profiles=st.dictionaries(names, words, max_size=3),
    stand_in=st.sampled_from(StandIn),
    hotkeys=st.dictionaries(st.sampled_from(list(HOTKEYS)), words),
    text_size=st.just(0.0) | st.floats(6, 72),
    history=st.booleans(),
    history_mib=st.integers(1, 9999),
)
looks = st.builds(Appearance, **{name: st.sampled_from(values) for name, values in CHOICES.items()})


@st.composite
def all_settings(draw: st.DrawFn) -> Settings:
    known = draw(st.dictionaries(names, services, max_size=3))
    active = draw(st.sampled_from(["", *known]))
    speakers = draw(st.dictionaries(names, profiles, max_size=3))
    return Settings(known, active, draw(apps), speakers, draw(looks))


@given(st.lists(all_settings(), min_size=1, max_size=3))
def test_what_is_written_last_is_read(written: list[Settings]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "folder" / "config.toml"
        for settings in written:
            save_settings(settings, path)
            assert load_settings(path) == settings
            assert list(load_settings(path).services) == list(settings.services)


def test_a_persons_comments_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        'version = 1\n# mine\n[services.home]\nurl = "https://a.example"  # near the sea\n', "utf-8"
    )
    settings = load_settings(path).with_app(speed=1.5)
    save_settings(settings.with_profile("Tale, slow", VoiceProfile(speed=0.8)), path)
    text = path.read_text("utf-8")
    assert "# mine" in text
    assert "# near the sea" in text
    assert load_settings(path).profiles["Tale, slow"].speed == 0.8


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("version = ", "Can't read the settings"),
        ("version = 2", "version"),
        ('version = 1\n[services."a b"]\nurl = "x"', "services"),
        ('version = 1\n[services.home]\nurl = ""', "url"),
        ("version = 1\n[app]\nspeed = 9", "speed"),
        ('version = 1\n[app]\nspeed = "fast"', "speed"),
        ("version = 1\n[app]\nspeed = nan", "speed"),
        ("version = 1\n[app]\nspeed = true", "speed"),
        ('version = 1\n[app]\nhotkeys = { dance = "F1" }', "dance"),
        ('version = 1\n[profiles.x]\nmode = "loud"', "mode"),
        ('version = 1\n[appearance]\npage = "pink"', "page"),
        ('version = 1\nsomething = "else"', "something"),
    ],
)
def test_wrong_settings_are_told_and_set_aside(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=words) as error:
        load_settings(path)
    assert "move it away" in error.value.hint
    save_settings(Settings(), path)
    assert load_settings(path) == Settings()
    assert (tmp_path / "config.toml.wrong").read_text("utf-8") == text


def test_a_wrong_file_stays_where_a_new_one_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("version = ", "utf-8")
    service = ServiceSettings("http://speech.example/" + "long" * 1000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        with pytest.raises(SettingsError, match="Can't save the settings"):
            save_settings(Settings().with_service("home", service, active=True), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_text("utf-8") == "version = "


def test_a_profile_that_goes_is_chosen_nowhere() -> None:
    settings = Settings().with_profile("a", VoiceProfile()).with_profile("b", VoiceProfile())
    settings = settings.with_app(profile="a", language_profiles={"zh": "a", "en": "b"})
    left = settings.without_profile("a")
    assert left.profiles == {"b": VoiceProfile()}
    assert left.app == replace(settings.app, profile="", language_profiles={"en": "b"})


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 61, " a", "a "])
def test_what_cannot_name_a_profile(name: str) -> None:
    with pytest.raises(SettingsError, match="can't be used as the name of a speaking style"):
        Settings().with_profile(name, VoiceProfile())


def test_keys_that_were_not_chosen_are_the_usual_ones() -> None:
    app = AppSettings(hotkeys={"stop": "F9", "read-selection": ""})
    assert app.keys["stop"] == "F9"
    assert app.keys["read-selection"] == ""
    assert app.keys["pause"] == HOTKEYS["pause"]


START = 'version = 1\n[services.home]\nurl = "http://x"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (START + "tokn_in = 'file'", "“services.home.tokn_in” isn't a known setting; did you mean"),
        (START + "colour = 'red'", "“services.home.colour” isn't a known setting."),
        (START + "voice = 5", "“services.home.voice” must be text in quotation marks."),
        (START + "token_in = 'purse'", "must be one of keyring, file, none."),
        (START + '[services."a b"]\nurl = "x"', '“services."a b"” can\'t be used as a name: use'),
        ("version = 1\n[services.home]", "“services.home.url” is missing."),
        ("[services]", "“version” is missing."),
        ("version = 9", "“version” is 9: the file is from a newer version of this app."),
        ("version = 1\nactiv = 'x'", "“activ” isn't a known setting; did you mean “active”?"),
        ("version = 1\nservices = 5", "“services” must be a table."),
        ("version = 1\n[app]\nspeed = 3", "“app.speed” must be a number from 0.5 to 2."),
        ("version = 1\n[app]\nspeed = nan", "“app.speed” must be a number from 0.5 to 2."),
        (f"version = 1\n[app]\nspeed = {10**400}", "“app.speed” must be a number from 0.5 to 2."),
        ("version = 1\n[app]\nspeed = true", "“app.speed” must be a number from 0.5 to 2."),
        ("version = 1\n[app]\nhistory = 1", "“app.history” must be true or false."),
        ("version = 1\n[app]\nhistory_mib = 0", "must be a whole number from 1 to 100000."),
        ("version = 1\n[app.hotkeys]\npuase = ''", "did you mean “pause”?"),
        ("version = 1\n[profiles.Story]\nmode = 'fast'", "must be one of fast_replication, "),
        ("version = 1\nvoice", "line 2, column 6: there is no = after the name."),
        ("version = 1\nvoice = home", "line 2, column 9: this isn't a value; text needs"),
        ("version = 1\nversion = 1", "line 2, column 12: this is defined twice."),
        ("a = 'b\nc = 'd'", "line 1, column 7: a quotation mark or a bracket isn't closed."),
        ("a = [1", "line 1, column 7: a quotation mark or a bracket isn't closed."),
        ('a = "C:\\users"', "a backslash must be doubled, or use single quotation marks."),
        ("a = 1 2", "line 1, column 7: there is something after the value or table in this line."),
        ("# x\nä = 1", "line 2, column 1: this isn't a setting, a table, or a comment."),
        ('a = "\x00"', "line 1, column 6: this character can't be used here."),
        ("a = " + "9" * 5000, "a number is too long."),
        ("a = " + "[" * 100_000, "it's nested too deeply."),
        (b"a = 1\nb = '\xff'", "line 2 isn't text in UTF-8."),
    ],
    ids=range(30),
)
def test_a_mistake_is_named_with_its_place_in_our_own_words(
    tmp_path: Path, text: str | bytes, words: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert "Correct the file" in caught.value.hint
    chinese = sentence(caught.value, "zh_CN")
    assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", chinese), chinese


def test_a_file_with_a_mark_of_its_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + START.encode())
    assert list(load_settings(path).services) == ["home"]
