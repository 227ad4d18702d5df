"""The undecided text: what waits, and where each character stood in the whole text."""

from __future__ import annotations

import re

from shared_client.text.incoming import HOLD, Incoming


def incoming(text: str) -> Incoming:
    found = Incoming()
    found.add(text)
    return found


def test_characters_keep_their_place_when_what_was_read_is_forgotten() -> None:
    text = incoming("one two")
    text.read(4)
    assert (text.previous, text.place(text.at)) == (" ", 4)
    text.forget()
    assert (text.text, text.place(0), text.place(2)) == ("two", 4, 6)
    text.add(" three")
    assert text.place(4) == 8


def test_a_label_and_what_follows_its_link_keep_their_places() -> None:
    text = incoming("[label](address) end")
    text.replace(1, "label", 16)
    assert text.text == "label end"
    assert [text.place(at) for at in (0, 4, 5, 8)] == [1, 5, 16, 19]
    text.read(6)
    text.forget()
    assert (text.text, text.place(0)) == ("end", 17)


def test_a_decision_waits_for_text_until_it_is_long_enough_or_the_end() -> None:
    text = incoming("ab")
    assert text.is_open(3)
    assert not text.is_open(2)
    assert text.is_open_after(re.compile("[ab]*"))
    assert not text.is_open_after(re.compile("a*"))
    text.final = True
    assert not text.is_open(3)
    assert not incoming("a" * HOLD).is_open_after(re.compile("a*"))


def test_a_run_is_looked_at_for_so_long_and_no_longer() -> None:
    assert incoming("***a").run_length("*") == 3
    assert incoming("*" * 1000).run_length("*") == HOLD
    assert incoming("**").is_run_open(2)
    assert not incoming("**a").is_run_open(2)
    assert not incoming("*" * 1000).is_run_open(HOLD)


def test_the_end_of_a_line_is_a_newline_of_any_sort_or_the_end_of_the_text() -> None:
    text = incoming("ab \t\u2028c")
    assert (text.line_end(0), text.is_blank(2), text.is_blank(1)) == (4, True, False)
    assert text.leave_line()
    assert text.char() == "\u2028"
    rest = incoming("no end")
    assert not rest.leave_line()
    assert rest.char() == "\n"


def test_what_is_kept_can_be_read_again_in_its_place() -> None:
    text = incoming("[ab](address) cd")
    text.replace(1, "ab", 13)
    text.read(1)
    text.keep()
    text.read(2)
    text.forget()
    text.add(" ef")
    text.read(1)
    assert text.kept_until(text.at) == 3
    text.go_back()
    assert (text.text, text.at, text.previous) == ("b cd ef", 0, "a")
    assert [text.place(at) for at in (0, 1, 2, 6)] == [2, 13, 14, 18]


def test_a_jump_goes_no_further_than_the_text_and_never_back() -> None:
    text = incoming("abcdef")
    text.read(2)
    text.jump(1)
    assert text.at == 2
    text.jump(4)
    assert text.at == 4
    text.jump(40)
    assert text.at == 6
