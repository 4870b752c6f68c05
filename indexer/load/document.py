"""Document: one file to load, wherever it lies: on a disk, in an archive, behind an address."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, NoReturn, Self

from indexer.article import Claim
from indexer.clean import printable
from indexer.errors import IndexerError, LoadError
from indexer.load.budget import Budget

MAX_BYTES = 100_000_000

Open = Callable[[], AbstractContextManager[IO[bytes]]]
Note = Callable[[str], None]


def _unheard(note: str) -> None:
    """Take a note that nobody wants."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a loader reads.

    `name` ends in what tells its format; `media_type` does so where a server stated it. `source`
    is where it was read from, the same from every working folder; `label` is how messages call
    it. `url` is where readers find it, and `fields` what its container knows of it (a feed's
    entry, the header of a mail), each a fallback for what the document does not say itself;
    `claims` are the container's own words for that. `is_message` says that its words are what
    somebody wrote to be read whole, however few, as in a mail. `budget` bounds what its archives
    unpack to. `note` takes what whoever named it should know though nothing failed.
    """

    name: str
    source: str
    label: str
    open: Open
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    depth: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    is_message: bool = False
    budget: Budget | None = None
    note: Note = _unheard

    @classmethod
    def at(cls, path: Path) -> Self:
        """Return the document of a file on disk."""
        return cls(path.name, path.resolve().as_uri(), str(path), lambda: path.open("rb"))

    def inside(self, name: str, open_member: Open, **known: Any) -> Self:
        """Return the document that lies in this one under `name`.

        A name that is no text in any encoding, as old archives hold, is written with escapes.
        """
        name = name.encode("utf-8", "backslashreplace").decode()
        shown = " ".join(printable(str(known.pop("label", f"{self.label}: {name}"))).split())
        return replace(
            self,
            **{
                "name": name.replace("\\", "/").rsplit("/", 1)[-1],
                "source": f"{self.source}!/{name}",
                "label": shown,
                "open": open_member,
                "depth": self.depth + 1,
                "url": None,
                "media_type": None,
                "charset": None,
                "fields": {},
                "claims": (),
                "is_message": False,
                **known,
            },
        )

    def refused(self, name: str, error: IndexerError) -> Self:
        """Return the document inside this one that raises `error` when it is opened.

        So a container need not know which of its members anybody wants to read.
        """

        def refuse() -> NoReturn:
            raise error

        return self.inside(name, refuse)

    def read(self, limit: int = MAX_BYTES) -> bytes:
        """Return the whole content. Raises LoadError when it has more than `limit` bytes."""
        with self.open() as file:
            content = file.read(limit + 1)
        if len(content) > limit:
            raise LoadError(f"is larger than {limit / 1e6:,.0f} MB; split it")
        return content
