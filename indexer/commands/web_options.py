"""Options of the commands that fetch."""

from typing import Annotated

import typer

from indexer.web.arrivals import DEFAULT_LIMIT
from indexer.web.client import Manners

ALLOW_PRIVATE_VARIABLE = "DATELINE_ALLOW_PRIVATE_ADDRESSES"
USER_AGENT_VARIABLE = "DATELINE_USER_AGENT"
VARIABLES = (ALLOW_PRIVATE_VARIABLE, USER_AGENT_VARIABLE)
DEFAULT_DELAY = Manners().delay

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
