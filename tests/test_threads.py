"""One cleaner for many threads, many processes, many texts."""

import multiprocessing
import pickle
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from strategies import PROSE, shipped_examples

import stripper
from stripper import Cleaner, Policy


def texts():
    match, keep = shipped_examples()
    return [
        f"{PROSE[i % len(PROSE)]}\n\n{keep[i % len(keep)]}\n\n{PROSE[(i + 5) % len(PROSE)]}\n\n{example}"
        for i, example in enumerate(match[:120])
    ]


def test_threads_that_share_a_fresh_cleaner_get_the_same_results(shipped):
    expected = list(map(Cleaner(shipped).clean, texts()))
    assert sum(bool(result.spans) for result in expected) > len(expected) / 2
    shared, start = Cleaner(shipped), threading.Barrier(6)

    def work(_):
        start.wait()  # all at once, so that they race for what is built on first use
        return list(map(shared.clean, texts()))

    with ThreadPoolExecutor(6) as pool:
        assert all(results == expected for results in pool.map(work, range(6)))


def test_a_pickled_cleaner_gives_the_same_results(shipped):
    for policy in (Policy.precise(), Policy.aggressive()):
        cleaner = Cleaner(shipped, policy)
        used = cleaner.clean(texts()[0])
        again = pickle.loads(pickle.dumps(cleaner))
        assert again.policy == policy and again.registry == shipped
        assert again.clean(texts()[0]) == used


def test_another_process_gives_the_same_results(cleaner):
    some = texts()[:20]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(cleaner.clean, some, chunksize=20)) == list(map(cleaner.clean, some))


def test_clean_many_is_ordered_and_lazy(cleaner):
    taken = []

    def source():
        for text in texts()[:10]:
            taken.append(text)
            yield text

    results = cleaner.clean_many(source())
    assert taken == []
    first = next(results)
    assert len(taken) == 1 and first.restore() == taken[0]
    assert [first, *results] == list(map(cleaner.clean, taken)) and len(taken) == 10


def test_the_module_functions_agree_with_a_cleaner(shipped):
    text = texts()[0]
    result = stripper.clean(text)
    assert result == Cleaner().clean(text)
    assert stripper.scan(text) == result.spans
    assert stripper.explain(text) == Cleaner().explain(text)
    assert stripper.clean(text, Policy.precise()) == Cleaner(policy=Policy.precise()).clean(text)
