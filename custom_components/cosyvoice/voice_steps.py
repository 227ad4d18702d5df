"""The steps that a first voice and a voice profile have in common."""

from __future__ import annotations

from abc import abstractmethod
import logging
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import FlowHandler, FlowResult
from homeassistant.helpers.selector import (
    FileSelector,
    FileSelectorConfig,
    LanguageSelector,
    LanguageSelectorConfig,
    TextSelector,
    TextSelectorConfig,
)
from homeassistant.util import language as language_util
import voluptuous as vol

from .const import (
    CONF_INSTRUCT,
    CONF_LANGUAGE,
    CONF_MODE,
    CONF_SPEED,
    CONF_VOICE,
    CONF_VOLUME,
    DEFAULT_LANGUAGE,
    DEFAULT_SPEED,
    DEFAULT_VOLUME,
    LANGUAGES,
)
from .errors import form_key, placeholders
from .form_fields import number, select, voice_choice
from .recording import Recording, RecordingError, check_recording
from .shared_client import CosyVoiceClient, CosyVoiceError, ReferenceAudio, SynthesisMode
from .shared_client.models import SPEED_RANGE

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

_LOGGER = logging.getLogger(__name__)

CONF_RECORDING: Final = "recording"
CONF_TEXT: Final = "text"

_RECORDING_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_RECORDING): FileSelector(FileSelectorConfig(accept="audio/*")),
        vol.Required(CONF_TEXT): TextSelector(TextSelectorConfig(multiline=True)),
    }
)


class VoiceSteps[ResultT: FlowResult[Any, Any]](FlowHandler[Any, ResultT, Any]):
    """The steps that a first voice and a voice profile have in common: choose or clone, then set.

    A voice is chosen from those of the service, or made of a file; both end in `profile`.
    """

    def __init__(self) -> None:
        self._profile: dict[str, Any] = {}
        self._name = ""
        self._chosen = False
        self._text = ""
        self._upload: asyncio.Task[ReferenceAudio] | None = None

    @property
    @abstractmethod
    def _client(self) -> CosyVoiceClient:
        """The service."""

    @property
    @abstractmethod
    def _voices(self) -> dict[str, ReferenceAudio]:
        """Its voices."""

    @abstractmethod
    async def _voice_was_created(self, voice: ReferenceAudio) -> None:
        """Tell those who want to know."""

    @abstractmethod
    async def _finish(self, name: str, data: dict[str, Any]) -> ResultT:
        """Keep the profile."""

    async def async_step_existing(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Choose a voice that the service has."""
        if user_input is not None:
            self._take(self._voices[user_input[CONF_VOICE]])
            return await self.async_step_profile()
        return self.async_show_form(
            step_id="existing",
            data_schema=vol.Schema({vol.Required(CONF_VOICE): voice_choice(self._voices)}),
        )

    async def async_step_clone(
        self,
        user_input: dict[str, Any] | None = None,
        *,
        errors: dict[str, str] | None = None,
        placeholders: Mapping[str, str] | None = None,
    ) -> ResultT:
        """Make a voice of a file and of what is said in it."""
        if user_input is not None:
            self._text = user_input[CONF_TEXT]
            try:
                recording = await self.hass.async_add_executor_job(
                    self._read_recording, user_input[CONF_RECORDING]
                )
            except RecordingError as error:
                field = CONF_TEXT if not self._text.strip() else CONF_RECORDING
                errors = {field: str(error.translation_key)}
                placeholders = error.translation_placeholders
            else:
                self._upload = self.hass.async_create_task(
                    self._client.upload_reference_audio(
                        recording.data, self._text, filename=recording.filename
                    ),
                    "cosyvoice: upload a voice",
                )
                return await self.async_step_upload()
        return self.async_show_form(
            step_id="clone",
            data_schema=self.add_suggested_values_to_schema(
                _RECORDING_SCHEMA, {CONF_TEXT: self._text}
            ),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def async_step_upload(self, _: dict[str, Any] | None = None) -> ResultT:
        """Show that the recording is on its way."""
        assert self._upload is not None  # noqa: S101 - the step before began it
        if not self._upload.done():
            return self.async_show_progress(
                step_id="upload", progress_action="upload", progress_task=self._upload
            )
        return self.async_show_progress_done(next_step_id="uploaded")

    async def async_step_uploaded(self, _: dict[str, Any] | None = None) -> ResultT:
        """Go on with the new voice, or back to the file."""
        assert self._upload is not None  # noqa: S101 - a step before began it
        try:
            voice = self._upload.result()
        except CosyVoiceError as error:
            return await self.async_step_clone(
                errors={"base": form_key(error)}, placeholders=placeholders(error)
            )
        except Exception:
            _LOGGER.exception("Couldn't upload the recording")
            return await self.async_step_clone(errors={"base": "unknown"})
        await self._voice_was_created(voice)
        self._take(voice)
        return await self.async_step_profile()

    async def async_step_profile(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Say how the voice is to speak, and what the profile is called."""
        errors = {}
        if user_input is not None:
            data = self._profile | user_input
            name = data.pop(CONF_NAME).strip()
            instruct = user_input.get(CONF_INSTRUCT, "").strip()
            if not name:
                errors[CONF_NAME] = "name_required"
            if data[CONF_MODE] != SynthesisMode.NATURAL_LANGUAGE_REPLICATION:
                data.pop(CONF_INSTRUCT, None)
            elif instruct:
                data[CONF_INSTRUCT] = instruct
            else:
                errors[CONF_INSTRUCT] = "instruct_required"
            if not errors:
                return await self._finish(name, data)
        return self.async_show_form(
            step_id="profile",
            data_schema=self.add_suggested_values_to_schema(
                self._profile_schema(), user_input or {CONF_NAME: self._name, **self._profile}
            ),
            errors=errors,
        )

    def _profile_schema(self) -> vol.Schema:
        fields: dict[vol.Marker, Any] = {vol.Required(CONF_NAME): TextSelector()}
        if not self._chosen:
            # Its own is offered even where the service could not be asked which it has.
            fields[vol.Required(CONF_VOICE)] = voice_choice(
                self._voices, self._profile.get(CONF_VOICE)
            )
        fields |= {
            vol.Required(CONF_MODE, default=SynthesisMode.FAST_REPLICATION.value): select(
                [mode.value for mode in SynthesisMode], CONF_MODE
            ),
            vol.Optional(CONF_INSTRUCT): TextSelector(TextSelectorConfig(multiline=True)),
            vol.Required(CONF_SPEED, default=DEFAULT_SPEED): number(*SPEED_RANGE, 0.05),
            vol.Required(CONF_VOLUME, default=DEFAULT_VOLUME): number(0, 2, 0.05),
        }
        own = language_util.matches(self.hass.config.language, LANGUAGES)
        fields[vol.Required(CONF_LANGUAGE, default=own[0] if own else DEFAULT_LANGUAGE)] = (
            LanguageSelector(LanguageSelectorConfig(languages=list(LANGUAGES)))
        )
        return vol.Schema(fields)

    def _take(self, voice: ReferenceAudio) -> None:
        self._profile[CONF_VOICE] = voice.id
        self._chosen = True
        if not self._name:
            self._name = PurePath(voice.filename).stem.replace("_", " ").strip().capitalize()

    def _read_recording(self, file_id: str) -> Recording:
        if not self._text.strip():
            raise RecordingError("recording_needs_text")
        try:
            with process_uploaded_file(self.hass, file_id) as path:
                name, data = path.name, path.read_bytes()
        except (OSError, ValueError) as error:
            raise RecordingError("recording_missing") from error
        return check_recording(data, name)
