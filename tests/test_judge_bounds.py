"""The judge at its boundaries: what is just enough to be believed, and what just is not."""

import pytest
from packs import entry, registry

from stripper import Cleaner, Policy
from stripper.fold import fold
from stripper.judge import MAX_GAP_UNITS, MAX_GAP_WORDS, Reason, _Bench
from stripper.layout import lay_out

ONE = "The old ferry left the harbour before dawn, and nobody on the quay expected to see it again."
TWO = "By noon the wind had turned and the crew brought it back with a broken mast and a torn sail."
THREE = "Council workers spent most of Tuesday clearing branches from the road below the quarry."
PROSE = f"{ONE}\n\n{TWO}\n\n{THREE}"
ENGLISH = f"{PROSE} {PROSE}"  # enough of it to be certain of the language

SHARE = entry(templates=["please share this article"])
WEAK = entry(id="en.share.weak", strength="weak", templates=["tell everybody in the village about it"])
VIDEOS = entry(id="en.ui.videos", category="ui", extent="line", templates=["see all videos"])
BUTTONS = entry(id="en.share.row", extent="line", templates=["share tweet email print"])
SHY = entry(id="en.share.shy", strength="weak", extent="line", templates=["hand copy carry bring"])
SOURCED = entry(
    id="en.syndication.original",
    category="syndication",
    zone="tail",
    templates=["the original source of this article is {name}"],
)
RELATED = entry(id="en.related.list", category="related", extent="list", templates=["related articles"])
GERMAN = entry(
    id="de.copyright.four",
    category="copyright",
    extent="line",
    templates=["jeglicher nachdruck streng verboten"],
)
GERMAN_LONG = entry(
    id="de.copyright.five",
    category="copyright",
    extent="line",
    templates=["jegliche weitere verbreitung streng verboten"],
)
GERMAN_CUE = entry(
    id="de.copyright.cue",
    category="copyright",
    extent="sentence",
    templates=None,
    cues=[["abdruck"], ["untersagt"]],
    max_words=12,
)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    everything = (SHARE, WEAK, VIDEOS, BUTTONS, SHY, SOURCED, RELATED, GERMAN, GERMAN_LONG, GERMAN_CUE)
    return Cleaner(registry(tmp_path_factory.mktemp("pack"), *everything))


def body(cleaner, text):
    return cleaner.clean(text).body.rstrip()


def reasons(cleaner, text, pattern):
    return [e.reason for e in cleaner.explain(text) if e.pattern_id == pattern]


# -- wordings of another language ---------------------------------------------------------------------


def test_four_words_of_another_language_are_no_chance(small):
    assert body(small, f"{ENGLISH}\n\nJeglicher Nachdruck streng verboten") == ENGLISH


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("Jegliche weitere Verbreitumg streng verboten", "de.copyright.five"),
        ("Bitte Abdruck stets untersagt Leute", "de.copyright.cue"),
    ],
)
def test_a_damaged_or_vague_wording_of_another_language_may_be_chance(small, text, pattern):
    assert body(small, f"{ENGLISH}\n\n{text}").endswith(text)
    assert reasons(small, f"{ENGLISH}\n\n{text}", pattern) == [Reason.FOREIGN]
    assert Reason.FOREIGN not in reasons(small, text, pattern)  # a short text says nothing about its language


# -- labels -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("label", "goes"), [("See all vidoes", True), ("Se all videos", False)])
def test_a_damaged_label_of_fourteen_characters_needs_no_company(small, label, goes):
    text = f"{ONE}\n\n{label}\n\n{TWO}\n\n{THREE}"
    assert (body(small, text) == PROSE) is goes


def test_a_row_of_strong_buttons_goes_from_the_front_of_a_sentence(small):
    assert body(small, f"{ONE}\n\nShare Tweet Email Print {TWO}\n\n{THREE}") == PROSE


@pytest.mark.parametrize(
    "line",
    [
        f"Hand copy carry bring {TWO}",
        f"Share tweet email print {TWO[0].lower()}{TWO[1:]}",
        f"They said share tweet email print {TWO}",
    ],
)
def test_weak_small_or_inner_ones_stay(small, line):
    text = f"{ONE}\n\n{line}\n\n{THREE}"
    assert body(small, text) == text


# -- headings in running text -------------------------------------------------------------------------


def test_a_heading_takes_the_last_stretch_of_running_text(small):
    assert (
        body(small, f"{ONE} {TWO} Related articles Goat elected mayor Bridge opens again") == f"{ONE} {TWO}"
    )


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE} {TWO} Related articles on goats were written by the mayor.",
        f"{ONE} {TWO} Related articles Goat elected mayor Bridge opens again\n\n{THREE}",
        f"{ONE}\n\n{TWO}\n\nRelated articles Goat elected mayor Bridge opens again",
    ],
)
def test_a_sentence_or_what_stands_before_more_is_no_last_stretch(small, text):
    assert body(small, text) == text


# -- sentences ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rest", "stays"), [("The council met.", True), ("The council.", False), ("THE COUNCIL MET.", False)]
)
def test_three_words_with_a_capital_are_a_sentence_of_their_own(small, rest, stays):
    left = body(small, f"{ONE}\n\nPlease share this article {rest} {TWO}\n\n{THREE}")
    assert left == f"{ONE}\n\n{rest + ' ' if stays else ''}{TWO}\n\n{THREE}"


