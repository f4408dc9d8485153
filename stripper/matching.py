"""From candidates to matches: is this really an instance of the rule, and where does it begin and end?

A template is first tried as an exact regex around its hits; only where that fails and enough of its
words are near is it aligned with tolerance (``align.py``). Cues are checked on one sentence, regexes on one
segment. Whether a match is *believed* is the judge's business.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from rapidfuzz.distance import OSA

from stripper.align import MIN_LITERAL, Tokens, align, promise
from stripper.anchors import Hits, Scanner, is_edge
from stripper.facts import Facts
from stripper.fold import Folded
from stripper.layout import Layout, size_in_words
from stripper.pattern import Extent, Strength
from stripper.rules import CueRule, RegexRule, TemplateRule
from stripper.speech import addresses
from stripper.template import WORD

__all__ = ["Match", "find_matches"]

WINDOW = 400  # characters either side of a hit in which an instance is looked for
MAX_FUZZY_PER_1000 = 60  # alignments tried per thousand characters: bounds hostile input
MIN_DAMAGED = 6  # characters of a cue phrase from which a typing error in it is forgiven
NEAR_BONUS = 0.05
MAX_NEAR = 4
_SEPARATED = re.compile(r"[^|*>/\n]+")


@dataclass(frozen=True, slots=True)
class Match:
    """An instance of a rule; ``start`` and ``end`` are offsets in the folded view, half-open.

    ``firm`` is where the given words end: what follows up to ``end`` filled an open slot and may be cut back.
    ``similarity`` is 1.0 for an exact instance, less for an aligned one; ``bonus`` is what ``near`` words
    add; ``label`` says that the match was looked up as a whole line or a whole element of a list.
    """

    rule: TemplateRule | CueRule | RegexRule
    start: int
    end: int
    similarity: float
    firm: int = -1
    bonus: float = 0.0
    label: bool = False


def _windows(layout: Layout, hits: list[int]) -> Iterator[tuple[int, int]]:
    """Stretches of one line around the hits; overlapping ones merged."""
    current: tuple[int, int] | None = None
    for at in hits:
        line = layout.lines[layout.line_at(at)]
        low, high = max(line.start, at - WINDOW), min(line.end, at + WINDOW)
        if current and line.start <= low <= current[1] and current[0] >= line.start:
            current = (current[0], high)
        else:
            if current:
                yield current
            current = (low, high)
    if current:
        yield current


def _may_open_a_name(char: str) -> bool:
    """Capitals, digits, and letters of scripts without capitals."""
    return char.isupper() or char.isdigit() or (char.isalpha() and char.lower() == char.upper())


def _names_have_capitals(folded: Folded, found: re.Match[str]) -> bool:
    """A proper name has a capital or digit, unless the text around has no mixed case at all."""
    for group, value in found.groupdict().items():
        if value is None or not group.startswith("name_"):
            continue
        start, end = found.span(group)
        name = folded.view[start:end]
        if not any(map(_may_open_a_name, name)) and "." not in name:
            around = folded.view[max(0, start - 200) : end + 200]
            if not around.islower():
                return False
    return True


def _open_from(found: re.Match[str]) -> int:
    """Where the open slot at the end of a match begins, or -1."""
    starts = (found.start(g) for g in found.groupdict() if g.startswith("open_"))
    return max(starts, default=-1)


def _exact(rule: TemplateRule, folded: Folded, low: int, high: int, *, anchored: bool = False) -> list[Match]:
    """Exact instances within ``low:high``; ``anchored``, the one that begins at ``low``."""
    matches = []
    here = rule.shape.match(folded.text, low, high) if anchored else None
    for found in ([here] if here else []) if anchored else rule.shape.finditer(folded.text, low, high):
        start, end = found.span()
        if (
            start < end
            and is_edge(folded, start)
            and is_edge(folded, end)
            and _names_have_capitals(folded, found)
        ):
            firm = _open_from(found)
            matches.append(Match(rule, start, _without_heading(folded.text, firm, end), 1.0, firm))
    return matches


def _without_heading(text: str, firm: int, end: int) -> int:
    """Give back the last word of an open slot if a colon follows: "Articles by: South Front Disclaimer: ..."."""
    last = text.rfind(" ", firm, end) if firm >= 0 and text.startswith(":", end) else -1
    return last if last > firm else end


def _has_required(facts: Facts, layout: Layout, low: int, high: int) -> bool:
    """Whether a word of each mandatory part is there: cheaper than compiling and running a regex that fails."""
    text = layout.folded.text
    return all(any(text.find(word, low, high) >= 0 for word in words) for words in facts.required)


def _exact_matches(rule: TemplateRule, layout: Layout, hits: Hits) -> Iterator[Match]:
    folded, facts = layout.folded, rule.facts
    for low, high in _windows(layout, hits.first):
        if hits.windows(low, high) < facts.windows or not _has_required(facts, layout, low, high):
            continue
        if (
            facts.slot_first and rule.pattern.extent is not Extent.MATCH
        ):  # only starts of sentences need trying
            for unit in layout.units[layout.unit_at(low) : layout.unit_at(high) + 1]:
                first = WORD.search(folded.text, unit.start, unit.end)
                if first and low <= unit.start:
                    at = first.start()
                    at -= at > unit.start and folded.text[at - 1] == "("  # "(c) 2018"
                    yield from _exact(rule, folded, at, high, anchored=True)
        else:
            yield from _exact(rule, folded, low, high)


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
    for at, _ in [*hits.found, (len(layout.folded.text) + 2 * reach, 0)]:
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


def _cue_matches(rule: CueRule, layout: Layout, hits: list[int]) -> Iterator[Match]:
    text, last = layout.folded.text, -1
    pattern = rule.pattern
    for at in hits:
        number = layout.unit_at(at)
        unit = layout.units[number]
        start, end, words = unit.start, unit.end, unit.words
        if pattern.extent in (Extent.LINE, Extent.PARAGRAPH):
            line = layout.lines[unit.line]
            whole = size_in_words(text, line.start, line.end)
            if whole <= pattern.max_words:
                start, end, words = line.start, line.end, whole
        if start == last or words > pattern.max_words:
            continue
        last = start
        if rule.never and rule.never.search(text, start, end):
            continue
        spans = _cue_spans(rule, layout, start, end)
        if spans is None:
            continue
        if pattern.addressed and not _addressed(pattern.language, layout, start, end):
            first = WORD.search(text, start, end)
            opening = rule.shapes[0].match(text, first.start(), end) if first else None
            if not opening:
                continue
        near = 0
        if rule.near:
            near = min(MAX_NEAR, len({m.group() for m in rule.near.finditer(text, start, end)}))
        low, high = min(s for s, _ in spans), max(e for _, e in spans)
        yield Match(rule, low, high, 1.0, bonus=NEAR_BONUS * near)


def _addressed(language: str, layout: Layout, start: int, end: int) -> bool:
    """Whether a stretch of text speaks to the reader."""
    words = layout.words
    first, last = bisect_left(words.starts, start), bisect_left(words.starts, end)
    return any(True for _ in addresses(language).positions(words.texts, first, last))


def _cue_spans(rule: CueRule, layout: Layout, start: int, end: int) -> list[tuple[int, int]] | None:
    """Where each group stands in a stretch of text; at most one group may be damaged. None if one is missing."""
    exact = [shape.search(layout.folded.text, start, end) for shape in rule.shapes]
    if exact.count(None) > 1:
        return None
    spans = []
    for group, found in zip(rule.groups, exact, strict=True):
        span = found.span() if found else _damaged_phrase(group, layout, start, end)
        if span is None:
            return None
        spans.append(span)
    return spans


def _damaged_phrase(group: tuple[str, ...], layout: Layout, start: int, end: int) -> tuple[int, int] | None:
    """A phrase of the group with a typing error or two; inflected forms ("subscribed") are not damaged ones."""
    words, text = layout.words, layout.folded.text
    first, last = bisect_left(words.starts, start), bisect_left(words.starts, end)
    for phrase in group:
        if len(phrase) < MIN_DAMAGED:
            continue
        errors = 1 if len(phrase) < 11 else 2
        spaces = phrase.count(" ")
        for i in range(first, last):
            for j in (i + spaces, i + spaces + 1, i + spaces - 1):
                if not i <= j < last:
                    continue
                spelled = text[words.starts[i] : words.ends[j]]
                if (
                    abs(len(spelled) - len(phrase)) <= errors
                    and not spelled.startswith(phrase)
                    and not phrase.startswith(spelled)
                    and OSA.distance(phrase, spelled, score_cutoff=errors) <= errors
                ):
                    return words.starts[i], words.ends[j]
    return None


def _regex_matches(rule: RegexRule, layout: Layout, hits: list[int]) -> Iterator[Match]:
    for low, high in _windows(layout, hits):
        for found in rule.shape.finditer(layout.folded.text, low, high):
            if found.end() > found.start():
                yield Match(rule, found.start(), found.end(), 1.0)


def _label_matches(scanner: Scanner, layout: Layout) -> Iterator[Match]:
    """Lines, list elements and runs of labels that the label table knows."""
    text, labels = layout.folded.text, scanner.labels
    for line in layout.lines:
        length = line.end - line.start
        if length > 400 or line.last_unit - line.first_unit > 4:
            continue
        words = list(WORD.finditer(text, line.start, line.end))
        if 0 < len(words) <= labels.longest:
            spelled, similarity = " ".join(w.group() for w in words), 1.0
            numbers = labels.get(spelled)
            if not numbers and (damaged := labels.damaged(spelled)):
                numbers, similarity = labels.get(damaged[0]), 1.0 - damaged[1] / len(damaged[0])
            for number in numbers:
                rule = scanner.rules[number]
                yield Match(rule, words[0].start(), words[-1].end(), similarity, label=True)
            if numbers:
                continue
        if len(words) > 1 and not any(u.prose for u in layout.units[line.first_unit : line.last_unit + 1]):
            yield from _run_of_labels(scanner, layout, line.start, line.end)


def _run_of_labels(scanner: Scanner, layout: Layout, start: int, end: int) -> Iterator[Match]:
    """Labels that together make up a line: ``Home | News | Sport`` or ``Share Tweet Email Print``."""
    text, labels = layout.folded.text, scanner.labels
    found: list[tuple[int, int, tuple[int, ...]]] = []
    total = covered = 0
    for element in _SEPARATED.finditer(text, start, end):
        words = list(WORD.finditer(text, element.start(), element.end()))
        total += len(words)
        i = 0
        while i < len(words):
            for size in range(min(labels.most_words(words[i].group()), len(words) - i), 0, -1):
                numbers = labels.get(" ".join(w.group() for w in words[i : i + size]))
                if numbers:
                    found.append((words[i].start(), words[i + size - 1].end(), numbers))
                    covered += size
                    i += size
                    break
            else:
                i += 1
    if len(found) >= 3 and covered >= 0.75 * total:
        for low, high, numbers in found:
            for number in numbers:
                yield Match(scanner.rules[number], low, high, 1.0, label=True)


def _opened(scanner: Scanner, layout: Layout) -> Iterator[Match]:
    """Lines and sentences that begin with a word by which some template opens ("By Jane Carver")."""
    folded = layout.folded
    for unit in layout.units if scanner.openers else ():
        first = WORD.search(folded.text, unit.start, unit.end)
        for number in scanner.openers.get(first.group(), ()) if first else ():
            rule = scanner.rules[number]
            if isinstance(rule, TemplateRule) and first:
                yield from _exact(
                    rule, folded, first.start(), min(unit.end, first.start() + WINDOW), anchored=True
                )


def find_matches(scanner: Scanner, layout: Layout) -> list[Match]:
    """All matches of all rules in one laid-out text, sorted by position, longest first."""
    matches = list(_label_matches(scanner, layout)) if scanner.labels else []
    matches.extend(_opened(scanner, layout))
    candidates: list[_Candidate] = []
    tokens = Tokens(layout)
    for number, hits in sorted(scanner.scan(layout).items()):
        rule = scanner.rules[number]
        if isinstance(rule, TemplateRule):
            exact = list(_exact_matches(rule, layout, hits))
            matches += exact
            candidates += _candidates(number, rule, layout, tokens, hits, exact)
        elif isinstance(rule, CueRule):
            matches.extend(_cue_matches(rule, layout, hits.first))
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
