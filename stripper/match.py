"""What a stage of matching finds: an instance of a rule at a place."""

from __future__ import annotations

from dataclasses import dataclass

from stripper.rules import CueRule, RegexRule, TemplateRule

__all__ = ["Match"]


@dataclass(frozen=True, slots=True)
class Match:
    """An instance of a rule; ``start`` and ``end`` are offsets in the folded view, half-open.

    ``firm`` is where the given words end: what follows up to ``end`` filled an open slot and may be cut back.
    ``similarity`` is 1.0 for an exact instance, less for an aligned one; ``bonus`` is what ``near`` words
    add; ``label`` says that the match was looked up as a whole line or a whole element of a list.
    """

    rule: TemplateRule | CueRule | RegexRule
    start: int
    end: int
    similarity: float
    firm: int = -1
    bonus: float = 0.0
    label: bool = False
