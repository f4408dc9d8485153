"""A mended text leads back to the offsets of the text as it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripper.fold import fold
from stripper.layout import lay_out
from stripper.mend import mend
from stripper.spelling import Speller

WORDS = ["please", "subscribe", "to", "our", "weekly", "newsletter", "and", "share", "this", "story"]
READER = Speller(Speller.pack({word: {"en": 1} for word in WORDS})).reader(["de", "nl", "sv", "fi"])


def mended(text):
    """The text as it was meant."""
    found = mend(lay_out(fold(text)), READER)
    return found.layout.folded.view if found else text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Please subscirbe to our newslettr.", "Please subscribe to our newsletter."),
        ("PLEASE SUBSCIRBE", "PLEASE SUBSCRIBE"),
        ("Pleasesubscribe to our weekly newsletter", "Please subscribe to our weekly newsletter"),
        ("subscribexto our newsletter", "subscribe to our newsletter"),
        ("share thiss tory", "share this story"),
        ("our news letter", "our newsletter"),
        ("Subscirbe.Shar this", "Subscirbe.Shar this"),
        ("see newslettr.com and shar@this", "see newslettr.com and shar@this"),
        ("nothing of it is known", "nothing of it is known"),
        ("", ""),
    ],
)
def test_words_are_put_right(text, meant):
    assert mended(text) == meant


@given(
    st.lists(
        st.sampled_from(
            [*WORDS, "subscirbe", "newslettr", "sharethis", "Wekly", "xyz", "thiss tory", "3", "–"]
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([" ", "\n", ". ", " | "]),
)
def test_every_span_leads_home(parts, between):
    layout = lay_out(fold(between.join(parts)))
    found = mend(layout, READER)
    if found is None:
        return
    text, meant = layout.folded.text, found.layout.folded.text
    words = found.layout.words
    for start, end in zip(words.starts, words.ends, strict=True):
        home = found.origin(start, end)
        assert 0 <= home[0] < home[1] <= len(text)
        if not found.errors(start, end):
            assert text[slice(*home)] == meant[start:end]
            assert (found.here(home[0]), found.here(home[1])) == (start, end)
    whole = found.origin(0, len(meant))
    assert whole == (0, len(text)) and found.errors(0, len(meant)) >= 1
    assert [text[line.start : line.end] for line in layout.lines] == [
        text[slice(*found.origin(line.start, line.end))] for line in found.layout.lines
    ]
