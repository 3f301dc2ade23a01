"""The tables of what is saved in their database, and how one of an older version becomes one of this.

A database says in `saved_schema` how many of the `STEPS` it has gone through; those that it lacks are done in
one transaction, before anything else. There are a few tables and one line of history, so this list does what
Alembic would, without another library that every server would have to install.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    inspect,
    select,
    update,
)

metadata = MetaData()
version = Table("saved_schema", metadata, Column("version", Integer, nullable=False))
saved = Table(
    "saved_states",
    metadata,
    Column("id", String(22), primary_key=True),
    Column("secret", LargeBinary(32), nullable=False),
    Column("address", String(64), nullable=False),
    Column("made_at", Float(53), nullable=False),
    Column("ends_at", Float(53), nullable=False),
    Column("n_bytes", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("saved_states_address", "address"),
    Index("saved_states_ends_at", "ends_at"),
)
"""Of a state: the digest of the secret that deletes it, the address it came from, since and until when it
is kept (seconds since 1970), and its bytes."""

kept = Table(
    "kept_classes",
    metadata,
    Column("secret", LargeBinary(32), primary_key=True),
    Column("address", String(64), nullable=False),
    Column("made_at", Float(53), nullable=False),
    Column("ends_at", Float(53), nullable=False),
    Column("n_bytes", BigInteger, nullable=False),
    Index("kept_classes_address", "address"),
    Index("kept_classes_ends_at", "ends_at"),
)
"""Of a class that its teacher keeps: the digest of the secret that opens and deletes it, the address that it
came from, since and until when it is kept, and how many bytes it has."""
pieces = Table(
    "kept_pieces",
    metadata,
    Column("secret", LargeBinary(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Its bytes, an archive as the teacher's browser has made it, in pieces that are had one by one."""

sweeps = Table(
    "sweeps",
    metadata,
    Column("id", String(22), primary_key=True),
    Column("secret", LargeBinary(32), nullable=False),
    Column("address", String(64), nullable=False),
    Column("made_at", Float(53), nullable=False),
    Column("ends_at", Float(53), nullable=False),
    Column("n_bytes", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("server", String(32), nullable=False),
    Column("seen_at", Float(53), nullable=False),
    Column("plan", LargeBinary, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Index("sweeps_address", "address"),
    Index("sweeps_ends_at", "ends_at"),
    Index("sweeps_state", "state"),
)
"""Of a sweep: the digest of the secret that leads it, the address it came from, since and until when it is
kept (seconds since 1970), the bytes of it and its rows, how it stands, which server trains it and when that
said so last, what is to be done, and how far it is."""
swept_rows = Table(
    "sweep_rows",
    metadata,
    Column("sweep", String(22), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("setting", Integer, nullable=False),
    Column("repeat", Integer, nullable=False),
    Column("epochs", Integer, nullable=False),
    Column("value", Float(53)),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("sweep", "setting", "repeat", "epochs", name="sweep_rows_once"),
)
"""What became of its networks, each once after each number of epochs."""

Step = Callable[[Connection], object]
STEPS: tuple[Step, ...] = (
    lambda connection: metadata.create_all(connection, [saved]),
    lambda connection: metadata.create_all(connection, [kept, pieces]),
    lambda connection: metadata.create_all(connection, [sweeps, swept_rows]),
)
"""What makes a database of version n one of version n + 1, for n = 0, 1, …"""


LOCK = 0x6E6E705F73617665
"""What servers that share a database agree on, so that one after the other brings it up to date."""


class NewerDatabaseError(RuntimeError):
    """A database of a newer version of the playground, which this one leaves alone."""


def bring_up_to_date(connection: Connection, steps: Sequence[Step] = STEPS) -> None:
    """Brings a database to the present version, within a transaction. Raises NewerDatabaseError."""
    if _version_of(connection) == len(steps):
        return
    if connection.dialect.name == "postgresql":  # another server may be doing the same; SQLite lets one write
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    present = _version_of(connection)
    if present is None:
        metadata.create_all(connection, [version])
        connection.execute(insert(version).values(version=0))
        present = 0
    if present > len(steps):
        raise NewerDatabaseError(
            f"the database of what is saved is of version {present}, this playground knows {len(steps)}"
        )
    for step in steps[present:]:
        step(connection)
    connection.execute(update(version).values(version=len(steps)))


def _version_of(connection: Connection) -> int | None:
    """How many steps a database has gone through; None for one that has nothing of ours."""
    if not inspect(connection).has_table(version.name):
        return None
    found: int = connection.execute(select(version.c.version)).scalar_one()
    return found
