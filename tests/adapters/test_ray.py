"""The Ray Data adapter, on a real local cluster."""

import os

import pytest

ray = pytest.importorskip("ray", reason="ray is not installed")
pytest.importorskip("ray.data", reason="ray[data] is not installed")

import pyarrow as pa  # noqa: E402
from contract import TEXTS, Contract  # noqa: E402

from stripper.adapters.engine import built  # noqa: E402
from stripper.adapters.ray import CleanBatch, clean  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def cluster(root):
    here = os.fspath(root / "tests" / "adapters")
    paths = os.pathsep.join([os.fspath(root), here, *filter(None, [os.environ.get("PYTHONPATH")])])
    # One CPU more than actors: they keep theirs, and what feeds them needs one too.
    ray.init(num_cpus=3, include_dashboard=False, runtime_env={"env_vars": {"PYTHONPATH": paths}})
    yield
    ray.shutdown()


class Counted(CleanBatch):
    def __call__(self, batch):
        cleaned = CleanBatch.__call__(self, batch)
        seen = pa.array([[os.getpid(), built()]] * cleaned.num_rows, pa.list_(pa.int64()))
        return cleaned.append_column("seen", seen)


class TestRay(Contract):
    def dataset(self, texts):
        table = pa.table(
            {"text": pa.array(texts, pa.string()), "place": pa.array(range(len(texts)), pa.int64())}
        )
        return ray.data.from_arrow(table)

    def bodies(self, texts):
        found = clean(self.dataset(texts), engine=self.engine, concurrency=2, batch_size=5)
        return sorted(((row["text"], row["place"]) for row in found.take_all()), key=lambda row: row[1])

    def adapter(self):
        return CleanBatch(engine=self.engine)

    def workers(self):
        found = (
            self.dataset(TEXTS)
            .repartition(6)
            .map_batches(
                Counted,
                fn_constructor_args=("text", None, self.engine),
                batch_format="pyarrow",
                batch_size=2,
                concurrency=2,
            )
        )
        seen = {tuple(row["seen"]) for row in found.take_all()}
        assert os.getpid() not in {process for process, _ in seen}
        return seen

    def test_spans_are_structs(self):
        found = clean(self.dataset(TEXTS[:4]), spans_column="removed", engine=self.engine).take_all()
        assert [row["removed"] for row in found] == [self.engine.spans(text) for text in TEXTS[:4]]
