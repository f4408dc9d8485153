"""One row: what a line holds, what a reject keeps, what a side-car's offsets count."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripper import Category, Result, Span
from stripper.rows import Reject, Row, Shape, Unit, dump, parse_line, span_entry

STAMP = {"version": "1", "registry": "ab", "policy": "cd"}
SHAPE = Shape(STAMP)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{", "not valid JSON"),
        (b"\xff{}", "not valid UTF-8"),
        ('{"text": "x"}'.encode("utf-16"), "not valid UTF-8"),
        (b"[1]", "not an object but a list"),
        (b"true", "not an object but a boolean"),
        (b'{"body": "x"}', "no field 'text'"),
        (b'{"text": 1}', "field 'text' is not text but a number"),
        (b'{"text": "x", "stripper": "mine"}', "field 'stripper' is taken"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"text": "x", "n": ' + b"1" * 5000 + b"}", "not valid JSON"),
    ],
)
def test_a_bad_line_is_rejected_with_its_place_and_reason_and_kept(raw, reason):
    reject = parse_line(raw + b"\r\n", "a.jsonl", 7, SHAPE)
    assert isinstance(reject, Reject) and reason in reject.reason
    entry = json.loads(dump(reject.to_dict()))
    assert (entry["file"], entry["line"]) == ("a.jsonl", 7)
    kept = entry["raw"].encode() if "raw" in entry else base64.b64decode(entry["raw_base64"])
    assert kept == raw


def test_a_row_without_text_is_no_bad_row():
    assert parse_line(b'{"text": null}', "a", 1, SHAPE) == Row(1, {"text": None}, None)


def test_a_row_that_was_cleaned_before_gets_the_new_stamp():
    old = {"text": "x", "stripper": {"version": "0", "registry": "", "policy": ""}, "z": 1}
    row = parse_line(json.dumps(old).encode(), "a", 1, SHAPE)
    assert SHAPE.cleaned(row.fields, "x") == {"text": "x", "z": 1, "stripper": STAMP}


def test_the_original_takes_nobodys_place():
    shape = Shape(STAMP, keep_original=True)
    assert "taken" in parse_line(b'{"text": "x", "text_original": 1}', "a", 1, shape).reason
    assert shape.cleaned({"text": "x!", "n": 0}, "x")["text_original"] == "x!"


@given(st.text(st.characters(exclude_categories=())))
def test_every_string_survives_being_written(text):
    assert json.loads(dump({"text": text})) == {"text": text}
    assert dump(text).count(b"\n") == 1


@given(st.text(), st.data(), st.sampled_from(Unit))
def test_offsets_count_what_they_say(text, data, unit):
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(places[::2], places[1::2], strict=False))
    spans = [Span(a, b, text[a:b], Category.UI, "x.ui.y", 1.0) for a, b in pairs]
    entry = span_entry("a", 1, text, Result.cut(text, spans), unit)
    encoding, width = {
        Unit.CODE_POINTS: ("utf-32-le", 4),
        Unit.UTF8: ("utf-8", 1),
        Unit.UTF16: ("utf-16-le", 2),
    }[unit]
    encoded = text.encode(encoding)
    assert entry["unit"] == unit and len(entry["spans"]) == len(spans)
    for span in entry["spans"]:
        assert encoded[span["start"] * width : span["end"] * width].decode(encoding) == span["text"]
