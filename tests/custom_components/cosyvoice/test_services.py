"""Actions: the voices on a service, and speech in a file."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web
import av
from homeassistant.components.media_source.models import PlayMedia
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
import pytest
import voluptuous as vol

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.shared_client import AudioSpec
from custom_components.cosyvoice.shared_client.wav import wav_file
from tests.shared_client.service import VOICE, Service, Task, serving, tone

from .conftest import ROOT, TTS_ENTITY, LocalServer, entry_of, set_up, voices_of
from .test_event import ACTIVITY

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import entity_registry as er
    from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

SAMPLE = ROOT / "local_server/data/reference_voice.wav"
TEXT = "This voice was made by a program, so it belongs to nobody."


@pytest.fixture(autouse=True)
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """The only media folder; another may be read and written, too."""
    media = tmp_path / "media"
    media.mkdir()
    (tmp_path / "allowed").mkdir()
    hass.config.media_dirs = {"local": str(media)}
    hass.config.allowlist_external_dirs = {str(media), str(tmp_path / "allowed")}
    return media


@pytest.fixture
async def own_entry(
    hass: HomeAssistant, own_service: LocalServer
) -> AsyncGenerator[MockConfigEntry]:
    """A service of the test's own with one profile, set up."""
    voice = (await voices_of(own_service))[0].id
    entry = entry_of(own_service, {"voice": voice, "language": "en"}, cold_start_timeout=0)
    await set_up(hass, entry)
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


