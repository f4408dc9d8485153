"""Alignment agrees with the exact regex where nothing is wrong, and forgives a few errors."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from packs import entry, registry
from strategies import SAMPLES, realise

from stripper.align import MIN_LITERAL, Tokens, align
from stripper.anchors import Scanner
from stripper.fold import fold
from stripper.layout import lay_out
from stripper.matching import find_matches
from stripper.pattern import parse_pattern
from stripper.rules import check_rules, make_rules
from stripper.template import Vocabulary

VOCAB = {"piece": ("article", "blog post", "story")}
WORDS = [
    "original",
    "source",
    "syndicated",
    "permission",
    "newsletter",
    "republished",
    "copyright",
    "exclusively",
    "unauthorised",
    "reprinted",
    "correspondence",
    "distributed",
    "materials",
    "subscribers",
    "editorial",
    "reproduction",
    "responsibility",
    "contributor",
]
BEFORE, AFTER = "Yesterday it rained. ", " Tomorrow brings sunshine."


def rule_of(template):
    pattern = parse_pattern(entry(templates=[template]), "tests.toml")
    (rule,) = make_rules([pattern], Vocabulary(VOCAB))
    check_rules([rule])
    return rule


KINDS = ("word", "word", "word", "optional", "choice", "gap", "name")


@st.composite
def templates(draw, kinds=KINDS):
    """A template that begins and ends with words of its own, each word used once."""
    words = draw(st.permutations(WORDS))[: draw(st.integers(5, 8))]
    parts = [words[0]]
    for word in words[1:-1]:
        kind = draw(st.sampled_from(kinds))
        parts.append(
            {
                "word": word,
                "optional": f"[{word}]",
                "choice": f"({word}|{word}ly {word}s)",
                "gap": f"{{..3}} {word}",
                "name": f"{{name}} {word}",
                "vocab": f"{{piece}} {word}",
            }[kind]
        )
    return " ".join([*parts, words[-1]])


def tokens_of(text):
    layout = lay_out(fold(text))
    return Tokens(layout)


def instance(data, template):
    rule = rule_of(template)
    assume(rule.facts.length >= MIN_LITERAL)
    return rule, realise(rule.nodes, lambda n: data.draw(st.integers(0, n - 1)))


def aligned(rule, text, hit):
    return align(rule, tokens_of(text), hit, 0, len(text))


@given(templates((*KINDS, "vocab")), st.data())
def test_an_exact_instance_aligns_perfectly_where_the_regex_finds_it(template, data):
    rule, spelled = instance(data, template)
    text = BEFORE + spelled + AFTER
    exact = rule.shape.search(fold(text).text)
    assert exact and exact.span() == (len(BEFORE), len(BEFORE) + len(spelled))
    for hit in {len(BEFORE), len(BEFORE) + len(spelled) - 2}:
        assert aligned(rule, text, hit) == (*exact.span(), 1.0)


@pytest.mark.parametrize(("kind", "sample"), [(kind, sample) for kind in SAMPLES for sample in SAMPLES[kind]])
def test_alignment_gives_a_slot_the_words_that_the_regex_gives_it(kind, sample):
    rule = rule_of(f"syndicated newsletter {{{kind}}} editorial permission")
    text = f"Syndicated newsletter {sample} editorial permission"
    assert rule.shape.fullmatch(fold(text).text)
    assert aligned(rule, text, 0) == (0, len(text), 1.0)


@given(templates(), st.data(), st.integers(1, 2))
def test_a_few_wrong_letters_are_still_found(template, data, errors):
    rule, spelled = instance(data, template)
    assume(len(rule.pieces) > errors)  # one piece of several survives
    places = [i for i, char in enumerate(spelled) if char.islower()]
    broken = list(spelled)
    for at in data.draw(st.sets(st.sampled_from(places), min_size=errors, max_size=errors)):
        broken[at] = data.draw(st.sampled_from(string.ascii_lowercase))
    text = BEFORE + "".join(broken) + AFTER
    found = find_matches(Scanner([rule]), lay_out(fold(text)))
    assert [(m.start, m.end) for m in found] == [(len(BEFORE), len(BEFORE) + len(spelled))]
    assert found[0].similarity >= 1 - errors / rule.facts.length


TEMPLATE = "this article was originally published by {name} and is republished with permission"
PERFECT = "This article was originally published by South Wind Review and is republished with permission"


@pytest.mark.parametrize(
    "noisy",
    [
        "This artcle was originaly published by South Wind Review and is republished with permision",
        "This article was originally pub lished by South Wind Review and is republished with permission",
        "This article wasoriginally published by South Wind Review and is republished with permission",
        "This article was also originally published by South Wind Review and is republished with permission",
        "This article was originally published by South Wind Review and republished with permission",
        "Th1s article was originally published by South Wind Review and is republ1shed with perm1ssion",
        "This article was originally published by South Wind Review and is re-published with permission",
    ],
)
def test_typical_damage_is_aligned_with_the_whole_instance(noisy):
    text = noisy
    hit = text.index("publis") if "publis" in text else 20
    start, end, similarity = aligned(rule_of(TEMPLATE), text, hit)
    assert (start, end) == (0, len(text))
    assert 0.8 < similarity < 1.0


@pytest.mark.parametrize(
    "other",
    [
        "This article argues that originally nothing was built by the river with permission of the council",
        "The book was originally published by a small press in Wales and won a prize for its drawings",
    ],
)
def test_prose_that_shares_some_words_is_not_aligned(other):
    assert aligned(rule_of(TEMPLATE), other, other.index("originally")) is None


def test_more_errors_cost_more():
    rule = rule_of(TEMPLATE)
    one, two = PERFECT.replace("article", "artxcle"), PERFECT.replace("article", "axtxcle")
    first, second = (aligned(rule, text, 20)[2] for text in (one, two))
    assert 1.0 > first > second


def test_short_templates_are_never_aligned():
    rule = rule_of("reprints")
    assert rule.facts.length < MIN_LITERAL
    assert aligned(rule, "reprints", 3) is None


def test_an_alignment_stays_inside_its_window():
    text = f"{PERFECT} {PERFECT}"
    low = len(PERFECT) + 1
    start, end, similarity = align(rule_of(TEMPLATE), tokens_of(text), low + 20, low, len(text))
    assert (start, end, similarity) == (low, len(text), 1.0)


def test_a_hostile_text_costs_a_bounded_number_of_alignments(tmp_path):
    rules = registry(tmp_path, entry(templates=[TEMPLATE])).rules
    calls = []

    def counted(*args):
        calls.append(1)
        return align(*args)

    text = "originally published republished permission " * 500
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stripper.matching.align", counted)
        find_matches(Scanner(rules), lay_out(fold(text)))
    assert 0 < len(calls) <= len(text) / 20
