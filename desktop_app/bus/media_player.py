"""MPRIS 2: what media keys, lock screens and `playerctl` see of what is read.

The names and their meanings are those of the specification,
https://specifications.freedesktop.org/mpris-spec/2.2/. "Track" is a text there; next and previous
are sentences here, which is what somebody who listens wants of these keys.
"""

# Annotations are D-Bus types, which dbus-fast reads when a class is made: none may be a string.
# ruff: noqa: D102 - the specification says what each member is

from typing import Annotated, Any, Final

from dbus_fast import PropertyAccess, Variant
from dbus_fast.annotations import (
    DBusBool,
    DBusDict,
    DBusDouble,
    DBusInt64,
    DBusObjectPath,
    DBusSignature,
    DBusStr,
)
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from desktop_app.reading.events import UNDER_WAY
from desktop_app.reading.titles import title_of

from .now import Now, Order, address_of, sendable

PATH: Final = "/org/mpris/MediaPlayer2"
NAME: Final = "org.mpris.MediaPlayer2.cosyvoice_home"
"""On the bus."""

_TRACKS: Final = "/io/github/cosyvoice_home/CosyVoiceHome/texts"
_NO_TRACK: Final = "/org/mpris/MediaPlayer2/TrackList/NoTrack"
_SLOWEST, _FASTEST = 0.5, 2.0
_MIME_TYPES: Final = [
    "text/plain",
    "text/markdown",
    "text/html",
    "text/vtt",
    "text/rtf",
    "application/rtf",
    "application/xhtml+xml",
    "application/pdf",
    "application/epub+zip",
    "application/x-fictionbook+xml",
    "application/x-subrip",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "message/rfc822",
]
_READ: Final = PropertyAccess.READ

_Words = Annotated[list[str], DBusSignature("as")]


class MediaPlayer(ServiceInterface):
    """The app as a media player.

    Args:
        order: Has the app do something.
        app_id: Name of its desktop entry.
    """

    def __init__(self, order: Order, app_id: str) -> None:
        super().__init__("org.mpris.MediaPlayer2")
        self._order = order
        self._app_id = app_id

    @dbus_method("Raise")
    def raise_(self) -> None:
        self._order("show")

    @dbus_method("Quit")
    def quit(self) -> None:
        self._order("quit")

    @dbus_property(_READ, "CanQuit")
    def can_quit(self) -> DBusBool:
        return True

    @dbus_property(_READ, "CanRaise")
    def can_raise(self) -> DBusBool:
        return True

    @dbus_property(_READ, "HasTrackList")
    def has_track_list(self) -> DBusBool:
        return False

    @dbus_property(_READ, "Identity")
    def identity(self) -> DBusStr:
        return "CosyVoice Home"

    @dbus_property(_READ, "DesktopEntry")
    def desktop_entry(self) -> DBusStr:
        return self._app_id

    @dbus_property(_READ, "SupportedUriSchemes")
    def supported_uri_schemes(self) -> _Words:
        return ["file", "http", "https"]

    @dbus_property(_READ, "SupportedMimeTypes")
    def supported_mime_types(self) -> _Words:
        return _MIME_TYPES


