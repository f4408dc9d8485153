"""Span-level scores: which non-space characters of annotated boilerplate went, and of article text with them.

Optional categories are neither rewarded nor punished, only non-space characters count, and figures are sums
over characters, not means over documents. Intervals come from a bootstrap over documents.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

__all__ = [
    "OPTIONAL",
    "Annotated",
    "Counts",
    "Document",
    "DocumentScore",
    "PatternTally",
    "Piece",
    "Removal",
    "Scorecard",
    "bootstrap",
    "merge",
    "score_document",
    "total",
]

OPTIONAL = frozenset({"metadata", "credit", "bio", "about", "references", "unsure"})
RESAMPLES = 500


class Removal(NamedTuple):
    """A half-open stretch of text that a tool would remove, with the pattern that asked for it, if any."""

    start: int
    end: int
    pattern: str = ""


class Piece(NamedTuple):
    """A stretch of text with one gold label; ``None`` is article text."""

    start: int
    end: int
    label: str | None


@dataclass(frozen=True)
class Document:
    """One text with its gold spans ``(start, end, category)``."""

    id: str
    lang: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Annotated:
    """A document with what scoring needs of it, worked out once and used for every tool."""

    document: Document

    @cached_property
    def ink(self) -> list[int]:
        """``ink[i]`` is the number of non-space characters before offset ``i``."""
        return [0, *accumulate(not ch.isspace() for ch in self.document.text)]

    @cached_property
    def pieces(self) -> list[Piece]:
        """The whole text as neighbouring labelled pieces; optional labels give way to the others."""
        size = len(self.document.text)
        labels: list[str | None] = [None] * size
        optional_first = sorted(self.document.spans, key=lambda span: span[2] not in OPTIONAL)
        for start, end, category in optional_first:
            labels[start:end] = [category] * (min(end, size) - start)
        borders = [0, *(i for i in range(1, size) if labels[i] != labels[i - 1]), size]
        return [Piece(a, b, labels[a]) for a, b in pairwise(borders) if a < b]

    def weight(self, start: int, end: int) -> int:
        """The number of non-space characters in ``text[start:end]``."""
        return self.ink[end] - self.ink[start]


@dataclass
class Counts:
    """Non-space characters: of boilerplate and of article text, each with how many were removed."""

    gold: int = 0
    found: int = 0
    kept: int = 0
    lost: int = 0

    @property
    def recall(self) -> float:
        """Share of the boilerplate that was removed."""
        return self.found / max(1, self.gold)

    @property
    def precision(self) -> float:
        """Share of what was removed that is boilerplate; 1 when nothing was removed."""
        removed = self.found + self.lost
        return self.found / removed if removed else 1.0

    @property
    def loss(self) -> float:
        """Share of the article text that was removed."""
        return self.lost / max(1, self.kept)


@dataclass
class DocumentScore:
    """What one tool did to one document."""

    id: str
    lang: str
    counts: Counts
    gold_by_category: Counter[str]
    found_by_category: Counter[str]
    wrong: list[Removal] = field(default_factory=list)
    missed: list[Piece] = field(default_factory=list)

    @property
    def perfect(self) -> bool:
        """All boilerplate gone and no article text with it."""
        return not self.counts.lost and self.counts.found == self.counts.gold

    def only(self, categories: Iterable[str]) -> Counts:
        """The counts with nothing but these categories' boilerplate in them."""
        names = frozenset(categories)
        return Counts(
            gold=sum(n for c, n in self.gold_by_category.items() if c in names),
            found=sum(n for c, n in self.found_by_category.items() if c in names),
            kept=self.counts.kept,
            lost=self.counts.lost,
        )


@dataclass
class PatternTally:
    """What one pattern did: spans, and non-space characters of boilerplate, optional and article text."""

    hits: int = 0
    right: int = 0
    neutral: int = 0
    wrong: int = 0