async def act(hass: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    """Do an action and take its response."""
    response = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    assert response is not None
    return response


async def refused(hass: HomeAssistant, action: str, **data: Any) -> str | None:
    """The translation key of the error that the action ends with."""
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(DOMAIN, action, data, blocking=True)
    assert raised.value.translation_domain in (DOMAIN, "homeassistant")
    return raised.value.translation_key


def fired(hass: HomeAssistant) -> dict[str, Any]:
    state = hass.states.get(ACTIVITY)
    assert state is not None
    return dict(state.attributes)


def heard(path: str) -> tuple[str, int, float]:
    """Codec and rate of a file, and how long it says it is."""
    with av.open(path) as container:
        (stream,) = container.streams.audio
        assert container.duration is not None
        return stream.codec_context.name, stream.rate, container.duration / av.time_base


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# --- voices ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("init_integration")
async def test_lists_voices(hass: HomeAssistant, service: LocalServer) -> None:
    (voice,) = await voices_of(service)
    assert voice.created_at is not None
    assert await act(hass, "list_voices") == {
        "voices": [
            {
                "reference_audio_id": voice.id,
                "name": "reference voice – “This voice was made by a program, so it…”",
                "filename": "reference_voice.wav",
                "text": voice.text,
                "bytes": voice.bytes,
                "created_at": voice.created_at.isoformat(),
                "ready": True,
                "state": "ready",
                "model": None,
            }
        ]
    }


async def test_creates_and_deletes_a_voice(
    hass: HomeAssistant, own_entry: MockConfigEntry, own_service: LocalServer, folder: Path
) -> None:
    (folder / "grandpa.wav").write_bytes(SAMPLE.read_bytes())
    voice = await act(hass, "create_voice", path=str(folder / "grandpa.wav"), text=TEXT)
    assert voice["filename"] == "grandpa.wav"
    assert voice["text"] == TEXT
    assert voice["name"].startswith("grandpa")
    new = voice["reference_audio_id"]
    assert new in [voice.id for voice in await voices_of(own_service)]
    assert new in own_entry.runtime_data.voices.data
    attributes = fired(hass)
    assert attributes["event_type"] == "voice_created"
    assert attributes["voice"] == new
    assert attributes["filename"] == "grandpa.wav"
    # Everyone can read an entity's attributes.
    assert TEXT not in str(attributes)

    await hass.services.async_call(DOMAIN, "delete_voice", {"voice": new}, blocking=True)
    assert new not in [voice.id for voice in await voices_of(own_service)]
    assert new not in own_entry.runtime_data.voices.data
    attributes = fired(hass)
    assert attributes["event_type"] == "voice_deleted"
    assert attributes["voice"] == new
    assert attributes["filename"] == "grandpa.wav"

    assert await refused(hass, "delete_voice", voice=new) == "voice_unknown"


@pytest.mark.parametrize("picked", [True, False])
@pytest.mark.usefixtures("own_entry")
async def test_creates_a_voice_from_media(
    hass: HomeAssistant, folder: Path, *, picked: bool
) -> None:
    (folder / "recorded.wav").write_bytes(SAMPLE.read_bytes())
    media = "media-source://media_source/local/recorded.wav"
    voice = await act(
        hass,
        "create_voice",
        media={"media_content_id": media, "media_content_type": "audio/wav"} if picked else media,
        text=TEXT,
        filename="aunt.wav",
    )
    assert voice["filename"] == "aunt.wav"


@pytest.fixture
async def elsewhere(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[dict[str, Any]]:
    """A media source whose media are on another server."""
    answer: dict[str, Any] = {"status": 200, "body": SAMPLE.read_bytes()}

    async def serve(request: web.Request) -> web.StreamResponse:
        if answer.get("endless"):
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(bytes(1 << 20))
        return web.Response(**answer)

    app = web.Application()
    app.router.add_get("/their voice.wav", serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]

    async def resolve(*_: Any) -> PlayMedia:
        return PlayMedia(f"http://{host}:{port}/their%20voice.wav", "audio/wav")

    monkeypatch.setattr("homeassistant.components.media_source.async_resolve_media", resolve)
    yield answer
    await runner.cleanup()


@pytest.mark.usefixtures("own_entry")
async def test_creates_a_voice_from_media_elsewhere(
    hass: HomeAssistant, elsewhere: dict[str, Any]
) -> None:
    media = "media-source://elsewhere/1"
    voice = await act(hass, "create_voice", media=media, text=TEXT)
    assert voice["filename"] == "their voice.wav"

    elsewhere["status"] = 404
    assert await refused(hass, "create_voice", media=media, text=TEXT) == "media_unavailable"


@pytest.mark.usefixtures("own_entry")
async def test_media_without_end_are_no_recording(
    hass: HomeAssistant, elsewhere: dict[str, Any]
) -> None:
    elsewhere["endless"] = True
    key = await refused(hass, "create_voice", media="media-source://elsewhere/1", text=TEXT)
    assert key == "recording_too_large"


@pytest.mark.usefixtures("own_entry")
async def test_says_what_is_wrong_with_a_recording(hass: HomeAssistant, folder: Path) -> None:
    async def key(**data: Any) -> str | None:
        return await refused(hass, "create_voice", text=TEXT, **data)

    assert await key(path="/etc/passwd") == "path_not_allowed"
    assert await key(path=str(folder / "none.wav")) == "cannot_read"
    assert await key(media="https://example.com/voice.wav") == "not_media"
    assert await key(media="media-source://nobody/1") == "media_unavailable"
    assert await key(media="media-source://media_source/local/none.wav") == "cannot_read"
    (folder / "words.wav").write_text("no audio")
    assert await key(path=str(folder / "words.wav")) == "recording_is_no_audio"
    (folder / "short.wav").write_bytes(wav_file(tone(1.0), AudioSpec(24_000)))
    assert await key(path=str(folder / "short.wav")) == "recording_too_short"


@pytest.mark.parametrize(
    "data",
    [
        {"text": TEXT},
        {"text": TEXT, "path": "/media/a.wav", "media": "media-source://a/b"},
        {"text": "  ", "path": "/media/a.wav"},
        {"path": "/media/a.wav"},
    ],
)
@pytest.mark.usefixtures("init_integration")
async def test_a_recording_is_one_file_with_a_transcript(
    hass: HomeAssistant, data: dict[str, Any]
) -> None:
    with pytest.raises(vol.Invalid):
        await hass.services.async_call(DOMAIN, "create_voice", data, blocking=True)


async def test_does_not_delete_the_voice_of_a_profile(
    hass: HomeAssistant, own_entry: MockConfigEntry, own_service: LocalServer
) -> None:
    (voice,) = own_entry.runtime_data.voices.data
    with pytest.raises(ServiceValidationError, match="Grandma") as raised:
        await hass.services.async_call(DOMAIN, "delete_voice", {"voice": voice}, blocking=True)
    assert raised.value.translation_key == "voice_in_use"
    assert len(await voices_of(own_service)) == 1

    await hass.services.async_call(
        DOMAIN, "delete_voice", {"voice": voice, "force": True}, blocking=True
    )
    assert not await voices_of(own_service)


def as_user(user: MockUser) -> Context:
    return Context(user_id=user.id)


@pytest.mark.parametrize("action", ["create_voice", "delete_voice", "list_voices"])
@pytest.mark.usefixtures("init_integration")
async def test_only_administrators_change_voices_and_read_transcripts(
    hass: HomeAssistant, hass_read_only_user: MockUser, voice: str, action: str
) -> None:
    data = {
        "create_voice": {"path": "/a.wav", "text": TEXT},
        "delete_voice": {"voice": voice},
        "list_voices": {},
    }[action]
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            action,
            data,
            blocking=True,
            context=as_user(hass_read_only_user),
            return_response=action != "delete_voice",
        )


async def test_sees_what_others_changed(hass: HomeAssistant, own_entry: MockConfigEntry) -> None:
    client = own_entry.runtime_data.client
    new = await client.upload_reference_audio(SAMPLE, TEXT)
    assert new.id not in own_entry.runtime_data.voices.data
    await hass.services.async_call(DOMAIN, "refresh_voices", blocking=True)
    assert new.id in own_entry.runtime_data.voices.data


@pytest.mark.usefixtures("own_entry")
async def test_says_that_the_service_is_down(
    hass: HomeAssistant, own_service: LocalServer, folder: Path
) -> None:
    (folder / "a.wav").write_bytes(SAMPLE.read_bytes())
    own_service.kill()
    assert await refused(hass, "refresh_voices") == "connection_refused"
    assert await refused(hass, "delete_voice", voice="another") == "connection_refused"
    path = str(folder / "a.wav")
    assert await refused(hass, "create_voice", path=path, text=TEXT) == "connection_refused"


async def test_asks_for_the_token_when_it_is_refused(
    hass: HomeAssistant, own_entry: MockConfigEntry, own_service: LocalServer
) -> None:
    own_service.kill()
    own_service.token = "another"
    own_service.start()
    assert await refused(hass, "refresh_voices") == "invalid_auth"
    await hass.async_block_till_done()
    flows = own_entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    assert len(list(flows)) == 1


async def test_waits_for_a_service_that_sleeps(hass: HomeAssistant) -> None:
    answers = 0

    async def waking(_: web.Request) -> web.StreamResponse | None:
        nonlocal answers
        answers += 1
        return web.Response(status=503) if answers < 3 else None

    async with serving(Service()) as service:
        entry = entry_of(service)
        await set_up(hass, entry)
        service.before = waking
        service.voices = []
        assert await act(hass, "list_voices") == {"voices": []}
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_service_must_be_named_where_there_are_several(
    hass: HomeAssistant, init_integration: MockConfigEntry, own_entry: MockConfigEntry
) -> None:
    key = await refused(hass, "refresh_voices")
    assert key == "service_found_multiple_config_entry_for_domain"
    for entry in (init_integration, own_entry):
        assert len((await act(hass, "list_voices", config_entry_id=entry.entry_id))["voices"]) == 1
    await hass.config_entries.async_unload(own_entry.entry_id)
    key = await refused(hass, "refresh_voices", config_entry_id=own_entry.entry_id)
    assert key == "service_config_entry_not_loaded"


# --- speech in a file -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "codec", "suffix"),
    [
        ({}, "mp3float", ".mp3"),
        ({"format": "wav"}, "pcm_s16le", ".wav"),
        ({"path": "doorbell.flac"}, "flac", ".flac"),
        ({"path": "a/b/doorbell.WAV"}, "pcm_s16le", ".WAV"),
        ({"path": "doorbell"}, "mp3float", ".mp3"),
        ({"path": "doorbell.audio", "format": "flac"}, "flac", ".flac"),
    ],
)
@pytest.mark.usefixtures("init_integration")
async def test_speaks_into_a_file(
    hass: HomeAssistant, folder: Path, more: dict[str, Any], codec: str, suffix: str
) -> None:
    answer = await act(hass, "synthesize", message="Good morning!", profile=TTS_ENTITY, **more)
    path = Path(answer["path"])
    assert path.is_relative_to(folder / "cosyvoice")
    assert path.suffix == suffix
    assert answer["media_content_id"] == (
        f"media-source://media_source/local/{path.relative_to(folder).as_posix()}"
    )
    assert heard(answer["path"])[:2] == (codec, 24_000)
    assert heard(answer["path"])[2] == pytest.approx(answer["duration"], abs=0.1)
    assert 0.3 < answer["duration"] < 5
    assert answer["metrics"].keys() == {
        "time_to_first_audio",
        "real_time_factor",
        "elapsed",
        "transport",
    }
    assert answer["metrics"]["transport"] == "websocket"
    # Nothing else is left there.
    assert files(folder) == [path]


