"""Cues: groups of phrases that meet in one sentence, in any order, damaged perhaps."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from stripper.anchors import Hits
from stripper.layout import Layout, size_in_words
from stripper.match import Match
from stripper.mend import Mended
from stripper.pattern import Extent
from stripper.rules import CueRule
from stripper.speech import addresses
from stripper.template import WORD

__all__ = ["cue_matches"]

MIN_DAMAGED = 5  # characters of a cue phrase from which a typing error in it is forgiven
NEAR_BONUS = 0.05
MAX_NEAR = 4
MAX_DAMAGED_GROUPS = 2
DAMAGED_GROUP = 0.05  # what each costs in similarity


def cue_matches(rule: CueRule, layout: Layout, hits: Hits, mended: Mended | None = None) -> Iterator[Match]:
    """The sentences (or lines) around the hits in which all groups of the cue meet.

    With ``mended`` those of its layout in which a group has an error.
    """
    text, last = layout.folded.text, -1
    pattern = rule.pattern
    for at, _ in hits.found:
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
        if mended and not mended.errors(start, end):
            continue
        spans = _spans(rule, text, start, end)
        if not spans or rule.never.first(text, start, end):
            continue
        damaged = _damaged(spans, mended)
        if damaged > MAX_DAMAGED_GROUPS or (mended and not damaged):
            continue  # nothing of the cue was mended: the text itself has had its chance
        if pattern.addressed and not _addressed(pattern.language, layout, start, end):
            first = WORD.search(text, start, end)
            if not first or not rule.shapes[0].opens(text, first.start(), end):
                continue
        near = min(MAX_NEAR, rule.near.count(text, start, end))
        low, high = min(s for s, _ in spans), max(e for _, e in spans)
        yield Match(rule, low, high, 1.0 - DAMAGED_GROUP * damaged, bonus=NEAR_BONUS * near)


def _spans(rule: CueRule, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where each group has its first phrase; nothing if one has none."""
    spans = []
    for shape in rule.shapes:
        span = shape.first(text, start, end)
        if span is None:
            return []
        spans.append(span)
    return spans


def _damaged(spans: list[tuple[int, int]], mended: Mended | None) -> int:
    """How many groups have an error in them; too many if one is too short to have one."""
    damaged = 0
    for span in spans:
        if mended and mended.errors(*span):
            damaged += 1 if span[1] - span[0] >= MIN_DAMAGED else MAX_DAMAGED_GROUPS + 1
    return damaged


def _addressed(language: str, layout: Layout, start: int, end: int) -> bool:
    """Whether a stretch of text speaks to the reader."""
    words = layout.words
    first, last = bisect_left(words.starts, start), bisect_left(words.starts, end)
    return any(True for _ in addresses(language).positions(words.texts, first, last))
