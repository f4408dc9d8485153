"""The search index of a list of rules: which piece, label or opening word leads to which rule.

Working it out takes seconds for thousands of templates, reading it back a fraction of one. ``cached`` keeps the
index of the shipped patterns in a file beside them, as Python keeps byte code; the file is
written when the wheel is built, so an installed package never works anything out. It is a line of JSON, and the large
tables in a form that is mapped and not read. It counts only if the digest of everything it was made from still fits.
"""

from __future__ import annotations

import json
import mmap
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from stripper.buckets import Buffer
from stripper.labels import LabelTable
from stripper.piece_table import PieceTable, Users
from stripper.pieces import mark_spellings, ordinary_words
from stripper.rules import RegexRule, Rule, TemplateRule, widest_line
from stripper.speech import all_words as words_of_speech
from stripper.spelling import EVERY_LANGUAGE, Speller

__all__ = ["WINDOWS", "Index", "build_key", "read_cache", "write_cache"]

CACHE = "__cache__/index.bin"
_SOURCES = (
    "fold",
    "template",
    "pieces",
    "facts",
    "pattern",
    "rules",
    "labels",
    "buckets",
    "piece_table",
    "spelling",
    "speech",
    "index",
    "registry",
    "stored",
)

WINDOWS = 8  # more than a rule can have; a user is WINDOWS * number of a rule + number of the window


@dataclass(frozen=True, slots=True)
class Index:
    """Literals to scan for in running words and in raw text, labels, and words that open sentences.

    The literals of each language are a table of their own, because most texts are in one or two. ``facts`` has a row
    for each template and vetted regex, None for other rules. ``spelled`` is what the speller reads.
    """

    words: Mapping[str, PieceTable]
    literals: Mapping[str, PieceTable]
    labels: LabelTable
    openers: Mapping[str, list[int]]
    facts: Sequence[list[Any] | None]
    spelled: Buffer

    @classmethod
    def build(cls, rules: Iterable[Rule], spelled: Buffer | None = None) -> Index:
        """The index of ``rules``, numbered as they come.

        ``spelled`` is the speller's table if there is one already that has the words of all the rules.
        """
        words, literals = _Users(), _Users()
        labels: dict[str, list[int]] = defaultdict(list)
        openers: dict[str, list[int]] = defaultdict(list)
        facts: list[list[Any] | None] = []
        known = _ordinary() if spelled is None else None
        for number, rule in enumerate(rules):
            facts.append(rule.facts.to_json() if isinstance(rule, TemplateRule) else None)
            if known is not None:
                for word in rule.words:
                    uses = known[word]
                    uses[rule.pattern.language] = uses.get(rule.pattern.language, 0) + 1
            for i, window in enumerate(rule.pieces):
                as_words = window is not mark_spellings and not isinstance(rule, RegexRule)
                for piece in window:
                    users = words if as_words else literals
                    users[rule.pattern.language][piece].append(WINDOWS * number + i)
            if isinstance(rule, TemplateRule):
                for label in rule.labels:
                    labels[label].append(number)
                for word in rule.openers:
                    openers[word].append(number)

        tables = words.tables(), literals.tables(), LabelTable.build(labels)
        table = Speller.pack(known) if known is not None else spelled
        assert table is not None
        return cls(*tables, _sorted(openers), facts, table)

    @classmethod
    def merge(cls, parts: Iterable[tuple[Index, Mapping[int, int]]]) -> Index:
        """One index of several, each with the new numbers of its rules; rules without a number are left out."""
        parts = list(parts)
        words, literals = _Users(), _Users()
        openers: dict[str, list[int]] = defaultdict(list)
        facts: dict[int, list[Any] | None] = {}
        for index, numbers in parts:
            facts |= {numbers[n]: row for n, row in enumerate(index.facts) if n in numbers}
            users = {
                WINDOWS * old + i: WINDOWS * new + i for old, new in numbers.items() for i in range(WINDOWS)
            }
            for old, new in (index.words, words), (index.literals, literals):
                for language, table in old.items():
                    for piece, used_by in table.items():
                        new[language][piece] += [users[u] for u in used_by if u in users]
            for word, opened in index.openers.items():
                openers[word] += [numbers[n] for n in opened if n in numbers]
        labels = LabelTable.merge((index.labels, numbers) for index, numbers in parts)
        tables = words.tables(), literals.tables(), labels
        spelled: dict[str, dict[str, int]] = defaultdict(dict)
        for index, _ in parts:
            for word, uses in index.speller().items():
                for code, count in uses.items():
                    spelled[word][code] = max(count, spelled[word].get(code, 0))
        return cls(*tables, _sorted(openers), [facts[n] for n in sorted(facts)], Speller.pack(spelled))

    def vetted(self, rules: Iterable[Rule]) -> Index:
        """The index of the same rules, whose regexes somebody has looked at."""
        facts = [
            [widest_line(rule.pattern.regex)] if isinstance(rule, RegexRule) else row
            for rule, row in zip(rules, self.facts, strict=True)
        ]
        return replace(self, facts=facts)

    def speller(self) -> Speller:
        """Knows the words of the rules."""
        return Speller(self.spelled)

    def dump(self) -> tuple[list[Any], bytes]:
        """The index as JSON values, and the tables they leave out."""
        labels, first_words = self.labels.dump()
        pieces = [table.data for tables in (self.words, self.literals) for table in tables.values()]
        tables = (*pieces, labels, bytes(self.spelled))
        languages = [list(self.words), list(self.literals)]
        facts = list(self.facts)
        return [[*map(len, tables)], languages, first_words, self.openers, facts], b"".join(tables)

    @classmethod
    def load(cls, values: list[Any], data: Buffer) -> Index:
        """What :meth:`dump` gave."""
        sizes, (words, literals), first_words, openers, facts = values
        ends = list(accumulate(sizes, initial=0))
        parts = iter([memoryview(data)[a:b] for a, b in pairwise(ends)])
        running, raw = ({code: PieceTable(next(parts)) for code in codes} for codes in (words, literals))
        return cls(running, raw, LabelTable(next(parts), first_words), openers, facts, next(parts))

    def __reduce__(self) -> tuple[Any, ...]:
        return Index.load, self.dump()  # a mapped file does not pickle


