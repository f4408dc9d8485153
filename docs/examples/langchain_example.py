"""Clean LangChain documents before they are split and indexed."""

from langchain_core.documents import Document

from stripper.adapters.langchain import BoilerplateStripper

documents = [
    Document(
        "The ferry is back in the harbour.\n\nPlease share this article on Facebook.", metadata={"page": 1}
    ),
    Document("It rained all night on the quay.", metadata={"page": 2}),
]
for document in BoilerplateStripper(spans_key="removed").transform_documents(documents):
    print(document.page_content)
