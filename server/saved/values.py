"""What is said of saved states and kept classes where nothing of their database is loaded."""

from typing import Literal, NamedTuple

FILE = "saved.sqlite3"
"""Where they are in the data folder."""

PIECE_BYTES = 1_000_000
"""A class is fetched in pieces, so that who reads slowly keeps no more than one of them in memory."""

FORGOTTEN_SECONDS = 10.0
"""After so long without a word of the server that trains a sweep another may go on with it."""


class SavedPlace(NamedTuple):
    """What whoever saved a state gets: where it is, what deletes it, and until when it is kept (seconds since
    1970)."""

    id: str
    secret: str
    ends_at: float


class KeptPlace(NamedTuple):
    """What a teacher gets who keeps a class: what opens and deletes it, and until when it is kept (seconds
    since 1970)."""

    secret: str
    ends_at: float


class KeptClass(NamedTuple):
    """A class that is kept: how many bytes its archive has, and until when (seconds since 1970)."""

    n_bytes: int
    ends_at: float


class Counts(NamedTuple):
    """How many states, or classes, there are, and their bytes."""

    n: int
    n_bytes: int


class Limits(NamedTuple):
    """For how many seconds a state is kept, and how much may be kept."""

    seconds: float
    most_of_address: int
    most_bytes: int


class ClassLimits(NamedTuple):
    """For how many seconds a class is kept, and how many of them, in all and from one address."""

    seconds: float
    most: int
    most_of_address: int
    most_bytes: int


class SweepLimits(NamedTuple):
    """How many sweeps are kept, in all and from one address, and the bytes of all."""

    most: int
    most_of_address: int
    most_bytes: int


Quota = Literal["of_address", "in_all"]
"""Of the number of sweeps, or of their bytes: that of an address, or of the server."""


class KeptSweep(NamedTuple):
    """A sweep as it is kept: its id, the digest of the secret that leads it, the address it came from, since
    and until when it is kept (seconds since 1970), how it stands, which server trains it, what is to be done,
    and how far it is."""

    id: str
    secret: bytes
    address: str
    made_at: float
    ends_at: float
    state: str
    server: str
    plan: bytes
    facts: bytes


class SweptRow(NamedTuple):
    """What became of a network of a sweep: the number of the row, which network after how many epochs, its
    measure (None: it ran away), and all that is told of it, as compressed JSON."""

    number: int
    setting: int
    repeat: int
    epochs: int
    value: float | None
    content: bytes


class SweepStanding(NamedTuple):
    """How a sweep stands in the database, and the server that wrote it."""

    state: str
    server: str
    facts: bytes


class KnownRow(NamedTuple):
    """The same without what is told of it, which has so many bytes."""

    number: int
    setting: int
    repeat: int
    epochs: int
    value: float | None
    n_bytes: int
