"""How well the support check tells supported statements from others: eval/gold/support.jsonl."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from service.support import MINIMUM_SUPPORT, Ground, support

GOLD = Path("eval/gold/support.jsonl")
ARTICLES = Path("corpus/articles")


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement, the quote that it cites with its article's facts, and whether it holds."""

    id: str
    statement: str
    ground: Ground
    supported: bool
    kind: str

    @property
    def held_out(self) -> bool:
        """Whether the pair was kept from the making of the check."""
        return self.id.startswith("held")

    def passes(self) -> bool:
        """Tell whether the check lets the statement pass."""
        return support(self.statement, [self.ground]) >= MINIMUM_SUPPORT


def read_pairs(gold: Path, articles: Path) -> list[Pair]:
    """Return the labelled pairs with the dates and outlets of their articles."""
    rows = (json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines())
    return [_pair(row, articles) for row in rows]


def precision_and_recall(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Return the share of the passed that are supported, and of the supported that pass."""
    passed = [pair for pair in pairs if pair.passes()]
    right = sum(pair.supported for pair in passed)
    return right / max(len(passed), 1), right / max(sum(pair.supported for pair in pairs), 1)


def support_command(
    gold: Annotated[Path, typer.Argument(help="Labelled pairs, as JSONL.")] = GOLD,
    articles: Annotated[Path, typer.Option(help="The folder of their articles.")] = ARTICLES,
) -> None:
    """Score the support check on labelled pairs, and list where it errs on those made with it."""
    pairs = read_pairs(gold, articles)
    for name, held_out in (("made with", False), ("held out", True)):
        part = [pair for pair in pairs if pair.held_out is held_out]
        precision, recall = precision_and_recall(part)
        typer.echo(f"{name:<10} {len(part):>4} precision {precision:.3f} recall {recall:.3f}")
    errors = [pair for pair in pairs if pair.passes() != pair.supported]
    for kind, count in Counter(pair.kind for pair in errors).most_common():
        typer.echo(f"{count:>4} errors of the kind {kind}")


def _pair(row: dict[str, Any], articles: Path) -> Pair:
    text = (articles / row["document"]).read_text(encoding="utf-8")
    if row["quote"] not in text:
        raise ValueError(f"{row['id']}: the quote does not stand in {row['document']}; correct it")
    facts = yaml.safe_load(text.split("---")[1])
    ground = Ground(row["quote"], str(facts["published"])[:10], facts["publisher"])
    return Pair(row["id"], row["statement"], ground, row["supported"], row["kind"])
