"""Every rule of the lint has a pack that it complains about, and a sound pack that it does not."""

import json

import pytest
from packs import entry, registry, write
from typer.testing import CliRunner

from stripper.cli import app
from stripper.errors import PatternError
from stripper.lint import Finding, Level, lint
from stripper.lint_regex import explosive_regexes, is_ambiguous
from stripper.lint_rules import examine

TITLES = ["the parchment bulletin wishes you a fine evening by the harbour"]
SOUND = entry(
    templates=["kindly hand this parchment around"],
    match=["Kindly hand this parchment around.", "Kindly hand this parchment around!"],
    keep=["They hand the parchment to the king."],
)


def regex_entry(source, anchor="zebra", **changes):
    shown = {"match": ["zebra 1", "zebra 2"], "keep": ["a zebra ran"], "extent": "match"}
    return entry(templates=None, regex=source, anchors=[anchor], **(shown | changes))


def rules_of(findings):
    return {f.rule for f in findings}


def test_a_sound_pack_has_no_findings(tmp_path):
    sound = registry(tmp_path, SOUND)
    assert lint(sound) == [] and examine(sound) == [] and list(explosive_regexes(sound.rules)) == []


# -- errors -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "entries"),
    [
        ("match", [SOUND | {"match": ["Kindly.", "Parchment around."]}]),
        ("keep", [SOUND | {"keep": ["Kindly hand this parchment around."]}]),
        (
            "keep-in-registry",
            [SOUND | {"keep": ["Please share this article."]}, entry(id="en.share.other")],
        ),
        (
            "match-in-registry",  # it is believed, but most of what it promises to remove stays
            [
                entry(
                    templates=["zebra button now"],
                    extent="match",
                    match=["Zebra button now and a good many other words that stay where they are"] * 2,
                    keep=["A zebra."],
                )
            ],
        ),
    ],
)
def test_examples_that_do_not_hold_are_errors(tmp_path, rule, entries):
    findings = lint(registry(tmp_path, *entries))
    assert rule in rules_of(findings) and all(f.level is Level.ERROR for f in findings)


def test_a_regex_whose_time_explodes_is_an_error(tmp_path):
    pack = registry(
        tmp_path, regex_entry(r"zebra(?:[a ]{0,99}[a ]{0,99}[a ]{0,99}[a ]{0,99}[a ]{0,99}){1,2}!")
    )
    (finding,) = explosive_regexes(pack.rules)
    assert (finding.rule, finding.level) == ("explosive-regex", Level.ERROR)


def test_a_repeated_repetition_is_seen_without_running_it(tmp_path):
    pack = registry(tmp_path, regex_entry(r"zebra(?:[a-z]{1,9} ?){1,9}!"))
    assert "ambiguous-regex" in rules_of(explosive_regexes(pack.rules))


@pytest.mark.parametrize(
    "source", [r"zebra \d{1,3}", r"(?:zebra [a-z]{1,9} ){1,40}", r"zebra(?: \d{1,3},){0,80}"]
)
def test_sound_regexes_pass(tmp_path, source):
    assert list(explosive_regexes(registry(tmp_path, regex_entry(source)).rules)) == []


def test_a_regex_that_the_standard_library_cannot_read_is_not_judged_by_its_tree():
    assert not is_ambiguous(r"\p{Lu}{1,3}(?<n>a)\K")


# -- warnings ---------------------------------------------------------------------------------------------


OTHER = {"id": "en.share.other"}
LONG = "kindly hand this parchment around to all the farmers you may know"
FIXTURES = {
    "duplicate-template": [SOUND, SOUND | OTHER],
    "near-duplicate-template": [
        entry(templates=[LONG], match=[f"{LONG}.", LONG], keep=["They farmers know."]),
        entry(templates=[f"{LONG}s"], match=[f"{LONG}s.", f"{LONG}s"], keep=["They know farmers."], **OTHER),
    ],
    "frequent-anchor": [regex_entry(r"about \d{1,3}", "about", match=["about 1", "about 2"], keep=["about two"])],
    "generic-template": [entry(templates=["zebra now"], extent="match", match=["zebra now", "Zebra now"], keep=["A zebra."])],
    "cross-hit": [
        SOUND | {"strength": "weak"},
        entry(id="en.ui.other", category="ui", templates=["kindly hand this parchment around"]),
    ],
    "subsumed": [SOUND | {"strength": "weak"}, SOUND | OTHER],
    "no-near-miss": [SOUND | {"keep": ["Nothing of the kind."]}],
    "language": [
        entry(templates=["поделитесь этой статьёй сейчас"], match=["Поделитесь этой статьёй сейчас"] * 2, keep=["Они поделились."])
    ],
}  # fmt: skip


@pytest.mark.parametrize("rule", FIXTURES)
def test_each_rule_warns_about_its_fixture(tmp_path, rule):
    findings = examine(registry(tmp_path, *FIXTURES[rule]))
    assert rule in rules_of(findings), findings
    assert all(f.level is Level.WARNING for f in findings)


def test_a_russian_pack_without_a_russian_example_is_noticed(tmp_path):
    assert "language" in rules_of(examine(registry(tmp_path, SOUND | {"id": "ru.share.sample"})))


def test_a_pattern_in_the_folder_of_another_language_is_refused(tmp_path):
    folder = write(tmp_path, SOUND)
    (folder / "de").mkdir()
    (folder / "en" / "share.toml").rename(folder / "de" / "share.toml")
    with pytest.raises(PatternError, match="in folder 'de'"):
        registry(folder)


def test_only_the_chosen_files_are_complained_about(tmp_path):
    pack = registry(tmp_path, *FIXTURES["no-near-miss"])
    assert examine(pack, {"en/other.toml"}) == [] and examine(pack, {"en/share.toml"}) != []


# -- output -----------------------------------------------------------------------------------------------


@pytest.fixture
def pack(tmp_path):
    return write(
        tmp_path / "p", SOUND | {"keep": ["Nothing, 100 % of\nthe kind."], "match": ["One.", "Two."]}
    )


def lint_command(*args):
    return CliRunner().invoke(app, ["patterns", "lint", "--alone", *map(str, args)])


def test_findings_as_json(pack):
    done = lint_command(pack, "--format", "json")
    rows = json.loads(done.stdout)
    assert done.exit_code == 1 and {r["level"] for r in rows} == {"error", "warning"}
    assert {"file", "pattern_id", "rule", "message", "level"} == set(rows[0])


def test_findings_as_annotations_name_file_and_line(pack):
    lines = lint_command(pack, "--format", "github").stdout.splitlines()
    assert (
        lines[0].startswith("::error file=")
        and "share.toml,line=2,title=match (en.share.sample)::" in lines[0]
    )
    assert any(line.startswith("::warning file=") for line in lines)


def test_warnings_alone_do_not_fail_and_can_be_left_out(tmp_path):
    quiet = write(tmp_path / "q", SOUND | {"keep": ["Nothing of the kind."]})
    done = lint_command(quiet)
    assert done.exit_code == 0 and "no-near-miss" in done.stdout and "0 findings, 1 warnings" in done.stderr
    done = lint_command(quiet, "--no-warnings")
    assert done.exit_code == 0 and done.stdout == "" and "0 findings, 0 warnings" in done.stderr


def test_a_finding_prints_as_one_line():
    assert (
        str(Finding("en/share.toml", "en.share.x", "match", "not matched"))
        == "en/share.toml: en.share.x: match: not matched"
    )
