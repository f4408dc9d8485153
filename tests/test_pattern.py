"""One TOML table becomes one pattern, or an error that says file, id and key."""

import pytest
from packs import entry

from stripper import Category, Extent, PatternError, Strength, Zone
from stripper.pattern import KEPT_BY_DEFAULT, REMOVED_BY_DEFAULT, Kind, parse_pattern

FILE = "en/share.toml"
CUES = {"templates": None, "cues": [["sign up"], ["newsletter"]]}
REGEX = {"templates": None, "regex": "share {1,3}this", "anchors": ["share"]}


def parse(**changes):
    return parse_pattern(entry(**changes), FILE)


def test_a_sound_entry_becomes_a_pattern():
    pattern = parse()
    assert pattern.id == "en.share.sample" and pattern.language == "en" and pattern.file == FILE
    assert pattern.category is Category.SHARE and pattern.zone is Zone.ANYWHERE
    assert pattern.strength is Strength.STRONG and pattern.extent is Extent.SENTENCE
    assert pattern.templates == ("please share this article",)
    assert len(pattern.match) == 2 and len(pattern.keep) == 1


@pytest.mark.parametrize(("changes", "kind"), [({}, Kind.TEMPLATES), (CUES, Kind.CUES), (REGEX, Kind.REGEX)])
def test_there_are_three_kinds_of_entry(changes, kind):
    assert parse(**changes).kind is kind


def test_a_cue_entry_has_its_further_keys():
    pattern = parse(**CUES, near=["free"], never=["said"], addressed=True, max_words=12)
    assert (pattern.near, pattern.never, pattern.addressed, pattern.max_words) == (
        ("free",),
        ("said",),
        True,
        12,
    )


WRONG = [
    ({"colour": "red"}, "colour", "unknown key"),
    ({"cues": [["a"], ["b"]]}, "cues", "only one"),
    ({"near": ["free"]}, "near", "unknown key"),
    ({**REGEX, "addressed": True}, "addressed", "unknown key"),
    ({"templates": None}, "templates", "is required"),
    ({"category": None, "id": "en.share.x"}, "category", "missing"),
    ({"zone": None}, "zone", "missing"),
    ({"strength": None}, "strength", "missing"),
    ({"extent": None}, "extent", "missing"),
    ({"source": None}, "source", "missing"),
    ({"match": None}, "match", "missing"),
    ({"keep": None}, "keep", "missing"),
    ({"match": ["only one"]}, "match", "at least 2"),
    ({"keep": []}, "keep", "at least 1"),
    ({"match": ["one", ""]}, "match", "non-empty strings"),
    ({"match": "one"}, "match", "list"),
    ({"match": ["one", 2]}, "match", "list of non-empty strings"),
    ({"templates": []}, "templates", "at least 1"),
    ({"templates": "share this"}, "templates", "list"),
    ({"source": "  "}, "source", "non-empty string"),
    ({"source": 3}, "source", "non-empty string"),
    ({"zone": "top"}, "zone", "unknown value 'top'"),
    ({"strength": "certain"}, "strength", "unknown value"),
    ({"extent": "page"}, "extent", "unknown value"),
    ({"extent": 3}, "extent", "non-empty string"),
    ({"category": "advert", "id": "en.advert.x"}, "category", "unknown value"),
    ({"id": "en.share"}, "id", "<language>.<category>.<name>"),
    ({"id": "en.promo.x", "category": "share"}, "id", "category"),
    ({**CUES, "cues": [["a"]]}, "cues", "at least two groups"),
    ({**CUES, "cues": [["a"], []]}, "cues", "non-empty lists"),
    ({**CUES, "cues": ["a", "b"]}, "cues", "list"),
    ({**CUES, "addressed": 1}, "addressed", "true or false"),
    ({**CUES, "max_words": 0}, "max_words", "whole number"),
    ({**CUES, "max_words": 81}, "max_words", "whole number"),
    ({**CUES, "max_words": True}, "max_words", "whole number"),
    ({**CUES, "max_words": 3.5}, "max_words", "whole number"),
    ({**REGEX, "anchors": None}, "anchors", "anchors"),
    ({**REGEX, "anchors": []}, "anchors", "anchors"),
    ({**REGEX, "regex": ""}, "regex", "non-empty string"),
]


@pytest.mark.parametrize(("changes", "key", "why"), WRONG)
def test_a_wrong_entry_is_refused_with_file_id_and_key(changes, key, why):
    table = entry(**changes)
    with pytest.raises(PatternError) as caught:
        parse_pattern(table, FILE)
    error = caught.value
    assert (error.file, error.pattern_id, error.key) == (FILE, table["id"], key)
    assert why in error.why
    assert str(error) == f"{FILE}: {table['id']}: {key}: {error.why}"


@pytest.mark.parametrize("wrong", [None, "", 5])
def test_an_entry_without_a_usable_id_is_refused_by_its_place(wrong):
    table = entry() | {"id": wrong}
    if wrong is None:
        del table["id"]
    with pytest.raises(PatternError) as caught:
        parse_pattern(table, FILE)
    assert caught.value.file == FILE and caught.value.key == "id"


def test_every_category_is_either_removed_or_kept_by_default():
    assert set(Category) == REMOVED_BY_DEFAULT | KEPT_BY_DEFAULT
    assert not REMOVED_BY_DEFAULT & KEPT_BY_DEFAULT


def test_what_readers_need_is_kept_by_default():
    assert {Category.CORRECTION, Category.NOTICE, Category.BYLINE} <= KEPT_BY_DEFAULT


@pytest.mark.parametrize("enum", [Category, Zone, Strength, Extent])
def test_the_documentation_names_every_value(enum, root):
    documented = (root / "docs" / "patterns.md").read_text(encoding="utf-8")
    assert [value for value in enum if value not in documented] == []
