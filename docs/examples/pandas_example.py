"""Clean a column of a pandas data frame."""

import pandas as pd

import stripper.adapters.pandas  # noqa: F401 - registers series.stripper

frame = pd.DataFrame(
    {
        "id": [1, 2, 3],
        "text": [
            "The ferry is back in the harbour.\n\nPlease share this article on Facebook.",
            "It rained all night on the quay.",
            None,
        ],
    }
)
frame["removed"] = frame["text"].stripper.spans()
frame["text"] = frame["text"].stripper.clean()
for text in frame["text"].dropna():
    print(text)
