import json
import random
from typing import ClassVar

import pytest

from benchmarks import accuracy, gate
from benchmarks.datasets import Body, Footer, load_bodies, load_footers, load_near_misses
from benchmarks.footers import LAYOUTS, NOISE, compose, lay_out, noisy
from benchmarks.gate import Pinned
from benchmarks.measure import measure_documents
from benchmarks.peers import load_peers
from benchmarks.scoring import (
    OPTIONAL,
    Annotated,
    Counts,
    Document,
    Removal,
    Scorecard,
    bootstrap,
    merge,
    score_document,
    total,
)
from benchmarks.segments import Page, cut, score_page

TEXT = "The pier is open. Share this. By A. Clerk. Copyright 2020 all of it."


def annotated(*spans: tuple[int, int, str]) -> Annotated:
    return Annotated(Document("d", "en", TEXT, spans))


def at(text: str, label: str = "") -> Removal:
    start = TEXT.index(text)
    return Removal(start, start + len(text), label)


def gold(text: str, category: str) -> tuple[int, int, str]:
    start = TEXT.index(text)
    return (start, start + len(text), category)


def brute_force(document: Document, removals: list[Removal]) -> Counts:
    """The shared scorer's loop, character by character."""
    labels: list[str | None] = [None] * len(document.text)
    for start, end, category in sorted(document.spans, key=lambda s: s[2] in OPTIONAL, reverse=True):
        labels[start:end] = [category] * (end - start)
    removed = [any(r.start <= i < r.end for r in removals) for i in range(len(document.text))]
    counts = Counts()
    for character, label, gone in zip(document.text, labels, removed, strict=True):
        if character.isspace():
            continue
        if label is None:
            counts.kept += 1
            counts.lost += gone
        elif label not in OPTIONAL:
            counts.gold += 1
            counts.found += gone
    return counts


class TestScoring:
    def test_only_non_space_characters_count(self) -> None:
        score = score_document(annotated(gold("Share this.", "share")), [at("Share this. ")])
        assert score.counts == Counts(gold=10, found=10, kept=45, lost=0)
        assert score.perfect

    def test_optional_categories_are_neither_rewarded_nor_punished(self) -> None:
        score = score_document(annotated(gold("By A. Clerk.", "metadata")), [at("By A. Clerk.")])
        assert (score.counts.gold, score.counts.lost) == (0, 0)

    def test_optional_gives_way_where_spans_overlap(self) -> None:
        both = annotated(gold("Share this.", "share"), gold("Share this. By A. Clerk.", "unsure"))
        assert score_document(both, []).gold_by_category == {"share": 10}

    def test_mistakes_name_their_pattern_and_place(self) -> None:
        score = score_document(annotated(gold("Share this.", "share")), [at("open. Share", "en.x")])
        assert [(TEXT[r.start : r.end], r.pattern) for r in score.wrong] == [("open. ", "en.x")]
        assert [TEXT[p.start : p.end] for p in score.missed] == [" this."]

    def test_same_as_the_loop_over_characters(self) -> None:
        rng = random.Random(7)
        for _ in range(300):
            marks = sorted(rng.sample(range(len(TEXT)), 6))
            names = rng.choices(["share", "ui", "bio", "unsure"], k=3)
            spans = tuple(zip(marks[::2], marks[1::2], names, strict=True))
            removals = [
                Removal(a, min(len(TEXT), a + rng.randint(0, 20))) for a in rng.sample(range(len(TEXT)), 4)
            ]
            document = Document("d", "en", TEXT, spans)
            assert score_document(Annotated(document), removals).counts == brute_force(document, removals)

    def test_merge_joins_overlapping_and_touching(self) -> None:
        assert merge([Removal(5, 9), Removal(0, 3), Removal(3, 4), Removal(6, 7), Removal(8, 8)]) == [
            Removal(0, 4),
            Removal(5, 9),
        ]

    def test_figures_are_over_characters(self) -> None:
        whole = total([Counts(10, 5, 100, 0), Counts(30, 30, 100, 5)])
        assert (whole.recall, whole.precision, whole.loss) == (35 / 40, 35 / 40, 5 / 200)
        assert (Counts().recall, Counts().precision, Counts().loss) == (0, 1, 0)

    def test_bootstrap_holds_the_figure_and_is_the_same_each_time(self) -> None:
        counts = [Counts(10, n, 100, 0) for n in range(11)]
        low, high = bootstrap(counts, lambda c: c.recall)
        assert low < 0.5 < high
        assert (low, high) == bootstrap(counts, lambda c: c.recall)

    def test_scorecard_puts_costly_patterns_first(self) -> None:
        document = annotated(gold("Share this.", "share"))
        card = Scorecard()
        card.add(document, [at("Share this.", "good"), at("The pier", "bad")])
        other = Scorecard()
        other.add(document, [at("Share", "good")])
        card.join(other)
        assert [(name, t.hits, t.right, t.wrong) for name, t in card.worst_first()] == [
            ("bad", 1, 0, 7),
            ("good", 2, 15, 0),
        ]


