"""Options of the commands that fetch."""

import re
from typing import Annotated

import typer

from indexer.web.arrivals import DEFAULT_LIMIT
from indexer.web.client import Manners

ALLOW_PRIVATE_VARIABLE = "DATELINE_ALLOW_PRIVATE_ADDRESSES"
USER_AGENT_VARIABLE = "DATELINE_USER_AGENT"
VARIABLES = (ALLOW_PRIVATE_VARIABLE, USER_AGENT_VARIABLE)
DEFAULT_DELAY = Manners().delay


def agent_name(text: str) -> str:
    """Return `text` where a header can hold it. Raises typer.BadParameter."""
    if text and not re.fullmatch(r"[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*", text):
        raise typer.BadParameter(
            f"{text!a} cannot be sent as a name; use letters, digits and marks of ASCII, "
            "as in 'Example/1.0 (+https://example.org)'"
        )
    return text.strip()


Limit = Annotated[
    int, typer.Option(min=1, help="Pages taken of each feed or sitemap, newest first.")
]
Delay = Annotated[
    float, typer.Option(min=0.0, help="Seconds between two requests to the same site.")
]
UserAgent = Annotated[
    str,
    typer.Option(
        envvar=USER_AGENT_VARIABLE,
        callback=agent_name,
        help="Name we give to servers; say who you are: 'Example/1.0 (+https://example.org)'. "
        "[default: Dateline and its version]",
        show_default=False,
    ),
]
AllowPrivate = Annotated[
    bool,
    typer.Option(
        "--allow-private",
        envvar=ALLOW_PRIVATE_VARIABLE,
        help="Fetch from addresses of this machine and its own network too.",
    ),
]

__all__ = ["DEFAULT_DELAY", "DEFAULT_LIMIT", "AllowPrivate", "Delay", "Limit", "UserAgent"]
