"""Align a template with noisy words: typing errors, OCR, lost or doubled spaces, a word too many.

A dynamic programme over (word of the text) x (node of the template), where a word costs
its optimal string alignment distance (Levenshtein with swaps), a slot takes any words, and a choice may be left through any option. Only
states within the error budget live on, so that ordinary prose dies after a few words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from stripper.facts import Facts
from stripper.fold import stands_alone
from stripper.layout import Layout
from stripper.mend import Mended
from stripper.rules import TemplateRule
from stripper.template import Choice, Gap, Mark, Node, Slot, Stop, Vocab, Word

__all__ = [
    "MIN_LITERAL",
    "MIN_LITERAL_LOOSE",
    "Tokens",
    "align",
    "promise",
    "share_of",
    "tolerance",
]

MIN_LITERAL = 10  # shorter templates must match exactly
MIN_LITERAL_LOOSE = 22  # from this length on the looser tolerance holds
TOLERANCE = 0.17  # errors per literal character, for short templates
LOOSE_TOLERANCE = 0.24
LONGER = 1.5  # times the least length of a template: what instances with options have
HEAD_START = 2.5  # errors allowed before anything has matched ...
RATE = 0.33  # ... and per literal character read so far: prose dies after a few words
MAX_LOST_WORD = 2  # letters of a word that may be missing: noise does not swallow longer ones
MAX_EXTRA_WORD = 5  # letters of a word that may be too many ("also")
OTHER_WORD = 3.0  # errors, besides those of its letters, that a right word costs which is not the template's
BREAK = 1.5  # errors that a sentence end inside a template counts as
GATE = 0.35  # share of the template's length that its less common words must fill near the hit, unharmed
GATE_REQUIRED = 0.34  # share of its mandatory parts that must have a word there
ONE_WORD = 30  # a template longer than this needs two of them
_SLOT_WORDS = {
    "name": 6,
    "title": 20,
    "site": 8,
    "date": 8,
    "time": 5,
    "year": 2,
    "n": 4,
    "money": 5,
    "c": 3,
    "email": 8,
    "url": 12,
    "handle": 3,
}

_WITH_DIGIT = {"date", "time", "year", "n", "money"}
_UNITS = frozenset(
    [
        "am",
        "pm",
        "k",
        "m",
        "b",
        "$",
        "£",
        "\x80",
        "+",
        "gmt",
        "utc",
        "est",
        "h",
        "hrs",
        "st",
        "nd",
        "rd",
        "th",
        "rs",
        "usd",
        "eur",
        "euros",
        "dollars",
        "pounds",
        "present",
    ]
)
_COPYRIGHT = frozenset(
    ["c", "copy", "copyright", "copyrights", "copyleft", "copr", "\xa9", "\xae", "\x99", "&"]
)
_ARTICLES = frozenset({"the", "a", "an"})
_DATE_WORDS = frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
    ]
)

# Instruction kinds of the flattened template.
_WORD, _ANY, _LIST, _NUMBER, _NAME, _LINK, _GLUED = range(7)
_Edge = tuple[int, str, frozenset[str], int]  # kind, word, entries, next state


class Machine(NamedTuple):
    """A flattened template. ``edges[s]`` are the words that can be read from state ``s``, free moves included."""

    edges: list[list[_Edge]]
    ends: list[bool]  # whether the template may end in this state


_BREAK = re.compile(r"[.!?][^a-z0-9]{0,3} |\n")
_GLUED_BREAK = re.compile(r"[a-z][a-z][.!?][A-Z][A-Za-z]")  # "on Monday.Share this"
_NAMED_BEHIND = re.compile(r"\.{0,2}[a-z]")  # "southwind.com"


class Tokens:
    """The words of one text with what an alignment wants to know of each, worked out once."""

    def __init__(
        self, layout: Layout, mended: Mended | None = None, knows: Callable[[str], bool] | None = None
    ) -> None:
        self.texts, self.starts, self.ends = layout.words
        self.damage: dict[int, int] = {}  # word -> errors that it had before it was mended
        self.written: dict[int, str] = {}  # ... and how it was written then
        text, self.view = layout.folded.text, layout.folded.view
        count = len(self.texts)
        self.breaks = bytearray(count)  # a sentence or line ends in front of it; slots do not reach across
        self.spaced = bytearray(count)  # white space stands in front of it
        self.capital = bytearray(count)
        self.named = bytearray(count)  # a proper name may begin with it
        self.openers: list[int] = []  # words with which a line, a sentence or a capitalised phrase begins
        for i, start in enumerate(self.starts):
            gap = text[self.ends[i - 1] : start] if i else "\n"
            self.spaced[i] = " " in gap
            self.breaks[i] = gap != " " and _BREAK.search(gap) is not None
            self.capital[i] = not self.view[start].islower()
            if gap in (".", "!", "?") and _GLUED_BREAK.match(self.view, start - 3):
                self.breaks[i] = True
            end = self.ends[i]
            self.named[i] = self.capital[i] or (
                end + 1 < len(text) and text[end] == "." and _NAMED_BEHIND.match(text, end) is not None
            )
            if self.capital[i] or self.breaks[i]:
                self.openers.append(i)
        for start, written, errors in mended.edits() if mended else ():
            i = bisect_left(self.starts, start)
            self.damage[i], self.written[i] = errors, written
        self.known = bytearray(map(knows, self.texts)) if knows else bytearray(count)

    def opening(self, first: int, low: int, hit: int) -> Iterable[int]:
        """Words from ``first`` up to the offset ``hit`` with which an instance may begin.

        It begins a line or sentence, or at least with a capital (or anywhere, if nothing is in capitals).
        """
        if self.view[low : hit + 1].islower():
            return range(first, bisect_right(self.starts, hit))
        last = bisect_right(self.openers, bisect_right(self.starts, hit) - 1)
        found = self.openers[bisect_left(self.openers, first) : last]
        at_low = first < len(self.starts) and (not first or self.starts[first - 1] < low)
        return [first, *found] if at_low and found[:1] != [first] and self.starts[first] <= hit else found


class _Flattener:
    """Flatten a tree to states with word edges and free (epsilon) edges."""

    def __init__(self) -> None:
        self.edges: list[list[_Edge]] = [[]]
        self.free: list[list[int]] = [[]]

    def new(self) -> int:
        self.edges.append([])
        self.free.append([])
        return len(self.edges) - 1

    def sequence(self, nodes: tuple[Node, ...], at: int) -> int:
        for node in nodes:
            at = self.node(node, at)
        return at

    def node(self, node: Node, at: int) -> int:
        if isinstance(node, Stop | Mark):
            return at
        end = self.new()
        if isinstance(node, Word):
            self.edges[at].append((_WORD, node.text, frozenset(), end))
        elif isinstance(node, Vocab):
            entries = frozenset("".join(w.text for w in entry) for entry in node.entries)
            self.edges[at].append((_LIST, "", entries, end))
        elif isinstance(node, Choice):
            for option in node.options:
                self.free[self.sequence(option, at)].append(end)
            if node.optional:
                self.free[at].append(end)
        else:
            most = node.most if isinstance(node, Gap) else _SLOT_WORDS.get(node.kind, 1)
            if isinstance(node, Gap):
                self.free[at].append(end)
            kind = _ANY
            if isinstance(node, Slot) and node.kind == "c":
                for _ in range(most):
                    following = self.new()
                    self.edges[at].append((_LIST, "", _COPYRIGHT, following))
                    self.free[following].append(end)
                    at = following
                return end
            if isinstance(node, Slot) and node.kind in _WITH_DIGIT:
                kind = _NUMBER
            elif isinstance(node, Slot) and node.kind in ("name", "site"):
                kind = _NAME
            elif isinstance(node, Slot) and node.kind in ("url", "email", "handle"):
                kind = _LINK
            for _ in range(most):
                following = self.new()
                self.edges[at].append((kind, "", frozenset(), following))
                # Only the first word of a name needs its capital; the rest of an address is glued to its start.
                kind = {_NAME: _ANY, _LINK: _GLUED}.get(kind, kind)
                self.free[following].append(end)
                at = following
        return end


@lru_cache(maxsize=8192)  # one entry a rule; rules are compared by identity
def _machine(rule: TemplateRule) -> Machine:
    """Flatten a template; free moves are folded into the edges."""
    flat = _Flattener()
    final = flat.sequence(rule.nodes, 0)
    edges: list[list[_Edge]] = []
    ends: list[bool] = []
    for state in range(len(flat.edges)):
        seen, todo = {state}, [state]
        while todo:
            for following in flat.free[todo.pop()]:
                if following not in seen:
                    seen.add(following)
                    todo.append(following)
        edges.append(list(dict.fromkeys(edge for reached in sorted(seen) for edge in flat.edges[reached])))
        ends.append(final in seen)
    return Machine(edges, ends)


@lru_cache(maxsize=65536)
def _may_open(openings: frozenset[str], word: str) -> bool:
    """Whether a word of the text may be, damaged perhaps, the first of an instance."""
    return word in openings or any(
        word.startswith(opening) or OSA.distance(opening, word, score_cutoff=4) <= _bearable(len(opening))
        for opening in openings
        if len(opening) > 2
    )


def promise(facts: Facts, tokens: Tokens, hit: int, low: int, high: int) -> float:
    """How much of the template's length its less common words fill near the hit, unharmed; 0 if too little."""
    first, last = _around(facts, tokens, hit, low, high)
    words = frozenset(tokens.texts[first:last])
    return share_of(facts, words)


