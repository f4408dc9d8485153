"""The datatrove adapter, in its local executor."""

import json
import os

import pytest

pytest.importorskip("datatrove", reason="datatrove is not installed")

from contract import TEXTS, Contract
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep

from stripper.adapters.datatrove import BoilerplateStripper
from stripper.adapters.engine import built


class Source(PipelineStep):
    name = type = "source"

    def __init__(self, texts):
        super().__init__()
        self.texts = texts

    def run(self, data, rank=0, world_size=1):
        for i, text in list(enumerate(self.texts))[rank::world_size]:
            yield Document(text, str(i), metadata={"place": i})


class Sink(PipelineStep):
    name = type = "sink"

    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def run(self, data, rank=0, world_size=1):
        rows = [
            [
                document.text,
                document.metadata["place"],
                document.metadata.get("removed"),
                [os.getpid(), built()],
            ]
            for document in data
        ]
        (self.folder / f"{rank}.json").write_text(json.dumps(rows))


class TestDatatrove(Contract):
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path):
        self.folder = tmp_path

    def run(self, texts, tasks=4, **options):
        folder = self.folder / f"run-{len(list(self.folder.iterdir()))}"
        folder.mkdir()
        steps = [Source(texts), BoilerplateStripper(self.engine, **options), Sink(folder)]
        # As on a cluster: tasks in processes of their own, which the steps are sent to.
        executor = LocalPipelineExecutor(
            steps,
            tasks=tasks,
            workers=2,
            logging_dir=str(self.folder / f"{folder.name}-logs"),
            start_method="spawn",
        )
        stats = executor.run()
        rows = [row for path in folder.glob("*.json") for row in json.loads(path.read_text())]
        return sorted(rows, key=lambda row: row[1]), stats

    def bodies(self, texts):
        return [row[:2] for row in self.run(texts)[0]]

    def adapter(self):
        return BoilerplateStripper(self.engine)

    def workers(self):
        rows, _ = self.run(TEXTS, tasks=6)
        seen = {tuple(row[3]) for row in rows}
        assert len({process for process, _ in seen} - {os.getpid()}) >= 2
        return seen

    def test_spans_and_statistics(self):
        rows, stats = self.run(TEXTS, spans_key="removed")
        assert [row[2] for row in rows] == [self.engine.spans(text) for text in TEXTS]
        counted = next(s for s in stats.stats if "boilerplate-stripper" in s.name).stats
        spans = [span for row in rows for span in row[2] or ()]
        assert counted["changed"].total == sum(bool(row[2]) for row in rows) > 0
        assert counted["removed_characters"].total == sum(s["end"] - s["start"] for s in spans)
