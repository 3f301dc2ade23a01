"""A student of a class."""

import secrets
from dataclasses import dataclass, field

ID_BYTES = 6
TOKEN_BYTES = 16


def new_token() -> str:
    """Returns a secret of 128 bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


@dataclass(eq=False, slots=True)
class Person:
    """A student: `token` lets them back in, `seat` joins their room to the class. A person who waits has not
    been let in yet; `away_since` is the time at which the last of their pages went, None while one is there.
    Who `is_nameless` has a name that only their own page still knows.
    """

    name: str
    pioneer: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(ID_BYTES))
    token: str = field(default_factory=new_token)
    seat: str = field(default_factory=new_token)
    waiting: bool = False
    done: bool = False
    follows: bool = True
    note: str = ""
    away_since: float | None = None
    answer: str | float | None = None
    value: float | str | None = None
    is_nameless: bool = False