def share_of(facts: Facts, words: frozenset[str]) -> float:
    """The promise of a stretch with these words. No part of it can promise more."""
    near = facts.content & words
    share = sum(map(len, near)) / max(1, facts.length)
    if share < GATE or (len(near) < 2 and facts.length > ONE_WORD):
        return 0.0
    there = sum(not required.isdisjoint(words) for required in facts.required)
    return share if there >= GATE_REQUIRED * len(facts.required) else 0.0


def _around(facts: Facts, tokens: Tokens, hit: int, low: int, high: int) -> tuple[int, int]:
    """The words among which an instance around the hit can lie."""
    reach = 2 * facts.length + 50
    return bisect_left(tokens.starts, max(low, hit - reach)), bisect_left(
        tokens.starts, min(high, hit + reach)
    )


def align(rule: TemplateRule, tokens: Tokens, hit: int, low: int, high: int) -> tuple[int, int, float] | None:
    """Best alignment of the rule's template around ``hit`` within ``low:high`` of the folded text.

    Returns (start, end, similarity) with similarity = 1 - errors / literal characters, or None if the
    template is too short to be matched with errors, nothing it may begin with is near, or the errors exceed the
    tolerance.
    """
    facts = rule.facts
    if facts.length < MIN_LITERAL:
        return None
    first, last = _around(facts, tokens, hit, low, high)
    starts = {
        i
        for i in tokens.opening(first, low, hit)
        if not facts.openings or _may_open(facts.openings, tokens.texts[i])
    }
    if not starts:
        return None
    search = _Search(_machine(rule), tokens, first, last, hit, facts)
    return search.run(starts)


