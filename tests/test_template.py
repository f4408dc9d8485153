"""The notation of templates: what each sign means, and what is refused."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripper.template import (
    SLOTS,
    Choice,
    Gap,
    Slot,
    Stop,
    TemplateError,
    Vocab,
    Word,
    literal_length,
    parse_template,
    phrases,
    words_of,
)

VOCAB = {"platform": ("facebook", "truth social", "x (twitter)"), "piece": ("article", "op-ed")}


def spelled(source, limit=200):
    found = phrases(parse_template(source, VOCAB), limit)
    return None if found is None else {" ".join(word.text for word in phrase) for phrase in found}


@pytest.mark.parametrize(
    ("source", "instances"),
    [
        ("share this", {"share this"}),
        ("share [this] page", {"share this page", "share page"}),
        ("[a|the] page", {"a page", "the page", "page"}),
        ("(share|post) it", {"share it", "post it"}),
        ("(share [this]|post) now", {"share this now", "share now", "post now"}),
        ("(a (b|c)|d)", {"a b", "a c", "d"}),
        ("article[s]", {"article", "articles"}),
        ("(re|cross)post", {"repost", "crosspost"}),
        ("re[-]post", {"repost", "re post"}),
        ("share {platform}", {"share facebook", "share truth social", "share x twitter"}),
        ("Share THIS Page", {"share this page"}),
        ("déjà vu", {"deja vu"}),
        ("don’t miss", {"don't miss"}),
        ("R&D + news", {"r & d + news"}),
        ("share: this, page", {"share this page"}),
    ],
)
def test_the_notation_spells_these_instances(source, instances):
    assert spelled(source) == instances


def test_slots_and_gaps_are_nodes_of_their_own():
    nodes = parse_template("by {name} in {..8} on {date}", VOCAB)
    assert nodes == (Word("by"), Slot("name"), Word("in"), Gap(8), Word("on"), Slot("date"))


@pytest.mark.parametrize("slot", sorted(SLOTS))
def test_every_documented_slot_parses(slot):
    assert parse_template(f"from {{{slot}}}", {})[1] == Slot(slot)


def test_the_documented_slots_are_the_slots_there_are(root):
    documented = (root / "docs" / "patterns.md").read_text(encoding="utf-8")
    assert all(f"`{{{slot}}}`" in documented for slot in SLOTS)


def test_a_vocabulary_list_is_one_choice_of_phrases():
    (node,) = parse_template("{platform}", VOCAB)
    assert isinstance(node, Vocab)
    assert [[w.text for w in e] for e in node.entries] == [
        ["facebook"],
        ["truth", "social"],
        ["x", "twitter"],
    ]


@pytest.mark.parametrize("mark", [".", "!", "?", '."'])
def test_a_sentence_end_is_kept_as_a_stop(mark):
    assert parse_template(f"thanks{mark} share it", {})[1] == Stop()


def test_other_punctuation_is_free():
    assert not any(isinstance(node, Stop) for node in parse_template("thanks: share, it;", {}))


def test_an_optional_group_is_a_choice_that_may_be_left_out():
    (node, _) = parse_template("[the] page", {})
    assert isinstance(node, Choice) and node.optional


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("share [this", "unclosed"),
        ("share this]", "unexpected"),
        ("share (this]", "mismatched"),
        ("share (this|)", "empty alternative"),
        ("share []", "empty alternative"),
        ("share {nonsense}", "undefined slot or vocabulary {nonsense}"),
        ("share {}", "undefined"),
        ("share {..0}", "a gap is"),
        ("share {..41}", "a gap is"),
        ("share {..}", "a gap is"),
        ("share {..x}", "a gap is"),
        ("share {..²}", "a gap is"),
        ("w" + "[a]" * 9, "too many spellings"),
    ],
)
def test_what_is_wrong_is_said(source, complaint):
    with pytest.raises(TemplateError) as caught:
        parse_template(source, VOCAB)
    assert complaint in str(caught.value)


def test_a_word_with_very_many_spellings_is_refused_without_writing_them_all_out():
    tracemalloc.start()
    try:
        with pytest.raises(TemplateError):
            parse_template("w" + "[a]" * 15, VOCAB)  # with forty groups it would fill any memory
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 500_000


@given(st.text(alphabet="ab s[](){}|.,-!²'&©", max_size=14))
def test_any_source_parses_or_is_refused_as_a_template_error(source):
    try:
        nodes = parse_template(source, VOCAB)
    except TemplateError:
        return
    assert literal_length(nodes) >= 0


def test_a_vocabulary_list_without_any_word_is_refused():
    with pytest.raises(TemplateError):
        parse_template("share {marks}", {"marks": ("•", "***")})


def test_phrases_gives_up_beyond_its_limit_and_at_open_slots():
    assert spelled("(a|b) (c|d)", limit=4) is not None
    assert spelled("(a|b) (c|d)", limit=3) is None
    assert spelled("by {name}") is None and spelled("by {..3}") is None


@pytest.mark.parametrize(
    ("source", "length"),
    [
        ("share this", 9),
        ("share [this]", 5),
        ("(abc|a) it", 3),
        ("by {name}", 2),
        ("{platform}", 8),
        ("{..4}", 0),
    ],
)
def test_literal_length_is_that_of_the_shortest_instance(source, length):
    assert literal_length(parse_template(source, VOCAB)) == length


def test_words_of_folded_text_keep_inner_apostrophes_and_meaningful_symbols():
    assert words_of("don't -- share, r&d @home 100% 'quoted'") == [
        "don't", "share", "r", "&", "d", "@", "home", "100", "%", "quoted",
    ]  # fmt: skip
