"""How much a sentence speaks the language of boilerplate, word by word, whatever its wording.

Each word weighs the logarithm of how much more frequent it is in the templates of its language than in ordinary text
(a naive Bayes classifier with the registry as its only training data). Damaged words count as what they probably
were, and every word is compared with what words of this text weigh as a rule. The sum grows with the length of the sentence and its chance deviation with the square root of that, so it is
divided by the root. Kinship is no evidence by itself: articles on newsletters have it too. It tells what stands among
believed boilerplate whether it belongs there.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

from stripper.fold import stands_alone
from stripper.layout import Layout
from stripper.pieces import expected_hits, ordinary_words
from stripper.speech import main_language
from stripper.spelling import Reader, Speller

__all__ = ["Kin", "Kinship"]

TEMPLATE_WORDS = 15e-6  # words of a template, in millions: makes rates of the background comparable
SMOOTHING = 0.002  # share of the templates that a word is granted in both
MOST = 2.5  # what one word can weigh ...
LESS = 1.0  # ... in a language of whose ordinary words too little is known
MIN_BACKGROUND = 1000  # words of ordinary text that are enough
GUESSED = 0.7  # of the weight of a word that had to be guessed
MIN_CERTAIN = 6  # letters of an unknown word that is a damaged one
MAX_REMEMBERED = 50_000


class Kin(NamedTuple):
    """The kinship of a stretch of text, how many of its words are damaged, and how many are that certainly.

    A short word that nobody knows may be any word ("bread", one letter from "read").
    """

    value: float
    damaged: int
    certain: int
    words: int

    @property
    def mean(self) -> float:
        """The share of each word in it."""
        return self.value / math.sqrt(max(1, self.words))


_NONE = Kin(0.0, 0, 0, 0)


class Kinship:
    """Weighs words; one for a registry, used for many texts.

    ``rules``: how many rules each language has.
    """

    def __init__(self, speller: Speller, rules: Mapping[str, int]) -> None:
        self._speller, self._rules = speller, rules
        self._weights: dict[tuple[str, str], float] = {}
        self._sizes: dict[str, int] = {}  # language -> words of ordinary texts that are known

    def of_text(self, layout: Layout) -> KinshipInText:
        """Who answers for one text."""
        return KinshipInText(self, layout, self._speller.reader(layout.impossible))

    def weight(self, word: str, language: str) -> float:
        """The weight of a word that is right as it stands."""
        key = word, language
        known = self._weights.get(key)
        if known is None:
            if len(self._weights) >= MAX_REMEMBERED:
                self._weights.clear()  # plain forgetting: what is remembered never changes a result
            known = self._weights[key] = self._weigh(word, language)
        return known

    def knows_texts(self, language: str) -> bool:
        """Whether enough is known of how frequent words are in ordinary texts of a language."""
        known = self._sizes.get(language)
        if known is None:
            known = self._sizes[language] = sum(code == language for code, _ in ordinary_words())
        return known >= MIN_BACKGROUND

    def _weigh(self, word: str, language: str) -> float:
        uses = self._speller.uses(word)
        if language not in uses:
            return 0.0  # of the words of other languages and of names there is nothing to say
        in_templates = uses[language] / max(1, self._rules.get(language, 0))
        in_texts = expected_hits((word,), language) * TEMPLATE_WORDS
        most = MOST if self.knows_texts(language) else LESS
        return max(-MOST, min(most, math.log((in_templates + SMOOTHING) / (in_texts + SMOOTHING))))


class KinshipInText:
    """The kinship of the sentences of one text."""

    def __init__(self, kinship: Kinship, layout: Layout, reader: Reader) -> None:
        self._kinship, self._layout, self._reader = kinship, layout, reader
        self._language: str | None = None
        self._usual = 0.0  # weight of a word of this text
        self._said: frozenset[str] = frozenset()  # words of the text that say nothing
        self._asked = False

    def of(self, start: int, end: int) -> Kin:
        """The kinship of ``start:end``; none where the language of the text cannot be told."""
        words = self._layout.words
        if not self._asked:
            self._asked = True
            self._language = main_language(words.texts)
            if self._language and not self._kinship.knows_texts(self._language):
                self._said = frozenset(words.texts[: len(words.texts) // 2])
            self._usual = max(0.0, self._median_weight())
        language = self._language
        first, last = bisect_left(words.starts, start), bisect_left(words.starts, end)
        if language is None or first == last:
            return _NONE
        total, damaged, certain = 0.0, 0, 0
        view, is_sure = self._layout.folded.view, self.is_sure
        for word, at in zip(words.texts[first:last], words.starts[first:last], strict=True):
            if self._reader.knows(word) or stands_alone(word[0]):
                if word not in self._said:
                    total += self._kinship.weight(word, language)
                continue
            reading = self._reader.read(word) or self._reader.read_twice(word)
            if reading:
                damaged += 1
                certain += len(word) >= MIN_CERTAIN
                weight = sum(self._kinship.weight(w, language) for w in reading[0] if w not in self._said)
                total += max(0.0, GUESSED * weight / reading[1])
            elif is_sure and view[at].islower():  # no name
                damaged += 1
        count = last - first
        return Kin((total - self._usual * count) / math.sqrt(count), damaged, certain, count)

    @property
    def is_sure(self) -> bool:
        """Whether the words of ordinary texts of this language are known well enough to tell them apart."""
        return self._language is not None and self._kinship.knows_texts(self._language)

    def _median_weight(self) -> float:
        """What a word of this text's prose weighs as a rule: an article on newsletters speaks like one throughout."""
        if self._language is None:
            return 0.0
        words, means = self._layout.words, []
        for unit in self._layout.units:
            if unit.prose:
                first, last = bisect_left(words.starts, unit.start), bisect_left(words.starts, unit.end)
                weights = [
                    0.0 if word in self._said else self._kinship.weight(word, self._language)
                    for word in words.texts[first:last]
                ]
                means.append(sum(weights) / max(1, len(weights)))
        return median(means) if means else 0.0
