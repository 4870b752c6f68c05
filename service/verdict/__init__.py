"""Verdict: yes or no, where a question asks for that and a quoted sentence says so.

The question is read as a proposition: who or what, the word that it turns on, and the rest. A
sentence says yes when it tells all of it and nothing turns it round, no when a negation or the
opposite of the word does. Whatever is hedged, in doubt, or told of another says neither.
"""

from service.verdict.giving import with_verdict

__all__ = ["with_verdict"]
