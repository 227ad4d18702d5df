"""What a reader is given: a part of a text is written as the whole is."""

from __future__ import annotations

import pytest

from desktop_app.reading.model import Reading, Span
from shared_client.text.kinds import TextKind

MARKDOWN = "# A title\n\nIt is **so**."


@pytest.mark.parametrize(
    ("reading", "kind"),
    [
        (Reading(MARKDOWN), TextKind.MARKDOWN),
        (Reading("It is *so*."), TextKind.PLAIN),
        (Reading(MARKDOWN, kind=TextKind.PLAIN), TextKind.PLAIN),
        (Reading("It is so.", kind=TextKind.HTML), TextKind.HTML),
    ],
)
def test_a_part_of_a_text_is_written_as_the_whole_is(reading: Reading, kind: TextKind) -> None:
    assert reading.part(Span(0, 2)).kind is kind


def test_a_part_of_a_text_has_its_language_and_stands_by_itself() -> None:
    book = Reading("One. Two. Three.", "A book", "/srv/book.txt", "en")
    part = book.part(Span(5, 9))
    assert (part.text, part.language) == ("Two.", "en")
    assert (part.title, part.source) == ("", "")
