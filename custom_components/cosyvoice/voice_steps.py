"""The steps that a first voice and a voice profile have in common."""

from __future__ import annotations

from abc import abstractmethod
from itertools import islice
import logging
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import FlowHandler, FlowResult, section
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

from .cloning import Cloning, async_clone
from .const import (
    CONF_DIALECT,
    CONF_INSTRUCT,
    CONF_LANGUAGE,
    CONF_MODE,
    CONF_MODEL,
    CONF_SPEED,
    CONF_VOICE,
    CONF_VOLUME,
    DEFAULT_LANGUAGE,
    DEFAULT_SPEED,
    DEFAULT_VOLUME,
    LANGUAGES,
)
from .coordinator import short_name
from .errors import form_field, form_key, placeholders, shown
from .form_fields import explained_choice, number, voice_choice
from .hear import PAGES, async_player
from .offered_voices import left_out, offered
from .recording import (
    LIMITS,
    MODEL_STUDIO_LIMITS,
    Limits,
    Recording,
    RecordingError,
    check_recording,
)
from .shared_client import Dialect, ReferenceAudio, SpeechOptions, SynthesisMode
from .shared_client.errors import KeyedError
from .shared_client.model_studio.protocol import model_of, task_parameters
from .shared_client.models import SPEED_RANGE

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine, Mapping

    from .data import CosyVoiceConfigEntry

_LOGGER = logging.getLogger(__name__)

CONF_RECORDING: Final = "recording"
CONF_TEXT: Final = "text"
SECTION_SPEECH: Final = "speech"

_IN_SECTION: Final = (CONF_INSTRUCT, CONF_SPEED, CONF_VOLUME)
_MOST_NAMED: Final = 3

_NEEDS_TEXT: Final = "recording_needs_text"


