"""Mining: what repeats becomes a template, what is news does not, and the draft passes the lint."""

import random
import tomllib

import pytest
from packs import entry, registry

from stripper import Cleaner, Registry
from stripper.corpus import Corpus, Document
from stripper.draft import guess_category, pack_text
from stripper.errors import InputError
from stripper.lint import lint
from stripper.mine import learn, mine
from stripper.mine_blocks import survey
from stripper.mine_templates import infer_template
from stripper.mine_units import key_of, sightings, skeleton
from stripper.pattern import Category

WORDS = [
    "river",
    "council",
    "teacher",
    "autumn",
    "bridge",
    "harvest",
    "engine",
    "museum",
    "winter",
    "market",
    "painter",
    "railway",
    "garden",
    "doctor",
    "forest",
    "village",
    "captain",
    "orchard",
    "violin",
    "factory",
    "letter",
    "shadow",
    "window",
    "mountain",
    "kitchen",
    "sailor",
    "planet",
    "shepherd",
    "lantern",
]
KEY = 1978038035205742  # of "share this"
NOTHING = Cleaner(Registry(()))


def article(seed, paragraphs=4):
    """Prose that nobody else has."""
    rng = random.Random(seed)
    lines = []
    for _ in range(paragraphs):
        words = [rng.choice(WORDS) for _ in range(11)]
        lines.append(
            f"The {words[0]} of the {' and the '.join(words[1:5])} {words[5]} stood by a {words[6]} near {words[7]}."
        )
    return "\n\n".join(lines)


def site(name, footers, count=12, first=0):
    """Articles of one source, each with its own instance of the footers."""
    return [
        Document(name, "\n\n".join([article(f"{name}{n}"), *(make(n) for make in footers)]))
        for n in range(first, first + count)
    ]


def reporter(n):
    name = ("Ada Low", "Bram de Wit", "Celia Orr", "Dov Hay", "Esra Poe")[n % 5]
    return f"{name} wrote this for the Quay Courier on {n % 27 + 1} May 20{n % 10 + 10}."


def mined(documents, cleaner=NOTHING, **options):
    return mine(documents, cleaner, table_bits=16, **options)


def templates(found):
    return [template for draft in found.drafts for template in draft.templates]


# -- skeletons and keys -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        "Bram de Wit wrote this for the Quay Courier on 24 June 2011.",
        "Ann Orr wrote this for the Harbour Times of Ostby on Monday.",
    ],
)
def test_names_and_dates_do_not_change_a_skeleton(other):
    assert skeleton("Ada Low wrote this for the Quay Courier on 3 May 2019.") == skeleton(other)


def test_other_words_change_it():
    assert skeleton("Ada Low wrote this for the paper today.") != skeleton(
        "Ada Low wrote that for the paper today."
    )


def test_keys_are_the_same_in_every_process():
    assert key_of(["share", "this"]) == KEY
    assert len({key_of(["share"]), key_of(["share"], "begins"), key_of(["shared"])}) == 3


def test_a_label_has_a_key_of_its_own():
    one, two = (next(iter(sightings(f"Previous: {title}"))) for title in ("A day out", "The long road home"))
    assert one.key != two.key and set(one.shoulders) & set(two.shoulders)


# -- templates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "template"),
    [
        (["Call 555 for news.", "Call 612 for news."], "call {n} for news"),
        (["Mail a@b.org to join us", "Mail news@quay.example to join us"], "mail {email} to join us"),
        (["Changed on May 4, 2019 by us", "Changed on 7 June 2020 by us"], "changed on {date} by us"),
        (["© 2019 Quay Press", "© 2021 Quay Press"], "{c} {year} quay press"),
        (["Read more: Why it rains", "Read more: A boat (video) sank"], "read more : {title}"),
        (["Only one wording here."], "only one wording here"),
        (["For U.S. readers of ours.", "For U.S. readers of ours!"], "for u.s. readers of ours"),
        (["Seen (twice) on [air] | here"], "seen twice on air here"),
    ],
)
def test_slots_come_from_what_differs(texts, template):
    assert infer_template(texts) == template