@pytest.mark.usefixtures("init_integration")
async def test_the_file_is_named_after_what_it_says(hass: HomeAssistant) -> None:
    answer = await act(
        hass, "synthesize", message="Hello, 早上好! " + "more " * 40, profile=TTS_ENTITY
    )
    assert "hello_zao_shang_hao_more" in answer["path"]
    assert len(Path(answer["path"]).name) < 80


@pytest.mark.usefixtures("init_integration")
async def test_speaks_into_an_allowed_folder(hass: HomeAssistant, tmp_path: Path) -> None:
    path = tmp_path / "allowed/bell.wav"
    answer = await act(
        hass, "synthesize", message="Good morning.", profile=TTS_ENTITY, path=str(path)
    )
    assert answer["media_content_id"] is None
    assert answer["path"] == str(path)
    assert heard(str(path))[0] == "pcm_s16le"


@pytest.mark.usefixtures("init_integration")
async def test_speaks_with_a_voice_alone(hass: HomeAssistant, voice: str) -> None:
    slow = await act(hass, "synthesize", message="Good morning.", voice=voice, speed=0.5)
    fast = await act(hass, "synthesize", message="Good morning.", voice=voice, speed="2")
    assert slow["duration"] > 2 * fast["duration"]
    assert fired(hass)["profile"] is None


