"""The same bytes out for the same bytes in: in every process, thread, order and batch, and as written down."""

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks import golden
from stripper import Cleaner, Registry
from stripper.labels import LabelTable
from stripper.registry import default_pack_path

NAMES, TEXTS = zip(*golden.golden_texts(), strict=True)


def entries(results):
    return [golden.entry(*named) for named in zip(NAMES, results, strict=True)]


def assert_as_written(results):
    __tracebackhide__ = True
    changed = golden.differences(golden.read(), entries(results))
    if changed:
        hint = "if this is meant: python -m benchmarks.golden --write"
        pytest.fail("\n".join(["results changed:", *changed, hint]), pytrace=False)


@pytest.fixture(scope="module")
def written():
    """What the file says; what it does not say any more is the business of the first test alone."""
    return golden.digest(entries(map(Cleaner(Registry.load(plugins=False)).clean, TEXTS)))


def test_results_are_as_written_down(cleaner):
    assert len(TEXTS) >= 60 and len({name.partition(" ")[0] for name in NAMES}) >= 23
    assert_as_written(map(cleaner.clean, TEXTS))


def test_the_texts_cleaned_before_make_no_difference(shipped, written):
    """A cleaner remembers lines; what it has seen in what company must not show."""
    used = Cleaner(shipped)
    backwards = [used.clean(text) for text in reversed(TEXTS)]
    mixed = [used.clean(f"{a}\n\n{b}") for a, b in zip(TEXTS, TEXTS[7:], strict=False)]
    assert mixed and golden.digest(entries(reversed(backwards))) == written
    assert golden.digest(entries(map(used.clean, TEXTS))) == written


def test_four_threads_with_one_fresh_cleaner_make_no_difference(shipped, written):
    with ThreadPoolExecutor(4) as pool:
        assert golden.digest(entries(pool.map(Cleaner(shipped).clean, TEXTS))) == written


@pytest.mark.slow
@pytest.mark.parametrize(("processes", "chunk"), [(1, 32), (2, 1), (2, 7), (2, 1000)])
def test_processes_and_batch_sizes_make_no_difference(shipped, written, processes, chunk):
    results = Cleaner(shipped).clean_many(TEXTS, processes=processes, chunk=chunk)
    assert golden.digest(entries(results)) == written


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["0", "1", "12345"])
def test_the_seed_of_hashes_makes_no_difference(root, written, seed):
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.golden", "--digest"],
        capture_output=True, text=True, check=True, timeout=600, cwd=root,
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path},
    )  # fmt: skip
    assert done.stdout.strip() == written


@pytest.mark.slow
def test_the_order_of_packs_and_an_index_built_anew_make_no_difference(shipped, written):
    """Every file as a pack of its own, in any order; nothing comes from the cache then."""
    files = sorted(default_pack_path().rglob("*.toml"))
    random.Random(3).shuffle(files)
    shuffled = Registry.load(*files, default=False, plugins=False)
    assert shuffled.digest == shipped.digest
    assert golden.digest(entries(map(Cleaner(shuffled).clean, TEXTS))) == written


def test_the_order_in_which_labels_were_added_makes_no_difference():
    one, two = LabelTable.build({"реклама на сайте": [0]}), LabelTable.build({"реклама на сайті": [1]})
    there, back = (
        LabelTable.merge([(one, {0: 0}), (two, {1: 1})]),
        LabelTable.merge([(two, {1: 1}), (one, {0: 0})]),
    )
    assert there.items() == back.items()
    assert there.damaged("реклама на сайтх") == back.damaged("реклама на сайтх")


@pytest.mark.slow
def test_patterns_added_in_two_steps_make_no_difference(shipped, written):
    half = shipped.select(ids=[p.id for p in shipped.patterns[::2]])
    whole = half.with_patterns(reversed(shipped.patterns[1::2]))
    assert whole.digest == shipped.digest
    assert golden.digest(entries(map(Cleaner(whole).clean, TEXTS))) == written
