"""What a run has done, counted: sums of shards are sums of runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stripper.spans import Result

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """Counts of rows and of characters (code points); ``patterns`` maps category and id to spans and characters.

    >>> tally = Tally()
    >>> tally.add(Result("News."))
    >>> tally.add(None)
    >>> tally.rows, tally.characters, tally.removed, tally.share
    (2, 5, 0, 0.0)
    """

    rows: int = 0
    changed: int = 0
    rejected: int = 0
    characters: int = 0
    removed: int = 0
    patterns: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Removed characters of all characters, 0 to 1."""
        return self.removed / self.characters if self.characters else 0.0

    def add(self, result: Result | None) -> None:
        """Count a row; None is a row without text."""
        self.rows += 1
        if result is None:
            return
        removed = 0
        for span in result.spans:
            length = span.end - span.start
            removed += length
            self._count((str(span.category), span.pattern_id), 1, length)
        self.changed += bool(removed)
        self.removed += removed
        self.characters += len(result.body) + removed

    def _count(self, key: tuple[str, str], spans: int, characters: int) -> None:
        before = self.patterns.get(key, (0, 0))
        self.patterns[key] = (before[0] + spans, before[1] + characters)

    def merge(self, other: Tally) -> None:
        """Add the counts of ``other``."""
        self.rows += other.rows
        self.changed += other.changed
        self.rejected += other.rejected
        self.characters += other.characters
        self.removed += other.removed
        for key, (spans, characters) in other.patterns.items():
            self._count(key, spans, characters)

    def categories(self) -> dict[str, tuple[int, int]]:
        """Category -> spans and characters, most characters first."""
        found: dict[str, tuple[int, int]] = {}
        for (category, _), (spans, characters) in self.patterns.items():
            before = found.get(category, (0, 0))
            found[category] = (before[0] + spans, before[1] + characters)
        return dict(sorted(found.items(), key=lambda item: (-item[1][1], item[0])))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; :meth:`from_dict` reads it back."""
        return {
            "rows": self.rows,
            "changed": self.changed,
            "rejected": self.rejected,
            "characters": self.characters,
            "removed": self.removed,
            "patterns": [[*key, *count] for key, count in sorted(self.patterns.items())],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Tally:
        """Rebuild a tally from :meth:`to_dict`."""
        patterns = {(category, name): (spans, chars) for category, name, spans, chars in data["patterns"]}
        counts = {key: data[key] for key in ("rows", "changed", "rejected", "characters", "removed")}
        return cls(**counts, patterns=patterns)
