"""What a run knew, kept in the cache folder for the next: an SQLite file; only rows that changed are written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple
from datetime import datetime
from pathlib import Path
from typing import Any

from audiocast.ledger import Decision, Head, Leaf, Memory
from audiocast.program import program_digest

_TABLES = ("heads", "leaves", "decisions", "rendered")
_FIELDS = tuple(Head.__dataclass_fields__)
_DATE = _FIELDS.index("pub_date")
_LISTS = tuple(_FIELDS.index(name) for name in ("feeds", "engines"))

Rows = dict[str, dict[str, str]]
"""For each table the rows by name, as JSON."""


@contextmanager
def remembered(path: Path) -> Iterator[Memory]:
    """Open what the last run knew, and keep what this one knows when the block ends, however it does.

    A file that cannot be read, or that another version of the program wrote, is as good as none; one that cannot be
    written costs the next run its time.
    """
    rows, memory = _read(path)
    shown = {table: dict(getattr(memory, table)) for table in _TABLES}
    try:
        yield memory
    finally:
        with suppress(sqlite3.Error, OSError):
            _write(path, rows, shown, memory)


def recall(path: Path) -> Memory:
    """Return what the last run knew, for somebody who only looks."""
    return _read(path)[1]


def _read(path: Path) -> tuple[Rows, Memory]:
    if path.is_file():
        try:
            with closing(sqlite3.connect(path)) as database:
                (found,) = database.execute("SELECT program FROM version").fetchone()
                if found == program_digest():
                    rows = {table: dict(database.execute(f"SELECT name, value FROM {table}")) for table in _TABLES}
                    return rows, _memory(rows)
        except (sqlite3.Error, ValueError, TypeError, IndexError):
            pass
        with suppress(OSError):
            path.unlink()
    return {table: {} for table in _TABLES}, Memory()


def _write(path: Path, rows: Rows, shown: Mapping[str, Mapping[str, object]], memory: Memory) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS version (program TEXT)")
        if database.execute("SELECT count(*) FROM version").fetchone() == (0,):
            database.execute("INSERT INTO version VALUES (?)", (program_digest(),))
        for table in _TABLES:
            now: Mapping[str, Any] = getattr(memory, table)
            database.execute(f"CREATE TABLE IF NOT EXISTS {table} (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
            gone = [(name,) for name in rows[table] if name not in now]
            changed = [
                (name, json.dumps(_plain(table, known), ensure_ascii=False))
                for name, known in now.items()
                if shown[table].get(name) != known
            ]
            database.executemany(f"DELETE FROM {table} WHERE name = ?", gone)
            database.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", changed)


def _memory(rows: Rows) -> Memory:
    plain = {table: {name: json.loads(value) for name, value in rows[table].items()} for table in _TABLES}
    return Memory(
        heads={name: (tuple(stamp), _head(values)) for name, (stamp, values) in plain["heads"].items()},
        leaves={name: (tuple(stamp), Leaf(*values)) for name, (stamp, values) in plain["leaves"].items()},
        decisions={
            name: (world, tuple(Decision(*one) for one in made)) for name, (world, made) in plain["decisions"].items()
        },
        rendered=plain["rendered"],
    )


def _plain(table: str, known: Any) -> object:
    if table == "heads":
        stamp, head = known
        values = [getattr(head, name) for name in _FIELDS]
        values[_DATE] = head.pub_date.isoformat()
        return [stamp, values]
    if table == "leaves":
        return [known[0], astuple(known[1])]
    if table == "decisions":
        return [known[0], [astuple(one) for one in known[1]]]
    return known


def _head(values: list[Any]) -> Head:
    values[_DATE] = datetime.fromisoformat(values[_DATE])
    for place in _LISTS:
        values[place] = tuple(values[place])
    return Head(*values)
