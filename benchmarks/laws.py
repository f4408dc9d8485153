"""The laws of the house as plain functions: each raises :class:`BrokenError` with what is wrong, or returns.

The tests try them on a few thousand texts that hypothesis thinks up, ``benchmarks.fuzz`` on millions of mutated ones.
"""

from __future__ import annotations

from collections.abc import Collection

from stripper import Cleaner, Result

__all__ = ["BrokenError", "check_explained", "check_result", "check_same", "check_settled", "check_untouched"]


class BrokenError(AssertionError):
    """A law does not hold; the message begins with the law."""


def _hold(holds: bool, law: str) -> None:
    if not holds:
        raise BrokenError(law)


def check_result(text: str, result: Result, cleaner: Cleaner, ids: Collection[str]) -> None:
    """Laws 1 and 2: nothing is lost, spans are exact, and of what the policy removes."""
    remove = cleaner.policy.remove
    _hold(result.restore() == text, "restore gives the text back")
    _hold({s.category for s in result.spans} <= remove, "only categories that the policy removes go")
    _hold(not {s.category for s in result.kept} & remove, "what is kept is of no category that goes")
    _hold({s.pattern_id for s in (*result.spans, *result.kept)} <= set(ids), "spans name patterns")
    at, kept = 0, []
    for span in result.spans:
        _hold(at <= span.start < span.end <= len(text), "spans are sorted, disjoint, and within the text")
        _hold(text[span.start : span.end] == span.text, "a span has the text of its place")
        _hold(0 <= span.score <= 1, "a score is between 0 and 1")
        kept.append(text[at : span.start])
        at = span.end
    _hold(result.body == "".join([*kept, text[at:]]), "the body is the text without the spans")
    for span in (*result.kept, *(b.span for b in result.blocked)):
        _hold(0 <= span.start < span.end <= len(text), "what stays has a place in the text")
        _hold(text[span.start : span.end] == span.text, "what stays has the text of its place")
    if not result.spans:
        _hold(result.body is text or result.body == text, "without spans nothing changes")


def check_settled(result: Result, cleaner: Cleaner) -> None:
    """Law 3: cleaning the body again changes nothing."""
    _hold(cleaner.clean(result.body).body == result.body, "cleaning twice is cleaning once")


def check_explained(text: str, result: Result, cleaner: Cleaner) -> None:
    """Law 2: what ``explain`` calls removed is removed."""
    for e in cleaner.explain(text):
        _hold(text[e.start : e.end] == e.text and bool(e.reason), "an explanation has a place and a reason")
        removed = any(s.start < e.end and e.start < s.end for s in result.spans)
        _hold(not e.removed or removed, "what explain calls removed is removed")


def check_same(result: Result, other: Result) -> None:
    """Law 4: the same text gives the same result, whatever was cleaned before."""
    _hold(result == other, "what was cleaned before makes no difference")


def check_untouched(text: str, result: Result) -> None:
    """Law 5: a text without boilerplate comes back identical."""
    _hold(result.body == text and not result.spans and not result.kept, "prose stays")
