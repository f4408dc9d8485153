"""Cues: groups of phrases that meet in one sentence, in any order, damaged perhaps."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from stripper.anchors import Hits
from stripper.layout import Layout, size_in_words
from stripper.match import Match
from stripper.pattern import Extent
from stripper.rules import CueRule
from stripper.speech import addresses
from stripper.template import WORD, words_of

__all__ = ["cue_matches"]

MIN_DAMAGED = 6  # characters of a cue phrase from which a typing error in it is forgiven
NEAR_BONUS = 0.05
MAX_NEAR = 4
MAX_DAMAGED_GROUPS = 2
DAMAGED_GROUP = 0.05  # what each costs in similarity


def cue_matches(rule: CueRule, layout: Layout, repaired: list[str], hits: Hits) -> Iterator[Match]:
    """The sentences (or lines) around the hits in which all groups of the cue meet."""
    text, last = layout.folded.text, -1
    pattern = rule.pattern
    for at, _ in hits.all:
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
        if rule.never.first(text, start, end):
            continue
        found = _cue_spans(rule, layout, repaired, start, end)
        if found is None:
            continue
        spans, damaged = found
        if pattern.addressed and not _addressed(pattern.language, layout, start, end):
            first = WORD.search(text, start, end)
            if not first or not rule.shapes[0].opens(text, first.start(), end):
                continue
        near = min(MAX_NEAR, rule.near.count(text, start, end))
        low, high = min(s for s, _ in spans), max(e for _, e in spans)
        yield Match(rule, low, high, 1.0 - DAMAGED_GROUP * damaged, bonus=NEAR_BONUS * near)


def _addressed(language: str, layout: Layout, start: int, end: int) -> bool:
    """Whether a stretch of text speaks to the reader."""
    words = layout.words
    first, last = bisect_left(words.starts, start), bisect_left(words.starts, end)
    return any(True for _ in addresses(language).positions(words.texts, first, last))


def _cue_spans(
    rule: CueRule, layout: Layout, repaired: list[str], start: int, end: int
) -> tuple[list[tuple[int, int]], int] | None:
    """Where each group stands in a stretch of text, and how many are damaged. None if one is missing."""
    exact = [shape.first(layout.folded.text, start, end) for shape in rule.shapes]
    damaged = exact.count(None)
    if damaged > MAX_DAMAGED_GROUPS:
        return None
    spans: list[tuple[int, int]] = []
    for group, found in zip(rule.groups, exact, strict=True):
        span = found or _repaired_phrase(group, layout, repaired, start, end)
        if span is None or (not found and span in spans):
            return None
        spans.append(span)
    return spans, damaged


def _repaired_phrase(
    group: tuple[str, ...], layout: Layout, repaired: list[str], start: int, end: int
) -> tuple[int, int] | None:
    """A phrase of the group among the words as the speller reads them."""
    words = layout.words
    first, last = bisect_left(words.starts, start), bisect_left(words.starts, end)
    if repaired[first:last] == words.texts[first:last]:
        return None
    for phrase in group:
        spelled = words_of(phrase)
        for i in range(first, last - len(spelled) + 1):
            if repaired[i : i + len(spelled)] == spelled and len(phrase) >= MIN_DAMAGED - 1:
                return words.starts[i], words.ends[i + len(spelled) - 1]
    return None
