"""The form for Model Studio: its fields, what they mean, and which one an error is about."""

from __future__ import annotations

from hashlib import blake2s
from http import HTTPStatus
import re
from typing import TYPE_CHECKING, Any, Final

from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)
import voluptuous as vol
from yarl import URL

from .const import CONF_DIALECT, CONF_MODEL
from .errors import form_key
from .form_fields import PASSWORD, select
from .shared_client import CosyVoiceError, CosyVoiceValueError, Dialect, service_url
from .shared_client.model_studio.protocol import (
    BEIJING,
    DEFAULT_MODEL,
    HOSTS,
    KEY_PAGES,
    MODELS,
    SINGAPORE,
    is_model_studio,
    region_of,
)

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

CONF_REGION: Final = "region"
SECTION_ADVANCED: Final = "advanced"

NAMES: Final = {BEIJING: "Beijing", SINGAPORE: "Singapore"}
"""What a region is called in the title of an entry."""

CONSENT: Final = {BEIJING: "consent_beijing", SINGAPORE: "consent_singapore"}
"""The step that says that data go to a region."""
CONSENT_ELSEWHERE: Final = "consent_elsewhere"

IS_OF: Final = {BEIJING: "key_is_of_beijing", SINGAPORE: "key_is_of_singapore"}
"""The error of a key that is another region's."""

_MODEL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}")

# Which field an error is about. Errors in a section show above it, under its name.
_ABOUT_THE_KEY: Final = frozenset(
    {
        *("key_refused", "account_unpaid", "not_activated"),
        *("payment_required", "payment_required_because"),
    }
)
_ABOUT_THE_ADDRESS: Final = frozenset(
    {
        *("cannot_connect", "host_not_found", "connection_refused", "timeout", "no_tls", "tls"),
        *("certificate_of_other_name", "certificate_out_of_date", "redirected_elsewhere"),
        "no_model_studio",
    }
)
# What a service that isn't Model Studio answers, in words that fit a CosyVoice service.
_IS_ANOTHER: Final = frozenset({"not_found", "not_cosyvoice"})


class OtherRegionError(Exception):
    """The key is good in a region that wasn't selected.

    Args:
        region: That region.
    """

    def __init__(self, region: str) -> None:
        super().__init__(f"the key is of {region}")
        self.region = region


