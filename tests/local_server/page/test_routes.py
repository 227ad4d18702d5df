"""What the page for voices asks for: listing, listening, adding, describing, deleting, speaking."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
import uuid

import pytest

from local_server.program import add_sample_voice
from shared_client import CosyVoiceClient
from shared_client.protocol import command, run_task
from tests.local_server.running import (
    TOKEN,
    Running,
    SlowEngine,
    audio_of,
    read_wav,
    running,
    voice_pcm,
    wav,
)

from .browser import Browser, browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from aiohttp import ClientWebSocketResponse


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    engine = SlowEngine()
    engine.go.set()
    async with running(tmp_path, engine=engine, max_upload=1 << 20) as server:
        yield server


@pytest.fixture
async def phone(server: Running) -> AsyncIterator[Browser]:
    async with browser(server) as phone:
        await phone.sign_in()
        yield phone


@pytest.fixture
async def guest(server: Running) -> AsyncIterator[Browser]:
    """Invited for one recording."""
    answer = await server.call("POST", "voices/invitations", json={})
    async with browser(server) as guest:
        await guest.accept(answer.data["address"].partition("#")[2])
        yield guest


async def listed(phone: Browser) -> list[dict[str, Any]]:
    answer = await phone.ask("GET", "api/voices")
    assert answer.status == 200
    found: list[dict[str, Any]] = answer.data
    return found


async def spoken(socket: ClientWebSocketResponse, voice: str) -> dict[str, Any]:
    """Have a voice speak; the last event, with what was heard."""
    task = str(uuid.uuid4())
    parameters = {"mode": "fast_replication", "reference_audio_id": voice, "output_format": "pcm"}
    await socket.send_json(run_task(task, parameters))
    await socket.send_json(command("continue-task", task, {"input": {"text": "Hello."}}))
    await socket.send_json(command("finish-task", task, {"input": {}}))
    heard = 0
    while True:
        event: dict[str, Any] = json.loads((await socket.receive(timeout=20)).data)
        if event["header"]["event"] == "result-generated":
            heard += len(audio_of(event["payload"]))
        elif event["header"]["event"] != "task-started":
            await socket.close()
            return {**event["header"], "heard": heard}


async def test_a_voice_is_added_listed_heard_renamed_and_deleted(
    phone: Browser, server: Running
) -> None:
    identity = await phone.add("Grandma", "Good morning, dears.")
    (voice,) = await listed(phone)
    assert voice["id"] == identity
    assert (voice["name"], voice["text"]) == ("Grandma", "Good morning, dears.")
    assert 0 <= voice["disc"] < 6

    answer = await phone.ask("GET", f"api/voices/{identity}/recording")
    rate, samples = read_wav(answer.data)
    assert (rate, len(samples)) == (24_000, 96_000)
    assert answer.headers["Cache-Control"] == "no-store"

    given = {"name": "Grandma Anna", "text": "Good evening."}
    answer = await phone.ask("PATCH", f"api/voices/{identity}", json=given)
    assert (answer.data["name"], answer.data["text"]) == ("Grandma Anna", "Good evening.")
    public = await server.call("GET", f"v1/audio/reference_audio/{identity}")
    assert public.data["filename"] == "Grandma Anna.wav"
    assert public.data["text"] == "Good evening."

    assert (await phone.ask("DELETE", f"api/voices/{identity}")).status == 200
    assert await listed(phone) == []
    for method, path in (
        ("GET", f"api/voices/{identity}/recording"),
        ("PATCH", f"api/voices/{identity}"),
        ("DELETE", f"api/voices/{identity}"),
    ):
        answer = await phone.ask(method, path, json={} if method == "PATCH" else None)
        assert (answer.status, answer.data["code"]) == (404, "NotFound")


async def test_the_sample_voice_is_marked_until_it_is_renamed(
    phone: Browser, server: Running
) -> None:
    """So that the page names it in the reader's language, as the app does."""
    add_sample_voice(server.service.storage)
    own = await phone.add("Dad", "One two three.")
    marked = {voice["id"]: voice["sample"] for voice in await listed(phone)}
    (sample,) = marked.keys() - {own}
    assert marked == {own: False, sample: True}
    for given, still in (({"text": "Other words."}, True), ({"name": "Anna"}, False)):
        answer = await phone.ask("PATCH", f"api/voices/{sample}", json=given)
        assert answer.data["sample"] is still


