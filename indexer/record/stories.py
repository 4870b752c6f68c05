"""Stories: the articles that are copies of each other, gathered with each commit."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import blake2b

from indexer.copies import Wording, are_copies, may_be_copies
from indexer.fingerprint import Fingerprint
from indexer.record.changes import ChangeLog
from indexer.record.database import transaction

MOST_COMPARED = 40
"""Candidates compared word by word; those that share the most bands come first."""
COPIES_NOTED = 8
"""Copies of one story that are noted of each article: enough to hold it in that story."""
MOST_OF_A_BAND = 50
"""Articles that one band gives, the newest: a stub that came 2,000 times is in all of its bands."""
AT_ONCE = 200


class StoryTable:
    """Who is a copy of whom. A story bears the lowest row number of its articles.

    Two live articles are of one story when they are copies or a chain of copies joins them.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        changes: ChangeLog,
        read: Callable[[int], Wording | None],
    ) -> None:
        """`read` gives the wording of a live article, wherever that lies."""
        self._db = connection
        self._changes = changes
        self._read = read
        self.elsewhere = False
        """Whether the stories of all shards are decided in one place, and only told to this one."""

    def gather(self, number: int) -> None:
        """Decide anew which story the live article in row `number` belongs to.

        Where that is done elsewhere, it keeps the one that it had until then. Readers are told of
        the other articles whose story changes; of this one, its passages tell them.
        """
        if self.elsewhere:
            return
        with transaction(self._db):
            self._gather(number, told=number)

    def assign(self, stories: Iterable[tuple[int, int]]) -> None:
        """Set the stories of articles, as pairs of row numbers, and tell readers of each change."""
        with transaction(self._db):
            for number, story in stories:
                changed = self._db.execute(
                    "UPDATE articles SET story = ? WHERE number = ? AND story IS NOT ?",
                    (story, number, story),
                ).rowcount
                if changed:
                    self._changes.log("facts", number, number)

    def leave(self, number: int) -> None:
        """Take the article in row `number` out of its story; what it held together may part."""
        with transaction(self._db):
            former = self._forget(number)
            self._db.execute("UPDATE articles SET story = NULL WHERE number = ?", (number,))
            self._settle(former)

    def gather_pending(self, most: int = AT_ONCE) -> int:
        """Gather up to `most` live articles that were never compared, in one commit.

        These were stored by an older version. Returns how many there were, 0 when all are done.
        Needs the writer's lock; a caller can let go of it, or stop, between two calls.
        """
        if self.elsewhere:
            return 0
        query = "SELECT number FROM articles WHERE live AND story IS NULL ORDER BY number LIMIT ?"
        rows = self._db.execute(query, (most,)).fetchall()
        if rows:
            with transaction(self._db):
                for (number,) in rows:
                    self._gather(number)
        return len(rows)

    def pending(self) -> int:
        """Return how many live articles were never compared."""
        if self.elsewhere:
            return 0
        query = "SELECT count(*) FROM articles WHERE live AND story IS NULL"
        return int(self._db.execute(query).fetchone()[0])

    def of(self, number: int) -> list[int]:
        """Return the row numbers of the other live articles of an article's story, lowest first."""
        rows = self._db.execute(
            "SELECT number FROM articles WHERE live AND number <> :number "
            "AND story = (SELECT story FROM articles WHERE number = :number) ORDER BY number",
            {"number": number},
        )
        return [row[0] for row in rows]

    def counts(self) -> dict[str, int]:
        """Return how many stories the live articles tell, and how many of these are copies."""
        articles, stories = self._db.execute(
            "SELECT count(story), count(DISTINCT story) FROM articles WHERE live"
        ).fetchone()
        return {"stories": stories, "copies": articles - stories}

    def _gather(self, number: int, told: int | None = None) -> None:
        former = self._forget(number)
        self._compare_anew(number)
        if former:  # it may have held them together
            self._settle({number, *former}, told)
        else:
            self._join(number, told)

    def _compare_anew(self, number: int) -> None:
        """Note which articles are copies of this one."""
        wording = self._wording(number)
        if wording is None:
            raise LookupError(f"article {number} is not live")
        self._remember(number, wording.fingerprint)
        self._compare(number, wording)

    def _forget(self, number: int) -> set[int]:
        """Drop all that was known of an article; return the other articles of its story."""
        known = self._fingerprint(number)
        if known is None:
            return set()
        keys = [(key, number) for key in _keys(known)]
        self._db.executemany("DELETE FROM bands WHERE band = ? AND article = ?", keys)
        self._db.execute("DELETE FROM fingerprints WHERE article = ?", (number,))
        partners = self._copies_of(number)
        pairs = [pair for other in partners for pair in ((number, other), (other, number))]
        self._db.executemany("DELETE FROM copies WHERE one = ? AND other = ?", pairs)
        former = set().union(*self._parts(set(partners)))
        self._rejoin(former)
        return former

    def _rejoin(self, former: set[int]) -> None:
        """Compare again what fell apart: not every pair of a large story has been compared."""
        if len(self._parts(former)) < 2:
            return
        for number in sorted(former):
            wording = self._wording(number)
            if wording is not None:
                self._compare(number, wording)

    def _remember(self, number: int, found: Fingerprint) -> None:
        self._db.execute(
            "INSERT INTO fingerprints VALUES (?, ?, ?)", (number, found.to_bytes(), found.size)
        )
        keys = ((key, number) for key in _keys(found))
        self._db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", keys)

    def _fingerprint(self, number: int) -> Fingerprint | None:
        row = self._db.execute(
            "SELECT minhash, shingles FROM fingerprints WHERE article = ?", (number,)
        ).fetchone()
        return Fingerprint.from_bytes(*row) if row else None

    def _compare(self, number: int, wording: Wording) -> None:
        found: Counter[int] = Counter()
        for other, story in self._candidates(number, wording.fingerprint):
            if found[story] >= COPIES_NOTED:
                continue
            known = self._fingerprint(other)
            if known is None or not may_be_copies(wording.fingerprint, known):
                continue
            theirs = self._wording(other)
            if theirs is not None and are_copies(wording, theirs):
                pairs = ((number, other), (other, number))
                self._db.executemany("INSERT OR IGNORE INTO copies VALUES (?, ?)", pairs)
                found[story] += 1

    def _candidates(self, number: int, found: Fingerprint) -> list[tuple[int, int]]:
        """Return the articles that share most bands with this one, each with its story.

        Those of the same words come first, then the newest: copies are rarely far apart in time.
        """
        if not found.size:
            return []
        exact, *bands = _keys(found)
        shared = Counter(dict.fromkeys(self._holders(exact, number), len(bands) + 1))
        for key in bands:
            shared.update(self._holders(key, number))
        best = sorted(shared, key=lambda other: (-shared[other], -other))[:MOST_COMPARED]
        rows = self._db.execute(
            "SELECT number, coalesce(story, number) FROM articles "
            f"WHERE number IN ({','.join('?' * len(best))})",
            best,
        )
        stories: dict[int, int] = dict(rows)
        return [(other, stories[other]) for other in best]

    def _holders(self, key: int, number: int) -> list[int]:
        rows = self._db.execute(
            "SELECT article FROM bands WHERE band = ? AND article <> ? "
            "ORDER BY article DESC LIMIT ?",
            (key, number, MOST_OF_A_BAND),
        )
        return [row[0] for row in rows]

    def _wording(self, number: int) -> Wording | None:
        return self._read(number)

    def _join(self, number: int, told: int | None) -> None:
        """Make one story of an article that held none together and those of its copies.

        Each of theirs bears its lowest row already, so that nobody else need be asked.
        """
        theirs = {row[0] for row in self._db.execute(
            "SELECT DISTINCT coalesce(a.story, a.number) FROM copies c "
            "JOIN articles a ON a.number = c.other WHERE c.one = ?", (number,))}  # fmt: skip
        story = min({number, *theirs})
        self._assign(number, story, tell=number != told)
        for other in sorted(theirs - {story}):
            members = self._db.execute("SELECT number FROM articles WHERE story = ?", (other,))
            for (member,) in members.fetchall():
                self._assign(member, story, tell=member != told)

    def _settle(self, numbers: set[int], told: int | None = None) -> None:
        """Give each of `numbers`, and all that are joined to them, the story of their first."""
        for part in self._parts(numbers):
            for number in sorted(part):
                self._assign(number, min(part), tell=number != told)

    def _assign(self, number: int, story: int, *, tell: bool) -> None:
        changed = self._db.execute(
            "UPDATE articles SET story = ? WHERE number = ? AND coalesce(story, number) <> ?",
            (story, number, story),
        ).rowcount
        if changed and tell:
            self._changes.log("facts", number, number)
        self._db.execute(
            "UPDATE articles SET story = ? WHERE number = ? AND story IS NULL", (story, number)
        )

    def _parts(self, numbers: set[int]) -> list[set[int]]:
        """Return the groups into which `numbers` and all that are joined to them fall."""
        parts: list[set[int]] = []
        left = set(numbers)
        while left:
            parts.append(self._joined(left.pop()))
            left -= parts[-1]
        return parts

    def _joined(self, number: int) -> set[int]:
        found, edge = {number}, [number]
        while edge:
            fresh = set(self._copies_of(edge.pop())) - found
            found |= fresh
            edge += fresh
        return found

    def _copies_of(self, number: int) -> list[int]:
        rows = self._db.execute("SELECT other FROM copies WHERE one = ?", (number,))
        return [row[0] for row in rows]


def _keys(found: Fingerprint) -> list[int]:
    """Return the key that texts of the same words share, then those of its bands."""
    bands = found.bands()
    if not bands:
        return []
    words = found.to_bytes() + found.size.to_bytes(8, "little")
    return [int.from_bytes(blake2b(words, digest_size=8).digest(), "little", signed=True), *bands]
