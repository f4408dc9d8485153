"""From believed cases to the stretches that go: link lists, tails, separators and short leftovers.

Every stretch stays attributed to the case that caused it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from stripper.fold import LETTER
from stripper.judge import Case, Reason, Verdict
from stripper.layout import Layout, Line, size_in_words
from stripper.menus import MIN_KNOWN, entries_between, state_of
from stripper.pattern import Extent, Strength
from stripper.policy import Policy

__all__ = ["Cut", "plan_cuts"]

MAX_LIST_LINES = 30
MAX_TITLE_WORDS = 24
MIN_PROSE_BEFORE_TAIL = 45  # words of prose before everything behind a heading may go
TAIL_SHARE = 0.7  # of the lines behind it that must not be prose
MAX_TEASER_WORDS = 60
MAX_FILL_LINES = 4
MAX_FILL_WORDS = 12  # a leftover line in the tail between two cuts
MAX_INLINE_FILL_WORDS = 2  # a leftover ("etc.") between two cuts of one line ...
MAX_INLINE_LABEL_WORDS = (
    6  # ... or one that no sentence ends in: labels, a wording broken by the end of a line
)
MAX_HEAD_FILL_WORDS = 3  # ... in the head, where the title stands


_LETTER = re.compile(LETTER)  # without one, a stretch is a separator: "*", "###", "- - -"


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of the view (half-open) that goes, and the case that it goes for."""

    start: int
    end: int
    case: Case


def plan_cuts(layout: Layout, verdict: Verdict, policy: Policy) -> tuple[list[Cut], list[Cut]]:
    """The disjoint stretches to remove, and those that the guard holds back."""
    removed = [c for c in verdict.cases if c.believed and c.match.rule.pattern.category in policy.remove]
    kept = _Kept(
        [c for c in verdict.cases if c.believed and c.match.rule.pattern.category not in policy.remove]
    )
    cuts = [Cut(c.start, c.end, c) for c in removed]
    cuts += [Cut(start, end, case) for start, end, case in verdict.swept]
    cuts += _list_cuts(layout, verdict, removed)
    allowed, blocked = _guard(layout, _disjoint(cuts, kept), policy)
    filled = _fill_menus(layout, _fill(layout, verdict, allowed, kept), kept)
    used = {id(cut.case) for cut in [*filled, *blocked]}
    for case in removed:
        if id(case) not in used:
            case.obstacle = Reason.COVERED
    return filled, blocked


def _rank(cut: Cut) -> tuple[bool, float, int]:
    return cut.case.strong, cut.case.score, cut.end - cut.start


def _disjoint(cuts: Iterable[Cut], kept: _Kept) -> list[Cut]:
    """Make cuts disjoint: where two overlap, the better believed keeps its place, the other the rest.

    What is tagged to stay is not cut by anything weaker than itself.
    """
    out: list[Cut] = []
    events = sorted(cuts, key=lambda c: (c.start, -c.end))
    at = 0
    for cut in events:
        if cut.end <= at:
            if out and cut.start >= out[-1].start and _rank(cut) > _rank(out[-1]) and cut.end == out[-1].end:
                out[-1] = Cut(out[-1].start, out[-1].end, cut.case)
            continue
        if cut.start < at and out and _rank(cut) > _rank(out[-1]) and cut.start > out[-1].start:
            out[-1] = Cut(out[-1].start, cut.start, out[-1].case)
            out.append(cut)
        else:
            out.append(Cut(max(cut.start, at), cut.end, cut.case))
        at = max(at, cut.end)
    return [piece for cut in out for piece in _without(cut, kept)]


class _Kept:
    """Cases that are tagged but stay, ready to be asked for by place."""

    def __init__(self, cases: list[Case]) -> None:
        self.cases = sorted(cases, key=lambda c: (c.start, c.end))
        self.starts = [case.start for case in self.cases]
        self.reach = list(accumulate((case.end for case in self.cases), max))  # how far those up to here go

    def touching(self, start: int, end: int) -> list[Case]:
        """Those that overlap ``start:end``."""
        low, high = bisect_right(self.reach, start), bisect_left(self.starts, end)
        return [case for case in self.cases[low:high] if case.end > start]

    def any_within(self, start: int, end: int) -> bool:
        """Whether one lies wholly within ``start:end``."""
        low, high = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return any(case.end <= end for case in self.cases[low:high])


