"""Passes over what earlier passes left: their spans are spans of the input, disjoint and complete."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stripper import Category, Result, Span
from stripper.cleaner import _lifted


def span(text, start, end):
    return Span(start, end, text[start:end], Category.UI, "x.ui.y", 1.0)


def test_a_later_span_around_two_neighbouring_cuts_is_split_around_both():
    text = "aXXYYb"
    first = Result.cut(text, [span(text, 1, 3), span(text, 3, 5)])
    lifted = list(_lifted(text, first, [span(first.body, 0, 2)]))
    assert [(s.start, s.end, s.text) for s in lifted] == [(0, 1, "a"), (5, 6, "b")]


@given(st.sets(st.integers(0, 12), max_size=8), st.sets(st.integers(0, 12), max_size=6), st.booleans())
def test_the_spans_of_two_passes_together_cut_what_the_passes_cut(first, second, touching):
    text = "abcdefghijkl"
    cuts = sorted(first)
    step = 1 if touching else 2
    spans = [span(text, *pair) for pair in list(pairwise(cuts))[::step]]
    result = Result.cut(text, spans)
    places = sorted(p for p in second if p <= len(result.body))
    later = [span(result.body, *pair) for pair in list(pairwise(places))[::2]]
    together = Result.cut(text, [*spans, *_lifted(text, result, later)])
    assert together.body == Result.cut(result.body, later).body
    assert together.restore() == text