def recorded(seen: list[dict[str, Any]]) -> Callable[[Task], Awaitable[None]]:
    """Speaks a second of silence, and keeps what it was asked for."""

    async def speaking(task: Task) -> None:
        while await task.run_task():
            seen.append(task.parameters)
            await task.started()
            await task.all_text()
            await task.audio(bytes(48_000))
            await task.finished()

    return speaking


async def test_options_of_the_call_go_before_the_profiles(hass: HomeAssistant) -> None:
    seen: list[dict[str, Any]] = []
    async with serving(Service(task=recorded(seen))) as service:
        entry = entry_of(service, {"voice": VOICE["id"], "language": "zh", "volume": 0.5})
        await set_up(hass, entry)
        say = {"message": "Good morning.", "profile": TTS_ENTITY}
        await act(hass, "synthesize", **say)
        await act(hass, "synthesize", **say, instruct="Whisper.", volume=2)
        await act(hass, "synthesize", **say, instruct="Whisper.", mode="fast_replication")
        await hass.config_entries.async_unload(entry.entry_id)
    modes = [parameters["mode"] for parameters in seen]
    assert modes == ["fast_replication", "natural_language_replication", "fast_replication"]
    assert [parameters["volume"] for parameters in seen] == [0.5, 2.0, 0.5]
    assert [parameters["instruct"] for parameters in seen] == ["", "Whisper.", ""]