class Player(ServiceInterface):
    """What is played, and the keys for it.

    Args:
        order: Has the app do something.
        now: What is read; call `refresh` when it has changed.
    """

    def __init__(self, order: Order, now: Now) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self._order = order
        self._now = now
        self._told = self._changing()

    def refresh(self) -> None:
        """Tell what has changed."""
        before, self._told = self._told, self._changing()
        changed = {name: value for name, value in self._told.items() if value != before[name]}
        if changed:
            self.emit_properties_changed(changed)

    def _changing(self) -> dict[str, Any]:
        return {
            "PlaybackStatus": self._playback_status(),
            "Metadata": self._metadata(),
            "Rate": self._now.speed,
            "Volume": self._now.volume,
            "CanGoNext": bool(self._now.items),
            "CanGoPrevious": bool(self._now.items),
            "CanPlay": bool(self._now.items),
            "CanPause": bool(self._now.items),
        }

    def _playback_status(self) -> str:
        if not self._now.items:
            return "Stopped"
        # In trouble nothing is heard, and Play tries again: as if it were paused. What is waited
        # for comes by itself, and can be paused: as if it played.
        return "Playing" if self._now.state in UNDER_WAY else "Paused"

    def _metadata(self) -> dict[str, Variant]:
        if not self._now.items:
            return {"mpris:trackid": Variant("o", _NO_TRACK)}
        item = self._now.items[0]
        metadata = {
            "mpris:trackid": Variant("o", f"{_TRACKS}/{item.number}"),
            "xesam:title": Variant("s", sendable(title_of(item.reading))),
        }
        if self._now.voice:
            metadata["xesam:artist"] = Variant("as", [self._now.voice])
        if address := address_of(item.reading):
            metadata["xesam:url"] = Variant("s", address)
        return metadata  # how long it will take is not known before it is spoken

    @dbus_method("Next")
    def next(self) -> None:
        self._order("next")

    @dbus_method("Previous")
    def previous(self) -> None:
        self._order("previous")

    @dbus_method("Pause")
    def pause(self) -> None:
        self._order("pause")

    @dbus_method("PlayPause")
    def play_pause(self) -> None:
        self._order("toggle")

    @dbus_method("Stop")
    def stop(self) -> None:
        self._order("stop")

    @dbus_method("Play")
    def play(self) -> None:
        self._order("resume")

    @dbus_method("Seek")
    def seek(self, offset: DBusInt64) -> None:
        """Do nothing, as `CanSeek` says."""

    @dbus_method("SetPosition")
    def set_position(self, track_id: DBusObjectPath, position: DBusInt64) -> None:
        """Do nothing, as `CanSeek` says."""

    @dbus_method("OpenUri")
    def open_uri(self, uri: DBusStr) -> None:
        self._order("read", uri)

    @dbus_signal("Seeked")
    def seeked(self, position: int) -> DBusInt64:
        return position

    @dbus_property(_READ, "PlaybackStatus")
    def playback_status(self) -> DBusStr:
        return self._playback_status()

    @dbus_property(_READ, "Metadata")
    def metadata(self) -> DBusDict:
        return self._metadata()

    @dbus_property(name="Rate")
    def rate(self) -> DBusDouble:
        return self._now.speed

    @rate.setter
    def set_rate(self, rate: DBusDouble) -> None:
        if rate == 0:  # says the specification
            self._order("pause")
        else:
            self._order("speed", repr(min(max(rate, _SLOWEST), _FASTEST)))

    @dbus_property(name="Volume")
    def volume(self) -> DBusDouble:
        return self._now.volume

    @volume.setter
    def set_volume(self, volume: DBusDouble) -> None:
        self._order("volume", repr(max(volume, 0.0)))

    @dbus_property(_READ, "Position")
    def position(self) -> DBusInt64:
        return 0

    @dbus_property(_READ, "MinimumRate")
    def minimum_rate(self) -> DBusDouble:
        return _SLOWEST

    @dbus_property(_READ, "MaximumRate")
    def maximum_rate(self) -> DBusDouble:
        return _FASTEST

    @dbus_property(_READ, "CanGoNext")
    def can_go_next(self) -> DBusBool:
        return bool(self._now.items)

    @dbus_property(_READ, "CanGoPrevious")
    def can_go_previous(self) -> DBusBool:
        return bool(self._now.items)

    @dbus_property(_READ, "CanPlay")
    def can_play(self) -> DBusBool:
        return bool(self._now.items)

    @dbus_property(_READ, "CanPause")
    def can_pause(self) -> DBusBool:
        return bool(self._now.items)

    @dbus_property(_READ, "CanSeek")
    def can_seek(self) -> DBusBool:
        return False

    @dbus_property(_READ, "CanControl")
    def can_control(self) -> DBusBool:
        return True
