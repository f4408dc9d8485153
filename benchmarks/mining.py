"""Mine a generated corpus whose boilerplate is known, and say what was found.

``python -m benchmarks.mining [--articles 20000] [--megabytes N] [--json FILE]``

40 sources with five house footers each (names, dates, numbers, titles and some wordings vary), articles of random
prose with the formulas of news in it ("could not be reached for comment"), and 50 stories that each stand in 20
sources. ``--megabytes`` makes the articles so many that the file has this size; memory must not grow with it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.datasets import load_bodies
from stripper import Cleaner, Registry
from stripper.corpus import Corpus
from stripper.mine import Mined, mine

__all__ = ["Planted", "generate", "main", "measure"]

SOURCES, PER_SOURCE, STORIES, STORY_SOURCES = 40, 5, 50, 20
HELD_OUT = 40  # articles of every source that are not mined
MAX_LOSS = (
    0.0001  # not 0: the cleaner takes a short line between two removed ones, and chance makes some of prose
)
_SEED = "stripper mining 1"
_FIRST = (
    "Ada",
    "Bram",
    "Celia",
    "Dov",
    "Esra",
    "Farid",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Kemi",
    "Leon",
    "Mara",
    "Nils",
)
_LAST = (
    "Abbott",
    "Brandvoll",
    "Cruz",
    "Dietz",
    "Eke",
    "Farrow",
    "Grange",
    "Holt",
    "Ivers",
    "Jansen",
    "Kessy",
    "Lund",
    "Moss",
)
_PLACES = (
    "Harrow",
    "Calder",
    "Lanmere",
    "Pellworth",
    "Ostby",
    "Quarry Hill",
    "Rivermouth",
    "South Fell",
    "Tarn",
    "Veld",
)
_PAPERS = (
    "Gazette",
    "Courier",
    "Observer",
    "Dispatch",
    "Record",
    "Voice",
    "Ledger",
    "Beacon",
    "Chronicle",
    "Post",
)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
# Whole footers; {capitals} vary by document, {small} by source; a bar parts wordings of which each document has one.
_FOOTERS = (
    "{Name} covers {beat} for the {site} and can be reached at {mail}.",
    "{Name} reports on {beat} for {site} readers in {place} and beyond.",
    "Do you have a question about {beat}? Write to {Name} at the {site}, {N} Market Street, {place}.",
    "This page was last changed by the {site} desk on {Date} at {Time}.",
    "The {site} is printed in {place} on paper from certified forests and delivered by {fleet}.",
    "More from the {site}: {Title}",
    "The piece {Title} was first read out on the {site} morning show.",
    "Tell the {site} what you think about {beat} and win two tickets for {venue}.|Tell the {site} what you think about"
    " {beat} by Friday and win two tickets for {venue}.",
    "{N} neighbours have read this on the {site} page today.",
    "Our {beat} desk is paid for by the friends of the {site}; there are now {N} of them, and you could be next.",
    "\u00a9 {Year} {site} Publishing of {place}, a company run by {owner}",
    "The opinions in this column are those of {Name} and nobody else at the {site} shares them.",
    "Listen to {Name} talk about {beat} every week in the {site} kitchen, wherever you hear your shows.",
    "Spotted a mistake? The {site} corrections desk in {place} answers within {n} days.",
    "Get the {site} letter about {beat}, sent to {N} people each morning before breakfast.",
    "Picked for you by the night editor of the {site}",
    "Every word here was checked by {n} people of the {site} before it was put online.",
    "Photographs by {Name} and the readers of the {site} may be bought at our counter in {place}.",
    "The {site} takes part in schemes that pay it a little when you order {goods} through its pages.",
    "Support the work of the {site} in {place} from {n} crowns a month. Cancel when you like, no letter needed.",
    "Readers in {place} can pick up the {site} free of charge at {venue} from {Time} on.",
    "Previous: {Title}",
    "Meet the people behind the {site}: {Name} will be at {venue} on {Date}, and the tea is on us.",
    "The {site} is a member of the {place} press council, which hears complaints about {beat} and all else.",
    "Download our reader for {beat} lovers, now used by {N} households in {place}.",
)  # fmt: skip
_FORMULAS = (
    "{Name} could not be reached for comment.",
    "{Name} declined to comment on the matter.",
    "The company did not immediately respond to a request for comment.",
    "No one was hurt.",
    "The investigation continues.",
    "A spokesman for the council said it was looking into the matter.",
    "The hearing is expected to go on until {Date}.",
)
_BEATS = (
    "the harbour",
    "schools",
    "farming",
    "the courts",
    "local music",
    "the railways",
    "health",
    "football",
    "housing",
)
_VENUES = (
    "the old mill",
    "the ferry terminal",
    "the town library",
    "the corn exchange",
    "the lido",
    "the bus station",
)
_GOODS = ("books", "garden tools", "records", "walking boots", "tea", "lamps")
_FLEETS = ("bicycle", "river barge", "the night bus", "electric van", "volunteers on foot")


class Prose:
    """Random sentences: a chain of neighbouring words of the project's own articles, so that hardly any repeats."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        words = [w for body in load_bodies() for w in body.text.split() if w.isascii() and w.isalpha()]
        self.after: dict[str, list[str]] = defaultdict(list)
        for a, b in itertools.pairwise(words):
            self.after[a].append(b)
        self.words = sorted(self.after)

    def words_in_a_row(self, count: int) -> list[str]:
        """So many words, each of which has been seen behind the one before it."""
        word = self.rng.choice(self.words)
        out = [word]
        while len(out) < count:
            nearby = self.after.get(word)
            word = self.rng.choice(nearby if nearby and self.rng.random() < 0.9 else self.words)
            out.append(word)
        return out

    def sentence(self) -> str:
        """One sentence of 6 to 26 words."""
        words = self.words_in_a_row(self.rng.randint(6, 26))
        return " ".join([words[0].capitalize(), *words[1:]]) + "."

    def title(self) -> str:
        """Some words without an end."""
        return " ".join(self.words_in_a_row(self.rng.randint(3, 9))).capitalize()

    def paragraphs(self) -> list[str]:
        """An article; now and then a formula stands in it, alone or at the end of a paragraph."""
        out: list[str] = []
        for _ in range(self.rng.randint(5, 14)):
            sentences = [self.sentence() for _ in range(self.rng.randint(1, 4))]
            if self.rng.random() < 0.08:
                formula = filled(self.rng.choice(_FORMULAS), {}, self)
                sentences = [formula] if self.rng.random() < 0.4 else [*sentences, formula]
            out.append(" ".join(sentences))
        return out


