"""Clean a Hugging Face dataset."""

from datasets import Dataset

from stripper.adapters.datasets import clean

if __name__ == "__main__":  # for num_proc=2 and more
    dataset = Dataset.from_list(
        [
            {"id": 1, "text": "The ferry is back in the harbour.\n\nPlease share this article on Facebook."},
            {"id": 2, "text": "It rained all night on the quay."},
        ]
    )
    for row in clean(dataset, spans_column="removed", num_proc=2):
        print(row["text"])
