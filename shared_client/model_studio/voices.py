"""Voices of a Model Studio account: listed, cloned from a recording, deleted."""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
import re
import secrets
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from aiohttp import hdrs
import orjson
from yarl import URL

from ..errors import (
    CosyVoiceAuthError,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoicePaymentError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceUnavailableError,
)
from ..events import describe_failure
from ..models import ReferenceAudio, SortOrder, VoiceState
from ..refusals import refusal
from ..service import Voices
from ..transport import COLD_START, MAX_LIST_SIZE, NOT_PROCESSED, read_to_send
from .protocol import CUSTOMIZATION, RESOLVE, UPLOADS, is_model_studio, model_of
from .recordings import recording_for_model_studio

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..transport import Transport
    from .recordings import Recording

KEPT_UNUSED: Final = timedelta(days=365)
"""How long a voice is kept that nobody speaks with. Then the service deletes it."""

_ENROLLMENT: Final = "voice-enrollment"  # the model that all that is done with voices names
_PAGE: Final = 100
_MOST_PAGES: Final = 100
_PAUSE: Final = 2.0  # seconds between two questions for a voice
_REVIEW_LIMIT: Final = 60.0
_UPLOAD_LIMIT: Final = 300.0  # from abroad, 10 KiB a second get through
_UNHEARD: Final = 3  # questions for a voice whose answer was lost: it may still be made
_UNAUTHORIZED: Final = 401
_PREFIX: Final = 9
_UNIQUE: Final = 4
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_CHINA: Final = timezone(timedelta(hours=8))
_STATES: Final = {
    "OK": VoiceState.READY,
    "DEPLOYING": VoiceState.IN_REVIEW,
    "UNDEPLOYED": VoiceState.REFUSED,
}
_STORAGE: Final = ".aliyuncs.com"


