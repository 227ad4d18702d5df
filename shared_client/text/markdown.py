"""Markdown inside of lines: emphasis, code, links, citations, formulas, cells, tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from .blocks import LABEL, LABEL_SO_FAR
from .html import CELL_TAGS, LINE_TAGS, OTHER_TAGS, MarkupInline
from .incoming import HOLD, NEWLINES
from .widths import is_wide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .blocks import Mark

_HOLD_ADDRESS: Final = 1000
_CITATION: Final = re.compile(r"\^.+|\d{1,3}(?:\s?[,–-]\s?\d{1,3})*")
_ADDRESS: Final = re.compile(
    r"""\([ \t]*+<?+[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+>?+"""
    r"""(?:[ \t]++(?:"[^"\n\r]*+"|'[^'\n\r]*+'))?+[ \t]*+\)"""
)
_ADDRESS_SO_FAR: Final = re.compile(
    r"""\([ \t]*+<?+[^\s()<>]*+(?:\([^\s()<>]*+\)?+[^\s()<>]*+)*+>?+"""
    r"""(?:[ \t]++(?:"[^"\n\r]{0,300}+"?+|'[^'\n\r]{0,300}+'?+)?+)?+[ \t]*+"""
)
_TAG_NAME: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)[\s/>]")
_SWITCHES: Final = (  # attributes that have no value
    "allowfullscreen|async|autofocus|autoplay|checked|compact|controls|default|defer|disabled"
    "|download|hidden|inert|ismap|itemscope|loop|multiple|muted|noshade|novalidate|nowrap|open"
    "|playsinline|readonly|required|reversed|selected"
)
_NAME: Final = r"[A-Za-z_:@][\w:.@-]*+"
_ATTRIBUTES: Final = (
    rf"""(?:\s++(?:{_NAME}[ \t]*+=[ \t]*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++)"""
    rf"""|(?:{_SWITCHES})(?=[\s/>])))*+"""
)
_TAG: Final = re.compile(
    rf"<([A-Za-z][A-Za-z0-9]*+){_ATTRIBUTES}\s*+/?>|</([A-Za-z][A-Za-z0-9]*+)\s*+>|<!--.*?-->",
    re.DOTALL,
)
_VALUE_SO_FAR: Final = r"""(?:=[ \t]*+(?:"[^"]*+|'[^']*+|[^\s"'=<>`]*+))?"""
_TAG_SO_FAR: Final = re.compile(
    rf"""<[^\s<>]*+|</[A-Za-z0-9]*+\s*+"""
    rf"""|<[A-Za-z][A-Za-z0-9]*+{_ATTRIBUTES}(?:\s++(?:{_NAME}[ \t]*+{_VALUE_SO_FAR})?)?/?"""
)
_COMMENT_SO_FAR: Final = re.compile(r"<!--.*", re.DOTALL)
_AUTOLINK: Final = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+|[^\s<>@]+@[^\s<>]+)>")
_LEFT_OUT: Final = {
    name: re.compile(rf"</{name}[ \t\r\n]{{0,9}}>", re.IGNORECASE)
    for name in ("script", "style", "svg", "table")
}
_SILENT: Final = frozenset(_LEFT_OUT) - {"table"}
_TAGS: Final = LINE_TAGS | CELL_TAGS | OTHER_TAGS | _LEFT_OUT.keys()
_ESCAPABLE: Final = frozenset("\\`*_{}#+-.!|~<>$&\"'")
_FORMULA_MARKS: Final = frozenset("()[]")
_MAX_OPERATOR: Final = 2


