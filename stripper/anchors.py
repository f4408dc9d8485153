"""One pass over the text for the literal pieces of all rules: candidates, not matches.

All pieces of all rules go into one Aho-Corasick automaton over the one-byte view. Labels
(short rules that fill a whole line) are looked up in a table instead: a piece as short as
"share" would hit every article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ahocorasick_rs import BytesAhoCorasick, Implementation
from rapidfuzz import process
from rapidfuzz.distance import OSA

from stripper.fold import LETTER, Folded
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


class Scanner:
    """The compiled search structure of a list of rules. It does not pickle; rebuild it from the rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.labels: dict[str, list[int]] = defaultdict(list)
        self.openers: dict[str, list[int]] = defaultdict(list)
        users: dict[str, dict[int, bool]] = defaultdict(dict)  # piece -> rule -> is it of the first window
        for number, rule in enumerate(self.rules):
            for i, window in enumerate(rule.pieces):
                for piece in window:
                    users[piece].setdefault(number, i == 0)
            if isinstance(rule, TemplateRule):
                for label in rule.labels:
                    self.labels[label].append(number)
                for word in rule.openers:
                    self.openers[word].append(number)
        self._users = [list(numbers.items()) for numbers in users.values()]
        self._any_edge = [
            any(isinstance(self.rules[n], RegexRule) for n in numbers) for numbers in users.values()
        ]
        self._automaton = (
            BytesAhoCorasick([p.encode("latin-1") for p in users], implementation=Implementation.DFA)
            if users
            else None
        )
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

    def scan(self, folded: Folded) -> dict[int, Hits]:
        """Rule number -> where its pieces stand (at word borders)."""
        found: dict[int, Hits] = defaultdict(Hits)
        if self._automaton is None:
            return found
        for piece, start, end in self._automaton.find_matches_as_indexes(folded.data, overlapping=True):
            whole = is_edge(folded, start) and is_edge(folded, end)
            if not whole and not self._any_edge[piece]:
                continue
            for number, first in self._users[piece]:
                if whole or isinstance(self.rules[number], RegexRule):
                    hits = found[number]
                    hits.all.append(start)
                    if first:
                        hits.first.append(start)
        for hits in found.values():
            hits.first.sort()
            hits.all.sort()
        return found
