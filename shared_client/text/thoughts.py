"""What a reasoning model thinks before it answers, which is not for ears."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .passages import Passage

if TYPE_CHECKING:
    from .incoming import Incoming
    from .spoken import Spoken

_NAMES: Final = ("think", "thinking", "thought", "thoughts", "reasoning", "reflection")
_PAIRS: Final = {
    **{f"<{name}>": f"</{name}>" for name in _NAMES},
    "<seed:think>": "</seed:think>",
    "[think]": "[/think]",
    "◁think▷": "◁/think▷",
    "<|start_thinking|>": "<|end_thinking|>",
    "<|begin_of_thought|>": "<|end_of_thought|>",
    "<|channel|>analysis<|message|>": "<|end|>",
    "<|channel|>commentary<|message|>": "<|end|>",
}
"""What opens a thought and what closes it, in lower case, as the models of the day write."""

_ENDS: Final = {close: re.compile(re.escape(close), re.IGNORECASE) for close in _PAIRS.values()}
_AROUND: Final = frozenset(
    {
        *("<|start|>assistant", "<|channel|>final<|message|>", "<|return|>"),
        *("<answer>", "</answer>", "<response>", "</response>"),
        *("<|begin_of_solution|>", "<|end_of_solution|>", "<|start_response|>", "<|end_response|>"),
    }
)
"""What stands around the answer of a model that thinks."""

_MARKS: Final = (*_PAIRS, *_ENDS, *_AROUND)
_LONGEST: Final = max(map(len, _MARKS))
_MARK: Final = re.compile("|".join(map(re.escape, (*_PAIRS, *_ENDS))), re.IGNORECASE)
_LINE_ENDS: Final = re.compile(r"[ \t]*(?:\n|\Z)")
_SENTENCE_ENDS: Final = tuple(".!?…。！？")

STARTS: Final = frozenset(mark[0] for mark in _MARKS)
"""What the mark of a thought begins with."""


class Thoughts:
    """Leaves out thoughts.

    One that the text begins with goes to its end, however long it is, and to the end of the text
    if it has none. So do later ones in a text that has had one; elsewhere, a mark without an end
    is a word like others. A mark that only closes is left out: its thought began before the text.

    Args:
        incoming: The text.
        spoken: What is said of it.
    """

    def __init__(self, incoming: Incoming, spoken: Spoken) -> None:
        self._incoming = incoming
        self._spoken = spoken
        self._thinks = False  # the text is from a model that does
        self.passage = Passage(incoming, spoken)

    def take(self) -> bool | None:
        """Take the mark that is here; None if there is none, False to wait for more.

        If it opens a thought, the passage is open then.
        """
        incoming = self._incoming
        here = incoming.text[incoming.at : incoming.at + _LONGEST].lower()
        if incoming.is_open(_LONGEST) and any(
            mark.startswith(here) and mark != here for mark in _MARKS
        ):
            return False
        mark = next((mark for mark in _MARKS if here.startswith(mark)), "")
        if not mark or self.passage.was_given_up():
            return None
        if mark in _AROUND and not (self._thinks or mark.startswith("<|")):
            return None
        if mark in _ENDS or mark in _AROUND:
            self._thinks = True
            return incoming.read(len(mark))
        self._thinks = self._thinks or not self._spoken.has_begun
        return self.passage.open(
            len(mark), _ENDS[_PAIRS[mark]], is_certain=self._thinks, breaks_word=True
        )


def answer_start(text: str) -> int:
    """Where a whole text goes on after a thought that began before it; 0 where none did.

    Some services hand out what a model thinks without the mark that opens it. While such a text
    arrives, what comes before the mark that closes it is said before anybody knows.
    """
    found = _MARK.search(text)
    if not found or found.group().lower() in _PAIRS or found.group().startswith("<|end|>"):
        return 0
    before = text[: found.start()].rstrip(" \t")
    after_sentence = not before or before.endswith(("\n", *_SENTENCE_ENDS))
    return found.end() if after_sentence or _LINE_ENDS.match(text, found.end()) else 0


def begins_with_thought(text: str) -> bool:
    """Whether a text begins as a model thinks."""
    found = _MARK.match(text.lstrip())
    return found is not None and found.group().lower() in _PAIRS