@dataclass
class Scorecard:
    """A tally for every pattern that removed anything."""

    tallies: dict[str, PatternTally] = field(default_factory=dict)

    def add(self, annotated: Annotated, removals: Sequence[Removal]) -> None:
        """Count one document's removals; those without a pattern are left out."""
        for removal in removals:
            if not removal.pattern:
                continue
            tally = self.tallies.setdefault(removal.pattern, PatternTally())
            tally.hits += 1
            for piece in _overlaps(annotated.pieces, [removal]):
                ink = annotated.weight(piece.start, piece.end)
                if piece.label is None:
                    tally.wrong += ink
                elif piece.label in OPTIONAL:
                    tally.neutral += ink
                else:
                    tally.right += ink

    def join(self, other: Scorecard) -> None:
        """Add another scorecard's tallies."""
        for name, theirs in other.tallies.items():
            tally = self.tallies.setdefault(name, PatternTally())
            tally.hits += theirs.hits
            tally.right += theirs.right
            tally.neutral += theirs.neutral
            tally.wrong += theirs.wrong

    def worst_first(self) -> list[tuple[str, PatternTally]]:
        """By article text lost, then by boilerplate removed."""
        return sorted(self.tallies.items(), key=lambda i: (-i[1].wrong, -i[1].right, i[0]))


def merge(removals: Iterable[Removal]) -> list[Removal]:
    """Sorted, disjoint, non-empty stretches that cover the same characters, without pattern ids."""
    merged: list[Removal] = []
    for start, end, _ in sorted(removals):
        if start >= end:
            continue
        if merged and start <= merged[-1].end:
            merged[-1] = Removal(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Removal(start, end))
    return merged


def _overlaps(pieces: Sequence[Piece], stretches: Sequence[Removal]) -> Iterator[Piece]:
    """The parts of labelled pieces that lie in the sorted disjoint stretches."""
    at = 0
    for start, end, _ in stretches:
        while at < len(pieces) and pieces[at].end <= start:
            at += 1
        here = at
        while here < len(pieces) and pieces[here].start < end:
            piece = pieces[here]
            yield Piece(max(piece.start, start), min(piece.end, end), piece.label)
            here += 1


def score_document(annotated: Annotated, removals: Sequence[Removal]) -> DocumentScore:
    """Compare what a tool removed with the gold spans."""
    counts = Counts()
    gold: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for start, end, label in annotated.pieces:
        ink = annotated.weight(start, end)
        if label is None:
            counts.kept += ink
        elif label not in OPTIONAL:
            gold[label] += ink
    for start, end, label in _overlaps(annotated.pieces, merge(removals)):
        ink = annotated.weight(start, end)
        if label is None:
            counts.lost += ink
        elif label not in OPTIONAL:
            found[label] += ink
    counts.gold, counts.found = gold.total(), found.total()
    document = annotated.document
    score = DocumentScore(document.id, document.lang, counts, gold, found)
    score.wrong = [
        Removal(piece.start, piece.end, removal.pattern)
        for removal in removals
        for piece in _overlaps(annotated.pieces, [removal])
        if piece.label is None and annotated.weight(piece.start, piece.end)
    ]
    score.missed = [
        piece for piece in _left(annotated, merge(removals)) if annotated.weight(piece.start, piece.end)
    ]
    return score


def _left(annotated: Annotated, removed: Sequence[Removal]) -> Iterator[Piece]:
    """The parts of boilerplate pieces that were not removed."""
    ends = [0, *(removal.end for removal in removed)]
    starts = [*(removal.start for removal in removed), len(annotated.document.text)]
    gaps = [Removal(a, b) for a, b in zip(ends, starts, strict=True) if a < b]
    for piece in _overlaps(annotated.pieces, gaps):
        if piece.label is not None and piece.label not in OPTIONAL:
            yield piece


def total(counts: Iterable[Counts]) -> Counts:
    """The sum over documents."""
    out = Counts()
    for one in counts:
        out.gold += one.gold
        out.found += one.found
        out.kept += one.kept
        out.lost += one.lost
    return out


def bootstrap(
    counts: Sequence[Counts], measure: Callable[[Counts], float], resamples: int = RESAMPLES
) -> tuple[float, float]:
    """The 95 % percentile interval of ``measure`` over documents drawn with replacement, reproducibly."""
    if not counts:
        return (0.0, 0.0)
    rng = random.Random(f"bootstrap {len(counts)}")
    rows = [(one.gold, one.found, one.kept, one.lost) for one in counts]
    values: list[float] = []
    for _ in range(resamples):
        sums = map(sum, zip(*rng.choices(rows, k=len(rows)), strict=True))
        values.append(measure(Counts(*sums)))
    values.sort()
    return (values[round(0.025 * (resamples - 1))], values[round(0.975 * (resamples - 1))])
