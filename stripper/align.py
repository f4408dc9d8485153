"""Align a template with noisy words: typing errors, OCR, lost or doubled spaces, a word too many.

A dynamic programme over (word of the text) x (node of the template), where a word costs
its Levenshtein distance, a slot takes any words, and a choice may be left through any option. Only
states within the error budget live on, so that ordinary prose dies after a few words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from stripper.rules import TemplateRule
from stripper.template import WORD, Choice, Gap, Node, Slot, Stop, Vocab, Word

__all__ = ["align"]

MIN_LITERAL = 12  # shorter templates must match exactly
MIN_LITERAL_LOOSE = 22  # from this length on the looser tolerance holds
TOLERANCE = 0.12  # errors per literal character, for short templates
LOOSE_TOLERANCE = 0.24
GATE = 0.34  # share of the template's distinct letters-in-words that must stand near, unharmed
_SLOT_WORDS = {"name": 6, "title": 20, "site": 6, "date": 5, "time": 3, "money": 2, "c": 3, "email": 4, "url": 5}

_WITH_DIGIT = {"date", "time", "year", "n", "money"}
_DATE_WORDS = frozenset(
    "jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun".split()
)

# Instruction kinds of the flattened template.
_WORD, _ANY, _LIST, _NUMBER = 0, 1, 2, 3
_State = tuple[int, str, frozenset[str], int]  # kind, word, entries, next state
Machine = tuple[list[list[tuple[int, str, frozenset[str], int]]], list[list[int]], int]


_BREAK = re.compile(r"[.!?][^a-z0-9]{0,3} |\n")


class _Token(NamedTuple):
    """A word of the text and its place."""

    word: str
    start: int
    end: int


class _Flattener:
    """Flatten a tree to states with word edges and free (epsilon) edges."""

    def __init__(self) -> None:
        self.edges: list[list[_State]] = [[]]
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
        if isinstance(node, Stop):
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
            numeric = isinstance(node, Slot) and node.kind in _WITH_DIGIT
            for _ in range(most):
                following = self.new()
                self.edges[at].append((_NUMBER if numeric else _ANY, "", frozenset(), following))
                self.free[following].append(end)
                at = following
        return end


@lru_cache(maxsize=4096)
def _machine(nodes: tuple[Node, ...]) -> Machine:
    """States, their free closure, and the final state."""
    flat = _Flattener()
    final = flat.sequence(nodes, 0)
    closure: list[list[int]] = []
    for state in range(len(flat.edges)):
        seen, todo = {state}, [state]
        while todo:
            for following in flat.free[todo.pop()]:
                if following not in seen:
                    seen.add(following)
                    todo.append(following)
        closure.append(sorted(seen))
    return flat.edges, closure, final


@lru_cache(maxsize=4096)
def _vocabulary(nodes: tuple[Node, ...]) -> frozenset[str]:
    """All literal words of the template outside vocabulary lists."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Word):
            found.add(node.text)
        elif isinstance(node, Choice):
            for option in node.options:
                found |= _vocabulary(option)
    return frozenset(found)


def align(
    rule: TemplateRule, text: str, hit: int, low: int, high: int, allowed: Callable[[], bool]
) -> tuple[int, int, float] | None:
    """Best alignment of the rule's template around ``hit`` within ``text[low:high]``.

    Returns (start, end, similarity) with similarity = 1 - errors / literal characters, or None if the
    template is too short to be matched with errors, too few of its words are near, or the errors exceed
    the tolerance. ``allowed`` is asked once before the expensive part.
    """
    length = rule.length
    if length < MIN_LITERAL:
        return None
    reach = 3 * length + 60
    tokens = [
        _Token(m.group(), m.start(), m.end())
        for m in WORD.finditer(text, max(low, hit - reach), min(high, hit + reach))
    ]
    literal = _vocabulary(rule.nodes)
    near = sum(len(w) for w in {t.word for t in tokens} & literal if len(w) > 2)
    if near < GATE * length or not allowed():
        return None
    tolerance = LOOSE_TOLERANCE if length >= MIN_LITERAL_LOOSE else TOLERANCE
    breaks = {
        i
        for i in range(1, len(tokens))
        if _BREAK.search(text, tokens[i - 1].end, tokens[i].start)
    }
    return _search(_machine(rule.nodes), tokens, breaks, hit, tolerance, max(2.0, tolerance * length))


