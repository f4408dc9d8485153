"""How fast is it, beside a floor that nothing can beat and beside what people use today, all in one run.

``python -m benchmarks.speed [--mb 20] [--seconds 10] [--corpus FILE...] [--json FILE] [--plot FILE] [--quick]``

The floor is ``lower`` and one Aho-Corasick search with one literal a template: what any search for so many patterns
costs at least. MB are 1,000,000 bytes of UTF-8, times are CPU seconds of one thread. Figures move from
machine to machine, and by half on a busy one; the ratios of one run are the point. Peers that are not installed
are skipped with a message (``pip install datatrove nltk jusText trafilatura lxml_html_clean``), the plot needs
matplotlib.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation
from rich.console import Console

from benchmarks import startup
from benchmarks.peers import load_peers
from benchmarks.report import new_table
from benchmarks.speed_text import HOSTILE, articles, as_html, one_text
from stripper import Cleaner, Policy, Registry
from stripper.anchors import Scanner
from stripper.fold import fold
from stripper.judge import judge
from stripper.layout import lay_out
from stripper.matching import find_matches
from stripper.rules import TemplateRule
from stripper.template import WORD

REGEXES = 300  # what people who collect them end up with
FEW_REGEXES = 60
PATTERNS = (100, 1000, 5000, 20_000)  # generated ones
LENGTHS = (1_000, 5_000, 50_000, 500_000, 5_000_000)
HOSTILE_SIZE = 20_000


@dataclass
class Figures:
    """Everything that was measured; rates in MB a second, times in seconds, memory in MB."""

    patterns: int
    templates: int
    stages: dict[str, float] = field(default_factory=dict)
    peers: dict[str, float] = field(default_factory=dict)
    patterns_growth: dict[int, float] = field(default_factory=dict)
    length_growth: dict[int, float] = field(default_factory=dict)
    hostile: dict[str, float] = field(default_factory=dict)
    start: dict[str, float] = field(default_factory=dict)


def rate(do: Callable[[str], object], texts: Sequence[str], seconds: float) -> float:
    """MB a second of ``do``, over as many of the texts as ``seconds`` allow (one at least)."""
    size, spent = 0, 0.0
    for text in texts:
        start = time.thread_time()
        do(text)
        spent += time.thread_time() - start
        size += len(text.encode("utf-8", "surrogatepass"))
        if spent >= seconds:
            break
    return size / 1e6 / max(spent, 1e-9)


def as_new(cleaner: Cleaner) -> Callable[[str], object]:
    """``clean`` as if it had never seen the lines of the text: what it remembers of them is thrown away."""

    def clean(text: str) -> object:
        cleaner._scanner.memory.clear()
        return cleaner.clean(text)

    return clean


def literals(registry: Registry) -> list[str]:
    """For every template the longest stretch of words that it spells out."""
    found = (
        max(re.split(r"[^a-z' -]+", rule.source.lower()), key=len, default="").strip()
        for rule in registry.rules
        if isinstance(rule, TemplateRule)
    )
    return sorted({literal for literal in found if len(literal) >= 4})


def measure_stages(registry: Registry, texts: Sequence[str], seconds: float) -> dict[str, float]:
    """The floor, then the cleaner's stages; each of them includes those before it."""
    automaton = AhoCorasick(literals(registry), implementation=Implementation.DFA)
    scanner = Scanner(registry.rules, registry.index)
    cleaner, policy = Cleaner(registry), Policy()

    def matched(text: str) -> object:
        scanner.memory.clear()  # every line as if it were new
        layout = lay_out(fold(text))
        return layout, find_matches(scanner, layout)

    def judged(text: str) -> object:
        scanner.memory.clear()
        layout = lay_out(fold(text))
        return judge(layout, find_matches(scanner, layout), policy)

    stages: dict[str, Callable[[str], object]] = {
        "floor": lambda text: automaton.find_matches_as_indexes(text.lower(), overlapping=True),
        "fold": fold,
        "fold, lay out": lambda text: lay_out(fold(text)),
        "... scan": lambda text: scanner.scan(lay_out(fold(text))),
        "... match": matched,
        "... judge": judged,
        "clean": as_new(cleaner),
        "clean, lines remembered": cleaner.clean,
    }
    judged(texts[0])
    for text in texts[: max(20, len(texts) // 20)]:
        cleaner.clean(text)  # a crawl compiles each template once; that belongs to the start, not to the rate
    return {name: rate(do, texts[::-1], seconds) for name, do in stages.items()}


def _loop(regexes: Sequence[re.Pattern[str]]) -> Callable[[str], object]:
    return lambda text: [pattern.sub("", text) for pattern in regexes]


def measure_peers(
    registry: Registry, texts: Sequence[str], seconds: float
) -> tuple[dict[str, float], list[str]]:
    """Loops of compiled regexes, and the tools that are installed; messages for those that are not."""
    wanted = literals(registry)
    step = len(wanted) // REGEXES
    regexes = [re.compile(re.escape(literal), re.IGNORECASE) for literal in wanted[::step][:REGEXES]]
    found = {
        f"{REGEXES} regexes": rate(_loop(regexes), texts, seconds),
        f"{FEW_REGEXES} regexes": rate(_loop(regexes[::5]), texts, seconds),
    }
    peers, messages = load_peers(["c4", "justext"])
    for peer in peers:
        found[peer.name] = rate(peer.find, texts, seconds)
    try:
        import trafilatura
    except ImportError as error:
        messages.append(f"trafilatura skipped: {error} (pip install trafilatura)")
    else:
        found["trafilatura"] = rate(trafilatura.extract, [as_html(text) for text in texts], seconds)
    return found, messages


def generated(folder: Path, count: int) -> Registry:
    """A registry of ``count`` templates of four words each out of the background's."""
    words = [
        w
        for w in dict.fromkeys(WORD.findall(" ".join(itertools.islice(articles(), 40)).lower()))
        if len(w) > 5
    ]
    lines = [
        " ".join(words[(7 * i + k * (i // len(words) + 1) * 31) % len(words)] for k in range(4))
        for i in range(count)
    ]
    folder.mkdir(parents=True)
    step = 50
    tables = [
        f'[[pattern]]\nid = "en.share.made-{i}"\ncategory = "share"\nzone = "anywhere"\nstrength = "strong"\n'
        f'extent = "sentence"\ntemplates = {json.dumps(lines[i : i + step])}\nsource = "generated"\n'
        f'match = {json.dumps(lines[i : i + 2])}\nkeep = ["They share it."]\n'
        for i in range(0, count, step)
    ]
    path = folder / "en" / "share.toml"
    path.parent.mkdir()
    path.write_text("\n".join(tables), encoding="utf-8")
    return Registry.load(folder, default=False, plugins=False)


def measure_patterns(texts: Sequence[str], seconds: float, counts: Iterable[int]) -> dict[int, float]:
    """Rate of ``clean`` with so many generated templates."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        for count in counts:
            cleaner = Cleaner(generated(Path(name) / str(count), count))
            for text in texts[:20]:
                cleaner.clean(text)
            found[count] = rate(as_new(cleaner), texts[::-1], seconds)
    return found


_START = """
import resource, time
start = time.perf_counter()
from stripper import Cleaner, Registry
cleaner = Cleaner(Registry.load())
cleaner.clean("Share this.")
built = time.perf_counter() - start
print(built, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure_start() -> dict[str, float]:
    """Import, import and build and first text, and the memory that this takes."""
    imported, first, floor = startup.measure(5)
    out = subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True).stdout
    built, memory = map(float, out.split())
    return {
        "import": imported,
        "import of the dependencies": floor,
        "first clean": first,
        "import, build, first clean": built,
        "memory then": memory,
        "peak memory of this run": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measure(texts: Sequence[str], seconds: float, quick: bool) -> tuple[Figures, list[str]]:
    """Everything, one after the other in one thread."""
    registry = Registry.load(plugins=False)
    cleaner = Cleaner(registry)
    figures = Figures(len(registry), sum(isinstance(rule, TemplateRule) for rule in registry.rules))
    figures.stages = measure_stages(registry, texts, seconds)
    figures.peers, messages = measure_peers(registry, texts, seconds)
    figures.patterns_growth = measure_patterns(texts, seconds, PATTERNS[:2] if quick else PATTERNS)
    for text in texts[:20]:
        cleaner.clean(text)
    for length in LENGTHS[:3] if quick else LENGTHS:
        text = one_text(max(length, 50_000))
        many = [text[at : at + length] for at in range(0, len(text), length)]
        figures.length_growth[length] = rate(as_new(cleaner), many, seconds)
    for name, make in HOSTILE.items():
        figures.hostile[name] = rate(as_new(cleaner), [make(HOSTILE_SIZE)], seconds)
    figures.start = measure_start()
    return figures, messages


def show(figures: Figures, console: Console) -> None:
    """Print the tables."""
    clean, floor = figures.stages["clean"], figures.stages["floor"]
    console.print(
        f"{figures.patterns} patterns, {figures.templates} templates; one thread, CPU time", markup=False
    )
    table = new_table(console, "\nStages and peers", "", ["MB/s", "of the floor", "clean is"])
    for name, value in (*figures.stages.items(), *figures.peers.items()):
        times = f"{clean / value:.3g} x" if name in figures.peers else ""
        table.add_row(name, f"{value:.3g}", f"{value / floor:.3g}", times)
    console.print(table)
    for title, rows in (
        ("Growth with the number of generated templates", figures.patterns_growth),
        ("Growth with the length of one text (characters)", figures.length_growth),
    ):
        table = new_table(console, f"\n{title}", "", ["MB/s", "times slower"])
        first = next(iter(rows.values()))
        for count, value in rows.items():
            table.add_row(f"{count:,}", f"{value:.3g}", f"{first / value:.2f}")
        console.print(table)
    table = new_table(console, "\nHostile texts", "", ["MB/s", "times slower"])
    for name, value in sorted(figures.hostile.items(), key=lambda item: item[1]):
        table.add_row(name, f"{value:.3g}", f"{clean / value:.1f}")
    console.print(table)
    table = new_table(console, "\nStart", "", ["s or MB"])
    for name, value in figures.start.items():
        table.add_row(name, f"{value:.3g}")
    console.print(table)


def plot(figures: Figures, path: Path) -> None:
    """Draw the stages and peers, on a logarithmic scale, and the two kinds of growth."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    drawing, (left, middle, right) = pyplot.subplots(1, 3, figsize=(15, 4.5), layout="constrained")
    rates: dict[str, float] = {**figures.stages, **figures.peers}
    left.barh(list(rates)[::-1], list(rates.values())[::-1], color="#4878a8")
    left.set(xscale="log", xlabel="MB/s on one core", title="Stages and peers")
    for axes, rows, label in (
        (middle, figures.patterns_growth, "generated templates"),
        (right, figures.length_growth, "characters of one text"),
    ):
        axes.plot(list(rows), list(rows.values()), "o-", color="#4878a8")
        axes.set(xscale="log", xlabel=label, ylabel="MB/s", ylim=(0, None), title="Growth")
    drawing.savefig(path)
    pyplot.close(drawing)


def read_corpus(paths: Iterable[Path], size: int) -> list[str]:
    """Texts of JSONL rows (their ``text``) or of whole files, up to ``size`` bytes."""
    texts: list[str] = []
    for path in paths:
        content = path.read_text(encoding="utf-8", errors="replace")
        texts += (
            [json.loads(row)["text"] for row in content.splitlines()]
            if path.suffix == ".jsonl"
            else [content]
        )
    return _up_to(texts, size)


def _up_to(texts: Iterable[str], size: int) -> list[str]:
    found: list[str] = []
    for text in texts:
        found.append(text)
        size -= len(text.encode("utf-8", "surrogatepass"))
        if size <= 0:
            break
    return found


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mb", type=float, default=20.0, help="size of the texts in MB (default 20)")
    parser.add_argument("--seconds", type=float, default=10.0, help="CPU seconds for each figure at most")
    parser.add_argument("--corpus", type=Path, nargs="*", default=[], help="files instead of generated texts")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--plot", type=Path, help="draw them there (.svg, .png; needs matplotlib)")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    arguments = parser.parse_args()
    size = int((1.0 if arguments.quick else arguments.mb) * 1e6)
    texts = read_corpus(arguments.corpus, size) if arguments.corpus else _up_to(articles(), size)
    figures, messages = measure(texts, 0.5 if arguments.quick else arguments.seconds, arguments.quick)
    console = Console()
    show(figures, console)
    for message in messages:
        console.print(message, markup=False)
    if arguments.json:
        values: dict[str, Any] = asdict(figures)
        arguments.json.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    if arguments.plot:
        plot(figures, arguments.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
