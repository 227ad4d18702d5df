"""The symbols that the model knows."""

from local_server.engines.kokoro.vocabulary import NUMBERS, known, tokens


def test_the_numbers_are_those_that_the_model_was_trained_with() -> None:
    """As its authors' config.json has them: 114 of 178."""
    assert len(NUMBERS) == len(set(NUMBERS.values())) == 114
    some = {";": 1, "—": 9, " ": 16, "ʣ": 18, "A": 24, "O": 31, "a": 43, "h": 50, "ɑ": 69}
    more = {"ʤ": 82, "ɡ": 92, "ŋ": 112, "ɻ": 126, "ʧ": 133, "ˈ": 156, "ʰ": 162, "↓": 169, "ᵻ": 177}
    assert (some | more).items() <= NUMBERS.items()


def test_what_the_model_does_not_know_becomes_what_is_nearest() -> None:
    assert known("ɡˈɫʉ\u0325  ɓõ") == "ɡˈlu bo\u0303"
    assert known("  a ☃ b ") == "a b"


def test_each_phoneme_has_its_number() -> None:
    assert tokens("ni↓.") == [56, 51, 169, 4]
