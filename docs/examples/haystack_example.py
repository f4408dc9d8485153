"""Clean Haystack documents in an indexing pipeline."""

from haystack import Document, Pipeline

from stripper.adapters.haystack import BoilerplateStripper

pipeline = Pipeline()
pipeline.add_component("strip", BoilerplateStripper(spans_key="removed"))
documents = [
    Document(content="The ferry is back in the harbour.\n\nPlease share this article on Facebook."),
    Document(content="It rained all night on the quay."),
]
for document in pipeline.run({"strip": {"documents": documents}})["strip"]["documents"]:
    print(document.content)
