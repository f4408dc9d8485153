"""Search for the slowest texts there are, and see whether time still grows in line with length.

``python -m benchmarks.worst [--generations 15] [--population 24] [--seed 1] [--check]``

A small evolutionary search (mutation and crossover, the slower half survives; J. H. Holland, 1975) over texts that repeat
a handful of fragments: anchors and wordings of the patterns, parts of them, single characters of all kinds. How
slow a text is, is the CPU time of ``clean`` per character, with nothing remembered, beside ordinary articles in
the same run. For the worst ones found and the known ones of ``speed_text`` the time is then taken at doubling lengths;
the exponent is the slope of log time over log length. Times swing with the machine and with what its caches hold,
so the same is done for the number of function calls, which is the same in every run; ``--check`` fails where
that exponent is above 1.1.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import json
import math
import pstats
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.report import new_table
from benchmarks.speed_text import HOSTILE, articles
from stripper import Cleaner, Registry
from stripper.rules import RegexRule, TemplateRule
from stripper.template import words_of

SEARCH_SIZE = 3000  # characters of a text during the search
SIZES = (4_000, 8_000, 16_000, 32_000, 64_000, 128_000)
SHOWN = 5
MAX_FRAGMENTS = 6
MAX_EXPONENT = 1.1
_ODD = (
    " ",
    "\n",
    "\n\n",
    ". ",
    ": ",
    ", ",
    " | ",
    "(",
    '"',
    "©",
    "@",
    ".com ",
    "A",
    "a",
    "2018 ",
    "\u0301",
    "文",
    "й",
)


@dataclass(frozen=True, slots=True)
class Text:
    """Fragments that are repeated in order until a text is long enough."""

    fragments: tuple[str, ...]

    def of(self, size: int) -> str:
        """The text with so many characters."""
        once = "".join(self.fragments)
        return (once * (size // len(once) + 1))[:size]


def fragments(registry: Registry) -> list[str]:
    """What the search builds texts from."""
    found: list[str] = list(_ODD)
    for rule in registry.rules:
        if isinstance(rule, RegexRule):
            found += rule.pattern.anchors
        elif isinstance(rule, TemplateRule) and rule.pattern.language in ("en", "de", "mul"):
            found += (" ".join(window) + " " for window in (words_of(p[0]) for p in rule.pieces if p))
    for pattern in registry:
        found += (match + " " for match in pattern.match[:1] if len(match) < 120)
    return list(dict.fromkeys(fragment for fragment in found if fragment))


def mutated(text: Text, pool: Sequence[str], rng: random.Random) -> Text:
    """A text with one fragment more, less, another, cut, doubled or swapped."""
    parts = list(text.fragments)
    at = rng.randrange(len(parts))
    match rng.randrange(6):
        case 0 if len(parts) < MAX_FRAGMENTS:
            parts.insert(at, rng.choice(pool))
        case 1 if len(parts) > 1:
            del parts[at]
        case 2:
            parts[at] = parts[at][: rng.randint(1, len(parts[at]))]
        case 3:
            parts[at] = (parts[at] * 2)[:200]
        case 4:
            other = rng.randrange(len(parts))
            parts[at], parts[other] = parts[other], parts[at]
        case _:
            parts[at] = rng.choice(pool)
    return Text(tuple(parts))


def crossed(one: Text, other: Text, rng: random.Random) -> Text:
    """The beginning of one text and the end of another."""
    parts = (
        one.fragments[: rng.randint(1, len(one.fragments))]
        + other.fragments[rng.randrange(len(other.fragments)) :]
    )
    return Text(parts[:MAX_FRAGMENTS])


def seconds(cleaner: Cleaner, text: str, runs: int = 1) -> float:
    """CPU time of cleaning a text as if for the first time, the best of so many runs."""
    best = math.inf
    for _ in range(runs):
        cleaner._scanner.memory.clear()
        start = time.thread_time()
        cleaner.clean(text)
        best = min(best, time.thread_time() - start)
    return best


def calls(cleaner: Cleaner, text: str) -> int:
    """Function calls that cleaning a text takes, as if for the first time."""
    cleaner._scanner.memory.clear()
    with cProfile.Profile() as profile:
        cleaner.clean(text)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def search(
    slowness: Callable[[Text], float],
    pool: Sequence[str],
    population: int,
    generations: int,
    rng: random.Random,
) -> list[tuple[float, Text]]:
    """The slowest texts found, the slowest first, with their slowness."""
    first = [Text(tuple(rng.choices(pool, k=rng.randint(1, 4)))) for _ in range(population)]
    known = [Text((make(60),)) for make in HOSTILE.values()]
    alive = sorted(((slowness(text), text) for text in (*first, *known)), key=lambda pair: -pair[0])
    seen = {text for _, text in alive}
    for _ in range(generations):
        alive = alive[: population // 2]
        for _ in range(population):
            one, other = rng.choice(alive)[1], rng.choice(alive)[1]
            child = mutated(crossed(one, other, rng) if rng.random() < 0.5 else one, pool, rng)
            if child not in seen:
                seen.add(child)
                alive.append((slowness(child), child))
        alive.sort(key=lambda pair: -pair[0])
    return alive


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """The slope of log time over log size, by least squares.

    >>> round(exponent([1, 2, 4], [3.0, 6.0, 12.0]), 6), round(exponent([1, 2, 4], [1.0, 4.0, 16.0]), 6)
    (1.0, 2.0)
    """
    xs, ys = [math.log(size) for size in sizes], [math.log(max(time, 1e-9)) for time in times]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - mean_x) ** 2 for x in xs)


def ordinary(cleaner: Cleaner, texts: Iterable[str]) -> float:
    """Seconds per character of articles."""
    texts = list(texts)
    for text in texts:
        cleaner.clean(text)  # compiles what they need
    return sum(seconds(cleaner, text) for text in texts) / sum(map(len, texts))


def main() -> int:
    """Search, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--generations", type=int, default=15)
    parser.add_argument("--population", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--largest", type=int, default=SIZES[-1], help="characters of the longest text measured"
    )
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument(
        "--check", action="store_true", help=f"fail where the exponent is above {MAX_EXPONENT}"
    )
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    registry = Registry.load(plugins=False)
    cleaner, pool = Cleaner(registry), fragments(registry)
    usual = ordinary(cleaner, itertools.islice(articles(), 20))

    def slowness(text: Text) -> float:
        whole = text.of(SEARCH_SIZE)
        return (
            seconds(cleaner, whole, runs=2) / len(whole) / usual
        )  # the first of the two compiles what it needs

    found = search(slowness, pool, arguments.population, arguments.generations, rng)[:SHOWN]
    made = {f"found {i}: {''.join(text.fragments)[:60]!r}": text.of for i, (_, text) in enumerate(found, 1)}
    console, sizes = Console(width=120), [size for size in SIZES if size <= arguments.largest]
    title = f"Times slower than ordinary text ({1e6 * usual:.1f} µs a character)"
    table = new_table(console, title, "", ["worst", "exponent of time", "exponent of calls"])
    rows: dict[str, dict[str, list[float]]] = {}
    exponents: dict[str, float] = {}
    for name, make in {**made, **HOSTILE}.items():
        times = [seconds(cleaner, make(size), runs=2) for size in sizes]
        counts = [float(calls(cleaner, make(size))) for size in sizes]
        rows[name] = {"seconds": times, "calls": counts}
        exponents[name] = exponent(sizes, counts)
        slower = max(t / size for t, size in zip(times, sizes, strict=True)) / usual
        growth = f"{exponent(sizes, times):.2f}", f"{exponents[name]:.2f}"
        table.add_row(name.replace("[", "\\["), f"{slower:.1f}", *growth)
    console.print(table)
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"ordinary": usual, "sizes": sizes, "texts": rows}, indent=1) + "\n", encoding="utf-8"
        )
    bad = [name for name, value in exponents.items() if value > MAX_EXPONENT]
    if arguments.check and bad:
        console.print(f"grows faster than length to the {MAX_EXPONENT}: {'; '.join(bad)}", markup=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
