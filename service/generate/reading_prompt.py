"""The prompt of the reader: worked examples, then the text and the question.

A model that was not taught to obey copies the form of the examples: short answers in words of the
text. They come first and are always the same, so that a model reads them once and keeps them.
"""

_TASK = "Read the text and answer the question with a few words from it."
_EXAMPLES = (
    (
        "The Lindell Bridge reopened on Monday after a two-year repair that cost 14 million "
        "crowns, the council said. Mayor Ada Voss cut the ribbon at noon.",
        "Who opened the Lindell Bridge?",
        "Ada Voss",
    ),
    (
        "Harvest in the Oru valley fell by a third this year. Farmers blamed a late frost, and the "
        "ministry promised aid of 9 million crowns.",
        "What did farmers blame for the poor harvest?",
        "a late frost",
    ),
    (
        "The Orchard Tower, at 312 metres, became the tallest building in Port Sele on Thursday. "
        "It took six years to build.",
        "How tall is the new tower in Port Sele?",
        "312 metres",
    ),
    (
        "Nadia Brandt, who wrote the novel, said that the film would be shown first in Lisbon on "
        "4 June.",
        "In which city will the film be shown first?",
        "Lisbon",
    ),
    (
        "About 1,200 dockers went back to work on Friday after 17 days, having won a raise of 6%.",
        "How many days did the dockers strike?",
        "17",
    ),
    (
        "Toy maker Pallin said that it would recall 40,000 wooden trains because their paint may "
        "hold lead. No child has fallen ill.",
        "Which company is recalling wooden trains?",
        "Pallin",
    ),
    (
        "Wildlife officers counted 31 otters along the canal, the first since 1974, and asked "
        "walkers to keep dogs on a lead.",
        "Which animals have returned to the canal?",
        "otters",
    ),
    (
        "Tiny Maravia became the first nation to ban plastic bottles outright, President Ilse Mar "
        "announced, ahead of neighbouring Tolland.",
        "Which country banned plastic bottles?",
        "Maravia",
    ),
)

EXAMPLES = "\n\n".join(
    [_TASK, *(f"Text: {text}\nQuestion: {ask}\nAnswer: {reply}" for text, ask, reply in _EXAMPLES)]
)
"""What every prompt begins with."""


def reading_prompt(question: str, text: str) -> str:
    """Return the prompt whose continuation, up to the line's end, answers from the text."""
    return f"{EXAMPLES}\n\nText: {text}\nQuestion: {question}\nAnswer:"
