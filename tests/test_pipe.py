"""Files through the pipeline: every format, any number of workers, interruptions, bad rows."""

import gzip
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from packs import entry, registry, write

from stripper import Cleaner, Result
from stripper.errors import InputError, StripperError
from stripper.pipe import Settings, run, stamp_of
from stripper.rows import Unit

SHARE = "Please share this article."
COUNT = 90


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return Cleaner(registry(tmp_path_factory.mktemp("pack"), entry()))


def text(i):
    return f"Die Fähre {i} 🚢 fuhr ab. It rained.\n\n{SHARE if i % 3 else 'It went on raining.'}"


def rows():
    return [{"id": i, "text": text(i), "meta": {"n": [i, None], "x": 1.5}} for i in range(COUNT)]


def lines(some):
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in some)


def read_jsonl(path):
    data = path.read_bytes()
    if path.name.endswith(".gz"):
        data = gzip.decompress(data)
    if path.name.endswith(".zst"):
        zstandard = pytest.importorskip("zstandard", reason="zstandard is not installed")
        data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read()
    return [json.loads(line) for line in data.splitlines()]


def expected(cleaner):
    stamp = stamp_of(cleaner)
    return [{**row, "text": cleaner.clean(row["text"]).body, "stripper": stamp} for row in rows()]


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines(rows()))
    return path


