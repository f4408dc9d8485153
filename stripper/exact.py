"""Exact instances of templates, around the hits of the scan.

A template compiles to a bounded regex. Compiling costs a thousand times as much as running it, so whatever
rules a template out beforehand is looked at first.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from stripper.anchors import Hits, Scanner
from stripper.facts import Facts
from stripper.layout import CASE_CONTEXT, Layout, is_edge
from stripper.match import Match
from stripper.pattern import Extent
from stripper.rules import TemplateRule
from stripper.speech import may_be_a_name
from stripper.template import WORD

__all__ = ["WINDOW", "exact_matches", "instances", "opening_matches", "windows_around"]

WINDOW = 400  # characters either side of a hit in which an instance is looked for


def windows_around(layout: Layout, hits: Callable[[], list[int]]) -> Iterator[tuple[int, int]]:
    """Stretches of one line around the hits; overlapping ones merged. Of a short line it is all."""
    if len(layout.folded.text) <= 2 * WINDOW:
        yield 0, len(layout.folded.text)
        return
    current: tuple[int, int] | None = None
    for at in hits():
        low, high = max(0, at - WINDOW), min(len(layout.folded.text), at + WINDOW)
        if current and low <= current[1]:
            current = (current[0], high)
        else:
            if current:
                yield current
            current = (low, high)
    if current:
        yield current


def _may_open_a_name(char: str) -> bool:
    """Capitals, digits, and letters of scripts without capitals."""
    return char.isupper() or char.isdigit() or (char.isalpha() and char.lower() == char.upper())


def _slots_are_sound(layout: Layout, found: re.Match[str]) -> bool:
    """A name or title begins a word; a name has a capital or digit.

    Where the text around has no mixed case, a name must do without verbs and pronouns instead.
    """
    folded = layout.folded
    for group, value in found.groupdict().items():
        if value is None or group.startswith("open_"):
            continue
        start, end = found.span(group)
        if not is_edge(folded, start):  # no "co" in "court"
            return False
        if group.startswith("title_"):
            continue
        name = " ".join(
            folded.view[start:end].split(" ", 3)[:3]
        )  # "the harbour office is due in June" is none
        if _is_caseless(layout, start, end):
            if not may_be_a_name(folded.text[start:end].split(" ")):
                return False
        elif not any(map(_may_open_a_name, name)) and "." not in name:
            return False
    return True


def _is_caseless(layout: Layout, start: int, end: int) -> bool:
    """Whether nothing near ``start:end`` tells capitals from small letters."""
    view = layout.folded.view
    low, high = start - CASE_CONTEXT, end + CASE_CONTEXT
    around = view[max(0, low) : high]
    if not around.islower() and not around.isupper():
        return False
    return layout.caseless or (
        low >= 0 and high <= len(view)
    )  # else there is more to see outside of the line


def _open_from(found: re.Match[str]) -> int:
    """Where the open slot at the end of a match begins, or -1."""
    starts = (found.start(g) for g in found.groupdict() if g.startswith("open_"))
    return max(starts, default=-1)


def _exact(rule: TemplateRule, layout: Layout, low: int, high: int, *, anchored: bool = False) -> list[Match]:
    """Exact instances within ``low:high``; ``anchored``, the one that begins at ``low``."""
    matches, folded = [], layout.folded
    here = rule.shape.match(folded.text, low, high) if anchored else None
    for found in ([here] if here else []) if anchored else rule.shape.finditer(folded.text, low, high):
        start, end = found.span()
        if (
            start < end
            and is_edge(folded, start)
            and is_edge(folded, end)
            and _slots_are_sound(layout, found)
        ):
            firm = _open_from(found)
            matches.append(Match(rule, start, _without_heading(folded.text, firm, end), 1.0, firm))
    return matches


def _without_heading(text: str, firm: int, end: int) -> int:
    """Give back the last word of an open slot if a colon follows: "Articles by: South Front Disclaimer: ..."."""
    last = text.rfind(" ", firm, end) if firm >= 0 and text.startswith(":", end) else -1
    return last if last > firm else end


def _has_required(facts: Facts, layout: Layout, low: int, high: int) -> bool:
    """Whether a word of each mandatory part is there: cheaper than compiling and running a regex that fails."""
    find = layout.folded.text.find
    for words in facts.required:  # plain loops: this runs for every candidate
        for word in words:
            if find(word, low, high) >= 0:
                break
        else:
            return False
    return True


def _openings(layout: Layout, low: int, high: int) -> Iterator[int]:
    """Where a wording that opens with a slot may begin: starts of sentences, and glued words."""
    text = layout.folded.text
    for unit in layout.units[layout.unit_at(low) : layout.unit_at(high) + 1]:
        first = WORD.search(text, unit.start, unit.end)
        if first and low <= unit.start:
            at = first.start()
            yield at - (at > unit.start and text[at - 1] == "(")  # "(c) 2018"
    glued = layout.glued
    yield from glued[bisect_left(glued, low) : bisect_left(glued, high)]


def exact_matches(rule: TemplateRule, layout: Layout, hits: Callable[[], Hits]) -> Iterator[Match]:
    """Exact instances of a rule in a line that has a piece of each of its windows."""
    facts, length = rule.facts, len(layout.folded.text)
    if not _has_required(facts, layout, 0, length):
        return
    for low, high in windows_around(layout, lambda: hits().first):
        if high - low < length:
            if hits().windows(low, high) < facts.windows or not _has_required(facts, layout, low, high):
                continue
        yield from instances(rule, layout, low, high)


def instances(rule: TemplateRule, layout: Layout, low: int, high: int) -> Iterator[Match]:
    """Exact instances of a rule within ``low:high`` of a line."""
    if rule.facts.slot_first and rule.pattern.extent is not Extent.MATCH:
        for at in _openings(layout, low, high):
            yield from _exact(rule, layout, at, high, anchored=True)
    else:
        yield from _exact(rule, layout, low, high)


def opening_matches(scanner: Scanner, layout: Layout) -> Iterator[Match]:
    """Lines and sentences that begin with a word by which some template opens ("By Jane Carver")."""
    folded = layout.folded
    for unit in layout.units if scanner.openers else ():
        first = WORD.search(folded.text, unit.start, unit.end)
        if not first:
            continue
        for number in scanner.openers.get(first.group(), ()):
            rule = scanner.rules[number]
            assert isinstance(rule, TemplateRule)
            low, high = first.start(), min(unit.end, first.start() + WINDOW)
            if _has_required(rule.facts, layout, low, high):
                yield from _exact(rule, layout, low, high, anchored=True)
