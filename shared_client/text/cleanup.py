"""Speech clean-up: what a language model or a document writes becomes what a person would say.

Markdown, HTML, code, links, emoji and tables are undone while the text arrives. The rule that
makes this safe for any split of a text: every decision is a function of the text alone. It is
taken as soon as no later text can change it, and at the latest after `_HOLD` characters (a link's
address, which nobody hears, may be longer) or at the end of the line; then a mark that has found
no partner is plain text. Words are let through at once.

A bare address is read as its host name: a person would neither spell it out nor be silent about
where to look.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Callable
import html
import re
from typing import Final

from .widths import is_wide

_HOLD: Final = 300
_HOLD_ADDRESS: Final = 1000
_SLICE: Final = 2048  # the text is worked on in pieces, so that a long one costs linear time

_NEWLINES: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_LINE: Final = re.compile(rf"[^{_NEWLINES}]*")
_WORD: Final = re.compile(r"[A-Za-z0-9]+|[^\W_a-zA-Z0-9]+")
_BULLETS: Final = "•‣◦▪▫●○■□·∙➢➤►▶✓✔"
_RULE: Final = {
    "-": re.compile(r"[-:| \t]*"),
    "|": re.compile(r"[-:| \t]*"),
    ":": re.compile(r"[-:| \t]*"),
    "*": re.compile(r"[* \t]*"),
    "_": re.compile(r"[_ \t]*"),
    "=": re.compile(r"[= \t]*"),
    "+": re.compile(r"[+ \t]*"),
}
_TASK_BOX: Final = re.compile(r"\[[ xX]\][ \t]")
_NUMBER: Final = re.compile(r"\d{1,3}(?:[.)][ \t]|、)")
_NUMBER_SO_FAR: Final = re.compile(r"\d{1,3}[.)]?")
_LABEL: Final = re.compile(rf"\[([^\[\]{_NEWLINES}]{{0,{_HOLD - 2}}})\]")
_LABEL_SO_FAR: Final = re.compile(rf"\[[^\[\]{_NEWLINES}]*")
_CITATION: Final = re.compile(r"\^.+|\d{1,3}(?:\s?[,–-]\s?\d{1,3})*")
_ADDRESS: Final = re.compile(
    r"""\([ \t]*+<?+[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+>?+"""
    r"""(?:[ \t]++(?:"[^"\n\r]*+"|'[^'\n\r]*+'))?+[ \t]*+\)"""
)
_ADDRESS_SO_FAR: Final = re.compile(
    r"""\([ \t]*+<?+[^\s()<>]*+(?:\([^\s()<>]*+\)?+[^\s()<>]*+)*+>?+"""
    r"""(?:[ \t]++(?:"[^"\n\r]{0,300}+"?+|'[^'\n\r]{0,300}+'?+)?+)?+[ \t]*+"""
)
_REFERENCE: Final = re.compile(r"\]:[ \t]*<?(?:https?:|www\.|mailto:|/|#)", re.IGNORECASE)
_SOURCE_MARK: Final = re.compile(rf"【\d[^【】{_NEWLINES}]{{0,96}}】")
_SOURCE_MARK_SO_FAR: Final = re.compile(rf"【(?:\d[^【】{_NEWLINES}]*)?")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ENTITY_SO_FAR: Final = re.compile(r"&#?[A-Za-z0-9]{0,31}")
_TAG: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>|<!--.*?-->", re.DOTALL)
_TAG_NAME: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)[\s/>]")
_AUTOLINK: Final = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+|[^\s<>@]+@[^\s<>]+)>")
_ADDRESS_START: Final = re.compile(r"https?://|www\.", re.IGNORECASE)
_HOST: Final = re.compile(r"[A-Za-z0-9.-]*")
_ADDRESS_REST: Final = re.compile(r"[A-Za-z0-9/_~#@$&+=%-]+")
_ADDRESS_MARKS: Final = re.compile(r"[.,;:!?']+")

_BLANK_SO_FAR: Final = {mark: re.compile(rf"{mark}+[ \t]*") for mark in "`~"}
_REFERENCE_SO_FAR: Final = re.compile(rf"\[[^\[\]{_NEWLINES}]*\](?::[ \t]*<?[A-Za-z.:]*)?")
_TAG_SO_FAR: Final = re.compile(rf"<[^<>{_NEWLINES}]*")
_COMMENT_SO_FAR: Final = re.compile(r"<!--.*", re.DOTALL)
_ADDRESS_STARTS: Final = ("https://", "http://", "www.")

