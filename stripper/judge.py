"""Decide which matches are believed: context, zones, company, voice.

The judge never looks at a pattern's words again. It works on *cases*: a match, what would be cut for it, and
its circumstances. Belief spreads: strong cases are believed by themselves, that moves the zones (head and
tail are counted in prose that stays) and gives weak neighbours company, until nothing changes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from stripper.evidence import COMPANY, RUN, Circumstances, score
from stripper.fold import LOWER
from stripper.kinship import KinshipInText
from stripper.layout import Layout
from stripper.matching import Match
from stripper.pattern import Extent, Strength, Zone
from stripper.pieces import mark_spellings
from stripper.policy import Policy
from stripper.rules import CueRule, TemplateRule
from stripper.speech import is_function_word, may_be_a_name
from stripper.voice import Voice

__all__ = ["Case", "Reason", "Verdict", "judge"]

MAX_ROUNDS = 8
MAX_REST_WORDS = 30  # a matched sentence goes with at most this many further words
MAX_PARAGRAPH_UNITS = 14
MAX_PARAGRAPH_WORDS = 600
MAX_LEAD_IN_WORDS = 4  # "Note to readers:" may stand before what opens a sentence
MAX_GAP_WORDS = 14  # between neighbours
MAX_GAP_UNITS = 4
MIN_RUN = 3
HEAD_PARAGRAPHS = 2
SWEEP_SHARE = 0.6  # of a line in the tail that must go for the rest to go with it
MAX_SWEPT_WORDS = 25
MAX_BRIDGE = 8  # units between two believed cases of the tail that kinship can bridge
KIN_BETWEEN = 0.6  # kinship of a sentence that stands between two of them
KIN_ABOVE = 1.6  # ... of a line above the first of them, where the article may end
KIN_ABOVE_INLINE = 2.6  # ... of a sentence that shares its line with the article
KIN_MEAN = 0.15  # ... and for each word, which long sentences of articles do not reach ...
KIN_MEAN_UNSURE = 0.35  # ... in a language of whose ordinary words little is known
KIN_ALONE = 1.6  # ... of a damaged line without company ...
KIN_MEAN_ALONE = 0.45  # ... and for each word of it
DAMAGED_ALONE = 0.15  # share of its words that are
MAX_DAMAGED_UNITS = 3
KIN_LABEL = 0.8  # ... of a short line next to one
DAMAGED = (
    0.1  # share of the words from which a sentence is damaged; without damage some pattern should know it, so
)
KIN_UNDAMAGED = 0.8  # ... it takes so much more
MIN_OWN_WORDS = 4  # words of a match that no other language has by chance
CAPITAL_NOUNS = {"de"}  # where a capital says nothing about sentences
MIN_ANEW_WORDS = 4  # words of a match that begins a sentence though none ends in front of it
MAX_TITLES_WORDS = 60  # behind a list heading in running text
MIN_SURE_LABEL = 14  # characters of a label that is no heading, even with a typing error
_FILLING = {Extent.LINE, Extent.LIST, Extent.TAIL}
_RESTART = re.compile(rf"(?: |(?<=[{LOWER}]))(?:[^\W\d_{LOWER}][{LOWER}]+|A|I) [{LOWER}]")
_NEXT_WORD = re.compile(r" (['\"]?[A-Z][A-Za-z]*)\b")
_STATEMENT = re.compile(r"[^\d\W][.!]['\")]{0,2}(?: |$)|[\"\u201d]$")  # "1." and "?" stand in titles too
_CAPITAL = re.compile(r" ['\"]?[A-Z]")
_MARKUP = re.compile(r"\*\*|__|\*|_")  # "In-depth Report: **SYRIA**": what opens inside a cut closes with it
_LEAD_IN = re.compile(r"[:>|*\u2013-]['\" ]{0,3}$")


class Reason(StrEnum):
    """Why a match was believed or not."""

    BELIEVED = "believed"
    NOT_WHOLE = "does not fill its line"
    NOT_OPENING = "does not open its sentence"
    QUOTED = "inside a quotation"
    REPORTED = "the sentence reports it"
    FOREIGN = "a short wording of a language that the text is not written in"
    NO_COMPANY = "weak, and no other boilerplate next to it"
    OUT_OF_ZONE = "outside of its zone"
    LOW_SCORE = "not enough evidence"
    WEAK_OFF = "weak patterns are switched off"
    COVERED = "another match covers it"
    GUARD = "the policy's max_removed holds it back"


@dataclass(slots=True)
class Case:
    """A match before the judge. ``start:end`` (view, half-open) is what would be cut for it."""

    match: Match
    start: int
    end: int
    facts: Circumstances
    first_unit: int
    last_unit: int
    score: float = 0.0
    believed: bool = False
    obstacle: Reason | None = None

    @property
    def strong(self) -> bool:
        """Whether the case can be believed without company."""
        return self.facts.strength is Strength.STRONG


@dataclass(frozen=True, slots=True)
class Verdict:
    """All cases with their reasons, and where the zones ended up (unit indexes)."""

    cases: tuple[Case, ...]
    head_to: int
    tail_from: int
    swept: tuple[
        tuple[int, int, Case], ...
    ] = ()  # sentences that go with the rest of their line, and for whom


def judge(
    layout: Layout, matches: Iterable[Match], policy: Policy, kinship: KinshipInText | None = None
) -> Verdict:
    """Judge all matches of one text. Without ``kinship`` nothing but matches goes."""
    bench = _Bench(layout, list(matches), policy, kinship)
    bench.deliberate()
    return Verdict(tuple(bench.cases), bench.head_to, bench.tail_from, tuple(bench.swept))


class _Bench:
    """The mutable state of one judgement."""

    def __init__(
        self, layout: Layout, matches: list[Match], policy: Policy, kinship: KinshipInText | None = None
    ) -> None:
        self.layout, self.policy, self.kinship = layout, policy, kinship
        self.text = layout.folded.text
        self.voice = Voice(layout)
        # Pages of all languages have English buttons; the other way round it is chance.
        self.foreign = layout.impossible - {"en"}
        matches = self._without_run_ups(matches)
        sure = [m for m in matches if m.rule.pattern.strength is Strength.STRONG or m.label]
        firm = [m for m in sure if m.similarity == 1.0 and self._begins_anew(m)]
        self._firm_starts = sorted(m.start for m in firm)
        self._starts = sorted(m.start for m in sure)
        self._ends = sorted(m.end for m in sure)
        self.claimed = bytearray(len(layout.units))  # units that believed cases cover for the most part
        self._mask = bytearray(len(self.text))
        self._covered = [0] * len(layout.units)  # characters of each unit under the mask
        self.head_to, self.tail_from = 0, len(layout.units)
        self.swept: list[tuple[int, int, Case]] = []
        self.cases = sorted(
            map(self._open, matches), key=lambda c: (c.start, -c.end, c.match.rule.pattern.id)
        )

    # -- building a case: geometry and circumstances -------------------------------------------

    def _without_run_ups(self, matches: list[Match]) -> list[Match]:
        """Without the matches that another one of the same pattern shows to begin a sentence too early.

        A gap that opens a template also takes in the sentence before, if the space between the two was lost.
        """
        unit_at = self.layout.unit_at
        latest: dict[tuple[str, int], int] = {}
        for match in matches:
            key = match.rule.pattern.id, match.end
            unit = self.layout.units[unit_at(match.start)]
            if not self.layout.count_words(unit.start, match.start):
                latest[key] = max(latest.get(key, 0), unit_at(match.start))
        return [
            match
            for match in matches
            if unit_at(match.start) >= latest.get((match.rule.pattern.id, match.end), 0)
            or not (isinstance(match.rule, TemplateRule) and match.rule.facts.slot_first)
            or self.text.startswith(mark_spellings, match.start)  # that is no gap
        ]

    def _begins_anew(self, match: Match) -> bool:
        """Whether a match begins with a capital that no name explains: a sentence end is missing in front of it.

        "... for Thursday Join our channel for the latest news": what begins with a given word, and goes on.
        """
        view = self.layout.folded.view
        return (
            isinstance(match.rule, TemplateRule)
            and not match.rule.facts.slot_first
            and match.rule.pattern.language not in CAPITAL_NOUNS
            and view[match.start].isupper()
            and not self.layout.caseless
            and self.layout.count_words(match.start, match.end) >= MIN_ANEW_WORDS
        )

    def _open(self, match: Match) -> Case:
        layout, pattern = self.layout, match.rule.pattern
        first, last = layout.unit_at(match.start), layout.unit_at(max(match.start, match.end - 1))
        obstacle = None
        opens = match.label or self._opens(match, first)
        closes = (
            match.label
            or self._closes(match, last)
            or self._heads_the_rest(match, last)
            or self._stands_before_prose(match, first)
        )
        if pattern.extent in _FILLING and not (
            opens and closes and not self._swallows_prose(match, first, last)
        ):
            obstacle = Reason.NOT_WHOLE
        elif pattern.extent is not Extent.MATCH and not opens and not isinstance(match.rule, CueRule):
            obstacle = Reason.NOT_OPENING
        start, end = self._cut(match, first, last)
        closing = _MARKUP.match(self.text, end)
        if closing and self.text.count(closing.group(), start, end) % 2:
            end = closing.end()
        line = layout.lines[layout.units[first].line]
        own_line = start <= line.start and end >= line.end
        if pattern.strength is Strength.WEAK and pattern.extent in _FILLING and not (own_line or match.label):
            obstacle = Reason.NOT_WHOLE  # "Print it." inside a line of prose or verse is no button
        unit = layout.units[first]
        facts = Circumstances(
            strength=Strength.WEAK if self._may_be_heading(match) else pattern.strength,
            zone=pattern.zone,
            similarity=match.similarity,
            bonus=match.bonus,
            coverage=1.0
            if pattern.extent in (Extent.PARAGRAPH, Extent.LIST, Extent.TAIL)
            or isinstance(match.rule, CueRule)
            else (match.end - match.start) / max(1, end - start),
            own_line=own_line,
            own_unit=start <= unit.start and end >= unit.end,
            in_prose=not own_line and self._prose_around(line.first_unit, line.last_unit, first, last),
            quoted=self.voice.is_quoted(match.start),
            reported=self.voice.is_reported(first, match.start, match.end),
        )
        if pattern.language in self.foreign and self._could_be_chance(match):
            obstacle = Reason.FOREIGN
        if pattern.strength is Strength.WEAK and not self.policy.weak:
            obstacle = Reason.WEAK_OFF
        return Case(match, start, end, facts, first, last, obstacle=obstacle)

    def _swallows_prose(self, match: Match, first: int, last: int) -> bool:
        """Whether an open slot ("you are here: {title}") has taken in sentences of the article."""
        return 0 <= match.firm < match.end and any(
            self.layout.units[i].prose for i in range(self.layout.unit_at(match.firm) + 1, last + 1)
        )

    def _could_be_chance(self, match: Match) -> bool:
        """Whether a match is so short or vague that words of another language can make it up."""
        vague = isinstance(match.rule, CueRule) or match.similarity < 1.0
        return vague or self.layout.count_words(match.start, match.end) < MIN_OWN_WORDS

    def _may_be_heading(self, match: Match) -> bool:
        """Whether a short label with a typing error may just as well be something else: it needs company."""
        short = (
            match.end - match.start < MIN_SURE_LABEL
            or self.layout.count_words(match.start, match.end) < MIN_RUN
        )
        return match.label and match.similarity < 1.0 and short

    def _opens(self, match: Match, unit: int) -> bool:
        return (
            not self._words_before(match, unit)[1]
            or self._led_in(match, unit)
            or (match.rule.pattern.extent is not Extent.MATCH and self._interrupts(match, unit))
        )

    def _words_before(self, match: Match, unit: int) -> tuple[str, int]:
        """What stands before a match in its sentence, or since the match before it, and how many words that is."""
        start = self.layout.units[unit].start
        i = bisect_right(self._ends, match.start) - 1
        after_match = i >= 0 and self._ends[i] >= start
        before = self.text[max(self._ends[i] if after_match else start, match.start - 80) : match.start]
        return before, self.layout.count_words(match.start - len(before), match.start)

    def _led_in(self, match: Match, unit: int) -> bool:
        """Whether nothing but a short label stands before a match: "Note to readers: ..."."""
        before, words = self._words_before(match, unit)
        return len(before) < 60 and words <= MAX_LEAD_IN_WORDS and _LEAD_IN.search(before) is not None

    def _interrupts(self, match: Match, unit: int) -> bool:
        """Whether a strong match begins a sentence of its own amid words without a sentence end: menus, titles."""
        return (
            match.rule.pattern.strength is Strength.STRONG
            and match.similarity == 1.0
            and self.text[match.start - 1 : match.start] == " "
            and self.layout.count_words(self.layout.units[unit].start, match.start) > 0
            and self._begins_anew(match)
            and not self._led_in(match, unit)
        )

    def _closes(self, match: Match, unit: int) -> bool:
        end = self.layout.units[unit].end
        if not self.layout.count_words(match.end, end):
            return True
        i = bisect_left(self._starts, match.end)
        return i < len(self._starts) and not self.layout.count_words(match.end, self._starts[i])

    def _stands_before_prose(self, match: Match, unit: int) -> bool:
        """Whether a row of buttons opens a line that goes on with a sentence: "Share Tweet Email Print The ferry".

        Where the sentence begins with a word that begins no name, the row may be one label, and stand between
        two sentences: "... on Monday. Story continues below He said".
        """
        layout, view = self.layout, self.layout.folded.view
        if match.rule.pattern.strength is not Strength.STRONG:
            return False
        if _CAPITAL.match(view, match.end) is None:
            return False
        line = layout.lines[layout.units[unit].line]
        if not layout.count_words(line.start, match.start):
            if layout.count_words(match.start, match.end) > MIN_RUN:
                return True
        following = _NEXT_WORD.match(view, match.end)
        return (
            following is not None
            and match.similarity == 1.0
            and not layout.caseless
            and layout.count_words(match.start, match.end) > 1  # "Laden Sie", "Share It": who knows
            and not layout.count_words(layout.units[unit].start, match.start)
            and (is_function_word(following[1].lower()) or not may_be_a_name([following[1].lower()]))
        )

    def _end_of_titles(self, match: Match, unit: int) -> int:
        """Where the titles end that a list heading of running text has behind it; -1 if they are no titles.

        They reach to the next wording that is certainly another's, or to the end of the line, without a sentence that
        ends on the way as sentences of articles do.
        """
        layout = self.layout
        line = layout.lines[layout.units[unit].line]
        if match.rule.pattern.extent not in (Extent.LIST, Extent.TAIL) or unit == line.first_unit:
            return -1
        i = bisect_left(self._firm_starts, match.end)
        end = min(line.end, self._firm_starts[i] if i < len(self._firm_starts) else line.end)
        if end == line.end and line.last_unit < len(layout.units) - 1:
            return -1  # more text follows, so it is no last stretch
        titles = layout.folded.text[match.end : end].rstrip()
        if _STATEMENT.search(titles) or layout.count_words(match.end, end) > MAX_TITLES_WORDS:
            return -1
        return match.end + len(titles) if titles else -1

    def _heads_the_rest(self, match: Match, unit: int) -> bool:
        """Whether a list heading has nothing but titles behind it in running text."""
        return self._end_of_titles(match, unit) >= 0

    def _cut(self, match: Match, first: int, last: int) -> tuple[int, int]:
        """What goes for this match, before lists, tails and gaps are looked at."""
        layout, extent = self.layout, match.rule.pattern.extent
        unit, final = layout.units[first], layout.units[last]
        line = layout.lines[final.line]
        if extent is Extent.MATCH or (extent in _FILLING and not isinstance(match.rule, CueRule)):
            start, end = match.start, match.end
            if not layout.count_words(unit.start, start):
                start = unit.start
            if not layout.count_words(end, final.end):
                end = final.end
            end = max(end, self._end_of_titles(match, last))
            if extent is Extent.MATCH and match.label is False and end < final.end:
                end = match.end
            return start, end
        is_cue = isinstance(match.rule, CueRule)
        start = match.start
        if (is_cue or self._opens(match, first)) and self._near(unit.start, match.start):
            start = match.start if self._interrupts(match, first) else unit.start
        rest = layout.count_words(match.end, final.end)
        end = final.end
        most = MAX_REST_WORDS if extent is not Extent.PARAGRAPH else MAX_PARAGRAPH_WORDS
        if rest > most or (line.last_unit > line.first_unit and self._restarts(match.end, end)):
            end = match.end
        if extent is Extent.PARAGRAPH and line.last_unit - first < MAX_PARAGRAPH_UNITS and end == final.end:
            end = line.end
        return start, max(end, match.end)

    def _restarts(self, at: int, end: int) -> bool:
        """Whether a new sentence seems to begin at ``at`` without punctuation: "Share this story The council ..."."""
        view = self.layout.folded.view
        rest = view[at : min(end, at + 80)]
        first = _RESTART.match(view, at, end)
        return first is not None and len(rest.split()) >= 3 and not rest.isupper()

    def _near(self, start: int, end: int) -> bool:
        """Whether a start of a sentence belongs to what opens it (no other match stands between)."""
        i = bisect_right(self._ends, end) - 1
        return not (i >= 0 and self._ends[i] > start)

    def _prose_around(self, low: int, high: int, first: int, last: int) -> bool:
        units = self.layout.units
        near = [*range(max(low, first - 3), first), *range(last + 1, min(high, last + 3) + 1)]
        return any(units[i].prose for i in near)

    # -- zones -------------------------------------------------------------------------------

    def _walk_tail(self) -> bool:
        """Move the start of the tail up over units that do not stay; believe cases on the way."""
        changed = False
        by_last = self._by_unit
        while self.tail_from > 0:
            number = self.tail_from - 1
            unit = self.layout.units[number]
            if unit.prose and not self.claimed[number]:
                for case in by_last.get(number, ()):
                    changed |= self._try(case, tail=True)
                if not self.claimed[number] and not self._sweep(number) and not self._bridge(number):
                    break
            self.tail_from = number
        return changed

    def _sweep(self, number: int) -> bool:
        """Let an odd sentence of the last lines go with its line, if nearly all of the line goes.

        Notices of several sentences always have one that no pattern knows, or that noise has spoilt.
        """
        units, place = self.layout.units, self.layout.units[number].line
        line = self.layout.lines[place]
        if not place or line.first_unit == line.last_unit or units[number].words > MAX_SWEPT_WORDS:
            return False
        going = [
            case
            for i in range(line.first_unit, line.last_unit + 1)
            for case in self._by_unit.get(i, ())
            if case.match.rule.pattern.category in self.policy.remove
            and (case.believed or (not case.obstacle and self._enough(case)))
        ]
        mask = bytearray(line.end - line.start)
        for case in going:
            low, high = max(case.start, line.start) - line.start, min(case.end, line.end) - line.start
            mask[low:high] = b"\1" * (high - low)
        first = min((case.first_unit for case in going), default=number)
        if number <= first or mask.count(1) < SWEEP_SHARE * len(mask):
            return False  # what stands before the first of them may be the end of the article
        best = max(going, key=lambda case: (case.strong, case.score, -case.start))
        for case in going:
            self._try(case, tail=True)
        self.claimed[number] = 1
        self.swept.append((units[number].start, units[number].end, best))
        return True

    def _kin(self, start: int, end: int) -> float:
        """How much a stretch speaks like boilerplate that something keeps the patterns from knowing."""
        if self.kinship is None:
            return 0.0
        kin = self.kinship.of(start, end)
        if kin.mean < (KIN_MEAN if self.kinship.is_sure else KIN_MEAN_UNSURE):
            return 0.0
        return kin.value if kin.damaged > DAMAGED * kin.words else kin.value - KIN_UNDAMAGED

    def _cause(self, number: int) -> Case | None:
        """The believed case for which a unit goes, if it goes."""
        if not self.claimed[number]:
            return None
        going = [
            case
            for case in self._by_unit.get(number, ())
            if case.believed and case.match.rule.pattern.category in self.policy.remove
        ]
        going += [case for start, end, case in self.swept if start <= self.layout.units[number].start < end]
        return max(going, key=lambda case: (case.strong, case.score, -case.start), default=None)

    def _bridge(self, number: int) -> bool:
        """Let sentences of the tail go that speak like boilerplate and have believed boilerplate above them.

        Noise spoils some sentences of a notice beyond recognition, and others no pattern knows. Above all that is
        believed in the tail stands the end of the article: there it takes much more.
        """
        if self.kinship is None:
            return False
        units = self.layout.units
        kin: list[int] = []
        for place in range(number, max(-1, number - MAX_BRIDGE), -1):
            unit = units[place]
            for case in () if self.claimed[place] else self._by_unit.get(place, ()):
                self._try(case, tail=True)
            if self.claimed[place]:
                cause = self._cause(place)
                if cause is None or not (self.kinship.is_sure or cause.facts.zone is Zone.TAIL):
                    break  # what may interrupt an article is no sign of its end
                self._sweep_units(kin, cause)
                return True
            if unit.prose and self._kin(unit.start, unit.end) < KIN_BETWEEN:
                break
            if unit.words > MAX_SWEPT_WORDS and not self.kinship.is_sure:
                break
            kin.append(place)
        cause = self._cause(number + 1) if number + 1 < len(units) else None
        if self.kinship.is_sure and units[number].words <= MAX_SWEPT_WORDS:
            best = self._damaged_beyond_knowing(units[number].start, units[number].end, [number])
            if best:
                self._sweep_units([number], best)
                return True
        line = self.layout.lines[units[number].line]
        own_line = line.last_unit == number and line.first_unit > number - len(kin)
        if cause is None or not kin or not self.kinship.is_sure:
            return False
        least, start = (KIN_ABOVE, line.start) if own_line else (KIN_ABOVE_INLINE, units[number].start)
        if self._kin(start, units[number].end) < least:
            return False
        self._sweep_units(range(line.first_unit, number + 1) if own_line else [number], cause)
        return True

    def _sweep_units(self, numbers: Iterable[int], cause: Case) -> None:
        for number in numbers:
            if not self.claimed[number]:
                self.claimed[number] = 1
                self.swept.append((self.layout.units[number].start, self.layout.units[number].end, cause))

    def _sweep_damaged(self) -> bool:
        """Let lines go that are visibly damaged, speak like nothing but boilerplate, and hold a candidate at least."""
        changed = False
        if self.kinship is None or not self.kinship.is_sure:
            return False
        layout = self.layout
        for line in layout.lines:
            numbers = range(line.first_unit, line.last_unit + 1)
            if len(numbers) > MAX_DAMAGED_UNITS or any(self.claimed[i] for i in numbers):
                continue
            if layout.count_words(line.start, line.end) > MAX_SWEPT_WORDS:
                continue
            best = self._damaged_beyond_knowing(line.start, line.end, numbers)
            if best:
                self._sweep_units(numbers, best)
                changed = True
        return changed

    def _damaged_beyond_knowing(self, start: int, end: int, numbers: Iterable[int]) -> Case | None:
        """The best candidate in a stretch that is visibly damaged and speaks like nothing but boilerplate."""
        if self.kinship is None:
            return None
        candidates = [
            case
            for i in numbers
            for case in self._by_unit.get(i, ())
            if case.match.rule.pattern.category in self.policy.remove
            and not case.facts.quoted
            and case.obstacle not in (Reason.FOREIGN, Reason.WEAK_OFF)
        ]
        if not candidates:
            return None
        kin = self.kinship.of(start, end)
        if not kin.certain or kin.words < MIN_RUN or kin.damaged <= DAMAGED_ALONE * kin.words:
            return None
        if kin.value < KIN_ALONE or kin.mean < KIN_MEAN_ALONE:
            return None
        return max(candidates, key=lambda case: (case.strong, case.score, case.end - case.start))

    def _sweep_labels(self) -> bool:
        """Let short lines of the tail go that speak like boilerplate and stand next to what goes."""
        changed = False
        if self.kinship is None:
            return False
        units = self.layout.units
        for numbers in (range(self.tail_from, len(units)), range(len(units) - 1, self.tail_from - 1, -1)):
            cause: Case | None = None
            for number in numbers:
                if self.claimed[number]:
                    cause = self._cause(number)
                elif cause is not None:
                    if self._kin(units[number].start, units[number].end) >= KIN_LABEL:
                        self._sweep_units([number], cause)
                        changed = True
                    else:
                        cause = None
        return changed

    def _enough(self, case: Case) -> bool:
        """Whether a case would be believed in its zone."""
        return score(case.facts, in_zone=True, company=0.0) + 1e-9 >= self.policy.threshold

    def _walk_head(self) -> bool:
        """Move the end of the head down to the second paragraph that stays."""
        changed, lines, seen = False, len(self.layout.lines) > 3, 0
        last_line, number = -1, 0
        while number < len(self.layout.units):
            unit = self.layout.units[number]
            if unit.prose and not self.claimed[number]:
                for case in self._by_unit.get(number, ()):
                    changed |= self._try(case, head=True)
                if not self.claimed[number] and not (lines and unit.line == last_line):
                    seen += 1
                    last_line = unit.line
                    if seen == HEAD_PARAGRAPHS:
                        break
            number += 1
        self.head_to = number
        return changed

    def _in_zone(self, case: Case) -> bool:
        zone = case.facts.zone
        if zone is Zone.HEAD:
            return case.first_unit < self.head_to
        if zone is Zone.TAIL:
            return case.first_unit >= self.tail_from
        return True

    # -- belief ------------------------------------------------------------------------------

    def deliberate(self) -> None:
        """Believe what can be believed, until nothing changes."""
        self._by_unit: dict[int, list[Case]] = {}
        for case in self.cases:
            for number in range(case.first_unit, min(case.last_unit, case.first_unit + 20) + 1):
                self._by_unit.setdefault(number, []).append(case)
        for case in self.cases:
            self._try(case)
        for _ in range(MAX_ROUNDS):
            changed = self._walk_tail() | self._walk_head()
            for case in self.cases:
                changed |= self._try(case)
            changed |= self._spread(self.cases) | self._spread(self.cases[::-1]) | self._runs()
            if not changed and not self._sweep_labels() and not self._sweep_damaged():
                break
        self._explain()

    def _try(self, case: Case, company: float = 0.0, *, head: bool = False, tail: bool = False) -> bool:
        """Score a case as things stand; believe it if that is enough. True if that is news."""
        if case.believed or case.obstacle:
            return False
        zone = case.facts.zone
        in_zone = (head and zone is Zone.HEAD) or (tail and zone is Zone.TAIL) or self._in_zone(case)
        case.score = max(case.score, score(case.facts, in_zone=in_zone, company=company))
        if case.score + 1e-9 < self.policy.threshold:
            return False
        case.believed = True
        for number in range(case.first_unit, self.layout.unit_at(max(case.start, case.end - 1)) + 1):
            unit = self.layout.units[number]
            low, high = max(case.start, unit.start), min(case.end, unit.end)
            self._covered[number] += max(0, high - low - self._mask.count(1, low, high))
            if 2 * self._covered[number] >= unit.end - unit.start:
                self.claimed[number] = 1
        self._mask[case.start : case.end] = b"\1" * (case.end - case.start)
        return True

    def _gap_is_free(self, start: int, end: int) -> bool:
        """Whether nothing that could be article prose stands between two offsets."""
        if end <= start:
            return True
        if end - start > 400:
            return False
        first, last = self.layout.unit_at(start), self.layout.unit_at(max(start, end - 1))
        if last - first > MAX_GAP_UNITS + 1:
            return False
        units = self.layout.units
        for number in range(first, last + 1):
            unit = units[number]
            inside = unit.start >= start and unit.end <= end
            if unit.prose and not self.claimed[number] and inside:
                return False
        words = self.layout.count_words(start, end)
        same_line = units[first].line == units[last].line
        return words <= (3 if same_line and units[first].prose and not self.claimed[first] else MAX_GAP_WORDS)

    def _spread(self, cases: list[Case]) -> bool:
        """One sweep in which belief spreads to neighbours in the order of ``cases``."""
        changed = False
        last: Case | None = None
        for case in cases:
            if not case.believed and last is not None and not case.obstacle:
                low, high = sorted((last, case), key=lambda c: c.start)
                if self._gap_is_free(low.end, high.start):
                    changed |= self._try(case, COMPANY)
            if case.believed:
                last = case
        return changed

    def _runs(self) -> bool:
        """Believe runs of at least three cases with next to nothing between them."""
        changed = False
        run: list[Case] = []
        distinct = end = 0
        for case in [*(c for c in self.cases if not c.obstacle), None]:
            if case and run and self._gap_is_free(end, case.start):
                run.append(case)
                distinct += case.start >= end
            else:
                if distinct >= MIN_RUN:
                    for member in run:
                        changed |= self._try(member, RUN)
                run, distinct, end = ([case], 1, 0) if case else ([], 0, 0)
            if case:
                end = max(end, case.end)
        return changed

    def _explain(self) -> None:
        """Give every case that is not believed its reason."""
        for case in self.cases:
            if case.believed or case.obstacle:
                continue
            if case.facts.quoted:
                case.obstacle = Reason.QUOTED
            elif case.facts.reported:
                case.obstacle = Reason.REPORTED
            elif not case.strong:
                case.obstacle = Reason.NO_COMPANY
            elif not self._in_zone(case):
                case.obstacle = Reason.OUT_OF_ZONE
            else:
                case.obstacle = Reason.LOW_SCORE
