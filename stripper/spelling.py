"""Guess which words of the patterns a damaged word was: "subscirbe", "newslettr", "signup".

Words that nobody knows are looked up with one letter wrong, missing, too many, or swapped with its neighbour. One error
leaves the first or the last half of a word whole (the pigeonhole principle), so only known words that share a half are
compared; the symmetric-delete method (W. Garbe, SymSpell, 2012) looks up faster, but its table is ten times as large.
A lost space is looked for at every place, but not where compounds are common. Of several guesses the word wins that most rules have. Words that are merely
known, because articles are full of them, are never a guess; nor are those of languages that the text is not in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from stripper.buckets import Buckets, Buffer

__all__ = ["EVERY_LANGUAGE", "Reader", "Reading", "Speller"]

EVERY_LANGUAGE = "*"
COMPOUNDING = ("de", "nl", "sv", "fi")  # where two words in one are nothing unusual
MIN_LENGTH = 3  # shorter words are one error away from too many others
MIN_JOINED = 6  # letters of two words that lost the space between them ...
MIN_PART = 4  # ... of which one at least has so many
MAX_LENGTH = 40
MIN_LENGTH_TWICE = 8  # letters of a word that is still the same word with two errors
MAX_MEMORY = 100_000
MAX_READERS = 16

Reading = tuple[tuple[str, ...], int]  # the words meant, and how many errors that takes
Uses = dict[str, int]  # language -> how many rules have a word; 0: it is merely known


class Speller:
    """The words of all rules, as a table that is mapped and not read.

    >>> words = {"subscribe": {"en": 9}, "our": {"en": 9}, "newsletter": {"en": 5}, "schrieb": {"de": 1}}
    >>> english = Speller(Speller.pack({**words, "share": {"en": 0}})).reader(["de", "nl", "sv", "fi"])
    >>> english.read("subscirbe"), english.read("ournewsletter"), english.read("shares")
    ((('subscribe',), 1), (('our', 'newsletter'), 1), None)
    >>> english.knows("share"), english.knows("schrieb"), english.owns("schrieb"), english.knows("shares")
    (True, True, False, False)
    """

    def __init__(self, data: Buffer) -> None:
        self._table = Buckets(memoryview(data))
        self._readers: dict[frozenset[str], Reader] = {}
        self._long: dict[tuple[str, int], dict[str, Uses]] | None = None

    @staticmethod
    def pack(words: Mapping[str, Mapping[str, int]]) -> bytes:
        """The words as :class:`Speller` reads them: each under its first and under its last half."""
        rows: dict[str, list[str]] = defaultdict(list)
        for word in sorted(words):
            if len(word) < 2:
                continue
            row = word + "".join(f"\t{code} {uses}" for code, uses in sorted(words[word].items()))
            start, end = _halves(word, len(word))
            rows[start].append(row)
            if _is_guess(word) and any(words[word].values()):
                rows[end].append(row)
        return Buckets.pack(rows)

    def items(self) -> Iterator[tuple[str, Uses]]:
        """All words with their uses, some more than once."""
        return map(_parse, self._table)

    def rows(self, key: str) -> list[str]:
        """The words of one bucket, each with its uses: most callers need few of them parsed."""
        return self._table[key]

    def uses(self, word: str) -> Uses:
        """Of each language that has the word, how many rules have it."""
        for row in self.rows(_halves(word, len(word))[0]) if len(word) > 1 else ():
            if row.startswith(word) and row[len(word) : len(word) + 1] in ("", "\t"):
                return _parse(row)[1]
        return {}

    def long_words(self, end: str, length: int) -> dict[str, Uses]:
        """The long words of the rules that have this first letter ("s-") or last letter ("-r"), and this length."""
        if self._long is None:
            table: dict[tuple[str, int], dict[str, Uses]] = defaultdict(dict)
            for word, uses in self.items():
                if len(word) >= MIN_LENGTH_TWICE and _is_guess(word) and any(uses.values()):
                    table[word[0] + "-", len(word)][word] = uses
                    table["-" + word[-1], len(word)][word] = uses
            self._long = dict(table)
        return self._long.get((end, length), {})

    def reader(self, without: Collection[str] = ()) -> Reader:
        """Who reads with the words of all languages but these."""
        key = frozenset(without)
        reader = self._readers.get(key)
        if reader is None:
            if (
                len(self._readers) >= MAX_READERS
            ):  # plain forgetting: what is remembered never changes a result
                self._readers.clear()
            reader = self._readers[key] = Reader(self, key)
        return reader


class Reader:
    """Reads damaged words, and remembers how."""

    def __init__(self, speller: Speller, without: frozenset[str]) -> None:
        self._speller = speller
        self._without = without
        self._compounds = not without.issuperset(COMPOUNDING)
        self._right: set[str] = (
            set()
        )  # what is known to be known: most words of most texts, told by one operation
        self._known: dict[str, bool] = {}
        self._own: dict[str, bool] = {}
        self._readings: dict[str, Reading | None] = {}
        self._twice: dict[str, Reading | None] = {}

    def knows(self, word: str) -> bool:
        """Whether a word is right as it stands, in whatever language. Numbers and single letters are."""
        return self._remember(self._known, word, frozenset())

    def unknown(self, words: Iterable[str]) -> set[str]:
        """Those of the words that are not right as they stand."""
        found = set(words) - self._right
        if len(self._right) > MAX_MEMORY:
            self._right.clear()
        unknown = {word for word in found if not self.knows(word)}
        self._right |= found - unknown
        return unknown

    def owns(self, word: str) -> bool:
        """Whether a word is right in the languages that are read."""
        return self._remember(self._own, word, self._without)

    def _remember(self, memory: dict[str, bool], word: str, without: frozenset[str]) -> bool:
        known = memory.get(word)
        if known is None:
            if len(memory) > MAX_MEMORY:
                memory.clear()
            known = memory[word] = self._look_up(word, without)
        return known

    def read(self, word: str) -> Reading | None:
        """What an unknown word was probably meant to be; None if there is no telling."""
        if word in self._readings:
            return self._readings[word]
        if len(self._readings) > MAX_MEMORY:
            self._readings.clear()
        reading = self._readings[word] = self._read(word)
        return reading

    def read_twice(self, word: str) -> Reading | None:
        """What a long word was meant to be that has two errors, but for its first letter or its last.

        Only for text that is damaged anyway: two errors lead from many rare words to another.
        """
        if word in self._twice:
            return self._twice[word]
        if len(self._twice) > MAX_MEMORY:
            self._twice.clear()
        reading = self._twice[word] = self._read_twice(word)
        return reading

    def _read_twice(self, word: str) -> Reading | None:
        if not MIN_LENGTH_TWICE - 1 <= len(word) <= MAX_LENGTH:
            return None
        best: tuple[int, str] | None = None
        for length in range(max(MIN_LENGTH_TWICE, len(word) - 2), len(word) + 3):
            for end in (word[0] + "-", "-" + word[-1]):
                words = self._speller.long_words(end, length)
                for known, _, _ in process.extract(
                    word, list(words), scorer=OSA.distance, score_cutoff=2, limit=None
                ):
                    uses = max(
                        (n for code, n in words[known].items() if code not in self._without), default=0
                    )
                    if uses:
                        best = min(best or (0, ""), (-uses, known))
        return ((best[1],), 2) if best else None

    def _look_up(self, word: str, without: frozenset[str]) -> bool:
        if len(word) < 2 or any(map(str.isdigit, word)):
            return True
        for spelled in (word, word.replace("'", "")) if "'" in word else (word,):
            for row in self._speller.rows(_halves(spelled, len(spelled))[0]):
                if row.startswith(spelled) and row[len(spelled) : len(spelled) + 1] in ("", "\t"):
                    if not without.issuperset(_parse(row)[1]):
                        return True
        return False

    def _read(self, word: str) -> Reading | None:
        if not MIN_LENGTH - 1 <= len(word) <= MAX_LENGTH:
            return None
        guess = self._guess(word)
        if guess:
            return (guess,), 1
        return self._parted(word) if len(word) >= MIN_JOINED and not self._compounds else None

    def _guess(self, word: str) -> str | None:
        rows: dict[str, str] = {}
        for size in range(max(MIN_LENGTH, len(word) - 1), len(word) + 2):
            for half in _halves(word, size):
                for row in self._speller.rows(half):
                    rows[row.partition("\t")[0]] = row
        near = process.extract(word, list(rows), scorer=OSA.distance, score_cutoff=1, limit=None)
        found = []
        for known, _, _ in near:
            if _is_guess(known):
                uses = max(
                    (n for c, n in _parse(rows[known])[1].items() if c not in self._without), default=0
                )
                if uses:
                    found.append((-uses, known))
        return min(found)[1] if found else None

    def _parted(self, word: str) -> Reading | None:
        """Two known words that lost the space between them, or have a letter in its place."""
        best: tuple[int, int, tuple[str, ...]] | None = None
        for i in range(2, len(word) - 1):
            for lost in (0, 1):
                words = word[:i], word[i + lost :]
                sizes = sorted(map(len, words))
                if sizes[0] > 1 and sizes[1] >= MIN_PART and all(map(self.owns, words)):
                    best = min(best or (2, 0, ()), (lost, -sizes[1], words))
        return (best[2], 1) if best else None


def _parse(row: str) -> tuple[str, Uses]:
    word, *uses = row.split("\t")
    return word, {code: int(count) for code, count in (use.split(" ") for use in uses)}


def _is_guess(word: str) -> bool:
    return len(word) >= MIN_LENGTH and not any(map(str.isdigit, word))


def _halves(word: str, size: int) -> tuple[str, str]:
    """Keys of the halves that a known word of ``size`` letters shares with ``word`` if they differ by one error."""
    half = (size - 1) // 2
    return f"{word[:half]}|{size}", f"{word[-half:] if half else ''}/{size}"
