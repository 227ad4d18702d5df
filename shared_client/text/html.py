"""HTML inside of lines: what tags do to speech, entities, and pages in which all is markup."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, ClassVar, Final

from .incoming import NEWLINES
from .inline import Inline
from .thoughts import STARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .blocks import Blocks, Mark
    from .incoming import Incoming
    from .spoken import Spoken

_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ENTITY_SO_FAR: Final = re.compile(r"&#?[A-Za-z0-9]{0,31}")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


LINE_TAGS: Final = _names(
    "address article aside blockquote br dd details div dl dt figure footer h1 h2 h3 h4 h5 h6"
    " header hr li main nav ol p pre section summary table tbody tfoot thead tr ul"
)
"""Tags at which a line ends."""

CELL_TAGS: Final = _names("td th")

OTHER_TAGS: Final = _names(
    "a abbr audio b big center cite code del dfn em figcaption font i img input ins kbd label mark"
    " q s samp small source span strike strong sub sup time tt u var video wbr"
)
"""Tags that change nothing in what is said."""

_LINES_OF_PAGES: Final = LINE_TAGS | _names(
    "body button caption center dialog fieldset figcaption form hgroup html legend menu optgroup"
    " option search select"
)
_SENTENCES: Final = _names("caption dt figcaption h1 h2 h3 h4 h5 h6 legend li summary")
_TABLE: Final = _names("table tbody tfoot thead tr")
_SILENT: Final = _names(
    "audio canvas iframe math noscript object script style svg template textarea title video"
)
_NEVER_EMPTY: Final = _names("iframe noscript script style textarea title")
_TAG_START: Final = re.compile(r"</?([A-Za-z][^\s/>]*)")
_TAG_START_SO_FAR: Final = re.compile(r"</?(?:[A-Za-z][^\s/>]*)?")
_OF_TEXT: Final = re.compile(rf"</?(?:{'|'.join(sorted(_LINES_OF_PAGES))})[\s/>]", re.IGNORECASE)
_IN_TAG: Final = re.compile(r"[^>=\"']+")
_LONGEST_NAME: Final = 80
_COMMENT: Final = "<!--"
_HOLD_PAGE: Final = 200_000
"""Characters after which what is left out of a page is believed to be no text. It may be long."""


class MarkupInline(Inline):
    """Lines with tags and entities in them, and thoughts wherever they begin."""

    def step(self) -> bool:
        """Take the next word or mark; False to wait for more."""
        is_mark = self._incoming.text[self._incoming.at] in STARTS and not self._in_address
        if is_mark and (taken := self._thoughts.take()) is not None:
            if taken and not self._passage.is_open:
                self._end_line()  # what came before was the thought
            return taken
        return super().step()

    def _entity(self) -> bool:
        incoming = self._incoming
        if incoming.is_open_after(_ENTITY_SO_FAR, 34):
            return False
        found = _ENTITY.match(incoming.text, incoming.at)
        if not found:
            return self._read_aloud()
        for char in html.unescape(found.group()):
            self._spoken.say(char)
        return incoming.read(len(found.group()))

    marks: ClassVar[Mapping[str, Mark]] = {**Inline.marks, "&": _entity}


class HtmlInline(MarkupInline):
    """A page: every tag is one, line ends are white space, scripts and styles are not said.

    What is left out may be of any length, a picture inside of an attribute, say: it is dropped as
    it comes. Where its end never comes and tags of text are in it, a quote or a tag is missing:
    then it is read after all, unless it is longer than `_HOLD_PAGE`.
    """

    def __init__(self, incoming: Incoming, spoken: Spoken, blocks: Blocks) -> None:
        super().__init__(incoming, spoken, blocks)
        self._tag = ""  # the tag that is being read, with its slash
        self._has_equals = False  # a value may begin
        self._is_preformatted = False

    def step(self) -> bool:
        """Take the next word or tag; False to wait for more."""
        if self._tag:
            return self._tag_rest()
        incoming = self._incoming
        is_line_end = incoming.text[incoming.at] in NEWLINES
        if is_line_end and not (self._is_preformatted or self._in_address):
            return self._read_aloud()
        return super().step()

    def _leave_out(self, length: int, end: re.Pattern[str]) -> bool:
        return self._passage.open(length, end, lost=_OF_TEXT, limit=_HOLD_PAGE)

    def _markup(self) -> bool:
        incoming = self._incoming
        text, at = incoming.text, incoming.at
        if incoming.is_open(len(_COMMENT)) and _COMMENT.startswith(text[at : at + 4]):
            return False
        if incoming.char(1) in "!?":
            if self._passage.was_given_up():
                return self._read_aloud()
            is_comment = text.startswith(_COMMENT, at)
            end = re.compile("-->" if is_comment else ">")
            return self._leave_out(len(_COMMENT) if is_comment else 2, end)
        if incoming.is_open_after(_TAG_START_SO_FAR, _LONGEST_NAME):
            return False
        found = _TAG_START.match(text, at, at + _LONGEST_NAME)
        if not found:
            return self._read_aloud()  # <3, a < b
        self._tag = found.group()[1:].lower()
        self._has_equals = False
        return incoming.read(len(found.group()))

    def _tag_rest(self) -> bool:
        """Leave out the attributes of a tag; a > in a quoted value does not end it."""
        incoming = self._incoming
        if found := _IN_TAG.match(incoming.text, incoming.at):
            self._has_equals = self._has_equals and found.group().isspace()
            return incoming.read(len(found.group()))
        char = incoming.text[incoming.at]
        if char == ">":
            is_empty = incoming.previous == "/"
            tag, self._tag = self._tag, ""
            incoming.read(1)
            incoming.previous = " "
            self._obey(tag.removeprefix("/"), is_end=tag.startswith("/"), is_empty=is_empty)
            return True
        opens = char != "=" and self._has_equals and not self._passage.was_given_up()
        self._has_equals = char == "="
        return self._leave_out(1, re.compile(char)) if opens else incoming.read(1)

    def _obey(self, name: str, *, is_end: bool, is_empty: bool) -> None:
        """Do what a tag means to a listener."""
        spoken = self._spoken
        if name in _SILENT or (name == "table" and self._omissions.tables):
            if not is_end and (not is_empty or name in _NEVER_EMPTY):
                self._leave_out(0, re.compile(rf"(?=</{name}[\s/>])", re.IGNORECASE))
        elif name in _TABLE:
            self._end_line()
            spoken.is_item = spoken.is_row = name == "tr" and not is_end
        elif spoken.is_row:
            if name in CELL_TAGS or name in _LINES_OF_PAGES:
                spoken.end_cell()
        elif name in CELL_TAGS:
            spoken.end_word()
        elif name in _LINES_OF_PAGES:
            self._end_line()
            spoken.is_item = name in _SENTENCES and not is_end
        if name == "pre":
            self._is_preformatted = not is_end

    marks: ClassVar[Mapping[str, Mark]] = {**MarkupInline.marks, "<": _markup}
