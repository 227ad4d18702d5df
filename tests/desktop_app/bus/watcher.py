"""The part of a desktop that shows icons in its panel."""

# Annotations are D-Bus types, which dbus-fast reads when a class is made: none may be a string.

from dbus_fast import PropertyAccess
from dbus_fast.annotations import DBusBool, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property


class Watcher(ServiceInterface):
    """It is told of each icon on the bus.

    Attributes:
        icons: Names of those that have them.
    """

    def __init__(self) -> None:
        super().__init__("org.kde.StatusNotifierWatcher")
        self.icons: list[str] = []

    @dbus_method("RegisterStatusNotifierItem")
    def register(self, name: DBusStr) -> None:
        self.icons.append(name)

    @dbus_property(PropertyAccess.READ, "IsStatusNotifierHostRegistered")
    def has_host(self) -> DBusBool:
        return True
