"""From candidates to matches: is this really an instance of the rule, and where does it begin and end?

A template is first tried as an exact regex around its hits (``exact.py``); only where that fails and enough of its
words are near is it aligned with tolerance (``align.py``). Labels are looked up (``labelled.py``), cues are checked on
one sentence (``cues.py``), regexes on one segment. Whether a match is *believed* is the judge's business.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from stripper.align import MIN_LITERAL, MIN_LITERAL_LOOSE, Tokens, align, promise, share_of
from stripper.anchors import Found, Hits, Scanner
from stripper.cues import cue_matches
from stripper.exact import WINDOW, exact_matches, opening_matches, windows_around
from stripper.labelled import label_matches, may_be_label
from stripper.layout import Layout
from stripper.match import Match
from stripper.mend import Edit, Mended, find_edits
from stripper.pattern import Extent, Strength
from stripper.rules import CueRule, RegexRule, TemplateRule
from stripper.speech import languages_out_of_place
from stripper.spelling import Reader

__all__ = ["Match", "find_matches"]

MAX_FUZZY = 20  # alignments tried in a line ...
MAX_FUZZY_PER_1000 = 60  # ... and per thousand characters of it: bounds hostile input
BRIEF = 30  # words of a line in which an instance may be varied at will
REACH = 6  # words to both sides of damage that may be in a piece with it
MAX_REMEMBERED = 4000  # lines
MAX_REMEMBERED_LENGTH = 2000  # characters


class _Candidate(NamedTuple):
    """Hits of a rule that no exact match explains; sorted, the most promising comes first."""

    doubt: float
    at: int
    number: int
    low: int
    high: int


def _candidates(
    number: int, rule: TemplateRule, layout: Layout, tokens: Tokens, hits: Hits, exact: list[tuple[int, int]]
) -> Iterator[_Candidate]:
    """Where a rule is worth a second look: one candidate for all hits that one instance could hold."""
    facts = rule.facts
    ends = [end + 40 for _, end in exact]
    reach = max(40, facts.length)
    group: list[int] = []
    for at, _ in [*hits.found, (len(layout.folded.text) + 2 * reach, 0)]:
        beside = bisect_right(ends, at)  # the first exact match that ends behind the hit
        if beside < len(exact) and exact[beside][0] - 40 <= at:
            continue
        if group and at > group[0] + reach:
            hit = group[len(group) // 2]
            line = layout.lines[layout.line_at(hit)]
            low, high = max(line.start, hit - WINDOW), min(line.end, hit + WINDOW)
            share = promise(facts, tokens, hit, low, high)
            if share:
                yield _Candidate(-share, hit, number, low, high)
            group = []
        group.append(at)


class _Damage(NamedTuple):
    """What is probably wrong in a line, and what it would read if it were right."""

    edits: list[Edit]
    words: frozenset[str]  # that would stand there
    windows: Mapping[int, int]  # rule -> its windows (one bit each) of which a piece would stand there


def _damage(scanner: Scanner, layout: Layout, reader: Reader, without: frozenset[str]) -> _Damage | None:
    edits = find_edits(layout, reader)
    if not edits:
        return None
    texts, starts, _ = layout.words
    runs = []
    for edit in edits:
        first, last = bisect_left(starts, edit.start), bisect_left(starts, edit.end)
        runs.append([*texts[max(0, first - REACH) : first], *edit.words, *texts[last : last + REACH]])
    words = frozenset(word for edit in edits for word in edit.words)
    return _Damage(edits, words, scanner.windows_in(runs, without))


def _damaged_rules(scanner: Scanner, windows: Mapping[int, int], damage: _Damage) -> Iterator[int]:
    """Rules to which the damaged words would belong if they were right."""
    for number in windows.keys() | damage.windows.keys():
        rule = scanner.rules[number]
        seen = windows.get(number, 0)
        new = damage.windows.get(number, 0) & ~seen
        if isinstance(rule, CueRule):
            if new or not rule.words.isdisjoint(damage.words):
                yield number
        elif isinstance(rule, TemplateRule):
            facts = rule.facts
            if (
                (new or not facts.content.isdisjoint(damage.words))
                and (seen | new).bit_count() >= min(2, facts.windows - 1)
                and _is_alignable(rule)
            ):
                yield number


def _varied_rules(
    scanner: Scanner, layout: Layout, windows: Mapping[int, int], exact: Mapping[int, list[Match]]
) -> Iterator[int]:
    """Templates of which much is there though nothing is damaged: a word too many perhaps.

    In prose, much of a short one is there by chance, so there it takes most of a long one.
    """
    brief = len(layout.texts) <= BRIEF
    for number, seen in windows.items():
        distinct = seen.bit_count()
        if distinct < 2 and not brief:
            continue
        rule = scanner.rules[number]
        if not isinstance(rule, TemplateRule) or exact.get(number):
            continue
        facts = rule.facts
        if brief:
            enough = distinct >= min(2, facts.windows - 1)
        else:
            enough = facts.length >= MIN_LITERAL_LOOSE and 2 * distinct > facts.windows
        if enough and _is_alignable(rule):
            yield number


def _is_alignable(rule: TemplateRule) -> bool:
    facts = rule.facts
    return facts.length >= MIN_LITERAL and not facts.exact_only and rule.pattern.extent is not Extent.MATCH


def _tolerant(
    scanner: Scanner,
    layout: Layout,
    reader: Reader,
    found: Found,
    strange: frozenset[str],
    exact: Mapping[int, list[Match]],
) -> Iterator[Match]:
    """Damaged instances: labels and cues of the mended text, and templates that can be aligned with it.

    The most promising candidates come first, and no more than a share of the text's length: that keeps hostile
    input linear. Offsets are those of ``layout``.
    """
    damage = _damage(scanner, layout, reader, strange)
    chosen = set(_varied_rules(scanner, layout, found.windows, exact))
    mended = None
    if damage:
        affected = set(_damaged_rules(scanner, found.windows, damage))
        chosen |= affected
        if affected or may_be_label(scanner, layout):
            mended = Mended(layout, damage.edits)
            found = scanner.scan(mended.layout, strange)
    if mended and scanner.labels:
        yield from _brought_home(label_matches(scanner, mended.layout, mended), mended)
    here = mended.layout if mended else layout
    tokens: Tokens | None = None  # most lines need none
    candidates: list[_Candidate] = []
    for number in sorted(chosen & found.windows.keys()):
        rule = scanner.rules[number]
        if isinstance(rule, TemplateRule):
            if not share_of(rule.facts, here.word_set):
                continue  # the whole line promises nothing, so no part of it does
            hits = found.hits(number)
            tokens = tokens or Tokens(here, mended, reader.knows)
            known = [(m.start, m.end) for m in exact.get(number, ())]
            if mended:
                known = [(mended.here(start), mended.here(end)) for start, end in known]
            candidates += _candidates(number, rule, here, tokens, hits, known)
        elif isinstance(rule, CueRule) and mended:
            yield from _brought_home(_cue_matches(rule, here, found, number, mended), mended)
    most = MAX_FUZZY + MAX_FUZZY_PER_1000 * len(here.folded.text) // 1000
    for candidate in sorted(candidates)[:most]:
        rule = scanner.rules[candidate.number]
        assert isinstance(rule, TemplateRule) and tokens
        aligned = align(rule, tokens, candidate.at, candidate.low, candidate.high)
        if aligned:
            match = Match(rule, *aligned)
            yield from _brought_home([match], mended) if mended else [match]


def _brought_home(matches: Iterable[Match], mended: Mended) -> Iterator[Match]:
    """Matches in a mended text as matches in the text itself."""
    for match in matches:
        start, end = mended.origin(match.start, match.end)
        yield replace(match, start=start, end=end, firm=-1)


def _cue_matches(
    rule: CueRule, layout: Layout, found: Found, number: int, mended: Mended | None = None
) -> Iterator[Match]:
    """Matches of a cue, if all its groups stand in the line at all."""
    text = layout.folded.text
    if all(shape.first(text, 0, len(text)) for shape in rule.shapes):
        yield from cue_matches(rule, layout, found.hits(number), mended)


def _regex_matches(rule: RegexRule, layout: Layout, hits: Callable[[], Hits]) -> Iterator[Match]:
    for low, high in windows_around(layout, lambda: hits().first):
        for found in rule.shape.finditer(layout.folded.text, low, high):
            if found.end() > found.start():
                yield Match(rule, found.start(), found.end(), 1.0)


def find_matches(scanner: Scanner, layout: Layout) -> list[Match]:
    """All matches of all rules in one laid-out text, sorted by position, longest first.

    What a line holds depends on nothing but the line, the case of what stands around it, and the languages that
    the text is certainly not written in. So it is remembered: cleaning looks at most lines twice, and the lines
    below one article of a site stand below the next one too.
    """
    without = layout.impossible
    matches: list[Match] = []
    for number, line in enumerate(layout.lines):
        caseless = layout.is_caseless_around(line.start, line.end)
        key = layout.folded.view[line.start : line.end], caseless, layout.recased, without
        found = scanner.memory.get(key)
        if found is None:
            found = _line_matches(scanner, layout.line_alone(number, caseless), without)
            if len(scanner.memory) >= MAX_REMEMBERED:
                scanner.memory.clear()  # plain forgetting: what is remembered never changes a result
            if line.end - line.start <= MAX_REMEMBERED_LENGTH:
                scanner.memory[key] = found
        at = line.start
        matches += (Match(m.rule, m.start + at, m.end + at, *_rest(m, at)) for m in found)
    return matches


def _rest(match: Match, at: int) -> tuple[float, int, float, bool]:
    """What else there is to a match that begins ``at`` characters further on."""
    return match.similarity, match.firm + at if match.firm >= 0 else -1, match.bonus, match.label


def _line_matches(scanner: Scanner, layout: Layout, without: frozenset[str]) -> tuple[Match, ...]:
    """The matches in one line, sorted by position, longest first."""
    matches = list(label_matches(scanner, layout)) if scanner.labels else []
    matches.extend(opening_matches(scanner, layout))
    exact: dict[int, list[Match]] = {}
    strange = languages_out_of_place(layout.texts, layout.folded.text, without)
    found = scanner.scan(layout, strange)
    for number, seen in sorted(found.windows.items()):
        rule = scanner.rules[number]
        if isinstance(rule, TemplateRule):
            if seen.bit_count() == rule.facts.windows:  # an exact instance has a piece of each
                exact[number] = list(exact_matches(rule, layout, partial(found.hits, number)))
                matches += exact[number]
        elif isinstance(rule, CueRule):
            matches.extend(_cue_matches(rule, layout, found, number))
        elif rule.widest is None or rule.widest >= len(layout.folded.text):
            matches.extend(_regex_matches(rule, layout, partial(found.hits, number)))
    reader = scanner.speller.reader(without)
    matches.extend(_tolerant(scanner, layout, reader, found, strange, exact))
    matches = _cut_back(matches)
    unique = {(m.start, m.end, m.rule.pattern.id): m for m in sorted(matches, key=_preference)}
    return tuple(sorted(unique.values(), key=lambda m: (m.start, -m.end, m.rule.pattern.id)))


def _cut_back(matches: list[Match]) -> list[Match]:
    """End a match with an open slot where another strong match begins inside the slot.

    In running text labels follow each other without punctuation: "Articles by: Jane Carver Copyright 2018".
    """
    starts = sorted(
        {m.start for m in matches if m.rule.pattern.strength is Strength.STRONG and m.similarity == 1.0}
    )
    out = []
    for match in matches:
        if match.firm >= 0:
            i = bisect_right(starts, match.firm)
            if i < len(starts) and starts[i] < match.end:
                match = replace(match, end=starts[i])
        out.append(match)
    return out


def _preference(match: Match) -> tuple[float, bool]:
    return match.similarity, match.label  # later wins: an exact label beats an aligned template
