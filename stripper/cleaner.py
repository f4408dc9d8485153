"""The only place where the stages meet: fold, scan, match, judge, cut."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, Literal, overload

from stripper.anchors import Scanner
from stripper.errors import TextError
from stripper.extents import Cut, plan_cuts
from stripper.fold import Folded, fold
from stripper.judge import Case, Reason, Verdict, judge
from stripper.kinship import Kinship
from stripper.layout import Layout, lay_out
from stripper.matching import find_matches
from stripper.policy import Policy
from stripper.registry import Registry
from stripper.spans import Blocked, Explanation, Offsets, Result, Span

__all__ = ["Cleaner"]

MAX_PASSES = 6


class Cleaner:
    """Finds and cuts boilerplate; build once, use for many texts and in several threads.

    ``registry`` defaults to the patterns that ship with the package, ``policy`` to
    :meth:`Policy.balanced <stripper.policy.Policy.balanced>`. Pickles by its registry and policy and rebuilds
    the search structure on the other side.

    >>> cleaner = Cleaner()
    >>> cleaner.clean("The bridge reopened on Monday.\\n\\nSubscribe to our newsletter.").body
    'The bridge reopened on Monday.'
    """

    def __init__(self, registry: Registry | None = None, policy: Policy | None = None) -> None:
        self.registry = Registry.load() if registry is None else registry
        self.policy = Policy() if policy is None else policy
        if not isinstance(self.registry, Registry) or not isinstance(self.policy, Policy):
            raise TypeError("Cleaner(registry: Registry, policy: Policy)")

    def __reduce__(self) -> tuple[Any, ...]:
        return Cleaner, (self.registry, self.policy)

    @cached_property
    def _scanner(self) -> Scanner:
        return Scanner(self.registry.rules, self.registry.index)

    @cached_property
    def _kinship(self) -> Kinship:
        return Kinship(self._scanner.speller, self.registry.rules_by_language)

    def clean(self, text: str) -> Result:
        """Return the article body and what was removed from ``text``.

        Spans have half-open offsets in code points of ``text``. Raises TypeError if ``text`` is not a str.

        Cleaning is repeated on what is left until nothing more is found, so that cleaning a body again
        changes nothing. Should that not settle within a few passes, nothing is removed and
        everything is listed as blocked.
        """
        if not isinstance(text, str):
            raise TypeError(f"text must be a str, not {type(text).__name__}")
        spans: list[Span] = []
        kept: list[Span] = []
        blocked: list[Blocked] = []
        result = Result(text)
        for number in range(MAX_PASSES + 1):
            removed, tagged, held = self._pass(result.body)
            if number == 0 or not removed:  # as the text came, and as it ends up
                offsets = result.offsets()
                kept += [_moved(text, offsets, s) for s in tagged]
                blocked = [Blocked(_moved(text, offsets, b.span), b.reason) for b in held]
            if not removed:
                return Result.cut(text, spans, _still_there(kept, spans), blocked)
            if number == MAX_PASSES:
                break
            spans = sorted([*spans, *_lifted(text, result, removed)], key=lambda s: s.start)
            result = Result.cut(text, spans)
        return Result(text, (), tuple(kept), tuple(Blocked(s, "does not settle") for s in spans))

    @overload
    def clean_many(
        self,
        texts: Iterable[str],
        processes: int | None = None,
        chunk: int = 32,
        on_error: Literal["raise"] = "raise",
    ) -> Iterator[Result]: ...

    @overload
    def clean_many(
        self,
        texts: Iterable[object],
        processes: int | None = None,
        chunk: int = 32,
        *,
        on_error: Literal["yield"],
    ) -> Iterator[Result | TextError]: ...

    def clean_many(
        self,
        texts: Iterable[object],
        processes: int | None = None,
        chunk: int = 32,
        on_error: Literal["raise", "yield"] = "raise",
    ) -> Iterator[Result | TextError]:
        """Clean texts one by one: ordered, lazy, in constant memory, whatever their number.

        ``processes`` above 1 spreads them over that many processes, ``chunk`` texts to a message. Texts and
        results then travel between processes, which pays only where cleaning is slower than that; files
        are better cleaned by ``stripper run``, where every process reads and writes its own share.

        A text that is not a str becomes a :class:`~stripper.errors.TextError` with its index:
        raised when its turn comes (``"raise"``), or put in the place of its result (``"yield"``), so that results
        stay aligned with texts.

        >>> cleaner = Cleaner(Registry(()))
        >>> for result in cleaner.clean_many(["One.", None, "Two."], on_error="yield"):
        ...     print(repr(result))
        Result(body='One.', spans=(), kept=(), blocked=())
        TextError('text 1 must be a str, not NoneType')
        Result(body='Two.', spans=(), kept=(), blocked=())
        """
        for name, number in (("processes", 1 if processes is None else processes), ("chunk", chunk)):
            if not isinstance(number, int) or isinstance(number, bool) or number < 1:
                raise ValueError(f"{name} must be a positive number, not {number!r}")
        if on_error not in ("raise", "yield"):
            raise ValueError(f"on_error must be 'raise' or 'yield', not {on_error!r}")
        results: Iterator[Result | TextError]
        if processes is None or processes == 1:
            results = map(self._clean_numbered, enumerate(texts))
        else:
            from stripper.workers import ordered_map  # with the threads it needs, for those who need it

            results = ordered_map(self._clean_numbered, enumerate(texts), processes, chunk)
        return results if on_error == "yield" else map(_raised, results)

    def _clean_numbered(self, numbered: tuple[int, object]) -> Result | TextError:
        index, text = numbered
        return self.clean(text) if isinstance(text, str) else TextError(index, type(text).__name__)

    def scan(self, text: str) -> tuple[Span, ...]:
        """The spans that :meth:`clean` would remove, without cutting."""
        return self.clean(text).spans

    def explain(self, text: str) -> tuple[Explanation, ...]:
        """Every candidate of the first pass over ``text`` with the reason of its verdict, by position."""
        if not isinstance(text, str):
            raise TypeError(f"text must be a str, not {type(text).__name__}")
        found = self._find(text)
        if found is None:
            return ()
        layout, verdict = found
        plan_cuts(layout, verdict, self.policy)
        return tuple(self._explanation(layout.folded, case) for case in verdict.cases)

    def _explanation(self, folded: Folded, case: Case) -> Explanation:
        start, end = folded.raw_span(case.start, case.end)
        pattern = case.match.rule.pattern
        removed = case.believed and case.obstacle is None and pattern.category in self.policy.remove
        reason = case.obstacle or Reason.BELIEVED
        return Explanation(
            start,
            end,
            folded.raw[start:end],
            pattern.category,
            pattern.id,
            round(case.score, 3),
            removed,
            str(reason),
        )

    def _find(self, text: str) -> tuple[Layout, Verdict] | None:
        folded = fold(text)
        layout = lay_out(folded)
        if not layout.lines:
            return None
        matches = find_matches(self._scanner, layout)
        if not matches:
            return None
        kinship = self._kinship.of_text(layout)
        return layout, judge(layout, matches, self.policy, kinship)

    def _pass(self, text: str) -> tuple[list[Span], list[Span], list[Blocked]]:
        """One pass: spans to remove, spans tagged but kept, spans blocked; offsets in ``text``."""
        found = self._find(text)
        if found is None:
            return [], [], []
        layout, verdict = found
        cuts, held = plan_cuts(layout, verdict, self.policy)
        removed = _to_spans(layout.folded, cuts)
        kept = [
            _span(layout.folded, Cut(c.start, c.end, c))
            for c in verdict.cases
            if c.believed and c.match.rule.pattern.category not in self.policy.remove
        ]
        blocked = [Blocked(_span(layout.folded, cut), str(Reason.GUARD)) for cut in held]
        return removed, kept, blocked


def _raised(result: Result | TextError) -> Result:
    if isinstance(result, TextError):
        raise result
    return result


def _span(folded: Folded, cut: Cut) -> Span:
    start, end = folded.raw_span(cut.start, cut.end)
    pattern = cut.case.match.rule.pattern
    return Span(start, end, folded.raw[start:end], pattern.category, pattern.id, round(cut.case.score, 3))


def _to_spans(folded: Folded, cuts: list[Cut]) -> list[Span]:
    """Spans of the input, with the white space that belongs to them; disjoint, sorted."""
    raw, spans = folded.raw, []
    at = 0
    whole = [folded.raw_span(cut.start, cut.end) for cut in cuts]
    for i, cut in enumerate(cuts):
        start, end = max(at, whole[i][0]), whole[i][1]
        limit = whole[i + 1][0] if i + 1 < len(cuts) else len(raw)
        start, end = _with_space(raw, start, max(start, end), limit)
        if end > start:
            pattern = cut.case.match.rule.pattern
            spans.append(
                Span(start, end, raw[start:end], pattern.category, pattern.id, round(cut.case.score, 3))
            )
            at = end
    return _without_dangling_space(raw, spans)


def _without_dangling_space(raw: str, spans: list[Span]) -> list[Span]:
    """Where cuts reach the end of the text, the white space in front of the first of them goes too."""
    first = len(spans)
    end = len(raw)
    while first and spans[first - 1].end == end:
        first -= 1
        end = spans[first].start
    if first < len(spans):
        span, low = spans[first], spans[first - 1].end if first else 0
        start = low + len(raw[low : span.start].rstrip())
        spans[first] = replace(span, start=start, text=raw[start : span.end])
    return spans


def _with_space(raw: str, start: int, end: int, high: int) -> tuple[int, int]:
    """Take the white space behind a cut that would be left doubled."""
    while end < high and raw[end].isspace():
        end += 1
    if end < len(raw) and start > 0 and not raw[start - 1].isspace():
        # Inside a line the space (or the line break) in front stays the separator of what follows.
        space = end
        while space > start and raw[space - 1].isspace():
            space -= 1
        end = space if space > start else end
    return start, end


def _still_there(kept: Iterable[Span], removed: list[Span]) -> list[Span]:
    """The tagged spans that no removed span touches, once each, sorted."""
    starts = [span.start for span in removed]
    found = {}
    for span in kept:
        i = bisect_left(starts, span.end) - 1
        if i < 0 or removed[i].end <= span.start:
            found[span.start, span.end, span.pattern_id] = span
    return [found[key] for key in sorted(found)]


def _moved(text: str, offsets: Offsets, span: Span) -> Span:
    """A span of a body as a span of the input ``text`` (cuts inside are spanned)."""
    start, end = offsets.to_text(span.start), offsets.to_text(max(span.start, span.end - 1)) + 1
    return Span(start, end, text[start:end], span.category, span.pattern_id, span.score)


def _lifted(text: str, result: Result, spans: list[Span]) -> Iterator[Span]:
    """Spans of ``result.body`` as spans of the input, split where earlier cuts lie inside."""
    offsets = result.offsets()
    for span in spans:
        at = offsets.to_text(span.start)
        end = offsets.to_text(span.end - 1) + 1
        for cut in result.spans[bisect_left(offsets.starts, at) : bisect_left(offsets.starts, end)]:
            if at < cut.start:
                yield replace(span, start=at, end=cut.start, text=text[at : cut.start])
            at = cut.end
        if at < end:
            yield replace(span, start=at, end=end, text=text[at:end])
