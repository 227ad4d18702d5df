"""`cosyvoice speak` by the settings of a person: profiles, languages, rules and fallbacks."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import io
import json
import subprocess
from typing import TYPE_CHECKING
import wave

import pytest

from local_server.engines import Capabilities, State
from tests.desktop_app.cli.conftest import Done
from tests.local_server.running import TOKEN, running, voice_pcm

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from pathlib import Path

    from local_server.engines import Style, Voice
    from tests.desktop_app.cli.conftest import Shell

NOBODY = "http://127.0.0.1:9"


@dataclass
class Notes:
    """An engine that notes what it is asked for."""

    name: str = "notes"
    capabilities: Capabilities = field(default_factory=Capabilities)
    state: State = State.READY
    rate: float | None = None
    voices: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    styles: list[tuple[str, float]] = field(default_factory=list)

    async def start(self) -> None:
        """It is always ready."""

    async def close(self) -> None:
        """It holds nothing."""

    async def speak(
        self, text: AsyncIterator[str], voice: Voice, style: Style
    ) -> AsyncGenerator[bytes]:
        self.voices.append(voice.id)
        self.styles.append((style.instruct, style.speed))
        at = len(self.said)
        self.said.append("")
        async for piece in text:
            self.said[at] += piece
            yield voice_pcm(0.2)


@dataclass
class Served:
    """A service, what it was asked for, and its two voices."""

    url: str
    notes: Notes
    voices: tuple[str, str]


@asynccontextmanager
async def served(directory: Path) -> AsyncIterator[Served]:
    notes = Notes()
    async with running(directory, engine=notes) as server:
        yield Served(server.url, notes, (await server.voice(), await server.voice()))


def set_up(user: Shell, services: dict[str, str], more: str = "", *, active: str = "home") -> None:
    """Write the settings: services by name, all with the token of the tests."""
    folder = user.home / ".config" / "cosyvoice-home"
    folder.mkdir(parents=True)
    tables = "".join(
        f'[services.{name}]\nurl = "{url}"\ntoken_in = "file"\n' for name, url in services.items()
    )
    head = f'version = 1\nactive = "{active}"\n'
    (folder / "config.toml").write_text(f"{head}{tables}{more}", "utf-8")
    (folder / "tokens.json").write_text(json.dumps(dict.fromkeys(services, TOKEN)))


def add_rules(user: Shell, *rules: tuple[str, str]) -> None:
    written = "".join(f'[[rules]]\nfind = "{find}"\nreplace = "{said}"\n' for find, said in rules)
    path = user.home / ".config" / "cosyvoice-home" / "pronunciation.toml"
    path.write_text(f"version = 1\n{written}", "utf-8")


async def speak(user: Shell, *arguments: str, stdin: bytes = b"") -> Done:
    """Run the command while the service answers in this process."""
    process = user.start("speak", "-o", "a.wav", *arguments, stdin=subprocess.PIPE)
    out, err = await asyncio.to_thread(process.communicate, stdin, 60)
    done = Done(process.returncode, out.decode(), err.decode(), out)
    assert "Traceback" not in done.err, done.err
    return done


async def test_a_rule_changes_what_the_service_receives(fresh: Shell, tmp_path: Path) -> None:
    async with served(tmp_path / "served") as service:
        set_up(fresh, {"home": service.url})
        add_rules(fresh, ("NAS", "network storage"))
        assert (await speak(fresh, "The NAS is full.")).code == 0
        assert (await speak(fresh, "-", stdin=b"My NAS, too, is full.\n")).code == 0
    first, *rest = service.notes.said
    assert first == "The network storage is full."
    assert "".join(rest).replace(" ", "") == "Mynetworkstorage,too,isfull."


async def test_what_is_read_and_the_pauses_are_those_of_the_settings(
    fresh: Shell, tmp_path: Path
) -> None:
    text = "It is at https://a.b/c, as they say. And so it is for all of us."
    async with served(tmp_path / "served") as service:
        set_up(fresh, {"home": service.url}, '[reading]\nlinks = "skip"\nsentence_pause = 2.0\n')
        assert (await speak(fresh, text)).code == 0
        assert (await speak(fresh, "-", stdin=text.encode())).code == 0
        with wave.open(str(fresh.home / "a.wav")) as file:
            arriving = file.getnframes() / file.getframerate()
    assert "a.b" not in "".join(service.notes.said)
    assert service.notes.said[0] == "It is at, as they say."
    assert arriving > 2.0  # a sentence of this engine takes a fifth of a second


async def test_a_chinese_sentence_is_spoken_by_the_profile_for_chinese(
    fresh: Shell, tmp_path: Path
) -> None:
    async with served(tmp_path / "served") as service:
        english, chinese = service.voices
        set_up(
            fresh,
            {"home": service.url},
            f'[profiles.Mum]\nservice = "home"\nvoice = "{english}"\n'
            f'[profiles."奶奶"]\nservice = "home"\nvoice = "{chinese}"\nspeed = 0.8\n'
            'mode = "natural_language_replication"\ninstruct = "用四川话说"\n'
            '[app]\nprofile = "Mum"\nspeed = 1.5\n[app.language_profiles]\nzh = "奶奶"\n',
        )
        assert (await speak(fresh, "Good morning. 今天天气很好。")).code == 0
        assert service.notes.voices == [english, chinese]
        assert service.notes.styles == [("", 1.5), ("用四川话说", pytest.approx(1.2))]
        done = await speak(fresh, "--profile", "奶奶", "--speed", "2", "Good morning.")
        assert done.code == 0, done
    assert service.notes.voices[2:] == [chinese]
    assert service.notes.styles[2:] == [("用四川话说", 2.0)]


async def test_a_service_that_is_down_is_replaced_and_that_is_said(
    fresh: Shell, tmp_path: Path
) -> None:
    async with served(tmp_path / "served") as service:
        set_up(fresh, {"home": NOBODY, "other": service.url}, '[app]\nstand_in = "services"\n')
        done = await speak(fresh, "-q", "Hello there. And again.")
    assert done.code == 0, done
    assert service.notes.said == ["Hello there.", "And again."]
    assert done.err.count("Using other instead of home.") == 1
    assert "127.0.0.1" in done.err


@pytest.mark.parametrize("named", [["--service", "home"], ["--voice", "mum"]])
async def test_what_is_named_speaks_alone(fresh: Shell, tmp_path: Path, named: list[str]) -> None:
    async with served(tmp_path / "served") as service:
        set_up(fresh, {"home": NOBODY, "other": service.url}, '[app]\nstand_in = "services"\n')
        done = await speak(fresh, *named, "Hello there.")
    assert done.code == 3, done
    assert not service.notes.said
    assert not (fresh.home / "a.wav").exists()


async def test_a_service_or_a_voice_that_is_named_speaks_without_the_profile(
    fresh: Shell, tmp_path: Path
) -> None:
    async with served(tmp_path / "served") as service:
        first, newest = service.voices
        set_up(
            fresh,
            {"home": NOBODY, "other": service.url},
            '[profiles.Calm]\nservice = "home"\nvoice = "v"\n'
            'mode = "natural_language_replication"\ninstruct = "calm"\n'
            '[app]\nprofile = "Calm"\n[app.language_profiles]\nen = "Calm"\n',
        )
        assert (await speak(fresh, "-s", "other", "-v", first[:20], "Hello.")).code == 0
        assert (await speak(fresh, "-s", "other", "Hello.")).code == 0
        assert (await speak(fresh, "-s", "other", "-p", "Calm", "Hello.")).code == 0
    assert service.notes.voices == [first, newest, newest]
    assert [instruct for instruct, _ in service.notes.styles] == ["", "", "calm"]


async def test_the_environment_names_a_service_that_speaks_alone(
    fresh: Shell, tmp_path: Path
) -> None:
    async with served(tmp_path / "served") as service:
        set_up(fresh, {"other": service.url}, active="other")
        fresh.environment.update(COSYVOICE_URL=NOBODY, COSYVOICE_TOKEN=TOKEN)
        assert (await speak(fresh, "Hello.")).code == 3
        assert not service.notes.said
        del fresh.environment["COSYVOICE_TOKEN"]
        assert (await speak(fresh, "-s", "other", "Hello.")).code == 0
    assert service.notes.said == ["Hello."]


async def test_a_profile_that_is_not_there_is_an_error_that_names_those_that_are(
    fresh: Shell,
) -> None:
    set_up(fresh, {"home": NOBODY}, "[profiles.Calm]\n[profiles.Story]\n")
    done = await speak(fresh, "--profile", "nope", "Hello.")
    assert done.code == 7
    assert "“nope”" in done.err
    assert "Calm, Story" in done.err
    done = await speak(fresh, "--profile", "Calm", "--mode", "natural-language", "Hello.")
    assert done.code == 2
    assert "requires --instruct" in done.err


async def test_a_pipe_is_heard_while_its_text_still_arrives(fresh: Shell, tmp_path: Path) -> None:
    async with served(tmp_path / "served") as service:
        set_up(fresh, {"home": service.url})
        add_rules(fresh, ("Mr", "mister"))
        process = fresh.start("speak", "-q", "-o", "-", "-", stdin=subprocess.PIPE)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"Mr Smith is here.\n")
        process.stdin.flush()
        heard = await asyncio.to_thread(process.stdout.read, 9000)
        assert service.notes.said == ["mister Smith is here."]
        rest, _ = await asyncio.to_thread(process.communicate, "你好。\n".encode(), 60)
    assert process.returncode == 0
    with wave.open(io.BytesIO(heard + rest)) as file:
        assert file.getframerate() == 24_000
    assert len(heard + rest) == pytest.approx(44 + 2 * len(voice_pcm(0.2)), rel=0.05)
    assert service.notes.said[1:] == ["你好。"]


@pytest.mark.parametrize("transport", ["ws", "sse", "json"])
async def test_every_transport_takes_rate_and_options(
    fresh: Shell, tmp_path: Path, transport: str
) -> None:
    async with served(tmp_path / "served") as service:
        set_up(fresh, {"home": service.url})
        done = await speak(
            fresh,
            *("--transport", transport, "--sample-rate", "16000", "--instruct", "calm"),
            "One sentence. Two sentences.",
        )
    assert done.code == 0, done
    assert service.notes.styles == [("calm", 1.0)] * 2
    assert done.err.count("notes can't follow the instruct") == 1  # once, not for each sentence
    with wave.open(str(fresh.home / "a.wav")) as file:
        assert file.getframerate() == 16_000
        assert file.getnframes() == pytest.approx(2 * 0.2 * 16_000, rel=0.05)


def test_a_rule_that_is_wrong_is_named_and_the_others_are_used(fresh: Shell) -> None:
    folder = fresh.home / ".config" / "cosyvoice-home"
    folder.mkdir(parents=True)
    rules = "version = 1\n[[rules]]\nfind = '(a'\nreplace = ''\npattern = true\n"
    (folder / "pronunciation.toml").write_text(rules, "utf-8")
    done = fresh.good("speak", "-q", "-o", "a.wav", "hi there")
    assert "The expression “(a” isn't valid: character 3:" in done.err
    assert f"This pronunciation rule in {folder / 'pronunciation.toml'} isn't used." in done.err
    (folder / "pronunciation.toml").write_text(rules + "patern = true", "utf-8")
    done = fresh.run("speak", "-q", "-o", "b.wav", "hi there")
    assert done.code == 7
    assert f"{folder / 'pronunciation.toml'}: “patern” of rule 1 isn't a known setting" in done.err
    assert "did you mean “pattern”?" in done.err
    assert "Correct the file, or move it away" in done.err
