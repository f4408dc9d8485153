"""Clean LlamaIndex documents at the start of an ingestion pipeline."""

from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import Document

from stripper.adapters.llamaindex import BoilerplateStripper

documents = [
    Document(text="The ferry is back in the harbour.\n\nPlease share this article on Facebook."),
    Document(text="It rained all night on the quay."),
]
pipeline = IngestionPipeline(transformations=[BoilerplateStripper()])
for node in pipeline.run(documents=documents):
    print(node.text)