@pytest.mark.usefixtures("init_integration")
async def test_a_file_is_named_after_what_is_in_it(hass: HomeAssistant, tmp_path: Path) -> None:
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    page = tmp_path / "card.js"
    page.write_text("a part of a page")
    say = {"message": "Good morning.", "profile": TTS_ENTITY, "overwrite": True}
    answer = await act(hass, "synthesize", **say, path=str(page), format="mp3")
    assert answer["path"] == f"{page}.mp3"
    assert page.read_text() == "a part of a page"


@pytest.mark.usefixtures("init_integration")
async def test_does_not_overwrite_unless_told_to(hass: HomeAssistant, folder: Path) -> None:
    say = {"message": "Good morning.", "profile": TTS_ENTITY, "path": "bell.wav"}
    path = folder / "cosyvoice/bell.wav"
    path.parent.mkdir()
    path.write_text("precious")
    assert await refused(hass, "synthesize", **say) == "file_exists"
    assert path.read_text() == "precious"
    await act(hass, "synthesize", **say, overwrite=True)
    assert heard(str(path))[0] == "pcm_s16le"


@pytest.mark.usefixtures("init_integration")
async def test_only_administrators_overwrite(
    hass: HomeAssistant,
    hass_read_only_user: MockUser,
    hass_admin_user: MockUser,
    folder: Path,
) -> None:
    path = folder / "cosyvoice/bell.wav"
    path.parent.mkdir()
    path.write_text("precious")
    say = {"message": "Good morning.", "profile": TTS_ENTITY}

    async def synthesize(user: MockUser, **data: Any) -> None:
        context = as_user(user)
        await hass.services.async_call(
            DOMAIN, "synthesize", say | data, blocking=True, context=context
        )

    with pytest.raises(Unauthorized):
        await synthesize(hass_read_only_user, path="bell.wav", overwrite=True)
    with pytest.raises(ServiceValidationError):
        await synthesize(hass_read_only_user, path="bell.wav")
    assert path.read_text() == "precious"
    # What is new takes nothing from anybody.
    await synthesize(hass_read_only_user, path="new.wav")
    assert heard(str(path.with_name("new.wav")))
    await synthesize(hass_admin_user, path="bell.wav", overwrite=True)
    assert heard(str(path))


