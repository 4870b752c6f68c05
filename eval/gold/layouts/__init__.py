"""Layouts: gold sets of others, brought over. One function a layout, by name."""

from collections.abc import Callable
from pathlib import Path

from eval.errors import GoldError
from eval.gold.layouts import beir, feedback, multihop_rag, realtimeqa, squad
from eval.gold.layouts.imported import Imported

LAYOUTS: dict[str, Callable[[Path], Imported]] = {
    "beir": beir.read,
    "feedback": feedback.read,
    "multihop-rag": multihop_rag.read,
    "realtimeqa": realtimeqa.read,
    "squad": squad.read,
}


def read_layout(name: str, path: Path) -> Imported:
    """Return the questions in `path`, which is laid out as `name` says.

    Raises GoldError for an unknown layout and for what cannot be read as one.
    """
    if name not in LAYOUTS:
        raise GoldError(f"there is no layout {name!r}; there are {', '.join(LAYOUTS)}")
    imported = LAYOUTS[name](path)
    if not imported.questions:
        why = "".join(f"\n{line}" for line in imported.skipped[:5])
        raise GoldError(f"{path} holds no question in the layout {name!r}; check --layout{why}")
    return imported


__all__ = ["LAYOUTS", "Imported", "read_layout"]
