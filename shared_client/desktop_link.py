"""What a desktop and Home Assistant say to each other: names, limits, and shapes of messages.

The desktop opens Home Assistant's WebSocket and subscribes with `cosyvoice/desktop/connect`. What
it says after that are commands; what it is told are the events of that subscription. Unknown fields
are ignored on both sides, as are events of an unknown type.

The module says what may be sent, and does nothing itself: both faces import it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal, NotRequired, TypedDict

PROTOCOL: Final = 1
"""The version that this code speaks. The lower of both sides' is used."""
OLDEST_PROTOCOL: Final = 1
"""The oldest version of a desktop that Home Assistant still serves."""

CONNECT: Final = "cosyvoice/desktop/connect"
UPDATE: Final = "cosyvoice/desktop/update"
PROGRESS: Final = "cosyvoice/desktop/progress"
EVENT: Final = "cosyvoice/desktop/event"
PING: Final = "cosyvoice/desktop/ping"
UNPAIR: Final = "cosyvoice/desktop/unpair"

# --- Limits ---------------------------------------------------------------------------------------

NAME_LENGTH: Final = 64
"""Characters of a desktop's name, and of a button's."""
VERSION_LENGTH: Final = 32
KEY_LENGTH: Final = 32
"""Characters of a button's key."""
TITLE_LENGTH: Final = 256
MESSAGE_LENGTH: Final = 2_000
"""Characters of what an announcement says, as it is shown."""
TEXT_LENGTH: Final = 20_000
"""Characters of a text to be read aloud."""
BUTTONS: Final = 32
DESKTOPS: Final = 32
MESSAGE_BYTES: Final = 64 * 1024
"""Of an event; a desktop drops larger ones."""

WAITING: Final = 200
"""Announcements that may wait at a desktop."""
AHEAD: Final = 2
"""Announcements that a desktop has at a time: the one that is heard, and the next."""
EXPIRES: Final = 15 * 60.0
"""Seconds after which an announcement that still waits isn't spoken any more."""
TURN: Final = 5 * 60.0
"""Seconds that an action waits from its announcement's turn."""

PING_EVERY: Final = 10.0
"""Seconds between a desktop's pings."""
SILENCE: Final = 25.0
"""Seconds without a message after which Home Assistant takes a desktop for gone."""
MESSAGES_PER_SECOND: Final = 20
MESSAGES_AT_ONCE: Final = 200
"""Messages that a desktop may send beyond its rate: ten seconds of it."""
PRESS_EVERY: Final = 0.2
"""Seconds between two presses of a button that both count; what comes sooner is dropped."""
REPLACED_REST: Final = 60.0
"""Seconds that a desktop which was replaced waits before it connects again."""


# --- Kinds ----------------------------------------------------------------------------------------


class Playback(StrEnum):
    """What a desktop does."""

    IDLE = "idle"
    READING = "reading"
    ANNOUNCING = "announcing"
    MEDIA = "media"
    PAUSED = "paused"


class Quiet(StrEnum):
    """Who has asked a desktop not to disturb."""

    USER = "user"
    SCHEDULE = "schedule"
    HOME = "home"


class Stage(StrEnum):
    """How far an announcement is. All but the first are final."""

    STARTED = "started"
    HEARD = "heard"
    SUPPRESSED = "suppressed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    INTERRUPTED = "interrupted"


class Reason(StrEnum):
    """Why an announcement was not heard."""

    DO_NOT_DISTURB = "do_not_disturb"
    QUIET_HOURS = "quiet_hours"
    LOCKED = "locked"
    NOT_ALLOWED = "not_allowed"
    FETCH = "fetch"
    DECODE = "decode"
    DEVICE = "device"
    EXPIRED = "expired"
    MUTED = "muted"
    STOPPED_BY_USER = "stopped_by_user"


class Happening(StrEnum):
    """What a desktop tells of itself."""

    READING_STARTED = "reading_started"
    READING_FINISHED = "reading_finished"
    READING_FAILED = "reading_failed"
    PRESSED = "pressed"