def filled(template: str, of_source: dict[str, str], prose: Prose) -> str:
    """An instance of a footer: one of its wordings, with what varies by document drawn anew."""
    rng = prose.rng
    name = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
    values = {
        **of_source,
        "Name": name,
        "N": f"{rng.randint(2, 9)},{rng.randint(100, 999)}",
        "n": str(rng.randint(2, 30)),
        "Year": str(rng.randint(2012, 2024)),
        "Date": f"{rng.choice(_MONTHS)} {rng.randint(1, 28)}, {rng.randint(2015, 2024)}",
        "Time": f"{rng.randint(1, 12)}:{rng.randint(10, 59)} {rng.choice(('am', 'pm'))}",
        "Title": prose.title() if "{Title}" in template else "",
    }
    wordings = template.split("|")
    wording = wordings[0] if len(wordings) == 1 or rng.random() < 0.6 else wordings[1]
    return wording.format_map(values)


@dataclass(frozen=True, slots=True)
class Planted:
    """One house footer: where it stands, and in which share of its source's articles."""

    number: int
    source: str
    template: str
    values: dict[str, str]
    place: str
    share: float


@dataclass(frozen=True, slots=True)
class Row:
    """One generated document; ``spans`` are ``(start, end, number of the footer)``."""

    source: str
    text: str
    spans: tuple[tuple[int, int, int], ...]
    held_out: bool
    story: int = -1


