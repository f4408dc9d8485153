"""Clean a JSONL file into Parquet with two processes; the command line does the same: see docs/pipelines.md."""

import json
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from stripper.pipe import Settings, run

ARTICLES = [
    {"id": 1, "text": "The ferry is back in the harbour.\n\nPlease share this article on Facebook."},
    {"id": 2, "text": "It rained all night on the quay."},
]

if __name__ == "__main__":  # workers may import this file
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.jsonl").write_text("".join(f"{json.dumps(a)}\n" for a in ARTICLES), encoding="utf-8")
        settings = Settings(workers=2, spans=folder / "spans.jsonl")
        summary = run([folder / "in.jsonl"], folder / "out.parquet", settings=settings)
        for row in pq.read_table(folder / "out.parquet").to_pylist():
            print(row["text"])
        assert summary.tally.changed == 1