class Refusal(StrEnum):
    """Codes of errors that a command is answered with.

    Attributes:
        UNAUTHORIZED: The desktop belongs to another user.
        NOT_CONNECTED: The command came over another connection than the desktop's.
        REMOVED: Home Assistant doesn't know the desktop any more. It must not pair by itself.
        WRONG_INSTANCE: This is another house. What is known of the right one stays.
        DECLINED: An administrator has declined the desktop.
        TOO_OLD: The desktop's protocol isn't served any more.
        TOO_MANY: Too many desktops, or too many messages.
        NOT_LOADED: The desktop's entry is disabled or not set up. It may be, later.
    """

    UNAUTHORIZED = "unauthorized"
    NOT_CONNECTED = "not_connected"
    REMOVED = "removed"
    WRONG_INSTANCE = "wrong_instance"
    DECLINED = "declined"
    TOO_OLD = "too_old"
    TOO_MANY = "too_many"
    NOT_LOADED = "not_loaded"


# --- From the desktop -----------------------------------------------------------------------------


class Button(TypedDict):
    """A hotkey or an entry of the tray's menu that its user has given to Home Assistant.

    It is told by `event` with the kind `pressed` and the data `{"button": key}`.

    Attributes:
        key: What automations know it by; it stays when the button is renamed.
        name: What its user calls it. Automations may use it, too.
    """

    key: str
    name: str


class Capabilities(TypedDict):
    """What a desktop can do.

    Attributes:
        sample_rate: Of its sound device, in Hz.
        prefers: `wav`, or `mp3` where the way to it is narrow.
        notifications: Whether it can show a text.
        lock: Whether it knows that its screen is locked.
        buttons: What can be pressed on it.
    """

    sample_rate: int
    prefers: Literal["wav", "mp3"]
    notifications: bool
    lock: bool
    buttons: list[Button]


class State(TypedDict, total=False):
    """What a desktop does; an update has only what has changed.

    Attributes:
        playback: A `Playback`.
        volume: 0 to 1.
        muted: Whether it is.
        waiting: How many announcements wait on it.
        do_not_disturb: A `Quiet`; None where it may be disturbed.
        locked: Whether its screen is locked; None where it doesn't know.
        title: Of what is read; None where it isn't shared.
    """

    playback: str
    volume: float
    muted: bool
    waiting: int
    do_not_disturb: str | None
    locked: bool | None
    title: str | None


class Update(TypedDict):
    """What `update` says.

    Attributes:
        state: What has changed of it.
        buttons: All of them, when one was added, renamed, or removed.
    """

    state: State
    buttons: NotRequired[list[Button]]


class Connected(TypedDict):
    """What `connect` is answered with.

    Attributes:
        status: `connected`, or `pending` while an administrator has to accept the desktop.
        protocol: The version that both sides speak.
        instance: Home Assistant's id of itself.
        entry_id: The desktop's entry; None while it is pending.
        name: What it is called there.
    """

    status: Literal["connected", "pending"]
    protocol: int
    instance: str
    entry_id: str | None
    name: str


# --- To the desktop -------------------------------------------------------------------------------


Announce = TypedDict(
    "Announce",
    {
        "type": Literal["announce"],
        "announcement": str,
        "url": str,
        "mime": str | None,
        "chime": str | None,
        "message": str | None,
        "volume": float | None,
        "urgent": bool,
        "from": str | None,
        "own": bool,
    },
)
"""Something to be announced.

`announcement` is its UUID. `url` is where the sound is, without a host where that is Home
Assistant; `chime` is heard before it. `message` is what is said, for a notification. `volume` is
0 to 1, or None for the one that the desktop has. An `urgent` one goes before others, and
interrupts. `from` is the name of the user whose action it is, or None for an automation's; `own`
is whether that is the desktop's own user.
"""


class Play(TypedDict):
    """Media to be played until they end or are stopped."""

    type: Literal["play"]
    url: str
    mime: str | None
    title: str | None


class Read(TypedDict):
    """A text to be read by the desktop's own service and voice."""

    type: Literal["read"]
    reading: str
    text: str
    profile: NotRequired[str | None]
