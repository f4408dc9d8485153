"""Short lines that stand among known boilerplate: the entries of menus and teaser lists that no pattern can know.

After the context-sensitive step of jusText (Jan Pomikálek, "Removing Boilerplate and Duplicate Content from Web
Corpora", 2011): a short block between bad ones is bad. Here the bad ones are the lines that go, and the rule is stricter,
because there is no markup to tell a menu from a recipe: the stretch must have next to no other lines, known ones must be
frequent in it, and an unknown run must be short and lie between two lines that go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from itertools import pairwise

from stripper.layout import Layout, Line, size_in_words

__all__ = ["LineState", "entries_between", "state_of"]

MAX_ENTRY_WORDS = 8
MAX_HEAD_ENTRY_WORDS = 3  # above the first paragraph that stays, where the title stands
MAX_ENTRIES = 6  # in a row; a list of ingredients between two rows of buttons is longer
MIN_KNOWN = 3  # lines of the stretch that go
KNOWN_SHARE = 0.2  # of the lines of the stretch

_FACT = re.compile(r"[.!?…:;]['\")\]]{0,3}$|: ")  # a sentence, a line that announces one, "Price: 12 euros"


class LineState(Enum):
    """What the plan so far makes of a line."""

    GOES = "goes"
    STAYS = "stays"  # prose, or a line too long for an entry
    TAGGED = "tagged"  # believed, and kept by the policy
    SHORT = "short"


def state_of(layout: Layout, line: Line, gone: int, tagged: Callable[[int, int], bool]) -> LineState:
    """The state of a line of which ``gone`` characters are to be cut."""
    if 2 * gone >= line.end - line.start:
        return LineState.GOES
    if any(layout.units[i].prose for i in range(line.first_unit, line.last_unit + 1)):
        return LineState.STAYS
    if gone or tagged(line.start, line.end):
        return LineState.TAGGED
    words = size_in_words(layout.folded.text, line.start, line.end)
    fact = words > MAX_HEAD_ENTRY_WORDS and _FACT.search(layout.folded.view[line.start : line.end])
    return LineState.SHORT if words <= MAX_ENTRY_WORDS and not fact else LineState.STAYS


def entries_between(layout: Layout, states: Sequence[LineState]) -> Iterator[tuple[int, int]]:
    """Pairs of lines that go (their numbers) with nothing but entries of a menu between them."""
    prose = next((i for i, state in enumerate(states) if state is LineState.STAYS), len(states))
    for start, end in _stretches(states):
        known = [i for i in range(start, end) if states[i] is LineState.GOES]
        short = sum(states[i] is LineState.SHORT for i in range(start, end))
        if len(known) < MIN_KNOWN or len(known) < KNOWN_SHARE * (len(known) + short):
            continue
        for above, below in pairwise(known):
            between = range(above + 1, below)
            if (
                0 < len(between) <= MAX_ENTRIES
                and all(states[i] is LineState.SHORT for i in between)
                and (below > prose or _are_brief(layout, between))
            ):
                yield above, below


def _stretches(states: Sequence[LineState]) -> Iterator[tuple[int, int]]:
    """Stretches (half-open) without a line that stays."""
    start = 0
    for i, state in enumerate((*states, LineState.STAYS)):
        if state is LineState.STAYS:
            if i > start:
                yield start, i
            start = i + 1


def _are_brief(layout: Layout, numbers: Iterable[int]) -> bool:
    """Whether no line is long enough for a title."""
    lines = (layout.lines[i] for i in numbers)
    text = layout.folded.text
    return all(size_in_words(text, line.start, line.end) <= MAX_HEAD_ENTRY_WORDS for line in lines)
