"""Passages: runs of whole sentences, small enough for the embedding model to read in full."""

import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from indexer.sentences import Span

MAX_CHARACTERS = 900
LEAD_CHARACTERS = 250
_PATH_PART = re.compile(r"(?<=/)[^\W_]+(?:-[^\W_]+)+(?=[/.]|$)")
HEADLINE = Span(0, 0)
"""The empty span that marks the passage standing for the whole article."""
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


def headline(title: str | None, url: str | None, text: str, sentences: Sequence[Span]) -> str:
    """Return what stands for the whole article: its title and the start of its first sentence.

    Without a title, the words of the url serve: editors write them for readers too.
    """
    lead = text[sentences[0].start : sentences[0].end][:LEAD_CHARACTERS] if sentences else ""
    return "\n".join(filter(None, (title or slug_words(url), lead)))


def slug_words(url: str | None) -> str:
    """Return the words of the last part of a url's path that holds several, or nothing."""
    try:
        parts = _PATH_PART.findall(urlsplit(url).path) if url else []
    except ValueError:  # not a url after all
        return ""
    return next((part.replace("-", " ") for part in reversed(parts)), "")


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
