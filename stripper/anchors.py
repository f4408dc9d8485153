"""One pass over the text for the literal pieces of all rules: candidates, not matches.

All pieces of all rules go into one Aho-Corasick automaton over the one-byte view. Labels
(short rules that fill a whole line) are looked up in a table instead: a piece as short as
"share" would hit every article.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from ahocorasick_rs import BytesAhoCorasick, Implementation

from stripper.fold import LETTER, Folded
from stripper.index import WINDOWS, Index, Users
from stripper.layout import Layout
from stripper.rules import RegexRule, Rule

__all__ = ["Hits", "Scanner", "is_edge"]

_WORD_CHARS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789" + LETTER)


def is_edge(folded: Folded, at: int) -> bool:
    """Whether a word may start or end at ``at``: glued camel case and digits count as borders.

    >>> from stripper.fold import fold
    >>> [is_edge(fold("ShareTweet3 Go"), i) for i in (0, 2, 5, 10, 11)]
    [True, False, True, True, True]
    """
    text = folded.text
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before not in _WORD_CHARS or after not in _WORD_CHARS:
        return True
    if before.isdigit() != after.isdigit():
        return True
    return folded.view[at].isupper() and not folded.view[at - 1].isupper()


@dataclass(slots=True)
class Hits:
    """Where the pieces of a rule stand: (offset, number of the window) pairs, by offset."""

    found: list[tuple[int, int]] = field(default_factory=list)

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

    def scan(self, layout: Layout) -> dict[int, Hits]:
        """Rule number -> where its pieces stand (at word borders)."""
        found: dict[int, Hits] = defaultdict(Hits)
        folded, words = layout.folded, layout.words
        for start, _, users in self._literals.find(folded.data):
            for user in users:
                number = user // WINDOWS
                if isinstance(self.rules[number], RegexRule) or is_edge(folded, start):
                    found[number].found.append((start, user % WINDOWS))
        # Words with one space between them: punctuation, line breaks and doubled spaces make no difference.
        starts = list(accumulate((len(w) + 1 for w in words.texts), initial=0))
        for start, end, users in self._words.find(" ".join(words.texts).encode("latin-1")):
            i = bisect_right(starts, start) - 1
            at = words.starts[i] + start - starts[i]
            if at != words.starts[i] and not is_edge(folded, at):
                continue
            j = bisect_left(starts, end) - 1
            to = words.starts[j] + end - starts[j]
            if to != words.ends[j] and not is_edge(folded, to):
                continue
            for user in users:
                found[user // WINDOWS].found.append((at, user % WINDOWS))
        for hits in found.values():
            hits.found.sort()
        return found


class _Automaton:
    """All pieces in one search, and for each the rules that use it."""

    def __init__(self, users: Mapping[str, Users]) -> None:
        self._users = list(users.values())
        encoded = [piece.encode("latin-1") for piece in users]
        self._search = BytesAhoCorasick(encoded, implementation=Implementation.DFA) if encoded else None

    def find(self, data: bytes) -> Iterator[tuple[int, int, Users]]:
        """(start, end, users) of every piece in ``data``, overlapping ones included."""
        if self._search is not None:
            for piece, start, end in self._search.find_matches_as_indexes(data, overlapping=True):
                yield start, end, self._users[piece]
