"""Whereabouts: where a phrase that the reader found stands, the sentence to lead with first."""

import re
from collections.abc import Sequence

from indexer.words import terms_of
from service.generate.candidates import Candidate
from service.generate.extractive import tells
from service.generate.proposed import Found, find_in, narrowed, says_more, wordings
from service.generate.windows import Window
from service.phrase import stands_alone
from service.places import PEOPLES
from service.question import Question


def places_of(
    question: Question, windows: Sequence[Window], ranked: Sequence[Candidate], reply: str
) -> list[Found]:
    """Return where the phrase that a reply means stands, the sentence that answers best first.

    Those of articles whose places have fewer of the question's names, and less than half of its
    words, than those of another come after them; and one in which the phrase stands joined, as
    "Ardenia's" or "17-year-old", after those where it does not.
    Empty when it stands in no window or says nothing that the question does not say.
    """
    rank = {(each.article.number, each.span): place for place, each in enumerate(ranked)}
    asked = set(question.terms)
    names = [set(terms_of(name)) for name in question.names if not _is_of_people(name)]

    def shared(found: Found) -> tuple[int, int]:
        told = set(terms_of(found.told))
        return sum(name <= told for name in names), len(asked & told)

    def ordered(places: Sequence[Found]) -> list[Found]:
        best: dict[int, tuple[int, int]] = {}
        for found in places:
            number = found.article.number
            best[number] = max(best.get(number, (0, 0)), shared(found))
        named, most = max(best.values(), default=(0, 0))

        def order(found: Found) -> tuple[bool, bool, bool, int]:
            place = rank.get((found.article.number, found.sentence), len(rank))
            joined = not stands_alone(found.article.text, found.phrase)
            of_names, of_words = best[found.article.number]
            apart = of_names < named and 2 * of_words < most
            return not tells(found.told), apart, joined, place

        return sorted(places, key=order)

    for phrase in wordings(reply):
        places = ordered(list(find_in(windows, phrase)))
        if places and says_more(phrase, question):
            return [narrowed(question, place) for place in places]
    return []


def _is_of_people(name: str) -> bool:
    """Tell whether a name is only a people's: "British-Belgian" tells no matter from another."""
    return PEOPLES.issuperset(re.split(r"[\s-]+", name))
