"""Examples for the OpenAPI description; the articles in them are invented."""

import json
from typing import Any

QUESTION = "When will the Alder Bridge open again?"
_QUOTE = "The Alder Bridge will open to traffic again on 3 May 2025, the council said."

_CITATION = {
    "number": 1,
    "article_id": "bridge-1",
    "title": "Alder Bridge to open in May",
    "publisher": "Example Gazette",
    "authors": ["A. Writer"],
    "url": "https://gazette.example/bridge",
    "published": "2025-04-28",
    "quote": _QUOTE,
    "start": 0,
    "end": len(_QUOTE),
    "link": "https://gazette.example/bridge#:~:text=The%20Alder%20Bridge%20will,the%20council%20said.",
    "also": [],
}
_STATEMENT = {"text": _QUOTE, "citations": [1], "support": 1.0}

_HIT = {
    **{name: _CITATION[name] for name in ("article_id", "title", "publisher", "published", "url")},
    "score": 1.93,
    "passages": [{"quote": _QUOTE, "start": 0, "end": len(_QUOTE), "score": 1.61}],
    "also": [],
    "score_parts": None,
}

ANSWER: dict[str, Any] = {
    "question": QUESTION,
    "as_of": "2025-04-30",
    "window": None,
    "widened": False,
    "notes": [],
    "text": f"{_QUOTE} [1]",
    "short_answer": {"text": "3 May 2025", "citation": 1},
    "statements": [_STATEMENT],
    "citations": [_CITATION],
    "conflicts": [],
    "abstained": False,
    "reason": None,
    "confidence": 0.93,
    "generator": "extractive",
    "rejected_statements": 0,
    "timings_ms": {"retrieve": 12.1, "generate": 20.4, "verify": 0.3, "total": 32.8},
}

EVENTS = "".join(
    f"event: {name}\ndata: {json.dumps(data)}\n\n"
    for name, data in (
        ("status", {"stage": "found", "as_of": "2025-04-30", "window": None}),
        ("passages", {"hits": [_HIT]}),
        ("status", {"stage": "composing"}),
        ("statement", {"position": 0, "statement": _STATEMENT, "citations": [_CITATION]}),
        ("answer", ANSWER),
    )
)

_ARTICLE = {
    "id": "bridge-1",
    "title": "Alder Bridge to open in May",
    "publisher": "Example Gazette",
    "authors": ["A. Writer"],
    "published": "2025-04-28",
    "url": "https://gazette.example/bridge",
    "text": f"{_QUOTE} Repairs began in January.",
}
ARTICLES: dict[str, Any] = {
    "one": {"summary": "One article", "value": _ARTICLE},
    "several": {"summary": "A list of articles", "value": [_ARTICLE]},
}

CHAT: dict[str, Any] = {"model": "dateline", "messages": [{"role": "user", "content": QUESTION}]}
COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-2f1c",
    "object": "chat.completion",
    "created": 1746000000,
    "model": "dateline",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": f"{_QUOTE} [1]",
                "refusal": None,
                "annotations": [
                    {
                        "type": "url_citation",
                        "url_citation": {
                            "url": _CITATION["link"],
                            "title": _CITATION["title"],
                            "start_index": len(_QUOTE) + 1,
                            "end_index": len(_QUOTE) + 4,
                        },
                    }
                ],
            },
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
}
OPENAI_ERROR: dict[str, Any] = {
    "error": {
        "message": "The model 'other' does not exist; there is 'dateline'.",
        "type": "invalid_request_error",
        "param": None,
        "code": "model_not_found",
    }
}