async def test_what_comes_there_meanwhile_is_not_overwritten(
    hass: HomeAssistant, folder: Path, tmp_path: Path
) -> None:
    """Speech takes a while, in which the place is somebody else's."""
    path = folder / "cosyvoice/bell.wav"
    outside = tmp_path / "outside"
    outside.mkdir()

    async def meanwhile(task: Task) -> None:
        while await task.run_task():
            await task.started()
            await task.all_text()
            await task.audio(bytes(48_000))
            change()
            await task.finished()

    def write() -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text("precious")

    def link() -> None:
        path.parent.rename(folder / "moved")
        path.parent.symlink_to(outside)

    async with serving(Service(task=meanwhile)) as service:
        entry = entry_of(service, {"voice": VOICE["id"], "language": "zh"})
        await set_up(hass, entry)
        say = {"message": "Good morning.", "profile": TTS_ENTITY, "path": "bell.wav"}
        change = write
        assert await refused(hass, "synthesize", **say) == "file_exists"
        assert path.read_text() == "precious"
        change = link
        path.unlink()
        assert await refused(hass, "synthesize", **say, overwrite=True) == "path_not_allowed"
        assert not files(outside)
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("init_integration")
async def test_writes_through_no_link_that_leads_out_and_into_no_pipe(
    hass: HomeAssistant, folder: Path, tmp_path: Path
) -> None:
    (folder / "cosyvoice").mkdir()
    outside = tmp_path / "outside.wav"
    outside.write_text("precious")
    (folder / "cosyvoice/link.wav").symlink_to(outside)
    (folder / "cosyvoice/nowhere.wav").symlink_to(tmp_path / "nowhere.wav")
    (folder / "cosyvoice/inside.wav").symlink_to(folder / "cosyvoice/target.wav")
    (folder / "cosyvoice/target.wav").write_text("precious")
    (folder / "cosyvoice/loop.wav").symlink_to("loop.wav")
    os.mkfifo(folder / "cosyvoice/pipe.wav")

    async def key(path: str) -> str | None:
        return await refused(
            hass, "synthesize", message="Hi.", profile=TTS_ENTITY, path=path, overwrite=True
        )

    assert await key("link.wav") == "path_not_allowed"
    assert await key("nowhere.wav") == "cannot_write"
    assert await key("loop.wav") in {"cannot_write", "path_not_allowed"}
    assert await key("pipe.wav") == "cannot_write"
    assert outside.read_text() == "precious"
    assert not (tmp_path / "nowhere.wav").exists()
    # A link to another allowed place is followed.
    say = {"message": "Hi.", "profile": TTS_ENTITY, "overwrite": True}
    await act(hass, "synthesize", **say, path="inside.wav")
    assert heard(str(folder / "cosyvoice/target.wav"))
    assert (folder / "cosyvoice/inside.wav").is_symlink()


