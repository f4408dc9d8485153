"""The cleaner of an adapter: travels small, and is built once in every process however often it arrives."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stripper.cleaner import Cleaner
from stripper.errors import StripperError
from stripper.policy import Policy
from stripper.registry import Registry
from stripper.spans import Result

__all__ = ["Engine", "Spans", "built"]

Spans = list[dict[str, Any]]
"""Removed spans as plain data: start, end, text, category, pattern_id, score."""

_cleaners: dict[tuple[str, ...], Cleaner] = {}
_building = threading.Lock()
_builders: list[int] = []  # process ids: forked processes inherit cleaners that they have not built


def built() -> int:
    """How many cleaners the engines of this process have built."""
    return _builders.count(os.getpid())


@dataclass(frozen=True, slots=True)
class Engine:
    """A cleaner by its settings: ``policy`` and further ``packs``, or a ``registry`` of one's own.

    Pickles as these settings; without ``registry``, the patterns are those installed where it arrives, and
    have to be the same as where it came from.

    >>> engine = Engine(registry=Registry(()))
    >>> engine.body("News."), engine.body(None), engine.spans("News.")
    ('News.', None, [])
    """

    policy: Policy = field(default_factory=Policy)
    packs: tuple[str, ...] = ()
    registry: Registry | None = field(default=None, hash=False)
    expected: str = field(default="", compare=False, repr=False)  # digest where it came from
    _cleaner: Cleaner | None = field(default=None, init=False, compare=False, repr=False)

    @classmethod
    def named(cls, policy: str = "balanced", packs: Iterable[str] = ()) -> Engine:
        """An engine by the name of a policy's preset and the paths of packs, as configuration files have them."""
        return cls(Policy.named(policy), tuple(packs))

    @property
    def cleaner(self) -> Cleaner:
        """The cleaner of this process for these settings."""
        if self._cleaner is not None:
            return self._cleaner
        key = (self.policy.digest, *self.packs, "" if self.registry is None else self.registry.digest)
        with _building:
            if key not in _cleaners:
                registry = Registry.load(*self.packs) if self.registry is None else self.registry
                _cleaners[key] = Cleaner(registry, self.policy)
                _builders.append(os.getpid())
        cleaner = _cleaners[key]
        if self.expected and cleaner.registry.digest != self.expected:
            raise StripperError(
                f"this process has other patterns (digest {cleaner.registry.digest[:12]}) than the one that "
                f"sent the work ({self.expected[:12]}): install the same version and plug-ins, or send a registry"
            )
        object.__setattr__(self, "_cleaner", cleaner)
        return cleaner

    def clean(self, text: str | None) -> Result | None:
        """The result for a text; None for None, as data frames and documents have it. Raises TypeError otherwise."""
        return None if text is None else self.cleaner.clean(text)

    def body(self, text: str | None) -> str | None:
        """The article in a text."""
        result = self.clean(text)
        return None if result is None else result.body

    def spans(self, text: str | None) -> Spans | None:
        """What would be removed from a text, as :func:`spans_of` has it."""
        result = self.clean(text)
        return None if result is None else spans_of(result)

    def __deepcopy__(self, memo: object) -> Engine:
        return self  # immutable; frameworks copy their parameters generously

    def __reduce__(self) -> tuple[Any, ...]:
        # Sorted, so that equal engines pickle to equal bytes in every process: caches go by that.
        policy = (
            self.policy.threshold,
            tuple(sorted(map(str, self.policy.remove))),
            self.policy.max_removed,
            self.policy.weak,
        )
        return _arrived, (
            policy,
            self.packs,
            self.registry,
            self.registry is None and self.cleaner.registry.digest,
        )


def _arrived(
    policy: tuple[Any, ...], packs: tuple[str, ...], registry: Registry | None, digest: str
) -> Engine:
    return Engine(Policy(*policy), packs, registry, digest or "")


def spans_of(result: Result) -> Spans:
    """Removed spans as plain data, offsets in code points: for columns, metadata and JSON."""
    return [
        {
            "start": span.start,
            "end": span.end,
            "text": span.text,
            "category": str(span.category),
            "pattern_id": span.pattern_id,
            "score": span.score,
        }
        for span in result.spans
    ]