def test_a_word_that_is_sometimes_missing_is_optional():
    texts = ["Win two tickets by Friday at the mill."] * 3 + ["Win two tickets at the mill."] * 3
    assert infer_template(texts) == "win two tickets [by friday] at the mill"


def test_texts_without_a_common_word_make_no_template():
    assert infer_template(["One two three", "Four five six"]) is None
    assert infer_template([]) is None and infer_template(["..."]) is None


# -- mining ---------------------------------------------------------------------------------------------


def test_a_house_footer_is_proposed_with_its_slots():
    found = mined(site("quay", [reporter]))
    assert templates(found) == ["{name} wrote this for the quay courier on {date}"]
    (draft,) = found.drafts
    assert (draft.documents, draft.total, draft.source) == (12, 12, "quay")
    assert found.documents == 12 and found.sources == 1


def test_the_draft_is_a_pack_that_the_lint_accepts(tmp_path):
    footers = [reporter, lambda n: f'The "Quay" Courier \\ press has {n + 20} friends; become one of them.']
    path = tmp_path / "draft.toml"
    path.write_text(pack_text(mined(site("quay", footers)).drafts), encoding="utf-8")
    pack = Registry.load(path, default=False, plugins=False)
    assert len(pack) == 2 and lint(pack) == []
    assert "# 12 of 12 documents (100 %) of quay" in path.read_text(encoding="utf-8")
    assert all(p.match and p.keep for p in pack)


def test_a_syndicated_story_is_not_proposed():
    story = article("story", 8)
    documents = []
    for n in range(20):
        lines = story.split("\n\n")
        del lines[n % 8]  # every paper edits it a little
        documents += site(f"paper{n}", [], count=3)
        documents += [Document(f"paper{n}", "\n\n".join(lines))] * 2
    assert mined(documents).drafts == ()


def test_a_story_that_one_source_runs_every_day_is_not_proposed():
    documents = site("quay", [], count=5) + [Document("quay", article("again", 7))] * 9
    assert mined(documents).drafts == ()


def test_what_many_sources_share_is_one_proposal():
    documents = [
        d
        for n in range(7)
        for d in site(f"paper{n}", [lambda k: "Kindly pass this parchment to your friends."], 2)
    ]
    (draft,) = mined(documents).drafts
    assert draft.source == "" and draft.sources == 7 and "mul.promo.shared-" in draft.id


def test_formulas_of_news_are_not_proposed():
    rng = random.Random(3)
    documents = []
    for n in range(60):
        lines = article(n, 6).split("\n\n")
        if n % 6 == 0:
            lines.insert(
                rng.randrange(6), "The company did not immediately respond to a request for comment."
            )
        documents.append(Document("quay", "\n\n".join(lines)))
    assert mined(documents).drafts == ()


def test_titles_that_begin_alike_are_no_proposals_of_their_own():
    titles = [f"{word} and the sea" for word in WORDS[:12]]
    titles += [f"Deputy mayor of the town visits the {word}" for word in WORDS[:12]]
    documents = site("quay", [lambda n: f"Previous: {titles[n]}"], count=24)
    assert templates(mined(documents)) == ["previous : {title}"]


def test_what_the_registry_knows_is_not_proposed_again(tmp_path):
    known = Cleaner(
        registry(tmp_path, entry(templates=["please share this article with [your] friends [on {name}]"]))
    )
    documents = site("quay", [lambda n: "Please share this article with your friends on Facebook."])
    assert len(mined(documents).drafts) == 1
    found = mined(documents, known)
    assert found.drafts == () and found.dropped["known to the registry"] == 1


def test_order_of_documents_and_hash_seed_do_not_matter():
    documents = site("quay", [reporter, lambda n: "More from the Quay Courier: " + article(n, 1)[:40]])
    shuffled = random.Random(1).sample(documents, len(documents))
    assert (
        pack_text(mined(documents).drafts).split("keep =")[0]
        == pack_text(mined(shuffled).drafts).split("keep =")[0]
    )