async def test_only_what_is_given_is_changed(phone: Browser) -> None:
    identity = await phone.add("Dad", "One two three.")
    answer = await phone.ask("PATCH", f"api/voices/{identity}", json={"name": "Dr. Smith 2.0"})
    assert (answer.data["name"], answer.data["text"]) == ("Dr. Smith 2.0", "One two three.")
    assert (await listed(phone))[0]["name"] == "Dr. Smith 2.0"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": " "}, "name is required"),
        ({"text": "\n"}, "text is required"),
        ({"text": "字" * 2_000}, "text is larger"),
        ({"text": "\ud800"}, "whole characters"),
        ([], "must be a JSON object"),
    ],
)
async def test_a_description_that_cannot_be_one_is_refused(
    phone: Browser, given: Any, words: str
) -> None:
    identity = await phone.add()
    answer = await phone.ask("PATCH", f"api/voices/{identity}", json=given)
    assert answer.status == 400
    assert words in answer.data["message"]
    assert (await listed(phone))[0]["name"] == "Grandma"


async def test_a_name_cannot_leave_its_folder(phone: Browser) -> None:
    await phone.add("../../etc/passwd\x00")
    assert (await listed(phone))[0]["name"] == "etc passwd"


async def test_a_recording_is_checked_and_nothing_is_kept_of_it(
    phone: Browser, server: Running
) -> None:
    before = sorted(server.service.storage.directory.rglob("*"))
    answer = await phone.send("api/check", wav(voice_pcm(2)))
    assert answer.status == 200
    assert answer.data["usable"] is False
    assert answer.data["findings"][0]["key"] == "too-short"
    assert answer.data["findings"][0]["values"]["least"] == 3
    assert len(answer.data["peaks"]) == 160
    assert max(answer.data["peaks"]) > 0.2
    assert sorted(server.service.storage.directory.rglob("*")) == before
    answer = await phone.send("api/check", b"<html>", filename="x.wav")
    assert (answer.status, answer.data["code"]) == (400, "InvalidAudio")


async def test_a_part_of_a_long_recording_becomes_a_voice(phone: Browser) -> None:
    long = wav(voice_pcm(40, rate=12_000), rate=12_000)
    answer = await phone.send(data=long, name="Mum", text="Hello.")
    assert answer.status == 400
    assert [one["key"] for one in answer.data["findings"]][:2] == ["sample-rate", "too-long"]
    assert await listed(phone) == []
    long = wav(voice_pcm(20, rate=16_000) + bytes(16_000), rate=16_000)
    answer = await phone.send(data=long, name="Mum", text="Hello.", begin="1.5", end="6")
    assert answer.status == 200
    recording = await phone.ask("GET", f"api/voices/{answer.data['id']}/recording")
    _, samples = read_wav(recording.data)
    assert len(samples) == pytest.approx(4.5 * 24_000, abs=100)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"name": "A"}, "text is required"),
        ({"text": "A"}, "name is required"),
        ({"name": "A", "text": "A", "begin": "x"}, "begin and end"),
        ({"name": "A", "text": "A", "begin": "3", "end": "3"}, "begin and end"),
        ({"name": "A", "text": "A", "end": "nan"}, "begin and end"),
        ({"name": "A", "text": "A", "other": "A"}, "no 'other'"),
    ],
)
async def test_an_upload_that_lacks_something_is_refused(
    phone: Browser, texts: dict[str, str], words: str
) -> None:
    answer = await phone.send(texts=texts)
    assert (answer.status, answer.data["code"]) == (400, "InvalidParameter")
    assert words in answer.data["message"]


async def test_an_upload_is_limited(phone: Browser) -> None:
    for path in ("api/voices", "api/check"):
        answer = await phone.send(path, bytes(1_100_000))
        assert (answer.status, answer.data["code"]) == (413, "TooLarge")


async def test_the_same_upload_sent_again_makes_no_second_voice(
    phone: Browser, server: Running
) -> None:
    first = await phone.add("Grandma", "Hello.")
    assert await phone.add("Grandma", "Hello.") == first
    assert await phone.add("Grandma", "Hello, you.") != first
    (server.service.storage.directory / "audio" / f"{first}.wav").unlink()
    assert await phone.add("Grandma", "Hello.") != first  # its file is gone: it is a new one


