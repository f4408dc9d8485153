"""Clean a column of a Ray dataset with two actors."""

import ray

from stripper.adapters.ray import clean

ray.init(num_cpus=3, include_dashboard=False)  # the actors keep one each, what feeds them needs one too
dataset = ray.data.from_items(
    [
        {"id": 1, "text": "The ferry is back in the harbour.\n\nPlease share this article on Facebook."},
        {"id": 2, "text": "It rained all night on the quay."},
    ]
)
for row in sorted(
    clean(dataset, spans_column="removed", concurrency=2).take_all(), key=lambda row: row["id"]
):
    print(row["text"])
