"""What changes between two versions of a pack: for its users' documents, and for its version number.

A pack's version says what an update may do. *Patch*: only examples and sources changed, no result can. *Minor*: new
patterns, or wordings, zones and the like changed; results may. *Major*: ids are gone or mean another
category, so that settings and tallies that name them break.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import IntEnum

from stripper.cleaner import Cleaner
from stripper.corpus import Document
from stripper.pattern import Pattern
from stripper.policy import Policy
from stripper.registry import Registry
from stripper.spans import Span

__all__ = ["Bump", "Change", "PackDiff", "changed_documents", "compare"]

_EXAMPLES = ("match", "keep", "source", "file")


class Bump(IntEnum):
    """The part of a version number that an update has to raise."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True)
class PackDiff:
    """Ids by what happened to them, lists of the vocabulary that changed, and the bump that all of it needs."""

    removed: tuple[str, ...]
    recategorised: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    vocabulary: tuple[str, ...]
    examples: tuple[str, ...]

    @property
    def bump(self) -> Bump:
        """What the version number needs.

        >>> PackDiff((), (), ("en.share.new",), (), (), ()).bump.name
        'MINOR'
        """
        if self.removed or self.recategorised:
            return Bump.MAJOR
        if self.added or self.changed or self.vocabulary:
            return Bump.MINOR
        return Bump.PATCH if self.examples else Bump.NONE


@dataclass(frozen=True, slots=True)
class Change:
    """A document whose result differs, with the spans that only one of the two registries removes."""

    document: Document
    gone: tuple[Span, ...]
    new: tuple[Span, ...]


def _rules(pattern: Pattern) -> dict[str, object]:
    return {key: value for key, value in asdict(pattern).items() if key not in _EXAMPLES}


def compare(old: Registry, new: Registry) -> PackDiff:
    """What happened to the patterns and the vocabulary."""
    before, after = ({p.id: p for p in registry} for registry in (old, new))
    both = sorted(before.keys() & after.keys())
    moved = tuple(i for i in both if before[i].category != after[i].category)
    changed = tuple(i for i in both if i not in moved and _rules(before[i]) != _rules(after[i]))
    shown = tuple(
        i
        for i in both
        if i not in moved
        and i not in changed
        and any(getattr(before[i], key) != getattr(after[i], key) for key in _EXAMPLES[:-1])
    )
    lists = sorted(old.vocab.keys() | new.vocab.keys())
    return PackDiff(
        removed=tuple(sorted(before.keys() - after.keys())),
        recategorised=moved,
        added=tuple(sorted(after.keys() - before.keys())),
        changed=changed,
        vocabulary=tuple(n for n in lists if old.vocab.get(n) != new.vocab.get(n)),
        examples=shown,
    )


def changed_documents(
    old: Registry, new: Registry, corpus: Iterable[Document], policy: Policy | None = None
) -> Iterator[Change]:
    """Documents whose body differs; spans are the same if they remove the same characters, whatever pattern does it."""
    before, after = Cleaner(old, policy), Cleaner(new, policy)
    for document in corpus:
        was, now = before.clean(document.text), after.clean(document.text)
        if was.body != now.body:
            places_was = {(s.start, s.end) for s in was.spans}
            places_now = {(s.start, s.end) for s in now.spans}
            yield Change(
                document,
                tuple(s for s in was.spans if (s.start, s.end) not in places_now),
                tuple(s for s in now.spans if (s.start, s.end) not in places_was),
            )