def _search(
    machine: Machine, tokens: list[_Token], breaks: set[int], hit: int, tolerance: float, budget: float
) -> tuple[int, int, float] | None:
    """Cheapest path through the machine over consecutive tokens that covers the hit.

    ``breaks`` are the tokens in front of which a sentence or line ends; slots do not reach across.
    """
    edges, closure, final = machine
    count = len(tokens)
    # pending[t]: state -> (errors, literal characters, first token) before token t is read
    pending: list[dict[int, tuple[float, int, int]]] = [{} for _ in range(count + 3)]
    best: tuple[float, int, int] | None = None
    best_key: tuple[float, int] = (2.0, 0)

    def put(at: int, state: int, errors: float, literal: int, first: int) -> None:
        if errors > budget:
            return
        if _better((errors, literal, first), pending[at].get(state)):
            pending[at][state] = (errors, literal, first)

    for t in range(count + 1):
        if t < count and tokens[t].start <= hit:
            put(t, 0, 0.0, 0, t)  # an instance may begin at any token up to the hit
        here = pending[t]
        # Free edges and skipped template words; states are numbered so that edges lead upwards or to choice ends.
        todo = sorted(here)
        while todo:
            state = todo.pop(0)
            errors, literal, first = here[state]
            for free in closure[state]:
                if free != state and _better((errors, literal, first), here.get(free)):
                    here[free] = (errors, literal, first)
                    todo.append(free)
            if first < t or errors:
                for kind, word, _, following in edges[state]:
                    if kind == _WORD:
                        skipped = errors + len(word) + 0.5
                        reached = (skipped, literal + len(word), first)
                        if skipped <= budget and _better(reached, here.get(following)):
                            here[following] = reached
                            todo.append(following)
        if final in here:
            errors, literal, first = here[final]
            if first < t and literal and tokens[t - 1].end > hit:
                key = (errors / literal, first - t)
                if errors <= tolerance * literal and key < best_key:
                    best, best_key = (errors / literal, first, t), key
        if t == count:
            break
        token = tokens[t].word
        joined = token + tokens[t + 1].word if t + 1 < count else ""
        for state, (errors, literal, first) in here.items():
            if first < t:  # a word too many
                put(t + 1, state, errors + len(token) + 0.5, literal, first)
            left = int(budget - errors)
            for kind, word, entries, following in edges[state]:
                if kind in (_ANY, _NUMBER):
                    if t in breaks and first < t:
                        continue
                    if kind == _NUMBER and not (any(c.isdigit() for c in token) or token[:3] in _DATE_WORDS):
                        continue
                    put(t + 1, following, errors, literal, first)
                elif kind == _WORD:
                    distance = Levenshtein.distance(word, token, score_cutoff=left)
                    if distance < max(len(word), 2):
                        put(t + 1, following, errors + distance, literal + len(word), first)
                    if joined and abs(len(joined) - len(word)) < 3:  # a space too many
                        distance = Levenshtein.distance(word, joined, score_cutoff=left)
                        if distance < len(word) / 2:
                            put(t + 2, following, errors + 1 + distance, literal + len(word), first)
                    for kind2, word2, _, after in _next_words(edges, closure, following):  # a space lost
                        if kind2 == _WORD and abs(len(word) + len(word2) - len(token)) < 3:
                            distance = Levenshtein.distance(word + word2, token, score_cutoff=left)
                            if distance < len(token) / 2:
                                size = literal + len(word) + len(word2)
                                put(t + 1, after, errors + 1 + distance, size, first)
                else:
                    _take_entry(tokens, t, entries, following, (errors, literal, first), put)
    if best is None:
        return None
    share, first, last = best
    return tokens[first].start, tokens[last - 1].end, 1.0 - share


def _better(new: tuple[float, int, int], known: tuple[float, int, int] | None) -> bool:
    """Fewer errors, then more literal text, then an earlier start."""
    return known is None or (new[0], -new[1], new[2]) < (known[0], -known[1], known[2])


def _next_words(edges: list[list[_State]], closure: list[list[int]], state: int) -> list[_State]:
    return [edge for reached in closure[state] for edge in edges[reached] if edge[0] == _WORD]


def _take_entry(
    tokens: list[_Token],
    t: int,
    entries: frozenset[str],
    following: int,
    state: tuple[float, int, int],
    put: Callable[[int, int, float, int, int], None],
) -> None:
    """Read one to three tokens as an entry of a vocabulary list, or one damaged token at a price."""
    errors, literal, first = state
    spelled = ""
    for size in range(1, 4):
        if t + size > len(tokens):
            break
        spelled += tokens[t + size - 1].word
        if spelled in entries:
            put(t + size, following, errors, literal + len(spelled), first)
    token = tokens[t].word
    put(t + 1, following, errors + min(3.0, 1 + len(token) / 3), literal + len(token), first)
