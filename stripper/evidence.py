"""How strongly a match is believed: one score, with its weights in one place."""

from __future__ import annotations

from dataclasses import dataclass

from stripper.pattern import Strength, Zone

__all__ = ["Circumstances", "score"]

BASE = {Strength.STRONG: 0.78, Strength.WEAK: 0.42}
OWN_LINE = 0.10  # what would be cut is a whole line
OWN_UNIT = 0.04  # ... or at least a whole sentence
IN_ZONE = 0.08  # in the zone the pattern declares
ANYWHERE = 0.04  # the pattern declares none
OUT_OF_ZONE = -0.22
COMPANY = 0.20  # believed boilerplate next to it, with no prose between
RUN = 0.24  # part of a run of at least three
IN_PROSE = -0.10  # the rest of its line is prose that stays
QUOTED = -0.60  # inside quotation marks
REPORTED = -0.40  # the sentence has a verb of reporting outside of the match
PARTIAL = -0.20  # times the share by which the match covers less than half of what would be cut
PER_ERROR = -0.50  # times (1 - similarity)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything about a match and its place that the score looks at."""

    strength: Strength
    zone: Zone
    similarity: float
    bonus: float = 0.0
    coverage: float = 1.0
    own_line: bool = False
    own_unit: bool = False
    in_prose: bool = False
    quoted: bool = False
    reported: bool = False


def score(facts: Circumstances, *, in_zone: bool, company: float) -> float:
    """Add up the evidence; clipped to 0..1.

    ``in_zone``: whether the match stands in the zone its pattern declares. ``company``: 0,
    :data:`COMPANY` or :data:`RUN`.

    >>> label = Circumstances(Strength.WEAK, Zone.TAIL, 1.0, own_line=True, own_unit=True)
    >>> alone, accompanied = (score(label, in_zone=True, company=c) for c in (0.0, COMPANY))
    >>> round(alone, 2), round(accompanied, 2)
    (0.6, 0.8)
    """
    total = BASE[facts.strength] + facts.bonus + company + PER_ERROR * (1.0 - facts.similarity)
    if facts.own_line:
        total += OWN_LINE
    elif facts.own_unit:
        total += OWN_UNIT
    if facts.zone is Zone.ANYWHERE:
        total += ANYWHERE
    else:
        total += IN_ZONE if in_zone else OUT_OF_ZONE
    total += PARTIAL * max(0.0, 1.0 - 2 * facts.coverage)
    total += IN_PROSE * facts.in_prose + QUOTED * facts.quoted + REPORTED * facts.reported
    return max(0.0, min(1.0, total))
