"""What is said in place of what is written."""

from __future__ import annotations

import pytest

from desktop_app.reading.pronunciation import Pronunciation, Rule, RuleError, try_out


def test_rules_are_applied_in_their_order() -> None:
    rules = [Rule("NAS", "network storage"), Rule("storage", "box")]
    assert Pronunciation(rules).apply("My nas is on.") == "My network box is on."


@pytest.mark.parametrize(
    ("rule", "text", "said"),
    [
        (Rule("cat", "dog"), "A cat, no category.", "A dog, no category."),
        (Rule("cat", "dog", whole_words=False), "category", "dogegory"),
        (Rule("Cat", "dog", match_case=True), "cat Cat", "cat dog"),
        (Rule("重庆", "崇庆"), "我在重庆住", "我在崇庆住"),
        (Rule("C++", "C plus plus"), "C++ is old", "C plus plus is old"),
        (Rule("a", r"\1"), "a", r"\1"),
        (Rule(r"(\d+) ?km", r"\1 kilometres", pattern=True), "5 km", "5 kilometres"),
        (Rule(r"\bDr\.", "Doctor", pattern=True), "Dr. No", "Doctor No"),
    ],
)
def test_a_rule_says(rule: Rule, text: str, said: str) -> None:
    assert try_out(rule, text) == Pronunciation([rule]).apply(text) == said


def test_a_rule_for_a_language_leaves_others_alone() -> None:
    rules = Pronunciation([Rule("AI", "人工智能", language="zh-Hans", whole_words=False)])
    assert rules.languages == ["zh-Hans"]
    assert rules.apply("AI很好", "zh") == "人工智能很好"
    assert rules.apply("AI is good", "en") == "AI is good"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("", "x"), "no text to find"),
        (Rule("(", "x", pattern=True), "isn't valid"),
        (Rule("(" * 3000 + "a" + ")" * 3000, "x", pattern=True), "too many nested parts"),
        (Rule("a", r"\U99999999", pattern=True), "Can't replace"),
        (Rule("a", r"\3", pattern=True), "Can't replace"),
        (Rule("a", "x" * 5000), "is too long"),
        (Rule(r"^a (a|aa)+$", "x", pattern=True), "takes too long"),
    ],
)
def test_a_rule_that_is_wrong_is_left_out_and_told_of(rule: Rule, words: str) -> None:
    text = "a " + "a" * 40 + "!"
    with pytest.raises(RuleError, match=words):
        try_out(rule, text)
    rules = Pronunciation([rule, Rule("a", "b", whole_words=False)])
    assert rules.apply(text) == text.replace("a", "b")
    assert words in str(rules.broken[rule])


@pytest.mark.parametrize(
    ("find", "problem"),
    [
        ("(a", "character 3: a parenthesis or < isn't closed"),
        ("a)", "character 2: a closing parenthesis has no opening one"),
        ("[a", "character 3: a [ isn't closed"),
        ("*a", "character 1: there is nothing to repeat before *, +, or ?"),
        ("a**", "character 3: two repeats follow each other"),
        ("a{3,1}", "the numbers of a repeat aren't valid"),
        ("\\", "a backslash isn't followed by anything known"),
        ("[b-a]", "a range in [ ] is the wrong way around"),
        (r"\5x", "it refers to a group that doesn't exist"),
        ("(?P<1a>x)", "the name of a group isn't valid"),
        ("(?Za)", "what follows (? isn't known"),
        (r"\p{Foo}", "a character class isn't known"),
    ],
)
def test_what_is_wrong_with_an_expression_is_said_in_our_own_words(find: str, problem: str) -> None:
    with pytest.raises(RuleError) as caught:
        try_out(Rule(find, "", pattern=True), "a")
    assert f"The expression “{find}” isn't valid:" in str(caught.value)
    assert problem in str(caught.value)