def tolerance(literal: int) -> float:
    """Errors that an instance may have for each of its literal characters."""
    return LOOSE_TOLERANCE if literal >= MIN_LITERAL_LOOSE else TOLERANCE


def tolerated(facts: Facts) -> float:
    """Errors that an instance of a template may have at most; a long one (``length`` is the least)."""
    return max(2.0, LOOSE_TOLERANCE * (LONGER * facts.length + MIN_LITERAL))


@lru_cache(maxsize=1024)
def _ordered(entries: frozenset[str]) -> tuple[str, ...]:
    """Entries in an order that no hash seed changes, because among equals the first is taken."""
    return tuple(sorted(entries))


def _bearable(size: int) -> int:
    """Errors that a word of this size may have and still be that word, not another one."""
    return 1 if size < 7 else 2 if size < 12 else 3


_Reached = tuple[float, int, int]  # errors, literal characters, first token


def _better(new: _Reached, known: _Reached | None) -> bool:
    """Fewer errors, then more literal text, then an earlier start."""
    return known is None or (new[0], -new[1], new[2]) < (known[0], -known[1], known[2])


class _Search:
    """One alignment: the cheapest path through a machine over the tokens ``first:last`` that covers the hit."""

    def __init__(
        self,
        machine: Machine,
        tokens: Tokens,
        first: int,
        last: int,
        hit: int,
        facts: Facts,
    ) -> None:
        self.machine, self.tokens, self.first, self.last, self.hit = machine, tokens, first, last, hit
        self.budget = tolerated(facts)
        self.strict = max(
            2.0, tolerance(facts.length) * facts.length
        )  # with errors that are no typing errors
        self.caseless = tokens.view[tokens.starts[first] : tokens.ends[last - 1]].islower()
        # pending[t]: state -> what it took to be there before token t is read
        self.pending: dict[int, dict[int, _Reached]] = {t: {} for t in range(first, last + 4)}
        self.best: tuple[float, int, int, int] | None = None

    def put(self, at: int, state: int, errors: float, literal: int, first: int) -> None:
        """Reach a state, if the errors so far are tolerable and it was not reached more cheaply."""
        if errors > self.budget or errors > HEAD_START + RATE * literal:
            return
        reached = (errors, literal, first)
        if _better(reached, self.pending[at].get(state)):
            self.pending[at][state] = reached

    def run(self, starts: set[int]) -> tuple[int, int, float] | None:
        """Read all tokens; instances may begin at ``starts``."""
        for t in range(self.first, self.last + 1):
            here = self.pending[t]
            if t in starts:
                here[0] = (0.0, 0, t)
            if here:
                self._skip_words(t, here)
                self._finish(t, here)
                if t < self.last:
                    for state, reached in here.items():
                        self._read(t, state, reached)
        if self.best is None:
            return None
        share, _, first, last = self.best
        return self.tokens.starts[first], self.tokens.ends[last - 1], 1.0 - share

    def _skip_words(self, t: int, here: dict[int, _Reached]) -> None:
        """Words of the template that are missing in the text (never its first)."""
        todo = [state for state, reached in here.items() if reached[2] < t]
        while todo:
            state = todo.pop()
            errors, literal, first = here[state]
            for kind, word, _, following in self.machine.edges[state]:
                if kind != _WORD or len(word) > MAX_LOST_WORD:
                    continue
                skipped = (errors + len(word) + 1.5, literal + len(word), first)
                if skipped[0] <= self.strict and skipped[0] <= HEAD_START + RATE * literal:
                    if _better(skipped, here.get(following)):
                        here[following] = skipped
                        todo.append(following)

    def _finish(self, t: int, here: dict[int, _Reached]) -> None:
        """Note the best complete instance that ends before token ``t``: fewest errors a character, then longest."""
        for state, (errors, literal, first) in here.items():
            if (
                not self.machine.ends[state]
                or first == t
                or not literal
                or self.tokens.ends[t - 1] <= self.hit
            ):
                continue
            found = (errors / literal, first - t, first, t)
            if errors <= tolerance(literal) * literal and (self.best is None or found < self.best):
                self.best = found

    def _read(self, t: int, state: int, reached: _Reached) -> None:
        """All ways to read token ``t`` (and perhaps the next one) in a state."""
        errors, literal, first = reached
        token = self.tokens.texts[t]
        broken = t > self.first and self.tokens.breaks[t]
        extra = first < t and len(token) <= MAX_EXTRA_WORD
        if extra and errors + len(token) + 0.5 <= self.strict:  # a word too many
            self.put(t + 1, state, errors + len(token) + 0.5, literal, first)
        if broken and first < t:  # the template would have to go on in the next sentence
            reached = errors + BREAK, literal, first
        for edge in self.machine.edges[state]:
            kind, word, entries, following = edge
            if kind == _WORD:
                self._read_word(t, word, following, reached)
            elif kind == _LIST:
                self._read_entry(t, entries, following, reached)
            elif not broken or first == t:
                if kind == _NUMBER and not (
                    token in _UNITS or token[:3] in _DATE_WORDS or any(c.isdigit() for c in token)
                ):
                    continue
                if kind in (_LINK, _GLUED) and not self._is_address(t, kind):
                    continue
                if kind == _NAME and not (self.caseless or self._may_open_name(t)):
                    continue
                self.put(t + 1, following, errors, literal, first)

    def _may_open_name(self, t: int) -> bool:
        """Whether a proper name may begin with a token: it has a capital, or is an article before one."""
        named = self.tokens.named
        return bool(named[t] or (self.tokens.texts[t] in _ARTICLES and t + 1 < self.last and named[t + 1]))

    def _is_address(self, t: int, kind: int) -> bool:
        """Whether a token may start (or go on with) an address: the next (or last) one stands right beside it."""
        i = t if kind == _GLUED else t + 1
        if not self.first < i < self.last:
            return False
        return self.tokens.starts[i] - self.tokens.ends[i - 1] <= 3 and not self.tokens.spaced[i]

    def _read_word(self, t: int, word: str, following: int, reached: _Reached) -> None:
        errors, literal, first = reached
        token, size = self.tokens.texts[t], len(word)
        follower = self.tokens.texts[t + 1] if t + 1 < self.last else ""
        joined = token + follower
        if size == 1 and stands_alone(word):  # one character of a running script for another
            self.put(t + 1, following, errors + (word != token), literal + 1, first)
            return
        damage = self.tokens.damage.get(t, 0)
        if word == token:
            self.put(t + 1, following, errors + damage, literal + size, first)
            return
        if damage:
            token = self.tokens.written[
                t
            ]  # a wrong guess is not corrected: that would be too many errors for one word
        elif self.tokens.known[t]:
            errors += OTHER_WORD
        if word[0] != token[0] and word[-1] != token[-1] and word[-1] != joined[-1]:
            return  # both ends damaged: rather another word
        left = int((self.strict if self.tokens.known[t] else self.budget) - errors)
        if left < 1:
            return
        bearable = min(left, 1 if self.tokens.known[t] else _bearable(size))
        if abs(len(token) - size) <= bearable:
            distance = OSA.distance(word, token, score_cutoff=bearable)
            if distance <= bearable:
                self.put(t + 1, following, errors + distance, literal + size, first)
        right = self.tokens.known
        if right[t] and (not follower or right[t + 1]):
            return  # no wonder that joined or split differently they make other words
        if follower and abs(len(joined) - size) < 3:  # a space too many
            distance = OSA.distance(word, joined, score_cutoff=left)
            if distance <= min(left, _bearable(size)):
                self.put(t + 2, following, errors + 1 + distance, literal + size, first)
        for kind, word2, entries, after in self.machine.edges[following]:
            if kind == _LIST and token[size:] in entries and token.startswith(word):  # a space lost
                self.put(t + 1, after, errors + 1, literal + len(token), first)
            if kind != _WORD:
                continue
            both = size + len(word2)
            if abs(both - len(token)) < 3 and not right[t]:  # a space lost
                distance = OSA.distance(word + word2, token, score_cutoff=left)
                if distance <= min(left, _bearable(both)):
                    self.put(t + 1, after, errors + 1 + distance, literal + both, first)
            if follower and abs(both - len(joined)) < 3:  # a space moved
                distance = OSA.distance(f"{word} {word2}", f"{token} {follower}", score_cutoff=left)
                if distance <= min(left, _bearable(both)):
                    self.put(t + 2, after, errors + distance, literal + both, first)

    def _read_entry(self, t: int, entries: frozenset[str], following: int, reached: _Reached) -> None:
        """Read one to three tokens as an entry of a vocabulary list, damaged perhaps."""
        errors, literal, first = reached
        spelled = ""
        for size, token in enumerate(self.tokens.texts[t : min(t + 3, self.last)], 1):
            spelled += token
            errors += self.tokens.damage.get(t + size - 1, 0)
            if spelled in entries:
                self.put(t + size, following, errors, literal + len(spelled), first)
            elif size < 3 and len(spelled) > 3 and not all(self.tokens.known[t : t + size]):
                near = process.extractOne(
                    spelled, _ordered(entries), scorer=OSA.distance, score_cutoff=_bearable(len(spelled))
                )
                if near:
                    cost = errors + near[1] + size - 1
                    self.put(t + size, following, cost, literal + len(near[0]), first)
