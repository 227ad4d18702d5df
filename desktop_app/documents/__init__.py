"""Documents to read aloud: the text of a file or of a web page, whatever its form.

`await read_document("book.epub")` is all there is to it. A handler for each form is tried in turn;
what strangers have made is read in a process of its own, with limits of time and memory.
"""

from __future__ import annotations

from .document import Document, Progress
from .opening import is_address, path_of, read_document

__all__ = ["Document", "Progress", "is_address", "path_of", "read_document"]