class TestSegments:
    PAGE = Page("u", "en", ("The pier\nis open",), ("Share this", "Menu"), {"htmltext": TEXT})

    def test_whitespace_does_not_matter_and_absent_segments_do_not_count(self) -> None:
        score = score_page(self.PAGE, "htmltext", [at("Share this.")])
        assert (score.must_go, score.gone, score.must_stay, score.lost) == (1, 1, 1, 0)

    def test_a_lost_segment_names_the_pattern(self) -> None:
        score = score_page(self.PAGE, "htmltext", [at("pier", "en.x"), at("Copyright", "en.y")])
        assert [loss.patterns for loss in score.losses] == [("en.x",)]
        assert score.left == ["Share this"]

    def test_cut_keeps_the_rest(self) -> None:
        assert cut("abcdef", [Removal(4, 5), Removal(1, 2)]) == "acdf"


class TestOwnSets:
    def test_sizes_and_ids(self) -> None:
        bodies, footers, near = load_bodies(), load_footers(), load_near_misses()
        assert len(bodies) >= 64
        assert len(footers) >= 220
        assert len(near) >= 160
        for rows in (bodies, footers, near):
            assert len({row.id for row in rows}) == len(rows)

    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_every_block_once_with_its_span(self, layout: str) -> None:
        footers = load_footers()
        documents = list(compose(load_bodies(), footers, layout, 0))
        found = [" ".join(d.text[a:b].split()) for d in documents for a, b, _ in d.spans]
        assert sorted(found) == sorted(" ".join(f.text.split()) for f in footers)

    def test_noise_is_repeatable_and_spares_the_article(self) -> None:
        body = Body("b", "en", "One line of prose.\n\nAnother one.")
        footer = Footer("f", "en", "tail", "share", "Share this story with all of your friends\nnow")
        clean, rough = (next(compose([body], [footer], "blank", n)) for n in (0, NOISE[-1]))
        assert clean.text.startswith(body.text) and rough.text.startswith(body.text)
        assert clean.text != rough.text
        assert rough == next(compose([body], [footer], "blank", NOISE[-1]))
        assert noisy("abc\ndef" * 50, 10, "k").count("\n") == 50

    def test_layouts(self) -> None:
        text = "word " * 30 + "end.\n\nNext\nline"
        assert "\n" not in lay_out(text, "one-line")
        assert max(map(len, lay_out(text, "wrapped").split("\n"))) <= 72
        assert lay_out(text, "lines").endswith("end.\nNext\nline")

    def test_glued_blocks_have_no_space_before_them(self) -> None:
        glued = [
            d.text[a - 1]
            for d in compose(load_bodies(), load_footers(), "glued", 0)
            for a, _, _ in d.spans
            if a
        ]
        assert sum(not c.isspace() for c in glued) > 50


class TestPeersAndReport:
    def test_a_line_that_a_regex_matches_goes(self) -> None:
        (peer,), _ = load_peers(["regexes"])
        text = "Prose stays here.\nAll rights reserved.\n"
        document = Annotated(Document("d", "en", text, ((18, 38, "copyright"),)))
        result = measure_documents(peer, [document])
        assert result.figures()["recall"] == 1
        assert result.perfect_share() == 1

    def test_missing_data_is_said_and_the_json_is_written(self, tmp_path, capsys) -> None:
        out = tmp_path / "out.json"
        argv = ["--only", "gold", "--peers", "regexes", "--shared", str(tmp_path), "--json", str(out)]
        assert accuracy.main(argv) == 0
        assert "gold skipped" in capsys.readouterr().out
        assert "skipped" in json.loads(out.read_text())["gold"]


class TestGate:
    OLD: ClassVar = {"own": Pinned("d1", {"recall": 0.9, "bodies": 1.0})}

    def test_holds(self) -> None:
        assert gate.check({"own": Pinned("d1", {"recall": 0.95, "bodies": 1.0})}, self.OLD) == []

    @pytest.mark.parametrize(
        ("now", "why"),
        [
            (Pinned("d1", {"recall": 0.8999, "bodies": 1.0}), "below its floor"),
            (Pinned("d2", {"recall": 0.95, "bodies": 1.0}), "floors are for d1"),
            (Pinned("d1", {"bodies": 1.0}), "no longer measured"),
            (Pinned("d1", {"recall": 0.9, "bodies": 1.0, "new": 0.5}), "has no floor"),
        ],
    )
    def test_fails(self, now: Pinned, why: str) -> None:
        (message,) = gate.check({"own": now}, self.OLD)
        assert why in message

    def test_update_raises_and_lowers_only_if_told_to(self) -> None:
        now = {"own": Pinned("d1", {"recall": 0.95004, "bodies": 0.99})}
        new, refused = gate.update(now, self.OLD, allow_lower=False)
        assert new["own"].figures == {"recall": 0.95, "bodies": 1.0}
        assert len(refused) == 1
        new, refused = gate.update(now, self.OLD, allow_lower=True)
        assert (new["own"].figures["bodies"], refused) == (0.99, [])

    def test_data_that_was_not_measured_keeps_its_floors(self) -> None:
        new, _ = gate.update({}, self.OLD, allow_lower=True)
        assert new == self.OLD

    def test_file_round_trip(self) -> None:
        assert gate.load(gate.dump(self.OLD, "abc")) == (self.OLD, "abc")
