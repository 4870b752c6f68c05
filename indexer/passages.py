"""Passages: runs of whole sentences, small enough for the embedding model to read in full."""

from itertools import pairwise

from indexer.sentences import Span

MAX_CHARACTERS = 900
CHUNKING = f"sentences-{MAX_CHARACTERS}"


def split_passages(text: str, sentences: list[Span], limit: int = MAX_CHARACTERS) -> list[Span]:
    """Pack `sentences` into spans of at most `limit` characters that cover all of them in order.

    A sentence longer than `limit` is cut at its best inner boundary. Lengths are balanced, so
    that an article does not end in a scrap. Passages never overlap.
    """
    pieces = [piece for sentence in sentences for piece in _fit(text, sentence, limit)]
    if not pieces:
        return []
    total = pieces[-1].end - pieces[0].start
    target = total / -(-total // limit)  # spread evenly over the fewest passages that can hold it
    passages: list[Span] = []
    start = pieces[0].start
    for piece, following in pairwise(pieces):
        if piece.end - start >= target or following.end - start > limit:
            passages.append(Span(start, piece.end))
            start = following.start
    passages.append(Span(start, pieces[-1].end))
    return passages


def _fit(text: str, sentence: Span, limit: int) -> list[Span]:
    if sentence.end - sentence.start <= limit:
        return [sentence]
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # half a second to import

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=limit,
        chunk_overlap=0,
        separators=["; ", ", ", " ", ""],
        add_start_index=True,
        keep_separator="end",
    )
    documents = splitter.create_documents([text[sentence.start : sentence.end]])
    starts = [sentence.start + document.metadata["start_index"] for document in documents]
    return [
        Span(start, start + len(document.page_content))
        for start, document in zip(starts, documents, strict=True)
    ]
