"""What an agency holds back: items before their time, and items that it has withdrawn."""

from datetime import UTC, datetime, timedelta, timezone

from indexer.errors import LoadError

_LAST_ZONE = timezone(timedelta(hours=-12))  # where each day ends last
_WITHDRAWN = {"canceled", "cancelled", "withheld"}


def require_released(until: str | None, now: datetime | None = None) -> None:
    """Raise LoadError when an item must not be read before `until`, an ISO day or moment.

    A moment without an offset counts as passed when it has passed everywhere.
    """
    if not until:
        return
    moment = datetime.fromisoformat(until)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_LAST_ZONE)
    if moment > (now or datetime.now(UTC)):
        raise LoadError(f"is under embargo until {until}; index it then")


def require_usable(status: str, name: str) -> None:
    """Raise LoadError when an agency has withdrawn the item called `name`.

    `status` is the last part of its code, as in `stat:canceled`.
    """
    status = status.rsplit(":", 1)[-1].strip().lower()
    if status in _WITHDRAWN:
        raise LoadError(
            f"is {status} by its agency, so it is not indexed; if an earlier version is, "
            f"take {name} out of the index"
        )
