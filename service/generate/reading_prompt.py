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
        "Harvest in the Oru valley fell by a third this year. Farmers blamed a late frost, and "
        "the ministry promised aid of 9 million crowns.",
        "What did farmers blame for the poor harvest?",
        "a late frost",
    ),
    (
        "The Orchard Tower, at 312 metres, became the tallest building in Port Sele on "
        "Thursday. It took six years to build.",
        "How tall is the new tower in Port Sele?",
        "312 metres",
    ),
    (
        "Nadia Brandt, who wrote the novel, said that the film would be shown first in Lisbon "
        "on 4 June.",
        "In which city will the film be shown first?",
        "Lisbon",
    ),
    (
        "About 1,200 dockers went back to work on Friday after 17 days, having won a raise of 6%.",
        "How many days did the dockers strike?",
        "17",
    ),
    (
        "Toy maker Pallin said that it would recall 40,000 wooden trains because their paint "
        "may hold lead. No child has fallen ill.",
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
        "Tiny Maravia became the first nation to ban plastic bottles outright, President Ilse "
        "Mar announced, ahead of neighbouring Tolland.",
        "Which country banned plastic bottles?",
        "Maravia",
    ),
    (
        "Port Sele's ferry line said on Tuesday that it would carry cyclists free of charge "
        "from 1 May, two years after it dropped the offer. Walkers still pay 3 crowns.",
        "A ferry line that dropped free travel two years ago is bringing it back. For whom will"
        " it be free?",
        "cyclists",
    ),
    (
        "“The Salt Road”, a drama by Tomas Reik, took 31 million crowns in its first weekend, "
        "twice as much as “Ember”, which came second.",
        "Which film earned the most in cinemas last weekend?",
        "“The Salt Road”",
    ),
    (
        "The central bank of Maravia raised its main rate on Thursday by half a point to 4.5%, "
        "the third rise since March, Governor Jun Abe said.",
        "By how much did the bank raise its main rate this week?",
        "half a point",
    ),
    (
        "Divers found the wreck of the steamer Helka, which sank in 1911 with 43 people aboard,"
        " at a depth of 60 metres.",
        "A ship that sank more than a hundred years ago was found by divers this week. What was"
        " it called?",
        "Helka",
    ),
    (
        "Under the plan, water for farms in the Oru basin would be cut by a fifth from October,"
        " the ministry said. Towns such as Port Sele would be spared.",
        "Which users will get less water under the ministry's plan?",
        "farms in the Oru basin",
    ),
    (
        "Goalkeeper Lena Orsk, 19, became the youngest captain of the national side when she "
        "led it out against Tolland on Sunday.",
        "A goalkeeper became the youngest captain of her national side. How old is she?",
        "19",
    ),
    (
        "Rail workers will walk out for 48 hours from Friday after talks over pay broke down, "
        "the union said. Trams and buses will run as usual.",
        "Why are rail workers striking?",
        "talks over pay broke down",
    ),
    (
        "A brown bear that had wandered the suburbs of Karsk for nine days was caught on "
        "Wednesday and taken to the hills.",
        "Residents of Karsk were told to stay indoors last week. What animal had been seen in "
        "the suburbs?",
        "brown bear",
    ),
    (
        "The vaccine, made by Ordella, cuts hospital stays by 62%, a study of 8,400 nurses "
        "found. A rival's cut them by 48%.",
        "By what percentage does Ordella's vaccine reduce hospital stays?",
        "62%",
    ),
    (
        "Senator Piet Lund said he would step down in June, a year early, to care for his wife."
        " Mayor Rosa Klee wants his seat.",
        "What did Senator Lund announce this week?",
        "he would step down in June",
    ),
    (
        "The observatory's new telescope will start work in the first half of 2027, later than "
        "planned, because its mirror cracked.",
        "When will the new telescope start work?",
        "in the first half of 2027",
    ),
    (
        "Streaming service Vela will show advertisements from next spring in exchange for a "
        "lower price, its chief executive said.",
        "Which change will viewers of Vela see next spring?",
        "advertisements",
    ),
)

EXAMPLES = "\n\n".join(
    [_TASK, *(f"Text: {text}\nQuestion: {ask}\nAnswer: {reply}" for text, ask, reply in _EXAMPLES)]
)
"""What every prompt begins with."""


def reading_prompt(question: str, text: str) -> str:
    """Return the prompt whose continuation, up to the line's end, answers from the text."""
    return f"{EXAMPLES}\n\nText: {text}\nQuestion: {question}\nAnswer:"
