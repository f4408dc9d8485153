"""Folding loses no offset, whatever the text is made of."""

import re
import textwrap
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import odd_texts

from stripper.fold import LETTER, SPACED, fold, fold_phrase, is_letter

ODD = [
    "",
    " ",
    "\n",
    "\x00",
    "a\x00b",
    "\ud800",
    "x\udfffy",
    "İstanbul ẞ ﬁ",
    "𝔘𝔫𝔦 🙂 text",
    "re\u00adpost",
    "zero\u200bwidth\ufeff",
    "Cafe\u0301 e\u0301\u0302",
    "two  spaces    here",
    "one\r\ntwo\r\n\r\nthree",
    "by <u>South</u> Front",
    "R&amp;D &copy; &#169; &#0; &hellip; &notanentity; &nbsp;",
    "<b></b>",
    "\u0301alone",
    "&lt;u&gt;",
]


def check_views(raw):
    folded = fold(raw)
    assert folded.raw == raw
    assert len(folded.view) == len(folded.text) == len(folded.data)
    return folded


@pytest.mark.parametrize("raw", ODD)
def test_the_three_views_have_one_length(raw):
    check_views(raw)


@given(odd_texts())
@example("  \u00ad\ud800&amp;<u>\x00")
def test_the_three_views_have_one_length_for_any_text(raw):
    check_views(raw)


@given(odd_texts(), st.data())
def test_raw_spans_are_inside_the_input_and_in_order(raw, data):
    folded = check_views(raw)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(folded.view)), max_size=8)))
    spans = [folded.raw_span(start, end) for start, end in pairwise(cuts)]
    assert all(0 <= start < end <= len(raw) for start, end in spans)
    assert spans == sorted(spans) and [end for _, end in spans] == sorted(end for _, end in spans)


@given(odd_texts())
def test_every_character_of_the_view_is_what_its_stretch_of_the_input_reads_as(raw):
    folded = check_views(raw)
    for i, char in enumerate(folded.view):
        start, end = folded.raw_span(i, i + 1)
        alone = fold(raw[start:end])
        assert alone.view == char or (char == " " and alone.text == "\n")  # a line break that only wraps


@given(odd_texts())
def test_the_whole_view_leads_back_to_the_whole_input(raw):
    folded = check_views(raw)
    assert folded.raw_span(0, len(folded.view)) == (0, len(raw))


@given(odd_texts(), st.data())
def test_two_halves_of_the_view_cover_the_input(raw, data):
    folded = check_views(raw)
    at = data.draw(st.integers(0, len(folded.view)))
    left, right = folded.raw_span(0, at), folded.raw_span(at, len(folded.view))
    assert left[0] == 0 and right[1] == len(raw)
    assert right[0] <= left[1]  # nothing falls between them


@given(st.text(alphabet="abcXYZ ÄÉßİ.,\"'“”–—🙂\ud800", max_size=80))
def test_a_text_with_nothing_to_collapse_maps_to_itself(raw):
    folded = check_views(raw)
    if "  " not in raw:
        assert folded.view == raw
        assert all(folded.raw_span(i, i + 1) == (i, i + 1) for i in range(len(raw)))


@pytest.mark.parametrize(
    ("raw", "found", "expected"),
    [
        ("by <u>South</u> Front", "south", "<u>South</u>"),
        ("by <u>South</u> Front", "by", "by"),
        ("by <u>South</u> Front", "front", "Front"),
        ("by <a href='x'>South</a> Front.", "south front", "<a href='x'>South</a> Front"),
        ("R&amp;D news", "r&d", "R&amp;D"),
        ("R&amp;D news", "news", "news"),
        ("&copy; 2018 Mill", "©", "&copy;"),
        ("&#169; 2018 Mill", "2018", "2018"),
        ("please re\u00adpost it", "repost", "re\u00adpost"),
        ("zero\u200bwidth text", "zerowidth", "zero\u200bwidth"),
        ("\ufeffshare this", "share", "\ufeffshare"),
        ("Cafe\u0301 news", "cafe", "Cafe\u0301"),
        ("Cafe\u0301 news", "news", "news"),
        ("share   this    page", "share this", "share   this"),
        ("share   this    page", "page", "page"),
        ("a\u00a0\u00a0b", "b", "b"),
        ("𝔘𝔫𝔦 🙂 share", "share", "share"),
        ("\ud800 share \udfff", "share", "share"),
        ("a\x00b share", "share", "share"),
        ("one\r\nshare this\r\ntwo", "share this", "share this"),
    ],
)
def test_a_find_in_the_folded_text_leads_to_the_exact_input(raw, found, expected):
    folded = check_views(raw)
    at = folded.text.index(found)
    start, end = folded.raw_span(at, at + len(found))
    assert raw[start:end] == expected


