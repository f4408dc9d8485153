"""The exact regex of a template: what its slots take, and that it is bounded."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import SAMPLES, realise

from stripper.fold import fold_phrase
from stripper.rules import TemplateRule, unbounded_quantifier
from stripper.shapes import compile_template, slot_shape
from stripper.template import SLOTS, TemplateError, parse_template

VOCAB = {"piece": ("article", "blog post", "op-ed"), "outlet": ("newswire.com", "u.s. news")}


def found(source, text):
    match = compile_template(parse_template(source, VOCAB)).search(fold_phrase(text))
    return match and match.group()


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("share this", "please share this!", "share this"),
        ("share this", "share: this", "share: this"),
        ("share this", "share. this", None),
        ("share this", "share\nthis", None),
        ("thanks. share this", "thanks. share this", "thanks. share this"),
        ("thanks. share this", "thanks share this", "thanks share this"),
        ("[the] end", "the end", "the end"),
        ("the [very] end", "the end", "the end"),
        ("cross-post", "crosspost", "crosspost"),
        ("cross-post", "cross post", "cross post"),
        ("cross-post", "cross-post", "cross-post"),
        ("don't miss", "dont miss", "dont miss"),
        ("a {..2} z", "a b c z", "a b c z"),
        ("a {..2} z", "a z", "a z"),
        ("a {..2} z", "a b c d z", None),
        ("a {..2} z", "a b. c z", None),
        ("this {piece} was", "this blog post was", "this blog post was"),
        ("this {piece} was", "this bloke was", None),
        ("from {outlet} daily", "from newswire.com daily", "from newswire.com daily"),
        ("from {outlet} daily", "from u.s. news daily", "from u.s. news daily"),
        ("sent by newswire.com", "sent by newswire.com", "sent by newswire.com"),
        ("(u.k.|u.s.) readers", "u.s. readers", "u.s. readers"),
        ("we donate (help|donation|donations)", "we donate donations", "we donate donations"),
        ("story? share it", "story! share it", "story! share it"),
    ],
)
def test_words_gaps_and_punctuation(source, text, expected):
    assert found(source, text) == expected


@pytest.mark.parametrize(
    ("kind", "taken"),
    [
        ("name", ["south wind review", "o'hara", "a b c d e f", "mill & sons", "the harbourpost.org team"]),
        ("title", ["a ferry, at last: home again", "\"nine years\" (part 2)"]),
        ("site", ["harbourpost.org", "south wind review"]),
        ("date", ["5 march 2018", "march 5, 2018", "5th of march", "2018-03-05", "05/03/18", "mar 5 2018",
                  "march 2018", "5 march 2018 10:30 am", "march 5, 2018 at 7:15 pm (gmt)"]),
        ("time", ["10:30", "7.15 pm", "7 p.m.", "19 uhr", "10:30 gmt+2"]),
        ("year", ["1899", "2018", "1999-2018", "2018-19", "2009 - present"]),
        ("n", ["3", "1,234", "10.7k", "1 234 567", "100+"]),
        ("url", ["https://x.org/y?z=1", "www.harbourpost.org/a/b", "harbourpost.org", "http://a.b"]),
        ("email", ["desk@harbourpost.org", "first.last+x@mail.harbour-post.co.uk", "[email protected]",
                   "desk (at) harbourpost.org"]),
        ("handle", ["@harbourpost", "@ harbour_post"]),
        ("money", ["$5", "£3.50", "5 euros", "us$1,200", "50p"]),
        ("c", ["©", "(c)", "&copy;", "copyright", "copyright ©", "copyright (c)", "®"]),
    ],
)  # fmt: skip
def test_a_slot_takes(kind, taken):
    shape = re.compile(slot_shape(kind, last=True).replace("_N>", "_0>"))
    assert [text for text in taken if not shape.fullmatch(fold_phrase(text))] == []


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        ("name", ["a b c d e f g", "one. two", "one\ntwo", "mill: the story"]),
        ("title", ["one\ntwo", ""]),
        ("year", ["1234", "20181", "218"]),
        ("date", ["the fifth", "99", "marching 5"]),
        ("n", ["three", "1,2,3", ""]),
        ("url", ["harbour post", "e.g", "http://"]),
        ("email", ["@harbourpost", "desk at harbour"]),
        ("handle", ["harbourpost", "@"]),
        ("money", ["5", "$"]),
        ("c", ["c", "copy"]),
    ],
)
def test_a_slot_refuses(kind, refused):
    shape = re.compile(slot_shape(kind, last=True).replace("_N>", "_0>"))
    assert [text for text in refused if shape.fullmatch(fold_phrase(text))] == []


@pytest.mark.parametrize("kind", sorted(SLOTS))
def test_slots_are_bounded(kind):
    assert unbounded_quantifier(slot_shape(kind)) is None
    assert unbounded_quantifier(slot_shape(kind, last=True)) is None


@given(st.text(alphabet="ab s[](){}|.,-!'&+*?\\^$", max_size=14))
def test_every_template_compiles_to_a_bounded_regex(source):
    try:
        shape = compile_template(parse_template(source, VOCAB))
    except TemplateError:
        return
    assert unbounded_quantifier(shape.pattern) is None


@pytest.mark.law
def test_shipped_templates_compile_to_bounded_regexes(shipped):
    loose = [
        (rule.pattern.id, rule.source)
        for rule in shipped.rules[:: 1 if settings.default.max_examples >= 2000 else 10]
        if isinstance(rule, TemplateRule) and unbounded_quantifier(rule.shape.pattern)
    ]
    assert loose == []


@pytest.mark.parametrize(
    ("source", "quantifier"),
    [
        ("a*", "*"),
        ("a+", "+"),
        ("a{2,}", "{2,}"),
        ("a{,}", "{,}"),
        ("(ab)+", "+"),
        ("[ab]+", "+"),
        ("[[]+", "+"),
        ("[a[]+", "+"),
        ("[]a]+", "+"),
        ("[^]a]*", "*"),
        (r"\}+", "+"),
        (r"\?+", "+"),
        (r"\\+", "+"),
        (r"[\]]+", "+"),
        ("a+?", "+"),
        ("a*+", "*"),
        ("(?:a{1,3})+", "+"),
        ("a?", None),
        ("a??", None),
        ("a?+", None),
        ("a{2,5}", None),
        ("a{2,5}+", None),
        ("a{2,5}?", None),
        ("a{3}", None),
        ("[*+]{1,2}", None),
        (r"\*\+", None),
        ("[]*]", None),
        ("[^]+]", None),
        (r"[\]+]", None),
    ],
)
def test_unbounded_quantifiers_are_found_and_nothing_else(source, quantifier):
    assert unbounded_quantifier(source) == quantifier


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_the_samples_of_the_tests_are_instances_of_their_slots(kind):
    shape = re.compile(slot_shape(kind, last=True).replace("_N>", "_0>"))
    assert all(shape.fullmatch(fold_phrase(sample)) for sample in SAMPLES[kind])


@given(st.data())
def test_a_realised_template_is_matched_whole(data):
    nodes = parse_template(
        "[the] (original|first) source of this {piece} {..3} is {name} [on {date}]. thank you", VOCAB
    )
    text = realise(nodes, lambda n: data.draw(st.integers(0, n - 1)))
    assert compile_template(nodes).fullmatch(fold_phrase(text))
