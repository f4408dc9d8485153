"""The adapter for Hugging Face datasets."""

import os
import subprocess
import sys

import pytest

datasets = pytest.importorskip("datasets", reason="datasets is not installed")

from contract import TEXTS, Contract  # noqa: E402

from stripper.adapters.datasets import CleanBatch, clean  # noqa: E402
from stripper.adapters.engine import built  # noqa: E402

FEATURES = {"text": datasets.Value("string"), "place": datasets.Value("int64")}


def dataset(texts):
    columns = {"text": texts, "place": list(range(len(texts)))}
    return datasets.Dataset.from_dict(columns, datasets.Features(FEATURES))


class Counted(CleanBatch):
    def __call__(self, batch):
        columns = CleanBatch.__call__(self, batch)
        return {**columns, "seen": [[os.getpid(), built()]] * len(columns["text"])}


class TestDatasets(Contract):
    num_proc = None

    def bodies(self, texts):
        found = clean(dataset(texts), engine=self.engine, num_proc=self.num_proc)
        return list(zip(found["text"], found["place"], strict=True))

    def adapter(self):
        return CleanBatch(engine=self.engine)

    def test_spans_dictionaries_and_streams(self):
        both = datasets.DatasetDict(train=dataset(TEXTS), test=dataset(TEXTS[:6]))
        found = clean(both, spans_column="removed", engine=self.engine)
        assert found["test"]["removed"][:] == [self.engine.spans(text) for text in TEXTS[:6]]
        stream = clean(dataset(TEXTS).to_iterable_dataset(), engine=self.engine)
        assert [row["text"] for row in stream] == list(found["train"]["text"])

    def test_the_cache_knows_equal_work_again(self, tmp_path, root):
        script = (
            "from datasets.fingerprint import Hasher; from stripper import Policy, Registry;"
            "from stripper.adapters.datasets import CleanBatch; from stripper.adapters.engine import Engine;"
            "r = Registry.load(plugins=False).select(categories=['share']);"
            "print(*(Hasher.hash(CleanBatch(engine=Engine(p, registry=r))) for p in (Policy(), Policy.precise())))"
        )
        found = set()
        for seed in ("1", "2"):
            environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.fspath(root)}
            done = subprocess.run(
                [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
            )
            found.add(done.stdout)
        assert len(found) == 1
        balanced, precise = found.pop().split()
        assert balanced != precise


class TestDatasetsInTwoProcesses(TestDatasets):
    num_proc = 2

    def workers(self):
        work = Counted(engine=self.engine)
        found = dataset(TEXTS).map(work, batched=True, batch_size=3, num_proc=2, load_from_cache_file=False)
        seen = {tuple(s) for s in found["seen"]}
        assert len({process for process, _ in seen} - {os.getpid()}) == 2
        return seen