class StudioVoices(Voices):
    """The voices of one account.

    Args:
        transport: Makes the requests.
        model: What new voices are made for.
    """

    def __init__(self, transport: Transport, model: str) -> None:
        self._transport = transport
        self._model = model
        self._models: dict[str, str] = {}

    async def any(self) -> bool:
        """Whether there is one; this spends nothing."""
        return bool(await self._page(0, 1))

    async def all(self, *, limit: int, order: SortOrder) -> list[ReferenceAudio]:
        """The voices; the service promises no order, so all pages are read and sorted here."""
        found: list[ReferenceAudio] = []
        known: set[str] = set()
        for index in range(_MOST_PAGES):
            page = await self._page(index, _PAGE)
            fresh = [voice for voice in page if voice.id not in known]
            known.update(voice.id for voice in fresh)
            found += fresh
            if len(page) < _PAGE or not fresh:  # a gateway may give the same page for ever
                break
        found.sort(key=lambda voice: voice.created_at or _NEVER, reverse=order is SortOrder.DESC)
        return found[:limit]

    async def get(self, voice: str) -> ReferenceAudio:
        """One voice."""
        return _voice(voice, await self._ask("query_voice", voice_id=voice))

    async def delete(self, voice: str) -> None:
        """Delete a voice."""
        await self._ask("delete_voice", repeatable=False, voice_id=voice)

    async def model_of(self, voice: str) -> str:
        """The model that a voice speaks with: by its id, or asked once."""
        if (model := model_of(voice) or self._models.get(voice)) is None:
            model = (await self.get(voice)).model or self._model
            self._models[voice] = model
        return model

    async def add(
        self, data: bytes, text: str, name: str, progress: Callable[[float], None] | None
    ) -> ReferenceAudio:
        """Clone a voice, and wait until the service has looked at it.

        Args:
            data: The recording.
            text: Isn't sent: the service doesn't want it.
            name: The file's; the voice's id has some of it.
            progress: Called with the share of the recording that is on its way.

        Raises:
            CosyVoiceValueError: It is no recording that the service takes.
            CosyVoiceRequestError: The service refuses it.
            CosyVoiceError: It failed.
        """
        del text
        recording = await asyncio.to_thread(recording_for_model_studio, data)
        # Unlike every other: a voice whose answer was lost is found by it.
        prefix = slug(name) + "".join(secrets.choice(_ALPHABET) for _ in range(_UNIQUE))
        policy = await self._policy()
        if policy is None:
            encoded = base64.b64encode(recording.data).decode()
            url = f"data:{recording.media_type};base64,{encoded}"
        else:
            url = await self._stored(recording, prefix + recording.suffix, policy, progress)
        return await self._until_ready(
            await self._made(prefix, url, progress if policy is None else None)
        )

    async def _made(self, prefix: str, url: str, progress: Callable[[float], None] | None) -> str:
        """The id of a new voice, also where the answer that has it was lost."""
        body = orjson.dumps(
            _asking("create_voice", target_model=self._model, prefix=prefix, url=url)
        )
        headers: dict[str, str] = {hdrs.CONTENT_TYPE: "application/json"}
        if url.startswith("oss:"):
            headers[RESOLVE] = "enable"
        lost: CosyVoiceError = CosyVoiceProtocolError("voice_unreadable")
        try:
            output = await self._answered(
                retry=NOT_PROCESSED,
                repeatable=False,
                wait=_REVIEW_LIMIT if url.startswith("oss:") else _UPLOAD_LIMIT,
                body=lambda: read_to_send(body, progress),
                headers=headers,
            )
            if voice := str(output.get("voice_id") or ""):
                return voice
        except CosyVoiceUnavailableError as error:
            if error.status in NOT_PROCESSED:
                raise
            lost = error
        except (CosyVoiceConnectionError, CosyVoiceProtocolError) as error:
            lost = error
        if voice := await self._made_unheard(prefix):
            return voice
        raise lost

    async def _made_unheard(self, prefix: str) -> str:
        """The voice whose answer was lost, where it was made all the same."""
        for number in range(_UNHEARD):
            if number:
                await self._transport.pause(_PAUSE)
            try:
                made = await self._page(0, _PAGE, prefix=prefix)
            except CosyVoiceError:
                continue
            if found := [voice.id for voice in made if f"-{prefix}-" in voice.id]:
                return found[0]
        return ""

    async def _until_ready(self, voice: str) -> ReferenceAudio:
        """Wait for the review; a voice that takes longer is given as it is.

        It is made: whatever keeps it from being asked for is no reason to make it again.
        """
        found = _voice(voice, {"status": "DEPLOYING"})
        with suppress(TimeoutError):
            async with asyncio.timeout(_REVIEW_LIMIT):
                while True:
                    with suppress(
                        CosyVoiceConnectionError, CosyVoiceNotFoundError, CosyVoiceUnavailableError
                    ):
                        found = await self.get(voice)
                    if found.state is not VoiceState.IN_REVIEW:
                        break
                    await self._transport.pause(_PAUSE)
        if found.state is VoiceState.REFUSED:
            raise CosyVoiceRequestError("voice_not_admitted", status=400, id=voice)
        return found

    # --- Requests ---------------------------------------------------------------------------------

    async def _page(self, index: int, size: int, prefix: str = "") -> list[ReferenceAudio]:
        asked: dict[str, Any] = {"page_index": index, "page_size": size}
        if prefix:
            asked["prefix"] = prefix
        output = await self._ask("list_voice", **asked)
        listed = output.get("voice_list", [])
        if not isinstance(listed, list):
            raise CosyVoiceProtocolError("no_voice_list")
        return [
            _voice(str(one["voice_id"]), one)
            for one in listed
            if isinstance(one, dict) and one.get("voice_id")
        ]

    async def _ask(
        self, action: str, *, repeatable: bool = True, **given: object
    ) -> dict[str, Any]:
        """Do something with voices; return the `output` of the answer."""
        return await self._answered(
            retry=COLD_START if repeatable else NOT_PROCESSED,
            repeatable=repeatable,
            json=_asking(action, **given),
        )

    async def _answered(self, **request: Any) -> dict[str, Any]:
        """The `output` of the answer to a request."""
        async with self._transport.request(hdrs.METH_POST, CUSTOMIZATION, **request) as response:
            answer = await self._transport.read_json(response, MAX_LIST_SIZE)
        if not isinstance(answer, dict):
            raise CosyVoiceProtocolError("voice_unreadable")
        output = answer.get("output")
        if not output and answer.get("code"):
            code, words = describe_failure(answer)
            host = self._transport.base_url.host or ""
            raise self._transport.understood(refusal(400, host=host, code=code, words=words))
        if not isinstance(output, dict):
            raise CosyVoiceProtocolError("voice_unreadable")
        return output

    async def _policy(self) -> dict[str, str] | None:
        """Where, and with which signature, a recording may be uploaded; None where it may not."""
        asked = {"action": "getPolicy", "model": _ENROLLMENT}
        try:
            answer = await self._transport.get_json(UPLOADS, MAX_LIST_SIZE, asked)
        except CosyVoicePaymentError:
            raise
        except CosyVoiceAuthError as error:
            if error.values.get("status") == _UNAUTHORIZED:
                raise
            return None
        except CosyVoiceRequestError:
            return None
        try:
            return {name: str(answer["data"][name]) for name in _POLICY}
        except (TypeError, KeyError):
            raise CosyVoiceProtocolError("upload_unreadable") from None

    async def _stored(
        self,
        recording: Recording,
        name: str,
        policy: dict[str, str],
        progress: Callable[[float], None] | None,
    ) -> str:
        storage = self._storage(policy["upload_host"])
        key = f"{policy['upload_dir']}/{name}"
        form = aiohttp.FormData(quote_fields=False)
        for field, value in (
            ("OSSAccessKeyId", policy["oss_access_key_id"]),
            ("Signature", policy["signature"]),
            ("policy", policy["policy"]),
            ("x-oss-object-acl", policy["x_oss_object_acl"]),
            ("x-oss-forbid-overwrite", policy["x_oss_forbid_overwrite"]),
            ("key", key),
            ("success_action_status", "200"),
        ):
            form.add_field(field, value)
        sent = read_to_send(recording.data, progress)
        form.add_field("file", sent, filename=name, content_type=recording.media_type)
        await self._transport.upload_elsewhere(storage, form, limit=_UPLOAD_LIMIT)
        return f"oss://{key}"

    def _storage(self, address: str) -> URL:
        """The place that the service names for a recording, where it is a safe one.

        Raises:
            CosyVoiceProtocolError: It isn't.
        """
        try:
            url = URL(address)
            host, secure = url.host or "", url.scheme == "https"
        except ValueError:
            raise CosyVoiceProtocolError("upload_unreadable") from None
        own = self._transport.base_url
        gateway = not is_model_studio(own.host) and host == own.host  # chosen by hand
        if not (secure and host.endswith(_STORAGE)) and not gateway:
            raise CosyVoiceProtocolError("upload_elsewhere", host=host)
        return url