def test_a_combining_mark_folds_like_the_composed_letter():
    for composed in "éàüçñőšžĄệ":
        assert fold(unicodedata.normalize("NFD", composed)).text == fold(composed).text
    assert fold("cafe\u0301").text == "cafe"


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Don’t miss — “Café”", 'don\'t miss - "cafe"'),
        ("STRASSE Straße", "strasse strase"),
        ("ÆØÅ æøå", "aoa aoa"),
        ("one\u2028two\x85three\rfour", "one\ntwo\nthree\nfour"),
        ("«a» „b“ ‹c›", '"a" "b" <c>'),
        ("• a · b", "* a * b"),
        ("© ® £", "© ® £"),
        ("10\u202f000\u00a0km", "10 000 km"),
        ("日本", "日本"),
        ("Ёлка：Да！", "елка:да!"),
        ("ｗｗｗ．ＡＢＣ１", "www.abc1"),
        ("إسلامي ١٢", "اسلامي 12"),
        ("Žluťoučký", "zlutoucky"),
    ],
)
def test_typography_folds_to_ascii(raw, folded):
    assert fold(raw).text == folded


def test_marks_that_compose_with_no_letter_are_left_out():
    folded = fold("q\u0301x\u0300\u0301 next")
    assert folded.view == "qx next" and folded.raw_span(0, 1) == (0, 2) and folded.raw_span(1, 2) == (2, 5)


def test_hangul_syllables_stay_whole():
    assert [fold(syllable).text for syllable in "\uac00\ud7a3"] == ["\uac00", "\ud7a3"]


def test_letters_of_folded_text_are_small_ascii_letters_digits_and_all_beyond_latin_1():
    expected = [*"0123456789abcdefghijklmnopqrstuvwxyz", *map(chr, range(0x100, 0x200))]
    assert [char for char in map(chr, range(0x200)) if is_letter(char)] == expected
    assert [char for char in map(chr, range(0x200)) if re.fullmatch(LETTER, char)] == expected
    assert [char for char in map(chr, range(0x200)) if re.fullmatch(SPACED, char)] == expected
    assert not re.search(SPACED, "\u6587\u3042") and re.fullmatch(SPACED, "\u0434")


def test_a_phrase_folds_as_it_would_in_a_text():
    for phrase in ["Déjà-vu – “Ça va”", "Share This!", "cafe\u0301", "© 2018"]:
        assert fold_phrase(phrase) == fold(phrase).text


def test_an_entity_that_is_not_one_character_stays():
    for raw in ["&notanentity;", "a & b", "&;", "&amp", "a&#1;b"]:
        assert fold(raw).view == raw


PARAGRAPH = (
    "The ferry left the harbour at dawn with forty passengers and two dogs aboard, and the pilot, who made "
    "the crossing for thirty years, told the mate that the wind would turn before they saw the lighthouse."
)


@pytest.mark.parametrize("width", [50, 60, 70, 80])
def test_hard_wrapped_lines_are_joined(width):
    wrapped = textwrap.fill(PARAGRAPH, width)
    folded = check_views(wrapped)
    assert "\n" in wrapped and "\n" not in folded.view
    assert folded.view == PARAGRAPH
    assert folded.raw_span(0, len(folded.view)) == (0, len(wrapped))


def test_blank_lines_between_wrapped_paragraphs_stay():
    wrapped = textwrap.fill(PARAGRAPH, 70) + "\n\n" + textwrap.fill(PARAGRAPH[::-1], 70)
    assert fold(wrapped).view == PARAGRAPH + "\n\n" + PARAGRAPH[::-1]


@pytest.mark.parametrize(("width", "joined"), [(39, False), (40, True), (120, True), (121, False)])
def test_widths_that_people_wrap_at_are_joined_and_others_are_not(width, joined):
    line = "a" * (width - 2) + " b"
    assert ("\n" not in fold("\n".join([line] * 3)).view) is joined


@pytest.mark.parametrize(
    ("length", "word", "joined"),
    [(31, 40, True), (30, 40, False), (40, 20, True), (40, 19, False), (40, 5, False)],
)
def test_a_line_is_joined_if_it_is_half_full_and_the_next_word_did_not_fit(length, word, joined):
    raw = "\n".join(["x" * 60, "y" * length, "z" * word + " w"])
    assert raw[61 + length] == "\n" and fold(raw).view[61 + length] == (" " if joined else "\n")


