"""System: what can be evaluated. Anything that answers questions and shows its articles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class ArticleText:
    """A stored article; `source` is the URI that it was read from, such as file:///news/a.txt."""

    id: str
    title: str
    text: str
    source: str
    publisher: str | None = None

    @property
    def file_name(self) -> str:
        """The last part of the path of `source`, percent-decoded."""
        return unquote(urlsplit(self.source).path.rpartition("/")[2])


class System(Protocol):
    """Answers questions from an archive."""

    @property
    def name(self) -> str:
        """What the reports call it. Answers kept from a system of another name are refused."""

    @property
    def state(self) -> Mapping[str, str]:
        """What its answers depend on besides: say the code, the settings, the index; by hash.

        Answers kept from another state are refused, too.
        """

    def ask(self, question: str, as_of: date | None) -> tuple[dict[str, Any], list[str]]:
        """Return the Answer JSON of the contract, and at most 20 article ids, best first.

        `as_of` is the day on which the question is asked, None for today. Whatever is raised
        counts as a failed question; the others go on.
        """

    def article(self, article_id: str) -> ArticleText | None:
        """Return the stored article that the offsets of citations count in, or None."""
