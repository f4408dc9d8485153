"""Turn scores into tables on the console and into plain figures for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.measure import GROUPS, GoldScore, Miss, PageScores
from benchmarks.scoring import Scorecard
from benchmarks.segments import VIEWS

__all__ = ["corpora", "gold", "misses", "new_table", "scorecard"]

SHOWN = 25


def new_table(console: Console, title: str, first: str, columns: Sequence[str]) -> Table:
    """Print the title and return an empty table in the reports' style."""
    console.print(title, style="bold", markup=False)
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _with_interval(figures: dict[str, Any], name: str, digits: int = 3) -> str:
    low, high = figures[name + "_interval"]
    return f"{figures[name]:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def gold(console: Console, results: Sequence[GoldScore], verbose: bool) -> dict[str, Any]:
    """Tables for the annotated documents: all, English, groups of categories, categories, languages."""
    figures = {result.peer: _gold_figures(result) for result in results}
    table = new_table(
        console,
        "Gold: all documents, then English ones",
        "tool",
        ["recall", "precision", "lost %", "perfect"],
    )
    for scope in ("all", "en"):
        for result in results:
            row = figures[result.peer][scope]
            low, high = row["loss_interval"]
            loss = f"{100 * row['loss']:.3f} [{100 * low:.3f}, {100 * high:.3f}]"
            perfect = f"{result.perfect_share():.2f}" if scope == "all" else ""
            name = f"{result.peer} ({scope})"
            table.add_row(
                name, _with_interval(row, "recall"), _with_interval(row, "precision"), loss, perfect
            )
    console.print(table)
    _breakdown(console, results, figures, "en by category")
    _breakdown(console, results, figures, "by category")
    _breakdown(console, results, figures, "by language")
    for result in results:
        if result.scorecard.tallies:
            scorecard(console, result.peer, result.scorecard, verbose)
    if verbose:
        for result in results[:1]:
            misses(console, result)
    return figures


def _gold_figures(result: GoldScore) -> dict[str, Any]:
    groups = {**GROUPS, **{category: (category,) for category in result.categories()}}
    return {
        "all": result.figures(),
        "en": result.figures("en"),
        "perfect": result.perfect_share(),
        "en by category": {name: result.figures("en", names) for name, names in groups.items()},
        "by category": {name: result.figures("", names) for name, names in groups.items()},
        "by language": {lang: result.figures(lang) for lang in result.languages()},
        "patterns": {name: vars(tally) for name, tally in result.scorecard.worst_first()},
    }


def _breakdown(
    console: Console, results: Sequence[GoldScore], figures: dict[str, Any], breakdown: str
) -> None:
    """Recall by category or language; a column for every tool, the interval for the first one only."""
    columns = ["characters", f"{results[0].peer} 95 %"] if results else []
    table = new_table(console, f"Recall, {breakdown}", "", [*columns, *(result.peer for result in results)])
    for name, row in figures[results[0].peer][breakdown].items() if results else ():
        if row["gold"]:
            low, high = row["recall_interval"]
            cells = [f"{figures[result.peer][breakdown][name]['recall']:.3f}" for result in results]
            table.add_row(name, str(row["gold"]), f"[{low:.2f}, {high:.2f}]".replace("[", "\\["), *cells)
    console.print(table)


def scorecard(console: Console, peer: str, card: Scorecard, verbose: bool) -> None:
    """What every pattern did, the costly ones first."""
    rows = card.worst_first()
    shown = rows if verbose else [row for row in rows if row[1].wrong][:SHOWN]
    costly = sum(tally.wrong > 0 for _, tally in rows)
    title = f"Patterns of {peer}: {len(rows)} removed something, {costly} cost article text"
    table = new_table(console, title, "pattern", ["hits", "right", "optional", "wrong"])
    for name, tally in shown:
        table.add_row(escape(name), *map(str, (tally.hits, tally.right, tally.neutral, tally.wrong)))
    console.print(table)


def misses(console: Console, result: GoldScore) -> None:
    """Everything that was wrongly removed, and the biggest pieces that were left."""
    console.print(f"Wrongly removed by {result.peer}: {len(result.wrong)}", style="bold", markup=False)
    for miss in sorted(result.wrong, key=lambda m: -m.size):
        _print_miss(console, miss, miss.context)
    console.print(f"Most missed by {result.peer}:", style="bold", markup=False)
    for miss in sorted(result.missed, key=lambda m: -m.size)[: 4 * SHOWN]:
        _print_miss(console, miss, miss.text)


def _print_miss(console: Console, miss: Miss, text: str) -> None:
    shown = text if len(text) <= 400 else text[:200] + " (...) " + text[-200:]
    console.print(
        f"  {miss.size:5d}  {miss.document}  {miss.what}\n         {shown!r}", markup=False, soft_wrap=True
    )


def corpora(console: Console, results: Sequence[PageScores], verbose: bool) -> dict[str, Any]:
    """Segments gone and lost, in each view, English pages apart."""
    columns = [f"{view} {what}" for view in VIEWS for what in ("gone", "lost")]
    table = new_table(console, "Pages: must-go segments gone, must-stay segments lost", "tool", columns)
    figures: dict[str, Any] = {}
    for group in ("en", "other"):
        for result in results:
            cells: list[str] = []
            for view in VIEWS:
                score = result.by_view[group, view]
                cells.append(f"{score.gone}/{score.must_go} {100 * score.gone_share:.0f}%")
                cells.append(f"{score.lost}/{score.must_stay}")
                figures.setdefault(result.peer, {}).setdefault(group, {})[view] = {
                    "must_go": score.must_go,
                    "gone": score.gone,
                    "gone_share": score.gone_share,
                    "must_stay": score.must_stay,
                    "lost": score.lost,
                    "losses": [vars(loss) for loss in score.losses],
                }
            table.add_row(f"{result.peer} ({group})", *cells)
    console.print(table)
    for result in results if verbose else ():
        _losses(console, result)
    if verbose and results:
        _left(console, results[0])
    return figures


def _losses(console: Console, result: PageScores) -> None:
    for (group, view), score in result.by_view.items():
        for loss in score.losses:
            by = ", ".join(loss.patterns)
            head = f"  {result.peer} lost ({group} {view}) {loss.url}"
            text = f"{head}\n    {loss.segment!r} to {by}\n    {loss.context!r}"
            console.print(text, markup=False, soft_wrap=True)


def _left(console: Console, result: PageScores) -> None:
    for view in VIEWS:
        left = result.by_view["en", view].left
        console.print(f"Left by {result.peer} (en {view}): {len(left)}", style="bold", markup=False)
        console.print("  " + " | ".join(left), markup=False, soft_wrap=True)
