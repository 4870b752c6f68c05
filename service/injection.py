"""Sentences of an article that talk to a machine that reads it: never evidence.

Text from outside that carries instructions is what OWASP calls indirect prompt injection:
https://genai.owasp.org/llmrisk/llm01-prompt-injection/. A filter by form cannot find all of it;
that nothing unverified is stated does not rest on it.
"""

import re
from itertools import chain

_MACHINE = (
    r"(?:AIs?|A\.I\.|assistants?|chat\s?bots?|bots?|LLMs?|GPTs?|ChatGPT|(?:large\s+)?language\s+"
    r"models?|(?:AI|language)\s+models?|(?:AI|answer(?:ing)?|search)\s+(?:engines?|systems?|"
    r"assistants?|agents?)|summari[sz]ers?)"
)
_ORDERS = r"(?:instructions?|prompts?|rules?|directions?|guidelines?|directives?|constraints?)"
_MACHINES = (
    "ai ais a.i. assistant chat chatbot chatgpt bot bots llm llms gpt gpts language large search "
    "answer engine system agent summarizer"
)

# A word that begins with the same four letters as one on the left, or that sign, stands in whatever
# the form matches: few sentences hold any, and these are searched for a form or two.
_FORMS = (
    (
        "ignor disregard forget overrid overrul bypass discard",
        r"\b(?:ignor|disregard|forget|overrid|overrul|bypass|discard)\w*\s+(?:\S+\s+){0,3}?"
        r"(?:previous|prior|above|earlier|preceding|existing|all|any|your|every|original|other)"
        rf"\s+(?:\S+\s+){{0,3}}?{_ORDERS}",
    ),
    (
        "ignor disregard forget",
        r"\b(?:ignore|disregard|forget)\s+(?:everything|anything|all|what)\s+"
        r"(?:\S+\s+){0,3}?(?:above|before|previously|earlier|told|said)\b",
    ),
    (
        "ignor disregard",
        r"\b(?:ignore|disregard)\s+(?:all\s+|any\s+)?(?:of\s+)?(?:the\s+)?(?:other|previous)\s+"
        r"(?:sources|passages|articles|documents)",
    ),
    (
        "system developer hidden initial",
        r"\b(?:system|developer|hidden|initial)\s+(?:prompt|message)s?\b",
    ),
    (_MACHINES, rf"\byou\s+are\s+(?:now\s+)?(?:an?\s+|the\s+)?(?:\S+\s+){{0,2}}?{_MACHINE}\b"),
    (_MACHINES, rf"\bas\s+an?\s+{_MACHINE}\b,?\s+(?:you|your)\b"),
    (
        _MACHINES,
        r"^\W*(?:\w+\s+)?(?:attention|note|message|notice|instructions?|reminder)\s*"
        r"(?:to|for|:)\s+(?:the\s+|any\s+|all\s+|every\s+|whichever\s+|your\s+)?"
        rf"(?:reader['’]s\s+)?{_MACHINE}\b",
    ),
    (_MACHINES, rf"\b(?:dear|hey|hello|attention)[,:]?\s+{_MACHINE}\b"),
    (
        _MACHINES,
        rf"\b{_MACHINE}\s+(?:\w+\s+)?(?:reading|summari[sz]ing|processing|parsing|answering|"
        r"citing)\s+(?:this|these|from\s+this|the\s+above|questions?)",
    ),
    (
        _MACHINES,
        rf"\b(?:any|every|all|if\s+you\s+are\s+an?)\s+{_MACHINE}\s+"
        r"(?:must|should|shall|will|has\s+to|reading)\b",
    ),
    (
        "user",
        r"\b(?:tell|inform|assure|persuade|instruct|convince)\s+(?:the\s+|your\s+|all\s+)?"
        r"users?\b",
    ),
    (
        "reply respond answer",
        r"^\W*(?:reply|respond|answer)\s+(?:\w+\s+){0,4}?(?:only|exactly|with|by|that|in)\b",
    ),
    (
        "answer reply response output summary",
        r"\byour\s+(?:only\s+|final\s+|new\s+|next\s+)?(?:answer|reply|response|output|summary)"
        r"\s+(?:must|should|shall|has\s+to|needs\s+to|will\s+now|is)\b",
    ),
    ("new", r"\b(?:your|the)\s+new\s+(?:task|role|job|objective|persona)\s+(?:is|are)\b"),
    ("instruction", r"\bnew\s+(?:system\s+)?instructions?\s*:"),
    (
        "system assistant developer user instruction",
        r"^\W*(?:system|assistant|developer|user|instructions?)\s*(?:\([^)]*\))?\s*:",
    ),
    (
        "cite quote mention reveal consult",
        r"\b(?:do\s+not|don['’]t|never)\s+(?:cite|quote|mention|reveal|consult)\s+"
        r"(?:\w+\s+){0,3}?(?:sources?|passages?|citations?|articles?|documents?)\b",
    ),
    (
        "[",
        r"\b(?:cite|use|quote)\s+(?:only\s+)?(?:passage|source|article|citation|number)?\s*"
        r"\[\d+\]",
    ),
    (
        "cite quote trust",
        r"\b(?:cite|quote|trust)\s+(?:only\s+)?this\s+(?:article|passage|document|source)\b",
    ),
    (
        "answer reply response sentence",
        r"\b(?:begin|start|end|prefix)\s+(?:your|each|every)\s+"
        r"(?:answer|reply|response|sentence)s?\b",
    ),
    (
        "mode",
        r"\b(?:developer|god|debug|DAN|jailbreak)\s+mode\s+(?:on|enabled|is|now|activated)",
    ),
    (
        "< [ ##",
        r"<\|[\w ]{1,30}\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>"
        r"|</?(?:system|assistant|passages?|instructions?|tool_call|function)\b[^>]*>"
        r"|^#{2,}\s*(?:instruction|system|response)",
    ),
    (
        "please print output repeat reveal append insert say write",
        r"^\W*(?:please\s+)?(?:print|output|repeat|reveal|append|insert|say|write)\s+"
        r"(?:only\s+|exactly\s+)?(?:the\s+)?(?:following|word|phrase|string|text|sentence)s?\b"
        r"(?:\s+\S+){0,3}?\s*[:“\"'`]",
    ),
)


_FIRST = 4
_WORD = re.compile(r"\w+")
_BY_START: dict[str, list[re.Pattern[str]]] = {}
for _starts, _form in _FORMS:
    for _start in _starts.split():
        _BY_START.setdefault(_start[:_FIRST], []).append(re.compile(_form, re.I))
_SIGNS = tuple(start for start in _BY_START if not start.isalpha())


_CHUNKS_KEPT = 50_000
_LONGEST_KEPT = 40


class _Starts(dict[str, tuple[str, ...]]):
    """What stretches without white space hold of the starts and signs, remembered."""

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        folded = chunk.lower()
        starts = {word[:_FIRST] for word in _WORD.findall(folded)} & _BY_START.keys()
        found = tuple(starts.union(sign for sign in _SIGNS if sign in folded))
        if len(chunk) <= _LONGEST_KEPT:
            if len(self) >= _CHUNKS_KEPT:
                self.clear()
            self[chunk] = found
        return found


_starts_in = _Starts()


def addresses_a_machine(sentence: str) -> bool:
    """Tell whether a sentence gives instructions to a program that reads the article."""
    starts = set(chain.from_iterable(map(_starts_in.__getitem__, sentence.split())))
    return any(form.search(sentence) for start in starts for form in _BY_START[start])
