"""Invented articles and answers, in the shapes of the service's own models."""

from collections.abc import Sequence
from typing import Any

from service.answer import Answer
from service.routes.archive import ArchiveFacts

FERRY = (
    "Boats tie up early in Farholm these days.\n\n"
    "The island council voted on Monday to end the night ferry. The last crossing is on 30 June, "
    "the council said, because the boat needs a new engine. Residents have asked for a bus, "
    "line 𝔸, and were told to wait.\n\n"
    "The line opened in 1961.\n\n"
    "Correction: an earlier version of this article said that the line opened in 1951."
)
HARBOUR = (
    "Farholm's harbour master gave another date.\n\n"
    "The last night ferry sails on 15 July, the harbour master told the Post. He said that the "
    "timetable had been printed already."
)
DEEP = "Far down, a bell rings twice."
LONG = "\n".join([*["A paragraph among many others in a long report."] * 90, DEEP, "The end."])
TEXTS = {"ferry-1": FERRY, "ferry-2": HARBOUR, "long": LONG}


def citation(
    number: int,
    quote: str,
    article_id: str = "ferry-1",
    **fields: Any,
) -> dict[str, Any]:
    """Return a citation of words that stand in the article, or of any words when it is unknown."""
    text = TEXTS.get(article_id, quote)
    start = text.index(quote)
    known = {
        "ferry-1": ("Farholm to lose its night ferry", "Island Herald", "2031-05-05"),
        "ferry-2": ("Night ferry sails until July", "Strait Post", "2031-05-07"),
    }
    title, publisher, published = known.get(article_id, ("A title", "An outlet", "2031-01-01"))
    url = f"https://{article_id}.example/story"
    return {
        "number": number,
        "article_id": article_id,
        "title": title,
        "publisher": publisher,
        "authors": ["Ada Byline"],
        "url": url,
        "published": published,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "link": f"{url}#:~:text={quote.split()[0]}",
        "also": [],
        "correction": None,
        **fields,
    }


LAST_CROSSING = (
    "The last crossing is on 30 June, the council said, because the boat needs a new engine."
)
VOTE = "The island council voted on Monday to end the night ferry."
JULY = "The last night ferry sails on 15 July, the harbour master told the Post."
NOTICE = "Correction: an earlier version of this article said that the line opened in 1951."
_AT = FERRY.index(NOTICE)
CORRECTION = {"quote": NOTICE, "start": _AT, "end": _AT + len(NOTICE)}
COPIES = [
    {"publisher": "Coast Daily", "url": "https://coast.example/ferry"},
    {"publisher": "Radio Strait", "url": None},
]


def answer(
    question: str,
    statements: Sequence[tuple[str, Sequence[int]]] = (),
    citations: Sequence[dict[str, Any]] = (),
    **fields: Any,
) -> dict[str, Any]:
    """Return an answer as the service sends it; Answer itself checks the shape."""
    text = " ".join(f"{said} {''.join(f'[{n}]' for n in numbers)}" for said, numbers in statements)
    whole = {
        "question": question,
        "as_of": "2031-05-08",
        "window": None,
        "widened": False,
        "notes": [],
        "text": text,
        "short_answer": None,
        "statements": [
            {"text": said, "citations": list(numbers), "support": 1.0}
            for said, numbers in statements
        ],
        "citations": list(citations),
        "conflicts": [],
        "abstained": False,
        "reason": None,
        "confidence": 0.9,
        "generator": "fake",
        "rejected_statements": 0,
        "timings_ms": {"total": 1.0},
        **fields,
    }
    return Answer.model_validate(whole).model_dump(mode="json", by_alias=True)


def ferry(question: str, **fields: Any) -> dict[str, Any]:
    """Return an answer of two statements, with a short answer, a correction and copies."""
    return answer(
        question,
        [(LAST_CROSSING, [1]), (VOTE, [2])],
        [
            citation(1, LAST_CROSSING, correction=CORRECTION, also=COPIES),
            citation(2, VOTE),
        ],
        short_answer={"text": "30 June", "citation": 1},
        **fields,
    )


def opposed(question: str) -> dict[str, Any]:
    """Return an answer in which two outlets contradict each other."""
    return answer(
        question,
        [(LAST_CROSSING, [1]), (JULY, [2]), (VOTE, [3])],
        [
            citation(1, LAST_CROSSING),
            citation(2, JULY, "ferry-2"),
            citation(3, VOTE),
        ],
        conflicts=[{"statements": [0, 1]}],
    )


def declined(question: str) -> dict[str, Any]:
    """Return an answer that says that there is none."""
    reason = "The archive does not answer this up to 2031-05-08."
    return answer(question, abstained=True, reason=reason, text=reason, confidence=0.1)


def hit(article_id: str = "ferry-1", quote: str = VOTE) -> dict[str, Any]:
    """Return a found article as the event `passages` lists it."""
    cited = citation(1, quote, article_id)
    names = ("article_id", "title", "publisher", "published", "url")
    passage = {name: cited[name] for name in ("quote", "start", "end")}
    return {
        **{name: cited[name] for name in names},
        "score": 1.0,
        "score_parts": None,
        "passages": [{**passage, "score": 1.0}],
    }


def facts(**fields: Any) -> dict[str, Any]:
    """Return what the archive says of itself."""
    whole = {
        "articles": 1234,
        "first_day": "2029-01-01",
        "last_day": "2031-05-07",
        "publisher_count": 2,
        "publishers": [
            {"name": "Island Herald", "articles": 1000},
            {"name": "Strait Post", "articles": 234},
        ],
        "newest": [],
        **fields,
    }
    return ArchiveFacts.model_validate(whole).model_dump(mode="json")


def article(article_id: str) -> dict[str, Any] | None:
    """Return a stored article, as far as the widget reads it."""
    text = TEXTS.get(article_id)
    return None if text is None else {"id": article_id, "title": article_id, "text": text}
