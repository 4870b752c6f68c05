"""A small archive that answers from a script, for tests without an index or a model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eval.gold import Gold, GoldQuestion
from eval.system import ArticleText

ARTICLES = {
    "a1": ArticleText(
        "a1",
        "Leaders meet in Nara",
        "The leaders met in Nara on Tuesday. They toured Horyu Temple.",
        "file:///archive/001%20nara.txt",
    ),
    "a2": ArticleText(
        "a2", "Flood toll", "The toll rose to 11,300, aid workers said.", "file:///archive/002.txt"
    ),
    "a3": ArticleText(
        "a3", "Flood toll cut", "The toll stands at 3,958, the UN said.", "file:///archive/003.txt"
    ),
    "a4": ArticleText("a4", "Weather", "Rain is expected in Nara.", "https://x.example/w/004.html"),
}


def citation(number: int, article_id: str, quote: str, **more: Any) -> dict[str, Any]:
    """Return a citation of `quote`, with the offsets that it has in the article."""
    article = ARTICLES[article_id]
    start = article.text.index(quote)
    return {
        "number": number, "article_id": article_id, "title": article.title,
        "publisher": "The Example", "published": "2026-01-13", "authors": [],
        "url": f"https://example.com/{article_id}", "link": None, "quote": quote,
        "start": start, "end": start + len(quote), "also": [], **more,
    }  # fmt: skip


def answer(text: str, citations: Sequence[dict[str, Any]] = (), **more: Any) -> dict[str, Any]:
    """Return an Answer JSON with one statement, `text`, that cites all `citations`."""
    numbers = [each["number"] for each in citations]
    return {
        "text": text, "short_answer": None, "citations": list(citations),
        "statements": [{"text": text, "citations": numbers, "support": 0.9}],
        "conflicts": [], "abstained": False, "reason": None, "confidence": 0.8,
        "generator": "script", "rejected_statements": 0, "timings_ms": {"retrieve": 3.0}, **more,
    }  # fmt: skip


def abstention(text: str = "The archive does not answer this.") -> dict[str, Any]:
    """Return an Answer JSON that says nothing."""
    return answer(text, abstained=True, reason="nothing found", confidence=0.1, statements=[])


@dataclass
class FakeSystem:
    """Gives each question its scripted reply: (Answer JSON, ranking), or an error to raise."""

    replies: Mapping[str, tuple[dict[str, Any], list[str]] | Exception]
    name: str = "script"
    state: Mapping[str, str] = field(default_factory=dict)
    asked: list[tuple[str, date | None]] = field(default_factory=list)

    def ask(self, question: str, as_of: date | None) -> tuple[dict[str, Any], list[str]]:
        self.asked.append((question, as_of))
        reply = self.replies[question]
        if isinstance(reply, Exception):
            raise reply
        return reply

    def article(self, article_id: str) -> ArticleText | None:
        return ARTICLES.get(article_id)


WHERE = GoldQuestion(
    "q1", "Where did they meet?", date(2026, 1, 15), ("Nara",), documents=("001 nara.txt",)
)
TOLL = GoldQuestion(
    "q2", "How many died?", date(2023, 9, 18), ("11,300", "3,958"), ("a2", "a3"), conflict=True
)
QUOTA = GoldQuestion("q3", "Which quota was agreed?", unanswerable=True)
TEMPLE = GoldQuestion("q4", "Which temple was toured?", date(2026, 1, 15), ("Horyu Temple",))

GOLD = Gold("gold.jsonl", (WHERE, TOLL, QUOTA, TEMPLE))


def replies() -> dict[str, tuple[dict[str, Any], list[str]] | Exception]:
    """Return a reply a question: right, one-sided, rightly silent, wrong."""
    return {
        WHERE.question: (
            answer("They met in Nara. [1]", [citation(1, "a1", "met in Nara")], confidence=0.9),
            ["a4", "a1"],
        ),
        TOLL.question: (
            answer("The toll rose to 11,300. [1]", [citation(1, "a2", "toll rose to 11,300")]),
            ["a2", "a4"],
        ),
        QUOTA.question: (abstention(), ["a4"]),
        TEMPLE.question: (
            answer("Rain is expected. [1]", [citation(1, "a4", "Rain is expected")]),
            ["a4", "a1"],
        ),
    }
