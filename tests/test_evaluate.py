"""``stripper evaluate``, ``patterns diff`` and ``mine`` as commands: figures, verdicts, exit codes."""

import json

import pytest
from packs import entry, toml, write
from typer.testing import CliRunner

from stripper import Cleaner, Registry
from stripper.cli import app
from stripper.corpus import Document
from stripper.errors import InputError
from stripper.evaluate import evaluate, failures, read_gold
from stripper.pack_diff import Bump, changed_documents, compare

BODY = "The old ferry left the harbour before dawn, and nobody on the quay expected to see it again."
SHARE = "Please share this article."
TEXT = f"{BODY}\n\n{SHARE}"
START = len(BODY) + 2


def run(*args):
    return CliRunner().invoke(app, list(map(str, args)), env={"COLUMNS": "200"})


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    """Commands that load the shipped patterns get one pattern; what they are is not tested here."""
    load = Registry.load
    only = load(write(tmp_path / "only", entry()), default=False, plugins=False)
    monkeypatch.setattr(
        Registry,
        "load",
        lambda *p, default=True, plugins=True: (
            only.extend(*p) if default else load(*p, default=False, plugins=False)
        ),
    )
    return only


@pytest.fixture
def gold(tmp_path):
    rows = [
        {"id": "a", "lang": "en", "text": TEXT, "spans": [[START, len(TEXT), "share"]]},
        {"id": "b", "lang": "de", "text": TEXT, "spans": []},
        {"id": "c", "lang": "en", "text": f"{BODY}\n\nNever seen.", "spans": [[START, START + 11, "ui"]]},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_figures_by_language_category_and_pattern(gold, small):
    score = evaluate(Cleaner(small), read_gold(gold))
    ink = len(SHARE.replace(" ", ""))
    assert (score.figures("en")["found"], score.figures("de")["lost"]) == (ink, ink)
    assert score.figures("", ("share",))["recall"] == 1.0 and score.figures("", ("ui",))["recall"] == 0.0
    (tally,) = score.scorecard.tallies.values()
    assert (tally.hits, tally.right, tally.wrong) == (2, ink, ink)
    assert 0 < score.figures()["recall"] < 1 and score.perfect_share() == pytest.approx(1 / 3)


def test_floors_name_what_is_below_them(gold, small):
    score = evaluate(Cleaner(small), read_gold(gold))
    assert failures(score, {"recall": 0.5}) == []
    (line,) = failures(score, {"recall": 0.5, "kept": 0.999})
    assert line.startswith("kept 0.")


def test_the_command_reports_and_fails_under_a_floor(gold):
    done = run("evaluate", gold)
    assert done.exit_code == 0 and "en.share.sample" in done.stdout and "33% of the documents" in done.stdout
    assert run("evaluate", gold, "--fail-under", "0.6").exit_code == 0
    done = run("evaluate", gold, "--fail-under", "precision=0.9")
    assert done.exit_code == 1 and "precision 0.5" in done.stderr
    figures = json.loads(run("evaluate", gold, "--json").stdout)
    low, high = figures["all"]["recall_interval"]
    assert low <= figures["all"]["recall"] <= high and set(figures["languages"]) == {"en", "de"}


@pytest.mark.parametrize("floor", ["2", "much", "speed=0.5", "-1"])
def test_a_floor_that_is_none_is_refused(gold, floor):
    done = run("evaluate", gold, "--fail-under", floor)
    assert done.exit_code == 2 and "--fail-under" in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "line 1"),
        ('{"spans": []}', "no field 'text'"),
        ('{"text": "x"}', "no field 'spans'"),
        ('{"text": "x", "spans": [[0, 9, "ui"]]}', "0:9"),
        ('{"text": "x", "spans": [[0, 0, "ui"]]}', "empty"),
        ('{"text": "x", "spans": [[1]]}', "not an annotated document"),
        ('{"text": 3, "spans": []}', "must be a string"),
    ],
)
def test_gold_that_is_none_is_refused_with_its_line(tmp_path, line, said):
    path = tmp_path / "g.jsonl"
    path.write_text(line)
    with pytest.raises(InputError, match=said):
        list(read_gold(path))


def test_gold_that_is_missing_or_empty_is_refused(tmp_path):
    assert run("evaluate", tmp_path / "no.jsonl").exit_code == 2
    (tmp_path / "e.jsonl").write_text("\n")
    assert "no documents" in run("evaluate", tmp_path / "e.jsonl").stderr


