"""Spans and results: exact offsets, nothing lost, and no way to build a wrong one."""

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import odd_texts

from stripper import Blocked, Category, Result, Span, SpanError, StripperError

TEXT = "News. Share this! More news. © 2018"


def span(start, end, text=TEXT, category=Category.SHARE):
    return Span(start, end, text[start:end], category, "en.share.sample", 0.9)


@st.composite
def results(draw):
    text = draw(odd_texts())
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=10)))
    spans = [
        span(start, end, text, draw(st.sampled_from(Category)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    kept = [span(cuts[1], cuts[2], text)] if len(cuts) > 2 else []
    blocked = [Blocked(s, "held back") for s in kept]
    return text, Result.cut(text, draw(st.permutations(spans)), kept, blocked)


@given(results())
def test_the_input_comes_back_exactly(found):
    text, result = found
    assert result.restore() == text


@given(results())
def test_the_body_is_exactly_what_no_span_covers(found):
    text, result = found
    covered = {i for s in result.spans for i in range(s.start, s.end)}
    assert result.body == "".join(char for i, char in enumerate(text) if i not in covered)
    assert list(result.spans) == sorted(result.spans, key=lambda s: s.start)
    assert all(text[s.start : s.end] == s.text for s in result.spans)


@given(results())
def test_offsets_map_both_ways(found):
    text, result = found
    covered = {i for s in result.spans for i in range(s.start, s.end)}
    for offset in range(len(result.body)):
        there = result.to_text(offset)
        assert text[there] == result.body[offset] and there not in covered
        assert result.to_body(there) == offset
    for offset in range(len(text)):
        there = result.to_body(offset)
        if offset in covered:  # lands where the span was cut
            assert there == sum(1 for i in range(offset) if i not in covered)
        else:
            assert result.to_text(there) == offset
    assert result.to_body(len(text)) == len(result.body)


@given(results())
def test_a_result_survives_dict_json_and_pickle(found):
    _, result = found
    assert Result.from_dict(result.to_dict()) == result
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result
    assert pickle.loads(pickle.dumps(result)) == result


@given(results())
def test_marks_enclose_the_removed_text(found):
    text, result = found
    marked = result.mark("\ue000", "\ue001")
    if "\ue000" not in text and "\ue001" not in text:
        assert marked.replace("\ue000", "").replace("\ue001", "") == text
        inside = [part.partition("\ue001")[0] for part in marked.split("\ue000")[1:]]
        assert inside == [s.text for s in result.spans]


def test_marks_may_name_the_fields_of_the_span():
    result = Result.cut(TEXT, [span(6, 18)])
    assert result.mark() == "News. [[share:Share this! ]]More news. © 2018"
    assert result.mark("<{pattern_id} {start}>", "</{end}>") == (
        "News. <en.share.sample 6>Share this! </18>More news. © 2018"
    )


def test_marks_leave_braces_of_the_text_alone():
    text = "a {start} b {"
    assert Result.cut(text, [span(2, 9, text)]).mark("(", ")") == "a ({start}) b {"


def test_nothing_to_cut_leaves_the_text_alone():
    result = Result.cut(TEXT, [])
    assert (result.body, result.spans, result.restore(), result.mark()) == (TEXT, (), TEXT, TEXT)


def test_everything_may_be_cut():
    result = Result.cut(TEXT, [span(0, len(TEXT))])
    assert result.body == "" and result.restore() == TEXT
    assert result.to_body(5) == 0 and result.to_text(0) == len(TEXT)


@pytest.mark.parametrize(
    "spans",
    [
        [span(0, 6), span(5, 9)],
        [span(0, 6), span(0, 6)],
        [span(3, 3)],
        [span(9, 3)],
        [Span(-3, 2, TEXT[-3:2], Category.UI, "x.ui.y", 1.0)],
        [Span(0, 4, "Nope", Category.UI, "x.ui.y", 1.0)],
        [Span(30, 99, TEXT[30:], Category.UI, "x.ui.y", 1.0)],
    ],
    ids=["overlap", "twice", "empty", "backwards", "negative", "other text", "beyond the end"],
)
def test_spans_that_do_not_fit_the_text_are_refused(spans):
    with pytest.raises(SpanError):
        Result.cut(TEXT, spans)


@pytest.mark.parametrize("offset", [-1, len(TEXT) + 1, 10_000])
def test_offsets_outside_of_the_input_are_refused(offset):
    with pytest.raises(SpanError):
        Result.cut(TEXT, [span(6, 18)]).to_body(offset)


@pytest.mark.parametrize("offset", [-1, len(TEXT) - 12 + 1])
def test_offsets_outside_of_the_body_are_refused(offset):
    with pytest.raises(SpanError):
        Result.cut(TEXT, [span(6, 18)]).to_text(offset)


def good():
    return json.loads(json.dumps(Result.cut(TEXT, [span(6, 18)]).to_dict()))


def without(key):
    return {k: v for k, v in good().items() if k != key}


def with_span(**changes):
    return good() | {"spans": [good()["spans"][0] | changes]}


@pytest.mark.parametrize(
    "data",
    [
        {}, [], None, "text", without("body"), without("spans"), without("kept"), without("blocked"),
        good() | {"spans": 5}, good() | {"spans": [{}]}, good() | {"blocked": [{"span": 3, "reason": ""}]},
        good() | {"body": "News."}, with_span(start="six"), with_span(start=None),
        with_span(category="advert"),
        with_span(end=4), with_span(start=-6), with_span(end=19),
        good() | {"spans": good()["spans"] * 2},
    ],
)  # fmt: skip
def test_what_is_not_a_result_is_refused(data):
    with pytest.raises(SpanError):
        Result.from_dict(data)


def test_span_errors_are_stripper_errors_and_value_errors():
    assert issubclass(SpanError, StripperError) and issubclass(SpanError, ValueError)


@pytest.mark.parametrize("thing", [span(0, 4), Result("body"), Blocked(span(0, 4), "why")])
def test_results_cannot_be_changed(thing):
    with pytest.raises(AttributeError):
        setattr(thing, thing.__slots__[0], None)