class VoiceSteps[ResultT: FlowResult[Any, Any]](FlowHandler[Any, ResultT, Any]):
    """The steps that a first voice and a voice profile have in common: choose or clone, then set.

    A voice is chosen from those of the service, or made of a file; both end in `profile`.
    """

    def __init__(self) -> None:
        self._profile: dict[str, Any] = {}
        self._name = ""
        self._chosen = False
        self._text = ""
        self._cloning: Cloning | None = None
        self._waiting: dict[str, asyncio.Task[Any]] = {}

    @property
    @abstractmethod
    def _service(self) -> tuple[Mapping[str, Any], CosyVoiceConfigEntry | None]:
        """The data of the service's entry, and the entry where it is there already."""

    @property
    @abstractmethod
    def _voices(self) -> dict[str, ReferenceAudio]:
        """Its voices."""

    @property
    def _offered(self) -> dict[str, ReferenceAudio]:
        """Those of its voices that can be chosen."""
        return offered(self._voices, self._model)

    @property
    def _choices(self) -> dict[str, str]:
        """What menus tell of the voices to choose from, and of a recording; placeholders."""
        there = self._offered
        names = [short_name(voice) for voice in islice(there.values(), _MOST_NAMED)]
        more = ["…"] if len(there) > _MOST_NAMED else []
        found = shown({"names": ", ".join(names + more), "number": len(there)})
        return {**self._limits.words, **found}

    @property
    def _model(self) -> str | None:
        """The model that it makes new voices for; None where there is only one."""
        return self._service[0].get(CONF_MODEL)

    def _made(self, name: str, data: Mapping[str, Any]) -> dict[str, str]:
        """What the last page tells of a new profile, and how to hear it; placeholders."""
        return {**shown({"voice": name}), **PAGES, "player": async_player(self.hass, name, data)}

    @abstractmethod
    async def _finish(self, name: str, data: dict[str, Any]) -> ResultT:
        """Keep the profile."""

    async def async_step_existing(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Choose a voice that the service has."""
        if user_input is not None:
            self._take(self._voices[user_input[CONF_VOICE]])
            return await self.async_step_profile()
        schema = vol.Schema({vol.Required(CONF_VOICE): voice_choice(self._offered)})
        if others := left_out(self._voices, self._model):
            return self.async_show_form(
                step_id="existing_of_model", data_schema=schema, description_placeholders=others
            )
        return self.async_show_form(step_id="existing", data_schema=schema)

    async def async_step_existing_of_model(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Choose a voice where some can't be chosen."""
        return await self.async_step_existing(user_input)

    async def async_step_clone(
        self,
        user_input: dict[str, Any] | None = None,
        *,
        errors: dict[str, str] | None = None,
        words: Mapping[str, str] | None = None,
    ) -> ResultT:
        """Make a voice of a file and of what is said in it."""
        if user_input is not None:
            self._text = user_input.get(CONF_TEXT, "").strip()
            try:
                recording = await self.hass.async_add_executor_job(
                    self._read_recording, user_input[CONF_RECORDING]
                )
            except RecordingError as error:
                key = str(error.translation_key)
                errors = {CONF_TEXT if key == _NEEDS_TEXT else CONF_RECORDING: key}
                words = error.translation_placeholders
            else:
                data, entry = self._service
                self._cloning = async_clone(
                    self.hass, data, recording, self._text, self._voices, entry
                )
                self._cloning.on_progress = self.async_update_progress
                return await self.async_step_upload()
        return self.async_show_form(
            step_id="clone",
            data_schema=self.add_suggested_values_to_schema(
                self._recording_schema(), {CONF_TEXT: self._text}
            ),
            errors=errors,
            description_placeholders={**self._limits.words, **(words or {})},
        )

    async def async_step_upload(self, _: dict[str, Any] | None = None) -> ResultT:
        """Show that the recording is on its way, and then that the service looks at it."""
        cloning = self._cloning
        assert cloning is not None  # noqa: S101 - the step before began it
        phases: list[tuple[str, str, Callable[[], Coroutine[Any, Any, Any]]]] = [
            ("clone", "review" if cloning.is_reviewed else "upload", cloning.ended)
        ]
        if cloning.is_reviewed:
            phases.insert(0, ("send", "upload", cloning.sent))
        if cloning.is_in_review:
            phases.append(("review", "review", cloning.reviewed))
        for phase, action, there in phases:
            # If the page is closed, only the waiting is canceled.
            task = self._waiting.get(phase) or self.hass.async_create_task(
                there(), f"cosyvoice: {phase} a voice"
            )
            self._waiting[phase] = task
            if not task.done():
                return self.async_show_progress(
                    step_id="upload", progress_action=action, progress_task=task
                )
        return self.async_show_progress_done(next_step_id="uploaded")

    async def async_step_uploaded(self, _: dict[str, Any] | None = None) -> ResultT:
        """Go on with the new voice, or back to the file."""
        assert self._cloning is not None  # noqa: S101 - a step before began it
        cloning, self._cloning = self._cloning, None
        cloning.take()
        outcome = self._waiting.get("review") or cloning.voice
        self._waiting.clear()
        try:
            voice: ReferenceAudio = outcome.result()
        except KeyedError as error:
            return await self.async_step_clone(
                errors={form_field(error) or "base": form_key(error)}, words=placeholders(error)
            )
        except Exception:
            _LOGGER.exception("Couldn't upload the recording")
            return await self.async_step_clone(errors={"base": "unknown"})
        self._take(voice)
        return await self.async_step_profile()

    async def async_step_profile(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Say how the voice is to speak, and what the profile is called."""
        errors: dict[str, str] = {}
        words: Mapping[str, str] = {}
        if user_input is not None:
            data = {CONF_SPEED: DEFAULT_SPEED, CONF_VOLUME: DEFAULT_VOLUME, **self._profile}
            how = user_input.get(SECTION_SPEECH, self._profile)
            data |= {name: how[name] for name in _IN_SECTION if name in how}
            data |= {name: value for name, value in user_input.items() if name != SECTION_SPEECH}
            name = data.pop(CONF_NAME).strip()
            instruct = how.get(CONF_INSTRUCT, "").strip()
            if not name:
                errors[CONF_NAME] = "name_required"
            if data[CONF_MODE] != SynthesisMode.NATURAL_LANGUAGE_REPLICATION:
                data.pop(CONF_INSTRUCT, None)
            elif instruct:
                data[CONF_INSTRUCT] = instruct
            else:
                errors[SECTION_SPEECH] = "instruct_required"
            if CONF_INSTRUCT in data and (refused := self._refusal(data)) is not None:
                errors[SECTION_SPEECH] = form_key(refused)
                words = placeholders(refused)
            if not errors:
                return await self._finish(name, data)
        before = {CONF_NAME: self._name, **self._profile, SECTION_SPEECH: self._profile}
        known = user_input or before
        has_instruction = bool(known.get(SECTION_SPEECH, {}).get(CONF_INSTRUCT))
        expanded = SECTION_SPEECH in errors or has_instruction
        return self.async_show_form(
            step_id="profile",
            data_schema=self.add_suggested_values_to_schema(
                self._profile_schema(expanded=expanded), known
            ),
            errors=errors,
            description_placeholders=words,
        )

    def _refusal(self, data: Mapping[str, Any]) -> KeyedError | None:
        """Why the model of a voice can't follow an instruction; None where it can."""
        if not self._is_model_studio:
            return None
        voice = data[CONF_VOICE]
        options = SpeechOptions(voice, data[CONF_MODE], data[CONF_INSTRUCT])
        try:
            task_parameters(options, model_of(voice) or self._service[0].get(CONF_MODEL, ""))
        except KeyedError as error:
            return error
        return None

    def _profile_schema(self, *, expanded: bool) -> vol.Schema:
        fields: dict[vol.Marker, Any] = {vol.Required(CONF_NAME): TextSelector()}
        if not self._chosen:
            # Its own is offered even where the service could not be asked which it has.
            own = self._profile.get(CONF_VOICE)
            fields[vol.Required(CONF_VOICE)] = voice_choice(
                offered(self._voices, self._model, own), own
            )
        own = language_util.matches(self.hass.config.language, LANGUAGES)
        speech = {
            vol.Optional(CONF_INSTRUCT): TextSelector(TextSelectorConfig(multiline=True)),
            vol.Required(CONF_SPEED, default=DEFAULT_SPEED): number(*SPEED_RANGE, 0.05),
            vol.Required(CONF_VOLUME, default=DEFAULT_VOLUME): number(0, 2, 0.05),
        }
        fields |= {
            vol.Required(CONF_LANGUAGE, default=own[0] if own else DEFAULT_LANGUAGE): (
                LanguageSelector(LanguageSelectorConfig(languages=list(LANGUAGES)))
            ),
            vol.Required(CONF_MODE, default=SynthesisMode.FAST_REPLICATION.value): (
                explained_choice([mode.value for mode in SynthesisMode], "mode_of_profile")
            ),
            vol.Optional(SECTION_SPEECH): section(vol.Schema(speech), {"collapsed": not expanded}),
        }
        return vol.Schema(fields)

    def _take(self, voice: ReferenceAudio) -> None:
        self._profile[CONF_VOICE] = voice.id
        self._chosen = True
        if not self._name:
            self._name = short_name(voice)

    @property
    def _is_model_studio(self) -> bool:
        return bool(self._service[0].get(CONF_DIALECT) == Dialect.MODEL_STUDIO)

    @property
    def _limits(self) -> Limits:
        return MODEL_STUDIO_LIMITS if self._is_model_studio else LIMITS

    def _recording_schema(self) -> vol.Schema:
        # Model Studio doesn't ask for it. It is kept here for who gives it.
        needed = vol.Optional if self._is_model_studio else vol.Required
        return vol.Schema(
            {
                needed(CONF_TEXT): TextSelector(TextSelectorConfig(multiline=True)),
                vol.Required(CONF_RECORDING): FileSelector(FileSelectorConfig(accept="audio/*")),
            }
        )

    def _read_recording(self, file_id: str) -> Recording:
        if not (self._text or self._is_model_studio):
            raise RecordingError(_NEEDS_TEXT)
        try:
            with process_uploaded_file(self.hass, file_id) as path:
                name, data = path.name, path.read_bytes()
        except (OSError, ValueError) as error:
            raise RecordingError("recording_missing") from error
        return check_recording(data, name, self._limits)
