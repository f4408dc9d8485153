"""Run one tool over the data sets and keep the scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.peers import Peer
from benchmarks.scoring import Annotated
from benchmarks.segments import VIEWS, Page, SegmentScore, score_page
from stripper.evaluate import GoldScore, Miss

__all__ = [
    "GROUPS",
    "GoldScore",
    "Miss",
    "PageScores",
    "measure_documents",
    "measure_pages",
]

GROUPS = {
    "notices": ("share", "subscribe", "copyright", "syndication", "disclaimer", "comments", "contact"),
    "page parts": ("ui", "related", "promo"),
}


@dataclass
class PageScores:
    """One tool on web pages: a score for every view, English pages apart from the others."""

    peer: str
    by_view: dict[tuple[str, str], SegmentScore] = field(default_factory=dict)


def measure_documents(peer: Peer, documents: Sequence[Annotated]) -> GoldScore:
    """Run a tool over annotated documents."""
    result = GoldScore(peer.name)
    for annotated in documents:
        result.add(annotated, peer.find(annotated.document.text))
    return result


def measure_pages(peer: Peer, pages: Sequence[Page]) -> PageScores:
    """Run a tool over every view of every page."""
    result = PageScores(peer.name)
    for page in pages:
        group = "en" if page.lang == "en" else "other"
        for view in VIEWS:
            score = score_page(page, view, peer.find(page.views[view]))
            result.by_view.setdefault((group, view), SegmentScore()).add(score)
    return result
