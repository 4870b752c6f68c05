"""Feedback: candidates as `dateline feedback export` prints them, gold lines with a thumb.

What a reader found right is gold once it names an article. It names those that the answer cited,
so measures of ranking and citation flatter a system that is asked the same again. What a reader
found wrong says only that the answer was not it: such a line is kept when somebody has added what
is right.
"""

from pathlib import Path

from eval.gold.layouts.imported import Imported, objects_of

_TOLD = ("answers", "answer", "relevant", "documents", "unanswerable")


def read(path: Path) -> Imported:
    """Return the candidates in the JSONL file `path` that say what is right."""
    imported = Imported()
    for where, fields in objects_of(path):
        if fields.get("thumb") == "down" and not any(map(fields.get, _TOLD)):
            imported.skipped.append(
                f"{where}: a reader found the answer wrong, and nothing says what is right; "
                "add 'answers' or 'relevant', or \"unanswerable\": true"
            )
            continue
        imported.add(where, fields)
    return imported
