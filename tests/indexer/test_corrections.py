"""Correction notices: what an article says of itself, found to the letter; nothing else."""

import pytest

from indexer.corrections import find_corrections
from indexer.sentences import split_sentences

BODY = "The ferry carries 90 people.\n\nIt sails at noon."


def notices(text: str, language: str = "en") -> list[str]:
    return [text[a:b] for a, b in find_corrections(text, split_sentences(text, language))]


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: An earlier version of this article misstated the price. It is 4 crowns.",
        "CORRECTION (May 3, 2:15 p.m.): The mayor's age was wrong in the original story.",
        "Corrections & Clarifications: A previous version of this story misspelled a name.",
        "Clarification: This story has been updated to say where the ferry lands.",
        "An earlier version of this story gave the wrong year.",
        "This article has been amended to correct the spelling of Skua Bay.",
        "This story has been corrected.",
        "The captain's name was misspelled in an earlier version of this story.",
        "This story was updated on 4 May 2025 to correct the number of passengers.",
        "This story has been updated to reflect that the ferry is not free.",
        "Editor's note: This report incorrectly said that the quay was new.",
        "Editor’s Note: The headline of this story was corrected on Monday.",
        "The headline on an earlier version of this article misidentified the ferry.",
        "This version corrects the title of the port captain.",
        "The Gazette regrets the error.",
        "Update: This story has been corrected to give the mayor's age.",
        "Note: An earlier version misstated the toll.",
        "UPDATED (3 p.m.): The headline was corrected.",
        "This map has been corrected.",
        "An earlier version of the following online report misstated the year.",
        "An earlier version of the graphic with this report misstated the year.",
        "This article was amended on 5 May 2025. The quay is old.",
        "A previous version of this map said 12 islands.",
        "An earlier version of the story misspelled a name.",
        "This has been updated to clarify who owns the quay.",
        "Korrektur: Die Fähre fasst 90 Personen.",
        "In einer früheren Version dieses Artikels war das Jahr falsch.",
        "Rectificatif : le ferry transporte 90 personnes.",
        "Une version précédente de cet article donnait une autre date.",
        "Corrección: el transbordador lleva 90 personas.",
        "Una versión anterior de este artículo decía otra cosa.",
    ],
)
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_notice_is_found_to_the_letter(notice: str, place: str) -> None:
    text = f"{notice}\n\n{BODY}" if place == "first" else f"{BODY}\n\n{notice}"
    assert notices(text) == [notice]


@pytest.mark.parametrize(
    "words",
    [
        "Stocks entered a correction on Monday after an earlier rally.",
        "Market correction: shares fell by a tenth, the exchange said.",
        "The Department of Correction said that the report was updated.",
        "Department of Corrections: two officers were wrongly suspended.",
        "Correction officers walked out of the prison.",
        "She asked for clarification: was the ferry free?",
        "An earlier version of the bill would have cut the toll.",
        "The original version of the song was wrongly forgotten.",
        "The minister said that he had been misquoted.",
        "The paper wrote: “An earlier version of this article misstated the price.”",
        "Editor's note: This story describes a drowning.",
        "This story has been updated with new information.",
        "Update: The ferry sails again.",
        "The law has been amended to protect gulls.",
        "Corrections to the map are made by hand.",
        "Correct: the ferry carries 90 people.",
        "Update: The ministry corrected the death toll to 41 on Monday.",
        "UPDATED (3 p.m.): The company corrected its 2026 forecast to 4 percent.",
        "Note: prosecutors say the verdict was wrong.",
        "The report was amended on Tuesday to add a tax on yachts.",
        "The report was amended on Tuesday to correct the tax on yachts.",
        "The law has been changed to reflect the price of bread.",
        "This map was corrected by hand in 1702.",
        "A previous version of the map said 12 islands.",
        "An earlier version of the report said that the dam was wrong for the valley.",
        "",
    ],
)
def test_what_only_sounds_like_one_is_none(words: str) -> None:
    assert notices(f"{BODY}\n\n{words}" if words else words) == []


def test_a_notice_in_running_text_begins_with_its_sentence() -> None:
    text = (
        "The ferry is red. An earlier version of this story misstated its colour. It is not blue."
    )
    assert notices(text) == [
        "An earlier version of this story misstated its colour. It is not blue."
    ]


def test_a_notice_does_not_swallow_a_long_paragraph() -> None:
    notice = "This story has been corrected. "
    text = notice + "The ferry sails. " * 500
    (found,) = notices(text)
    assert found.startswith(notice)
    assert len(found) < 200


def test_several_notices_are_found_in_order() -> None:
    one, two = "Correction: An earlier version misstated it.", "This story has been corrected."
    assert notices(f"{one}\n\n{BODY}\n\n{two}") == [one, two]


@pytest.mark.parametrize(
    "text", ["this story " * 20_000, "correction (" * 20_000, "earlier " * 50_000]
)
def test_hostile_text_takes_no_long_time(text: str) -> None:
    assert notices(text) == []
