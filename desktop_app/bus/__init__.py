"""The app on the session bus of a Linux desktop: media keys, other programs' orders.

All of it runs in the asyncio loop; it knows no Qt.
"""

from .presence import Bus

__all__ = ["Bus"]
