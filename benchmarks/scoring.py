"""The scores of the benchmarks are those of ``stripper evaluate``: one piece of code for both."""

from __future__ import annotations

from stripper.scoring import (
    OPTIONAL,
    Annotated,
    Counts,
    Document,
    DocumentScore,
    PatternTally,
    Piece,
    Removal,
    Scorecard,
    bootstrap,
    merge,
    score_document,
    total,
)

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
