"""Count how often words stand in ordinary article text, for the choice of anchors.

Usage: python -m benchmarks.background CORPUS.jsonl.gz OUT.tsv

Reads the article-only view of every English page and writes `word<TAB>occurrences per
million words` for the words seen at least five times: frequencies are facts, no text is copied.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from stripper.fold import fold
from stripper.template import words_of


def count(corpus: Path) -> Counter[str]:
    """Word counts of the extracted article text in ``corpus``."""
    counts: Counter[str] = Counter()
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            if page["lang"] == "en" and page.get("trafilatura"):
                counts.update(words_of(fold(page["trafilatura"]).text))
    return counts


def main() -> None:
    """Write the table."""
    counts = count(Path(sys.argv[1]))
    total = sum(counts.values())
    rows = [
        f"{word}\t{round(1e6 * n / total)}"
        for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if n >= 5 and word.isascii() and word.isprintable()
    ]
    Path(sys.argv[2]).write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(rows)} words out of {total}")


if __name__ == "__main__":
    main()
