"""One pass over the text for the literal pieces of all rules: candidates, not matches.

All pieces of all rules go into one Aho-Corasick automaton over the one-byte view. Labels
(short rules that fill a whole line) are looked up in a table instead: a piece as short as
"share" would hit every article.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from ahocorasick_rs import BytesAhoCorasick, Implementation
from rapidfuzz import process
from rapidfuzz.distance import OSA

from stripper.fold import LETTER, Folded
from stripper.layout import Layout
from stripper.pieces import mark_spellings
from stripper.rules import RegexRule, Rule, TemplateRule

__all__ = ["Hits", "Scanner", "is_edge"]

LABEL_END = 5
MIN_DAMAGED_LABEL = 8  # characters of a label from which typing errors are forgiven

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
    """Offsets of a rule's pieces: those of its first window, in which every exact instance has one, and all."""

    first: list[int] = field(default_factory=list)
    all: list[int] = field(default_factory=list)

    def add(self, at: int, first: bool) -> None:
        """Note a hit."""
        self.all.append(at)
        if first:
            self.first.append(at)


class Scanner:
    """The compiled search structure of a list of rules. It does not pickle; rebuild it from the rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.labels: dict[str, list[int]] = defaultdict(list)
        self.openers: dict[str, list[int]] = defaultdict(list)
        # piece -> rule -> whether it is of the rule's first window
        words: dict[str, dict[int, bool]] = defaultdict(dict)
        literals: dict[str, dict[int, bool]] = defaultdict(dict)
        for number, rule in enumerate(self.rules):
            for i, window in enumerate(rule.pieces):
                as_words = window is not mark_spellings and not isinstance(rule, RegexRule)
                for piece in window:
                    (words if as_words else literals)[piece].setdefault(number, i == 0)
            if isinstance(rule, TemplateRule):
                for label in rule.labels:
                    self.labels[label].append(number)
                for word in rule.openers:
                    self.openers[word].append(number)
        self._words = _Automaton(words)
        self._literals = _Automaton(literals)
        # How many words the longest label has that starts with this word.
        self.label_starts: dict[str, int] = {}
        for label in self.labels:
            first = label.partition(" ")[0]
            self.label_starts[first] = max(self.label_starts.get(first, 0), label.count(" ") + 1)
        # Labels by their first and by their last characters: with one error, one of the two is intact.
        self.label_ends: dict[str, list[str]] = defaultdict(list)
        for label in sorted(self.labels):
            if len(label) >= MIN_DAMAGED_LABEL:
                for end in {label[:LABEL_END], label[-LABEL_END:]}:
                    self.label_ends[end].append(label)
        self.longest_label = max((label.count(" ") + 1 for label in self.labels), default=0)

    def damaged_label(self, spelled: str) -> tuple[str, int] | None:
        """The label that differs from ``spelled`` by a typing error or two, and by how many; or None."""
        if len(spelled) < MIN_DAMAGED_LABEL - 1:
            return None
        near = self.label_ends.get(spelled[:LABEL_END], []) + self.label_ends.get(spelled[-LABEL_END:], [])
        errors = 1 if len(spelled) < 14 else 2
        found = process.extractOne(spelled, near, scorer=OSA.distance, score_cutoff=errors)
        return (found[0], int(found[1])) if found else None

    def scan(self, layout: Layout) -> dict[int, Hits]:
        """Rule number -> where its pieces stand (at word borders)."""
        found: dict[int, Hits] = defaultdict(Hits)
        folded, words = layout.folded, layout.words
        for start, _, users in self._literals.find(folded.data):
            for number, first in users:
                if isinstance(self.rules[number], RegexRule) or is_edge(folded, start):
                    found[number].add(start, first)
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
            for number, first in users:
                found[number].add(at, first)
        for hits in found.values():
            hits.first.sort()
            hits.all.sort()
        return found


class _Automaton:
    """All pieces in one search, and for each the rules that use it."""

    def __init__(self, users: dict[str, dict[int, bool]]) -> None:
        self._users = [list(numbers.items()) for numbers in users.values()]
        encoded = [piece.encode("latin-1") for piece in users]
        self._search = BytesAhoCorasick(encoded, implementation=Implementation.DFA) if encoded else None

    def find(self, data: bytes) -> Iterator[tuple[int, int, list[tuple[int, bool]]]]:
        """(start, end, users) of every piece in ``data``, overlapping ones included."""
        if self._search is not None:
            for piece, start, end in self._search.find_matches_as_indexes(data, overlapping=True):
                yield start, end, self._users[piece]