class _Users(defaultdict[str, dict[str, Users]]):
    """Language -> piece -> its users, while an index is built."""

    def __init__(self) -> None:
        super().__init__(lambda: defaultdict(list))

    def tables(self) -> dict[str, PieceTable]:
        """In an order that depends on nothing but the content; without empty ones."""
        built = {language: PieceTable.build(self[language]) for language in sorted(self)}
        return {language: table for language, table in built.items() if len(table)}


def _ordinary() -> dict[str, dict[str, int]]:
    """Words that are right as they stand, though no rule may have them."""
    words: dict[str, dict[str, int]] = defaultdict(dict)
    for language, word in ordinary_words():
        words[word][language] = 0
    for word in words_of_speech():
        words[word][EVERY_LANGUAGE] = 0
    return words


def _sorted(table: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """In an order that depends on nothing but the content; without empty entries."""
    return {key: sorted(table[key]) for key in sorted(table) if table[key]}


# -- the cache file ------------------------------------------------------------------------------


@cache
def _code_digest() -> bytes:
    """Digest of the code and statistics that an index depends on (empty where only byte code is installed)."""
    import hashlib  # slow to import; nobody who brings their own patterns needs it

    here = Path(__file__).parent
    digest = hashlib.sha256()
    data = (here / "background.tsv", here / "ordinary.txt")
    for file in (*(here / f"{name}.py" for name in _SOURCES), *data):
        with suppress(OSError):
            digest.update(file.read_bytes())
    return digest.digest()


def build_key(files: Mapping[str, bytes]) -> str:
    """What a cache file must have been made from: the content of the pack's files, and this code."""
    import hashlib

    digest = hashlib.sha256(_code_digest())
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def read_cache(folder: Path, key: str) -> tuple[dict[str, Any], Buffer] | None:
    """The cached values and data of the pack in ``folder``, or None if there are none that fit ``key``."""
    try:
        with (folder / CACHE).open("rb") as file:
            if file.readline().strip() != key.encode():
                return None
            found: dict[str, Any] = json.loads(file.readline())
            start, size = file.tell(), found["size"]
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return (found, memoryview(mapped)[start:]) if len(mapped) == start + size else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_cache(folder: Path, key: str, values: Mapping[str, Any], data: bytes) -> None:
    """Keep ``values`` and ``data``; quietly not, where the folder cannot be written to."""
    import tempfile  # slow to import, and needed only here

    path = folder / CACHE
    header = json.dumps({**values, "size": len(data)}, ensure_ascii=False, separators=(",", ":"))
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            Path(name).chmod(0o644)  # a temporary file is its owner's alone
            with os.fdopen(handle, "wb") as file:
                file.write(f"{key}\n{header}\n".encode())
                file.write(data)
            Path(name).replace(path)  # atomic: a reader sees the old file or the new one
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
