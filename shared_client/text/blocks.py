"""The start of a line: rules, headings, items, quotes, fences, before its words are looked at."""

from __future__ import annotations

from collections.abc import Callable
import re
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from .fences import opened
from .incoming import HOLD, HOLD_PASSAGE, NEWLINES
from .thoughts import STARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .fences import Fence
    from .incoming import Incoming
    from .omissions import Omissions
    from .spoken import Spoken
    from .thoughts import Thoughts

LABEL: Final = re.compile(rf"\[([^\[\]{NEWLINES}]{{0,{HOLD - 2}}})\]")
"""What stands in brackets."""

LABEL_SO_FAR: Final = re.compile(rf"\[[^\[\]{NEWLINES}]*")

RAISED: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""Numbers as notes have them for marks."""

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
_REFERENCE: Final = re.compile(r"\]:[ \t]*<?(?:https?:|www\.|mailto:|/|#)", re.IGNORECASE)
_REFERENCE_SO_FAR: Final = re.compile(rf"\[[^\[\]{NEWLINES}]*\](?::[ \t]*<?[A-Za-z.:]*)?")
_LINE: Final = re.compile(rf"[^{NEWLINES}]*")
_NO_BAR: Final = re.compile(rf"[^|{NEWLINES}]*")
_NOTE: Final = re.compile(r"\[\^?\d{1,3}\]:?[ \t]")
_NOTE_SO_FAR: Final = re.compile(r"\[\^?\d{0,3}(?:\]:?)?")
_FENCED_ITEM: Final = re.compile(r"[ \t]*(?:```|~~~)")
_FENCED_ITEM_SO_FAR: Final = re.compile(r"[ \t]*(?:`{0,2}|~{0,2})")
_MIN_FENCE: Final = 3
_MIN_RULE: Final = 3
_MAX_HEADING: Final = 6

Mark = Callable[[Any], bool]
"""Takes what a layer has found, as its method; False to wait for more text."""


class Phrases(NamedTuple):
    """What is said in place of what is left out; nothing where it is empty."""

    code: str = ""
    table: str = ""


class Blocks:
    """Lines that may start with white space, and with nothing else that counts.

    Args:
        incoming: The text.
        spoken: What is said of it.
        thoughts: Leave out what a model thinks, which may begin at the start of any line.
        omissions: What is left out.
        phrases: What is said in its place.

    Attributes:
        thoughts: As above.
        omissions: As above.
        is_code: Whether the line is one of a block of code, in which a mark is a mark.
    """

    marks: ClassVar[Mapping[str, Mark]] = {}
    """What is looked at, by the character that it starts with."""

    def __init__(
        self,
        incoming: Incoming,
        spoken: Spoken,
        thoughts: Thoughts,
        omissions: Omissions,
        phrases: Phrases,
    ) -> None:
        self._incoming = incoming
        self._spoken = spoken
        self.thoughts = thoughts
        self.omissions = omissions
        self._phrases = phrases
        self.is_code = False
        self.start_text()
        self.start_line()

    def start_text(self) -> None:
        """The text begins."""

    def start_line(self) -> None:
        """A line begins."""
        self._is_skipping = False
        self.is_busy = True
        """Whether the start of the line has not been left yet, or the whole of it is left out."""

    def step(self) -> bool:
        """Take the next mark that the line starts with; False to wait for more."""
        if self._is_skipping:
            self.is_busy = not self._incoming.leave_line()
            return True
        char = self._incoming.char()
        if char in " \t":
            return self._incoming.read(1)
        if char in STARTS and (taken := self.thoughts.take()) is not None:
            return taken
        return self._mark(char)

    def _mark(self, char: str) -> bool:
        mark = self.marks.get(char)
        return mark(self) if mark else self._words()

    def _words(self) -> bool:
        """The rest of the line is text."""
        self.is_busy = False
        return True

    def _skip_line(self) -> bool:
        self._is_skipping = True
        return True


class PlainBlocks(Blocks):
    """Plain text: rules and bullets are not said, whoever drew them."""

    def _rule(self) -> bool:
        """Leave out a line of nothing but marks."""
        incoming = self._incoming
        mark = incoming.char()
        pattern = _RULE[mark]
        if incoming.is_open_after(pattern):
            return False
        found = pattern.match(incoming.text, incoming.at, incoming.at + HOLD)
        line = found.group() if found else ""
        ends = incoming.char(len(line)) in NEWLINES or len(line) == HOLD
        marks = line.count("-") if mark in "|:" else line.count(mark)
        if ends and mark != "+" and marks >= (1 if "|" in line else _MIN_RULE):
            return self._skip_rule(line)
        return self._no_rule(mark, line)

    def _skip_rule(self, line: str) -> bool:  # noqa: ARG002 - what Markdown looks at
        """Leave out a rule, or the second line of a table."""
        return self._skip_line()

    def _no_rule(self, mark: str, line: str) -> bool:  # noqa: ARG002 - what Markdown looks at
        """Take a line that starts with the marks of a rule, and goes on."""
        return self._words()

    def _bullet(self) -> bool:
        self._spoken.is_item = True
        return self._incoming.read(1)

    def _bracket(self) -> bool:
        """Leave out a note below the text: it stands in one line, as its mark does."""
        incoming = self._incoming
        if not self.omissions.notes:
            return self._words()
        if incoming.is_open_after(_NOTE_SO_FAR):
            return False
        return self._skip_line() if _NOTE.match(incoming.text, incoming.at) else self._words()

    def _raised(self) -> bool:
        """Leave out a note whose mark is a raised number."""
        return self._skip_line() if self.omissions.notes else self._words()

    marks: ClassVar[Mapping[str, Mark]] = {
        **dict.fromkeys(_RULE, _rule),
        **dict.fromkeys(_BULLETS, _bullet),
        **dict.fromkeys(RAISED, _raised),
        "[": _bracket,
    }


class MarkdownBlocks(PlainBlocks):
    """Markdown: headings, lists, quotes, tables, blocks of code, references."""

    def start_text(self) -> None:
        """The text begins: no block of code, table, or note is open."""
        self._fence: Fence | None = None  # what opened the block of code that this is in
        self._fence_place = 0
        self._fence_quotes = 0  # how deep in quotes it stands
        self._no_fence = -1  # where a line stands that opened nothing
        self._endless: dict[str, int] = {}  # by kind of fence: up to where nothing closes it
        self._code_end = -1  # where the fence stands that closes the code which is read
        self._in_table = False  # the line before is of a table that is left out
        self._in_note = False  # it is of a note that is left out
        self._after_blank = False  # of which a blank line may be the end

    def start_line(self) -> None:
        """A line begins."""
        self._quotes = 0
        super().start_line()

    def step(self) -> bool:
        """Take the next mark that the line starts with; False to wait for more."""
        if self._fence:
            return self._code_line(self._fence)
        if self._is_skipping:
            return super().step()
        if self._code_end >= 0:
            return self._read_code()
        if self._in_note and (taken := self._note_goes_on()) is not None:
            return taken
        if self._in_table and (taken := self._table_goes_on()) is not None:
            return taken
        return super().step()

    def _open_fence(self) -> bool:
        """Take the fence above a block of code, and keep all of it, as it may not be one."""
        incoming = self._incoming
        length = incoming.run_length(incoming.char())
        if incoming.is_run_open(length):
            return False
        place = incoming.place(incoming.at)
        if length < _MIN_FENCE or place == self._no_fence:
            return self._words()
        end = incoming.line_end(0)
        if end == len(incoming.text) and incoming.is_open(HOLD):
            return False
        fence = opened(incoming.text[incoming.at : end])
        if fence is None or end == len(incoming.text):
            return self._words()  # code in a line, in three marks; or nothing follows it
        self._fence, self._fence_place, self._fence_quotes = fence, place, self._quotes
        incoming.keep()
        incoming.at = end
        incoming.jump(self._endless.get(self._fence_kind(fence), 0))
        return True

    def _fence_kind(self, fence: Fence) -> str:
        return f"{self._fence_quotes}{fence.marks}{'+' * bool(fence.info.strip())}"

    def _code_line(self, fence: Fence) -> bool:
        """Look whether the line after this line's end closes the block, or gives it up."""
        incoming = self._incoming
        text, start = incoming.text, incoming.at + 1
        found = _LINE.match(text, start)
        end = found.end() if found else start
        is_long = incoming.kept_until(end) > HOLD_PASSAGE
        is_last = incoming.final and end == len(text)
        if not (is_long or is_last) and end == len(text):
            return False
        line = text[start:end]
        if self._fence_quotes:
            quoted = self._quotes_of_fence().match(line)
            line = line[quoted.end() :] if quoted else ""
            is_long = is_long or not quoted
        if not is_long and fence.is_closed_by(line):
            return self._close_fence(start, end)
        if is_long or is_last or fence.is_stray(line):
            return self._give_up_fence(fence)
        incoming.at = end
        return True

    def _close_fence(self, start: int, end: int) -> bool:
        incoming = self._incoming
        self._fence = None
        if not self.omissions.code:
            self._code_end = incoming.place(start)
            incoming.go_back()
            return self._skip_line()
        incoming.let_go()
        incoming.read(end - incoming.at)
        length = incoming.place(end) - self._fence_place
        self._say_instead(self._phrases.code, self._fence_place, length)
        return self._skip_line()

    def _quotes_of_fence(self) -> re.Pattern[str]:
        """The marks of the quotes that a block of code stands in, before each of its lines."""
        return re.compile(rf"(?:[ \t]*>){{{self._fence_quotes}}}")

    def _read_code(self) -> bool:
        """Take a line of the code that is read, or the fence below it."""
        incoming = self._incoming
        self.is_code = incoming.place(incoming.at) < self._code_end
        if not self.is_code:
            self._code_end = -1
            return self._skip_line()
        quoted = self._quotes_of_fence().match(incoming.text, incoming.at)
        if quoted and quoted.group():
            incoming.read(len(quoted.group()))
        return self._words()

    def _say_instead(self, phrase: str, start: int, length: int) -> None:
        if phrase:
            self._spoken.is_item = True
            self._spoken.say_instead(phrase, start, length)

    def _give_up_fence(self, fence: Fence) -> bool:
        """Go back: what the fence seemed to open is text."""
        incoming = self._incoming
        self._endless[self._fence_kind(fence)] = incoming.place(incoming.at)
        self._fence = None
        self._no_fence = self._fence_place
        incoming.go_back()
        return True

    def _heading(self) -> bool:
        incoming = self._incoming
        length = incoming.run_length("#")
        if length > _MAX_HEADING:
            return self._words()
        if incoming.is_open(length + 1):
            return False
        if not incoming.char(length).isspace():
            return self._words()  # "#1", "#topic"
        self._spoken.is_item = True
        incoming.read(length)
        return self._words()

    def _no_rule(self, mark: str, line: str) -> bool:
        incoming = self._incoming
        if mark == "|":
            if self.omissions.tables:
                return self._leave_out_row()
            self._spoken.is_item = self._spoken.is_row = True
            incoming.read(1)
            return self._words()
        if mark not in "-*+" or line[1:2] not in (" ", "\t"):
            return self._words()
        box = incoming.char(len(line)) == "["
        if box and incoming.is_open(len(line) + 4):
            return False
        self._spoken.is_item = True
        incoming.read(2)
        if box and _TASK_BOX.match(incoming.text, incoming.at - 2 + len(line)):
            incoming.read(len(line) + 1)
        return True

    def _skip_rule(self, line: str) -> bool:
        if "|" in line and self.omissions.tables:
            return self._leave_out_row()
        return super()._skip_rule(line)

    def _leave_out_row(self) -> bool:
        """Leave out a row; in place of the first one, say so."""
        incoming = self._incoming
        if not self._in_table:
            self._in_table = True
            self._say_instead(self._phrases.table, incoming.place(incoming.at), 1)
        return self._skip_line()

    def _table_goes_on(self) -> bool | None:
        """Leave out a row that begins without a bar; None where the table is over."""
        incoming = self._incoming
        if incoming.char() in NEWLINES:
            return None
        if incoming.is_open_after(_NO_BAR):
            return False
        found = _NO_BAR.match(incoming.text, incoming.at, incoming.at + HOLD)
        before = len(found.group()) if found else 0
        if before < HOLD and incoming.char(before) == "|":
            return self._skip_line()
        self._in_table = False
        return None

    def _note_goes_on(self) -> bool | None:
        """Leave out a further line of a note; None where it is over.

        Below a blank line, only what is set in belongs to it.
        """
        incoming = self._incoming
        char = incoming.char()
        if char in NEWLINES:
            self._after_blank = True
            return None
        if char in " \t" or not self._after_blank:
            self._after_blank = False
            return self._skip_line()
        self._in_note = False
        return None

    def _quote(self) -> bool:
        incoming = self._incoming
        if incoming.is_open(2):
            return False
        if incoming.char(1) not in " \t>\n":
            return self._words()
        self._quotes += 1
        return incoming.read(1)

    def _number(self) -> bool:
        incoming = self._incoming
        if incoming.is_open_after(_NUMBER_SO_FAR, 5):
            return False
        if found := _NUMBER.match(incoming.text, incoming.at):
            length = len(found.group())
            ahead = incoming.text[incoming.at + length :][:HOLD]
            if not incoming.final and _FENCED_ITEM_SO_FAR.fullmatch(ahead) and len(ahead) < HOLD:
                return False
            self._spoken.is_item = True
            for at, char in enumerate(found.group(), incoming.at):
                self._spoken.say(char, at)
            incoming.read(length)
            if _FENCED_ITEM.match(ahead):
                return True
        return self._words()

    def _reference(self) -> bool:
        """Leave out a line that says where a link leads, and the mark before a footnote."""
        incoming = self._incoming
        if incoming.is_open_after(LABEL_SO_FAR):
            return False
        if label := LABEL.match(incoming.text, incoming.at):
            length = len(label.group())
            if incoming.is_open_after(_REFERENCE_SO_FAR, length + 12):
                return False
            at = incoming.at + length
            if label.group(1).startswith("^") and incoming.char(length) == ":":
                if self.omissions.notes:
                    self._in_note, self._after_blank = True, False
                    return self._skip_line()
                incoming.read(length + 1)
            elif _REFERENCE.match(incoming.text, at - 1, at + 12) or (
                self.omissions.notes and _NOTE.match(incoming.text, incoming.at)
            ):
                return self._skip_line()
        return self._words()

    marks: ClassVar[Mapping[str, Mark]] = {
        **PlainBlocks.marks,
        "`": _open_fence,
        "~": _open_fence,
        "#": _heading,
        ">": _quote,
        "[": _reference,
        **dict.fromkeys("0123456789", _number),
    }
