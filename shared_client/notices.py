"""What our local server says, with its answers, of what was asked for and can't be done."""

from typing import Final

INSTRUCT_IGNORED: Final = "{engine} can't follow the instruct, which changes nothing"
TAGS_IGNORED: Final = "{engine} can't follow tags such as [laughter], which are left out"
NOT_LOADED: Final = "{engine} can't be loaded: {reason}; another engine speaks instead"
NOT_INSTALLED: Final = "{engine} isn't installed anymore; another engine speaks instead"

NOTICES: Final = (INSTRUCT_IGNORED, TAGS_IGNORED, NOT_LOADED, NOT_INSTALLED)
"""All of them, as faces say them in other languages."""
