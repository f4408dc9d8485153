"""From candidates to matches: is this really an instance of the rule, and where does it begin and end?

A template is first tried as an exact regex around its hits (``exact.py``); only where that fails and enough of its
words are near is it aligned with tolerance (``align.py``). Labels are looked up (``labelled.py``), cues are checked on
one sentence (``cues.py``), regexes on one segment. Whether a match is *believed* is the judge's business.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from stripper.align import MIN_LITERAL, Tokens, align, promise
from stripper.anchors import Hits, Scanner
from stripper.cues import cue_matches
from stripper.exact import WINDOW, exact_matches, opening_matches, windows_around
from stripper.labelled import label_matches
from stripper.layout import Layout
from stripper.match import Match
from stripper.pattern import Extent, Strength
from stripper.rules import CueRule, RegexRule, TemplateRule

__all__ = ["Match", "find_matches"]

MAX_FUZZY_PER_1000 = 60  # alignments tried per thousand characters: bounds hostile input


class _Candidate(NamedTuple):
    """Hits of a rule that no exact match explains; sorted, the most promising comes first."""

    doubt: float
    at: int
    number: int
    low: int
    high: int


def _candidates(
    number: int, rule: TemplateRule, layout: Layout, tokens: Tokens, hits: Hits, exact: list[Match]
) -> Iterator[_Candidate]:
    """Where a rule is worth aligning: one candidate for all hits that one instance could hold."""
    facts = rule.facts
    if facts.length < MIN_LITERAL or facts.exact_only or rule.pattern.extent is Extent.MATCH:
        return
    ends = [m.end + 40 for m in exact]
    reach = max(40, facts.length)
    group: list[int] = []
    for at, _ in [*hits.all, (len(layout.folded.text) + 2 * reach, 0)]:
        beside = bisect_right(ends, at)  # the first exact match that ends behind the hit
        if beside < len(exact) and exact[beside].start - 40 <= at:
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


def _aligned(scanner: Scanner, tokens: Tokens, candidates: list[_Candidate], most: int) -> Iterator[Match]:
    """Align the candidates, the most promising first; no more than ``most``, which keeps hostile input linear."""
    for candidate in sorted(candidates)[:most]:
        rule = scanner.rules[candidate.number]
        assert isinstance(rule, TemplateRule)
        found = align(rule, tokens, candidate.at, candidate.low, candidate.high)
        if found:
            yield Match(rule, *found)


def _regex_matches(rule: RegexRule, layout: Layout, hits: list[int]) -> Iterator[Match]:
    for low, high in windows_around(layout, hits):
        for found in rule.shape.finditer(layout.folded.text, low, high):
            if found.end() > found.start():
                yield Match(rule, found.start(), found.end(), 1.0)


def find_matches(scanner: Scanner, layout: Layout) -> list[Match]:
    """All matches of all rules in one laid-out text, sorted by position, longest first."""
    repaired = scanner.speller.repaired(layout.words.texts)
    matches = list(label_matches(scanner, layout, repaired)) if scanner.labels else []
    matches.extend(opening_matches(scanner, layout))
    candidates: list[_Candidate] = []
    tokens = Tokens(layout, repaired)
    for number, hits in sorted(scanner.scan(layout, repaired).items()):
        rule = scanner.rules[number]
        if isinstance(rule, TemplateRule):
            if hits.distinct < min(2, rule.facts.windows - 1):
                continue  # one of three windows or more: a coincidence
            exact = list(exact_matches(rule, layout, hits))
            matches += exact
            candidates += _candidates(number, rule, layout, tokens, hits, exact)
        elif isinstance(rule, CueRule):
            matches.extend(cue_matches(rule, layout, repaired, hits))
        else:
            matches.extend(_regex_matches(rule, layout, hits.first))
    most = MAX_FUZZY_PER_1000 * (1 + len(layout.folded.text) // 1000)
    matches += _aligned(scanner, tokens, candidates, most)
    matches = _cut_back(matches)
    unique = {(m.start, m.end, m.rule.pattern.id): m for m in sorted(matches, key=_preference)}
    return sorted(unique.values(), key=lambda m: (m.start, -m.end, m.rule.pattern.id))


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
