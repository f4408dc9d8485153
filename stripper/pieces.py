"""Choose the literal pieces by which a template is searched for.

A *window* is a stretch of mandatory neighbours in a template, written out as all its spellings: every
exact instance of the template holds one of them verbatim, so one window per template is enough to miss
nothing. Further disjoint windows keep a template findable when typing errors or OCR noise hit the first:
with k errors, k + 1 disjoint windows guarantee that one survives. Windows are chosen by how rarely their
spellings stand in ordinary text (``background.tsv``), because each false hit has to be looked at.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from stripper.template import Choice, Node, Slot, Vocab, Word, phrases, words_of

__all__ = ["choose_pieces", "expected_hits", "mark_spellings"]

MAX_SPELLINGS = 150
MAX_WINDOWS = 6
MAX_WINDOW_NODES = 3
MIN_PIECE = 5  # characters; a shorter piece must at least be rare and a template's only hope
UNSEEN = 8.0  # occurrences per million of a word that the background does not list
NEXT_WORD = 0.04  # a second given word thins the hits of a first one by about this factor
MAX_HITS = 700.0  # per million words: what the best window of a template may cost
MAX_EXTRA_HITS = 150.0  # ... and each further one
GOOD_HITS = 20.0  # rare enough: among such windows the shortest is the best

mark_spellings = ("©", "(c)", "copyright", "&copy", "\x99", "copyleft", "copr")


@cache
def _background() -> dict[str, float]:
    table = Path(__file__).with_name("background.tsv").read_text(encoding="utf-8")
    return {word: float(n) for word, n in (row.split("\t") for row in table.splitlines())}


def expected_hits(words: tuple[str, ...]) -> float:
    """Occurrences of a phrase per million words of ordinary text, roughly.

    >>> expected_hits(("newsletter",)) < expected_hits(("article",)) < expected_hits(("this",))
    True
    """
    rates = sorted(_background().get(word, UNSEEN) for word in words)
    return rates[0] * NEXT_WORD ** (len(rates) - 1)


def _spelled(phrase: tuple[Word, ...]) -> Iterator[str]:
    """A phrase as the scanner sees it: its words with one space between; a hyphen may also join them."""
    joints = [("", " ") if "-" in word.before else (" ",) for word in phrase[1:]]
    for spaces in itertools.product(*joints):
        yield phrase[0].text + "".join(s + w.text for s, w in zip(spaces, phrase[1:], strict=True))


def _windows(nodes: tuple[Node, ...]) -> Iterator[tuple[float, int, int, tuple[str, ...]]]:
    """(cost, first, last + 1, spellings) of every usable window; a choice may also be entered alone."""
    for i, node in enumerate(nodes):
        if isinstance(node, Slot) and node.kind == "c":
            yield expected_hits(("copyright",)), i, i + 1, mark_spellings
            continue
        if isinstance(node, Choice) and not node.optional:
            best = _choice_window(node)
            if best:
                yield best[0], i, i + 1, best[1]
        for j in range(i + 1, min(i + MAX_WINDOW_NODES, len(nodes)) + 1):
            part = nodes[i:j]
            last = part[-1]
            if not isinstance(last, Word | Choice | Vocab) or (isinstance(last, Choice) and last.optional):
                break
            found = phrases(part, MAX_SPELLINGS)
            if found is None:
                break
            spellings = tuple(dict.fromkeys(spelled for phrase in found for spelled in _spelled(phrase)))
            cost = sum(expected_hits(tuple(w.text for w in p)) for p in found) + 0.2 * len(found)
            yield cost, i, j, spellings


def _choice_window(node: Choice) -> tuple[float, tuple[str, ...]] | None:
    """The best window of each option together: one of them stands in every instance."""
    cost = 0.0
    spellings: list[str] = []
    for option in node.options:
        best = min(_windows(option), default=None)
        if best is None:
            return None
        cost += best[0]
        spellings += best[3]
    return (cost, tuple(dict.fromkeys(spellings))) if len(spellings) <= MAX_SPELLINGS else None


def _is_long_enough(piece: str) -> bool:
    """Five letters, or three that ordinary text does not have."""
    return len(piece) >= MIN_PIECE or (len(piece) >= 3 and expected_hits(tuple(words_of(piece))) <= UNSEEN)


def choose_pieces(nodes: tuple[Node, ...]) -> tuple[tuple[str, ...], ...]:
    """Pick disjoint windows: first the rarest, then up to ``MAX_WINDOWS`` in all, short ones first.

    The first alone finds every exact instance. The others are for damaged ones: the shorter a
    piece, the likelier it survives. Empty if no window is rare enough.

    >>> from stripper.template import parse_template
    >>> choose_pieces(parse_template("(this|the) story was originally published by {name}", {}))
    (('was originally',), ('published by',), ('this story', 'the story'))
    """
    usable = [w for w in _windows(nodes) if w[3] is mark_spellings or all(map(_is_long_enough, w[3]))]
    if not usable:
        return ()
    first = min(usable, key=lambda w: (max(w[0], GOOD_HITS), w[2] - w[1], w))
    if first[0] > MAX_HITS:
        return ()
    chosen = [first]
    for window in sorted(usable, key=lambda w: (w[2] - w[1], w)):
        disjoint = all(window[2] <= other[1] or window[1] >= other[2] for other in chosen)
        if disjoint and window[0] <= MAX_EXTRA_HITS and len(chosen) < MAX_WINDOWS:
            chosen.append(window)
    return tuple(window[3] for window in chosen)
