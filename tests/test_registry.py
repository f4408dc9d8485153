"""Packs in, an immutable registry out; every mistake in a pack is named with its place."""

import itertools
import pickle
import subprocess
import sys
import zipfile
from importlib.machinery import PathFinder
from importlib.metadata import Distribution, DistributionFinder

import pytest
from packs import entry, registry, toml, write

import stripper.registry
from stripper import Category, Cleaner, PatternError, Registry
from stripper.registry import ENTRY_POINT_GROUP, default_pack_path

SHARE = entry()
PROMO = entry(category="promo", templates=["this offer ends {date}"])
GERMAN = entry(id="de.share.sample", templates=["bitte {verb} sie diesen artikel"])
NEUTRAL = entry(id="mul.copyright.sample", category="copyright", templates=["{c} {year} {name}"])
VOCAB = 'verb = ["teilen", "posten"]\n'
ALL = (SHARE, PROMO, GERMAN, NEUTRAL)


def load(*packs):
    return Registry.load(*packs, default=False, plugins=False)


# -- loading ----------------------------------------------------------------------------------------


def test_a_folder_of_packs_is_loaded_whole(tmp_path):
    found = registry(tmp_path, *ALL, vocab=VOCAB)
    assert [p.id for p in found] == [
        "de.share.sample", "en.promo.sample", "en.share.sample", "mul.copyright.sample",
    ]  # fmt: skip
    assert len(found) == 4 and found["de.share.sample"].file == "de/share.toml"
    assert dict(found.vocab) == {"verb": ("teilen", "posten")}
    with pytest.raises(KeyError):
        found["en.share.other"]


