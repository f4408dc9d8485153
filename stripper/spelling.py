"""Guess which word of the patterns a damaged word was: "subscirbe", "newslettr".

Typing errors and OCR noise hit most words of a long wording before they spoil it, and a piece of three words is
found only if all three are whole. So words that the patterns do not have are looked up with one letter
wrong, missing, too many, or swapped with its neighbour. One error leaves the first or the last half of a word whole
(the pigeonhole principle), so only known words that share a half are compared; the symmetric-delete method (W. Garbe,
SymSpell, 2012) looks up faster, but its table is ten times as large. Guesses lead to candidates, never to matches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from stripper.buckets import Buckets, Buffer

__all__ = ["Speller"]

MIN_LENGTH = 4  # shorter words are one error away from too many others
MAX_MEMORY = 200_000


class Speller:
    """Finds the known word one error away.

    >>> speller = Speller(Speller.pack(["subscribe", "newsletter", "share"]))
    >>> speller.repaired(["subscirbe", "to", "the", "newslettr", "share"])
    ['subscribe', 'to', 'the', 'newsletter', 'share']
    """

    def __init__(self, data: Buffer) -> None:
        self._table = Buckets(memoryview(data))
        self._memory: dict[str, str] = {}

    @staticmethod
    def pack(words: Iterable[str]) -> bytes:
        """The known words as :class:`Speller` reads them: each under its first and under its last half."""
        rows: dict[str, list[str]] = defaultdict(list)
        for word in sorted({w for w in words if len(w) >= MIN_LENGTH - 1}):
            start, end = _halves(word, len(word))
            rows[start].append(word)
            if _is_guess(word):
                rows[end].append(word)
        return Buckets.pack(rows)

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
        if len(word) < MIN_LENGTH - 1 or word.isdigit():
            return word
        found: set[str] = set()
        for size in range(max(MIN_LENGTH, len(word)) - 1, len(word) + 2):
            for half in _halves(word, size):
                found.update(self._table[half])
        if word in found:
            return word
        near = process.extract(word, found, scorer=OSA.distance, score_cutoff=1, limit=None)
        return min((known for known, _, _ in near if _is_guess(known)), default=word)


def _is_guess(word: str) -> bool:
    return len(word) >= MIN_LENGTH and word.isalpha()


def _halves(word: str, size: int) -> tuple[str, str]:
    """Keys of the halves that a known word of ``size`` letters shares with ``word`` if they differ by one error."""
    half = (size - 1) // 2
    return f"{word[:half]}|{size}", f"{word[-half:]}/{size}"