def test_too_few_documents_prove_nothing():
    assert mined(site("quay", [reporter], count=2)).drafts == ()
    assert mined(site("quay", [reporter], count=5), min_documents=6).drafts == ()


def test_near_misses_are_found_in_the_articles():
    documents = site(
        "quay", [lambda n: "Every violin here was mended by the Quay Courier orchestra."], count=20
    )
    documents += [
        Document("quay", article(f"violin{n}", 5).replace("near", f"near a violin of {n}")) for n in range(5)
    ]
    (draft,) = mined(documents).drafts
    assert draft.near_misses and any("violin" in text for text in draft.keep)


def test_memory_is_bounded_by_forgetting_the_rarest():
    documents = site("quay", [reporter], count=30)
    whole = survey(documents, 2, table_bits=16)
    small = survey(documents, 2, table_bits=16, max_families=2)
    assert len(small.families) <= 2 < len(whole.families)


def test_texts_of_any_kind_are_survived():
    odd = ["", "\n\n", "\ud800 lone", "\x00\x01", "a" * 5000, "[{(|)}]" * 30, "北京 的 新闻。" * 20]
    assert mined([Document("odd", text) for text in odd * 3]).documents == 21


# -- learning ---------------------------------------------------------------------------------------------


def test_learning_raises_recall_on_other_documents_and_loses_nothing():
    footers = [reporter, lambda n: f"Get the Quay Courier letter, sent to {n * 37 + 100} homes at dawn."]
    known, other = site("quay", footers, 15), site("quay", footers, 15, first=100)
    learned = learn(NOTHING, (d.text for d in known))
    for number, document in enumerate(other, 100):
        assert learned.clean(document.text).body == article(f"quay{number}")
        assert NOTHING.clean(document.text).body == document.text
    assert learned.policy == NOTHING.policy


def test_learning_from_nothing_changes_nothing():
    assert learn(NOTHING, []).registry.digest == NOTHING.registry.digest


# -- corpora ----------------------------------------------------------------------------------------------


def test_a_corpus_is_read_by_its_field(tmp_path):
    file = tmp_path / "c.jsonl"
    file.write_text(
        '{"text": "One.", "site": "a"}\n{"text": "Two."}\nnot json\n{"text": null, "site": "b"}\n'
    )
    corpus = Corpus.open([str(file)], by="site")
    expected = [("a", "One.", "c.jsonl:1"), ("c.jsonl", "Two.", "c.jsonl:2")]
    assert (
        [(d.source, d.text, d.name) for d in corpus]
        == expected
        == [(d.source, d.text, d.name) for d in corpus]
    )


def test_a_corpus_of_parquet_is_read_too(tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(
        pa.table({"text": ["One.", "Two."], "site": ["a", "b"]}), tmp_path / "c.parquet", row_group_size=1
    )
    corpus = Corpus.open([str(tmp_path / "c.parquet")], by="site")
    assert [(d.source, d.text) for d in corpus] == [("a", "One."), ("b", "Two.")]


def test_a_corpus_without_texts_is_an_error(tmp_path):
    file = tmp_path / "c.jsonl"
    file.write_text('{"body": "One."}\n')
    with pytest.raises(InputError, match="no row has text in field 'text'"):
        list(Corpus.open([str(file)]))


# -- drafts ---------------------------------------------------------------------------------------------


def test_categories_are_guessed_from_the_words():
    assert guess_category(["© 2020 Quay Press"]) is Category.COPYRIGHT
    assert guess_category(["First published by the Quay."]) is Category.SYNDICATION
    assert guess_category(["Weather"]) is Category.UI


def test_a_pack_is_toml_whatever_the_texts_hold():
    documents = site(
        'a\nb"\\', [lambda n: f'He\tsaid \\ "press" \x7f of the \ud800 Quay {n} is ours and yours.']
    )
    found = mined(documents)
    assert found.drafts
    assert len(tomllib.loads(pack_text(found.drafts))["pattern"]) == len(found.drafts)
