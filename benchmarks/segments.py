"""Segment-level scores on web pages: what had to go is gone, what had to stay is there, whitespace apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.scoring import Removal, merge

__all__ = ["VIEWS", "Loss", "Page", "SegmentScore", "cut", "normalised", "score_page"]

VIEWS = ("trafilatura", "readability", "htmltext")


@dataclass(frozen=True)
class Page:
    """A web page: plain-text views of it, segments that must stay and segments that must go."""

    url: str
    lang: str
    must_stay: tuple[str, ...]
    must_go: tuple[str, ...]
    views: dict[str, str]


@dataclass(frozen=True)
class Loss:
    """A segment that had to stay and is gone, and the patterns that took it."""

    url: str
    view: str
    lang: str
    segment: str
    patterns: tuple[str, ...]
    context: str


@dataclass
class SegmentScore:
    """Segments found in a view before cleaning, and what became of them."""

    must_go: int = 0
    gone: int = 0
    must_stay: int = 0
    lost: int = 0
    losses: list[Loss] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def add(self, other: SegmentScore) -> None:
        """Add another page's score to this one."""
        self.must_go += other.must_go
        self.gone += other.gone
        self.must_stay += other.must_stay
        self.lost += other.lost
        self.losses += other.losses
        self.left += other.left

    @property
    def gone_share(self) -> float:
        """Share of the segments that had to go and went."""
        return self.gone / max(1, self.must_go)


def normalised(text: str) -> str:
    """The text with every run of whitespace as one space."""
    return " ".join(text.split())


def cut(text: str, removals: Sequence[Removal]) -> str:
    """The text without the removed stretches."""
    kept, at = [], 0
    for start, end, _ in merge(removals):
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])


def score_page(page: Page, view: str, removals: Sequence[Removal]) -> SegmentScore:
    """Look for every segment in the view before and after cleaning."""
    text = page.views[view]
    before, after = normalised(text), normalised(cut(text, removals))
    score = SegmentScore()
    for segment in map(normalised, page.must_go):
        if segment in before:
            score.must_go += 1
            if segment in after:
                score.left.append(segment)
            else:
                score.gone += 1
    for segment in map(normalised, page.must_stay):
        if segment in before:
            score.must_stay += 1
            if segment not in after:
                score.lost += 1
                score.losses.append(_blame(page, view, segment, removals))
    return score


def _blame(page: Page, view: str, segment: str, removals: Sequence[Removal]) -> Loss:
    """Find the segment in the raw text and the removals that touch it."""
    text = page.views[view]
    places = list(re.finditer(r"\s+".join(map(re.escape, segment.split())), text))
    patterns = sorted(
        {r.pattern for r in removals for p in places if r.start < p.end() and p.start() < r.end}
    )
    at = places[0].start() if places else 0
    return Loss(
        page.url, view, page.lang, segment, tuple(patterns), normalised(text[max(0, at - 50) : at + 150])
    )
