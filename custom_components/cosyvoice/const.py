"""The integration's names: of options, their defaults, and what the model speaks."""

from typing import Final

from homeassistant.const import Platform

DOMAIN: Final = "cosyvoice"
PLATFORMS: Final = (Platform.EVENT, Platform.SENSOR, Platform.TTS, Platform.UPDATE)
DESKTOP_PLATFORMS: Final = (
    Platform.ASSIST_SATELLITE,
    Platform.BINARY_SENSOR,
    Platform.EVENT,
    Platform.MEDIA_PLAYER,
    Platform.SWITCH,
)

SUBENTRY_TYPE_PROFILE: Final = "profile"

# Of the entry, beside URL, token and whether TLS certificates are checked.
CONF_DIALECT: Final = "dialect"
CONF_SERVER_ID: Final = "server_id"  # of a server that announces itself
CONF_MODEL: Final = "model"  # of Model Studio: what new voices are made for

# Options of the entry.
CONF_TRANSPORT: Final = "transport"
CONF_CLEAN_TEXT: Final = "clean_text"
CONF_SAMPLE_RATE: Final = "sample_rate"
CONF_CONNECT_TIMEOUT: Final = "connect_timeout"
CONF_FIRST_AUDIO_TIMEOUT: Final = "first_audio_timeout"
CONF_IDLE_TIMEOUT: Final = "idle_timeout"
CONF_COLD_START_TIMEOUT: Final = "cold_start_timeout"
CONF_FALLBACK_PROFILE: Final = "fallback_profile"

TRANSPORT_AUTO: Final = "auto"
TRANSPORT_WEBSOCKET: Final = "websocket"
TRANSPORT_SSE: Final = "sse"
TRANSPORT_JSON: Final = "json"
TRANSPORTS: Final = (TRANSPORT_AUTO, TRANSPORT_WEBSOCKET, TRANSPORT_SSE, TRANSPORT_JSON)

DEFAULT_TRANSPORT: Final = TRANSPORT_AUTO
DEFAULT_CLEAN_TEXT: Final = True
DEFAULT_SAMPLE_RATE: Final = 24_000
DEFAULT_CONNECT_TIMEOUT: Final = 10.0
DEFAULT_FIRST_AUDIO_TIMEOUT: Final = 60.0
DEFAULT_IDLE_TIMEOUT: Final = 20.0
DEFAULT_COLD_START_TIMEOUT: Final = 60.0

# Of a voice profile; the first five are options of a call, too.
CONF_VOICE: Final = "voice"
CONF_MODE: Final = "mode"
CONF_INSTRUCT: Final = "instruct"
CONF_SPEED: Final = "speed"
CONF_VOLUME: Final = "volume"
CONF_LANGUAGE: Final = "language"

DEFAULT_SPEED: Final = 1.0
DEFAULT_VOLUME: Final = 1.0

# The model hears the language in the text, so that any of them may be asked for. Regions are
# listed where people write them in automations: Home Assistant compares tags letter by letter.
LANGUAGES: Final = (
    "de",
    "en",
    "en-GB",
    "en-US",
    "es",
    "fr",
    "it",
    "ja",
    "ko",
    "ru",
    "yue",
    "zh",
    "zh-CN",
    "zh-HK",
    "zh-TW",
)
DEFAULT_LANGUAGE: Final = "zh"
