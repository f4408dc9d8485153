"""Count how often words stand in ordinary article text, for the choice of anchors.

Usage: python -m benchmarks.background CORPUS.jsonl.gz OUT.tsv

Reads the article-only view of every page and writes `language<TAB>word<TAB>occurrences per million words` for the
words seen at least five times in a language: frequencies are facts, no text is copied.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from stripper.fold import fold, stands_alone
from stripper.template import words_of

MIN_WORDS = 3000  # of a language, for its frequencies to mean anything


def count(corpus: Path) -> dict[str, Counter[str]]:
    """Word counts of the extracted article text in ``corpus``, by language."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            if page.get("trafilatura"):
                counts[page["lang"]].update(words_of(fold(page["trafilatura"]).text))
    return counts


def rates(words: Counter[str]) -> dict[str, int]:
    """Occurrences per million words of the words seen often enough."""
    total = sum(words.values())
    seen = {w: n for w, n in words.items() if n >= 5 and w.isprintable() and not stands_alone(w)}
    return {
        word: round(1e6 * n / total) for word, n in sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    }


def main() -> None:
    """Write the table."""
    counts = count(Path(sys.argv[1]))
    rows = [
        f"{language}\t{word}\t{rate}\n"
        for language, words in sorted(counts.items())
        if sum(words.values()) >= MIN_WORDS
        for word, rate in rates(words).items()
    ]
    Path(sys.argv[2]).write_text("".join(rows), encoding="utf-8")
    print(f"{len(rows)} words of {', '.join(sorted(counts))}")


if __name__ == "__main__":
    main()