def environment():
    """That of this process, with its modules, for commands that run in another folder."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "COLUMNS": "200"}


def pyarrow():
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pa, pq


# -- JSONL --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"])
@pytest.mark.parametrize("workers", [1, 2])
def test_rows_come_out_cleaned_in_order_and_stamped(source, small, tmp_path, name, workers):
    if name.endswith("zst"):
        pytest.importorskip("zstandard", reason="zstandard is not installed")
    summary = run([source], tmp_path / name, small, Settings(workers=workers, shard_bytes=1000))
    assert read_jsonl(tmp_path / name) == expected(small)
    tally = summary.tally
    assert summary.shards > 5 and (tally.rows, tally.changed, tally.rejected) == (COUNT, 60, 0)
    assert tally.characters == sum(len(row["text"]) for row in rows())
    assert tally.removed == tally.characters - sum(len(row["text"]) for row in expected(small))
    assert tally.patterns == {("share", "en.share.sample"): (60, tally.removed)}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", name]


@pytest.mark.parametrize("name", ["out.jsonl.gz", "out.parquet"])
def test_the_output_is_the_same_for_any_number_of_workers(source, small, tmp_path, name):
    if name.endswith("parquet"):
        pyarrow()
    found = set()
    for workers in (1, 2, 3):
        out = tmp_path / str(workers) / name
        spans = out.with_name("spans.jsonl.gz")
        run([source], out, small, Settings(workers=workers, shard_bytes=700, spans=spans))
        found.add((out.read_bytes(), spans.read_bytes()))
    assert len(found) == 1


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_packed_input_is_read(small, tmp_path, packing):
    path = tmp_path / f"in.jsonl.{packing}"
    if packing == "gz":
        path.write_bytes(gzip.compress(lines(rows()[:40])) + gzip.compress(lines(rows()[40:])))
    else:
        zstandard = pytest.importorskip("zstandard", reason="zstandard is not installed")
        pack = zstandard.ZstdCompressor().compress
        path.write_bytes(pack(lines(rows()[:40])) + pack(lines(rows()[40:])))
    run([path], tmp_path / "out.jsonl", small)
    assert read_jsonl(tmp_path / "out.jsonl") == expected(small)


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_a_damaged_packed_file_gives_what_can_be_read_and_a_reject(small, tmp_path, packing):
    path = tmp_path / f"in.jsonl.{packing}"
    rng = random.Random(1)
    many = [{"text": " ".join(str(rng.random()) for _ in range(1000))} for _ in range(60)]
    if packing == "gz":
        data = gzip.compress(lines(many))
    else:
        data = pytest.importorskip("zstandard", reason="zstandard is not installed").compress(lines(many))
    path.write_bytes(data[: len(data) // 2])
    summary = run([path], tmp_path / "out.jsonl", small)
    assert 0 < summary.tally.rows < len(many) and summary.tally.rejected >= 1
    rejects = read_jsonl(summary.rejects)
    if packing == "gz":  # a zstd reader takes the end of a torn file for its end: the torn line tells
        assert "cannot be unpacked" in rejects[-1]["reason"]
    assert rejects[-1]["line"] >= summary.tally.rows + 1


def test_bad_lines_are_kept_with_line_and_reason_and_the_run_goes_on(small, tmp_path):
    good = lines(rows()).splitlines()
    bad = {10: b"{oops", 30: b'{"id": 1}', 31: b"\xff\xfe", 89: b'{"text": 7}'}
    for at, raw in bad.items():
        good[at - 1] = raw
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(good[:60]) + b"\n\n\n" + b"\n".join(good[60:]))
    for workers in (1, 2):
        out = tmp_path / f"{workers}.jsonl"
        summary = run([path], out, small, Settings(workers=workers, shard_bytes=500))
        assert summary.tally.rows == COUNT - 4 and summary.tally.rejected == 4
        assert read_jsonl(out) == [e for i, e in enumerate(expected(small), 1) if i not in bad]
        assert summary.rejects == tmp_path / f"{workers}.jsonl.rejects.jsonl"
        rejects = read_jsonl(summary.rejects)
        assert [r["line"] for r in rejects] == [10, 30, 31, 91]  # two empty lines stand before the last
        assert [r["file"] for r in rejects] == ["in.jsonl"] * 4
        assert rejects[0]["raw"] == "{oops" and rejects[2]["raw_base64"] == "//4="


def test_options_for_fields(source, small, tmp_path):
    path = tmp_path / "body.jsonl"
    path.write_bytes(lines({"body": row["text"]} for row in rows()))
    settings = Settings(text_field="body", keep_original=True, stamp_field="cleaned_by")
    run([path], tmp_path / "out.jsonl", small, settings)
    for row, old in zip(read_jsonl(tmp_path / "out.jsonl"), rows(), strict=True):
        assert list(row) == ["body", "body_original", "cleaned_by"]
        assert row["body_original"] == old["text"] and row["body"] == small.clean(old["text"]).body


@pytest.mark.parametrize("unit", Unit)
def test_the_side_car_restores_the_input(source, small, tmp_path, unit):
    spans = tmp_path / "spans.jsonl"
    run([source], tmp_path / "out.jsonl", small, Settings(spans=spans, unit=unit, shard_bytes=900, workers=2))
    found = {e["line"]: e for e in read_jsonl(spans)}
    assert list(found) == [i + 1 for i in range(COUNT) if i % 3]
    encoding, width = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2)}.get(unit, ("utf-32-le", 4))
    for line, row in enumerate(read_jsonl(tmp_path / "out.jsonl"), 1):
        body = row["text"].encode(encoding)
        for span in found.get(line, {"spans": []})["spans"]:
            at = span["start"] * width
            body = body[:at] + span["text"].encode(encoding) + body[at:]
        assert body.decode(encoding) == rows()[line - 1]["text"]


def test_empty_texts_missing_texts_and_empty_files(small, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": ""}\n{"text": null}\n')
    (tmp_path / "b.jsonl").write_text("")
    summary = run([tmp_path], tmp_path / "out" / "x.jsonl", small, Settings(workers=2))
    assert [row["text"] for row in read_jsonl(tmp_path / "out" / "x.jsonl")] == ["", None]
    assert summary.tally.rows == 2 and summary.tally.share == 0
    run([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], tmp_path / "folder", small)
    assert (tmp_path / "folder" / "b.jsonl").read_bytes() == b""


# -- text files, folders ------------------------------------------------------------------------------


def test_a_folder_becomes_a_folder(small, tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for i in range(7):
        (tmp_path / "in" / "deep" / f"{i}.txt").write_bytes(text(i).replace("\n", "\r\n").encode())
    (tmp_path / "in" / "a.jsonl").write_bytes(lines(rows()))
    (tmp_path / "in" / "b.jsonl.gz").write_bytes(gzip.compress(lines(rows())))
    (tmp_path / "in" / "bad.txt").write_bytes(b"fine\nnot \xff fine")
    summary = run([tmp_path / "in"], tmp_path / "out", small, Settings(workers=2, shard_bytes=1500))
    out = tmp_path / "out"
    for i in range(7):
        body = small.clean(text(i).replace("\n", "\r\n")).body
        assert (out / "deep" / f"{i}.txt").read_bytes() == body.encode()
    assert read_jsonl(out / "a.jsonl") == read_jsonl(out / "b.jsonl.gz") == expected(small)
    assert summary.tally.rows == 7 + 2 * COUNT
    (reject,) = read_jsonl(tmp_path / "out.rejects.jsonl")
    assert (reject["file"], reject["line"]) == ("bad.txt", 2) and "UTF-8" in reject["reason"]
    assert sorted(p.name for p in out.rglob("*") if p.is_file()) == sorted(
        ["a.jsonl", "b.jsonl.gz", *(f"{i}.txt" for i in range(7))]
    )


def test_text_files_become_rows_with_their_names(small, tmp_path):
    for i in range(5):
        (tmp_path / f"{i}.txt").write_text(text(i), encoding="utf-8")
    run([f"{tmp_path}/*.txt"], tmp_path / "out.jsonl", small, Settings(shard_bytes=120, workers=2))
    found = read_jsonl(tmp_path / "out.jsonl")
    assert [(row["file"], row["text"]) for row in found] == [
        (f"{i}.txt", small.clean(text(i)).body) for i in range(5)
    ]
    assert all(row["stripper"] == stamp_of(small) for row in found)


def test_text_files_that_are_no_text_are_kept_as_rejects_with_the_reason(small, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    contents = {
        "a": b"\xef\xbb\xbf" + text(1).encode(),
        "b": b"Rain.\nA caf\xe9.\n",
        "c": b"\xff\xfeR\x00a\x00",
        "d": b"Rain.\xed\xa0\x80",
        "e": text(2).replace("\n", "\r").encode(),
        "f": b"",
        "g": text(3).replace("\n", "\u2028").encode(),
    }
    for name, content in contents.items():
        (folder / f"{name}.txt").write_bytes(content)
    summary = run([folder], tmp_path / "out.jsonl", small, Settings())
    found = {row["file"]: row["text"] for row in read_jsonl(tmp_path / "out.jsonl")}
    assert {name.removesuffix(".txt") for name in found} == set("aefg")
    assert found["a.txt"] == small.clean(text(1)).body and found["f.txt"] == ""
    for name, number, end in (("e.txt", 2, "\r"), ("g.txt", 3, "\u2028")):
        assert found[name] == small.clean(text(number).replace("\n", end)).body
    rejects = {r["file"]: (r["line"], r["reason"]) for r in read_jsonl(summary.rejects)}
    assert rejects["b.txt"] == (2, "not valid UTF-8 (byte 11)")
    assert rejects["c.txt"] == (1, "looks like a binary file, not text")
    assert rejects["d.txt"] == (1, "not valid UTF-8 (byte 5)")


def test_only_a_line_feed_ends_a_line_of_json(small, tmp_path):
    ends = ("\u2028", "\u2029", "\x85", "\x0c", "\x1e")
    path = tmp_path / "in.jsonl"
    given = [{"text": f"Rain{end}fell.{end}{end}Please share this article."} for end in ends]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in given), encoding="utf-8")
    summary = run([path], tmp_path / "out.jsonl", small, Settings(shard_bytes=40))
    assert (summary.tally.rows, summary.tally.rejected) == (len(ends), 0)
    found = [row["text"] for row in read_jsonl(tmp_path / "out.jsonl")]
    assert found == [small.clean(row["text"]).body for row in given]


# -- Parquet ------------------------------------------------------------------------------------------


@pytest.fixture
def table():
    pa, _ = pyarrow()
    schema = pa.schema(
        [
            pa.field("id", pa.uint16(), nullable=False),
            pa.field("text", pa.large_string()),
            pa.field("day", pa.date32()),
            pa.field("at", pa.timestamp("ns", "Europe/Berlin")),
            pa.field("tags", pa.list_(pa.dictionary(pa.int8(), pa.string()))),
            pa.field("props", pa.map_(pa.string(), pa.float32())),
        ],
        {"mine": "kept", "pandas": "stale"},
    )
    columns = [
        pa.array(range(COUNT), pa.uint16()),
        pa.array([None if i == 5 else text(i) for i in range(COUNT)], pa.large_string()),
        pa.array([date(2024, 1, 1)] * COUNT),
        pa.array(range(10**18, 10**18 + COUNT), schema.field("at").type),
        pa.array([["a", None]] * COUNT, schema.field("tags").type),
        pa.array([[("k", 0.5)]] * COUNT, schema.field("props").type),
    ]
    return pa.Table.from_arrays(columns, schema=schema)


@pytest.mark.parametrize("target", ["out.parquet", "out"])
@pytest.mark.parametrize("workers", [1, 2])
def test_parquet_keeps_every_other_column_to_the_bit(table, small, tmp_path, target, workers):
    _, pq = pyarrow()
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=25)
    settings = Settings(workers=workers, shard_bytes=100, keep_original=True, spans=tmp_path / "s.jsonl")
    summary = run([tmp_path / "in.parquet"], tmp_path / target, small, settings)
    assert summary.shards == 4
    path = tmp_path / target / "in.parquet" if target == "out" else tmp_path / target
    found = pq.read_table(path)
    for name in ("id", "day", "at", "tags", "props"):
        assert found.column(name).equals(table.column(name)) and found.schema.field(
            name
        ) == table.schema.field(name)
    assert found.column("text_original").equals(table.column("text"))
    assert found.schema.field("text").type == table.schema.field("text").type
    bodies = [None if t is None else small.clean(t).body for t in table.column("text").to_pylist()]
    assert found.column("text").to_pylist() == bodies
    assert found.column("stripper").to_pylist() == [stamp_of(small)] * COUNT
    assert found.schema.metadata == {b"mine": b"kept"}
    assert pq.ParquetFile(path).metadata.num_row_groups <= 4
    assert [e["line"] for e in read_jsonl(tmp_path / "s.jsonl")] == [
        i + 1 for i in range(COUNT) if i % 3 and i != 5
    ]


def test_parquet_to_jsonl_and_back(source, small, tmp_path):
    _, pq = pyarrow()
    run([source], tmp_path / "a.parquet", small, Settings(shard_bytes=800, workers=2))
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == expected(small)
    run([tmp_path / "a.parquet"], tmp_path / "b.jsonl", small)
    assert read_jsonl(tmp_path / "b.jsonl") == expected(small)


def test_json_fields_of_changing_type_fit_into_parquet(small, tmp_path):
    pa, pq = pyarrow()
    some = [{"text": "a", "n": None, "m": 1}] * 5 + [{"text": "b", "n": 1, "m": "x"}] * 5
    some += [{"text": None, "n": 2.5, "extra": {"k": 1}}, {"text": "c", "m": [1], "extra": {"l": "z"}}]
    (tmp_path / "in.jsonl").write_bytes(lines(some))
    run([tmp_path / "in.jsonl"], tmp_path / "out.parquet", small, Settings(shard_bytes=30))
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.column("n").to_pylist() == [None] * 5 + [1.0] * 5 + [2.5, None]
    assert found.schema.field("m").type == pa.string()
    assert found.column("m").to_pylist() == ["1"] * 5 + ["x"] * 5 + [None, "[1]"]
    assert found.column("extra").to_pylist()[-2:] == [{"k": 1, "l": None}, {"k": None, "l": "z"}]


def test_no_rows_make_an_empty_parquet_file(small, tmp_path):
    _, pq = pyarrow()
    (tmp_path / "in.jsonl").write_text("")
    run([tmp_path / "in.jsonl"], tmp_path / "out.parquet", small)
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Settings(text_field="body"), "no column 'body'; it has id, text"),
        (Settings(text_field="id"), "column 'id' is uint16, not text"),
        (Settings(stamp_field="day"), "column 'day' is taken"),
    ],
)
def test_wrong_columns_are_named_before_anything_is_done(table, small, tmp_path, settings, message):
    _, pq = pyarrow()
    pq.write_table(table, tmp_path / "in.parquet")
    with pytest.raises(InputError, match=message):
        run([tmp_path / "in.parquet"], tmp_path / "out.parquet", small, settings)
    assert [p.name for p in tmp_path.iterdir()] == ["in.parquet"]


def test_a_broken_parquet_file_is_named(small, tmp_path):
    pyarrow()
    (tmp_path / "in.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(InputError, match=r"in\.parquet: not a readable Parquet file"):
        run([tmp_path / "in.parquet"], tmp_path / "out.parquet", small)


# -- what is in the way, what was stopped -------------------------------------------------------------


def test_outputs_are_not_overwritten_unasked(source, small, tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text("precious")
    with pytest.raises(InputError, match="exists already"):
        run([source], out, small)
    assert out.read_text() == "precious" and not (tmp_path / "out.jsonl.partial").exists()
    (tmp_path / "out.jsonl.rejects.jsonl").write_text("of an earlier run")
    run([source], out, small, Settings(overwrite=True))
    assert read_jsonl(out) == expected(small)
    assert not (tmp_path / "out.jsonl.rejects.jsonl").exists()


@pytest.mark.parametrize(
    ("out", "settings", "message"),
    [
        ("out.txt", Settings(), "one text file"),
        ("in.jsonl", Settings(), "exists already|no text, JSONL"),
        ("out.jsonl", Settings(spans="out.jsonl"), "names of their own"),
    ],
)
def test_impossible_outputs_are_named(source, small, tmp_path, monkeypatch, out, settings, message):
    monkeypatch.chdir(tmp_path)
    if settings.spans:
        settings = Settings(spans=tmp_path / settings.spans)
    with pytest.raises(InputError, match=message):
        run([source], tmp_path / out, small, settings)


def test_two_inputs_of_one_name_do_not_overwrite_each_other(small, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text("News.")
    with pytest.raises(InputError, match="both be written"):
        run([tmp_path / "a" / "x.txt", tmp_path / "b" / "x.txt"], tmp_path / "out", small)


class StoppedError(Exception):
    pass


class Stopping(Cleaner):
    """Stops after some texts, as Ctrl-C or a full disk would; and counts them."""

    left = 10**9
    done = 0

    def clean(self, given) -> Result:
        if self.left == 0:
            raise StoppedError
        self.left -= 1
        self.done += 1
        return super().clean(given)


@pytest.mark.parametrize("after", [1, 20, 50, 89])
def test_a_stopped_run_leaves_no_output_and_goes_on_where_it_stopped(source, small, tmp_path, after):
    settings = Settings(shard_bytes=600, spans=tmp_path / "out.spans.jsonl")
    run(
        [source],
        tmp_path / "whole.jsonl",
        small,
        Settings(shard_bytes=600, spans=tmp_path / "whole.spans.jsonl"),
    )
    out = tmp_path / "out.jsonl"
    cleaner = Stopping(small.registry, small.policy)
    cleaner.left = after
    with pytest.raises(StoppedError):
        run([source], out, cleaner, settings)
    assert not out.exists() and not settings.spans.exists()
    with pytest.raises(InputError, match="unfinished run"):
        run([source], out, small, settings)
    with pytest.raises(InputError, match="changed since: text field"):
        run(
            [source], out, small, Settings(shard_bytes=600, spans=settings.spans, text_field="x", resume=True)
        )
    again = Stopping(small.registry, small.policy)
    resume = Settings(shard_bytes=600, spans=settings.spans, resume=True)
    summary = run([source], out, again, resume)
    assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert settings.spans.read_bytes() == (tmp_path / "whole.spans.jsonl").read_bytes()
    assert summary.tally.rows == COUNT and summary.tally.changed == 60
    if after > 10:
        assert summary.resumed > 0 and again.done < COUNT
    assert not list(tmp_path.glob("*.partial"))


def test_a_torn_part_is_made_again(source, small, tmp_path):
    out, settings = tmp_path / "out.jsonl", Settings(shard_bytes=600, resume=True)
    cleaner = Stopping(small.registry, small.policy)
    cleaner.left = 50
    with pytest.raises(StoppedError):
        run([source], out, cleaner, settings)
    parts = sorted((tmp_path / "out.jsonl.partial").glob("*.rows"))
    parts[0].write_bytes(parts[0].read_bytes()[:-3])  # as a power cut may leave it
    parts[1].unlink()
    run([source], out, small, settings)
    assert read_jsonl(out) == expected(small)


def test_a_changed_input_is_not_resumed(source, small, tmp_path):
    cleaner = Stopping(small.registry, small.policy)
    cleaner.left = 50
    with pytest.raises(StoppedError):
        run([source], tmp_path / "out.jsonl", cleaner, Settings(shard_bytes=600))
    source.write_bytes(lines(rows()[:-1]))
    with pytest.raises(InputError, match="changed since: inputs"):
        run([source], tmp_path / "out.jsonl", small, Settings(shard_bytes=600, resume=True))


class Dying(Cleaner):
    def clean(self, given) -> Result:
        if "Fähre 60 " in given:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().clean(given)

    def __reduce__(self):
        return Dying, (self.registry, self.policy)


def test_a_worker_that_is_killed_is_reported_and_the_run_can_be_resumed(source, small, tmp_path):
    dying = Dying(small.registry, small.policy)
    with pytest.raises(StripperError, match="worker process was killed"):
        run([source], tmp_path / "out.jsonl", dying, Settings(workers=2, shard_bytes=600))
    run([source], tmp_path / "out.jsonl", small, Settings(workers=2, shard_bytes=600, resume=True))
    assert read_jsonl(tmp_path / "out.jsonl") == expected(small)


@pytest.mark.parametrize(("name", "workers"), [("out.jsonl", 2), ("out.jsonl.gz", 1), ("out.parquet", 2)])
def test_kill_minus_nine_and_resume_give_the_same_bytes(tmp_path, name, workers):
    if name.endswith("parquet"):
        pyarrow()
    pack = write(tmp_path / "pack", entry())
    source = tmp_path / "in.jsonl"
    source.write_bytes(lines([{**row, "copy": n} for n in range(20) for row in rows()]))
    command = [
        *(sys.executable, "-m", "stripper", "run", source, "--pack", pack, "--alone", "--quiet"),
        *("--shard-size", "0.004", "--workers", workers, "--spans"),
    ]

    def start(out, *more):
        words = [*command, out.with_name("spans.jsonl"), "--out", out, *more]
        return subprocess.Popen(
            list(map(str, words)), stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment()
        )

    whole, killed = tmp_path / "whole" / name, tmp_path / "killed" / name
    assert start(whole).wait(120) == 0
    process = start(killed)
    work = killed.with_name(f"{name}.partial")
    deadline = time.monotonic() + 60
    while len(list(work.glob("*.json"))) < 12 and time.monotonic() < deadline:
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.002)
    process.kill()
    assert process.wait(20) == -signal.SIGKILL
    done = len(list(work.glob("*.rows")))
    assert not killed.exists() and not killed.with_name("spans.jsonl").exists() and done >= 10
    again = start(killed, "--resume")
    assert again.wait(120) == 0, again.stderr.read()
    assert killed.read_bytes() == whole.read_bytes()
    assert killed.with_name("spans.jsonl").read_bytes() == whole.with_name("spans.jsonl").read_bytes()
    assert sorted(p.name for p in killed.parent.iterdir()) == sorted([name, "spans.jsonl"])


# -- the command --------------------------------------------------------------------------------------


def command(*args, cwd):
    return subprocess.run(
        [sys.executable, "-m", "stripper", "run", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=environment(),
    )


def test_the_command_prints_a_summary_and_says_where_bad_rows_are(source, tmp_path):
    pack = write(tmp_path / "pack", entry())
    source.write_bytes(source.read_bytes() + b"oops\n")
    done = command(source, "--out", "out.jsonl", "--pack", pack, "--alone", "--workers", 2, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        f"stripper: 1 bad row, kept in {tmp_path / 'out.jsonl.rejects.jsonl'}"
    ]
    assert "en.share.sample" in done.stdout and "90 rows, 60 changed, 1 rejected" in done.stdout
    assert len(read_jsonl(tmp_path / "out.jsonl")) == COUNT


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["missing.jsonl", "--out", "x.jsonl"], "missing.jsonl: no such file or folder"),
        (["in.jsonl", "--out", "x.txt"], "one text file"),
        (["in.jsonl", "--out", "x.jsonl", "--alone"], "--alone leaves no patterns"),
        (["in.jsonl", "--out", "x.jsonl", "--policy", "nice"], "unknown policy 'nice'"),
        (["in.jsonl", "--out", "in.jsonl/x.jsonl"], "Not a directory"),
    ],
)
def test_bad_input_gives_one_line_and_exit_code_2(source, tmp_path, args, message):
    if "--alone" not in args:
        args = [*args, "--alone", "--pack", write(tmp_path / "pack", entry())]
    done = command(*args, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr and done.stderr.count("\n") == 1 and done.stderr.startswith("stripper: ")


def test_a_terminal_sees_progress_with_rate_time_left_and_removed_share(source, tmp_path):
    pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
    pack = write(tmp_path / "pack", entry())
    ours, theirs = pty.openpty()
    words = ["run", source, "--out", "out.jsonl", "--pack", pack, "--alone"]
    process = subprocess.Popen(
        [sys.executable, "-m", "stripper", *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        cwd=tmp_path,
        env={**environment(), "TERM": "xterm"},
    )
    os.close(theirs)
    shown = b""
    try:
        while some := os.read(ours, 4096):
            shown += some
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(ours)
    assert process.wait(60) == 0
    last = shown.decode().rpartition("100 %")[2]
    share = run(
        [source], tmp_path / "again.jsonl", Cleaner(registry(tmp_path / "pack2", entry()))
    ).tally.share
    assert "MB/s" in last and "0:00:00" in last and f"{share:.1%} removed" in last


def test_parquet_files_that_fit_no_one_file_are_named_before_anything_is_done(small, tmp_path):
    pa, pq = pyarrow()
    pq.write_table(pa.table({"text": ["a"], "n": [1]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"text": ["b"], "n": ["x"]}), tmp_path / "b.parquet")
    with pytest.raises(InputError, match="do not fit one Parquet file"):
        run([tmp_path], tmp_path / "out.parquet", small)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]
    run([tmp_path], tmp_path / "out", small)
    assert pq.read_table(tmp_path / "out" / "b.parquet").column("n").to_pylist() == ["x"]


def test_parquet_files_of_narrower_types_and_fewer_columns_become_one(small, tmp_path):
    pa, pq = pyarrow()
    pq.write_table(pa.table({"text": ["a"], "n": pa.array([1], pa.int8())}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"n": [2.5], "text": ["b"], "more": [True]}), tmp_path / "b.parquet")
    (tmp_path / "c.jsonl").write_bytes(lines([{"text": "c", "n": 3, "more": None}]))
    run([tmp_path], tmp_path / "out.parquet", small)
    found = pq.read_table(tmp_path / "out.parquet").drop_columns(["stripper"]).to_pylist()
    assert found == [
        {"text": "a", "n": 1.0, "more": None},
        {"text": "b", "n": 2.5, "more": True},
        {"text": "c", "n": 3.0, "more": None},
    ]
