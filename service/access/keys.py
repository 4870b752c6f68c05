"""Keys: who may ask and who may change the archive. Only their hashes are kept.

They lie in one file beside the index, which every worker reads again when it has changed, so that
a revoked key is refused from the next request on. A key is 256 random bits, so one SHA-256 hides
it; slow hashes are for passwords that people choose.
"""

import fcntl
import hashlib
import json
import os
import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from service.access.origins import origin_of
from service.errors import KeysError
from service.settings import rate_as_written

FILE_NAME = "keys.json"
Scope = Literal["ask", "admin"]
SCOPES: tuple[Scope, ...] = ("ask", "admin")
_PREFIX, _PUBLISHABLE_PREFIX = "dl_", "dlp_"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept. One with `origins` is publishable: good for pages of these alone."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    hash: str
    created: str
    origins: tuple[str, ...] = ()
    rate: str | None = None
    revoked: str | None = None

    @property
    def is_publishable(self) -> bool:
        """Tell whether the key may stand in a page."""
        return bool(self.origins)


class KeyFile:
    """The keys beside an index. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._keys: dict[str, Key] = {}
        self._origins: frozenset[str] = frozenset()

    def find(self, secret: str) -> Key | None:
        """Return the key whose secret this is, unless revoked. Raises KeysError."""
        self._refresh()
        key = self._keys.get(_hash(secret))
        return key if key and not key.revoked else None

    def origins(self) -> frozenset[str]:
        """Return the origins of all publishable keys that are in force. Raises KeysError."""
        self._refresh()
        return self._origins

    def has_admin(self) -> bool:
        """Tell whether any key in force may change the archive. Raises KeysError."""
        self._refresh()
        return any("admin" in key.scopes and not key.revoked for key in self._keys.values())

    def all(self) -> list[Key]:
        """Return all keys, oldest first, the revoked ones too. Raises KeysError."""
        self._refresh()
        return list(self._keys.values())

    def add(
        self,
        name: str,
        scopes: Sequence[Scope] = ("ask",),
        origins: Sequence[str] = (),
        rate: str | None = None,
    ) -> tuple[Key, str]:
        """Make a key; the second value is its secret, which is not kept and shown only now.

        Raises KeysError for an origin that is none, and for a publishable key that may do more
        than ask.
        """
        if origins and tuple(scopes) != ("ask",):
            raise KeysError("a key that stands in a page may only ask; leave --scope out")
        prefix = _PUBLISHABLE_PREFIX if origins else _PREFIX
        secret = prefix + secrets.token_urlsafe(32)
        key = Key(
            id=secrets.token_hex(4),
            name=name,
            scopes=tuple(scopes),
            hash=_hash(secret),
            created=_now(),
            origins=tuple(origin_of(each) for each in origins),
            rate=rate,
        )
        self._change(lambda keys: [*keys, key])
        return key, secret

    def revoke(self, key_id: str) -> Key:
        """Put a key out of force for good. Raises KeysError when there is none with this id."""
        found = next((key for key in self.all() if key.id == key_id), None)
        if found is None:
            raise KeysError(f"there is no key {key_id!r}; `dateline keys list` shows them")
        revoked = replace(found, revoked=found.revoked or _now())
        self._change(lambda keys: [revoked if key.id == key_id else key for key in keys])
        return revoked

    def _change(self, change: Callable[[list[Key]], list[Key]]) -> None:
        with self._writing():
            self._write(change(self.all()))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.with_suffix(".lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise KeysError(
                f"{self.path} cannot be written ({error.strerror}); check the folder's permissions"
            ) from error

    def _write(self, keys: Sequence[Key]) -> None:
        """Replace the file as a whole, readable by its owner alone."""
        folder = self.path.parent
        content = json.dumps([asdict(key) for key in keys], indent=1, ensure_ascii=False)
        descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=".keys-")
        try:
            if os.geteuid() == 0:  # the service, which runs as the folder's owner, must read it
                os.chown(descriptor, folder.stat().st_uid, folder.stat().st_gid)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            Path(temporary).replace(self.path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _refresh(self) -> None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            self._take(None, {})
            return
        except OSError as error:
            raise self._unreadable(error) from error
        seen = (found.st_mtime_ns, found.st_ino, found.st_size)
        if seen != self._seen:
            self._take(seen, self._read())

    def _take(self, seen: tuple[int, int, int] | None, keys: dict[str, Key]) -> None:
        with self._lock:
            self._seen, self._keys = seen, keys
            self._origins = frozenset(
                origin for key in keys.values() if not key.revoked for origin in key.origins
            )

    def _read(self) -> dict[str, Key]:
        try:
            keys = [_key(fields) for fields in json.loads(self.path.read_bytes())]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise self._unreadable(error) from error
        return {key.hash: key for key in keys}

    def _unreadable(self, error: Exception) -> KeysError:
        return KeysError(
            f"the keys in {self.path} cannot be read ({type(error).__name__}); restore the file, "
            "or remove it and make keys anew with `dateline keys add`"
        )


def _key(fields: dict[str, Any]) -> Key:
    lists = {name: tuple(fields[name]) for name in ("scopes", "origins")}
    key = Key(**{**fields, **lists})
    if not set(key.scopes) <= set(SCOPES):
        raise ValueError(f"unknown scopes {key.scopes}")
    if key.rate is not None:
        rate_as_written(key.rate)
    return key


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
