"""Try the laws on very many mutated texts: ``python -m benchmarks.fuzz --texts 100000 --seed 1 --seconds 60``.

The texts are a function of the seed alone. What breaks a law is made as small as simple cutting can, printed, and the
exit code is 1. A text that a law was broken by belongs into ``tests/test_found_by_fuzzing.py``.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.laws import (
    BrokenError,
    check_explained,
    check_result,
    check_same,
    check_settled,
    check_untouched,
)
from benchmarks.mutate import Seeds, mutated, prose
from stripper import Cleaner, Policy, Registry

__all__ = ["Fuzzer", "main", "shrunk"]

SLOW = 3.0  # processor seconds for a text of at most some thousand characters, which takes milliseconds
_KEPT = 3  # texts that are shown for the same fault
_TRIES = 600  # of the shrinker


@dataclass
class Fuzzer:
    """The laws with what they need; ``faults`` has the smallest texts found, by what they break."""

    registry: Registry
    faults: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.ids = frozenset(p.id for p in self.registry)
        self.cleaner = Cleaner(self.registry)
        self.rare = Cleaner(self.registry)  # sees a text in twenty, and so remembers others
        self.others = [Cleaner(self.registry, p) for p in (Policy.precise(), Policy.aggressive())]

    def run(self, seeds: Seeds, texts: int, seed: int, seconds: float, progress: int = 10_000) -> int:
        """Try that many texts, or for so long; returns how many it were."""
        began = time.monotonic()
        for number in range(texts):
            if time.monotonic() - began > seconds:
                return number
            rng = random.Random(f"{seed} {number}")
            clean_prose = rng.random() < 0.08
            text = prose(rng) if clean_prose else mutated(rng, seeds)
            self.try_text(text, clean_prose, number)
            if progress and number % progress == progress - 1:
                rate = (number + 1) / (time.monotonic() - began)
                print(
                    f"{number + 1:,} texts, {rate:.0f}/s, {len(self.faults)} faults",
                    file=sys.stderr,
                    flush=True,
                )
        return texts

    def try_text(self, text: str, is_prose: bool = False, number: int = 0) -> str:
        """The fault that a text shows; empty if all laws hold."""
        fault = self.fault_of(text, is_prose, number)
        if fault:
            known = self.faults.setdefault(fault, [])
            self.counts[fault] += 1
            if len(known) < _KEPT:
                # A part of prose is no prose any more ("By N."): it is shown as it was.
                broken = (
                    text if is_prose else shrunk(text, lambda t: self.fault_of(t, False, number) == fault)
                )
                known.append(broken)
        return fault

    def fault_of(self, text: str, is_prose: bool, number: int) -> str:
        """What is wrong with the results for a text, or an empty string."""
        began = time.process_time()
        try:
            self.check(text, is_prose, number)
        except BrokenError as broken:
            return f"law: {broken}"
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            return f"{type(error).__name__} in {place.name} ({place.filename.rpartition('/')[2]})"
        if time.process_time() - began > SLOW:
            return f"takes more than {SLOW:g} s"
        return ""

    def check(self, text: str, is_prose: bool, number: int) -> None:
        """All laws, those that cost as much again on some of the texts."""
        result = self.cleaner.clean(text)
        check_result(text, result, self.cleaner, self.ids)
        if is_prose:
            check_untouched(text, result)
        if result.spans:
            self.counts["texts with spans"] += 1
            check_settled(result, self.cleaner)
        if any(b.reason == "does not settle" for b in result.blocked):
            self.counts["texts that do not settle"] += 1
        if number % 20 == 0:
            check_same(result, self.rare.clean(text))
        elif number % 5 == 1:
            check_explained(text, result, self.cleaner)
        elif number % 5 == 2:
            other = self.others[number // 5 % 2]
            again = other.clean(text)
            check_result(text, again, other, self.ids)
            check_settled(again, other)


def shrunk(text: str, broken: Callable[[str], bool], tries: int = _TRIES) -> str:
    """A shorter text that is still broken: stretches are left out, long ones first.

    >>> shrunk("in the grey harbour a goat waits", lambda t: "goat" in t)
    'goat'
    """
    size = max(1, len(text) // 2)
    while tries > 0:
        at, smaller = 0, False
        while at < len(text) and tries > 0:
            shorter = text[:at] + text[at + size :]
            tries -= 1
            if broken(shorter):
                text, smaller = shorter, True
            else:
                at += size
        if size == 1 and not smaller:
            break
        size = max(1, size // 2)
    return text


def main(argv: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    options = parser.parse_args(argv)
    registry = Registry.load(plugins=False)
    fuzzer = Fuzzer(registry)
    began = time.monotonic()
    tried = fuzzer.run(Seeds.of(registry), options.texts, options.seed, options.seconds)
    spent = time.monotonic() - began
    print(f"{tried:,} texts, seed {options.seed}, {spent:.0f} s, {tried / max(spent, 1e-9):.0f} texts/s")
    for what in ("texts with spans", "texts that do not settle"):
        print(f"{fuzzer.counts[what]:,} {what}")
    for fault, texts in fuzzer.faults.items():
        print(f"BROKEN ({fuzzer.counts[fault]} times): {fault}")
        for text in sorted(texts, key=len):
            print(f"    {text!a}")
    return 1 if fuzzer.faults else 0


if __name__ == "__main__":
    sys.exit(main())
