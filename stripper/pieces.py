"""Choose the literal pieces by which a template is searched for.

A *window* is a stretch of mandatory neighbours in a template, written out as all its spellings: every
exact instance of the template holds one of them verbatim, so one window per template is enough to miss
nothing. Further disjoint windows keep a template findable when typing errors or OCR noise hit the first:
with k errors, k + 1 disjoint windows guarantee that one survives. Windows are chosen by how rarely their
spellings stand in ordinary text (``background.tsv``), because each false hit has to be looked at.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from stripper.fold import stands_alone
from stripper.template import Choice, Node, Slot, Stop, Vocab, Word, phrases

__all__ = ["choose_pieces", "expected_hits", "mark_spellings", "ordinary_words"]

MAX_SPELLINGS = 150
MAX_WINDOWS = 6
MAX_WINDOW_NODES = 3
MIN_PIECE = 5  # characters; a shorter piece must at least be rare and a template's only hope
UNSEEN_ALONE = 1000.0  # ... of a single Chinese or Japanese character
UNSEEN = 8.0  # occurrences per million of a word that the background does not list
NEXT_WORD = 0.04  # a second given word thins the hits of a first one by about this factor
MAX_HITS = 700.0  # per million words: what the best window of a template may cost
MAX_EXTRA_HITS = 150.0  # ... and each further one
GOOD_HITS = 20.0  # rare enough: among such windows the shortest is the best

NEUTRAL_LANGUAGE = "mul"
mark_spellings = ("©", "(c)", "copyright", "&copy", "\x99", "copyleft", "copr")


@cache
def _background() -> dict[str, dict[str, float]]:
    table = Path(__file__).with_name("background.tsv").read_text(encoding="utf-8")
    rates: dict[str, dict[str, float]] = defaultdict(dict)
    for row in table.splitlines():
        language, word, rate = row.split("\t")
        rates[language][word] = float(rate)
    rates[NEUTRAL_LANGUAGE] = rates["en"]
    return dict(rates)


def ordinary_words() -> Iterator[tuple[str, str]]:
    """(language, word) of the words that article text is full of (``benchmarks/ordinary.py`` makes the longer list)."""
    yield from ((language, word) for language, rates in _background().items() for word in rates)
    for row in Path(__file__).with_name("ordinary.txt").read_text(encoding="utf-8").splitlines():
        language, words = row.split("\t")
        yield from ((language, word) for word in words.split(" "))


def _rate(word: str, language: str) -> float:
    """Occurrences per million words of one word."""
    known = _background().get(language, {}).get(word)
    return known or (UNSEEN_ALONE if stands_alone(word[0]) else UNSEEN)


def expected_hits(words: tuple[str, ...], language: str = "en") -> float:
    """Occurrences of a phrase per million words of ordinary text in a language, roughly.

    >>> expected_hits(("newsletter",), "en") < expected_hits(("article",), "en") < expected_hits(("this",), "en")
    True
    """
    rates = sorted(_rate(word, language) for word in words)
    return rates[0] * NEXT_WORD ** (len(rates) - 1)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One spelling of a window: its words, how often its rarest word stands in a million, and how many they are."""

    words: tuple[Word, ...]
    rate: float

    @property
    def cost(self) -> float:
        """Occurrences per million words, roughly."""
        return self.rate * NEXT_WORD ** (len(self.words) - 1)

    def __add__(self, other: _Phrase) -> _Phrase:
        return _Phrase(self.words + other.words, min(self.rate, other.rate))

    def spelled(self) -> Iterator[str]:
        """As the scanner sees it: words with one space between; a hyphen may also join them, an apostrophe be missing."""
        words = self.words
        joints = [("", " ") if "-" in word.before else (" ",) for word in words[1:]]
        for spaces in itertools.product(*joints):
            spelled = words[0].text + "".join(s + w.text for s, w in zip(spaces, words[1:], strict=True))
            yield spelled
            if "'" in spelled:
                yield spelled.replace("'", "")

    def is_long_enough(self) -> bool:
        """Five letters, or three that ordinary text does not have."""
        size = sum(len(w.text) for w in self.words) + sum("-" not in w.before for w in self.words[1:])
        return size >= MIN_PIECE or (size >= 3 and self.cost <= UNSEEN)


_EMPTY = _Phrase((), math.inf)


def _phrase(words: tuple[Word, ...], language: str) -> _Phrase:
    return _Phrase(words, min((_rate(w.text, language) for w in words), default=math.inf))


