"""The speller finds every word one error away, and nothing else."""

import string

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from stripper.spelling import MIN_LENGTH, Speller

KNOWN = ["subscribe", "newsletter", "permission", "share", "copyright", "reserved", "подписывайтесь", "more"]
SPELLER = Speller(Speller.pack(KNOWN))


@st.composite
def damaged(draw):
    """A known word and the same word with one error."""
    word = draw(st.sampled_from(KNOWN))
    at = draw(st.integers(0, len(word) - 1))
    other = draw(st.sampled_from(string.ascii_lowercase))
    kind = draw(st.sampled_from(["substitute", "delete", "insert", "swap"]))
    head, here, tail = word[:at], word[at], word[at + 1 :]
    changed = {
        "substitute": head + other + tail,
        "delete": head + tail,
        "insert": head + other + here + tail,
        "swap": head + tail[:1] + here + tail[1:],
    }[kind]
    return word, changed


@given(damaged())
def test_one_error_is_repaired(case):
    word, changed = case
    (guess,) = SPELLER.repaired([changed])
    assert guess in KNOWN and OSA.distance(guess, changed) <= 1
    assert guess == word or OSA.distance(word, changed) == OSA.distance(guess, changed)


@given(st.text(string.ascii_lowercase + "ё9'", min_size=1, max_size=12))
def test_a_guess_is_one_error_away_or_the_word_itself(word):
    (guess,) = SPELLER.repaired([word])
    assert guess == word or (guess in KNOWN and OSA.distance(guess, word) == 1)
    near = [k for k in KNOWN if len(k) >= MIN_LENGTH and OSA.distance(k, word) == 1]
    assert (guess != word) == bool(near and word not in KNOWN and len(word) >= MIN_LENGTH - 1)


def test_short_words_and_numbers_are_left_alone():
    words = ["the", "of", "2018", "nor"]
    assert Speller(Speller.pack(["then", "off", "2019x", "north"])).repaired(["of", "2018"]) == ["of", "2018"]
    assert SPELLER.repaired(words) == words


def test_forgetting_changes_nothing(monkeypatch):
    monkeypatch.setattr("stripper.spelling.MAX_MEMORY", 1)
    speller = Speller(Speller.pack(KNOWN))
    assert [speller.repaired(["sharre", "mroe", "sharre"]) for _ in range(3)] == [
        ["share", "more", "share"]
    ] * 3
