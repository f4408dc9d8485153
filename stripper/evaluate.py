"""How well a cleaner does on annotated documents: ``stripper evaluate``.

Gold is JSON lines: ``{"id", "lang", "text", "spans": [[start, end, category], ...]}`` with half-open offsets in code points.
What no span covers is article text. Spans of the categories in :data:`~stripper.scoring.OPTIONAL` do not count.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stripper.cleaner import Cleaner
from stripper.errors import InputError
from stripper.scoring import (
    Annotated,
    Counts,
    Document,
    DocumentScore,
    Removal,
    Scorecard,
    bootstrap,
    score_document,
    total,
)

__all__ = ["MEASURES", "GoldScore", "Miss", "evaluate", "failures", "read_gold"]

MEASURES: dict[str, Callable[[Counts], float]] = {
    "recall": lambda c: c.recall,
    "precision": lambda c: c.precision,
    "kept": lambda c: 1 - c.loss,
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


def read_gold(path: Path) -> Iterator[Document]:
    """The annotated documents of a file; raises :class:`~stripper.errors.InputError` naming the line that is wrong."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _document(line, f"{path}: line {number}", number)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not valid UTF-8 ({error.reason})") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None


def _document(line: str, where: str, number: int) -> Document:
    try:
        row = json.loads(line)
        text = row["text"]
        spans = tuple((int(start), int(end), str(category)) for start, end, category in row["spans"])
    except KeyError as error:
        raise InputError(f"{where}: no field {error}") from None
    except (ValueError, TypeError) as error:
        raise InputError(f"{where}: not an annotated document: {error}") from None
    if not isinstance(text, str):
        raise InputError(f"{where}: text must be a string")
    for start, end, category in spans:
        if not 0 <= start < end <= len(text):
            raise InputError(f"{where}: span {start}:{end} ({category}) is empty or outside of the text")
    return Document(str(row.get("id", number)), str(row.get("lang", "")), text, spans)


def evaluate(cleaner: Cleaner, documents: Iterable[Document], name: str = "stripper") -> GoldScore:
    """Clean annotated documents and compare.

    >>> from stripper.registry import Registry
    >>> text = "The bridge is open. Share this article."
    >>> score = evaluate(Cleaner(Registry(())), [Document("1", "en", text, ((20, 39, "share"),))])
    >>> score.figures()["recall"], score.figures()["precision"]
    (0.0, 1.0)
    """
    score = GoldScore(name)
    for document in documents:
        spans = cleaner.clean(document.text).spans
        score.add(Annotated(document), [Removal(s.start, s.end, s.pattern_id) for s in spans])
    return score


def failures(score: GoldScore, floors: dict[str, float]) -> list[str]:
    """The measures of :data:`MEASURES` that are below their floors, each as a sentence."""
    counts = total(score.counts())
    return [
        f"{name} {MEASURES[name](counts):.4f} is below {floor:.4f}"
        for name, floor in floors.items()
        if MEASURES[name](counts) < floor
    ]


def _miss(annotated: Annotated, start: int, end: int, what: str) -> Miss:
    text = annotated.document.text
    return Miss(
        annotated.document.id,
        what,
        annotated.weight(start, end),
        text[start:end],
        f"{text[max(0, start - 50) : start]}[[{text[start:end]}]]{text[end : end + 50]}",
    )
