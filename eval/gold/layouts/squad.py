"""SQuAD, versions 1.1 and 2.0: one JSON file, articles of paragraphs of questions.

Rajpurkar, Jia and Liang, Know What You Don't Know: Unanswerable Questions for SQuAD, ACL 2018.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.errors import GoldError
from eval.gold.layouts.imported import Imported, document_of, listed, unique


def read(path: Path) -> Imported:
    """Return the questions of the file `path`; the known article is the one they stand under.

    An impossible question is impossible for its paragraph; here it counts as unanswerable, which
    is right as long as no other article of the set answers it.
    """
    document = document_of(path)
    if not isinstance(document, Mapping):
        raise GoldError(f"{path} is not SQuAD's layout; it has an object with 'data'")
    imported = Imported()
    for number, article in enumerate(listed(document.get("data"), f"'data' of {path}"), start=1):
        name = f"squad-{number:04}"
        paragraphs = listed(article.get("paragraphs"), f"'paragraphs' of article {number}")
        text = "\n\n".join(str(each.get("context", "")) for each in paragraphs)
        title = str(article.get("title") or "").replace("_", " ")
        imported.articles.append({"id": name, "title": title, "text": text})
        for paragraph in paragraphs:
            for question in listed(paragraph.get("qas") or [], f"'qas' of article {number}"):
                imported.add(f"{path}: {question.get('id')}", _fields(question, name))
    return imported


def _fields(question: Mapping[str, Any], article: str) -> dict[str, Any]:
    fields = {"id": question.get("id"), "question": question.get("question")}
    if question.get("is_impossible"):
        return {**fields, "unanswerable": True}
    answers = listed(question.get("answers") or [], f"the answers of {question.get('id')}")
    wordings = unique(str(each.get("text", "")) for each in answers)
    return {**fields, "answers": wordings, "relevant": [article]}
