"""What a run of `dateline index` says at its end, on stderr, a line each."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from indexer.build import Summary
from indexer.clean import printable

KINDS_SHOWN = 8
NOTES_SHOWN = 20


@dataclass(slots=True)
class Asides:
    """What nobody failed at, and yet a reader should know.

    `passed_over` counts what is in no format that is read, by kind; `notes` are of single files.
    """

    passed_over: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def report(console: Console, summary: Summary, seconds: float, index: Path) -> None:
    """Print each failure, and the counts."""
    for failure in summary.failures:
        say(console, f"failed: {failure}", style="red")
    held = f"taken down, skipped {summary.held}; " if summary.held else ""
    say(
        console,
        f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged, "
        f"{len(summary.failures)} failed; {held}{summary.passages} passages, "
        f"{summary.embedded} embedded; {seconds:.1f} s; index {index}",
    )
    stored = f"{summary.added + summary.updated:,} added or updated"
    if summary.undated:
        say(console, f"note: {summary.undated:,} of {stored} state no date")
    if summary.textless:
        say(
            console,
            f"note: {summary.textless:,} of {stored} have no text; search finds them by "
            "their headlines, answers do not quote them",
        )


def say_asides(console: Console, asides: Asides) -> None:
    """Print the notes, and what was passed over."""
    for note in asides.notes[:NOTES_SHOWN]:
        say(console, f"note: {note}")
    if len(asides.notes) > NOTES_SHOWN:
        say(console, f"note: and {len(asides.notes) - NOTES_SHOWN:,} more of the kind")
    if asides.passed_over:
        shown = asides.passed_over.most_common(KINDS_SHOWN)
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in shown)
        rest = ", ..." if len(asides.passed_over) > KINDS_SHOWN else ""
        say(console, f"passed over, in no format that is read: {kinds}{rest}")


def say(console: Console, message: str, style: str | None = None) -> None:
    """Print a message, wrapped at words for a reader only: what is piped stays a line each.

    It may quote what a file or server said: nothing of that steers the terminal.
    """
    console.print(
        printable(message.encode("utf-8", "backslashreplace").decode()),
        style=style,
        markup=False,
        highlight=False,
        soft_wrap=not console.is_terminal,
    )