def _without(cut: Cut, kept: _Kept) -> Iterable[Cut]:
    """What is left of a cut when stronger kept cases inside are spared."""
    at = cut.start
    for case in kept.touching(cut.start, cut.end):
        if case.end <= at:
            continue
        whole_line = case.start <= cut.start and case.end >= cut.end
        if case.score < cut.case.score or (whole_line and case.strong <= cut.case.strong):
            continue
        if case.start > at:
            yield Cut(at, case.start, cut.case)
        at = max(at, case.end)
    if at < cut.end:
        yield Cut(at, cut.end, cut.case)


# -- lists and tails -----------------------------------------------------------------------------


def _words(layout: Layout, line: Line) -> int:
    return size_in_words(layout.folded.text, line.start, line.end)


class _Lines:
    """Which lines are prose, and which are covered by a believed case."""

    def __init__(self, layout: Layout, verdict: Verdict) -> None:
        self.layout = layout
        self.prose = [
            any(layout.units[i].prose for i in range(line.first_unit, line.last_unit + 1))
            for line in layout.lines
        ]
        self.covered = bytearray(len(layout.lines))
        for case in verdict.cases:
            if case.believed:
                first = layout.units[case.first_unit].line
                for number in range(first, layout.line_at(max(case.start, case.end - 1)) + 1):
                    line = layout.lines[number]
                    overlap = min(line.end, case.end) - max(line.start, case.start)
                    if 2 * overlap >= line.end - line.start:
                        self.covered[number] = 1
        # Sums over the prose lines that stay, up to each line.
        sizes = [
            _words(layout, line) if prose and not covered else 0
            for line, prose, covered in zip(layout.lines, self.prose, self.covered, strict=True)
        ]
        self.words = list(accumulate(sizes, initial=0))
        self.staying = list(accumulate(map(bool, sizes), initial=0))
        self.last_long = max((i for i, size in enumerate(sizes) if size > MAX_TEASER_WORDS), default=-1)


def _list_cuts(layout: Layout, verdict: Verdict, removed: list[Case]) -> list[Cut]:
    cuts: list[Cut] = []
    heads = [
        c for c in removed if c.match.rule.pattern.extent in (Extent.LIST, Extent.TAIL) and c.facts.own_line
    ]
    if not heads:
        return cuts
    lines = _Lines(layout, verdict)
    done = -1
    for case in heads:
        head = layout.units[case.first_unit].line
        if head < done:
            continue
        if case.match.similarity == 1.0 and _is_end_matter(layout, lines, head):
            cuts.append(Cut(case.start, layout.lines[-1].end, case))
            break
        if case.match.rule.pattern.extent is Extent.LIST:
            last = _last_of_list(layout, lines, head)
            if last > head:
                cuts.append(Cut(case.start, layout.lines[last].end, case))
                done = last
    return cuts


def _is_end_matter(layout: Layout, lines: _Lines, head: int) -> bool:
    """Whether everything behind a heading may go: prose before it, and next to none after."""
    after = len(layout.lines) - head - 1
    before, words = lines.words[head], lines.words[-1] - lines.words[head + 1]
    staying = lines.staying[-1] - lines.staying[head + 1]
    if not after or before < MIN_PROSE_BEFORE_TAIL or head < lines.last_long:
        return False
    return staying <= (1 - TAIL_SHARE) * after and words < before / 2


def _last_of_list(layout: Layout, lines: _Lines, head: int) -> int:
    """Index of the last title-like line below a heading."""
    last = head
    for number in range(head + 1, min(len(layout.lines), head + 1 + MAX_LIST_LINES)):
        line = layout.lines[number]
        ended = layout.folded.text[line.end - 1] in ".:;"
        if lines.covered[number]:
            break
        if lines.prose[number] or ended or _words(layout, line) > MAX_TITLE_WORDS:
            break
        last = number
    follows_prose = last + 1 < len(layout.lines) and lines.prose[last + 1]
    if follows_prose and last - head >= 2:
        # The last short line may be the sub-heading of the prose that follows.
        others = [_words(layout, layout.lines[i]) for i in range(head + 1, last)]
        if _words(layout, layout.lines[last]) < 0.7 * sum(others) / len(others):
            last -= 1
    return last


# -- gaps ----------------------------------------------------------------------------------------