def test_a_single_file_may_have_any_name(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(toml(SHARE, PROMO), encoding="utf-8")
    assert [p.id for p in load(file)] == ["en.promo.sample", "en.share.sample"]


def test_the_shipped_patterns_are_the_default(shipped):
    assert len(shipped) >= 100
    assert {"en", "mul"} <= {p.language for p in shipped}


def test_a_registry_cannot_be_changed(shipped):
    with pytest.raises(AttributeError):
        shipped.patterns = ()
    with pytest.raises(TypeError):
        shipped.vocab["new"] = ("x",)


def test_an_empty_registry_finds_nothing():
    assert Cleaner(Registry(())).clean("Please share this article.").spans == ()


# -- what is wrong is named -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "key", "why"),
    [
        ({"templates": ["please share this {nonsense}"]}, "templates", "{nonsense}"),
        ({"templates": ["please [share this"]}, "templates", "bracket"),
        ({"templates": ["by {name}"]}, "templates", "cannot be searched for"),
        ({"templates": None, "regex": "share .*", "anchors": ["share"]}, "regex", "unbounded quantifier '*'"),
        ({"templates": None, "regex": "share .+", "anchors": ["share"]}, "regex", "unbounded quantifier '+'"),
        ({"templates": None, "regex": "share .{2,}", "anchors": ["share"]}, "regex", "quantifier '{2,}'"),
        ({"templates": None, "regex": "share (", "anchors": ["share"]}, "regex", "not a regex"),
        ({"templates": None, "regex": "share", "anchors": ["s"]}, "regex", "shorter than"),
        ({"templates": None, "cues": [["sign up"], ["{nonsense}"]]}, "cues", "{nonsense}"),
        ({"templates": None, "cues": [["sign up"], ["by {name}"]]}, "cues", "without slots"),
        ({"templates": None, "cues": [["a"], ["b"]]}, "cues", "three letters"),
        ({"templates": ["share {..99} this article"]}, "templates", "a gap is"),
        ({"colour": "red"}, "colour", "unknown key"),
        ({"match": ["Please share this article."]}, "match", "at least 2"),
        ({"keep": None}, "keep", "missing"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_entry_names_file_id_and_key(tmp_path, changes, key, why):
    with pytest.raises(PatternError) as caught:
        registry(tmp_path, entry(**changes))
    error = caught.value
    assert (error.file, error.pattern_id, error.key) == ("en/share.toml", "en.share.sample", key)
    assert why in error.why
    assert "\n" not in str(error)


def test_a_duplicate_id_names_both_files(tmp_path):
    write(tmp_path, SHARE)
    (tmp_path / "en" / "share-again.toml").write_text(toml(SHARE), encoding="utf-8")
    with pytest.raises(PatternError) as caught:
        load(tmp_path)
    assert caught.value.pattern_id == "en.share.sample" and caught.value.key == "id"
    assert {"en/share.toml", "en/share-again.toml"} <= set(str(caught.value).replace(":", " ").split())


@pytest.mark.parametrize(
    ("name", "content", "key", "why"),
    [
        ("en/share.toml", b"[[pattern]\nid = 1", "", "not valid TOML"),
        ("en/share.toml", b"\xff\xfe", "", "cannot be read"),
        ("en/share.toml", b"[pattern]\nid = 'x'", "pattern", "two brackets"),
        ("en/share.toml", b"[[patterns]]\nid = 'x'", "patterns", "unknown table"),
        ("en/share.toml", b"version = 3", "version", "unknown table"),
        ("vocab.toml", b"piece = []", "piece", "non-empty list"),
        ("vocab.toml", b"piece = 'article'", "piece", "non-empty list"),
        ("vocab.toml", b"piece = ['article', '']", "piece", "non-empty list"),
        ("vocab.toml", b"[piece]\na = ['article']", "piece", "non-empty list"),
    ],
)
def test_a_mistake_in_a_file_names_file_and_key(tmp_path, name, content, key, why):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    with pytest.raises(PatternError) as caught:
        load(tmp_path)
    assert (caught.value.file, caught.value.key) == (name, key)
    assert why in caught.value.why


@pytest.mark.parametrize(
    ("place", "key"),
    [("de/share.toml", "id"), ("en/promo.toml", "category"), ("en/promo-x.toml", "category")],
)
def test_an_entry_in_the_wrong_file_is_refused(tmp_path, place, key):
    file = tmp_path / place
    file.parent.mkdir()
    file.write_text(toml(SHARE), encoding="utf-8")
    with pytest.raises(PatternError) as caught:
        load(tmp_path)
    assert (caught.value.file, caught.value.pattern_id, caught.value.key) == (place, "en.share.sample", key)


def test_missing_and_empty_places_are_named(tmp_path):
    with pytest.raises(PatternError, match="no such file or folder") as caught:
        load(tmp_path / "nowhere")
    assert str(tmp_path / "nowhere") in str(caught.value)
    with pytest.raises(PatternError, match=r"no \.toml files"):
        load(tmp_path)


def test_one_vocabulary_list_cannot_be_defined_in_two_ways(tmp_path):
    first = write(tmp_path / "one", vocab='piece = ["article"]')
    second = write(tmp_path / "two", vocab='piece = ["story"]')
    assert load(first, first).vocab["piece"] == ("article",)
    with pytest.raises(PatternError) as caught:
        load(first, second)
    assert (caught.value.file, caught.value.key) == ("vocab.toml", "piece")


def test_a_pattern_error_survives_pickling():
    error = pickle.loads(pickle.dumps(PatternError("f.toml", "en.share.x", "zone", "why")))
    assert str(error) == "f.toml: en.share.x: zone: why"


# -- extend, select, digest -------------------------------------------------------------------------


def test_extend_adds_patterns_that_may_use_the_words_already_there(tmp_path):
    base = registry(tmp_path / "base", SHARE, vocab=VOCAB)
    more = write(tmp_path / "more", GERMAN)
    extended = base.extend(more)
    assert [p.id for p in extended] == ["de.share.sample", "en.share.sample"]
    assert len(base) == 1
    assert Cleaner(extended).clean("Bitte teilen Sie diesen Artikel.").body == ""


def test_extend_refuses_an_id_that_is_already_there(tmp_path):
    base = registry(tmp_path, SHARE)
    with pytest.raises(PatternError, match="duplicate id"):
        base.extend(tmp_path)


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        ({}, ["de.share.sample", "en.promo.sample", "en.share.sample", "mul.copyright.sample"]),
        ({"languages": ["en"]}, ["en.promo.sample", "en.share.sample", "mul.copyright.sample"]),
        ({"languages": ["mul"]}, ["mul.copyright.sample"]),
        ({"categories": ["share"]}, ["de.share.sample", "en.share.sample"]),
        ({"categories": [Category.SHARE], "languages": {"en"}}, ["en.share.sample"]),
        ({"ids": ["en.promo.sample"]}, ["en.promo.sample"]),
        ({"ids": []}, []),
    ],
)
def test_select_takes_a_part(tmp_path, selection, ids):
    assert [p.id for p in registry(tmp_path, *ALL, vocab=VOCAB).select(**selection)] == ids


@pytest.mark.parametrize(
    "selection",
    [
        {"languages": ["xx"]}, {"languages": "en"}, {"categories": ["advert"]}, {"categories": "share"},
        {"ids": ["en.share.other"]}, {"ids": "en.share.sample"},
    ],
)  # fmt: skip
def test_select_refuses_what_is_not_there(tmp_path, selection):
    with pytest.raises(ValueError, match=r"unknown|collection"):
        registry(tmp_path, *ALL, vocab=VOCAB).select(**selection)


def test_the_digest_and_the_results_do_not_depend_on_order_or_place_of_the_files(tmp_path):
    text = "Rain fell.\n\nPlease share this article.\n\nBitte posten Sie diesen Artikel.\n\n© 2018 Mill Post"
    files = []
    for number, e in enumerate(ALL):
        file = tmp_path / f"{number}.toml"
        file.write_text(toml(e), encoding="utf-8")
        files.append(file)
    vocab = tmp_path / "vocab.toml"
    vocab.write_text(VOCAB, encoding="utf-8")
    whole = registry(tmp_path / "folder", *ALL, vocab=VOCAB)
    expected = Cleaner(whole).clean(text)
    assert len(expected.spans) >= 2
    for order in itertools.permutations(files):
        again = load(*order[:2], vocab, *order[2:])
        assert again.digest == whole.digest
        assert Cleaner(again).clean(text) == expected


def test_the_digest_changes_with_the_content(tmp_path):
    digests = {
        registry(tmp_path / "a", SHARE).digest,
        registry(tmp_path / "b", entry(source="elsewhere")).digest,
        registry(tmp_path / "c", SHARE, PROMO).digest,
        registry(tmp_path / "d", SHARE, vocab=VOCAB).digest,
        registry(tmp_path / "e", entry(strength="weak")).digest,
    }
    assert len(digests) == 5


def test_a_registry_survives_pickling(shipped):
    again = pickle.loads(pickle.dumps(shipped))
    assert again == shipped and again.digest == shipped.digest and len(again.rules) == len(shipped.rules)
    assert (
        hash(again) == hash(shipped) and again != shipped.select(categories=["share"]) and again != "another"
    )


# -- where the shipped packs are ----------------------------------------------------------------------


@pytest.mark.parametrize(("checkout", "expected"), [(True, "patterns"), (False, "stripper/patterns")])
def test_a_live_checkout_wins_over_a_packaged_copy(tmp_path, monkeypatch, checkout, expected):
    package = tmp_path / "stripper"
    write(package / "patterns", SHARE, vocab=VOCAB)  # what an old editable install may have left behind
    if checkout:
        write(tmp_path / "patterns", SHARE, vocab=VOCAB)
    monkeypatch.setattr(stripper.registry, "__file__", str(package / "registry.py"))
    assert default_pack_path() == (tmp_path / expected).resolve()


def test_a_folder_that_happens_to_be_called_patterns_is_not_taken_for_the_packs(tmp_path, monkeypatch):
    (tmp_path / "patterns").mkdir()  # site-packages/patterns of some other project
    monkeypatch.setattr(stripper.registry, "__file__", str(tmp_path / "stripper" / "registry.py"))
    assert default_pack_path() == (tmp_path / "stripper" / "patterns").resolve()


# -- plug-ins -----------------------------------------------------------------------------------------


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """Install a fake distribution whose entry point leads to ``target``, an attribute of a fake module."""

    def install(source, target="PATH"):
        (tmp_path / "fakepack.py").write_text(source, encoding="utf-8")
        info = tmp_path / "fakepack-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fakepack\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\nfake = fakepack:{target}\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, "fakepack", raising=False)

    return install


@pytest.mark.parametrize("source", ["PATH = {!r}", "from pathlib import Path\ndef PATH(): return Path({!r})"])
def test_an_installed_distribution_can_bring_packs(tmp_path, plugin, source):
    pack = write(tmp_path / "pack", SHARE)
    plugin(source.format(str(pack)))
    assert [p.id for p in Registry.load(default=False)] == ["en.share.sample"]
    assert len(Registry.load(default=False, plugins=False)) == 0


def test_without_plugins_nobody_imports_what_looks_for_them(root):
    """Which takes longer than reading the shipped patterns; this environment may have any, so it gets no packages."""
    script = (
        "import sys; sys.path[:] = [sys.argv[1], *(p for p in sys.path if 'site-packages' not in p)];"
        "from stripper import registry; print(registry._may_have_plugins(), 'importlib.metadata' in sys.modules)"
    )
    monkey = "import ahocorasick_rs, rapidfuzz.process, rapidfuzz.distance; "
    done = subprocess.run(
        [sys.executable, "-c", monkey + script, str(root)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]


def test_a_distribution_in_an_archive_can_bring_packs(tmp_path, monkeypatch):
    pack = write(tmp_path / "pack", SHARE)
    with zipfile.ZipFile(tmp_path / "fake.zip", "w") as archive:
        archive.writestr("zippedpack.py", f"PATH = {str(pack)!r}")
        archive.writestr(
            "zippedpack-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: z\nVersion: 1.0\n"
        )
        archive.writestr(
            "zippedpack-1.0.dist-info/entry_points.txt", f"[{ENTRY_POINT_GROUP}]\nz = zippedpack:PATH\n"
        )
    monkeypatch.syspath_prepend(str(tmp_path / "fake.zip"))
    assert [p.id for p in Registry.load(default=False)] == ["en.share.sample"]


def test_a_finder_of_somebody_elses_can_bring_packs(tmp_path, monkeypatch):
    pack = write(tmp_path / "pack", SHARE)
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "foundpack.py").write_text(f"PATH = {str(pack)!r}")
    info = tmp_path / "hidden" / "foundpack-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: foundpack\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\nf = foundpack:PATH\n")

    class Finder(DistributionFinder):
        def find_spec(self, name, path, target=None):
            return PathFinder.find_spec(name, [str(tmp_path / "hidden")]) if name == "foundpack" else None

        def find_distributions(self, context=None):
            return [Distribution.at(info)]

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    monkeypatch.delitem(sys.modules, "foundpack", raising=False)
    assert [p.id for p in Registry.load(default=False)] == ["en.share.sample"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("raise ImportError('broken')", "PATH"),
        ("OTHER = 1", "PATH"),
        ("PATH = 5", "PATH"),
        ("def PATH(): raise RuntimeError('broken')", "PATH"),
        ("PATH = '/nowhere/at/all'", "PATH"),
    ],
)
def test_a_broken_plugin_is_a_pattern_error(plugin, source, target):
    plugin(source, target)
    with pytest.raises(PatternError):
        Registry.load(default=False)
