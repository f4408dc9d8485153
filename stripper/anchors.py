"""One pass over a line for the literal pieces of all rules: candidates, not matches.

The pieces of each language go into one Aho-Corasick automaton of their own, built when a text first needs it: most
texts can be in one or two languages only. Pieces of templates and cues are looked for among words with one space
between them, and begin and end with words; those that may hold punctuation, in the text as it stands. Labels
(short rules that fill a whole line) are looked up in a table instead: a piece as short as "share" would hit every
article.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain
from typing import Any

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from stripper.index import WINDOWS, Index
from stripper.layout import Layout, is_edge
from stripper.piece_table import PieceTable
from stripper.rules import RegexRule, Rule
from stripper.spelling import Speller

__all__ = ["Found", "Hits", "Scanner"]

# Building takes more than its share for many pieces: one automaton of 83,000 takes 0.26 s, four of a quarter each
# 0.09 s, and a DFA is no faster over so many.
_KIND = Implementation.ContiguousNFA
MAX_PIECES = 21_000  # of one automaton
MAX_PIECE_WORDS = 8  # that are looked for on either side of a border inside a word
_ENDINGS = frozenset(
    ["s", "t", "re", "ve", "ll", "d", "m"]
)  # behind an apostrophe: no piece begins with them
MAX_BORDERS = 4  # behind one at which a piece may end


@dataclass(slots=True)
class Hits:
    """Where the pieces of a rule stand: (offset, window) pairs, by offset; a window is one bit."""

    found: list[tuple[int, int]] = field(default_factory=list)

    @property
    def first(self) -> list[int]:
        """Offsets of the first window, of which every exact instance holds a piece."""
        return [at for at, window in self.found if window == 1]

    def windows(self, low: int, high: int) -> int:
        """How many different windows have a piece within ``low:high``."""
        start, end = bisect_left(self.found, (low, 0)), bisect_left(self.found, (high, 0))
        return len({window for _, window in self.found[start:end]})


class Scanner:
    """The compiled search structure of a list of rules. It does not pickle; rebuild it from rules and index."""

    def __init__(
        self, rules: Sequence[Rule], index: Index | None = None, speller: Speller | None = None
    ) -> None:
        self.rules = rules
        index = index or Index.build(self.rules)
        self.labels, self.openers = index.labels, index.openers
        self._words = {code: _Search(table, aligned=True) for code, table in index.words.items()}
        self._literals = {code: _Search(table, aligned=False) for code, table in index.literals.items()}
        self.speller = speller or index.speller()
        self.memory: dict[Any, Any] = {}  # of whoever searches: what was found in which line

    def scan(self, layout: Layout, without: Collection[str] = ()) -> Found:
        """What stands where (at word borders), but for rules of the languages ``without``."""
        folded = layout.folded
        raw = _Text(folded.text)
        literals = []
        for search in _possible(self._literals, without):
            for users, start in search.find(raw):
                if not is_edge(folded, start):  # whoever writes a regex says for himself where words end
                    users = tuple(user for user in users if isinstance(self.rules[user[0]], RegexRule))
                literals.append((users, start))
        running = _Running(layout)
        words = [hit for search in _possible(self._words, without) for hit in search.find(running.text)]
        return Found(literals, words, running)

    def windows_in(self, runs: Iterable[Sequence[str]], without: Collection[str] = ()) -> dict[int, int]:
        """Rule number -> the windows (one bit each) of which a piece stands in some of these runs of words."""
        text = _Text("".join(f" {' '.join(words)} " for words in runs))
        return _windows(users for search in _possible(self._words, without) for users, _ in search.find(text))


class Found:
    """The pieces in a text. Most rules are ruled out by ``windows``; where the pieces stand takes longer to say."""

    def __init__(self, literals: list[_Hit], words: list[_Hit], running: _Running) -> None:
        self._literals, self._words, self._running = literals, words, running
        self.windows = _windows(users for users, _ in chain(literals, words))  # rule number -> one bit each

    @cached_property
    def _hits(self) -> dict[int, Hits]:
        found: dict[int, Hits] = {}
        places = ((users, self._running.place(start)) for users, start in self._words)
        for users, at in chain(self._literals, places):
            for number, bit in users:
                found.setdefault(number, Hits()).found.append((at, bit))
        for hits in found.values():
            hits.found.sort()
        return found

    def hits(self, number: int) -> Hits:
        """Where the pieces of a rule stand."""
        return self._hits[number]


def _windows(found: Iterable[_Users]) -> dict[int, int]:
    windows: dict[int, int] = {}
    for users in found:
        for number, bit in users:
            windows[number] = windows.get(number, 0) | bit
    return windows


_Users = tuple[tuple[int, int], ...]  # (rule, window) pairs, the window as a bit
_Hit = tuple[_Users, int]  # who uses the piece, and where it begins in what was searched


def _possible(searches: Mapping[str, _Search], without: Collection[str]) -> Iterator[_Search]:
    return (search for language, search in searches.items() if language not in without)


class _Search:
    """All pieces of one language in one search, and for each the rules that use it.

    Pieces of Latin letters are searched in one byte a character; pieces of other scripts, in the text itself, and
    only if it has such letters. ``aligned``: pieces are whole words, with a space on both sides.
    """

    def __init__(self, pieces: PieceTable, *, aligned: bool) -> None:
        self._pieces, self._aligned = pieces, aligned
        self._users: dict[int, _Users] = {}

    @cached_property
    def _latin(self) -> list[tuple[int, BytesAhoCorasick]]:
        pieces = [b" %b " % piece for piece in self._pieces.latin] if self._aligned else self._pieces.latin
        return [
            (start, BytesAhoCorasick(pieces[start : start + MAX_PIECES], implementation=_KIND))
            for start in range(0, len(pieces), MAX_PIECES)
        ]

    @cached_property
    def _wide(self) -> tuple[int, AhoCorasick] | None:
        """The number of the first piece of other scripts, and what finds them."""
        pieces = self._pieces.wide
        if not pieces:
            return None
        aligned = [f" {piece} " for piece in pieces] if self._aligned else pieces
        return len(self._pieces) - len(pieces), AhoCorasick(aligned, implementation=_KIND)

    def find(self, text: _Text) -> list[_Hit]:
        """The users and the start of every piece in folded ``text``, overlapping ones included."""
        used_by, found = self._used_by, []
        for first, automaton in self._latin:
            matches = automaton.find_matches_as_indexes(text.data, overlapping=True)
            found += [(used_by(first + piece), start) for piece, start, _ in matches]
        if text.is_wide and self._wide is not None:
            first, wide = self._wide
            matches = wide.find_matches_as_indexes(text.text, overlapping=True)
            found += [(used_by(first + piece), start) for piece, start, _ in matches]
        return found

    def _used_by(self, piece: int) -> _Users:
        """The users of a piece; remembered, because some pieces stand in every text."""
        users = self._users.get(piece)
        if users is None:
            pairs = (divmod(user, WINDOWS) for user in self._pieces.users(piece))
            users = self._users[piece] = tuple((number, 1 << window) for number, window in pairs)
        return users


class _Text:
    """Folded text as the automata want it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data = text.encode("latin-1", "replace")
        self.is_wide = not text.isascii() and max(text) > "\xff"


