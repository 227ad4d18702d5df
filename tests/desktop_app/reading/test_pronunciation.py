"""What is said in place of what is written, and in which language."""

from __future__ import annotations

import pytest

from desktop_app.reading.languages import Languages, primary
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
        (Rule("", "x"), "nothing to look for"),
        (Rule("(", "x", pattern=True), "is wrong"),
        (Rule("(" * 3000 + "a" + ")" * 3000, "x", pattern=True), "too many parts"),
        (Rule("a", r"\U99999999", pattern=True), "cannot stand"),
        (Rule("a", r"\3", pattern=True), "cannot stand"),
        (Rule("a", "x" * 5000), "too much"),
        (Rule(r"^a (a|aa)+$", "x", pattern=True), "too long"),
    ],
)
def test_a_rule_that_is_wrong_is_left_out_and_told_of(rule: Rule, words: str) -> None:
    text = "a " + "a" * 40 + "!"
    with pytest.raises(RuleError, match=words):
        try_out(rule, text)
    rules = Pronunciation([rule, Rule("a", "b", whole_words=False)])
    assert rules.apply(text) == text.replace("a", "b")
    assert words in rules.broken[rule]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("今天天气很好。", "zh"),
        ("今天用 iPhone 听音乐。", "zh"),
        ("He likes 茶 very much indeed.", "en"),
        ("これは日本語です。", "ja"),
        ("カタカナ", "ja"),
        ("안녕하세요", ""),
        ("Привет", "ru"),
        ("123 456", ""),
    ],
)
def test_a_script_tells_the_language(text: str, language: str) -> None:
    assert Languages(["en", "zh-Hans", "ja", "ru", ""]).of(text) == language


async def test_words_tell_where_scripts_do_not() -> None:
    languages = Languages(["en", "de", "fr"])
    await languages.load()
    assert languages.of("The weather is fine today.") == "en"
    assert languages.of("Heute ist das Wetter wirklich schön.") == "de"
    assert languages.of("Il fait très beau aujourd'hui.") == "fr"
    assert languages.of("So.", "de") == "de"
    assert languages.of("So.") == "en"


async def test_languages_that_the_model_does_not_know_or_names_otherwise() -> None:
    languages = Languages(["haw", "en", "nb"])
    await languages.load()
    assert languages.of("The weather is fine today.") == "en"
    assert languages.of("Jeg vet ikke hvor jeg skal gå i dag, men været er fint.") == "nb"
    unknown = Languages(["haw", "mi"])
    await unknown.load()
    assert unknown.of("He aha te mea nui o te ao?", "mi") == "mi"
    assert unknown.of("He aha te mea nui o te ao?") == "haw"


@pytest.mark.parametrize(("text", "language"), [("ನಮಸ್ಕಾರ", "kn"), ("សួស្តី", "km"), ("ሰላም", "am")])
def test_scripts_of_one_language(text: str, language: str) -> None:
    assert Languages(["en", "kn", "km", "am"]).of(text) == language


async def test_no_model_is_loaded_where_scripts_are_enough() -> None:
    languages = Languages(["en", "zh"])
    await languages.load()
    assert languages._model is None


def test_a_language_is_known_by_its_first_part() -> None:
    assert primary("zh_Hans-CN") == "zh"
    assert primary("") == ""
