"""The review page as data and markup, and the patch that it saves merged into packs."""

import json
import re
import tomllib

import pytest
from packs import entry, registry, write
from typer.testing import CliRunner

from stripper import Cleaner, Policy
from stripper.cli import app
from stripper.corpus import Document
from stripper.errors import PatchError, StripperError
from stripper.pack_patch import Example, merge_examples, read_patch
from stripper.review import review_page

BODY = "The old ferry left the harbour before dawn, and nobody on the quay expected to see it again."
HOSTILE = (
    "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> \u2028 \U0001f600 \ud800 __DATA__"
)


@pytest.fixture
def cleaner(tmp_path):
    credit = entry(
        id="en.credit.sample",
        category="credit",
        templates=["drawn by the {name} workshop"],
        extent="sentence",
    )
    return Cleaner(registry(tmp_path / "pack", entry(), credit))


def data_of(page):
    return json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1))


def test_a_document_is_the_joined_parts(cleaner):
    text = f"{BODY} \U0001f600\n\nPlease share this article.\n\nDrawn by the Quay workshop.\n"
    (row,) = data_of(review_page(cleaner, [Document("", text, "a:1")]))["documents"]
    assert "".join(part for part, _ in row["parts"]) == text
    assert [(s[0], s[4]) for s in row["spans"]] == [
        ("removed", "Please share this article."),
        ("kept", "Drawn by the Quay workshop."),
    ]
    assert [part for part, number in row["parts"] if number >= 0] == [s[4] for s in row["spans"]]


def test_what_the_guard_holds_back_is_shown_with_its_reason(tmp_path):
    weak = entry(
        strength="weak",
        extent="line",
        templates=["please share this"],
        match=["Please share this", "please share this"],
    )
    cleaner = Cleaner(registry(tmp_path / "weak", weak), Policy(max_removed=0.01))
    text = f"{BODY}\n\n" + "Please share this\n" * 3
    spans = data_of(review_page(cleaner, [Document("", text, "a")]))["documents"][0]["spans"]
    assert {s[0] for s in spans} == {"blocked"} and all(s[3] for s in spans)


def test_no_text_ends_the_script_element(cleaner):
    page = review_page(cleaner, [Document("", HOSTILE, HOSTILE)])
    page.encode("utf-8")
    (row,) = data_of(page)["documents"]
    assert "".join(part for part, _ in row["parts"]) == HOSTILE and row["name"] == HOSTILE
    assert page.count("<script") == 2 and page.count("<!--") == 0


def test_the_page_loads_nothing(cleaner):
    page = review_page(cleaner, [Document("", BODY, "a")])
    assert "default-src 'none'" in page
    assert not re.findall(r"""(?:src|href)\s*=\s*["']|@import|url\(|https?://""", page)


def test_documents_without_anything_may_be_left_out(cleaner):
    documents = [
        Document("", BODY, "a"),
        Document("", f"{BODY}\n\nPlease share this article.", "b"),
        Document("", "", "c"),
    ]
    names = [row["name"] for row in data_of(review_page(cleaner, documents, only_found=True))["documents"]]
    assert names == ["b"] and len(data_of(review_page(cleaner, documents))["documents"]) == 3