@pytest.mark.usefixtures("own_entry")
async def test_reads_no_recording_through_a_link_or_from_a_pipe(
    hass: HomeAssistant, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.wav").write_bytes(SAMPLE.read_bytes())
    (folder / "link.wav").symlink_to(tmp_path / "secret.wav")
    os.mkfifo(folder / "pipe.wav")

    async def key(**data: Any) -> str | None:
        return await refused(hass, "create_voice", text=TEXT, **data)

    assert await key(path=str(folder / "link.wav")) == "path_not_allowed"
    assert await key(path=f"{folder}/../secret.wav") == "path_not_allowed"
    assert await key(path=str(folder / "pipe.wav")) == "cannot_read"
    assert await key(path=str(folder)) == "cannot_read"
    assert await key(media="media-source://media_source/local/pipe.wav") == "cannot_read"
    escape = "media-source://media_source/local/../secret.wav"
    assert await key(media=escape) in {"media_unavailable", "cannot_read"}


@pytest.mark.parametrize(
    "text",
    [
        *("a\x00b", "\ud800", "a\r\n\x1b[31m\u202e{voice}", "x" * 300, "../" * 40 + "etc/passwd"),
        *("/proc/self/mem", "//", "media-source://", "media-source://media_source/local/\x00"),
        *("http://[::1", "a/" * 2_100 + "b.wav"),
    ],
    ids=lambda text: ascii(text)[:30],
)
async def test_whatever_an_action_is_given_it_answers_in_words(
    hass: HomeAssistant, own_entry: MockConfigEntry, folder: Path, text: str
) -> None:
    """An error of ours is a sentence, or one of the schema; all else is a fault."""
    (folder / "a.wav").write_bytes(SAMPLE.read_bytes())
    recording = {"path": str(folder / "a.wav"), "text": TEXT}
    speech = {"message": "Hi.", "profile": TTS_ENTITY, "path": "a.wav"}
    (voice,) = own_entry.runtime_data.voices.data
    for action, data in (
        ("list_voices", {"config_entry_id": text}),
        ("refresh_voices", {"config_entry_id": text}),
        ("create_voice", {"path": text, "text": TEXT}),
        ("create_voice", {"path": f"{folder}/{text}", "text": TEXT}),
        ("create_voice", {"media": text, "text": TEXT}),
        ("create_voice", {"media": {"media_content_id": text}, "text": TEXT}),
        ("create_voice", recording | {"text": text}),
        ("create_voice", recording | {"filename": text}),
        ("delete_voice", {"voice": text}),
        ("synthesize", speech | {"message": text}),
        ("synthesize", {"message": text, "profile": TTS_ENTITY}),
        ("synthesize", speech | {"profile": text}),
        ("synthesize", speech | {"path": text}),
        ("synthesize", speech | {"path": f"{folder}/{text}", "format": "wav"}),
        ("synthesize", speech | {"voice": text}),
        ("synthesize", speech | {"mode": text}),
        ("synthesize", speech | {"instruct": text}),
        ("synthesize", speech | {"speed": text}),
        ("synthesize", speech | {"volume": text}),
        ("synthesize", speech | {"format": text}),
        ("synthesize", speech | {"overwrite": text}),
    ):
        failed: HomeAssistantError | None = None
        try:
            await hass.services.async_call(
                DOMAIN, action, data, blocking=True, return_response=action == "list_voices"
            )
        except HomeAssistantError as error:
            failed = error
        except vol.Invalid:
            pass
        if failed is not None:
            assert failed.translation_key, (action, data)
            if failed.translation_domain == DOMAIN:
                shown = str(failed.translation_placeholders)
                assert len(shown) < 1000, (action, data)
                assert shown.isprintable(), (action, data)
        (folder / "cosyvoice/a.wav").unlink(missing_ok=True)
    assert voice in [one.id for one in await own_entry.runtime_data.client.list_reference_audio()]


async def test_nothing_given_is_the_default(hass: HomeAssistant, folder: Path) -> None:
    """As a template without a value gives."""
    seen: list[dict[str, Any]] = []
    async with serving(Service(task=recorded(seen))) as service:
        profile = {"voice": VOICE["id"], "language": "zh", "volume": 0.5, "speed": 1.5}
        entry = entry_of(service, profile)
        await set_up(hass, entry)
        say = {"message": "Good morning.", "profile": TTS_ENTITY}
        optional = ("voice", "mode", "instruct", "speed", "volume", "path", "format", "overwrite")
        answer = await act(
            hass, "synthesize", **say, config_entry_id=None, **dict.fromkeys(optional)
        )
        assert Path(answer["path"]).is_relative_to(folder)
        assert answer["format"] == "mp3"
        await act(hass, "list_voices", config_entry_id=None)
        with pytest.raises(vol.Invalid):
            await act(hass, "synthesize", message=None, profile=TTS_ENTITY)
        await hass.config_entries.async_unload(entry.entry_id)
    (parameters,) = seen
    assert parameters["reference_audio_id"] == VOICE["id"]
    assert parameters["mode"] == "fast_replication"
    assert (parameters["speed"], parameters["volume"]) == (1.5, 0.5)


@pytest.mark.usefixtures("init_integration")
async def test_says_where_it_may_not_write(
    hass: HomeAssistant, folder: Path, tmp_path: Path
) -> None:
    async def key(**data: Any) -> str | None:
        return await refused(hass, "synthesize", message="Hello.", profile=TTS_ENTITY, **data)

    assert await key(path=str(tmp_path / "not/allowed.wav")) == "path_not_allowed"
    assert await key(path="../../bell.wav") == "path_not_allowed"
    (folder / "cosyvoice").mkdir()
    (folder / "cosyvoice/link").symlink_to(tmp_path)
    assert await key(path="link/bell.wav") == "path_not_allowed"
    assert await key(path="bell.ogg") == "format_unknown"
    (folder / "cosyvoice/file").touch()
    assert await key(path="file/bell.wav") == "cannot_write"
    (folder / "cosyvoice/folder.wav").mkdir()
    assert await key(path="folder.wav", overwrite=True) == "cannot_write"
    assert not [file for file in files(folder) if file.name.startswith(".")]


@pytest.mark.usefixtures("init_integration")
async def test_says_who_cannot_speak(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, voice: str
) -> None:
    other = entity_registry.async_get_or_create("tts", "other", "1").entity_id
    for entity_id in (other, "tts.nobody", ACTIVITY):
        key = await refused(hass, "synthesize", message="Hello.", profile=entity_id)
        assert key == "not_a_profile"
    assert (
        await refused(
            hass,
            "synthesize",
            message="Hello.",
            voice=voice,
            mode="natural_language_replication",
        )
        == "instruction_missing"
    )


@pytest.mark.parametrize("message", ["", "…", "🎉", "\n"])
@pytest.mark.usefixtures("init_integration")
async def test_a_message_without_words_is_a_file_of_a_moment_of_silence(
    hass: HomeAssistant, voice: str, message: str
) -> None:
    answer = await act(hass, "synthesize", message=message, voice=voice, format="wav")
    assert heard(answer["path"])[2] == pytest.approx(answer["duration"], abs=0.01)
    assert 0.1 < answer["duration"] < 1
    assert answer["metrics"]["time_to_first_audio"] is None
    assert fired(hass)["event_type"] == "completed"


@pytest.mark.parametrize(
    "data",
    [
        {"message": "Hello."},
        {"message": "Hello.", "voice": "a", "speed": 3},
        {"message": "Hello.", "voice": "a", "format": "ogg"},
        {"message": "Hello.", "profile": TTS_ENTITY, "config_entry_id": "a"},
        {"voice": "a"},
    ],
)
@pytest.mark.usefixtures("init_integration")
async def test_what_to_say_and_who_says_it(hass: HomeAssistant, data: dict[str, Any]) -> None:
    with pytest.raises(vol.Invalid):
        await hass.services.async_call(DOMAIN, "synthesize", data, blocking=True)


async def test_leaves_nothing_behind_when_the_service_fails_midway(
    hass: HomeAssistant, folder: Path
) -> None:
    async def failing(task: Task) -> None:
        await task.run_task()
        await task.started()
        await task.all_text()
        await task.audio(bytes(48_000))
        await task.event("task-failed", error_code="Broken", error_message="the GPU is gone")

    async with serving(Service(task=failing)) as service:
        entry = entry_of(service, {"voice": VOICE["id"], "language": "zh"}, cold_start_timeout=0)
        await set_up(hass, entry)
        key = await refused(hass, "synthesize", message="Good morning.", profile=TTS_ENTITY)
        assert key == "synthesis_failed_because"
        await hass.config_entries.async_unload(entry.entry_id)
    assert not files(folder)


async def test_leaves_nothing_behind_when_it_is_cancelled(
    hass: HomeAssistant, folder: Path
) -> None:
    speaking = asyncio.Event()

    async def slow(task: Task) -> None:
        await task.run_task()
        await task.started()
        await task.all_text()
        await task.audio(bytes(48_000))
        speaking.set()
        await task.command()

    async with serving(Service(task=slow)) as service:
        entry = entry_of(service, {"voice": VOICE["id"], "language": "zh"})
        await set_up(hass, entry)
        action = asyncio.create_task(
            act(hass, "synthesize", message="Good morning.", profile=TTS_ENTITY)
        )
        await speaking.wait()
        while not files(folder):  # noqa: ASYNC110 - it is another thread's
            await asyncio.sleep(0.01)
        action.cancel()
        with pytest.raises(asyncio.CancelledError):
            await action
        async with asyncio.timeout(5):
            await service.gone.wait()
        assert not entry.runtime_data.utterances
        await hass.config_entries.async_unload(entry.entry_id)
    assert not files(folder)
