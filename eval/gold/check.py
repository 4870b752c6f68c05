"""The check of a gold set against the archive that it will be asked of."""

from collections.abc import Iterator

from eval.answer_measures import holds, needles, normalise
from eval.gold.archive import Archive
from eval.gold.question import Gold, GoldQuestion
from indexer.record import StoredArticle


def problems_of(gold: Gold, archive: Archive) -> Iterator[str]:
    """Yield what is wrong with each question, after the lines that could not be read.

    Every known article must be in the archive, published by the day of asking, and every answer
    must stand in one of them, title or text, as `contained` matches words. No question may be
    asked twice as of one day; flags must fit what is known.
    """
    yield from gold.problems
    asked: dict[tuple[str, object], str] = {}
    for question in gold.questions:
        key = (normalise(question.question), question.asked)
        found = [*_own_problems(question), *_problems_of_articles(question, archive)]
        if first := asked.get(key):
            found.append(f"asks the same as {first!r}; keep one of them")
        asked.setdefault(key, question.id)
        yield from (f"{question.id}: {problem}" for problem in found)


def _own_problems(question: GoldQuestion) -> Iterator[str]:
    known = question.answers or question.relevant or question.documents
    if question.unanswerable and known:
        yield "is unanswerable, and yet answers or articles are known; drop one of the two"
    if question.unanswerable and question.conflict:
        yield "is unanswerable and a conflict; drop one of the two"
    elif question.conflict and len(set(needles(question.answers))) < 2:
        yield "is a conflict of fewer than two answers; give every side in 'answers'"
    if question.window and not question.window.is_in_order:
        yield "has a window that ends before it begins; exchange 'from' and 'to'"
    if empty := [answer for answer in question.answers if not normalise(answer)]:
        yield f"the answer {empty[0]!r} has no words to look for; write it in words or figures"


def _problems_of_articles(question: GoldQuestion, archive: Archive) -> Iterator[str]:
    articles: list[StoredArticle] = []
    for article_id in question.relevant:
        if article := archive.article(article_id):
            articles.append(article)
        else:
            yield f"the known article {article_id!r} is not in the index; index it, or mend the id"
    for name in question.documents:
        ids = archive.of_file(name)
        if not ids:
            yield f"no article of the index was read from {name!r}; index it, or mend the name"
        articles += [article for each in ids if (article := archive.article(each))]
    if articles:
        yield from _answers_missing(question, articles)
        yield from _too_late(question, articles)


def _answers_missing(question: GoldQuestion, articles: list[StoredArticle]) -> Iterator[str]:
    told = [normalise(f"{article.title or ''}\n{article.text}") for article in articles]
    for answer in question.answers:
        if not any(holds(text, needle) for needle in needles([answer]) for text in told):
            yield (
                f"the answer {answer!r} stands in none of the known articles; "
                "write it in an article's words, or name an article that has it"
            )


def _too_late(question: GoldQuestion, articles: list[StoredArticle]) -> Iterator[str]:
    days = [article.published[:10] for article in articles if article.published]
    if not question.asked or len(days) < len(articles):
        return
    if min(days) > question.asked.isoformat():
        yield (
            f"is asked on {question.asked}, before its first known article of {min(days)}; "
            "ask it later"
        )
