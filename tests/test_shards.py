"""How inputs are found and cut: every byte once, at line ends, whatever the size."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripper.errors import InputError
from stripper.formats import Format, Kind, Packing, kind_of
from stripper.rows import Shape
from stripper.shards import line_ranges, plan
from stripper.sources import find_sources

SHAPE = Shape({"version": "", "registry": "", "policy": ""})


@given(st.binary(max_size=60).map(lambda b: b.replace(b"\0", b"\n")), st.integers(1, 40))
def test_ranges_of_lines_cover_the_file_once(tmp_path_factory, data, size):
    path = tmp_path_factory.mktemp("lines") / "x"
    path.write_bytes(data)
    ranges = list(line_ranges(path, size))
    assert [data[a:b] for a, b, _ in ranges] and b"".join(data[a:b] for a, b, _ in ranges) == data
    for start, end, before in ranges:
        assert before == data.count(b"\n", 0, start)
        if end < len(data):
            assert data[end - 1 : end] == b"\n" and end - start >= size
            assert data.find(b"\n", start + size - 1) == end - 1  # and no longer than need be


def test_ranges_do_not_depend_on_how_the_file_is_read(tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_bytes(b"".join(b"%d" % i * (i % 50) + b"\n" for i in range(400)))
    expected = list(line_ranges(path, 100))
    assert len(expected) > 50
    for block in (1, 7, 99, 100, 101):
        monkeypatch.setattr("stripper.shards._BLOCK", block)
        assert list(line_ranges(path, 100)) == expected


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", Kind(Format.TEXT)),
        ("a.JSONL.GZ", Kind(Format.JSONL, Packing.GZIP)),
        ("c4.json.gz", Kind(Format.JSONL, Packing.GZIP)),
        ("a.parquet", Kind(Format.PARQUET)),
        ("a.parquet.gz", None),
        ("a.gz", None),
        ("a", None),
    ],
)
def test_the_name_says_what_a_file_holds(name, kind):
    assert kind_of(name) == kind


@pytest.fixture
def corpus(tmp_path):
    for name in ("b/2.txt", "b/1.jsonl", "a.txt", ".hidden/x.txt", "b/notes.pdf", "c.jsonl"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}\n")
    return tmp_path / "in"


def test_folders_and_globs_give_known_files_sorted_and_once(corpus):
    assert [s.name for s in find_sources([str(corpus)])] == ["a.txt", "b/1.jsonl", "b/2.txt", "c.jsonl"]
    assert [s.name for s in find_sources([f"{corpus}/**/*.jsonl"])] == ["b/1.jsonl", "c.jsonl"]
    assert [s.name for s in find_sources([f"{corpus}/c.jsonl", str(corpus / "b"), str(corpus)])] == [
        "c.jsonl",
        "1.jsonl",
        "2.txt",
        "a.txt",
    ]
    assert [s.kind.format for s in find_sources([str(corpus / "b" / "notes.pdf")])] == [Format.TEXT]


def test_outputs_are_no_inputs(corpus):
    found = find_sources([str(corpus)], [corpus / "b", corpus / "c.jsonl"])
    assert [s.name for s in found] == ["a.txt"]


@pytest.mark.parametrize("given", ["missing.txt", "*.parquet", "b/../.hidden", "no/*.txt"])
def test_an_input_that_means_no_file_is_named(corpus, given):
    wanted = f"{corpus}/{given}"
    if given.endswith(".hidden"):
        (corpus / ".hidden" / "x.txt").unlink()
    with pytest.raises(InputError, match=r"no such file|no text, JSONL or Parquet"):
        find_sources([wanted])


def test_small_text_files_share_a_shard_and_packed_files_do_not_split(tmp_path):
    for i in range(10):
        (tmp_path / f"{i}.txt").write_text("x" * 30)
    with gzip.open(tmp_path / "z.jsonl.gz", "wb") as file:
        file.write(b'{"text": ""}\n' * 1000)
    sources = find_sources([str(tmp_path)])
    shards = plan(sources, SHAPE, Kind(Format.JSONL), 100)
    assert [len(s.pieces) for s in shards] == [3, 3, 3, 1, 1]
    assert [s.number for s in shards] == list(range(5))
    assert sum(s.weight for s in shards) == sum(s.size for s in sources)


def test_a_file_that_is_not_packed_as_it_says_is_named(tmp_path):
    (tmp_path / "z.jsonl.gz").write_bytes(b'{"text": ""}\n')
    with pytest.raises(InputError, match=r"z\.jsonl\.gz: is not a \.gz file"):
        plan(find_sources([str(tmp_path)]), SHAPE, None)
