"""The speller finds every word one error away, and two that lost their space, and nothing else."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from stripper.spelling import MIN_LENGTH, Speller

KNOWN = ["subscribe", "newsletter", "permission", "share", "copyright", "reserved", "подписывайтесь", "more"]
TABLE = {word: {"en": 1} for word in KNOWN}
ENGLISH = Speller(Speller.pack(TABLE)).reader(["de", "nl", "sv", "fi"])


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
    assume(changed not in KNOWN)
    (guess,), errors = ENGLISH.read(changed)
    assert errors == 1 and OSA.distance(guess, changed) == 1 == OSA.distance(word, changed)


@given(st.text(string.ascii_lowercase + "ё9'", min_size=1, max_size=12))
def test_a_guess_is_one_error_away(word):
    reading = None if ENGLISH.knows(word) else ENGLISH.read(word)
    near = [k for k in KNOWN if len(k) >= MIN_LENGTH and OSA.distance(k, word) == 1]
    assert reading is None or reading[0][0] in near
    assert (reading is not None) == bool(near and not ENGLISH.knows(word))


@given(st.lists(st.sampled_from(KNOWN), min_size=2, max_size=2), st.sampled_from(["", "x"]))
def test_a_lost_space_is_found(words, between):
    (first, second), errors = ENGLISH.read(between.join(words))
    assert [first, second] == words and errors == 1


def test_where_compounds_are_common_no_word_is_taken_apart():
    assert Speller(Speller.pack(TABLE)).reader().read("sharenewsletter") is None


def test_numbers_are_right_and_what_is_merely_known_is_no_guess():
    reader = Speller(Speller.pack({**TABLE, "north": {"en": 0}})).reader()
    assert reader.knows("2018") and reader.knows("a") and reader.knows("north") and not reader.knows("nort")
    assert reader.read("nort") is None


def test_words_of_other_languages_are_unknown():
    speller = Speller(Speller.pack({"teilen": {"de": 3}, "share": {"en": 3, "de": 1}}))
    reader = speller.reader(["de"])
    assert reader.owns("share") and reader.knows("teilen") and not reader.owns("teilen")
    assert speller.reader(["de"]).read("telien") is None
    assert speller.reader(["en"]).read("telien") == (("teilen",), 1)


def test_of_two_guesses_the_commoner_wins():
    reader = Speller(Speller.pack({"first": {"en": 9}, "firms": {"en": 1}})).reader()
    assert reader.read("firts") == (("first",), 1)


@pytest.mark.parametrize("limit", ["MAX_MEMORY", "MAX_READERS"])
def test_forgetting_changes_nothing(monkeypatch, limit):
    monkeypatch.setattr(f"stripper.spelling.{limit}", 1)
    speller = Speller(Speller.pack(TABLE))
    for word, guess in [("sharre", "share"), ("mroe", "more"), ("sharre", "share")]:
        assert speller.reader(["de"]).read(word) == ((guess,), 1)
        assert speller.reader(["fr"]).knows(guess) and not speller.reader(["fr"]).knows(word)