def _borders_inside(layout: Layout) -> list[tuple[int, int]]:
    """Where a piece may end and the next begin inside of words, by offset."""
    borders = [(at, at) for at in layout.glued]
    if "'" in layout.folded.text:
        words = zip(*layout.words, strict=True)
        marks = [start + word.index("'") for word, start, _ in words if "'" in word]
        borders = sorted(borders + [(at, at + 1) for at in marks])
    return borders


class _Running:
    """The words of a layout with one space before, between and behind them: punctuation makes no difference.

    A word with a border inside, as "ShareTweet Email" and "l'article" have one, is there as a whole; further runs begin
    or end, or both, at such borders.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._runs: list[tuple[list[str], int, int]] = [
            (layout.texts, 0, 0)
        ]  # words, number and offset of the first
        borders = _borders_inside(layout)
        if borders:
            self._add_runs(layout, borders)
        self.text = _Text("".join(f" {' '.join(words)} " for words, _, _ in self._runs))

    def _add_runs(self, layout: Layout, borders: list[tuple[int, int]]) -> None:
        text, (texts, starts, ends) = layout.folded.text, layout.words
        places = [(end, start, bisect_right(starts, end) - 1) for end, start in borders]
        for number, (end, start, i) in enumerate(places):
            low = max(0, i - MAX_PIECE_WORDS)
            self._runs.append(([*texts[low:i], text[starts[i] : end]], low, starts[low]))
            head = text[start : ends[i]]
            if head in _ENDINGS:
                continue
            self._runs.append(([head, *texts[i + 1 : i + MAX_PIECE_WORDS]], i, start))
            for last, _, j in places[number + 1 : number + 1 + MAX_BORDERS]:
                if j >= i + MAX_PIECE_WORDS:
                    break
                words = [text[start:last]] if i == j else [head, *texts[i + 1 : j], text[starts[j] : last]]
                self._runs.append((words, i, start))

    @cached_property
    def _borders(self) -> list[int]:
        """Where each run begins in the text that is searched."""
        return list(
            accumulate((sum(map(len, words)) + len(words) + 1 for words, _, _ in self._runs), initial=0)
        )

    @cached_property
    def _starts(self) -> list[int]:
        """Where each word of the first run begins in it, less one for the space before it."""
        return list(accumulate((len(word) + 1 for word in self._runs[0][0]), initial=0))

    def place(self, start: int) -> int:
        """Where the piece that was found at ``start`` begins in the text of the layout."""
        if len(self._runs) == 1 or start < self._borders[1]:
            return self._layout.words.starts[bisect_right(self._starts, start) - 1]
        run = bisect_right(self._borders, start) - 1
        _, number, offset = self._runs[run]
        spaces = self.text.text.count(" ", self._borders[run], start)
        return self._layout.words.starts[number + spaces] if spaces else offset
