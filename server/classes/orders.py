"""The orders of a class to the rooms of its students, as they stand on the bus.

seats                      seat → the class and person it belongs to
class/ID/orders            pause → the sentence; pace → what may be changed; open → a link for everybody;
                           challenge → what is to be learnt, limits, the secret seed of the points;
                           lesson → the set-ups that may be opened whatever the pace has closed;
                           leave → the class is over
class/ID/orders/PERSON     open → a link for one; leave → the room is none of the class any more;
                           room → the only room that still belongs to it, said by that room
class/ID/opened            person → the number of the last link that their room has opened
class/ID/cells             person → what their room shows of itself
"""

import json
from typing import Any, NamedTuple

SEATS = "seats"
PAUSE, PACE, OPEN, CHALLENGE, LESSON = "pause", "pace", "open", "challenge", "lesson"
LEAVE, ROOM = "leave", "room"


class Seated(NamedTuple):
    """Whose seat it is."""

    school_class: str
    person: str


def orders_of(school_class: str, person: str | None = None) -> str:
    """Returns the table of the orders to all, or to one person."""
    return f"class/{school_class}/orders" if person is None else f"class/{school_class}/orders/{person}"


def opened_of(school_class: str) -> str:
    """Returns the table of what each student's room has opened last."""
    return f"class/{school_class}/opened"


def cells_of(school_class: str) -> str:
    """Returns the table of the cells of a class."""
    return f"class/{school_class}/cells"


def written(value: Any) -> bytes:
    """Returns a value as it stands on the bus."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def read(value: bytes) -> Any:
    """Returns what a value on the bus says."""
    return json.loads(value)
