"""Whether transactions that overlap could have run one after the other: "Serializable isolation" in the guide.

A transaction that read a table comes before one that writes it and that it can't see; one that wrote a table comes
before those that read or write it later. What closes a circle is refused. Here: the order, table by table, and DDL
whose ground others have changed. Not here: who waits for whom (`locks`), what is visible (DuckDB's snapshots).
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sparkify_assets.local.warehouse.errors import SqlError, serialization_conflict

_NOTHING: frozenset[str] = frozenset()

# A circle may lead over what an active transaction sees: from it to one that it overlaps, and so on, and back. All that
# overlap one another may be a chain without an end, so that this many links of it are kept.
_LINKS = 3


@dataclass
class _Transaction:
    """What it sees is what was committed up to its snapshot. `committed` is its own place in that order."""

    number: int
    snapshot: int
    reads: frozenset[str] = _NOTHING
    writes: frozenset[str] = _NOTHING
    leans_on: frozenset[str] = _NOTHING
    changes: frozenset[str] = _NOTHING
    committed: int | None = None

    def sees(self, other: _Transaction) -> bool:
        return other.committed is not None and other.committed <= self.snapshot

    def before(self, other: _Transaction) -> frozenset[str]:
        """The tables for which it has to come before the other."""
        if other.sees(self):
            return self.writes & (other.reads | other.writes)
        unseen = _NOTHING if self.sees(other) else self.reads & other.writes
        is_earlier = self.committed is not None and (other.committed is None or other.committed > self.committed)
        return unseen | (self.writes & other.writes if is_earlier else _NOTHING)


class SerialOrder:
    """The transactions of one database, by the processes that run them. `table_id` is the name of what is no table."""

    def __init__(self, table_id: Callable[[str], object] = str) -> None:
        self._table_id = table_id
        self._numbers = itertools.count(1)
        # Held while a snapshot is taken or a commit is made, so that DuckDB and this order agree on which was first.
        self.moment = threading.Lock()
        self._lock = threading.Lock()
        self._commits = 0
        self._active: dict[int, _Transaction] = {}
        self._done: list[_Transaction] = []  # those that overlap an active one

    def begin(self, owner: int) -> None:
        with self._lock:
            self._active[owner] = _Transaction(next(self._numbers), self._commits)

    def use(self, owner: int, reads: frozenset[str], writes: frozenset[str]) -> None:
        """The owner's transaction goes on to read and write these; SqlError 1023 if no serial order allows for that."""
        with self._lock:
            mine = self._active[owner]
            mine.reads, mine.writes = mine.reads | reads, mine.writes | writes
            tables, circle = self._circle(mine)
            if tables:
                raise _conflict(owner, self._table_id(min(tables)), circle)

    def change(self, owner: int, leans_on: frozenset[str], changes: frozenset[str]) -> None:
        """DDL that changes some objects and leans on others; SqlError 1023 if what it rests on is no longer so.

        DDL acts on the catalog as it is now, and the transaction sees the one of its snapshot.
        """
        with self._lock:
            mine = self._active[owner]
            mine.leans_on, mine.changes = mine.leans_on | leans_on, mine.changes | changes
            leaned_on = _NOTHING.union(*(other.leans_on for other in self._unseen(mine)))
            if tables := self._changed(mine, leans_on | changes) | changes & leaned_on:
                raise self._outdated(owner, min(tables), self._table_id(min(tables)))

    def require_unchanged(self, owner: int, tables: frozenset[str]) -> None:
        """SqlError 1023 if the DDL of others has changed one of the tables since the owner's snapshot.

        What was dropped is gone for everyone, 42P01: the catalog is no part of a snapshot (`c_serial_isolation`).
        """
        with self._lock:
            if changed := self._changed(self._active[owner], tables):
                table = min(changed)
                table_id = self._table_id(table)
                if table_id == table:
                    raise SqlError("42P01", f'relation "{table}" does not exist')
                raise self._outdated(owner, table, table_id)

    def _outdated(self, owner: int, table: str, table_id: object) -> SqlError:
        mine = self._active[owner]
        others = [other for other in self._unseen(mine) if table in other.changes | other.leans_on]
        return _conflict(owner, table_id, [mine, *others])

    def _changed(self, mine: _Transaction, objects: frozenset[str]) -> frozenset[str]:
        return objects & _NOTHING.union(*(other.changes for other in self._unseen(mine)))

    def _unseen(self, mine: _Transaction) -> Iterator[_Transaction]:
        """What was committed since its snapshot: what it sees was there before it, and so was all before that."""
        return itertools.takewhile(lambda other: not mine.sees(other), reversed(self._done))

    def _circle(self, mine: _Transaction) -> tuple[frozenset[str], list[_Transaction]]:
        """The tables in the first step of a way that leads back to where it began, and the way."""
        for first, tables in self._followers(mine):
            seen, ahead = [mine, first], [[mine, first]]
            while ahead:
                way = ahead.pop()
                for follower, _ in self._followers(way[-1]):
                    if follower is mine:
                        return tables, way
                    if all(follower is not known for known in seen):
                        seen.append(follower)
                        ahead.append([*way, follower])
        return _NOTHING, []

    def _followers(self, one: _Transaction) -> Iterator[tuple[_Transaction, frozenset[str]]]:
        if not one.reads and one.committed is None:
            return  # only commits and reads put a transaction before another
        for other in (*self._active.values(), *self._unseen(one)):
            if other is not one and (tables := one.before(other)):
                yield other, tables

    def end(self, owner: int, *, committed: bool) -> None:
        """What it did stays known as long as a transaction runs that overlapped it, or one that overlapped that one."""
        with self._lock:
            ended = self._active.pop(owner)
            if committed:
                self._commits += bool(ended.writes or ended.leans_on)
                ended.committed = self._commits
                self._done.append(ended)
            oldest = min((each.snapshot for each in self._active.values()), default=self._commits)
            if not self._active or ended.snapshot < oldest:
                for _ in range(_LINKS if self._active else 0):
                    oldest = min(each.snapshot for each in (*self._active.values(), *self._after(oldest)))
                self._done = self._after(oldest)

    def _after(self, moment: int) -> list[_Transaction]:
        return [each for each in self._done if each.committed is not None and each.committed > moment]


def _conflict(owner: int, table_id: object, circle: list[_Transaction]) -> SqlError:
    numbers = ", ".join(str(each.number) for each in circle)
    cycle = f", transactions forming the cycle are: {numbers} (pid:{owner})"
    return serialization_conflict(table_id, cycle)
