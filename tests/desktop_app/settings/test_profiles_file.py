"""Speaking styles in a file: handed on whole, without what gives access, joined as answered."""

from __future__ import annotations

from pathlib import Path
import tempfile

from hypothesis import given
from hypothesis import strategies as st
import pytest

from desktop_app.settings.profiles_file import (
    FORMAT,
    SameName,
    UnknownService,
    free_name,
    join,
    load_profiles,
    same_names,
    save_profiles,
    unknown_services,
)
from desktop_app.settings.settings import (
    PROFILE_NAME,
    VOLUMES,
    ServiceSettings,
    Settings,
    VoiceProfile,
)
from desktop_app.settings.tokens import TokenPlace
from desktop_app.settings.toml_file import ExchangeError
from shared_client import SynthesisMode
from shared_client.models import SPEED_RANGE

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
PROFILES = st.builds(
    VoiceProfile,
    service=TEXT.filter(bool),
    voice=TEXT,
    mode=st.sampled_from([str(mode) for mode in SynthesisMode]),
    instruct=TEXT.filter(str.strip),
    speed=st.floats(*SPEED_RANGE),
    volume=st.floats(*VOLUMES),
)
HEAD = f'format = "{FORMAT}"\nversion = 1\n'

HOME = ServiceSettings("https://me:secret@home.example/api", TokenPlace.FILE)


@given(st.dictionaries(st.from_regex(PROFILE_NAME, fullmatch=True), PROFILES, max_size=4))
def test_what_is_saved_is_loaded(profiles: dict[str, VoiceProfile]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "profiles.toml")
        save_profiles(path, profiles)
        loaded = load_profiles(path)
    assert loaded == profiles
    assert list(loaded) == list(profiles)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "isn't a file of speaking styles"),
        ('format = "other"', "isn't a file of speaking styles"),
        (HEAD, "“profiles” is missing"),
        (HEAD + "profiles = 1", "“profiles” must be a table"),
        (HEAD + "[profiles]\na = 1", "speaking style “a” must be a table"),
        (HEAD + '[profiles." a"]', "speaking style “ a” can't be used as a name"),
        (
            HEAD + "[profiles.a]\nspeed = 3",
            "“speed” of the speaking style “a” must be a number from 0.5 to 2",
        ),
        (HEAD + "[profiles.a]\nspeed = nan", "“speed” of .* must be a number"),
        (HEAD + "[profiles.a]\nvolume = true", "“volume” of .* must be a number"),
        (HEAD + "[profiles.a]\nmode = 'slow'", "must be one of fast_replication"),
        (HEAD + "[profiles.a]\nvoice = 3", "must be text"),
        (HEAD + "[profiles.a]\nservice = ''", "“service” of the speaking style “a” is empty"),
        (
            HEAD + "[profiles.a]\ntoken = 'x'",
            "“token” of .* style “a” isn't a known setting",
        ),
        (HEAD + "[profiles.a]\n[profiles.a]", "damaged.*line 4"),
        (
            HEAD + "[profiles.a]\nmode = 'natural_language_replication'",
            "speaking style “a” needs an instruction",
        ),
        (HEAD.replace("1", "2") + "[profiles]", "newer version"),
    ],
)
def test_a_wrong_file_is_told_of_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "profiles.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ExchangeError, match=words):
        load_profiles(path)


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="doesn't exist"):
        load_profiles(tmp_path / "profiles.toml")


def test_nothing_in_the_file_gives_access(tmp_path: Path) -> None:
    settings = Settings({"home": HOME}, profiles={"Story": VoiceProfile("home", "50a5")})
    path = tmp_path / "profiles.toml"
    save_profiles(path, settings.profiles)
    text = path.read_text("utf-8")
    assert 'service = "home"' in text
    assert "secret" not in text
    assert "example" not in text


def test_a_profile_that_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "profiles.toml"
    with pytest.raises(ExchangeError, match="needs an instruction"):
        save_profiles(path, {"a": VoiceProfile(mode="natural_language_replication")})
    assert not path.exists()


def test_what_has_to_be_asked() -> None:
    mine = VoiceProfile("home", "1")
    settings = Settings({"home": HOME}, profiles={"Story": mine, "News": mine})
    new = {"Story": VoiceProfile("work", "2"), "News": mine, "Mail": VoiceProfile()}
    assert unknown_services(new, settings) == ["work"]
    assert same_names(new, settings) == ["Story"]


@pytest.mark.parametrize(
    ("answer", "voices", "service", "voice"),
    [
        (UnknownService.USE_ACTIVE, ["2"], "home", "2"),
        (UnknownService.USE_ACTIVE, ["1"], "home", ""),
        (UnknownService.KEEP, ["2"], "work", "2"),
    ],
)
def test_a_service_that_is_not_set_up(
    answer: UnknownService, voices: list[str], service: str, voice: str
) -> None:
    settings = Settings({"home": HOME}, active="home")
    new = {"Story": VoiceProfile("work", "2", speed=1.5)}
    joined = join(settings, new, {"work": answer}, {}, voices)
    assert joined.profiles == {"Story": VoiceProfile(service, voice, speed=1.5)}


def test_what_is_left_out_is_left_out() -> None:
    new = {"Story": VoiceProfile("work"), "Mail": VoiceProfile()}
    joined = join(Settings(), new, {"work": UnknownService.LEAVE_OUT}, {}, [])
    assert list(joined.profiles) == ["Mail"]


@pytest.mark.parametrize(
    ("answer", "speeds"),
    [
        (SameName.REPLACE, {"Story": 2.0}),
        (SameName.KEEP_BOTH, {"Story": 1.0, "Story 2": 2.0}),
        (SameName.SKIP, {"Story": 1.0}),
    ],
)
def test_a_name_that_is_taken(answer: SameName, speeds: dict[str, float]) -> None:
    settings = Settings(profiles={"Story": VoiceProfile()})
    joined = join(settings, {"Story": VoiceProfile(speed=2.0)}, {}, {"Story": answer}, [])
    assert {name: one.speed for name, one in joined.profiles.items()} == speeds
    assert join(joined, settings.profiles, {}, {"Story": SameName.SKIP}, []) == joined


def test_a_name_with_a_number_is_still_a_name() -> None:
    long = "a" * 57 + " bc"
    assert free_name(long, []) == long
    assert free_name(long, [long]) == "a" * 57 + " 2"
    assert free_name("a", ["a", "a 2"]) == "a 3"


@pytest.mark.parametrize("name", ["config.toml", "pronunciation.toml", "tokens.json"])
def test_what_the_app_keeps_itself_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    own = tmp_path / "cosyvoice-home" / name
    own.parent.mkdir()
    own.write_text("precious = 1")
    link = tmp_path / "profiles.toml"
    link.symlink_to(own)
    for path in (own, link):
        with pytest.raises(ExchangeError) as raised:
            save_profiles(path, {"Story": VoiceProfile(service="nas")})
        assert raised.value.key == "export_over_own"
    assert own.read_text() == "precious = 1"
