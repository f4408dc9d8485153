"""One pass over the text for the literal pieces of all rules: candidates, not matches.

All pieces of all rules go into one Aho-Corasick automaton over the one-byte view. Labels
(short rules that fill a whole line) are looked up in a table instead: a piece as short as
"share" would hit every article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick, Implementation

from stripper.fold import LETTER, Folded
from stripper.rules import RegexRule, Rule, TemplateRule

__all__ = ["Scanner", "is_edge"]

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


class Scanner:
    """The compiled search structure of a list of rules. It does not pickle; rebuild it from the rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.labels: dict[str, list[int]] = defaultdict(list)
        self.openers: dict[str, list[int]] = defaultdict(list)
        users: dict[str, list[int]] = defaultdict(list)
        for number, rule in enumerate(self.rules):
            for piece in dict.fromkeys(p for window in rule.pieces for p in window):
                users[piece].append(number)
            if isinstance(rule, TemplateRule):
                for label in rule.labels:
                    self.labels[label].append(number)
                for word in rule.openers:
                    self.openers[word].append(number)
        self._users = list(users.values())
        self._any_edge = [
            any(isinstance(self.rules[n], RegexRule) for n in numbers) for numbers in self._users
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
        self.longest_label = max((label.count(" ") + 1 for label in self.labels), default=0)

    def scan(self, folded: Folded) -> dict[int, list[int]]:
        """Rule number -> ascending offsets at which one of its pieces stands (at word borders)."""
        found: dict[int, list[int]] = defaultdict(list)
        if self._automaton is None:
            return found
        for piece, start, end in self._automaton.find_matches_as_indexes(folded.data, overlapping=True):
            if self._any_edge[piece]:
                whole = is_edge(folded, start) and is_edge(folded, end)
                for number in self._users[piece]:
                    if whole or isinstance(self.rules[number], RegexRule):
                        found[number].append(start)
            elif is_edge(folded, start) and is_edge(folded, end):
                for number in self._users[piece]:
                    found[number].append(start)
        for offsets in found.values():
            offsets.sort()
        return found
