"""Lines, sentences, and which of them read as prose."""

from itertools import pairwise

import pytest
from hypothesis import given
from strategies import article_texts, odd_texts

from stripper.fold import fold
from stripper.layout import lay_out


def sentences(text):
    layout = lay_out(fold(text))
    return [layout.folded.view[u.start : u.end] for u in layout.units]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One line.\nAnother line.", ["One line.", "Another line."]),
        ("He left. She stayed! Who knows? Nobody.", ["He left.", "She stayed!", "Who knows?", "Nobody."]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("Mr. Low met Dr. Hill on St. Mary Street. It rained.",
         ["Mr. Low met Dr. Hill on St. Mary Street.", "It rained."]),
        ("J. K. Mill wrote it. It sold well.", ["J. K. Mill wrote it.", "It sold well."]),
        ("It rose 3.5 percent to 10.7 points.", ["It rose 3.5 percent to 10.7 points."]),
        ("Visit harbourpost.org for more.", ["Visit harbourpost.org for more."]),
        ("Home", ["Home"]),
        ("  indented line  \n\n\t\n next ", ["indented line", "next"]),
    ],
)  # fmt: skip
def test_a_text_is_cut_into_its_sentences(text, expected):
    assert sentences(text) == expected


def test_a_small_letter_opens_a_sentence_only_where_nothing_is_in_capitals():
    assert sentences("He left. she stayed.") == ["He left. she stayed."]
    assert sentences("he left. she stayed.") == ["he left.", "she stayed."]
    assert sentences("HE LEFT. SHE STAYED.") == ["HE LEFT.", "SHE STAYED."]


@pytest.mark.parametrize(
    ("line", "prose"),
    [
        ("The council has agreed to close the old bridge for the winter.", True),
        ("Share this article", False),
        ("Council agrees to close bridge", False),
        ("A heading without any full stop that nevertheless goes on for so long that nobody could take it "
         "for a heading", True),
        ("Copyright 2018", False),
        ("It rained.", False),
    ],
)  # fmt: skip
def test_prose_is_told_from_labels_by_length_and_sentence_end(line, prose):
    (unit,) = lay_out(fold(line)).units
    assert unit.prose is prose


def test_a_short_sentence_beside_prose_is_prose():
    layout = lay_out(
        fold("The council has agreed to close the old bridge for the winter. It needs new piers.")
    )
    assert [u.prose for u in layout.units] == [True, True]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "\t \r\n"])
def test_a_text_without_visible_characters_has_no_lines(text):
    layout = lay_out(fold(text))
    assert layout.lines == () and layout.units == ()


def check(text):
    layout = lay_out(fold(text))
    view = layout.folded.view
    at = 0
    for line in layout.lines:
        assert at <= line.start < line.end <= len(view)
        assert not layout.folded.text[at : line.start].strip()  # only white space between lines
        units = layout.units[line.first_unit : line.last_unit + 1]
        assert units and units[0].start == line.start and units[-1].end == line.end
        assert all(layout.lines[u.line] is line for u in units)
        for before, after in pairwise(units):
            assert before.start < before.end <= after.start
            assert not view[before.end : after.start].strip()
        at = line.end
    assert not layout.folded.text[at:].strip()
    for number, unit in enumerate(layout.units):
        assert layout.unit_at(unit.start) == layout.unit_at(unit.end - 1) == number
        assert layout.line_at(unit.start) == unit.line
    assert [u for line in layout.lines for u in range(line.first_unit, line.last_unit + 1)] == list(
        range(len(layout.units))
    )


@given(odd_texts())
def test_lines_and_units_tile_any_text(text):
    check(text)


@given(article_texts())
def test_lines_and_units_tile_articles(text):
    check(text)


def test_a_full_width_stop_ends_the_last_sentence_of_a_line():
    layout = lay_out(fold("渡船昨天早上重新开航。河水已经退去。\n乘客不多。"))
    assert [layout.folded.view[u.start : u.end] for u in layout.units] == [
        "渡船昨天早上重新开航。",
        "河水已经退去。",
        "乘客不多。",
    ]


def test_line_text_is_folded():
    assert lay_out(fold("One\n\n“Café” NEWS")).line_text(1) == '"cafe" news'
