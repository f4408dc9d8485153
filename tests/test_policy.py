"""Policies: presets, checked settings, and what they do to a text."""

import pickle

import pytest
from packs import entry, registry

from stripper import Category, Cleaner, Policy, PolicyError
from stripper.pattern import KEPT_BY_DEFAULT, REMOVED_BY_DEFAULT

PRESETS = ("precise", "balanced", "aggressive")
PROSE = (
    "The old ferry left the harbour before dawn, and nobody on the quay expected to see it again.\n\n"
    "By noon the wind had turned and the crew brought it back with a broken mast and a torn sail."
)


def test_balanced_is_the_default():
    assert Policy() == Policy.balanced() == Policy.named("balanced")
    assert Policy().remove == REMOVED_BY_DEFAULT


def test_the_presets_go_from_careful_to_bold():
    precise, balanced, aggressive = map(Policy.named, PRESETS)
    assert precise.threshold > balanced.threshold > aggressive.threshold
    assert precise.max_removed < balanced.max_removed < aggressive.max_removed
    assert precise.remove <= balanced.remove < aggressive.remove
    assert not precise.weak and balanced.weak and aggressive.weak


def test_corrections_and_notices_stay_even_with_aggressive():
    assert set(Category) - Policy.aggressive().remove == {Category.CORRECTION, Category.NOTICE}


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": 1.1},
        {"threshold": -0.1},
        {"threshold": "0.5"},
        {"threshold": None},
        {"threshold": True},
        {"threshold": float("nan")},
        {"max_removed": 2},
        {"max_removed": False},
        {"max_removed": float("inf")},
        {"remove": "share"},
        {"remove": ["advert"]},
        {"remove": [3]},
    ],
)
def test_an_impossible_setting_is_refused_and_named(wrong):
    with pytest.raises(PolicyError, match=next(iter(wrong))):
        Policy(**wrong)


@pytest.mark.parametrize("name", ["", "Balanced", "reckless"])
def test_an_unknown_preset_is_refused(name):
    with pytest.raises(PolicyError, match="known: precise, balanced, aggressive"):
        Policy.named(name)


def test_categories_may_be_given_by_name():
    assert Policy(remove=["share", Category.UI]).remove == {Category.SHARE, Category.UI}


def test_policies_compare_hash_and_pickle_by_their_settings():
    assert Policy(remove=["ui", "share"]) == Policy(remove=["share", "ui"])
    assert len({Policy(), Policy.balanced(), Policy(threshold=0.5)}) == 2
    for preset in map(Policy.named, PRESETS):
        assert pickle.loads(pickle.dumps(preset)) == preset


def test_a_policy_cannot_be_changed():
    with pytest.raises(AttributeError):
        Policy().threshold = 0.1


def test_a_cleaner_wants_a_registry_and_a_policy(tmp_path):
    with pytest.raises(TypeError):
        Cleaner(registry(tmp_path, entry()), "balanced")
    with pytest.raises(TypeError):
        Cleaner("patterns")


@pytest.mark.parametrize("category", sorted(KEPT_BY_DEFAULT))
def test_a_category_that_stays_is_tagged_and_goes_when_asked_for(tmp_path, category):
    patterns = registry(tmp_path, entry(category=category, extent="line"))
    text = f"{PROSE}\n\nPlease share this article"
    result = Cleaner(patterns).clean(text)
    assert result.body == text
    assert [(s.text, s.category) for s in result.kept] == [("Please share this article", category)]
    assert Cleaner(patterns, Policy(remove=[category])).clean(text).body == PROSE


def test_precise_leaves_weak_patterns_alone(tmp_path):
    labels = ["tweet", "print", "save"]
    patterns = registry(tmp_path, entry(strength="weak", extent="line", templates=labels))
    text = f"{PROSE}\n\nTweet\nPrint\nSave"
    assert Cleaner(patterns).clean(text).body == PROSE
    assert Cleaner(patterns, Policy.precise()).clean(text).body == text


def test_a_bolder_policy_never_removes_less(cleaner):
    text = (
        f"By Ann Low\n\n{PROSE}\n\nShare this article\n\nFacebook\n\n© 2018 Mill Post. All rights reserved."
    )
    bodies = [Cleaner(cleaner.registry, Policy.named(name)).clean(text).body for name in PRESETS]
    assert len(bodies[0]) >= len(bodies[1]) >= len(bodies[2])


def test_the_guard_holds_back_what_weak_evidence_would_take_too_much_of(tmp_path):
    labels = ["tweet", "print", "save", "bookmark"]
    patterns = registry(tmp_path, entry(strength="weak", extent="line", templates=labels))
    text = "Tweet\nPrint\nSave\nBookmark\nA heading"
    assert Cleaner(patterns, Policy(max_removed=1.0)).clean(text).spans
    held = Cleaner(patterns, Policy(max_removed=0.3)).clean(text)
    assert held.body == text and held.spans == ()
    assert held.blocked and all("max_removed" in b.reason for b in held.blocked)
    assert all(text[b.span.start : b.span.end] == b.span.text for b in held.blocked)


def test_the_guard_does_not_touch_strong_exact_evidence(tmp_path):
    patterns = registry(tmp_path, entry())
    assert Cleaner(patterns, Policy(max_removed=0)).clean("Please share this article.").body == ""
