"""Some fuzzing with a fixed seed, the fuzzer's own parts, texts of absurd size, and what fuzzing once found."""

import random
import time

import pytest

from benchmarks.fuzz import Fuzzer, main, shrunk
from benchmarks.laws import (
    BrokenError,
    check_explained,
    check_result,
    check_same,
    check_settled,
    check_untouched,
)
from benchmarks.mutate import MUTATIONS, Seeds, mutated, prose
from stripper import Blocked, Cleaner, Result, Span

SHARE = "Rain fell.\n\nPlease share this article."


@pytest.fixture(scope="module")
def seeds(shipped):
    return Seeds.of(shipped)


# -- the fuzzer itself -----------------------------------------------------------------------------------


def test_texts_are_a_function_of_the_seed(seeds):
    one, again, other = (
        [mutated(random.Random(f"{seed} {i}"), seeds) for i in range(200)] for seed in (1, 1, 2)
    )
    assert one == again and one != other
    assert len(set(one)) > 190
    everything = "".join(one)
    for kind in ("\x00", "\u202e", "\u2028", "\r", "\ufeff", "\u0301"):
        assert (
            any(kind in mutated(random.Random(f"{kind} {i}"), seeds) for i in range(4_000))
            or kind in everything
        )


def test_all_mutations_take_any_text():
    for change in MUTATIONS:
        for text in ("", "a", "\ud800", SHARE):
            for seed in range(20):
                assert isinstance(change(random.Random(seed), text), str)


def test_prose_is_never_empty_and_always_the_same():
    assert all(prose(random.Random(i)).strip() for i in range(50))
    assert prose(random.Random(3)) == prose(random.Random(3))


def test_a_broken_law_is_made_small_and_ends_with_exit_code_1(shipped, seeds, monkeypatch, capsys):
    def broken(self, text):
        return Result(text + "!" if "goat" in text else text)

    monkeypatch.setattr(Cleaner, "clean", broken)
    fuzzer = Fuzzer(shipped)
    assert fuzzer.try_text("prose") == ""
    assert fuzzer.try_text(f"{SHARE} A goat.\n{SHARE}") == "law: restore gives the text back"
    assert fuzzer.faults == {"law: restore gives the text back": ["goat"]}
    monkeypatch.setattr("benchmarks.mutate.PROSE", ("The goat was chosen.",) * 3)
    assert main(["--texts", "300"]) == 1
    assert "'goat'" in capsys.readouterr().out


def test_an_error_is_a_fault_of_its_place(shipped, monkeypatch):
    def clean(self, text):
        raise IndexError("out of range")

    monkeypatch.setattr(Cleaner, "clean", clean)
    assert Fuzzer(shipped).try_text("x") == "IndexError in clean (test_fuzz.py)"


def test_shrinking_ends_with_what_cannot_be_left_out():
    assert shrunk("xx(a" + "b" * 500 + "c)yy", lambda t: "(" in t and ")" in t) == "()"


def span(start, end, text=SHARE, **changes):
    keys = {"category": "share", "pattern_id": "en.share.x", "score": 0.9} | changes
    return Span(start, end, text[start:end], **keys)


@pytest.mark.parametrize(
    "result",
    [
        Result(SHARE + " "),
        Result(SHARE, (span(10, 20, category="byline"),)),
        Result(SHARE, (span(10, 20, pattern_id="en.share.y"),)),
        Result(SHARE, (span(10, 20, score=1.5),)),
        Result(SHARE, (), (span(10, 20),)),
        Result(SHARE, (), (), (Blocked(span(10, 20, text="?" * 30), "guard"),)),
    ],
)
def test_each_broken_part_of_a_result_is_noticed(cleaner, result):
    with pytest.raises(BrokenError):
        check_result(SHARE, result, cleaner, {"en.share.x"})


def test_the_other_laws_can_be_broken_too(cleaner, monkeypatch):
    good = cleaner.clean(SHARE)
    assert good.spans
    with pytest.raises(BrokenError):
        check_settled(Result(SHARE), cleaner)
    with pytest.raises(BrokenError):
        check_explained(SHARE, Result(SHARE), cleaner)
    with pytest.raises(BrokenError):
        check_same(good, Result(SHARE))
    with pytest.raises(BrokenError):
        check_untouched(SHARE, good)


# -- some of it --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_mutated_texts_break_no_law(shipped, seeds):
    fuzzer = Fuzzer(shipped)
    tried = fuzzer.run(seeds, 1_500, seed=11, seconds=3_600, progress=0)
    assert fuzzer.faults == {}
    assert tried == 1_500 and fuzzer.counts["texts with spans"] > tried / 4


# -- texts of absurd size --------------------------------------------------------------------------------


LARGE = {
    "a line of ten million": lambda: "The ferry left before dawn and came back at noon. " * 200_000,
    "a word of ten million": lambda: "a" * 10_000_000,
    "a million line ends": lambda: "\n" * 1_000_000,
    "line ends of Windows": lambda: "a\r\n" * 200_000,
    "a million old line ends": lambda: "\r" * 1_000_000,
    "a million line separators": lambda: "\u2028" * 1_000_000,
    "a flood of marks": lambda: "e" + "\u0301" * 1_000_000 + SHARE,
    "brackets in brackets": lambda: "(" * 500_000 + SHARE + ")" * 500_000,
    "quotes in quotes": lambda: "\u201c" * 300_000 + SHARE + "\u201d" * 300_000,
    "elements in elements": lambda: "<b>" * 300_000 + SHARE + "</b>" * 300_000,
    "bidi in bidi": lambda: "\u2067\u202e" * 300_000 + SHARE + "\u2069\u202c" * 300_000,
    "ten million of NUL": lambda: "\x00" * 10_000_000,
    "a million lone surrogates": lambda: "\ud800" * 1_000_000,
    "an entity in an entity": lambda: "&amp;" * 500_000 + "lt;",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", LARGE)
def test_a_text_of_absurd_size_is_cleaned_in_the_end(cleaner, kind):
    text = LARGE[kind]()
    began = time.process_time()
    result = cleaner.clean(text)
    assert time.process_time() - began < 240
    assert result.restore() == text
    assert "Please share" not in result.body and bool(result.spans) == (SHARE in text)


# -- what fuzzing found: the smallest text of each kind ----------------------------------------------------


def test_capitals_at_the_end_of_a_wrapped_line_are_no_byline(cleaner):
    text = (
        "THE PAINTING HAD HUNG IN THE KITCHEN FOR DECADES\n"
        "BEFORE ANYONE NOTICED THE SIGNATURE UNDER THE SOOT.  BY NOON THE WIND\n"
        "HAD TURNED AND THE CREW BROUGHT IT BACK WITH A BROKEN MAST AND A TORN\n"
        "SAIL.  THE CHOIR SANG IN THE SQUARE UNTIL THE LAMPS WENT OUT, AND THEN\n"
        "IT SANG IN THE DARK."
    )
    check_untouched(text, cleaner.clean(text))
