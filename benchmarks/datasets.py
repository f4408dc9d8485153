"""Read the data: shared gold and pages (measured only, never copied), and the project's own sets."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.scoring import Document
from benchmarks.segments import VIEWS, Page

__all__ = [
    "DATA",
    "SHARED",
    "Body",
    "Footer",
    "NearMiss",
    "corpora_path",
    "digest",
    "gold_path",
    "load_bodies",
    "load_footers",
    "load_gold",
    "load_near_misses",
    "load_pages",
]

REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared"
DATA = REPO / "benchmarks" / "data"


@dataclass(frozen=True)
class Body:
    """An article without any boilerplate."""

    id: str
    lang: str
    text: str


@dataclass(frozen=True)
class Footer:
    """A block of boilerplate and the place in a document where it is usual: head, mid or tail."""

    id: str
    lang: str
    kind: str
    category: str
    text: str


@dataclass(frozen=True)
class NearMiss:
    """Article text that uses the words of boilerplate."""

    id: str
    category: str
    text: str
    why: str


def gold_path(shared: Path) -> Path:
    """Where the annotated documents are."""
    return shared / "gold" / "dev.jsonl"


def corpora_path(shared: Path) -> Path:
    """Where the web pages are."""
    return shared / "corpora" / "trafilatura_dev.jsonl.gz"


def digest(path: Path) -> str:
    """The first 16 hex digits of the file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    for line in text.split("\n"):
        if line.strip():
            yield json.loads(line)


def load_gold(shared: Path) -> list[Document]:
    """The annotated documents."""
    return [
        Document(row["id"], row["lang"], row["text"], tuple((a, b, c) for a, b, c in row["spans"]))
        for row in _rows(gold_path(shared))
    ]


def load_pages(shared: Path) -> list[Page]:
    """The web pages with their segments."""
    return [
        Page(
            row["url"],
            row["lang"],
            tuple(row["with"]),
            tuple(row["without"]),
            {view: row[view] or "" for view in VIEWS},
        )
        for row in _rows(corpora_path(shared))
    ]


def load_bodies() -> list[Body]:
    """The project's own clean articles."""
    return [Body(**row) for row in _rows(DATA / "bodies.jsonl")]


def load_footers() -> list[Footer]:
    """The project's own boilerplate blocks."""
    return [Footer(**row) for row in _rows(DATA / "footers.jsonl")]


def load_near_misses() -> list[NearMiss]:
    """The project's own passages that must stay."""
    return [NearMiss(**row) for row in _rows(DATA / "near_misses.jsonl")]
