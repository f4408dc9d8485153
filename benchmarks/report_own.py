"""Tables and figures for the project's own sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from benchmarks.footers import LAYOUTS, NOISE
from benchmarks.own import PLACES, OwnScore, Touched
from benchmarks.report import misses, new_table, scorecard

__all__ = ["LANGUAGE_LAYOUTS", "LANGUAGE_NOISE", "languages", "own"]


def own(console: Console, results: Sequence[OwnScore], verbose: bool) -> dict[str, Any]:
    """Recall and loss by layout and noise, recall by category, near misses and clean articles."""
    figures = {result.peer: _figures(result) for result in results}
    noises = [f"{noise} %" for noise in NOISE]
    recall = new_table(
        console,
        "Own footers: recall by noise, 95 % interval; article text lost at 0 %",
        "tool, layout",
        [*noises, "lost %"],
    )
    for result in results:
        for layout in LAYOUTS:
            rows = [figures[result.peer]["footers"][layout][str(noise)] for noise in NOISE]
            cells = [f"{r['recall']:.3f} {_interval(r['recall_interval'])}" for r in rows]
            recall.add_row(escape(f"{result.peer}, {layout}"), *cells, f"{100 * rows[0]['loss']:.3f}")
    console.print(recall)
    _by_category(console, results, figures)
    rest = new_table(
        console,
        "Own article text: share that stays whole",
        "tool",
        [*(f"near misses, {p}" for p in PLACES), "clean articles"],
    )
    for result in results:
        shares = [f"{result.near_miss_share(place):.3f}" for place in PLACES]
        rest.add_row(escape(result.peer), *shares, f"{result.body_share():.3f}")
    console.print(rest)
    for result in results:
        if result.scorecard.tallies:
            scorecard(console, result.peer, result.scorecard, verbose)
    if verbose and results:
        _details(console, results[0])
    return figures


LANGUAGE_LAYOUTS = ("lines", "one-line")
LANGUAGE_NOISE = (0, 5)


def languages(console: Console, results: Mapping[str, OwnScore]) -> dict[str, Any]:
    """One row a language: recall by layout and noise, near misses, clean articles."""
    columns = [(layout, noise) for layout in LANGUAGE_LAYOUTS for noise in LANGUAGE_NOISE]
    titles = [*(f"{layout} {noise} %" for layout, noise in columns), *PLACES, "clean articles"]
    table = new_table(console, "Own footers, near misses and articles by language", "", titles)
    found: dict[str, Any] = {}
    for language, result in results.items():
        recalls = [result.footers[column].figures()["recall"] for column in columns]
        shares = [*(result.near_miss_share(place) for place in PLACES), result.body_share()]
        found[language] = dict(zip(titles, [*recalls, *shares], strict=True))
        table.add_row(language, *(f"{figure:.3f}" for figure in found[language].values()))
    console.print(table)
    return found


def _interval(pair: tuple[float, float]) -> str:
    return f"\\[{pair[0]:.2f}, {pair[1]:.2f}]"


def _figures(result: OwnScore) -> dict[str, Any]:
    clean = result.all_layouts(0)
    return {
        "footers": {
            layout: {str(noise): result.footers[layout, noise].figures() for noise in NOISE}
            for layout in LAYOUTS
        },
        "by category": {c: clean.figures(categories=(c,)) for c in clean.categories()},
        "near misses": {place: result.near_miss_share(place) for place in PLACES},
        "bodies": result.body_share(),
        "touched": {
            **{place: [vars(t) for t in result.near_misses[place]] for place in PLACES},
            "bodies": [vars(t) for t in result.bodies],
        },
        "patterns": {name: vars(tally) for name, tally in result.scorecard.worst_first()},
    }


def _by_category(console: Console, results: Sequence[OwnScore], figures: dict[str, Any]) -> None:
    table = new_table(
        console,
        "Own footers: recall by category, all layouts, no noise",
        "",
        ["characters", *(r.peer for r in results)],
    )
    for category, row in figures[results[0].peer]["by category"].items() if results else ():
        cells = [f"{figures[r.peer]['by category'][category]['recall']:.3f}" for r in results]
        table.add_row(category, str(row["gold"]), *cells)
    console.print(table)


def _details(console: Console, result: OwnScore) -> None:
    for place in PLACES:
        _touched(console, f"Near misses touched by {result.peer}, {place}", result.near_misses[place])
    _touched(console, f"Clean articles touched by {result.peer}", result.bodies)
    clean = result.all_layouts(0)
    misses(console, clean)
    times: Counter[tuple[str, str]] = Counter((" ".join(m.text.split()), m.what) for m in clean.missed)
    console.print("Missed without noise, by number of layouts:", style="bold")
    for (text, category), count in times.most_common():
        console.print(f"  {count}  {category}  {text}", markup=False, soft_wrap=True)


def _touched(console: Console, title: str, touched: Sequence[Touched]) -> None:
    console.print(f"{title}: {len(touched)}", style="bold", markup=False)
    for one in touched:
        for pattern, text in one.removed:
            console.print(f"  {one.id}  {pattern}  {text!r}", markup=False, soft_wrap=True)