def plant(rng: random.Random) -> list[Planted]:
    """The house footers of all sources."""
    out: list[Planted] = []
    for s in range(SOURCES):
        place, paper = _PLACES[s % len(_PLACES)], _PAPERS[(s // 4) % len(_PAPERS)]
        site = f"{place} {paper}"
        for template in rng.sample(_FOOTERS, PER_SOURCE):
            values = {
                "site": site,
                "place": place,
                "beat": rng.choice(_BEATS),
                "venue": rng.choice(_VENUES),
                "goods": rng.choice(_GOODS),
                "fleet": rng.choice(_FLEETS),
                "owner": f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
                "mail": f"desk{s}@{paper.lower()}.example",
            }
            where = rng.choice(("tail", "tail", "tail", "tail", "head", "middle"))
            out.append(Planted(len(out), f"source-{s:02d}", template, values, where, rng.uniform(0.1, 0.9)))
    return out


def _row(source: str, paragraphs: list[str], footers: Sequence[Planted], prose: Prose, **more: Any) -> Row:
    rng = prose.rng
    blocks: dict[str, list[tuple[int, str]]] = {"head": [], "middle": [], "tail": []}
    for footer in footers:
        if rng.random() < footer.share:
            blocks[footer.place].append((footer.number, filled(footer.template, footer.values, prose)))
    parts: list[tuple[int, str]] = [(-1, p) for p in paragraphs]
    for block in blocks["middle"]:
        parts.insert(rng.randint(1, len(parts) - 1), block)
    parts = [*blocks["head"], *parts, *blocks["tail"]]
    text, spans = "", []
    for number, part in parts:
        text += "\n\n" if text else ""
        if number >= 0:
            spans.append((len(text), len(text) + len(part), number))
        text += part
    return Row(source, text, tuple(spans), more.get("held_out", False), more.get("story", -1))


def generate(articles: int, megabytes: float = 0) -> tuple[list[Planted], Iterator[Row]]:
    """The footers, and the documents with them: held-out ones, articles and stories, always the same."""
    rng = random.Random(_SEED)
    planted = plant(rng)
    by_source: dict[str, list[Planted]] = defaultdict(list)
    for footer in planted:
        by_source[footer.source].append(footer)

    def rows() -> Iterator[Row]:
        prose = Prose(random.Random(f"{_SEED} rows"))
        sources = sorted(by_source)
        for source in sources:
            for _ in range(HELD_OUT):
                yield _row(source, prose.paragraphs(), by_source[source], prose, held_out=True)
        for story in range(STORIES):
            body = prose.paragraphs()
            for source in prose.rng.sample(sources, STORY_SOURCES):
                edited = [p for p in body if prose.rng.random() > 0.05] or body
                yield _row(source, edited, by_source[source], prose, story=story)
        size, number = 0, 0
        while number < articles or size < megabytes * 1e6:
            source = sources[number % len(sources)]
            row = _row(source, prose.paragraphs(), by_source[source], prose)
            size += len(row.text)
            number += 1
            yield row

    return planted, rows()


def measure(mined: Mined, planted: Sequence[Planted], held_out: Iterable[Row]) -> dict[str, Any]:
    """Recall of footers, precision of proposals, and what the drafts of a source do to its other documents.

    A footer is proposed if the drafts remove four fifths of it in nine of ten held-out instances. A draft
    is wrong if more than a tenth of what it removes there is article text, or if it removes nothing at all there.
    """
    base = Registry(())
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in held_out:
        rows[row.source].append(row)
    covered: dict[int, list[float]] = defaultdict(list)
    hits: dict[str, list[int]] = {draft.id: [0, 0] for draft in mined.drafts}
    footer_ink = footer_gone = article_ink = article_gone = 0
    for source, documents in sorted(rows.items()):
        own = [d for d in mined.drafts if d.source in ("", source)]
        cleaner = Cleaner(base.with_patterns(d.to_pattern() for d in own))
        for row in documents:
            result = cleaner.clean(row.text)
            spans = [(s.start, s.end, s.pattern_id) for s in (*result.spans, *result.kept)]
            gone = bytearray(len(row.text))
            for start, end, name in spans:
                gone[start:end] = b"\1" * (end - start)
                inside = sum(max(0, min(end, b) - max(start, a)) for a, b, _ in row.spans)
                hits[name][0] += inside
                hits[name][1] += len(row.text[start:end].strip()) - min(
                    inside, len(row.text[start:end].strip())
                )
            is_footer = bytearray(len(row.text))
            for start, end, number in row.spans:
                is_footer[start:end] = b"\1" * (end - start)
                covered[number].append(sum(gone[start:end]) / (end - start))
            for i, char in enumerate(row.text):
                if not char.isspace():
                    footer_ink += is_footer[i]
                    footer_gone += is_footer[i] & gone[i]
                    article_ink += not is_footer[i]
                    article_gone += gone[i] and not is_footer[i]
    found = {n for n, shares in covered.items() if sum(s >= 0.8 for s in shares) >= 0.9 * len(shares)}
    wrong = [name for name, (right, bad) in hits.items() if not right or bad > 0.1 * (right + bad)]
    return {
        "footers": len(planted),
        "proposed": len(found),
        "recall": len(found) / len(planted),
        "drafts": len(mined.drafts),
        "wrong": len(wrong),
        "wrong share": len(wrong) / max(1, len(mined.drafts)),
        "held-out recall": footer_gone / max(1, footer_ink),
        "held-out article text lost": article_gone / max(1, article_ink),
        "missed footers": [
            [p.source, p.template, p.place, round(p.share, 2)] for p in planted if p.number not in found
        ],
        "wrong drafts": [[d.id, list(d.templates)] for d in mined.drafts if d.id in wrong],
    }


def _stories_proposed(mined: Mined, story_text: str) -> list[str]:
    """Drafts with an example out of a syndicated story."""
    return [d.id for d in mined.drafts if any(example in story_text for example in d.match)]


def main(argv: list[str] | None = None) -> int:
    """Generate, mine, measure, print; 1 if a target is missed."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.mining", description="Mine a corpus with known footers."
    )
    parser.add_argument("--articles", type=int, default=20_000, help="articles to generate: %(default)s")
    parser.add_argument("--megabytes", type=float, default=0, help="at least so many million characters")
    parser.add_argument("--verbose", action="store_true", help="list what was missed and what is wrong")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    arguments = parser.parse_args(argv)
    planted, rows = generate(arguments.articles, arguments.megabytes)
    held_out: list[Row] = []
    stories: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for row in rows:
                if row.held_out:
                    held_out.append(row)
                    continue
                if row.story >= 0:
                    at = 0
                    for start, end, _ in (*row.spans, (len(row.text), len(row.text), 0)):
                        stories.append(row.text[at:start])
                        at = end
                file.write(json.dumps({"site": row.source, "text": row.text}) + "\n")
        size = path.stat().st_size
        generated = _peak()
        began = time.perf_counter()
        mined = mine(Corpus.open([str(path)], by="site"), Cleaner(Registry(())))
        seconds = time.perf_counter() - began
    figures = measure(mined, planted, held_out)
    figures |= {
        "stories proposed": _stories_proposed(mined, "\n\n".join(stories)),
        "megabytes": round(size / 1e6, 1),
        "seconds": round(seconds, 1),
        "peak memory, MB": _peak(),
        "peak memory before mining, MB": generated,
        "dropped": mined.dropped,
    }
    for name, value in figures.items():
        if arguments.verbose or not isinstance(value, list):
            print(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    if not arguments.verbose:
        print(f"stories proposed: {len(figures['stories proposed'])}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    missed = figures["recall"] < 0.95 or figures["wrong share"] > 0.05 or figures["stories proposed"]
    missed = missed or figures["held-out recall"] < 0.95 or figures["held-out article text lost"] > MAX_LOSS
    return 1 if missed else 0


def _peak() -> int:
    """The most memory this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