def _fill(layout: Layout, verdict: Verdict, cuts: list[Cut], kept: _Kept) -> list[Cut]:
    """Close the gaps between cuts: separators everywhere, short leftovers in head and tail."""
    text = layout.folded.text
    out: list[Cut] = []
    for cut in cuts:
        if out and cut.start > out[-1].end and _may_fill(layout, verdict, out[-1].end, cut.start, kept):
            out[-1] = Cut(out[-1].start, cut.start, out[-1].case)
        out.append(cut)
    if out and out[-1].end < len(text) and not _LETTER.search(text, out[-1].end):
        out[-1] = Cut(out[-1].start, len(text), out[-1].case)
    for i, cut in enumerate(out):  # a separator line above a cut in the tail goes with it
        line = layout.line_at(cut.start)
        if line and layout.lines[line].start == cut.start:
            above = layout.lines[line - 1]
            free = i == 0 or out[i - 1].end <= above.start
            if free and not _LETTER.search(text, above.start, above.end):
                out[i] = Cut(above.start, cut.end, cut.case)
    return out


def _may_fill(layout: Layout, verdict: Verdict, start: int, end: int, kept: _Kept) -> bool:
    text = layout.folded.text
    if not _LETTER.search(text, start, end):
        return True
    words = layout.count_words(start, end)
    between = text[start:end]
    start, end = end - len(between.lstrip()), start + len(between.rstrip())
    first, last = layout.unit_at(start), layout.unit_at(end - 1)
    if kept.any_within(start, end):
        return False
    units = layout.units
    if any(
        units[i].prose and (units[i].start >= start and units[i].end <= end) for i in range(first, last + 1)
    ):
        return False
    if units[first].line == units[last].line and (
        layout.lines[units[first].line].start < start or layout.lines[units[last].line].end > end
    ):
        ended = any(mark in between for mark in ".!?")
        most = MAX_INLINE_FILL_WORDS if ended else MAX_INLINE_LABEL_WORDS
        return words <= most and first >= verdict.tail_from
    numbers = range(layout.line_at(start), layout.line_at(end - 1) + 1)
    inner = [layout.lines[i] for i in numbers if layout.lines[i].end > start and layout.lines[i].start < end]
    most = MAX_FILL_WORDS if first >= verdict.tail_from else MAX_HEAD_FILL_WORDS
    if first < verdict.tail_from and last >= verdict.head_to:
        return False
    return len(inner) <= MAX_FILL_LINES and all(_words(layout, line) <= most for line in inner)


def _fill_menus(layout: Layout, cuts: list[Cut], kept: _Kept) -> list[Cut]:
    """Let the entries of menus go with the lines above and below that go."""
    if len(cuts) < MIN_KNOWN:
        return cuts
    states = [
        state_of(layout, line, _gone(cuts, line), lambda a, b: bool(kept.touching(a, b)))
        for line in layout.lines
    ]
    out = list(cuts)
    for above, below in entries_between(layout, states):
        start, end = layout.lines[above].end, layout.lines[below].start
        cause = cuts[bisect_left(cuts, start, key=lambda cut: cut.start) - 1].case
        out.append(Cut(start, end, cause))
    out.sort(key=lambda cut: (cut.start, -cut.end))
    return out


def _gone(cuts: list[Cut], line: Line) -> int:
    """How many characters of a line are cut."""
    i = bisect_right(cuts, line.start, key=lambda cut: cut.end)
    gone = 0
    while i < len(cuts) and cuts[i].start < line.end:
        gone += min(cuts[i].end, line.end) - max(cuts[i].start, line.start)
        i += 1
    return gone


# -- the guard -----------------------------------------------------------------------------------


def _guard(layout: Layout, cuts: list[Cut], policy: Policy) -> tuple[list[Cut], list[Cut]]:
    """Hold all weak and fuzzy cuts back if together they would take too much."""

    def unsure(cut: Cut) -> bool:
        return cut.case.facts.strength is Strength.WEAK or cut.case.match.similarity < 1.0

    taken = sum(cut.end - cut.start for cut in cuts if unsure(cut))
    if taken <= policy.max_removed * len(layout.folded.text):
        return cuts, []
    for cut in cuts:
        if unsure(cut):
            cut.case.obstacle = Reason.GUARD
    return [c for c in cuts if not unsure(c)], [c for c in cuts if unsure(c)]