_LINE_TAGS: Final = re.compile(
    r"address|article|aside|blockquote|br|dd|details|div|dl|dt|figure|footer|h[1-6]|header|hr|li"
    r"|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul",
    re.IGNORECASE,
)
_CELL_TAGS: Final = re.compile(r"td|th", re.IGNORECASE)
_OTHER_TAGS: Final = re.compile(
    r"a|abbr|audio|b|big|center|cite|code|del|dfn|em|figcaption|font|i|img|input|ins|kbd|label|mark"
    r"|q|s|samp|small|source|span|strike|strong|sub|sup|time|tt|u|var|video|wbr",
    re.IGNORECASE,
)
_ESCAPABLE: Final = frozenset("\\`*_{}#+-.!|~<>$&\"'")
_FORMULA_MARKS: Final = frozenset("()[]")
_SENTENCE_MARKS: Final = frozenset(".!?…,;:。！？，、；：—؟।")
_CLOSERS: Final = "\"'”’」』）》】〕〉)]}»"
_NO_SPACE_BEFORE: Final = frozenset(".,!?;:)]}，。！？；：、）】》”’」』")
_JOINERS: Final = frozenset("\u200c\u200d")
_DROPPED: Final = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad"  # control characters, soft hyphen
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"  # zero width, direction
    "\u20d0-\u20ff\ufe00-\ufe0f"  # the box of a keycap, variation selectors
    "\u231a\u231b\u23e9-\u23ff\u2500-\u27bf\u2b00-\u2bff\U0001f000-\U0001fbef"  # pictures
    "\ud800-\uf8ff\U000e0000-\U0010ffff"  # halves of characters, tags, private use
    "]"
)
_MIN_FENCE: Final = 3
_MIN_RULE: Final = 3
_MAX_HEADING: Final = 6
_MAX_OPERATOR: Final = 2


