"""The label table against a plain dictionary."""

import pickle

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from stripper.labels import LONG, MIN_DAMAGED, LabelTable

WORDS = st.lists(
    st.sampled_from(
        ["share", "this", "story", "related", "stories", "print", "more", "news", "read", "all", "the"]
    ),
    min_size=1,
    max_size=5,
)
LABELS = st.dictionaries(WORDS.map(" ".join), st.sets(st.integers(0, 99), min_size=1), max_size=30)


@given(LABELS, WORDS.map(" ".join))
def test_the_table_is_a_dictionary(labels, asked):
    table = LabelTable.build(labels)
    again = pickle.loads(pickle.dumps(table))
    for one in (table, again):
        assert dict(one.items()) == {label: tuple(sorted(numbers)) for label, numbers in labels.items()}
        assert one.get(asked) == tuple(sorted(labels.get(asked, ())))
        assert bool(one) == bool(labels)


@given(LABELS, st.data())
def test_one_error_is_always_forgiven_in_a_label_long_enough(labels, data):
    long = [label for label in labels if len(label) >= MIN_DAMAGED]
    if not long:
        return
    label = data.draw(st.sampled_from(sorted(long)))
    at = data.draw(st.integers(0, len(label) - 1))
    spelled = label[:at] + data.draw(st.sampled_from(["", "q", "q" + label[at]])) + label[at + 1 :]
    found = LabelTable.build(labels).damaged(spelled)
    if spelled in labels:
        return
    assert found is not None and found[1] == OSA.distance(found[0], spelled) == 1


@given(LABELS, st.text("aehrst ", max_size=20))
def test_what_is_called_damaged_is_near(labels, spelled):
    found = LabelTable.build(labels).damaged(spelled)
    if found:
        label, errors = found
        assert label in labels and OSA.distance(label, spelled) == errors <= (1 if len(spelled) < LONG else 2)


def test_the_number_of_words_of_the_longest_label_with_this_first_word():
    table = LabelTable.build({"share": [1], "share this story": [2], "print": [3]})
    assert [table.most_words(w) for w in ("share", "print", "story")] == [3, 1, 0] and table.longest == 3
