"""Check patterns against their own examples, alone and inside the whole registry.

What the parser can see (unknown keys, undefined slots, unbounded regexes, templates that cannot be searched
for) is a :class:`~stripper.errors.PatternError` at load time already; this looks at what patterns *do*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from stripper.anchors import Scanner
from stripper.cleaner import Cleaner
from stripper.evidence import RUN, score
from stripper.fold import fold
from stripper.index import Index
from stripper.judge import judge
from stripper.layout import lay_out
from stripper.matching import find_matches
from stripper.pattern import REMOVED_BY_DEFAULT, Pattern, Strength, Zone
from stripper.pieces import NEUTRAL_LANGUAGE
from stripper.policy import Policy
from stripper.registry import Registry
from stripper.spans import Span
from stripper.spelling import Speller

__all__ = ["SAMPLE_BODY", "Alone", "Finding", "Level", "lint", "removes_in_article"]

# Prose of no language and all scripts: an English article would make the short wordings of other languages chance.
_PLAIN_BODY = (
    "Lorem ipsum dolor amet, consectetur adipiscing elit eiusmod tempor incididunt labore dolore magna aliqua.\n\n"
    "Quis nostrud exercitation ullamco λόγος laboris слово nisi كلمة aliquip शब्द commodo 言葉 consequat 단어 duis."
)
SAMPLE_BODY = (
    "The old ferry left the harbour before dawn, and nobody on the quay expected to see it again.\n\n"
    "By noon the wind had turned and the crew brought it back with a broken mast and a torn sail."
)


class Level(StrEnum):
    """How bad a finding is: errors fail the lint, warnings are for somebody to look at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint: which pattern, which rule of the lint, what is wrong."""

    file: str
    pattern_id: str
    rule: str
    message: str
    level: Level = Level.ERROR

    def __str__(self) -> str:
        return f"{self.file}: {self.pattern_id}: {self.rule}: {self.message}"


class Alone:
    """One pattern by itself: would it be believed, given its zone and company?

    ``speller``: one of this registry, if there is one already; it remembers what takes time to work out.
    """

    def __init__(self, registry: Registry, pattern: Pattern, speller: Speller | None = None) -> None:
        rules = list(registry.rules_of(pattern.id))
        self.scanner = Scanner(rules, Index.build(rules, registry.index.spelled), speller)

    def best(self, text: str) -> tuple[bool, str]:
        """Whether some match would be believed; else the reason of the best one."""
        layout = lay_out(fold(text))
        if not layout.lines:
            return False, "the example is empty"
        policy = Policy()
        verdict = judge(layout, find_matches(self.scanner, layout), policy)
        why = "nothing found"
        for case in verdict.cases:
            if case.believed:
                return True, ""
            reachable = score(case.facts, in_zone=True, company=RUN) >= policy.threshold
            quoted_or_cut = case.obstacle is not None and case.obstacle.name in ("NOT_WHOLE", "NOT_OPENING")
            if reachable and not quoted_or_cut:
                return True, ""
            why = str(case.obstacle)
        return False, why


def _own_examples(registry: Registry, pattern: Pattern, speller: Speller) -> Iterator[Finding]:
    alone = Alone(registry, pattern, speller)
    for example in pattern.match:
        found, why = alone.best(example)
        if not found:
            yield Finding(pattern.file, pattern.id, "match", f"not matched ({why}): {example!r}")
    for example in pattern.keep:
        if alone.best(example)[0]:
            yield Finding(pattern.file, pattern.id, "keep", f"is matched: {example!r}")


def removes_in_article(cleaner: Cleaner, example: str, body: str = SAMPLE_BODY) -> Span | None:
    """What the registry would remove if this were a paragraph amid an article, or None."""
    return next(iter(cleaner.clean(f"{body}\n\n{example}\n\n{body}").spans), None)


def _whole_registry(cleaner: Cleaner, pattern: Pattern) -> Iterator[Finding]:
    body = SAMPLE_BODY if pattern.language in ("en", NEUTRAL_LANGUAGE) else _PLAIN_BODY
    for example in pattern.keep:
        culprit = removes_in_article(cleaner, example, body)
        if culprit:
            yield Finding(
                pattern.file,
                pattern.id,
                "keep-in-registry",
                f"{culprit.pattern_id} removes {culprit.text.strip()!r} from {example!r}",
            )
    if pattern.strength is Strength.STRONG and pattern.category in REMOVED_BY_DEFAULT:
        for example in pattern.match:
            text = f"{example}\n\n{body}" if pattern.zone is Zone.HEAD else f"{body}\n\n{example}"
            spans = cleaner.clean(text).spans
            removed = sum(len("".join(s.text.split())) for s in spans)
            if removed < 0.6 * len("".join(example.split())):
                yield Finding(pattern.file, pattern.id, "match-in-registry", f"not removed: {example!r}")


def lint(
    registry: Registry, files: Collection[str] | None = None, cleaner: Cleaner | None = None
) -> list[Finding]:
    """All findings for the patterns of ``registry`` (of these files only, if given), in order.

    ``cleaner`` is one of this registry with the default policy, if there is one already.

    >>> lint(Registry.load(plugins=False).select(ids=["en.share.word"]))
    []
    """
    cleaner = cleaner or Cleaner(registry)
    findings: list[Finding] = []
    for pattern in registry:
        if files is None or pattern.file in files:
            findings += _own_examples(registry, pattern, cleaner._scanner.speller)
            findings += _whole_registry(cleaner, pattern)
    return findings
