"""What cleaning gives for sixty articles with boilerplate in all languages, to the offset: the same everywhere, always.

``python -m benchmarks.golden`` compares with the file ``golden.jsonl`` and prints what is different, ``--write`` renews
it (after a change of patterns or code that means to change results: look at the difference before), ``--digest`` prints
one digest over everything. The file has a line for each article; the articles themselves are composed from ``data/``.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.datasets import load_bodies, load_footers, own_languages
from benchmarks.footers import LAYOUTS, compose
from stripper import Cleaner, Registry, Result, Span

__all__ = ["FILE", "Entry", "differences", "digest", "entry", "golden_texts", "main", "read"]

FILE = Path(__file__).with_name("golden.jsonl")
_EACH = 2  # articles of a language, and of English in every layout
_NOISE = (0, 2)
_SHOWN = 24  # characters at both ends of a span
_SHA = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one article: digests of text and body, and a readable line for each span."""

    id: str
    text: str
    body: str
    spans: tuple[str, ...]

    def to_line(self) -> str:
        """As a line of the file."""
        row = {"id": self.id, "text": self.text, "body": self.body, "spans": self.spans}
        return json.dumps(row, ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> Entry:
        """What :meth:`to_line` gave."""
        row: dict[str, Any] = json.loads(line)
        return cls(row["id"], row["text"], row["body"], tuple(row["spans"]))


def golden_texts() -> list[tuple[str, str]]:
    """(name, text) of the articles, always the same."""
    found = []
    for number, language in enumerate(["en", *own_languages()]):
        bodies, footers = load_bodies(language), load_footers(language)
        layouts = LAYOUTS if language == "en" else (LAYOUTS[number % len(LAYOUTS)],)
        for layout in layouts:
            for noise in _NOISE:
                documents = list(compose(bodies, footers, layout, noise))
                picked = documents[number % 3 :: max(1, len(documents) // _EACH)][
                    : _EACH if noise == 0 else 1
                ]
                found += [(f"{language} {layout} {noise} {d.id}", d.text) for d in picked]
    return found


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_SHA]


def _shown(text: str) -> str:
    return text if len(text) <= 2 * _SHOWN else f"{text[:_SHOWN]} ... {text[-_SHOWN:]}"


def _span(what: str, span: Span) -> str:
    return (
        f"{what} {span.start}-{span.end} {span.category} {span.pattern_id} {span.score} {_shown(span.text)!r}"
    )


def entry(name: str, result: Result) -> Entry:
    """What became of an article."""
    spans = (
        *(_span("cut", span) for span in result.spans),
        *(_span("kept", span) for span in result.kept),
        *(_span(f"blocked ({b.reason})", b.span) for b in result.blocked),
    )
    return Entry(name, _sha(result.restore()), _sha(result.body), spans)


def entries(clean: Callable[[str], Result]) -> list[Entry]:
    """What becomes of all articles."""
    return [entry(name, clean(text)) for name, text in golden_texts()]


def digest(found: Iterable[Entry]) -> str:
    """SHA-256 over everything."""
    return hashlib.sha256("\n".join(e.to_line() for e in found).encode()).hexdigest()


def read(file: Path = FILE) -> list[Entry]:
    """The entries of the file."""
    return [Entry.from_line(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def differences(old: Sequence[Entry], new: Sequence[Entry]) -> list[str]:
    """What is different, by article: ``-`` is what the file has, ``+`` what is now.

    >>> a, b = Entry("x", "t", "b", ("cut 1-2", "cut 5-9")), Entry("x", "t", "c", ("cut 1-2", "cut 5-8"))
    >>> differences([a], [b])
    ['x:', '  - cut 5-9', '  + cut 5-8']
    >>> differences([a], [a])
    []
    """
    before, now = ({e.id: e for e in some} for some in (old, new))
    lines: list[str] = []
    for name in dict.fromkeys([*before, *now]):
        was, is_ = before.get(name), now.get(name)
        if was == is_:
            continue
        if was is None or is_ is None:
            lines.append(f"{name}: {'is new' if was is None else 'is gone'}")
            continue
        lines.append(f"{name}:{'' if was.text == is_.text else ' the article itself is another one'}")
        changed = difflib.ndiff(was.spans, is_.spans)
        lines += [f"  {line}" for line in changed if line[0] in "+-"] or ["  the same spans, another body"]
    return lines


def main(argv: Sequence[str] = ()) -> int:
    """Compare, write or print the digest."""
    if set(argv) - {"--write", "--digest"}:
        print(__doc__)
        return 2
    found = entries(Cleaner(Registry.load(plugins=False)).clean)
    if "--digest" in argv:
        print(digest(found))
        return 0
    changed = differences(read() if FILE.exists() else [], found)
    print("\n".join(changed) or f"{len(found)} articles as in {FILE.name}")
    if "--write" in argv:
        FILE.write_text("".join(f"{e.to_line()}\n" for e in found), encoding="utf-8")
        return 0
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