def test_lines_that_could_have_been_longer_are_not_joined():
    for raw in ["Home\nNews\nSport\nWeather", f"{PARAGRAPH}\n{PARAGRAPH}\n{PARAGRAPH}"]:
        assert fold(raw).view == raw


# How characters of the codepage fold, in order of their numbers. Offsets and all patterns rest on it.
LATIN = (
    " !\"#$%&'()*+,-./0123456789:;<=>?@abcdefghijklmnopqrstuvwxyz[\\]^_'abcdefghijklmno"
    'pqrstuvwxyz{|}~\x1a\x1a\xa3\x1a\x1a|\x1a \xa9a"\x1a\xae \x1a\x1a23\'\u03bc\x1a* 1o"113\x1aaaaaaaaceeeeiiiidnooooo\x1aouuuuytsaaa'
    "aaaaceeeeiiiidnooooo\x1aouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggghh\u0127\u0127iiiiiiiiiii"
    "ijjkk\u0138llllllllllnnnnnn\u02bc\u014b\u014boooooooorrrrrrsssssssstttt\u0167\u0167uuuuuuuuuuuuwwyyyzzzzzzs\u0180\u0253\u0183"
    "\u0183\u0185\u0185\u0254\u0188\u0188\u0256\u0257\u018c\u018c\u018d\u01dd\u0259\u025b\u0192\u0192\u0260\u0263\u0195\u0269\u0268\u0199\u0199\u019a\u019b\u026f\u0272\u019e\u0275oo\u01a3\u01a3\u01a5\u01a5\u0280\u01a8\u01a8\u0283\u01aa\u01ab\u01ad\u01ad\u0288uu\u028a\u028b\u01b4\u01b4\u01b6\u01b6\u0292\u01b9\u01b9\u01ba\u01bb\u01bd\u01bd\u01be\u01bf|\u01c1\u01c2\u01c3dddlllnnnaaiioo"
    "uuuuuuuuuu\u01ddaaaaaa\u01e5\u01e5ggkkoooo\u0292\u0292jdddgg\u0195\u01bfnnaaaaooaaaaeeeeiiiioooorrrruuuusstt\u021d\u021dhh\u019e\u0221\u0223"
    "\u0223\u0225\u0225aaeeooooooooyy\u0234\u0235\u0236\u0237\u0238\u0239\u2c65\u023c\u023c\u019a\u2c66\u023f\u0240\u0242\u0242\u0180\u0289\u028c\u0247\u0247\u0249\u0249\u024b\u024b\u024d\u024d\u024f\u024f"
)
SIGNS = (
    "------\x1a ''''\"\"\"\"\x1a\x1a**...*\x1a\x1a'\"\x1a\x1a\x1a\x1a\x1a<>*!\x1a \x1a\x1a\x1a\x1a*\x1a\x1a\x1a??!\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a \x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a"
    "r\x1a\x1a\x1a\x80\x1a\x1a\x1aaac\x1a\x1acc\u025b\x1a\x1aghhhh\u0127iill\x1ann\xa9\x1apqrrr\x1a\x1ast\x99\x1az\x1a\u03c9\x1a"
)
ARROWS = (
    "<>>>\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a**\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a*\x1a\x1a\x1a\x1a\x1a\x1a\x1a>>\x1a\x1a>\x1a>\x1a>\x1a>>\x1a\x1a<\x1a\x1a\x1a<\x1a**\x1a\x1a\x1a*\x1a\x1a\x1a*\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a"
    '\x1a\x1a\x1a\x1a\x1a\x1a*\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a**\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a,.\x1a\x1a\u3005\u3006\u3007""""""""[]\x1a\x1a[][]\x1a\x1a\x1a\x1a-"""'
)


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        (((0x20, 0x7F), (0xA1, 0x250)), LATIN),
        (((0x2010, 0x2028), (0x2030, 0x2060), (0x20A0, 0x20B0), (0x2100, 0x2128)), SIGNS),
        (((0x2190, 0x21A0), (0x25A0, 0x2610), (0x3001, 0x3020)), ARROWS),
    ],
)
def test_characters_fold_as_they_always_did(ranges, expected):
    assert "".join(fold_phrase(chr(code)) for bounds in ranges for code in range(*bounds)) == expected
