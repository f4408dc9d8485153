"""One pass over the text for the literal pieces of all rules: candidates, not matches.

All pieces of all rules go into one Aho-Corasick automaton over the one-byte view. Labels
(short rules that fill a whole line) are looked up in a table instead: a piece as short as
"share" would hit every article.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from stripper.index import WINDOWS, Index
from stripper.layout import Layout, is_edge
from stripper.piece_table import PieceTable, Users
from stripper.rules import RegexRule, Rule

__all__ = ["Hits", "Scanner"]

_WIDE = re.compile("[^\x00-\xff]")
# For 74,000 pieces a DFA takes 0.9 s to build, a contiguous NFA 0.2 s, and this 0.13 s. Its scan takes twice as long,
# but that is 0.04 ms per 1,000 characters: reporting the hits is what costs.
_KIND = Implementation.NoncontiguousNFA


@dataclass(slots=True)
class Hits:
    """Where the pieces of a rule stand: (offset, number of the window) pairs, by offset."""

    found: list[tuple[int, int]] = field(default_factory=list)
    seen: int = 0  # one bit for each window that has a piece somewhere

    @property
    def distinct(self) -> int:
        """How many different windows have a piece somewhere in the text."""
        return self.seen.bit_count()

    @property
    def first(self) -> list[int]:
        """Offsets of the first window, of which every exact instance holds a piece."""
        return [at for at, window in self.found if not window]

    def windows(self, low: int, high: int) -> int:
        """How many different windows have a piece within ``low:high``."""
        start, end = bisect_left(self.found, (low, 0)), bisect_left(self.found, (high, 0))
        return len({window for _, window in self.found[start:end]})


class Scanner:
    """The compiled search structure of a list of rules. It does not pickle; rebuild it from rules and index."""

    def __init__(self, rules: Iterable[Rule], index: Index | None = None) -> None:
        self.rules = tuple(rules)
        index = index or Index.build(self.rules)
        self.labels, self.openers = index.labels, index.openers
        self._words = _Automaton(index.words)
        self._literals = _Automaton(index.literals)
        self.speller = index.speller()

    def scan(self, layout: Layout) -> dict[int, Hits]:
        """Rule number -> where its pieces stand (at word borders)."""
        found: dict[int, Hits] = defaultdict(Hits)
        folded = layout.folded
        for start, _, users in self._literals.find(folded.text):
            for user in users:
                number = user // WINDOWS
                if isinstance(self.rules[number], RegexRule) or is_edge(folded, start):
                    hits = found[number]
                    hits.found.append((start, user % WINDOWS))
                    hits.seen |= 1 << user % WINDOWS
        for at, users in self._find_in_words(layout):
            for user in users:
                hits = found[user // WINDOWS]
                hits.found.append((at, user % WINDOWS))
                hits.seen |= 1 << user % WINDOWS
        for hits in found.values():
            hits.found.sort()
        return found

    def _find_in_words(self, layout: Layout) -> Iterator[tuple[int, Users]]:
        """Pieces in the words with one space between them: punctuation and line breaks make no difference."""
        folded, words = layout.folded, layout.words
        starts = list(accumulate((len(w) + 1 for w in words.texts), initial=0))
        for start, end, users in self._words.find(" ".join(words.texts)):
            i = bisect_right(starts, start) - 1
            at = words.starts[i] + start - starts[i]
            if at != words.starts[i] and not is_edge(folded, at):
                continue
            j = bisect_left(starts, end) - 1
            to = words.starts[j] + end - starts[j]
            if to == words.ends[j] or is_edge(folded, to):
                yield at, users


class _Automaton:
    """All pieces in one search, and for each the rules that use it.

    Pieces of Latin letters are searched in one byte a character; pieces of other scripts, in the text itself, and
    only if it has such letters.
    """

    def __init__(self, pieces: PieceTable) -> None:
        self._pieces = pieces
        latin = pieces.latin
        self._first_wide = len(latin)
        self._latin = BytesAhoCorasick(latin, implementation=_KIND) if latin else None

    @cached_property
    def _wide(self) -> AhoCorasick | None:
        wide = self._pieces.wide
        return AhoCorasick(wide, implementation=_KIND) if wide else None

    def find(self, text: str) -> Iterator[tuple[int, int, Users]]:
        """(start, end, users) of every piece in folded ``text``, overlapping ones included."""
        users = self._pieces.users
        if self._latin is not None:
            data = text.encode("latin-1", "replace")
            for piece, start, end in self._latin.find_matches_as_indexes(data, overlapping=True):
                yield start, end, users(piece)
        if _WIDE.search(text) and self._wide is not None:
            for piece, start, end in self._wide.find_matches_as_indexes(text, overlapping=True):
                yield start, end, users(self._first_wide + piece)