async def test_an_invitation_for_one_recording_adds_one_and_hears_that_one(
    guest: Browser, phone: Browser
) -> None:
    mums = await phone.add("Mum")
    own, other = await asyncio.gather(
        guest.send(name="Me", text="Hello."), guest.send(name="You", text="Hello.")
    )
    assert sorted((own.status, other.status)) == [200, 403]
    made = own.data["id"] if own.status == 200 else other.data["id"]
    voices = await listed(phone)
    assert {voice["id"] for voice in voices} == {mums, made}
    assert len({voice["disc"] for voice in voices}) == 2
    assert (await guest.ask("GET", "api/state")).data["voice"] == made
    assert (await guest.ask("GET", f"api/voices/{made}/recording")).status == 403
    ended = await spoken(await guest.socket(), made)
    assert ended["event"] == "task-finished"
    assert ended["heard"] > 10_000
    ended = await spoken(await guest.socket(), mums)
    assert (ended["event"], ended["error_code"]) == ("task-failed", "NotFound")


async def test_an_upload_whose_answer_was_lost_can_be_sent_again_by_a_guest(
    guest: Browser,
) -> None:
    assert await guest.add() == await guest.add()


async def test_any_voice_speaks_for_who_manages(phone: Browser) -> None:
    identity = await phone.add()
    ended = await spoken(await phone.socket(), identity)
    assert (ended["event"], ended["attributes"]["engine"]) == ("task-finished", "slow")


async def test_the_state_has_the_engines_and_no_secret(phone: Browser) -> None:
    answer = await phone.ask("GET", "api/state")
    assert answer.data["engine"]["name"] == "slow"
    assert answer.data["max_upload"] == 1 << 20
    assert TOKEN not in json.dumps(answer.data)


async def test_an_invitation_has_an_address_and_a_qr_code(server: Running, phone: Browser) -> None:
    answer = await server.call("POST", "voices/invitations", json={"for": "upload"})
    address, qr = answer.data["address"], answer.data["qr"]
    assert address.startswith(f"{server.url}/voices/#")
    assert len(address.partition("#")[2]) == 24
    assert len(qr) == len(qr[0]) >= 25
    assert qr[0].startswith("1111111")  # the finder's edge
    page = "https://ha.example/api/hassio_ingress/x/voices/"
    answer = await phone.ask("POST", "invitations", json={"for": "manage", "page": page})
    assert answer.data["address"].startswith(f"{page}#")
    server.service.address = "https://192.168.1.5:50000"
    answer = await server.call("POST", "voices/invitations", json={})
    assert answer.data["address"].startswith("https://192.168.1.5:50000/voices/#")
    for here in ("http://127.0.0.1:50000/voices/", "http://localhost/voices/"):
        answer = await server.call("POST", "voices/invitations", json={"page": here})
        assert answer.data["address"].startswith("https://192.168.1.5:50000/voices/#")
    async with CosyVoiceClient(server.url, TOKEN) as client:
        invited = await client.invite(manage=True)
        assert invited is not None
        assert invited.address.startswith("https://192.168.1.5:50000/voices/#")
        assert (invited.qr[0][:7], invited.seconds) == ("1111111", 600)
    async with CosyVoiceClient(server.url, "wrong") as client:
        assert await client.invite() is None
    for wrong in (
        {"for": "everything"},
        {"page": "javascript:alert(1)"},
        {"page": "http://x/#y"},
        {"page": "http://[/"},
        {"page": "https://x/" + "x" * 300},
        {"page": 5},
    ):
        answer = await server.call("POST", "voices/invitations", json=wrong)
        assert answer.status == 400, wrong
    assert (await server.call("POST", "voices/invitations", token="wrong")).status == 403


async def test_the_form_signs_in_without_javascript(server: Running) -> None:
    async with browser(server) as phone:
        answer = await phone.ask("POST", "session", data={"token": "wrong"})
        assert answer.status == 401
        assert b"Wrong token" in answer.data
        answer = await phone.ask("POST", "session", data={"token": TOKEN})
        assert (answer.status, answer.headers["Location"]) == (303, "./")
        assert (await phone.ask("GET", "api/state")).status == 200
        for _ in range(12):
            answer = await phone.ask("POST", "session", data={"token": "wrong"})
        assert answer.status == 429
        assert b"Try again in a minute" in answer.data


async def test_the_page_is_found_below_any_prefix(server: Running) -> None:
    async with server.session.get(f"{server.url}/voices", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (308, "voices/")


async def test_paths_beside_the_page_still_need_the_token(server: Running) -> None:
    for path in ("voicesx", "v1/audio/reference_audio", "voices-session"):
        assert (await server.call("GET", path, token=None)).status == 401
    assert (await server.call("GET", "voices/api/none", token=None)).status == 404
