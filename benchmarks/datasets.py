"""Read the data: shared gold and pages (measured only, never copied), and the project's own sets."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
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
    "own_languages",
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


def own_languages() -> list[str]:
    """Languages other than English that have sets of their own."""
    return sorted(folder.name for folder in DATA.iterdir() if (folder / "footers.jsonl").is_file())


def _own(name: str, language: str) -> Iterator[dict[str, Any]]:
    return _rows((DATA if language == "en" else DATA / language) / f"{name}.jsonl")


def load_bodies(language: str = "en") -> list[Body]:
    """The project's own clean articles."""
    return [Body(**row) for row in _own("bodies", language)]


def load_footers(language: str = "en") -> list[Footer]:
    """The project's own boilerplate blocks."""
    return [Footer(**row) for row in _own("footers", language)]


def load_near_misses(language: str = "en") -> list[NearMiss]:
    """The project's own passages that must stay."""
    keys = {field.name for field in fields(NearMiss)}
    rows = _own("near_misses", language)
    return [NearMiss(**{k: v for k, v in row.items() if k in keys}) for row in rows]