_POLICY: Final = (
    *("policy", "signature", "upload_dir", "upload_host", "oss_access_key_id"),
    *("x_oss_object_acl", "x_oss_forbid_overwrite"),
)


def _asking(action: str, **given: object) -> dict[str, Any]:
    """The body of a request."""
    return {"model": _ENROLLMENT, "input": {"action": action, **given}}


def _voice(voice: str, about: dict[str, Any]) -> ReferenceAudio:
    """A voice as the service tells of it. It keeps neither file name nor transcript."""
    model = str(about.get("target_model") or model_of(voice) or "") or None
    return ReferenceAudio(
        id=voice,
        filename=_prefix_of(voice, model),
        bytes=0,
        created_at=_moment(about.get("gmt_create")),
        text="",
        # What isn't OK can't be spoken with, whatever it is called.
        state=_STATES.get(str(about.get("status") or "OK"), VoiceState.IN_REVIEW),
        model=model,
    )


def _prefix_of(voice: str, model: str | None) -> str:
    """The prefix that a voice was made with: what lies between its model and the last part."""
    return voice.removeprefix(f"{model}-").rpartition("-")[0] or voice


def _moment(words: object) -> datetime | None:
    """A moment as the service writes it; without a zone, which is taken for China's."""
    try:
        return datetime.fromisoformat(str(words)).replace(tzinfo=_CHINA).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def slug(name: str) -> str:
    """The beginning of a file's name in the letters that an id takes: that of the voice's name."""
    name = re.split(r"[/\\]", name)[-1]
    stem = name.rpartition(".")[0] or name
    return re.sub(r"[^a-z0-9]", "", stem.lower())[: _PREFIX - _UNIQUE] or "voice"
