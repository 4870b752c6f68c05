"""What becomes of an article on its way through other newsrooms, and what only looks like that."""

import random
from collections.abc import Callable, Sequence

Paragraphs = list[str]
Perturbation = Callable[[Paragraphs, random.Random, Sequence[str]], Paragraphs]
"""From an article's paragraphs, and sentences that stand nowhere else, to the copy's."""

_AMERICAN = {
    "kilometres": "kilometers", "metres": "meters", "centre": "center", "colour": "color",
    "harbour": "harbor", "organisation": "organization", "programme": "program", "per cent": "%",
    "defence": "defense", "labour": "labor", "towards": "toward", "travelled": "traveled",
    "said": "told reporters", " January": " Jan.", " February": " Feb.", " August": " Aug.",
    " September": " Sept.", " October": " Oct.", " November": " Nov.", " December": " Dec.",
}  # fmt: skip


def slug(paragraphs: Paragraphs, rng: random.Random, spare: Sequence[str]) -> Paragraphs:
    """Put an agency's slug line before and a sign-off after."""
    return ["(Meridian Wire) — " + paragraphs[0], *paragraphs[1:], "Reporting by our own desk."]


def cut(paragraphs: Paragraphs, rng: random.Random, spare: Sequence[str]) -> Paragraphs:
    """Leave out a quarter of the paragraphs, never the first."""
    gone = set(rng.sample(range(1, len(paragraphs)), max(1, len(paragraphs) // 4)))
    return [words for place, words in enumerate(paragraphs) if place not in gone]


def halve(paragraphs: Paragraphs, rng: random.Random, spare: Sequence[str]) -> Paragraphs:
    """Keep the first half of the words."""
    words = " ".join(paragraphs).split()
    return [" ".join(words[: (len(words) + 1) // 2])]


def reorder(paragraphs: Paragraphs, rng: random.Random, spare: Sequence[str]) -> Paragraphs:
    """Shuffle all paragraphs but the first."""
    rest = paragraphs[1:]
    rng.shuffle(rest)
    return [paragraphs[0], *rest]


def respell(paragraphs: Paragraphs, rng: random.Random, spare: Sequence[str]) -> Paragraphs:
    """Turn British spelling and dates into American, and one reporting verb into another."""
    for british, american in _AMERICAN.items():
        paragraphs = [words.replace(british, american) for words in paragraphs]
    return paragraphs


def insert(paragraphs: Paragraphs, rng: random.Random, spare: Sequence[str]) -> Paragraphs:
    """Put two sentences of background in between."""
    place = rng.randrange(1, len(paragraphs))
    return [*paragraphs[:place], " ".join(rng.sample(spare, 2)), *paragraphs[place:]]


def extend(paragraphs: Paragraphs, rng: random.Random, spare: Sequence[str]) -> Paragraphs:
    """Add what came in later: about a third more, the first of it in front."""
    fresh = rng.sample(spare, 2 + len(paragraphs) // 3)
    return [fresh[0], *paragraphs, *fresh[1:]]


def retouch(paragraphs: Paragraphs, rng: random.Random, spare: Sequence[str]) -> Paragraphs:
    """Replace or drop one word in forty, as a hurried desk does."""
    words = [each.split() for each in paragraphs]
    return [" ".join(w for w in each if rng.random() > 1 / 40) for each in words]


def reword(paragraphs: Paragraphs, rng: random.Random, spare: Sequence[str]) -> Paragraphs:
    """Replace one word in twelve: an editor who did not like the agency's style."""
    words = [each.split() for each in paragraphs]
    other = " ".join(spare).split()
    return [
        " ".join(w if rng.random() > 1 / 12 else rng.choice(other) for w in each) for each in words
    ]


def third(paragraphs: Paragraphs, rng: random.Random, spare: Sequence[str]) -> Paragraphs:
    """Keep the first third of the words and a bit."""
    words = " ".join(paragraphs).split()
    return [" ".join(words[: len(words) * 2 // 5])]


COPIES: dict[str, Perturbation] = {
    "exact": lambda paragraphs, rng, spare: paragraphs,
    "slug": slug,
    "cut": cut,
    "halved": halve,
    "reordered": reorder,
    "respelt": respell,
    "inserted": insert,
    "extended": extend,
    "retouched": retouch,
    "cut, respelt": lambda p, rng, spare: respell(cut(p, rng, spare), rng, spare),
    "extended, slug": lambda p, rng, spare: slug(extend(p, rng, spare), rng, spare),
    "a third": third,
    "reworded": reword,
    "retouched, reordered": lambda p, rng, spare: reorder(retouch(p, rng, spare), rng, spare),
}


def quoting(paragraphs: Paragraphs, rng: random.Random, own: Sequence[str]) -> Paragraphs:
    """Return another article that quotes one paragraph of this one at length."""
    mine = rng.sample(own, 6)
    return [*mine[:3], rng.choice(paragraphs), *mine[3:]]


_TEAMS = ("Herons", "Otters", "Kestrels", "Badgers", "Salmon", "Lynxes", "Curlews", "Stoats")


def box_score(rng: random.Random) -> str:
    """Return a report that a machine wrote from a table of results."""
    home, away = rng.sample(_TEAMS, 2)
    n = [rng.randrange(60, 130), rng.randrange(40, 60), *(rng.randrange(3, 99) for _ in range(8))]
    return (
        f"The {home} beat the {away} {n[0]}-{n[1]} on day {n[2]} of the season. The {home} shot "
        f"{n[3]} percent from the field and had {n[4]} rebounds. The {away} had {n[5]} turnovers, "
        f"which led to {n[6]} points. Attendance was {n[7]},{n[8]:03}. The next game of the {home} "
        f"is in {n[9]} hours. Data came from the league; this report was made from its tables."
    )


def lottery(rng: random.Random) -> str:
    """Return the week's numbers in the words of every week."""
    drawn = ", ".join(str(rng.randrange(1, 70)) for _ in range(6))
    draw, jackpot, odds = rng.randrange(1, 280), rng.randrange(20, 900), rng.randrange(200, 400)
    return (
        f"Here are the numbers of draw {draw}: {drawn}. The jackpot stood at {jackpot} million "
        "crowns. To win it, all six numbers must match in any order. Tickets are sold in shops "
        f"until two hours before the draw. The odds are one in {odds} million. Nobody may play "
        "for others, and winners have ninety days to bring their ticket to an office."
    )


def live_blog(rng: random.Random, own: Sequence[str]) -> Paragraphs:
    """Return one day of a live blog: the same furniture, other news."""
    furniture = [
        "Follow our live coverage here; the newest entry stands first, and times are local.",
        "Our reporters are at the scene, in parliament and at the markets throughout the day.",
        "You can send what you have seen to the desk; we check everything before we show it.",
    ]
    return [*furniture, *rng.sample(own, 8)]
