"""The PySpark adapter, in a real local session."""

import os
import shutil
import sys

import pytest

pytest.importorskip("pyspark", reason="pyspark is not installed")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("Java is not installed", allow_module_level=True)

import pandas as pd
from contract import TEXTS, Contract
from pyspark.sql import SparkSession
from pyspark.sql.functions import pandas_udf

from stripper.adapters import spark as adapter
from stripper.adapters.engine import built


@pytest.fixture(scope="module")
def session(root):
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    paths = os.pathsep.join([os.fspath(root), *filter(None, [os.environ.get("PYTHONPATH")])])
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.executorEnv.PYTHONPATH", paths)
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", 4)
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


class TestSpark(Contract):
    @pytest.fixture(autouse=True)
    def spark(self, session):
        self.session = session

    def frame(self, texts, parts=4):
        rows = [(text, i) for i, text in enumerate(texts)]
        return self.session.createDataFrame(rows, "text string, place long").repartitionByRange(
            parts, "place"
        )

    def bodies(self, texts):
        frame = self.frame(texts).withColumn("text", adapter.clean(self.engine)("text"))
        return sorted(((row.text, row.place) for row in frame.collect()), key=lambda row: row[1])

    def adapter(self):
        return self.engine

    def workers(self):
        clean = adapter._each(self.engine, "body")

        def seen(series):
            for bodies in clean(series):
                yield pd.Series([f"{os.getpid()} {built()}"] * len(bodies))

        seen.__annotations__ = clean.__annotations__
        rows = self.frame(TEXTS, 6).select(pandas_udf(seen, "string")("text").alias("seen")).collect()
        found = {tuple(map(int, row.seen.split())) for row in rows}
        assert os.getpid() not in {process for process, _ in found}
        return found

    def test_spans_are_structs(self):
        rows = self.frame(TEXTS[:4], 1).select(adapter.spans(self.engine)("text").alias("spans")).collect()
        found = [None if row.spans is None else [span.asDict() for span in row.spans] for row in rows]
        assert found == [self.engine.spans(text) for text in TEXTS[:4]]
