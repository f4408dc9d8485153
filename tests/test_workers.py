"""The parallel map, and many texts through one cleaner: order, laziness, memory, errors."""

import os
import pickle
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs import entry, registry

from stripper import Cleaner, Result, StripperError, TextError
from stripper.workers import ordered_map

TEXTS = [f"The ferry left at {i}.\n\nPlease share this article." for i in range(40)]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return Cleaner(registry(tmp_path_factory.mktemp("pack"), entry()))


def slow_for_even(number):
    time.sleep(0.02 if number % 2 == 0 else 0)
    return number, os.getpid()


def test_the_map_keeps_the_order_and_uses_other_processes():
    done = list(ordered_map(slow_for_even, range(20), processes=2, chunk=1))
    assert [number for number, _ in done] == list(range(20))
    workers = {process for _, process in done}
    assert len(workers) == 2 and os.getpid() not in workers


def test_the_map_reads_only_a_few_chunks_ahead():
    taken = []

    def source():
        for number in range(10_000):
            taken.append(number)
            yield number

    results = ordered_map(abs, source(), processes=2, chunk=3)
    assert taken == []
    assert next(results) == 0
    assert 3 <= len(taken) <= 2 * 2 * 3
    results.close()
    assert len(taken) <= 12


def test_an_error_in_a_worker_reaches_the_caller():
    with pytest.raises(TypeError, match="bad operand"):
        list(ordered_map(abs, [1, "x"], processes=2, chunk=1))


@pytest.mark.parametrize("chunk", [1, 7, 100])
def test_several_processes_give_the_results_of_one(small, chunk):
    expected = list(map(small.clean, TEXTS))
    assert all(result.spans for result in expected)
    assert list(small.clean_many(TEXTS, processes=2, chunk=chunk)) == expected


@pytest.mark.parametrize("processes", [None, 1, 2])
def test_what_is_no_text_is_raised_with_its_index_when_its_turn_comes(small, processes):
    results = small.clean_many(["One.", "Two.", b"Three.", "Four."], processes=processes, chunk=2)
    assert [next(results).body, next(results).body] == ["One.", "Two."]
    with pytest.raises(TextError, match=r"^text 2 must be a str, not bytes$") as caught:
        next(results)
    assert (caught.value.index, caught.value.kind) == (2, "bytes")
    assert isinstance(caught.value, StripperError) and isinstance(caught.value, TypeError)


@pytest.mark.parametrize("processes", [None, 2])
@given(st.lists(st.one_of(st.sampled_from(TEXTS), st.none(), st.integers()), max_size=6))
def test_yielded_errors_stay_in_the_place_of_their_text(small, processes, texts):
    if processes and len(texts) > 2:
        texts = texts[:2]  # starting processes is dear; the order over many is tested above
    results = list(small.clean_many(texts, processes=processes, chunk=1, on_error="yield"))
    assert len(results) == len(texts)
    for index, (text, result) in enumerate(zip(texts, results, strict=True)):
        if isinstance(text, str):
            assert isinstance(result, Result) and result.restore() == text
        else:
            assert isinstance(result, TextError) and result.index == index


def test_the_error_survives_pickling():
    error = pickle.loads(pickle.dumps(TextError(3, "int")))
    assert (str(error), error.index) == ("text 3 must be a str, not int", 3)


@pytest.mark.parametrize(
    "wrong", [{"processes": 0}, {"processes": True}, {"chunk": 0}, {"chunk": 1.5}, {"on_error": "skip"}]
)
def test_wrong_settings_are_reported_at_once(small, wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        small.clean_many([], **wrong)


def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = """
import os, signal, sys
from stripper.workers import ordered_map
def pid(_): return os.getpid()
def source():
    for i in range(4): yield i
    print(*seen, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
seen = set()
for found in ordered_map(pid, source(), processes=2, chunk=1):
    seen.add(found)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    workers = [int(word) for word in done.stdout.split()]
    assert done.returncode < 0 and workers
    deadline = time.monotonic() + 20
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, workers))


def alive(process):
    """Whether a process runs; a dead one that nobody has asked about yet does not."""
    try:
        with open(f"/proc/{process}/stat") as file:  # noqa: PTH123 - read at once, it may vanish
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
