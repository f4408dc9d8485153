"""What cleaning gives back: spans with exact offsets, and a result from which the input can be rebuilt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any

from stripper.errors import SpanError
from stripper.pattern import Category

__all__ = ["Blocked", "Explanation", "Result", "Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the input; ``text`` is ``input[start:end]``.

    ``start`` and ``end`` are half-open offsets in code points; ``score`` is the judge's belief, 0 to 1.
    """

    start: int
    end: int
    text: str
    category: Category
    pattern_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Blocked:
    """A span that was believed to be boilerplate but held back, and why."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of one candidate: its place in the input, score, and the reason of the verdict."""

    start: int
    end: int
    text: str
    category: Category
    pattern_id: str
    score: float
    removed: bool
    reason: str


def _span_from_dict(data: Mapping[str, Any]) -> Span:
    return Span(
        int(data["start"]),
        int(data["end"]),
        str(data["text"]),
        Category(data["category"]),
        str(data["pattern_id"]),
        float(data["score"]),
    )


@dataclass(frozen=True, slots=True)
class Offsets:
    """Where the cuts are: offsets in the input and in the body, and what was taken before each of them."""

    starts: list[int]
    before: list[int]
    cuts: list[int]

    def to_body(self, offset: int) -> int:
        """Offset in the body of a code point of the input."""
        i = bisect_right(self.starts, offset)
        inside = min(offset - self.starts[i - 1], self.before[i] - self.before[i - 1]) if i else 0
        return offset - (self.before[i - 1] if i else 0) - inside

    def to_text(self, offset: int) -> int:
        """Offset in the input of a code point of the body."""
        return offset + self.before[bisect_right(self.cuts, offset)]


@dataclass(frozen=True, slots=True)
class Result:
    """The article, and everything that was taken from it.

    ``spans`` were removed: sorted, disjoint, non-empty. ``kept`` were recognised but belong to a category that
    stays (byline, credit, ...). ``blocked`` were held back by the policy's guard.

    >>> from stripper.pattern import Category
    >>> text = "News. Share this! More news."
    >>> result = Result.cut(text, [Span(6, 18, "Share this! ", Category.SHARE, "en.share.x", 0.9)])
    >>> result.body, result.restore() == text
    ('News. More news.', True)
    """

    body: str
    spans: tuple[Span, ...] = ()
    kept: tuple[Span, ...] = ()
    blocked: tuple[Blocked, ...] = ()

    @classmethod
    def cut(
        cls, text: str, spans: Iterable[Span], kept: Iterable[Span] = (), blocked: Iterable[Blocked] = ()
    ) -> Result:
        """Cut ``spans`` out of ``text``; raises :class:`~stripper.errors.SpanError` if they do not fit it."""
        ordered = tuple(sorted(spans, key=lambda s: s.start))
        pieces, at = [], 0
        for span in ordered:
            if span.start < at or span.end <= span.start or span.end > len(text):
                raise SpanError(
                    f"span {span.start}:{span.end} overlaps another, is empty or outside of the text"
                )
            if text[span.start : span.end] != span.text:
                raise SpanError(f"span {span.start}:{span.end} does not hold its own text")
            pieces.append(text[at : span.start])
            at = span.end
        pieces.append(text[at:])
        return cls("".join(pieces), ordered, tuple(kept), tuple(blocked))

    def restore(self) -> str:
        """The input, rebuilt exactly from ``body`` and ``spans``."""
        pieces, at, taken = [], 0, 0
        for span in self.spans:
            cut = span.start - taken
            pieces += [self.body[at:cut], span.text]
            at = cut
            taken += span.end - span.start
        pieces.append(self.body[at:])
        return "".join(pieces)

    def to_body(self, offset: int) -> int:
        """Offset in ``body`` of a code point of the input; inside a removed span, where it was cut.

        Raises :class:`~stripper.errors.SpanError` outside of the input.

        >>> from stripper.pattern import Category
        >>> result = Result.cut("a--b", [Span(1, 3, "--", Category.UI, "x.ui.y", 1.0)])
        >>> [result.to_body(i) for i in range(5)], [result.to_text(i) for i in range(3)]
        ([0, 1, 1, 1, 2], [0, 3, 4])
        """
        offsets = self.offsets()
        if not 0 <= offset <= len(self.body) + offsets.before[-1]:
            raise SpanError(f"offset {offset} is outside of the input")
        return offsets.to_body(offset)

    def to_text(self, offset: int) -> int:
        """Offset in the input of a code point of ``body``; at a cut, the one behind it."""
        if not 0 <= offset <= len(self.body):
            raise SpanError(f"offset {offset} is outside of the body")
        return self.offsets().to_text(offset)

    def offsets(self) -> Offsets:
        """The mapping itself, for many offsets of one result."""
        before = list(accumulate((s.end - s.start for s in self.spans), initial=0))
        starts = [span.start for span in self.spans]
        return Offsets(starts, before, [start - before[i] for i, start in enumerate(starts)])

    def mark(self, start: str = "[[{category}:", end: str = "]]") -> str:
        """The input with every removed span between ``start`` and ``end`` (formatted with the span's fields)."""
        text, pieces, at = self.restore(), [], 0
        for span in self.spans:
            fields = asdict(span)
            pieces += [text[at : span.start], start.format(**fields), span.text, end.format(**fields)]
            at = span.end
        return "".join([*pieces, text[at:]])

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; :meth:`from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Result:
        """Rebuild a result from :meth:`to_dict`; raises :class:`~stripper.errors.SpanError` if it is not one."""
        try:
            result = cls(
                str(data["body"]),
                tuple(_span_from_dict(s) for s in data["spans"]),
                tuple(_span_from_dict(s) for s in data["kept"]),
                tuple(Blocked(_span_from_dict(b["span"]), str(b["reason"])) for b in data["blocked"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise SpanError(f"not a result: {error!r}") from error
        return cls.cut(result.restore(), result.spans, result.kept, result.blocked)
