"""Figures of another disaster, or shares of others, beside what is asked about."""

import pytest

from service.disagreement.elsewhere import is_share_of_others
from service.disagreement.events import is_of_another_event

STORM = "How many people died in Hurricane Orla?"
FIRE = "How many acres did the Tarn Creek fire burn?"
SAID = "At least 25 died in Sele, the governor said."
FLOOD = "How many people died in the Drava floods?"


@pytest.mark.parametrize(
    ("question", "text", "figure", "title", "other"),
    [
        (STORM, "At least 25 died in Sele after Hurricane Bruno.", "25", None, True),
        (STORM, "25 died in Hurricane Orla after Storm Bruno.", "25", None, False),
        (STORM, SAID, "25", "Storm Bruno passes", True),
        (STORM, SAID, "25", "Hurricane Orla's path", False),
        (STORM, SAID, "25", None, False),
        (STORM, "Floods of the hurricane killed 25 in Sele.", "25", None, False),
        (FIRE, "The Lisk Ridge Fire burned 142,000 acres.", "142,000", None, True),
        (FIRE, "In all 132 fires burned 1.2 million acres.", "1.2 million", None, True),
        (FIRE, "The Tarn Creek fire burned 142,000 acres.", "142,000", None, False),
        (FLOOD, "Floods came months after tornadoes ripped through, killing 74.", "74", None, True),
        (FLOOD, "The storm brought floods that killed 74.", "74", None, False),
        (FLOOD, "The floods loosened a landslide that killed 74.", "74", None, False),
        ("How many people moved to Sele?", "After the fire 25 moved.", "25", None, False),
    ],
)  # fmt: skip
def test_a_figure_of_another_event(
    question: str, text: str, figure: str, title: str | None, other: bool
) -> None:
    assert is_of_another_event(question, text, text.index(figure), title) is other


@pytest.mark.parametrize(
    ("text", "share", "others"),
    [
        ("About 70% of the patients in hospital were not vaccinated.", "70%", True),
        ("Some 3% of those eligible came.", "3%", True),
        ("About 70% of the population of Sele is vaccinated.", "70%", False),
        ("About 70% of people in Sele are vaccinated.", "70%", False),
        ("Vaccination rose to 70% in Sele.", "70%", False),
    ],
)
def test_a_share_of_others_than_the_question_names(text: str, share: str, others: bool) -> None:
    question = "What percentage of the people of Sele, of its population, is vaccinated?"
    end = text.index(share) + len(share)
    assert is_share_of_others(text, end, question) is others
