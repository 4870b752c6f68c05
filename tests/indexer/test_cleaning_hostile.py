"""Lines built to make a rule try without end: every rule is done with each of them."""

import multiprocessing
from itertools import product

import pytest

from indexer.clean import clean
from indexer.clean.furniture import RULES, Rule

PATIENCE = 60.0
"""Seconds until a child is killed; it needs about one, and with a rule that backtracks, years."""
UNITS = (
    "a", " ", "/", "|", ".", "'", '"', "a ", "a/", "a|", "a b/", "Ab-Cd Ef/", "via ab ", "a. ",
    "@a ", "a@", "x ", "share x ", "on x ", "- ", "1 ", "www. A", "sign up. ", "we use ", "the ",
)  # fmt: skip
CREDITS = (
    "Anna-Lena Björk/Karl-Heinz Müller/Jean-Pierre Dupont/Reuters photo desk",
    "Getty/" + "via ab " * 18 + "!?x",
    "Follow " + "A b " * 60 + "on X!x",
)


def _try_each(rule: Rule) -> None:
    openings = {"", *(word.strip() for word in rule.words), "Follow Us on X", "Sign up", "Photo: A"}
    for unit, opening, ending in product(UNITS, sorted(openings), ("", "\x01", rule.words[0])):
        # Longer than any line that is tried: what grows exponentially ends at no length.
        rule.pattern.fullmatch(opening + (unit * rule.longest)[: 2 * rule.longest] + ending)


def _clean_all() -> None:
    words = sorted({word for rule in RULES for word in rule.words})
    for unit in UNITS:
        clean((unit * 20_000)[:20_000])
        clean("\n".join(word + (unit * 100)[:90] for word in words))
    for line in CREDITS:
        clean(line)


def _ends(target: object, *args: object) -> bool:
    child = multiprocessing.get_context("fork").Process(target=target, args=args)  # type: ignore[arg-type]
    child.start()
    child.join(PATIENCE)
    ended = child.exitcode == 0
    child.kill()
    child.join()
    return ended


@pytest.mark.parametrize("number", range(len(RULES)), ids=lambda n: RULES[n].reason)
def test_each_rule_ends_on_each_line(number: int) -> None:
    assert _ends(_try_each, RULES[number])


def test_cleaning_ends_on_each_line() -> None:
    assert _ends(_clean_all)
