"""Sentences that speak like boilerplate go with the boilerplate they stand among, and articles stay."""

from collections import Counter

import pytest

from stripper import Cleaner
from stripper.fold import fold
from stripper.kinship import Kinship
from stripper.layout import lay_out
from stripper.speech import main_language

CLEANER = Cleaner()
ARTICLE = (
    "The ferry stayed in the harbour on Monday because the wind had turned in the night.\n\n"
    "Nobody in the village was surprised, for the old pilot had said so at the end of the week, and he is never wrong.\n\n"
    "The next boat leaves on Thursday, if the sea allows it, with the post and the bread that is left.\n\n"
)
KNOWN_ABOVE = "Subscribe to our newsletter.\n\n"
KNOWN_BELOW = "All rights reserved."
# "The views expressed in this article are those of the author", which no pattern reads any more
SPOILT = "Theviesw expressed znthis articel ar those of theoaouthoe aud d onok necessarilo refelct hte erditorial policy.\n\n"


def kin_of(sentence, text=ARTICLE):
    """The kinship of a sentence below a text."""
    layout = lay_out(fold(text + sentence))
    kinship = CLEANER._kinship.of_text(layout)
    return kinship.of(layout.units[-1].start, layout.units[-1].end)


def test_boilerplate_weighs_more_than_the_article():
    notice = kin_of("Unauthorised reproduction of this content without written permission is prohibited")
    prose = kin_of("The wind had turned in the night and the boats of the village were still out at sea")
    assert notice.value > 2 > 0.5 > prose.value


def test_damaged_words_count_as_what_they_were():
    right, damaged = kin_of("without written permission"), kin_of("without writen permissoin")
    assert right.damaged == 0 and damaged.damaged == 2 and damaged.certain == 2
    assert 0 < damaged.value < right.value


def test_a_text_that_speaks_so_throughout_is_no_evidence():
    law = (
        "The publisher may not reproduce the article without the written permission of the author of the text. "
        * 4
    )
    sentence = "reproduction of the article without permission"
    assert kin_of(sentence, law).value < kin_of(sentence).value / 2


def test_without_a_language_there_is_no_kinship():
    assert kin_of("without written permission", "").value == 0.0
    assert main_language(["ferry"] * 50) is None


def test_words_of_other_languages_say_nothing():
    kinship = Kinship(CLEANER._scanner.speller, Counter())
    assert kinship.weight("newsletter", "en") > 0
    assert kinship.weight("ablehnung", "en") == 0.0


@pytest.mark.parametrize("tail", [KNOWN_ABOVE + SPOILT + KNOWN_BELOW, KNOWN_ABOVE + SPOILT.strip()])
def test_a_spoilt_sentence_goes_with_its_neighbours(tail):
    assert CLEANER.clean(ARTICLE + tail).body == ARTICLE.strip()


def test_prose_between_two_notices_stays():
    prose = "The pilot came back on Friday evening with a basket of eels and would not say where from.\n\n"
    body = CLEANER.clean(ARTICLE + KNOWN_ABOVE + prose + KNOWN_BELOW).body
    assert body == ARTICLE + prose.strip()


@pytest.mark.parametrize(
    "damage", [str, lambda text: text.replace("copyright", "copyrigth").replace("readers", "raeders")]
)
def test_an_article_about_such_things_keeps_its_last_paragraph(damage):
    last = damage(
        "The readers of the paper wrote that copyright should end with the author, and the publisher agreed."
    )
    assert CLEANER.clean(ARTICLE + last + "\n\n" + KNOWN_BELOW).body == ARTICLE + last


@pytest.mark.parametrize("text", [ARTICLE + KNOWN_ABOVE + SPOILT + KNOWN_BELOW, ARTICLE + SPOILT])
def test_cleaning_again_changes_nothing(text):
    body = CLEANER.clean(text).body
    assert CLEANER.clean(body).body == body
