"""Law 6: the scanner's short cut misses nothing that looking for every template everywhere finds."""

import random
from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import PROSE, article_texts, as_written, realise

from stripper import Registry
from stripper.anchors import Scanner
from stripper.exact import _slots_are_sound
from stripper.fold import fold, is_letter
from stripper.layout import is_edge, lay_out
from stripper.matching import find_matches
from stripper.pattern import Extent
from stripper.pieces import NEUTRAL_LANGUAGE
from stripper.rules import TemplateRule
from stripper.speech import languages_out_of_place

pytestmark = pytest.mark.law

REGISTRY = Registry.load(plugins=False)
TEMPLATES = [rule for rule in REGISTRY.rules if isinstance(rule, TemplateRule)]
SCANNER = Scanner(REGISTRY.rules, REGISTRY.index)
PLAIN = (
    "Lorem ipsum dolor amet, consectetur adipiscing elit eiusmod tempor incididunt labore dolore magna aliqua.",
    "Quis nostrud exercitation ullamco λόγος laboris слово nisi كلمة aliquip शब्द commodo 言葉 consequat 단어 duis.",
)
# The run with 2,000 examples tries every template in every way; everyday, one in so many.
STEP = 1 if settings.default.max_examples >= 2000 else 8


def found(layout):
    """(pattern, start, end) of the exact template matches on the way that texts are really cleaned."""
    return {
        (m.rule.pattern.id, m.start, m.end)
        for m in find_matches(SCANNER, layout)
        if m.similarity == 1.0 and isinstance(m.rule, TemplateRule)
    }


def may_begin(layout, rule, at):
    """By the documentation, a wording that opens with a slot begins with its sentence or a glued word."""
    if not rule.facts.slot_first or rule.pattern.extent is Extent.MATCH or at in layout.glued:
        return True
    unit = layout.units[layout.unit_at(at)]
    return not any(map(is_letter, layout.folded.text[unit.start : at]))


def is_run_together(written, rule):
    """Whether a space is missing ("remindme"): damage, which the scanner mends, or a word of another wording."""
    return any(
        word not in rule.words
        and any(word[:i] in rule.words and word[i:] in rule.words for i in range(1, len(word)))
        for word in written.split()
    )


def brute_force(layout, rules=TEMPLATES):
    """The same by brute force: every template's regex over every line, but for languages that it is not in."""
    without = layout.impossible
    lines = [(line.start, layout.line_alone(number)) for number, line in enumerate(layout.lines)]
    strange = [languages_out_of_place(a.words.texts, without) for _, a in lines]
    return {
        (rule.pattern.id, at + match.start(), at + match.end())
        for rule in rules
        if rule.pieces
        for (at, line), languages in zip(lines, strange, strict=True)
        if rule.pattern.language not in languages
        for match in rule.shape.finditer(line.folded.text)
        if match.start() < match.end()
        and is_edge(line.folded, match.start())
        and is_edge(line.folded, match.end())
        and _slots_are_sound(line, match)
        and may_begin(line, rule, match.start())
        and not is_run_together(match.group(), rule)
    }


def beside(rule):
    """Two paragraphs of prose: English for English patterns, of no language for others, whose lines mix languages."""
    return (PROSE[0], PROSE[1]) if rule.pattern.language in ("en", NEUTRAL_LANGUAGE) else PLAIN


def only_in(these, those):
    """Matches that no match of the same pattern overlaps: bounds may differ, as open slots are cut back."""
    return [
        (pattern, start, end)
        for pattern, start, end in sorted(these)
        if not any(p == pattern and s < end and start < e for p, s, e in those)
    ]


def instances(rule, between=None, count=3):
    """A few realisations of a template, the same in every run."""
    rng = random.Random(rule.source)
    how = (lambda before, after: between(before, after, rng)) if between else as_written
    return list(dict.fromkeys(realise(rule.nodes, rng.randrange, how) for _ in range(count)))


def check(text, rules=TEMPLATES):
    """Nothing that brute force finds is missed."""
    layout = lay_out(fold(text))
    missed = only_in(brute_force(layout, rules), found(layout))
    assert not missed, [(pattern, layout.folded.view[start:end]) for pattern, start, end in missed]


BY_PATTERN = {
    key: list(rules)
    for key, rules in groupby(TEMPLATES[:: max(1, STEP // 2)], key=lambda rule: rule.pattern.id)
}


@pytest.mark.parametrize("pattern", BY_PATTERN)
def test_every_template_finds_its_own_instances(pattern):
    missed = []
    for rule in BY_PATTERN[pattern]:
        before, after = beside(rule)
        for instance in instances(rule, count=1 if STEP > 1 else 3):
            layout = lay_out(fold(f"{before}\n\n{instance}\n\n{after}"))
            start = len(before) + 2
            end = start + len(instance.rstrip("."))
            hits = {(m.start, m.end) for m in find_matches(SCANNER, layout) if m.rule.pattern.id == pattern}
            # The instance itself, or a longer or shorter one where options at its ends allow several.
            if not any(s < end and start < e for s, e in hits):
                missed.append((rule.source, instance))
    assert missed == []


@pytest.mark.parametrize("part", range(20))
def test_anchors_find_what_brute_force_finds(part):
    for rule in TEMPLATES[part :: 20 * STEP]:
        before, after = beside(rule)
        for instance in instances(rule, count=2):
            check(f"{before}\n\n{instance}\n\n{after}", [rule])
            check(f"{before} {instance.capitalize()}. {after}", [rule])


def test_all_templates_together_find_what_brute_force_finds():
    rng = random.Random(6)
    for rule in rng.sample(TEMPLATES, 60 if STEP == 1 else 30):
        check(f"{PROSE[2]}\n\n{instances(rule, count=1)[0]}\n\n{PROSE[3]}")


@example("Written by Marta CaldwellRegistered in England and Wales No. 0123456", 0)
@given(article_texts(layouts=("lines", "blank", "glued", "upper")), st.integers(0, 19))
def test_anchors_find_what_brute_force_finds_in_any_text(text, part):
    check(text, TEMPLATES[part::20])


def other_punctuation(before, after, rng):
    """By the documentation, punctuation between words is free."""
    if "-" in after:
        return as_written(before, after)
    return rng.choice([" ", " ", ", ", ": ", " - ", ' "', " ("])


def other_hyphen(before, after, rng):
    """By the documentation, a hyphen is always free: cross-post = crosspost = cross post."""
    return rng.choice(["-", "", " "]) if "-" in after else as_written(before, after)


@pytest.mark.parametrize("freedom", [other_punctuation, other_hyphen])
@pytest.mark.parametrize("part", range(20))
def test_punctuation_between_the_words_of_a_template_is_free(part, freedom):
    missed = []
    for rule in TEMPLATES[part :: 20 * STEP]:
        before, after = beside(rule)
        for instance in instances(rule, freedom, count=2):
            try:
                check(f"{before}\n\n{instance}\n\n{after}", [rule])
            except AssertionError:
                missed.append((rule.pattern.id, rule.source, instance))
    assert missed == []


@given(st.sampled_from(TEMPLATES), st.data())
def test_any_instance_of_any_template_is_found(rule, data):
    instance = realise(rule.nodes, lambda n: data.draw(st.integers(0, n - 1)))
    before, after = beside(rule)
    check(f"{before}\n\n{instance}\n\n{after}", [rule])
