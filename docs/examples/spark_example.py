"""Clean a column of a Spark data frame."""

from pyspark.sql import SparkSession

from stripper.adapters.spark import clean, spans

session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
frame = session.createDataFrame(
    [
        (1, "The ferry is back in the harbour.\n\nPlease share this article on Facebook."),
        (2, "It rained all night on the quay."),
    ],
    "id long, text string",
)
cleaned = frame.withColumn("removed", spans()("text")).withColumn("text", clean()("text"))
for row in cleaned.orderBy("id").collect():
    print(row.text)
session.stop()
