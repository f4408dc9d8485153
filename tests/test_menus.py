"""Unknown short lines among known boilerplate: menus go, recipes and titles stay."""

from __future__ import annotations

import pytest

from stripper import clean

PROSE = (
    "The council of the harbour town decided on Tuesday evening that the old crane will be repaired in the spring, "
    "and that the money for it comes from the fees of the marina."
)


def test_entries_between_known_ones_go() -> None:
    menu = [
        "Share on Facebook",
        "Harbour cranes",
        "Tweet",
        "Print this page",
        "Tall ships",
        "Log in",
        "Subscribe now",
    ]
    assert clean("\n\n".join([PROSE, PROSE, *menu])).body == f"{PROSE}\n\n{PROSE}"


def test_offsets_and_restore() -> None:
    text = "\n".join(
        [PROSE, "Share on Facebook", "Harbour cranes", "Tweet", "Tall ships", "Print this page", PROSE]
    )
    result = clean(text)
    assert "Harbour cranes" not in result.body
    assert result.restore() == text
    assert all(text[s.start : s.end] == s.text for s in result.spans)


@pytest.mark.parametrize(
    "lines",
    [
        ["200 g flour", "3 eggs", "1 lemon", "50 g sugar", "a pinch of salt", "100 ml milk", "2 apples"],
        ["The ferry ran aground at noon.", "Nobody was hurt."],  # sentences
        ["The boats that the museum bought from the yard last autumn"],  # too long for an entry
    ],
)
def test_what_is_no_menu_stays(lines: list[str]) -> None:
    frame = ["Share on Facebook", "Tweet", "Print this page"]
    body = clean("\n".join([PROSE, *frame, *lines, *frame, PROSE])).body
    assert [line for line in body.splitlines() if line] == [PROSE, *lines, PROSE]


def test_a_title_below_buttons_stays() -> None:
    lines = ["Log in", "Subscribe now", "Old crane to be repaired", "Share on Facebook", "Tweet", PROSE]
    assert clean("\n".join(lines)).body.splitlines()[0] == "Old crane to be repaired"


def test_two_known_lines_are_not_enough() -> None:
    middle = ["Share on Facebook", "Crane and quay", "Tweet"]
    assert "Crane and quay" in clean("\n".join([PROSE, PROSE, *middle, PROSE, PROSE])).body
