"""Run one tool over the data sets and keep the scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.peers import Peer
from benchmarks.scoring import (
    Annotated,
    Counts,
    DocumentScore,
    Removal,
    Scorecard,
    bootstrap,
    score_document,
    total,
)
from benchmarks.segments import VIEWS, Page, SegmentScore, score_page

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


@dataclass(frozen=True)
class Miss:
    """A stretch that should have gone or should have stayed, in its surroundings."""

    document: str
    what: str
    size: int
    text: str
    context: str


@dataclass
class GoldScore:
    """One tool on annotated documents."""

    peer: str
    scores: list[DocumentScore] = field(default_factory=list)
    scorecard: Scorecard = field(default_factory=Scorecard)
    wrong: list[Miss] = field(default_factory=list)
    missed: list[Miss] = field(default_factory=list)

    def add(self, annotated: Annotated, removals: Sequence[Removal]) -> None:
        """Score one document."""
        score = score_document(annotated, removals)
        self.scores.append(score)
        self.scorecard.add(annotated, removals)
        for removal in score.wrong:
            self.wrong.append(_miss(annotated, removal.start, removal.end, removal.pattern))
        for piece in score.missed:
            self.missed.append(_miss(annotated, piece.start, piece.end, piece.label or ""))

    def counts(self, lang: str = "", categories: Iterable[str] = ()) -> list[Counts]:
        """Counts a document, of one language and of some categories' boilerplate if given."""
        names = tuple(categories)
        return [
            score.only(names) if names else score.counts
            for score in self.scores
            if not lang or score.lang == lang
        ]

    def figures(self, lang: str = "", categories: Iterable[str] = ()) -> dict[str, Any]:
        """Recall, precision and loss, each with its 95 % interval."""
        counts = self.counts(lang, categories)
        whole = total(counts)
        names: dict[str, Callable[[Counts], float]] = {
            "recall": lambda c: c.recall,
            "precision": lambda c: c.precision,
            "loss": lambda c: c.loss,
        }
        out: dict[str, Any] = {"documents": len(counts), **vars(whole)}
        for name, measure in names.items():
            out[name] = measure(whole)
            out[name + "_interval"] = bootstrap(counts, measure)
        return out

    def languages(self) -> list[str]:
        """Those of the documents, most boilerplate first."""
        size: Counter[str] = Counter()
        for score in self.scores:
            size[score.lang] += score.counts.gold
        return [lang for lang, _ in size.most_common()]

    def categories(self) -> list[str]:
        """Those of the gold spans that count, most boilerplate first."""
        size: Counter[str] = Counter()
        for score in self.scores:
            size += score.gold_by_category
        return [category for category, _ in size.most_common()]

    def perfect_share(self) -> float:
        """Share of the documents that were cleaned without any mistake."""
        return sum(score.perfect for score in self.scores) / max(1, len(self.scores))


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


def _miss(annotated: Annotated, start: int, end: int, what: str) -> Miss:
    text = annotated.document.text
    return Miss(
        annotated.document.id,
        what,
        annotated.weight(start, end),
        text[start:end],
        f"{text[max(0, start - 50) : start]}[[{text[start:end]}]]{text[end : end + 50]}",
    )