def test_marks_of_one_review_do_not_turn_up_in_another(cleaner):
    one, two = (
        data_of(review_page(cleaner, [Document("", text, "a")]))["key"] for text in (BODY, BODY + " More.")
    )
    assert one != two


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_has_a_contrast_of_at_least_4_5(root, theme):
    page = (root / "stripper" / "review.html").read_text()
    start = page.index(":root {" if theme == "light" else ':root[data-theme="dark"]')
    colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", page[start : page.index("}", start)]))
    pairs = [
        ("text", "back"),
        ("text", "panel"),
        ("soft", "back"),
        ("soft", "panel"),
        ("good", "back"),
        ("bad", "back"),
    ]
    pairs += [(state, f"{state}-back") for state in ("removed", "blocked", "kept")]
    pairs += [(state, "back") for state in ("removed", "blocked", "kept")]
    for text, back in pairs:
        high, low = sorted((luminance(colour[text]), luminance(colour[back])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, back)


# -- patches ----------------------------------------------------------------------------------------------

PACK = """# Our patterns; do not sort.
[[pattern]]  # the first
id = "en.share.a"
match = ["One.", "Two."]   # both seen
keep = [
  "Three.",  # from a novel
]

[[pattern]]
id = "en.share.b"
match = [
  "Four.",
  "Five."
]
keep = ["Six."]
"""


@pytest.fixture
def pack(tmp_path):
    pytest.importorskip("tomlkit")
    path = tmp_path / "pack.toml"
    path.write_text(PACK)
    return path


def test_examples_are_added_and_everything_else_stays(pack):
    given = [
        Example("en.share.a", "match", 'Se"ven.'),
        Example("en.share.a", "keep", "Eight\nlines."),
        Example("en.share.b", "match", "Nine."),
        Example("en.share.b", "keep", "Six."),
    ]
    merge = merge_examples(pack, given)
    assert (merge.added, merge.known) == (3, 1) and pack.read_text() == PACK
    text = merge.files[pack]
    expected = PACK.replace('"Two."]', '"Two.", "Se\\"ven."]').replace(
        "novel\n", 'novel\n  "Eight\\nlines.",\n'
    )
    assert text == expected.replace('"Five."\n', '"Five.",\n  "Nine.",\n')
    first, second = tomllib.loads(text)["pattern"]
    assert first["match"] == ["One.", "Two.", 'Se"ven.'] and first["keep"] == ["Three.", "Eight\nlines."]
    assert second["match"] == ["Four.", "Five.", "Nine."] and second["keep"] == ["Six."]
    pack.write_text(text)
    again = merge_examples(pack, given)
    assert (again.added, again.known, again.files) == (0, 4, {})


def test_an_example_of_the_other_list_is_a_conflict(pack):
    with pytest.raises(PatchError, match="example of match already"):
        merge_examples(pack, [Example("en.share.a", "keep", "One.")])


def test_an_unknown_pattern_is_an_error(pack):
    with pytest.raises(PatchError, match=r"no pattern en\.share\.z"):
        merge_examples(pack, [Example("en.share.z", "keep", "One.")])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[example", "not valid TOML"),
        ("example = 3", "two brackets"),
        ('[[example]]\npattern = "a"\nkind = "match"', "needs pattern, kind and text"),
        ('[[example]]\npattern = "a"\nkind = "both"\ntext = "x"', "match or keep"),
        (
            '[[example]]\npattern = "a"\nkind = "keep"\ntext = "x"\n[[example]]\npattern = "a"\nkind = "match"\ntext = "x"',
            "marked both ways",
        ),
    ],
)
def test_a_patch_that_is_none_is_refused(tmp_path, text, said):
    path = tmp_path / "p.toml"
    path.write_text(text)
    with pytest.raises(PatchError, match=said):
        read_patch(path)


def test_a_missing_patch_is_refused(tmp_path):
    with pytest.raises(StripperError, match="No such file"):
        read_patch(tmp_path / "none.toml")


def test_the_apply_command_writes_only_when_all_is_well(tmp_path):
    pytest.importorskip("tomlkit")
    folder = write(tmp_path / "pack", entry())
    patch = tmp_path / "p.toml"
    patch.write_text(
        '[[example]]\npattern = "en.share.sample"\nkind = "keep"\ntext = "They share this article of faith."\n'
    )
    run = lambda *args: CliRunner().invoke(app, ["patterns", "apply", str(patch), "--to", str(folder), *args])  # noqa: E731
    before = (folder / "en" / "share.toml").read_text()
    assert (
        "1 examples added" in run("--dry-run").stderr and (folder / "en" / "share.toml").read_text() == before
    )
    done = run()
    assert done.exit_code == 0 and "share.toml" in done.stdout
    assert "article of faith" in (folder / "en" / "share.toml").read_text()
    patch.write_text(patch.read_text().replace("sample", "nonsense"))
    assert run().exit_code == 2
