"""Guess which word of the patterns a damaged word was: "subscirbe", "newslettr".

Typing errors and OCR noise hit most words of a long wording before they spoil it, and a piece of three words is
found only if all three are whole. So words that the patterns do not have are looked up with one letter
wrong, missing, too many, or swapped with its neighbour, after the symmetric-delete method (W. Garbe,
SymSpell, 2012): both sides with one letter left out, compared as strings. Guesses lead to candidates, never to matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
        self._shortened: dict[str, list[str]] = {}
        for word in sorted(w for w in self._known if len(w) >= MIN_LENGTH and w.isalpha()):
            for short in _shortened(word):
                self._shortened.setdefault(short, []).append(word)
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
        found = list(self._shortened.get(word, ()))
        for short in _shortened(word):
            if short in self._known and len(short) >= MIN_LENGTH:
                found.append(short)
            found += self._shortened.get(short, ())
        near = [w for w in found if OSA.distance(w, word, score_cutoff=1) == 1]
        return min(near, default=word)


def _shortened(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}