class MarkdownInline(MarkupInline):
    """A line of Markdown."""

    def _start_line(self) -> None:
        super()._start_line()
        self._code = 0  # how many backticks opened the code that the line is in
        self._in_formula = False
        self._in_emphasis = False
        self._in_picture_link = False

    def step(self) -> bool:
        """Take the next word or mark; False to wait for more."""
        if self._code or self._blocks.is_code:
            incoming = self._incoming
            char = incoming.text[incoming.at]
            if char not in NEWLINES and (self._blocks.is_code or char not in "`|"):
                return self._word() if char.isalnum() else self._read_aloud()
        return super().step()

    def _bar(self) -> bool:
        if self._spoken.is_row or self._incoming.previous.isspace():
            self._spoken.end_cell()
            return self._incoming.read(1)
        return self._read_aloud()

    def _escape(self) -> bool:
        incoming = self._incoming
        if incoming.is_open(2):
            return False
        char = incoming.char(1)
        if char in _FORMULA_MARKS:
            return incoming.read(2)
        if char in _ESCAPABLE:
            incoming.read(1)
        return self._read_aloud()

    def _backticks(self) -> bool:
        length = self._incoming.run_length("`")
        if self._incoming.is_run_open(length):
            return False
        if not self._code:
            self._code = length
        elif self._code == length:
            self._code = 0
        else:
            return self._read_aloud(length)
        return self._incoming.read(length)

    def _emphasis(self) -> bool:
        incoming = self._incoming
        mark = incoming.char()
        length = incoming.run_length(mark)
        if incoming.is_run_open(length):
            return False
        keep = self._is_no_emphasis(mark, length, incoming.previous, incoming.char(length))
        return self._read_aloud(length) if keep else incoming.read(length)

    def _is_no_emphasis(self, mark: str, length: int, before: str, after: str) -> bool:
        if before.isspace() and after.isspace():
            return length <= _MAX_OPERATOR  # 2 * 3
        if mark == "~":
            return length == 1  # ~5 min
        inside = before.isalnum() and after.isalnum()
        if mark == "_":
            return inside  # snake_case
        if after.isspace() or not before.isspace():
            if self._in_emphasis or not inside:
                self._in_emphasis = not self._in_emphasis and not after.isspace()
                return False
            if before.isdigit() and after.isdigit():
                return True  # 5*6, 2**3
            self._in_emphasis = length > 1 or is_wide(before) or is_wide(after)
            return not self._in_emphasis
        self._in_emphasis = True
        return False

    # Links

    def _picture(self) -> bool:
        if self._incoming.is_open(2):
            return False
        return self._link(1) if self._incoming.char(1) == "[" else self._read_aloud()

    def _bracket(self) -> bool:
        incoming = self._incoming
        if incoming.is_open(3) and incoming.text[incoming.at : incoming.at + 2] in ("[", "[!"):
            return False
        if incoming.char(1) == "!" and incoming.char(2) == "[":
            self._in_picture_link = True  # [![text](picture)](page)
            return incoming.read(1)
        return self._link(0)

    def _link(self, offset: int) -> bool:
        """Take a link, a picture (after the exclamation mark at the offset) or a footnote mark."""
        incoming = self._incoming
        text, start = incoming.text, incoming.at + offset
        label = LABEL.match(text, start)
        if not label:
            if incoming.is_open(HOLD + offset) and LABEL_SO_FAR.fullmatch(text, start):
                return False
            return self._read_aloud()
        if incoming.is_open(label.end() + 1 - incoming.at):
            return False
        end = label.end()
        if text[end : end + 1] == "(":
            address_end = self._address_end(end)
            if address_end < 0:
                return False
            end = address_end or end
        citation = _CITATION.fullmatch(label.group(1)) is not None and not offset
        if not citation and end == label.end() and text[end : end + 1] == "[":
            reference = LABEL.match(text, end)
            if reference:
                end = reference.end()
            elif incoming.is_open(_HOLD_ADDRESS) and LABEL_SO_FAR.fullmatch(text, end):
                return False
        if not citation and end == label.end():
            return self._read_aloud()
        self._spoken.gap = True
        incoming.replace(label.start(1), "" if citation else label.group(1), end)
        return True

    def _address_end(self, start: int) -> int:
        """Return where the address in parentheses ends; 0 if it is none, -1 if that is open."""
        incoming = self._incoming
        if found := _ADDRESS.match(incoming.text, start, start + _HOLD_ADDRESS):
            return found.end()
        bounded = not incoming.final and len(incoming.text) - start < _HOLD_ADDRESS
        return -1 if bounded and _ADDRESS_SO_FAR.fullmatch(incoming.text, start) else 0

    def _bracket_end(self) -> bool:
        incoming = self._incoming
        if not self._in_picture_link:
            return self._read_aloud()
        if incoming.is_open(2):
            return False
        self._in_picture_link = False
        if incoming.char(1) != "(":
            return self._read_aloud()
        end = self._address_end(incoming.at + 1)
        if end < 0:
            self._in_picture_link = True
            return False
        return incoming.read(end - incoming.at) if end else self._read_aloud()

    # Tags and formulas

    def _tag(self) -> bool:
        incoming = self._incoming
        text, at = incoming.text, incoming.at
        if incoming.is_open(4) and text[at : at + 3] in ("<", "</", "<!", "<!-"):
            return False
        comment = text.startswith("<!--", at)
        name = _TAG_NAME.match(text, at)
        if not comment and not (incoming.char(1).isalpha() or incoming.char(1) == "/"):
            return self._read_aloud()  # <3, a < b
        if name and name.group(1).lower() not in _TAGS:
            return self._read_aloud()
        found = _TAG.match(text, at, at + HOLD)
        if not found and incoming.is_open_after(_COMMENT_SO_FAR if comment else _TAG_SO_FAR):
            return False
        if found and (comment or (found[1] or found[2]).lower() in _TAGS):
            return self._leave_out_tag(found)
        if found := _AUTOLINK.match(text, at, at + HOLD):
            incoming.replace(found.start(1), found.group(1), found.end())
            incoming.previous = " "
            return True
        return self._read_aloud()

    def _leave_out_tag(self, found: re.Match[str]) -> bool:
        spoken = self._spoken
        length = len(found.group())
        name = (found[1] or found[2] or "").lower()
        is_silent = name in _SILENT or (name == "table" and self._omissions.tables)
        if found[1] and is_silent and not found.group().endswith("/>"):
            if self._passage.was_given_up():
                return self._read_aloud()
            return self._passage.open(length, _LEFT_OUT[name], breaks_word=True)
        self._incoming.read(length)
        self._incoming.previous = " "
        if spoken.is_row:
            spoken.comma = bool(spoken.tail) and (spoken.comma or name == "br")
        elif name in LINE_TAGS:
            self._end_line()
        elif name in CELL_TAGS:
            spoken.end_word()
        return True

    def _dollar(self) -> bool:
        incoming = self._incoming
        length = incoming.run_length("$")
        if incoming.is_run_open(length):
            return False
        after = incoming.char(length)
        if length > 1:
            return incoming.read(length)
        if self._in_formula and not after.isalnum():
            self._in_formula = False
            return incoming.read(1)
        if not after.isspace() and not after.isdigit() and not incoming.previous.isalnum():
            self._in_formula = True
            return incoming.read(1)
        return self._read_aloud()

    marks: ClassVar[Mapping[str, Mark]] = {
        **MarkupInline.marks,
        "|": _bar,
        "\\": _escape,
        "`": _backticks,
        "*": _emphasis,
        "_": _emphasis,
        "~": _emphasis,
        "!": _picture,
        "[": _bracket,
        "]": _bracket_end,
        "<": _tag,
        "$": _dollar,
    }
