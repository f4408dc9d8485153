"""How sure one has to be, and what is taken: the caller's side of the judgement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stripper.errors import PolicyError
from stripper.pattern import KEPT_BY_DEFAULT, REMOVED_BY_DEFAULT, Category

__all__ = ["Policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings of the judge.

    ``threshold``: score from which a match is believed (0 to 1). ``remove``: categories that are cut; the
    others are tagged in ``Result.kept``. ``max_removed``: share of the text that weak and fuzzy evidence
    together may take; beyond it all of it is blocked. ``weak``: whether weak patterns count at all.

    Presets: :meth:`precise`, :meth:`balanced` (the default), :meth:`aggressive`.

    >>> Policy(remove={"share", "ui"}).remove == frozenset({Category.SHARE, Category.UI})
    True
    >>> Policy(threshold=2)
    Traceback (most recent call last):
    ...
    stripper.errors.PolicyError: threshold must be between 0 and 1, not 2
    """

    threshold: float = 0.64
    remove: frozenset[Category] = REMOVED_BY_DEFAULT
    max_removed: float = 0.7
    weak: bool = True

    def __init__(
        self,
        threshold: float = 0.64,
        remove: Iterable[str | Category] = REMOVED_BY_DEFAULT,
        max_removed: float = 0.7,
        weak: bool = True,
    ) -> None:
        for name, value in (("threshold", threshold), ("max_removed", max_removed)):
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                raise PolicyError(f"{name} must be between 0 and 1, not {value!r}")
        if isinstance(remove, str):
            raise PolicyError("remove must be a collection of categories, not one string")
        try:
            categories = frozenset(Category(c) for c in remove)
        except ValueError as error:
            raise PolicyError(f"remove: {error}; known: {', '.join(Category)}") from None
        object.__setattr__(self, "threshold", float(threshold))
        object.__setattr__(self, "remove", categories)
        object.__setattr__(self, "max_removed", float(max_removed))
        object.__setattr__(self, "weak", bool(weak))

    @classmethod
    def precise(cls) -> Policy:
        """Only what is certain: strong patterns, well placed."""
        return cls(threshold=0.8, max_removed=0.5, weak=False)

    @classmethod
    def balanced(cls) -> Policy:
        """The default: article text first, then recall."""
        return cls()

    @classmethod
    def aggressive(cls) -> Policy:
        """Everything that looks like boilerplate, bylines, credits and bios included (notices and corrections stay)."""
        kept = {Category.CORRECTION, Category.NOTICE}
        return cls(threshold=0.5, remove=REMOVED_BY_DEFAULT | (KEPT_BY_DEFAULT - kept), max_removed=0.9)

    @classmethod
    def named(cls, name: str) -> Policy:
        """The preset of this name; raises :class:`~stripper.errors.PolicyError` for an unknown one."""
        presets = {"precise": cls.precise, "balanced": cls.balanced, "aggressive": cls.aggressive}
        if name not in presets:
            raise PolicyError(f"unknown policy {name!r}; known: {', '.join(presets)}")
        return presets[name]()

    @property
    def digest(self) -> str:
        """SHA-256 of the settings: equal policies have equal digests, in every process.

        >>> Policy().digest == Policy.balanced().digest != Policy.precise().digest
        True
        """
        import hashlib

        settings = (self.threshold, sorted(map(str, self.remove)), self.max_removed, self.weak)
        return hashlib.sha256(repr(settings).encode()).hexdigest()
