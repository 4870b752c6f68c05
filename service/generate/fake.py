"""A fake generator for tests: quotes the first sentence of the best passage, right or wrong."""

from service.evidence import Evidence
from service.generate.draft import Draft, DraftStatement, Quote


class FakeGenerator:
    """Answers with the first sentence of the first passage."""

    name = "fake"

    def generate(self, evidence: Evidence, words: int) -> Draft:
        """Return a draft of one statement, or an empty one without evidence."""
        for passage in evidence.passages:
            quote = Quote(passage.article, passage.sentences[0])
            return Draft((DraftStatement(quote.text, (quote,)),), confidence=1.0)
        return Draft((), confidence=0.0)