class FieldError(ValueError):
    """A field can't be what was entered.

    Args:
        field: Its name, or that of its section.
        problem: The translation key of what is wrong.
        words: What its sentence names.
    """

    def __init__(self, field: str, problem: str, **words: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem, self.words = field, problem, words


def schema(*, expanded: bool) -> vol.Schema:
    """The fields; the advanced ones are folded unless they are of use."""
    models = SelectSelectorConfig(
        options=list(MODELS), custom_value=True, mode=SelectSelectorMode.DROPDOWN
    )
    advanced = vol.Schema(
        {
            # Not of the type URL: browsers would insist on a scheme.
            vol.Optional(CONF_URL): TextSelector(TextSelectorConfig(autocomplete="url")),
            vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
        }
    )
    return vol.Schema(
        {
            vol.Required(CONF_TOKEN): PASSWORD,
            vol.Required(CONF_REGION, default=BEIJING): select(HOSTS, CONF_REGION),
            vol.Required(CONF_MODEL, default=DEFAULT_MODEL): SelectSelector(models),
            vol.Optional(SECTION_ADVANCED): section(advanced, {"collapsed": not expanded}),
        }
    )


def key_pages() -> dict[str, str]:
    """Where keys are made; placeholders of a form."""
    return {"beijing": KEY_PAGES[BEIJING], "singapore": KEY_PAGES[SINGAPORE]}


def address_of(region: str) -> str:
    """The address of a region's own host."""
    return str(service_url(f"https://{HOSTS[region]}"))


def service_data(given: Mapping[str, Any], trusted: Container[str | None] = ()) -> dict[str, Any]:
    """What an entry keeps of a form that was filled in.

    Args:
        given: What was entered.
        trusted: Models that are taken though they aren't known here. Nothing but a recording can
            show whether there is one of that name, so a person is asked once.

    Raises:
        FieldError: It can't be used.
    """
    key = str(given.get(CONF_TOKEN, "")).strip()
    if not re.fullmatch(r"[\x21-\x7e]+", key):
        raise FieldError(CONF_TOKEN, "invalid_key" if key else "key_missing")
    model = str(given.get(CONF_MODEL, DEFAULT_MODEL)).strip()
    if not _MODEL.fullmatch(model):
        raise FieldError(CONF_MODEL, "invalid_model")
    if model not in MODELS and model not in trusted:
        raise FieldError(CONF_MODEL, "model_not_known", model=model)
    advanced = given.get(SECTION_ADVANCED, {})
    return {
        CONF_URL: _address(advanced.get(CONF_URL, "") or address_of(given[CONF_REGION])),
        CONF_TOKEN: key,
        CONF_VERIFY_SSL: advanced.get(CONF_VERIFY_SSL, True),
        CONF_DIALECT: Dialect.MODEL_STUDIO.value,
        CONF_MODEL: model,
    }


def _address(text: str) -> str:
    try:
        url = service_url(text)
    except CosyVoiceValueError as error:
        secret = error.key == "address_with_secret"
        raise FieldError(SECTION_ADVANCED, error.key if secret else "invalid_url") from None
    # Its own hosts are never sent a key in clear.
    return str(url.with_scheme("https") if is_model_studio(url.host) else url)


def form_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of an entry's data; an address or a model may be missing."""
    url = data.get(CONF_URL, "")
    region = region_of(URL(url).host)
    advanced = {CONF_VERIFY_SSL: data.get(CONF_VERIFY_SSL, True)}
    if is_by_hand(data):
        advanced[CONF_URL] = url
    return {
        CONF_TOKEN: data.get(CONF_TOKEN, ""),
        CONF_REGION: region if region in HOSTS else BEIJING,
        CONF_MODEL: data.get(CONF_MODEL, DEFAULT_MODEL),
        SECTION_ADVANCED: advanced,
    }


def is_by_hand(data: Mapping[str, Any]) -> bool:
    """Whether the address is that of a workspace or a gateway, and not a region's own."""
    url = URL(data.get(CONF_URL, ""))
    return bool(url.host) and str(url) not in map(address_of, HOSTS)


def unique_id(data: Mapping[str, Any]) -> str:
    """What tells a service from others: where it is, and whose key it takes.

    The account can't be asked for. The key itself isn't in here: ids are shown and logged.
    """
    url = data[CONF_URL]
    where = region_of(URL(url).host) or url
    key = blake2s(data[CONF_TOKEN].strip().encode(), digest_size=8).hexdigest()
    return f"{Dialect.MODEL_STUDIO} {where} {key}"


def title(url: str) -> str:
    """What an entry is called: after its region, where its address says that."""
    region = region_of(URL(url).host)
    return "Model Studio" if region is None else f"Model Studio ({NAMES.get(region, region)})"


def place_of(url: str) -> str:
    """Where data go: a region, or the host of a gateway."""
    host = URL(url).host or ""
    return region_of(host) or host


def consent_step(url: str) -> str:
    """The step that says where data go."""
    return CONSENT.get(place_of(url), CONSENT_ELSEWHERE)


def error_key(error: CosyVoiceError) -> str:
    """The translation key of the sentence that says an error in this form."""
    key = form_key(error)
    if key in _IS_ANOTHER or getattr(error, "status", 0) == HTTPStatus.METHOD_NOT_ALLOWED:
        return "no_model_studio"
    return key


def field_of(key: str, *, by_hand: bool) -> str:
    """The field that an error is about; `base` where it is none of them.

    Args:
        key: What `error_key` has said.
        by_hand: Whether the address was entered.
    """
    if key in _ABOUT_THE_KEY:
        return CONF_TOKEN
    if key == "free_tier_ended":
        return CONF_MODEL
    if key in IS_OF.values():
        return CONF_REGION
    return SECTION_ADVANCED if by_hand and key in _ABOUT_THE_ADDRESS else "base"
