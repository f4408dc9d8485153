"""What is believed, and why not: strength, company, voice, zones, extents, the guard."""

import pytest
from packs import entry, registry

from stripper import Cleaner, Policy
from stripper.judge import Reason

ONE = "The old ferry left the harbour before dawn, and nobody on the quay expected to see it again."
TWO = "By noon the wind had turned and the crew brought it back with a broken mast and a torn sail."
THREE = "Council workers spent most of Tuesday clearing branches from the road below the quarry."
FOUR = "The mill has stood empty for nine years, although its wheel still turns when the river is high."
PROSE = f"{ONE}\n\n{TWO}\n\n{THREE}\n\n{FOUR}"

STRONG = entry(templates=["please share this article"])
LABELS = entry(
    id="en.share.labels",
    strength="weak",
    extent="line",
    templates=["tweet", "print", "bookmark", "facebook"],
)
TAIL = entry(
    id="en.syndication.original",
    category="syndication",
    zone="tail",
    templates=["the original source of this article is {name}"],
)
HEAD = entry(
    id="en.syndication.head",
    category="syndication",
    zone="head",
    extent="line",
    templates=["syndicated from {name}"],
)
RELATED = entry(
    id="en.related.list",
    category="related",
    extent="list",
    templates=["related articles", "you may also like"],
)
GLUED = entry(
    id="en.ui.continue", category="ui", extent="match", templates=["continue reading the main story"]
)
NOTICE = entry(
    id="en.disclaimer.views",
    category="disclaimer",
    extent="paragraph",
    templates=["the views expressed in this article are those of the author"],
)
BYLINE = entry(
    id="en.byline.by", category="byline", extent="line", templates=["reported exclusively by {name}"]
)
GERMAN = entry(
    id="de.copyright.sample", category="copyright", extent="line", templates=["nachdruck verboten"]
)
EVERYTHING = (STRONG, LABELS, TAIL, HEAD, RELATED, GLUED, NOTICE, BYLINE, GERMAN)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A cleaner over the handful of patterns above."""
    return Cleaner(registry(tmp_path_factory.mktemp("pack"), *EVERYTHING))


def body(cleaner, text):
    result = cleaner.clean(text)
    assert result.restore() == text
    return result.body.rstrip()


# -- strength and company -----------------------------------------------------------------------------


def test_a_strong_match_on_its_own_line_goes(small):
    assert (
        body(small, f"{ONE}\n\nPlease share this article.\n\n{TWO}\n\n{THREE}")
        == f"{ONE}\n\n{TWO}\n\n{THREE}"
    )


def test_a_weak_match_alone_stays(small):
    text = f"{ONE}\n\n{TWO}\n\nPrint\n\n{THREE}\n\n{FOUR}"
    assert body(small, text) == text


@pytest.mark.parametrize(
    "order", ["Print\n\nPlease share this article.", "Please share this article.\n\nPrint"]
)
def test_a_weak_match_in_company_goes(small, order):
    assert body(small, f"{PROSE}\n\n{order}") == PROSE


def test_company_spreads_along_a_chain_of_weak_matches(small):
    assert body(small, f"{PROSE}\n\nPrint\nTweet\nPlease share this article.") == PROSE


def test_prose_between_keeps_company_apart(small):
    text = f"{ONE}\n\nPrint\n\n{TWO}\n\n{THREE}\n\n{FOUR}\n\nPlease share this article."
    assert body(small, text) == f"{ONE}\n\nPrint\n\n{TWO}\n\n{THREE}\n\n{FOUR}"


def test_a_run_of_three_weak_matches_goes(small):
    assert body(small, f"{ONE}\n\n{TWO}\n\nTweet\nPrint\nBookmark\n\n{THREE}") == f"{ONE}\n\n{TWO}\n\n{THREE}"


def test_a_run_of_three_weak_matches_on_one_line_goes(small):
    assert (
        body(small, f"{ONE}\n\n{TWO}\n\nTweet | Print | Bookmark\n\n{THREE}") == f"{ONE}\n\n{TWO}\n\n{THREE}"
    )


def test_a_weak_word_within_a_sentence_stays(small):
    text = f"{PROSE} Bookmark sellers print what they tweet on Facebook."
    assert body(small, text) == text


# -- voice --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("marks", ["“”", '""', "«»"])
def test_a_quoted_request_stays(small, marks):
    quoted = f"{marks[0]}Please share this article.{marks[1]}"
    text = f"{ONE} The last line of the letter was {quoted} and nobody did. {TWO}\n\n{THREE}"
    assert body(small, text) == text


def test_the_footer_goes_although_the_article_quotes_it(small):
    article = f"{ONE} A sign read “Please share this article.” and nobody did. {TWO}\n\n{THREE}"
    assert body(small, f"{article}\n\nPlease share this article.") == article


def test_a_reported_request_stays(small):
    text = (
        f"{ONE} Please share this article, the mayor wrote on Monday to his friends abroad. {TWO}\n\n{THREE}"
    )
    assert body(small, text) == text


def test_the_words_within_a_sentence_of_prose_stay(small):
    text = f"{ONE} They asked everyone on the quay to please share this article with the crew. {TWO}"
    assert body(small, text) == text


# -- zones --------------------------------------------------------------------------------------------


def test_tail_evidence_counts_in_the_tail(small):
    assert body(small, f"{PROSE}\n\nThe original source of this article is Mill Post.") == PROSE


def test_tail_evidence_in_the_middle_of_prose_is_not_believed(small):
    text = f"{ONE} The original source of this article is Mill Post. {TWO} {THREE}\n\n{FOUR}"
    assert body(small, text) == text


def test_head_evidence_counts_in_the_head(small):
    assert body(small, f"Syndicated from Mill Post\n\n{PROSE}") == PROSE


# -- extents ------------------------------------------------------------------------------------------


def test_a_list_goes_with_its_heading_and_stops_at_prose(small):
    listed = "Related articles\n\nGoat elected mayor\n\nBridge opens after repair\n\nFrost kills apples"
    assert body(small, f"{ONE}\n\n{TWO}\n\n{listed}\n\n{THREE}\n\n{FOUR}") == PROSE


def test_a_list_at_the_end_goes_whole(small):
    assert body(small, f"{PROSE}\n\nYou may also like\n\nGoat elected mayor\n\nBridge opens again") == PROSE


def test_a_sentence_goes_and_its_neighbours_stay(small):
    assert body(small, f"{ONE} Please share this article with friends. {TWO}") == f"{ONE} {TWO}"


def test_a_paragraph_goes_to_the_end_of_its_line(small):
    notice = (
        "The views expressed in this article are those of the author. They are not ours. We take no blame."
    )
    assert body(small, f"{PROSE}\n\n{notice}") == PROSE


def test_a_glued_match_goes_exactly(small):
    glued = ONE + "Continue reading the main story" + TWO
    assert body(small, glued) in (ONE + TWO, f"{ONE} {TWO}")
    (span,) = small.clean(glued).spans
    assert span.text == "Continue reading the main story"


@pytest.mark.parametrize("join", [" ", "\n", "\n\n", "\r\n\r\n"])
def test_the_article_survives_every_way_of_joining_lines(small, join):
    article = join.join([ONE, TWO, THREE, FOUR])
    footer = join.join(["Please share this article.", "The original source of this article is Mill Post."])
    assert body(small, article + join + footer) == article


@pytest.mark.parametrize("separator", ["*", "—", "###", "• • •", "-----", "\n"])
def test_separators_between_cuts_go_too(small, separator):
    footer = f"Please share this article.\n{separator}\nThe original source of this article is Mill Post."
    assert body(small, f"{PROSE}\n\n{separator}\n\n{footer}") == PROSE


def test_a_text_of_nothing_but_boilerplate_becomes_empty(small):
    assert (
        body(small, "Please share this article.\n\nThe original source of this article is Mill Post.") == ""
    )


@pytest.mark.parametrize("many", [1, 2, 3])
def test_no_white_space_dangles_where_the_end_was_cut(small, many):
    text = "\n\n".join([PROSE, *["Please share this article."] * many])
    assert small.clean(text).body == PROSE


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "\x00", "\ud800"])
def test_texts_without_words_come_back(small, text):
    result = small.clean(text)
    assert result.body == text and result.spans == () and small.explain(text) == ()


@pytest.mark.parametrize("wrong", [None, b"bytes", 5, ["text"]])
def test_only_text_is_cleaned(small, wrong):
    with pytest.raises(TypeError, match="must be a str"):
        small.clean(wrong)
    with pytest.raises(TypeError, match="must be a str"):
        small.explain(wrong)


# -- reasons ------------------------------------------------------------------------------------------

CASES = {
    Reason.BELIEVED: (f"{PROSE}\n\nPlease share this article.", "en.share.sample", Policy()),
    Reason.NOT_WHOLE: (f"{ONE} It came syndicated from Mill Post. {TWO}", "en.syndication.head", Policy()),
    Reason.NOT_OPENING: (f"{ONE} They cried please share this article. {TWO}", "en.share.sample", Policy()),
    Reason.QUOTED: (f"{ONE} “Please share this article.” {TWO}", "en.share.sample", Policy()),
    Reason.REPORTED: (
        f"{ONE} Please share this article, he said. {TWO}\n\n{THREE}",
        "en.share.sample",
        Policy(),
    ),
    Reason.NO_COMPANY: (f"{ONE}\n\nPrint\n\n{TWO}\n\n{THREE}", "en.share.labels", Policy()),
    Reason.OUT_OF_ZONE: (
        f"{ONE} The original source of this article is Mill Post. {TWO} {THREE}\n\n{FOUR}",
        "en.syndication.original",
        Policy(),
    ),
    Reason.FOREIGN: (f"{PROSE} {PROSE}\n\nNachdruck verboten", "de.copyright.sample", Policy()),
    Reason.WEAK_OFF: (f"{PROSE}\n\nPrint\nTweet\nBookmark", "en.share.labels", Policy.precise()),
    Reason.LOW_SCORE: (f"{ONE} Please share this article. {TWO}", "en.share.sample", Policy(threshold=1.0)),
    Reason.GUARD: ("Print\nTweet\nBookmark\nA heading", "en.share.labels", Policy(max_removed=0.2)),
    Reason.COVERED: (
        f"{PROSE}\n\nRelated articles\n\nGoat elected mayor\n\nYou may also like\n\nBridge opens again",
        "en.related.list",
        Policy(),
    ),
}


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_given_where_it_holds(small, reason):
    text, pattern_id, policy = CASES[reason]
    explained = Cleaner(small.registry, policy).explain(text)
    given = [e.reason for e in explained if e.pattern_id == pattern_id]
    assert str(reason) in given


def test_explain_tells_where_and_what(small):
    text = f"{PROSE}\n\nPlease share this article."
    (found,) = small.explain(text)
    assert text[found.start : found.end] == found.text == "Please share this article."
    assert found.removed and found.pattern_id == "en.share.sample" and found.category == "share"
    assert found.score >= Policy().threshold


def test_explain_and_clean_agree(small):
    for text, _, policy in CASES.values():
        cleaner = Cleaner(small.registry, policy)
        spans = cleaner.clean(text).spans
        for e in cleaner.explain(text):
            assert text[e.start : e.end] == e.text and 0 <= e.score <= 1
            covered = sum(max(0, min(e.end, s.end) - max(e.start, s.start)) for s in spans)
            if e.removed:
                assert e.reason == Reason.BELIEVED and covered >= len(e.text.strip())


def test_what_stays_by_category_is_tagged(small):
    text = f"Reported exclusively by Ann Low\n\n{PROSE}"
    result = small.clean(text)
    assert result.body == text
    assert [(s.category, s.text) for s in result.kept] == [("byline", "Reported exclusively by Ann Low")]


def test_tags_are_offsets_of_the_input_even_when_something_before_them_goes(small):
    request = "Please share this article."
    text = f"{request}\n\nReported exclusively by Ann Low\n\n{PROSE}\n\n{request}"
    result = small.clean(text)
    assert len(result.spans) == 2
    (tag,) = result.kept
    assert text[tag.start : tag.end] == tag.text == "Reported exclusively by Ann Low"
