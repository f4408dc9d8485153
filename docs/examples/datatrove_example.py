"""A datatrove pipeline with a step that strips boilerplate; Slurm and Ray executors take the same steps."""

import json
import tempfile
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from stripper.adapters.datatrove import BoilerplateStripper

ARTICLES = [
    {"id": "1", "text": "The ferry is back in the harbour.\n\nPlease share this article on Facebook."},
    {"id": "2", "text": "It rained all night on the quay."},
]

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        (folder / "in" / "a.jsonl").write_text(
            "".join(f"{json.dumps(a)}\n" for a in ARTICLES), encoding="utf-8"
        )
        steps = [
            JsonlReader(str(folder / "in")),
            BoilerplateStripper(spans_key="removed"),
            JsonlWriter(str(folder / "out"), compression=None),
        ]
        LocalPipelineExecutor(steps, logging_dir=str(folder / "logs")).run()
        for path in (folder / "out").iterdir():
            for line in path.read_text(encoding="utf-8").splitlines():
                print(json.loads(line)["text"])
