"""Count what repeats in a corpus, in two passes and bounded memory.

The first pass counts keys in a table of fixed size (64 MB, two cells a key, the smaller is the estimate); the second
keeps statistics of those keys only that the table says are frequent.

What tells boilerplate from a syndicated story is company: the footer stands under ever new articles, the
story's sentences stand together wherever they go. A document therefore counts as *new* for a block only if at
least half of its rarest long units have not been seen beside the block before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from stripper.corpus import Document
from stripper.mine_units import Place, Sighting, sightings

__all__ = ["Family", "Stats", "Survey", "survey"]

TABLE_BITS = 26
MAX_FAMILIES = 150_000
MAX_VARIANTS = 12
_FREQUENT = 3  # times the count from which something repeats: the end of a sentence repeats more easily
FEATURES = 6  # units that stand for a document
MAX_SEEN = 240  # features remembered a family: more than enough to call it varied
_FEATURE_LENGTH = 40  # characters


class _Table:
    """Saturating counts of keys in two cells each; never too low, rarely too high."""

    def __init__(self, bits: int) -> None:
        self.cells = bytearray(1 << bits)
        self.mask = (1 << bits) - 1

    def add(self, key: int) -> None:
        """Count one."""
        cells = self.cells
        for at in (key & self.mask, (key >> 32) & self.mask):
            if cells[at] < 255:
                cells[at] += 1

    def count(self, key: int) -> int:
        """How often a key was counted, at most."""
        return min(self.cells[key & self.mask], self.cells[(key >> 32) & self.mask])


@dataclass(slots=True)
class Stats:
    """One family in one source. Counts are of documents; ``new`` of those with new company.

    ``own_line``: on a line where everything repeats; ``alone``: on one where nothing else is.

    ``variants``: its texts with the smallest keys, a sample that does not depend on the order of documents.
    ``following``: the key of the unit that mostly comes next, by majority vote, with its votes.
    """

    documents: int = 0
    new: int = 0
    places: list[int] = field(default_factory=lambda: [0, 0, 0])
    own_line: int = 0
    alone: int = 0
    prose: int = 0
    variants: dict[str, None] = field(default_factory=dict)
    following: int = 0
    votes: int = 0
    last: int = -1

    def add(self, seen: Sighting, place: Place, own_line: bool, following: int) -> None:
        """Count one document's sighting."""
        self.documents += 1
        self.places[place] += 1
        self.own_line += own_line
        self.alone += seen.alone
        self.prose += seen.prose
        self.variants[seen.text] = None
        if len(self.variants) > MAX_VARIANTS:
            del self.variants[max(self.variants, key=_order)]
        if not self.votes:
            self.following = following
        self.votes += 1 if self.following == following else -1

    @property
    def texts(self) -> list[str]:
        """The variants, in an order of their own."""
        return sorted(self.variants, key=_order)


@dataclass(slots=True)
class Family:
    """All units with one key; ``whole`` says whether the key is of the whole unit or of one end."""

    key: int
    whole: bool
    seen: set[int] = field(default_factory=set)
    sources: dict[str, Stats] = field(default_factory=dict)

    def is_new(self, features: list[int]) -> bool:
        """Whether a document is new company, and remember it."""
        if len(self.seen) >= MAX_SEEN:
            return True
        others = [f for f in features if f != self.key]
        unseen = [f for f in others if f not in self.seen]
        if self.seen and (not unseen or 2 * len(unseen) < len(others)):
            return False
        self.seen.update(others)
        return True


@dataclass(slots=True)
class Survey:
    """What a corpus repeats: families by key, and the number of documents of every source."""

    families: dict[int, Family]
    documents: dict[str, int]
    min_count: int


def _order(text: str) -> tuple[int, str]:
    """An order of texts that has nothing to do with their meaning, so that samples are not all of one kind."""
    from zlib import crc32

    return crc32(text.encode("utf-8", "surrogatepass")), text


def survey(
    corpus: Iterable[Document],
    min_documents: int = 3,
    *,
    table_bits: int = TABLE_BITS,
    max_families: int = MAX_FAMILIES,
) -> Survey:
    """Count the units of a corpus, which is iterated twice.

    Memory is bounded by ``table_bits`` (two to that power bytes) and ``max_families``: when there are
    more, the rarest are forgotten and ``min_count`` of the survey says what still counts.

    >>> texts = [f"Story {n} is about {word}.\\n\\nRead the gazette." for n, word in enumerate(("rain", "ice", "snow"))]
    >>> found = survey([Document("gazette", text) for text in texts], table_bits=12)
    >>> [stats.texts for family in found.families.values() for stats in family.sources.values()]
    [['Read the gazette.']]
    """
    table = _Table(table_bits)
    for document in corpus:
        for key in {k for s in sightings(document.text) for k in (s.key, *s.shoulders)}:
            table.add(key)
    result = Survey({}, {}, min_documents)
    for number, document in enumerate(corpus):
        result.documents[document.source] = result.documents.get(document.source, 0) + 1
        _count(result, table, document, number)
        while len(result.families) > max_families:
            result.min_count += 1
            rare = [key for key in result.families if table.count(key) < result.min_count]
            for key in rare:
                del result.families[key]
            if result.min_count > 255:  # the table's counts end here: forget the youngest
                for key in list(islice(result.families, max_families, None)):
                    del result.families[key]
    return result


def _count(result: Survey, table: _Table, document: Document, number: int) -> None:
    units = list(sightings(document.text))
    long = [s for s in units if len(s.text) >= _FEATURE_LENGTH] or units
    rarest = sorted(
        {(_varies(table, s, result.min_count), table.count(s.key), -len(s.text), s.key) for s in long}
    )
    features = [key for *_, key in rarest[:FEATURES]]
    places = _places(table, units, result.min_count)
    mixed = {
        s.line
        for s in units
        if table.count(s.key) < result.min_count and not _varies(table, s, result.min_count)
    }
    for i, seen in enumerate(units):
        following = units[i + 1].key if i + 1 < len(units) else 0
        for key in (seen.key, *seen.shoulders):
            if table.count(key) < result.min_count:
                continue
            family = result.families.get(key)
            if family is None:
                family = result.families[key] = Family(key, key == seen.key)
            stats = family.sources.setdefault(document.source, Stats())
            if stats.last == number:  # once a document
                continue
            stats.last = number
            stats.add(seen, places[i], seen.line not in mixed, following)
            stats.new += family.is_new(features)


def _varies(table: _Table, seen: Sighting, min_count: int) -> bool:
    """Whether a unit is a frequent wording with something else in it each time, such as a title."""
    return any(table.count(key) >= _FREQUENT * min_count for key in seen.shoulders)


def _places(table: _Table, units: list[Sighting], min_count: int) -> list[Place]:
    """Where units stand, counted in article prose: the tail has none behind it, the head none before it.

    Article prose is what nobody repeats, neither whole nor with another title or name in it.
    """
    article = [
        i
        for i, seen in enumerate(units)
        if seen.prose and table.count(seen.key) < min_count and not _varies(table, seen, min_count)
    ]
    if not article:  # nothing here is this document's own
        return [Place.MIDDLE if seen.prose else seen.place for seen in units]
    first, last = article[0], article[-1]
    return [Place.HEAD if i < first else Place.TAIL if i > last else Place.MIDDLE for i in range(len(units))]


def edge_share(stats: Stats) -> float:
    """Share of the documents in which a family stands at the head or the tail."""
    return (stats.places[Place.HEAD] + stats.places[Place.TAIL]) / max(1, stats.documents)
