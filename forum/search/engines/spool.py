"""Documents put down as lines while the words they have in common are being learnt.

A rebuild reads the documents once, but what an index keeps of them depends on the vocabulary of all.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import IO

from forum.search.analysis import Vocabulary, words
from forum.search.engines import Document

_TUPLES = ("goals", "districts", "has", "co_authors")


def put_down(documents: Iterable[Document], file: IO[str]) -> Vocabulary:
    """Write each document as a line, and return the vocabulary that the German words of public ones make."""
    return Vocabulary.learn(_lines(documents, file))


def take_up(file: IO[str]) -> Iterator[Document]:
    """Yield the documents of the file from its start; a key that comes twice comes once."""
    file.seek(0)
    seen: set[str] = set()
    for line in file:
        document = _document(line)
        if document.key not in seen:
            seen.add(document.key)
            yield document


def _lines(documents: Iterable[Document], file: IO[str]) -> Iterator[set[str]]:
    for document in documents:
        line = asdict(document) | {"created": document.created.isoformat()}
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        texts = (document.title, document.official, document.body, document.comments, document.files)
        # The parts that words are cut into are the same for everybody, so they come from what everybody may read.
        is_learnt = document.language == "de" and document.audience == "public"
        yield {word for text in texts for word in words(text)} if is_learnt else set()


def _document(line: str) -> Document:
    data = json.loads(line)
    lists = {name: tuple(data[name]) for name in _TUPLES}
    return Document(**(data | lists | {"created": datetime.fromisoformat(data["created"])}))
