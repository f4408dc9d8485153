"""The search index: the same whether built, read back or merged, and never stale."""

import json
import sys
from dataclasses import replace

import pytest
from packs import entry, registry, write

from stripper import Cleaner, PatternError, Registry, stored
from stripper import registry as registry_module
from stripper.index import CACHE, Index, build_key, read_cache, write_cache

LABEL = entry(id="en.ui.menu", category="ui", extent="line", templates=["main menu", "(open|close) menu"])
CUE = {
    **entry(id="en.share.cue", cues=[["share"], ["this story", "this page"]]),
    "match": ["Share this story."] * 2,
}
CUE.pop("templates")
LINE = {
    **entry(id="mul.copyright.line", category="copyright", regex="copyright [0-9]{4}", anchors=["copyright"]),
    "match": ["Copyright 2018", "copyright 1999"],
}
LINE.pop("templates")
TEXT = "Main menu\n\nThe mill burned down.\n\nPlease share this article.\nShare this story.\nCopyright 2018"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A pack that plays the shipped one."""
    path = write(tmp_path / "shipped", entry(), LABEL, CUE, LINE, vocab='piece = ["article"]\n')
    monkeypatch.setattr(registry_module, "default_pack_path", lambda: path)
    return path


def flat(index):
    values, data = index.dump()
    return [json.loads(json.dumps(values)), data]


def test_an_index_reads_back_as_it_was(shipped):
    again = Index.load(*flat(shipped.index))
    assert flat(again) == flat(shipped.index)


def test_the_cached_registry_is_the_built_one(folder):
    built = Registry.load(plugins=False)
    assert (folder / CACHE).is_file()
    cached = Registry.load(plugins=False)
    assert cached == built and cached.digest == built.digest and dict(cached.vocab) == dict(built.vocab)
    assert flat(cached.index) == flat(built.index)
    assert Cleaner(cached).clean(TEXT) == Cleaner(built).clean(TEXT)


def test_stored_patterns_and_rules_are_made_when_asked_for_and_once(folder):
    built = Registry.load(plugins=False)
    cached = Registry.load(plugins=False)
    rules = cached.rules  # of the four patterns, in the order of their ids
    assert [rule.pattern.id for rule in rules] == [rule.pattern.id for rule in built.rules]
    assert [getattr(r, "source", None) for r in rules] == [getattr(r, "source", None) for r in built.rules]
    assert all(rule is rules[i] and rule.pattern is cached[rule.pattern.id] for i, rule in enumerate(rules))
    assert rules[-1] is rules[len(rules) - 1] and list(rules[1:3]) == [rules[1], rules[2]]
    assert list(cached.index.facts) == list(built.index.facts) and None in cached.index.facts
    for outside in (len(rules), -len(rules) - 1):
        with pytest.raises(IndexError):
            rules[outside]


def test_loading_and_cleaning_read_only_the_patterns_that_the_text_needs(folder, monkeypatch):
    Registry.load(plugins=False)
    read = []
    monkeypatch.setattr(
        stored, "_pattern", lambda row, make=stored._pattern: read.append(row[0]) or make(row)
    )
    cached = Registry.load(plugins=False)
    assert len(cached) == 4 and read == []
    assert Cleaner(cached).clean("The mill burned down.\n\nPlease share this article.").spans
    assert "en.share.sample" in read and "mul.copyright.line" not in read
    assert len(cached.patterns) == 4 and sorted(read) == sorted({*read}) and len(read) == 4


def test_a_cache_of_a_machine_with_another_order_of_bytes_is_not_used(folder, monkeypatch):
    Registry.load(plugins=False)
    monkeypatch.setattr("sys.byteorder", "big" if sys.byteorder == "little" else "little")
    monkeypatch.setattr(Index, "build", None)
    with pytest.raises(TypeError):  # it would be built
        Registry.load(plugins=False)


def test_the_second_time_nothing_is_built(folder, monkeypatch):
    Registry.load(plugins=False)
    monkeypatch.setattr(Index, "build", None)
    assert len(Registry.load(plugins=False)) == 4


def test_a_changed_pack_is_read_again(folder):
    Registry.load(plugins=False)
    write(folder, entry(), LABEL, entry(id="en.share.other", templates=["tell your friends about it"]))
    assert "en.share.other" in {p.id for p in Registry.load(plugins=False)}


def test_a_wrong_pattern_is_an_error_even_beside_a_cache(folder):
    Registry.load(plugins=False)
    write(folder, entry(zone="middle"))
    with pytest.raises(PatternError, match="zone"):
        Registry.load(plugins=False)


@pytest.mark.parametrize("spoil", ["", "{", "not a key\n{}", "\x00"])
def test_a_spoilt_cache_is_ignored(folder, spoil):
    Registry.load(plugins=False)
    (folder / CACHE).write_text(spoil)
    assert len(Registry.load(plugins=False)) == 4


def test_a_half_written_cache_is_ignored(folder):
    Registry.load(plugins=False)
    content = (folder / CACHE).read_bytes()
    (folder / CACHE).write_bytes(content[: len(content) // 2])
    assert len(Registry.load(plugins=False)) == 4


def test_where_nothing_can_be_written_nothing_is_cached(folder):
    (folder / "__cache__").write_text("in the way")
    assert len(Registry.load(plugins=False)) == 4


def test_the_key_depends_on_names_and_contents():
    keys = [build_key(files) for files in ({"a": b"1"}, {"b": b"1"}, {"a": b"2"}, {"a": b"1", "b": b""})]
    assert len(set(keys)) == 4 and build_key({"a": b"1"}) == keys[0]


def test_values_come_back_only_for_their_key(tmp_path):
    write_cache(tmp_path, "one", {"n": [1, "é"]}, b"\x00\n")
    values, data = read_cache(tmp_path, "one")
    assert values["n"] == [1, "é"] and bytes(data) == b"\x00\n" and read_cache(tmp_path, "two") is None
    assert [p.name for p in (tmp_path / CACHE).parent.iterdir()] == ["index.bin"]


def test_selecting_and_extending_equal_building(tmp_path, folder):
    whole = Registry.load(plugins=False)
    extra = write(tmp_path / "extra", entry(id="en.share.another", templates=["tell your friends about it"]))
    for changed in (
        whole.select(categories=["share", "ui"]),
        whole.select(ids=["mul.copyright.line"]),
        whole.extend(extra),
        whole.extend(extra).select(languages=["en"]),
    ):
        fresh = Registry(changed.patterns, changed.vocab)
        assert flat(replace(changed.index, spelled=b"")) == flat(replace(fresh.index, spelled=b""))
        assert set(dict(fresh.index.speller().items())) <= set(dict(changed.index.speller().items()))
        assert [r.pattern.id for r in changed.rules] == [r.pattern.id for r in fresh.rules]
        assert Cleaner(changed).clean(TEXT) == Cleaner(fresh).clean(TEXT)


def test_extending_with_a_known_id_names_both_files(tmp_path, folder):
    other = write(tmp_path / "other", entry())
    with pytest.raises(PatternError, match=r"duplicate id, also in en/share\.toml"):
        Registry.load(plugins=False).extend(other)


def test_the_default_of_a_single_pattern_registry_is_indexed(tmp_path):
    assert registry(tmp_path, LABEL).index.labels.get("close menu") == (1,)
