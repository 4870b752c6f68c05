"""Feedback: candidates as `dateline feedback export` prints them, gold lines with a verdict.

What a reader found right is gold once it names an article. What a reader found wrong says only
that the answer was not it: such a line is kept when somebody has added what is right.
"""

from pathlib import Path

from eval.gold.layouts.imported import Imported, objects_of


def read(path: Path) -> Imported:
    """Return the candidates in the JSONL file `path` that say what is right."""
    imported = Imported()
    for where, fields in objects_of(path):
        verdict = fields.get("feedback")
        thumb = verdict.get("thumb") if isinstance(verdict, dict) else None
        if thumb == "down" and not fields.get("answers") and not fields.get("unanswerable"):
            imported.skipped.append(
                f"{where}: a reader found the answer wrong, and nothing says what is right; "
                "add 'answers', or \"unanswerable\": true"
            )
            continue
        imported.add(where, fields)
    return imported
