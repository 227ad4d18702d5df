"""Sets up a service, its first voice and its voice profiles, from Home Assistant's pages."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
import logging
import re
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryData,
    ConfigSubentryFlow,
    OptionsFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow, section
from homeassistant.helpers.selector import BooleanSelector, TextSelector, TextSelectorConfig
from homeassistant.loader import async_get_loaded_integration
import voluptuous as vol
from yarl import URL

from . import model_studio_form
from .const import (
    CONF_CLEAN_TEXT,
    CONF_COLD_START_TIMEOUT,
    CONF_CONNECT_TIMEOUT,
    CONF_DIALECT,
    CONF_FALLBACK_PROFILE,
    CONF_FIRST_AUDIO_TIMEOUT,
    CONF_IDLE_TIMEOUT,
    CONF_MODEL,
    CONF_SAMPLE_RATE,
    CONF_SERVER_ID,
    CONF_TRANSPORT,
    CONF_VOICE,
    DEFAULT_CLEAN_TEXT,
    DEFAULT_COLD_START_TIMEOUT,
    DEFAULT_CONNECT_TIMEOUT,
    DEFAULT_FIRST_AUDIO_TIMEOUT,
    DEFAULT_IDLE_TIMEOUT,
    DEFAULT_SAMPLE_RATE,
    DEFAULT_TRANSPORT,
    DOMAIN,
    SUBENTRY_TYPE_PROFILE,
    TRANSPORT_AUTO,
    TRANSPORT_SSE,
    TRANSPORT_WEBSOCKET,
    TRANSPORTS,
)
from .coordinator import VOICES_LISTED, create_client, profiles
from .desktop import is_desktop
from .desktop_steps import DesktopOptionsFlow, DesktopSteps
from .errors import form_key, in_words, placeholders, translated
from .form_fields import PASSWORD, choice, number, select
from .model_studio_form import FieldError, OtherRegionError
from .names import address, announced_name, free_name, name_after
from .offered_voices import left_out, offered
from .shared_client import (
    CosyVoiceAuthError,
    CosyVoiceClient,
    CosyVoiceError,
    CosyVoicePaymentError,
    CosyVoiceValueError,
    Dialect,
    ReferenceAudio,
    service_url,
)
from .shared_client.model_studio.protocol import HOSTS, is_model_studio, speaks_over_http
from .voice_steps import VoiceSteps

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

    from homeassistant.helpers.service_info.hassio import HassioServiceInfo
    from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

    from .data import CosyVoiceConfigEntry, CosyVoiceData

_LOGGER = logging.getLogger(__name__)

SECTION_TIMEOUTS: Final = "timeouts"

# What a server may announce of itself. Anything else isn't from a server of this kind.
_ANNOUNCED_PATH: Final = re.compile(r"/[!-~]{0,255}")
_ANNOUNCED_ID: Final = re.compile(r"[!-~]{1,64}")

# Model Studio doesn't sleep: who is asked to wait is told so soon.
_STUDIO_PATIENCE: Final = {CONF_COLD_START_TIMEOUT: 3}

_PAI_CONSOLE: Final = "https://pai.console.aliyun.com/"

_TOKEN_SCHEMA: Final = vol.Schema({vol.Optional(CONF_TOKEN): PASSWORD})
_KEY_SCHEMA: Final = vol.Schema({vol.Required(CONF_TOKEN): PASSWORD})
# Not of the type URL: browsers would insist on a scheme.
_ADDRESS: Final = TextSelector(TextSelectorConfig(autocomplete="url"))
_LOCAL_SCHEMA: Final = vol.Schema(
    {vol.Required(CONF_URL): _ADDRESS, vol.Optional(CONF_TOKEN): PASSWORD}
)
_SERVICE_SCHEMA: Final = _LOCAL_SCHEMA.extend(
    {vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector()}
)


class CosyVoiceConfigFlow(VoiceSteps[ConfigFlowResult], DesktopSteps, ConfigFlow, domain=DOMAIN):
    """Adds a service, changes its address, renews its token; adds a desktop."""

    VERSION = 1
    MINOR_VERSION = 3

    def __init__(self) -> None:
        super().__init__()
        self._data: dict[str, Any] = {}
        self._listed: dict[str, ReferenceAudio] = {}
        self._probing: asyncio.Task[None] | None = None
        self._errors: dict[str, str] = {}
        self._placeholders: dict[str, str] = {}
        self._moved: ConfigEntry | None = None
        self._called = ""  # by the server itself
        self._doubted: str | None = None  # a model that is used once it is entered again

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        return {} if is_desktop(config_entry) else {SUBENTRY_TYPE_PROFILE: ProfileSubentryFlow}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        return DesktopOptionsFlow() if is_desktop(config_entry) else CosyVoiceOptionsFlow()

    @property
    @override
    def _service(self) -> tuple[Mapping[str, Any], None]:
        return self._data, None

    @property
    @override
    def _voices(self) -> dict[str, ReferenceAudio]:
        return self._listed

    @override
    async def async_step_user(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what there is to connect to."""
        return self.async_show_menu(
            step_id="user", menu_options=["model_studio", "service", "local_server", "desktop"]
        )

    async def async_step_service(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where the service is."""
        return await self._async_step_service("service", _SERVICE_SCHEMA, user_input)

    async def async_step_local_server(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where the local server is."""
        return await self._async_step_service("local_server", _LOCAL_SCHEMA, user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where the service is now."""
        if is_desktop(self._get_reconfigure_entry()):
            return self.async_abort(reason="desktop_needs_no_address")
        if not self._data:
            self._data = dict(self._get_reconfigure_entry().data)
        if self._is_model_studio:
            return await self.async_step_reconfigure_model_studio()
        return await self._async_step_service("reconfigure", _SERVICE_SCHEMA, user_input)

    async def _async_step_service(
        self, step_id: str, schema: vol.Schema, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        if user_input is not None:
            self._data |= {CONF_TOKEN: "", CONF_VERIFY_SSL: True, **user_input}
            if (url := self._address()) is not None:
                self._data[CONF_URL] = str(url)
                if is_model_studio(url.host):
                    return await self._other_form()
                await self._claim(str(url))
                return await self.async_step_probe()
        return self._form(
            step_id,
            schema,
            self._data,
            console=_PAI_CONSOLE,
            docs=self._docs("local-server.md#start"),
        )

    async def _other_form(self) -> ConfigFlowResult:
        """Go on with the form for Model Studio, with what was entered in another one."""
        if self.source == SOURCE_RECONFIGURE:
            return await self.async_step_reconfigure_model_studio()
        return await self.async_step_model_studio()

    async def async_step_model_studio(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the key of Model Studio."""
        return await self._async_step_model_studio("model_studio", user_input)

    async def async_step_reconfigure_model_studio(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the region, the model, and the key that hold from now on."""
        return await self._async_step_model_studio("reconfigure_model_studio", user_input)

    async def _async_step_model_studio(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        known = user_input or model_studio_form.form_values(self._data)
        if user_input is not None:
            try:
                self._data |= model_studio_form.service_data(
                    user_input, {self._doubted, self._data.get(CONF_MODEL)}
                )
            except FieldError as error:
                self._errors = {error.field: error.problem}
                self._placeholders = error.words
                self._doubted = error.words.get("model")
            else:
                await self._claim(model_studio_form.unique_id(self._data))
                return await self.async_step_probe()
        expanded = model_studio_form.SECTION_ADVANCED in self._errors or CONF_URL in known.get(
            model_studio_form.SECTION_ADVANCED, {}
        )
        return self._form(
            step_id,
            model_studio_form.schema(expanded=expanded),
            known,
            **model_studio_form.key_pages(),
            docs=self._docs("model-studio.md"),
        )

    async def _claim(self, unique_id: str) -> None:
        """Take what a service is told by from others; no two entries may be of one service."""
        # What was discovered waits for a person; it mustn't keep them from entering it.
        await self.async_set_unique_id(unique_id, raise_on_progress=False)
        entry = self._own_entry
        if entry is None or entry.unique_id != unique_id:
            self._abort_if_unique_id_configured()
            if self.source != SOURCE_REAUTH:
                # What was discovered at the old address is not to take the entry back there.
                self._data.pop(CONF_SERVER_ID, None)

    def _docs(self, page: str) -> str:
        """The address of a page of the documentation, in the home's language where it is there."""
        if self.hass.config.language.startswith("zh"):
            page = page.replace("model-studio.md", "model-studio.zh-CN.md")
        own = async_get_loaded_integration(self.hass, DOMAIN).documentation
        return str(URL(own or "").join(URL(page)))

    def _address(self) -> URL | None:
        """The address in its normal form, if this is one and the token can be one, too."""
        try:
            url = service_url(self._data[CONF_URL])
        except CosyVoiceValueError as error:
            secret = error.key == "address_with_secret"
            self._errors = {CONF_URL: error.key if secret else "invalid_url"}
            return None
        try:
            CosyVoiceClient(url, self._data[CONF_TOKEN])
        except ValueError:
            self._errors = {CONF_TOKEN: "invalid_token"}
            return None
        return url

    @override
    async def async_step_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """Meet a server that announces itself, at its address or at a new one."""
        try:
            urls = _announced_urls(discovery_info)
        except ValueError:
            return self.async_abort(reason="invalid_announcement")
        url = urls[0]
        server_id = _announced_id(discovery_info.properties)
        self._called = announced_name(discovery_info.name, discovery_info.type)
        entries = self._async_current_entries()
        here = (entry for entry in entries if entry.data.get(CONF_URL) in urls)
        moved = (
            entry for entry in entries if server_id and entry.data.get(CONF_SERVER_ID) == server_id
        )
        if (entry := next(chain(here, moved), None)) is not None:
            if entry.data[CONF_URL] not in urls:
                # Anybody on the network can announce an id. A person says where the texts go, and
                # the token where there is one.
                await self.async_set_unique_id(url)
                self._abort_if_unique_id_configured()
                self._moved = entry
                self._data = {**entry.data, CONF_URL: url}
                self.context["title_placeholders"] = {"name": entry.title}
                return await self.async_step_moved()
            if server_id and not entry.data.get(CONF_SERVER_ID):
                self.hass.config_entries.async_update_entry(
                    entry, data={**entry.data, CONF_SERVER_ID: server_id}
                )
                self._reload_what_failed(entry)
            return self.async_abort(reason="already_configured")
        await self.async_set_unique_id(url)
        self._abort_if_unique_id_configured()
        self._data = {
            CONF_URL: url,
            CONF_TOKEN: "",
            CONF_VERIFY_SSL: True,
            CONF_SERVER_ID: server_id,
        }
        self.context["title_placeholders"] = {"name": self._called}
        return await self.async_step_discovered()

    @override
    async def async_step_hassio(self, discovery_info: HassioServiceInfo) -> ConfigFlowResult:
        """Meet the local server that runs as an app; the Supervisor says where, and its token."""
        offered_by = discovery_info.config
        self._data = {
            CONF_URL: f"http://{offered_by.get('host') or ''}:{offered_by.get('port')}",
            CONF_TOKEN: str(offered_by.get("token") or ""),
            CONF_VERIFY_SSL: True,
            CONF_SERVER_ID: _announced_id(offered_by),
        }
        if (address := self._address()) is None:
            return self.async_abort(reason="invalid_announcement")
        url = self._data[CONF_URL] = str(address)
        self._called = discovery_info.name
        entries = self._async_current_entries()
        server_id = self._data[CONF_SERVER_ID]
        here = (entry for entry in entries if entry.data.get(CONF_URL) == url)
        moved = (
            entry for entry in entries if server_id and entry.data.get(CONF_SERVER_ID) == server_id
        )
        if (entry := next(chain(here, moved), None)) is not None:
            self._follow_app(entry)
            return self.async_abort(reason="already_configured")
        await self.async_set_unique_id(url)
        self._abort_if_unique_id_configured()
        self.context["title_placeholders"] = {"name": self._called}
        return await self.async_step_hassio_confirm()

    def _follow_app(self, entry: ConfigEntry) -> None:
        """Give an entry what holds of its app now; nobody but the Supervisor can say it."""
        found = {key: self._data[key] for key in (CONF_URL, CONF_TOKEN, CONF_SERVER_ID)}
        data = {**entry.data, **found}
        if data != entry.data:
            self.hass.config_entries.async_update_entry(
                entry,
                unique_id=data[CONF_URL],
                title=name_after(self.hass, entry, data),
                data=data,
            )
            self._reload_what_failed(entry)

    async def async_step_hassio_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the app is to be used."""
        if user_input is not None:
            return await self.async_step_probe()
        return self._form("hassio_confirm", vol.Schema({}), {}, service=self._called)

    async def async_step_moved(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether what announces itself at a new address is the server that was set up."""
        entry = self._moved
        assert entry is not None  # noqa: S101 - the step before found it
        if entry not in self._async_current_entries():
            self._data[CONF_TOKEN] = ""
            return await self.async_step_discovered()
        url = self._data[CONF_URL]
        if user_input is None:
            return self.async_show_form(
                step_id="moved",
                description_placeholders={"service": entry.title, "address": address(url)},
            )
        self._abort_if_unique_id_configured()  # by a person, since the question was asked
        data = {**entry.data, CONF_URL: url}
        self.hass.config_entries.async_update_entry(
            entry, unique_id=url, title=name_after(self.hass, entry, data), data=data
        )
        self._reload_what_failed(entry)
        return self.async_abort(reason="reconfigure_successful")

    async def async_step_discovered(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the token of a server that was discovered."""
        return await self._async_step_token("discovered", user_input)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """The service does not accept the token any more."""
        self._data = dict(entry_data)
        if self._is_model_studio:
            return await self.async_step_reauth_key()
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a new token."""
        return await self._async_step_token("reauth_confirm", user_input)

    async def _async_step_token(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        if user_input is not None:
            self._data[CONF_TOKEN] = user_input.get(CONF_TOKEN, "")
            if self._address() is not None:
                return await self.async_step_probe()
        is_new = self.source != SOURCE_REAUTH
        return self._form(
            step_id,
            _TOKEN_SCHEMA,
            self._data if is_new else {},
            service=self._called if is_new else self._get_reauth_entry().title,
            address=address(self._data[CONF_URL]),
        )

    async def async_step_reauth_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a new key of Model Studio."""
        if user_input is not None:
            try:
                entered = {**model_studio_form.form_values(self._data), **user_input}
                self._data |= model_studio_form.service_data(entered, {self._data.get(CONF_MODEL)})
            except FieldError as error:
                self._errors = {CONF_TOKEN: error.problem}
            else:
                await self._claim(model_studio_form.unique_id(self._data))
                return await self.async_step_probe()
        return self._form(
            "reauth_key",
            _KEY_SCHEMA,
            {},
            service=self._get_reauth_entry().title,
            **model_studio_form.key_pages(),
        )

    def _form(
        self, step_id: str, schema: vol.Schema, known: Mapping[str, Any], **words: str
    ) -> ConfigFlowResult:
        """A form with what was entered before, and why it did not work."""
        errors, self._errors = self._errors, {}
        self._asking = step_id
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, known),
            errors=errors,
            description_placeholders={**self._placeholders, **words},
        )

    async def async_step_probe(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Look whether the service works. One that sleeps takes up to a minute to wake."""
        if self._probing is None:
            self._probing = self.hass.async_create_task(self._probe(), "cosyvoice: probe")
        if not self._probing.done():
            return self.async_show_progress(
                step_id="probe", progress_action="probe", progress_task=self._probing
            )
        return self.async_show_progress_done(next_step_id="probed")

    async def _probe(self) -> None:
        """List the voices, which no service takes money for.

        Raises:
            OtherRegionError: The key of Model Studio is another region's.
            CosyVoiceError: The service doesn't list them.
        """
        data, patience = {**self._data, CONF_DIALECT: Dialect.AUTO}, {}
        if self._is_model_studio:
            data, patience = self._data, _STUDIO_PATIENCE
        try:
            async with create_client(self.hass, data, patience) as client:
                if not self._is_model_studio:
                    self._data[CONF_DIALECT] = (await client.probe()).dialect.value
                listed = await client.list_reference_audio(limit=VOICES_LISTED)
        except CosyVoiceAuthError:
            if self._is_model_studio and not model_studio_form.is_by_hand(self._data):
                await self._look_in_other_regions()
            raise
        self._listed = {voice.id: voice for voice in listed}

    async def _look_in_other_regions(self) -> None:
        """Find out whether a key that was refused is another region's.

        Raises:
            OtherRegionError: It is.
        """
        for region in HOSTS:
            if (url := model_studio_form.address_of(region)) == self._data[CONF_URL]:
                continue
            data = {**self._data, CONF_URL: url}
            async with create_client(self.hass, data, _STUDIO_PATIENCE) as client:
                try:
                    await client.list_reference_audio(limit=1)
                except CosyVoicePaymentError:
                    pass  # the key is good, and the account is another matter
                except CosyVoiceError:
                    continue
            raise OtherRegionError(region)

    async def async_step_probed(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Keep what works; ask again where it does not."""
        assert self._probing is not None  # noqa: S101 - the step before began it
        probing, self._probing = self._probing, None
        try:
            probing.result()
        except CosyVoiceError as error:
            self._say(error)
        except OtherRegionError as error:
            self._say_of_field(model_studio_form.IS_OF[error.region])
        except Exception:
            _LOGGER.exception("Couldn't look whether the service works")
            self._errors = {"base": "unknown"}
        if self._errors:
            again: ConfigFlowResult = await getattr(self, f"async_step_{self._asking}")()
            return again
        if self._is_model_studio and self._goes_elsewhere():
            step_id = model_studio_form.consent_step(self._data[CONF_URL])
            ask: ConfigFlowResult = await getattr(self, f"async_step_{step_id}")()
            return ask
        return await self._connected()

    def _say(self, error: CosyVoiceError) -> None:
        """Have the form say what went wrong."""
        self._placeholders = placeholders(error)
        if not self._is_model_studio:
            self._errors = {"base": (key := form_key(error))}
            if key == "tls" and self._asking == "local_server":
                self._asking = "service"  # whose form has the switch that is spoken of
            return
        self._placeholders |= {"host": URL(self._data[CONF_URL]).host or ""}
        self._say_of_field(model_studio_form.error_key(error))

    def _say_of_field(self, key: str) -> None:
        """Say an error at the field of the form that it is about."""
        by_hand = model_studio_form.is_by_hand(self._data)
        field = model_studio_form.field_of(key, by_hand=by_hand)
        if self.source == SOURCE_REAUTH:  # which asks for nothing but the key
            of_key = {CONF_TOKEN, model_studio_form.CONF_REGION}
            field = CONF_TOKEN if field in of_key else "base"
        self._errors = {field: key}

    def _goes_elsewhere(self) -> bool:
        """Whether texts and recordings go where nobody has agreed to yet."""
        if self.source == SOURCE_REAUTH:
            return False
        if self.source != SOURCE_RECONFIGURE:
            return True
        before = self._get_reconfigure_entry().data
        place = model_studio_form.place_of
        return before[CONF_DIALECT] != Dialect.MODEL_STUDIO or (
            place(before[CONF_URL]) != place(self._data[CONF_URL])
        )

    async def async_step_consent_beijing(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that data go to Beijing, before any does."""
        return await self._async_step_consent("consent_beijing", user_input)

    async def async_step_consent_singapore(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that data go to Singapore, before any does."""
        return await self._async_step_consent("consent_singapore", user_input)

    async def async_step_consent_elsewhere(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that data go to a gateway, before any does."""
        return await self._async_step_consent("consent_elsewhere", user_input)

    async def _async_step_consent(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        if user_input is not None:
            return await self._connected()
        return self.async_show_form(
            step_id=step_id,
            description_placeholders={
                "host": URL(self._data[CONF_URL]).host or "",
                "docs": self._docs("model-studio.md"),
            },
        )

    async def _connected(self) -> ConfigFlowResult:
        """Keep what was changed of an entry, or go on with a new one's first voice."""
        if self._own_entry is not None:
            return await self.async_step_voices_left()
        return await self.async_step_voice()

    @property
    def _own_entry(self) -> ConfigEntry | None:
        """The entry that is changed; None for a new one."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        return self._get_reconfigure_entry() if self.source == SOURCE_RECONFIGURE else None

    async def async_step_voices_left(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say which profiles a changed account or model leaves behind, then keep the change."""
        entry = self._own_entry
        assert entry is not None  # noqa: S101 - a new one has no profiles
        if user_input is None and (left := self._left_behind(entry)):
            return self.async_show_form(step_id="voices_left", description_placeholders=left)
        data, unique_id = self._data, self._data[CONF_URL]
        if self.source == SOURCE_REAUTH:
            found = {key: self._data[key] for key in (CONF_TOKEN, CONF_DIALECT)}
            data, unique_id = {**entry.data, **found}, entry.unique_id
        if self._is_model_studio:
            unique_id = model_studio_form.unique_id(data)
        done = self.async_update_and_abort(
            entry, unique_id=unique_id, title=name_after(self.hass, entry, data), data=data
        )
        self._reload_what_failed(entry)
        return done

    def _left_behind(self, entry: ConfigEntry) -> dict[str, str]:
        """The profiles whose voice isn't there any more, or is of another model; placeholders."""
        changed = (CONF_URL, CONF_TOKEN, CONF_MODEL)
        if not self._is_model_studio or all(
            entry.data.get(name) == self._data[name] for name in changed
        ):
            return {}
        fitting = offered(self._listed, self._model)
        voices = [(profile.title, profile.data[CONF_VOICE]) for profile in profiles(entry)]
        missing = [name for name, voice in voices if voice not in self._listed]
        if len(self._listed) >= VOICES_LISTED:
            missing.clear()  # they may be further down the list
        other_model = [
            name for name, voice in voices if voice in self._listed and voice not in fitting
        ]
        if not missing and not other_model:
            return {}
        return {
            "model": self._data[CONF_MODEL],
            "missing": ", ".join(missing) or "–",
            "other_model": ", ".join(other_model) or "–",
        }

    def _reload_what_failed(self, entry: ConfigEntry) -> None:
        """Have an entry tried anew that is not loaded, and so has no update listener to do it."""
        if entry.state in {ConfigEntryState.SETUP_ERROR, ConfigEntryState.SETUP_RETRY}:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)

    async def async_step_voice(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which voice is to be the first."""
        if self._voices and not self._offered:
            return await self.async_step_no_voice_fits()
        return self.async_show_menu(
            step_id="voice",
            menu_options=["existing", "clone", "later"] if self._offered else ["clone", "later"],
            description_placeholders=self._choices,
        )

    async def async_step_no_voice_fits(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Say why none of the voices can be chosen, and ask what to do."""
        return self.async_show_menu(
            step_id="no_voice_fits",
            menu_options=["look_again", "clone", "later"],
            description_placeholders={**left_out(self._voices, self._model), **self._choices},
        )

    async def async_step_look_again(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """List the voices again, of which some weren't ready."""
        async with create_client(self.hass, self._data, _STUDIO_PATIENCE) as client:
            with suppress(CosyVoiceError):
                listed = await client.list_reference_audio(limit=VOICES_LISTED)
                self._listed = {voice.id: voice for voice in listed}
        return await self.async_step_voice()

    async def async_step_later(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Do without a voice for now."""
        return self._create([])

    @override
    async def _finish(self, name: str, data: dict[str, Any]) -> ConfigFlowResult:
        profile = ConfigSubentryData(
            subentry_type=SUBENTRY_TYPE_PROFILE, title=name, data=data, unique_id=None
        )
        return self._create([profile], "with_voice", self._made(name, data))

    def _create(
        self,
        subentries: list[ConfigSubentryData],
        description: str | None = None,
        words: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        return self.async_create_entry(
            title=free_name(self.hass, self._data, self._called),
            data=self._data,
            subentries=subentries,
            description=description,
            description_placeholders=words,
        )


class ProfileSubentryFlow(VoiceSteps[SubentryFlowResult], ConfigSubentryFlow):
    """Adds a voice profile, and changes one."""

    def __init__(self) -> None:
        super().__init__()
        self._waking: asyncio.Task[dict[str, ReferenceAudio]] | None = None

    @property
    @override
    def _service(self) -> tuple[Mapping[str, Any], CosyVoiceConfigEntry]:
        entry = self._loaded_entry
        return entry.data, entry

    @property
    @override
    def _voices(self) -> dict[str, ReferenceAudio]:
        return self._loaded.voices.data or {}

    @property
    def _entry(self) -> CosyVoiceConfigEntry:
        return self._get_entry()

    @property
    def _loaded_entry(self) -> CosyVoiceConfigEntry:
        """The entry while it is loaded, which it may not be any more."""
        if self._entry.state is not ConfigEntryState.LOADED:
            raise AbortFlow("entry_not_loaded")
        return self._entry

    @property
    def _loaded(self) -> CosyVoiceData:
        return self._loaded_entry.runtime_data

    async def async_step_user(self, _: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask which voice a new profile is to have."""
        if (reason := await self._obstacle()) is not None:
            return self.async_abort(reason=reason)
        if self._loaded.voices.data is None:
            return await self.async_step_wake()
        if self._offered:
            return self.async_show_menu(
                step_id="user",
                menu_options=["existing", "clone"],
                description_placeholders=self._choices,
            )
        if self._voices:
            return await self.async_step_no_voice_fits()
        return await self.async_step_clone()

    async def async_step_no_voice_fits(self, _: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Say why none of the voices can be chosen, and ask what to do."""
        return self.async_show_menu(
            step_id="no_voice_fits",
            menu_options=["look_again", "clone"],
            description_placeholders={**left_out(self._voices, self._model), **self._choices},
        )

    async def async_step_look_again(self, _: dict[str, Any] | None = None) -> SubentryFlowResult:
        """List the voices again, of which some weren't ready."""
        return await self.async_step_user()

    async def async_step_wake(self, _: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Wait for a service that sleeps, as its voices are unknown."""
        if self._waking is None:
            data = self._loaded
            self._waking = self.hass.async_create_task(
                data.voices.async_list(data.client), "cosyvoice: wake"
            )
        if not self._waking.done():
            return self.async_show_progress(
                step_id="wake", progress_action="wake", progress_task=self._waking
            )
        return self.async_show_progress_done(next_step_id="woken")

    async def async_step_woken(self, _: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Go on with the voices of a service that has woken up."""
        assert self._waking is not None  # noqa: S101 - the step before began it
        waking, self._waking = self._waking, None
        try:
            waking.result()
        except CosyVoiceError as error:
            return self.async_abort(
                reason="voices_unknown",
                description_placeholders={"error": in_words(self.hass, translated(error))},
            )
        return await self.async_step_user()

    async def async_step_reconfigure(self, _: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what is to be changed."""
        if (reason := await self._obstacle()) is not None:
            return self.async_abort(reason=reason)
        profile = self._get_reconfigure_subentry()
        self._profile = dict(profile.data)
        self._name = profile.title
        if self._loaded.voices.has(self._profile[CONF_VOICE]) is False:
            return await self.async_step_voice_gone()
        return self.async_show_menu(
            step_id="reconfigure",
            menu_options=["profile", "clone"],
            description_placeholders=self._choices,
        )

    async def async_step_voice_gone(self, _: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what is to stand in for a recording that is gone."""
        return self.async_show_menu(
            step_id="voice_gone",
            menu_options=["existing", "clone"] if self._offered else ["clone"],
            description_placeholders=self._choices,
        )

    async def _obstacle(self) -> str | None:
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return "entry_not_loaded"
        await self._entry.runtime_data.voices.async_refresh()
        return None

    @override
    async def _finish(self, name: str, data: dict[str, Any]) -> SubentryFlowResult:
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_and_abort(
                self._get_entry(), self._get_reconfigure_subentry(), title=name, data=data
            )
        return self.async_create_entry(
            title=name, data=data, description_placeholders=self._made(name, data)
        )


class CosyVoiceOptionsFlow(OptionsFlow):
    """How the service is spoken to."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for all of it on one page."""
        if user_input is not None:
            timeouts = user_input.pop(SECTION_TIMEOUTS)
            rate = int(user_input.pop(CONF_SAMPLE_RATE))
            return self.async_create_entry(data={**user_input, **timeouts, CONF_SAMPLE_RATE: rate})
        options = dict(self.config_entry.options)
        if options.get(CONF_FALLBACK_PROFILE) not in self.config_entry.subentries:
            # A profile that was removed is no choice any more, so it isn't suggested.
            options.pop(CONF_FALLBACK_PROFILE, None)
        if options.get(CONF_TRANSPORT) not in self._transports:
            options.pop(CONF_TRANSPORT, None)
        known = {
            **options,
            CONF_SAMPLE_RATE: str(options.get(CONF_SAMPLE_RATE, DEFAULT_SAMPLE_RATE)),
            SECTION_TIMEOUTS: options,
        }
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(self._schema(), known),
        )

    @property
    def _transports(self) -> tuple[str, ...]:
        """The transports that there are; outside of Beijing, Model Studio has but one."""
        data = self.config_entry.data
        if data[CONF_DIALECT] != Dialect.MODEL_STUDIO:
            return TRANSPORTS
        if speaks_over_http(URL(data[CONF_URL]).host):
            return (TRANSPORT_AUTO, TRANSPORT_WEBSOCKET, TRANSPORT_SSE)
        return (TRANSPORT_AUTO, TRANSPORT_WEBSOCKET)

    def _schema(self) -> vol.Schema:
        fallbacks = {profile.subentry_id: profile.title for profile in profiles(self.config_entry)}
        seconds = number(1, 300, 1, "s")
        return vol.Schema(
            {
                vol.Required(CONF_TRANSPORT, default=DEFAULT_TRANSPORT): select(
                    self._transports, CONF_TRANSPORT
                ),
                vol.Optional(CONF_FALLBACK_PROFILE): choice(fallbacks),
                vol.Required(CONF_CLEAN_TEXT, default=DEFAULT_CLEAN_TEXT): BooleanSelector(),
                vol.Required(CONF_SAMPLE_RATE, default=str(DEFAULT_SAMPLE_RATE)): select(
                    ["16000", "22050", "24000", "44100", "48000"], CONF_SAMPLE_RATE
                ),
                vol.Required(SECTION_TIMEOUTS): section(
                    vol.Schema(
                        {
                            vol.Required(
                                CONF_CONNECT_TIMEOUT, default=DEFAULT_CONNECT_TIMEOUT
                            ): seconds,
                            vol.Required(
                                CONF_FIRST_AUDIO_TIMEOUT, default=DEFAULT_FIRST_AUDIO_TIMEOUT
                            ): seconds,
                            vol.Required(CONF_IDLE_TIMEOUT, default=DEFAULT_IDLE_TIMEOUT): seconds,
                            vol.Required(
                                CONF_COLD_START_TIMEOUT, default=DEFAULT_COLD_START_TIMEOUT
                            ): number(0, 300, 1, "s"),
                        }
                    ),
                    {"collapsed": True},
                ),
            }
        )


def _announced_urls(info: ZeroconfServiceInfo) -> list[str]:
    """Where a server says that it is, the address to use first.

    A machine has several: of its networks, and of containers that only it reaches.

    Raises:
        ValueError: It names no address of a service.
    """
    path = info.properties.get("path") or "/"
    if not (isinstance(path, str) and _ANNOUNCED_PATH.fullmatch(path)):
        raise ValueError("the path isn't one")
    addresses = dict.fromkeys([info.host, *map(str, info.ip_addresses)])
    hosts = (f"[{address}]" if ":" in address else address for address in addresses)
    scheme = "https" if info.properties.get("tls") == "1" else "http"
    return [str(service_url(f"{scheme}://{host}:{info.port}{path}")) for host in hosts]


def _announced_id(properties: Mapping[str, Any]) -> str | None:
    """What a server is told from others by; None if it doesn't say, or says nonsense."""
    server_id = properties.get("id")
    if isinstance(server_id, str) and _ANNOUNCED_ID.fullmatch(server_id):
        return server_id
    return None
