"""Regexes whose time explodes, found in two ways: in their syntax tree, and by how their time grows.

Quantifiers are bounded already (``rules.py``), but ``(a{1,20}){1,20}`` is bounded too. The judgement of the clock is
asked only where growth is far beyond linear, or a third of a second goes by over one line of text.
"""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import inf
from typing import Any

from stripper.lint import Finding, Level
from stripper.rules import RegexRule, Rule

__all__ = ["explosive_regexes", "is_ambiguous"]

MAX_WAYS = 64  # repetitions in repetitions: up to here nobody notices
_SIZES = (60, 120, 240, 480)  # characters; a regex sees at most about 600 at a time
_GROWTH = 5.0  # times as long for twice the text: linear is 2, quadratic 4
_NOTICEABLE, _TOO_LONG = 0.02, 0.3  # seconds
_FILLERS = ("a", "1", " ", "a ", "A1 ", ".", "-", "a,")


def _parse(source: str) -> Any:
    """The syntax tree of the standard library, which knows less than ``regex`` does; None if it cannot read it."""
    from re import _parser  # type: ignore[attr-defined]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _parser.parse(source)
        except re.error:
            return None


def is_ambiguous(source: str) -> bool:
    """Whether some repeated group can be cut into repetitions in very many ways.

    >>> is_ambiguous("(?:[a-z]{1,9} ?){1,9}x"), is_ambiguous("(?:[a-z]{1,9} ){1,9}x"), is_ambiguous("(?:ab){1,99}")
    (True, False, False)
    """
    tree = _parse(source)
    return tree is not None and _ambiguous(tree)


def _ambiguous(items: Iterable[Any]) -> bool:
    for name, value in items:
        kind = str(name)
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            _, most, body = value
            if most > 1 and _is_one_variable_repeat(body, most):
                return True
        if any(map(_ambiguous, _children(kind, value))):
            return True
    return False


def _is_one_variable_repeat(body: Any, outer: int) -> bool:
    """Whether all that must be there in ``body`` is one stretch of varying length."""
    must = []
    for name, value in _flat(body):
        kind = str(name)
        repeats = kind in ("MAX_REPEAT", "MIN_REPEAT")
        if kind in ("AT", "ASSERT", "ASSERT_NOT") or (repeats and value[0] == 0):
            continue
        must.append((kind, value))
    if len(must) != 1 or must[0][0] not in ("MAX_REPEAT", "MIN_REPEAT"):
        return False
    least, most, _ = must[0][1]
    return bool(most > least and outer * (most - least) > MAX_WAYS)


def _flat(body: Any) -> Iterator[Any]:
    """The items of a sequence, plain groups opened."""
    for name, value in body:
        if str(name) == "SUBPATTERN":
            yield from _flat(value[3])
        else:
            yield name, value


def _children(kind: str, value: Any) -> list[Any]:
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return [value[2]]
    if kind == "SUBPATTERN":
        return [value[3]]
    if kind == "BRANCH":
        return list(value[1])
    if kind in ("ASSERT", "ASSERT_NOT"):
        return [value[1]]
    return [value] if kind == "ATOMIC_GROUP" else []


def _grows(rule: RegexRule) -> str:
    """The kind of text on which the time grows far faster than the text; empty if there is none."""
    shape = rule.bounded
    for anchor in rule.pieces[0][:3]:
        for filler in _FILLERS:
            for before in (anchor, ""):
                texts = (_sample(before, filler, anchor, size, rule.pattern.regex) for size in _SIZES)
                if _explodes(_seconds(shape, text) for text in texts):
                    return f"{anchor!r} and {filler!r} over and over"
    return ""


def _explodes(measured: Iterable[float]) -> bool:
    """Whether times for texts of doubling length say so; no more of them are taken than it needs."""
    times: list[float] = []
    for seconds in measured:
        if seconds == inf:
            return True
        times.append(max(seconds, 1e-7))
    doublings = [after / before for before, after in pairwise(times)]
    return times[-1] > _NOTICEABLE and min(doublings[-2:]) > _GROWTH


def _sample(before: str, filler: str, anchor: str, size: int, source: str) -> str:
    """The anchor before or behind the same thing over and over, and an end that nothing matches.

    Behind it stand all characters of the regex: an engine that knows which ones a match needs gives up without them.
    """
    many, end = filler * (size // len(filler)), "\x1a" + "".join(sorted(set(source)))
    return f"{before}{many}{end}" if before else f"{many}{anchor}{end}"


def _seconds(shape: Any, text: str) -> float:
    """The best of three searches, or of one if it takes long; a runaway is stopped."""
    best = 9.0
    for _ in range(3):
        began = time.perf_counter()
        try:
            shape.search(text, timeout=_TOO_LONG)
        except TimeoutError:
            return inf
        best = min(best, time.perf_counter() - began)
        if best > 0.2:
            break
    return best


def explosive_regexes(rules: Iterable[Rule]) -> Iterator[Finding]:
    """Errors for the regexes among ``rules`` whose time explodes, warnings for those that look like it."""
    for rule in rules:
        if isinstance(rule, RegexRule):
            pattern = rule.pattern
            if is_ambiguous(pattern.regex):
                why = "a repeated group is nothing but a repetition: it can be cut up in too many ways"
                yield Finding(pattern.file, pattern.id, "ambiguous-regex", why, Level.WARNING)
            if on := _grows(rule):
                yield Finding(pattern.file, pattern.id, "explosive-regex", f"its time explodes on {on}")