def test_the_second_of_two_matches_in_a_sentence_begins_with_itself(small):
    text = f"{PROSE}\n\nPlease share this article, please share this article."
    found = [e.text for e in small.explain(text) if e.pattern_id == "en.share.sample"]
    assert found == ["Please share this article, please share this article.", "please share this article."]


def test_what_a_weak_match_would_take_does_not_count_for_the_sweep(small):
    last = "A gull cried twice. Tell everybody in the village about it now please."
    assert body(small, f"{PROSE}\n\nPlease share this article. {last}").endswith(last)


# -- the sweep: an odd sentence in the last line that nearly goes ---------------------------------------

STRONG = "Please share this article with everybody that you know."
SOURCE = "The original source of this article is Mill Post."


def test_an_odd_sentence_goes_with_the_rest_of_the_last_line(small):
    result = small.clean(f"{PROSE}\n\n{STRONG} {STRONG} A gull cried twice.")
    assert result.body.rstrip() == PROSE
    assert {span.pattern_id for span in result.spans} == {"en.share.sample"}
    assert result.spans[-1].text.endswith("A gull cried twice.")


def test_it_goes_for_the_strongest_match_of_the_line(small):
    last = f"{STRONG} {STRONG} Tell everybody in the village about it. A gull cried twice."
    (span,) = [s for s in small.clean(f"{PROSE}\n\n{last}").spans if "gull" in s.text]
    assert span.pattern_id == "en.share.sample"


def test_evidence_that_counts_only_in_the_tail_sweeps_too(small):
    assert body(small, f"{PROSE}\n\n{SOURCE} A gull cried twice.") == PROSE


@pytest.mark.parametrize(
    "text",
    [
        f"{STRONG} {STRONG} A gull cried twice.",  # the only line may be the article
        f"{PROSE}\n\nA gull cried twice. {STRONG} {STRONG}",  # what stands before may be its end
        f"{PROSE}\n\n{STRONG} A gull cried twice over the mast, and then it flew off to the west.",
        f"{PROSE}\n\n{STRONG} {STRONG} A gull cried twice.\n\n{TWO}",
    ],
)
def test_it_stays_elsewhere_or_where_too_little_goes(small, text):
    assert "A gull cried twice" in body(small, text)


@pytest.mark.parametrize(("words", "goes"), [(25, True), (26, False)])
def test_a_long_sentence_is_not_swept(small, words, goes):
    odd = "The " + "mill " * (words - 2) + "stood."
    assert (body(small, f"{PROSE}\n\n{' '.join([STRONG] * 6)} {odd}") == PROSE) is goes


# -- lead-ins -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lead", "goes"),
    [("Note to our readers:", True), ("Note to all our readers:", False), ("Note to our", False)],
)
def test_four_words_and_a_colon_may_stand_before_what_opens_a_sentence(small, lead, goes):
    assert (body(small, f"{PROSE}\n\n{lead} please share this article.") == PROSE) is goes


# -- English buttons ----------------------------------------------------------------------------------


def test_english_wordings_are_at_home_in_every_text(small):
    article = (
        "Die alte Fähre verließ den Hafen vor dem Morgen und auf dem Kai war nicht einer, der sie wieder zu sehen"
        " meinte. Es ist ein Wunder, dass sie mit dem Wind und den Wellen auch an diesem Tag zu uns kam."
    )
    assert body(small, f"{article}\n\n{article}\n\nSee all videos") == f"{article}\n\n{article}"


# -- gaps ---------------------------------------------------------------------------------------------


def bench(text):
    return _Bench(lay_out(fold(text)), [], Policy())


def free(text, start=0, end=None):
    return bench(text)._gap_is_free(start, len(text) if end is None else end)


def test_nothing_is_a_free_gap():
    assert free(ONE, 5, 5) and free(ONE, 7, 5)


def test_four_hundred_characters_are_a_gap_and_one_more_is_none():
    word = "x" * 49 + " "
    assert free(word * 8) and not free(word * 8 + "y")


def test_so_many_words_are_a_gap_and_one_more_is_none():
    assert free("word " * MAX_GAP_WORDS) and not free("word " * (MAX_GAP_WORDS + 1))


def test_so_many_units_are_a_gap_and_one_more_is_none():
    lines = [f"a{i}" for i in range(MAX_GAP_UNITS + 3)]
    assert free("\n".join(lines[: MAX_GAP_UNITS + 2]))
    assert not free("\n".join(lines))


def test_a_sentence_of_prose_inside_is_no_gap():
    short = "They left the harbour before the dawn today."
    text = f"Print\n\n{short}\n\nTweet"
    start, end = 7, 7 + len(short)
    assert not free(text) and not free(text, start, end)
    assert free(text, start + 1) and free(text, 0, end - 1), "a part of it is none"
    claimed = bench(text)
    claimed.claimed[1] = 1
    assert claimed._gap_is_free(0, len(text)), "what goes anyway does not count"
    assert free(text, 0, 5), "what stands behind the gap does not count"
    assert free(f"{short}\n\nPrint Tweet", len(short) + 2), "nor what stands before"


@pytest.mark.parametrize(("words", "expected"), [(3, True), (4, False)])
def test_three_words_are_the_most_between_two_matches_in_a_sentence_of_prose(words, expected):
    start = ONE.index("harbour")
    end = start + len(" ".join(ONE[start:].split(" ")[:words]))
    assert free(ONE, start, end) is expected
    assert free(f"{ONE}\nPrint", len(ONE) - len("see it again."), len(ONE) + 3), (
        "over two lines more may stand"
    )
