"""Guess which word of the patterns a damaged word was: "subscirbe", "newslettr".

Typing errors and OCR noise hit most words of a long wording before they spoil it, and a piece of three words is
found only if all three are whole. So words that the patterns do not have are looked up with one letter
wrong, missing, too many, or swapped with its neighbour. One error leaves the first or the last half of a word whole
(the pigeonhole principle), so only known words that share a half are compared; the symmetric-delete method (W. Garbe,
SymSpell, 2012) looks up faster, but its table takes ten times as long to build. Guesses lead to candidates, never
to matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

__all__ = ["Speller"]

MIN_LENGTH = 4  # shorter words are one error away from too many others
MAX_MEMORY = 200_000


class Speller:
    """Finds the known word one error away.

    >>> speller = Speller(["subscribe", "newsletter", "share"])
    >>> speller.repaired(["subscirbe", "to", "the", "newslettr", "share"])
    ['subscribe', 'to', 'the', 'newsletter', 'share']
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        self._starts: dict[tuple[str, int], list[str]] = {}
        self._ends: dict[tuple[str, int], list[str]] = {}
        for word in sorted(w for w in self._known if len(w) >= MIN_LENGTH and w.isalpha()):
            size = len(word)
            half = (size - 1) // 2
            self._starts.setdefault((word[:half], size), []).append(word)
            self._ends.setdefault((word[-half:], size), []).append(word)
        self._longest = max(map(len, self._known), default=0)
        self._memory: dict[str, str] = {}

    def repaired(self, words: Sequence[str]) -> list[str]:
        """The words, each that is not known replaced by the known one that differs by one error."""
        memory = self._memory
        if len(memory) > MAX_MEMORY:  # plain forgetting: what is remembered never changes a result
            memory.clear()
        out = []
        for word in words:
            guess = memory.get(word)
            if guess is None:
                guess = memory[word] = self._guess(word)
            out.append(guess)
        return out

    def _guess(self, word: str) -> str:
        if not MIN_LENGTH - 1 <= len(word) <= self._longest + 1 or word in self._known or word.isdigit():
            return word
        found: list[str] = []
        for size in range(max(MIN_LENGTH, len(word) - 1), len(word) + 2):
            half = (size - 1) // 2
            found += self._starts.get((word[:half], size), ())
            found += self._ends.get((word[-half:], size), ())
        near = process.extract(word, found, scorer=OSA.distance, score_cutoff=1, limit=None)
        return min((known for known, _, _ in near), default=word)
