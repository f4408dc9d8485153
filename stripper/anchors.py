"""One pass over the text for the literal pieces of all rules: candidates, not matches.

All pieces of all rules go into one Aho-Corasick automaton over the one-byte view. Labels
(short rules that fill a whole line) are looked up in a table instead: a piece as short as
"share" would hit every article.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain
from typing import Any

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from stripper.index import WINDOWS, Index
from stripper.layout import Layout, is_edge
from stripper.piece_table import PieceTable
from stripper.rules import RegexRule, Rule

__all__ = ["Hits", "Scanner"]

_WIDE = re.compile("[^\x00-\xff]")
# Building takes more than its share for many pieces: one automaton of 83,000 takes 0.26 s, four of a quarter each
# 0.09 s, and scanning a line with the four takes 20 µs instead of 13. A DFA takes 0.5 s in four parts and scans no faster.
_KIND = Implementation.ContiguousNFA
MAX_PIECES = 21_000  # of one automaton


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

    def __init__(self, rules: Sequence[Rule], index: Index | None = None) -> None:
        self.rules = rules
        index = index or Index.build(self.rules)
        self.labels, self.openers = index.labels, index.openers
        self._words = _Automaton(index.words, self.rules)
        self._literals = _Automaton(index.literals, self.rules)
        self.speller = index.speller()
        self.memory: dict[Any, Any] = {}  # of whoever searches: what was found in which line

    def scan(self, layout: Layout, without: Collection[str] = ()) -> dict[int, Hits]:
        """Rule number -> where its pieces stand (at word borders); not for rules of the languages ``without``."""
        found: dict[int, Hits] = {}
        for at, groups in chain(self._find_in_text(layout), self._find_in_words(layout)):
            for language, users in groups:
                if language not in without:
                    for number, window in users:
                        hits = found.get(number)
                        if hits is None:
                            found[number] = Hits([(at, window)], 1 << window)
                        else:
                            hits.found.append((at, window))
                            hits.seen |= 1 << window
        for hits in found.values():
            if len(hits.found) > 1:
                hits.found.sort()
        return found

    def _find_in_text(self, layout: Layout) -> Iterator[tuple[int, _Groups]]:
        """Pieces that may hold punctuation, in the text as it stands."""
        folded = layout.folded
        for piece, start, _ in self._literals.find(folded.text):
            groups = self._literals.groups(piece)
            if is_edge(folded, start):
                yield start, groups
            else:  # whoever writes a regex says for himself where words end
                yield start, [group for group in map(self._regexes_of, groups) if group[1]]

    def _regexes_of(self, group: _Group) -> _Group:
        language, users = group
        return language, tuple(user for user in users if isinstance(self.rules[user[0]], RegexRule))

    def _find_in_words(self, layout: Layout) -> Iterator[tuple[int, _Groups]]:
        """Pieces in the words with one space between them: punctuation and line breaks make no difference."""
        folded, words = layout.folded, layout.words
        starts = list(accumulate((len(w) + 1 for w in words.texts), initial=0))
        for piece, start, end in self._words.find(" ".join(words.texts)):
            i = bisect_right(starts, start) - 1
            at = words.starts[i] + start - starts[i]
            if at != words.starts[i] and not is_edge(folded, at):
                continue
            j = bisect_left(starts, end) - 1
            to = words.starts[j] + end - starts[j]
            if to == words.ends[j] or is_edge(folded, to):
                yield at, self._words.groups(piece)


_Group = tuple[str, tuple[tuple[int, int], ...]]  # a language, and (rule, window) pairs of its rules
_Groups = Sequence[_Group]


class _Automaton:
    """All pieces in one search, and for each the rules that use it.

    Pieces of Latin letters are searched in one byte a character; pieces of other scripts, in the text itself, and
    only if it has such letters.
    """

    def __init__(self, pieces: PieceTable, rules: Sequence[Rule]) -> None:
        self._pieces, self._rules = pieces, rules
        latin = pieces.latin
        self._first_wide = len(latin)
        self._latin = [
            (start, BytesAhoCorasick(latin[start : start + MAX_PIECES], implementation=_KIND))
            for start in range(0, len(latin), MAX_PIECES)
        ]
        self._groups: dict[int, _Groups] = {}

    def groups(self, piece: int) -> _Groups:
        """The users of a piece, by language; remembered, because some pieces stand in every text."""
        groups = self._groups.get(piece)
        if groups is None:
            by_language: dict[str, list[tuple[int, int]]] = defaultdict(list)
            for user in self._pieces.users(piece):
                number, window = divmod(user, WINDOWS)
                by_language[self._rules[number].pattern.language].append((number, window))
            groups = self._groups[piece] = [(code, tuple(users)) for code, users in by_language.items()]
        return groups

    @cached_property
    def _wide(self) -> AhoCorasick | None:
        wide = self._pieces.wide
        return AhoCorasick(wide, implementation=_KIND) if wide else None

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(piece, start, end) of every piece in folded ``text``, overlapping ones included."""
        data = text.encode("latin-1", "replace")
        for first, automaton in self._latin:
            for piece, start, end in automaton.find_matches_as_indexes(data, overlapping=True):
                yield first + piece, start, end
        if _WIDE.search(text) and self._wide is not None:
            for piece, start, end in self._wide.find_matches_as_indexes(text, overlapping=True):
                yield self._first_wide + piece, start, end