def _phrases(found: Iterable[tuple[Word, ...]], language: str) -> tuple[_Phrase, ...]:
    return tuple(_phrase(words, language) for words in found)


@lru_cache(maxsize=4096)
def _ways(node: Node, language: str) -> tuple[_Phrase, ...] | None:
    """All literal instances of one node; None if it has a slot in it or more instances than a window may have."""
    if isinstance(node, Word):
        return (_phrase((node,), language),)
    if isinstance(node, Stop):
        return (_EMPTY,)
    if isinstance(node, Vocab):
        return _phrases(node.entries, language) if len(node.entries) <= MAX_SPELLINGS else None
    found = phrases((node,), MAX_SPELLINGS)
    return None if found is None else _phrases(found, language)


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of mandatory neighbours ``first:last`` of a template, with all its spellings."""

    cost: float
    first: int
    last: int
    ways: tuple[_Phrase, ...]  # none: the copyright mark

    def usable(self) -> bool:
        """Whether no spelling is too short to look for."""
        return all(way.is_long_enough() for way in self.ways)

    def spellings(self) -> tuple[str, ...]:
        """What the scanner looks for."""
        spelled = (s for way in self.ways for s in way.spelled())
        return tuple(dict.fromkeys(spelled)) if self.ways else mark_spellings


def _windows(nodes: tuple[Node, ...], language: str) -> Iterator[_Window]:
    """Every window; a choice may also be entered alone. No window splits "e-mail", which may be one word."""
    joined = [isinstance(node, Word) and "-" in node.before for node in (*nodes, None)]
    for i, node in enumerate(nodes):
        if isinstance(node, Slot) and node.kind == "c":
            yield _Window(expected_hits(("copyright",), "en"), i, i + 1, ())
            continue
        if isinstance(node, Choice) and not node.optional:
            best = _choice_window(node, language)
            if best:
                yield _Window(best.cost, i, i + 1, best.ways)
        ways: tuple[_Phrase, ...] = (_EMPTY,)
        for j in range(i + 1, min(i + MAX_WINDOW_NODES, len(nodes)) + 1):
            last = nodes[j - 1]
            if not isinstance(last, Word | Choice | Vocab) or (isinstance(last, Choice) and last.optional):
                break
            more = _ways(last, language)
            if more is None or len(ways) * len(more) > MAX_SPELLINGS:
                break
            ways = tuple(way + next_way for way in ways for next_way in more)
            if not (i and joined[i]) and not joined[j]:
                yield _Window(sum(way.cost for way in ways) + 0.2 * len(ways), i, j, ways)


@lru_cache(maxsize=4096)
def _choice_window(node: Choice, language: str) -> _Window | None:
    """The best window of each option together: one of them stands in every instance."""
    best = [
        min(_windows(option, language), key=lambda w: (w.cost, w.first, w.last), default=None)
        for option in node.options
    ]
    found = [window for window in best if window is not None and window.ways]
    ways = tuple(dict.fromkeys(way for window in found for way in window.ways))
    if len(found) < len(best) or len(ways) > MAX_SPELLINGS:
        return None
    return _Window(sum(window.cost for window in found), 0, 1, ways)


def choose_pieces(nodes: tuple[Node, ...], language: str) -> tuple[tuple[str, ...], ...]:
    """Pick disjoint windows: first the rarest, then up to ``MAX_WINDOWS`` in all, short ones first.

    The first alone finds every exact instance. The others are for damaged ones: the shorter a
    piece, the likelier it survives. Empty if no window is rare enough.

    >>> from stripper.template import parse_template
    >>> choose_pieces(parse_template("(this|the) story was originally published by {name}", {}), "en")
    (('was originally',), ('published by',), ('this story', 'the story'))
    """
    windows = list(_windows(nodes, language))
    windows.sort(key=lambda w: (max(w.cost, GOOD_HITS), w.last - w.first, w.cost, w.first))
    first = next((w for w in windows if w.usable()), None)
    if first is None or first.cost > MAX_HITS:
        return ()
    chosen = [first]
    for window in sorted(windows, key=lambda w: (w.last - w.first, w.cost, w.first)):
        if window.cost > MAX_EXTRA_HITS or len(chosen) == MAX_WINDOWS:
            continue
        if (
            all(window.last <= other.first or window.first >= other.last for other in chosen)
            and window.usable()
        ):
            chosen.append(window)
    return tuple(window.spellings() for window in chosen)
