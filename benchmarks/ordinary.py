"""Pick the words that everybody writes, for telling a damaged word from a right one.

Usage: python -m benchmarks.ordinary (needs `pip install spacy-lookups-data`)

Writes ``stripper/ordinary.txt``, a line a language, from the word probabilities of spacy-lookups-data (MIT licence, see
``stripper/ordinary.LICENSE``): the commonest words, folded as texts are. That package has them for these languages only;
for the others the words of ``background.tsv`` and of the patterns have to do.
"""

from __future__ import annotations

import gzip
import json
import sys
from importlib.resources import files
from pathlib import Path

from stripper import pieces
from stripper.fold import fold_phrase
from stripper.template import words_of

SIZES = {"de": 25_000, "el": 15_000, "en": 20_000, "es": 15_000}  # German has the most forms
MIN_LETTERS = 3


def commonest(language: str, size: int) -> list[str]:
    """The folded words of a language, sorted."""
    table = files("spacy_lookups_data") / "data" / f"{language}_lexeme_prob.json.gz"
    rates: dict[str, float] = json.loads(gzip.decompress(table.read_bytes()))
    found: dict[str, None] = {}
    for word in sorted(rates, key=lambda w: (-rates[w], w)):
        folded = fold_phrase(word) if word.isalpha() else ""
        if len(folded) >= MIN_LETTERS and words_of(folded) == [folded]:
            found[folded] = None
        if len(found) == size:
            break
    return sorted(found)


def main() -> int:
    """Write the file."""
    try:
        rows = [f"{code}\t{' '.join(commonest(code, size))}\n" for code, size in SIZES.items()]
    except ModuleNotFoundError as error:
        print(f"{error}: pip install spacy-lookups-data", file=sys.stderr)
        return 2
    Path(pieces.__file__).with_name("ordinary.txt").write_text("".join(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