class SpeechCleaner:
    """Cleans one text for speech, while it arrives.

    However the text is split, the pieces that come out make the same text.

    Args:
        code_phrase: What is said in place of a block of code; nothing unless given.
    """

    def __init__(self, *, code_phrase: str = "") -> None:
        self._code_phrase = code_phrase
        self._text = ""  # what is not decided
        self._at = 0  # how much of it is
        self._final = False
        self._out: list[tuple[str, int]] = []  # what comes out, each with its place in the text
        self._spans = [(0, 0)]  # index in _text, place in the whole text; from there both go on
        self._taken = 0  # characters of the whole text so far
        self._tail = ""  # the last characters that came out, of this line
        self._spoke = False  # something has come out, and no newline after it
        self._space = False  # white space is to come out before the next word
        self._comma = False  # so is a comma: a cell of a table has ended
        self._gap = False  # something was left out
        self._fence = ""  # the marks that opened a block of code
        self._is_item = False  # the line is to end like a sentence
        self._start_line()

    def feed(self, text: str) -> str:
        """Take the next text; return what can be said of it already."""
        return "".join(said for said, _ in self.feed_placed(text))

    def flush(self) -> str:
        """End the text; return what was held back."""
        return "".join(said for said, _ in self.flush_placed())

    def feed_placed(self, text: str) -> list[tuple[str, int]]:
        """As `feed`, in pieces: what is said, and where in the whole text it stands.

        A piece of several characters stands there as it is said, up to where a link ended inside
        of a word. A space or a mark that was put in has the place of what comes after it.
        """
        for start in range(0, len(text), _SLICE):
            piece = text[start : start + _SLICE]
            self._text += piece
            self._taken += len(piece)
            self._work()
        return self._take()

    def flush_placed(self) -> list[tuple[str, int]]:
        """As `flush`, in pieces as `feed_placed` gives them."""
        self._final = True
        self._work()
        self._end_sentence()
        self._final = False
        return self._take()

    def _take(self) -> list[tuple[str, int]]:
        out, self._out = self._out, []
        return out

    def _place(self, at: int) -> int:
        """Where in the whole text a character of what is not decided stands."""
        index, place = self._spans[0]
        for later, elsewhere in self._spans[1:]:
            if later <= at:
                index, place = later, elsewhere
        return place + at - index

    def _put(self, text: str, at: int | None = None) -> None:
        self._out.append((text, self._place(self._at if at is None else at)))

    def _replace(self, start: int, label: str, end: int) -> None:
        """Go on with a label that stands from `start`, and with what follows `end`."""
        rest = [(0, self._place(start))] if label else []
        rest.append((len(label), self._place(end)))
        rest += [(index - end + len(label), place) for index, place in self._spans if index > end]
        self._spans = rest
        self._text = label + self._text[end:]
        self._at = 0

    def _work(self) -> None:
        while self._at < len(self._text):
            if self._skipping:
                done = self._skip()
            elif self._at_line_start:
                done = self._block()
            else:
                done = self._inline()
            if not done:
                break
        here = (0, self._place(self._at))
        self._spans = [
            here,
            *((index - self._at, place) for index, place in self._spans if index > self._at),
        ]
        self._text = self._text[self._at :]
        self._at = 0

    # What comes out

    def _say(self, text: str, at: int | None = None) -> None:
        """Let through a run of letters or digits, or one other character, which stands at `at`."""
        if text.isspace():
            self._space = self._spoke
            return
        if len(text) == 1 and self._is_dropped(text):
            self._gap = True
            return
        if self._comma:
            self._put("，" if is_wide(self._tail[-1]) else ", ", at)
        elif self._space and not (self._gap and text in _NO_SPACE_BEFORE):
            self._put(" ", at)
        self._comma = self._space = self._gap = False
        self._put(text, at)
        self._tail = (self._tail + text)[-4:]
        self._spoke = True

    def _is_dropped(self, char: str) -> bool:
        if char in _JOINERS and "\u0600" <= self._previous <= "\u0fff":
            return False  # they shape Persian and Indic words
        return _DROPPED.match(char) is not None

    def _end_sentence(self) -> None:
        """Make a sentence of a heading, a list item or a table row."""
        if self._is_item and self._tail:
            end = self._tail.rstrip(_CLOSERS)[-1:]
            if end not in _SENTENCE_MARKS:
                self._put("。" if is_wide(self._tail[-1]) else ".")
        self._is_item = False

    def _end_line(self) -> None:
        self._end_sentence()
        if self._spoke:
            self._put("\n")
        self._spoke = self._space = self._comma = self._gap = False
        self._start_line()

    def _start_line(self) -> None:
        self._at_line_start = True
        self._skipping = False
        self._is_item = False
        self._is_row = False
        self._in_address = False
        self._in_formula = False
        self._in_emphasis = False
        self._in_picture_link = False
        self._code = 0  # how many backticks opened the code that the line is in
        self._previous = "\n"  # the last character that was read
        self._tail = ""

    # Reading

    def _is_open(self, length: int) -> bool:
        """Whether a decision about so many characters must wait for them."""
        return not self._final and len(self._text) - self._at < length

    def _is_open_after(self, pattern: re.Pattern[str], limit: int = _HOLD) -> bool:
        """Whether all the text there is fits a pattern, so that later text decides."""
        return self._is_open(limit) and pattern.fullmatch(self._text, self._at) is not None

    def _char(self, offset: int = 0) -> str:
        """Return a character from here on; beyond the end of the text a newline."""
        at = self._at + offset
        return self._text[at] if at < len(self._text) else "\n"

    def _read(self, length: int) -> bool:
        """Pass over so many characters."""
        self._at += length
        self._previous = self._text[self._at - 1]
        return True

    def _read_aloud(self, length: int = 1) -> bool:
        text = self._text[self._at : self._at + length]
        for at, char in enumerate(text, self._at):
            self._say(char, at)
            self._previous = char
        self._at += len(text)
        return True

    def _run_length(self, char: str) -> int:
        ahead = self._text[self._at : self._at + _HOLD]
        return len(ahead) - len(ahead.lstrip(char))

    def _skip(self) -> bool:
        """Leave out the rest of the line."""
        line = _LINE.match(self._text, self._at)
        self._at = line.end() if line else self._at
        if self._at < len(self._text):
            self._skipping = False
            self._at_line_start = False
        return True

    # The start of a line

    def _block(self) -> bool:
        """Take the mark that the line starts with, if there is one; False to wait for more."""
        char = self._char()
        if char in " \t":
            return self._read(1)
        if self._fence:
            return self._fence_line()
        mark = self._LINE_MARKS.get(char)
        return mark(self) if mark else self._plain_line()

    def _plain_line(self) -> bool:
        self._at_line_start = False
        return True

    def _fence_line(self) -> bool:
        """Leave out a line of code, and see whether it closes the block."""
        mark = self._fence[0]
        length = self._run_length(mark)
        if self._is_open(length + 1) and length < _HOLD:
            return False
        if length >= len(self._fence) and self._is_blank(length):
            if self._is_open_after(_BLANK_SO_FAR[mark]):
                return False
            self._fence = ""
        self._skipping = True
        return True

    def _is_blank(self, offset: int) -> bool:
        """Whether the line is blank from the offset on, as far as it goes and is looked at."""
        end = self._line_end(offset)
        return self._text[self._at + offset : end].strip(" \t") == ""

    def _line_end(self, offset: int) -> int:
        line = _LINE.match(self._text, self._at + offset, self._at + _HOLD)
        return line.end() if line else self._at + offset

    def _open_fence(self) -> bool:
        mark = self._char()
        length = self._run_length(mark)
        if self._is_open(length + 1) and length < _HOLD:
            return False
        if length < _MIN_FENCE:
            return self._plain_line()
        if mark == "`":
            end = self._line_end(length)
            if "`" in self._text[self._at + length : end]:
                return self._plain_line()  # code in a line, in three marks
            if end == len(self._text) and self._is_open(_HOLD):
                return False
        self._fence = mark * length
        if self._code_phrase:
            self._is_item = True
            self._say(self._code_phrase)
        self._skipping = True
        return True

    def _heading(self) -> bool:
        length = self._run_length("#")
        if length > _MAX_HEADING:
            return self._plain_line()
        if self._is_open(length + 1):
            return False
        if not self._char(length).isspace():
            return self._plain_line()  # "#1", "#topic"
        self._is_item = True
        self._read(length)
        return self._plain_line()

    def _rule_or_bullet(self) -> bool:
        mark = self._char()
        pattern = _RULE[mark]
        if self._is_open_after(pattern):
            return False
        found = pattern.match(self._text, self._at, self._at + _HOLD)
        line = found.group() if found else ""
        ends = self._char(len(line)) in _NEWLINES or len(line) == _HOLD
        marks = line.count("-") if mark in "|:" else line.count(mark)
        if ends and mark != "+" and marks >= (1 if "|" in line else _MIN_RULE):
            self._skipping = True  # a rule, or the second line of a table
            return True
        if mark == "|":
            self._is_item = self._is_row = True
            self._read(1)
            return self._plain_line()
        if mark not in "-*+" or line[1:2] not in (" ", "\t"):
            return self._plain_line()
        box = self._char(len(line)) == "["
        if box and self._is_open(len(line) + 4):
            return False
        self._is_item = True
        self._read(2)
        if box and _TASK_BOX.match(self._text, self._at - 2 + len(line)):
            self._read(len(line) + 1)
        return True

    def _bullet(self) -> bool:
        self._is_item = True
        return self._read(1)

    def _quote(self) -> bool:
        if self._is_open(2):
            return False
        return self._read(1) if self._char(1) in " \t>\n" else self._plain_line()

    def _number(self) -> bool:
        if self._is_open_after(_NUMBER_SO_FAR, 5):
            return False
        if found := _NUMBER.match(self._text, self._at):
            self._is_item = True
            self._read_aloud(len(found.group()))
        return self._plain_line()

    def _reference(self) -> bool:
        """Leave out a line that says where a link leads, and the mark before a footnote."""
        if self._is_open_after(_LABEL_SO_FAR):
            return False
        if label := _LABEL.match(self._text, self._at):
            length = len(label.group())
            if self._is_open_after(_REFERENCE_SO_FAR, length + 12):
                return False
            if label.group(1).startswith("^") and self._char(length) == ":":
                self._read(length + 1)
            elif _REFERENCE.match(self._text, self._at + length - 1, self._at + length + 12):
                self._skipping = True
                return True
        return self._plain_line()

    _LINE_MARKS: Final[dict[str, Callable[[SpeechCleaner], bool]]] = {
        "`": _open_fence,
        "~": _open_fence,
        "#": _heading,
        ">": _quote,
        "[": _reference,
        **dict.fromkeys(_RULE, _rule_or_bullet),
        **dict.fromkeys(_BULLETS, _bullet),
        **dict.fromkeys("0123456789", _number),
    }

    # Inside a line

    def _inline(self) -> bool:
        """Take the next word or mark; False to wait for more."""
        char = self._char()
        if self._in_address:
            return self._address_rest()
        if char in _NEWLINES:
            self._read(1)
            self._end_line()
            return True
        if char == "|":
            return self._bar()
        if self._code and char != "`":
            return self._word() if char.isalnum() else self._read_aloud()
        if char in "hHwW" and not (self._previous.isascii() and self._previous.isalnum()):
            return self._address()
        if char.isalnum():
            return self._word()
        mark = self._MARKS.get(char)
        return mark(self) if mark else self._read_aloud()

    def _word(self) -> bool:
        found = _WORD.match(self._text, self._at)
        word = found.group() if found else self._char()
        self._say(word)
        return self._read(len(word))

    def _bar(self) -> bool:
        if self._is_row or self._previous.isspace():
            self._comma = bool(self._tail)
            return self._read(1)
        return self._read_aloud()

    def _escape(self) -> bool:
        if self._is_open(2):
            return False
        char = self._char(1)
        if char in _FORMULA_MARKS:
            return self._read(2)
        if char in _ESCAPABLE:
            self._read(1)
        return self._read_aloud()

    def _backticks(self) -> bool:
        length = self._run_length("`")
        if self._is_open(length + 1) and length < _HOLD:
            return False
        if not self._code:
            self._code = length
        elif self._code == length:
            self._code = 0
        else:
            return self._read_aloud(length)
        return self._read(length)

    def _emphasis(self) -> bool:
        mark = self._char()
        length = self._run_length(mark)
        if self._is_open(length + 1) and length < _HOLD:
            return False
        keep = self._is_no_emphasis(mark, length, self._previous, self._char(length))
        return self._read_aloud(length) if keep else self._read(length)

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

    def _picture(self) -> bool:
        if self._is_open(2):
            return False
        return self._link(1) if self._char(1) == "[" else self._read_aloud()

    def _bracket(self) -> bool:
        if self._is_open(3) and self._text[self._at : self._at + 2] in ("[", "[!"):
            return False
        if self._char(1) == "!" and self._char(2) == "[":
            self._in_picture_link = True  # [![text](picture)](page)
            return self._read(1)
        return self._link(0)

    def _link(self, offset: int) -> bool:
        """Take a link, a picture (after the exclamation mark at the offset) or a footnote mark."""
        start = self._at + offset
        label = _LABEL.match(self._text, start)
        if not label:
            if self._is_open(_HOLD + offset) and _LABEL_SO_FAR.fullmatch(self._text, start):
                return False
            return self._read_aloud()
        if self._is_open(label.end() + 1 - self._at):
            return False
        end = label.end()
        if self._text[end : end + 1] == "(":
            address_end = self._address_end(end)
            if address_end < 0:
                return False
            end = address_end or end
        citation = _CITATION.fullmatch(label.group(1)) is not None and not offset
        if not citation and end == label.end() and self._text[end : end + 1] == "[":
            reference = _LABEL.match(self._text, end)
            if reference:
                end = reference.end()
            elif self._is_open(_HOLD_ADDRESS) and _LABEL_SO_FAR.fullmatch(self._text, end):
                return False
        if not citation and end == label.end():
            return self._read_aloud()
        self._gap = True
        self._replace(label.start(1), "" if citation else label.group(1), end)
        return True

    def _address_end(self, start: int) -> int:
        """Return where the address in parentheses ends; 0 if it is none, -1 if that is open."""
        if found := _ADDRESS.match(self._text, start, start + _HOLD_ADDRESS):
            return found.end()
        bounded = not self._final and len(self._text) - start < _HOLD_ADDRESS
        return -1 if bounded and _ADDRESS_SO_FAR.fullmatch(self._text, start) else 0

    def _bracket_end(self) -> bool:
        if not self._in_picture_link:
            return self._read_aloud()
        if self._is_open(2):
            return False
        self._in_picture_link = False
        if self._char(1) != "(":
            return self._read_aloud()
        end = self._address_end(self._at + 1)
        if end < 0:
            self._in_picture_link = True
            return False
        return self._read(end - self._at) if end else self._read_aloud()

    def _source_mark(self) -> bool:
        """Take a mark such as 【3†source】, with which some services cite."""
        if self._is_open_after(_SOURCE_MARK_SO_FAR, 100):
            return False
        found = _SOURCE_MARK.match(self._text, self._at)
        if found and "†" in found.group():
            self._gap = True
            return self._read(len(found.group()))
        return self._read_aloud()

    def _entity(self) -> bool:
        if self._is_open_after(_ENTITY_SO_FAR, 34):
            return False
        found = _ENTITY.match(self._text, self._at)
        if not found:
            return self._read_aloud()
        for char in html.unescape(found.group()):
            self._say(char)
        return self._read(len(found.group()))

    def _tag(self) -> bool:
        if self._is_open(4) and self._text[self._at : self._at + 3] in ("<", "</", "<!", "<!-"):
            return False
        comment = self._text.startswith("<!--", self._at)
        name = _TAG_NAME.match(self._text, self._at)
        if not comment and not (self._char(1).isalpha() or self._char(1) == "/"):
            return self._read_aloud()  # <3, a < b
        if name and not _is_tag(name.group(1)):
            return self._read_aloud()
        open_end = _COMMENT_SO_FAR if comment else _TAG_SO_FAR
        found = _TAG.match(self._text, self._at, self._at + _HOLD)
        if not found and self._is_open_after(open_end):
            return False
        if found and (comment or _is_tag(found.group(1))):
            return self._leave_out_tag(found.group(1) or "", found.end())
        if found := _AUTOLINK.match(self._text, self._at, self._at + _HOLD):
            self._replace(found.start(1), found.group(1), found.end())
            self._previous = " "
            return True
        return self._read_aloud()

    def _leave_out_tag(self, name: str, end: int) -> bool:
        self._read(end - self._at)
        self._previous = " "
        if self._is_row:
            self._comma = bool(self._tail) and (self._comma or name.lower() == "br")
        elif _LINE_TAGS.fullmatch(name):
            self._end_line()
        elif _CELL_TAGS.fullmatch(name):
            self._space = self._spoke
        return True

    def _dollar(self) -> bool:
        length = self._run_length("$")
        if self._is_open(length + 1) and length < _HOLD:
            return False
        after = self._char(length)
        if length > 1:
            return self._read(length)
        if self._in_formula and not after.isalnum():
            self._in_formula = False
            return self._read(1)
        if not after.isspace() and not after.isdigit() and not self._previous.isalnum():
            self._in_formula = True
            return self._read(1)
        return self._read_aloud()

    # Addresses

    def _address(self) -> bool:
        so_far = self._text[self._at : self._at + 8].lower()
        if self._is_open(8) and any(start.startswith(so_far) for start in _ADDRESS_STARTS):
            return False
        start = _ADDRESS_START.match(self._text, self._at)
        host = _HOST.match(self._text, start.end(), start.end() + _HOLD) if start else None
        if not start or not host:
            return self._word()
        if self._is_open(host.end() + 1 - self._at) and len(host.group()) < _HOLD:
            return False
        name = host.group().rstrip(".-")
        if not any(map(str.isalnum, name)):
            return self._word()
        name_end = host.start() + len(name)
        said = name.removeprefix("www.")
        for at, char in enumerate(said, name_end - len(said)):
            self._say(char, at)
        self._in_address = self._text[name_end : name_end + 1] in tuple("/:?#")
        return self._read(name_end - self._at)

    def _address_rest(self) -> bool:
        """Leave out the rest of an address, but not the marks of the sentence after it."""
        if found := _ADDRESS_REST.match(self._text, self._at):
            return self._read(len(found.group()))
        if found := _ADDRESS_MARKS.match(self._text, self._at, self._at + _HOLD):
            length = len(found.group())
            if self._is_open(length + 1) and length < _HOLD:
                return False
            if _ADDRESS_REST.match(self._text, self._at + length):
                return self._read(length)
        self._in_address = False
        return True

    _MARKS: Final[dict[str, Callable[[SpeechCleaner], bool]]] = {
        "\\": _escape,
        "`": _backticks,
        "*": _emphasis,
        "_": _emphasis,
        "~": _emphasis,
        "!": _picture,
        "[": _bracket,
        "]": _bracket_end,
        "【": _source_mark,
        "&": _entity,
        "<": _tag,
        "$": _dollar,
    }


def clean_for_speech(text: str) -> str:
    """Return what a person would say of a text that was written to be read."""
    cleaner = SpeechCleaner()
    return cleaner.feed(text) + cleaner.flush()


async def clean_stream(text: AsyncIterable[str]) -> AsyncGenerator[str, None]:
    """Clean text for speech while it arrives; the source is closed with the stream."""
    cleaner = SpeechCleaner()
    try:
        async for piece in text:
            if cleaned := cleaner.feed(piece):
                yield cleaned
        if cleaned := cleaner.flush():
            yield cleaned
    finally:
        if isinstance(text, AsyncGenerator):
            await text.aclose()


def _is_tag(name: str) -> bool:
    return any(tags.fullmatch(name) for tags in (_LINE_TAGS, _CELL_TAGS, _OTHER_TAGS))
