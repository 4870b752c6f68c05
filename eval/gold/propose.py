"""Proposals: questions that sentences of an article answer, for a person to accept or reject.

By rule: the subject or the number that a sentence begins with is taken out and asked for, an
answer-driven form of what Heilman and Smith do (Good Question! Statistical Ranking for Question
Generation, NAACL 2010). It is cheap and often clumsy; a person has the last word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from eval.gold.question import GoldQuestion
from indexer.record import StoredArticle

_VERBS = (
    "is|are|was|were|has|have|had|will|won|made|became|began|took|went|got|bought|sold|sank|fell|"
    "led|told|held|left|hit|beat|lost|built|broke|met|gave|came|saw|set|cut|kept|found|rose|drew|"
    "wrote|spoke|stood|shot|sent|spent|paid|brought|caught|fought|died|grew|flew|said|[a-z]{3,}ed"
)
_NAME = r"(?:(?:[A-Z][\w’'-]+|of|the|and|de|van|al)\s+){0,5}[A-Z][\w’'-]+"
# Up to the first comma or full stop that does not stand within a number.
_REST = rf"(?P<rest>(?:{_VERBS})\b(?:[^,;:.“”\"]|[,.](?=\d))+)[.,;:](?=\s|$)"
_SUBJECT = re.compile(rf"^(?P<answer>{_NAME}) {_REST}")
_COUNT = re.compile(
    r"^(?:(?:At least|About|Around|Nearly|More than|Some) )?"
    r"(?P<answer>\d[\d,.]*(?: (?:million|billion))?|"
    r"Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve) "
    rf"(?P<what>(?:[a-z-]+ ){{1,4}}){_REST}"
)
_DATELINE = re.compile(r"^[A-Z][A-Z .]+(?:, [A-Z][\w .]+)? (?:—|–|-) ")
_NO_NAMES = frozenset(
    "He She It They We You I This That These Those There What Who But And When While If As Since "
    "After Before Although Though Because One The She's He's It's".split()
)
_LONGEST, _SHORTEST = 160, 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question, the answer that the sentence gives, and the sentence itself."""

    question: str
    answer: str
    sentence: str

    def accepted(self, article: StoredArticle, number: int) -> GoldQuestion:
        """Return the gold question; it is asked on the day the article was published."""
        published = article.published
        return GoldQuestion(
            id=f"{article.id}-{number}",
            question=self.question,
            asked=date.fromisoformat(published[:10]) if published else None,
            answers=(self.answer,),
            relevant=(article.id,),
        )


def propose(article: StoredArticle) -> Iterator[Proposal]:
    """Yield proposals from the sentences of `article`, in its order, each answer once."""
    seen: set[str] = set()
    for span in article.sentences:
        sentence = article.text[span.start : span.end]
        proposal = _from_sentence(sentence)
        if proposal and proposal.answer not in seen:
            seen.add(proposal.answer)
            yield proposal


def _from_sentence(sentence: str) -> Proposal | None:
    words = _DATELINE.sub("", sentence)
    if found := _COUNT.match(words):
        asked = f"How many {found['what']}{found['rest']}?"
    elif (found := _SUBJECT.match(words)) and not _is_no_name(found["answer"]):
        asked = f"Who or what {found['rest']}?"
    else:
        return None
    if not _SHORTEST <= len(asked) <= _LONGEST:
        return None
    return Proposal(asked, found["answer"].removeprefix("The "), sentence)


def _is_no_name(words: str) -> bool:
    first, *others = words.split()
    return first in _NO_NAMES and not (first == "The" and others)
