"""What a program of a user looks like; .ci/release checks its types and its output against the installed wheel."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import stripper
from stripper import Category, Cleaner, Policy, Registry, Result, Span
from stripper.errors import PatternError, StripperError, TextError

TEXT = "The bridge reopened on Monday.\n\nPlease share this article.\n\nBy Ann Low"


def categories(results: Iterable[Result]) -> Counter[Category]:
    """How often something of each category went."""
    return Counter(span.category for result in results for span in result.spans)


def bodies(cleaner: Cleaner, texts: Iterable[object]) -> Iterator[str | None]:
    """The body of each text, None for what is no text."""
    for result in cleaner.clean_many(texts, on_error="yield"):
        yield None if isinstance(result, TextError) else result.body


def load(path: Path) -> Registry:
    """The shipped patterns and those of a pack."""
    try:
        return Registry.load(path)
    except PatternError as error:
        print(f"{error.file or path}: {error.why}", file=sys.stderr)
        return Registry.load()


def main() -> int:
    """Use most of what is public."""
    cleaner = Cleaner(load(Path("no-such-pack.toml")), Policy.precise())
    result: Result = cleaner.clean(TEXT)
    spans: tuple[Span, ...] = stripper.scan(TEXT)
    first: Span = spans[0]
    start: int = first.start
    score: float = first.score
    counted: Counter[Category] = categories([result])
    assert result.restore() == TEXT and TEXT[start : first.end] == first.text and 0 < score <= 1
    assert counted[Category.SHARE] == 1 and issubclass(TextError, StripperError)
    assert all(explanation.reason for explanation in stripper.explain(TEXT))
    print(list(bodies(cleaner, [TEXT, None])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