# -- versions of packs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "bump"),
    [
        ([entry()], Bump.NONE),
        ([entry(keep=["They share a boat."])], Bump.PATCH),
        ([entry(source="seen elsewhere")], Bump.PATCH),
        ([entry(templates=["please share this (article|story)"])], Bump.MINOR),
        ([entry(zone="tail")], Bump.MINOR),
        ([entry(), entry(id="en.share.other")], Bump.MINOR),
        ([entry(id="en.share.other")], Bump.MAJOR),
    ],
)
def test_the_bump_that_an_update_needs(tmp_path, after, bump):
    old = Registry.load(write(tmp_path / "old", entry()), default=False, plugins=False)
    new = Registry.load(write(tmp_path / "new", *after), default=False, plugins=False)
    assert compare(old, new).bump is bump


def test_a_changed_vocabulary_is_minor(tmp_path):
    packs = [
        Registry.load(write(tmp_path / n, entry(), vocab=f'a = ["{n}"]'), default=False, plugins=False)
        for n in "xy"
    ]
    assert compare(*packs).bump is Bump.MINOR and compare(*packs).vocabulary == ("a",)


def test_documents_that_change_come_with_their_spans(tmp_path, small):
    other = Registry.load(
        write(tmp_path / "new", entry(templates=["kindly pass it on"])), default=False, plugins=False
    )
    documents = [
        Document("", TEXT, "a"),
        Document("", BODY, "b"),
        Document("", f"{BODY}\n\nKindly pass it on.", "c"),
    ]
    one, two = changed_documents(small, other, documents)
    assert (one.document.name, [s.text.strip() for s in one.gone], one.new) == ("a", [SHARE], ())
    assert (two.document.name, two.gone, [s.text.strip() for s in two.new]) == (
        "c",
        (),
        ["Kindly pass it on."],
    )


def test_the_diff_command_fails_where_the_declared_bump_is_too_small(tmp_path):
    old, new = (
        write(tmp_path / "old", entry()),
        write(tmp_path / "new", entry(zone="tail"), entry(id="en.share.b")),
    )
    corpus = tmp_path / "c.jsonl"
    corpus.write_text(json.dumps({"text": TEXT}) + "\n" + json.dumps({"text": BODY}) + "\n")
    done = run("patterns", "diff", old, new, "--corpus", corpus, "--bump", "patch")
    assert done.exit_code == 1 and "needs: minor" in done.stdout and "0 of 2 documents change" in done.stderr
    assert run("patterns", "diff", old, new, "--bump", "minor").exit_code == 0
    empty = write(tmp_path / "none", entry(id="en.share.c", templates=["kindly pass it on"]))
    done = run("patterns", "diff", old, empty, "--corpus", corpus, "--bump", "minor")
    assert done.exit_code == 1 and "removed: en.share.sample" in done.stdout
    assert f"c.jsonl:1: - {len(BODY)}:{len(TEXT)} en.share.sample" in done.stdout
    rows = [
        json.loads(line)
        for line in run("patterns", "diff", old, empty, "--corpus", corpus, "--json").stdout.splitlines()
    ]
    assert rows[0]["bump"] == "major" and rows[1]["change"] == "-"


# -- mine as a command ------------------------------------------------------------------------------------


def test_the_mine_command_writes_a_draft_that_lint_accepts(tmp_path):
    corpus = tmp_path / "c.jsonl"
    days = ("Rain fell on the quay", "The mayor went home", "A bridge was closed", "Two boats were lost")
    texts = [
        f"{day} and nobody knew what to do about it then.\n\nThe gazette is folded by {n} cousins."
        for n, day in enumerate(days)
    ]
    corpus.write_text("".join(json.dumps({"text": text, "site": "a"}) + "\n" for text in texts))
    draft = tmp_path / "draft.toml"
    done = run("mine", corpus, "--by", "site", "--out", draft)
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr
    assert "4 documents of 1 sources, 1 proposals" in done.stderr and "{n} cousins" in draft.read_text()
    linted = run("patterns", "lint", draft)
    assert linted.exit_code == 0, linted.stdout
    assert "{n} cousins" in run("mine", corpus, "--by", "site").stdout


def test_clean_can_learn_from_other_pages_of_the_source(tmp_path):
    days = ("Rain fell on the quay", "The mayor went home", "A bridge was closed", "Two boats were lost")
    for n, day in enumerate(days):
        story = f"{day} and nobody knew what to do about it then.\n\nThe gazette is folded by {n} cousins."
        (tmp_path / f"{n}.txt").write_text(story)
    page = tmp_path / "page.text"
    page.write_text(f"{BODY}\n\nThe gazette is folded by 77 cousins.")
    assert "cousins" in run("clean", page).stdout
    assert run("clean", "--learn", tmp_path / "*.txt", page).stdout == BODY + "\n"


def test_mining_nothing_is_one_line(tmp_path):
    assert run("mine", tmp_path / "no.jsonl").exit_code == 2
    pack = tmp_path / "bad.toml"
    pack.write_text(toml(entry(colour="red")))
    (tmp_path / "c.jsonl").write_text('{"text": "x"}\n')
    assert run("mine", tmp_path / "c.jsonl", "--pack", pack).exit_code == 2
